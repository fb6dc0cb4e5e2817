"""The attributes of an indicator in, with 得分: 自动 computed and the working (算式) beside it out.

A typed score stands as it is; what cannot be computed is a located problem.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.chinese.amount import plain
from generator.chinese.number import as_number
from generator.chinese.profile import Profile
from generator.chinese.scoring import Score, ScoreError, score
from generator.jinja.values import FAILED, Missing, Typed
from generator.problem import Problem, Source
from generator.project.keywords import ACTUAL, AUTOMATIC, SCORE, VALUE, WEIGHT, WORKING, YEAR_VALUE
from generator.project.problems import error

if TYPE_CHECKING:
    from generator.project.indicators.attributes import Attributes

_DASHES = frozenset("—–-－/")


def scored(given: Attributes, profile: Profile, form: str, where: str, problems: list[Problem]) -> Attributes:
    """The same attributes, 得分 and 算式 filled in; ``problems`` grows."""
    if WEIGHT not in given and SCORE not in given:
        return given
    if any(isinstance(given.get(name), Missing) for name in (WEIGHT, SCORE, ACTUAL, VALUE, YEAR_VALUE)):
        return given
    automatic = str(given.get(SCORE, "")).strip() == AUTOMATIC
    wrong = [
        name for name in (WEIGHT, SCORE) if not (automatic and name == SCORE) and not _is_score(given.get(name, ""))
    ]
    problems += [
        error("P040", given[name].source, f"{name}“{given[name]}”不是数", form, f"{where}/{name}") for name in wrong
    ]
    if wrong:
        return {**given, **dict.fromkeys(wrong, FAILED)}
    found = _computed(given, profile)
    if isinstance(found, Score):
        working = Typed(found.working, given[WEIGHT].source)
        filled = {SCORE: Typed(plain(found.value), given[SCORE].source)} if automatic else {}
        return {**given, **filled, WORKING: working}
    if automatic:
        source: Source = given[SCORE].source
        problems.append(error("P040", source, f"得分: 自动 算不出来：{found}", form, f"{where}/{SCORE}"))
        return {**given, SCORE: FAILED}
    return given


def _is_score(text: str) -> bool:
    plain_text = str(text).strip()
    return not plain_text or set(plain_text) <= _DASHES or as_number(plain_text) is not None


def _computed(given: Attributes, profile: Profile) -> Score | str:
    missing = [name for name in (WEIGHT, ACTUAL) if not str(given.get(name, "")).strip()]
    if missing:
        return f"缺少 {'、'.join(missing)}"
    target = str(given.get(YEAR_VALUE) or given.get(VALUE, ""))
    try:
        return score(target, str(given[ACTUAL]), str(given[WEIGHT]), profile.floor, profile.ceiling)
    except ScoreError as reason:
        return str(reason)
    except ArithmeticError:
        return "数太大了"
