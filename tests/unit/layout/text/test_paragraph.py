from typing import Any

import pytest
from fixed_faces import HAN, LATIN, FixedFaces

from generator.document.model import (
    Align,
    Document,
    Font,
    Inline,
    LineRule,
    PageNumber,
    Paragraph,
    ParagraphFormat,
    Picture,
    Run,
    Section,
    Sides,
    Tab,
)
from generator.layout.text.lines import Line
from generator.layout.text.measuring import PageNumbers, TextSettings
from generator.layout.text.paragraph import Typesetter

TEN = Font(size=10)


def set_(
    content: str | tuple[Inline, ...], width: float, settings: TextSettings | None = None, **style: Any
) -> tuple[Line, ...]:
    """Lines of 10 pt text, left-aligned unless told: a Chinese character takes 10 pt, a Latin one 5."""
    items = (Run(content, TEN),) if isinstance(content, str) else content
    style = {"align": Align.LEFT, **style}
    return Typesetter(FixedFaces()).lines(
        Paragraph(items, ParagraphFormat(**style), TEN), width, settings or TextSettings()
    )


def texts(lines: tuple[Line, ...]) -> list[str]:
    return ["".join(fragment.text for fragment in line.fragments) for line in lines]


def origins(line: Line) -> list[tuple[str, float]]:
    """Each character with its x."""
    found = []
    for fragment in line.fragments:
        x = fragment.x
        for character, advance in zip(fragment.text, fragment.advances, strict=True):
            found.append((character, round(x, 3)))
            x += advance
    return found


class TestBreaking:
    def test_line_takes_what_fits_exactly(self) -> None:
        # 4 × 10 = 40
        assert texts(set_("一二三四五", 40)) == ["一二三四", "五"]
        assert texts(set_("一二三四五", 39.9)) == ["一二三", "四五"]

    def test_first_line_is_shorter_by_its_indent_and_all_by_those_of_the_paragraph(self) -> None:
        # 60 − 10 left − 10 right = 40: 20 for the first line, 40 for the others
        lines = set_("一二三四五六七", 60, left=10, right=10, first=20)
        assert texts(lines) == ["一二", "三四五六", "七"]
        assert [line.fragments[0].x for line in lines] == [30, 10, 10]

    def test_hanging_first_line_begins_to_the_left(self) -> None:
        lines = set_("一二三四五", 40, left=10, first=-10)
        assert texts(lines) == ["一二三四", "五"]
        assert [line.fragments[0].x for line in lines] == [0, 10]

    def test_number_with_its_sign_moves_down_whole(self) -> None:
        # 增长 20 + gap 2 … ≥ 10 + 90% 15 = 45: behind 增长 only 20 remain
        assert texts(set_("增长≥90%以上", 40)) == ["增长", "≥90%以", "上"]

    def test_word_wider_than_the_line_is_split_anywhere(self) -> None:
        assert texts(set_("abcdefgh", 20)) == ["abcd", "efgh"]

    def test_word_wider_than_the_line_is_split_behind_a_hyphen_rather(self) -> None:
        assert texts(set_("0731-8228700", 30)) == ["0731-", "822870", "0"]

    def test_word_too_wide_begins_a_line_of_its_own(self) -> None:
        assert texts(set_("中abcdefgh", 30)) == ["中", "abcdef", "gh"]

    def test_split_still_keeps_closing_marks_from_the_start(self) -> None:
        # ab%。 is one word of 5 + 5 + 5 + 10 = 25
        assert texts(set_("ab%。", 15, overflow_punctuation=False)) == ["a", "b%", "。"]

    def test_spaces_at_a_broken_end_hang_and_are_left_out(self) -> None:
        assert texts(set_("ab   cd", 10)) == ["ab", "cd"]

    def test_spaces_at_the_end_of_the_paragraph_stay_where_they_have_room(self) -> None:
        assert texts(set_("ab  ", 20)) == ["ab  "]
        assert texts(set_("ab  ", 19)) == ["ab "]

    @pytest.mark.parametrize("width", [0, -5, 0.001])
    def test_without_room_each_line_takes_one_character(self, width: float) -> None:
        assert texts(set_("一（a）", width)) == ["一", "（", "a", "）"]

    def test_line_break_begins_a_new_line_without_the_first_indent(self) -> None:
        lines = set_("一二\n三", 100, first=20)
        assert texts(lines) == ["一二", "三"]
        assert [line.fragments[0].x for line in lines] == [20, 0]

    def test_line_break_at_the_end_leaves_an_empty_line(self) -> None:
        assert texts(set_("一\n", 100)) == ["一", ""]

    def test_page_break_ends_its_line_and_the_page(self) -> None:
        lines = set_("一\f二", 100)
        assert [(line.ends_page, text) for line, text in zip(lines, texts(lines), strict=True)] == [
            (True, "一"),
            (False, "二"),
        ]

    def test_page_break_at_the_end_begins_no_line(self) -> None:
        lines = set_("一二\f", 10)
        assert [line.ends_page for line in lines] == [False, True]

    def test_kinsoku_of_the_document_holds(self) -> None:
        assert texts(set_("一二三", 20, TextSettings(forbidden_starts="三", forbidden_ends=""))) == ["一", "二三"]

    def test_kinsoku_may_be_off(self) -> None:
        settings = TextSettings(forbidden_starts="三", forbidden_ends="")
        assert texts(set_("一二三", 20, settings, kinsoku=False)) == ["一二", "三"]


class TestPunctuation:
    def test_closing_mark_hangs_beyond_the_edge(self) -> None:
        (first, second) = set_("一二三。四", 30)
        assert texts((first, second)) == ["一二三。", "四"]
        assert first.fragments[0].width == 40

    def test_bracket_does_not_hang(self) -> None:
        assert texts(set_("一二三）四", 30)) == ["一二", "三）四"]

    def test_one_mark_hangs_not_two(self) -> None:
        assert texts(set_("一二三”。四", 30)) == ["一二", "三”。", "四"]

    def test_mark_hangs_neither_where_the_paragraph_forbids_it_nor_in_cells(self) -> None:
        assert texts(set_("一二三。四", 30, overflow_punctuation=False)) == ["一二", "三。四"]
        assert texts(set_("一二三。四", 30, TextSettings().in_cells())) == ["一二", "三。四"]

    def test_line_that_hangs_is_justified_without_the_mark(self) -> None:
        # 35 − 3 × 10 = 5, over two gaps; the mark begins at the edge
        first = set_("一二三。四", 35, align=Align.BOTH)[0]
        assert origins(first) == [("一", 0), ("二", 12.5), ("三", 25), ("。", 35)]

    def test_full_width_mark_is_squeezed_to_half_where_it_then_fits(self) -> None:
        settings = TextSettings(squeeze_punctuation=True, hang_punctuation=False)
        first = set_("一二三）四", 35, settings)[0]
        assert texts((first,)) == ["一二三）"]
        assert first.fragments[0].advances == (10, 10, 10, 5)
        assert texts(set_("一二三）四", 34, settings)) == ["一二", "三）四"]


class TestAutomaticSpace:
    def test_a_fifth_of_the_size_stands_between_chinese_and_latin(self) -> None:
        # 10 + 2, 5, 5 + 2, 10
        assert origins(set_("中a1文", 100)[0]) == [("中", 0), ("a", 12), ("1", 17), ("文", 24)]

    def test_none_stands_beside_punctuation_and_spaces(self) -> None:
        assert origins(set_("中（a）%，1", 100)[0]) == [
            ("中", 0),
            ("（", 10),
            ("a", 20),
            ("）", 25),
            ("%", 35),
            ("，", 40),
            ("1", 50),
        ]

    def test_letters_and_digits_are_asked_for_each(self) -> None:
        assert origins(set_("中a中1", 100, auto_space_latin=False)[0])[-1] == ("1", 27)  # 10 + 5 + 10 + 2
        assert origins(set_("中a中1", 100, auto_space_digits=False)[0])[-1] == ("1", 29)  # 10 + 2 + 5 + 2 + 10

    def test_gap_behind_the_last_character_needs_no_room(self) -> None:
        # 一二 20 + gap 2 + abc 15: the gap is not before the break
        lines = set_("一二abc", 20)
        assert texts(lines) == ["一二", "abc"]
        assert lines[0].fragments[0].advances == (10, 10)

    def test_it_crosses_runs_in_the_size_of_the_first(self) -> None:
        line = set_((Run("中", Font(size=20)), Run("a", TEN)), 100)[0]
        assert [fragment.x for fragment in line.fragments] == [0, 24]


class TestAlignment:
    def test_centred_and_right_lines_leave_out_trailing_spaces(self) -> None:
        assert set_("一二  ", 100, align=Align.CENTER)[0].fragments[0].x == 40
        assert set_("一二  ", 100, align=Align.RIGHT)[0].fragments[0].x == 80

    def test_line_wider_than_its_room_begins_at_its_indent(self) -> None:
        assert set_("中", 6, align=Align.CENTER)[0].fragments[0].x == 0

    def test_justified_lines_fill_the_width_but_for_the_last(self) -> None:
        first, last = set_("一二三四五", 36, align=Align.BOTH)
        assert origins(first) == [("一", 0), ("二", 13), ("三", 26)]  # 6 over two gaps
        assert origins(last) == [("四", 0), ("五", 10)]

    def test_latin_words_are_widened_at_spaces_only(self) -> None:
        # aa bb = 25; 29 − 25 = 4 for the one space
        assert origins(set_("aa bb cc", 29, align=Align.BOTH)[0]) == [
            ("a", 0),
            ("a", 5),
            (" ", 10),
            ("b", 19),
            ("b", 24),
        ]

    def test_dashes_and_ellipses_are_not_pulled_apart(self) -> None:
        first = set_("一——二三", 45, align=Align.BOTH)[0]
        assert origins(first) == [("一", 0), ("—", 12.5), ("—", 22.5), ("二", 35)]  # 5 over two gaps

    def test_line_that_a_line_break_ends_is_widened_as_word_does_unless_the_document_forbids_it(self) -> None:
        assert origins(set_("一二\n三", 30, align=Align.BOTH)[0]) == [("一", 0), ("二", 20)]
        settings = TextSettings(do_not_expand_shift_return=True)
        assert origins(set_("一二\n三", 30, settings, align=Align.BOTH)[0]) == [("一", 0), ("二", 10)]

    def test_distributed_text_fills_every_line_to_the_last(self) -> None:
        assert origins(set_("一ab", 42, align=Align.DISTRIBUTE)[0]) == [
            ("一", 0),
            ("a", 22),
            ("b", 37),
        ]  # 42 − 22 = 2 × 10


class TestTabs:
    def test_default_stops_count_from_the_edge_of_the_text(self) -> None:
        line = set_("ab\tc", 100, TextSettings(default_tab=20), left=5)[0]
        assert origins(line) == [("a", 5), ("b", 10), (" ", 15), ("c", 20)]

    def test_own_stops_come_first(self) -> None:
        assert origins(set_("a\tb\tc", 100, TextSettings(default_tab=20), tabs=(Tab(50),))[0])[2::2] == [
            ("b", 50),
            ("c", 60),
        ]

    @pytest.mark.parametrize(
        ("align", "x"),
        [
            ("left", 50),
            ("right", 30),
            ("center", 40),
            ("decimal", 40),
        ],  # 1.25 takes 20, 10 of it up to the second digit
    )
    def test_text_behind_a_tab_stands_as_its_stop_says(self, align: str, x: float) -> None:
        text = "中\t12.5"
        assert dict(origins(set_(text, 100, tabs=(Tab(50, align),))[0]))["1"] == x

    def test_right_stop_beyond_the_edge_holds(self) -> None:
        assert origins(set_("中\t元", 100, tabs=(Tab(110, "right"),))[0])[-1] == ("元", 100)

    def test_tab_whose_stop_lies_beyond_the_edge_goes_to_the_next_line(self) -> None:
        lines = set_("一二三\t四", 35, TextSettings(default_tab=20))
        assert texts(lines) == ["一二三", " 四"]
        assert origins(lines[1])[-1] == ("四", 20)

    def test_hanging_indent_is_a_stop(self) -> None:
        assert origins(set_("1\t中", 100, left=30, first=-30)[0])[-1] == ("中", 30)

    def test_leader_fills_the_room_before_the_stop(self) -> None:
        line = set_("目\t9", 60, tabs=(Tab(60, "right", "dot"),))[0]
        # from 10 to 55 by dots of 5
        assert [(fragment.text, fragment.x) for fragment in line.fragments] == [("目", 0), ("." * 9, 10), ("9", 55)]

    def test_only_what_follows_the_last_tab_is_justified(self) -> None:
        first = set_("一\t二三四五", 44, TextSettings(default_tab=20), align=Align.BOTH)[0]
        assert origins(first) == [("一", 0), (" ", 10), ("二", 20), ("三", 34)]

    def test_no_default_stop_is_no_endless_row(self) -> None:
        assert texts(set_("a\tb", 100, TextSettings(default_tab=0))) == ["a b"]


class TestFragments:
    def test_one_stands_for_each_face_of_a_run(self) -> None:
        fragments = set_("中文ab中", 100)[0].fragments
        assert [(fragment.text, fragment.face, fragment.x) for fragment in fragments] == [
            ("中文", HAN, 0),
            ("ab", LATIN, 22),
            ("中", HAN, 34),
        ]

    def test_spacing_and_scale_are_in_the_advances(self) -> None:
        font = Font(size=10, spacing=1, scale=0.8)
        assert set_((Run("中文", font),), 100)[0].fragments[0].advances == (9, 9)

    def test_characters_that_only_govern_breaking_are_not_drawn(self) -> None:
        (line,) = set_("ab\u200b中\u200b\u00ad文", 100, align=Align.DISTRIBUTE)
        # 100 − 2 × 5 − 2 × 10 = 70 over three gaps
        assert origins(line) == [("a", 0), ("b", 28.333), ("中", 56.667), ("文", 90)]

    def test_page_number_has_room_for_the_longest(self) -> None:
        content = (Run("第", TEN), PageNumber("PAGE", TEN, "upperRoman"), Run("页", TEN))
        for last, longest in ((1, "I"), (10, "VIII")):
            (line,) = set_(content, 100, TextSettings(numbers=PageNumbers(page=last)))
            assert [fragment.text for fragment in line.fragments] == ["第", longest, "页"]

    def test_picture_takes_its_width_and_height(self) -> None:
        picture = Picture(b"", 30, 50, TEN)
        line = set_((Run("中", TEN), picture), 100)[0]
        assert (line.fragments[1].picture, line.fragments[1].text, line.fragments[1].width) == (picture, "", 30)
        assert (line.height, line.baseline) == (52, 50)  # and 2 below the baseline for 中

    @pytest.mark.parametrize(
        ("content", "factor", "height"),
        [
            ((Picture(b"", 30, 50, TEN),), 2.0, 50),
            ((Run("中", TEN), Picture(b"", 30, 50, TEN)), 2.0, 64),  # 52, and once more 12 for 中
            ((Run("中", TEN), Picture(b"", 30, 50, TEN)), 0.5, 46),
        ],
    )
    def test_factor_of_the_line_pitch_does_not_spread_a_picture(
        self, content: tuple[Inline, ...], factor: float, height: float
    ) -> None:
        assert set_(content, 100, line=factor)[0].height == height


class TestHeights:
    def test_exact_pitch_has_its_baseline_at_four_fifths(self) -> None:
        line = set_("中", 100, line_rule=LineRule.EXACT, line=20)[0]
        assert (line.height, line.baseline) == (20, 16)

    def test_single_pitch_is_that_of_the_highest_face(self) -> None:
        assert (set_("a", 100)[0].height, set_("a", 100)[0].baseline) == (10, 9)
        assert (set_("a中", 100)[0].height, set_("a中", 100)[0].baseline) == (12, 10)

    def test_factor_adds_below_and_takes_above(self) -> None:
        wide, narrow = set_("中", 100, line=1.5)[0], set_("中", 100, line=0.5)[0]
        assert (wide.height, wide.baseline) == (18, 10)
        assert (narrow.height, narrow.baseline) == (6, 4)

    def test_least_pitch_adds_above(self) -> None:
        line = set_("中", 100, line_rule=LineRule.AT_LEAST, line=20)[0]
        assert (line.height, line.baseline) == (20, 18)
        assert set_("中", 100, line_rule=LineRule.AT_LEAST, line=5)[0].height == 12

    def test_grid_takes_whole_lines_unless_the_pitch_is_exact_or_the_paragraph_leaves_it(self) -> None:
        grid = TextSettings(grid_pitch=15.6)
        assert set_("中", 100, grid)[0].height == 15.6
        assert set_((Run("中", Font(size=20)),), 100, grid)[0].height == 31.2
        assert set_("中", 100, grid, line_rule=LineRule.EXACT, line=20)[0].height == 20
        assert set_("中", 100, grid, snap_to_grid=False)[0].height == 12

    def test_raised_characters_raise_the_line(self) -> None:
        line = set_((Run("中", TEN), Run("2", Font(size=5, raised=8))), 100)[0]
        assert (line.height, line.baseline) == (14.5, 12.5)  # 5 × 0.9 + 8 above, 2 below

    def test_empty_paragraph_is_one_line_as_high_as_its_mark(self) -> None:
        (line,) = Typesetter(FixedFaces()).lines(Paragraph((), ParagraphFormat(), Font(size=20)), 100, TextSettings())
        assert (line.height, line.fragments) == (20, ())
        mark = Font(size=20, east_asian_hint=True)
        (line,) = Typesetter(FixedFaces()).lines(Paragraph((), ParagraphFormat(), mark), 100, TextSettings())
        assert line.height == 24


def test_settings_come_from_the_document_and_its_section() -> None:
    section = Section(595, 842, Sides(), (), grid_pitch=15.6)
    assert TextSettings.of(Document((section,), default_tab=36, forbidden_ends=""), section) == TextSettings(
        forbidden_ends="", default_tab=36, grid_pitch=15.6
    )
