from __future__ import annotations

from pathlib import Path

import pytest
from font_samples import make_font, points

from generator.layout.fonts.glyphs import OpenedFont
from generator.layout.fonts.index import describe


def opened(path: Path, weight: int = 400) -> OpenedFont:
    (file,) = describe(path)
    return OpenedFont(file, weight)


def test_a_true_type_glyph_keeps_its_points(tmp_path: Path) -> None:
    advance, glyph = opened(make_font(tmp_path / "a.ttf", "One")).measured("国")
    assert (advance, glyph.advance, glyph.left_bearing) == (1.0, 1000, 100)
    assert points(glyph) == [(100, 0), (100, 500), (600, 500), (600, 0)]


def test_another_size_of_em_is_scaled_to_a_thousand(tmp_path: Path) -> None:
    font = opened(make_font(tmp_path / "a.ttf", "One", em=2048, size=1024, metrics=(1843, -512, 0)))
    advance, glyph = font.measured("国")
    assert (advance, glyph.advance, glyph.left_bearing) == (1.0, 1000, 49)
    assert points(glyph)[2] == (549, 500)
    assert font.metrics() == pytest.approx((1843 / 2048, 0.25))


def test_a_cff_outline_becomes_quadratic_and_turns_the_other_way(tmp_path: Path) -> None:
    _, glyph = opened(make_font(tmp_path / "a.otf", "One", cff=True)).measured("国")
    outline = points(glyph)
    assert {(100, 0), (600, 500), (600, 0)} <= set(outline)
    area = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(outline, [*outline[1:], outline[0]], strict=True))
    # The sample is drawn clockwise, as TrueType would have it; PostScript's filled contours run the other way.
    assert area > 0


def test_a_character_that_is_not_there_is_measured_as_notdef(tmp_path: Path) -> None:
    font = opened(make_font(tmp_path / "a.ttf", "One"))
    assert font.has("国")
    assert not font.has("中")
    assert points(font.measured("中")[1]) == [(100, 0), (100, 500), (600, 500), (600, 0)]


def test_the_line_gap_stands_above_the_ascent(tmp_path: Path) -> None:
    font = opened(make_font(tmp_path / "a.ttf", "One", metrics=(800, -200, 90)))
    assert font.metrics() == pytest.approx((0.89, 0.2))


def test_win_metrics_hold_where_hhea_says_nothing(tmp_path: Path) -> None:
    assert opened(make_font(tmp_path / "a.ttf", "One", metrics=(0, 0, 0))).metrics() == pytest.approx((0.9, 0.3))


def test_typographic_metrics_hold_where_the_font_asks_for_them(tmp_path: Path) -> None:
    path = make_font(tmp_path / "a.ttf", "One", typographic=True)
    assert opened(path).metrics() == pytest.approx((0.75, 0.1))


def test_a_symbol_font_draws_its_signs_under_both_codes(tmp_path: Path) -> None:
    font = opened(make_font(tmp_path / "a.ttf", "Signs", characters="\uf0fe\uf0a8", symbol=True))
    assert font.has("\uf0fe")
    assert font.has("\xfe")
    assert not font.has("A")


def test_a_variable_font_is_drawn_at_the_weight_asked_for(tmp_path: Path) -> None:
    path = make_font(tmp_path / "a.ttf", "One", variable=True, size=300)
    glyphs = [opened(path, weight).measured("国")[1] for weight in (100, 400, 900)]
    assert [max(x for x, _ in points(glyph)) for glyph in glyphs] == [300, 400, 500]
    assert {glyph.advance for glyph in glyphs} == {1000}
