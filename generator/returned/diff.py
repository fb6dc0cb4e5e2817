"""Compares two files or two output folders cell by cell; gives the result as text, JSON or a list to send along."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from generator.build.companions import is_companion
from generator.document.compare import READERS, Difference, DifferenceKind, compare
from generator.document.handout import Column, handout, list_section
from generator.document.model import Document
from generator.problem import JixiaoError, Problem, Source

_TITLE = "变化清单"
_COLUMNS = (
    Column("文件", 110),
    Column("变化", 40, is_centred=True),
    Column("位置", 90),
    Column("项目", 110),
    Column("原来", 170),
    Column("现在", 170),
)


class ComparedFile(Struct, frozen=True):
    """A file name with the differences between both sides; ``only`` is ``旧`` or ``新`` where one side alone has it."""

    name: str
    changes: tuple[Difference, ...] = ()
    only: str = ""


def diff(old: Path, new: Path) -> tuple[list[ComparedFile], list[Problem]]:
    """The differences of two files, or of the files with equal names in two folders.

    Equal files are not listed; files that cannot be read are problems. JixiaoError where one path is a file and the
    other a folder, or where one does not exist.
    """
    if missing := [path for path in (old, new) if not path.exists()]:
        message = "没有这个文件或文件夹，请核对名称"
        raise JixiaoError(*(Problem(Source(str(path)), "R092", message) for path in missing))
    if old.is_dir() != new.is_dir():
        raise JixiaoError(Problem(Source(str(new)), "R090", "两边要都是文件，或都是文件夹"))
    problems: list[Problem] = []
    found: list[ComparedFile] = []
    for name, one, other in _pairs(old, new):
        if one is None or other is None:
            found.append(ComparedFile(name, only="新" if one is None else "旧"))
            continue
        try:
            changes = _compared(one, other)
        except JixiaoError as error:
            problems += error.problems
            continue
        if changes:
            found.append(ComparedFile(name, tuple(changes)))
    return found, problems


def _pairs(old: Path, new: Path) -> Iterator[tuple[str, Path | None, Path | None]]:
    if not old.is_dir():
        yield new.name, old, new
        return
    before, after = _files(old), _files(new)
    for name in sorted(before.keys() | after.keys()):
        yield name, before.get(name), after.get(name)


def _files(folder: Path) -> dict[str, Path]:
    # Left out: hidden files, the owner files (``~$``) that Word and Excel keep beside an open file, and what a build
    # leaves beside forms: it only repeats them.
    found = (path for path in folder.rglob("*") if _kind(path) in READERS and path.is_file())
    files = (path for path in found if not path.name.startswith((".", "~")) and not is_companion(path))
    return {path.relative_to(folder).as_posix(): path for path in files}


def _kind(path: Path) -> str:
    return path.suffix.lower().removeprefix(".")


def _compared(old: Path, new: Path) -> list[Difference]:
    if old.is_file() and new.is_file() and old.read_bytes() == new.read_bytes():
        return []
    return compare(_read(old), _read(new))


def _read(path: Path) -> Document:
    reader = READERS.get(_kind(path))
    if reader is None:
        raise JixiaoError(Problem(Source(str(path)), "R091", "只能比较 .docx 和 .xlsx 文件"))
    return reader(path, Source(str(path)))


def as_text(found: Sequence[ComparedFile]) -> Iterator[str]:
    """Lines of text: one for each file, followed by one for each of its changes."""
    for each in found:
        yield f"{each.name}：只在{each.only}的一边" if each.only else f"{each.name}：{len(each.changes)} 处不同"
        yield from (f"  {change}" for change in each.changes)


def as_json(found: Sequence[ComparedFile]) -> str:
    """A list of ``{"file", "only", "kind", "place", "label", "old", "new"}``."""
    kinds = {DifferenceKind.CHANGED: "changed", DifferenceKind.ADDED: "added", DifferenceKind.REMOVED: "removed"}
    sides = {"旧": "old", "新": "new", "": None}
    rows: list[dict[str, str | None]] = [
        {"file": each.name, "only": sides[each.only], "kind": None, "place": "", "label": "", "old": "", "new": ""}
        for each in found
        if each.only
    ]
    rows += [
        {
            "file": each.name,
            "only": None,
            "kind": kinds[change.kind],
            "place": change.place,
            "label": change.label,
            "old": change.old,
            "new": change.new,
        }
        for each in found
        for change in each.changes
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def as_document(found: Sequence[ComparedFile]) -> Document:
    """A list to send along with a row per change."""
    rows = [(each.name, f"只在{each.only}的一边", "", "", "", "") for each in found if each.only]
    rows += [
        (each.name, str(change.kind), change.place, change.label, change.old, change.new)
        for each in found
        for change in each.changes
    ]
    line = f"{len(found)} 个文件有变化，共 {len(rows)} 处。" if rows else "没有不同。"
    return handout(_TITLE, [list_section(_TITLE, [line], _COLUMNS, rows)])
