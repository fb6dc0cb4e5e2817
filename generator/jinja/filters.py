"""The filters of the template language that Jinja lacks, or that replace Jinja's: ``OUR_FILTERS``, name → function.

A ValueError with a Chinese message is shown to the user. 合并, 按列, 段落 and 公文 change the layout, which is done in
``generator/template``; here they only pass the value on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from operator import itemgetter
from typing import Any

from jinja2 import pass_context, pass_environment
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment

from generator.chinese.dates import chinese_date
from generator.chinese.numbers import grouped, in_words, plain, ten_thousands
from generator.chinese.quantity import parse_quantity
from generator.chinese.scoring import Profile, execution_rate, execution_score
from generator.jinja.order import keys
from generator.jinja.reports import check_length
from generator.jinja.values import Missing, number_of, printed

MAX_PLACES = 20


def _number(value: Any) -> Decimal:
    number = number_of(value)
    if number is None:
        raise ValueError("不是数")
    return number


def _places(value: Any) -> int:
    places = int(_number(value))
    if abs(places) > MAX_PLACES:
        raise ValueError(f"小数位数不能超过 {MAX_PLACES}")
    return places


def thousands(value: Any, places: Any = 2) -> str:
    """The number with thousands separators, ``1234.5 → 1,234.50``; ``places`` is the number of decimals."""
    return grouped(_number(value), _places(places))


def in_ten_thousands(value: Any) -> str:
    """An amount in 元 as the number of 万元."""
    return ten_thousands(_number(value))


def words(value: Any) -> str:
    """The amount in Chinese words (大写金额), as on a cheque."""
    return in_words(_number(value))


def date(value: Any, pattern: str = "年月日") -> str:
    """A date in Chinese; ``pattern`` is 年月日, 年月 or 大写."""
    return chinese_date(str(value), pattern)


def quantity(value: Any) -> Decimal | str:
    """The number in a quantity (``≥4家 → 4``); blank stays blank. ValueError for a range and for other texts."""
    number = number_of(value)
    if number is not None:
        return number
    text = str(value)
    found = parse_quantity(text)
    if found is None or found.value is None:
        if not text.strip():
            return ""
        raise ValueError("里面没有一个确定的数")
    return found.value


def round_half_up(value: Any, places: Any = 0) -> Decimal:
    """The number rounded half up, as offices round; Python and Jinja round half to even."""
    exponent = Decimal(1).scaleb(-_places(places))
    return _number(value).quantize(exponent, rounding=ROUND_HALF_UP)


def fixed(value: Any, places: Any = 2) -> str:
    """The number rounded half up and printed with exactly ``places`` decimals."""
    return f"{round_half_up(value, places):f}"


def integer(value: Any) -> int:
    """The whole part of a number."""
    return int(_number(value))


def _picked(environment: SandboxedEnvironment, values: Iterable[Any], attribute: Any) -> Iterator[Any]:
    """The items, or of each the attribute named: a path (``甲.乙.0``) or a position; None means the item itself."""
    path = [] if attribute is None else str(attribute).split(".")
    for item in values:
        value = item
        for part in path:
            value = environment.getitem(value, int(part) if part.isdecimal() else part)
        yield value


@pass_environment
def total(environment: SandboxedEnvironment, values: Iterable[Any], attribute: Any = None, start: Any = 0) -> Decimal:
    """The sum of the items of a list, or of one of their attributes; blank texts are skipped."""
    if isinstance(values, Mapping):
        values = values.values()
    result = _number(start)
    for value in _picked(environment, values, attribute):
        if isinstance(value, Missing):
            value.report_use()
        elif not (isinstance(value, str) and not value.strip()):
            result += _number(value)
    return result


def _in_order(
    environment: SandboxedEnvironment, values: Iterable[Any], attribute: Any
) -> tuple[list[tuple[Any, Any]], list[Any]]:
    """Pairs of what an item is compared by and the item, and the items without a value; ValueError without an order."""
    items = list(values)
    texts = [printed(value) for value in _picked(environment, items, attribute)]
    given = [(text, item) for text, item in zip(texts, items, strict=True) if text.strip()]
    blank = [item for text, item in zip(texts, items, strict=True) if not text.strip()]
    return list(zip(keys([text for text, _ in given]), (item for _, item in given), strict=True)), blank


@pass_environment
def ordered(
    environment: SandboxedEnvironment,
    values: Iterable[Any],
    reverse: Any = False,  # noqa: FBT002  # as Jinja has it
    case_sensitive: Any = False,  # noqa: ARG001, FBT002
    attribute: Any = None,
) -> list[Any]:
    """The items in order, numbers by their values, those without a value last.

    ``attribute`` names what of each is compared, or several by commas.
    """
    items = list(values)
    for name in reversed([None] if attribute is None else str(attribute).split(",")):
        pairs, blank = _in_order(environment, items, name if name is None else name.strip())
        items = [item for _, item in sorted(pairs, key=itemgetter(0), reverse=bool(reverse))] + blank
    return items


def _extreme(
    choose: Callable[..., Any], environment: SandboxedEnvironment, values: Iterable[Any], attribute: Any
) -> Any:
    """The greatest or smallest item; blank ones are skipped, as ``sum`` does."""
    pairs, _ = _in_order(environment, values, attribute)
    if not pairs:
        raise ValueError("里面没有一个值")
    return choose(pairs, key=itemgetter(0))[1]


@pass_environment
def greatest(
    environment: SandboxedEnvironment,
    values: Iterable[Any],
    case_sensitive: Any = False,  # noqa: ARG001, FBT002  # as Jinja has it
    attribute: Any = None,
) -> Any:
    """The greatest item of a list, numbers by their values."""
    return _extreme(max, environment, values, attribute)


@pass_environment
def smallest(
    environment: SandboxedEnvironment,
    values: Iterable[Any],
    case_sensitive: Any = False,  # noqa: ARG001, FBT002  # as Jinja has it
    attribute: Any = None,
) -> Any:
    """The smallest item of a list, numbers by their values."""
    return _extreme(min, environment, values, attribute)


def rate(spent: Any, budget: Any) -> str:
    """执行率: what was spent of a budget, in per cent with up to two decimals."""
    share = execution_rate(_number(spent), _number(budget))
    return f"{plain(round_half_up(share * 100, 2))}%"


def rate_score(spent: Any, budget: Any, weight: Any) -> Decimal:
    """The score of 预算执行率."""
    return execution_score(_number(spent), _number(budget), _number(weight)).value


@pass_context
def grade(context: Context, score: Any) -> str:
    """The grade of a total score by the profile that 打分 of the project names."""
    profile = context.resolve("打分")
    if not isinstance(profile, Profile):
        raise ValueError("这里没有打分办法")  # noqa: TRY004  # the user reads it, as every ValueError here
    return profile.grade(_number(score))


@pass_environment
def joined(environment: SandboxedEnvironment, values: Iterable[Any], between: Any = "", attribute: Any = None) -> str:
    """The items joined to one text; LimitError before a text is made that would be too long."""
    texts = [printed(value) for value in _picked(environment, values, attribute)]
    middle = printed(between)
    check_length(sum(map(len, texts)) + len(middle) * len(texts))
    return middle.join(texts)


def replaced(value: Any, old: Any, new: Any, count: Any = None) -> str:
    """The text with ``new`` in place of ``old``; LimitError before a text is made that would be too long."""
    text, was, becomes = printed(value), printed(old), printed(new)
    found = text.count(was) if count is None else min(int(_number(count)), text.count(was))
    check_length(len(text) + found * (len(becomes) - len(was)))
    return text.replace(was, becomes, found)


def unchanged(value: Any, *_: Any) -> Any:
    """The value itself."""
    return value


def typed_default(value: Any, default_value: Any = "", blank_too: Any = False) -> Any:  # noqa: FBT002
    """``default_value`` if the value is undefined or absent or, with ``blank_too``, blank; else the value."""
    if isinstance(value, Missing) or (blank_too and not value):
        return default_value
    return value


# The filters for which an undefined value is no mistake.
DEFAULTS = frozenset(("默认", "default", "d"))

OUR_FILTERS: dict[str, Callable[..., Any]] = {
    "千分位": thousands,
    "万元": in_ten_thousands,
    "大写金额": words,
    "日期": date,
    "数值": quantity,
    "小数": fixed,
    "round": round_half_up,
    "int": integer,
    "float": _number,
    "sum": total,
    "sort": ordered,
    "max": greatest,
    "min": smallest,
    "join": joined,
    "replace": replaced,
    "执行率": rate,
    "执行率得分": rate_score,
    "等级": grade,
    "合并": unchanged,
    "按列": unchanged,
    "段落": unchanged,
    "公文": unchanged,
    **dict.fromkeys(DEFAULTS, typed_default),
}
