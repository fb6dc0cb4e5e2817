from itertools import permutations

import pytest

from generator.chinese import nearest as module
from generator.chinese.nearest import nearest

_KNOWN = [
    "市州",
    "资金",
    "贸易规模",
    "支持企业",
    "新设企业",
    "进口门槛",
    "项目名称",
    "主管部门",
    "总体目标",
    "GDP（亿元）",
]


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("贸易规摸", "贸易规模"),
        ("贸易规", "贸易规模"),
        ("贸易总规模", "贸易规模"),
        ("贸规易模", "贸易规模"),
        ("新设企业", "新设企业"),
        ("支持企", "支持企业"),
        ("市洲", "市州"),
        ("州市", "市州"),
        ("资 金", "资金"),
        ("gdp(亿元)", "GDP（亿元）"),
    ],
)
def test_one_slip_finds_the_name_that_was_meant(name: str, known: str) -> None:
    assert nearest(name, _KNOWN) == known


@pytest.mark.parametrize("name", ["", "x", "备注", "目标", "进口", "完全不同", "主要目的"])
def test_a_name_that_is_like_no_other_finds_none(name: str) -> None:
    assert nearest(name, _KNOWN) is None


def test_nothing_is_near_where_nothing_is_known() -> None:
    assert nearest("资金", []) is None


def test_a_longer_name_may_have_more_slips() -> None:
    assert nearest("跨境店商平台买家数", ["跨境电商平台卖家数", "跨境电商培训人次"]) == "跨境电商平台卖家数"


def test_equally_near_names_give_the_same_one_in_any_order() -> None:
    known = ["企业甲", "企业乙", "企业丙"]
    assert {nearest("企业丁", order) for order in permutations(known)} == {"企业丙"}


def test_a_name_of_the_same_length_goes_before_a_longer_one() -> None:
    assert nearest("资金额", ["资金总额", "资金量"]) == "资金量"


def test_names_that_share_too_few_characters_are_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    measured: list[tuple[str, str]] = []
    distance = module._distance

    def counted(one: str, other: str) -> int:
        measured.append((one, other))
        return distance(one, other)

    monkeypatch.setattr(module, "_distance", counted)
    assert nearest("贸易规摸", [*_KNOWN, *(f"甲乙丙{number}" for number in range(1_000))]) == "贸易规模"
    assert ("贸易规摸", "贸易规模") in measured
    assert len(measured) < 5


def test_what_two_long_names_begin_and_end_with_does_not_count() -> None:
    many = [f"项目资金名称{number:04}某某" for number in range(300)]
    assert nearest("项目资金名称0007某", many) == "项目资金名称0007某某"
