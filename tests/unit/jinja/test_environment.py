from __future__ import annotations

from typing import Any

import pytest
from msgspec import Struct

from generator.jinja.environment import Environment
from generator.jinja.reports import LimitError, collecting_reports
from generator.jinja.syntax import source_of, understand
from generator.jinja.tags import scan
from generator.jinja.values import printed


class Ours(Struct):
    """An object that generated source uses."""

    seen: int = 0

    def step(self, by: int) -> str:
        self.seen += by
        return f"{self.seen}"


def evaluated(text: str, **names: Any) -> tuple[str, list[tuple[str, int]]]:
    """What a text with tags prints, and what was reported, each with the line of the source."""
    source = text
    for tag in reversed(scan(text)[0]):
        source = source[: tag.start] + source_of(tag) + source[tag.end :]
    environment = Environment(finalize=printed)
    template = environment.from_string(source)
    with collecting_reports("<template>") as run:
        shown = template.render(names)
    return shown, [(report.message, template.get_corresponding_lineno(report.line)) for report in run.reports]


def test_generated_source_uses_our_objects_and_what_is_typed_uses_no_others() -> None:
    assert evaluated("{{ _ours.step(2) }} {{ _ours.seen }}", _ours=Ours()) == ("2 2", [])
    assert evaluated("{{ 物.step(2) }}", 物=Ours()) == ("", [("不允许访问“step”", 2)])
    (tag,) = scan("{{ _ours.step(2) }}")[0]
    assert isinstance(understand(Environment(finalize=printed), tag), list)


def test_a_loop_tells_where_it_is() -> None:
    assert evaluated("{% for 行 in range(3) %}{{ loop.index }}/{{ loop.length }} {% endfor %}") == ("1/3 2/3 3/3 ", [])


@pytest.mark.parametrize(
    "text",
    [
        "{% for a in range(90000) %}{% for b in range(90000) %}{% endfor %}{% endfor %}",
        "{% set a = 'xx' ~ 'yy' %}" + "{% set a = a ~ a %}" * 30,
    ],
)
def test_loops_and_joined_texts_are_bounded(text: str) -> None:
    with pytest.raises(LimitError):
        evaluated(text)


def test_what_fails_is_reported_at_its_line_and_nothing_while_compiling() -> None:
    text = "一\n{{ 1 / 0 }}\n{{ 'x' | sum }}{{ 无 | 等级 }}"
    assert evaluated(text) == (
        "一\n\n",
        [("除数是 0", 3), ("过滤器“sum”不能用于“x”：不是数", 5), ("没有定义“无”", 6)],
    )


def test_a_mistake_is_told_in_chinese() -> None:
    environment = Environment(finalize=printed)
    told = {text: understand(environment, scan(text)[0][0]) for text in ("{{ 甲 乙 }}", "{{ (甲 }}", "{{ 甲 | }}")}
    assert told == {
        "{{ 甲 乙 }}": ["写法有误：“乙”前面缺少运算符或多了空格"],
        "{{ (甲 }}": ["写法有误：括号没有配对"],
        "{{ 甲 | }}": ["写法有误：后面缺少“name”"],
    }
