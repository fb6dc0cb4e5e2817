"""Lists what the names of a project were taken for, and which rules looked at them (``check --names``)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from generator.check.registry import RULES
from generator.check.rule import Rule
from generator.check.subject import Subject
from generator.chinese.vocabulary import OF_ROWS, Naming, Role

HEADINGS = ("名称", "用途", "依据", "规则")


class NameRow(Struct, frozen=True):
    """A name of a project: ``role`` is blank for an unknown one.

    ``ran`` are the codes of the rules that look at it, ``idle`` those that lack another name, each with what it lacks.
    """

    name: str
    role: str
    reason: str
    ran: tuple[str, ...]
    idle: tuple[tuple[str, str], ...]

    @property
    def rules(self) -> str:
        """The rules in words: ``查了 A001、A002；没查 A004：没有总得分或合计行``."""
        ran = f"查了 {'、'.join(self.ran)}" if self.ran else ""
        idle = [f"没查 {code}：没有{lacking}" for code, lacking in self.idle]
        return "；".join(filter(None, (ran, *idle)))


_NOTHING = "可以比的合计和各部分"


def name_rows(subject: Subject, rules: Sequence[Rule] = RULES) -> list[NameRow]:
    """The names of a project: the columns of its indicators, then its fields, in order."""
    present = subject.names.roles
    compared = {
        rule.code: {field.path for form in subject.forms for field in rule.compared(form)}
        for rule in rules
        if rule.compared is not None
    }
    missing = {rule.code: what for rule in rules if (what := rule.missing(subject))}
    names = subject.names
    found = [_row(f"{OF_ROWS}{name}", naming, present, rules, {}) for name, naming in names.attributes.items()]
    found += [_row(path, naming, present, rules, compared) for path, naming in names.fields.items()]
    return [_without(row, missing) for row in found]


def _without(row: NameRow, missing: Mapping[str, str]) -> NameRow:
    """The row with the rules that lack something else than a name among those that did not look."""
    idle = tuple((code, missing[code]) for code in row.ran if code in missing)
    return replace(row, ran=tuple(code for code in row.ran if code not in missing), idle=row.idle + idle)


def _row(
    name: str, naming: Naming, present: Collection[Role], rules: Sequence[Rule], compared: Mapping[str, Collection[str]]
) -> NameRow:
    """``compared`` are the paths of the fields that a rule compares, by its code, where roles do not tell."""
    role = naming.role
    looking = [rule for rule in rules if role in rule.reads or any(role in group for group in rule.needs)]
    lacking = {rule.code: ["或".join(group) for group in rule.lacking(present)] for rule in looking}
    for code in lacking.keys() & compared.keys():
        if not any(path == name or path.startswith(f"{name}/") for path in compared[code]):
            lacking[code] = lacking[code] or [_NOTHING]
    return NameRow(
        name,
        role or "",
        naming.reason,
        tuple(code for code, groups in lacking.items() if not groups),
        tuple((code, "，也没有".join(groups)) for code, groups in lacking.items() if groups),
    )
