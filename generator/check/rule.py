"""The shape of a rule: a code, a name, and a function from what it looks at to findings.

A rule's module docstring is its manual page, in Chinese: 查什么, 为什么, 依据, a bad and a good example.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from generator.check.subject import Form, FormText, Subject
from generator.jinja.values import Typed
from generator.problem import Severity, Source


class Finding(Struct, frozen=True):
    """What a rule found: quote the value, say what was expected and how it came to it.

    ``source`` None points at the sub-form itself; ``form`` may be left to the engine.
    """

    source: Source | None
    message: str
    severity: Severity = Severity.ERROR
    field: str = ""
    form: str = ""


class Rule(Struct, frozen=True):
    """``form`` looks at one sub-form at a time, ``project`` at all of them; a rule has one of the two."""

    code: str
    name: str
    form: Callable[[Form, Subject], Iterable[Finding]] | None = None
    project: Callable[[Subject], Iterable[Finding]] | None = None


# The texts of a form that a rule finds bad, without those that only repeat another; how a message tells of one.
#
# Also where in a narrative something stands, how a message quotes it, and one finding for what several 分表 share.


_AROUND = 8
_MOST_ORIGINS = 300  # of the bad texts of a form; where more are bad, nobody minds hearing of one twice


def typed_pieces(form: Form, is_bad: Callable[[FormText], bool]) -> Iterator[FormText]:
    """The bad ones, without those that only repeat what is bad in a field they are composed of."""
    bad = [piece for piece in form.pieces if is_bad(piece)]
    origins: dict[str, list[FormText]] = {}
    for piece in sorted(bad, key=_line):
        text = str(piece.text)
        if not piece.in_rows and "/" not in piece.field and (text in origins or len(origins) < _MOST_ORIGINS):
            origins.setdefault(text, []).append(piece)
    return (piece for piece in bad if not any(_comes_from(piece, text, of) for text, of in origins.items()))


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


def _comes_from(piece: FormText, text: str, origins: list[FormText]) -> bool:
    """Whether it repeats a field of this text: holds it, and was typed elsewhere; of equal ones the last was typed."""
    if text not in piece.text:
        return False
    if len(piece.text) > len(text) or piece.in_rows:
        return any(origin.text.source != piece.text.source for origin in origins[:2])
    return _line(piece) < _line(origins[-1])


def _line(piece: FormText) -> int:
    return (piece.text.source and piece.text.source.line) or 0
