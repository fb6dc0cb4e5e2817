"""Writes values of sub-forms into the files of a project, in memory only, and tells which files changed.

A value is written where it is now: in the sub-form's entry, in its row of the table of data, or in a text file that it
names. Where the sub-form has none, it gets a new entry; values that several sub-forms share are never changed.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from generator.office.replacements import Replacement
from generator.project.indicators.overrides import value_name
from generator.project.keywords import DATA, EACH, FORMS, SHEET, TREE
from generator.project.resolve import Project
from generator.project.subforms import Definition, TableRow, merge
from generator.project.yaml.events import scalars
from generator.project.yaml.nodes import Group, Node
from generator.project.yaml.text_file import SIZE_LIMIT
from generator.returned.edit import yaml_text
from generator.returned.edit.narrative import decoded, put_lines
from generator.returned.edit.tables import put_csv_cell, put_xlsx_cell
from generator.returned.edit.yaml_text import EditError, Step
from generator.returned.explain import Write
from generator.returned.origins import as_value


class ProjectFiles(Struct):
    """The files of a project with edits: ``contents`` has the bytes of those edited, ``originals`` of all read.

    Copies share the originals, so that all edits start from the same bytes.
    """

    project: Project
    contents: dict[Path, bytes] = field(default_factory=dict)
    originals: dict[Path, bytes] = field(default_factory=dict)

    def copy(self) -> ProjectFiles:
        """An independent copy of this state, to try further edits on."""
        return ProjectFiles(self.project, dict(self.contents), self.originals)

    def read(self, path: Path) -> bytes:
        """The bytes of a file as edited so far."""
        if path in self.contents:
            return self.contents[path]
        if path not in self.originals:
            self.originals[path] = path.read_bytes()
        return self.originals[path]

    def write(self, definition: Definition, write: Write) -> None:
        """Write one value of a sub-form; EditError where that is impossible."""
        project = self.project
        if project.path.suffix.lower() == ".xlsx":
            raise EditError("项目是工作簿，不能自动写回：请打开它，照着改")
        prefix: tuple[Step, ...] = (FORMS, EACH, definition.name) if project.has_forms else ()
        text, file_format = decoded(self.read(project.path))
        write = _with_whole_list(text, prefix, project, definition, write)
        place = _of_one_value(text, (*prefix, *_as_written(text, write.path)), project, write)
        # An entry of the sub-form in YAML overrides its row in the table, so the cell counts only where there is none.
        if not yaml_text.has(text, place) and _has_column(definition, write):
            self._write_cell(definition, write)
            return
        file = yaml_text.file_at(text, place)
        if file and isinstance(write.value, str):
            path = project.path.parent / file
            self.contents[path] = put_lines(self.read(path), write.value)
            return
        edited = (
            self._without_entry(text, place, write) if write.value is None else yaml_text.put(text, place, write.value)
        )
        self.contents[project.path] = file_format.encoded(edited)

    def _without_entry(self, text: str, place: tuple[Step, ...], write: Write) -> str:
        """The YAML text with an entry removed; one that the base gives is removed by null (``键:`` with no value)."""
        project = self.project
        in_base = _at(project.base, write.path) is not None
        if not project.has_forms:
            if not yaml_text.has(text, place):
                raise EditError("这一项写在沿用的项目文件里，去不掉")
            return yaml_text.remove(text, place)
        if not in_base and yaml_text.has(text, place):
            return yaml_text.remove(text, place)
        return yaml_text.put(text, place, None)

    def _write_cell(self, definition: Definition, write: Write) -> None:
        path = self._table_path()
        if path is None or not isinstance(write.value, str):
            raise EditError("找不到这个值所在的数据表")
        data, where = self.read(path), (self.project.by[-1], definition.name, str(write.path[0]))
        if path.suffix.lower() == ".xlsx":
            self.contents[path] = put_xlsx_cell(data, *where, write.value, self._of_forms(SHEET))
        else:
            self.contents[path] = put_csv_cell(data, *where, write.value)

    def _table_path(self) -> Path | None:
        """The table of data that the project's own file names; None where it has none."""
        name = self._of_forms(DATA)
        return self.project.path.parent / name if name else None

    def _of_forms(self, key: str) -> str:
        """The text below a key of 分表 in the project's own file; blank where it has none."""
        text, _ = decoded(self.read(self.project.path))
        found = (one.value.strip() for one in scalars(text) if one.path == (FORMS, key) and not one.is_key)
        return next(found, "")

    def changed(self) -> list[Replacement]:
        """The files that differ from what was read of them."""
        edited = (Replacement(path, self.originals[path], data) for path, data in self.contents.items())
        return [each for each in edited if each.after != each.before]

    def copied_to(self, folder: Path) -> Path:
        """Copy all files of the project, as edited, into a folder; returns the path of the project file there.

        The files keep their places relative to each other, since 沿用, 数据 and ``!文件`` name them relatively.
        """
        files = {path.absolute() for path in (*self._files(), *self.contents)}
        root = Path(*_common_parts([path.parts[:-1] for path in files]))
        for path in files:
            target = folder / path.relative_to(root)
            target.parent.mkdir(parents=True, exist_ok=True)
            # ``contents`` has paths as they were given, maybe relative; ``files`` are absolute.
            if (data := self.contents.get(path, self.contents.get(_given_path(path, self.contents)))) is not None:
                target.write_bytes(data)
            else:
                shutil.copyfile(path, target)
        return folder / self.project.path.absolute().relative_to(root)

    def _files(self) -> Iterator[Path]:
        """The YAML files of the project, and every file that one of their values may name.

        Any scalar that looks like a file name and is one counts: copying too much does no harm.
        """
        for place in self.project.files:
            yield place.path
            text, _ = decoded(self.read(place.path))
            for scalar in scalars(text):
                name = scalar.value.strip()
                if not scalar.is_key and "." in name and len(name) < 200 and "\n" not in name:
                    beside = place.path.parent / name
                    if _is_file(beside):
                        yield beside


_ATTRIBUTE = 5  # steps to an attribute: 绩效指标, 一级, 二级, 三级 and its name


def _is_file(path: Path) -> bool:
    try:
        return path.is_file() and path.stat().st_size <= SIZE_LIMIT
    except (OSError, ValueError):
        return False


def _given_path(path: Path, contents: Mapping[Path, bytes]) -> Path:
    return next((given for given in contents if given.absolute() == path), path)


def _common_parts(parts: list[tuple[str, ...]]) -> tuple[str, ...]:
    shared: list[str] = []
    for level in zip(*parts, strict=False):
        if len(set(level)) > 1:
            break
        shared.append(level[0])
    return tuple(shared)


def _as_written(text: str, path: tuple[Step, ...]) -> tuple[Step, ...]:
    """The path as the file has it: a flat list of indicators is written without the blank 一级 and 二级 of the tree."""
    is_flat = path[:3] == (TREE, "", "") and not yaml_text.has(text, (TREE, ""))
    return (TREE, *path[3:]) if is_flat else path


def _of_one_value(text: str, place: tuple[Step, ...], project: Project, write: Write) -> tuple[Step, ...]:
    """The place of a write; that of the indicator itself where the file has a single value for its 指标值."""
    indicator = _at(project.base, write.path[:-1]) if len(write.path) == _ATTRIBUTE else None
    is_value = isinstance(indicator, Group) and write.path[-1] == value_name(indicator)
    return place[:-1] if is_value and yaml_text.is_scalar(text, place[:-1]) else place


def _with_whole_list(
    text: str, prefix: tuple[Step, ...], project: Project, definition: Definition, write: Write
) -> Write:
    """The write; for an item of a list from the base the whole list, since a list in a sub-form replaces the base's."""
    at = next((at for at, step in enumerate(write.path) if isinstance(step, int)), None)
    if at is None or yaml_text.has(text, (*prefix, *_as_written(text, write.path[:at]))):
        return write
    entries = merge(project.base, definition.overrides(project.by), null_removes=True)
    items = as_value(_at(entries, write.path[:at]))
    target: Any = items
    try:
        for step in write.path[at:-1]:
            target = target[step]
        target[write.path[-1]] = write.value
    except (KeyError, IndexError, TypeError):
        raise EditError("列表里没有这一项") from None
    return Write(write.path[:at], items)


def _has_column(definition: Definition, write: Write) -> bool:
    """Whether the sub-form has a row in a table of data with a column for the variable to write."""
    rows = (layer for layer in definition.layers if isinstance(layer, TableRow))
    return len(write.path) == 1 and any(cell.text == write.path[0] for row in rows for cell in row.headings)


def _at(node: Node | None, path: tuple[Step, ...]) -> Node | None:
    for step in path:
        if not isinstance(node, Group) or not isinstance(step, str):
            return None
        node = node.entries.get(step)
    return node
