"""A project file laid out for a template: every variable is there, and it builds as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from word import docx, paragraph, table

from generator.build.new import draft
from generator.project.load import load_project
from generator.template.catalogue import catalogue
from generator.template.labels import word_labels
from generator.template.word.template import DocxTemplate, compile_docx

TEMPLATES = sorted(Path(__file__).parents[3].joinpath("templates", "docx").glob("*.docx"))


def drafted(path: Path, folder: Path) -> tuple[DocxTemplate, str, Path]:
    template = compile_docx(path)
    text = draft(path.stem, template.shapes, word_labels(template))
    file = folder / "新.yaml"
    file.write_text(text, encoding="utf-8")
    return template, text, file


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_draft_of_every_template_builds_as_it_is(path: Path, tmp_path: Path) -> None:
    template, _, file = drafted(path, tmp_path)
    project, problems = load_project(file)
    assert project is not None
    assert not problems
    (form,) = project.contexts(uses=template.names)
    assert not form.problems
    assert template.render(form.context)


def test_every_kind_of_variable_is_laid_out_with_the_words_beside_it(tmp_path: Path) -> None:
    body = (
        paragraph("单位：{{ 单位 }}"),
        table(("负责人", "{{ 负责人 }}"), ("资金", "{{ 资金.省级 }}{{ 资金.市级 }}")),
        table(
            ("指标", "值"),
            ("{% for 行 in 指标 %}{{ 行.三级 }}", "{{ 行.责任科室 }}{% endfor %}"),
        ),
        table(("{% for 人 in 名单 %}{{ 人.姓名 }}{% endfor %}", "{% for 区 in 地区 | 按列 %}{{ 区 }}{% endfor %}")),
    )
    path = tmp_path / "样.docx"
    path.write_bytes(docx(*body))
    template, text, file = drafted(path, tmp_path)
    lines = [line.rstrip() for line in text.splitlines()]
    assert '单位: ""                     # 单位：（第1段）' in lines
    assert '负责人: ""                   # 表1 第1行 第2列' in lines
    assert '资金: {省级: "", 市级: ""}   # 表1 第2行 第2列' in lines
    assert '名单: [{姓名: ""}]' in lines
    assert any(line.startswith("地区: [甲地, 乙地]") for line in lines)
    assert "#   责任科室：值（表2 第2行 第2列）" in lines
    assert '      - {三级: "", 责任科室: ""}' in lines
    project, problems = load_project(file)
    assert project is not None
    assert not problems
    (form,) = project.contexts(uses=template.names)
    assert template.render(form.context)


def test_a_template_over_all_forms_gets_forms_with_what_it_takes_of_them(tmp_path: Path) -> None:
    path = tmp_path / "汇总.docx"
    row = ("{% for 表 in 全部分表 %}{{ 表.市州 }}", "{{ 表.资金 }}{% endfor %}")
    path.write_bytes(docx(table(row, ("合计", "{{ 全部分表 | sum(attribute='资金') }}"))))
    template, text, file = drafted(path, tmp_path)
    assert '    甲市: {资金: ""}' in text
    project, problems = load_project(file)
    assert project is not None
    assert not problems
    rendered = {form.name: template.render(form.context) for form in project.contexts(uses=template.names)}
    assert list(rendered) == ["甲市", "乙市"]


def test_forms_are_named_by_the_variable_for_places_that_the_template_has(tmp_path: Path) -> None:
    path = tmp_path / "表.docx"
    path.write_bytes(docx(table(("项目", "{{ 项目名称 }}"), ("县区", "{{ 县市区 }}"))))
    _, text, file = drafted(path, tmp_path)
    assert "#   按: 县市区\n" in text
    file.write_text(text.replace("# 分表", "分表").replace("#   ", "  "), encoding="utf-8")
    project, problems = load_project(file)
    assert project is not None
    assert not problems
    assert [form.context["县市区"] for form in project.contexts()] == ["甲市", "乙市"]


def test_templates_are_found_by_name() -> None:
    assert {path.stem for path in TEMPLATES} <= set(catalogue(None).names())
