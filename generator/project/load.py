"""Loads a project file into a checked ``Project``: base, sub-forms, and every mistake of structure with its place.

Nothing is evaluated here; ``resolve.py`` does that. ``unused`` needs the names of the template as well, so it is
called later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from generator.chinese.numbers import half_width
from generator.jinja.shapes import merged
from generator.jinja.tags import has_tags
from generator.office.replacements import undo_unfinished
from generator.problem import Problem, Source
from generator.project.expression import expression_of, syntax_problems
from generator.project.indicators.flat import first_is_flat, with_levels
from generator.project.indicators.overrides import override_problems
from generator.project.indicators.scores import profile_of
from generator.project.keywords import CHECKS, FORMS, INHERIT, ROWS, SCORING, STRUCTURE, TEMPLATE, TREE
from generator.project.names import survey, unknown_label_problems
from generator.project.problems import any_error, better_name, did_you_mean, error, warning
from generator.project.resolve import Project
from generator.project.settings import CheckSettings, check_settings
from generator.project.shape import entry_problems, limit_problems
from generator.project.subforms import (
    Definition,
    Layer,
    SubFormDefinitions,
    TableRow,
    merge,
    read_chain,
    read_sub_forms,
)
from generator.project.yaml.nodes import Group, Node, Text
from generator.project.yaml.text_file import YamlPlace, place_of_project, with_file_texts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from generator.chinese.scoring import Profile

_MOST_UNUSED = 20  # keys, and variables, told one by one


def load_project(
    path: Path, shown_as: str | None = None, allowed: Collection[Path] = ()
) -> tuple[Project | None, list[Problem]]:
    """The project, or None where nothing can be made of it, and its problems; messages show the path as ``shown_as``.

    Files that it names are read in the working folder or its own (``place_of_project``) and in folders ``allowed``.
    An error in one sub-form removes only that sub-form: it is named in ``Project.broken``.
    """
    shown_as = shown_as or str(path)
    problems: list[Problem] = list(undo_unfinished(path.parent))
    place = place_of_project(path, shown_as, allowed)
    chain, found = read_chain(place)
    problems += found
    if chain is None:
        return None, problems
    base, found = _base(chain)
    problems += found
    template = _template(base, problems)
    forms = read_sub_forms(chain)
    if forms is not None:
        _give_levels(forms, [layer.root.entries.get(TREE) for layer in chain])
    # The checks below compile every text, so the limits are checked first.
    if found := list(limit_problems(base, forms)):
        return None, problems + found
    problems += entry_problems(base)
    stopped = any_error(problems) or (forms is not None and forms.unusable)
    if forms is not None:
        _check_forms(forms)
        problems += forms.problems
    if template is None or stopped:
        return None, problems
    profile, found = profile_of(base.entries.get(SCORING), place)
    problems += found
    if any_error(found):
        return None, problems
    settings, found = check_settings(base.entries.get(CHECKS))
    problems += found
    profile = replace(profile, names={**profile.names, **settings.names})
    files = tuple(layer.place for layer in chain)
    project, found = _project(path, shown_as, template, base, forms, profile, settings, files)
    return project, problems + found


def _base(chain: list[Layer]) -> tuple[Group, list[Problem]]:
    """All files of the chain merged, without 分表 and 沿用; texts of ``!文件`` are read relative to their own file."""
    whole = Group({}, chain[-1].root.source)
    is_flat = first_is_flat(layer.root.entries.get(TREE) for layer in chain)
    problems: list[Problem] = []
    for layer in chain:
        root = layer.root
        own = {name: node for name, node in root.entries.items() if name not in {FORMS, INHERIT}}
        loaded, found = with_file_texts(Group(own, root.source, root.keys), layer.place)
        problems += found
        if isinstance(loaded, Group):
            over = with_levels(loaded) if is_flat else loaded
            problems += override_problems(whole, [("", over)])
            whole = merge(whole, over, null_removes=False)
    return whole, problems


def _template(base: Group, problems: list[Problem]) -> Text | None:
    """The text of 模板; it chooses a file before anything is evaluated, so it may not hold tags."""
    node = base.entries.get(TEMPLATE)
    if isinstance(node, Text) and node.value.strip() and not has_tags(node.value):
        return node
    source = node.source if node is not None else base.source
    wrong = "缺少 模板" if node is None else "模板 后面应为模板的名称"
    problems.append(
        error("P003", source, f"{wrong}，如 模板: 甲表（jixiao template list 列出所有模板）", field=TEMPLATE)
    )
    return None


def _give_levels(forms: SubFormDefinitions, trees: list[Node | None]) -> None:
    """Give the indicators of sub-forms a blank 一级 and 二级 where they have none; ``trees`` are those below them."""
    for layers in forms.layers.values():
        for number, layer in enumerate(layers):
            if isinstance(layer, Group) and first_is_flat([*trees, layer.entries.get(TREE)]):
                layers[number] = with_levels(layer)


def _check_forms(forms: SubFormDefinitions) -> None:
    for name, layers in forms.layers.items():
        found = [problem for layer in layers for problem in _layer_problems(layer, name)]
        forms.problems += found
        if any_error(found):
            forms.broken[name] = None


def _layer_problems(layer: Group | TableRow, name: str) -> list[Problem]:
    """The mistakes in one layer of a sub-form; in a row of a table only tags can be wrong."""
    if isinstance(layer, Group):
        return entry_problems(layer, name)
    cells = [(head, cell) for head, cell in zip(layer.headings, layer.cells, strict=False) if cell is not None]
    return [
        problem
        for head, cell in cells
        if has_tags(cell.text)
        for problem in syntax_problems(Text(cell.text, cell.source), name, head.text)
    ]


def _project(
    path: Path,
    shown_as: str,
    template: Text,
    base: Group,
    forms: SubFormDefinitions | None,
    profile: Profile,
    settings: CheckSettings,
    files: tuple[YamlPlace, ...],
) -> tuple[Project, list[Problem]]:
    # Without 分表 the project is one sub-form with its own name, which overrides nothing.
    single = Definition(path.stem, 1, base.source, ())
    everything = (single,) if forms is None else tuple(forms.definitions())
    broken = {} if forms is None else forms.broken
    by = () if forms is None else tuple(forms.by)
    found = survey(base, by, () if forms is None else forms.headings, everything)
    project = Project(
        path=path,
        shown_as=shown_as,
        name=path.stem,
        template=template.value.strip(),
        template_source=template.source,
        base=base,
        by=by,
        definitions=tuple(one for one in everything if one.name not in broken),
        broken=tuple(broken),
        total=len(everything),
        has_forms=forms is not None,
        defined=tuple(found.defined),
        names_used=frozenset(found.used),
        profile=profile,
        attributes=frozenset(found.attributes),
        variables=found.variables,
        shapes=merged(expression_of(value).shapes for value in sorted(found.tagged)),
        settings=settings,
        files=files,
    )
    return project, unknown_label_problems(found.groups) + override_problems(base, found.groups[1:])


def unused(project: Project, template_names: Collection[str]) -> list[Problem]:
    """A warning for each key and variable that neither the template nor another value uses, where it is first given.

    Without it a typo in one sub-form would silently drop a row.
    """
    used = project.names_used.union(template_names)
    if ROWS in used:
        used |= {TREE}
    base = project.base
    names = sorted(used.union(base.entries) - STRUCTURE)
    keys = sorted({*names, *STRUCTURE})  # the key may be a misspelt 模板 or 分表
    unused_keys = [
        (name, source)
        for name, node in base.entries.items()
        if name not in used and name not in STRUCTURE
        if not _inherited(source := base.keys.get(name, node.source), project)
    ]
    found: list[Problem] = []
    for name, source in unused_keys[:_MOST_UNUSED]:
        hint = better_name(name) or did_you_mean(name, keys, len(found))
        found.append(warning("P031", source, f"“{name}”没有用到：模板和别的值里都没有它{hint}", field=name))
    if more := unused_keys[_MOST_UNUSED:]:
        message = f"没有用到的还有 {len(more)} 个，从“{more[0][0]}”起没有列出"
        found.append(warning("P031", more[0][1], message, field=more[0][0]))
    return found + _unused_variables(project, used, names)


def _unused_variables(project: Project, used: Collection[str], names: list[str]) -> list[Problem]:
    unused_ones = [
        (name, variable)
        for name, variable in project.variables.items()
        if name not in used and name not in project.base.entries and name not in project.by
        if not _inherited(variable.source, project)
    ]
    found: list[Problem] = []
    for name, variable in unused_ones[:_MOST_UNUSED]:
        form = variable.form if variable.count == 1 else ""
        many = f"（{variable.count} 个分表都写了）" if variable.count > 1 else ""
        hint = better_name(name) or did_you_mean(name, names, len(found))
        message = f"变量“{name}”没有用到{many}：模板和别的值里都没有它{hint}"
        found.append(warning("P030", variable.source, message, form, name))
    if more := unused_ones[_MOST_UNUSED:]:
        name, variable = more[0]
        message = f"没有用到的变量还有 {len(more)} 个，从“{name}”起没有列出"
        found.append(warning("P030", variable.source, message, field=name))
    return found


def misnamed(project: Project, problems: Iterable[Problem]) -> list[Problem]:
    """A warning for each name that no tag can use and that one of the problems, of its template, quotes."""
    messages = [half_width(problem.message) for problem in problems]
    given = [(name, project.base.keys.get(name, node.source)) for name, node in project.base.entries.items()]
    given += [(name, variable.source) for name, variable in project.variables.items()]
    return [
        warning("P031", source, f"“{name}”在模板里用不了{better_name(name)}", field=name)
        for name, source in given
        if better_name(name) and any(half_width(name) in message for message in messages)
    ]


def _inherited(source: Source, project: Project) -> bool:
    """Whether it comes from a file of 沿用: the template of that file may use it, and building that file checks it."""
    return source.file in {place.shown_as for place in project.files[:-1]}
