from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from font_samples import make_font, points

from generator.layout.fonts.cut import Cut
from generator.layout.fonts.face import Glyph
from generator.layout.fonts.glyphs import OpenedFont
from generator.layout.fonts.index import FontFile, describe


@pytest.fixture
def file(tmp_path: Path) -> FontFile:
    (described,) = describe(make_font(tmp_path / "a.ttf", "Trial", characters="国A -", metrics=(800, -200, 0)))
    return described


@pytest.fixture
def unopened(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From the call on, opening a font file is a failure of the test."""

    def refuse(_self: OpenedFont, file: FontFile, _weight: int) -> None:
        pytest.fail(f"opened {file.path}")

    return lambda: monkeypatch.setattr(OpenedFont, "__init__", refuse)


def test_a_font_answers_for_the_characters_it_has(file: FontFile, tmp_path: Path) -> None:
    cut = Cut(file, 400, tmp_path)
    assert cut.has("国")
    assert (cut.advance("国"), cut.glyph("国").advance, cut.metrics) == (1.0, 1000, (0.8, 0.2))


def test_a_character_that_is_lacking_is_measured_and_drawn_as_notdef(file: FontFile, tmp_path: Path) -> None:
    cut = Cut(file, 400, tmp_path)
    assert not cut.has("中")
    assert cut.advance("中") == 1.0
    assert points(cut.glyph("中")) == [(100, 0), (100, 500), (600, 500), (600, 0)]


def test_what_was_saved_needs_no_font_file(file: FontFile, tmp_path: Path, unopened: Callable[[], None]) -> None:
    first = Cut(file, 400, tmp_path / "stored")
    before = [(c, first.has(c), first.advance(c), first.glyph(c)) for c in "国A中\xad"]
    metrics = first.metrics
    first.save()
    unopened()
    second = Cut(file, 400, tmp_path / "stored")
    assert [(c, second.has(c), second.advance(c), second.glyph(c)) for c in "国A中\xad"] == before
    assert second.metrics == metrics


def test_half_of_a_surrogate_pair_is_lacking_and_is_not_saved(file: FontFile, tmp_path: Path) -> None:
    for _ in range(2):
        cut = Cut(file, 400, tmp_path / "stored")
        assert [cut.has(character) for character in "国\ud800中"] == [True, False, False]
        cut.save()


def test_two_runs_side_by_side_keep_what_both_have_read(
    file: FontFile, tmp_path: Path, unopened: Callable[[], None]
) -> None:
    one, two = Cut(file, 400, tmp_path / "stored"), Cut(file, 400, tmp_path / "stored")
    assert one.has("国")
    assert two.has("A")
    one.save()
    two.save()
    unopened()
    both = Cut(file, 400, tmp_path / "stored")
    assert both.has("国")
    assert both.has("A")


def test_a_run_goes_on_after_saving(file: FontFile, tmp_path: Path) -> None:
    cut = Cut(file, 400, tmp_path / "stored")
    assert cut.has("国")
    cut.save()
    assert cut.has("A")


def test_a_damaged_store_is_made_anew(file: FontFile, tmp_path: Path) -> None:
    cut = Cut(file, 400, tmp_path / "stored")
    glyph = cut.glyph("国")
    cut.save()
    (stored,) = (tmp_path / "stored").iterdir()
    stored.write_bytes(stored.read_bytes()[:-3])
    assert Cut(file, 400, tmp_path / "stored").glyph("国") == glyph


@pytest.mark.parametrize("character", "\t\n\xad\u200b\u200d\u200e\ufeff\ufe0f\u2028\U000e0100")
def test_characters_without_a_shape_are_blank_in_every_font(file: FontFile, tmp_path: Path, character: str) -> None:
    cut = Cut(file, 400, tmp_path)
    assert cut.has(character)
    assert (cut.advance(character), cut.glyph(character)) == (0.0, Glyph(b"", 0, 0))


def test_a_no_break_space_or_hyphen_is_drawn_as_the_plain_one(file: FontFile, tmp_path: Path) -> None:
    cut = Cut(file, 400, tmp_path)
    assert cut.glyph("\xa0") == cut.glyph(" ")
    assert cut.glyph("\u2011") == cut.glyph("-")


def test_a_font_that_breaks_when_opened_draws_nothing(file: FontFile, tmp_path: Path) -> None:
    content = bytearray(Path(file.path).read_bytes())
    directory = content.index(b"hmtx")
    content[directory + 8 : directory + 12] = b"\x7f\xff\xff\xff"
    Path(file.path).write_bytes(content)
    cut = Cut(file, 400, tmp_path / "stored")
    assert not cut.has("国")
    assert (cut.advance("国"), cut.metrics) == (1.0, (0.88, 0.12))
    cut.save()
    assert not (tmp_path / "stored").exists()


def test_a_character_whose_glyph_is_broken_is_lacking(
    file: FontFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = OpenedFont.measured

    def measured(self: OpenedFont, character: str) -> tuple[float, Glyph]:
        if character == "国":
            raise IndexError
        return sound(self, character)

    monkeypatch.setattr(OpenedFont, "measured", measured)
    cut = Cut(file, 400, tmp_path)
    assert not cut.has("国")
    assert cut.has("A")
