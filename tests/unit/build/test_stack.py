from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf
from pdf_samples import BOX, bookmarks, destinations, set_text, text_of_page

from generator.build.stack import ListedForm, print_list, print_stack
from generator.document.model import Document, Font, Table
from generator.layout.fonts.face import Face
from generator.layout.page import Page, Pages, StampPlace
from generator.layout.text.paragraph import Typesetter

MM = 72 / 25.4


def stamp(label: str, left: float, top: float) -> StampPlace:
    """A place, its distances in mm."""
    return StampPlace(label, left * MM, top * MM)


LISTED = (
    ListedForm("长沙市", [[], [stamp("单位名称（盖章）：", 31, 240.4), stamp("负责人签字", 120, 240.6)]], 2),
    ListedForm("株洲市", [[], [], []], 4),
    ListedForm("湘潭市", [[]], 2),
)


def lines(document: Document) -> list[str]:
    """What the list says, a row to the line."""
    said = []
    for block in document.sections[0].blocks:
        said += (
            [" | ".join(cell.text for cell in row.cells) for row in block.rows]
            if isinstance(block, Table)
            else [block.text]
        )
    return said


def test_each_form_has_its_pages_places_and_a_box() -> None:
    assert lines(print_list(LISTED, 2, 1)) == [
        "打印盖章清单",
        "共3张表，8页。",
        "序号 | 名称 | 页数 | 起始页 | 盖章、签字处（距纸左边、上边毫米数） | 已盖章",
        "1 | 长沙市 | 2 | 3 | 第2页 左31 上240 单位名称（盖章）\n第2页 左120 上241 负责人签字 | □",
        "2 | 株洲市 | 3 | 5 |  | □",
        "3 | 湘潭市 | 1 | 9 |  | □",
        "",
    ]


def test_copies_have_a_box_each_and_are_found_by_their_length() -> None:
    said = lines(print_list(LISTED, 1, 3))
    assert said[1] == "共3张表，3份，每份8页；起始页是第1份的，以后每份加8页。"
    assert [line.rpartition(" ")[2] for line in said[3:6]] == ["□□□"] * 3


def test_the_headings_repeat_and_rows_stay_whole() -> None:
    (table,) = (block for block in print_list(LISTED, 1, 1).sections[0].blocks if isinstance(block, Table))
    assert [row.heading for row in table.rows] == [True, False, False, False]
    assert all(row.cant_split for row in table.rows)
    assert sum(table.columns) <= 595.3 - 2 * 56.7


class BoxFaces:
    """One face for everything."""

    def face_of(self, character: str, font: Font) -> Face:
        return BOX


def form(name: str, count: int) -> tuple[str, Pages]:
    """A form whose pages show its name and their number; a place to stamp on the last."""
    pages = [
        Page(
            200.0,
            100.0,
            (set_text(f"{name}{number}"),),
            (StampPlace("盖章", 20, 50),) * (number == count),
        )
        for number in range(1, count + 1)
    ]
    return name, Pages(tuple(pages))


FORMS = [form("甲", 2), form("乙", 1), form("丙", 3)]


def stack(*, duplex: bool = False, copies: int = 1) -> bytes:
    return print_stack(iter(FORMS), Typesetter(BoxFaces()), duplex=duplex, copies=copies)


def shown(pdf: bytes) -> list[str]:
    """The first line of every page behind the list, which is one page."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert file.check_pdf_syntax() == []
        count = len(file.pages)
    assert text_of_page(pdf).startswith("打印盖章清单")
    return [text_of_page(pdf, page).partition("\r\n")[0] for page in range(1, count)]


def test_the_forms_lie_in_order_below_the_list() -> None:
    assert shown(stack()) == ["甲1", "甲2", "乙1", "丙1", "丙2", "丙3"]


def test_on_both_sides_each_form_begins_on_an_odd_page() -> None:
    assert shown(stack(duplex=True)) == ["", "甲1", "甲2", "乙1", "", "丙1", "丙2", "丙3", ""]


def test_copies_come_one_after_the_other_and_cost_hardly_anything() -> None:
    once, often = stack(), stack(copies=20)
    assert shown(often) == shown(once) * 20
    assert len(often) < len(once) + 19 * 6 * 450  # a page that shows again what is there has about 420 bytes


def test_bookmarks_lead_to_the_list_the_forms_and_the_other_copies() -> None:
    with pikepdf.open(io.BytesIO(stack(duplex=True, copies=2))) as file:
        assert bookmarks(file) == [("打印盖章清单", 0), ("甲", 2), ("乙", 4), ("丙", 6), ("第2份", 10)]
        assert str(file.Root.ViewerPreferences.Duplex) == "/DuplexFlipLongEdge"


def test_places_to_stamp_are_named_in_the_first_copy_alone() -> None:
    with pikepdf.open(io.BytesIO(stack(copies=2))) as file:
        assert destinations(file) == {"甲#1": 2, "乙#1": 3, "丙#1": 6}


def test_a_list_of_many_pages_says_where_the_forms_begin_behind_it() -> None:
    names = [chr(ord("一") + number) + "县" for number in range(60)]
    pdf = print_stack((form(name, 1) for name in names), Typesetter(BoxFaces()), duplex=False, copies=1)
    with pikepdf.open(io.BytesIO(pdf)) as file:
        before = len(file.pages) - len(names)
    assert before > 1
    assert text_of_page(pdf, before).startswith("一县1")
    assert text_of_page(pdf).split("一县")[1].split()[:2] == ["1", str(before + 1)]


def test_forms_are_taken_one_by_one() -> None:
    taken: list[str] = []

    def forms() -> Iterator[tuple[str, Pages]]:
        for name, pages in FORMS:
            taken.append(name)
            yield name, pages

    print_stack(forms(), Typesetter(BoxFaces()), duplex=True, copies=3)
    assert taken == ["甲", "乙", "丙"]


def test_a_stack_of_nothing_is_its_list() -> None:
    pdf = print_stack([], Typesetter(BoxFaces()), duplex=True, copies=2)
    assert text_of_page(pdf).startswith("打印盖章清单")
