"""A project with a table of many 分表 in; seconds, peak memory and how both grow out.

Each run is a process of its own, from the command line to the last file on disk; peak memory is that of the largest
process of a run.
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROJECT = ROOT / "data" / "2024年对非经贸合作资金.yaml"
_HEADINGS = ("市州", "资金", "贸易规模", "支持企业", "新设企业", "进口门槛")


@dataclass(frozen=True, slots=True)
class Run:
    """What one build took; memory in MB."""

    seconds: float
    memory: float


def main() -> None:
    """Print a line per size and number of processes."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000])
    options.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    chosen = options.parse_args()
    print(f"{'forms':>8}{'jobs':>6}{'seconds':>10}{'ms a form':>11}{'MB':>8}")
    for jobs in chosen.jobs:
        for size in chosen.sizes:
            run = measured(size, jobs)
            print(f"{size:8,}{jobs:6}{run.seconds:10.2f}{1000 * run.seconds / size:11.2f}{run.memory:8.0f}")


def measured(size: int, jobs: int) -> Run:
    """One build of ``size`` forms, in a child whose children are counted alone."""
    with tempfile.TemporaryDirectory() as folder, multiprocessing.get_context("spawn").Pool(1) as pool:
        project = write_project(Path(folder), size)
        return pool.apply(_build, (project, Path(folder) / "output", size, jobs))


def write_project(folder: Path, size: int) -> Path:
    """The project of one fund with the table of its 分表 beside it; every third lacks one number."""
    base = PROJECT.read_text(encoding="utf-8").partition("分表:")[0]
    project = folder / "大.yaml"
    project.write_text(f"{base}分表:\n  按: 市州\n  数据: 大.csv\n", encoding="utf-8")
    with (folder / "大.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(_HEADINGS)
        rows.writerows((f"第{n}县", n, n % 300, n % 9 + 1, "" if n % 3 else 1, 200) for n in range(size))
    return project


def _build(project: Path, out: Path, size: int, jobs: int) -> Run:
    command = [sys.executable, "-m", "generator", "build", str(project), "--out", str(out), "--jobs", str(jobs)]
    started = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    seconds = time.perf_counter() - started
    made = sum(1 for _ in out.rglob("*.docx"))
    if done.returncode or made != size:
        raise SystemExit(f"{made} of {size} forms:\n{done.stdout}{done.stderr}")
    return Run(seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)


if __name__ == "__main__":
    main()
