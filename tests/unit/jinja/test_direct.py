"""How much of Jinja the values of a project file cost: work is counted, not timed."""

from __future__ import annotations

import pytest

from generator.jinja.environment import Environment
from generator.project.expression import expression_of


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sources parsed, and ``compiled`` for each that is compiled."""
    made: list[str] = []
    parse, compile_ = Environment._parse, Environment.compile

    def parsed(self: Environment, source: str, *rest: object) -> object:
        made.append(source)
        return parse(self, source, *rest)  # type: ignore[arg-type]

    def compiled(self: Environment, *rest: object, **named: object) -> object:
        made.append("compiled")
        return compile_(self, *rest, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Environment, "_parse", parsed)
    monkeypatch.setattr(Environment, "compile", compiled)
    expression_of.cache_clear()
    return made


def test_a_text_of_plain_names_is_neither_parsed_nor_compiled(calls: list[str]) -> None:
    assert expression_of("{{ 年度 }}年{{市州}}").names == ("市州", "年度")
    assert calls == []


def test_sums_attributes_and_filters_are_parsed_once_and_not_compiled(calls: list[str]) -> None:
    assert expression_of("{{ (资金 * 2 + 行.分值) | 千分位(1) ~ '万元' }}").names == ("行", "资金")
    assert len(calls) == 1


def test_a_text_with_blocks_is_compiled_from_one_tree(calls: list[str]) -> None:
    assert expression_of("{% if 资金 > 1 %}多{% endif %}").template is not None
    assert calls.count("compiled") == 1
    assert len(calls) == 3
