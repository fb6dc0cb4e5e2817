from __future__ import annotations

from typing import Any

import pytest
from msgspec import Struct

from generator.jinja.environment import Environment
from generator.jinja.reports import LimitError, collecting_reports
from generator.jinja.syntax import source_of, understand
from generator.jinja.tags import scan
from generator.jinja.values import Typed, printed


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


def numbers(*texts: str) -> list[Typed]:
    return [Typed(text) for text in texts]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("{{ 数 | max }}", "100"),
        ("{{ 数 | min }}", "9"),
        ("{{ 数 | sort | join('、') }}", "9、10、100、"),
        ("{{ 数 | sort(reverse=true) | join('、') }}", "100、10、9、"),
        ("{{ 行 | map(attribute='数') | max }}", "100"),
        ("{{ (行 | max(attribute='数')).名 }}", "丙"),
        ("{{ 行 | sort(attribute='数') | map(attribute='名') | join('、') }}", "乙、甲、丙"),
        ("{{ 行 | sort(attribute='类,数') | map(attribute='名') | join('、') }}", "乙、甲、丙"),
        ("{{ '10' | trim > '9' | trim and '大' }}", "大"),
        ("{{ (数[0] ~ '0') > 数[2] and '大' or '不大' }}", "不大"),
        ("{{ 数[0] + 数[1] }}", "19"),
        ("{{ 数[0] + '家' }}", "10家"),
    ],
)
def test_numbers_are_ordered_by_their_values(text: str, printed: str) -> None:
    rows = [
        {"名": Typed(name), "数": Typed(number), "类": Typed("同")}
        for name, number in zip("甲乙丙", "10 9 100".split(), strict=True)
    ]
    assert evaluated(text, 数=numbers("10", "9", "100", ""), 行=rows) == (printed, [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ 甲 + 乙 }}", "“10万元”不是数，不能与“9万元”相加；要连成文字请用 ~，要相加请先写成数"),
        ("{{ 数 + 无 }}", "“—”不是数，不能与“5”相加；要连成文字请用 ~，要相加请先写成数"),
        ("{% if 无 > 数 %}大{% endif %}", "“—”不是数，不能与“5”比大小"),
        ("{{ 甲 > 数 }}", "“10万元”不是数，不能与“5”比大小"),
        ("{{ 甲 > 5 }}", "“10万元”不是数，不能与“5”比大小"),
        ("{{ [数, 甲] | max }}", "过滤器“max”不能用于“列表”：“10万元”不是数，不能与“5”比大小"),
        (
            "{{ [甲, 元] | sort }}",
            "过滤器“sort”不能用于“列表”：“10万元”不只是数，不能比大小；请写成 数 | 数值，或把单位和别的字写在外面",
        ),
        ("{{ [空, 空] | max }}", "过滤器“max”不能用于“列表”：里面没有一个值"),
    ],
)
def test_what_cannot_be_compared_or_added_is_said_once(text: str, said: str) -> None:
    names = {"甲": "10万元", "乙": "9万元", "元": "8元", "数": "5", "无": "—", "空": ""}
    shown, reports = evaluated(text, **{name: Typed(value) for name, value in names.items()})
    assert (shown, [message for message, _ in reports]) == ("", [said])
