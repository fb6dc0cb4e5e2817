"""The user guide is true: its files, templates, commands and their answers are played in a folder, in its order."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec import Struct
from worked_examples import shown, template

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "用户指南.md"
FENCE = re.compile(r"^```(?P<language>\w+)(?: (?P<meaning>\S+))?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
PICTURE = re.compile(r"!\[[^]]+\]\(([^)]+\.png)\)")
FONTS = re.compile(r"^字体: 提示 .*\n", re.MULTILINE)
TIME = re.compile(r"用时 [\d.]+ 秒")
KEY = re.compile(r"\s*([^:：]+)")


class Reply(Struct, frozen=True):
    """What the guide says comes out, and what does."""

    of: str
    promised: str
    found: str


class Played(Struct, frozen=True):
    """The guide done once, and the folder it was done in."""

    replies: list[Reply]
    folder: Path


def play(page: str, folder: Path) -> Iterator[Reply]:
    """Do what each fence says; yield what can be compared."""
    typed: dict[Path, str] = {}
    for fence in FENCE.finditer(page):
        kind, _, name = (fence["meaning"] or "").replace("\\", "/").rpartition(":")
        text = fence["text"]
        if fence["language"] == "console":
            yield from _commands(text, folder)
        elif kind == "模板":
            (folder / "templates" / f"{name}.docx").write_bytes(template(text))
        elif kind == "表":
            yield Reply(name, text.rstrip(), _without_blanks(shown(folder / "output" / f"{name}.docx")))
        elif fence["language"] == "yaml":
            file = folder / name
            changed = text if not kind else _with_lines(typed[file], text)
            if kind != "错":
                typed[file] = changed
            file.write_text(changed, encoding="utf-8")


def _with_lines(file: str, lines: str) -> str:
    """The file with each of the lines in place of the one that begins with the same key."""
    for line in lines.splitlines():
        (place,) = re.finditer(rf"^ *{re.escape(_key(line))}:.*$", file, re.MULTILINE)
        file = file[: place.start()] + line + file[place.end() :]
    return file


def _key(line: str) -> str:
    found = KEY.match(line)
    assert found is not None
    return found[1]


def _commands(text: str, folder: Path) -> Iterator[Reply]:
    for command, _, promised in (part.partition("\n") for part in text.removeprefix("> ").split("\n> ")):
        program, *arguments = command.replace("\\", "/").split()
        assert program == "jixiao"
        done = subprocess.run(
            [sys.executable, "-X", "utf8", "-m", "generator", *arguments],
            cwd=folder, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        yield Reply(command, _comparable(promised), _comparable(done.stderr + done.stdout))


def _without_blanks(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip())


def _comparable(text: str) -> str:
    """Whatever the clock, the fonts and the slashes of this machine."""
    return TIME.sub("用时 … 秒", FONTS.sub("", text)).replace("\\", "/").rstrip()


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def played(page: str, tmp_path_factory: pytest.TempPathFactory) -> Played:
    folder = tmp_path_factory.mktemp("绩效")
    for name in ("data", "templates"):
        (folder / name).mkdir()
    return Played(list(play(page, folder)), folder)


def test_every_command_and_form_of_the_guide_comes_out_as_it_says(played: Played) -> None:
    replies = played.replies
    assert [(one.of, one.found) for one in replies] == [(one.of, one.promised) for one in replies]
    commands = {one.of.split()[1] for one in replies if one.of.startswith("jixiao ")}
    assert commands == {"template", "new", "build", "print"}


def test_the_book_that_the_guide_promises_is_made(played: Played) -> None:
    made = {path.stem for path in (played.folder / "output" / "对非资金").glob("*.docx")}
    assert made == {"长沙市", "株洲市", "湘潭市", "合订本", "核查意见"}


def test_no_line_of_the_guide_is_left_unplayed(page: str) -> None:
    kinds = {(fence["language"], (fence["meaning"] or "").partition(":")[0]) for fence in FENCE.finditer(page)}
    meanings = {("text", "模板"), ("text", "表"), ("yaml", "改"), ("yaml", "错"), ("yaml", "data\\对非资金.yaml")}
    assert kinds == {("bat", ""), ("console", ""), *meanings}


def test_guide_installs_what_the_package_is_for_the_python_it_needs(page: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "> py -m pip install .\n" in page
    assert "jixiao" in project["scripts"]
    assert f"Python（{project['requires-python'].removeprefix('>=')} 以上）" in page
    assert project["scripts"]["jixiao"].startswith("generator.")


def test_pictures_are_there_and_small(page: str) -> None:
    pictures = [PAGE.parent / name for name in PICTURE.findall(page)]
    assert [picture.name for picture in pictures] == ["模板.png", "结果.png"]
    assert [picture.name for picture in pictures if not 0 < picture.stat().st_size < 150_000] == []
