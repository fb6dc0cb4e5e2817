"""The schema that editors use takes every project file that loads, and refuses what ``check`` refuses."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from json_schema import faults
from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor

from generator.project.keywords import STRUCTURE
from generator.project.load import load_project
from generator.project.schema import MODELINE, SCHEMA_FILE, schema, schema_text

ROOT = Path(__file__).parents[3]
PROJECTS = [*sorted(ROOT.glob("data/*.yaml")), *sorted(ROOT.glob("docs/示例/**/*.yaml"))]
PROJECTS += sorted((ROOT / "tests" / "e2e" / "data").glob("*.yaml"))


class _Constructor(SafeConstructor):
    """An equals sign is text, as YAML 1.2 has it."""


_Constructor.add_constructor("tag:yaml.org,2002:value", SafeConstructor.construct_yaml_str)


def wrong(text: str) -> list[str]:
    """As an editor reads it: with the types of YAML 1.2."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _Constructor
    value = yaml.load(text.replace("!文件 ", ""))
    whole = schema()
    return list(faults(value, whole, whole))


@pytest.mark.parametrize("path", PROJECTS, ids=lambda path: path.stem)
def test_real_project_files_are_valid(path: Path) -> None:
    assert wrong(path.read_text(encoding="utf-8")) == []


def test_examples_of_the_manual_are_valid() -> None:
    text = (ROOT / "docs" / "项目文件.md").read_text(encoding="utf-8")
    examples = re.findall(r"^```yaml (\S+)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert len(examples) > 10
    assert {name: wrong(body) for name, body in examples if "模板:" in body or "沿用:" in body} == {
        name: [] for name, body in examples if "模板:" in body or "沿用:" in body
    }


REFUSED = {
    "no template": "标题: 甲",
    "an empty template": '模板: ""',
    "indicators as a text": "模板: 表\n绩效指标: 无",
    "a text below 一级": "模板: 表\n绩效指标: {产出指标: 无}",
    "a list as a value": "模板: 表\n绩效指标: {产出: {数量: {甲: [1]}}}",
    "a fourth level": "模板: 表\n绩效指标: {产出: {数量: {甲: {乙: {丙: {丁: 1}}}}}}",
    "places as a text": "模板: 表\n地区: 甲市",
    "an order as a text": "模板: 表\n顺序: {数量指标: 甲}",
    "a label as a list": "模板: 表\n显示: {甲: [乙]}",
    "forms as a list": "模板: 表\n分表: [甲市]",
    "an unknown key of 分表": "模板: 表\n分表: {案: 市, 各表: {甲市: {}}}",
    "a form that is no mapping": "模板: 表\n分表: {按: 市, 各表: {甲市: 1}}",
    "a template in a form": "模板: 表\n分表: {按: 市, 各表: {甲市: {模板: 表}}}",
    "a name of our own": "模板: 表\n指标: 甲",
    "an unknown setting": "模板: 表\n检查: {忽路: {A003: 原因}}",
    "publication by neither yes nor no": "模板: 表\n检查: {公开: 也许}",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_what_the_schema_refuses_check_refuses_too(text: str, tmp_path: Path) -> None:
    assert wrong(text)
    path = tmp_path / "项目.yaml"
    path.write_text(text, encoding="utf-8")
    _, problems = load_project(path)
    assert [problem for problem in problems if problem.severity == "error"]


def test_every_key_with_a_meaning_is_described_in_chinese() -> None:
    described: dict[str, Any] = schema()["properties"]
    assert {*STRUCTURE, "绩效指标", "地区"} == set(described)
    assert all(re.search("[\u4e00-\u9fff]", below["description"]) for below in described.values())


def test_the_schema_is_json_of_the_declared_draft() -> None:
    assert json.loads(schema_text())["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert MODELINE.strip().endswith(SCHEMA_FILE)
