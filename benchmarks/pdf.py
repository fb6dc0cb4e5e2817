"""Filled Word forms in; forms per second of LibreOffice and of jixiao out, and what a stack of many forms takes.

LibreOffice converts all in one call, in a profile that exists; jixiao reads, lays out, draws and writes each, what it
keeps of the fonts warm, everything else cold, in one process and, as ``build`` does, in several. Both take turns
for some rounds, each round is a ratio of its own. The stack is made in a process of its own, whose peak memory counts.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import median
from typing import TypeVar

from scaling import ROOT, write_project

from generator.build.processes import batches
from generator.build.stack import print_stack
from generator.document.docx.reader import DocxReader
from generator.layout.fonts.book import FontBook
from generator.layout.page import Pages
from generator.layout.pages import lay_out
from generator.layout.text.paragraph import Typesetter
from generator.problem import Source
from generator.writers.pdf.file import pdf_bytes

_Answer = TypeVar("_Answer")
_PROCESSES = 2
_fonts: FontBook
_reader: DocxReader
_typesetter: Typesetter
_STAGES = ("read", "lay out", "draw")


def main() -> None:
    """Print both rates and their ratio, ours by stage; then what the stack takes."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--forms", type=int, default=140)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--stack", type=int, default=1000)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _compare(filled(Path(folder) / "forms", chosen.forms), Path(folder), chosen.rounds)
        _measure_stack(filled(Path(folder) / "stack", chosen.stack))


def filled(folder: Path, count: int) -> list[Path]:
    """As many forms of one project, no two the same, filled in."""
    folder.mkdir()
    project = write_project(folder, count)
    command = [sys.executable, "-m", "generator", "build", str(project), "--out", str(folder), "--to", "docx"]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    return sorted(folder.rglob("*.docx"))


def _compare(forms: Sequence[Path], folder: Path, rounds: int) -> None:
    _draw_all(forms, folder)
    office = _office(forms[0], folder)
    ratios: dict[int, list[float]] = {1: [], _PROCESSES: []}
    for _ in range(rounds):
        stages = _spawned(_draw_all, forms, folder)
        theirs = _libreoffice(office, forms, folder)
        ours = {1: sum(stages), _PROCESSES: _spawned(_draw_on_processes, forms, folder)}
        named = zip(_STAGES, stages, strict=True)
        per_form = ", ".join(f"{name} {1000 * taken / len(forms):.2f}" for name, taken in named)
        print(f"{len(forms)} forms; in one process, ms a form: {per_form}")
        print(f"{'LibreOffice':22}{theirs:7.2f} s {len(forms) / theirs:8.1f} a second")
        for processes, taken in ours.items():
            ratios[processes].append(theirs / taken)
            rate = f"{len(forms) / taken:8.1f} a second, {theirs / taken:5.1f} times LibreOffice's"
            print(f"{f'jixiao, {processes} process(es)':22}{taken:7.2f} s {rate}")
    for processes, found in ratios.items():
        print(f"median of {rounds} rounds, {processes} process(es): {median(found):.1f} times LibreOffice's rate")


def _draw_all(forms: Sequence[Path], folder: Path) -> list[float]:
    """The seconds of each stage, reading and writing files included; opening the fonts counts as laying out."""
    global _fonts, _reader, _typesetter  # noqa: PLW0603  # processes inherit them
    began = time.perf_counter()
    _fonts, _reader = FontBook.open(), DocxReader()
    _typesetter = Typesetter(_fonts)
    opened = time.perf_counter() - began
    taken = _draw(forms, folder)
    _fonts.save()
    return [taken[0], taken[1] + opened, taken[2]]


def _draw(forms: Sequence[Path], folder: Path) -> list[float]:
    taken = [0.0, 0.0, 0.0]
    clock = time.perf_counter
    for form in forms:
        began = clock()
        document = _reader.read(form.read_bytes(), Source(form.name))
        read = clock()
        pages = lay_out(document, _typesetter)
        laid = clock()
        (folder / f"{form.stem}.pdf").write_bytes(pdf_bytes([(form.stem, pages)], form.stem, ""))
        drawn = clock()
        for stage, seconds in enumerate((read - began, laid - read, drawn - laid)):
            taken[stage] += seconds
    return taken


def _draw_on_processes(forms: Sequence[Path], folder: Path) -> float:
    """The seconds that it takes to draw the first form, and the rest in processes that inherit what that took."""
    began = time.perf_counter()
    _draw_all(forms[:1], folder)
    with ProcessPoolExecutor(_PROCESSES, multiprocessing.get_context("fork")) as pool:
        for drawn in [pool.submit(_draw, batch, folder) for batch in batches(forms[1:], _PROCESSES)]:
            drawn.result()
    return time.perf_counter() - began


def _office(form: Path, folder: Path) -> Sequence[str]:
    """The command that converts the files named after it, in a profile that it has made with a first one."""
    program = shutil.which("soffice")
    if program is None:
        raise SystemExit("soffice is not here")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder / "office")]
    subprocess.run([*command, str(form)], capture_output=True, check=True)
    return command


def _libreoffice(command: Sequence[str], forms: Sequence[Path], folder: Path) -> float:
    shutil.rmtree(folder / "office")
    began = time.perf_counter()
    subprocess.run([*command, *map(str, forms)], capture_output=True, check=True)
    taken = time.perf_counter() - began
    made = len(list((folder / "office").glob("*.pdf")))
    if made != len(forms):
        raise SystemExit(f"LibreOffice made {made} of {len(forms)}")
    return taken


def _measure_stack(forms: Sequence[Path]) -> None:
    _spawned(_stack, forms)  # what is kept of the fonts, of those of the list too, is warm
    seconds, memory, size = _spawned(_stack, forms)
    print(f"a stack of {len(forms)} forms: {seconds:.2f} s, {memory:.0f} MB at most, a file of {size:.1f} MB")


def _stack(forms: Sequence[Path]) -> tuple[float, float, float]:
    """Seconds, peak memory and size in MB."""
    began = time.perf_counter()
    fonts, reader = FontBook.open(), DocxReader()
    typesetter = Typesetter(fonts)

    def laid() -> Iterator[tuple[str, Pages]]:
        for form in forms:
            yield form.stem, lay_out(reader.read(form.read_bytes(), Source(form.name)), typesetter)

    size = len(print_stack(laid(), typesetter, duplex=True, copies=2))
    fonts.save()
    taken = time.perf_counter() - began
    return taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, size / 1e6


def _spawned(function: Callable[..., _Answer], *arguments: object) -> _Answer:
    """What a function answers in a process of its own."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, context) as pool:
        return pool.submit(function, *arguments).result()


if __name__ == "__main__":
    main()
