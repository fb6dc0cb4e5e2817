"""Picks the sheets of a returned workbook that are the form, and cuts them to its columns.

People add sheets and notes beside a form. These are told as problems, and nothing of them is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from generator.document.lines import FormCell, FormLine, lines_of
from generator.document.model import Document, Section
from generator.problem import Problem, Severity, Source
from generator.returned.expected import ExpectedLine, normalized


def sheets_of_form(document: Document, expected: Sequence[ExpectedLine], file: str) -> tuple[Document, list[Problem]]:
    """The sheets alone that fit the expected form best, in the order of that form, and a warning for each other one.

    ``expected`` are the lines of any form of the template. The document itself where it has no further sheet with
    content, and where it is no workbook.
    """
    fixed = _fixed_texts(expected)
    left = [section for section in document.sections if section.name and section.blocks]
    if not fixed or len(left) <= len(fixed):
        return document, []
    chosen: list[Section] = []
    for texts in fixed.values():
        best = max(left, key=lambda section: _share(texts, section))
        left.remove(best)
        chosen.append(best)
    message = "不是这份表的工作表，没有读；要用里面的内容，请填到表里"
    places = (Source(file, place=f"工作表“{section.name}”") for section in left)
    problems = [Problem(place, "R012", message, severity=Severity.WARNING) for place in places]
    return replace(document, sections=tuple(chosen)), problems


def _fixed_texts(expected: Iterable[ExpectedLine]) -> dict[int, Counter[str]]:
    """The fixed texts of each table of a form, by its number."""
    found: dict[int, Counter[str]] = {}
    for line in expected:
        if line.table:
            texts = (normalized(cell.text) for cell in line.cells if cell.fixed and not cell.covered)
            found.setdefault(line.table, Counter()).update(text for text in texts if text)
    return found


def _share(texts: Counter[str], section: Section) -> int:
    """How many of the fixed texts of a table stand in a sheet."""
    lines = lines_of(Document((section,)))
    actual = Counter(normalized(cell.text) for line in lines for cell in line.cells if not cell.covered)
    return (texts & actual).total()


def cut_to_form(
    lines: Sequence[FormLine], expected: Sequence[ExpectedLine], file: str
) -> tuple[tuple[FormLine, ...], list[Problem]]:
    """The lines of a workbook with as many columns as the form has, and a warning for each note that stands beside it.

    A sheet is as wide as what stands in it: it grows by a note, and shrinks where the last column was cleared.
    """
    widths: dict[int, int] = {}
    for model in expected:
        widths[model.table] = max(widths.get(model.table, 0), *(cell.column + cell.span for cell in model.cells))
    found: list[FormLine] = []
    problems: list[Problem] = []
    for line in lines:
        width = widths.get(line.table, 0)
        if not line.table or not width:
            found.append(line)
            continue
        inside = [cell for cell in line.cells if cell.column < width]
        have = max((cell.column + cell.span for cell in inside), default=0)
        inside += [FormCell("", column) for column in range(have, width)]
        found.append(replace(line, cells=tuple(inside)))
        for number, cell in enumerate(line.cells):
            if cell.column >= width and cell.text.strip() and not cell.covered:
                message = f"“{cell.text}”写在表格右边，不是表里的格，没有读"
                source = Source(file, place=line.place_of(number))
                problems.append(Problem(source, "R013", message, severity=Severity.WARNING))
    return tuple(found), problems
