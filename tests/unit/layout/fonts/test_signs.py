from __future__ import annotations

from pathlib import Path

import pytest
from font_samples import make_font, points

from generator.document.model import Font
from generator.layout.fonts.book import FontBook


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    return fonts


def opened(folder: Path) -> FontBook:
    return FontBook.open([folder], folder.parent / "cached")


def test_a_ticked_box_is_a_box_and_a_tick_of_the_same_width(folder: Path) -> None:
    book = opened(folder)
    box, tick, ticked = (book.face_of(sign, Font()) for sign in "□✓☑")
    assert points(ticked.glyph("☑")) == points(box.glyph("□")) + points(tick.glyph("✓"))
    assert ticked.glyph("☑").left_bearing == min(x for x, _ in points(ticked.glyph("☑")))
    assert ticked.advance("☑") == box.advance("□") == 1


def test_a_sign_is_drawn_as_one_that_looks_like_it(folder: Path) -> None:
    book = opened(folder)
    for sign, other in ("☐□", "✔✓", "✗×"):
        assert book.face_of(sign, Font()).glyph(sign) == book.face_of(other, Font()).glyph(other)


def test_an_installed_font_that_has_the_sign_comes_first(folder: Path) -> None:
    make_font(folder / "a.ttf", "Segoe UI Symbol", characters="☑")
    assert opened(folder).face_of("☑", Font()).name == "SegoeUISymbol-Regular"


def test_a_sign_is_bold_in_bold_text_and_is_no_other_font_to_the_writer_than_itself(folder: Path) -> None:
    book = opened(folder)
    faces = [book.face_of(character, Font(bold=bold)) for character in "□☑" for bold in (False, True)]
    assert [face.embolden for face in faces] == [False, True, False, True]
    assert len({face.key for face in faces}) == 4


def test_the_face_of_signs_draws_blanks_and_boxes_as_its_font_does(folder: Path) -> None:
    book = opened(folder)
    signs, plain = (book.face_of(character, Font()) for character in "☑□")
    assert signs.glyph(" ") == plain.glyph(" ")
    assert signs.glyph("\uffff") == plain.glyph("\uffff")
    assert not signs.has(" ")
