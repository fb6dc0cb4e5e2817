from __future__ import annotations

from pathlib import Path

import pytest
from font_samples import make_collection, make_font

from generator.layout.fonts.index import describe, embedded_path


def test_a_font_is_described_by_what_chooses_it(tmp_path: Path) -> None:
    (font,) = describe(make_font(tmp_path / "a.ttf", "Trial Song", "试宋", weight=700, italic=True, style="Bold"))
    assert (font.family, font.names) == ("试宋", ("Trial Song", "TrialSong-Bold", "试宋"))
    assert (font.number, font.postscript, font.width) == (-1, "TrialSong-Bold", 5)
    assert (font.weight, font.heaviest, font.italic, font.barred) == (700, 700, True, "")


def test_every_font_of_a_collection_is_described(tmp_path: Path) -> None:
    parts = [make_font(tmp_path / "a.ttf", "One"), make_font(tmp_path / "b.ttf", "Two")]
    fonts = describe(make_collection(tmp_path / "c.ttc", parts))
    assert [(font.number, font.family) for font in fonts] == [(0, "One"), (1, "Two")]


def test_identity_is_of_the_contents_not_of_the_place(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (one,) = describe(make_font(tmp_path / "a.ttf", "One"))
    (same,) = describe(make_font(tmp_path / "other" / "b.ttf", "One"))
    (different,) = describe(make_font(tmp_path / "c.ttf", "One", size=501))
    assert one.identity == same.identity != different.identity


@pytest.mark.parametrize(
    ("fs_type", "reason"),
    [
        (0x0000, ""),
        (0x0004, ""),
        (0x0008, ""),
        (0x000A, ""),
        (0x0002, "字体的授权不允许嵌入"),
        (0x0104, "字体的授权不允许只嵌入用到的字"),
        (0x0204, "字体的授权只允许嵌入点阵"),
    ],
)
def test_the_licence_bars_embedding(tmp_path: Path, fs_type: int, reason: str) -> None:
    (font,) = describe(make_font(tmp_path / "a.ttf", "One", fs_type=fs_type))
    assert font.barred == reason


def test_a_variable_font_has_the_range_of_its_weights() -> None:
    (font,) = describe(embedded_path())
    assert (font.family, font.weight, font.heaviest) == ("Noto Sans SC", 100, 900)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no font", b"\0\1\0\0" + b"\xff" * 300, b"ttcf" + b"\xff" * 40])
def test_what_is_no_font_has_no_descriptions(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.ttf"
    path.write_bytes(content)
    assert describe(path) == ()


def test_a_file_that_is_not_there_has_no_descriptions(tmp_path: Path) -> None:
    assert describe(tmp_path / "a.ttf") == ()


@pytest.mark.parametrize("share", [0.1, 0.3, 0.6])
def test_a_font_cut_off_is_never_an_exception(tmp_path: Path, share: float) -> None:
    path = make_font(tmp_path / "a.ttf", "One")
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert all(font.family == "One" for font in describe(path))
