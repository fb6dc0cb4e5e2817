"""What a person and a program are told of the forms that were read."""

from __future__ import annotations

import json
from pathlib import Path

from generator.cli.read_report import all_written, as_json, as_text
from generator.returned.decide import Change, Status
from generator.returned.explain import Write
from generator.returned.read import FormRead, Reading

CHANGES = (
    Change("表1 第3行 第2列", "资金", "40", "50", Status.WRITE, "", (Write(("资金",), "50"),)),
    Change("表1 第4行 第1列", "目标", "目标", "", Status.LEFT, "这是模板里固定的文字，要改请改模板"),
)
READING = Reading((FormRead(Path("甲.docx"), "甲市", CHANGES), FormRead(Path("乙.docx"), "乙市")), (), ())


def test_text() -> None:
    assert list(as_text(READING)) == [
        "甲市（甲.docx）：改了 2 处",
        "  表1 第3行 第2列  资金：“40” → “50”",
        "    写回：资金: 50",
        "  表1 第4行 第1列  目标：“目标” → （空）",
        "    不写回：这是模板里固定的文字，要改请改模板",
        "乙市（乙.docx）：没有改动",
        "读了 2 份表，1 份有改动，共 2 处：写回 1，不写回 1",
    ]


def test_json() -> None:
    first, second = json.loads(as_json(READING))
    assert first == {
        "file": "甲.docx",
        "form": "甲市",
        "place": "表1 第3行 第2列",
        "label": "资金",
        "old": "40",
        "new": "50",
        "status": "write",
        "message": "",
        "writes": [{"path": ["资金"], "value": "50"}],
    }
    assert second["status"] == "left"


def test_what_was_left_counts() -> None:
    assert not all_written(READING)
    assert all_written(Reading((FormRead(Path("甲.docx"), "甲市", CHANGES[:1]),), (), ()))
