"""A folder with project files and templates, and the command line run in it: its exit status, messages and outputs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from word import docx, section, table

from generator.build.ledger import LEDGER
from generator.cli.main import main
from generator.office.lock import LOCK

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pytest

SUMMARY, REVIEW = BESIDE = "汇总.xlsx", "核查意见.docx"
CHECKOUT = Path(__file__).parents[2]
TEMPLATE = docx(
    "{{ 标题 }}",
    table(
        ("一级指标", "二级指标", "三级指标", "指标值"),
        (
            "{% for 行 in 指标 %}{{ 行.一级 | 合并 }}",
            "{{ 行.二级 | 合并 }}",
            "{{ 行.三级 }}",
            "{{ 行.指标值 }}{% endfor %}",
        ),
    ),
    "",
    section(),
)
GOOD = """\
模板: 表
标题: "{{ 市 }}绩效目标表"
绩效指标: {产出指标: {数量指标: {企业数: "≥{{ 数 }}家"}}}
分表:
  按: 市
  各表:
    甲市: {数: 1}
    乙市: {数: 2}
"""


class Ran(Struct, frozen=True):
    """One run: messages are the lines of stderr, results those of stdout."""

    status: int
    messages: list[str]
    results: list[str]


class Office:
    """A user's folder: ``data/``, ``templates/docx/`` with the template 表, and, once built, ``output/``."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._monkeypatch, self._capsys = monkeypatch, capsys
        monkeypatch.chdir(folder)
        self.template("表.docx", TEMPLATE)

    def template(self, name: str, content: bytes) -> None:
        """Put a template there."""
        self.put(f"templates/docx/{name}", content)

    def project(self, text: str | bytes, name: str = "项目") -> None:
        """Put a project file there."""
        self.put(f"data/{name}.yaml", text)

    def put(self, name: str, content: str | bytes) -> None:
        """Put any file there."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def run(self, *arguments: str) -> Ran:
        """The command line in this process; an exception that it lets out fails the test."""
        self._monkeypatch.setattr(sys, "argv", ["jixiao", *arguments])
        self._capsys.readouterr()
        status: int | str | None = None
        try:
            main()
        except SystemExit as left:
            status = left.code
        shown = self._capsys.readouterr()
        assert isinstance(status, int)
        return Ran(status, shown.err.splitlines(), shown.out.splitlines())

    def build(self, *arguments: str) -> Ran:
        """``jixiao build``, of all of ``data/`` and to Word alone unless told."""
        return self.run("build", *(() if "--to" in arguments else ("--to", "docx")), *arguments)

    def made(self, folder: str = "output") -> list[str]:
        """The forms and books in the output folder: not what is ours, nor the files beside them."""
        root = self.folder / folder
        files = (path for path in root.rglob("*") if path.is_file() and path.name not in {LEDGER, LOCK, *BESIDE})
        return sorted(path.relative_to(root).as_posix() for path in files)


def word_forms(folder: Path) -> list[Path]:
    """The Word forms and books in a folder and in those inside, without the files beside them."""
    return sorted(path for path in folder.rglob("*.docx") if path.name not in BESIDE)


def run_apart(folder: Path, *arguments: str, env: Mapping[str, str] | None = None, encoding: str = "utf-8") -> Ran:
    """The command line in a process of its own."""
    command = [sys.executable, "-m", "generator", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, env=env)
    error, out = (stream.decode(encoding) for stream in (done.stderr, done.stdout))
    return Ran(done.returncode, error.splitlines(), out.splitlines())
