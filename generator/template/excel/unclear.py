"""Finds references in formulas whose meaning cannot be known once rows repeat; ``template check`` shows the warnings.

Each is followed by the rules of ``formulas`` all the same; the message says how, and how to write what else may have
been meant.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from generator.office.columns import letters_of
from generator.problem import Problem, Severity, Source
from generator.template.excel.compiled import SheetLayout
from generator.template.excel.formulas import PlacedFormula, Reference, quoted
from generator.template.excel.moves import Band, shared_loops
from generator.template.excel.tree import MAX_ROW, RangeReference
from generator.template.language.tags import TemplateCode

_SEVERAL_SHEETS = re.compile(r"(?:'(?:[^'\[]|'')+:(?:[^']|'')+'|[^'\x22!\[:]+:[^'!:]+)!.+")
# What these give does not depend on whether the lower cells of a merge are blank.
_BLIND_TO_MERGES = frozenset("ROWS COLUMNS ROW COLUMN MAX MIN".split())
_INDIRECT = re.compile(r"INDIRECT\(", re.IGNORECASE)


def unclear_references(file: str, layouts: Sequence[SheetLayout | None]) -> Iterator[Problem]:
    """A warning for each unclear reference, at the cell of its formula; ``layouts`` are those of all sheets."""
    repeats = any(layout is not None and (layout.has_loops or layout.column_loops) for layout in layouts)
    for layout in layouts:
        for formula in layout.formulas if layout is not None else ():
            assert layout is not None  # noqa: S101  # it has formulas
            source = Source(file, place=f"工作表“{layout.title}” {letters_of(formula.column)}{formula.row}")
            messages = (*_of_several_sheets(formula), *(_messages(formula, layouts) if repeats else ()))
            for message in dict.fromkeys(messages):
                yield Problem(source, TemplateCode.UNCLEAR, message, severity=Severity.WARNING)


def _of_several_sheets(formula: PlacedFormula) -> Iterator[str]:
    """Where the sheets cannot be written one by one; the name of a sheet changes in a book, even if no row moves."""
    for piece in formula.formula.pieces:
        if isinstance(piece, str) and _SEVERAL_SHEETS.fullmatch(piece):
            yield f"{piece} 引用好几张工作表，不会跟着增减的行和改了的表名变；请逐张表写，如 {_first_sheet(piece)}"


def _first_sheet(text: str) -> str:
    titles, _, cells = text.rpartition("!")
    names = titles.strip("'").split(":")
    return "，".join(f"{quoted(name)}!{cells}" for name in names)


def _messages(formula: PlacedFormula, layouts: Sequence[SheetLayout | None]) -> Iterator[str]:
    if formula.is_wide:
        yield "这个数组公式占好几格，只有第一格会重新计算；请每格各写一个公式"
    function = ""
    for piece in formula.formula.pieces:
        if isinstance(piece, str):
            function = piece.upper().removesuffix("(") if piece.endswith("(") else function
            if _INDIRECT.match(piece):
                yield "INDIRECT 引用的位置写在文字里，不会跟着增减的行移动；请直接引用单元格"
        elif (layout := layouts[piece.sheet]) is not None:
            yield from _totals_within(piece, formula, layout)
            yield from _unclear_rows(piece, formula, layout)
            yield from _unclear_columns(piece, formula, layout)
            if function not in _BLIND_TO_MERGES:
                yield from _merged_cells(piece, formula, layout)


def _totals_within(reference: Reference, formula: PlacedFormula, layout: SheetLayout) -> Iterator[str]:
    """Where a whole column has a total in it, which would count as one of its numbers."""
    area, text = reference.area, reference.text
    if (area.top, area.bottom) != (1, MAX_ROW):
        return
    for other in layout.formulas:
        is_own = reference.is_own and (other.row, other.column) == (formula.row, formula.column)
        if not is_own and area.left <= other.column <= area.right and _sums_column(other):
            cell = f"{letters_of(other.column)}{other.row}"
            yield f"{text} 整列里有 {cell} 的合计，会当作一个数也算进去；请只引用数据的行"
            return


def _merged_cells(reference: Reference, formula: PlacedFormula, layout: SheetLayout) -> Iterator[str]:
    """Where 合并 leaves only the first of several cells its content; of one cell outside the loop that is told so."""
    area = reference.area
    own = formula.loops if reference.is_own else ()
    for row, column in sorted(layout.merging):
        if not (area.top <= row <= area.bottom and area.left <= column <= area.right):
            continue
        loops = _bands_between(row, row, layout)[0].loops
        if reference.one_cell and (area.fixed[1] or shared_loops(own, loops) < len(loops)):
            continue
        yield (
            f"{reference.text} 里有用“合并”的格子，合并以后只有最上面一格有内容，下面的都当作空白；"
            "每行都要算的，请把同样的内容写在另一列（可以隐藏），不用“合并”，公式引用那一列"
        )
        return


def _sums_column(formula: PlacedFormula) -> bool:
    """Whether a formula computes with several cells of its own column."""
    return any(
        isinstance(piece, Reference)
        and piece.is_own
        and not piece.one_cell
        and piece.area.left <= formula.column <= piece.area.right
        for piece in formula.formula.pieces
    )


def _unclear_rows(reference: Reference, formula: PlacedFormula, layout: SheetLayout) -> Iterator[str]:
    area, text = reference.area, reference.text
    own = formula.loops if reference.is_own else ()
    is_above = _is_right_above(area.bottom, own, layout)
    bands = _bands_between(area.top, area.bottom, layout)
    if not bands and area.bottom <= layout.last_row and not is_above:
        yield f"{text} 那一行只有标签，生成时去掉了；请改为引用有内容的行"
    loops = max((band.loops for band in bands), key=len, default=())
    shared = shared_loops(own, loops)
    is_fixed = bool(area.fixed[1] or area.fixed[3])
    if reference.one_cell and shared < len(loops):
        yield _one_of_many(text, "行", "ROWS")
    elif is_fixed and reference.one_cell and shared == len(own) > 0:
        yield f"{text} 的行号前有 $，各行都用第一份的那一格；要各用各的请去掉这个 $，{_first(text)}"
    elif is_fixed and shared == len(own) > 1:
        yield f"{text} 在两层循环里，$ 的行是本组的第一行或最后一行，不是全表的；请核对"
    elif is_fixed and shared == len(own) == 1 < len(loops):
        yield f"{text} 的行号前有 $，指各组的所有行，不只是本组；只要本组的请去掉这个 $"
    elif not (reference.one_cell or reference.in_pieces) and _is_scattered(area, shared, loops, layout):
        yield f"{text} 重复以后各份之间夹着别的行，这个函数会把它们也算进去；请把要算的数放在单独的一列"
    if is_above and reference.one_cell and not area.fixed[1] and _is_sole(reference, formula, layout):
        yield f"{text} 在重复的行上面一行，第二份起指上一份的那一格；要总是指 {text} 请在行号前加 $"


def _unclear_columns(reference: Reference, formula: PlacedFormula, layout: SheetLayout) -> Iterator[str]:
    area, text = reference.area, reference.text
    loop = next((each for each in layout.column_loops if each[0] <= area.left <= each[1]), None)
    if loop is None or not reference.one_cell:
        return
    if not reference.is_own or not loop[0] <= formula.column <= loop[1]:
        yield _one_of_many(text, "列", "COLUMNS")
    elif area.fixed[0]:
        yield f"{text} 的列号前有 $，各列都用第一份的那一格；要各用各的请去掉这个 $，{_first(text)}"


def _one_of_many(text: str, what: str, counted: str) -> str:
    area = _as_range(text)
    last = f"INDEX({area},{counted}({area}))"
    return (
        f"{text} 是重复的{what}里的一格，生成后用第一份的那一格；要合计请写 SUM({text})，"
        f"要最后一份请写 {last}，{_first(text)}"
    )


def _first(text: str) -> str:
    return f"就要第一份请写 INDEX({_as_range(text)},1)"


def _as_range(text: str) -> str:
    return f"{text}:{text.rpartition('!')[2]}"


def _is_right_above(row: int, loops: tuple[int, ...], layout: SheetLayout) -> bool:
    """Whether a row is the last above one of the loops, where ``Moves.above`` takes it for the row above each turn."""
    firsts = [_bands_of(loops[: depth + 1], layout)[0].first for depth in range(len(loops))]
    return any(row < first and not _bands_between(row + 1, first - 1, layout) for first in firsts)


def _is_scattered(area: RangeReference, shared: int, loops: tuple[int, ...], layout: SheetLayout) -> bool:
    """Whether other rows stand between the copies of an area that the loops beyond the ``shared`` ones repeat."""
    inside = _bands_of(loops[: shared + 1], layout) if len(loops) > shared else []
    return any(band.first + band.count <= area.top or band.first > area.bottom for band in inside)


def _bands_between(first: int, last: int, layout: SheetLayout) -> Sequence[Band]:
    start = bisect_right(layout.bands, first, key=lambda band: band.first + band.count)
    return layout.bands[start : bisect_right(layout.bands, last, key=lambda band: band.first)]


def _bands_of(loops: tuple[int, ...], layout: SheetLayout) -> list[Band]:
    return [band for band in layout.bands if band.loops[: len(loops)] == loops]


def _is_sole(reference: Reference, formula: PlacedFormula, layout: SheetLayout) -> bool:
    """Whether a number above a loop is used alone, like a rate, or is the total of the loop or of a group around it.

    What runs on from row to row stands in the column of the formula, or in one of which the formula uses its own row.
    """
    row, column = reference.area.top, reference.area.left
    if column == formula.column or (row, column) not in layout.numbers:
        return False
    if _is_of_group(row, layout) or _is_total_of(row, column, formula.row, layout):
        return True
    others = [piece.area for piece in formula.formula.pieces if isinstance(piece, Reference) and piece is not reference]
    return not any(area.left <= column <= area.right for area in others)


def _is_of_group(row: int, layout: SheetLayout) -> bool:
    """Whether a row above a loop repeats itself, as the heading of a group does."""
    return any(band.loops for band in _bands_between(row, row, layout))


def _is_total_of(row: int, column: int, inside: int, layout: SheetLayout) -> bool:
    """Whether a cell computes with its own column in the row ``inside``, which repeats below it."""
    return any(
        (other.row, other.column) == (row, column)
        and any(
            isinstance(piece, Reference)
            and piece.is_own
            and piece.area.top <= inside <= piece.area.bottom
            and piece.area.left <= column <= piece.area.right
            for piece in other.formula.pieces
        )
        for other in layout.formulas
    )
