"""Sets or removes one value, named by its path, in the text of a YAML file.

Comments, order, quotes, line breaks and the style of everything else stay. Values are texts, None (a key with nothing
after it), lists and mappings of these; new collections are written in flow style. A library that dumps YAML would lay
out the whole file anew, so the text is cut at the positions of ruamel's events instead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from msgspec import Struct, field
from ruamel.yaml import events as ev
from ruamel.yaml.error import YAMLError

from generator.chinese.nominal_size import screen_width
from generator.project.yaml.events import events
from generator.project.yaml.writing import double_quoted, scalar_text

Step = str | int
Value = str | None | Sequence["Value"] | Mapping[str, "Value"]
_MAX_WIDTH = 120  # columns; a Chinese character takes two
_FILE = "!文件"
_COLON = re.compile(r"\s*:")


class EditError(Exception):
    """Raised where a file has something that cannot be edited safely; the message is the reason in Chinese."""


class _NodeSpan(Struct):
    """A YAML node with its span in the text, in characters from 0.

    ``kind`` is map, list, scalar, alias, or missing for the value of a key without a colon; ``keys`` are the keys of a
    map with their spans, ``items`` the values of a map or list. A block collection ends where its last value does; a
    null has no length.
    """

    kind: str
    start: int
    end: int
    flow: bool = False
    style: str = ""
    value: str = ""
    """The file that a ``!文件`` scalar names; blank for all other scalars."""
    keys: list[tuple[str, int, int]] = field(default_factory=list)
    items: list[_NodeSpan] = field(default_factory=list)

    def child(self, step: Step) -> _NodeSpan | None:
        if self.kind == "map":
            return next((item for key, item in zip(self.keys, self.items, strict=True) if key[0] == step), None)
        if self.kind == "list" and isinstance(step, int) and step < len(self.items):
            return self.items[step]
        return None


def has(text: str, path: Sequence[Step]) -> bool:
    """Whether there is a node at the path, also one with nothing after its key."""
    return _node_at(_parsed(text), path) is not None


def is_scalar(text: str, path: Sequence[Step]) -> bool:
    """Whether a single value stands at the path."""
    node = _node_at(_parsed(text), path)
    return node is not None and node.kind == "scalar" and not _is_null(node)


def file_at(text: str, path: Sequence[Step]) -> str:
    """The file that a ``!文件`` at the path names; blank where there is none."""
    node = _node_at(_parsed(text), path)
    return "" if node is None else node.value.strip()


def put(text: str, path: Sequence[Step], value: Value) -> str:
    """The text with a value set at the path; missing mappings above it are made. EditError where that is impossible."""
    node = _parsed(text)
    for depth, step in enumerate(path):
        child = node.child(step)
        if child is None:
            return _insert(text, node, path[depth:], value)
        if child.kind == "missing":
            raise EditError(f"“{step}”后面没有冒号，请手工补上冒号和值")
        # A key with nothing after it becomes a mapping with the rest of the path.
        if depth + 1 < len(path) and _is_null(child):
            return _replace(text, child, _nested(path[depth + 1 :], value), flow=node.flow)
        if child.kind == "scalar" and depth + 1 < len(path):
            raise EditError("这里现在是一段文字，不是一组值")
        if child.kind == "alias" and depth + 1 < len(path):
            raise EditError("这里引用了别处的一组值（*），请手工改")
        parent, node = node, child
        if depth + 1 == len(path):
            return _replace(text, child, value, flow=parent.flow)
    raise EditError("没有写明改哪一处")


def remove(text: str, path: Sequence[Step]) -> str:
    """The text without the entry at the path; a mapping left empty becomes ``{}``. EditError if there is none."""
    parent = _node_at(_parsed(text), path[:-1])
    if parent is None or parent.kind != "map" or parent.child(path[-1]) is None:
        raise EditError("没有找到要删的一项")
    at = next(number for number, key in enumerate(parent.keys) if key[0] == path[-1])
    start, end = parent.keys[at][1], _end_of_value(text, parent.items[at])
    if len(parent.keys) == 1:
        return text[: parent.start] + "{}" + text[parent.end :]
    if parent.flow:
        if at + 1 < len(parent.keys):
            return text[:start] + text[parent.keys[at + 1][1] :]
        return text[: _end_of_value(text, parent.items[at - 1])] + text[end:]
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    if text[line_start:start].strip():
        raise EditError("这一项与别的写在同一行，请手工删去")
    return text[:line_start] + (text[line_end + 1 :] if line_end >= 0 else "")


def flow_text(value: Value, *, flow: bool = True) -> str:
    """A value in YAML flow style, scalars plain where that is safe; ``flow`` False for a scalar outside of brackets."""
    if value is None:
        return ""
    if isinstance(value, str):
        return scalar_text(value, flow=flow)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar_text(key, flow=True)}: {flow_text(item)}" for key, item in value.items()) + "}"
    return "[" + ", ".join(flow_text(item) if item is not None else '""' for item in value) + "]"


@lru_cache(maxsize=4)
def _parsed(text: str) -> _NodeSpan:
    try:
        return _tree(text)
    except (YAMLError, ValueError, OverflowError) as error:
        raise EditError("项目文件读不懂") from error


def _tree(text: str) -> _NodeSpan:
    """The nodes of a YAML text with their spans. EditError for keys that are no scalars, and for an empty text."""
    root = _NodeSpan("root", 0, len(text))
    stack = [root]
    # For each open collection the key that still waits for its value.
    pending_keys: list[tuple[str, int, int] | None] = [None]
    for event in events(text):
        top = stack[-1]
        if isinstance(event, ev.CollectionEndEvent):
            node = stack.pop()
            pending_keys.pop()
            if node.flow:
                node.end = event.end_mark.index
            # The end mark of a block collection is at the next token, behind comments that do not belong to it.
            elif node.items:
                node.end = node.items[-1].end
        elif isinstance(event, (ev.ScalarEvent, ev.AliasEvent, ev.CollectionStartEvent)):
            node = _node(text, event)
            if top.kind == "map" and pending_keys[-1] is None:
                pending_keys[-1] = (getattr(event, "value", ""), node.start, node.end)
                if isinstance(event, ev.CollectionStartEvent):
                    raise EditError("键不是文字")
                continue
            if top.kind == "map" and pending_keys[-1] is not None:
                top.keys.append(pending_keys[-1])
                if _is_null(node):
                    _place_null(text, node, pending_keys[-1][2])
                pending_keys[-1] = None
            top.items.append(node)
            if isinstance(event, ev.CollectionStartEvent):
                stack.append(node)
                pending_keys.append(None)
    if not root.items:
        raise EditError("项目文件是空的")
    return root.items[0]


def _node(text: str, event: Any) -> _NodeSpan:
    start, end = event.start_mark.index, event.end_mark.index
    if isinstance(event, ev.CollectionStartEvent):
        kind = "map" if isinstance(event, ev.MappingStartEvent) else "list"
        return _NodeSpan(kind, start, end, flow=bool(event.flow_style))
    if isinstance(event, ev.AliasEvent):
        return _NodeSpan("alias", start, end)
    # The end mark of a block scalar is behind the blank lines that follow it.
    if event.style in {"|", ">"}:
        end = start + len(text[start:end].rstrip())
    return _NodeSpan("scalar", start, end, style=event.style or "", value=event.value if event.tag == _FILE else "")


def _place_null(text: str, node: _NodeSpan, end_of_key: int) -> None:
    """Move a null behind the colon of its key, where a value is to be written; behind a key that has none, it misses.

    ``{乙, 丙: 1}`` and ``? 甲`` give keys without a colon.
    """
    colon = _COLON.match(text, end_of_key)
    node.start = node.end = colon.end() if colon else end_of_key
    node.kind = "scalar" if colon else "missing"


def _node_at(node: _NodeSpan, path: Sequence[Step]) -> _NodeSpan | None:
    for step in path:
        child = node.child(step)
        if child is None:
            return None
        node = child
    return node


def _is_null(node: _NodeSpan) -> bool:
    return node.kind == "scalar" and node.start == node.end


def _end_of_value(text: str, node: _NodeSpan) -> int:
    """Where a value in a flow mapping ends: for a null behind the space that must follow its colon."""
    return node.end + (_is_null(node) and text.startswith(" ", node.end))


def _nested(path: Sequence[Step], value: Value) -> Value:
    for step in reversed(path):
        if isinstance(step, int):
            raise EditError("列表里没有这一项")
        value = {step: value}
    return value


def _replace(text: str, node: _NodeSpan, value: Value, *, flow: bool) -> str:
    """The text with a node replaced, in the quotes or block style that it has; ``flow``: it is inside brackets."""
    if node.kind == "scalar" and node.style in {"|", ">"} and isinstance(value, str) and _fits_block(value):
        return text[: node.start] + _block(text, node, value) + text[node.end :]
    start, end = _without_anchor(text, node), node.end
    if node.kind == "scalar" and node.style in {"'", '"'} and isinstance(value, str):
        new = f"'{value}'" if node.style == "'" and "\n" not in value and "'" not in value else double_quoted(value)
    else:
        new = flow_text(value, flow=flow)
    if _is_null(node):
        if new and text[end : end + 1] == " ":
            start = end = end + 1
        elif new and text[:start].endswith(":"):
            new = f" {new}"
    elif flow and node.kind == "scalar":
        return _in_column(text, start, end, new)
    elif node.kind in {"map", "list"} and not node.flow and text[:start].rpartition("\n")[2].isspace():
        # A block collection begins on a line of its own; its replacement goes behind the colon above.
        start = len(text[:start].rstrip())
        new = f" {new}"
    return text[:start] + new + text[end:]


def _without_anchor(text: str, node: _NodeSpan) -> int:
    """Where the value itself begins, behind its anchor: other nodes may refer to that (``*名``)."""
    found = re.match(r"&\S+\s+", text[node.start : node.end])
    return node.start + (found.end() if found else 0)


def _in_column(text: str, start: int, end: int, new: str) -> str:
    """Replace a value in a flow mapping; spaces that line it up with those of other lines are taken or added.

    分表 are often written as a table, one flow mapping a line, with numbers aligned right and texts aligned left.
    """
    longer = screen_width(new) - screen_width(text[start:end])
    before = len(text[:start]) - len(text[:start].rstrip(" ")) - 1
    if before > 0:
        blanks = " " * max(1, before + 1 - longer)
        return text[: start - before - 1] + blanks + new + text[end:]
    behind = re.match(r",( {2,})", text[end : end + _MAX_WIDTH])
    if behind and longer:
        blanks = " " * max(1, len(behind[1]) - longer)
        return text[:start] + new + "," + blanks + text[end + behind.end() :]
    return text[:start] + new + text[end:]


def _fits_block(value: str) -> bool:
    """Whether a text can be a block scalar: its indentation is detected from a first line that begins with no space."""
    return (
        bool(value.strip())
        and not value.startswith((" ", "\t", "\n"))
        and not re.search(r"[\x00-\x08\x0b-\x1f]", value)
    )


def _block(text: str, node: _NodeSpan, value: str) -> str:
    """A text as a block scalar, indented as the old one; ``>`` becomes ``|``, since folding would join its lines."""
    header, _, body = text[node.start : node.end].partition("\n")
    first = next((line for line in body.split("\n") if line.strip()), "  ")
    indent = first[: len(first) - len(first.lstrip(" "))]
    header = header if header.startswith("|") else "|" + header[1:]
    return header + "".join(f"\n{indent}{line}" if line else "\n" for line in value.rstrip("\n").split("\n"))


def _insert(text: str, node: _NodeSpan, path: Sequence[Step], value: Value) -> str:
    """The text with a new entry at the end of a mapping, aligned with its first key."""
    key, rest = path[0], _nested(path[1:], value)
    if node.kind != "map" or not isinstance(key, str):
        raise EditError("这里不是一组“键: 值”，写不进去")
    entry = f"{scalar_text(key, flow=True)}: {flow_text(rest, flow=node.flow)}".rstrip()
    # ``{甲:}`` would be read as the key ``甲:``.
    entry += " " if node.flow and rest is None else ""
    if not node.items:
        if not node.flow:
            raise EditError("这里是空的，请手工写上")
        return text[: node.start] + "{" + entry + "}" + text[node.end :]
    end = _end_of_value(text, node.items[-1]) if node.flow else node.items[-1].end
    first = node.keys[0][1]
    column = screen_width(text[text.rfind("\n", 0, first) + 1 : first])
    if not node.flow:
        line_end = text.find("\n", end)
        at = len(text) if line_end < 0 else line_end
        return text[:at] + "\n" + " " * column + entry + text[at:]
    line_start = text.rfind("\n", 0, end) + 1
    wide = screen_width(text[line_start:end]) + screen_width(entry) + 2 > _MAX_WIDTH
    between = ",\n" + " " * column if wide else ", "
    return text[:end] + between + entry + text[end:]
