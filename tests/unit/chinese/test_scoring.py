"""The formulas of docs/项目文件.md (打分), with the arithmetic beside each expectation."""

from __future__ import annotations

from decimal import Decimal

import pytest

from generator.chinese.comparison import ScoreError
from generator.chinese.quantity import multiple_of
from generator.chinese.scoring import ScoringFormula, execution_rate, execution_score, score

FLOOR, CEILING = ScoringFormula.PROPORTION, ScoringFormula.DECREASE


@pytest.mark.parametrize(
    ("target", "actual", "weight", "value", "working"),
    [
        ("≥40家", "39家", "6", "5.85", "39 ÷ 40 × 6 = 5.85"),
        ("≥40家", "40", "6", "6", "40 ≥ 40，得 6"),
        ("≥40家", "52家", "6", "6", "52 ≥ 40，得 6"),
        ("100%", "99%", "5", "4.95", "99 ÷ 100 × 5 = 4.95"),
        ("90%以上", "30%", "10", "3.33", "30 ÷ 90 × 10 ≈ 3.33"),
        ("3-5次", "2次", "6", "4", "2 ÷ 3 × 6 = 4"),
        ("3-5次", "5次", "6", "6", "5 ≥ 3，得 6"),
        (">5家", "5家", "6", "5", "5 ÷ 6 × 6 = 5"),
        (">5家", "6家", "6", "6", "6 ≥ 6，得 6"),
        (">0个", "0个", "6", "0", "0 ≤ 0，得 0"),
        ("<5起", "5起", "8", "6", "(1 − (5 − 4) ÷ 4) × 8 = 6"),
        (">5%", "4%", "5", "4", "4 ÷ 5 × 5 = 4"),
        ("<5%", "4.9%", "5", "5", "4.9 ≤ 5，得 5"),
        ("0起", "0起", "5", "5", "0 ≥ 0，得 5"),
        ("≥0家", "2家", "5", "5", "2 ≥ 0，得 5"),
        ("≥40人次", "45人次以上", "5", "5", "45 ≥ 40，得 5"),
        ("≤10天", "12天", "5", "4", "(1 − (12 − 10) ÷ 10) × 5 = 4"),
        ("≤10天", "10天", "5", "5", "10 ≤ 10，得 5"),
        ("≤10天", "20天", "5", "0", "20 ≥ 2 × 10，得 0"),
        ("≤0起", "1起", "5", "0", "1 > 0，得 0"),
        ("≥5亿元", "48000万元", "10", "9.6", "4.8 ÷ 5 × 10 = 9.6"),
        ("≥10%", "-2%", "10", "0", "-2 ≤ 0，得 0"),
    ],
)
def test_an_indicator_scores_by_the_formula_of_its_direction(
    target: str, actual: str, weight: str, value: str, working: str
) -> None:
    found = score(target, actual, weight, FLOOR, CEILING)
    assert (found.value, found.working) == (Decimal(value), working)


@pytest.mark.parametrize(
    ("target", "actual", "weight", "reason"),
    [
        ("积极", "积极", "5", "目标值“积极”不是一个数"),
        ("≥90%", "是", "5", "实际完成值“是”不是一个数"),
        ("2024年底前", "2024年11月", "5", "目标值“2024年底前”不是一个数"),
        ("≥90%", "95%", "五", "分值“五”不是数"),
        ("≥4家", "4场", "5", "单位“家”与实际完成值的单位“场”不同"),
        ("≥4家", "3-5家", "5", "实际完成值“3-5”不是一个确定的数"),
        ("0起", "1起", "5", "目标值“0起”，实际完成值“1起”：看不出越少越好还是越多越好；.*目标值写成 ≤0起"),
        ("10-20天", "25天", "5", "目标值“10-20天”，实际完成值“25天”：超出了范围，.*目标值写成 ≥10天"),
        (">5%", "5%", "5", "正好是 5，按“>”没有达到；5 也算达到的，目标值写成 ≥5%"),
        ("<5%", "5%", "5", "正好是 5，按“<”没有达到；5 也算达到的，目标值写成 ≤5%"),
        (">5万人次", "5万人次", "5", "正好是 5，按“>”没有达到"),
        ("≥1万元", "5000", "5", "目标值“≥1万元”，实际完成值“5000”：“5000”没有写单位，.*如 5000万元"),
        ("≥1", "5000元", "5", "目标值“≥1”，实际完成值“5000元”：“≥1”没有写单位，.*如 ≥1元"),
        ("≤5%", "0.08", "5", "“0.08”没有写单位，不知道是不是“%”，请写上，如 8%"),
        ("≥90%", "0.95", "5", "“0.95”没有写单位，不知道是不是“%”，请写上，如 95%"),
        ("≥40", "约39", "5", "实际完成值“约39”不是一个确定的数，与目标值“≥40”比不出来"),
        ("≥40家", "40家左右", "5", "实际完成值“40家左右”不是一个确定的数"),
        ("≥40家", "不足40家", "5", "实际完成值“不足40家”不是一个确定的数"),
    ],
)
def test_what_a_person_must_judge_is_refused(target: str, actual: str, weight: str, reason: str) -> None:
    with pytest.raises(ScoreError, match=reason):
        score(target, actual, weight, FLOOR, CEILING)


def test_a_profile_may_score_all_or_nothing_or_by_proportion() -> None:
    assert score("≥40", "39", "6", ScoringFormula.ALL_OR_NOTHING, CEILING).value == 0
    assert score("≤10", "12", "6", FLOOR, ScoringFormula.ALL_OR_NOTHING).value == 0
    assert score("≤10", "12", "6", FLOOR, ScoringFormula.PROPORTION).value == Decimal(5)


def test_execution_scores_its_share_of_the_weight_and_never_more() -> None:
    assert execution_rate(Decimal(495), Decimal(500)) == Decimal("0.99")
    assert execution_score(Decimal(495), Decimal(500), Decimal(10)).working == "495 ÷ 500 × 10 = 9.9"
    assert execution_score(Decimal(510), Decimal(500), Decimal(10)).value == 10
    with pytest.raises(ScoreError, match="预算数是 0"):
        execution_rate(Decimal(1), Decimal(0))


@pytest.mark.parametrize(
    ("unit", "factor", "base"),
    [("万元", 10_000, "元"), ("亿", 10**8, ""), ("百万美元", 10**6, "美元"), ("千克", 1, "千克"), ("家", 1, "家")],
)
def test_a_unit_is_told_from_what_multiplies_it(unit: str, factor: int, base: str) -> None:
    assert multiple_of(unit) == (factor, base)
