"""The command line in, median seconds out: its help page, every 分表 of one fund, and these with nothing changed."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROJECT = ROOT / "data" / "2024年对非经贸合作资金.yaml"
RUNS = 10


def main() -> None:
    """Print a line per command."""
    with tempfile.TemporaryDirectory() as out:
        build = ["build", str(PROJECT), "--to", "docx,xlsx", "--out", out]
        for name, arguments in (("--help", ["--help"]), ("14 forms", [*build, "--force"]), ("unchanged", build)):
            print(f"{name:10}{median([sys.executable, '-m', 'generator', *arguments]):7.3f} s")


def median(command: list[str]) -> float:
    """The median of ten runs, after one that warms the disk."""
    return statistics.median([_seconds(command) for _ in range(RUNS + 1)][1:])


def _seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
