from __future__ import annotations

import pytest
from fixed_faces import FixedFaces

from generator.document.handout import Column, handout, list_section
from generator.document.model import Align, LineRule, PageNumber, Paragraph, Row, Section, Table
from generator.layout.pages import lay_out
from generator.layout.text.paragraph import Typesetter

COLUMNS = (Column("序号", 1, is_centred=True), Column("问题", 3))


def made(*rows: tuple[str, ...]) -> Section:
    return list_section("核查意见", ["经核查，没有发现问题。"], COLUMNS, rows)


def rows_of(section: Section) -> tuple[Row, ...]:
    (table,) = (block for block in section.blocks if isinstance(block, Table))
    return table.rows


def test_it_looks_as_the_standard_asks() -> None:
    section = made(("1", "问题"))
    title, line = (block for block in section.blocks if isinstance(block, Paragraph))
    assert (title.mark.east_asian, title.mark.size, title.format.align) == ("方正小标宋简体", 22, Align.CENTER)
    assert (line.mark.east_asian, line.mark.size, line.format.first) == ("仿宋_GB2312", 16, 32)
    assert (line.format.line_rule, line.format.line) == (LineRule.EXACT, 28.95)
    fonts = [
        [cell.blocks[0].mark for cell in row.cells if isinstance(cell.blocks[0], Paragraph)] for row in rows_of(section)
    ]
    assert [[(font.east_asian, font.size) for font in row] for row in fonts] == [
        [("黑体", 12)] * 2,
        [("仿宋_GB2312", 12)] * 2,
    ]


def test_its_table_is_as_wide_as_the_text_and_repeats_its_headings() -> None:
    section = made(("1", "问题"))
    (table,) = (block for block in section.blocks if isinstance(block, Table))
    room = section.width - section.margins.left - section.margins.right
    assert table.columns == pytest.approx((room / 4, room * 3 / 4))
    assert [row.heading for row in table.rows] == [True, False]


def test_a_row_of_one_text_is_a_heading_over_all_columns() -> None:
    _, row = rows_of(made(("长沙市",)))
    assert [(cell.span, cell.text) for cell in row.cells] == [(2, "长沙市")]


def test_a_row_breaks_over_pages_only_if_it_is_long() -> None:
    _, short, long = rows_of(made(("1", "短"), ("2", "长" * 2000)))
    assert (short.cant_split, long.cant_split) == (True, False)


def test_page_numbers_stand_outside_and_begin_again_with_each_list() -> None:
    document = handout("核查意见", [made(), made()])
    assert document.even_and_odd
    for section in document.sections:
        assert section.first_number == 1
        for kind, align in (("default", Align.RIGHT), ("even", Align.LEFT)):
            (footer,) = section.footers[kind]
            assert isinstance(footer, Paragraph)
            assert footer.format.align is align
            assert [type(item) for item in footer.content][1] is PageNumber


def test_a_list_of_many_rows_fits_its_pages() -> None:
    document = handout("变化", [made(*((str(number), "问题" * 40) for number in range(60)))])
    assert len(lay_out(document, Typesetter(FixedFaces())).pages) > 3
