from __future__ import annotations

import io

import pikepdf
import pypdfium2
from pdf_samples import BoxFace, bookmarks, destinations, set_text, text_of_page

from generator.layout.page import DrawnGroup, DrawnLine, Fill, Item, Page, Pages, StampPlace
from generator.writers.pdf.file import pdf_bytes

BOLD = BoxFace(key="box-bold", embolden=True)


def pages(*items: Item, stamps: tuple[StampPlace, ...] = (), count: int = 1) -> Pages:
    return Pages(tuple(Page(200.0, 100.0, (DrawnGroup(items),), stamps) for _ in range(count)))


def opened(*forms: tuple[str, Pages], title: str = "题", author: str = "某局") -> pikepdf.Pdf:
    """As another program opens the file, which has nothing to complain of."""
    file = pikepdf.open(io.BytesIO(pdf_bytes(forms, title, author)))
    assert file.check_pdf_syntax() == []
    return file


def test_the_text_of_the_file_is_the_text_drawn() -> None:
    drawn = pages(set_text("绩效目标≥4家𠮷"), set_text("A-1 “是”…", BOLD, y=80.0, color="FF0000"))
    assert text_of_page(pdf_bytes([("甲", drawn)], "题", "")).split("\r\n") == ["绩效目标≥4家𠮷", "A-1 “是”…"]


def test_every_font_is_embedded_and_says_what_its_glyphs_mean() -> None:
    file = opened(("甲", pages(set_text("表"), set_text("表", BOLD))))
    fonts = list(file.pages[0].Resources.Font.values())
    assert len(fonts) == 2
    for font in fonts:
        descriptor = font.DescendantFonts[0].FontDescriptor
        assert len(descriptor.FontFile2.read_bytes()) == descriptor.FontFile2.Length1
        assert "<0001> <8868>" in font.ToUnicode.read_bytes().decode()
        assert [float(width) for width in font.DescendantFonts[0].W[1]] == [1000, 1000]


def test_subsets_of_one_face_have_names_of_their_own() -> None:
    def base(text: str) -> str:
        with opened(("甲", pages(set_text(text)))) as file:
            (font,) = file.pages[0].Resources.Font.values()
            return str(font.BaseFont)

    assert base("表") == base("表") != base("格")
    assert base("表").endswith("+Box")


def test_glyphs_fall_where_the_page_says() -> None:
    # A box of 4 by 6 pt at (20.5, 44.7): 表 is 1000 wide with 50 free on both sides, its top U+8868 % 700 + 1 = 613.
    with pypdfium2.PdfDocument(
        pdf_bytes([("甲", pages(set_text("表"), DrawnLine(0, 90, 200, 90, 1)))], "", "")
    ) as document:
        bitmap = document[0].render(scale=4)
        dark = [
            (at % bitmap.stride // bitmap.n_channels, at // bitmap.stride)
            for at, value in enumerate(bytes(bitmap.buffer))
            if value < 128 and at // bitmap.stride < 300
        ]
    columns, rows = [x for x, _ in dark], [y for _, y in dark]
    assert (min(columns), max(columns) + 1) == (82, 118)  # 4 * (20 + 0.5), 4 * (20 + 9.5)
    assert (min(rows), max(rows) + 1) == (175, 204)  # 4 * (50 - 6.13) = 175.5, 4 * (50 + 1)


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
    assert "/Author" not in opened(("甲", pages()), author="").docinfo


def test_the_same_pages_give_the_same_bytes() -> None:
    forms = [("甲", pages(set_text("表A", BOLD), Fill(0, 0, 9, 9, "FF0000"), stamps=(StampPlace("盖章", 1, 2),)))]
    assert pdf_bytes(forms, "题", "某局") == pdf_bytes(forms, "题", "某局")
