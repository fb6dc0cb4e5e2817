"""Takes the names of a project for what they are used for: columns of indicators, and fields by their path.

Every name is looked up once, over all forms, in the vocabulary (``chinese/vocabulary.py``); rules ask for roles only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from msgspec import Struct, field

from generator.chinese.vocabulary import NameInUse, Naming, Role, folded, vocabulary
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

    @property
    def roles(self) -> frozenset[Role]:
        """All roles that any name has."""
        every = (*self.attributes.values(), *self.fields.values())
        return frozenset(naming.role for naming in every if naming.role)


NO_NAMES = Names({}, {}, {})
"""Of a project without names."""


class _Use(Struct):
    """How a name is used, over all forms so far."""

    name: str
    values: dict[str, None] = field(default_factory=dict)
    beside: dict[str, None] = field(default_factory=dict)

    def add(self, value: object, beside: Iterable[str] = ()) -> None:
        if isinstance(value, Typed) and value and len(self.values) < _MOST_VALUES:
            self.values[str(value)] = None
        self.beside.update(dict.fromkeys(beside))

    @property
    def found(self) -> NameInUse:
        return NameInUse(self.name, tuple(self.values), tuple(self.beside))


def take_names(
    contexts: Iterable[Mapping[str, Any]],
    given: Collection[str],
    by: Collection[str] = (),
    settled: Mapping[str, Role] | None = None,
) -> Names:
    """What the names in these contexts are used for.

    ``given`` are the attributes that a project file gives, others are derived; ``by`` are the variables that name the
    分表, ``settled`` the roles that the project gives words, by folded word.
    """
    attributes: dict[str, _Use] = {}
    fields: dict[str, _Use] = {}
    for context in contexts:
        _add_attributes(attributes, context.get("指标"), frozenset(given))
        _add_fields(fields, {name: value for name, value in context.items() if name not in NOT_FIELDS}, "")
    words, decided = vocabulary(), settled or {}
    namings = dict(
        zip(attributes, words.attributes.namings([use.found for use in attributes.values()], decided), strict=True)
    )
    if _VALUE in namings and _VALUE not in given:
        namings[_VALUE] = Naming(Role.TARGET, "词汇表")
    of_fields = zip(fields, words.fields.namings([use.found for use in fields.values()], decided), strict=True)
    by_path = {path: _BY_NAMING if path in by else naming for path, naming in of_fields}
    return Names(namings, by_path, _columns(namings, words.attributes.rank))


def _add_attributes(found: dict[str, _Use], rows: object, given: Collection[str]) -> None:
    for row in rows if isinstance(rows, list) else ():
        for name, value in row.attributes().items() if isinstance(row, IndicatorRow) else ():
            if name in given or name == _VALUE:
                found.setdefault(name, _Use(name)).add(value)


def _add_fields(found: dict[str, _Use], value: object, path: str) -> None:
    """Add a value and all below it; items of a list have the path of the list."""
    if isinstance(value, Mapping):
        for key, below in value.items():
            inner = f"{path}/{key}" if path else str(key)
            found.setdefault(inner, _Use(str(key))).add(below, value)
            if not isinstance(below, Typed):
                _add_fields(found, below, inner)
    elif isinstance(value, (list, tuple)):
        for below in value:
            _add_fields(found, below, path)


def _columns(namings: Mapping[str, Naming], rank: Mapping[str, int]) -> dict[Role, tuple[str, ...]]:
    found: dict[Role, list[str]] = {}
    for name in sorted(namings, key=lambda name: rank.get(folded(name), len(rank))):
        role = namings[name].role
        if role:
            found.setdefault(role, []).append(name)
    return {role: tuple(names) for role, names in found.items()}
