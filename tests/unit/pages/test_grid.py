from __future__ import annotations

from reading import read
from word import cell, paragraph, row, section, table

from generator.pages.grid import Grid, grids, outline


def test_the_outline_is_the_body_in_order_over_all_sections() -> None:
    end = f"<w:p><w:pPr>{section()}</w:pPr></w:p>"
    found = outline(read("题", table(row("甲")), "中", end, table(row("乙")), "尾", section(), header1=paragraph("眉")))
    assert [each.name if isinstance(each, Grid) else each for each in found] == ["题", "表1", "中", "", "表2", "尾"]


def test_a_cell_says_its_place_and_how_many_places_it_takes() -> None:
    (found,) = grids(
        read(table(row(cell("合", merge="restart"), cell("宽", span=2)), row(cell("", merge="continue"), "一", "二")))
    )
    assert [[(each.text, each.row, each.column, each.row_span, each.span) for each in line] for line in found.rows] == [
        [("合", 0, 0, 2, 1), ("宽", 0, 1, 1, 2)],
        [("一", 1, 1, 1, 1), ("二", 1, 2, 1, 1)],
    ]
    assert found.width == 3


def test_every_place_of_a_cell_finds_it_and_a_gap_finds_none() -> None:
    gap = row("乙", properties='<w:gridAfter w:val="1"/>')
    (found,) = grids(read(table(row("甲", cell("合", merge="restart")), row("丁", cell("", merge="continue")), gap)))
    names = [[None if (at := found.at(line, column)) is None else at.text for column in range(2)] for line in range(4)]
    assert names == [["甲", "合"], ["丁", "合"], ["乙", None], [None, None]]


def test_tables_in_cells_follow_the_table_they_stand_in() -> None:
    inner = table(row("内", cell("前", table(row("最里")), "后")))
    found = grids(read(table(row("甲"), row(cell("", inner, ""))), table(row("乙"))))
    assert [each.name for each in found] == [
        "表1",
        "表1 第2行 第1列 内 表1",
        "表1 第2行 第1列 内 表1 第1行 第2列 内 表1",
        "表2",
    ]
