from __future__ import annotations

import os
from pathlib import Path

import pytest
from font_samples import make_collection, make_font

from generator.layout.fonts import index as index_module
from generator.layout.fonts.index import (
    FontFile,
    FontIndex,
    describe,
    embedded_folder,
    font_folders,
    font_paths,
    open_index,
)


def test_the_environment_variable_replaces_the_folders_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIXIAO_FONTS", os.pathsep.join(["one", "two"]))
    assert font_folders() == (Path("one"), Path("two"))


def test_an_empty_environment_variable_means_no_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIXIAO_FONTS", "")
    assert font_folders() == ()


@pytest.mark.parametrize(
    ("system", "folder"),
    [("win32", "Microsoft/Windows/Fonts"), ("darwin", "Library/Fonts"), ("linux", ".local/share/fonts")],
)
def test_the_user_has_fonts_of_their_own_on_every_system(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, system: str, folder: str
) -> None:
    monkeypatch.delenv("JIXIAO_FONTS", raising=False)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setattr("sys.platform", system)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    assert tmp_path / folder in font_folders()


def test_font_files_are_found_in_the_order_of_their_names_in_folders_below_too(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("z.TTF", "b/a.otf", "a.ttc", "readme.txt"):
        (tmp_path / name).write_bytes(b"")
    assert [path.relative_to(tmp_path).as_posix() for path, _ in font_paths(tmp_path)] == ["a.ttc", "b/a.otf", "z.TTF"]


def test_a_folder_that_is_not_there_has_no_fonts(tmp_path: Path) -> None:
    assert list(font_paths(tmp_path / "none")) == []


def test_a_folder_linked_into_itself_comes_to_an_end(tmp_path: Path) -> None:
    (tmp_path / "a.ttf").write_bytes(b"")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert {path.name for path, _ in font_paths(tmp_path)} == {"a.ttf"}


def test_a_serif_and_a_sans_are_there_on_every_machine() -> None:
    found = [font for path, _ in font_paths(embedded_folder()) for font in describe(path)]
    assert [(font.family, font.weight, font.barred) for font in found] == [
        ("Noto Sans SC", 400, ""),
        ("Noto Serif SC", 400, ""),
    ]


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


def test_a_variable_font_has_the_range_of_its_weights(tmp_path: Path) -> None:
    (font,) = describe(make_font(tmp_path / "a.ttf", "One", variable=True))
    assert (font.family, font.weight, font.heaviest) == ("One", 100, 900)


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
