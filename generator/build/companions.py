"""The files that a build leaves beside the forms of a project, 汇总.xlsx and 核查意见.docx: what they know, and when.

All of them are made from one ``Finished`` build, when its forms are there, and are made again when anything in it has
changed. Another such file is one more ``Companion`` in ``COMPANIONS``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cached_property
from itertools import count
from pathlib import Path

from msgspec import Struct

from generator import __version__
from generator.build.ledger import fingerprint
from generator.build.prepare import Checks, Prepared
from generator.chinese.names import clean_file_name
from generator.document.properties import category
from generator.office.package import read_package
from generator.problem import JixiaoError, Problem
from generator.project.resolve import Project
from generator.project.subforms import TableRow
from generator.project.yaml.nodes import Group

CATEGORY = "分表旁的文件"
"""The category of all of them, a core property, by which ``is_companion`` knows them."""


class State(StrEnum):
    """How a form stands at the end of a build."""

    DONE = "已生成"
    OLD = "还是旧的"
    MISSING = "没有生成"


class FormState(Struct, frozen=True):
    """A form at the end of a build; ``suffixes`` are those of its files that are there, made now or before.

    ``reason`` is what its first error says. ``values`` is a hash of all that it can print, ``figures`` the values of
    its variables as typed.
    """

    name: str
    state: State
    reason: str = ""
    suffixes: tuple[str, ...] = ()
    values: str = ""
    figures: Mapping[str, str] = {}


class Finished(Struct, frozen=True, dict=True):
    """A build whose forms are made; ``forms`` are all that the project has, also those that were not asked for."""

    prepared: Prepared
    forms: tuple[FormState, ...]
    checks: Checks
    folder: Path

    @cached_property
    def origin(self) -> str:
        """The hash of everything that a file beside the forms can show."""
        prepared, project = self.prepared, self.prepared.project
        # What the checks find depends on the values, on what the project says of them, in comments too, on how it is
        # scored, and where a value stands in a table.
        files = [place.path.read_bytes().hex() for place in project.files]
        lines = [_lines(layer) for each in project.definitions for layer in each.layers]
        found = [(each.code, each.form, each.message) for each in prepared.problems]
        forms = [(form.name, form.state, form.reason, form.suffixes, form.values) for form in self.forms]
        names = sorted(prepared.templates.names)
        return fingerprint(__version__, files, project.profile, lines, names, found, self.checks.are_run, forms)


def _lines(layer: Group | TableRow) -> list[int | None]:
    """The lines of a table that give values to a 分表."""
    return [cell.source.line for cell in layer.cells if cell is not None] if isinstance(layer, TableRow) else []


class Companion(Struct, frozen=True):
    """A file beside the forms, called ``stem``.``suffix``.

    ``make`` gives its bytes, None where there is nothing to say: then the file goes. ``is_wanted`` says which projects
    have it, ``notes`` what to tell the user when it was made.
    """

    stem: str
    suffix: str
    make: Callable[[Finished], bytes | None]
    is_wanted: Callable[[Project], bool]
    notes: Callable[[Finished], tuple[Problem, ...]]

    def file_name(self, project: Project) -> str:
        """Its name, with a number where a 分表 has the same name."""
        taken = {clean_file_name(name).casefold() for name in project.form_names}
        stems = (self.stem if number == 1 else f"{self.stem}({number})" for number in count(1))
        return f"{next(stem for stem in stems if stem.casefold() not in taken)}.{self.suffix}"


def has_several_forms(project: Project) -> bool:
    """Whether a project has more than one 分表, those included that cannot be made."""
    return project.has_forms and project.total > 1


def _summary(finished: Finished) -> bytes:
    from generator.build.summary import summary_bytes

    return summary_bytes(finished)


def _without_checks(finished: Finished) -> tuple[Problem, ...]:
    from generator.build.summary import without_checks

    return without_checks(finished)


def _review(finished: Finished) -> bytes | None:
    from generator.build.findings import review_bytes

    return review_bytes(finished)


SUMMARY = Companion("汇总", "xlsx", _summary, has_several_forms, _without_checks)
REVIEW = Companion("核查意见", "docx", _review, lambda _project: True, lambda _finished: ())
COMPANIONS = (SUMMARY, REVIEW)


def is_companion(file: Path) -> bool:
    """Whether a file was left beside forms and is none itself: it says so in its properties."""
    suffix = file.suffix.lower().removeprefix(".")
    if not any(suffix == companion.suffix and companion.stem in file.stem for companion in COMPANIONS):
        return False  # spares opening each form
    try:
        return category(read_package(file, kind=suffix)) == CATEGORY  # type: ignore[arg-type]  # docx or xlsx
    except JixiaoError:
        return False


def companions(project: Project) -> list[Companion]:
    """The files that a project has beside its forms."""
    return [companion for companion in COMPANIONS if companion.is_wanted(project)]
