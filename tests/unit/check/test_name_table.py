"""What ``check --names`` lists: each name, what it is taken for, and which rules look at it or cannot."""

from __future__ import annotations

from pathlib import Path

from generator.check.inspect import subject_of
from generator.check.name_table import NameRow, name_rows
from generator.check.names import take_names
from generator.check.rule import Rule
from generator.check.rules import funds_total, table_total
from generator.check.subject import Subject
from generator.chinese.vocabulary import Role
from generator.jinja.values import IndicatorRow, Typed
from generator.project.indicators.scores import builtin_profile
from generator.project.load import load_project

RULES = (
    Rule("A001", "分值", needs=((Role.WEIGHT,),)),
    Rule("A004", "总分", needs=((Role.SCORE,), (Role.TOTAL_SCORE, Role.SUM_ROW)), reads=(Role.WEIGHT,)),
)

PROJECT = """\
模板: 表
财政拨款: 100
一般公共预算: 80
政府性基金: 20
其他资金: 5
分配: {甲市: {数: 1}, 乙市: {数: 2}, 合计: {数: 3}}
说明: {合计: 见附表}
"""


def subject() -> Subject:
    row = IndicatorRow({"权重": Typed("50"), "完成程度": Typed("9家")}, frozenset())
    names = take_names([{"指标": [row], "市州": Typed("甲市"), "资金": Typed("5")}], {"权重", "完成程度"}, ("市州",))
    return Subject("项目.yaml", "项目", (), builtin_profile("财预〔2020〕10号"), names=names)


def test_columns_come_before_fields_each_with_its_rules() -> None:
    assert name_rows(subject(), RULES) == [
        NameRow("指标/权重", "分值", "词汇表", ("A001",), (("A004", "得分，也没有总得分或合计行"),)),
        NameRow("指标/完成程度", "", "词汇表里没有", (), ()),
        NameRow("市州", "", "分表的名称，不是值", (), ()),
        NameRow("资金", "资金总额", "词汇表", (), ()),
    ]


def test_the_rules_in_words() -> None:
    assert [row.rules for row in name_rows(subject(), RULES)[:2]] == [
        "查了 A001；没查 A004：没有得分，也没有总得分或合计行",
        "",
    ]


def test_a_rule_that_lacks_something_else_than_a_name_did_not_look() -> None:
    rule = Rule("D006", "空", reads=(Role.WEIGHT,), missing=lambda each: "" if each.printed else "可用的模板")
    assert [row.rules for row in name_rows(subject(), (rule,))] == ["没查 D006：没有可用的模板", "", "", ""]


def test_a_rule_that_compares_sums_says_which_names_it_compared(tmp_path: Path) -> None:
    path = tmp_path / "项目.yaml"
    path.write_text(PROJECT, encoding="utf-8")
    project, _ = load_project(path, "项目.yaml")
    assert project is not None
    rows = name_rows(subject_of(project, list(project.contexts())), (funds_total.RULE, table_total.RULE))
    assert {row.name: row.rules for row in rows if row.rules} == {
        "财政拨款": "查了 A007",
        "一般公共预算": "查了 A007",
        "政府性基金": "查了 A007",
        "其他资金": "没查 A007：没有可以比的合计和各部分",
        "分配/合计": "查了 A012；没查 A007：没有可以比的合计和各部分",
        "说明/合计": "没查 A007：没有可以比的合计和各部分；没查 A012：没有可以比的合计和各部分",
    }
