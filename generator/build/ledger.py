"""The ledger of an output folder: what each file was made from, and whether a person has edited it since.

It is one hidden file beside the forms. Every write is noted in a journal first, so that a build killed at any moment
never mistakes its own file for an edited one (docs/adr/0005-ledger-of-outputs.md). Here too are the lock that lets one
build at a time into a folder, and the hash of a form's values.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import shutil
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from msgspec import Struct, field

from generator.jinja.values import IndicatorRow, Label, Missing
from generator.office.write import write_atomic, write_problem
from generator.problem import JixiaoError, Problem, Source

LEDGER = ".jixiao.json"
JOURNAL = ".jixiao.journal"
EDITED = "手改"
_VERSION = 1
_HALF_WRITTEN = re.compile(r"\.[0-9a-f]{32}\.tmp")  # as write_atomic names them


class Entry(Struct, frozen=True):
    """One file: ``origin`` is the hash of everything it was made from, ``content`` that of the bytes written.

    A blank ``content`` says that there is nothing to write: the file is not there.
    """

    origin: str
    content: str


class Ledger(Struct):
    """The files of one output folder.

    ``entries`` has the latest entry of each file. ``ours`` has the hashes of all bytes that we may have left there: a
    killed build may have noted bytes that it could not write any more.
    """

    folder: Path
    entries: dict[str, Entry] = field(default_factory=dict)
    ours: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> Ledger:
        """Read the ledger of a folder and the journal of a killed build; empty where there is none that can be read."""
        ledger = cls(folder)
        for name, entry in (*_read_ledger(folder / LEDGER), *_read_journal(folder / JOURNAL)):
            ledger.entries[name] = entry
            ledger.ours.setdefault(name, set()).add(entry.content)
        return ledger

    def sweep(self) -> None:
        """Remove the half-written files of a killed build; call it only while holding ``one_at_a_time``."""
        with contextlib.suppress(OSError):
            for file in self.folder.iterdir():
                if _HALF_WRITTEN.fullmatch(file.name):
                    file.unlink()

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
            data = (self.folder / name).read_bytes()
            if _hash(data) == entry.content:
                return data
        return None

    def write(self, name: str, data: bytes, origin: str) -> Path | None:
        """Write a file; JixiaoError where that fails. Returns the copy made of a file edited by hand, else None."""
        content = _hash(data)
        file = self.folder / name
        before = self.entries.get(name)
        kept = None
        # The order makes a kill harmless: first the copy of an edited file, then the note, then the file itself.
        try:
            found = _content_of(file)
            if found is not None and found != content and found not in self.ours.get(name, set()):
                kept = self._keep(file)
            self._note(name, Entry(origin, content))
        except OSError as error:
            raise JixiaoError(write_problem(file, error)) from error
        if found != content:
            try:
                write_atomic(file, data)
            except JixiaoError:
                if before is not None:  # the old file is still there, and still ours
                    with contextlib.suppress(OSError):
                        self._note(name, before)
                raise
        return kept

    def leave_out(self, name: str, origin: str) -> bool:
        """Note that nothing is to be written; our own file of before is removed.

        False, and the file stays, if a person edited it; JixiaoError where that fails.
        """
        file = self.folder / name
        before = self.entries.get(name)
        try:
            found = _content_of(file)
            is_ours = found in self.ours.get(name, set())
            if is_ours:
                file.unlink()
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
            if _content_of(file) not in self.ours.get(name, set()):
                return False
            file.unlink()
        except OSError as error:
            raise JixiaoError(write_problem(file, error)) from error
        del self.entries[name]
        return True

    def save(self) -> None:
        """Write the ledger with all that was noted in the journal, by other processes too, and remove the journal."""
        noted = dict(_read_journal(self.folder / JOURNAL))
        # Of files only those that still exist stay in the ledger: one listing is cheaper than asking for each.
        there = self.names()
        entries = {n: entry for n, entry in (self.entries | noted).items() if n in there or not entry.content}
        if not entries and not (self.folder / LEDGER).exists():
            return
        files = {name: [entry.origin, entry.content] for name, entry in sorted(entries.items())}
        text = json.dumps({"version": _VERSION, "files": files}, ensure_ascii=False, indent=0).encode()
        if _content_of(self.folder / LEDGER) != _hash(text):
            write_atomic(self.folder / LEDGER, text)
        (self.folder / JOURNAL).unlink(missing_ok=True)

    def names(self) -> frozenset[str]:
        """The names of all that is in the folder."""
        with contextlib.suppress(OSError):
            return frozenset(os.listdir(self.folder))  # noqa: PTH208  # names are wanted
        return frozenset()

    def _note(self, name: str, entry: Entry) -> None:
        """Append an entry to the journal, before the file itself is written."""
        self.entries[name] = entry
        self.ours.setdefault(name, set()).add(entry.content)
        line = json.dumps([name, entry.origin, entry.content], ensure_ascii=False) + "\n"
        try:
            _append(self.folder / JOURNAL, line)
        except FileNotFoundError:
            self.folder.mkdir(parents=True, exist_ok=True)
            _append(self.folder / JOURNAL, line)

    def _keep(self, file: Path) -> Path:
        """Copy an edited file beside itself, named after the minute of its last edit; an equal copy is used again."""
        stamp = time.strftime("%Y%m%d-%H%M", time.localtime(file.stat().st_mtime))
        number, kept = 1, file.with_name(f"{file.stem}.{EDITED}-{stamp}{file.suffix}")
        while kept.exists():
            if _content_of(kept) == _content_of(file):
                return kept
            number += 1
            kept = file.with_name(f"{file.stem}.{EDITED}-{stamp}-{number}{file.suffix}")
        write_atomic(kept, file.read_bytes())
        with contextlib.suppress(OSError):
            shutil.copystat(file, kept)
        return kept


def _hash(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()


def _content_of(file: Path) -> str | None:
    """The hash of a file; None if it does not exist. OSError if it cannot be read: then it must not be replaced."""
    try:
        return _hash(file.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None


def _append(file: Path, line: str) -> None:
    """Append a line with a single system call, so that lines of several processes do not mix."""
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
    try:
        data = line.encode()
        if os.write(descriptor, data) < len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    finally:
        os.close(descriptor)


def _read_ledger(file: Path) -> Iterator[tuple[str, Entry]]:
    try:
        whole = json.loads(file.read_text(encoding="utf-8"))
        files = whole["files"] if whole["version"] == _VERSION else {}
        yield from ((name, Entry(origin, content)) for name, (origin, content) in files.items() if _is_plain(name))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return


def _read_journal(file: Path) -> Iterator[tuple[str, Entry]]:
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
    for line in lines:
        try:
            name, origin, content = json.loads(line)
        except (ValueError, TypeError):
            continue  # a killed build may leave half a line
        if _is_plain(name):
            yield name, Entry(origin, content)


def _is_plain(name: str) -> bool:
    """Whether a name stays in its folder. A ledger may come from elsewhere, and files that it names are removed."""
    return bool(name) and not any(mark in name for mark in "/\\:")


# One build at a time in an output folder: a second one waits for the first, also on another machine.

LOCK = ".jixiao.lock"
_LONGEST = 600.0  # seconds


@contextmanager
def one_at_a_time(folder: Path, wait: Callable[[], None], longest: float = _LONGEST) -> Iterator[None]:
    """Hold a folder; ``wait`` is called once if another build holds it. The system frees the lock of a killed build.

    JixiaoError after ``longest`` seconds of waiting. A folder in which no lock can be made is not held: writing there
    will fail with its own message.
    """
    lock = FileLock(folder / LOCK)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        wait()
        _wait(lock, folder, longest)
    except OSError:
        yield
        return
    try:
        yield
    finally:
        lock.release()


def _wait(lock: FileLock, folder: Path, longest: float) -> None:
    try:
        lock.acquire(timeout=longest)
    except Timeout as error:
        message = "另一个 jixiao 一直在这个文件夹里生成；请等它结束，或用 --out 换一个文件夹"
        raise JixiaoError(Problem(Source(str(folder)), "O016", message)) from error


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
