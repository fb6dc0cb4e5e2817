"""Mistakes in a template, and files that are none, are told with the place a person can find."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from sheet import compiled, complaints, problems, saved, sheet, with_members

from generator.office.xml import REL, R
from generator.problem import JixiaoError, Severity
from generator.template.excel.template import compile_xlsx

LOOP, END = "{% for 市 in 各市 %}", "{% endfor %}"


def test_all_mistakes_are_told_at_once() -> None:
    assert complaints(["{{ 甲", "{{ 乙 ! }}"], [LOOP]) == [
        "工作表“表” 第1行 第1列: {{ 甲：标签没有结束，缺 }}",
        "工作表“表” 第1行 第2列: {{ 乙 ! }}：写法有误：不能有字符“!”",
        "工作表“表” 第2行 第1列: {% for 市 in 各市 %}：没有结束，缺 {% endfor %}",
    ]


def test_undefined_name_is_told_with_the_nearest_and_the_form() -> None:
    template = compiled(sheet(["a"], ["x", "{{ 项目名 }}"]))
    with pytest.raises(JixiaoError) as error:
        template.render({"项目名称": "甲"}, "长沙市")
    (problem,) = error.value.problems
    assert (problem.source.place, problem.form) == ("工作表“表” 第2行 第2列", "长沙市")
    assert problem.message == "{{ 项目名 }}：没有定义“项目名”，是不是“项目名称”？"


def test_tag_in_a_formula_is_refused() -> None:
    assert complaints(["=SUM(A2,{{ 甲 }})"]) == [
        "工作表“表” 第1行 第1列: =SUM(A2,{{ 甲 }})：公式里不能写标签；请把值填在别的格里，公式引用那一格"
    ]


def test_merge_over_a_part_of_a_loop_is_refused() -> None:
    rows = ["a", LOOP + "b"], [None, "c"], ["d", "e" + END]
    (told,) = complaints(*rows, ["f"], merges=["A3:A4"])
    assert told == (
        "工作表“表” 第1行 第2列: {% for 市 in 各市 %}：合并单元格 A3:A4 只盖住这个循环的一部分行；"
        "请让它盖住整个循环，或整个在循环里面（它从工作表“表” 第3行 第1列开始）"
    )


def test_blocks_that_overlap_partly_are_refused() -> None:
    (told,) = complaints(["{% for a in 甲 %}"], ["{% if 乙 %}", "{% endfor %}"], ["{% endif %}"])[:1]
    assert "前面没有" in told or "没有结束" in told or "重叠" in told


def test_ends_in_a_header_and_a_cell_are_refused() -> None:
    def change(page: Worksheet) -> None:
        page.oddHeader.center.text = "{% endif %}"

    (problem,) = problems(sheet(["{% if 甲 %}"], change=change))
    assert "两端不在一处" in problem.message


def test_merging_mark_outside_cells_is_refused() -> None:
    def change(page: Worksheet) -> None:
        page.oddFooter.center.text = "{{ 甲 | 合并 }}"

    (problem,) = problems(sheet(["x"], change=change))
    assert (problem.code, problem.source.place) == ("T034", "工作表“表” 页脚")


def test_forbidden_character_is_an_error_not_a_broken_file() -> None:
    assert complaints(["{{ 甲 }}"], 甲="a\x01b") == ["工作表“表” 第1行 第1列: {{ 甲 }}：含有不能打印的控制字符 U+0001"]


def test_text_longer_than_a_cell_is_an_error() -> None:
    (told,) = complaints(["{{ 甲 }}"], 甲="字" * 40_000)
    assert told == "工作表“表” 第1行 第1列: {{ 甲 }}：有 40,000 字，Excel 的一格最多 32,767 字"


def test_header_longer_than_excel_takes_is_an_error() -> None:
    def change(page: Worksheet) -> None:
        page.oddHeader.center.text = "{{ 甲 }}"

    (problem,) = problems(sheet(["x"], change=change), 甲="字" * 300)
    assert problem.message == "有 302 字，Excel 的页眉页脚最多 255 字"


def test_more_rows_than_a_sheet_has_are_refused_before_memory_is_gone() -> None:
    def change(page: Worksheet) -> None:
        page["A100000"] = "{{ 市 }}" + END

    (problem,) = problems(sheet([LOOP], change=change), 各市=range(400))
    assert "超过 Excel 的 1,048,576 行" in problem.message


def test_parts_that_cannot_follow_are_told() -> None:
    template = sheet([LOOP + "{{ 市 }}", END])
    link = f'<Relationship Id="rId1" Type="{R}/pivotTable" Target="../pivotTables/pivotTable1.xml"/>'
    rels = f'<Relationships xmlns="{REL}">{link}</Relationships>'
    parts = {"xl/worksheets/_rels/sheet1.xml.rels": rels, "xl/pivotTables/pivotTable1.xml": "<a/>"}
    (problem,) = compiled(with_members(template, parts)).problems
    assert (problem.severity, problem.source.place) == (Severity.WARNING, "工作表“表”")
    assert "数据透视表" in problem.message


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "文件是空的"), (b"%PDF-1.4", "文件是 PDF"), (b"PK\x03\x04kaputt", "损坏")],
)
def test_file_that_is_no_workbook_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "坏.xlsx"
    path.write_bytes(content)
    with pytest.raises(JixiaoError) as error:
        compile_xlsx(path)
    assert said in error.value.problems[0].message


def test_workbook_with_macros_is_refused(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sheet(["x"]))) as before, zipfile.ZipFile(file, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            if name == "[Content_Types].xml":
                plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
                data = data.replace(plain, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")
            after.writestr(name, data)
    path = tmp_path / "宏.xlsx"
    path.write_bytes(file.getvalue())
    with pytest.raises(JixiaoError) as error:
        compile_xlsx(path)
    assert "宏" in error.value.problems[0].message


@pytest.mark.parametrize(
    "spoil", [('r="A1"', 'r="ZZZZ99"'), ('<row r="1"', '<row r="99999999"'), ('s="', 's="x'), ("<v>0</v>", "<v>77</v>")]
)
def test_foreign_numbers_give_no_traceback(spoil: tuple[str, str]) -> None:
    template = sheet(["{{ 甲 }}", 1], ["x"])
    with zipfile.ZipFile(io.BytesIO(template)) as package:
        xml = package.read("xl/worksheets/sheet1.xml").decode()
    with suppress(JixiaoError):
        compiled(with_members(template, {"xl/worksheets/sheet1.xml": xml.replace(*spoil)})).render({"甲": "1"})


def test_workbook_without_tags_fills_as_it_is() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "甲"
    assert compiled(saved(book)).render({})
