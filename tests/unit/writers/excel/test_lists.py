from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook
from validate_ooxml import problems

from generator.document.xlsx.reader import read_xlsx
from generator.problem import Source
from generator.writers.excel.lists import FIGURE, HEADING, ListCell, add_list, figure
from generator.writers.excel.workbook import new_workbook, workbook_bytes


def rows(*texts: str) -> list[list[ListCell]]:
    return [[ListCell("名称", HEADING)], *([ListCell(text)] for text in texts)]


def made(cells: list[list[ListCell]], **options: Any) -> bytes:
    book = new_workbook()
    add_list(book, "清单", cells, **options)
    return workbook_bytes(book)


def opened(data: bytes) -> Any:
    return load_workbook(io.BytesIO(data)).active


@pytest.mark.parametrize("text", ["=1+1", "#N/A", "@A1", "+1", "010", " 两头有空格 ", "a & <b>"])
def test_a_text_is_a_text_for_every_reader(text: str) -> None:
    data = made(rows(text))
    cell = opened(data)["A2"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()[1] == [text]
    (block,) = read_xlsx(data, Source("表.xlsx")).sections[0].blocks
    assert block.rows[1].cells[0].text == text  # type: ignore[union-attr]


def test_what_looks_like_an_escape_comes_back() -> None:
    data = made(rows("_x000D_", "甲\x0b乙"))
    assert CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()[1:] == [
        ["_x000D_"],
        ["甲\x0b乙"],
    ]


def test_a_figure_is_a_number_where_what_is_typed_is_one() -> None:
    cells = [[ListCell("数", HEADING)], *([figure(text)] for text in ("1,230.50", "90%", "010", "≥4家", ""))]
    sheet = opened(made(cells))
    found = [(sheet.cell(row, 1).value, sheet.cell(row, 1).number_format) for row in range(2, 7)]
    assert found == [(1230.5, "#,##0.00"), (0.9, "0%"), ("010", "General"), ("≥4家", "General"), (None, "General")]


def test_formulas_hold_their_value() -> None:
    cells = [[ListCell("数", HEADING)], [figure("1.5")], [figure("2")], [ListCell("3.5", FIGURE, "0.0", "SUM(A2:A3)")]]
    data = made(cells)
    assert opened(data)["A4"].value == "=SUM(A2:A3)"
    assert load_workbook(io.BytesIO(data), data_only=True).active["A4"].value == 3.5


def test_a_link_leads_to_a_file_beside_the_workbook_or_to_a_sheet() -> None:
    names = ["长沙市.docx", "甲 100%#1？.xlsx", "株洲'市"]
    cells = [[ListCell("文件", HEADING)], *([ListCell("打开", link=name)] for name in names[:2])]
    sheet = opened(made([*cells, [ListCell("打开", sheet=names[2])]]))
    links = [sheet.cell(row, 1).hyperlink for row in (2, 3, 4)]
    assert [link.target for link in links] == ["长沙市.docx", "甲%20100%25%231？.xlsx", None]
    assert links[2].location == "'株洲''市'!A1"


def test_a_list_too_wide_for_a_page_repeats_its_first_columns_on_several() -> None:
    wide = [[ListCell("很宽的表头" * 4, HEADING) for _ in range(20)]]
    sheet = opened(made(wide, title="题", fixed=2))
    assert (sheet.page_setup.orientation, sheet.print_title_cols, sheet.print_title_rows) == (
        "landscape",
        "$A:$B",
        "$1:$2",
    )
    assert sheet.page_setup.fitToWidth > 1
    assert sheet.freeze_panes == "C3"
    assert not sheet.merged_cells.ranges


def test_a_list_that_fits_is_one_page_wide_below_its_title() -> None:
    sheet = opened(made([[ListCell("甲", HEADING), ListCell("乙", HEADING)]], title="题"))
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.orientation) == (1, "portrait")
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:B1"]


def test_the_bytes_do_not_depend_on_the_clock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    one = made(rows("甲"))
    time.sleep(2.1)  # a zip counts in steps of two seconds
    assert made(rows("甲")) == one
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        assert archive.namelist()[0] == "[Content_Types].xml"
        assert {(info.date_time[0], info.create_system) for info in archive.infolist()} == {(1980, 0)}
        assert not any(b"openpyxl" in archive.read(name).lower() for name in archive.namelist())
    path = tmp_path / "清单.xlsx"
    path.write_bytes(one)
    assert problems(path) == []
