from __future__ import annotations

import io
from typing import Any

from openpyxl import Workbook, load_workbook
from xlsx_grid import displayed

from generator.build.books.excel import with_front
from generator.template.catalogue import catalogue

FORMS = {
    "长沙市": {"资金": "410", "贸易规模": "1,230.50", "比例": "90%", "单位": "甲", "备注": "1"},
    "株洲'市&": {"资金": "40.5", "新设企业": "1", "比例": "95.5%", "单位": "2", "备注": ""},
}
TITLES = ("长沙市", "株洲'市&")


def book(*titles: str) -> bytes:
    made = Workbook()
    made.remove(made.active)
    for title in titles or TITLES:
        made.create_sheet(title)["A1"] = title
    saved = io.BytesIO()
    made.save(saved)
    return saved.getvalue()


def opened(data: bytes) -> Any:
    return load_workbook(io.BytesIO(data))


def shown(sheet: Any) -> list[list[str]]:
    return [[displayed(cell.value, cell.number_format) for cell in row] for row in sheet]


def test_the_list_and_the_figures_stand_before_the_forms() -> None:
    made = opened(with_front(book(), FORMS, TITLES))
    assert made.sheetnames == ["目录", "汇总表", *TITLES]
    assert made.active.title == "目录"
    assert [sheet.title for sheet in made if sheet.sheet_view.tabSelected] == ["目录"]


def test_each_form_of_the_list_leads_to_its_sheet() -> None:
    made = opened(with_front(book(), FORMS, TITLES))
    assert shown(made["目录"]) == [["目录", ""], ["序号", "分表"], ["1", "长沙市"], ["2", "株洲'市&"]]
    links = [(cell.value, cell.hyperlink.location) for cell in made["目录"]["B"] if cell.hyperlink]
    assert links == [("长沙市", "'长沙市'!A1"), ("株洲'市&", "'株洲''市&'!A1")]
    assert [cell.hyperlink.location for cell in made["汇总表"]["B"] if cell.hyperlink] == [link for _, link in links]


def test_only_what_is_a_number_wherever_it_is_given_has_a_column() -> None:
    sheet = opened(with_front(book(), FORMS, TITLES))["汇总表"]
    assert shown(sheet)[1:4] == [
        ["序号", "分表", "资金", "贸易规模", "比例", "备注", "新设企业"],
        ["1", "长沙市", "410", "1,230.50", "90%", "1", ""],
        ["2", "株洲'市&", "40.5", "", "95.5%", "", "1"],
    ]


def test_amounts_have_totals_as_formulas_that_already_hold_their_value() -> None:
    data = with_front(book(), FORMS, TITLES)
    formulas = [cell.value for cell in opened(data)["汇总表"][5]]
    assert formulas == [None, "合计", "=SUM(C3:C4)", "=SUM(D3:D4)", None, "=SUM(F3:F4)", "=SUM(G3:G4)"]
    values = load_workbook(io.BytesIO(data), data_only=True)["汇总表"]
    assert shown(values)[4] == ["", "合计", "450.5", "1,230.50", "", "1", "1"]


def test_the_heading_stays_in_sight_and_repeats_on_every_page() -> None:
    made = opened(with_front(book(), FORMS, TITLES))
    assert [made[name].freeze_panes for name in ("目录", "汇总表")] == ["A3", "A3"]
    assert [made[name].print_title_rows for name in ("目录", "汇总表")] == ["$1:$2", "$1:$2"]


def test_many_figures_print_in_landscape() -> None:
    wide = {"长沙市": {f"第{number}项资金": "1" for number in range(12)}}
    made = opened(with_front(book("长沙市"), wide, ["长沙市"]))
    assert (made["目录"].page_setup.orientation, made["汇总表"].page_setup.orientation) == ("portrait", "landscape")


def test_forms_without_figures_have_no_summary() -> None:
    made = with_front(book("甲", "丙"), {"甲": {"单位": "乙"}, "丙": {}}, ["甲", "丙"])
    assert opened(made).sheetnames == ["目录", "甲", "丙"]


def test_the_same_forms_give_the_same_bytes() -> None:
    one = book()
    assert with_front(one, FORMS, TITLES) == with_front(one, FORMS, TITLES)


def test_a_list_of_very_long_names_has_room_for_them() -> None:
    made = opened(with_front(book("甲"), {"很长的名称" * 30: {}}, ["甲"]))
    assert made["目录"].row_dimensions[3].height > 2 * 24


def test_the_template_of_the_list_is_none_of_the_users() -> None:
    assert "目录" not in catalogue(None).names()
