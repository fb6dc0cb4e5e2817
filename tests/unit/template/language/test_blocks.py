"""A block repeats or keeps the smallest whole thing that contains both of its ends (docs/模板写法.md, section 3)."""

from __future__ import annotations

import pytest
from word import cell, control, docx, fill, filled, grid, lines, paragraph, part, row, table

CITIES = ["甲", "乙"]
LOOP = "{% for 市 in 各市 %}"


def test_loop_in_a_paragraph_repeats_the_text_between() -> None:
    assert lines(filled("各市：{% for 市 in 各市 %}{{ 市 }}、{% endfor %}等", 各市=CITIES)) == ["各市：甲、乙、等"]


def test_condition_in_a_paragraph_keeps_one_branch() -> None:
    text = "{% if 数 > 2 %}多{% elif 数 == 2 %}二{% else %}少{% endif %}。"
    assert [lines(filled(text, 数=number)) for number in (3, 2, 1)] == [["多。"], ["二。"], ["少。"]]


def test_loop_over_paragraphs_repeats_them_whole() -> None:
    made = filled("前", LOOP + "第一段{{ 市 }}", "第二段{% endfor %}", "后", 各市=CITIES)
    assert lines(made) == ["前", "第一段甲", "第二段", "第一段乙", "第二段", "后"]


def test_loop_over_paragraphs_of_one_cell_repeats_them_in_that_cell() -> None:
    made = filled(table((cell(LOOP, "{{ 市 }}", "{% endfor %}"), "旁")), "", 各市=CITIES)
    assert grid(made) == "甲⏎乙 | 旁"


def test_loop_in_two_cells_of_a_row_repeats_the_row() -> None:
    made = filled(table(("市", "值"), (LOOP + "{{ 市 }}", "1{% endfor %}"), ("合计", "2")), "", 各市=CITIES)
    assert grid(made) == "市 | 值\n甲 | 1\n乙 | 1\n合计 | 2"


def test_loop_in_two_rows_repeats_those_rows_and_what_is_between() -> None:
    made = filled(table((LOOP + "{{ 市 }}", "1"), ("间", "2"), ("尾", "3{% endfor %}")), "", 各市=CITIES)
    assert grid(made) == "甲 | 1\n间 | 2\n尾 | 3\n乙 | 1\n间 | 2\n尾 | 3"


def test_rows_of_bare_tags_are_dropped() -> None:
    made = filled(table((LOOP, ""), ("{{ 市 }}", "1"), ("{% endfor %}", "")), "", 各市=CITIES)
    assert grid(made) == "甲 | 1\n乙 | 1"


def test_loop_around_a_table_repeats_the_table() -> None:
    made = filled(LOOP, table(("{{ 市 }}", "1")), "之间", "{% endfor %}", 各市=CITIES)
    assert (grid(made), lines(made)) == ("甲 | 1\n\n乙 | 1", ["之间", "之间"])


def test_loop_around_a_nested_table_repeats_that_table_in_its_cell() -> None:
    made = filled(table((cell(LOOP, table(("{{ 市 }}", "1")), "{% endfor %}"), "旁")), "", 各市=CITIES)
    assert grid(made) == "甲⏎1⏎⏎乙⏎1⏎ | 旁"


def test_rows_of_a_nested_table_repeat_in_it() -> None:
    inner = table((LOOP + "{{ 市 }}", "1{% endfor %}"))
    assert grid(filled(table((cell(inner, ""), "旁")), "", 各市=CITIES)) == "甲⏎1⏎乙⏎1⏎ | 旁"


def test_loops_nest_in_one_row() -> None:
    made = filled(
        table(("{% for 市 in 各市 %}{% for 数 in 各数 %}{{ 市 }}", "{{ 数 }}{% endfor %}{% endfor %}")),
        "",
        各市=CITIES,
        各数=["1", "2"],
    )
    assert grid(made) == "甲 | 1\n甲 | 2\n乙 | 1\n乙 | 2"


def test_condition_around_a_row_knows_the_loop_variable_of_that_row() -> None:
    made = filled(table((LOOP + "{% if 市 != '甲' %}{{ 市 }}", "1{% endif %}{% endfor %}")), "", 各市=CITIES)
    assert grid(made) == "乙 | 1"


def test_whole_row_lies_inside_its_loop_even_before_the_tag() -> None:
    made = filled(table(("{{ 市 }}", LOOP, "1{% endfor %}")), "", 各市=CITIES)
    assert grid(made) == "甲 |  | 1\n乙 |  | 1"


def test_whole_paragraph_lies_inside_its_loop_even_before_the_tag() -> None:
    assert lines(filled("{{ 市 }}" + LOOP, "下{% endfor %}{{ 市 }}", 各市=CITIES)) == ["甲", "下甲", "乙", "下乙"]


def test_branches_stand_in_the_rows_that_begin_them() -> None:
    rows = ("{% if 数 == 1 %}一", "a"), ("{% elif 数 == 2 %}二", "b"), ("{% else %}其他", "c"), ("又", "d{% endif %}")
    made = [grid(filled(table(*rows), "", 数=number)) for number in (1, 2, 3)]
    assert made == ["一 | a", "二 | b", "其他 | c\n又 | d"]


def test_branches_stand_in_the_paragraphs_that_begin_them() -> None:
    text = "{% if 有 %}", "有的", "{% else %}", "没有的", "{% endif %}"
    assert [lines(filled(*text, 有=there)) for there in (True, False)] == [["有的"], ["没有的"]]


def test_else_of_a_loop_stands_where_it_ran_over_nothing() -> None:
    rows = table((LOOP + "{{ 市 }}", "1"), ("{% else %}无", "0{% endfor %}"))
    assert [grid(filled(rows, "", 各市=cities)) for cities in (CITIES, [])] == ["甲 | 1\n乙 | 1", "无 | 0"]


def test_blank_rows_between_conditions_stay() -> None:
    made = filled(table(("{% if 有 %}一", "{% endif %}"), ("", ""), ("{% if 有 %}二", "{% endif %}")), "", 有=False)
    assert grid(made) == " |"


def test_white_space_marks_of_jinja_change_nothing() -> None:
    assert lines(filled("甲 {%- if 有 -%} 乙 {%- endif -%} 丙{{- 数 -}}", 有=True, 数="1")) == ["甲  乙  丙1"]


def test_comment_prints_nothing_and_leaves_the_text_around_it() -> None:
    assert lines(filled("甲{# 说明 {{ 没有 }} #}乙")) == ["甲乙"]


def test_paragraph_of_nothing_but_a_comment_is_dropped() -> None:
    assert lines(filled("甲", "{# 说明 #}", "乙")) == ["甲", "乙"]


def test_rows_in_a_content_control_repeat_inside_it() -> None:
    inside = control(row(LOOP + "{{ 市 }}", "1{% endfor %}"))
    assert grid(filled(table(("市", "值"), inside), "", 各市=CITIES)) == "市 | 值\n甲 | 1\n乙 | 1"


def test_row_whose_cell_is_a_content_control_repeats() -> None:
    inside = row(control(cell(LOOP + "{{ 市 }}")), "1{% endfor %}")
    assert grid(filled(table(("市", "值"), inside), "", 各市=CITIES)) == "市 | 值\n甲 | 1\n乙 | 1"


def test_row_that_begins_in_a_later_column_repeats() -> None:
    later = row("{% for 市 in 各市 %}{{ 市 }}", "1{% endfor %}", properties='<w:gridBefore w:val="1"/>')
    assert (
        grid(filled(table(("一", "二", "三"), later), "", 各市=CITIES)) == "一 | 二 | 三\n→ ×1 | 甲 | 1\n→ ×1 | 乙 | 1"
    )


def test_table_without_a_grid_is_filled() -> None:
    bare = table((LOOP + "{{ 市 }}", "1{% endfor %}")).replace('<w:gridCol w:w="1000"/>', "")
    made = filled(bare.replace("<w:tblGrid></w:tblGrid>", ""), "", 各市=CITIES)
    assert b"PK" in made


def test_blocks_in_a_content_control_of_a_page_repeat_inside_it() -> None:
    made = filled(control(paragraph(LOOP) + paragraph("{{ 市 }}") + paragraph("{% endfor %}")), "后", 各市=CITIES)
    assert lines(made) == ["甲", "乙", "后"]


def test_loop_that_begins_in_a_content_control_and_ends_after_it_repeats_the_control() -> None:
    made = filled(control(paragraph(LOOP + "{{ 市 }}")), "尾{% endfor %}", 各市=CITIES)
    assert lines(made) == ["甲", "尾", "乙", "尾"]


def test_content_control_that_lost_all_its_paragraphs_is_still_sound() -> None:
    made = filled(control(paragraph("{% if 有 %}甲") + paragraph("乙{% endif %}")), "后", 有=False)
    assert lines(made) == ["后"]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_loop_knows_its_own_number_and_length(count: int) -> None:
    made = filled("{% for 市 in 各市 %}{{ loop.index }}/{{ loop.length }}{% endfor %}。", 各市=["x"] * count)
    assert lines(made) == ["".join(f"{number}/{count}" for number in range(1, count + 1)) + "。"]


def test_main_part_may_have_any_name() -> None:
    made = fill(docx("{{ 市 }}", main="content/文.xml"), 市="甲")
    assert ">甲<" in part(made, "content/文.xml")
