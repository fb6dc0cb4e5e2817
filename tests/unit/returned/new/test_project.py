"""Forms that have no project become one project file, which says what they share once and makes each of them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from docx_grid import read_tables
from returned import ROWS, Returned
from word import docx, section, table

from generator.returned.new.project import new_project

if TYPE_CHECKING:
    from pathlib import Path

PROJECT = """\
模板: 表
标题: 2024年绩效目标表
主管部门: "{{ 市 }}商务局"
配套: 5
目标: "{{ 目标语 }}"
绩效指标:
  产出指标:
    数量指标:
      企业数: ≥{{ 企业 }}家
      新设数: ≥{{ 新设 }}家
      培训: 3场
    时效指标:
      按期拨付: 2024年底前
  效益指标:
    经济指标:
      贸易额: ≥{{ 贸易 }}亿元
分表:
  按: 市
  各表:
    甲市: {资金: 410, 贸易: 230, 企业: 4, 新设: 1, 目标语: 贸易达到230亿元}
    乙市: {资金: 40, 贸易: 7, 企业: 1, 目标语: 贸易达到7亿元, 显示: {培训: "培\\n训"}}
    丙市: {资金: 100, 贸易: 70, 企业: 2, 目标语: 贸易达到70亿元, 顺序: {数量指标: [培训, 企业数]}}
    丁市: {资金: 90, 贸易: 8, 企业: 2, 目标语: 贸易达到8亿元, 绩效指标: {产出指标: {数量指标: {培训: 4场}}}}
    戊市: {资金: 80, 贸易: 9, 企业: 3, 目标语: 贸易达到9亿元, 绩效指标: {产出指标: {时效指标: {按期拨付: }}}}
"""
READ = """\
# 由 5 份填好的表读出；模板 表。
# 改完运行 jixiao build 重新生成。

模板: 表

年度: 2024
标题: "{{ 年度 }}年绩效目标表"
主管部门: "{{ 市 }}商务局"
目标: 贸易达到{{ 贸易额 }}亿元
配套: 5

绩效指标:
  产出指标:
    数量指标:
      企业数: ≥{{ 企业数 }}家
      新设数: ≥{{ 新设数 }}家
      培训: 3场
    时效指标:
      按期拨付: "{{ 年度 }}年底前"
  效益指标:
    经济指标:
      贸易额: ≥{{ 贸易额 }}亿元

# 各表自己的内容
分表:
  按: 市
  各表:
    丁市: {资金:  90, 企业数: 2, 贸易额:   8, 绩效指标: {产出指标: {数量指标: {培训: 4场}}}}
    丙市: {资金: 100, 企业数: 2, 贸易额:  70, 顺序: {数量指标: [培训, 企业数]}}
    乙市: {资金:  40, 企业数: 1, 贸易额:   7, 显示: {培训: "培\\n训"}}
    戊市: {资金:  80, 企业数: 3, 贸易额:   9, 绩效指标: {产出指标: {时效指标: {按期拨付: }}}}
    甲市: {资金: 410, 企业数: 4, 贸易额: 230, 新设数: 1}
"""


@pytest.fixture
def returned(tmp_path: Path) -> Returned:
    template = docx(
        "{{ 标题 }}",
        table(("主管部门", "{{ 主管部门 }}"), ("资金", "{{ 资金 }}"), ("目标", "{{ 目标 }}"), ("配套", "{{ 配套 }}")),
        "",
        table(("一级指标", "二级指标", "三级指标", "指标值"), ROWS),
        "",
        section(),
    )
    return Returned(tmp_path, PROJECT, template)


def test_forms_become_a_project_that_a_person_would_write(returned: Returned) -> None:
    for name in ("甲市", "乙市", "丙市", "丁市", "戊市"):
        returned.edit(name, file=f"附件（{name}）")
    made = new_project([returned.forms], "表", returned.catalogue)
    assert made.text == READ
    assert not made.problems


def test_one_form_is_a_project_without_sub_forms(returned: Returned) -> None:
    returned.edit("甲市")
    made = new_project([returned.forms], "表", returned.catalogue)
    assert "分表" not in made.text
    assert "企业数: ≥4家" in made.text
    assert not made.problems


def test_three_levels_that_repeat_become_a_list(returned: Returned) -> None:
    returned.edit("甲市", lambda form: form.add_row("培训", None, None, "培训", "9场"))
    made = new_project([returned.forms], "表", returned.catalogue)
    assert "- {三级: 培训, 指标值: 9场}" in made.text
    assert not made.problems


def test_form_that_is_none_is_told(returned: Returned) -> None:
    (returned.forms / "坏.docx").write_bytes(b"no zip")
    made = new_project([returned.forms], "表", returned.catalogue)
    assert made.text == ""
    assert [problem.source.file for problem in made.problems] == [str(returned.forms / "坏.docx")]


SCORED = docx(
    table(
        ("项目名称", "{{ 项目名称 }}", "", ""),
        ("主管部门", "{{ 主管部门 }}", "", ""),
        ("三级", "指标值", "完成值", "原因"),
        ("{% for 行 in 指标 %}{{ 行.三级 }}", "{{ 行.指标值 }}", "{{ 行.完成值 }}", "{{ 行.原因 }}{% endfor %}"),
    ),
    "",
    section(),
)
SCORED_PROJECT = """\
模板: 表
绩效指标: {产出: {数量: {企业数: {指标值: 3家, 完成值: "", 原因: ""}}}}
分表:
  按: 项目名称
  各表:
    拆违经费: {主管部门: 普陀区城市管理局}
    下立交工程: {主管部门: 上海市普陀区建设委员会}
"""


def _rebuilt(returned: Returned, names: tuple[str, ...], text: str) -> list[bytes]:
    returned.project.write_text(text, encoding="utf-8")
    return [returned.built(name) for name in names]


@pytest.mark.parametrize("names", [("拆违经费",), ("下立交工程", "拆违经费")])
def test_attributes_that_are_blank_everywhere_stay_and_every_form_is_built_again(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    returned = Returned(tmp_path, SCORED_PROJECT, SCORED)
    forms = [read_tables(returned.edit(name)) for name in names]
    made = new_project([returned.forms], "表", returned.catalogue)
    assert not made.problems
    assert all(f'{name}: ""' in made.text for name in ("完成值", "原因"))
    wanted = names if len(names) > 1 else ("项目",)
    assert [read_tables(form) for form in _rebuilt(returned, wanted, made.text)] == forms


def test_forms_are_not_named_by_pieces_of_their_values(tmp_path: Path) -> None:
    returned = Returned(tmp_path, SCORED_PROJECT, SCORED)
    for number, name in enumerate(("拆违经费", "下立交工程")):
        returned.edit(name, file=f"{number}")
    made = new_project([returned.forms], "表", returned.catalogue)
    assert not made.problems
    assert "    拆违经费:" in made.text
    assert "    下立交工程:" in made.text


def test_project_that_does_not_make_a_form_is_told_without_a_path_that_is_gone(tmp_path: Path) -> None:
    template = docx(table(("资金", "{{ 资金 }}"), ("一半", "{{ 10 / 资金 }}")), "", section())
    returned = Returned(tmp_path, "模板: 表\n资金: 2\n", template)
    returned.edit("项目", lambda form: form.type("资金", "0"))
    made = new_project([returned.forms], "表", returned.catalogue)
    assert [(each.code, each.source.file) for each in made.problems] == [("R011", str(returned.forms / "项目.docx"))]
