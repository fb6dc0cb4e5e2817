"""得分: 自动, the working beside it, and the profiles that 打分 names."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from sample_projects import forms, load, write

from generator.project.indicators.scores import builtin_profile, builtin_profile_names

if TYPE_CHECKING:
    from pathlib import Path

TREE = "绩效指标: {产出: {数量: {企业: {年度指标值: ≥40家, 实际完成值: 39家, 分值: 6, 得分: %s}}}}\n"


def test_a_score_is_computed_where_it_says_so_with_its_working(tmp_path: Path) -> None:
    (form,) = forms(tmp_path, TREE % "自动").values()
    (row,) = form.context["指标"]
    assert (row.得分, row.算式) == ("5.85", "39 ÷ 40 × 6 = 5.85")


def test_a_typed_score_stands_and_still_shows_the_working(tmp_path: Path) -> None:
    (form,) = forms(tmp_path, TREE % "5.9").values()
    (row,) = form.context["指标"]
    assert (row.得分, row.算式) == ("5.9", "39 ÷ 40 × 6 = 5.85")


@pytest.mark.parametrize(
    ("attributes", "name", "score"),
    [
        ("{指标值: ≥40家, 完成值: 39家, 权重: 6, 自评得分: 自动}", "自评得分", "5.85"),
        ("{指标性质: ≥, 指标值: 40, 度量单位: 家, 完成值: 39, 权重: 6, 得分: 自动}", "得分", "5.85"),
        ("{指标性质: ≤, 指标值: 40, 度量单位: 天, 完成值: 50, 权重: 6, 得分: 自动}", "得分", "4.5"),
        ("{绩效指标值: ≥40家, 实际值: 39家, 分值权重: 6%, 评价得分: 自动}", "评价得分", "5.85"),
    ],
)
def test_a_score_is_computed_in_the_words_of_any_office(tmp_path: Path, attributes: str, name: str, score: str) -> None:
    (form,) = forms(tmp_path, f"绩效指标: {{产出: {{数量: {{企业: {attributes}}}}}}}\n").values()
    assert form.context["指标"][0][name] == score


def test_a_ceiling_that_is_exceeded_is_scored_in_proportion_where_the_profile_says_so(tmp_path: Path) -> None:
    tree = "绩效指标: {产出: {时效: {用时: {年度指标值: ≤40天, 实际完成值: 50天, 分值: 6, 得分: 自动}}}}\n打分: 湖北\n"
    (form,) = forms(tmp_path, tree).values()
    assert form.context["指标"][0].算式 == "40 ÷ 50 × 6 = 4.8"
    assert builtin_profile("湖北").judged["部分达成"] == (Decimal(50), Decimal(80))


@pytest.mark.parametrize(
    ("attributes", "at", "message"),
    [
        ("{年度指标值: ≥40, 实际完成值: 39, 分值: 6, 得分: 好}", "好", "得分“好”不是数"),
        ("{年度指标值: ≥40, 实际完成值: 39, 分值: 六, 得分: 5}", "六", "分值“六”不是数"),
        ("{年度指标值: ≥40, 实际完成值: 39, 得分: 自动}", "自动", "得分: 自动 算不出来：缺少 分值"),
        ("{年度指标值: ≥40, 分值: 6, 得分: 自动}", "自动", "得分: 自动 算不出来：缺少 实际完成值"),
        ("{年度指标值: 积极, 实际完成值: 积极, 分值: 6, 得分: 自动}", "自动", "目标值“积极”不是一个数，得分要由人填写"),
    ],
)
def test_a_score_that_is_no_number_or_cannot_be_computed_is_located(
    tmp_path: Path, attributes: str, at: str, message: str
) -> None:
    line = f"绩效指标: {{产出: {{数量: {{企业: {attributes}}}}}}}"
    project, _ = load(tmp_path, f"模板: 表\n{line}\n")
    assert project is not None
    (form,) = project.contexts()
    (problem,) = form.problems
    assert (problem.code, problem.source.line, problem.source.column) == ("P040", 2, line.index(at) + 1)
    assert message in problem.message


@pytest.mark.parametrize("name", ["结转结余率", "“三公”经费控制率", "投诉率", "培训成本"])
def test_a_target_that_may_be_better_exceeded_or_not_is_not_scored(tmp_path: Path, name: str) -> None:
    line = f"绩效指标: {{产出: {{数量: {{{name}: {{年度指标值: 2%, 实际完成值: 1%, 分值: 6, 得分: 自动}}}}}}}}"
    (form,) = forms(tmp_path, line).values()
    assert [problem.message for problem in form.problems] == [
        "得分: 自动 算不出来：目标值“2%”没有写 ≥ 或 ≤，看不出越高越好还是越低越好"
    ]


@pytest.mark.parametrize(
    ("name", "target", "actual", "message"),
    [
        ("建设周期", "60天", "90天", "目标值“60天”没有写 ≥ 或 ≤，看不出越高越好还是越低越好"),
        (
            "指标A",
            "0起",
            "1起",
            "目标值“0起”，实际完成值“1起”：看不出越少越好还是越多越好；不应当有的，目标值写成 ≤0起",
        ),
        (
            "成交额",
            "≥1万元",
            "5000",
            "目标值“≥1万元”，实际完成值“5000”：“5000”没有写单位，不知道是不是“万元”，请写上，如 5000万元",
        ),
    ],
)
def test_a_target_that_says_no_direction_gives_no_full_marks(
    tmp_path: Path, name: str, target: str, actual: str, message: str
) -> None:
    given = f"{{年度指标值: {target}, 实际完成值: {actual}, 分值: 6, 得分: 自动}}"
    (form,) = forms(tmp_path, f"绩效指标: {{产出: {{数量: {{{name}: {given}}}}}}}").values()
    assert [problem.message for problem in form.problems] == [f"得分: 自动 算不出来：{message}"]


@pytest.mark.parametrize(("target", "actual"), [("60天", "60天"), ("10-20天", "15天"), ("2%", "2%")])
def test_a_target_without_a_direction_that_is_just_met_gets_full_marks(
    tmp_path: Path, target: str, actual: str
) -> None:
    given = f"{{年度指标值: {target}, 实际完成值: {actual}, 分值: 6, 得分: 自动}}"
    (form,) = forms(tmp_path, f"绩效指标: {{产出: {{数量: {{周期控制率: {given}}}}}}}").values()
    assert (form.context["指标"][0].得分, form.problems) == ("6", ())


def test_a_unit_in_the_name_belongs_to_the_numbers_without_one(tmp_path: Path) -> None:
    given = "{年度指标值: ≥1亿元, 实际完成值: 5000, 分值: 6, 得分: 自动}"
    (form,) = forms(tmp_path, f"绩效指标: {{产出: {{数量: {{成交额（万元）: {given}}}}}}}").values()
    assert form.context["指标"][0].算式 == "0.5 ÷ 1 × 6 = 3"


@pytest.mark.parametrize(("direction", "score"), [("反向指标", "6"), ("正向指标", "3")])
def test_a_column_for_the_direction_decides(tmp_path: Path, direction: str, score: str) -> None:
    given = f"{{年度指标值: 2%, 实际完成值: 1%, 指标方向: {direction}, 分值: 6, 得分: 自动}}"
    (form,) = forms(tmp_path, f"绩效指标: {{产出: {{数量: {{控制率: {given}}}}}}}").values()
    assert form.context["指标"][0].得分 == score


def test_a_profile_says_which_results_need_a_reason(tmp_path: Path) -> None:
    assert builtin_profile("四川").unexplained == (Decimal(90), Decimal(130))
    assert builtin_profile("湖北").unexplained == (Decimal(100), Decimal(130))
    write(tmp_path, "等级: {好: 60, 不好: 0}\n偏差原因: {低余: 90}\n", "我省.yaml")
    _, problems = load(tmp_path, "模板: 表\n打分: 我省.yaml\n")
    assert [(problem.source.line, problem.message) for problem in problems] == [
        (2, "偏差原因 里没有“低余”这一项，是不是“低于”？")
    ]


@pytest.mark.parametrize("score", ["—", '""', "/"])
def test_a_dash_or_a_blank_is_no_mistake(tmp_path: Path, score: str) -> None:
    (form,) = forms(tmp_path, TREE % score).values()
    assert form.problems == ()


def test_totals_rates_and_grades_are_filters(tmp_path: Path) -> None:
    text = (
        TREE % "自动"
        + '打分: 上海\n执行率: "{{ 495 | 执行率(500) }}"\n执行得分: "{{ 495 | 执行率得分(500, 10) }}"\n'
        + '总分: "{{ 指标 | sum(attribute=\'得分\') }}"\n等级: "{{ 75 | 等级 }}"\n'
    )
    (form,) = forms(tmp_path, text).values()
    shown = {name: form.context[name] for name in ("执行率", "执行得分", "总分", "等级")}
    assert shown == {"执行率": "99%", "执行得分": "9.9", "总分": "5.85", "等级": "合格"}


def test_a_project_may_bring_its_own_profile(tmp_path: Path) -> None:
    write(tmp_path, "等级: {好: 60, 不好: 0}\n正向: 不达标不得分\n", "我省.yaml")
    (form,) = forms(tmp_path, TREE % "自动" + "打分: 我省.yaml\n等级: '{{ 60 | 等级 }}'\n").values()
    assert (form.context["等级"], form.context["指标"][0].得分) == ("好", "0")


@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        ("打分: 上诲", "P041", "没有打分办法“上诲”，是不是“上海”？"),
        ("打分: 没有.yaml", "P041", "没有打分办法文件"),
        ("打分: {}", "P041", "打分 后面应为名称"),
    ],
)
def test_an_unknown_profile_is_located(tmp_path: Path, line: str, code: str, message: str) -> None:
    project, problems = load(tmp_path, f"模板: 表\n{line}\n")
    assert project is None
    (problem,) = problems
    assert (problem.code, problem.source.line) == (code, 2)
    assert message in problem.message


def test_mistakes_in_a_profile_are_all_told(tmp_path: Path) -> None:
    write(tmp_path, "等及: {}\n分值: {产出: 五十}\n反向: 递增\n", "我省.yaml")
    project, problems = load(tmp_path, "模板: 表\n打分: 我省.yaml\n")
    assert project is None
    assert [(problem.code, problem.source.line) for problem in problems] == [
        ("P042", 1), ("P042", 2), ("P042", 1), ("P042", 3),
    ]  # fmt: skip


def test_every_profile_we_bring_is_sound() -> None:
    assert all(profile.grades and profile.weights for profile in map(builtin_profile, builtin_profile_names()))
