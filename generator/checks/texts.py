"""Every text that a form prints, with its place: fields, values and labels of indicators, rows of a 分解.

Also where in a narrative something stands, how a message quotes it, and one finding for what several 分表 share.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from generator.checks.rule import Finding
from generator.checks.subject import Form, Subject
from generator.expressions.values import Row, Typed
from generator.model import Source

_LEVELS = ("一级", "二级", "三级")
_UNDERSTOOD = frozenset(("符号", "数值", "算式"))  # read off the value, not typed
_COMPOSED = ("指标值", "年度指标值")  # of 类型, 值 and 单位
_AROUND = 8


class Piece(NamedTuple):
    """One text; ``field`` is the path of a field, or the attribute or level of an indicator."""

    field: str
    text: Typed
    is_label: bool = False
    in_rows: bool = False


def pieces(form: Form) -> Iterator[Piece]:
    """All texts of a form that are not blank, each place once."""
    seen: set[tuple[Source | None, str]] = set()
    fields = (Piece(field.path, field.text) for field in form.fields)
    for piece in chain(fields, *map(_of_row, form.rows)):
        key = (piece.text.source, str(piece.text))
        if piece.text and key not in seen:
            seen.add(key)
            yield piece


def typed_pieces(form: Form, is_bad: Callable[[Piece], bool]) -> Iterator[Piece]:
    """The bad ones, without those that only repeat what is bad in a field they are composed of."""
    bad = [piece for piece in pieces(form) if is_bad(piece)]
    origins = [piece for piece in bad if not piece.in_rows and "/" not in piece.field]
    return (piece for piece in bad if not any(_comes_from(piece, origin) for origin in origins))


def by_place(
    subject: Subject, check: Callable[[Form, Subject], Iterable[Finding]], *, by_field: bool = False
) -> Iterator[Finding]:
    """What ``check`` finds in each form; what several forms share is said once, of the first of them.

    ``by_field`` is for faults of what is typed (a sign, a unit) where the numbers differ from form to form: one finding
    then stands for all of a field at one place.
    """
    found: dict[Hashable, tuple[Finding, dict[str, None]]] = {}
    for form in subject.forms:
        for finding in check(form, subject):
            located = replace(finding, source=finding.source or form.source)
            key = (located.source, located.field, located.severity) if by_field else located
            found.setdefault(key, (located, {}))[1][form.name] = None
    for finding, names in found.values():
        more = f"（另有 {len(names) - 1} 个分表也印这一处）" if len(names) > 1 else ""
        yield replace(finding, form=next(iter(names)), message=finding.message + more)


def place(text: Typed, offset: int) -> Source | None:
    """The line of a text that is a file of its own, else where the value begins."""
    source = text.source
    line = text.count("\n", 0, offset)
    if source is None or not line or source.place or (source.line, source.column) != (1, 1):
        return source
    return Source(source.file, 1 + line, 1)


def excerpt(text: str, start: int, end: int) -> str:
    """The characters from ``start`` to ``end`` with a few around them, on one line."""
    low, high = max(0, text.rfind("\n", 0, start) + 1, start - _AROUND), min(len(text), end + _AROUND)
    line_end = text.find("\n", end, high)
    high = high if line_end < 0 else line_end
    quoted = " ".join(text[low:high].split("\n")).strip(" ")
    return ("…" if text[:low].strip() else "") + quoted + ("…" if text[high:].strip() else "")


def _of_row(row: Row) -> Iterator[Piece]:
    attributes = row.attributes()
    value = attributes.get("指标值")
    for name, text in attributes.items():
        if name == "分解" and isinstance(text, list):
            for part in text:
                yield from _of_row(part)
        elif isinstance(text, Typed) and not _is_understood(name, text, attributes, value):
            yield Piece(name, text, name in _LEVELS, in_rows=True)


def _is_understood(name: str, text: Typed, attributes: object, value: object) -> bool:
    if name in _UNDERSTOOD or (name in _COMPOSED and "值" in attributes):  # type: ignore[operator]
        return True
    return name == "单位" and isinstance(value, Typed) and text.source is value.source


def _comes_from(piece: Piece, origin: Piece) -> bool:
    """Whether a text repeats a field: it holds it, and was typed elsewhere; of equal ones the later was typed."""
    if piece is origin or piece.text.source == origin.text.source or str(origin.text) not in piece.text:
        return False
    if len(piece.text) > len(origin.text) or piece.in_rows:
        return True
    return _line(piece) < _line(origin)


def _line(piece: Piece) -> int:
    return (piece.text.source and piece.text.source.line) or 0
