"""Replaces several files of a user together or not at all, and none that was saved meanwhile.

What the files held before is written down first, outside the user's folders: such a record restores files, so it must
not come with a folder by e-mail. A process that ends before all are changed is undone by the next one that asks.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path

import msgspec
from msgspec import Struct
from platformdirs import user_state_path

from generator.office import disk
from generator.office.lock import is_odd, one_at_a_time, set_aside
from generator.office.read import read_regular
from generator.office.write import bytes_of, replace_atomic, sweep, write_atomic, write_problem
from generator.problem import JixiaoError, Problem, Severity, Source

_LARGEST = 1 << 30  # bytes of a record


class Replacement(Struct, frozen=True):
    """A file to replace: the bytes that were read of it, and those that it gets."""

    path: Path
    before: bytes
    after: bytes


def replace_files(replacements: Sequence[Replacement], folder: Path) -> None:
    """Replace files of the project in ``folder``: all of them, or none and JixiaoError where one is refused."""
    record = _record_of(folder)
    with one_at_a_time(folder, lambda: None):
        _undo(record)
        for parent in {each.path.parent for each in replacements}:
            sweep(parent)
        # One file is replaced whole or not at all by itself.
        if len(replacements) > 1:
            _write_down(record, replacements)
        try:
            for each in replacements:
                replace_atomic(each.path, each.before, each.after)
        except BaseException:
            _undo(record)
            raise
        _forget(record)


def undo_unfinished(folder: Path) -> list[Problem]:
    """Undo what a killed process left half done to a project in ``folder``; gives warnings of what was done."""
    record = _record_of(folder)
    if not os.path.lexists(record):  # never raises
        return []
    try:
        with one_at_a_time(folder, lambda: None):
            return _undo(record)
    except JixiaoError as error:
        return list(error.problems)


class _Noted(Struct, frozen=True):
    """A file as written down: its bytes before, and a hash of those after."""

    path: bytes
    before: bytes
    after: str


def _write_down(record: Path, replacements: Sequence[Replacement]) -> None:
    # Bytes, because a name on Linux need not be text.
    kept = [_Noted(os.fsencode(each.path.absolute()), each.before, _hash(each.after)) for each in replacements]
    write_atomic(record, msgspec.json.encode(kept))


def _undo(record: Path) -> list[Problem]:
    """Give every file back what it held, unless a person has saved it since; the record goes."""
    if is_odd(record):
        set_aside(record)
    if not record.exists():
        return []
    try:
        found = [problem for noted in _read(record) if (problem := _restored(noted)) is not None]
    except OSError as error:
        raise JixiaoError(write_problem(record, error)) from error
    _forget(record)
    return found


def _restored(noted: _Noted) -> Problem | None:
    """Give a file back what it held; what is said of it, None where it was not changed yet."""
    path = Path(os.fsdecode(noted.path))
    try:
        now = bytes_of(path)
        if now == noted.before:
            return None
        if now is not None and _hash(now) == noted.after:
            replace_atomic(path, now, noted.before)
            message = "上次改到一半就中断了，这个文件已恢复成改之前的样子；请把上次的命令再运行一次"
        else:
            message = "上次改到一半就中断了，这个文件后来又有人存过，没有动它；请核对内容，再运行一次上次的命令"
    except (OSError, ValueError, JixiaoError):
        message = "上次改到一半就中断了，这个文件现在读不了、写不了，没有恢复；请核对内容"
    return Problem(Source(str(path)), "O026", message, severity=Severity.WARNING)


def _read(record: Path) -> list[_Noted]:
    """What was written down; nothing where it was not written whole, for then no file was changed yet."""
    data = read_regular(record, _LARGEST)
    try:
        return msgspec.json.decode(data, type=list[_Noted])
    except (msgspec.DecodeError, RecursionError):
        return []


def _forget(record: Path) -> None:
    if record.exists():
        disk.remove(record)
        disk.sync_folder(record.parent)


def _record_of(folder: Path) -> Path:
    name = _hash(os.path.realpath(folder).encode("utf-8", "surrogatepass"))
    return user_state_path("jixiao", appauthor=False) / "replacements" / f"{name}.json"


def _hash(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()
