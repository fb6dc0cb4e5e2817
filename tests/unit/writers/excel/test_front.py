from __future__ import annotations

import io
from copy import copy
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font, PatternFill
from validate_ooxml import problems

from generator.writers.excel.front import with_sheets_in_front
from generator.writers.excel.lists import HEADING, MARKED, ListCell, add_list, figure
from generator.writers.excel.workbook import new_workbook, workbook_bytes


def front() -> bytes:
    book = new_workbook()
    rows = [[ListCell("名称", HEADING), ListCell("数", HEADING)], [ListCell("甲", MARKED), figure("0.50")]]
    add_list(book, "清单", rows, title="题")
    return workbook_bytes(book)


def saved(book: Workbook) -> bytes:
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def other() -> Workbook:
    """A workbook of another writer."""
    book = Workbook()
    book.active.title = "长沙市"
    book.active["A1"] = 0.5
    book.active["A1"].number_format = "0.0000"
    book.active["A1"].font = Font("楷体", 20)
    book.active["A1"].hyperlink = "https://example.org/"
    book.active.print_area = "A1:B2"
    book.create_sheet("株洲'市&")
    return book


def opened(data: bytes) -> Any:
    return load_workbook(io.BytesIO(data))


def looks(cell: Any) -> tuple[Any, ...]:
    return tuple(copy(style) for style in (cell.font, cell.fill, cell.border, cell.alignment))


def test_the_sheets_of_another_writer_keep_their_place_formats_and_print_areas() -> None:
    made = opened(with_sheets_in_front(saved(other()), front()))
    assert made.sheetnames == ["清单", "长沙市", "株洲'市&"]
    assert made["长沙市"].print_area == "'长沙市'!$A$1:$B$2"
    cell = made["长沙市"]["A1"]
    assert (cell.value, cell.number_format, cell.font.name) == (0.5, "0.0000", "楷体")
    assert cell.hyperlink.target == "https://example.org/"
    assert [sheet.title for sheet in made if sheet.sheet_view.tabSelected] == ["清单"]


def test_the_sheets_in_front_look_as_in_their_own_workbook() -> None:
    alone, bound = (opened(data)["清单"] for data in (front(), with_sheets_in_front(saved(other()), front())))
    for mine, theirs in zip(alone, bound, strict=True):
        for one, two in zip(mine, theirs, strict=True):
            assert (one.value, one.number_format) == (two.value, two.number_format)
            assert looks(one) == looks(two)
    assert copy(bound["A3"].fill) == PatternFill("solid", "FFFFEB9C")
    assert bound["A3"].border.left.style == "thin"
    assert (bound.print_area, bound.print_title_rows) == ("'清单'!$A$1:$B$3", "$1:$2")
    assert bound.freeze_panes == alone.freeze_panes == "A3"


def test_the_sheet_that_was_shown_is_no_longer_selected_wherever_it_stood() -> None:
    book = other()
    book.active = 1
    for number, sheet in enumerate(book):
        sheet.sheet_view.tabSelected = number == 1
    made = opened(with_sheets_in_front(saved(book), front()))
    assert made.active.title == "清单"
    assert [sheet.title for sheet in made if sheet.sheet_view.tabSelected] == ["清单"]


def test_the_result_is_valid_and_always_the_same(tmp_path: Path) -> None:
    book = saved(other())
    made = with_sheets_in_front(book, front())
    assert made == with_sheets_in_front(book, front())
    path = tmp_path / "书.xlsx"
    path.write_bytes(made)
    assert problems(path) == []
