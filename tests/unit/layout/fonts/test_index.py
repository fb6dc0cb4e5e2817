from __future__ import annotations

import os
from pathlib import Path

import pytest
from font_samples import make_font

from generator.layout.fonts import index as index_module
from generator.layout.fonts.index import FontFile, FontIndex, describe, open_index


@pytest.fixture
def fonts(tmp_path: Path) -> Path:
    folder = tmp_path / "fonts"
    folder.mkdir()
    return folder


def chosen(index: FontIndex, name: str, *, bold: bool = False, italic: bool = False) -> str:
    font = index.choose(name, bold=bold, italic=italic)
    return font.postscript if font else ""


def test_a_font_is_found_by_each_of_its_names(fonts: Path, tmp_path: Path) -> None:
    make_font(fonts / "a.ttf", "Trial Song", "试宋")
    index = open_index([fonts], tmp_path / "index")
    assert {chosen(index, name) for name in ("Trial Song", "trialsong", "试宋", "TrialSong-Regular")} == {
        "TrialSong-Regular"
    }
    assert chosen(index, "Trial") == ""


def test_the_cut_nearest_to_what_is_wanted_is_chosen(fonts: Path, tmp_path: Path) -> None:
    for style, weight, italic in (
        ("Light", 300, False),
        ("Regular", 400, False),
        ("Black", 800, False),
        ("Italic", 400, True),
    ):
        make_font(fonts / f"{style}.ttf", "Trial", style=style, weight=weight, italic=italic)
    index = open_index([fonts], tmp_path / "index")
    assert chosen(index, "Trial") == "Trial-Regular"
    assert chosen(index, "Trial", bold=True) == "Trial-Black"
    assert chosen(index, "Trial", italic=True) == "Trial-Italic"
    assert chosen(index, "Trial", bold=True, italic=True) == "Trial-Italic"


def test_a_font_that_may_be_embedded_comes_before_one_that_may_not(fonts: Path, tmp_path: Path) -> None:
    make_font(fonts / "a.ttf", "Trial", style="Regular", fs_type=2)
    make_font(fonts / "b.ttf", "Trial", style="Medium", weight=500)
    assert chosen(open_index([fonts], tmp_path / "index"), "Trial") == "Trial-Medium"


@pytest.mark.skipif(os.name == "nt", reason="names of files are text there")
def test_a_file_whose_name_is_no_text_is_a_font_too(fonts: Path, tmp_path: Path) -> None:
    make_font(fonts / "a.ttf", "Trial")
    (fonts / "a.ttf").rename(fonts / os.fsdecode("试宋.ttf".encode("gbk")))
    for _ in range(2):
        assert chosen(open_index([fonts], tmp_path / "index"), "Trial") == "Trial-Regular"


def test_the_choice_does_not_depend_on_where_the_files_lie(fonts: Path, tmp_path: Path) -> None:
    make_font(fonts / "a.ttf", "Trial", style="One", size=400)
    make_font(fonts / "b.ttf", "Trial", style="Two", size=500)
    first = chosen(open_index([fonts], tmp_path / "index"), "Trial")
    (fonts / "a.ttf").rename(fonts / "c.ttf")
    assert chosen(open_index([fonts], tmp_path / "index"), "Trial") == first


def test_broken_files_are_passed_over(fonts: Path, tmp_path: Path) -> None:
    (fonts / "a.ttf").write_bytes(b"\0\1\0\0\xff\xff")
    (fonts / "b.ttc").write_bytes(b"ttcf")
    make_font(fonts / "c.ttf", "Trial")
    assert chosen(open_index([fonts], tmp_path / "index"), "Trial") == "Trial-Regular"


def test_a_file_is_read_once_and_again_when_it_has_changed(
    fonts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def counting(path: Path) -> tuple[FontFile, ...]:
        read.append(path.name)
        return describe(path)

    monkeypatch.setattr(index_module, "describe", counting)
    make_font(fonts / "a.ttf", "Trial")
    make_font(fonts / "b.ttf", "Other")
    for _ in range(2):
        assert chosen(open_index([fonts], tmp_path / "index"), "Trial") == "Trial-Regular"
    assert read == ["a.ttf", "b.ttf"]
    make_font(fonts / "a.ttf", "Changed")
    os.utime(fonts / "a.ttf", ns=(1, 1))
    (fonts / "b.ttf").unlink()
    index = open_index([fonts], tmp_path / "index")
    assert read == ["a.ttf", "b.ttf", "a.ttf"]
    assert [chosen(index, name) for name in ("Trial", "Changed", "Other")] == ["", "Changed-Regular", ""]


def test_what_is_remembered_of_other_folders_stays(
    fonts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    make_font(fonts / "a.ttf", "Trial")
    make_font(other / "b.ttf", "Other")
    for folder in (fonts, other):
        open_index([folder], tmp_path / "index")
    monkeypatch.setattr(index_module, "describe", pytest.fail)
    assert chosen(open_index([fonts, other], tmp_path / "index"), "Trial") == "Trial-Regular"


def test_a_damaged_memory_is_made_anew(fonts: Path, tmp_path: Path) -> None:
    make_font(fonts / "a.ttf", "Trial")
    (tmp_path / "index").write_bytes(b"jixiao fonts 1\nrubbish")
    assert chosen(open_index([fonts], tmp_path / "index"), "Trial") == "Trial-Regular"
