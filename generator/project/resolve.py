"""Resolves a ``Project`` into ``SubForm`` contexts, lazily and one at a time; a value is evaluated after those it uses.

Values that use 全部分表 (the contexts of all sub-forms) are evaluated in a second pass, after all other values of all
sub-forms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from generator.jinja.reports import StepCount
from generator.jinja.values import FAILED, Absent, Typed
from generator.problem import Problem, Source
from generator.project.expression import literal_of
from generator.project.indicators.flat import is_tree
from generator.project.indicators.tree import Labels, TreeBuilder, labels_of
from generator.project.keywords import (
    ALL_FORMS,
    DISPLAY,
    GIVEN,
    NUMBER,
    ORDER,
    PLACES,
    ROWS,
    SCORING,
    STANDARD,
    STRUCTURE,
    TOTAL,
    TREE,
)
from generator.project.names import has_breakdown
from generator.project.problems import Hints, any_error, error
from generator.project.scope import Scope, free_names
from generator.project.subforms import merge
from generator.project.yaml.nodes import Group, Node, Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from generator.chinese.scoring import Profile
    from generator.jinja.shapes import Shape
    from generator.project.names import Variable
    from generator.project.settings import CheckSettings
    from generator.project.subforms import Definition
    from generator.project.yaml.text_file import YamlPlace


_MOST_NAMES = 20_000  # in all circles that are reported; keys of further circles are left out of the order as well
_LONGEST_CIRCLE = 20  # keys of a circle that a message names


def evaluation_order(uses: Mapping[str, Collection[str]]) -> tuple[list[str], list[tuple[str, ...]]]:
    """The order in which to evaluate keys, and the circles among them; ``uses`` are the names that each key uses.

    Names that are not keys are ignored. Keys on a circle are left out of the order. A circle is the path of keys along
    it, with its first key again at the end.
    """
    order: list[str] = []
    circles: list[tuple[str, ...]] = []
    done: set[str] = set()
    reported = 0
    for root in uses:
        if root in done:
            continue
        # A depth-first search without recursion, because thousands of keys may refer to each other in one chain.
        # As in Tarjan's algorithm, lowest[i] is the smallest index on the path that path[i] leads back to; while it
        # leads back to none, lowest[i] is i + 1.
        path, pending, lowest = [root], [iter(uses[root])], [1]
        places = {root: 0}
        while path:
            name = next((name for name in pending[-1] if name in uses and name not in done), None)
            if name is None:
                key, low = path.pop(), lowest.pop()
                pending.pop()
                done.add(key)
                del places[key]
                if low > len(path):
                    order.append(key)
                elif path:
                    lowest[-1] = min(lowest[-1], low)
            elif name in places:
                lowest[-1] = min(lowest[-1], places[name])
                reported += len(path) - places[name] + 1
                if reported <= _MOST_NAMES or not circles:
                    circles.append((*path[places[name] :], name))
            else:
                places[name] = len(path)
                path.append(name)
                pending.append(iter(uses[name]))
                lowest.append(len(path))
    return order, circles


class Project(Struct, frozen=True):
    """A project file, loaded and checked, with all its sub-forms."""

    path: Path
    shown_as: str
    name: str
    template: str
    template_source: Source
    base: Group
    by: tuple[str, ...]
    """The variables that 按 names: each takes the name of the sub-form."""
    definitions: tuple[Definition, ...]
    """The sub-forms that can be made, in order."""
    broken: tuple[str, ...]
    """The names of those that cannot."""
    total: int
    """The number of all sub-forms, also the broken ones."""
    has_forms: bool
    """Whether it has 分表; one without is a single sub-form with the project's name."""
    defined: tuple[str, ...]
    """Names that the base or any sub-form gives."""
    names_used: frozenset[str]
    """Names that expressions of the project use; the template may use more."""
    profile: Profile
    attributes: frozenset[str]
    """Attributes that any indicator gives: they print blank where another indicator lacks them."""
    variables: Mapping[str, Variable]
    shapes: Mapping[str, Shape]
    """How expressions of the project use the names."""
    settings: CheckSettings
    files: tuple[YamlPlace, ...]
    """The YAML files that it is made of: those of 沿用, then its own."""

    @property
    def form_names(self) -> tuple[str, ...]:
        """The names of the sub-forms that ``contexts`` gives, in order."""
        return tuple(definition.name for definition in self.definitions)

    def contexts(self, only: Collection[str] = (), uses: Collection[str] = ()) -> Iterator[SubForm]:
        """One sub-form at a time; ``uses`` are the names that the template uses."""
        return contexts(self, only, uses)


class SubForm(Struct, frozen=True):
    """One table to issue; ``context`` holds the names for its template. With an error in ``problems`` none is made."""

    name: str
    number: int
    context: dict[str, Any]
    problems: tuple[Problem, ...]
    source: Source


class _PendingForm(Struct):
    """A sub-form that is being resolved: ``waiting`` are its keys for the second pass, in order of evaluation."""

    definition: Definition
    entries: Group
    scope: Scope
    waiting: list[str] = field(default_factory=list)


def contexts(project: Project, only: Collection[str], uses: Collection[str]) -> Iterator[SubForm]:
    """The sub-forms named in ``only`` (all if empty); ``uses`` are the names that the template uses."""
    resolver = _Resolver(project)
    chosen = frozenset(only)
    wanted = [one for one in project.definitions if not chosen or one.name in chosen]
    if ALL_FORMS not in uses and ALL_FORMS not in project.names_used:
        for definition in wanted:
            yield _sub_form(resolver.start(definition))
        return
    forms = [resolver.start(definition) for definition in project.definitions]
    first = [_context(form) for form in forms]
    for form in forms:
        form.scope.names[ALL_FORMS] = first
        resolver.evaluate(form, form.waiting)
        form.waiting = []
    failed = dict.fromkeys(project.broken)
    failed |= {form.definition.name: None for form in forms if any_error(form.scope.problems)}
    # Values saw the contexts of the first pass; the template sees those of both passes.
    everything = [_context(form) for form in forms] if ALL_FORMS in uses else first
    for form in forms:
        form.scope.names[ALL_FORMS] = everything
        if not chosen or form.definition.name in chosen:
            yield _sub_form(form, failed)


def _context(form: _PendingForm) -> dict[str, Any]:
    """The names evaluated so far, first those of the project file in its order, then those that the program adds."""
    names = form.scope.names
    ordered = {key: names[key] for key in form.entries.entries if key in names}
    return {**ordered, **names}


def _sub_form(form: _PendingForm, failed: Collection[str] = ()) -> SubForm:
    """The finished sub-form; ``failed`` are those with errors if 全部分表 is used, which then cannot be relied on."""
    definition = form.definition
    problems = list(dict.fromkeys(form.scope.problems))
    others = len(failed) - (definition.name in failed)
    if others:
        first = next(name for name in failed if name != definition.name)
        message = f"用到了“{ALL_FORMS}”，而“{first}”等 {others} 个分表有错误，请先改正"
        problems.append(error("P035", definition.source, message, definition.name))
    return SubForm(definition.name, definition.number, _context(form), tuple(problems), definition.source)


class _Resolver:
    """Evaluates sub-forms; values of the base that are the same in all of them are evaluated once."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._base = project.base
        self._spent = StepCount()
        self._over_all: dict[str, Any] = {}
        """Values of the base that use no name but 全部分表, by key: the same in every sub-form."""
        self._hints = Hints((*project.defined, NUMBER, TOTAL, *GIVEN))
        self._attributes = project.attributes | STANDARD
        self._labels = labels_of(project.base, DISPLAY, ORDER)
        self._uses: dict[str, tuple[str, ...]] = {}
        self._constants: dict[str, Any] = {}
        scope = Scope("", self._hints, {SCORING: project.profile}, spent=self._spent)
        for key, node in project.base.entries.items():
            if key in STRUCTURE:
                continue
            self._uses[key] = self._used_by(key, node, project.base)
            if not is_tree(key, node) and not self._uses[key]:
                value = scope.value(node, key, key)
                # With a problem it is evaluated again in each sub-form, which reports it under its own name.
                if not scope.problems:
                    self._constants[key] = value
                scope.problems.clear()

    def start(self, definition: Definition) -> _PendingForm:
        """The first pass over a sub-form: evaluates everything that does not need 全部分表."""
        project = self._project
        entries = merge(self._base, definition.overrides(project.by), null_removes=True)
        scope = Scope(definition.name, self._hints, {SCORING: project.profile}, spent=self._spent)
        names = scope.names
        uses: dict[str, tuple[str, ...]] = {}
        for key, node in entries.entries.items():
            if key in STRUCTURE:
                continue
            same = self._base.entries.get(key) is node  # merging keeps a node that nothing overrides
            if same and key in self._constants:
                names[key] = self._constants[key]
            elif isinstance(node, Text) and (literal := literal_of(node.value)) is not None:
                names[key] = Typed(literal, node.source)
            else:
                shared = same and (not is_tree(key, node) or self._same_labels(entries))
                uses[key] = self._uses[key] if shared else self._used_by(key, node, entries)
        for name in project.defined:
            if name not in entries.entries:
                names[name] = Absent(name)
        if TREE in project.defined and TREE not in entries.entries:
            names[ROWS] = []
        # A project file may define 序号 and 总数 itself.
        names.setdefault(NUMBER, definition.number)
        names.setdefault(TOTAL, project.total)
        form = _PendingForm(definition, entries, scope)
        order = self._in_order(form, uses)
        form.waiting = _waiting(order, uses)
        later = set(form.waiting)
        self.evaluate(form, [key for key in order if key not in later])
        return form

    def evaluate(self, form: _PendingForm, keys: list[str]) -> None:
        """Evaluates the keys in the order given, which must have each key after those it uses."""
        scope = form.scope
        for key in keys:
            node = form.entries.entries[key]
            if is_tree(key, node):
                same = self._same_labels(form.entries)
                labels = self._labels if same else labels_of(form.entries, DISPLAY, ORDER)
                self._build_tree(scope, key, node, labels)
            elif key in self._over_all and node is self._base.entries.get(key):
                scope.names[key] = self._over_all[key]
            else:
                before = len(scope.problems)
                scope.names[key] = scope.value(node, key, key)
                is_same = node is self._base.entries.get(key) and self._uses[key] == (ALL_FORMS,)
                if is_same and len(scope.problems) == before:
                    self._over_all[key] = scope.names[key]

    def _build_tree(self, scope: Scope, key: str, node: Node, labels: Labels) -> None:
        """绩效指标 gives its tree, and its rows as 指标; any other tree its rows under its own name."""
        other = "" if key == TREE else key
        builder = TreeBuilder(labels, scope, self._attributes, self._project.profile, other)
        whole = builder.build(node)
        scope.names[key] = builder.rows if other else whole
        if not other:
            scope.names[ROWS] = builder.rows

    def _same_labels(self, entries: Group) -> bool:
        mine, theirs = self._base.entries, entries.entries
        return mine.get(DISPLAY) is theirs.get(DISPLAY) and mine.get(ORDER) is theirs.get(ORDER)

    def _used_by(self, key: str, node: Node, entries: Group) -> tuple[str, ...]:
        used = free_names(node)
        if is_tree(key, node):
            display = entries.entries.get(DISPLAY)
            used |= free_names(display) if display is not None else set()
            used |= {PLACES} if has_breakdown(node) else set()
        return tuple(sorted({TREE if name == ROWS else name for name in used}))

    def _in_order(self, form: _PendingForm, uses: dict[str, tuple[str, ...]]) -> list[str]:
        order, circles = evaluation_order(uses)
        for circle in circles:
            node = form.entries.entries[circle[0]]
            form.scope.error("P034", node, f"循环引用：{_circle_text(circle)}", circle[0])
        # What depends on a circle gets FAILED for its names, so that each circle is reported once.
        in_circles = uses.keys() - set(order)
        form.scope.names.update(dict.fromkeys(in_circles, FAILED))
        if TREE in in_circles:
            form.scope.names[ROWS] = FAILED
        return order


def _circle_text(circle: tuple[str, ...]) -> str:
    if len(circle) <= _LONGEST_CIRCLE:
        return " → ".join(circle)
    return f"{' → '.join(circle[: _LONGEST_CIRCLE - 2])} → … → {circle[-1]}（共 {len(circle) - 1} 项）"


def _waiting(order: list[str], uses: dict[str, tuple[str, ...]]) -> list[str]:
    """The keys that use 全部分表, directly or through other keys."""
    waiting: dict[str, None] = {}
    for key in order:
        if any(name == ALL_FORMS or name in waiting for name in uses[key]):
            waiting[key] = None
    return list(waiting)
