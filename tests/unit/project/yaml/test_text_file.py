from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.problem import Problem, Severity, Source
from generator.project.yaml.nodes import Text
from generator.project.yaml.text_file import read_text_file

if TYPE_CHECKING:
    from pathlib import Path

AT = Source("项目.yaml", 3, 5)


def read(path: Path, data: bytes) -> tuple[Text | None, list[Problem]]:
    file = path / "正文.txt"
    file.write_bytes(data)
    return read_text_file(file, "正文.txt", AT)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_reads_the_encodings_of_notepad_and_unifies_line_breaks(tmp_path: Path, encoding: str) -> None:
    text, problems = read(tmp_path, "一、概况\r\n　　全文。".encode(encoding))
    assert text == Text("一、概况\n　　全文。", Source("正文.txt", 1, 1), 1)
    assert problems == []


def test_strips_markdown_marks_and_counts_them_once(tmp_path: Path) -> None:
    text, problems = read(tmp_path, "# 一、概况\n## （一）**重点**和**难点**\n#1标段 2*3**2\n".encode())
    assert text is not None
    assert text.value == "一、概况\n（一）重点和难点\n#1标段 2*3**2\n"
    message = "去掉了 Markdown 记号：标题的 # 2 处，加粗的 ** 2 处"
    assert problems == [Problem(Source("正文.txt", 1, 1), "Y201", message, severity=Severity.INFO)]


def test_a_missing_file_is_reported_where_it_is_named(tmp_path: Path) -> None:
    text, problems = read_text_file(tmp_path / "没有.txt", "没有.txt", AT)
    assert text is None
    assert [(problem.source, problem.code) for problem in problems] == [(AT, "Y001")]


def test_control_characters_are_errors_with_their_line(tmp_path: Path) -> None:
    text, problems = read(tmp_path, "好\n坏\x07了\n".encode())
    assert text is None
    assert [(problem.source, problem.code) for problem in problems] == [(Source("正文.txt", 2, 2), "Y004")]


def test_utf_16_is_refused_with_advice(tmp_path: Path) -> None:
    text, problems = read(tmp_path, "正文".encode("utf-16"))
    assert text is None
    assert [problem.code for problem in problems] == ["Y003"]
    assert "UTF-8" in problems[0].message
