"""Loads the profile of 打分, and computes the 得分 of an indicator where it is 自动, with the working in 算式.

A typed score stays as it is; one that cannot be computed is a problem at its place.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

from msgspec import Struct

from generator.chinese.comparison import ScoreError, is_met_either_way
from generator.chinese.indicator_names import bare_name, more_is_better, stated_wish, unit_in_name
from generator.chinese.numbers import as_number, plain
from generator.chinese.quantity import completed
from generator.chinese.scoring import (
    Profile,
    Score,
    ScoringFormula,
    directed,
    lacks_direction,
    score,
)
from generator.chinese.vocabulary import Role, columns_called, vocabulary
from generator.jinja.values import FAILED, Missing, Typed
from generator.problem import Problem, Source
from generator.project.indicators.breakdown import Attributes
from generator.project.keywords import AUTOMATIC, NUMERAL, SIGN, UNIT, WORKING
from generator.project.problems import did_you_mean, error
from generator.project.settings import IGNORE, NAMES, ignored, roles_by_name, settled_names
from generator.project.yaml.nodes import Group, Node, Text
from generator.project.yaml.reader import read_yaml
from generator.project.yaml.text_file import YamlPlace

DEFAULT = "财预〔2020〕10号"
_REASON = "偏差原因"
_BUILTIN_FOLDER = Path(__file__).with_name("profiles")
_KEYS = {"分值", "等级", "正向", "反向", "定性", _REASON, IGNORE, NAMES}
_BELOW, _FROM = "低于", "达到"
_FORMULAS = {
    "正向": (ScoringFormula.PROPORTION, ScoringFormula.ALL_OR_NOTHING),
    "反向": (ScoringFormula.DECREASE, ScoringFormula.PROPORTION, ScoringFormula.ALL_OR_NOTHING),
}


def builtin_profile_names() -> tuple[str, ...]:
    """The names of the profiles that come with the program."""
    return tuple(sorted(file.stem for file in _BUILTIN_FOLDER.glob("*.yaml")))


@cache
def builtin_profile(name: str) -> Profile:
    """The profile of this name that comes with the program."""
    file = _BUILTIN_FOLDER / f"{name}.yaml"
    whole, problems = read_yaml(file, file.name)
    if whole is None or problems:
        raise AssertionError(problems)
    return _profile(name, whole, problems)


def profile_of(node: Node | None, place: YamlPlace) -> tuple[Profile, list[Problem]]:
    """The profile that a project asks for, else the default; ``place`` is the project file."""
    fallback = builtin_profile(DEFAULT)
    if node is None:
        return fallback, []
    if not isinstance(node, Text) or not node.value.strip():
        return fallback, [error("P041", node.source, f"打分 后面应为名称，如 打分: {DEFAULT}")]
    name = node.value.strip()
    if name in builtin_profile_names():
        return builtin_profile(name), []
    if not name.endswith((".yaml", ".yml")):
        hint = (
            did_you_mean(name, builtin_profile_names())
            or f"（自带的有{'、'.join(builtin_profile_names())}；自己的写文件名，如 我省.yaml）"
        )
        return fallback, [error("P041", node.source, f"没有打分办法“{name}”{hint}")]
    file = place.beside(name, node.source)
    if isinstance(file, Problem):
        return fallback, [file]
    if not file.path.is_file():
        return fallback, [error("P041", node.source, f"没有打分办法文件 {file.shown_as}")]
    whole, problems = read_yaml(file.path, file.shown_as)
    if whole is None:
        return fallback, problems
    return _profile(file.path.stem, whole, problems), problems


def _profile(name: str, node: Group, problems: list[Problem]) -> Profile:
    """The profile in a mapping; what is wrong in it is appended to ``problems`` and replaced by something usable."""
    for key in node.entries.keys() - _KEYS:
        source = node.keys.get(key, node.source)
        problems.append(error("P042", source, f"打分办法里没有“{key}”这一项{did_you_mean(key, _KEYS)}"))
    weights = {group: low for group, (low, _) in _numbers(node, "分值", problems).items()}
    grades = tuple((grade, low) for grade, (low, _) in _numbers(node, "等级", problems).items())
    if not grades:
        problems.append(error("P042", node.source, "打分办法缺少 等级"))
    ordered = tuple(sorted(grades, key=lambda grade: -grade[1])) or (("", Decimal(0)),)
    floor, ceiling = (_formula(node, key, problems) for key in ("正向", "反向"))
    judged = _numbers(node, "定性", problems)
    unexplained = _unexplained(node, problems)
    silences = tuple(ignored(node.entries.get(IGNORE), problems, is_shared=True))
    names = roles_by_name(settled_names(node.entries.get(NAMES), problems))
    return Profile(name, weights, ordered, floor, ceiling, judged, unexplained, silences, names)


def _numbers(node: Group, key: str, problems: list[Problem]) -> dict[str, tuple[Decimal, Decimal]]:
    """The entries of a mapping as (lowest, highest): a number gives both, ``80-100`` a range."""
    below = node.entries.get(key)
    if below is None:
        return {}
    if not isinstance(below, Group):
        problems.append(error("P042", below.source, f"{key} 应为一组 名称: 数"))
        return {}
    found: dict[str, tuple[Decimal, Decimal]] = {}
    for name, value in below.entries.items():
        ends = [as_number(end) for end in value.value.split("-")] if isinstance(value, Text) else []
        if not 1 <= len(ends) <= 2 or ends[0] is None or ends[-1] is None:
            problems.append(error("P042", value.source, f"{key}/{name} 应为数，或 80-100 这样的范围"))
        else:
            found[name] = (ends[0], ends[-1])
    return found


def _unexplained(node: Group, problems: list[Problem]) -> tuple[Decimal, Decimal]:
    """The percents of ``{低于: 90, 达到: 130}``; what is not given is as usual."""
    given = {key: low for key, (low, _) in _numbers(node, _REASON, problems).items()}
    below = node.entries.get(_REASON)
    for key in given.keys() - {_BELOW, _FROM}:
        source = below.keys.get(key, below.source) if isinstance(below, Group) else node.source
        hint = did_you_mean(key, (_BELOW, _FROM))
        problems.append(error("P042", source, f"{_REASON} 里没有“{key}”这一项{hint}"))
    return given.get(_BELOW, Decimal(100)), given.get(_FROM, Decimal(130))


def _formula(node: Group, key: str, problems: list[Problem]) -> ScoringFormula:
    choices = _FORMULAS[key]
    value = node.entries.get(key)
    if value is None:
        return choices[0]
    text = value.value.strip() if isinstance(value, Text) else ""
    if text not in choices:
        source: Source = value.source
        problems.append(error("P042", source, f"{key} 应为{'、'.join(choices)}之一，不是“{text}”"))
        return choices[0]
    return ScoringFormula(text)


_DASHES = frozenset("—–-－/")  # printed for "not scored"
# What a score is computed from.
_USED = (Role.WEIGHT, Role.SCORE, Role.TARGET, Role.ACTUAL, Role.SIGN, Role.UNIT)


class _Columns(Struct, frozen=True):
    """The attributes of an indicator by what they are used for."""

    given: Attributes
    names: Mapping[Role, Sequence[str]]

    def name(self, role: Role) -> str:
        """The first attribute of a role that has a value, else the first that is given; blank if none is."""
        names = self.names.get(role, ())
        return next((name for name in names if str(self.given[name]).strip()), next(iter(names), ""))

    def text(self, role: Role) -> str:
        """What stands in the attribute of a role; blank if there is none."""
        name = self.name(role)
        return str(self.given[name]).strip() if name else ""

    @property
    def is_incomplete(self) -> bool:
        """Whether a value could not be evaluated."""
        return any(isinstance(self.given[name], Missing) for role in _USED for name in self.names.get(role, ()))


def with_score(
    given: Attributes,
    typed: Collection[str],
    labels: Sequence[str],
    profile: Profile,
    form: str,
    where: str,
    problems: list[Problem],
) -> Attributes:
    """The attributes with 得分 and 算式 filled in; errors are appended to ``problems``.

    ``typed`` are the attributes that the project file gives: a unit read off the target says nothing of the actual
    value. ``labels`` are the 二级 and the 三级 of the indicator.
    """
    names = tuple(name for name in given if name in typed or name not in {SIGN, NUMERAL, UNIT})
    columns = _Columns(given, columns_called(names, frozenset(profile.names.items())))
    weight, scored = columns.name(Role.WEIGHT), columns.name(Role.SCORE)
    if not (weight or scored) or columns.is_incomplete:
        return given
    automatic = columns.text(Role.SCORE) == AUTOMATIC
    wrong = [name for name in (weight, "" if automatic else scored) if name and not _is_score(given[name])]
    problems += [
        error("P040", given[name].source, f"{name}“{given[name]}”不是数", form, f"{where}/{name}") for name in wrong
    ]
    if wrong:
        return {**given, **dict.fromkeys(wrong, FAILED)}
    # The working is given beside a typed score as well, so that a template can show both.
    found = _computed(columns, labels, profile)
    if isinstance(found, Score):
        working = Typed(found.working, given[weight].source)
        filled = {scored: Typed(plain(found.value), given[scored].source)} if automatic else {}
        return {**given, **filled, WORKING: working}
    if automatic:
        source: Source = given[scored].source
        problems.append(error("P040", source, f"{scored}: 自动 算不出来：{found}", form, f"{where}/{scored}"))
        return {**given, scored: FAILED}
    return given


def _is_score(text: str) -> bool:
    plain_text = _points(str(text))
    return not plain_text or set(plain_text) <= _DASHES or as_number(plain_text) is not None


def _points(text: str) -> str:
    """A score or weight without what forms add to its number: 分, or % where weights are shares."""
    return text.strip().removesuffix("分").removesuffix("%")


def _computed(columns: _Columns, labels: Sequence[str], profile: Profile) -> Score | str:
    """The score by the formulas of the profile, or why there is none (Chinese)."""
    usual = vocabulary().attributes.usual
    missing = [usual(role) for role in (Role.WEIGHT, Role.ACTUAL) if not columns.text(role)]
    if missing:
        return f"缺少 {'、'.join(missing)}"
    unit = columns.text(Role.UNIT) or unit_in_name(labels[-1])
    target = completed(columns.text(Role.TARGET), columns.text(Role.SIGN), unit)
    actual = completed(columns.text(Role.ACTUAL), "", unit)
    second, name = ("".join(label.split()) for label in labels)
    wish = stated_wish(columns.text(Role.DIRECTION))
    is_clear = wish or more_is_better(bare_name(name), second, target) or is_met_either_way(target, actual)
    if lacks_direction(target) and not is_clear:
        return f"目标值“{target}”没有写 ≥ 或 ≤，看不出越高越好还是越低越好"
    target = directed(target, wish)
    try:
        return score(target, actual, _points(columns.text(Role.WEIGHT)), profile.floor, profile.ceiling)
    except ScoreError as reason:
        return str(reason)
    except ArithmeticError:
        return "数太大了"
