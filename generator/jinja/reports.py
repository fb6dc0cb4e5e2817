"""Collects what goes wrong while expressions are evaluated, and counts their work.

Failures are reported instead of raised, so that one run finds all of them; only unbounded work raises LimitError.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum
from inspect import currentframe
from traceback import walk_stack

from msgspec import Struct, field

MAX_STEPS = 1_000_000  # of one evaluation
MAX_ALL_STEPS = 10_000_000  # of several that are counted together
MAX_TEXT = 2_000_000  # characters
# Handling this many characters costs about as much as one step of a loop.
CHARACTERS_A_STEP = 50
# Reporting a failure costs about as much as this many: a filter may fail for each of many items.
_STEPS_A_FAILURE = 200
_MOST_TOLD = 20  # failures of one tag


class FailureKind(Enum):
    """Why an expression failed."""

    UNDEFINED = "undefined"
    ABSENT = "absent"
    FAILED = "failed"


class Report(Struct, frozen=True):
    """One failure: ``name`` is the missing name, ``line`` the line of the compiled code (0 where unknown)."""

    kind: FailureKind
    message: str
    name: str = ""
    line: int = 0


class LimitError(Exception):
    """A template asks for unbounded work: loops and texts have limits (docs/模板写法.md, section 10)."""


class StepCount(Struct):
    """The steps of several evaluations, counted together."""

    steps: int = 0


class Evaluation(Struct):
    """One evaluation: the failures found so far, how many at each line, and the loop steps spent."""

    reports: dict[Report, None] = field(default_factory=dict)
    failures: Counter[int] = field(default_factory=Counter)
    steps: int = 0
    file_name: str = ""
    shared_steps: StepCount = field(default_factory=StepCount)

    def spend(self, steps: int) -> None:
        """Count steps of loops, or work that costs as much; LimitError past the limits."""
        self.steps += steps
        if self.steps > MAX_STEPS:
            raise LimitError(f"循环超过 {MAX_STEPS:,} 次，已停止")
        self.shared_steps.steps += steps
        if self.shared_steps.steps > MAX_ALL_STEPS:
            hint = "对全部分表的合计请单独写成一项，各表共用"
            raise LimitError(f"各处循环一共超过 {MAX_ALL_STEPS:,} 次，已停止；{hint}")

    def spend_on(self, value: object) -> None:
        """Count the work of going through a value once."""
        if isinstance(value, str):
            self.spend(1 + len(value) // CHARACTERS_A_STEP)
        elif isinstance(value, (list, tuple, dict)):
            self.spend(1 + len(value))


def check_length(length: int) -> None:
    """LimitError for a text longer than any form can hold; to be called before such a text is made."""
    if length > MAX_TEXT:
        raise LimitError(f"文字超过 {MAX_TEXT:,} 字，已停止")


_current: ContextVar[Evaluation | None] = ContextVar("run", default=None)


@contextmanager
def collecting_reports(file_name: str, shared_steps: StepCount | None = None) -> Iterator[Evaluation]:
    """Collect the reports of everything evaluated inside; ``file_name`` is that of the compiled Jinja code.

    ``shared_steps`` counts the steps of several evaluations; None counts those of this one only.
    """
    run = Evaluation(file_name=file_name, shared_steps=shared_steps or StepCount())
    token = _current.set(run)
    try:
        yield run
    finally:
        _current.reset(token)


def current() -> Evaluation:
    """The evaluation that is running; a new one, which nobody reads, outside of any."""
    return _current.get() or Evaluation()


def report(kind: FailureKind, message: str, name: str = "") -> None:
    """Add a failure at the line that is being evaluated; the same failure twice is told once, but costs its work."""
    run = current()
    run.spend(_STEPS_A_FAILURE)
    line = _python_line(run.file_name)
    if run.failures[line] >= _MOST_TOLD:
        kind, message, name = FailureKind.FAILED, "后面还有更多错误，没有一一列出", ""
    found = Report(kind, message, name, line)
    if found not in run.reports:
        run.reports[found] = None
        run.failures[line] += 1


def reason_of(error: Exception) -> str:
    """What to say of an error that an expression raised: nobody foresaw it."""
    if isinstance(error, TypeError) and "not supported between" in str(error):
        return "算不出来：一边是数，一边是列表、是否成立或别的，不能比大小"
    return f"算不出来（{error}）"


def _python_line(file_name: str) -> int:
    """The running line of the compiled code (not of the Jinja source), 0 if none is running."""
    running = walk_stack(currentframe())
    return next((line for frame, line in running if frame.f_code.co_filename == file_name), 0)
