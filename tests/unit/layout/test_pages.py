"""Sections, their pages, headers, footers and numbers."""

import pytest
from fixed_faces import FixedFaces
from laying import FONT, cell, laid, lines_of, numbered, row, section, shown, table, text

from generator.document.model import Align, Document, PageNumber, Paragraph, Run, Section, Sides, Vertical
from generator.layout.pages import MAX_PAGES, lay_out
from generator.layout.text.paragraph import Typesetter
from generator.problem import JixiaoError


def field(kind: str, before: str = "", number_format: str = "decimal", align: Align = Align.LEFT) -> Paragraph:
    content = (Run(before, FONT), PageNumber(kind, FONT, number_format))
    return Paragraph(content, text("", align=align).format, FONT)


def test_each_section_begins_a_page_of_its_own_size() -> None:
    wide = Section(300.0, 200.0, Sides(20.0, 20.0, 20.0, 20.0), (text("b"),))
    pages = laid(section(text("a")), wide).pages
    assert [(page.width, page.height) for page in pages] == [(200.0, 150.0), (300.0, 200.0)]


def test_continuous_section_goes_on_below() -> None:
    pages = laid(section(text("a")), section(numbered("b", 10), begins="continuous"))
    assert [page[0] for page in shown(pages)] == ["a", "b10"]


def test_continuous_section_on_other_paper_begins_a_page() -> None:
    other = section(text("b"), room=120, begins="continuous")
    assert shown(laid(section(text("a")), other)) == [["a"], ["b"]]


def test_section_that_begins_on_an_odd_page_leaves_one_blank() -> None:
    footers = {"default": (field("PAGE"),)}
    pages = laid(section(text("a"), footers=footers), section(text("b"), begins="oddPage", footers=footers))
    assert shown(pages) == [["a", "1"], [], ["b", "3"]]


def test_section_that_begins_on_the_side_at_hand_leaves_none_blank() -> None:
    assert shown(laid(section(text("a")), section(text("b"), begins="evenPage"))) == [["a"], ["b"]]
    assert shown(laid(section(text("a"), begins="oddPage"))) == [["a"]]


def test_numbers_begin_again_where_a_section_says_so() -> None:
    footers = {"default": (field("PAGE"),)}
    first, second = section(numbered("a", 11), footers=footers), section(text("b"), footers=footers, first_number=1)
    assert [page[-1] for page in shown(laid(first, second))] == ["1", "2", "1"]


def test_fields_know_the_pages_of_the_document_and_of_the_section() -> None:
    body = (field("NUMPAGES", "n"), field("SECTIONPAGES", "s"), field("PAGE", "p", "upperRoman"))
    assert shown(laid(section(numbered("a", 11)), section(*body))) == [
        [f"a{number}" for number in range(1, 11)],
        ["a11"],
        ["n | 3", "s | 1", "p | III"],
    ]


def test_a_blank_page_counts_for_no_section() -> None:
    body = (field("SECTIONPAGES", "s"),)
    pages = laid(section(*body, text("a")), section(*body, text("b"), begins="oddPage"))
    assert shown(pages) == [["s | 1", "a"], [], ["s | 1", "b"]]


def test_a_number_that_takes_another_line_pushes_down_what_follows() -> None:
    narrow = table(row(cell(0, field("NUMPAGES", "n")), cell(1, "a")), row("b", "c"), columns=(10.0, 50.0))
    assert shown(laid(narrow, numbered("d", 8)))[0][:2] == ["n | 1 | a", "b | c"]
    (first, *others) = laid(narrow, numbered("d", 107)).pages
    assert len(others) == 11 - 1
    assert list(lines_of(first).items())[:3] == [(28.0, "n | 1 | a"), (38.0, "1"), (48.0, "b | c")]


def test_a_header_is_as_high_as_the_longest_number_makes_it() -> None:
    header = field("PAGE", "字" * 14 + "pp")
    pages = laid(section(numbered("a", 95), headers={"default": (header,)}, header_distance=10.0)).pages
    assert [list(lines_of(page))[:2] for page in (pages[0], pages[-1])] == [[18.0, 38.0], [18.0, 28.0]]


def test_line_with_a_number_of_several_digits_is_set_anew() -> None:
    footers = {"default": (field("PAGE", align=Align.RIGHT),)}
    (page,) = laid(section(footers=footers, first_number=123)).pages
    assert [item.x for item in page.items if hasattr(item, "x")] == [165.0]  # 180 - 3 x 5


def test_first_even_and_other_pages_have_their_own_headers() -> None:
    headers = {kind: (text(kind),) for kind in ("default", "first", "even")}
    sections = (section(numbered("a", 40), headers=headers, title_page=True, header_distance=5.0),)
    pages = lay_out(Document(sections, even_and_odd=True), Typesetter(FixedFaces()))
    assert [page[0] for page in shown(pages)] == ["first", "even", "default", "even"]


def test_first_page_without_a_header_of_its_own_has_none() -> None:
    pages = laid(section(numbered("a", 11), headers={"default": (text("h"),)}, title_page=True, header_distance=5.0))
    assert [page[0] for page in shown(pages)] == ["a1", "h"]


def test_header_and_footer_that_are_higher_than_their_margins_push_the_body() -> None:
    headers, footers = {"default": (numbered("h", 3),)}, {"default": (numbered("f", 4),)}
    pages = laid(
        section(numbered("a", 10), headers=headers, footers=footers, header_distance=5.0, footer_distance=10.0)
    )
    page = lines_of(pages.pages[0])
    assert page[13.0] == "h1"  # 5 + 8
    assert page[43.0] == "a1"  # 5 + 30 + 8
    assert page[108.0] == "f1"  # 150 - 10 - 40 + 8
    assert shown(pages)[1][3:-4] == ["a7", "a8", "a9", "a10"]  # from 35 to 100 there is room for six


@pytest.mark.parametrize(("vertical", "baseline"), [(Vertical.CENTER, 73.0), (Vertical.BOTTOM, 118.0)])
def test_body_stands_where_the_section_says(vertical: Vertical, baseline: float) -> None:
    assert lines_of(laid(section(text("a"), vertical=vertical)).pages[0]) == {baseline: "a"}  # 20 + 90 / 2 + 8


def test_section_without_blocks_is_a_blank_page() -> None:
    assert shown(laid(section())) == [[]]


@pytest.mark.parametrize(
    "setup",
    [
        Section(0.0, 0.0, Sides(), (text("a"),)),
        Section(200.0, 200.0, Sides(0.0, 150.0, 0.0, 60.0), (text("a"),)),
        Section(200.0, 200.0, Sides(120.0, 0.0, 90.0, 0.0), (text("a"),)),
        section(text("a"), headers={"default": (numbered("h", 20),)}),
    ],
)
def test_paper_that_leaves_no_room_is_refused(setup: Section) -> None:
    with pytest.raises(JixiaoError) as refused:
        laid(setup)
    assert [(problem.code, problem.source.place) for problem in refused.value.problems] == [("N101", "第1节")]


def test_document_of_too_many_pages_is_refused() -> None:
    with pytest.raises(JixiaoError) as refused:
        laid(text("\f" * (MAX_PAGES + 1) + "a"))
    assert [problem.code for problem in refused.value.problems] == ["N102"]


def test_title_author_and_problems_are_handed_on() -> None:
    pages = lay_out(Document((section(),), title="表", author="某局"), Typesetter(FixedFaces()))
    assert (pages.title, pages.author, pages.problems) == ("表", "某局", ())


def test_tables_in_headers_are_not_counted() -> None:
    headers = {"default": (table(row(cell(0, field("PAGE")))),)}
    (page,) = laid(section(table(row("a")), headers=headers, header_distance=5.0)).pages
    assert [(box.table, box.y) for box in page.cells] == [(0, 20.0)]
