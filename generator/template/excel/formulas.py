"""Moves the references to cells in a formula, as ``Moves`` say.

Inside a loop a relative row is that of the same turn, and the row right above the loop is the row above each turn; a
row with ``$`` is the first (start of a range) or last (end) in all turns of the innermost loop. From outside, a range,
or one cell where a function takes a range, covers all copies: ``SUM(C5)`` becomes ``SUM(C5:C9)``, or ``SUM(C5,C7)`` if
other rows of the loop stand between; one cell elsewhere is the first copy. The same holds for columns repeated by
按列.
A sheet that is named, even the own one, changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.template.excel.moves import NO_CELL, Moves, ReferringCell
from generator.template.excel.tree import RangeReference, area_of

if TYPE_CHECKING:
    from openpyxl.formula.tokenizer import Token

_REF_ERROR = "#REF!"
# These are 0 for a table that happens to have no rows: of the first, a lost argument is left out (COUNT(0) is 1); the
# others are 0 as a whole.
_ZERO_OF_NOTHING = frozenset("SUM COUNT COUNTA COUNTBLANK MAX MIN PRODUCT SUBTOTAL".split())
_ZERO_WITHOUT_AREA = frozenset("COUNTIF COUNTIFS SUMIF SUMIFS SUMPRODUCT".split())
# Stands for a lost argument of them; XML forbids it elsewhere.
_LOST = "\0"
_LOST_ARGUMENT = re.compile(rf",\s*{_LOST}\s*(?=,|\Z)|\A\s*{_LOST}\s*(?:,|\Z)|{_LOST}")
# Sheet titles that need no quotes in a formula, and those among them that look like a reference.
_PLAIN_TITLE = re.compile(r"[A-Za-z_\u4e00-\u9fff][A-Za-z0-9_.\u4e00-\u9fff]*")
_LOOKS_LIKE_CELL = re.compile(r"[A-Za-z]{1,3}[0-9]+|[RrCc][0-9]*([RrCc][0-9]*)?")

# Functions of which every argument may be a range.
_ALL_RANGES = frozenset(
    "SUM SUMSQ COUNT COUNTA COUNTBLANK MAX MAXA MIN MINA AVERAGE AVERAGEA PRODUCT MEDIAN MODE MODE.SNGL GEOMEAN HARMEAN"
    " STDEV STDEV.S STDEV.P STDEVP VAR VAR.S VAR.P VARP AVEDEV DEVSQ AND OR XOR CONCAT CORREL SLOPE INTERCEPT RSQ"
    " FREQUENCY TRANSPOSE ROWS COLUMNS UNIQUE SORT FILTER GCD LCM MULTINOMIAL".split()
)
# Functions of which only some arguments, counted from 1, may be ranges.
_RANGE_ARGUMENTS = {
    name: frozenset(arguments)
    for names, arguments in (
        ("COUNTIF INDEX LARGE SMALL PERCENTILE PERCENTILE.INC PERCENTILE.EXC PERCENTRANK QUARTILE QUARTILE.INC", (1,)),
        ("QUARTILE.EXC TRIMMEAN IRR PERCENTRANK.INC PERCENTRANK.EXC", (1,)),
        ("RANK RANK.EQ RANK.AVG VLOOKUP HLOOKUP MATCH", (2,)),
        ("SUMIF AVERAGEIF", (1, 3)),
        ("LOOKUP XLOOKUP", (2, 3)),
        ("XMATCH", (2,)),
        ("COUNTIFS", range(1, 255, 2)),
        ("SUMIFS AVERAGEIFS MAXIFS MINIFS", (1, *range(2, 255, 2))),
        ("SUBTOTAL NPV", range(2, 255)),
        ("AGGREGATE TEXTJOIN", range(3, 255)),
    )
    for name in names.split()
}
# In these a range that other rows interrupt may be given piece by piece: SUM(B3:B4,B7:B8).
_TAKE_PIECES = _ALL_RANGES - frozenset(
    "COUNTBLANK CORREL SLOPE INTERCEPT RSQ FREQUENCY TRANSPOSE ROWS COLUMNS UNIQUE SORT FILTER".split()
)
# A function of Excel takes 255 arguments; a union in brackets is one of them.
_MOST_PIECES = 200
_NESTING = re.compile(r"\"[^\"]*\"|'[^']*'|[(){}]|[-+][-+\s]*")
_MOST_NESTED = 100
LONGEST = 8192
"""Characters of a formula; Excel opens none that is longer."""
# What these give changes with the day, the place of the cell, or cells that no reference names.
_UNBOUND = frozenset("NOW TODAY RAND RANDBETWEEN RANDARRAY INDIRECT OFFSET CELL INFO ROW COLUMN ADDRESS SHEET".split())
_EXTERNAL = ("[", "'[")  # what another workbook showed does not change
# In these, whatever is computed is computed for whole ranges: SUMPRODUCT(B2*C2).
_ARRAY_FUNCTIONS = frozenset(("SUMPRODUCT", "MMULT"))


class Reference(Struct, frozen=True):
    """A reference in a formula as it is written; ``named``: with its sheet, ``is_own``: that is the formula's.

    ``one_cell``: it means a single value; ``in_pieces``: several areas may stand in its place.
    ``when_lost`` replaces it if its cells are gone.
    """

    text: str
    area: RangeReference
    sheet: int
    named: bool
    is_own: bool
    one_cell: bool
    in_pieces: bool
    when_lost: str


class Formula(Struct, frozen=True):
    """A formula without its ``=``, cut into text and references; ``is_bound``: its value depends on these alone."""

    pieces: tuple[str | Reference, ...]
    is_bound: bool

    def moved(self, sheets: Sequence[Moves], from_cell: ReferringCell = NO_CELL) -> str:
        """The text of the formula with its references moved; ``from_cell`` is the cell in which it stands."""
        found: list[str] = []
        opened: list[int] = []
        for piece in self.pieces:
            found.append(piece if isinstance(piece, str) else _moved(piece, sheets, from_cell))
            if isinstance(piece, Reference):
                continue
            if piece.endswith("("):
                opened.append(len(found) - 1)
            elif piece == ")" and opened:
                start = opened.pop()
                found[start:] = [_without_lost(found[start:])]
        return "".join(found)


def _without_lost(call: Sequence[str]) -> str:
    """A call without the arguments whose cells are gone; 0 if it counted or summed nothing else."""
    name, inside = call[0].upper().rstrip("("), "".join(call[1:-1])
    if _LOST not in inside:
        return "".join(call)
    if name not in _ZERO_OF_NOTHING:
        return "0" if name in _ZERO_WITHOUT_AREA else _LOST
    while _LOST in inside:
        inside = _LOST_ARGUMENT.sub("", inside, count=1)
    is_empty = not inside.strip() or (name == "SUBTOTAL" and "," not in inside)
    return "0" if is_empty else f"{call[0]}{inside})"


class StoredResult(Struct, frozen=True):
    """What a cell shows for its formula: the ``kind`` (ST_CellType) and the text of its ``v``."""

    kind: str
    text: str


class PlacedFormula(Struct, frozen=True):
    """A formula in a cell of the template, with the loops around its row, outermost first.

    ``stored`` is the result that the template holds, if any; ``is_wide``: it is an array formula of several cells.
    """

    row: int
    column: int
    loops: tuple[int, ...]
    formula: Formula
    stored: StoredResult | None
    is_wide: bool


def tokens_of(text: str) -> list[Token]:
    """The tokens of a formula without its ``=``; empty if it cannot be read."""
    # openpyxl, which takes long to import, is needed only by templates with formulas.
    from openpyxl.formula.tokenizer import Tokenizer, TokenizerError  # noqa: PLC0415

    try:
        return list(Tokenizer("=" + text).items)
    except (TokenizerError, IndexError):
        return []


def is_too_much(text: str) -> bool:
    """Whether a formula is longer, or nests deeper, than Excel allows (in brackets or signs)."""
    if len(text) > LONGEST:
        return True
    depth = 0
    for mark in _NESTING.findall(text):
        depth += (mark in "({") - (mark in ")}")
        signs = mark.count("-") + mark.count("+") if mark[0] in "+-" else 0
        if depth > _MOST_NESTED or signs > _MOST_NESTED:
            return True
    return False


@lru_cache(maxsize=4096)
def formula_of(text: str, sheet: int, titles: tuple[str, ...], *, wants_ranges: bool = False) -> Formula:
    """Split a formula that stands on the sheet with this index; ``titles`` are those of all sheets.

    ``wants_ranges``: it takes ranges everywhere, as an array formula or a defined name does. A formula that cannot be
    read becomes one piece of text.
    """
    reader = _References(sheet, titles)
    # A reference alone needs no tokens.
    alone = reader.reference(text, one_cell=not wants_ranges)
    if alone is not None:
        return Formula((alone,), is_bound=True)
    tokens = tokens_of(text)
    if not tokens:
        return Formula((text,), is_bound=False)
    pieces: list[str | Reference] = []
    calls: list[_Call] = []
    is_bound = True
    for at, token in enumerate(tokens):
        if token.subtype == "OPEN":
            calls.append(_Call(token.value.upper().rstrip("(").removeprefix("_XLFN.")))
            is_bound = is_bound and calls[-1].function not in _UNBOUND
        elif token.subtype == "CLOSE" and calls:
            calls.pop()
        elif token.type == "SEP" and calls:
            calls[-1].argument += 1
        if token.type == "OPERAND" and token.subtype == "RANGE":
            call = calls[-1] if calls and _is_whole_argument(tokens, at) else _Call("")
            takes_range = call.takes_range or wants_ranges or any(each.function in _ARRAY_FUNCTIONS for each in calls)
            found = reader.references(
                token.value,
                one_cell=not takes_range,
                in_pieces=call.function in _TAKE_PIECES,
                when_lost=_when_lost(call, calls),
            )
            is_bound = is_bound and (bool(found) or token.value.startswith(_EXTERNAL))
            pieces += [each for reference in found for each in (",", reference)][1:] or [token.value]
        else:
            pieces.append(token.value)
    return Formula(tuple(pieces), is_bound)


class _Call(Struct):
    """A function, or a bracket without one, with the number of the argument that is being read."""

    function: str
    argument: int = 1

    @property
    def takes_range(self) -> bool:
        return self.function in _ALL_RANGES or self.argument in _RANGE_ARGUMENTS.get(self.function, ())


def _when_lost(call: _Call, around: Sequence[_Call]) -> str:
    """What stands for a reference whose cells are gone: an argument of ``call``, or a part of one ``around`` it."""
    is_area = call.takes_range and call.function in _ZERO_OF_NOTHING | _ZERO_WITHOUT_AREA
    if is_area or any(each.function in _ARRAY_FUNCTIONS & _ZERO_WITHOUT_AREA for each in around):
        return _LOST
    return "0" if around and around[-1].function == "SUM" else _REF_ERROR


def _is_whole_argument(tokens: Sequence[Token], at: int) -> bool:
    before = next(token for token in reversed(tokens[:at]) if token.type != "WHITE-SPACE")
    after = next((token for token in tokens[at + 1 :] if token.type != "WHITE-SPACE"), None)
    return before.type in {"FUNC", "SEP"} and after is not None and (after.type == "SEP" or after.subtype == "CLOSE")


class _References(Struct, frozen=True):
    """Reads the references of formulas on one sheet."""

    sheet: int
    titles: tuple[str, ...]

    def reference(
        self, text: str, *, one_cell: bool, in_pieces: bool = False, when_lost: str = _REF_ERROR
    ) -> Reference | None:
        """The reference that a text is; None for any other text. A range is never ``one_cell``."""
        title, mark, cells = text.rpartition("!")
        area = area_of(cells)
        if area is None:
            return None
        plain = title.strip("'").replace("''", "'").lower()
        number = (
            next((at for at, each in enumerate(self.titles) if each.lower() == plain), None) if mark else self.sheet
        )
        if number is None:
            return None
        one_cell = one_cell and ":" not in cells
        return Reference(text, area, number, bool(mark), number == self.sheet, one_cell, in_pieces, when_lost)

    def references(self, text: str, *, one_cell: bool, in_pieces: bool, when_lost: str) -> list[Reference]:
        """The reference that a text is, or those of each sheet if it is short for several and they may stand in pieces.

        Empty for any other text.
        """
        found = self.reference(text, one_cell=one_cell, in_pieces=in_pieces, when_lost=when_lost)
        if found is not None:
            return [found]
        title, _, cells = text.rpartition("!")
        names = [name.replace("''", "'").lower() for name in title.removeprefix("'").removesuffix("'").split(":")]
        places = [at for at, each in enumerate(self.titles) if each.lower() in names]
        if not in_pieces or len(names) != 2 or len(places) != 2:
            return []
        titles = self.titles[places[0] : places[1] + 1]
        each_sheet = (
            self.reference(f"{quoted(each)}!{cells}", one_cell=False, in_pieces=True, when_lost=when_lost)
            for each in titles
        )
        return [each for each in each_sheet if each is not None]


def _moved(reference: Reference, sheets: Sequence[Moves], from_cell: ReferringCell) -> str:
    sheet = sheets[reference.sheet]
    # The turns of one sheet mean nothing on another.
    cell = from_cell if reference.is_own else NO_CELL
    if reference.in_pieces:
        areas = sheet.referred_pieces(reference.area, cell)
    else:
        area = sheet.referred(reference.area, cell)
        areas = [area] if area is not None else []
    if not areas:
        return reference.when_lost
    if reference.one_cell:
        areas = [area.moved((area.top, area.top), (area.left, area.left)) for area in areas]
    sheet_name = f"{quoted(sheet.title)}!" if reference.named else ""
    written = ",".join(f"{sheet_name}{area}" for area in areas)
    return f"({written})" if len(areas) > _MOST_PIECES else written


def quoted(title: str) -> str:
    """The title of a sheet as a formula writes it, in quotes where it needs them."""
    if _PLAIN_TITLE.fullmatch(title) and not _LOOKS_LIKE_CELL.fullmatch(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def moved_formula(
    text: str, sheet: int, sheets: Sequence[Moves], from_cell: ReferringCell = NO_CELL, *, wants_ranges: bool = True
) -> str:
    """The text of a formula of the sheet with this index, with its references moved; see ``formula_of``."""
    titles = tuple(each.original for each in sheets)
    return formula_of(text, sheet, titles, wants_ranges=wants_ranges).moved(sheets, from_cell)
