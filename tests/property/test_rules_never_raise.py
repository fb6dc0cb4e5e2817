"""Rules look at any resolved context without raising: whatever is nested, blank, absent, failed or odd in it."""

from __future__ import annotations

from typing import Any

import pytest
from examples import scaled
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.build.summary import matrix_workbook
from generator.check.matrix import matrix
from generator.check.names import take_names
from generator.check.registry import RULES
from generator.check.rule import Rule
from generator.check.subject import Form, Subject
from generator.jinja.values import FAILED, Absent, IndicatorRow, Label, Typed
from generator.problem import Source
from generator.project.indicators.scores import builtin_profile, builtin_profile_names

PLACES = st.one_of(st.none(), st.builds(Source, st.just("项目.yaml"), st.none() | st.integers(1, 9), st.none()))
FRAGMENTS = st.sampled_from(
    "≥ ≤ > < = 》 〉 《 % ％ 万 亿 元 家 家次 1 0 00 -1 99.95 1,234.5 9999999999999999999999 1e9 ０９ ½ ² 十二 一百 "
    "2024年 2月30日 13月 2023-2024 年底前 39家 完成130% 增长 不超过 （ ） ( ) 〔2023〕 [2022] 号 · 、 ， 。 ： ； \n "
    "\\geq \\% $ $$ ** ## &nbsp; \u3000 \u200b \ufeff \ufffd 😀 𠮷 是 否 定性 满意度 成本 湘西州 13800138000 张三 "
    "430102199001011234 0731-8888888 自动 None {{ 甲 }}".split(" ")
)
TEXTS = st.lists(FRAGMENTS | st.text(max_size=4), max_size=6).map("".join)
TYPED = st.builds(Typed, TEXTS, PLACES)
MISSING = st.sampled_from([FAILED, Absent("甲")])
KEYS = st.sampled_from(
    "总分 总得分 总分值 执行率 执行率分值 执行率得分 总体目标 年度总体目标 绩效目标 测算依据 项目名称 主管部门 "
    "年度资金总额 当年财政拨款 上年结转资金 其他资金 全年预算数 全年执行数 年初预算数 年度 起始年度 到期年度 资金来源 "
    "项目起止时间 项目负责人 联系电话 计划 到位 总金额 当年度金额 等级 市州 指标名 项目资金（万元） 单位 合计 小计 "
    "其中：财政资金 部门预算 基本支出 人员经费 计划开始日期 计划完成日期 下达时间".split()
) | st.text(min_size=1, max_size=3).filter(lambda name: name != "指标")
LEAVES = st.one_of(TYPED, TYPED, MISSING, TEXTS, st.none(), st.integers(), st.booleans())
VALUES = st.recursive(
    LEAVES, lambda below: st.lists(below, max_size=3) | st.dictionaries(KEYS, below, max_size=4), max_leaves=8
)
ATTRIBUTES = st.sampled_from(
    "指标值 类型 符号 数值 单位 值 内容 备注 年度指标值 实际完成值 分值 得分 算式 偏差原因 周期值 当年值 地区 "
    "目标值 指标性质 度量单位 权重 完成情况 指标方向性".split()
)
LEVEL_NAMES = (
    st.sampled_from("产出指标 效益指标 满意度指标 成本指标 数量指标 质量指标(10分) 满意度 投诉数 企业数（家）".split())
    | TEXTS
)
LABELS = st.builds(
    lambda name, place, node: Label(name, place, tuple(node)), LEVEL_NAMES, PLACES, st.lists(LEVEL_NAMES, max_size=4)
)


def row(levels: list[Any], attributes: dict[str, Any], parts: list[IndicatorRow]) -> IndicatorRow:
    named = dict(zip(("一级", "二级", "三级"), levels, strict=True))
    return IndicatorRow({**attributes, "分解": parts, **named}, frozenset(("指标值", "分值", "得分", "单位")))


LEVELS = st.lists(LABELS, min_size=3, max_size=3)
GIVEN = st.dictionaries(ATTRIBUTES, LEAVES, max_size=8)
PARTS = st.builds(row, LEVELS, GIVEN, st.just([]))
ROWS = st.lists(st.builds(row, LEVELS, GIVEN, st.lists(PARTS, max_size=3)), max_size=5)


def context(values: dict[str, Any], rows: list[IndicatorRow], tree: Any) -> dict[str, Any]:
    every = [each for own in rows for each in (own, *own.attributes()["分解"])]
    return {**values, "指标": every, "绩效指标": tree, "全部分表": [values]}


CONTEXTS = st.builds(context, st.dictionaries(KEYS, VALUES, max_size=8), ROWS, VALUES) | st.dictionaries(
    KEYS | st.sampled_from(["绩效指标", "地区"]), VALUES, max_size=5
)
PROFILES = st.sampled_from(builtin_profile_names())


@st.composite
def subjects(draw: st.DrawFn) -> Subject:
    contexts = draw(st.lists(CONTEXTS, max_size=4))
    names = take_names(contexts, draw(st.sets(ATTRIBUTES)), draw(st.sets(KEYS, max_size=1)))
    forms = tuple(
        Form(draw(TEXTS), number, each, Source("项目.yaml", number), names) for number, each in enumerate(contexts, 1)
    )
    return Subject("项目.yaml", "项目", forms, builtin_profile(draw(PROFILES)), draw(st.booleans()), names)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
@settings(
    max_examples=scaled(20), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(subject=subjects())
def test_a_rule_never_raises(rule: Rule, subject: Subject) -> None:
    if rule.project is not None:
        found = list(rule.project(subject))
    else:
        assert rule.form is not None
        found = [each for form in subject.forms for each in rule.form(form, subject)]
    assert all(each.message for each in found)


@settings(
    max_examples=scaled(20), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(subject=subjects())
def test_any_subject_has_a_matrix(subject: Subject) -> None:
    assert matrix_workbook([matrix(subject)])
