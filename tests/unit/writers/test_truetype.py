from __future__ import annotations

import io
import zlib

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from pdf_samples import BoxFace, box_outline

from generator.fonts.face import Glyph
from generator.writers.truetype import FontProgram, font_program

BLANK = Glyph(b"", 250, 0)


def opened(program: FontProgram) -> TTFont:
    """As fontTools reads it, checksums included."""
    raw = zlib.decompress(program.deflated)
    assert len(raw) == program.length
    return TTFont(io.BytesIO(raw), checkChecksums=2)


def test_each_glyph_has_its_outline_advance_and_bearing() -> None:
    face = BoxFace()
    font = opened(font_program([face.glyph("\uffff"), face.glyph("表"), face.glyph("A"), BLANK], 880, 120))
    order = font.getGlyphOrder()
    assert [font["hmtx"][name] for name in order] == [(1000, 50), (1000, 50), (500, 50), (250, 0)]
    assert list(font["glyf"][order[2]].getCoordinates(font["glyf"])[0]) == [
        (50, -100),
        (50, 66),
        (450, 66),
        (450, -100),
    ]
    assert font["glyf"][order[3]].numberOfContours == 0
    assert (font["hhea"].ascent, font["hhea"].descent, font["hhea"].advanceWidthMax) == (880, -120, 1000)
    assert (font["maxp"].numGlyphs, font["maxp"].maxPoints, font["maxp"].maxContours) == (4, 4, 1)


def test_the_box_surrounds_all_outlines() -> None:
    program = font_program(
        [BLANK, *(Glyph(box_outline(*box), 900, 0) for box in ((-20, 0, 300, 700), (5, -90, 800, 3)))], 880, 120
    )
    assert program.box == (-20, -90, 800, 700)
    head = opened(program)["head"]
    assert (head.xMin, head.yMin, head.xMax, head.yMax, head.unitsPerEm) == (-20, -90, 800, 700, 1000)


def test_a_font_of_blanks_is_a_font() -> None:
    font = opened(font_program([BLANK, BLANK], 880, 120))
    assert [font["hmtx"][name] for name in font.getGlyphOrder()] == [(250, 0), (250, 0)]


def test_the_checksum_of_the_whole_file_is_the_magic_number() -> None:
    raw = zlib.decompress(font_program([BoxFace().glyph(character) for character in "\uffff绩效"], 880, 120).deflated)
    words = (int.from_bytes(raw[place : place + 4], "big") for place in range(0, len(raw), 4))
    assert sum(words) & 0xFFFFFFFF == 0xB1B0AFBA


@pytest.mark.filterwarnings("error")
@given(st.lists(st.characters(min_codepoint=0x20, max_codepoint=0x2FFFF, exclude_categories=["Cs"]), max_size=40))
def test_any_glyphs_make_a_font_that_another_reader_opens(characters: list[str]) -> None:
    glyphs = [BoxFace().glyph(character) for character in ("\uffff", *characters)]
    font = opened(font_program(glyphs, 880, 120))
    glyf = font["glyf"]
    tops = [getattr(glyf[name], "yMax", None) for name in font.getGlyphOrder()]
    assert tops == [None if not glyph.outline else int.from_bytes(glyph.outline[8:10], "big") for glyph in glyphs]
