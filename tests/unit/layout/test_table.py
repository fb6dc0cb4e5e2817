"""Heights of rows and places of cells, with the arithmetic beside them."""

from typing import Any

import pytest
from laying import BOX, FONT, LINE, cell, laid, lines_of, numbered, row, table, text

from generator.document.model import Align, Border, Edges, Sides, Table, Vertical

MARGINS = Sides(1.0, 4.0, 2.0, 3.0)


def heights(found: Table) -> list[float]:
    """Those of the cells in the first column."""
    return [box.height for box in laid(found).pages[0].cells if box.column == 0]


def test_row_is_as_high_as_its_content_with_margins_and_top_border() -> None:
    assert heights(table(row(cell(0, "a", margins=MARGINS, edges=BOX)))) == [13.5]  # 0.5 + 1 + 10 + 2
    assert heights(table(row(cell(0, "a"), cell(1, numbered("b", 3), edges=Edges(top=Border(2.0)))))) == [
        32.0
    ]  # 2 + 30


def test_given_height_counts_unless_the_content_needs_more() -> None:
    assert heights(table(row("a", height=25))) == [25.0]
    assert heights(table(row(cell(0, numbered("a", 3)), height=25))) == [30.0]


def test_exact_height_clips_and_says_so() -> None:
    pages = laid(table(row(cell(0, numbered("a", 3)), height=25, exact=True), row("b")))
    assert lines_of(pages.pages[0]) == {28.0: "a1", 38.0: "a2", 53.0: "b"}  # 20 + 25 + 8
    assert [(problem.code, problem.source.place) for problem in pages.problems] == [("N103", "表1 第1行 第1列")]


def test_room_above_the_first_and_below_the_last_paragraph_counts_in_a_cell() -> None:
    assert heights(table(row(cell(0, text("a", before=3, after=4))))) == [17.0]  # 3 + 10 + 4


def test_merge_that_needs_more_makes_its_last_row_higher() -> None:
    merged = cell(0, numbered("m", 5), row_span=2)
    assert heights(table(row(merged, "a"), row(cell(1, "b")), row("c"))) == [50.0, 10.0]
    boxes = laid(table(row(merged, "a"), row(cell(1, "b")))).pages[0].cells
    assert [(box.row, box.column, box.height) for box in boxes] == [(0, 0, 50.0), (0, 1, 10.0), (1, 1, 40.0)]


def test_merge_does_not_make_an_exact_row_higher() -> None:
    boxes = (
        laid(table(row(cell(0, numbered("m", 5), row_span=2), "a"), row(cell(1, "b"), height=15, exact=True)))
        .pages[0]
        .cells
    )
    assert [(box.row, box.column, box.height) for box in boxes] == [(0, 0, 25.0), (0, 1, 10.0), (1, 1, 15.0)]


@pytest.mark.parametrize(
    ("vertical", "baseline"),
    [
        (Vertical.TOP, 29.5),  # 20 + 0.5 + 1 + 8
        (Vertical.CENTER, 42.75),  # free: 40 - 0.5 - 13 = 26.5, half of it more
        (Vertical.BOTTOM, 56.0),
    ],
)
def test_content_stands_between_the_inner_edges_of_the_borders(vertical: Vertical, baseline: float) -> None:
    found = table(row(cell(0, "a", margins=MARGINS, edges=BOX, vertical=vertical), height=40))
    assert lines_of(laid(found).pages[0]) == {baseline: "a"}


def test_centred_content_that_is_higher_than_its_exact_row_begins_at_the_top() -> None:
    found = table(row(cell(0, numbered("a", 2), vertical=Vertical.CENTER), height=15, exact=True))
    assert min(lines_of(laid(found).pages[0])) == 28.0


@pytest.mark.parametrize(
    ("place", "left"),
    [
        ({}, 20.0),
        ({"left": -5.0}, 15.0),
        ({"align": Align.CENTER}, 50.0),  # 20 + (160 - 100) / 2
        ({"align": Align.RIGHT, "left": 7.0}, 80.0),
    ],
)
def test_place_of_the_table_across_the_page(place: dict[str, Any], left: float) -> None:
    (box,) = laid(table(row("a"), **place)).pages[0].cells
    assert (box.x, box.width) == (left, 50.0)


def test_text_is_set_in_the_width_between_the_margins() -> None:
    found = table(row(cell(0, "一二三四五六", margins=MARGINS)))
    assert list(lines_of(laid(found).pages[0]).values()) == ["一二三四", "五六"]  # 50 - 3 - 4 = 43


def test_table_higher_than_its_rows_by_the_last_border() -> None:
    pages = laid(table(row(cell(0, "a", edges=Edges(bottom=Border(3.0))))), text("z"))
    assert lines_of(pages.pages[0]) == {28.0: "a", 41.0: "z"}  # 20 + 10 + 3 + 8


def test_tables_that_follow_each_other_share_a_line() -> None:
    pages = laid(table(row(cell(0, "a", edges=BOX))), table(row(cell(0, "b", edges=BOX))))
    assert [(box.table, box.y) for box in pages.pages[0].cells] == [(0, 20.0), (1, 30.5)]  # 20 + 0.5 + 10


def test_tables_are_counted_through_the_document_those_in_cells_after_the_one_they_are_in() -> None:
    outer = table(row(cell(0, table(row("a")))), row(cell(0, table(row("b")))))
    boxes = laid(outer, table(row("c"))).pages[0].cells
    assert sorted((box.table, box.row) for box in boxes) == [(0, 0), (0, 1), (1, 0), (2, 0), (3, 0)]


def test_empty_paragraph_after_a_table_at_the_end_of_a_cell_has_no_height() -> None:
    empty = text("")
    ending = type(empty)((), empty.format, FONT)
    assert heights(table(row(cell(0, table(row("a"), columns=(20.0,)), ending))))[0] == 10.0


def test_columns_without_width_and_spans_beyond_the_grid_are_drawn() -> None:
    found = table(row(cell(0, "a"), cell(1, "b", span=4, row_span=9)), columns=(0.0, 50.0))
    assert [(box.x, box.width, box.height) for box in laid(found).pages[0].cells] == [(20, 0, 10), (20, 50, 10)]


def test_table_wider_than_the_paper_is_drawn_with_a_warning() -> None:
    pages = laid(table(row("a", "b"), columns=(150.0, 50.0)), table(row("c"), columns=(179.0,)))
    assert [(problem.code, problem.source.place) for problem in pages.problems] == [("N104", "第1节 表1")]
    assert lines_of(pages.pages[0])[28.0] == "a | b"


def test_line_of_a_row_is_shared_by_the_cells_on_both_sides() -> None:
    found = table(row(cell(0, "a", edges=BOX)), row(cell(0, "b", edges=Edges(LINE, LINE, LINE, LINE))))
    assert heights(found) == [10.5, 10.5]


def test_the_same_rows_in_two_tables_are_boxes_of_each() -> None:
    shared = row("a", "b")
    (page,) = laid(table(shared), table(shared)).pages
    assert [(box.table, box.row, box.column) for box in page.cells] == [(0, 0, 0), (0, 0, 1), (1, 0, 0), (1, 0, 1)]


def test_a_row_stays_with_the_next_unless_a_merge_covers_it() -> None:
    kept = row(cell(1, text("b", keep_next=True)))
    merged = row(cell(0, "a", row_span=2), cell(1, "a"))
    found = [
        [len(page.cells) for page in laid(table(above, kept, row("c", "c")), room=20.0).pages]
        for above in (merged, row("a", "a"))
    ]
    assert found == [[3, 2], [2, 3]]
