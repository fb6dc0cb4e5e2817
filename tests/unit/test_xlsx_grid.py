from __future__ import annotations

import io

import pytest
from docx_grid import Grid, GridCell, grid_text
from openpyxl import Workbook
from openpyxl.styles import Border, Side
from xlsx_grid import displayed, read_sheets, split_like, with_needed_columns

BOX = Border(**{side: Side("thin") for side in ("left", "right", "top", "bottom")})


def sheet(rows: list[list[object]], *merges: str, bordered: str = "A2:C9") -> bytes:
    book = Workbook()
    made = book.active
    assert made is not None
    for values in rows:
        made.append(values)
    for line in made[bordered]:
        for cell in line:
            if cell.row <= len(rows):
                cell.border = BOX
    for area in merges:
        made.merge_cells(area)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_bordered_rows_are_the_table_and_the_others_are_free() -> None:
    (read,) = read_sheets(sheet([["题"], ["甲", "乙", "丙"], ["丁", None, "戊"]]))
    assert (read.free, grid_text(read.grid)) == (("题",), "甲 | 乙 | 丙\n丁 |  | 戊")


def test_merged_ranges_span_columns_and_rows() -> None:
    (read,) = read_sheets(sheet([["题"], ["甲", "乙", None], [None, "丙", "丁"]], "A2:A3", "B2:C2"))
    assert grid_text(read.grid) == "甲 | 乙 ×2\n↓ | 丙 | 丁"
    assert read.grid.rows[0][0].row_span == 2


def test_a_row_split_into_several_is_one() -> None:
    (read,) = read_sheets(
        sheet([["题"], ["甲", "乙", "丙"], [], ["丁", "戊", "己"]], "A2:A4", "B2:B3", "C2:C3", bordered="A2:C4")
    )
    assert grid_text(read.grid) == "甲 | 乙 | 丙\n↓ | 戊 | 己"
    assert read.grid.rows[0][0].row_span == 2


def test_columns_that_no_cell_needs_go() -> None:
    grid = Grid(((GridCell("甲", 2, 2), GridCell("乙", 4, 3)),))
    assert with_needed_columns(grid) == Grid(((GridCell("甲", 0), GridCell("乙", 1)),))


def test_a_sheet_is_cut_into_tables_as_long_as_the_models() -> None:
    rows = tuple((GridCell(text, 0),) for text in "甲乙丙")
    assert split_like(Grid(rows), [Grid(rows[:1]), Grid(rows[1:])]) == [Grid(rows[:1]), Grid(rows[1:])]


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (410, "General", "410"),
        (3000000, "0.00", "3000000.00"),
        (1234.5, "#,##0.00", "1,234.50"),
        (0.995, "0.0%", "99.5%"),
        ("≥4", "0", "≥4"),
        (None, "0", ""),
    ],
)
def test_numbers_show_in_their_formats(value: object, number_format: str, shown: str) -> None:
    assert displayed(value, number_format) == shown


def test_a_format_that_is_not_known_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="yyyy"):
        displayed(45000, "yyyy-mm-dd")
