from __future__ import annotations

import pytest
from msgspec.structs import replace
from pdf_samples import BOX, BoxFace, set_text

from generator.layout.page import DrawnGroup, DrawnLine, Fill, Glyphs, Image, Item, Page
from generator.writers.pdf.content import content_stream
from generator.writers.pdf.fonts import UsedFonts, resource_of
from generator.writers.pdf.images import UsedImages
from generator.writers.pdf.objects import PdfObjects


def drawn(*items: Item) -> list[str]:
    """The operators of a page of 100 by 100 pt, a line each, without the state that every page begins with."""
    page = Page(100.0, 100.0, (DrawnGroup(items),))
    return content_stream(page, UsedFonts(), UsedImages(PdfObjects())).decode().splitlines()[1:]


def test_characters_at_their_natural_distances_are_one_string() -> None:
    assert drawn(set_text("表A表")) == [
        "BT",
        f"/{resource_of(BOX)} 10 Tf",
        "0 g",
        "0 Tr",
        "1 0 0 1 20.00 50.00 Tm[<000100020001>]TJ",
        "ET",
    ]


def test_other_distances_are_adjusted_in_thousandths_of_the_size() -> None:
    # 11 instead of 10 pt behind 表: 1 pt of 10 is 100; the sign says that the next is moved to the right.
    glyphs = replace(set_text("表表A"), advances=(11.0, 10.0, 5.0))
    assert drawn(glyphs)[-2].endswith("[<0001>-100<00010002>]TJ")


def test_adjustments_do_not_drift() -> None:
    # Each character is 0.003 pt wider, which is 0.3 thousandths of 10 pt: every second or so is moved by one.
    shown = drawn(replace(set_text("表" * 10), advances=(10.003,) * 10))[-2]
    assert shown.count("-1<") == 3


def test_scaled_characters_are_widened_by_the_matrix() -> None:
    scaled = Glyphs(20.0, 50.0, "表表", BOX, 10.0, (15.0, 15.0), scale=1.5)
    assert drawn(scaled)[-2] == "1.5 0 0 1 20.00 50.00 Tm[<00010001>]TJ"


def test_a_face_without_a_bold_cut_is_thickened_and_the_next_is_not() -> None:
    thick = BoxFace(key="b", embolden=True)
    assert drawn(set_text("表", thick, 12.0, color="FF0000"), set_text("表")) == [
        "BT",
        f"/{resource_of(thick)} 12 Tf",
        "1 0 0 rg",
        "2 Tr",
        "1 0 0 RG",
        "0.4 w",
        "[] 0 d",
        "1 0 0 1 20.00 50.00 Tm[<0001>]TJ",
        f"/{resource_of(BOX)} 10 Tf",
        "0 g",
        "0 Tr",
        "1 0 0 1 20.00 50.00 Tm[<0001>]TJ",
        "ET",
    ]


def test_a_face_without_an_italic_cut_is_slanted() -> None:
    assert drawn(set_text("表", BoxFace(slant=True)))[-2] == "1 0 0.213 1 20.00 50.00 Tm[<0001>]TJ"


def test_a_rule_keeps_its_width_and_y_is_turned_upwards() -> None:
    assert drawn(DrawnLine(10.0, 30.0, 90.0, 30.0, 0.5)) == ["0 G", "0.5 w", "[] 0 d", "10.00 70.00 m 90.00 70.00 l S"]


def test_no_rule_is_thinner_than_printers_draw_evenly() -> None:
    assert drawn(DrawnLine(10.0, 30.0, 90.0, 30.0, 0.02))[1] == "0.25 w"


def test_dashes_are_as_long_as_the_rule_is_wide_and_end_with_it() -> None:
    rules = (DrawnLine(0, 0, 9, 0, 2.0, style="dashed"), DrawnLine(0, 9, 9, 9, 2.0, "FF0000"))
    assert drawn(*rules) == [
        "0 G",
        "2 w",
        "[8 4] 0 d",
        "0.00 100.00 m 9.00 100.00 l S",
        "1 0 0 RG",
        "[] 0 d",
        "0.00 91.00 m 9.00 91.00 l S",
    ]


def test_a_fill_stands_on_its_lower_edge() -> None:
    assert drawn(Fill(10.0, 20.0, 30.0, 5.0, "D9D9D9")) == ["0.851 g", "10 75 30 5 re f"]


@pytest.mark.parametrize("color", ["", "auto", "12345", "GGGGGG", "000000"])
def test_what_is_no_colour_is_black(color: str) -> None:
    assert drawn(DrawnLine(0, 0, 9, 0, 1.0, color)) == ["0 G", "1 w", "[] 0 d", "0.00 100.00 m 9.00 100.00 l S"]


@pytest.mark.parametrize("nothing", [set_text(""), set_text("表", size=0.0), replace(set_text("表"), scale=0.0)])
def test_text_without_extent_is_not_drawn(nothing: Glyphs) -> None:
    assert drawn(nothing) == []


def test_a_group_stands_by_itself_whatever_stands_above_it() -> None:
    red, black = DrawnGroup((set_text("表", color="FF0000"),)), DrawnGroup((set_text("A"),))
    fonts, images = UsedFonts(), UsedImages(PdfObjects())
    both = content_stream(Page(100.0, 100.0, (red, black)), fonts, images)
    above = content_stream(Page(100.0, 100.0, (red,)), UsedFonts(), images)
    alone = content_stream(Page(100.0, 100.0, (black,)), UsedFonts(), images)
    assert both == above + alone.split(b"\n", 1)[1].replace(b"<0001>", b"<0002>")


def test_a_group_that_two_files_show_has_the_codes_of_each() -> None:
    group = DrawnGroup((set_text("表"),))
    images = UsedImages(PdfObjects())
    codes = []
    for above in ("A", "AB"):
        page = Page(100.0, 100.0, (DrawnGroup((set_text(above),)), group))
        codes.append(content_stream(page, UsedFonts(), images).decode().splitlines()[-2])
    assert [code.endswith("[<0002>]TJ") for code in codes] == [True, False]


def test_a_picture_is_not_kept_when_its_page_is_drawn() -> None:
    class Data(bytes):
        """Bytes that say when they go."""

        def __del__(self) -> None:
            gone.append(len(self))

    gone: list[int] = []
    data = Data(b"no picture")
    content_stream(
        Page(9.0, 9.0, (DrawnGroup((Image(0.0, 0.0, 9.0, 9.0, data),)),)), UsedFonts(), UsedImages(PdfObjects())
    )
    del data
    assert gone == [len(b"no picture")]
