"""Reads what of a ``w:tr`` does not depend on where it stands, once for all rows with the same XML.

Forms of one template are alike row by row, and rows cell by cell. So the rows are cut out of the main part as text
before it is parsed, and a row or cell that was met before is not even parsed. Where cutting is not safe (comments,
namespaces declared below the root), the part is parsed as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from functools import cached_property, lru_cache, partial

from msgspec import Struct, field
from msgspec.structs import replace

from generator.document.docx.cells import (
    CellProperties,
    RowProperties,
    TableExceptions,
    cell_properties,
    row_properties,
    table_exceptions,
)
from generator.document.docx.properties import PropertyMemo, flat_blocks, signature
from generator.document.docx.sections import SectionSettings
from generator.document.docx.styles import StyleSheet, TableStyleRegion
from generator.document.memory import Remembered
from generator.document.model import Block
from generator.document.unsupported import Unsupported
from generator.office.xml import Element, W, parse_xml, qn
from generator.problem import JixiaoError, Source

_TR, _TC = qn("w:tr"), qn("w:tc")
_CUT = "cut"  # the element that stands in the tree for a row; its ``n`` is the number of the row's text
_CUT_TAG = b"<%b n=" % _CUT.encode()
_ATTRIBUTES = rb"""(?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*"""
_HEAD = re.compile(
    rb'(?:<\?xml version="1\.0" encoding="UTF-8"(?: standalone="(?:yes|no)")?\?>\s*)?(<w:document'
    + _ATTRIBUTES
    + rb">)"
)
_CELL, _PROPERTIES, _PROPERTIES_END = b"<w:tc>", b"<w:tcPr>", b"</w:tcPr>"
_ROW_NAME = re.compile(rb"w:tr(?=[\s/>])")
_REST_OF_TAG = re.compile(_ATTRIBUTES + rb"(/?)>")
_SMALL_REST = 1 << 16  # bytes; a larger part without its rows is parsed each time
_rests: Remembered[bytes, Element] = Remembered(64)
_NAMESPACE = b'xmlns:w="%b"' % W.encode()


class LazyElement:
    """An element that is parsed when it is first asked for; ``key`` is the same for all with the same XML."""

    __slots__ = ("_element", "_make", "key")

    def __init__(self, key: Hashable, make: Callable[[], Element]) -> None:
        self.key = key
        self._make = make
        self._element: Element | None = None

    @property
    def element(self) -> Element:
        """The parsed element."""
        if self._element is None:
            self._element = self._make()
        return self._element


_RowParts = tuple[LazyElement, Sequence[LazyElement]]


class LazyRow(LazyElement):
    """A ``w:tr``; ``cut`` divides its text without parsing it and gives None where that is not safe."""

    def __init__(
        self, key: Hashable, make: Callable[[], Element], cut: Callable[[], _RowParts | None] = lambda: None
    ) -> None:
        super().__init__(key, make)
        self._cut = cut

    @cached_property
    def frame_and_cells(self) -> _RowParts:
        """The row for its shape, and its ``w:tc`` for their contents.

        Where the text of the row was cut, the former has empty cells and the latter have no properties.
        """
        return self._cut() or (self, [_lazy(cell) for cell in cells_of(self.element)])


class RowTexts:
    """The rows that were cut out of a part; ``head`` is the start tag of its root, ``whole`` the uncut part."""

    def __init__(self, head: bytes = b"", texts: Sequence[bytes] = (), whole: bytes = b"") -> None:
        self._head, self._texts, self._whole = head, texts, whole

    def row(self, element: Element) -> LazyRow | None:
        """The row that an element is or stands for; None where it is no row."""
        if element.tag == _CUT and self._texts:
            text = self._texts[int(element.get("n", "0"))]
            return LazyRow((self._head, text), partial(self._parsed, text), partial(self._cut, text))
        return LazyRow(signature(element), lambda: element) if element.tag == _TR else None

    def _cut(self, row: bytes) -> _RowParts | None:
        texts = _cells_cut(row)
        if texts is None:
            return None
        frame, *cells = [LazyElement((self._head, text), partial(self._parsed, text)) for text in texts]
        return frame, cells

    def _parsed(self, text: bytes) -> Element:
        try:
            return parse_xml(b"%b%b</w:document>" % (self._head, text), Source(""))[0]
        except JixiaoError:
            parse_xml(self._whole, Source(""))  # raises the same error with the line in the whole part
            raise


def _lazy(element: Element) -> LazyElement:
    return LazyElement(signature(element), lambda: element)


def cells_of(row: Element) -> list[Element]:
    """The ``w:tc`` of a ``w:tr``, those inside content controls included."""
    return [child for child in flat_blocks(row) if child.tag == _TC]


def parse_without_rows(data: bytes, source: Source) -> tuple[Element, RowTexts]:
    """Parses a main part without the rows of its tables: its root and these rows; errors as from ``parse_xml``."""
    head = _HEAD.match(data)
    cut = _cut(data, head[1], head.end()) if head else None
    if head and cut:
        rest, texts = cut
        try:
            return _rest_parsed(rest, source), RowTexts(head[1], texts, data)
        except JixiaoError:  # parsed again for an error that names the line in the whole part
            return parse_xml(data, source), RowTexts()
    return parse_xml(data, source), RowTexts()


def _rest_parsed(rest: bytes, source: Source) -> Element:
    """Parses a part without its rows; one tree, which nobody changes, for all parts that differ only in their rows."""
    known = _rests.get(rest)
    if known is not None:
        return known
    root = parse_xml(rest, source)
    return _rests.keep(rest, root) if len(rest) <= _SMALL_REST else root


def _cut(data: bytes, head: bytes, start: int) -> tuple[bytes, list[bytes]] | None:
    """The part without its outermost rows, and these rows; None where it cannot be cut safely."""
    # A row can be parsed by itself only if all namespaces are declared in the head; and in comments, CDATA sections or
    # processing instructions, text that looks like a tag is none.
    is_plain = _NAMESPACE in head and data.count(b"xmlns") == head.count(b"xmlns") and _CUT_TAG not in data
    if not is_plain or _contains(data, b"<!", 0) or _contains(data, b"<?", start):
        return None
    rest: list[bytes] = []
    texts: list[bytes] = []
    # The depth counts open rows: those of a nested table stay inside the row around them.
    behind = depth = begin = 0
    for name in _ROW_NAME.finditer(data, start):
        is_start = data.endswith(b"<", start, name.start())
        if not is_start and not data.endswith(b"</", start, name.start()):
            continue
        tag = _REST_OF_TAG.match(data, name.end())
        if tag is None:
            return None
        if is_start:
            begin = begin if depth else name.start() - 1
            depth += not tag[1]
        else:
            depth -= 1
        if depth < 0:
            return None
        if not depth:
            rest += (data[behind:begin], b'%b"%d"/>' % (_CUT_TAG, len(texts)))
            texts.append(data[begin : tag.end()])
            behind = tag.end()
    return None if depth else (b"".join((*rest, data[behind:])), texts)


def _contains(data: bytes, mark: bytes, start: int) -> bool:
    """Whether two bytes stand in the data; the second is sought first, because it is rare and ``<`` is everywhere."""
    return data.find(mark[1:], start) >= 0 and data.find(mark, start) >= 0


def _cells_cut(row: bytes) -> list[bytes] | None:
    """The text of a row with empty cells, then that of each cell without properties; None where it cannot be cut.

    Only rows as Word writes them are cut: one cell follows the other, each with properties and without a nested table.
    """
    head, *cells = row.split(_CELL)
    if not cells or b"<w:tc" in head:
        return None
    frame, texts = [head], []
    for number, cell in enumerate(cells, 1):
        end = b"</w:tc></w:tr>" if number == len(cells) else b"</w:tc>"
        start = cell.find(_PROPERTIES_END) + len(_PROPERTIES_END)
        is_plain = cell.startswith(_PROPERTIES) and cell.endswith(end) and cell.count(b"</w:tc>") == 1
        # A tracked change (``w:tcPrChange``) keeps a second ``w:tcPr`` inside the first.
        if not is_plain or start > len(cell) - len(end) or cell.count(b"<w:tcPr", 0, start) != 1:
            return None
        frame += (_CELL, cell[:start], end)
        texts.append(b"<w:tc>%b</w:tc>" % cell[start : -len(end)])
    return [b"".join(frame), *texts]


_TR_PR, _TC_PR, _EXCEPTIONS = (qn(f"w:{name}") for name in ("trPr", "tcPr", "tblPrEx"))
_MOST_COLUMNS = 1000
_MOST_ROWS = 2048
_MOST_SETTINGS = 16  # cached contents of one row, by the settings they were read with
_cells = PropertyMemo(cell_properties)
_rows = PropertyMemo(row_properties)
_exceptions = PropertyMemo(table_exceptions)


class PlacedCell(Struct, frozen=True, eq=False):
    """A ``w:tc`` on the grid; ``number`` counts the cells of its row from 1, ``column`` the grid columns from 0."""

    properties: CellProperties
    number: int
    column: int
    span: int


class RowShape(Struct, frozen=True, eq=False):
    """A row without the contents of its cells; a row that is hidden or deleted has no cells.

    ``unsupported`` pairs each feature with the number of its cell, 0 for the row itself.
    """

    properties: RowProperties
    exceptions: TableExceptions
    cells: tuple[PlacedCell, ...]
    unsupported: tuple[tuple[Unsupported, int], ...]


class ReadingSettings(Struct, frozen=True):
    """What the contents of cells depend on besides their XML; ``compatibility`` is the ``compatibilityMode``."""

    sheet: StyleSheet
    section: SectionSettings
    compatibility: int


class Content(Struct, frozen=True, eq=False):
    """The contents of a cell; one object for all cells that were read alike, so that identity can be a key."""

    blocks: tuple[Block, ...]


Regions = tuple[TableStyleRegion | None, ...]
"""The region of each cell of a row, None for a cell that a merge from above covers."""


class KnownRow(Struct, frozen=True, eq=False):
    """What is known of all rows with the same XML: their shape, and a cache of contents that depend on no place."""

    shape: RowShape
    contents: Remembered[tuple[ReadingSettings, Regions], tuple[Content, ...]] = field(
        default_factory=lambda: Remembered(_MOST_SETTINGS)
    )


_known: Remembered[Hashable, KnownRow] = Remembered(_MOST_ROWS)
_shapes: Remembered[Hashable, RowShape] = Remembered(_MOST_ROWS)


def known_row(row: LazyRow) -> KnownRow:
    """What is known of the rows with the XML of ``row``; their shape is read when the first is met."""
    return _known.get(row.key) or _known.keep(row.key, KnownRow(_shape_of(row.frame_and_cells[0])))


def _shape_of(frame: LazyElement) -> RowShape:
    return _shapes.get(frame.key) or _shapes.keep(frame.key, _read_shape(frame.element))


def _read_shape(row: Element) -> RowShape:
    cells = tuple(_cells.get(cell.find(_TC_PR)) for cell in cells_of(row))
    return _shape(_rows.get(row.find(_TR_PR)), _exceptions.get(row.find(_EXCEPTIONS)), cells)


@lru_cache(maxsize=_MOST_ROWS)
def _shape(row: RowProperties, exceptions: TableExceptions, cells: tuple[CellProperties, ...]) -> RowShape:
    """The shape of a row from its parts; one object for all rows that differ only in their contents."""
    unsupported = [
        (feature, 0)
        for feature, holds in (
            (Unsupported.DELETION, row.is_deleted),
            (Unsupported.INSERTION, row.is_inserted),
            (Unsupported.CELL_SPACING, row.has_cell_spacing),
        )
        if holds
    ]
    placed: tuple[PlacedCell, ...] = ()
    if not (row.is_deleted or row.is_hidden):
        placed, more = _place_cells(cells, min(row.grid_before, _MOST_COLUMNS - 1))
        unsupported += more
    return RowShape(row, exceptions, placed, tuple(unsupported))


def _place_cells(
    cells: tuple[CellProperties, ...], column: int
) -> tuple[tuple[PlacedCell, ...], list[tuple[Unsupported, int]]]:
    """Places cells on the grid from ``column`` on; one that continues the cell on its left (``w:hMerge``) widens it."""
    found: list[PlacedCell] = []
    unsupported: list[tuple[Unsupported, int]] = []
    for number, properties in enumerate(cells, 1):
        span = min(properties.span, _MOST_COLUMNS - column)
        if span < properties.span:
            unsupported.append((Unsupported.TABLE_SHAPE, number))
        if span <= 0:
            break
        if properties.is_turned:
            unsupported.append((Unsupported.VERTICAL, number))
        if properties.continues_left and found:
            found[-1] = replace(found[-1], span=found[-1].span + span)
        else:
            found.append(PlacedCell(properties, number, column, span))
        column += span
    return tuple(found), unsupported
