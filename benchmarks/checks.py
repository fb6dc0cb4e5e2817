"""A project with 10,000 分表 from a .csv in; seconds and peak memory of ``jixiao check`` on one process out."""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from scaling import ROOT, write_project


def main() -> None:
    """Print a line per size."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000])
    print(f"{'forms':>8}{'seconds':>10}{'ms a form':>11}{'MB':>8}")
    for size in options.parse_args().sizes:
        seconds, memory = measured(size)
        print(f"{size:8,}{seconds:10.2f}{1000 * seconds / size:11.2f}{memory:8.0f}")


def measured(size: int) -> tuple[float, float]:
    """One check of ``size`` forms: seconds, and MB of the largest process so far."""
    with tempfile.TemporaryDirectory() as folder:
        project = write_project(Path(folder), size)
        command = [sys.executable, "-m", "generator", "check", str(project), "--format", "json"]
        started = time.perf_counter()
        done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
        seconds = time.perf_counter() - started
    if done.returncode not in {0, 1} or not done.stdout:
        raise SystemExit(done.stderr)
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


if __name__ == "__main__":
    main()
