from __future__ import annotations

import pytest
from filled_documents import VALUE, cell, paragraph, section
from msgspec.structs import replace
from word_files import read_back

from generator.document.model import (
    Document,
    Font,
    LineRule,
    PageNumber,
    Paragraph,
    ParagraphFormat,
    Row,
    Run,
    Section,
    Sides,
    Table,
)
from generator.writers.word.from_sheet import sections_in_book, word_form

FONT = Font("宋体", "宋体", 12.0)
ROOM = 700.0


def text(characters: str, size: float = 12.0) -> Paragraph:
    font = replace(FONT, size=size)
    return Paragraph((Run(characters, font),) if characters else (), ParagraphFormat(), font)


def line(characters: str, height: float, size: float = 12.0) -> Row:
    return Row((replace(cell(0, text(characters, size)), margins=Sides()),), height)


def sheet(*rows: Row, name: str = "绩效目标表") -> Document:
    """A sheet with one column of 400 pt on a page with 700 pt for its table."""
    return Document((Section(500.0, 800.0, Sides(50.0, 50.0, 50.0, 50.0), (Table((400.0,), rows),), name=name),))


def laid_out(*rows: Row) -> Table:
    (block,) = word_form(sheet(*rows)).sections[0].blocks
    assert isinstance(block, Table)
    return block


def pitch(row: Row) -> float:
    (block,) = row.cells[0].blocks
    assert isinstance(block, Paragraph)
    assert block.format.line_rule is LineRule.EXACT
    return block.format.line


def test_lines_stand_as_far_apart_as_their_row_allows_and_look_well() -> None:
    rows = laid_out(line("项目名称", 40.0), line("项目名称", 15.5), line("字\n字", 31.5)).rows
    assert [pitch(each) for each in rows] == pytest.approx([12 * 1.4, 15.0, 15.5])


def test_a_row_grows_where_its_text_has_no_room() -> None:
    (row,) = laid_out(line("字\n字\n字", 20.0)).rows
    assert (pitch(row), row.height) == (12.0, 36.5)  # three lines as high as the font, and the border


def test_a_blank_cell_never_makes_its_row_higher() -> None:
    (row,) = laid_out(line("", 6.0)).rows
    assert (pitch(row), row.height) == (5.5, 6.0)


def test_fonts_are_rounded_down_to_half_points() -> None:
    (row,) = laid_out(line("字", 30.0, size=10.74)).rows
    (block,) = row.cells[0].blocks
    assert isinstance(block, Paragraph)
    assert (block.content[0].font.size, block.mark.size) == (10.5, 10.5)


def test_a_table_that_fills_its_page_leaves_room_for_the_paragraph_after_it() -> None:
    rows = laid_out(*[line("字", ROOM / 10)] * 10).rows
    assert sum(each.height for each in rows) == pytest.approx(ROOM - 2)


def test_a_sheet_a_little_higher_than_its_page_loses_blank_space_to_print_on_one() -> None:
    rows = laid_out(line("字\n字", 30.0), *[line("字", 78.0)] * 10).rows
    assert sum(each.height for each in rows) == pytest.approx(ROOM - 2)
    assert rows[0].height == pytest.approx(29.8, abs=0.1)  # which has hardly any to lose


def test_a_sheet_of_several_pages_keeps_its_heights() -> None:
    rows = laid_out(*[line("字", 100.0)] * 20).rows
    assert {each.height for each in rows} == {100.0}


def test_a_sheet_whose_text_fills_more_than_a_page_keeps_its_heights() -> None:
    rows = laid_out(*[line("字\n字\n字\n字", 58.0)] * 13).rows
    assert [each.height for each in rows] == pytest.approx([58.0] * 13)  # four lines, 14.375 pt apart


def test_rows_to_repeat_further_down_begin_a_table_where_the_sheet_takes_several_pages() -> None:
    head = replace(line("表头", 30.0), heading=True)
    long = word_form(sheet(line("标题", 30.0), head, *[line("字", 30.0)] * 40)).sections[0].blocks
    assert [len(block.rows) for block in long if isinstance(block, Table)] == [1, 41]
    assert [row.heading for row in laid_out(line("标题", 30.0), head, line("字", 30.0)).rows] == [False, True, False]


def test_sheets_that_print_nothing_are_left_out() -> None:
    blank = replace(sheet().sections[0], blocks=())
    full = sheet(line("字", 20.0)).sections[0]
    assert len(word_form(Document((blank, full, blank))).sections) == 1
    assert len(word_form(Document((blank, blank))).sections) == 1


def test_the_name_of_a_sheet_is_none_in_word() -> None:
    assert word_form(sheet(line("字", 20.0))).sections[0].name == ""


def test_a_word_form_is_read_back_with_the_text_and_the_grid_of_its_sheet() -> None:
    made = word_form(sheet(line("附件2", 20.0), line("字", 30.0)))
    back = read_back(made)
    (one,), (other,) = made.sections[0].blocks, back.sections[0].blocks
    assert isinstance(one, Table)
    assert isinstance(other, Table)
    assert (other.columns, [each.cells[0].text for each in other.rows]) == (one.columns, ["附件2", "字"])


FOOTER = Paragraph((PageNumber("PAGE", VALUE), PageNumber("NUMPAGES", VALUE)), paragraph("").format, VALUE)


def kinds(made: Section) -> list[str]:
    """The kinds of page numbers in the footer."""
    (footer,) = made.footers["default"]
    assert isinstance(footer, Paragraph)
    return [item.kind for item in footer.content if isinstance(item, PageNumber)]


def test_a_form_in_a_book_begins_on_a_new_page_and_counts_its_own() -> None:
    form = Document((replace(section(paragraph("甲")), footers={"default": (FOOTER,)}, begins="continuous"),))
    (made,) = sections_in_book(form)
    assert (made.begins, made.first_number, kinds(made)) == ("nextPage", 1, ["PAGE", "SECTIONPAGES"])


def test_only_the_first_section_of_a_form_begins_its_numbers_again() -> None:
    first = replace(section(paragraph("甲")), footers={"default": (FOOTER,)}, first_number=5)
    made = list(sections_in_book(Document((first, section(paragraph("乙"), begins="continuous")))))
    assert [(each.begins, each.first_number) for each in made] == [("nextPage", 5), ("continuous", None)]
    assert kinds(made[0]) == ["PAGE", "NUMPAGES"]
