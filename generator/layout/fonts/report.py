"""A font book in, what to tell of it out: a row per font name, problems of a run.

Problem codes: Z002 a character that no font has, Z003 another font stood in. Z001, no embedded font, is of ``book``.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from generator.layout.fonts.book import FontBook, Substitution
from generator.layout.fonts.candidates import is_asked
from generator.layout.fonts.names import FontClass, class_of
from generator.problem import Problem, Severity, Source

_SOURCE = Source("字体")
_MOST_NAMED = 20


class FontRow(Struct, frozen=True):
    """One font asked for; ``reason`` says why another stands in, and is empty where none does."""

    asked: str
    font_class: FontClass
    used: str
    file: str
    reason: str


def table(book: FontBook, names: Iterable[str]) -> tuple[FontRow, ...]:
    """A row per name, in their order."""
    return tuple(_row(book, name) for name in names)


def problems(book: FontBook) -> tuple[Problem, ...]:
    """What the run so far could not draw as asked: characters that print as a box, fonts that others replaced."""
    boxes = (Problem(_SOURCE, "Z002", _no_font(c), severity=Severity.WARNING) for c in book.missing())
    others = (Problem(_SOURCE, "Z003", _replaced(s), severity=Severity.INFO) for s in book.substitutions())
    return (*boxes, *others)


def _no_font(character: str) -> str:
    code = f"U+{ord(character):04X}"
    return f"哪种字体都没有“{character}”（{code}），PDF 里印成方框；请换一个字，或安装有这个字的字体"


def _replaced(substitution: Substitution) -> str:
    told = f"“{substitution.asked}”：{substitution.reason}，PDF 里用“{substitution.used}”（{substitution.file}）代替"
    lacked = substitution.characters
    more = f" 等 {len(lacked)} 个" if len(lacked) > _MOST_NAMED else ""
    return f"{told}：{lacked[:_MOST_NAMED]}{more}" if lacked else told


def _row(book: FontBook, name: str) -> FontRow:
    font_class = class_of(name, east_asian=not name.isascii())
    file = book.first(name, east_asian=font_class.east_asian)
    reason = "" if is_asked(file, name) else book.why_absent(name)
    return FontRow(name, font_class, file.family, Path(file.path).name, reason)
