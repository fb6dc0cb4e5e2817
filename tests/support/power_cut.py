"""Records how files are changed on the disk, and gives what is there after a kill or a power cut at any moment."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from generator.office import disk

Files = dict[Path, bytes]


class Step(Struct, frozen=True):
    """One call of ``office/disk``: its name, the paths, and the bytes written."""

    call: str
    paths: tuple[Path, ...]
    data: bytes = b""


class Recording(Struct):
    """The files before, and all steps since."""

    before: Files
    steps: list[Step]

    def after_kill(self, count: int) -> Files:
        """The files of a process killed after ``count`` steps, in the middle of the next one."""
        files = dict(self.before)
        for step in self.steps[:count]:
            _apply(files, step)
        if count < len(self.steps):
            _tear(files, self.steps[count])
        return files

    def after_power_cut(self, count: int, chance: random.Random) -> Files:
        """The files where names not synced yet are kept or lost by chance; what was written was synced."""
        files = dict(self.before)
        for number, step in enumerate(self.steps[:count]):
            folder = step.paths[0].parent
            is_synced = any(
                later.call == "sync_folder" and later.paths[0] == folder for later in self.steps[number + 1 : count]
            )
            if step.call == "append" and step.paths[0] in files:
                is_synced = True  # the name was there before
            if is_synced or chance.random() < 0.5:
                _apply(files, step)
        if count < len(self.steps):
            _tear(files, self.steps[count])
        return files


def _apply(files: Files, step: Step) -> None:
    path = step.paths[0]
    if step.call == "create":
        files[path] = step.data
    elif step.call == "append":
        files[path] = files.get(path, b"") + step.data
    elif step.call == "rename" and path in files:  # its creation may have been lost
        files[step.paths[1]] = files.pop(path)
    elif step.call == "remove":
        files.pop(path, None)


def _tear(files: Files, step: Step) -> None:
    """What is written half when the process ends."""
    if step.call in {"create", "append"}:
        _apply(files, Step(step.call, step.paths, step.data[: len(step.data) // 2]))


def files_below(folder: Path) -> Files:
    """All files with their bytes."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def restore(folder: Path, files: Mapping[Path, bytes]) -> None:
    """Let these be the files of a folder."""
    for path in files_below(folder):
        if path not in files:
            path.unlink()
    for path, data in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def record(folder: Path, monkeypatch: pytest.MonkeyPatch, run: Callable[[], object]) -> Recording:
    """What ``run`` changes of the files below a folder."""
    recording = Recording(files_below(folder), [])
    with monkeypatch.context() as patched:
        for name in ("create", "append", "rename", "remove", "sync_folder"):
            patched.setattr(disk, name, _recorded(recording, name, getattr(disk, name)))
        run()
    return recording


def _recorded(recording: Recording, name: str, call: Callable[..., None]) -> Callable[..., None]:
    def recorded(*arguments: Any) -> None:
        paths = tuple(each for each in arguments if isinstance(each, Path))
        data = next((each for each in arguments if isinstance(each, bytes)), b"")
        recording.steps.append(Step(name, paths, data))  # before what it calls itself
        call(*arguments)

    return recorded


def moments(recording: Recording, chance: random.Random, cuts: int = 2) -> Iterator[Files]:
    """What is there after a kill, and after some power cuts, before each step and after the last."""
    for count in range(len(recording.steps) + 1):
        yield recording.after_kill(count)
        for _ in range(cuts):
            yield recording.after_power_cut(count, chance)
