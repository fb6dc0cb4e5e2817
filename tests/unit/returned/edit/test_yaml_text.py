"""One value changes in the text of a YAML file; everything else stays character by character."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from generator.returned.edit.yaml_text import EditError, put, remove

TEXT = """\
# 开头
甲: 1        # 一
乙: "二"
丙: '三'
丁: {子: 10, 丑:   2, 寅: }
戊:
  子: 值
  丑: [1, 2]
己: |
  第一行
  第二行

庚: {}
辛:
"""


@pytest.mark.parametrize(
    ("path", "value", "old", "new"),
    [
        (("甲",), "2", "甲: 1        # 一", "甲: 2        # 一"),
        (("乙",), "2", '乙: "二"', '乙: "2"'),
        (("丙",), "2", "丙: '三'", "丙: '2'"),
        (("丁", "子"), "9", "子: 10,", "子: 9,"),
        (("丁", "丑"), "22", "丑:   2,", "丑:  22,"),
        (("丁", "寅"), "3", "寅: }", "寅: 3}"),
        (("丁", "卯"), "4", "寅: }", "寅: , 卯: 4}"),
        (("丁", "子"), "a, b", "子: 10,", '子: "a, b",'),
        (("戊", "子"), "a: b", "  子: 值", '  子: "a: b"'),
        (("戊", "丑", 1), "3", "[1, 2]", "[1, 3]"),
        (("戊", "寅"), {"x": "1", "y": None}, "  丑: [1, 2]", "  丑: [1, 2]\n  寅: {x: 1, y: }"),
        (("己",), "新\n\n的", "  第一行\n  第二行\n", "  新\n\n  的\n"),
        (("庚", "子"), "1", "庚: {}", "庚: {子: 1}"),
        (("辛", "子"), "1", "辛:\n", "辛: {子: 1}\n"),
        (("辛",), ["a", "b"], "辛:\n", "辛: [a, b]\n"),
    ],
)
def test_put(path: tuple[Any, ...], value: Any, old: str, new: str) -> None:
    assert TEXT.count(old) == 1
    assert put(TEXT, path, value) == TEXT.replace(old, new)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (("甲",), "甲: 1        # 一\n", ""),
        (("丁", "子"), "子: 10, ", ""),
        (("丁", "寅"), ", 寅: }", "}"),
        (("戊", "丑"), "  丑: [1, 2]\n", ""),
    ],
)
def test_remove(path: tuple[str, ...], old: str, new: str) -> None:
    assert remove(TEXT, path) == TEXT.replace(old, new)


def test_a_value_cannot_go_under_a_text() -> None:
    with pytest.raises(EditError):
        put(TEXT, ("甲", "子"), "1")


@pytest.mark.parametrize("text", ["{乙, 丙: 1}\n", "? 乙\n? 丙\n: 1\n"])
def test_value_is_not_written_for_a_key_without_a_colon(text: str) -> None:
    with pytest.raises(EditError, match="冒号"):
        put(text, ("乙",), "5")
    with pytest.raises(EditError, match="冒号"):
        put(text, ("乙", "子"), "5")
    assert put(text, ("丙",), "5") == text.replace("1", "5")


def test_key_without_a_colon_is_removed() -> None:
    assert remove("{乙, 丙: 1}\n", ("乙",)) == "{丙: 1}\n"
    assert remove("{丙: 1, 乙}\n", ("乙",)) == "{丙: 1}\n"


def test_a_long_line_breaks_before_the_new_entry() -> None:
    text = "各表:\n  甲: {资金: 1, 说明: " + "字" * 50 + "}\n"
    assert put(text, ("各表", "甲", "新的一项"), "值").endswith("字,\n       新的一项: 值}\n")


def test_an_anchor_stays() -> None:
    assert put("甲: &a 1\n乙: *a\n", ("甲",), "2") == "甲: &a 2\n乙: *a\n"
    assert put("甲: &a 1\n乙: *a\n", ("乙",), "2") == "甲: &a 1\n乙: 2\n"


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"), max_size=30))
def test_any_text_reads_back_as_it_is(text: str) -> None:
    for path in (("丁", "子"), ("戊", "子"), ("乙",), ("丙",), ("丁", "新")):
        node: Any = YAML(typ="base").load(put(TEXT, path, text))
        for step in path:
            node = node[step]
        assert node == text
