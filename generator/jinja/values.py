"""The values that names have inside an expression: text that prints as typed but computes as a number, labels, rows.

Numbers exist only here, as Decimal; none is rounded or formatted unless a filter asks for it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Self

from jinja2 import Undefined

from generator.chinese.numbers import as_number, plain
from generator.jinja.order import UnorderedError, keys
from generator.jinja.reports import FailureKind, report
from generator.problem import Source


class Missing(Undefined):
    """The value of a name that nothing defines. Every use of it is reported and gives a blank value.

    ``is defined`` and ``default`` do not use it.
    """

    __slots__ = ()
    kind = FailureKind.UNDEFINED

    def report_use(self) -> None:
        """Report that the value is used."""
        name, hint, obj = self._undefined_name, self._undefined_hint, self._undefined_obj
        if name is None:
            return  # the value of an ``a if b`` without else
        if hint:  # Jinja gives one only for attributes that the sandbox refuses
            report(FailureKind.FAILED, f"不允许访问“{name}”")
        elif isinstance(obj, IndicatorRow):
            report(self.kind, f"指标没有属性“{name}”", str(name))
        elif isinstance(obj, (Mapping, list, tuple)):
            report(self.kind, f"其中没有“{name}”", str(name))
        elif isinstance(obj, (str, Decimal, int)):
            report(self.kind, f"“{obj}”没有“{name}”", str(name))
        else:
            report(self.kind, self.message(str(name)), str(name))

    def message(self, name: str) -> str:
        """The message for a name, not an attribute, that is used."""
        return f"没有定义“{name}”"

    def _use_as_blank(self, *_: object, **__: object) -> Self:
        self.report_use()
        return self

    def _use_as_false(self, *_: object) -> bool:
        self.report_use()
        return False

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__":  # Python looks up its protocols this way, such as copying
            raise AttributeError(name)
        return self._use_as_blank()

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _use_as_blank  # type: ignore[assignment]
    __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = _use_as_blank  # type: ignore[assignment]
    __pow__ = __rpow__ = __pos__ = __neg__ = __call__ = __getitem__ = _use_as_blank  # type: ignore[assignment]
    __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __bool__ = __eq__ = __ne__ = _use_as_false  # type: ignore[assignment]

    def __hash__(self) -> int:
        return id(type(self))

    def __str__(self) -> str:
        self.report_use()
        return ""

    def __iter__(self) -> Iterator[Any]:
        self.report_use()
        return iter(())

    def __len__(self) -> int:
        self.report_use()
        return 0


class Absent(Missing):
    """The value of a name that some 分表 give and this one does not, or of a field that uses such a name.

    ``because`` is the name that such a field uses; blank if it is the name itself.
    """

    __slots__ = ("because",)
    because: str
    kind = FailureKind.ABSENT

    def __init__(self, name: str, because: str = "") -> None:
        super().__init__(name=name)
        self.because = because if because != name else ""

    def message(self, name: str) -> str:
        """The message for the name, with how to leave it blank or optional."""
        why = f"：它用到的“{self.because}”别的分表给了，这里没有" if self.because else ""
        blank, optional = f'{name}: ""', f"{{% if {name} is defined %}}"
        return f"本分表没有“{name}”{why}（要留空请写 {blank}，可有可无请在模板里用 {optional}）"


class Failed(Missing):
    """The result of a failed operation. The failure has been reported, so using its result reports nothing more."""

    __slots__ = ()

    def report_use(self) -> None:
        """Report nothing."""


FAILED = Failed()


def fail(message: str) -> Any:
    """Report a failure, and return the value to go on with."""
    report(FailureKind.FAILED, message)
    return FAILED


def number_of(value: object) -> Decimal | None:
    """The number that a value is or that all of a text states; None for anything else, True and False too."""
    if isinstance(value, str):
        return as_number(value)
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, Decimal)):
        return Decimal(value)
    if isinstance(value, float):
        return Decimal(repr(value))  # 0.1, not the binary fraction nearest to it
    return None


def shown(value: object) -> str:
    """A value in quotation marks, shortened, for a message."""
    number = number_of(value)
    text = value if isinstance(value, str) else plain(number) if number is not None else _kind(value)
    return f"“{text if len(text) <= 20 else text[:20] + '…'}”"


def _kind(value: object) -> str:
    return {list: "列表", tuple: "列表", dict: "一组值", bool: "是否成立", IndicatorRow: "一行指标"}.get(
        type(value), "这个值"
    )


class Typed(str):
    """Text exactly as typed. If it is a number it compares and computes as one; ``source`` is where it was typed."""

    __slots__ = ("source",)
    source: Source | None

    def __new__(cls, text: str, source: Source | None = None) -> Self:
        """``source`` is None for text that was computed."""
        self = super().__new__(cls, text)
        self.source = source
        return self

    def __eq__(self, other: object) -> bool:
        # As a key of a dict it must equal another text only if their hashes do, so 1.0 and 1 differ as texts.
        if isinstance(other, str):
            return str.__eq__(self, other)
        number = number_of(other)
        return number is not None and number_of(self) == number

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__

    def __lt__(self, other: Any) -> Any:
        return self._compare(other, operator.lt)

    def __le__(self, other: Any) -> Any:
        return self._compare(other, operator.le)

    def __gt__(self, other: Any) -> Any:
        return self._compare(other, operator.gt)

    def __ge__(self, other: Any) -> Any:
        return self._compare(other, operator.ge)

    def _compare(self, other: Any, compare: Callable[[Any, Any], bool]) -> Any:
        """The comparison by ``order.keys``; a failure where there is no order."""
        mine, theirs = number_of(self), number_of(other)
        if mine is not None and theirs is not None:
            return compare(mine, theirs)
        if isinstance(other, Missing):
            other.report_use()
            return FAILED
        if theirs is None and not isinstance(other, str):
            return fail(f"{shown(self)}不能与{shown(other)}比大小")
        try:
            return compare(*keys((str(self), printed(other))))
        except UnorderedError as reason:
            return fail(str(reason))


_BLANK = Typed("")


class Label(Typed):
    """The label of a node of the indicator tree as it prints; ``node`` identifies it: the path of keys to it."""

    __slots__ = ("node",)
    node: tuple[str, ...]

    def __new__(cls, text: str, source: Source | None = None, node: tuple[str, ...] = ()) -> Self:
        """``node`` is empty for a label of no node."""
        self = super().__new__(cls, text, source)
        self.node = node
        return self


class Places(list["IndicatorRow"]):
    """The rows of a 分解 in order. ``分解[区]`` gives the row of a place by its name, a blank row if it has none."""

    __slots__ = ("_known",)

    def __init__(self, rows: Iterable[IndicatorRow] = (), known: frozenset[str] = frozenset()) -> None:
        super().__init__(rows)
        self._known = known

    def __getitem__(self, key: Any) -> Any:
        if not isinstance(key, str):
            return super().__getitem__(key)
        return next((row for row in self if row["地区"] == key), IndicatorRow({}, self._known))


class IndicatorRow:
    """A row of 指标: attributes by name. One that is not given here is blank if it is in ``known``, else an error.

    名称 is the 三级 where no attribute is called so. ``_tree`` is the key of the tree that it is a row of; blank for
    绩效指标.
    """

    __slots__ = ("_known", "_tree", "_values")

    def __init__(self, values: Mapping[str, Any], known: frozenset[str], tree: str = "") -> None:
        self._values = values
        self._known = known
        self._tree = tree

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __getitem__(self, name: str) -> Any:
        values = self._values
        if name in values:
            return values[name]
        if name == "名称" and "三级" in values:
            return values["三级"]
        if name in self._known:
            return _BLANK
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def attributes(self) -> Mapping[str, Any]:
        """The attributes that are given, for Python code; templates read them by name."""
        return self._values

    def other_tree(self) -> str:
        """The key of its tree; blank for 绩效指标."""
        return self._tree


def without_places(rows: Any) -> Any:
    """Rows of 指标 without those that are places in the 分解 of another; any other value unchanged."""
    if not isinstance(rows, list):
        return rows
    breakdowns = (row.attributes().get("分解") for row in rows if isinstance(row, IndicatorRow))
    places = {id(place) for breakdown in breakdowns if isinstance(breakdown, Places) for place in breakdown}
    return [row for row in rows if id(row) not in places]


def printed(value: object) -> str:
    """The text that a value prints; blank for None, and for a value that cannot print, which is reported."""
    if isinstance(value, str):
        return value
    if isinstance(value, Missing):
        value.report_use()
        return ""
    if value is None:
        return ""
    number = number_of(value)
    if number is not None:
        return plain(number)
    if isinstance(value, bool):
        fail("这里得到的是“是否成立”，不是文字；请用 {% if … %} 或 “甲” if … else “乙”")
    elif isinstance(value, IndicatorRow):
        fail("这里是整行指标，请写出要打印的属性，如 行.三级")
    elif isinstance(value, Mapping):
        fail("这里是一组值，请写出要打印的是哪一个，如 名称.键")
    elif isinstance(value, (list, tuple)):
        fail("这里是列表，不能直接打印；请用 | join(“、”) 连成文字，或用 {% for … %}")
    else:
        fail("这里的值不能打印")
    return ""
