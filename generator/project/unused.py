"""A project and the names its template uses in; a warning out for every variable and key that nothing uses.

A typo in one sub-form must not drop a row in silence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.project.keywords import ROWS, STRUCTURE, TREE
from generator.project.problems import did_you_mean, warning

if TYPE_CHECKING:
    from collections.abc import Collection

    from generator.problem import Problem, Source
    from generator.project.load import Project


def unused(project: Project, template_names: Collection[str]) -> list[Problem]:
    """One warning per name, where it first stands: a key of the base, a variable of a sub-form, a table's heading."""
    used = project.names_used.union(template_names)
    if ROWS in used:
        used |= {TREE}
    base = project.base
    names = sorted(used.union(base.entries) - STRUCTURE)
    keys = sorted({*names, *STRUCTURE})  # a key that should have been a structural one is a likely slip, too
    found: list[Problem] = []
    for name, node in base.entries.items():
        source = base.keys.get(name, node.source)
        if name not in used and name not in STRUCTURE and not _inherited(source, project):
            hint = did_you_mean(name, keys, len(found))
            found.append(warning("P031", source, f"“{name}”没有用到：模板和别的值里都没有它{hint}", field=name))
    for name, variable in project.variables.items():
        if name in used or name in base.entries or name in project.by or _inherited(variable.source, project):
            continue
        form = variable.form if variable.count == 1 else ""
        many = f"（{variable.count} 个分表都写了）" if variable.count > 1 else ""
        hint = did_you_mean(name, names, len(found))
        message = f"变量“{name}”没有用到{many}：模板和别的值里都没有它{hint}"
        found.append(warning("P030", variable.source, message, form, name))
    return found


def _inherited(source: Source, project: Project) -> bool:
    """Whether 沿用 brings it: it is for the other file's own template, and a slip is told where that file is built."""
    return source.file != project.shown_as and source.file.endswith((".yaml", ".yml"))
