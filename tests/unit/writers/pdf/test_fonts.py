from __future__ import annotations

from pdf_samples import BoxFace

from generator.writers.pdf.fonts import UsedFonts, resource_of


def test_faces_of_one_key_share_a_font() -> None:
    fonts = UsedFonts()
    assert fonts.of(BoxFace()) is fonts.of(BoxFace())
    other = BoxFace(key="other")
    assert fonts.of(other).face is other
    assert resource_of(BoxFace()) == resource_of(BoxFace()) != resource_of(other)


def test_characters_get_the_next_code_and_keep_it() -> None:
    font = UsedFonts().of(BoxFace())
    assert [font.codes[character] for character in "表格表A"] == ["0001", "0002", "0001", "0003"]


def test_more_characters_than_a_font_can_hold_are_shown_as_missing() -> None:
    font = UsedFonts().of(BoxFace())
    codes = [font.codes[chr(point)] for point in range(0x20000, 0x20000 + 0x10001)]
    assert codes[0xFFFD:] == ["FFFE", "0000", "0000", "0000"]
    assert font.codes[chr(0x20000)] == "0001"
