"""The text of a YAML file in, every scalar out with its span in that text: for edits and comments, never for values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct
from ruamel.yaml import events as ev
from ruamel.yaml.error import YAMLError

from generator.project.yaml.events import events


class Scalar(Struct, frozen=True):
    """``start`` and ``end`` count characters from 0 (a block begins after its header), lines and columns from 1."""

    path: tuple[str, ...]
    value: str
    style: str
    """Quote or block mark; blank for a plain one."""
    tag: str
    is_key: bool
    line: int
    column: int
    last_line: int
    start: int
    end: int


class _Open(Struct):
    is_group: bool
    key: str | None = None
    path: tuple[str, ...] = ()


def scalars(text: str) -> list[Scalar]:
    """In the order of the text; empty where YAML cannot read it."""
    try:
        return list(_scalars(text))
    except (YAMLError, ValueError, OverflowError):
        return []


def _scalars(text: str) -> Iterator[Scalar]:
    stack: list[_Open] = []
    for event in events(text):
        if isinstance(event, ev.CollectionEndEvent):
            stack.pop()
        elif isinstance(event, (ev.ScalarEvent, ev.AliasEvent, ev.CollectionStartEvent)):
            top = stack[-1] if stack else None
            is_key = top is not None and top.is_group and top.key is None
            path = () if top is None else top.path if is_key or not top.is_group else (*top.path, top.key or "")
            if isinstance(event, ev.CollectionStartEvent):
                stack.append(_Open(isinstance(event, ev.MappingStartEvent), None, path))
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
    whole = text[start:end].rstrip()
    mark = event.start_mark
    last = mark.line + 1 + whole.count("\n")
    return Scalar(path, event.value, style, event.tag or "", is_key, mark.line + 1, mark.column + 1, last, body, end)
