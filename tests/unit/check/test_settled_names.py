"""Names in 检查: those that serve nothing, and those that say the opposite of the vocabulary."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import Environment

from generator.check.inspect import inspect
from generator.check.name_table import name_rows
from generator.check.subject import Subject
from generator.chinese.vocabulary import Role, vocabulary
from generator.jinja.shapes import shapes
from generator.project.load import load_project

PROJECT = """\
模板: 表
备注: ""
资金: {总额: 500, 分值: 3, 执行率（B/A）: 90%}
绩效指标: {产出: {数量: {企业数: {指标值: ≥4家, 权重: 5, 得分: 5}}}}
"""


def inspected(folder: Path, checks: str) -> tuple[Subject, list[str]]:
    path = folder / "项目.yaml"
    path.write_text(f"{PROJECT}检查: {checks}\n", encoding="utf-8")
    project, problems = load_project(path, "项目.yaml")
    assert project is not None, problems
    found = inspect(project, shapes([Environment(autoescape=True).parse("{{ 备注 }}{{ 附言 }}{{ 资金.总额 }}")]))
    told = [f"{one.source.column} {one.severity.value} {one.code}: {one.message}" for one in found.findings]
    return found.subject, [each for each in told if " X" in each]


@pytest.mark.parametrize(
    ("checks", "told"),
    [
        ("{可空: [备住]}", ["11 warning X005: 可空 里的“备住”不起作用：项目和模板里都没有这个名称，是不是“备注”？"]),
        (
            "{名称: {全重: 分值}}",
            ["11 warning X005: 名称 里的“全重”不起作用：项目和模板里都没有这个名称，是不是“权重”？"],
        ),
        (
            "{名称: {另一栏: 分值}}",
            [
                "11 warning X005: 名称 里的“另一栏”不起作用：项目和模板里都没有这个名称（见 jixiao check --names）",
            ],
        ),
        (
            "{名称: {得分: 分值, 指标/分值: 得分}}",
            [
                "11 warning X006: 名称 里把“得分”当作“分值”，词汇表里它是“得分”；两个名称写反了，请核对",
                "19 warning X005: 名称 里的“指标/分值”不起作用：项目和模板里都没有这个名称，是不是“指标/指标值”？",
            ],
        ),
        (
            "{名称: {得分: 分值, 资金/分值: 得分}}",
            [
                "11 warning X006: 名称 里把“得分”当作“分值”，词汇表里它是“得分”；两个名称写反了，请核对",
                "19 warning X006: 名称 里把“资金/分值”当作“得分”，词汇表里它是“分值”；两个名称写反了，请核对",
            ],
        ),
        (
            "{名称: {得分: 复核得分}}",
            ["11 info X006: 名称 里把“得分”当作“复核得分”，词汇表里它是“得分”；照写的算，写错了请改"],
        ),
        ("{名称: {权重: 分值, 指标/得分: 得分, 执行率（B/A）: 执行率}, 可空: [备注, 附言, 资金, 资金/总额]}", []),
    ],
)
def test_names_that_serve_nothing_or_contradict_the_vocabulary_are_told(
    tmp_path: Path, checks: str, told: list[str]
) -> None:
    assert inspected(tmp_path, checks)[1] == told


def test_a_path_settles_one_field_and_a_column_no_field(tmp_path: Path) -> None:
    subject, _ = inspected(tmp_path, "{名称: {资金/分值: 总分值, 指标/得分: 复核得分}}")
    assert subject.names.field_role("资金/分值") is Role.TOTAL_WEIGHT
    assert subject.names.columns[Role.REVIEWED_SCORE] == ("得分",)


def test_what_is_listed_may_be_written(tmp_path: Path) -> None:
    subject, _ = inspected(tmp_path, "{}")
    listed = "、".join(f"{row.name}: {row.role}" for row in name_rows(subject) if row.role)
    again, told = inspected(tmp_path, f"{{名称: {{{listed.replace('、', ', ')}}}}}")
    assert told == []
    assert [(row.name, row.role) for row in name_rows(again)] == [(row.name, row.role) for row in name_rows(subject)]
    assert all(vocabulary().role_called(role.value) is role for role in Role)
