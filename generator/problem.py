"""Places in files, and the problems found there.

Problems are values: a stage returns them beside its result. ``JixiaoError`` carries those that stop a stage.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

MOST_OF_A_KIND = 20


class Severity(StrEnum):
    """How bad a problem is; ``--format json`` prints the value."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def label(self) -> str:
        """The word that messages print."""
        return {"error": "错误", "warning": "警告", "info": "提示"}[self.value]


class Source(Struct, frozen=True):
    """A place in a file. Line and column count from 1.

    ``place`` describes where to look in words (``表2 第5行 第3列``), for files that have no lines.
    """

    file: str
    line: int | None = None
    column: int | None = None
    place: str = ""

    @property
    def sheet(self) -> str:
        """The words of ``place`` before the row and the column; blank where it has none."""
        return self.place.rpartition(" 第")[0].rpartition(" 第")[0]

    def __str__(self) -> str:
        numbers = "".join(f":{n}" for n in (self.line, self.column) if n is not None)
        return f"{self.file}{numbers}" + (f": {self.place}" if self.place else "")


class Problem(Struct, frozen=True):
    """One finding. ``message`` says in Chinese what is wrong and what would be right; ``code`` never changes.

    ``form`` names the 分表 and ``field`` the key or variable concerned; ``working`` is the part of the message that
    shows the calculation. Each is blank where there is none.
    """

    source: Source
    code: str
    message: str
    form: str = ""
    field: str = ""
    severity: Severity = Severity.ERROR
    working: str = ""

    def __str__(self) -> str:
        form = f" {self.form}:" if self.form else ""
        return f"{self.source}: {self.severity.label} [{self.code}]{form} {self.message}"


def few_of_a_kind(problems: Iterable[Problem], most: int = MOST_OF_A_KIND) -> list[Problem]:
    """The problems in their order, of each code only the first ``most``; one more tells how many were left out."""
    kept: list[Problem] = []
    left: dict[str, list[Problem]] = {}
    counts: Counter[str] = Counter()
    for problem in problems:
        counts[problem.code] += 1
        if counts[problem.code] <= most:
            kept.append(problem)
        else:
            left.setdefault(problem.code, []).append(problem)
    for code, others in left.items():
        first = next((each for each in others if each.severity is Severity.ERROR), others[0])
        message = f"同类的问题还有 {len(others)} 处，从这里起没有列出：改好上面的再看"
        kept.append(Problem(first.source, code, message, severity=first.severity))
    return kept


class JixiaoError(Exception):
    """Raised when a stage cannot go on; ``problems`` are all the reasons."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class Silence(Struct, frozen=True):
    """A request of the user not to report problems of these codes; one without a reason has no effect.

    ``lines`` are those of the file of ``source`` that it applies to, in a workbook the rows of its sheet; None means
    the whole project.
    """

    codes: tuple[str, ...]
    reason: str
    source: Source
    lines: tuple[int, ...] | None = None
    is_shared: bool = False
    """Whether several projects use it, so that it need not match a problem in each of them."""
