"""Builds again whenever a project file, text, table or template is saved; says which problems are new or solved."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct, field
from watchfiles import watch

from generator.build.folder import Options
from generator.build.prepare import Prepared, find_projects
from generator.check.inspect import merged_over_forms
from generator.cli.messages import RunReport
from generator.cli.run import run
from generator.problem import Problem

# Milliseconds without another save before a build begins, and between two looks at the file system.
_QUIET, _STEP = 60, 15
_SUFFIXES = (".docx", ".xlsx", ".yaml", ".yml", ".txt", ".csv")


def saves(folders: Iterable[Path], out: Path) -> Iterator[set[Path]]:
    """Wait for saves until Ctrl+C and give each time the files saved together.

    Left out are files in ``out``, hidden files, and owner files (``~$``) that editors keep beside an open file.
    """
    output = Path(os.path.realpath(out))

    def wanted(_change: object, name: str) -> bool:
        path = Path(os.path.realpath(name))
        is_wanted = path.suffix.lower() in _SUFFIXES and not path.name.startswith((".", "~"))
        return is_wanted and output not in path.parents

    with contextlib.suppress(KeyboardInterrupt):
        for changes in watch(*folders, watch_filter=wanted, debounce=_QUIET, step=_STEP):
            yield {Path(os.path.realpath(name)) for _, name in changes}


class Watcher(Struct):
    """The builds of one ``jixiao watch``: all projects at first, then those that a save concerns.

    ``say`` prints a message. ``_messages`` has the messages printed last for each project file (None: for the folders),
    ``_project_files`` the YAML files that each project is made of.
    """

    paths: Sequence[Path]
    options: Options
    say: Callable[[str], None]
    _messages: dict[Path | None, list[str]] = field(default_factory=dict)
    _project_files: dict[Path, frozenset[Path]] = field(default_factory=dict)

    @property
    def folders(self) -> list[Path]:
        """The folders to watch: those of the projects and of the templates."""
        places = [path if path.is_dir() else path.parent for path in self.paths]
        return [place for place in dict.fromkeys((*places, *self.options.catalogue.folders)) if place.is_dir()]

    def build(self, saved: set[Path] | None = None) -> None:
        """Build the projects that the saved files concern; all where ``saved`` is None. Says what was made."""
        started = time.perf_counter()
        files, problems = find_projects(self.paths)
        self._say_changes(None, problems)
        projects = {Path(os.path.realpath(file)) for file in files}
        concerned = [file for file in files if saved is None or self._concerns(file, saved, projects)]
        for gone in self._messages.keys() - {None, *files}:
            self._say_changes(gone, [])
        if not concerned:
            return
        report = RunReport()
        read = 0
        for file in concerned:
            problems = []
            report.show = problems.append
            read += self._build_one(file, report)
            self._say_changes(file, problems)
        summary = report.summary(read, self.options.out, time.perf_counter() - started)
        self.say(f"{time.strftime('%H:%M:%S')} {summary}")
        for line in report.notes.lines():
            self.say(line)

    def _build_one(self, file: Path, report: RunReport) -> int:
        def wait(folder: Path) -> None:
            self.say(f"另一个 jixiao 正在 {folder} 里生成，等它完成")

        prepared = run([file], self.options, report, wait, strict=False)
        for each in prepared:
            self._project_files[file] = _files_of(each)
        return len(prepared)

    def _concerns(self, file: Path, saved: set[Path], projects: set[Path]) -> bool:
        """Whether a saved file belongs to a project, or may do so: texts, tables and templates may belong to any."""
        own = self._project_files.get(file, frozenset())
        return any(
            path == Path(os.path.realpath(file))
            or path in own
            or (path not in projects and path.suffix.lower() not in {".yaml", ".yml"})
            for path in saved
        )

    def _say_changes(self, file: Path | None, problems: Iterable[Problem]) -> None:
        """Say which problems of a project file are new since the build before, and which are solved."""
        before, messages = self._messages.get(file, []), [str(problem) for problem in merged_over_forms(problems)]
        for message in messages:
            if message not in before:
                self.say(message)
        for message in before:
            if message not in messages:
                self.say(f"已解决：{message}")
        self._messages[file] = messages


def _files_of(prepared: Prepared) -> frozenset[Path]:
    return frozenset(Path(os.path.realpath(place.path)) for place in prepared.project.files)
