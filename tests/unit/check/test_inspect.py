"""Inspecting a project with more sub-forms than fit into memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.check import inspect as inspect_module
from generator.check.inspect import inspect
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
