"""A form that the program has never seen: two-level headings, a column per region, a summary of all departments.

Its template and its project files are all there is to it; the goldens were reckoned from the project files by hand.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from command_line import CHECKOUT
from docx_grid import body_paragraphs, grid_text, read_tables, structure_problems
from libreoffice import pages
from validate_ooxml import problems
from word import PAGE, cell, docx, paragraph, part, row, section, table

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import Office

DATA = CHECKOUT / "tests" / "e2e" / "data"
GOLDEN = CHECKOUT / "tests" / "golden" / "整体支出"
DEPARTMENTS = ("商务局", "文旅局", "农业农村局")
REGIONS = {"三地区": 3, "十四地区": 14}
WIDTHS = (800, 1200, 2300, 600, 6000, 1137, 1100, 700, 1300)
LANDSCAPE = (
    '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="850" w:right="850" w:bottom="850" '
    'w:left="851" w:header="720" w:footer="720" w:gutter="0"/>'
)
NARROW = '<w:tblCellMar><w:left w:w="20" w:type="dxa"/><w:right w:w="20" w:type="dxa"/></w:tblCellMar>'
BORDERS = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in
                  ("top", "left", "bottom", "right", "insideH", "insideV"))  # fmt: skip
LAYOUT = f'<w:tblBorders>{BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/>{NARROW}</w:tblPr>'
TARGET_HERE = '{{ 行.分解 | selectattr("地区", "equalto", 区) | map(attribute="指标值") | join }}'


def down(text: str, span: int = 1) -> str:
    return cell(text, span=span, merge="restart")


def covered(span: int = 1) -> str:
    return cell(span=span, merge="continue")


EVALUATION = table(
    row(cell("部门名称", span=2), cell("{{ 部门 }}", span=7)),
    row(down("部门预算", 2), "基本支出", cell("{{ 基本支出 }}", span=3), "项目支出", cell("{{ 项目支出 }}", span=2)),
    row(covered(2), "预算合计", cell("{{ 部门预算 }}", span=3), "执行数", cell("{{ 执行数 }}", span=2)),
    row(covered(2), "执行率", cell("{{ 执行率 }}", span=3), "得分", cell("{{ 执行率得分 }}", span=2)),
    row(
        *map(down, ("一级指标", "二级指标", "三级指标", "分值")),
        cell("区域目标值", span=2),
        cell("自评", span=2),
        down("偏差原因"),
    ),
    row(*[covered()] * 4, "{% for 区 in 地区 | 按列 %}{{ 区 }}{% endfor %}", "合计", "完成值", "得分", covered()),
    row(
        "{% for 行 in 指标 if not 行.地区 %}{{ 行.一级 | 合并 }}",
        "{{ 行.二级 | 合并 }}",
        "{{ 行.三级 }}",
        "{{ 行.分值 }}",
        TARGET_HERE,
        "{{ 行.指标值 }}",
        "{{ 行.实际完成值 }}",
        "{{ 行.得分 }}",
        "{{ 行.偏差原因 }}{% endfor %}",
    ),
    row(cell("合计", span=3), "{{ 10 + 指标 | sum('分值') }}", cell(span=2), "", "{{ 总得分 }}", "{{ 等级 }}"),
    grid=WIDTHS,
)
SUMMARY = table(
    ("序号", "部门", "部门预算", "执行数", "自评得分", "等级"),
    (
        "{% for 表 in 全部分表 %}{{ 表.序号 }}",
        "{{ 表.部门 }}{% if 表.部门 == 部门 %}（本部门）{% endif %}",
        "{{ 表.部门预算 }}",
        "{{ 表.执行数 }}",
        "{{ 表.总得分 }}",
        "{{ 表.等级 }}{% endfor %}",
    ),
    row(
        cell("合计", span=2),
        '{{ 全部分表 | sum(attribute="部门预算") }}',
        '{{ 全部分表 | sum(attribute="执行数") }}',
        '平均 {{ (全部分表 | sum(attribute="总得分") / 总数) | round(2) }}',
        "",
    ),
    grid=[2000] * 6,
)
TEMPLATE = docx(
    "{{ 标题 }}",
    paragraph("填报单位（盖章）：{{ 部门 }}\t金额单位：万元"),
    EVALUATION.replace("</w:tblPr>", LAYOUT),
    "",
    SUMMARY.replace("</w:tblPr>", LAYOUT),
    "",
    section().replace(PAGE, LANDSCAPE),
)


@pytest.fixture
def whole(office: Office) -> Office:
    """A user's folder with the form's template and its two project files."""
    office.template("整体支出绩效自评表.docx", TEMPLATE)
    for project in REGIONS:
        office.project((DATA / f"{project}.yaml").read_bytes(), name=project)
    return office


def made(office: Office, project: str, form: str) -> Path:
    return office.folder / "output" / project / f"{form}.docx"


def shown(document: Path) -> str:
    """The lines above the tables, then the tables, each after a blank line."""
    lines = [text for text in body_paragraphs(document) if text]
    return "\n\n".join(["\n".join(lines), *map(grid_text, read_tables(document))])


def test_all_departments_build_without_a_message(whole: Office) -> None:
    ran = whole.build("--book")
    assert (ran.status, ran.messages) == (0, [])
    assert whole.made() == sorted(f"{project}/{form}.docx" for project in REGIONS for form in (*DEPARTMENTS, "合订本"))


@pytest.mark.parametrize("golden", sorted(GOLDEN.glob("*.txt")), ids=lambda path: path.stem)
def test_form_shows_what_the_project_file_says(golden: Path, whole: Office) -> None:
    form, project = golden.stem.removesuffix("）").split("（")
    whole.build()
    assert shown(made(whole, project, form)) == golden.read_text(encoding="utf-8").rstrip()


@pytest.mark.parametrize(("project", "regions"), REGIONS.items())
def test_forty_indicators_stand_under_a_column_for_every_region(project: str, regions: int, whole: Office) -> None:
    whole.build()
    grid = read_tables(made(whole, project, "商务局"))[0]
    heads = [(one.text, one.col_span) for one in grid.rows[4]]
    assert heads[4] == ("区域目标值", regions + 1)
    assert {len(one) for one in grid.rows[6:-1]} == {regions + 8}
    assert len(grid.rows[6:-1]) == 40


@pytest.mark.parametrize("project", REGIONS)
def test_columns_for_regions_take_no_more_room_than_the_one_they_come_from(project: str, whole: Office) -> None:
    whole.build()
    xml = part(made(whole, project, "文旅局").read_bytes())
    main = xml[: xml.index("</w:tblGrid>")]
    assert sum(map(int, re.findall(r'<w:gridCol w:w="(\d+)"', main))) == sum(WIDTHS)


def test_every_form_and_book_is_structurally_sound(whole: Office) -> None:
    whole.build("--book")
    found = {name: structure_problems(whole.folder / "output" / name) for name in whole.made()}
    assert {name: problems for name, problems in found.items() if problems} == {}


def test_a_department_more_is_in_the_summary_of_every_other(whole: Office) -> None:
    more = '    水利局: {基本支出: 100, 项目支出: 200, 执行数: 150, 招商: 20, 招商说明: "", 满意: 90%}\n'
    with (whole.folder / "data" / "三地区.yaml").open("a", encoding="utf-8") as file:
        file.write(more)
    whole.build("--only", "商务局")
    lines = shown(made(whole, "三地区", "商务局")).splitlines()
    assert lines[-2] == "4 | 水利局 | 300 | 150 | 92.82 | 优"  # 97.82 − 10 + 150 ÷ 300 × 10
    assert lines[-1] == "合计 ×2 | 3400 | 3175 | 平均 96.12 |"  # (97.67 + 96.17 + 97.82 + 92.82) ÷ 4


def test_a_breakdown_that_lacks_a_region_is_refused_where_it_stands(whole: Office) -> None:
    text = (DATA / "三地区.yaml").read_text(encoding="utf-8")
    whole.project(text.replace("[≥8个, ≥7个, ≥5个]", "[≥8个, ≥7个]"), name="三地区")
    ran = whole.build("data/三地区.yaml")
    assert ran.status == 2
    line = text[: text.index("[≥8个")].count("\n") + 1
    assert [message for message in ran.messages if "[P022]" in message] == [
        f"data/三地区.yaml:{line}:90: 错误 [P022] {form}: “指标值”有 2 个值，而地区有 3 个：应当一样多，或只写一个值"
        for form in DEPARTMENTS
    ]


def test_every_form_and_book_is_valid_against_the_office_schemas(whole: Office) -> None:
    whole.build("--book", "--to", "docx,xlsx")
    found = {name: problems(whole.folder / "output" / name) for name in whole.made()}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
    assert {"三地区/合订本.docx", "三地区/合订本.xlsx"} <= found.keys()


@pytest.mark.libreoffice
@pytest.mark.parametrize("project", REGIONS)
def test_libreoffice_prints_every_row_of_it(project: str, whole: Office, tmp_path: Path) -> None:
    whole.build()
    document = made(whole, project, "文旅局")
    printed = "".join(pages(document, tmp_path))
    assert "平均97.22" in printed
    thirds = [line for cells in read_tables(document)[0].rows[6:-1] for line in cells[2].text.splitlines()]
    assert [line for line in thirds if line not in printed] == []
