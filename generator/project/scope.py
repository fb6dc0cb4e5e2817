"""Evaluates nodes of a project file with the names of one sub-form, and collects the problems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from generator.jinja.reports import MAX_TEXT, FailureKind, LimitError, Report, StepCount, reason_of
from generator.jinja.values import FAILED, Absent, Missing, Typed
from generator.problem import Problem, Source
from generator.project.expression import Expression, expression_of, literal_of, position, syntax_problems
from generator.project.problems import Hints, error
from generator.project.yaml.nodes import FileText, Group, Listing, Node, Null, Text

if TYPE_CHECKING:
    from collections.abc import Iterator


def texts(node: Node) -> Iterator[Text]:
    """All texts in a node, in order."""
    if isinstance(node, Text):
        yield node
    elif isinstance(node, Group):
        for child in node.entries.values():
            yield from texts(child)
    elif isinstance(node, Listing):
        for child in node.items:
            yield from texts(child)


def free_names(node: Node) -> set[str]:
    """The names that the texts of a node use."""
    used = (expression_of(text.value).names for text in texts(node) if literal_of(text.value) is None)
    return {name for names in used for name in names}


class Scope(Struct):
    """One sub-form while it is resolved: ``names`` grows key by key; ``hints`` holds all names of the project."""

    form: str
    hints: Hints
    names: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    written: int = 0
    """Characters that all expressions have printed. Counted over all values, because a chain of values each of which
    prints the one before twice grows without any of its steps being long."""
    spent: StepCount = field(default_factory=StepCount)
    """The steps of evaluating all sub-forms; one object that their scopes share."""

    def text(self, text: Text, where: str, name: str) -> Typed | Missing:
        """What a text prints; ``Absent(name)`` if it uses a name that is absent here, ``FAILED`` if it has an error.

        ``where`` is the path of keys that problems name.
        """
        literal = literal_of(text.value)
        if literal is not None:
            return Typed(literal, text.source)
        expression = expression_of(text.value)
        if expression.mistakes:
            self.problems += syntax_problems(text, self.form, where)
            return FAILED
        reports: list[tuple[Report, int]] = []
        try:
            value, reports = expression.evaluate(self.names, self.spent)
        except LimitError as limit:
            return self._stopped("P028", str(limit), text, expression, where)
        except Exception as failure:  # noqa: BLE001  # a foreign expression may raise whatever Python can
            return self._stopped("P027", reason_of(failure), text, expression, where)
        if not reports:
            self.written += len(value)
            if self.written > MAX_TEXT:
                return self._stopped("P028", f"各项文字合计超过 {MAX_TEXT:,} 字，已停止", text, expression, where)
            # A name that failed is reported where it is defined; here it must not print as if it were blank.
            failed = any(self.names.get(used) is FAILED for used in expression.names)
            return FAILED if failed else Typed(value, self._origin(value, expression) or text.source)
        kinds = {report.kind for report, _ in reports}
        if FailureKind.UNDEFINED not in kinds and FailureKind.ABSENT in kinds:
            return Absent(name, next(report.name for report, _ in reports if report.kind is FailureKind.ABSENT))
        for report, start in reports:
            if report.kind is not FailureKind.ABSENT:
                self.problems.append(self._problem(report, text, start, expression, where))
        return FAILED

    def _origin(self, value: str, expression: Expression) -> Source | None:
        """The place of a variable that the text prints unchanged, for there a person would correct it; else None."""
        variable = self.names.get(expression.names[0]) if len(expression.names) == 1 else None
        return variable.source if isinstance(variable, Typed) and str(variable) == value else None

    def value(self, node: Node, where: str, name: str) -> Any:
        """A node as a context holds it: text, list or dict. An absent value is left out of a list, not of a dict."""
        if isinstance(node, Text):
            return self.text(node, where, name)
        if isinstance(node, Group):
            return {key: self.value(child, f"{where}/{key}", key) for key, child in node.entries.items()}
        if isinstance(node, Listing):
            items = [self.value(child, where, name) for child in node.items]
            return [item for item in items if not isinstance(item, Absent)]
        if isinstance(node, (Null, FileText)):
            return Typed("", node.source)
        raise TypeError(node)

    def error(self, code: str, node: Node, message: str, where: str) -> None:
        """Add an error at a node to the problems."""
        self.problems.append(error(code, node.source, message, self.form, where))

    def _stopped(self, code: str, message: str, text: Text, expression: Expression, where: str) -> Missing:
        start = expression.starts[0][1] if expression.starts else 0
        self.problems.append(error(code, position(text, start), message, self.form, where))
        return FAILED

    def _problem(self, report: Report, text: Text, start: int, expression: Expression, where: str) -> Problem:
        message, code = report.message, "P027"
        if report.kind is FailureKind.UNDEFINED:
            code = "P026"
            # Else the name is an attribute of something, and names of the project are no hint for it.
            if report.name in expression.names:
                message += self.hints.hint(report.name)
        return error(code, position(text, start), message, self.form, where)
