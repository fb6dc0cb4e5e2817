"""A generated .docx in, its tables as grids of text out, and what is structurally wrong that no schema sees.

An independent witness: it interprets gridSpan, gridBefore and vMerge itself and must not import generator.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections import Counter
from os import PathLike
from typing import TYPE_CHECKING, Any

from lxml import etree
from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Docx = str | PathLike[str] | bytes
Element = Any  # lxml ships no types

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"

_WRAPPERS = frozenset(
    {
        f"{_W}{name}"
        for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "hyperlink", "fldSimple")
    }
    | {f"{_MC}AlternateContent", f"{_MC}Choice"},
)
_BLOCKS = frozenset({f"{_W}p", f"{_W}tbl", f"{_W}altChunk"})
_CHARACTERS = {f"{_W}tab": "\t", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


class GridCell(Struct, frozen=True):
    """One w:tc: its first column (from 0) and spans. ``covered`` when a vertical merge from above shows through it."""

    text: str
    col: int
    col_span: int = 1
    row_span: int = 1
    covered: bool = False


class Grid(Struct, frozen=True):
    """A table: its cells row by row, covered ones included."""

    rows: tuple[tuple[GridCell, ...], ...]


def read_tables(docx: Docx) -> list[Grid]:
    """The top-level tables of the body, in order; a nested table is text of its cell."""
    return [_grid(table) for table in _seen(_body(docx)) if table.tag == f"{_W}tbl"]


def body_paragraphs(docx: Docx) -> list[str]:
    """The texts of the body's paragraphs outside tables, blank ones included."""
    return [_paragraph_text(block) for block in _seen(_body(docx)) if block.tag == f"{_W}p"]


def grid_text(grid: Grid) -> str:
    """One line per row: ``a | b ×2 | ↓ ×2``; ⏎ breaks a line in a cell; ``→ ×N`` is a gridBefore."""
    return "\n".join(_row_text(row) for row in grid.rows)


def structure_problems(docx: Docx) -> list[str]:
    """What Word would repair or refuse though the schemas accept it, each with its part; empty when sound."""
    parts = _parts(docx)
    trees = {name: _parse(content) for name, content in parts.items() if name.endswith((".xml", ".rels"))}
    stories = {name: tree for name, tree in trees.items() if tree.tag.startswith(_W)}
    problems = _untyped_parts(parts, trees) + _broken_relationships(parts, trees)
    for name, tree in stories.items():
        found = [*_table_problems(tree), *_repeated("w14:paraId", (p.get(f"{_W14}paraId") for p in _live(tree, "p")))]
        found += _unpaired_bookmarks(tree)
        problems += [f"{name}: {problem}" for problem in found]
    return problems + _repeated_ids(list(stories.values()))


def _parts(docx: Docx) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(docx) if isinstance(docx, bytes) else docx) as package:
        return {name: package.read(name) for name in package.namelist() if not name.endswith("/")}


def _parse(content: bytes) -> Element:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def _body(docx: Docx) -> Element:
    return _parse(_parts(docx)["word/document.xml"]).find(f"{_W}body")


def _seen(parent: Element) -> Iterator[Element]:
    """The children as a reader sees them: through content controls and accepted changes, one branch of alternatives."""
    for child in parent:
        if child.tag in _WRAPPERS:
            yield from _seen(child)
        else:
            yield child


def _grid(table: Element) -> Grid:
    rows: list[list[GridCell]] = []
    above: dict[tuple[int, int], tuple[int, int]] = {}
    for element in _rows(table):
        row: list[GridCell] = []
        merges: dict[tuple[int, int], tuple[int, int]] = {}
        for cell, merge in _cells(element):
            place = (cell.col, cell.col_span)
            origin = above.get(place) if merge == "continue" else None
            if origin:
                top, index = origin
                rows[top][index] = replace(rows[top][index], row_span=len(rows) - top + 1)
            if merge:
                merges[place] = origin or (len(rows), len(row))
            row.append(replace(cell, covered=origin is not None))
        rows.append(row)
        above = merges
    return Grid(tuple(tuple(row) for row in rows))


def _rows(table: Element) -> list[Element]:
    return [child for child in _seen(table) if child.tag == f"{_W}tr"]


def _cells(row: Element) -> Iterator[tuple[GridCell, str]]:
    """Each cell of a row, not yet known to be covered, with its vMerge: ``restart``, ``continue`` or nothing."""
    col = _number(row, "trPr", "gridBefore", 0)
    for element in (child for child in _seen(row) if child.tag == f"{_W}tc"):
        span = _number(element, "tcPr", "gridSpan", 1)
        merge = element.find(f"{_W}tcPr/{_W}vMerge")
        yield GridCell(_cell_text(element), col, span), "" if merge is None else merge.get(f"{_W}val", "continue")
        col += span


def _number(element: Element, properties: str, name: str, default: int) -> int:
    found = element.find(f"{_W}{properties}/{_W}{name}")
    return default if found is None else int(found.get(f"{_W}val"))


def _cell_text(cell: Element) -> str:
    return "\n".join(_paragraph_text(paragraph) for paragraph in _cell_paragraphs(cell))


def _cell_paragraphs(cell: Element) -> Iterator[Element]:
    for block in _seen(cell):
        if block.tag == f"{_W}p":
            yield block
        elif block.tag in {f"{_W}tbl", f"{_W}tr", f"{_W}tc"}:
            yield from _cell_paragraphs(block)


def _paragraph_text(paragraph: Element) -> str:
    runs = (child for child in _seen(paragraph) if child.tag == f"{_W}r")
    return "".join(_piece(piece) for run in runs for piece in _seen(run))


def _piece(piece: Element) -> str:
    if piece.tag == f"{_W}t":
        return piece.text or ""
    if piece.tag == f"{_W}br":
        return "\n" if piece.get(f"{_W}type", "textWrapping") == "textWrapping" else ""
    return _CHARACTERS.get(piece.tag, "")


def _row_text(row: tuple[GridCell, ...]) -> str:
    begins_at = row[0].col if row else 0
    skipped = [f"→ ×{begins_at}"] if begins_at else []
    return " | ".join(skipped + [_shown(cell) for cell in row]).rstrip()


def _shown(cell: GridCell) -> str:
    text = "↓" if cell.covered else cell.text.replace("\n", "⏎")
    return f"{text} ×{cell.col_span}".strip() if cell.col_span > 1 else text


def _live(tree: Element, name: str, namespace: str = _W) -> Iterator[Element]:
    """All descendants of a name but those of mc:Fallback, which repeats the ids of its mc:Choice."""
    for element in tree.iter(f"{namespace}{name}"):
        if next(element.iterancestors(f"{_MC}Fallback"), None) is None:
            yield element


def _table_problems(tree: Element) -> Iterator[str]:
    for number, table in enumerate(tree.iter(f"{_W}tbl"), start=1):
        rows = _rows(table)
        if not rows:
            yield f"table {number} has no rows"
        columns = len(table.findall(f"{_W}tblGrid/{_W}gridCol"))
        above: set[tuple[int, int]] = set()
        for index, row in enumerate(rows, start=1):
            where = f"table {number} row {index}"
            merges = {(cell.col, cell.col_span): merge for cell, merge in _cells(row) if merge}
            yield from (f"{where}: {problem}" for problem in _row_problems(row, columns))
            for (col, _), merge in ((place, merge) for place, merge in merges.items() if place not in above):
                if merge == "continue":
                    yield f"{where}: the cell at column {col + 1} continues no vertical merge"
            above = set(merges)


def _row_problems(row: Element, columns: int) -> Iterator[str]:
    cells = [child for child in _seen(row) if child.tag == f"{_W}tc"]
    if not cells:
        yield "no cells"
    width = sum(_number(cell, "tcPr", "gridSpan", 1) for cell in cells)
    width += _number(row, "trPr", "gridBefore", 0) + _number(row, "trPr", "gridAfter", 0)
    if width != columns:
        yield f"spans {width} columns, the grid has {columns}"
    for index, cell in enumerate(cells, start=1):
        blocks = [child.tag for child in _seen(cell) if child.tag in _BLOCKS]
        if f"{_W}p" not in blocks:
            yield f"cell {index} has no paragraph"
        elif blocks[-1] != f"{_W}p":
            yield f"cell {index} does not end with a paragraph"
        if next(cell.iter(f"{_W}sectPr"), None) is not None:
            yield f"cell {index} holds a w:sectPr"


def _unpaired_bookmarks(tree: Element) -> list[str]:
    starts = {mark.get(f"{_W}id") for mark in _live(tree, "bookmarkStart")}
    ends = {mark.get(f"{_W}id") for mark in _live(tree, "bookmarkEnd")}
    return [f"bookmark {mark} has no end" for mark in sorted(starts - ends)] + [
        f"bookmark {mark} has no start" for mark in sorted(ends - starts)
    ]


def _repeated_ids(stories: list[Element]) -> list[str]:
    marks = [mark for tree in stories for mark in _live(tree, "bookmarkStart")]
    ends = [mark for tree in stories for mark in _live(tree, "bookmarkEnd")]
    drawings = [drawing for tree in stories for drawing in _live(tree, "docPr", _WP)]
    return [
        *_repeated("bookmark id", (mark.get(f"{_W}id") for mark in marks)),
        *_repeated("bookmark end", (mark.get(f"{_W}id") for mark in ends)),
        *_repeated("bookmark name", (mark.get(f"{_W}name") for mark in marks)),
        *_repeated("wp:docPr id", (drawing.get("id") for drawing in drawings)),
    ]


def _repeated(what: str, values: Iterable[str | None]) -> list[str]:
    counts = Counter(value for value in values if value is not None)
    return [f"{what} {value} stands {count} times" for value, count in counts.items() if count > 1]


def _untyped_parts(parts: dict[str, bytes], trees: dict[str, Element]) -> list[str]:
    types = trees["[Content_Types].xml"]
    extensions = {default.get("Extension").lower() for default in types.iter(f"{_TYPES}Default")}
    overrides = {override.get("PartName").lower() for override in types.iter(f"{_TYPES}Override")}
    return [
        f"{name}: no content type"
        for name in parts
        if name != "[Content_Types].xml"
        and f"/{name}".lower() not in overrides
        and name.rpartition(".")[2].lower() not in extensions
    ]


def _broken_relationships(parts: dict[str, bytes], trees: dict[str, Element]) -> list[str]:
    problems: list[str] = []
    for name, tree in trees.items():
        used = {value for node in tree.iter("*") for key, value in node.attrib.items() if key.startswith(_R) and value}
        folder, file = posixpath.split(name)
        rels = trees.get(posixpath.join(folder, "_rels", f"{file}.rels"))
        known = set() if rels is None else {rel.get("Id") for rel in rels.iter(f"{_RELS}Relationship")}
        problems += [f"{name}: no relationship {missing}" for missing in sorted(used - known)]
        if name.endswith(".rels"):
            internal = [rel for rel in tree.iter(f"{_RELS}Relationship") if rel.get("TargetMode") != "External"]
            targets = {
                rel.get("Id"): posixpath.join("/", posixpath.dirname(folder), rel.get("Target")) for rel in internal
            }
            problems += [
                f"{name}: {rel} leads to no part {target}"
                for rel, target in targets.items()
                if posixpath.normpath(target).removeprefix("/") not in parts
            ]
    return problems
