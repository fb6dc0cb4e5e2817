"""Overrides of indicators that are probably not meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sample_projects import load, write

if TYPE_CHECKING:
    from pathlib import Path

BASE = """模板: 表
绩效指标:
  产出指标:
    数量指标: {培训人次: {指标值: 1人次, 责任单位: 外经科}, 进口企业数: 2家, 展位: {类型: ≥, 值: 3, 单位: 个}}
"""


def told(tmp_path: Path, override: str, base: str = BASE, more: str = "") -> list[str]:
    text = f"{base}分表:\n  按: 市州\n  各表:\n    甲市:\n      绩效指标: {override}\n    乙市: {{}}\n{more}"
    _, problems = load(tmp_path, text)
    return [f"{each.code} {each.source.line}:{each.source.column} {each.form} {each.message}" for each in problems]


@pytest.mark.parametrize(
    ("override", "at", "name", "level", "near"),
    [
        ("{产出指标: {数量指标: {培训人数: 5人次}}}", 28, "培训人数", "三级", "培训人次"),
        ("{产出指标: {数量: {展会: 4场}}}", 21, "数量", "二级", "数量指标"),
        ("{产出: {数量指标: {展会: 4场}}}", 14, "产出", "一级", "产出指标"),
    ],
)
def test_a_name_nearly_that_of_a_sibling_is_told(
    tmp_path: Path, override: str, at: int, name: str, level: str, near: str
) -> None:
    message = (
        f"P058 9:{at} 甲市 底稿里没有“{name}”，这里新加了一个{level}指标，是不是“{near}”？"
        f"确是另一个的，在 显示 里写上 {name}: {name}"
    )
    assert told(tmp_path, override) == [message]


@pytest.mark.parametrize(
    "override",
    [
        "{产出指标: {数量指标: {出口企业数: 5家, 展会: 2场}, 质量指标: {合格率: 90%}}}",
        "{产出指标: {数量指标: {培训人数: 5人, 培训人次: 6人次}}}",
        "{产出指标: {数量指标: {培训人数: 5人, 培训人次: }}}",
        "{效益指标: {经济效益指标: {培训人数: 5人}}}",
    ],
)
def test_another_name_is_added_without_a_word(tmp_path: Path, override: str) -> None:
    assert told(tmp_path, override) == []


def test_a_name_in_the_labels_is_meant(tmp_path: Path) -> None:
    assert told(tmp_path, "{产出指标: {数量指标: {培训人数: 5人}}}", more="显示: {培训人数: 培训人数}\n") == []


def test_a_name_that_next_year_adds_is_told(tmp_path: Path) -> None:
    write(tmp_path, BASE, "去年.yaml")
    _, problems = load(tmp_path, "沿用: 去年.yaml\n绩效指标: {产出指标: {数量指标: {培训人数: 5人次}}}\n")
    assert [(each.code, each.source.line, each.source.column, each.form) for each in problems] == [("P058", 2, 22, "")]


def test_a_unit_that_stands_beside_already_is_told(tmp_path: Path) -> None:
    base = BASE.replace("{指标值: 1人次, 责任单位: 外经科}", "{指标值: 1, 度量单位: 人次}")
    assert told(tmp_path, "{产出指标: {数量指标: {培训人次: 5}}}", base) == []
    assert told(tmp_path, "{产出指标: {数量指标: {培训人次: 5人次}}}", base) == [
        "P059 9:28 甲市 “培训人次”的底稿分开写了度量单位，这里的“5人次”又写了一次；请只写数，如 5"
    ]


def test_one_value_over_a_composed_one_is_told(tmp_path: Path) -> None:
    assert told(tmp_path, "{产出指标: {数量指标: {展位: ≥5个}}}") == [
        "P059 9:28 甲市 “展位”的底稿分开写了类型、值、单位，这里写成一个值，它们就空了；请照样分开写，如 {值: 5}"
    ]
