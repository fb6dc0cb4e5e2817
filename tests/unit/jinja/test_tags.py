"""Braces that belong to no tag."""

from __future__ import annotations

import pytest

from generator.jinja.tags import lost_braces


@pytest.mark.parametrize("text", ["{项目名称}", "{ {项目名称} }", "｛项目名称｝", "{项目名称}}"])
def test_tag_with_too_few_braces_is_told_with_what_was_meant(text: str) -> None:
    assert lost_braces(f"见{text}。") == [f"“{text}”会照样印出来；是不是 {{{{ 项目名称 }}}}？"]


def test_single_brace_is_told_once() -> None:
    assert lost_braces("甲}乙}") == ["多了一个“}”，会照样印出来；请删去，或补全标签的 {{ }}"]


def test_text_without_braces_is_right() -> None:
    assert lost_braces("（甲）[乙]") == []
