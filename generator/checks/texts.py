"""The texts of a form that a rule finds bad, without those that only repeat another; how a message tells of one.

Also where in a narrative something stands, how a message quotes it, and one finding for what several 分表 share.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import replace

from generator.checks.rule import Finding
from generator.checks.subject import Form, Piece, Subject
from generator.expressions.values import Typed
from generator.model import Source

_AROUND = 8


def typed_pieces(form: Form, is_bad: Callable[[Piece], bool]) -> Iterator[Piece]:
    """The bad ones, without those that only repeat what is bad in a field they are composed of."""
    bad = [piece for piece in form.pieces if is_bad(piece)]
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


def _comes_from(piece: Piece, origin: Piece) -> bool:
    """Whether a text repeats a field: it holds it, and was typed elsewhere; of equal ones the later was typed."""
    if piece is origin or piece.text.source == origin.text.source or str(origin.text) not in piece.text:
        return False
    if len(piece.text) > len(origin.text) or piece.in_rows:
        return True
    return _line(piece) < _line(origin)


def _line(piece: Piece) -> int:
    return (piece.text.source and piece.text.source.line) or 0
