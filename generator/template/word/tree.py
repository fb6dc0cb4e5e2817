"""Reads a WordprocessingML tree: containers, tables, cells on the grid, and where a person finds a paragraph.

Changes nothing. Element names are those of ECMA-376 part 1, clause 17.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from generator.office.xml import Element, qn
from generator.template.language.slots import is_slot
from generator.template.language.units import ElementNames, ancestor

P, R, T, TAB, BR, CR = (qn(f"w:{name}") for name in ("p", "r", "t", "tab", "br", "cr"))
TBL, TR, TC, TR_PR, TC_PR, P_PR, R_PR = (qn(f"w:{name}") for name in ("tbl", "tr", "tc", "trPr", "tcPr", "pPr", "rPr"))
BODY, SECT_PR, VAL = qn("w:body"), qn("w:sectPr"), qn("w:val")
NO_BREAK_HYPHEN = qn("w:noBreakHyphen")
GRID_BEFORE, GRID_AFTER = qn("w:gridBefore"), qn("w:gridAfter")
GRID_SPAN, V_MERGE, TXBX_CONTENT = qn("w:gridSpan"), qn("w:vMerge"), qn("w:txbxContent")
MOVE_FROM = qn("w:moveFrom")

# Elements that hold paragraphs and tables. A content control (w:sdt) is none: what it holds counts as its parent's.
CONTAINERS = frozenset(
    {BODY, TC, TXBX_CONTENT} | {qn(f"w:{name}") for name in ("hdr", "ftr", "footnote", "endnote", "comment")}
)
NAMES = ElementNames(TBL, TR, TC, CONTAINERS)
_PARTS = {qn("w:hdr"): "页眉 ", qn("w:ftr"): "页脚 ", qn("w:footnotes"): "脚注 ", qn("w:endnotes"): "尾注 "}


def container_of(element: Element) -> Element:
    """The nearest container around an element: body, cell, header, text box."""
    return NAMES.container_of(element)


def rows_of(table: Element) -> list[Element]:
    """The w:tr of a table, those inside content controls included, those of nested tables not."""
    return [row for row in table.iter(TR) if ancestor(row, TBL) is table]


def cells_of(row: Element) -> list[Element]:
    """The w:tc of a row, those inside content controls included, those of nested tables not."""
    return [cell for cell in row.iter(TC) if ancestor(cell, TR) is row]


def blocks_of(container: Element) -> list[Element]:
    """The paragraphs and tables of a container, those inside content controls included."""
    return [node for node in container.iter(P, TBL) if stands_in(node, container)]


def stands_in(node: Element, container: Element) -> bool:
    """Whether only content controls, if anything, lie between a node and its container."""
    for above in node.iterancestors():
        if above is container:
            return True
        if above.tag in (P, TBL) or above.tag in CONTAINERS:
            return False
    return False


class GridCell(Struct, frozen=True):
    """A cell on the table grid: columns count from 0; ``merge`` is its w:vMerge: ``restart``, ``continue`` or empty."""

    element: Element
    column: int
    span: int
    merge: str


def row_cells(row: Element) -> list[GridCell]:
    """The cells of a row with their columns; those that w:gridBefore skips are counted."""
    before = row.find(f"{TR_PR}/{GRID_BEFORE}")
    column = _whole_number(before, 0)
    cells: list[GridCell] = []
    for element in cells_of(row):
        span = element.find(f"{TC_PR}/{GRID_SPAN}")
        merge = element.find(f"{TC_PR}/{V_MERGE}")
        width = _whole_number(span, 1)
        # A w:vMerge without w:val continues the merge above (17.4.84).
        kind = "" if merge is None else merge.get(VAL, "continue")
        cells.append(GridCell(element, column, width, kind))
        column += width
    return cells


def row_gaps(row: Element) -> list[GridCell]:
    """The columns that a row skips before its first and after its last cell, with the w:gridBefore or w:gridAfter."""
    cells = row_cells(row)
    width = cells[-1].column + cells[-1].span if cells else 0
    gaps = [(row.find(f"{TR_PR}/{GRID_BEFORE}"), 0), (row.find(f"{TR_PR}/{GRID_AFTER}"), width)]
    return [GridCell(element, column, _whole_number(element, 0), "") for element, column in gaps if element is not None]


def _whole_number(element: Element | None, default: int) -> int:
    value = "" if element is None else element.get(VAL, "")
    # A damaged file may claim more columns than Python can count.
    return int(value) if value.isdecimal() and len(value) < 10 else default


def numbers_of(root: Element) -> dict[Element, int]:
    """Numbers as a person counts, from 1: paragraphs and tables in their container, rows in a table, cells in a row."""
    numbers: dict[Element, int] = {}
    for container in root.iter(*CONTAINERS):
        blocks = blocks_of(container)
        for tag in (P, TBL):
            numbers |= _numbered(block for block in blocks if block.tag == tag)
    for table in root.iter(TBL):
        rows = rows_of(table)
        numbers |= _numbered(rows)
        for row in rows:
            numbers |= _numbered(cells_of(row))
    return numbers


def _numbered(elements: Iterable[Element]) -> dict[Element, int]:
    return {element: number for number, element in enumerate(elements, 1)}


def place_of(paragraph: Element, numbers: Mapping[Element, int]) -> str:
    """Where a person finds a paragraph: ``表2 第5行 第3列``, ``第4段``, ``页眉 第1段``.

    An element where no office program puts it (a table inside a paragraph) counts as number 1.
    """
    root = paragraph.getroottree().getroot()
    steps: list[str] = []
    node = paragraph
    while (cell := ancestor(node, *CONTAINERS)) is not None and cell.tag == TC:
        row, table = ancestor(cell, TR), ancestor(cell, TBL)
        if row is None or table is None:
            break
        steps.append(f"表{numbers.get(table, 1)} 第{numbers.get(row, 1)}行 第{numbers.get(cell, 1)}列")
        node = table
    if not steps:
        box = "文本框 " if container_of(paragraph).tag == TXBX_CONTENT else ""
        steps.append(f"{box}第{numbers.get(paragraph, 1)}段")
    return _PARTS.get(root.tag, "") + " 内 ".join(reversed(steps))


def own_elements(paragraph: Element) -> Iterator[Element]:
    """The descendants of a paragraph in document order, without slots, text boxes in it and text moved away from it."""
    for child in paragraph:
        if not is_slot(child) and child.tag not in (TXBX_CONTENT, MOVE_FROM):
            yield child
            yield from own_elements(child)
