from __future__ import annotations

import io
from typing import Any

from openpyxl import Workbook, load_workbook
from xlsx_grid import displayed

from generator.writers.excel.sheet import CellFormat, PlainSheet, SheetCell, SheetRow
from generator.writers.excel.summary import contents_sheet, summary_sheet, with_summary
from generator.writers.excel.workbook import workbook_bytes

FORMS = {
    "长沙市": {"资金": "410", "贸易规模": "1,230.50", "比例": "90%", "单位": "甲", "备注": "1"},
    "株洲'市&": {"资金": "40.5", "新设企业": "1", "比例": "95.5%", "单位": "2", "备注": ""},
}
TITLES = ("长沙市", "株洲'市&")


def book() -> bytes:
    return workbook_bytes(
        [PlainSheet(title, (60.0,), (SheetRow((SheetCell(0, CellFormat(), title),)),)) for title in TITLES]
    )


def opened(data: bytes) -> Any:
    return load_workbook(io.BytesIO(data))


def shown(sheet: Any) -> list[list[str]]:
    return [[displayed(cell.value, cell.number_format) for cell in row] for row in sheet]


def test_the_list_and_the_figures_stand_before_the_forms() -> None:
    made = opened(with_summary(book(), FORMS, TITLES))
    assert made.sheetnames == ["目录", "汇总表", *TITLES]
    assert made.active.title == "目录"
    assert [sheet.title for sheet in made if sheet.sheet_view.tabSelected] == ["目录"]


def test_each_form_of_the_list_leads_to_its_sheet() -> None:
    made = opened(with_summary(book(), FORMS, TITLES))
    assert shown(made["目录"]) == [["目录", ""], ["序号", "分表"], ["1", "长沙市"], ["2", "株洲'市&"]]
    links = [(cell.value, cell.hyperlink.location) for cell in made["目录"]["B"] if cell.hyperlink]
    assert links == [("长沙市", "'长沙市'!A1"), ("株洲'市&", "'株洲''市&'!A1")]
    assert [cell.hyperlink.location for cell in made["汇总表"]["B"] if cell.hyperlink] == [link for _, link in links]


def test_only_what_is_a_number_wherever_it_is_given_has_a_column() -> None:
    sheet = opened(with_summary(book(), FORMS, TITLES))["汇总表"]
    assert shown(sheet)[1:4] == [
        ["序号", "分表", "资金", "贸易规模", "比例", "备注", "新设企业"],
        ["1", "长沙市", "410", "1,230.50", "90%", "1", ""],
        ["2", "株洲'市&", "40.5", "", "95.5%", "", "1"],
    ]


def test_amounts_have_totals_as_formulas_that_already_hold_their_value() -> None:
    data = with_summary(book(), FORMS, TITLES)
    formulas = [cell.value for cell in opened(data)["汇总表"][5]]
    assert formulas == [None, "合计", "=SUM(C3:C4)", "=SUM(D3:D4)", None, "=SUM(F3:F4)", "=SUM(G3:G4)"]
    values = load_workbook(io.BytesIO(data), data_only=True)["汇总表"]
    assert shown(values)[4] == ["", "合计", "450.5", "1,230.50", "", "1", "1"]


def test_the_heading_stays_in_sight_and_repeats_on_every_page() -> None:
    sheet = opened(with_summary(book(), FORMS, TITLES))["汇总表"]
    assert sheet.freeze_panes == "A3"
    assert sheet.print_title_rows == "$1:$2"


def test_many_figures_print_in_landscape() -> None:
    wide = summary_sheet("汇总表", {"甲": {f"第{number}项资金": "1" for number in range(12)}}, ["甲"])
    assert wide is not None
    assert wide.page.width > wide.page.height


def test_forms_without_figures_have_no_summary() -> None:
    assert summary_sheet("汇总表", {"甲": {"单位": "乙"}, "丙": {}}, ["甲", "丙"]) is None
    named = PlainSheet("甲", (60.0,), (SheetRow(),))
    assert opened(with_summary(workbook_bytes([named]), {"甲": {}}, ["甲"])).sheetnames == ["目录", "甲"]


def test_the_sheets_of_another_writer_keep_their_place_formats_and_print_areas() -> None:
    other = Workbook()
    other.active.title = "长沙市"
    other.active["A1"] = 0.5
    other.active["A1"].number_format = "0.0000"
    other.active["A1"].hyperlink = "https://example.org/"
    other.active.print_area = "A1:B2"
    other.create_sheet("株洲'市&")
    buffer = io.BytesIO()
    other.save(buffer)
    made = opened(with_summary(buffer.getvalue(), FORMS, TITLES))
    assert made.sheetnames == ["目录", "汇总表", *TITLES]
    assert made["长沙市"].print_area == "'长沙市'!$A$1:$B$2"
    assert (made["长沙市"]["A1"].value, made["长沙市"]["A1"].number_format) == (0.5, "0.0000")
    assert made["长沙市"]["A1"].hyperlink.target == "https://example.org/"
    assert [sheet.title for sheet in made if sheet.sheet_view.tabSelected] == ["目录"]


def test_the_same_forms_give_the_same_bytes() -> None:
    assert with_summary(book(), FORMS, TITLES) == with_summary(book(), FORMS, TITLES)


def test_a_list_of_very_long_names_has_room_for_them() -> None:
    sheet = contents_sheet("目录", ["很长的名称" * 30], ["甲"])
    assert sheet.rows[2].height > 2 * 24
