"""``w:tcPr`` and ``w:trPr`` in, what they say of a cell and a row out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from generator.document.docx.formats import Borders, borders_of
from generator.document.docx.properties import Properties, flattened, is_on, local_name, shading
from generator.document.measures import twips, whole
from generator.document.model import HeightRule, Sides, Vertical
from generator.office.xml import Element, qn

_SIDES = {"start": "left", "end": "right"}
_VERTICALS = {"top": Vertical.TOP, "both": Vertical.TOP, "center": Vertical.CENTER, "bottom": Vertical.BOTTOM}
_HORIZONTAL = frozenset({"", "lrTb", "lrTbV", "lr", "tb"})


class CellProperties(Struct, frozen=True, eq=False):
    """What a ``w:tcPr`` says; ``merge`` is restart, continue or empty; None and missing sides leave it to the table."""

    width: float = 0.0
    span: int = 1
    merge: str = ""
    is_continued: bool = False
    margins: Mapping[str, float] = field(default_factory=dict)
    borders: Borders = field(default_factory=dict)
    vertical: Vertical | None = None
    shading: str | None = None
    is_turned: bool = False


class RowProperties(Struct, frozen=True, eq=False):
    """What a ``w:trPr`` says; ``before`` and ``after`` are the grid columns that the row skips."""

    before: int = 0
    height: float = 0.0
    height_rule: HeightRule = HeightRule.AUTO
    cant_split: bool = False
    heading: bool = False
    is_hidden: bool = False
    is_deleted: bool = False
    is_inserted: bool = False
    is_spaced: bool = False


class TableExceptions(Struct, frozen=True, eq=False):
    """What a ``w:tblPrEx`` says for its row; ``margins`` None where it leaves all of them to the table."""

    borders: Borders = field(default_factory=dict)
    margins: Mapping[str, float] | None = None


def cell_properties(element: Element | None) -> CellProperties:
    """What a ``w:tcPr`` says of its cell."""
    if element is None:
        return CellProperties()
    found = flattened(element)
    merge = found.get("vMerge.val", "")
    return CellProperties(
        width=twips(found.get("tcW.w")) if found.get("tcW.type", "dxa") == "dxa" else 0.0,
        span=max(1, whole(found.get("gridSpan.val"), 1)),
        merge=_merge(element, merge),
        is_continued=element.find(qn("w:hMerge")) is not None and found.get("hMerge.val") != "restart",
        margins=side_lengths(element.find(qn("w:tcMar"))),
        borders=borders_of(element.find(qn("w:tcBorders"))),
        vertical=vertical_of(found),
        shading=cell_shading(found),
        is_turned=found.get("textDirection.val", "") not in _HORIZONTAL,
    )


def row_properties(element: Element | None) -> RowProperties:
    """What a ``w:trPr`` says of its row."""
    if element is None:
        return RowProperties()
    found = flattened(element)
    height = abs(twips(found.get("trHeight.val")))
    rule = HeightRule.EXACT if found.get("trHeight.hRule") == "exact" else HeightRule.AT_LEAST
    names = {local_name(child.tag) for child in element}
    return RowProperties(
        before=max(0, whole(found.get("gridBefore.val"))),
        height=height,
        height_rule=rule if height else HeightRule.AUTO,
        cant_split=is_on(found, "cantSplit.val"),
        heading=is_on(found, "tblHeader.val"),
        is_hidden=is_on(found, "hidden.val"),
        is_deleted="del" in names,
        is_inserted="ins" in names,
        is_spaced="tblCellSpacing" in names,
    )


def table_exceptions(element: Element | None) -> TableExceptions:
    """What a ``w:tblPrEx`` says of its row."""
    if element is None:
        return TableExceptions()
    margins = element.find(qn("w:tblCellMar"))
    return TableExceptions(
        borders_of(element.find(qn("w:tblBorders"))), None if margins is None else side_lengths(margins)
    )


def side_lengths(element: Element | None) -> dict[str, float]:
    """The sides that a ``w:tcMar`` or ``w:tblCellMar`` gives."""
    found = {}
    for child in () if element is None else element:
        name = local_name(child.tag)
        found[_SIDES.get(name, name)] = max(0.0, twips(child.get(qn("w:w"))))
    return found


def sides(lengths: Mapping[str, float]) -> Sides:
    """The four sides, all of them given."""
    return Sides(lengths["top"], lengths["right"], lengths["bottom"], lengths["left"])


def vertical_of(properties: Properties) -> Vertical | None:
    """Where the content stands in the height; None where nothing is said."""
    return _VERTICALS.get(properties.get("vAlign.val", ""))


def cell_shading(properties: Properties) -> str | None:
    """The colour behind the cell, empty where there is to be none, None where nothing is said."""
    return shading(properties) if "shd.val" in properties or "shd.fill" in properties else None


def _merge(element: Element, value: str) -> str:
    """``w:vMerge`` without a value continues (17.4.84)."""
    if element.find(qn("w:vMerge")) is None:
        return ""
    return "restart" if value == "restart" else "continue"


# The grid a table was saved with and the widths its cells ask for in, the widths of its columns out.


class WantedWidth(Struct, frozen=True):
    """A cell on the grid, and the width it asks for; 0 asks for none."""

    column: int
    span: int
    width: float


def column_widths(
    grid: Sequence[float], rows: Sequence[Sequence[WantedWidth]], count: int, room: float, *, is_fixed: bool
) -> tuple[float, ...]:
    """The grid, repaired from the cells where it lacks columns; ``room`` is shared by columns nobody gives a width.

    In a fixed layout Word goes by the cells where all of a column agree, whatever the grid says.
    """
    widths = [width if width > 0 else 0.0 for width in grid[:count]]
    widths += [0.0] * (count - len(widths))
    asked: dict[int, set[float]] = {}
    for row in rows:
        for cell in row:
            if cell.span == 1 and cell.width > 0:
                asked.setdefault(cell.column, set()).add(cell.width)
    for column, found in asked.items():
        if not widths[column] or (is_fixed and len(found) == 1):
            widths[column] = max(found)
    if not all(widths):
        _share(widths, rows, room)
    return tuple(widths)


def _share(widths: list[float], rows: Sequence[Sequence[WantedWidth]], room: float) -> None:
    """Gives columns without a width what is left of a cell that spans them, or of the room."""
    for row in rows:
        for cell in row:
            spanned = range(cell.column, cell.column + cell.span)
            missing = [column for column in spanned if not widths[column]]
            rest = cell.width - sum(widths[column] for column in spanned)
            if missing and rest > 0:
                for column in missing:
                    widths[column] = rest / len(missing)
    missing = [column for column, width in enumerate(widths) if not width]
    rest = max(room - sum(widths), len(missing) * 1.0)
    for column in missing:
        widths[column] = rest / len(missing)
