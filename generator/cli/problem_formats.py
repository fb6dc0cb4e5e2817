"""Problems and names for programs: ``--format json`` and ``--format github``."""

from __future__ import annotations

import json
from collections.abc import Iterable

from generator.check.name_table import name_rows
from generator.check.subject import Subject
from generator.problem import Problem

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def as_json(problems: Iterable[Problem]) -> str:
    """Problems as a JSON list of objects with the same eight keys; ``line`` and ``column`` may be null."""
    return json.dumps([_record(problem) for problem in problems], ensure_ascii=False, indent=2)


def names_as_json(subjects: Iterable[Subject]) -> str:
    """What the names of projects were taken for, as a JSON list of objects; ``role`` is null for an unknown name."""
    records = [
        {
            "file": subject.file,
            "name": row.name,
            "role": row.role or None,
            "reason": row.reason,
            "checked": list(row.ran),
            "unchecked": [{"code": code, "lacking": lacking} for code, lacking in row.idle],
        }
        for subject in subjects
        for row in name_rows(subject)
    ]
    return json.dumps(records, ensure_ascii=False, indent=2)


def as_github(problem: Problem) -> str:
    """A problem as a GitHub workflow command, which is shown at the line of the file."""
    source = problem.source
    places = {"file": source.file, "line": source.line, "col": source.column, "title": _title(problem)}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in places.items() if value is not None)
    return f"::{_COMMANDS[problem.severity.value]} {properties}::{_text(_message(problem))}"


def _record(problem: Problem) -> dict[str, object]:
    source = problem.source
    return {
        "file": source.file,
        "line": source.line,
        "column": source.column,
        "severity": problem.severity.value,
        "code": problem.code,
        "form": problem.form,
        "field": problem.field,
        "message": _message(problem),
    }


def _message(problem: Problem) -> str:
    """The message, after the place in words where the problem has no line."""
    source = problem.source
    return f"{source.place}：{problem.message}" if source.place and source.line is None else problem.message


def _title(problem: Problem) -> str:
    return f"{problem.code} {problem.form}".rstrip()


def _text(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _text(text).replace(":", "%3A").replace(",", "%2C")
