"""The main part of a document in, its tree with the rows of its tables taken out, and these rows as text.

Forms of one template are alike row by row: what is written as a row before it is not even parsed. Where text cannot be
cut safely (comments, namespaces that are not declared at the root), nothing is taken out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence

from generator.model import JixiaoError, Source
from generator.opc.xml import Element, W, parse_xml, qn
from generator.pages.docx_properties import signature

_TR = qn("w:tr")
_CUT = "cut"  # what stands in the tree for a row, with its number
_MARK = b"<%b n=" % _CUT.encode()
_ATTRIBUTES = rb"""(?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*"""
_HEAD = re.compile(
    rb'(?:<\?xml version="1\.0" encoding="UTF-8"(?: standalone="(?:yes|no)")?\?>\s*)?(<w:document'
    + _ATTRIBUTES
    + rb">)"
)
_ROW_NAME = re.compile(rb"w:tr(?=[\s/>])")
_REST_OF_TAG = re.compile(_ATTRIBUTES + rb"(/?)>")
_NAMESPACE = b'xmlns:w="%b"' % W.encode()


class WrittenRow:
    """A row as it is written: ``key`` is the same for all that are written alike."""

    __slots__ = ("_element", "_make", "key")

    def __init__(self, key: Hashable, make: Callable[[], Element]) -> None:
        self.key = key
        self._make = make
        self._element: Element | None = None

    @property
    def element(self) -> Element:
        """Its ``w:tr``, made when it is first asked for."""
        if self._element is None:
            self._element = self._make()
        return self._element


class RowTexts:
    """The rows that were taken out of a part; ``head`` is its root's tag."""

    def __init__(self, head: bytes = b"", texts: Sequence[bytes] = (), whole: bytes = b"") -> None:
        self._head, self._texts, self._whole = head, texts, whole

    def of(self, element: Element) -> WrittenRow | None:
        """The row that an element is or stands for; None where it is something else."""
        if element.tag == _CUT and self._texts:
            text = self._texts[int(element.get("n", "0"))]
            return WrittenRow((self._head, text), lambda: self._parsed(text))
        return WrittenRow(signature(element), lambda: element) if element.tag == _TR else None

    def _parsed(self, text: bytes) -> Element:
        try:
            return parse_xml(b"%b%b</w:document>" % (self._head, text), Source(""))[0]
        except JixiaoError:
            parse_xml(self._whole, Source(""))  # tells where in the part
            raise


def parse_apart(data: bytes, source: Source) -> tuple[Element, RowTexts]:
    """The root of a main part and the rows that were taken out of it; errors as ``parse_xml``."""
    head = _HEAD.match(data)
    cut = _cut(data, head[1], head.end()) if head else None
    if head and cut:
        rest, texts = cut
        try:
            return parse_xml(rest, source), RowTexts(head[1], texts, data)
        except JixiaoError:  # the lines that it tells are not those of the part
            return parse_xml(data, source), RowTexts()
    return parse_xml(data, source), RowTexts()


def _cut(data: bytes, head: bytes, start: int) -> tuple[bytes, list[bytes]] | None:
    """The part without the rows that stand in no other row, and these; None where it cannot be cut."""
    is_plain = _NAMESPACE in head and data.count(b"xmlns") == head.count(b"xmlns") and _MARK not in data
    if not is_plain or b"<!" in data or data.find(b"<?", start) >= 0:
        return None
    rest: list[bytes] = []
    texts: list[bytes] = []
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
            rest += (data[behind:begin], b'%b"%d"/>' % (_MARK, len(texts)))
            texts.append(data[begin : tag.end()])
            behind = tag.end()
    return None if depth else (b"".join((*rest, data[behind:])), texts)
