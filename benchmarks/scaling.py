"""A project with a table of many 分表 in; seconds, peak memory and rate for each size and format out, also as a plot.

Each run is a process of its own, from the command line to the last file on disk; peak memory is that of the largest
process of a run. Files stay until the last run has ended: some file systems are slow to make files where others were
removed a moment ago.
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
from collections.abc import Sequence
from pathlib import Path

from log_plot import Curve, log_plot
from msgspec import Struct

ROOT = Path(__file__).resolve().parents[1]
PROJECT = ROOT / "data" / "2024年对非经贸合作资金.yaml"
PLOT = ROOT / "docs" / "图" / "规模.svg"
FORMATS = {"docx": "Word", "xlsx": "Excel", "pdf": "PDF"}
_HEADINGS = ("市州", "资金", "贸易规模", "支持企业", "新设企业", "进口门槛")


class Run(Struct, frozen=True):
    """What one build took; memory in MB."""

    size: int
    seconds: float
    memory: float


def main() -> None:
    """Print a line per format, number of processes and size."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=[10, 100, 1_000, 10_000])
    options.add_argument("--formats", nargs="+", choices=FORMATS, default=list(FORMATS))
    options.add_argument("--jobs", type=int, nargs="+", default=[1])
    options.add_argument("--plot", action="store_true", help="of one process, into docs/图")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        curves = _measure(chosen.formats, chosen.jobs, chosen.sizes, Path(folder))
    if chosen.plot:
        PLOT.parent.mkdir(parents=True, exist_ok=True)
        PLOT.write_text(log_plot(curves, "份数", "用时（秒）"), encoding="utf-8")


def _measure(formats: Sequence[str], numbers: Sequence[int], sizes: Sequence[int], folder: Path) -> list[Curve]:
    """Print a line per run; the curves of one process."""
    print(f"{'':4}{'jobs':>6}{'forms':>8}{'seconds':>10}{'MB':>8}{'forms/s':>9}")
    curves: list[Curve] = []
    for kind in formats:
        for jobs in numbers:
            runs = [measured(kind, size, jobs, folder) for size in sizes]
            for run in runs:
                print(f"{kind:4}{jobs:6}{run.size:8,}{run.seconds:10.2f}{run.memory:8.0f}{run.size / run.seconds:9.0f}")
            if jobs == 1:
                curves.append(curve(FORMATS[kind], runs))
    return curves


def curve(name: str, runs: Sequence[Run]) -> Curve:
    """The runs of one format."""
    last = runs[-1]
    return Curve(f"{name}：每秒 {last.size / last.seconds:.0f} 份", [(run.size, run.seconds) for run in runs])


def measured(kind: str, size: int, jobs: int, folder: Path) -> Run:
    """One build of ``size`` forms below ``folder``, in a child whose children are counted alone."""
    own = Path(tempfile.mkdtemp(dir=folder))
    project = write_project(own, size)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_build, (project, own / "output", kind, size, jobs))


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


def _build(project: Path, out: Path, kind: str, size: int, jobs: int) -> Run:
    command = [sys.executable, "-m", "generator", "build", str(project), "--out", str(out), "--to", kind]
    started = time.perf_counter()
    done = subprocess.run([*command, "--jobs", str(jobs)], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    seconds = time.perf_counter() - started
    made = sum(path.stem != "汇总" for path in out.rglob(f"*.{kind}"))
    if done.returncode or made != size:
        raise SystemExit(f"{made} of {size} forms:\n{done.stdout}{done.stderr}")
    return Run(size, seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)


if __name__ == "__main__":
    main()
