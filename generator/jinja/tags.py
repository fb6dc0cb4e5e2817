"""Finds the Jinja tags in a text, and turns full-width characters of a Chinese input method inside them into ASCII.

What the tags mean is not known here; ``syntax.py`` tells that.
"""

from __future__ import annotations

import re
from enum import Enum

from msgspec import Struct

_OPEN = re.compile(r"[{｛](?P<kind>[{｛%％#＃])")
_BRACE = re.compile(r"[{}｛｝]")
_LOST_BRACES = re.compile(r"[{｛]\s*[{｛]?([^{}｛｝]{1,40}?)[}｝]\s*[}｝]?")
_CLOSE = {"print": "}｝", "block": "%％", "comment": "#＃"}
_CURLY = "“”‘’"
# Opening quote → quotes that close it: an input method may type a curly one the wrong way round.
_CLOSING = {"'": "'", '"': '"', "“": "”“", "”": "”“", "‘": "’‘", "’": "’‘"}
# Line breaks become spaces, as a tag may be typed over several lines.
_PLAIN = str.maketrans(
    "｛｝（）［］【】，：｜＝＞＜！＋－＊／％～．。\u3000\u00a0\u2028\n\t\r",
    "{}()[][],:|=><!+-*/%~..      ",
)
_MOST_UNCLOSED = 20


class TagKind(Enum):
    """What a tag does."""

    PRINT = "print"
    BLOCK = "block"
    COMMENT = "comment"


class Tag(Struct, frozen=True):
    """A tag: ``raw`` as typed, which is ``text[start:end]``; ``code`` is what stands in it, as plain Jinja."""

    kind: TagKind
    raw: str
    code: str
    start: int
    end: int

    @property
    def keyword(self) -> str:
        """The first word of a block tag (``for``, ``endif`` …); blank for other tags."""
        return self.code.split(None, 1)[0] if self.kind is TagKind.BLOCK and self.code else ""


class Unclosed(Struct, frozen=True):
    """A tag that opens at offset ``start`` and never closes; ``raw`` is the text from there, shortened."""

    start: int
    raw: str
    message: str


def has_braces(text: str) -> bool:
    """Whether the text holds a brace, of a tag or lost."""
    return _BRACE.search(text) is not None


def has_tags(text: str) -> bool:
    """Whether the text holds the opening of a tag; fast, as it is asked of every text."""
    return ("{" in text or "｛" in text) and _OPEN.search(text) is not None


def scan(text: str) -> tuple[list[Tag], list[Unclosed]]:
    """All tags of a text in order, and those that are not closed, up to the first twenty of these."""
    tags: list[Tag] = []
    unclosed: list[Unclosed] = []
    at = 0
    # Each of them is looked for to the end of the text, and a text with one is refused.
    while (opened := _OPEN.search(text, at)) and len(unclosed) < _MOST_UNCLOSED:
        kind = _kind(opened["kind"])
        found = _read(text, opened.end(), kind)
        if isinstance(found, str):
            following = _OPEN.search(text, opened.end())
            raw = text[opened.start() : following.start() if following else None][:40]
            unclosed.append(Unclosed(opened.start(), raw, found))
            at = opened.end()
            continue
        code, at = found
        tags.append(Tag(kind, text[opened.start() : at], code, opened.start(), at))
    return tags, unclosed


def lost_braces(text: str) -> list[str]:
    """A message for each brace in a text without its tags: it belongs to none and would be printed."""
    found = [f"“{lost[0]}”会照样印出来；是不是 {{{{ {lost[1].strip()} }}}}？" for lost in _LOST_BRACES.finditer(text)]
    rest = _LOST_BRACES.sub("", text)
    found += [f"多了一个“{brace[0]}”，会照样印出来；请删去，或补全标签的 {{{{ }}}}" for brace in _BRACE.finditer(rest)]
    return list(dict.fromkeys(found))


def _kind(mark: str) -> TagKind:
    return TagKind.PRINT if mark in "{｛" else TagKind.BLOCK if mark in "%％" else TagKind.COMMENT


def _read(text: str, at: int, kind: TagKind) -> tuple[str, int] | str:
    """The code of the tag whose opening ends at ``at``, and the offset after its close; or a message if it has none."""
    code: list[str] = []
    depth = 0
    while at < len(text):
        char = text[at]
        if char in _CLOSE[kind.value] and depth == 0 and text[at + 1 : at + 2] in {"}", "｝"}:
            return _trim("".join(code)), at + 2
        if kind is not TagKind.COMMENT and char in _CLOSING:
            string = _string(text, at)
            if string is None:
                return f"引号 {char} 没有配对"
            literal, at = string
            code.append(literal)
            continue
        # The next tag begins before this one was closed. "{{" is no sign of that: it may be a dict in a dict.
        if kind is not TagKind.COMMENT and _OPEN.match(text, at) and char == "{" and text[at + 1] in "%％#＃":
            break
        # Braces of a dict: the "}}" of {{ {"甲": {}}}} closes only once they are closed.
        depth += (char in "{｛") - (char in "}｝" and depth > 0)
        code.append(char.translate(_PLAIN))
        at += 1
    closing = {TagKind.PRINT: "}}", TagKind.BLOCK: "%}", TagKind.COMMENT: "#}"}[kind]
    return f"标签没有结束，缺 {closing}"


def _string(text: str, at: int) -> tuple[str, int] | None:
    """The string literal that opens at ``at``, with ASCII quotes, and the offset after it; None if it is not closed."""
    quote = text[at]
    content: list[str] = []
    at += 1
    while at < len(text):
        char = text[at]
        if char == "\\" and quote not in _CURLY:
            content.append(text[at : at + 2])
            at += 2
            continue
        if char in _CLOSING[quote]:
            body = "".join(content)
            if quote in _CURLY:
                escaped = body.replace("\\", "\\\\").replace('"', '\\"')
                return f'"{escaped}"', at + 1
            return f"{quote}{body}{quote}", at + 1
        content.append(char)
        at += 1
    return None


def _trim(code: str) -> str:
    """The code without Jinja's white-space control (``{%- -%}``): blocks here are whole paragraphs or rows."""
    code = code.removeprefix("-").removeprefix("+") if code[:2] in {"- ", "+ "} else code
    code = code[:-1] if code[-2:] in {" -", " +"} else code
    return code.strip()
