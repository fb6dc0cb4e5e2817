"""What rules look at: the sub-forms of a project with their fields, indicators and texts, each with its place.

Reads contexts, and computes each view of a form once, however many rules use it; knows no file format.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import chain, count
from typing import Any

from msgspec import Struct

from generator.check.names import NO_NAMES, NOT_FIELDS, Names, path_to
from generator.check.wording import one_line, section
from generator.chinese.indicator_names import unit_in_name
from generator.chinese.numbers import half_width
from generator.chinese.quantity import completed
from generator.chinese.scoring import Profile
from generator.chinese.vocabulary import Role
from generator.jinja.values import IndicatorRow, Label, Typed
from generator.problem import Source

_LEVELS = ("一级", "二级", "三级")
_UNDERSTOOD = frozenset(("符号", "数值", "算式"))  # computed from the value, not typed
_COMPOSED = ("指标值", "年度指标值")  # composed of 类型, 值 and 单位 where 值 is given
_BLANK = Typed("")
_TARGETS = frozenset((Role.TARGET, Role.PERIOD_TARGET, Role.ADJUSTED_TARGET))
_QUANTITIES = _TARGETS | {Role.ACTUAL, Role.PARTIAL_ACTUAL, Role.FORECAST, Role.REVIEWED_ACTUAL, Role.LAST_YEAR}


class Field(Struct, frozen=True):
    """A text of a form outside the indicators; ``path`` are the keys that lead to it, ``资金来源/省财政/到位``.

    ``role`` is what its last key is used for, ``group_role`` the same of the key before; None for unknown names.
    ``group`` numbers the mapping that it stands in.
    """

    path: str
    text: Typed
    role: Role | None = None
    group_role: Role | None = None
    group: int = 0

    @property
    def name(self) -> str:
        """The last key."""
        return self.path.rpartition("/")[2]

    @property
    def group_name(self) -> str:
        """The key before the last; blank at the top level."""
        return self.path.rpartition("/")[0].rpartition("/")[2]

    @property
    def source(self) -> Source | None:
        """Where the text was typed; None if it was computed and has no one place."""
        return self.text.source


class RowValue(Struct, frozen=True):
    """A value of an indicator: the attribute that holds it, and the text as typed, blank if there is none.

    ``full`` is the text with the sign and unit that columns beside it give: ``≥16亿元`` of ≥, 16 and 亿元.
    """

    attribute: str
    text: Typed
    full: str

    def __bool__(self) -> bool:
        return bool(self.text.strip())


class FormText(Struct, frozen=True):
    """A text of a form, outside or in the indicators.

    ``field`` is the path of a field, or the attribute or level of an indicator; ``is_label``: it is a level.
    """

    field: str
    text: Typed
    is_label: bool = False
    in_rows: bool = False


class FormIndicator(Struct, frozen=True):
    """An indicator in one form; ``name`` is its label without white space, ``section`` its 一级 and 二级, shortened."""

    form: Form
    row: IndicatorRow
    name: str
    section: tuple[str, str]

    @property
    def label(self) -> Typed:
        """The 三级 as it prints, with its place."""
        return text_of(self.row, "三级")


class Form(Struct, frozen=True, dict=True):
    """One sub-form, with views of its context that are computed at first use."""

    name: str
    number: int
    context: Mapping[str, Any]
    source: Source
    names: Names = NO_NAMES

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Every text outside the indicators, in order."""
        whole = {name: value for name, value in self.context.items() if name not in NOT_FIELDS}
        return tuple(_fields(whole, "", None, count(), self.names))

    @cached_property
    def rows(self) -> tuple[IndicatorRow, ...]:
        """The indicators themselves, without the rows of their 分解 (these are in ``row.分解``)."""
        every = self.context.get("指标")
        rows: Sequence[IndicatorRow] = every if isinstance(every, list) else []
        parts = {id(part) for row in rows for part in (row.attributes().get("分解") or ())}
        return tuple(row for row in rows if id(row) not in parts)

    @property
    def tree(self) -> str:
        """The key of its tree of indicators; blank for 绩效指标."""
        return self.rows[0].other_tree() if self.rows else ""

    @cached_property
    def other_trees(self) -> tuple[Form, ...]:
        """The trees of indicators besides 绩效指标, each with its rows as a form of its own without fields."""
        lists = [value for value in self.context.values() if isinstance(value, list) and value]
        others = [rows for rows in lists if isinstance(rows[0], IndicatorRow) and rows[0].other_tree()]
        return tuple(Form(self.name, self.number, {"指标": rows}, self.source, self.names) for rows in others)

    @property
    def joined(self) -> Form:
        """The form as if all its trees were one."""
        rows = [row for tree in (self, *self.other_trees) for row in tree.rows]
        return Form(self.name, self.number, {**self.context, "指标": rows}, self.source, self.names)

    @cached_property
    def pieces(self) -> tuple[FormText, ...]:
        """All texts that are not blank; one that prints in several fields from one place is given once."""
        found: dict[tuple[Source | None, str], FormText] = {}
        fields = (FormText(field.path, field.text) for field in self.fields)
        for piece in chain(fields, *map(_of_row, self.rows)):
            if piece.text:
                found.setdefault((piece.text.source, str(piece.text)), piece)
        return tuple(found.values())

    @cached_property
    def indicators(self) -> tuple[FormIndicator, ...]:
        """The indicators that have a name."""
        named = ((row, one_line(text_of(row, "三级"))) for row in self.rows)
        return tuple(
            FormIndicator(self, row, name, (section(text_of(row, "一级")), section(text_of(row, "二级"))))
            for row, name in named
            if name
        )

    def with_role(self, *roles: Role) -> Iterator[Field]:
        """The fields used for one of these, in order."""
        places = sorted(place for role in roles for place in self._places.get(role, ()))
        return (self.fields[place] for place in places)

    @cached_property
    def _places(self) -> Mapping[Role | None, Sequence[int]]:
        """The indices of fields by their role."""
        places: dict[Role | None, list[int]] = {}
        for place, field in enumerate(self.fields):
            places.setdefault(field.role, []).append(place)
        return places

    def text(self, row: IndicatorRow, role: Role) -> Typed:
        """The text of an indicator in the columns used for a role; blank if there is none."""
        return self.value(row, role).text

    def value(self, row: IndicatorRow, role: Role) -> RowValue:
        """The value of an indicator in the columns used for a role: the first that is not blank."""
        columns = self.names.columns.get(role, ())
        if len(columns) < 2:
            return self.value_in(row, columns[0]) if columns else _NO_VALUE
        filled = [name for name in columns if text_of(row, name).strip()]
        if not filled:
            return self.value_in(row, columns[0])
        # 年度指标值 and 指标值 are one text where the project file gives only one of them: that comes first in the row.
        alike = [name for name in filled if text_of(row, name) is text_of(row, filled[0])]
        return self.value_in(row, min(alike, key=list(row.attributes()).index) if len(alike) > 1 else filled[0])

    def value_in(self, row: IndicatorRow, attribute: str) -> RowValue:
        """The value of an indicator in one column."""
        text = text_of(row, attribute)
        return RowValue(attribute, text, self._completed(row, attribute, text) if self._has_units else text)

    def values(self, row: IndicatorRow, *roles: Role) -> Iterator[RowValue]:
        """The values of an indicator, those that are not blank, in all columns used for these roles."""
        by_role = self.names.columns
        columns: Sequence[str] = by_role.get(roles[0], ())
        if len(roles) > 1:
            columns = [*columns, *(name for role in roles[1:] for name in by_role.get(role, ()))]
        if len(columns) < 2:
            only = self.value_in(row, columns[0]) if columns else _NO_VALUE
            return iter((only,) if only else ())
        return self._values(row, roles, columns)

    def _values(self, row: IndicatorRow, roles: Sequence[Role], columns: Sequence[str]) -> Iterator[RowValue]:
        seen: list[Typed] = []
        for role in roles:
            first = self.value(row, role)
            if first and not any(first.text is text for text in seen):
                seen.append(first.text)
                yield first
        for value in (self.value_in(row, name) for name in columns):
            if value and not any(value.text is text for text in seen):
                seen.append(value.text)
                yield value

    def is_qualitative(self, row: IndicatorRow) -> bool:
        """Whether a column beside the value calls it 定性."""
        return any(value.text.strip().startswith("定性") for value in self.values(row, Role.SIGN, Role.KIND))

    @cached_property
    def _has_units(self) -> bool:
        """Whether columns for the sign or the unit stand beside those for values."""
        return not self.names.columns.keys().isdisjoint((Role.SIGN, Role.UNIT))

    def _completed(self, row: IndicatorRow, attribute: str, text: str) -> str:
        """A number without a unit, with the sign and unit that the columns beside it give; any other text as it is."""
        naming = self.names.attributes.get(attribute)
        role = naming.role if naming else None
        if role not in _QUANTITIES:
            return text
        return completed(text, self._beside(row, Role.SIGN) if role in _TARGETS else "", self._beside(row, Role.UNIT))

    def _beside(self, row: IndicatorRow, role: Role) -> str:
        return next((text for name in self.names.columns.get(role, ()) if (text := text_of(row, name).strip())), "")


class Subject(Struct, frozen=True):
    """A project: its sub-forms in order, its profile of scoring, and whether its forms are for the public.

    ``printed`` are the paths of the values that its template reads, empty without one; ``may_be_blank`` are the folded
    names that the project lets be blank.
    """

    file: str
    name: str
    forms: tuple[Form, ...]
    profile: Profile
    published: bool = False
    names: Names = NO_NAMES
    printed: frozenset[str] = frozenset()
    may_be_blank: frozenset[str] = frozenset()

    def trees(self) -> Iterator[Form]:
        """The sub-forms, each followed by its other trees of indicators."""
        for form in self.forms:
            yield form
            yield from form.other_trees


def text_of(row: IndicatorRow, attribute: str) -> Typed:
    """An attribute of an indicator; blank text if it is not given or failed."""
    value = row.attributes().get(attribute)
    return value if isinstance(value, Typed) else _BLANK


def label(row: IndicatorRow) -> str:
    """The name of an indicator in a message: its 三级, else its 二级, else its 一级."""
    return next((str(name).replace("\n", "") for name in (row.三级, row.二级, row.一级) if str(name).strip()), "")


def _fields(
    value: Any, path: str, group_role: Role | None, numbers: Iterator[int], names: Names, group: int = 0
) -> Iterator[Field]:
    """All texts in a value of a context; items of a list have the path of the list. ``numbers`` count the groups."""
    if isinstance(value, Typed):
        yield Field(path, value, names.field_role(path), group_role, group)
    elif isinstance(value, Mapping):
        own, number = names.field_role(path), next(numbers)
        for key, below in value.items():
            yield from _fields(below, path_to(path, key), own, numbers, names, number)
    elif isinstance(value, (list, tuple)):
        for below in value:
            yield from _fields(below, path, group_role, numbers, names, group)


def _of_row(row: IndicatorRow) -> Iterator[FormText]:
    """The texts of an indicator and of the places of its 分解."""
    attributes = row.attributes()
    value = attributes.get("指标值")
    for name, text in attributes.items():
        if name == "分解" and isinstance(text, list):
            for part in text:
                yield from _of_row(part)
        elif isinstance(text, Typed) and not _is_understood(name, text, attributes, value):
            yield FormText(name, text, name in _LEVELS, in_rows=True)


def _is_understood(name: str, text: Typed, attributes: Mapping[str, Any], value: object) -> bool:
    # Such texts repeat what is typed in another attribute, where its faults are reported.
    if name in _UNDERSTOOD or (name in _COMPOSED and "值" in attributes):
        return True
    return name == "单位" and isinstance(value, Typed) and text.source is value.source


_NO_VALUE = RowValue("", _BLANK, "")
_SHOWN = 6  # more forms than this are counted, not named
_REMARK = re.compile(r"\([^()]*\)\Z")


def by_indicator(subject: Subject) -> dict[tuple[str, ...], list[FormIndicator]]:
    """The occurrences of each indicator in all forms; the place in the tree identifies it, not the label."""
    found: dict[tuple[str, ...], list[FormIndicator]] = {}
    for form in subject.forms:
        for indicator in form.indicators:
            found.setdefault(_identity(indicator), []).append(indicator)
    return found


@lru_cache(maxsize=16_384)
def comparable_name(name: str) -> str:
    """A name for comparison: half-width, without white space and without a unit in brackets at its end."""
    plain = half_width(one_line(name))
    return _REMARK.sub("", plain) if unit_in_name(name) else plain


def listed(forms: Iterable[Form]) -> str:
    """The names of forms as a message lists them: ``甲、乙``; of many only four, ``甲、乙、丙、丁等 13 个分表``."""
    names: Sequence[str] = list(dict.fromkeys(form.name for form in forms))
    if len(names) <= _SHOWN:
        return "、".join(names)
    return f"{'、'.join(names[: _SHOWN - 2])}等 {len(names)} 个分表"


def _identity(indicator: FormIndicator) -> tuple[str, ...]:
    """What identifies an indicator over all forms: its node, or, in a list, where names may repeat, its name."""
    node = indicator.label.node if isinstance(indicator.label, Label) else ()
    if len(node) == 3 and not node[2].isdecimal():
        return node
    return (*indicator.section, comparable_name(indicator.name))
