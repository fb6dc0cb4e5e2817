"""The styles part of a template: what each cell format (xf) says of a value, and the part with formats added.

A filled value may need a format that the template lacks: another number format, wrapped text, a smaller font. Each is
added once, behind those of the template, so that the indexes of the template's formats stay.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable

from msgspec import Struct

from generator.office.xml import Element, parse_xml, qn, to_bytes
from generator.problem import Source
from generator.template.excel.tree import attributes_of, real_number, whole_number

# Ids of number formats: General, text, and the first that a workbook may define itself.
_GENERAL, _TEXT = "0", "49"
_FIRST_CUSTOM = 164
# Number formats that need no definition in the workbook (18.8.30).
_BUILT_IN = {"0": "1", "0.00": "2", "#,##0": "3", "#,##0.00": "4", "0%": "9", "0.00%": "10", "@": _TEXT}
_DEFAULT_SIZE = 11.0


class CellTextFormat(Struct, frozen=True):
    """What a cell format says of its text; ``general`` and ``text``: it has that number format. ``size`` is in pt."""

    general: bool = True
    text: bool = False
    wraps: bool = False
    rotated: bool = False
    shrinks: bool = False
    size: float = _DEFAULT_SIZE


class AddedFormat(Struct, frozen=True):
    """A format to add: the xf ``base`` with other properties; empty, False or None leaves the property as it is."""

    base: int
    number_format: str = ""
    wraps: bool = False
    size: float | None = None


class Stylesheet:
    """The styles of a template, by index of the xf."""

    def __init__(self, name: str, data: bytes, file: str) -> None:
        self._root = parse_xml(data, Source(file, place=name))
        self.name = name
        self._formats = self._root.find(qn("ss:cellXfs"))
        self._fonts = self._root.find(qn("ss:fonts"))
        codes = {
            node.get("numFmtId", ""): node.get("formatCode", "") for node in self._root.iter(qn("ss:numFmt"))
        }  # fmt: skip
        xfs = [] if self._formats is None else self._formats.findall(qn("ss:xf"))
        sizes = [] if self._fonts is None else [_size(font) for font in self._fonts.findall(qn("ss:font"))]
        self.styles = tuple(_style(xf, codes, sizes) for xf in xfs)
        self._plain = data

    def style(self, index: int) -> CellTextFormat:
        """What the xf with this index says; Excel's defaults if there is none."""
        return self.styles[index] if index < len(self.styles) else CellTextFormat()

    def part(self, extras: tuple[AddedFormat, ...]) -> bytes:
        """The part with the formats of one output added."""
        if not extras:
            return self._plain
        root = copy.deepcopy(self._root)
        formats, fonts = root.find(qn("ss:cellXfs")), root.find(qn("ss:fonts"))
        if formats is None:
            return to_bytes(root)
        own = _NumberFormats(root)
        bases = formats.findall(qn("ss:xf")) or [formats.makeelement(qn("ss:xf"))]
        made: dict[tuple[str, float], str] = {}
        for extra in extras:
            xf = copy.deepcopy(bases[min(extra.base, len(bases) - 1)])
            if extra.number_format:
                xf.set("numFmtId", own.id_of(extra.number_format))
                xf.set("applyNumberFormat", "1")
            if extra.wraps:
                _wrap(xf)
            if extra.size is not None and fonts is not None and len(fonts):
                key = xf.get("fontId", "0"), extra.size
                if key not in made:
                    made[key] = _font_in_size(fonts, *key)
                xf.set("fontId", made[key])
                xf.set("applyFont", "1")
            formats.append(xf)
        for each in (formats, fonts):
            if each is not None:
                each.set("count", str(len(each)))
        return to_bytes(root)


class AddedFormats:
    """The formats that the cells of one output need, in order; ``asked`` are those that a book needs already."""

    def __init__(self, sheet: Stylesheet, asked: Iterable[AddedFormat] = ()) -> None:
        self._first = len(sheet.styles)
        self._index = {extra: self._first + at for at, extra in enumerate(asked)}

    def index(self, extra: AddedFormat) -> int:
        """The index that the format will have in cellXfs."""
        found = self._index.get(extra)
        if found is None:
            found = self._index[extra] = self._first + len(self._index)
        return found

    @property
    def all(self) -> tuple[AddedFormat, ...]:
        """All formats to add, in the order of their indexes."""
        return tuple(self._index)


class _NumberFormats:
    """The ids of number formats by their code; ``id_of`` defines those that are missing."""

    def __init__(self, root: Element) -> None:
        self._root = root
        found = root.find(qn("ss:numFmts"))
        self._ids = {} if found is None else {node.get("formatCode", ""): node.get("numFmtId", "") for node in found}

    def id_of(self, code: str) -> str:
        if code in _BUILT_IN:
            return _BUILT_IN[code]
        if code not in self._ids:
            taken = [whole_number(known) for known in self._ids.values()]
            self._ids[code] = str(max([*taken, _FIRST_CUSTOM - 1]) + 1)
            parent = self._root.find(qn("ss:numFmts"))
            if parent is None:
                parent = self._root.makeelement(qn("ss:numFmts"))
                self._root.insert(0, parent)
            node = parent.makeelement(qn("ss:numFmt"))
            node.set("numFmtId", self._ids[code])
            node.set("formatCode", code)
            parent.append(node)
            parent.set("count", str(len(parent)))
        return self._ids[code]


def _style(xf: Element, codes: dict[str, str], sizes: list[float]) -> CellTextFormat:
    format_ = xf.get("numFmtId", _GENERAL)
    code = codes.get(format_, "")
    alignment = xf.find(qn("ss:alignment"))
    aligned = dict(attributes_of(alignment)) if alignment is not None else {}
    font = whole_number(xf.get("fontId"))
    return CellTextFormat(
        general=format_ == _GENERAL or code.lower() == "general",
        text=format_ == _TEXT or code == "@",
        wraps=aligned.get("wrapText") in {"1", "true"} or aligned.get("horizontal") in {"justify", "distributed"},
        rotated=aligned.get("textRotation", "0") != "0",
        shrinks=aligned.get("shrinkToFit") in {"1", "true"},
        size=sizes[font] if font < len(sizes) else _DEFAULT_SIZE,
    )


def _size(font: Element) -> float:
    node = font.find(qn("ss:sz"))
    return real_number(node.get("val"), _DEFAULT_SIZE) if node is not None else _DEFAULT_SIZE


def _wrap(xf: Element) -> None:
    alignment = xf.find(qn("ss:alignment"))
    if alignment is None:
        alignment = xf.makeelement(qn("ss:alignment"))
        xf.insert(0, alignment)
    alignment.set("wrapText", "1")
    alignment.set("shrinkToFit", "0")
    xf.set("applyAlignment", "1")


def _font_in_size(fonts: Element, font: str, size: float) -> str:
    """Add a copy of a font in another size (pt); returns its index."""
    clone = copy.deepcopy(fonts[min(whole_number(font), len(fonts) - 1)])
    node = clone.find(qn("ss:sz"))
    if node is None:
        node = clone.makeelement(qn("ss:sz"))
        clone.append(node)
    node.set("val", f"{size:g}")
    fonts.append(clone)
    return str(len(fonts) - 1)
