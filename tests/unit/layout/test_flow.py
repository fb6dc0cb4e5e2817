"""What of a text stands on which page, on pages with room for ten lines unless told otherwise."""

from laying import FONT, cell, laid, lines_of, numbered, row, shown, table, text

from generator.document.model import Paragraph, Run


def test_lines_go_on_where_the_page_ends() -> None:
    assert shown(laid(numbered("a", 3), numbered("b", 4), room=50)) == [["a1", "a2", "a3", "b1", "b2"], ["b3", "b4"]]


def test_first_baseline_is_four_fifths_of_the_pitch_below_the_margin() -> None:
    assert lines_of(laid(numbered("a", 2)).pages[0]) == {28.0: "a1", 38.0: "a2"}  # 20 + 0.8 x 10, + 10


def test_room_between_paragraphs_is_the_larger_of_after_and_before() -> None:
    pages = laid(text("a", after=6), text("b", before=9, after=2), text("c", before=1))
    assert lines_of(pages.pages[0]) == {28.0: "a", 47.0: "b", 59.0: "c"}  # 28 + 10 + 9, + 10 + 2


def test_contextual_spacing_asks_for_no_room_between_paragraphs_of_one_style() -> None:
    first = text("a", after=6, contextual_spacing=True)
    assert lines_of(laid(first, text("b", before=4)).pages[0]) == {28.0: "a", 42.0: "b"}  # only the 4 of b
    assert lines_of(laid(first, text("b", before=4, contextual_spacing=True)).pages[0]) == {28.0: "a", 38.0: "b"}


def test_room_above_vanishes_where_a_page_begins_by_itself() -> None:
    pages = laid(numbered("a", 9), text("b", before=12), room=100)
    assert lines_of(pages.pages[1]) == {28.0: "b"}


def test_room_above_stays_where_a_page_was_asked_for() -> None:
    pages = laid(text("a"), text("b", before=12, page_break_before=True))
    assert lines_of(pages.pages[1]) == {40.0: "b"}


def test_room_below_needs_no_place_on_the_page() -> None:
    assert len(laid(numbered("a", 10, after=30), room=100).pages) == 1


def test_widow_control_leaves_two_lines_on_each_side() -> None:
    above = numbered("a", 9)
    assert shown(laid(above, numbered("b", 3, widow_control=True)))[1] == ["b1", "b2", "b3"]
    above = numbered("a", 8)
    assert shown(laid(above, numbered("b", 3, widow_control=True)))[1] == ["b1", "b2", "b3"]
    assert shown(laid(above, numbered("b", 4, widow_control=True)))[1] == ["b3", "b4"]
    above = numbered("a", 7)
    assert shown(laid(above, numbered("b", 4, widow_control=True)))[1] == ["b3", "b4"]


def test_heading_goes_to_the_page_of_the_text_below_it() -> None:
    pages = laid(
        numbered("a", 7), text("h", keep_next=True), text("i", keep_next=True), numbered("b", 4, keep_lines=True)
    )
    assert shown(pages)[1] == ["h", "i", "b1", "b2", "b3", "b4"]


def test_heading_goes_to_the_page_of_the_table_below_it() -> None:
    tall = table(row("a", "b", height=30), row("c", "d"))
    assert shown(laid(numbered("z", 7), text("h", keep_next=True), tall))[1] == ["h", "a | b", "c | d"]


def test_what_must_stay_together_is_parted_where_no_page_holds_it() -> None:
    pages = laid(*(text(f"h{number}", keep_next=True) for number in range(12)))
    assert [len(page) for page in shown(pages)] == [10, 2]


def test_paragraph_kept_whole_is_parted_where_no_page_holds_it() -> None:
    pages = laid(text("x"), numbered("a", 12, keep_lines=True))
    assert [len(page) for page in shown(pages)] == [1, 10, 2]


def test_page_break_in_a_paragraph_ends_the_page() -> None:
    paragraph = text("a\fb")
    assert shown(laid(paragraph, text("c"))) == [["a"], ["b", "c"]]


def test_page_break_at_the_end_of_a_paragraph_takes_what_follows_to_the_next_page() -> None:
    assert shown(laid(text("a\f"), text("b"))) == [["a"], ["b"]]
    assert shown(laid(text("a\f"), table(row("b")))) == [["a"], ["b"]]


def test_page_breaks_do_not_count_in_cells() -> None:
    assert shown(laid(table(row(cell(0, text("a\fb"), text("c", page_break_before=True)))))) == [["a", "b", "c"]]


def test_empty_paragraph_that_does_not_fit_makes_a_blank_page() -> None:
    assert shown(laid(numbered("a", 10), text(""))) == [[f"a{number}" for number in range(1, 11)], []]


def test_line_higher_than_the_page_stands_alone() -> None:
    tall = text("b", line=300.0)
    assert shown(laid(text("a"), tall, text("c"))) == [["a"], ["b"], ["c"]]


def test_nothing_makes_no_part() -> None:
    assert shown(laid(table(), table(row("a"), columns=()))) == [[]]
    assert shown(laid(Paragraph((Run("", FONT),), text("").format, FONT))) == [[]]
