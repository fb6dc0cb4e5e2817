"""``docs/rules.md`` is what the docstrings of the rules say; ``python -m generator.check.manual`` writes it again."""

from __future__ import annotations

import re

import pytest

from generator.check.manual import PAGE, manual
from generator.check.registry import RULES
from generator.check.rule import Rule


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == manual(), "run: python -m generator.check.manual"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_says_what_why_and_how_it_looks(rule: Rule) -> None:
    page = manual().partition(f"\n### {rule.code} ")[2].partition("\n### ")[0]
    assert page.startswith(rule.name + "\n")
    parts = re.findall(r"^(查什么|为什么|错例|对例)：", page, re.MULTILINE)
    assert sorted(set(parts)) == sorted(["查什么", "为什么", "错例", "对例"])
    assert page.count("```yaml\n") == page.count("```") / 2 >= 2
