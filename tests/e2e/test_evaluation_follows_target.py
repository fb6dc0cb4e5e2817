"""A self-evaluation that takes its targets from a target form by 沿用: docs/示例/自评 and its template."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from command_line import CHECKOUT
from docx_grid import grid_text, read_tables, structure_problems
from libreoffice import pages
from word import docx, table

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import Office

EXAMPLE = CHECKOUT / "docs" / "示例" / "自评"
TARGET, EVALUATION = "目标表", "自评表"
GOLDEN = CHECKOUT / "tests" / "golden" / "自评表" / "沿用目标表.txt"
WORKINGS = """\
改造乡镇商贸中心 | 3 ÷ 4 × 12 = 9
新建村级便民店 | 32 ≥ 30，得 12
培训农村电商人员 | 285 ÷ 300 × 8 = 7.6
便民店正常营业率 | 87 ÷ 90 × 8 ≈ 7.73
补助资金拨付用时 | (1 − (33 − 30) ÷ 30) × 6 = 5.4
单个商贸中心补助 | 28.5 ≤ 30，得 4
农产品网络零售额 | 1.35 ≥ 1.2，得 12
乡镇零售额增长率 | 5.4 ÷ 6 × 10 = 9
共同配送机制 |
受益群众满意度 | 92 ≥ 90，得 10"""
FIRST_OF_QUALITY = "    质量指标:\n"


@pytest.fixture
def example(office: Office) -> Office:
    """A user's folder with a copy of the example as its ``data/``."""
    shutil.copytree(EXAMPLE, office.folder / "data")
    return office


def change(office: Office, name: str, old: str, new: str) -> None:
    file = office.folder / "data" / f"{name}.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def made(office: Office, name: str, form: str | None = None) -> Path:
    return office.folder / "output" / name / f"{form or name}.docx"


def shown(office: Office, name: str, form: str | None = None) -> list[str]:
    """The tables of a form as text."""
    document = made(office, name, form)
    assert structure_problems(document) == []
    return [grid_text(grid) for grid in read_tables(document)]


def rows(indicators: str) -> dict[str, list[str]]:
    """What stands beside each 三级, and beside 总分."""
    cells = [[text.strip() for text in line.split("|")] for line in indicators.splitlines()]
    return {texts[3]: texts[4:] for texts in cells if len(texts) == 9} | {"总分": cells[-1][1:]}


def test_example_builds_both_forms_and_has_nothing_to_say(example: Office) -> None:
    ran = example.build()
    assert (ran.status, ran.messages) == (0, [])
    assert example.made() == ["目标表/目标表.docx", "自评表/自评表.docx"]


def test_evaluation_shows_targets_scores_total_and_grade(example: Office) -> None:
    """9.5 for the execution rate + 9 + 12 + 7.6 + 7.73 + 5.4 + 4 + 12 + 9 + 6.4 + 10 = 92.63."""
    example.build()
    assert shown(example, EVALUATION) == GOLDEN.read_text(encoding="utf-8").rstrip().split("\n\n")


def test_a_target_changed_there_changes_target_goal_score_total_and_grade_here(example: Office) -> None:
    change(example, TARGET, "商贸中心: 4", "商贸中心: 6")
    assert example.build().messages == []
    funds, indicators = shown(example, EVALUATION)
    scored = rows(indicators)
    assert scored["改造乡镇商贸中心"][:4] == ["≥6个", "3个", "12", "6"]  # 3 ÷ 6 × 12
    assert scored["总分"] == ["100", "89.63", "良"]
    assert "改造乡镇商贸中心6个，" in funds
    assert "改造乡镇商贸中心 | ≥6个" in shown(example, TARGET)[0]


def test_nothing_else_changes_with_that_target(example: Office) -> None:
    example.build()
    before = rows(shown(example, EVALUATION)[1])
    change(example, TARGET, "商贸中心: 4", "商贸中心: 6")
    example.build()
    after = rows(shown(example, EVALUATION)[1])
    assert {name for name in before if before[name] != after[name]} == {"改造乡镇商贸中心", "总分"}


def test_budget_changed_there_changes_the_execution_rate_here(example: Office) -> None:
    change(example, TARGET, "项目资金: 260", "项目资金: 247")
    example.build()
    funds, indicators = shown(example, EVALUATION)
    assert "年度资金总额 | 247 | 247 | 247 | 10 | 100% | 10" in funds
    assert rows(indicators)["总分"] == ["100", "93.13", "优"]


def test_an_indicator_added_there_stands_here_with_its_target_alone(example: Office) -> None:
    change(example, TARGET, FIRST_OF_QUALITY, f"{FIRST_OF_QUALITY}      项目验收合格率: 100%\n")
    assert example.build().messages == []
    assert rows(shown(example, EVALUATION)[1])["项目验收合格率"] == ["100%", "", "", "", ""]


def test_a_score_typed_for_what_people_judge_stands(example: Office) -> None:
    change(example, EVALUATION, "得分: 6.4", "得分: 5.60")
    example.build()
    assert rows(shown(example, EVALUATION)[1])["共同配送机制"][3] == "5.60"


def test_an_automatic_score_for_what_people_judge_is_refused_where_it_stands(example: Office) -> None:
    change(example, EVALUATION, "得分: 6.4", "得分: 自动")
    ran = example.build()
    assert ran.status == 1
    (message,) = [line for line in ran.messages if "[P040]" in line]
    assert re.match(r"data/自评表\.yaml:\d+:\d+: 错误 \[P040\] 自评表: 得分: 自动 算不出来", message)
    assert "“建立健全”" in message


def test_working_of_every_score_is_shown_on_request(example: Office) -> None:
    loop = table(("{% for 行 in 指标 %}{{ 行.三级 }}", "{{ 行.算式 }}{% endfor %}"))
    example.template("打分过程.docx", docx("{{ 标题 }}", loop, ""))
    example.project("沿用: 自评表.yaml\n模板: 打分过程\n", name="打分过程")
    assert example.build("data/打分过程.yaml").status == 0
    assert shown(example, "打分过程") == [WORKINGS]


def test_another_profile_scores_by_its_own_formula(example: Office) -> None:
    change(example, EVALUATION, "沿用: 目标表.yaml", "沿用: 目标表.yaml\n打分: 本县.yaml")
    example.put("data/本县.yaml", "分值: {预算执行率: 10}\n等级: {好: 90, 一般: 0}\n正向: 不达标不得分\n")
    example.build("data/自评表.yaml")
    scored = rows(shown(example, EVALUATION)[1])
    assert scored["改造乡镇商贸中心"][3] == "0"
    assert scored["总分"] == ["100", "59.3", "一般"]  # 92.63 − 9 − 7.6 − 7.73 − 9


def test_every_sub_form_is_measured_against_its_own_target(example: Office) -> None:
    change(example, TARGET, "商贸中心: 4", '商贸中心: "{{ 计划 }}"')
    forms = "\n分表:\n  按: 乡镇\n  各表:\n    东乡: {计划: %s}\n    西乡: {计划: %s}\n"
    with (example.folder / "data" / "目标表.yaml").open("a", encoding="utf-8") as file:
        file.write(forms % (4, 3))
    example.build()
    scored = {town: rows(shown(example, EVALUATION, town)[1]) for town in ("东乡", "西乡")}
    assert scored["东乡"]["改造乡镇商贸中心"][:4] == ["≥4个", "3个", "12", "9"]
    assert scored["西乡"]["改造乡镇商贸中心"][:4] == ["≥3个", "3个", "12", "12"]
    assert scored["西乡"]["总分"] == ["100", "95.63", "优"]


def test_yearly_target_prints_and_counts_where_a_target_of_several_years_stands_beside_it(example: Office) -> None:
    old, new = "新建村级便民店:   {分值: 12", "新建村级便民店:   {年度指标值: ≥40个, 分值: 12"
    change(example, EVALUATION, old, new)
    example.build()
    assert rows(shown(example, EVALUATION)[1])["新建村级便民店"][:4] == ["≥40个", "32个", "12", "9.6"]


@pytest.mark.libreoffice
def test_seventeen_indicators_fit_one_page(example: Office, tmp_path: Path) -> None:
    _add_indicators(example, 7)
    (page,) = pages(made(example, EVALUATION), tmp_path)
    assert page.endswith("填报日期：2025年1月20日")


@pytest.mark.libreoffice
def test_heading_row_repeats_on_the_next_page(example: Office, tmp_path: Path) -> None:
    _add_indicators(example, 30)
    first, second = pages(made(example, EVALUATION), tmp_path)
    assert "三级指标" in first
    assert "三级指标" in second
    assert "项目名称" not in second


def _add_indicators(office: Office, count: int) -> None:
    leaf = "      新增指标{}: {{年度指标值: ≥90%, 实际完成值: 95%, 分值: 0, 得分: 自动}}\n"
    added = "".join(leaf.format(number) for number in range(1, count + 1))
    change(office, EVALUATION, FIRST_OF_QUALITY, FIRST_OF_QUALITY + added)
    assert office.build("data/自评表.yaml").status == 0
