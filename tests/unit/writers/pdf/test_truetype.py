from __future__ import annotations

import io
import zlib

from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from pdf_samples import BOX, BoxFace, box_outline

from generator.layout.fonts.face import Glyph
from generator.writers.pdf.truetype import NOTDEF, FontProgram, font_program, packed_face


def program_of(characters: str, face: BoxFace = BOX) -> FontProgram:
    glyphs = packed_face(face)
    return font_program([glyphs[character] for character in NOTDEF + characters], 880, 120)


def opened(program: FontProgram) -> TTFont:
    """As fontTools reads it, checksums included."""
    raw = zlib.decompress(program.deflated)
    assert len(raw) == program.length
    return TTFont(io.BytesIO(raw), checkChecksums=2)


def test_each_glyph_has_its_outline_advance_and_bearing() -> None:
    font = opened(program_of("表A "))
    order = font.getGlyphOrder()
    assert [font["hmtx"][name] for name in order] == [(1000, 50), (1000, 50), (500, 50), (500, 0)]
    corners = [(50, -100), (50, 66), (450, 66), (450, -100)]
    assert list(font["glyf"][order[2]].getCoordinates(font["glyf"])[0]) == corners
    assert font["glyf"][order[3]].numberOfContours == 0
    assert (font["hhea"].ascent, font["hhea"].descent, font["hhea"].advanceWidthMax) == (880, -120, 1000)
    assert (font["maxp"].numGlyphs, font["maxp"].maxPoints, font["maxp"].maxContours) == (4, 4, 1)


class TwoBoxes(BoxFace, frozen=True):
    key: str = "two boxes"

    def glyph(self, character: str) -> Glyph:
        boxes = {"左": (-20, 0, 300, 700), "右": (5, -90, 800, 3)}
        return Glyph(box_outline(*boxes[character]) if character in boxes else b"", 900, 0)


def test_the_box_surrounds_all_outlines() -> None:
    program = program_of("左右 ", TwoBoxes())
    assert program.box == (-20, -90, 800, 700)
    head = opened(program)["head"]
    assert (head.xMin, head.yMin, head.xMax, head.yMax, head.unitsPerEm) == (-20, -90, 800, 700, 1000)


def test_a_font_of_blanks_is_a_font() -> None:
    program = program_of(" ", TwoBoxes())
    assert program.box == (0, 0, 0, 0)
    assert opened(program)["maxp"].numGlyphs == 2


def test_the_checksum_of_the_whole_file_is_the_magic_number() -> None:
    raw = zlib.decompress(program_of("绩效").deflated)
    words = (int.from_bytes(raw[place : place + 4], "big") for place in range(0, len(raw), 4))
    assert sum(words) & 0xFFFFFFFF == 0xB1B0AFBA


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x2FFFF, exclude_categories=["Cs"]), max_size=40))
def test_any_glyphs_make_a_font_that_another_reader_opens(characters: str) -> None:
    font = opened(program_of(characters))
    tops = [getattr(font["glyf"][name], "yMax", None) for name in font.getGlyphOrder()]
    outlines = [BOX.glyph(character).outline for character in NOTDEF + characters]
    assert tops == [int.from_bytes(outline[8:10], "big") if outline else None for outline in outlines]
