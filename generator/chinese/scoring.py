"""Scores an indicator from its target, actual value and weight, and shows the working (docs/项目文件.md, 打分).

All numbers are Decimal, scores are rounded half up to two decimals. The profile says which formula holds. What a person
must judge is refused with ``ScoreError``, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from msgspec import Struct, field

from generator.chinese.comparison import CEILINGS, UNDIRECTED, ScoreError, compared
from generator.chinese.numbers import as_number, plain
from generator.chinese.quantity import parse_quantity
from generator.chinese.vocabulary import Role
from generator.problem import Silence


class ScoringFormula(StrEnum):
    """The score of an indicator that misses its target; ``t``: target, ``a``: actual value, ``w``: weight."""

    PROPORTION = "按比例"  # a ÷ t × w; for a ceiling t ÷ a × w
    DECREASE = "递减"  # a ceiling only: (1 − (a − t) ÷ t) × w, nothing from 2t on
    ALL_OR_NOTHING = "不达标不得分"


class Profile(Struct, frozen=True):
    """How a province scores self-evaluations in a year: ``weights`` by group (预算执行率, 产出指标 …), and formulas.

    ``grades`` are listed from the best, each with its lowest score. ``floor`` holds for targets that are to be reached
    (≥, >, = or no sign), ``ceiling`` for those that must not be exceeded (≤, <).
    """

    name: str
    weights: Mapping[str, Decimal]
    grades: tuple[tuple[str, Decimal], ...]
    floor: ScoringFormula = ScoringFormula.PROPORTION
    ceiling: ScoringFormula = ScoringFormula.DECREASE
    judged: Mapping[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    """The share of the weight that a person may give for 达成, 部分达成 and 未达成: from and to."""
    unexplained: tuple[Decimal, Decimal] = (Decimal(100), Decimal(130))
    """A result needs 偏差原因 below the first percent of its target, and from the second on."""
    silences: tuple[Silence, ...] = ()
    """What the checks do not report of projects with this profile."""
    names: Mapping[str, Role] = field(default_factory=dict)
    """What words of the forms of this province mean, by folded word."""

    def grade(self, score: Decimal) -> str:
        """The grade for a total score; the last one below all lowest scores."""
        return next((name for name, lowest in self.grades if score >= lowest), self.grades[-1][0])


_CENT = Decimal("0.01")


class Score(Struct, frozen=True):
    """``value`` has at most two decimals; ``working`` is for a person to check: ``39 ÷ 40 × 6 = 5.85``."""

    value: Decimal
    working: str


def lacks_direction(target: str) -> bool:
    """Whether a target is a number whose sign does not say if more or less is better."""
    found = parse_quantity(target)
    return found is not None and found.sign in UNDIRECTED


def directed(target: str, wish: str) -> str:
    """A target that lacks a direction with ≤ if the wish is ``低``; any other as it is."""
    if wish != "低" or not lacks_direction(target):
        return target
    return f"≤{target.strip().removeprefix('=').removeprefix('＝')}"


def score(target: str, actual: str, weight: str, floor: ScoringFormula, ceiling: ScoringFormula) -> Score:
    """The score of an indicator; ScoreError where ``compared`` refuses the target and the actual value."""
    full = as_number(weight)
    if full is None:
        raise ScoreError(f"分值“{weight}”不是数")
    found = compared(target, actual)
    if found.sign in CEILINGS:
        return _ceiling(found.high, found.actual, full, ceiling)
    return _floor(found.low, found.actual, full, floor)


def execution_rate(spent: Decimal, budget: Decimal) -> Decimal:
    """全年执行数 ÷ 全年预算数, as a share of 1; ScoreError for a budget of 0."""
    if not budget:
        raise ScoreError("预算数是 0，算不出执行率")
    return spent / budget


def execution_score(spent: Decimal, budget: Decimal, weight: Decimal) -> Score:
    """The score of 预算执行率: the weight times the rate, never more than the weight."""
    rate = execution_rate(spent, budget)
    if rate >= 1:
        return Score(_rounded(weight), f"{plain(spent)} ≥ {plain(budget)}，得 {plain(weight)}")
    return _worked(rate * weight, f"{plain(spent)} ÷ {plain(budget)} × {plain(weight)}")


def _floor(target: Decimal, actual: Decimal, weight: Decimal, formula: ScoringFormula) -> Score:
    if actual >= target:
        return Score(_rounded(weight), f"{plain(actual)} ≥ {plain(target)}，得 {plain(weight)}")
    if formula is ScoringFormula.ALL_OR_NOTHING or target <= 0:
        return Score(Decimal(0), f"{plain(actual)} < {plain(target)}，得 0")
    if actual <= 0:
        return Score(Decimal(0), f"{plain(actual)} ≤ 0，得 0")
    return _worked(actual / target * weight, f"{plain(actual)} ÷ {plain(target)} × {plain(weight)}")


def _ceiling(target: Decimal, actual: Decimal, weight: Decimal, formula: ScoringFormula) -> Score:
    if actual <= target:
        return Score(_rounded(weight), f"{plain(actual)} ≤ {plain(target)}，得 {plain(weight)}")
    if formula is ScoringFormula.ALL_OR_NOTHING or target <= 0:
        return Score(Decimal(0), f"{plain(actual)} > {plain(target)}，得 0")
    if formula is ScoringFormula.PROPORTION:
        return _worked(target / actual * weight, f"{plain(target)} ÷ {plain(actual)} × {plain(weight)}")
    if actual >= 2 * target:
        return Score(Decimal(0), f"{plain(actual)} ≥ 2 × {plain(target)}，得 0")
    working = f"(1 − ({plain(actual)} − {plain(target)}) ÷ {plain(target)}) × {plain(weight)}"
    return _worked((1 - (actual - target) / target) * weight, working)


def _worked(value: Decimal, working: str) -> Score:
    rounded = _rounded(value)
    equals = "=" if rounded == value else "≈"
    return Score(rounded, f"{working} {equals} {plain(rounded)}")


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(_CENT, rounding=ROUND_HALF_UP)
