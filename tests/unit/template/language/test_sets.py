"""``{% set %}`` lives in its block (docs/模板写法.md, section 3)."""

from __future__ import annotations

from word import cell, complaints, filled, grid, lines, table

LOOP, END = "{% for 市 in 各市 %}", "{% endfor %}"


def test_what_is_set_on_a_page_is_known_on_the_rest_of_it() -> None:
    assert lines(filled("{% set 甲 = 1 + 2 %}三是{{ 甲 }}", "{{ 甲 }}")) == ["三是3", "3"]


def test_what_is_set_in_a_cell_of_no_block_is_known_below() -> None:
    made = filled(table(("{% set 甲 = 5 %}a", "{{ 甲 }}"), ("{{ 甲 }}", "b")), "{{ 甲 }}")
    assert (grid(made), lines(made)) == ("a | 5\n5 | b", ["5"])


def test_whole_row_knows_what_is_set_in_it() -> None:
    made = filled(table(("{{ 双 }}", LOOP + "{% set 双 = 市 * 2 %}{{ 市 }}", END)), "", 各市=[1])
    assert grid(made) == "2 | 1 |"


def test_set_in_a_repeated_row_is_known_in_that_row() -> None:
    made = filled(table((LOOP + "{% set 双 = 市 * 2 %}{{ 市 }}", "{{ 双 }}" + END)), "", 各市=[1, 2])
    assert grid(made) == "1 | 2\n2 | 4"


def test_set_in_a_block_of_paragraphs_ends_with_it() -> None:
    made = filled(
        "{% set 甲 = '外' %}", "{% if 有 %}", "{% set 甲 = '内' %}", "{{ 甲 }}", "{% endif %}", "{{ 甲 }}", 有=True
    )
    assert lines(made) == ["内", "外"]


def test_set_in_a_condition_of_one_line_ends_with_it() -> None:
    assert lines(filled("{% set 甲 = '外' %}{% if 有 %}{% set 甲 = '内' %}{{ 甲 }}{% endif %}{{ 甲 }}", 有=True)) == [
        "内外"
    ]


def test_set_in_a_loop_of_one_line_is_fresh_each_time() -> None:
    text = (
        LOOP
        + "{% if 市 == 1 %}{% set 甲 = '一' %}{{ 甲 }}{% endif %}"
        + "{{ 甲 is defined }}".replace("{{ 甲 is defined }}", "{% if 甲 is defined %}有{% else %}无{% endif %}")
        + END
    )
    assert lines(filled(text, 各市=[1, 2])) == ["一无无"]


def test_set_in_a_branch_is_unknown_in_the_other() -> None:
    rows = "{% if 有 %}", "{% set 甲 = 1 %}{{ 甲 }}", "{% else %}", "{{ 甲 is defined }}", "{% endif %}"
    assert lines(filled(*rows[:3], "{{ '有' if 甲 is defined else '无' }}", rows[4], 有=False)) == ["无"]


def test_set_after_a_block_tag_of_the_same_paragraph_may_use_its_variable() -> None:
    assert lines(filled(LOOP + "{% set 双 = 市 * 2 %}", "{{ 双 }}", END, 各市=[1, 2])) == ["2", "4"]


def test_set_in_an_inner_loop_does_not_reach_the_outer_one() -> None:
    made = filled(
        table(
            (LOOP, ""),
            ("{% for 数 in [1] %}{% set 甲 = 市 %}{{ 甲 }}", "x{% endfor %}"),
            ("{{ '有' if 甲 is defined else '无' }}", "y"),
            (END, ""),
        ),
        "",
        各市=["a"],
    )  # fmt: skip
    assert grid(made) == "a | x\n无 | y"


def test_set_may_not_hide_what_the_machine_calls() -> None:
    (message,) = complaints("{% set _m0 = 1 %}")
    assert message == "第1段: {% set _m0 = 1 %}：名称“_m0”不能以下划线开头"


def test_set_in_a_cell_of_paragraphs_is_known_in_the_block_only() -> None:
    made = filled(
        table(
            (cell("{% if 有 %}", "{% set 甲 = 1 %}{{ 甲 }}", "{% endif %}"), "{{ '有' if 甲 is defined else '无' }}")
        ),
        "",
        有=True,
    )
    assert grid(made) == "1 | 无"
