"""What another program finds on a page of 200 by 100 pt; its y grows upwards."""

from __future__ import annotations

import io
from itertools import accumulate

import pikepdf
import pytest
from msgspec.structs import replace
from pdf_samples import BoxFace, character_boxes, one_page, set_text, shown_on, text_of_page

from generator.layout.page import DrawnLine, Fill, Glyphs

NEAR = 0.05  # pt
THICK = BoxFace(key="thick", embolden=True)
FILLED, FILLED_AND_STROKED = 0, 2


class UnevenFace(BoxFace, frozen=True):
    """Advances that are no whole thousandths of an em, as most Latin fonts have them."""

    key: str = "uneven"

    def advance(self, character: str) -> float:
        return 1139 / 2048 if character.isascii() else 1.0


def lefts(text: Glyphs) -> list[float]:
    """Where the boxes of characters begin; a box begins 0.05 em behind its origin."""
    return [box[0] - 0.05 * text.size * text.scale for _, box in character_boxes(one_page(text))]


def origins(text: Glyphs) -> list[float]:
    """Where the page says that characters begin."""
    return list(accumulate(text.advances[:-1], initial=text.x))


def test_glyphs_fall_where_the_page_says() -> None:
    # 表 is 1000 wide with 50 free on both sides, its top U+8868 % 700 + 1 = 613; A 500 wide, its top 66.
    (_, first), (_, second) = character_boxes(one_page(set_text("表A")))
    assert first == pytest.approx((20.5, 49, 29.5, 56.13), abs=0.1)
    assert second == pytest.approx((30.5, 49, 34.5, 50.66), abs=0.1)


def test_each_distance_is_that_of_the_page() -> None:
    text = replace(set_text("表表A表"), advances=(11.0, 9.5, 5.0, 10.0))
    assert lefts(text) == pytest.approx([20, 31, 40.5, 45.5], abs=NEAR)


@pytest.mark.parametrize("advance", [10.003, 9.9996, 10.0])
def test_distances_do_not_drift(advance: float) -> None:
    text = replace(set_text("表" * 300), advances=(advance,) * 300)
    assert lefts(text) == pytest.approx(origins(text), abs=NEAR)


def test_advances_of_any_fraction_do_not_drift() -> None:
    text = set_text("A表" * 100, UnevenFace(), 14.0)
    assert lefts(text) == pytest.approx(origins(text), abs=NEAR)


def test_scaled_characters_are_wider_and_no_taller() -> None:
    scaled = Glyphs(20.0, 50.0, "表表表", BoxFace(), 10.0, (15.0, 18.0, 15.0), scale=1.5)
    assert lefts(scaled) == pytest.approx([20, 35, 53], abs=NEAR)
    box = character_boxes(one_page(scaled))[0][1]
    assert (box[2] - box[0], box[3] - box[1]) == pytest.approx((13.5, 7.13), abs=0.1)


def test_what_follows_a_no_break_space_stands_where_the_page_says() -> None:
    text = set_text("表\u00a0表")  # which has the width of an ideograph, unlike a space
    assert lefts(text) == pytest.approx([20, 40], abs=NEAR)
    assert text_of_page(one_page(text)) == "表 表"


def test_a_face_without_a_bold_cut_is_thickened_and_what_follows_is_not() -> None:
    line = DrawnLine(10.0, 30.0, 90.0, 30.0, 2.0, style="dashed")
    found = shown_on(one_page(set_text("表", THICK, 12.0, color="FF0000"), set_text("表"), line, set_text("表")))
    assert [each.mode for each in found] == [FILLED_AND_STROKED, FILLED, None, FILLED]
    assert found[0].width == pytest.approx(0.4)
    assert found[0].dashes == ()
    assert [(found[0].fill, found[0].stroke), found[1].fill, found[3].fill] == [("FF0000",) * 2, "000000", "000000"]


def test_a_line_between_texts_changes_neither() -> None:
    line = DrawnLine(10.0, 30.0, 90.0, 30.0, 2.0, style="dashed")
    items = (set_text("表", THICK), line, set_text("格", THICK), set_text("式", THICK, 20.0), line, set_text("样"))
    first, _, second, third, _, last = shown_on(one_page(*items))
    assert [each.mode for each in (first, second, third, last)] == [*[FILLED_AND_STROKED] * 3, FILLED]
    assert [each.width for each in (first, second, third)] == pytest.approx([1 / 3, 1 / 3, 2 / 3], abs=1e-5)
    assert [each.dashes for each in (first, second, third)] == [(), (), ()]


def test_a_face_without_an_italic_cut_is_slanted() -> None:
    slanted, upright = shown_on(one_page(set_text("表", BoxFace(slant=True)), set_text("表", y=80.0)))
    assert slanted.matrix == pytest.approx((1, 0, 0.2126, 1, 20, 50))  # 12 degrees
    assert upright.matrix == pytest.approx((1, 0, 0, 1, 20, 20))


def test_a_line_keeps_its_width() -> None:
    (line,) = shown_on(one_page(DrawnLine(10.0, 30.0, 90.0, 30.0, 0.5)))
    assert (line.width, line.dashes, line.stroke) == (0.5, (), "000000")
    assert (line.bounds[0], line.bounds[2]) == pytest.approx((10, 90), abs=0.6)
    assert (line.bounds[1] + line.bounds[3]) / 2 == pytest.approx(70)


def test_no_line_is_thinner_than_printers_draw_evenly() -> None:
    assert shown_on(one_page(DrawnLine(10.0, 30.0, 90.0, 30.0, 0.02)))[0].width == 0.25


def test_dashes_are_as_long_as_the_line_is_wide_and_end_with_it() -> None:
    dashed, whole = shown_on(one_page(DrawnLine(0, 0, 9, 0, 2.0, style="dashed"), DrawnLine(0, 9, 9, 9, 2.0, "FF0000")))
    assert (dashed.dashes, dashed.stroke) == ((8, 4), "000000")
    assert (whole.dashes, whole.stroke) == ((), "FF0000")


def test_a_fill_covers_its_rectangle() -> None:
    (fill,) = shown_on(one_page(Fill(10.0, 20.0, 30.0, 5.0, "D9D9D9")))
    assert fill.fill == "D9D9D9"
    assert fill.bounds == pytest.approx((10, 75, 40, 80))


def test_each_item_has_its_own_colour() -> None:
    items = (
        set_text("表", color="FF0000"),
        set_text("表"),
        Fill(0, 0, 9, 9, "00FF00"),
        set_text("表"),
        DrawnLine(0, 9, 9, 9, 2.0, "0000FF"),
        DrawnLine(0, 9, 9, 9, 2.0),
    )
    text, after, fill, again, line, last = shown_on(one_page(*items))
    assert [text.fill, after.fill, fill.fill, again.fill] == ["FF0000", "000000", "00FF00", "000000"]
    assert [line.stroke, last.stroke] == ["0000FF", "000000"]


def test_greys_take_black_ink_alone() -> None:
    items = (set_text("表"), set_text("表", THICK), Fill(0, 0, 9, 9, "D9D9D9"), DrawnLine(0, 9, 9, 9, 1.0, "808080"))
    with pikepdf.open(io.BytesIO(one_page(*items))) as file:
        (form,) = file.pages[0].Resources.XObject.values()
        operators = {str(each.operator) for each in pikepdf.parse_content_stream(form)}
    assert {"g", "G"} <= operators
    assert operators.isdisjoint({"rg", "RG", "k", "K", "sc", "SC", "scn", "SCN"})


@pytest.mark.parametrize("color", ["", "auto", "12345", "GGGGGG", "000000"])
def test_what_is_no_colour_is_black(color: str) -> None:
    assert [each.stroke for each in shown_on(one_page(DrawnLine(0, 0, 9, 0, 1.0, color)))] == ["000000"]


@pytest.mark.parametrize("nothing", [set_text(""), set_text("表", size=0.0), replace(set_text("表"), scale=0.0)])
def test_text_without_extent_is_not_drawn(nothing: Glyphs) -> None:
    assert shown_on(one_page(nothing)) == []
