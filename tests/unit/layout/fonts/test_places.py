from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.layout.fonts.index import embedded_path, font_folders, font_paths


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


def test_the_embedded_font_is_there() -> None:
    assert embedded_path().is_file()
