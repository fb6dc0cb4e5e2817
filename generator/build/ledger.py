"""The ledger of an output folder: what each file was made from, and whether a person has edited it since.

It is one hidden file beside the forms. Every write is noted in a journal first, so that a build killed at any moment
never mistakes its own file for an edited one (docs/adr/0005-ledger-of-outputs.md). Here too is the hash of a form's
values.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import time
from collections.abc import Collection, Iterable, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, field

from generator.jinja.values import IndicatorRow, Label, Missing
from generator.office import disk
from generator.office.lock import is_odd, set_aside
from generator.office.read import read_regular
from generator.office.write import bytes_of, replace_atomic, write_atomic, write_problem
from generator.problem import JixiaoError, Problem, Severity, Source

LEDGER = ".jixiao.json"
JOURNAL = ".jixiao.journal"
EDITED = "手改"
_VERSION = 1
_LARGEST = 1 << 28  # bytes of a ledger: some million files
_LONGEST_NAME = 255  # bytes: no file system has longer ones


class Entry(Struct, frozen=True):
    """One file: ``origin`` is the hash of everything it was made from, ``content`` that of the bytes written.

    A blank ``content`` says that there is nothing to write: the file is not there.
    """

    origin: str
    content: str


class Ledger(Struct):
    """The files of one output folder.

    ``entries`` has the latest entry of each file. ``ours`` has, by their hashes, the entries of all bytes that we may
    have left there: a killed build may have noted bytes that it could not write any more. ``broken`` are files of our
    own that hold no ledger or journal.
    """

    folder: Path
    entries: dict[str, Entry] = field(default_factory=dict)
    ours: dict[str, dict[str, Entry]] = field(default_factory=dict)
    broken: list[Path] = field(default_factory=list)

    @classmethod
    def load(cls, folder: Path) -> Ledger:
        """Read the ledger of a folder and the journal of a killed build; empty where there is none that can be read."""
        ledger = cls(folder)
        ledger._take(ledger._saved())
        ledger._take(ledger._noted())
        return ledger

    def set_broken_aside(self) -> list[Problem]:
        """Rename what is neither ledger nor journal, so that new ones can be written; only for who holds the folder."""
        found: list[Problem] = []
        for file in self.broken:
            try:
                message = f"生成记录坏了，已改名为“{set_aside(file).name}”；这里的表都当作有人改过：要换掉的先另存一份"
            except OSError as error:
                found.append(write_problem(file, error))
                continue
            found.append(Problem(Source(str(file)), "O024", message, severity=Severity.WARNING))
        self.broken.clear()
        return found

    def is_current(self, name: str, origin: str) -> bool:
        """Whether a file was made from the same origin and is unchanged since; or nothing was to be written from it."""
        entry = self.entries.get(name)
        if entry is None or entry.origin != origin:
            return False
        if not entry.content:
            return True  # a file of this name is somebody else's
        with contextlib.suppress(OSError):
            return _content_of(self.folder / name) == entry.content
        return False

    def unedited(self, name: str) -> bytes | None:
        """The bytes of a file as we last wrote it; None where there is none or a person edited it."""
        entry = self.entries.get(name)
        if entry is None:
            return None
        with contextlib.suppress(OSError):
            data = read_regular(self.folder / name)
            if _hash(data) == entry.content:
                return data
        return None

    def write(self, name: str, data: bytes, origin: str) -> Path | None:
        """Write a file; JixiaoError where that fails. Returns the copy made of a file edited by hand, else None."""
        content = _hash(data)
        file = self.folder / name
        kept = None
        if os.path.islink(file):  # noqa: PTH114  # never raises
            message = "这个位置上是一个链接，表不写到它指向的文件里；请把链接移走再生成"
            raise JixiaoError(Problem(Source(str(file)), "O004", message))
        # The order makes a kill harmless: first the copy of an edited file, then the note, then the file itself.
        try:
            before = bytes_of(file)
            found = None if before is None else _hash(before)
            if before is not None and found != content and found not in self.ours.get(name, {}):
                kept = self._keep(file, before)
            self._note(name, Entry(origin, content))
        except OSError as error:
            raise JixiaoError(write_problem(file, error)) from error
        if found != content:
            replace_atomic(file, before, data, is_synced=False)
        return kept

    def leave_out(self, name: str, origin: str) -> bool:
        """Note that nothing is to be written; our own file of before is removed.

        False, and the file stays, if a person edited it; JixiaoError where that fails.
        """
        file = self.folder / name
        before = self.entries.get(name)
        try:
            found = _content_of(file)
            is_ours = found in self.ours.get(name, {})
            if is_ours:
                disk.remove(file)
            self._note(name, Entry(origin, ""))
        except OSError as error:
            raise JixiaoError(write_problem(file, error)) from error
        return is_ours or found is None or before is None or not before.content

    def orphans(self, expected: Collection[str]) -> list[str]:
        """The files of earlier builds that still exist but are not ``expected`` any more."""
        return [name for name in self.entries if name not in expected and (self.folder / name).is_file()]

    def prune(self, name: str) -> bool:
        """Remove a file. False, and the file stays, if a person edited it; JixiaoError if it cannot be removed."""
        file = self.folder / name
        try:
            if _content_of(file) not in self.ours.get(name, {}):
                return False
            disk.remove(file)
        except OSError as error:
            raise JixiaoError(write_problem(file, error)) from error
        del self.entries[name]
        return True

    def save(self) -> None:
        """Write the ledger with all that was noted in the journal, by other processes too, and remove the journal."""
        noted = self._noted()
        for name, entry in noted:
            self.ours.setdefault(name, {})[entry.content] = entry
        # Of files only those that still exist stay in the ledger: one listing is cheaper than asking for each.
        there = self.names()
        entries = self.entries | {name: self._fact(name, entry) for name, entry in noted}
        entries = {name: entry for name, entry in entries.items() if name in there or not entry.content}
        if not entries and not (self.folder / LEDGER).exists():
            return
        # The files must be there to stay before the ledger says so and the journal is gone.
        disk.sync_folder(self.folder)
        files = {name: (entry.origin, entry.content) for name, entry in sorted(entries.items())}
        text = msgspec.json.format(msgspec.json.encode(_LedgerFile(_VERSION, files)), indent=1)
        if _content_of(self.folder / LEDGER) != _hash(text):
            write_atomic(self.folder / LEDGER, text)
        if (self.folder / JOURNAL).exists():
            disk.remove(self.folder / JOURNAL)

    def names(self) -> frozenset[str]:
        """The names of all that is in the folder."""
        with contextlib.suppress(OSError):
            return frozenset(os.listdir(self.folder))  # noqa: PTH208  # names are wanted
        return frozenset()

    def _take(self, entries: Iterable[tuple[str, Entry]]) -> None:
        for name, entry in entries:
            self.entries[name] = entry
            self.ours.setdefault(name, {})[entry.content] = entry

    def _fact(self, name: str, noted: Entry) -> Entry:
        """The entry of the bytes that are there: a killed process may have noted others and not written them."""
        with contextlib.suppress(OSError):
            return self.ours[name].get(_content_of(self.folder / name) or "", noted)
        return noted

    def _note(self, name: str, entry: Entry) -> None:
        """Append an entry to the journal, before the file itself is written."""
        self._take([(name, entry)])
        # A line of its own, also behind half a line that a killed build left.
        line = b"\n%s\n" % msgspec.json.encode((name, entry.origin, entry.content))
        try:
            disk.append(self.folder / JOURNAL, line)
        except FileNotFoundError:
            self.folder.mkdir(parents=True, exist_ok=True)
            disk.append(self.folder / JOURNAL, line)

    def _keep(self, file: Path, edited: bytes) -> Path:
        """Copy an edited file beside itself, named after the minute of its last edit; an equal copy is used again."""
        stamp = time.strftime("%Y%m%d-%H%M", time.localtime(file.stat().st_mtime))
        number, kept = 1, file.with_name(f"{file.stem}.{EDITED}-{stamp}{file.suffix}")
        while kept.is_symlink() or kept.exists():
            if not kept.is_symlink() and _content_of(kept) == _hash(edited):
                disk.sync_folder(self.folder)  # who made it may have been killed before
                return kept
            number += 1
            kept = file.with_name(f"{file.stem}.{EDITED}-{stamp}-{number}{file.suffix}")
        write_atomic(kept, edited)
        with contextlib.suppress(OSError):
            shutil.copystat(file, kept)
        return kept

    def _saved(self) -> list[tuple[str, Entry]]:
        data = self._read(self.folder / LEDGER)
        try:
            saved = msgspec.json.decode(data, type=_LedgerFile) if data is not None else _LedgerFile(_VERSION, {})
        except (msgspec.DecodeError, RecursionError):
            saved = None
        if saved is None or saved.version != _VERSION:
            self.broken.append(self.folder / LEDGER)
            return []
        return [(name, Entry(*entry)) for name, entry in saved.files.items() if _is_plain(name)]

    def _noted(self) -> list[tuple[str, Entry]]:
        lines = (self._read(self.folder / JOURNAL) or b"").splitlines()
        found: list[tuple[str, Entry]] = []
        for line in filter(None, lines):
            with contextlib.suppress(msgspec.DecodeError, RecursionError):  # a killed build may leave half a line
                name, origin, content = msgspec.json.decode(line, type=tuple[str, str, str])
                if _is_plain(name):
                    found.append((name, Entry(origin, content)))
        return found

    def _read(self, file: Path) -> bytes | None:
        """The bytes of a file of our own; None where there is none that can be read."""
        with contextlib.suppress(OSError):
            if not is_odd(file) and len(data := read_regular(file, _LARGEST)) <= _LARGEST:
                return data
            self.broken.append(file)
        return None


class _LedgerFile(Struct):
    version: int
    files: dict[str, tuple[str, str]]


def _hash(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()


def _content_of(file: Path) -> str | None:
    """The hash of a file; None if it does not exist. OSError as from ``bytes_of``."""
    data = bytes_of(file)
    return None if data is None else _hash(data)


def _is_plain(name: str) -> bool:
    """Whether a name stays in its folder. A ledger may come from elsewhere, and files that it names are removed."""
    return 0 < len(name.encode()) <= _LONGEST_NAME and not any(mark in name for mark in "/\\:\0")


# The hash of a context: equal hashes print equal forms.

_SIZE = 16  # bytes


def fingerprint(*values: Any) -> str:
    """The hash of some values, in order, as hexadecimal digits; objects of unknown types count by their text."""
    text = json.dumps(values, ensure_ascii=False, default=_plain)
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_SIZE).hexdigest()


def _plain(value: Any) -> Any:
    """A value that JSON can write for one that it cannot; its key begins with NUL, which no project file contains."""
    # Labels also count by their nodes: cells merge by node, not by text.
    if isinstance(value, IndicatorRow):
        given = dict(value.attributes())
        return {"\0row": given, "\0nodes": [each.node for each in given.values() if isinstance(each, Label)]}
    if isinstance(value, Missing):
        return {"\0": "missing"}
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Struct):
        return {"\0fields": [getattr(value, name) for name in value.__struct_fields__]}
    return {f"\0{type(value).__name__}": str(value)}
