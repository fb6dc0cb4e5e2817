"""The notes of cells (comments in Excel), and the nodes of a project that they speak of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from generator.document.model import Font
from generator.document.xlsx.cells import range_of, string_of
from generator.office.package import Package, read_package
from generator.office.refusal import printable
from generator.office.xml import parse_xml, qn
from generator.problem import JixiaoError, Source
from generator.project.indicators.flat import has_tree_name
from generator.project.keywords import EACH, FORMS
from generator.project.tables.raw import RawRow, RawTable
from generator.project.tables.xlsx import Workbook
from generator.project.workbook.grids import Grid, Path
from generator.project.workbook.names import COMMON, FORM_INDICATORS, INDICATORS
from generator.project.yaml.nodes import Group, Listing, Node

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Iterator, Mapping, Sequence


class Note(Struct, frozen=True):
    """The note of a cell, without the name of its author."""

    sheet: str
    source: Source
    text: str


def notes_in(path: pathlib.Path, shown_as: str) -> list[Note]:
    """The notes of a workbook in order of sheets, rows and columns; none if it cannot be read."""
    try:
        package = read_package(path, kind="xlsx", shown_as=shown_as)
        workbook = Workbook(package)
        return [
            note
            for entry in workbook.sheets()
            for note in _notes_of(package, workbook.part_of(entry), printable(entry.get("name", "")))
        ]
    except JixiaoError:
        return []


def _notes_of(package: Package, part: str, sheet: str) -> list[Note]:
    raw = RawTable(package.name, sheet)
    found: list[Note] = []
    for relationship in package.relationships(part):
        if relationship.external or not relationship.type.endswith("/comments"):
            continue
        data = package.members.get(relationship.target)
        if data is None:
            continue
        root = parse_xml(data, Source(package.name, place=relationship.target))
        authors = [author.text or "" for author in root.iterfind(f"{qn('ss:authors')}/{qn('ss:author')}")]
        for element in root.iter(qn("ss:comment")):
            cell, text = range_of(element.get("ref", "")), element.find(qn("ss:text"))
            if cell is None or text is None:
                continue
            read = string_of(text, lambda _: Font())
            whole = read if isinstance(read, str) else "".join(part for part, _ in read)
            for author in filter(None, authors):
                whole = whole.removeprefix(f"{author}:\n")
            at = raw.at(RawRow(cell.top + 1, cell.top + 1, {}), cell.left)
            found.append(Note(sheet.strip(), at, whole))
    return sorted(found, key=lambda note: (note.source.line or 0, note.source.column or 0))


def notes_by_node(notes: Sequence[Note], root: Group) -> dict[Path, str]:
    """What the notes say of each node. One on a cell that holds none is about the first node of its row, or sheet."""
    at: dict[tuple[str, int | None, int | None], Path] = {}
    rows: dict[tuple[str, int | None], Path] = {}
    sheets: dict[str, Path] = {}
    for path, source in [((), root.source), *_places(root, ())]:
        sheet = source.sheet
        at.setdefault((sheet, source.line, source.column), path)
        rows.setdefault((sheet, source.line), path)
        sheets.setdefault(sheet, path[:1])
    found: dict[Path, list[str]] = {}
    for note in notes:
        sheet, line, column = note.source.sheet, note.source.line, note.source.column
        path = at.get((sheet, line, column), rows.get((sheet, line), sheets.get(sheet, ())))
        found.setdefault(path, []).append(note.text)
    return {path: "\n".join(texts) for path, texts in found.items()}


def _places(node: Node, path: Path) -> Iterator[tuple[Path, Source]]:
    """The cells of keys and values."""
    if isinstance(node, Group):
        for key, child in node.entries.items():
            yield (*path, key), node.keys.get(key, child.source)
            yield from _places(child, (*path, key))
            yield (*path, key), child.source
    elif isinstance(node, Listing):
        for number, child in enumerate(node.items):
            yield (*path, number), child.source
            yield from _places(child, (*path, number))


def notes_on(grids: Sequence[Grid], comments: Mapping[Path, str]) -> dict[str, dict[tuple[int, int], str]]:
    """The notes of cells, by sheet, that say of each node what the comments say."""
    found: dict[str, dict[tuple[int, int], str]] = {}
    for path, text in comments.items():
        sheet, cell = _cell_of(grids, path)
        notes = found.setdefault(sheet, {})
        notes[cell] = f"{notes[cell]}\n{text}" if cell in notes else text
    return found


def _cell_of(grids: Sequence[Grid], path: Path) -> tuple[str, tuple[int, int]]:
    """The cell of a node, or of the one above it that has a cell."""
    # What stands in the tree's own sheet is read before what 共同 and 改写 add to it.
    first = COMMON
    if len(path) > 1 and has_tree_name(str(path[0])):
        first = INDICATORS
    elif len(path) > 4 and path[:2] == (FORMS, EACH) and has_tree_name(str(path[3])):
        first = FORM_INDICATORS
    ordered = sorted(grids, key=lambda grid: grid.title != first)
    for length in range(len(path), 0, -1):
        for grid in ordered:
            if path[:length] in grid.cells:
                return grid.title, grid.cells[path[:length]]
    return COMMON, (0, 0)
