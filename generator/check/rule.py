"""The shape of a rule: a code, a name, and a function from what it looks at to findings.

A rule's module docstring is its manual page, in Chinese: 查什么, 为什么, 依据, a bad and a good example.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct

from generator.check.subject import Form, Subject
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
