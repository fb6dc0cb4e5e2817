"""What is drawn, where, and in which order."""

import pytest
from laying import BOX, FONT, cell, laid, lines_of, row, table, text
from msgspec.structs import replace

from generator.document.model import Font, PageNumber, Paragraph, Picture, Run
from generator.layout.drawing import stamp_places
from generator.layout.page import DrawnLine, Fill, Glyphs, Image, Item, StampPlace


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("填报单位（盖章）：", [(4, "填报单位（盖章）：")]),
        ("单位负责人签字：", [(5, "单位负责人签字：")]),
        ("单位公章", [(2, "单位公章")]),
        ("填表人：张三    负责人（签字）：    2024年1月", [(13, "负责人（签字）：")]),
        ("负责人(签字):　　单位(加盖公章):", [(3, "负责人(签字):"), (12, "单位(加盖公章):")]),
        ("主管部门（签字或盖章）", [(4, "主管部门（签字或盖章）")]),
        ("", []),
        ("本表经单位负责人签字盖章后报送。", []),
        ("签订合同的文章", []),
    ],
)
def test_words_that_ask_for_a_stamp(text: str, places: list[tuple[int, str]]) -> None:
    assert list(stamp_places(text)) == places


def test_label_is_never_longer_than_thirty_characters() -> None:
    ((_, label),) = stamp_places("长" * 50 + "（盖章）：")
    assert label == "长" * 25 + "（盖章）："


def items(*runs: Run | Picture, **formatting: object) -> tuple[Item, ...]:
    plain = text("", **formatting)
    return laid(Paragraph(tuple(runs), plain.format, FONT)).pages[0].items


def test_characters_have_the_look_of_their_run() -> None:
    (glyphs,) = items(Run("ab", replace(FONT, color="FF0000", scale=0.8, raised=2.0)))
    assert isinstance(glyphs, Glyphs)
    assert (glyphs.x, glyphs.baseline, glyphs.text, glyphs.size) == (20.0, 26.0, "ab", 10.0)  # 20 + 8 - 2
    assert (glyphs.advances, glyphs.color, glyphs.scale) == ((4.0, 4.0), "FF0000", 0.8)


def test_shading_lies_under_the_characters_as_high_as_the_line() -> None:
    fill, glyphs = items(Run("ab", replace(FONT, shading="FFFF00")))
    assert fill == Fill(20.0, 20.0, 10.0, 10.0, "FFFF00")
    assert isinstance(glyphs, Glyphs)


def rules_under(font: Font) -> list[tuple[float, float, float, str]]:
    return [
        (item.x0, item.x1, round(item.y0, 2), item.style)
        for item in items(Run("ab", font))
        if isinstance(item, DrawnLine)
    ]


def test_underline_and_strike_are_rules_along_the_characters() -> None:
    assert rules_under(replace(FONT, underline="single")) == [(20.0, 30.0, 29.2, "single")]  # 28 + 0.12 x 10
    assert rules_under(replace(FONT, underline="dotted")) == [(20.0, 30.0, 29.2, "dotted")]
    assert rules_under(replace(FONT, underline="double")) == [
        (20.0, 30.0, 29.2, "single"),
        (20.0, 30.0, 30.2, "single"),
    ]
    assert rules_under(replace(FONT, strike=True)) == [(20.0, 30.0, 25.2, "single")]  # 28 - 0.28 x 10


def test_spaces_are_underlined_to_the_end_of_the_line() -> None:
    rules = [item for item in items(Run("a    ", replace(FONT, underline="single"))) if isinstance(item, DrawnLine)]
    assert [(rule.x0, rule.x1) for rule in rules] == [(20.0, 45.0)]


def test_picture_stands_on_the_baseline() -> None:
    (image,) = items(Picture(b"png", 30.0, 6.0, FONT))
    assert image == Image(20.0, 22.0, 30.0, 6.0, b"png")  # 28 - 6


def test_cell_is_shaded_under_its_text_and_its_lines_are_drawn_last() -> None:
    (page,) = laid(table(row(cell(0, "a", shading="EEEEEE", edges=BOX)))).pages
    assert [type(item) for item in page.items] == [Fill, Glyphs, DrawnLine, DrawnLine, DrawnLine, DrawnLine]
    assert page.items[0] == Fill(20.0, 20.0, 50.0, 10.5, "EEEEEE")


def test_place_to_stamp_is_where_its_words_begin_on_their_line() -> None:
    (page,) = laid(text("主管部门", "单位（盖章）：")).pages
    assert page.stamps == (StampPlace("主管部门单位（盖章）：", 40.0, 30.0),)


def test_place_to_stamp_is_found_across_runs_and_in_cells() -> None:
    runs = (Run("单位（盖", FONT), Run("章）", replace(FONT, bold=True)))
    found = table(row("", cell(1, Paragraph(runs, text("").format, FONT))), columns=(50.0, 100.0))
    (page,) = laid(found).pages
    assert page.stamps == (StampPlace("单位（盖章）", 90.0, 20.0),)


def test_a_page_number_in_a_heading_row_is_that_of_each_page() -> None:
    number = Paragraph((PageNumber("PAGE", FONT),), text("").format, FONT)
    found = table(row(cell(0, number, edges=BOX), heading=True), *(row(f"a{each}") for each in range(6)))
    pages = laid(found, room=40.0).pages
    assert [next(iter(lines_of(page).values())) for page in pages][:2] == ["1", "2"]
