"""A page of documentation in, its fenced examples played in a folder out: what should be, beside what is.

The word after a fence's language says what it is: ``yaml 名.yaml`` (any suffix) is a file, ``text 模板:名`` a template
drawn as lines and rows, ``text 表:项目/分表`` the filled form, ``text 消息:项目`` the messages. Other fences are prose.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from docx_grid import body_paragraphs, grid_text, read_tables, structure_problems
from msgspec import Struct
from word import cell, docx, row, style, table

from generator.build.build import build
from generator.build.folder import MadeForm, Options
from generator.build.forms import SharedFonts
from generator.build.prepare import Checks, prepare
from generator.template.catalogue import Catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

_FENCE = re.compile(r"^```(?P<language>\w+) (?P<meaning>\S+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_BETWEEN_CELLS = re.compile(r" \|(?: |$)(?![^{]*[%}]\})")
_SPAN = re.compile(r" ×(\d+)$")
_STYLES = "".join(
    style(name, f"S{number}") for number, name in enumerate(("一级标题", "二级标题", "三级标题", "四级标题", "正文"))
)


class Example(Struct, frozen=True):
    """What the page promises, and what came of it."""

    meaning: str
    promised: str
    found: str


class Folder:
    """A user's folder in which the examples of one page are played, in order."""

    def __init__(self, path: Path, built_in: Path) -> None:
        self.path = path
        self._catalogue = Catalogue((path / "templates", built_in))

    def play(self, page: str) -> Iterator[Example]:
        """Write the files of the page; yield each form and each list of messages."""
        for fence in _FENCE.finditer(page):
            kind, _, name = fence["meaning"].rpartition(":")
            if not kind:
                (self.path / name).write_text(fence["text"], encoding="utf-8")
            elif kind == "模板":
                file = self.path / "templates" / f"{name}.docx"
                file.parent.mkdir(exist_ok=True)
                file.write_bytes(template(fence["text"]))
            elif kind == "表":
                project, _, form = name.partition("/")
                yield Example(fence["meaning"], _trimmed(fence["text"]), self._form(project, form))
            elif kind == "消息":
                yield Example(fence["meaning"], _trimmed(fence["text"]), "\n".join(self._make(name)))

    def _form(self, project: str, form: str) -> str:
        told = self._make(project)
        file = self.path / "output" / project / f"{form}.docx"
        if not file.exists():
            return "\n".join(told)
        assert structure_problems(file) == []
        return _trimmed(shown(file))

    def _make(self, project: str) -> list[str]:
        prepared, problems = prepare(self.path / f"{project}.yaml", self._catalogue)
        made: list[MadeForm] = []
        if prepared is not None:
            options, checks = Options(self.path / "output", self._catalogue), Checks(prepared)
            build(prepared, options, made.append, SharedFonts(), lambda _: None, checks)
        told = [*problems, *(problem for one in made for problem in one.problems)]
        return [str(problem).replace(f"{self.path}/", "") for problem in told]


def shown(file: Path) -> str:
    """A document as the pages draw one: its lines, then its tables."""
    return "\n".join([*(text.replace("\n", "⏎") for text in body_paragraphs(file)), *map(grid_text, read_tables(file))])


def template(drawing: str) -> bytes:
    """The .docx of a drawing: a line with `` | `` in it is a row of a table, every other line a paragraph."""
    content: list[str] = []
    rows: list[str] = []
    lines = [*drawing.splitlines(), ""]
    for number, line in enumerate(lines):
        if len(_BETWEEN_CELLS.split(line)) > 1:
            rows.append(_row(line, lines[number + 1]))
            continue
        if rows:
            content.append(table(*rows))
            rows = []
        content.append(line)
    return docx(*content, styles=_STYLES)


def _row(line: str, below: str) -> str:
    following = _BETWEEN_CELLS.split(below)
    return row(
        *(
            _cell(text, number < len(following) and following[number].strip() == "↓")
            for number, text in enumerate(_BETWEEN_CELLS.split(line))
        )
    )


def _cell(text: str, goes_on: bool) -> str:  # noqa: FBT001
    found = _SPAN.search(text)
    plain = _SPAN.sub("", text).strip()
    merge = "continue" if plain == "↓" else "restart" if goes_on else ""
    paragraphs = () if plain == "↓" else plain.split("⏎")
    return cell(*paragraphs, span=int(found[1]) if found else 1, merge=merge)


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip())
