"""What the text of a cell stands for: a text as typed, or one of the marks for what cells cannot show.

``（空）`` is a blank text, ``（删去）`` a null, ``（见工作表 改写）`` says where the value stands. A backslash before
a mark makes it the text itself. ``as_cell`` and ``as_key_cell`` write what ``node_of`` and ``key_of`` read.
"""

from __future__ import annotations

import re

from generator.problem import Source
from generator.project.tables.tables import BLANK_MARKS
from generator.project.yaml.nodes import FileText, Group, Listing, Node, Null, Text

BLANK, REMOVED, NO_ITEMS, NO_ENTRIES = "（空）", "（删去）", "（空列表）", "（无下级）"
ITEM = "-"
"""In the column of a key: an item of a list; ``- 名称`` in that of a 三级."""
FILE_TAG = "!文件"
_REMOVED = frozenset({REMOVED, "(删去)"})
_ELSEWHERE = re.compile(r"[（(]见工作表[^（）()]*[）)]")
_FILE = re.compile(rf"{FILE_TAG}(?:\s.*)?", re.DOTALL)
_ESCAPE = "\\"


class Elsewhere:
    """Stands for a value that another sheet gives: the cell only fixes its place in the order."""


ELSEWHERE = Elsewhere()


def node_of(text: str, source: Source) -> Node | Elsewhere:
    """What a cell stands for; its text is not blank."""
    if text.startswith(_ESCAPE) and _needs_escape(text[1:]):
        return Text(text[1:], source)
    word = text.strip()
    if word in BLANK_MARKS:
        return Text("", source)
    if word in _REMOVED:
        return Null(source)
    if word == NO_ITEMS:
        return Listing((), source)
    if word == NO_ENTRIES:
        return Group({}, source)
    if _ELSEWHERE.fullmatch(word):
        return ELSEWHERE
    if _FILE.fullmatch(word):
        return FileText(word.removeprefix(FILE_TAG).strip(), source)
    return Text(text, source)


def is_blank_mark(text: str) -> bool:
    """Whether a cell has the mark for a blank text."""
    return text.strip() in BLANK_MARKS


def key_of(text: str) -> str:
    """The key that a cell stands for; white space around it does not count, unless a backslash stands before it."""
    if text.startswith(_ESCAPE) and _key_needs_escape(text[1:]):
        return text[1:]
    word = text.strip()
    return "" if word in BLANK_MARKS else word


def as_cell(node: Node) -> str | None:
    """The text of the cell for a node; None for one that needs several."""
    if isinstance(node, Text):
        return _escaped(node.value, _needs_escape(node.value)) or BLANK
    if isinstance(node, Null):
        return REMOVED
    if isinstance(node, FileText):
        return f"{FILE_TAG} {node.path}"
    if isinstance(node, Listing):
        return None if node.items else NO_ITEMS
    return None if node.entries else NO_ENTRIES


def as_key_cell(key: str) -> str:
    """The text of the cell for a key."""
    return _escaped(key, _key_needs_escape(key)) or BLANK


def elsewhere(sheet: str) -> str:
    """The mark in place of a value that stands in another sheet."""
    return f"（见工作表 {sheet}）"


def _escaped(text: str, needed: bool) -> str:  # noqa: FBT001
    return f"{_ESCAPE}{text}" if needed else text


def _needs_escape(text: str) -> bool:
    """Whether a cell with this text would not be taken as typed; so would one with backslashes before it."""
    bare = text.lstrip(_ESCAPE)
    word = bare.strip()
    if not word:
        return bool(bare)
    return (
        word in BLANK_MARKS
        or word in _REMOVED
        or word in {NO_ITEMS, NO_ENTRIES}
        or _FILE.fullmatch(word) is not None
        or _ELSEWHERE.fullmatch(word) is not None
    )


def _key_needs_escape(key: str) -> bool:
    bare = key.lstrip(_ESCAPE)
    return _needs_escape(bare) or bare != bare.strip() or bare == ITEM or bare.startswith(f"{ITEM} ")
