"""Parses a YAML text with ruamel: into events, and into scalars with their spans in the text.

No Python values are constructed. ``reader.py`` builds nodes from the events; the spans of ``scalars`` serve to edit a
file and to find comments, never to read values.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct
from ruamel.yaml import YAML
from ruamel.yaml import events as ev
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scanner import Scanner
from ruamel.yaml.tokens import TagToken

# How deep collections may nest. The work on a token grows with their number: it may begin a key of each.
DEPTH_LIMIT = 50
_TAG_END = "\0 \t\n,[]{}"


def events(text: str) -> Iterator[Any]:
    """The events of ruamel's parser in order. Raises YAMLError, after the events before it, at a fault."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Scanner = _Scanner
    yield from yaml.parse(text)


class _Scanner(Scanner):
    """ruamel's scanner, which also takes Chinese tags (``!文件``); YAML allows only ASCII in them."""

    def scan_tag(self) -> TagToken:
        start = self.reader.get_mark()
        length = 1
        while self.reader.peek(length) not in _TAG_END:
            length += 1
        name = self.reader.prefix(length)
        self.reader.forward(length)
        # The parser percent-decodes a tag; escaping % keeps it as typed.
        return TagToken((None, name.replace("%", "%25")), start, self.reader.get_mark())


class Scalar(Struct, frozen=True):
    """A scalar, key or value, with its span in the text.

    ``start`` and ``end`` count characters from 0, quotes included; a block scalar starts after its header line. Lines
    and columns count from 1.
    """

    path: tuple[str, ...]
    """The keys that lead to it, its own key included; a key itself has the path of its mapping."""
    value: str
    style: str
    """The character that opens it, a quote, ``|`` or ``>``; blank for a plain scalar."""
    tag: str
    is_key: bool
    line: int
    column: int
    last_line: int
    start: int
    end: int


class _OpenCollection(Struct):
    """A collection that is not closed yet; ``key`` is the key of a mapping whose value comes next."""

    is_group: bool
    key: str | None = None
    path: tuple[str, ...] = ()


def scalars(text: str) -> list[Scalar]:
    """All scalars in order of the text; empty if YAML cannot parse it, or it nests deeper than DEPTH_LIMIT."""
    try:
        return list(_scalars(text))
    except (YAMLError, ValueError, OverflowError):
        return []


def _scalars(text: str) -> Iterator[Scalar]:
    stack: list[_OpenCollection] = []
    for event in events(text):
        if isinstance(event, ev.CollectionEndEvent):
            stack.pop()
        elif isinstance(event, (ev.ScalarEvent, ev.AliasEvent, ev.CollectionStartEvent)):
            top = stack[-1] if stack else None
            # In a mapping keys and values come in turn.
            is_key = top is not None and top.is_group and top.key is None
            path = () if top is None else top.path if is_key or not top.is_group else (*top.path, top.key or "")
            if isinstance(event, ev.CollectionStartEvent):
                if len(stack) >= DEPTH_LIMIT:
                    raise YAMLError("nested too deep")
                stack.append(_OpenCollection(isinstance(event, ev.MappingStartEvent), None, path))
            elif isinstance(event, ev.ScalarEvent):
                yield _scalar(text, event, path, is_key=is_key)
            if top is not None and top.is_group:
                top.key = (event.value if isinstance(event, ev.ScalarEvent) else "") if is_key else None


def _scalar(text: str, event: Any, path: tuple[str, ...], *, is_key: bool) -> Scalar:
    start, end = event.start_mark.index, event.end_mark.index
    style = event.style or ""
    if style in {"|", ">"}:
        header = text.find("\n", start, end)
        body = header + 1 if header >= 0 else end
    else:
        body = start
    whole = text[start:end].rstrip()  # a block scalar ends after the blank lines below it
    mark = event.start_mark
    last = mark.line + 1 + whole.count("\n")
    return Scalar(path, event.value, style, event.tag or "", is_key, mark.line + 1, mark.column + 1, last, body, end)
