"""The forms of one project in, forms per second of xltpl and of jixiao out: one process, the same template, one run.

xltpl gets the template with its own tags in it and is let off merging cells by the tree and computing row heights. Its
writer is reused. Rounds take turns; the median counts.
"""

from __future__ import annotations

import argparse
import copy
import io
import tracemalloc
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
from docxtpl_vs_jixiao import ROOT, in_turns
from openpyxl.comments import Comment
from xltpl.writerx import BookWriter

from generator.build.prepare import prepare
from generator.project.resolve import SubForm
from generator.template.catalogue import catalogue
from generator.template.excel.book import XlsxBook
from generator.template.excel.template import XlsxTemplate

PROJECT = ROOT / "data" / "2024年对非经贸合作资金.yaml"
ROUNDS = 9
MANY, SHEETS = 10_000, 1_000


def main() -> None:
    """Print both speeds and their ratio; with ``--many`` also memory over many forms and the time of a large book."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=ROUNDS)
    options.add_argument("--many", action="store_true")
    asked = options.parse_args()
    folders = catalogue(ROOT / "templates")
    prepared, problems = prepare(PROJECT, folders)
    if prepared is None or prepared.templates.xlsx is None:
        raise SystemExit("\n".join(map(str, problems)))
    forms, ours = list(prepared.sub_forms(())), prepared.templates.xlsx
    path = folders.find(prepared.project.template, prepared.project.template_source).xlsx
    assert path is not None  # noqa: S101  # it was compiled
    with TemporaryDirectory() as folder:
        peer = _peer(path, Path(folder) / "peer.xlsx")
    contexts = [_plain(form) for form in forms]

    def fill_ours() -> bytes:
        return [ours.render(form.context, form.name) for form in forms][-1]

    def fill_peer() -> bytes:
        return [_filled(peer, context) for context in contexts][-1]

    _same_cells(fill_ours(), fill_peer())
    mine, theirs = in_turns(asked.rounds, fill_ours, fill_peer)
    for name, seconds in (("xltpl", theirs), ("jixiao", mine)):
        print(f"{name:8}{len(forms) / seconds:9,.1f} forms/s   {1000 * seconds / len(forms):7.2f} ms a form")
    print(f"ratio   {theirs / mine:9.1f}")
    if asked.many:
        _many(ours, forms)


def _peer(path: Path, file: Path) -> Any:
    """A writer for the template with the tags of xltpl in its repeated row."""
    book = openpyxl.load_workbook(path)
    page = book.active
    row = next(cell.row for line in page.iter_rows() for cell in line if "{% for" in str(cell.value))
    page.unmerge_cells(f"A{row - 1}:A{row}")
    for name, text in zip("BCDE", ("一级", "二级", "三级", "指标值"), strict=True):
        page[f"{name}{row}"] = f"{{{{ 行.{text} }}}}"
    page[f"A{row}"].comment = Comment("beforerow{% for 行 in 指标 %}", "")
    page[f"A{row + 1}"].comment = Comment("beforerow{% endfor %}", "")
    book.save(file)
    return BookWriter(file)


def _plain(form: SubForm) -> dict[str, Any]:
    texts = {name: str(value) for name, value in form.context.items() if isinstance(value, str)}
    names = ("一级", "二级", "三级", "指标值")
    return {**texts, "指标": [{name: str(row[name]) for name in names} for row in form.context["指标"]]}


def _filled(peer: Any, context: dict[str, Any]) -> bytes:
    file = io.BytesIO()
    peer.render_book([copy.copy(context)])
    peer.save(file)
    return file.getvalue()


def _same_cells(ours: bytes, theirs: bytes) -> None:
    """Both sides must print the same indicators, or their speeds say nothing."""
    sides = [_last_column(data) for data in (ours, theirs)]
    if sides[0] != sides[1]:
        raise SystemExit(f"the two sides differ:\n{sides[0]}\n{sides[1]}")


def _last_column(data: bytes) -> list[str]:
    page = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    cells = [page.cell(row, 5) for row in range(1, page.max_row + 1)]
    return [f"{cell.value:.0%}" if cell.number_format == "0%" else str(cell.value) for cell in cells]


def _many(template: XlsxTemplate, forms: Sequence[SubForm]) -> None:
    tracemalloc.start()
    for number in range(MANY):
        template.render(forms[number % len(forms)].context)
        if number in {MANY // 10, MANY - 1}:
            print(f"{number + 1:>7,} forms  {tracemalloc.get_traced_memory()[0] / 2**20:7.2f} MB held")
    tracemalloc.stop()
    book = XlsxBook(template)

    def bind() -> bytes:
        for number in range(SHEETS):
            book.add(forms[number % len(forms)].context, f"分表{number}")
        return book.finish()

    print(f"{SHEETS:,} sheets in {in_turns(1, bind)[0]:.1f} s")


if __name__ == "__main__":
    main()
