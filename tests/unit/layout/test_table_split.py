"""Tables that cross a page's end: which rows and lines stand where, on pages with room for ten lines."""

from collections import Counter

from laying import BOX, cell, laid, lines_of, numbered, row, shown, table, text

from generator.document.model import Border, Edges, Row, Vertical
from generator.layout.page import DrawnLine


def rows(count: int, **flags: bool) -> tuple[Row, ...]:
    """Rows of one line: ``1 | a``, ``2 | a`` …"""
    return tuple(row(str(number), "a", **flags) for number in range(1, count + 1))


def test_rows_go_on_where_the_page_ends() -> None:
    assert [len(page) for page in shown(laid(numbered("z", 7), table(*rows(5))))] == [10, 2]


def test_row_fits_with_the_line_that_closes_the_table() -> None:
    closed = Edges(bottom=Border(1.0))
    lines = [row(cell(0, "a", edges=closed)) for _ in range(4)]
    assert [len(page) for page in shown(laid(table(*lines), room=40))] == [3, 1]  # 4 x 10 + 1 are too much
    assert [len(page) for page in shown(laid(table(*lines), room=41))] == [4]


def test_row_splits_between_the_lines_of_its_cells() -> None:
    split = table(row(cell(0, numbered("a", 2)), cell(1, numbered("b", 5))), row("c", "d"))
    assert shown(laid(numbered("z", 7), split))[1] == ["b4", "b5", "c | d"]


def test_row_splits_only_where_each_cell_has_room_to_begin() -> None:
    cells = (cell(0, numbered("a", 5)), cell(1, numbered("b", 3, keep_lines=True)))
    pages = shown(laid(numbered("z", 8), table(row(*cells))))
    assert pages[1] == ["a1 | b1", "a2 | b2", "a3 | b3", "a4", "a5"]


def test_widow_control_counts_in_cells() -> None:
    cells = (cell(0, "a"), cell(1, numbered("b", 3, widow_control=True)))
    assert shown(laid(numbered("z", 8), table(row(*cells))))[1] == ["a | b1", "b2", "b3"]


def test_row_that_may_not_split_moves_whole() -> None:
    whole = table(row(cell(0, numbered("a", 4)), cant_split=True))
    assert shown(laid(numbered("z", 7), whole))[1] == ["a1", "a2", "a3", "a4"]


def test_row_that_may_not_split_but_fits_on_no_page_splits_where_it_is() -> None:
    whole = table(row(cell(0, numbered("a", 12)), cant_split=True))
    assert [len(page) for page in shown(laid(numbered("z", 7), whole))] == [10, 9]


def test_row_of_exact_height_moves_whole() -> None:
    assert shown(laid(numbered("z", 7), table(row("a", height=40, exact=True))))[1] == ["a"]


def test_cell_longer_than_two_pages() -> None:
    assert [len(page) for page in shown(laid(table(row("k", cell(1, numbered("a", 25))))))] == [10, 10, 5]


def test_head_of_a_split_row_keeps_to_its_text_and_the_rest_to_what_is_left_of_its_height() -> None:
    pages = laid(numbered("z", 7), table(row(cell(0, numbered("a", 4)), height=70))).pages
    assert [page.cells[0].height for page in pages] == [30.0, 40.0]  # 70 = 30 + 40, though one line is left


def test_row_higher_than_the_page_for_no_text_ends_with_the_page() -> None:
    pages = laid(table(row("a", height=350), row("b"))).pages
    assert [[box.height for box in page.cells] for page in pages] == [[100.0], [10.0]]


def test_row_stays_with_the_next_if_its_first_paragraph_does() -> None:
    kept = [row(cell(0, text(name, keep_next=name in "bc")), name) for name in "abcd"]
    assert shown(laid(numbered("z", 7), table(*kept)))[1] == ["b | b", "c | c", "d | d"]


def test_row_whose_first_column_is_covered_from_above_does_not_stay_with_the_next() -> None:
    merged = row(cell(0, "m", row_span=4), cell(1, "a"))
    covered = [row(cell(1, text(name, keep_next=True))) for name in "bcd"]
    assert shown(laid(numbered("z", 8), table(merged, *covered)))[1] == ["c", "d"]


def test_heading_rows_stand_on_every_page() -> None:
    body = [row(str(number)) for number in range(1, 20)]
    pages = shown(laid(table(row("h", heading=True), row("i", heading=True), *body)))
    assert [page[:3] for page in pages] == [["h", "i", "1"], ["h", "i", "9"], ["h", "i", "17"]]


def test_heading_rows_do_not_stand_alone_at_the_end_of_a_page() -> None:
    found = table(row("h", heading=True), row(cell(0, numbered("a", 3)), cant_split=True))
    assert shown(laid(numbered("z", 8), found))[1] == ["h", "a1", "a2", "a3"]


def test_heading_rows_that_leave_no_room_are_not_repeated() -> None:
    found = table(row(cell(0, numbered("h", 10)), heading=True), row(cell(0, numbered("a", 12))))
    assert [page[0] for page in shown(laid(found))] == ["h1", "a1", "a11"]


def test_table_of_headings_only_breaks_like_any_other() -> None:
    assert [len(page) for page in shown(laid(table(*rows(12, heading=True))))] == [10, 2]


def test_merge_that_goes_on_below_the_headings_ends_with_them_where_they_repeat() -> None:
    found = table(row(cell(0, "m", row_span=14), "h", heading=True), *(row(cell(1, str(n))) for n in range(1, 14)))
    pages = laid(found)
    assert [page[0] for page in shown(pages)] == ["m | h", "m | h"]
    assert [(box.row, box.height) for box in pages.pages[1].cells if box.column == 0] == [(0, 10.0), (10, 40.0)]


def test_text_of_a_merge_that_crosses_the_page_stands_in_its_first_part() -> None:
    merged = row(cell(0, "m", row_span=14), "1")
    pages = laid(table(merged, *(row(cell(1, str(number))) for number in range(2, 15))))
    assert [page[0] for page in shown(pages)] == ["m | 1", "11"]


def test_text_of_a_merge_that_crosses_the_page_stands_at_the_top() -> None:
    merged = row(cell(0, "m", row_span=14, vertical=Vertical.CENTER), "1")
    pages = laid(table(merged, *(row(cell(1, str(number))) for number in range(2, 15))))
    assert lines_of(pages.pages[0])[28.0] == "m | 1"


def test_text_longer_than_the_part_of_a_merge_goes_on() -> None:
    merged = row(cell(0, numbered("m", 12), row_span=14), "1")
    pages = shown(laid(table(merged, *(row(cell(1, str(number))) for number in range(2, 15)))))
    assert pages[1] == ["m11 | 11", "m12 | 12", "13", "14"]


def test_merge_as_long_as_three_pages() -> None:
    merged = row(cell(0, "m", row_span=25), "1")
    pages = laid(table(merged, *(row(cell(1, str(number))) for number in range(2, 26)))).pages
    assert [[box.height for box in page.cells if box.column == 0] for page in pages] == [[100.0], [100.0], [50.0]]


def test_parts_of_a_merge_and_of_a_row_are_closed_at_the_end_of_the_page() -> None:
    merged = row(cell(0, "m", row_span=4, edges=BOX), cell(1, numbered("a", 1), edges=BOX))
    found = table(merged, *(row(cell(1, numbered("b", 3), edges=BOX)) for _ in range(3)))
    for page in laid(found, room=60).pages:
        across = [item for item in page.items if isinstance(item, DrawnLine) and item.y0 == item.y1]
        longest = Counter(round(item.x1 - item.x0, 2) for item in across)[100.5]
        assert longest == 2  # the first and the last line of the part: 2 x 50 + 0.5


def test_nested_table_goes_on_where_the_page_ends() -> None:
    inner = table(*rows(5), columns=(20.0, 20.0))
    assert shown(laid(numbered("z", 7), table(row("k", cell(1, inner)))))[1] == ["4 | a", "5 | a"]


def test_long_tree_is_broken_into_pages_of_whole_rows() -> None:
    tree = [
        row(*([cell(0, f"g{number}", row_span=30)] if number % 30 == 0 else []), cell(1, str(number)), cant_split=True)
        for number in range(300)
    ]
    pages = laid(table(row("h", "h", heading=True), *tree)).pages
    assert len(pages) == 34  # 300 rows, nine below the heading
    assert all(box.y + box.height <= 120.0 for page in pages for box in page.cells)
