"""Reads the properties of cells and rows (``w:tcPr``, ``w:trPr``, ``w:tblPrEx``), and computes column widths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, field

from generator.document.docx.formats import Borders, borders_of
from generator.document.docx.losses import lost
from generator.document.docx.properties import Properties, flattened, is_on, local_name, shading
from generator.document.measures import twips, whole
from generator.document.model import HeightRule, Sides, Vertical
from generator.document.unsupported import Feature, Unsupported
from generator.office.xml import Element, qn

_SIDES = {"start": "left", "end": "right"}
_VERTICALS = {"top": Vertical.TOP, "both": Vertical.TOP, "center": Vertical.CENTER, "bottom": Vertical.BOTTOM}
# Values of ``w:textDirection`` that are read as horizontal text.
_HORIZONTAL = frozenset({"", "lrTb", "lrTbV", "lr", "tb"})


class CellProperties(Struct, frozen=True, eq=False):
    """The properties of a cell (``w:tcPr``).

    ``merge`` is the ``w:vMerge``: restart, continue or empty. ``continues_left`` says that the cell continues the one
    on its left (``w:hMerge``). What is None and the sides that are missing are left to the table.
    ``lost`` is what a ``Cell`` cannot hold.
    """

    width: float = 0.0
    span: int = 1
    merge: str = ""
    continues_left: bool = False
    margins: Mapping[str, float] = field(default_factory=dict)
    borders: Borders = field(default_factory=dict)
    vertical: Vertical | None = None
    shading: str | None = None
    lost: tuple[Feature, ...] = ()


class RowProperties(Struct, frozen=True, eq=False):
    """The properties of a row (``w:trPr``); ``grid_before`` is how many grid columns it skips (``w:gridBefore``)."""

    grid_before: int = 0
    height: float = 0.0
    height_rule: HeightRule = HeightRule.AUTO
    cant_split: bool = False
    heading: bool = False
    align: str = ""
    is_hidden: bool = False
    is_deleted: bool = False
    is_inserted: bool = False
    has_cell_spacing: bool = False
    lost: tuple[Feature, ...] = ()


class TableExceptions(Struct, frozen=True, eq=False):
    """What differs in a row from its table (``w:tblPrEx``); ``margins`` None keeps the table's cell margins."""

    borders: Borders = field(default_factory=dict)
    margins: Mapping[str, float] | None = None


def cell_properties(element: Element | None) -> CellProperties:
    """Reads a ``w:tcPr``."""
    if element is None:
        return CellProperties()
    found = flattened(element)
    merge = found.get("vMerge.val", "")
    borders = borders_of(element.find(qn("w:tcBorders")))
    return CellProperties(
        width=twips(found.get("tcW.w")) if found.get("tcW.type", "dxa") == "dxa" else 0.0,
        span=max(1, whole(found.get("gridSpan.val"), 1)),
        merge=_merge(element, merge),
        continues_left=element.find(qn("w:hMerge")) is not None and found.get("hMerge.val") != "restart",
        margins=side_lengths(element.find(qn("w:tcMar"))),
        borders=borders,
        vertical=vertical_of(found),
        shading=cell_shading(found),
        lost=tuple(_lost(found, borders)),
    )


def _lost(found: Properties, borders: Borders) -> Iterator[Feature]:
    """The features of a cell that a ``Cell`` cannot hold."""
    if found.get("textDirection.val", "") not in _HORIZONTAL:
        yield Unsupported.VERTICAL
    if borders.get("tl2br") or borders.get("tr2bl"):
        yield Unsupported.DIAGONAL
    yield from lost("tcPr", found)


def row_properties(element: Element | None) -> RowProperties:
    """Reads a ``w:trPr``."""
    if element is None:
        return RowProperties()
    found = flattened(element)
    height = abs(twips(found.get("trHeight.val")))
    # Word takes a height with the rule auto, or with none, for the least height.
    rule = HeightRule.EXACT if found.get("trHeight.hRule") == "exact" else HeightRule.AT_LEAST
    names = {local_name(child.tag) for child in element}
    return RowProperties(
        grid_before=max(0, whole(found.get("gridBefore.val"))),
        height=height,
        height_rule=rule if height else HeightRule.AUTO,
        cant_split=is_on(found, "cantSplit.val"),
        heading=is_on(found, "tblHeader.val"),
        align=found.get("jc.val", ""),
        is_hidden=is_on(found, "hidden.val"),
        is_deleted="del" in names,
        is_inserted="ins" in names,
        has_cell_spacing="tblCellSpacing" in names,
        lost=tuple(lost("trPr", found)),
    )


def table_exceptions(element: Element | None) -> TableExceptions:
    """Reads a ``w:tblPrEx``."""
    if element is None:
        return TableExceptions()
    margins = element.find(qn("w:tblCellMar"))
    return TableExceptions(
        borders_of(element.find(qn("w:tblBorders"))), None if margins is None else side_lengths(margins)
    )


def side_lengths(element: Element | None) -> dict[str, float]:
    """The cell margins in a ``w:tcMar`` or ``w:tblCellMar``, by side."""
    found = {}
    for child in () if element is None else element:
        name = local_name(child.tag)
        found[_SIDES.get(name, name)] = max(0.0, twips(child.get(qn("w:w"))))
    return found


def sides_of(lengths: Mapping[str, float]) -> Sides:
    """Four lengths by side as ``Sides``; KeyError where one is missing."""
    return Sides(lengths["top"], lengths["right"], lengths["bottom"], lengths["left"])


def vertical_of(properties: Properties) -> Vertical | None:
    """The vertical alignment of a ``w:tcPr``; None where it gives none."""
    return _VERTICALS.get(properties.get("vAlign.val", ""))


def cell_shading(properties: Properties) -> str | None:
    """The shading of a ``w:tcPr``: empty where there is to be none, None where it says nothing."""
    return shading(properties) if "shd.val" in properties or "shd.fill" in properties else None


def _merge(element: Element, value: str) -> str:
    """The vertical merge of a cell; a ``w:vMerge`` without a value means continue (17.4.84)."""
    if element.find(qn("w:vMerge")) is None:
        return ""
    return "restart" if value == "restart" else "continue"


class PreferredWidth(Struct, frozen=True):
    """A cell on the grid and its preferred width (``w:tcW``) in pt, 0 for none."""

    column: int
    span: int
    width: float


def column_widths(
    grid: Sequence[float], rows: Sequence[Sequence[PreferredWidth]], count: int, text_width: float, *, is_fixed: bool
) -> tuple[float, ...]:
    """The widths in pt of the ``count`` columns of a table: those of ``w:tblGrid``, repaired from the cells.

    Columns without a width in the grid take that of their cells; where these have none either, they share what is left
    of ``text_width``. In a fixed layout Word prefers the width of the cells to the grid where all cells of a column
    agree.
    """
    widths = [width if width > 0 else 0.0 for width in grid[:count]]
    widths += [0.0] * (count - len(widths))
    preferred: dict[int, set[float]] = {}
    for row in rows:
        for cell in row:
            if cell.span == 1 and cell.width > 0:
                preferred.setdefault(cell.column, set()).add(cell.width)
    for column, found in preferred.items():
        if not widths[column] or (is_fixed and len(found) == 1):
            widths[column] = max(found)
    if not all(widths):
        _fill_missing(widths, rows, text_width)
    return tuple(widths)


def _fill_missing(widths: list[float], rows: Sequence[Sequence[PreferredWidth]], text_width: float) -> None:
    """Gives columns without a width what is left of a cell that spans them, else of ``text_width``, at least 1 pt."""
    for row in rows:
        for cell in row:
            spanned = range(cell.column, cell.column + cell.span)
            missing = [column for column in spanned if not widths[column]]
            rest = cell.width - sum(widths[column] for column in spanned)
            if missing and rest > 0:
                for column in missing:
                    widths[column] = _share(rest, len(missing))
    missing = [column for column, width in enumerate(widths) if not width]
    rest = max(text_width - sum(widths), len(missing) * 1.0)
    for column in missing:
        widths[column] = _share(rest, len(missing))


def _share(width: float, columns: int) -> float:
    """An equal share in whole twips, as files have them; none is less than one."""
    return max(1, int(width * 20 / columns + 1e-6)) / 20
