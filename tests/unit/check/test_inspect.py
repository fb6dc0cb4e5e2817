"""Inspecting a project with more sub-forms than fit into memory."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import Environment

from generator.check import inspect as inspect_module
from generator.check.inspect import inspect
from generator.jinja.shapes import shapes
from generator.project.load import load_project

PROJECT = "模板: 表\n绩效指标: {产出: {数量: {企业数: ≥4家}}}\n分表: {按: 市州, 各表: {甲市: {}, 乙市: {}, 丙市: {}}}\n"


def test_of_too_many_forms_the_first_are_inspected_and_the_user_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "项目.yaml"
    path.write_text(PROJECT, encoding="utf-8")
    project, _ = load_project(path, "项目.yaml")
    assert project is not None
    monkeypatch.setattr(inspect_module, "_MOST_VALUES", 20)
    found = inspect(project)
    assert [form.name for form in found.subject.forms] == ["甲市", "乙市"]
    told = "分表和内容太多，只检查了前 2 个分表（一共 3 个），其余没有检查；请分成几个项目文件"
    assert [f"{one.source} {one.code}: {one.message}" for one in found.resolving] == [f"项目.yaml:3:26 X004: {told}"]
    monkeypatch.setattr(inspect_module, "_MOST_VALUES", 40)
    assert inspect(project).resolving == ()


def test_the_rules_know_what_a_template_prints_of_tables_and_rows(tmp_path: Path) -> None:
    path = tmp_path / "项目.yaml"
    path.write_text(PROJECT, encoding="utf-8")
    project, _ = load_project(path, "项目.yaml")
    assert project is not None
    tags = "{{ 标题 }}{{ 资金.总额.预算 }}{{ 资金['执行/率'] }}"
    tags += "{% for 行 in 指标 %}{{ 行.一级 }}{{ 行.指标值 }}{% endfor %}"
    expected = shapes([Environment(autoescape=True).parse(tags)])
    assert inspect(project, expected).subject.printed == {
        *("标题", "资金", "资金/总额", "资金/总额/预算", "资金/执行／率", "指标", "指标/一级", "指标/指标值"),
    }
