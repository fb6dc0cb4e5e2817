"""Takes the names of a project for what they are used for: columns of indicators, and fields by their path.

Every name is looked up once, over all forms, in the vocabulary (``chinese/vocabulary.py``); rules ask for roles only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from msgspec import Struct, field

from generator.chinese.vocabulary import (
    SETTLED,
    NameInUse,
    Naming,
    Role,
    WordList,
    folded_path,
    of_columns,
    vocabulary,
)
from generator.jinja.values import IndicatorRow, Typed

# Names of a context that are not fields of the form: the tree is read from its rows.
NOT_FIELDS = frozenset("绩效指标 指标 全部分表 地区 打分 序号 总数".split())
_VALUE = "指标值"  # holds the value of an indicator that has no attributes
_MOST_VALUES = 12  # values that show what is written under a name
_BY_NAMING = Naming(None, "分表的名称，不是值", is_value=False)


class Names(Struct, frozen=True):
    """What the names of a project were taken for.

    ``attributes`` by name, ``fields`` by path (those of groups too); ``columns`` are the attributes of each role, the
    likeliest first.
    """

    attributes: Mapping[str, Naming]
    fields: Mapping[str, Naming]
    columns: Mapping[Role, tuple[str, ...]]

    def field_role(self, path: str) -> Role | None:
        """The role of a field or group; None for an unknown name."""
        naming = self.fields.get(path)
        return naming.role if naming else None

    def is_value(self, path: str) -> bool:
        """Whether a field is a value of the form, not the name of its 分表."""
        naming = self.fields.get(path)
        return naming is None or naming.is_value

    @property
    def roles(self) -> frozenset[Role]:
        """All roles that any name has."""
        every = (*self.attributes.values(), *self.fields.values())
        return frozenset(naming.role for naming in every if naming.role)


NO_NAMES = Names({}, {}, {})
"""Of a project without names."""


def path_to(group: str, key: object) -> str:
    """The path of a key in a group; a / in the key, as in 执行率（B/A）, becomes full-width."""
    name = str(key).replace("/", "／")
    return f"{group}/{name}" if group else name


class _Use(Struct):
    """How a name is used, over all forms so far; ``beside`` are the names of its group, which all of these share."""

    name: str
    beside: dict[str, None]
    values: dict[str, None] = field(default_factory=dict)

    def add(self, value: object) -> None:
        if len(self.values) < _MOST_VALUES and isinstance(value, Typed) and value:
            self.values[str(value)] = None

    @property
    def found(self) -> NameInUse:
        return NameInUse(self.name, tuple(self.values), self.beside)


def take_names(
    contexts: Iterable[Mapping[str, Any]],
    given: Collection[str],
    by: Collection[str] = (),
    settled: Mapping[str, Role] | None = None,
) -> Names:
    """What the names in these contexts are used for.

    ``given`` are the attributes that a project file gives, others are derived; ``by`` are the variables that name the
    分表, ``settled`` the roles that the project gives names, by folded name or path.
    """
    attributes, fields = _Attributes(frozenset(given)), _Fields()
    for context in contexts:
        for value in context.values():
            if isinstance(value, list) and value and isinstance(value[0], IndicatorRow):
                attributes.add(value)
        fields.add({name: value for name, value in context.items() if name not in NOT_FIELDS}, "")
    words, decided = vocabulary(), settled or {}
    namings = _namings(words.attributes, attributes.found, of_columns(decided))
    if _VALUE in namings and _VALUE not in given:
        namings[_VALUE] = Naming(Role.TARGET, "词汇表")
    by_path = _namings(words.fields, fields.found, decided)
    by_path |= {
        path: Naming(decided[given], SETTLED)
        for path in by_path
        if "/" in (given := folded_path(path)) and given in decided
    }
    return Names(
        namings, {**by_path, **dict.fromkeys(by_path.keys() & set(by), _BY_NAMING)}, _columns(namings, words.attributes)
    )


def _namings(words: WordList, uses: Mapping[str, _Use], settled: Mapping[str, Role]) -> dict[str, Naming]:
    return dict(zip(uses, words.namings([use.found for use in uses.values()], settled), strict=True))


class _Attributes:
    """The attributes of indicators by name, found so far."""

    def __init__(self, given: Collection[str]) -> None:
        self.found: dict[str, _Use] = {}
        self._names: dict[str, None] = {}
        self._not_found = {*given, _VALUE}
        self._open: list[_Use] = []  # those of which more values are wanted

    def add(self, rows: object) -> None:
        for row in rows if isinstance(rows, list) else ():
            values = row.attributes() if isinstance(row, IndicatorRow) else {}
            if not self._not_found.isdisjoint(values):
                self._find(values)
            for use in self._open:
                use.add(values.get(use.name))
        self._open = [use for use in self._open if len(use.values) < _MOST_VALUES]

    def _find(self, values: Iterable[str]) -> None:
        for name in values:
            if name in self._not_found:
                self._not_found.discard(name)
                self._names[name] = None
                self.found[name] = _Use(name, self._names)
                self._open.append(self.found[name])


class _Fields:
    """The fields and groups of forms by path, found so far; items of a list have the path of the list."""

    def __init__(self) -> None:
        self.found: dict[str, _Use] = {}
        self._names: dict[str, dict[str, None]] = {}

    def add(self, value: object, path: str) -> None:
        """Add a value and all below it."""
        if isinstance(value, Mapping):
            beside = self._names.setdefault(path, {})
            for key, below in value.items():
                inner = path_to(path, key)
                use = self.found.get(inner) or self.found.setdefault(inner, _Use(str(key), beside))
                beside[use.name] = None
                use.add(below)
                if not isinstance(below, str):
                    self.add(below, inner)
        elif isinstance(value, (list, tuple)):
            for below in value:
                self.add(below, path)


def _columns(namings: Mapping[str, Naming], words: WordList) -> dict[Role, tuple[str, ...]]:
    found: dict[Role, list[str]] = {}
    for name in sorted(namings, key=words.rank_of):
        role = namings[name].role
        if role:
            found.setdefault(role, []).append(name)
    return {role: tuple(names) for role, names in found.items()}
