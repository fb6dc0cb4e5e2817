"""What rules look at: a project's sub-forms with every value and its place. Reads contexts, knows no file format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from generator.expressions.values import Row, Typed
from generator.model import Source
from generator.model.profile import Profile

# Names of a context that are not fields of the form: the tree is seen through its rows.
_NOT_FIELDS = frozenset(("绩效指标", "指标", "全部分表", "地区", "打分"))


@dataclass(frozen=True, slots=True)
class Field:
    """A text of a form outside the indicators: ``path`` is the way of keys to it, ``资金来源/省财政/到位``."""

    path: str
    text: Typed

    @property
    def name(self) -> str:
        """The last key."""
        return self.path.rpartition("/")[2]

    @property
    def source(self) -> Source | None:
        """Where it was typed; None if it was computed from nothing typed."""
        return self.text.source


@dataclass(frozen=True)
class Form:
    """One sub-form."""

    name: str
    number: int
    context: Mapping[str, Any]
    source: Source

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Every text outside the indicators, in order."""
        whole = {name: value for name, value in self.context.items() if name not in _NOT_FIELDS}
        return tuple(_fields(whole, ""))

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The indicators themselves, without the rows of their 分解 (these are in ``row.分解``)."""
        every = self.context.get("指标")
        rows: Sequence[Row] = every if isinstance(every, list) else []
        parts = {id(part) for row in rows for part in (row.attributes().get("分解") or ())}
        return tuple(row for row in rows if id(row) not in parts)

    def named(self, *names: str) -> Iterator[Field]:
        """The fields whose last key is one of these."""
        return (field for field in self.fields if field.name in names)


@dataclass(frozen=True, slots=True)
class Subject:
    """A project: its sub-forms in order, how it scores, and whether its forms are meant to be published."""

    file: str
    name: str
    forms: tuple[Form, ...]
    profile: Profile
    published: bool = False


def text_of(row: Row, attribute: str) -> Typed:
    """An attribute of an indicator; blank if it has none."""
    value = row.attributes().get(attribute)
    return value if isinstance(value, Typed) else Typed("")


def label(row: Row) -> str:
    """How a message names an indicator: its 三级, else its 二级."""
    return next((str(name).replace("\n", "") for name in (row.三级, row.二级, row.一级) if str(name).strip()), "")


def _fields(value: Any, path: str) -> Iterator[Field]:
    if isinstance(value, Typed):
        yield Field(path, value)
    elif isinstance(value, Mapping):
        for key, below in value.items():
            yield from _fields(below, f"{path}/{key}" if path else key)
    elif isinstance(value, (list, tuple)):
        for below in value:
            yield from _fields(below, path)
