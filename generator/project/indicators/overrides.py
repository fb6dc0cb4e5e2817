"""What an override does to an indicator: a single value changes its 指标值 only, a new name adds a row.

Also finds the overrides that are probably not meant: a name that is nearly that of a sibling.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from generator.chinese.nearest import nearest
from generator.chinese.numbers import half_width
from generator.chinese.quantity import is_sign, parse_quantity
from generator.chinese.vocabulary import Role, columns_called
from generator.project.indicators.flat import trees_of
from generator.project.keywords import BARE_VALUE, DISPLAY, KIND, LEVELS, NUMERAL, SIGN, UNIT, VALUE, YEAR_VALUE
from generator.project.problems import warning
from generator.project.yaml.nodes import Group, Node, Null, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.problem import Problem

_COMPOSED = frozenset((KIND, BARE_VALUE, SIGN, NUMERAL, UNIT))
_SHORTEST = 4  # characters: in a shorter name one of them changes what it is about
_MOST_ADDED = 20
_MOST_SIBLINGS = 300  # each added name is compared with each
# Of names that differ in one of these both are meant: 进口额 and 出口额.
_OPPOSITES = (
    "进出",
    "内外",
    "新旧老",
    "上下",
    "大中小",
    "省市县州区乡镇村国",
    "增减",
    "升降",
    "高低",
    "东西南北中",
    "前后",
    "男女",
)
_NUMBERS = frozenset("0123456789一二三四五六七八九十甲乙丙丁戊abcdefghijklmnopqrstuvwxyz")


def with_value(indicator: Group, value: Text) -> Group:
    """The attributes of an indicator with another value, in the attribute that holds its target."""
    name = value_name(indicator)
    # A value that replaces 类型, 值 and 单位 holds its own sign and unit.
    dropped = _COMPOSED if name == VALUE and is_composed(indicator) else frozenset()
    left = {key: node for key, node in indicator.entries.items() if key not in dropped}
    keys = {key: source for key, source in indicator.keys.items() if key in left}
    return Group({**left, name: value}, indicator.source, {**keys, name: value.source})


def value_name(indicator: Group) -> str:
    """The attribute of an indicator that a single value in an override changes."""
    names = indicator.entries
    if VALUE in names or YEAR_VALUE in names:
        return VALUE if VALUE in names else YEAR_VALUE
    if BARE_VALUE in names:
        return VALUE if is_composed(indicator) else BARE_VALUE
    return next(iter(columns_called(tuple(names), frozenset()).get(Role.TARGET, ())), VALUE)


def is_composed(indicator: Group) -> bool:
    """Whether the 指标值 of an indicator is put together from 类型, 值 and 单位."""
    entries, kind = indicator.entries, indicator.entries.get(KIND)
    is_given = BARE_VALUE in entries and entries.keys().isdisjoint((VALUE, YEAR_VALUE))
    return is_given and isinstance(kind, Text) and is_sign(kind.value)


def override_problems(base: Group, overrides: Iterable[tuple[str, Group]]) -> list[Problem]:
    """Warnings for names that overrides add beside nearly the same name, unless 显示 names them.

    ``overrides`` each have the name of their sub-form, blank for a file of 沿用.
    """
    given = list(overrides)
    trees = trees_of(base.entries)
    groups = (base, *(group for _, group in given))
    shown = {path.rpartition("/")[2] for group in groups for path in _displayed(group)}
    found: list[Problem] = []
    for form, group in given:
        if len(found) < _MOST_ADDED:
            for name, tree in trees.items():
                found += _in_tree(tree, group.entries.get(name), form, shown)
    return found[:_MOST_ADDED]


def _displayed(group: Group) -> Iterable[str]:
    display = group.entries.get(DISPLAY)
    return display.entries if isinstance(display, Group) else ()


def _in_tree(base: Node, over: Node | None, form: str, shown: set[str], depth: int = 0) -> Iterator[Problem]:
    """The warnings for a node of the tree and its override; ``depth`` is that of the node."""
    if not isinstance(base, Group) or not isinstance(over, Group):
        return
    if max(len(base.entries), len(over.entries)) > _MOST_SIBLINGS:
        return
    for name, node in over.entries.items():
        under = base.entries.get(name)
        source = over.keys.get(name, node.source)
        if under is None:
            # A sibling that this form gives too, or removes, is another one.
            near = near_sibling(name, (other for other in base.entries if other not in over.entries))
            if near and name not in shown and not isinstance(node, Null):
                message = (
                    f"底稿里没有“{name}”，这里新加了一个{LEVELS[depth]}指标，是不是“{near}”？"
                    f"确是另一个的，在 {DISPLAY} 里写上 {name}: {name}"
                )
                yield warning("P058", source, message, form, name)
        elif depth + 1 < len(LEVELS):
            yield from _in_tree(under, node, form, shown, depth + 1)
        elif isinstance(under, Group) and isinstance(node, Text) and (reason := _misfit(under, node.value)):
            yield warning("P059", source, f"“{name}”的底稿分开写了{reason}", form, name)


def _misfit(indicator: Group, value: str) -> str:
    """Why a single value does not fit an indicator whose sign or unit stands beside its number; blank if it does."""
    if is_composed(indicator):
        given = "、".join(key for key in (KIND, BARE_VALUE, UNIT) if key in indicator.entries)
        return f"{given}，这里写成一个值，它们就空了；请照样分开写，如 {{{BARE_VALUE}: 5}}"
    columns = columns_called(tuple(indicator.entries), frozenset())
    beside = [name for role in (Role.SIGN, Role.UNIT) for name in columns.get(role, ())]
    found = parse_quantity(value)
    if beside and found is not None and (found.sign or found.unit):
        return f"{'、'.join(beside)}，这里的“{value}”又写了一次；请只写数，如 {found.number}"
    return ""


def near_sibling(name: str, siblings: Iterable[str]) -> str | None:
    """The sibling whose name is nearly the same, by its characters."""
    by_section = {_section(other): other for other in siblings}
    own = _section(name)
    if own in by_section:
        return by_section[own]
    found = nearest(own, (other for other in by_section if other)) if len(own) >= _SHORTEST else None
    return by_section[found] if found and not _are_opposite(own, found) else None


def _section(name: str) -> str:
    return "".join(half_width(name).split()).lower().removesuffix("指标")


def _are_opposite(one: str, other: str) -> bool:
    """Whether two names differ in a number, or in characters of opposite meaning."""
    pairs = [(a, b) for a, b in zip_longest(one, other, fillvalue="") if a != b]
    return any(
        {a, b} & _NUMBERS or any(a and b and a in group and b in group for group in _OPPOSITES) for a, b in pairs
    )
