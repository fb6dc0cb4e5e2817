from __future__ import annotations

from typing import Any

from generator.problem import Source
from generator.project.subforms import merge
from generator.project.yaml.nodes import Group, Listing, Node, Null, Text

AT = Source("甲.yaml", 1, 1)


def node(value: Any) -> Node:
    if isinstance(value, dict):
        return Group({name: node(child) for name, child in value.items()}, AT, dict.fromkeys(value, AT))
    if isinstance(value, list):
        return Listing([node(child) for child in value], AT)
    return Null(AT) if value is None else Text(value, AT)


def plain(value: Node) -> Any:
    if isinstance(value, Group):
        return {name: plain(child) for name, child in value.entries.items()}
    if isinstance(value, Listing):
        return [plain(child) for child in value.items]
    return value.value if isinstance(value, Text) else None


def merged(base: dict[str, Any], over: dict[str, Any], *, null_removes: bool = True) -> Any:
    first, second = node(base), node(over)
    assert isinstance(first, Group)
    assert isinstance(second, Group)
    result = plain(merge(first, second, null_removes=null_removes))
    assert (plain(first), plain(second)) == (base, over)
    return result


def test_mappings_merge_deeply_in_place_and_new_entries_come_after() -> None:
    result = merged({"甲": {"一": "1", "二": "2"}, "乙": "3"}, {"丙": "5", "甲": {"三": "6", "一": "4"}})
    assert result == {"甲": {"一": "4", "二": "2", "三": "6"}, "乙": "3", "丙": "5"}
    assert list(result) == ["甲", "乙", "丙"]
    assert list(result["甲"]) == ["一", "二", "三"]


def test_a_list_or_scalar_replaces() -> None:
    assert merged({"甲": ["1", "2"], "乙": {"一": "1"}}, {"甲": ["3"], "乙": "4"}) == {"甲": ["3"], "乙": "4"}


def test_null_removes_in_a_sub_form_also_deep_and_where_nothing_was() -> None:
    assert merged({"甲": "1", "乙": {"一": "2"}}, {"甲": None, "乙": {"一": None}, "丙": {"二": None}}) == {
        "乙": {},
        "丙": {},
    }


def test_null_stays_in_a_base() -> None:
    assert merged({"甲": {"一": "1"}}, {"甲": None, "乙": None}, null_removes=False) == {"甲": None, "乙": None}


def test_attributes_over_an_indicator_of_one_value_keep_it() -> None:
    base = {"绩效指标": {"产出": {"数量": {"企业": "≥4家"}}}, "基本": {"甲": {"乙": {"丙": "1"}}}}
    over = {"绩效指标": {"产出": {"数量": {"企业": {"得分": "6"}}}}, "基本": {"甲": {"乙": {"丙": {"丁": "2"}}}}}
    assert merged(base, over) == {
        "绩效指标": {"产出": {"数量": {"企业": {"指标值": "≥4家", "得分": "6"}}}},
        "基本": {"甲": {"乙": {"丙": {"丁": "2"}}}},
    }


def test_attributes_that_bring_a_value_of_their_own_replace() -> None:
    base = {"绩效指标": {"产出": {"数量": {"企业": "≥4家"}}}}
    over = {"绩效指标": {"产出": {"数量": {"企业": {"类型": "≥", "值": "5"}}}}}
    assert merged(base, over) == over


def test_one_value_over_an_indicator_with_attributes_changes_its_target_only() -> None:
    def over(leaf: dict[str, str]) -> Any:
        base = {"绩效指标": {"产出": {"数量": {"企业": leaf}}}}
        return merged(base, {"绩效指标": {"产出": {"数量": {"企业": "≥5家"}}}})["绩效指标"]["产出"]["数量"]["企业"]

    assert over({"指标值": "≥4家", "责任单位": "外经科"}) == {"指标值": "≥5家", "责任单位": "外经科"}
    assert over({"年度指标值": "≥4家", "分值": "6"}) == {"年度指标值": "≥5家", "分值": "6"}
    assert over({"目标值": "≥4家", "权重": "6"}) == {"目标值": "≥5家", "权重": "6"}
    assert over({"责任单位": "外经科"}) == {"责任单位": "外经科", "指标值": "≥5家"}
    assert over({"类型": "≥", "值": "4", "单位": "家", "责任单位": "外经科"}) == {
        "指标值": "≥5家",
        "责任单位": "外经科",
    }
    assert over({"类型": "定性", "值": "是", "内容": "建成"}) == {"类型": "定性", "值": "≥5家", "内容": "建成"}
