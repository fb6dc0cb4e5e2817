"""Indicators against sub-forms: values side by side, odd spellings marked, sums only where they mean something."""

from __future__ import annotations

import io
import re
from pathlib import Path

from generator.check.inspect import inspect
from generator.check.matrix import Matrix, matrix, print_matrix
from generator.project.load import load_project

PROJECT = """\
模板: 表
绩效指标:
  产出指标:
    数量指标:
      企业数: "{{ 企业 }}"
      场次: "{{ 场次 }}"
      培训: {指标值: ≥10人次, 分解: {甲区: ≥5人次, 乙区: ≥5人次}}
  效益指标:
    社会效益指标:
      满意率: "{{ 满意 }}"
      影响: 积极
分表:
  按: 市
  各表:
    甲市: {企业: ≥4家, 场次: 10场, 满意: 95}
    乙市: {企业: ≥1.5家, 场次: 3-5次, 满意: 90}
    丙市: {企业: "=2家", 满意: 90}
"""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def of(folder: Path, text: str = PROJECT) -> Matrix:
    path = folder / "项目.yaml"
    path.write_text(text, encoding="utf-8")
    project, problems = load_project(path)
    assert project is not None, problems
    return matrix(inspect(project).subject)


def shown(found: Matrix) -> list[str]:
    out = io.StringIO()
    print_matrix(found, out)
    return out.getvalue().splitlines()


def test_lines_with_tabs_where_there_is_no_terminal(tmp_path: Path) -> None:
    assert shown(of(tmp_path)) == [
        "项目",
        "一级\t二级\t三级\t甲市\t乙市\t丙市\t合计",
        "产出指标\t数量指标\t企业数\t≥4家\t≥1.5家\t=2家 *\t7.5家",
        "产出指标\t数量指标\t场次\t10场\t3-5次\t\t",
        "产出指标\t数量指标\t培训\t≥10人次\t≥10人次\t≥10人次\t30人次",
        "效益指标\t社会效益指标\t满意率\t95\t90\t90\t",
        "效益指标\t社会效益指标\t影响\t积极\t积极\t积极\t",
        "",
    ]


def test_different_indicators_of_one_unit_are_not_added(tmp_path: Path) -> None:
    found = of(tmp_path, "模板: 表\n绩效指标: {产出指标: {数量指标: {甲类企业: 3家, 乙类企业: 4家}}}\n")
    assert shown(found) == [
        "项目",
        "一级\t二级\t三级\t项目\t合计",
        "产出指标\t数量指标\t甲类企业\t3家\t",
        "产出指标\t数量指标\t乙类企业\t4家\t",
        "",
    ]


def test_an_indicator_that_only_a_later_form_has_stands_with_its_fellows(tmp_path: Path) -> None:
    text = """\
模板: 表
绩效指标:
  产出指标: {数量指标: {甲: 1}, 质量指标: {乙: 1}}
分表:
  按: 市
  各表:
    一市: {}
    二市: {绩效指标: {产出指标: {数量指标: {丙: 2}}}}
"""
    assert [line.levels[2] for line in of(tmp_path, text).lines] == ["甲", "丙", "乙"]


def test_the_target_of_the_whole_period_is_shown_where_there_is_one(tmp_path: Path) -> None:
    tree = "{产出指标: {数量指标: {企业数: {当年值: ≥4家, 周期值: ≥12家}, 场次: {年度指标值: ≥3场}}}}"
    found = of(tmp_path, f"模板: 表\n绩效指标: {tree}\n")
    assert [line.cells[0].text for line in found.lines] == ["≥12家", "≥3场"]


def test_a_project_without_indicators_has_headings_only(tmp_path: Path) -> None:
    assert shown(of(tmp_path, "模板: 表\n")) == ["项目", "一级\t二级\t三级\t项目\t合计", ""]


def test_a_wide_table_is_drawn_in_parts_that_fit(tmp_path: Path) -> None:
    forms = "".join(f"    第{number}市: {{数: {number}家}}\n" for number in range(1, 31))
    text = (
        f"模板: 表\n绩效指标: {{产出指标: {{数量指标: {{企业数: '{{{{ 数 }}}}'}}}}}}\n分表:\n  按: 市\n  各表:\n{forms}"
    )
    out = Terminal()
    print_matrix(of(tmp_path, text), out)
    drawn = re.sub(r"\x1b\[[0-9;]*m", "", out.getvalue())
    assert max(sum(2 if ord(one) > 0x2E7F else 1 for one in line) for line in drawn.splitlines()) <= 80
    assert drawn.count("企业数") == drawn.count("三级") > 3
    assert all(f"第{number}市" in drawn for number in range(1, 31))
    assert "465家" in drawn


def test_what_forms_define_differently_is_not_added(tmp_path: Path) -> None:
    text = """\
模板: 表
绩效指标:
  产出指标:
    数量指标:
      新增进口企业: 新增进口{{ 门槛 }}万美元（含）以上企业≥{{ 数 }}家
      培训: ≥{{ 数 }}{{ 单位 }}
      投诉: "{{ 号 }}{{ 数 }}起"
      展会: {指标值: "{{ 数 }}场", 内容: "{{ 内容 }}"}
      走访: {指标值: "{{ 数 }}家", 内容: "{{ 市 }}的企业"}
      论坛: "{{ 数 }}场（{{ 内容 }}）"
      活动: 共计{{ 数 }}场
显示: {活动: "活\\n动"}
分表:
  按: 市
  各表:
    甲市: {门槛: 200, 数: 1, 单位: 人, 号: ≥, 内容: 省内}
    乙市: {门槛: 20, 数: 2, 单位: 人次, 号: ≤, 内容: 省外}
"""
    found = {line.levels[2]: line.total for line in of(tmp_path, text).lines}
    assert found == {
        "新增进口企业": "口径不同，不加",
        "培训": "单位不同，不加",
        "投诉": "符号不同，不加",
        "展会": "口径不同，不加",
        "走访": "3家",
        "论坛": "口径不同，不加",
        "活动": "3场",
    }


def test_each_tree_has_rows_of_its_own(tmp_path: Path) -> None:
    text = """\
模板: 表
绩效指标: {产出指标: {数量指标: {示范园: 10亩}}}
长期绩效指标: {产出指标: {数量指标: {示范园: 30亩, 基地: 20亩}}}
"""
    assert shown(of(tmp_path, text)) == [
        "项目",
        "一级\t二级\t三级\t项目\t合计",
        "产出指标\t数量指标\t示范园\t10亩\t",
        "长期绩效指标/产出指标\t数量指标\t示范园\t30亩\t",
        "长期绩效指标/产出指标\t数量指标\t基地\t20亩\t",
        "",
    ]
