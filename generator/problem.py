"""Where something stands, and what is wrong there. Problems are values; an error carries those that stopped a stage."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Severity(StrEnum):
    """How bad a problem is; the value is what ``--format json`` prints."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def label(self) -> str:
        """The word that messages print."""
        return {"error": "错误", "warning": "警告", "info": "提示"}[self.value]


class Source(Struct, frozen=True):
    """A place: line and column count from 1; ``place`` is the way to it where there are none (``表2 第5行 第3列``)."""

    file: str
    line: int | None = None
    column: int | None = None
    place: str = ""

    def __str__(self) -> str:
        numbers = "".join(f":{n}" for n in (self.line, self.column) if n is not None)
        return f"{self.file}{numbers}" + (f": {self.place}" if self.place else "")


class Problem(Struct, frozen=True):
    """One finding: where, how bad, a stable code, what is wrong and what would be right (Chinese)."""

    source: Source
    code: str
    message: str
    form: str = ""
    field: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        form = f" {self.form}:" if self.form else ""
        return f"{self.source}: {self.severity.label} [{self.code}]{form} {self.message}"


class JixiaoError(Exception):
    """A stage cannot go on; ``problems`` says why, all of them."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class Silence(Struct, frozen=True):
    """``lines`` of the file of ``source``; None silences the whole project. Without a reason nothing is silenced."""

    codes: tuple[str, ...]
    reason: str
    source: Source
    lines: tuple[int, ...] | None = None
    is_shared: bool = False
    """Whether it serves several projects, so that one may well have no use for it."""
