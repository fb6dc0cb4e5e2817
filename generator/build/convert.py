"""Turns a project from YAML into a workbook and back: the same tree, the same order, the comments at the same nodes.

What was made is read again before it is handed over, so that nothing is lost unseen.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from generator.problem import JixiaoError, Problem, Severity, Source
from generator.project.subforms import read_project_file
from generator.project.workbook.grids import Grid
from generator.project.workbook.grids import Path as NodePath
from generator.project.workbook.notes import notes_by_node, notes_in, notes_on
from generator.project.workbook.rows import sheets_of
from generator.project.workbook.sheets import WORKBOOK
from generator.project.yaml.comments import comments_by_node
from generator.project.yaml.events import scalars
from generator.project.yaml.nodes import FileText, Group, Listing, Node, Null, Text
from generator.project.yaml.text_file import read_utf8
from generator.project.yaml.writing import yaml_text
from generator.writers.excel.project import project_workbook

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_IN_CELL = 32_767  # UTF-16 units, as Excel counts
_MOST_COLUMNS = 16_384


def converted(path: Path, suffix: str) -> tuple[bytes, list[Problem]]:
    """The project file in the other format, and what was found on the way; ``suffix`` is that of the new file.

    JixiaoError if the file has errors, or something that the other format cannot hold.
    """
    root, problems = read_project_file(path, str(path))
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if root is None or errors:
        raise JixiaoError(*(errors or problems))
    comments = _comments(path, root)
    data = _workbook(root, comments, str(path)) if suffix == WORKBOOK else yaml_text(root, comments).encode()
    _refuse_loss(root, data, suffix, str(path))
    return data, problems


def _comments(path: Path, root: Group) -> dict[NodePath, str]:
    if path.suffix.lower() == WORKBOOK:
        return notes_by_node(notes_in(path, str(path)), root)
    text = read_utf8(path, str(path))
    return comments_by_node(text, scalars(text), root) if isinstance(text, str) else {}


def _workbook(root: Group, comments: dict[NodePath, str], file: str) -> bytes:
    grids = sheets_of(root, comments)
    if problems := list(_too_much(grids, file)):
        raise JixiaoError(*problems)
    return project_workbook(grids, notes_on(grids, comments))


def _too_much(grids: Sequence[Grid], file: str) -> list[Problem]:
    """What Excel has no room for."""
    found: list[Problem] = []
    for grid in grids:
        if len(grid.headings) > _MOST_COLUMNS:
            message = f"“{grid.title}”要有 {len(grid.headings):,} 列，Excel 的一张工作表最多 {_MOST_COLUMNS:,} 列"
            found.append(Problem(Source(file), "O028", message))
        for number, row in enumerate(grid.rows, 1):
            for column, text in enumerate(row):
                if len(text) <= _MOST_IN_CELL // 2 or len(text.encode("utf-16-le")) // 2 <= _MOST_IN_CELL:
                    continue
                node = grid.sources.get((number, column))
                limit = f"这段文字有 {len(text):,} 字，Excel 的一格最多 {_MOST_IN_CELL:,} 字"
                message = f"{limit}：请把它另存成文本文件，写作 !文件 文件名"
                found.append(Problem(Source(file) if node is None else node.source, "O028", message))
    return found


def _refuse_loss(root: Group, data: bytes, suffix: str, file: str) -> None:
    """Read what was made, and refuse it if that does not give the same tree."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / f"项目{suffix}"
        made.write_bytes(data)
        again, problems = read_project_file(made, file)
    lost = _difference(root, again, Source(file))
    if lost is not None:
        path, source = lost
        where = "/".join(map(str, path)) or "整个文件"
        kind = "工作簿" if suffix == WORKBOOK else " YAML 文件"
        raise JixiaoError(Problem(source, "O029", f"“{where}”在{kind}里写不成原样，没有转换：请换个写法，或改个名称"))
    if found := [problem for problem in problems if problem.severity is Severity.ERROR]:
        raise JixiaoError(*found)


def _difference(one: Node, other: Node | None, at: Source, path: NodePath = ()) -> tuple[NodePath, Source] | None:
    """The first place in which two trees differ; None if they are alike."""
    source = getattr(one, "source", at)
    if isinstance(one, Group) and isinstance(other, Group):
        if list(one.entries) != list(other.entries):
            key = next((key for key in one.entries if key not in other.entries), None)
            return (path, source) if key is None else ((*path, key), one.keys.get(key, source))
        found = (_difference(child, other.entries[key], at, (*path, key)) for key, child in one.entries.items())
        return next(filter(None, found), None)
    if isinstance(one, Listing) and isinstance(other, Listing) and len(one.items) == len(other.items):
        items = enumerate(zip(one.items, other.items, strict=True))
        found = (_difference(item, again, at, (*path, number)) for number, (item, again) in items)
        return next(filter(None, found), None)
    if isinstance(one, Text) and isinstance(other, Text):
        return None if one.value == other.value else (path, source)
    if isinstance(one, FileText) and isinstance(other, FileText):
        return None if one.path == other.path else (path, source)
    return None if isinstance(one, Null) and isinstance(other, Null) else (path, source)
