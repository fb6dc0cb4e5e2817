from __future__ import annotations

import io

import pikepdf
import pytest
from pdf_samples import BoxFace, bookmarks, destinations, pages, set_text, text_of_page

from generator.layout.page import DrawnLine, Fill, Pages, StampPlace
from generator.layout.page import Image as Picture
from generator.writers.pdf.file import Chapter, Leaf, PdfFile, pdf_bytes

# Four grey pixels.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000200000002080000000057dd52f8"
    "0000000e49444154789c636c60606260000002920084f77ca3580000000049454e44ae426082"
)
BOLD = BoxFace(key="box-bold", embolden=True)


def opened(*forms: tuple[str, Pages], title: str = "题", author: str = "某局") -> pikepdf.Pdf:
    """As another program opens the file, which has nothing to complain of."""
    file = pikepdf.open(io.BytesIO(pdf_bytes(forms, title, author)))
    assert file.check_pdf_syntax() == []
    return file


def test_the_text_of_the_file_is_the_text_drawn() -> None:
    drawn = pages(set_text("绩效目标≥4家𠮷"), set_text("A-1 “是”…", BOLD, y=80.0, color="FF0000"))
    assert text_of_page(pdf_bytes([("甲", drawn)], "题", "")).split("\r\n") == ["绩效目标≥4家𠮷", "A-1 “是”…"]


def test_several_forms_have_a_bookmark_each() -> None:
    file = opened(("长沙市", pages(count=2)), ("株洲市", pages()), ("空", Pages(())))
    assert bookmarks(file) == [("长沙市", 0), ("株洲市", 2)]
    assert file.Root.PageMode == "/UseOutlines"


def test_one_form_has_no_bookmarks() -> None:
    assert "/Outlines" not in opened(("长沙市", pages(count=2))).Root


def test_places_to_stamp_are_named_destinations() -> None:
    stamped = pages(stamps=(StampPlace("盖章", 30.0, 80.0), StampPlace("签字", 130.0, 80.0)))
    file = opened(("乙", stamped), ("a", pages(count=2)), ("a", stamped), ("乙", stamped))
    assert destinations(file) == {
        "乙#1": 0,
        "乙#2": 0,
        "a#1": 3,
        "a#2": 3,
        "乙#3": 4,
        "乙#4": 4,
    }
    place = pikepdf.NameTree(file.Root.Names.Dests)["乙#2"]
    assert [float(number) for number in list(place)[2:4]] == [130.0, 20.0]
    keys = [bytes(key) for key in list(file.Root.Names.Dests.Names)[::2]]
    assert keys == sorted(keys)


def test_the_file_says_its_title_author_and_language() -> None:
    file = opened(("甲", pages()), title="绩效（2024）", author="某市财政局")
    assert (str(file.docinfo.Title), str(file.docinfo.Author)) == ("绩效（2024）", "某市财政局")
    assert str(file.Root.Lang) == "zh-CN"
    assert bool(file.Root.ViewerPreferences.DisplayDocTitle)
    assert str(opened(("甲", pages()), author="").docinfo.Author) == ""


def test_the_file_tells_no_date() -> None:
    file = opened(("甲", pages()))
    assert {str(file.docinfo[key]) for key in ("/CreationDate", "/ModDate")} == {""}


def test_pages_print_in_their_own_size_and_on_both_sides_if_so_bound() -> None:
    assert opened(("甲", pages())).Root.ViewerPreferences.PrintScaling == "/None"
    assert "/Duplex" not in opened(("甲", pages())).Root.ViewerPreferences
    file = PdfFile()
    bound = file.bind([Chapter("甲", file.draw(pages()))], "题", "", duplex=True)
    assert pikepdf.open(io.BytesIO(bound)).Root.ViewerPreferences.Duplex == "/DuplexFlipLongEdge"


def test_a_leaf_that_is_bound_twice_is_in_the_file_once_and_an_empty_one_is_blank() -> None:
    file = PdfFile()
    (leaf,) = file.draw(pages(set_text("表")))
    bound = file.bind([Chapter("甲", (leaf, Leaf(100.0, 50.0, contents=""), leaf))], "题", "")
    assert [text_of_page(bound, page) for page in range(3)] == ["表", "", "表"]
    with pikepdf.open(io.BytesIO(bound)) as read:
        assert [[float(side) for side in page.MediaBox] for page in read.pages] == [
            [0, 0, 200, 100],
            [0, 0, 100, 50],
            [0, 0, 200, 100],
        ]
        shown = [[form.objgen for form in page.Resources.get("/XObject", {}).values()] for page in read.pages]
        assert shown == [shown[0], [], shown[0]]


@pytest.mark.parametrize("title", ["长沙市", "a(b)\\c", "𠮷野", "Zürich ☐", ""])
def test_titles_are_read_back_whatever_is_in_them(title: str) -> None:
    stamped = pages(stamps=(StampPlace("盖章", 30.0, 80.0),))
    file = opened((title, stamped), ("乙", pages()), title=title)
    assert str(file.docinfo.Title) == title
    assert bookmarks(file)[0] == (title, 0)
    assert destinations(file) == {f"{title}#1": 0}


def test_the_same_pages_give_the_same_bytes() -> None:
    items = (set_text("表A", BOLD), DrawnLine(0, 90, 200, 90, 1), Fill(0, 0, 9, 9, "FF0000"), Picture(0, 0, 9, 9, PNG))
    forms = [("甲", pages(*items, stamps=(StampPlace("盖章", 1, 2),)))]
    assert pdf_bytes(forms, "题", "某局") == pdf_bytes(forms, "题", "某局")


def test_the_identifier_changes_with_the_content() -> None:
    def identifiers(text: str) -> list[bytes]:
        return [bytes(each) for each in opened(("甲", pages(set_text(text)))).trailer.ID]

    assert identifiers("表格") == identifiers("表格") != identifiers("格表")
    assert len(set(identifiers("表格"))) == 1
