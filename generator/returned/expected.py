"""A traced document in, its lines out with what every printed piece came from: the form as it should come back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from generator.document.lines import FormCell, Line, lines_of
from generator.document.model import Document
from generator.returned.pieces import Piece, printed_text
from generator.template.trace import CLOSE, MIDDLE, OPEN, Trace

_PRINTED = re.compile(f"{OPEN}([0-9]+){MIDDLE}(.*?){CLOSE}", re.DOTALL)


class ExpectedCell(Struct, frozen=True):
    """A cell of the expected form; ``traces`` of its printed pieces are found by their keys."""

    pieces: tuple[Piece, ...]
    traces: dict[int, Trace]
    column: int
    span: int
    covered: bool

    @property
    def text(self) -> str:
        """What it shows."""
        return printed_text(self.pieces)

    @property
    def fixed(self) -> bool:
        """Whether the template alone says what it shows."""
        return not self.traces


class ExpectedLine(Struct, frozen=True):
    """A paragraph or row of the expected form; ``region`` numbers the paragraphs that are lines of one value."""

    place: str
    cells: tuple[ExpectedCell, ...]
    table: int
    region: int | None = None

    @property
    def text(self) -> str:
        """Its cells' texts, for comparing."""
        return "\t".join(cell.text for cell in self.cells)

    def traces(self) -> Iterator[Trace]:
        """What is printed in it, from left to right; what shows from above is another row's."""
        for cell in self.cells:
            if not cell.covered:
                yield from cell.traces.values()


def expected_lines(document: Document, traces: Sequence[Trace]) -> tuple[ExpectedLine, ...]:
    """The lines of a document that ``templating.tracing`` rendered."""
    found: list[ExpectedLine] = []
    for line in lines_of(document):
        cells = tuple(_cell(cell, traces) for cell in line.cells)
        found.append(ExpectedLine(line.place, cells, line.table, _region(line, cells)))
    return tuple(found)


def _cell(cell: FormCell, traces: Sequence[Trace]) -> ExpectedCell:
    pieces: list[Piece] = []
    used: dict[int, Trace] = {}
    keys: dict[int, int] = {}
    at = 0
    for mark in _PRINTED.finditer(cell.text):
        number, trace = int(mark[1]), traces[int(mark[1])]
        key = keys.setdefault(_identity(trace, number), number)
        between = cell.text[at : mark.start()]
        at = mark.end()
        if trace.lines and pieces and pieces[-1].key == key and between == "\n":
            pieces[-1] = Piece(f"{pieces[-1].text}\n{mark[2]}", key)
            continue
        if between:
            pieces.append(Piece(between))
        used[key] = trace
        pieces.append(Piece(mark[2], key))
    if cell.text[at:]:
        pieces.append(Piece(cell.text[at:]))
    return ExpectedCell(tuple(pieces), used, cell.column, cell.span, cell.covered)


def _identity(trace: Trace, number: int) -> int:
    """The same for pieces that print one value: the lines of a value, a name that is printed twice."""
    if trace.lines and trace.accesses:
        return id(trace.accesses[0].value)
    access = trace.direct
    return id(access.value) if access is not None and access.value else -number - 1


def _region(line: Line, cells: Sequence[ExpectedCell]) -> int | None:
    if line.table or len(cells[0].pieces) != 1:
        return None
    trace = next(iter(cells[0].traces.values()), None)
    return id(trace.accesses[0].value) if trace is not None and trace.lines and trace.accesses else None
