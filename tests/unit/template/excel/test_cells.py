"""What a cell of a filled sheet holds: numbers as typed, text, rich text, line breaks, and rows high enough for it."""

from __future__ import annotations

from typing import Any

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet
from sheet import compiled, fill, filled, grid, members, opened, page, sheet

from generator.chinese.nominal_size import needed_height
from generator.problem import Severity


@pytest.mark.parametrize(
    ("typed", "value", "number_format"),
    [
        ("410", 410, "0"),
        ("3000000.00", 3000000, "0.00"),
        ("28.80", 28.8, "0.00"),
        ("1,234.50", 1234.5, "#,##0.00"),
        ("-5", -5, "0"),
        ("100%", 1, "0%"),
        ("9.9", 9.9, "0.0"),
        ("0.5%", 0.005, "0.0%"),
    ],
)
def test_number_as_typed_is_a_number_that_prints_as_typed(typed: str, value: float, number_format: str) -> None:
    cell = page(filled(["{{ 值 }}"], 值=typed))["A1"]
    assert (cell.value, cell.number_format) == (value, number_format)


@pytest.mark.parametrize("typed", ["010", "430100198001011234", "2024-01-01", "=1+1", "+86", "-", "@甲"])
def test_what_excel_would_take_for_something_else_is_text_in_the_text_format(typed: str) -> None:
    cell = page(filled(["{{ 值 }}"], 值=typed))["A1"]
    assert (cell.value, cell.data_type, cell.number_format) == (typed, "s", "@")


@pytest.mark.parametrize("typed", ["≥4家", "是", "2024年底前"])
def test_other_text_keeps_the_format_of_its_cell(typed: str) -> None:
    cell = page(filled(["{{ 值 }}"], 值=typed))["A1"]
    assert (cell.value, cell.number_format) == (typed, "General")


@pytest.mark.parametrize(("own", "typed", "value"), [("0.00", "410", 410), ("@", "410", "410"), ("0.00%", "90%", 0.9)])
def test_format_of_the_template_holds(own: str, typed: str, value: Any) -> None:
    def change(page: Worksheet) -> None:
        page["A1"].number_format = own

    cell = page(filled(["{{ 值 }}"], change=change, 值=typed))["A1"]
    assert (cell.value, cell.number_format) == (value, own)


def test_text_around_a_number_makes_text() -> None:
    assert page(filled(["共{{ 值 }}万元"], 值="410"))["A1"].value == "共410万元"


def test_texts_that_xml_escapes_print_as_they_are() -> None:
    text = "a & b < c > \"d\" 'e' ]]> &amp; 😀𠀀"
    made = filled(["{{ 值 }}", "见 {{ 值 }}"], 值=text)
    assert [cell.value for cell in page(made)[1]] == [text, f"见 {text}"]


def test_text_that_looks_like_a_coded_character_is_protected() -> None:
    assert "<t>_x005F_x000D_</t>" in members(filled(["{{ 值 }}"], 值="_x000D_"))["xl/worksheets/sheet1.xml"]


def test_value_with_line_breaks_wraps() -> None:
    cell = page(filled(["{{ 值 }}"], 值="甲\n乙"))["A1"]
    assert (cell.value, cell.alignment.wrap_text) == ("甲\n乙", True)


def test_blank_value_leaves_the_styled_cell() -> None:
    def change(page: Worksheet) -> None:
        page["A1"].border = Border(left=Side("thin"))

    cell = page(filled(["{{ 值 }}", "x"], change=change, 值=""))["A1"]
    assert (cell.value, cell.border.left.style) == (None, "thin")


def test_every_cell_of_a_merge_keeps_its_borders() -> None:
    def change(page: Worksheet) -> None:
        for name in ("A1", "B1", "A2", "B2"):
            page[name].border = Border(*[Side("thin")] * 4)

    rows: list[list[Any]] = [["头", "{% for 甲 in 各甲 %}{{ 甲 }}{% endfor %}"], [None, "{{ 尾 }}"]]
    made = page(filled(*rows, merges=["A1:A2"], change=change, 各甲=["1"], 尾="乙"))
    assert [made[name].border.bottom.style for name in ("A1", "B1", "A2", "B2")] == ["thin"] * 4


def test_value_takes_the_run_of_its_first_character() -> None:
    bold = InlineFont(b=True, rFont="黑体")
    template = sheet([CellRichText("名称：", TextBlock(bold, "{{ 名 }}"), "（", TextBlock(bold, "重"), "）{{ 尾 }}")])
    value = page(fill(template, 名="甲&乙", 尾="完"))["A1"].value
    assert [(getattr(run, "text", run), hasattr(run, "font") and run.font.b) for run in value] == [
        ("名称：", False), ("甲&乙", True), ("（", False), ("重", True), ("）完", False),
    ]  # fmt: skip


def test_tag_split_over_runs_works() -> None:
    template = sheet([CellRichText("{{ 项", TextBlock(InlineFont(b=True), "目 }}"), " 万")])
    assert str(page(fill(template, 项目="甲"))["A1"].value) == "甲 万"


def test_tag_over_two_lines_is_one_tag() -> None:
    assert grid(filled(["{{ 值\n | upper }}"], 值="a")) == "A"


def test_headers_hold_tags() -> None:
    def change(page: Worksheet) -> None:
        page.oddHeader.center.text = "{{ 名 }} 第&P页"

    made = opened(filled(["{{ 名 }}"], change=change, 名="研发 & 试验"))
    assert made.worksheets[0].oddHeader.center.text == "研发 && 试验 第&P页"


def test_name_of_a_sheet_is_cleaned_to_what_excel_takes() -> None:
    def change(page: Worksheet) -> None:
        page.title = "{{ 名 }}"
        page.parent.create_sheet("合计")["A1"] = "=SUM('{{ 名 }}'!A1)"

    made = opened(filled(["{{ 名 }}"], change=change, 名="甲/乙[1]：" + "长" * 40))
    assert made.sheetnames == ["甲_乙_1_：" + "长" * 24, "合计"]
    assert made["合计"]["A1"].value == f"=SUM('{made.sheetnames[0]}'!A1)"


# Heights


def wrapped(page: Worksheet) -> None:
    """Everything in 11 pt wraps in columns of 20."""
    page.column_dimensions["A"].width = page.column_dimensions["B"].width = 20
    for cell in (cell for row in page.iter_rows() for cell in row):
        cell.alignment = Alignment(wrap_text=True)
        cell.font = Font(sz=11)


LONG = "支持企业开拓非洲市场并新设境外企业" * 4


def test_row_grows_for_wrapped_text_and_no_other_changes() -> None:
    made = page(filled(["{{ 值 }}"], ["{{ 短 }}"], ["定"], change=wrapped, 值=LONG, 短="甲"))
    heights = [made.row_dimensions[row].height for row in (1, 2, 3)]
    assert heights[0] == pytest.approx(needed_height(LONG, 20 * 5.25, 11), abs=15)
    assert heights[0] > 80
    assert heights[2] is None


def test_height_that_the_template_fixes_is_the_least() -> None:
    def change(page: Worksheet) -> None:
        wrapped(page)
        page.row_dimensions[1].height = page.row_dimensions[2].height = 60

    made = page(filled(["{{ 短 }}"], ["{{ 长 }}"], change=change, 短="甲", 长=LONG))
    assert made.row_dimensions[1].height == 60
    assert made.row_dimensions[2].height > 80


def test_merged_cell_counts_all_its_columns_and_lets_its_last_row_grow() -> None:
    def change(page: Worksheet) -> None:
        wrapped(page)
        for row in (1, 2, 3):
            page.row_dimensions[row].height = 20

    one = page(filled(["{{ 值 }}", None], change=change, merges=["A1:B1"], 值=LONG)).row_dimensions[1].height
    made = page(filled(["{{ 值 }}", "1"], [None, "2"], [None, "3"], change=change, merges=["A1:A3"], 值=LONG))
    heights = [made.row_dimensions[row].height for row in (1, 2, 3)]
    alone = page(filled(["{{ 值 }}"], change=change, 值=LONG)).row_dimensions[1].height
    assert one < alone
    assert heights[:2] == [20, 20]
    assert sum(heights) == pytest.approx(alone)


def test_text_beyond_the_highest_row_is_printed_smaller() -> None:
    made = page(filled(["{{ 值 }}"], change=wrapped, 值=LONG * 7))
    assert made.row_dimensions[1].height <= 409
    assert made["A1"].font.sz < 11


def test_text_that_fits_no_row_is_told() -> None:
    template = compiled(sheet(["{{ 值 }}"], change=wrapped))
    _, problems = template.render_with_warnings({"值": LONG * 60}, "长沙市")
    assert [(each.severity, each.code, each.source.place, each.form) for each in problems] == [
        (Severity.WARNING, "T044", "工作表“表” A1", "长沙市")
    ]


def test_text_that_no_merged_rows_show_is_told() -> None:
    rows: list[list[Any]] = [["{{ 值 }}", "{{ 甲 }}"], [None, "x"]]
    template = compiled(sheet(*rows, merges=["A1:A2"], change=wrapped))
    _, problems = template.render_with_warnings({"值": LONG * 60, "甲": "1"}, "长沙市")
    assert [each.code for each in problems] == ["T044"]
