"""The form as it should be returned: its lines, each cell split into fixed text and printed pieces with their traces.

Also matches such pieces against a text that a person edited: which printed pieces changed to what. Where several
answers fit, all are returned; the choice is made in ``decide``.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import product

from msgspec import Struct

from generator.chinese.numbers import half_width
from generator.document.lines import FormCell, FormLine, lines_of
from generator.document.model import Document, StoredFormula
from generator.template.language.marks import TRACE, TRACE_END, TRACE_TEXT
from generator.template.trace import Trace

# Matching pieces against an edited text.

_LONGEST = 100_000  # characters; a pattern with several open groups takes too long on more

_MOST_OPEN = 5
"""A pattern with more open groups may take for ever; of more values two are looked for that were changed."""


class PrintedPiece(Struct, frozen=True):
    """A part of a cell's text. ``key`` is None for fixed text; pieces with equal keys print the same value."""

    text: str
    key: Hashable = None


def normalized(text: str) -> str:
    """The text in half-width characters and without white space, to compare texts that differ in nothing else."""
    return "".join(half_width(text).split())


def printed_text(pieces: Iterable[PrintedPiece]) -> str:
    """The text of all pieces together."""
    return "".join(piece.text for piece in pieces)


def fits(pieces: Sequence[PrintedPiece], text: str) -> bool:
    """Whether a text still shows these pieces, apart from white space and the width of characters in fixed pieces."""
    whole = printed_text(pieces)
    if whole == text or whole.strip() == text.strip():
        return True
    return _match(pieces, text, frozenset()) is not None


def readings(pieces: Sequence[PrintedPiece], text: str) -> list[Mapping[Hashable, str]]:
    """The ways to read an edited text: each maps the keys of changed pieces to their new values.

    Readings that change a single key are preferred. Empty where the fixed pieces do not occur in the text; several
    where the text does not tell which piece was changed.
    """
    if len(text) > _LONGEST:
        return []
    keys = list(dict.fromkeys(piece.key for piece in pieces if piece.key is not None))
    found: list[Mapping[Hashable, str]] = []
    for key in keys:
        one = _match(pieces, text, frozenset((key,)))
        if one is not None and one not in found:
            found.append(one)
    if found or len(keys) < 2:
        return found
    old = {piece.key: piece.text for piece in pieces}
    for unknown in [frozenset(keys)] if len(keys) <= _MOST_OPEN else _changed_pairs(pieces, text):
        # With several open groups a text splits in more than one way where the shortest and longest match differ.
        for greedy in (False, True):
            split = _match(pieces, text, unknown, greedy=greedy)
            changed = None if split is None else {key: new for key, new in split.items() if old[key] != new}
            if changed is not None and changed not in found:
                found.append(changed)
    return found


def _changed_pairs(pieces: Sequence[PrintedPiece], text: str) -> Iterator[frozenset[Hashable]]:
    """Pairs of keys of which one may be the first and the other the last that was changed.

    All pieces before and behind them still show what they did.
    """
    count = len(pieces)
    first = next(at for at in range(count, -1, -1) if re.match(_pattern(pieces[:at]), text, re.DOTALL))
    last = next(at for at in range(count + 1) if re.search(_pattern(pieces[at:]) + r"\s*\Z", text, re.DOTALL))
    # The text of a changed piece may go on like the old one: then the piece behind it is the first that does not fit.
    before = [piece.key for piece in pieces[: first + 1] if piece.key is not None][-2:]
    behind = [piece.key for piece in pieces[max(last - 1, 0) :] if piece.key is not None][:2]
    return (frozenset((one, other)) for one, other in product(before, behind) if one != other)


def _pattern(pieces: Sequence[PrintedPiece]) -> str:
    """A pattern for a text that shows some pieces unchanged."""
    return r"\s*" + "".join(
        _tolerant_pattern(piece.text) if piece.key is None else re.escape(piece.text) for piece in pieces
    )


def _match(
    pieces: Sequence[PrintedPiece], text: str, unknown: frozenset[Hashable], *, greedy: bool = False
) -> dict[Hashable, str] | None:
    # Fixed pieces and printed pieces that keep their value anchor the pattern; the keys in ``unknown`` are groups. A
    # key that occurs again is a back reference, since a value is printed alike everywhere.
    groups: dict[Hashable, str] = {}
    pattern: list[str] = []
    for piece in pieces:
        if piece.key is None:
            pattern.append(_tolerant_pattern(piece.text))
        elif piece.key not in unknown:
            pattern.append(re.escape(piece.text.strip()) if len(pieces) == 1 else re.escape(piece.text))
        elif piece.key in groups:
            pattern.append(f"(?P={groups[piece.key]})")
        else:
            groups[piece.key] = name = f"g{len(groups)}"
            pattern.append(f"(?P<{name}>.*{'' if greedy else '?'})")
    found = re.fullmatch(r"\s*" + "".join(pattern) + r"\s*", text, re.DOTALL)
    return None if found is None else {key: found[name].rstrip() for key, name in groups.items()}


def _tolerant_pattern(text: str) -> str:
    """A pattern for fixed text that allows white space anywhere and each character in full or half width."""
    blank = r"\s*"
    return blank + "".join(_either_width(character) + blank for character in text if not character.isspace())


def _either_width(character: str) -> str:
    half = half_width(character)
    if half.isspace():
        return r"\s*"
    # The full-width forms U+FF01 to U+FF5E are ASCII "!" to "~" moved by 0xFEE0.
    full = chr(ord(half) + 0xFEE0) if "!" <= half <= "~" else half
    return f"[{re.escape(half)}{re.escape(full)}]" if full != half else re.escape(character)


def is_unchanged(expected: ExpectedCell, actual: FormCell) -> bool:
    """Whether a cell still shows what it did; a formula may have another result, as it follows the cells it uses."""
    if expected.formula is not None and actual.formula is not None:
        one, other = (_plain_formula(each) for each in (expected.formula, actual.formula))
        if one == other or not one or not other:  # a shared formula stands in another cell
            return True
    return fits(expected.pieces, actual.text)


def _plain_formula(formula: StoredFormula) -> str:
    return "".join(formula.text.split()).upper().replace("_XLFN.", "")


# The lines of the form that the project makes.

_PRINTED = re.compile(f"{TRACE}([0-9]+){TRACE_TEXT}(.*?){TRACE_END}", re.DOTALL)


class ExpectedCell(Struct, frozen=True):
    """A cell of the expected form; ``traces`` has the trace of each printed piece by its key.

    ``column`` and ``span`` count grid columns; ``covered`` where a vertical merge from above covers it. ``formula`` is
    that of a cell of a sheet whose text is computed.
    """

    pieces: tuple[PrintedPiece, ...]
    traces: dict[int, Trace]
    column: int
    span: int
    covered: bool
    formula: StoredFormula | None = None

    @property
    def text(self) -> str:
        """Its whole text."""
        return printed_text(self.pieces)

    @property
    def fixed(self) -> bool:
        """Whether the template prints the same words in it in every form."""
        return not self.traces and self.formula is None


class ExpectedLine(Struct, frozen=True):
    """A paragraph (``table`` 0, one cell) or table row of the expected form.

    Paragraphs with the same ``value_id`` are lines of one value (filters 段落 and 公文); None for all others.
    """

    place: str
    cells: tuple[ExpectedCell, ...]
    table: int
    value_id: int | None = None

    @property
    def text(self) -> str:
        """The texts of its cells, for comparing."""
        return "\t".join(cell.text for cell in self.cells)

    def traces(self) -> Iterator[Trace]:
        """The traces of the values printed in it, from left to right, without those of covered cells."""
        for cell in self.cells:
            if not cell.covered:
                yield from cell.traces.values()


def expected_lines(document: Document, traces: Sequence[Trace]) -> tuple[ExpectedLine, ...]:
    """The lines of a document that ``template.trace`` rendered, with its marks resolved to traces."""
    found: list[ExpectedLine] = []
    for line in lines_of(document):
        cells = tuple(_cell(cell, traces) for cell in line.cells)
        found.append(ExpectedLine(line.place, cells, line.table, _value_id(line, cells)))
    return tuple(found)


def _cell(cell: FormCell, traces: Sequence[Trace]) -> ExpectedCell:
    """Split the text of a cell at the marks of ``template.trace`` into fixed text and printed pieces."""
    pieces: list[PrintedPiece] = []
    cell_traces: dict[int, Trace] = {}
    keys: dict[int, int] = {}
    at = 0
    for mark in _PRINTED.finditer(cell.text):
        number, trace = int(mark[1]), traces[int(mark[1])]
        key = keys.setdefault(_value_key(trace, number), number)
        between = cell.text[at : mark.start()]
        at = mark.end()
        # Lines of one value in one cell become one piece again.
        if trace.lines and pieces and pieces[-1].key == key and between == "\n":
            pieces[-1] = PrintedPiece(f"{pieces[-1].text}\n{mark[2]}", key)
            continue
        if between:
            pieces.append(PrintedPiece(between))
        cell_traces[key] = trace
        pieces.append(PrintedPiece(mark[2], key))
    if cell.text[at:]:
        pieces.append(PrintedPiece(cell.text[at:]))
    return ExpectedCell(tuple(pieces), cell_traces, cell.column, cell.span, cell.covered, cell.formula)


def _value_key(trace: Trace, number: int) -> int:
    """A number that is equal for pieces that print one value: the lines of a value, a name that is printed twice.

    Objects are told apart by ``id``, so that two fields with equal texts stay two. A computed or
    blank piece is unique: its number is negative, which no ``id`` is.
    """
    if trace.lines and trace.accesses:
        return id(trace.accesses[0].value)
    access = trace.direct
    return id(access.value) if access is not None and access.value else -number - 1


def _value_id(line: FormLine, cells: Sequence[ExpectedCell]) -> int | None:
    if line.table or len(cells[0].pieces) != 1:
        return None
    trace = next(iter(cells[0].traces.values()), None)
    return id(trace.accesses[0].value) if trace is not None and trace.lines and trace.accesses else None
