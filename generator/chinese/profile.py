"""How a province and year scores self-evaluations: weights, grades and formulas, all of them data."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct, field

from generator.problem import Silence


class Formula(StrEnum):
    """What an indicator scores that misses its target; ``t`` target, ``a`` actual, ``w`` weight."""

    PROPORTION = "按比例"  # a ÷ t × w; for a ceiling t ÷ a × w
    DECREASE = "递减"  # a ceiling only: (1 − (a − t) ÷ t) × w, nothing from 2t on
    ALL_OR_NOTHING = "不达标不得分"


class Profile(Struct, frozen=True):
    """``weights`` by group (预算执行率, 产出指标 …); ``grades`` from the best, each with its lowest score."""

    name: str
    weights: Mapping[str, Decimal]
    grades: tuple[tuple[str, Decimal], ...]
    floor: Formula = Formula.PROPORTION
    ceiling: Formula = Formula.DECREASE
    judged: Mapping[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    """Share of the weight, from and to, that 达成, 部分达成, 未达成 may get: a person gives it."""
    silences: tuple[Silence, ...] = ()
    """What the checks do not report of projects that score by it."""

    def grade(self, score: Decimal) -> str:
        """The grade of a total."""
        return next((name for name, lowest in self.grades if score >= lowest), self.grades[-1][0])
