"""Every mistake of a template is told at its place, all at once; no work is unbounded.

See docs/模板写法.md, sections 3 and 10.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from limits import within_limits
from word import (
    cell,
    compiled,
    complaints,
    docx,
    drawing,
    filled,
    indicators,
    lines,
    paragraph,
    part,
    problems,
    row,
    section,
    style,
    table,
    with_part,
)

from generator.jinja.values import Absent
from generator.problem import JixiaoError

LOOP, END = "{% for 市 in 各市 %}", "{% endfor %}"
BOTH = {"各市": ["长", "株"], "有": True, "名": "子", "文": "字" * 1000}


def messages(*content: str, **context: Any) -> list[str]:
    return complaints(*content, **BOTH | context)


def test_file_whose_xml_names_have_other_prefixes_is_refused() -> None:
    document = docx("{{ 名 }}")
    xml = (
        part(document)
        .replace("<w:", "<x:")
        .replace("</w:", "</x:")
        .replace("xmlns:w=", "xmlns:x=")
        .replace(" w:", " x:")
    )
    (found,) = problems(with_part(document, "word/document.xml", xml))
    assert (found.code, found.source.place) == ("T042", "word/document.xml")


# Names


def test_undefined_name_says_where_it_is_and_which_was_meant() -> None:
    found = messages("题", table(("a", "b"), ("c", "{{ 项目名 }}")), "", 项目名称="x")
    assert found == ["表1 第2行 第2列: {{ 项目名 }}：没有定义“项目名”，是不是“项目名称”？"]


def test_undefined_name_that_stands_there_with_units_names_them_all() -> None:
    found = messages("题", table(("a", "{{ 资金 }}")), "", 资金_万元="1", 资金_元="10000", 资金_备注="x")
    assert found == ["表1 第1行 第2列: {{ 资金 }}：没有定义“资金”，是不是“资金_万元”或“资金_元”？"]


def test_place_is_the_one_a_person_counts() -> None:
    wide = row(cell("一", span=2), "{{ 甲 }}")
    inner = table(("x",), ("{{ 乙 }}",))
    found = messages(table(wide, ("1", "2", cell(inner, ""))), "", paragraph(drawing(text="{{ 丙 }}")), "{{ 丁 }}")
    places = [line.partition(": ")[0] for line in found]
    assert places == ["表1 第1行 第2列", "表1 第2行 第3列 内 表1 第2行 第1列", "文本框 第1段", "文本框 第1段", "第3段"]


def test_place_of_a_header_names_it() -> None:
    found = problems(docx("文", section("header default header1"), header1=paragraph("{{ 甲 }}")))
    assert [problem.source.place for problem in found] == ["页眉 第1段"]


def test_problem_names_the_template_and_the_tag() -> None:
    (found,) = problems(docx("｛｛ 甲 ｝｝"))
    assert (found.source.file, found.message, found.code) == ("模板.docx", "｛｛ 甲 ｝｝：没有定义“甲”", "T035")


def test_place_is_right_behind_blocks_merges_and_values_of_many_paragraphs() -> None:
    rows = table(
        row(cell("计", merge="restart"), "{% for 行 in 指标 %}{{ 行.一级 | 合并 }}", "{{ 行.三级 }}{% endfor %}"),
        row(cell(merge="continue"), "{{ 甲 }}", "{{ 行二 }}"),
    )
    found = messages(
        "{{ 名 | 段落 }}",
        "{% for 区 in 各市 %}{{ 区 }}{% endfor %}",
        rows,
        "{{ 乙 }}",
        指标=indicators(("a", "b", "c")),
    )
    assert [line.split("：")[0] for line in found] == [
        "表1 第2行 第2列: {{ 甲 }}", "表1 第2行 第3列: {{ 行二 }}", "第3段: {{ 乙 }}",
    ]  # fmt: skip


def test_undefined_list_of_a_value_of_many_paragraphs_has_its_place() -> None:
    assert messages("前", "{{ 缺项 | 段落 }}") == ["第2段: {{ 缺项 | 段落 }}：没有定义“缺项”"]


def test_undefined_list_of_a_loop_over_columns_has_its_place() -> None:
    found = messages(table(("a", "{% for 区 in 缺项 | 按列 %}{{ 区 }}{% endfor %}")), "")
    assert found == ["表1 第1行 第2列: {% for 区 in 缺项 | 按列 %}：没有定义“缺项”"]


def test_undefined_name_in_a_marked_cell_has_its_place() -> None:
    found = messages(table((LOOP + "{{ 缺项 | 合并 }}", "x" + END)), "")
    assert found == ["表1 第1行 第1列: {{ 缺项 | 合并 }}：没有定义“缺项”"]


def test_absent_field_says_how_to_leave_it_blank_or_optional() -> None:
    (found,) = messages("{{ 备注 }}", 备注=Absent("备注"))
    assert (
        found
        == '第1段: {{ 备注 }}：本分表没有“备注”（要留空请写 备注: ""，可有可无请在模板里用 {% if 备注 is defined %}）'
    )


def test_absent_field_may_be_asked_for() -> None:
    text = "{% if 备注 is defined %}{{ 备注 }}{% else %}无{% endif %}{{ 备注 | default('缺') }}"
    assert lines(filled(text, 备注=Absent("备注"))) == ["无缺"]


def test_attribute_that_no_indicator_has_is_an_error_and_a_known_one_prints_blank() -> None:
    found = messages("{% for 行 in 指标 %}{{ 行.备注 }}{{ 行.备住 }}{% endfor %}", 指标=indicators(("a", "b", "c")))
    assert found == ["第1段: {{ 行.备住 }}：指标没有属性“备住”"]


def test_all_problems_are_reported_at_once() -> None:
    found = messages("{{ 甲 }}", "{{ 乙 }}", table(("{{ 丙 }}", "{{ 1 / 0 }}")), "")
    assert [line.split("：")[0] for line in found] == [
        "第1段: {{ 甲 }}", "第2段: {{ 乙 }}", "表1 第1行 第1列: {{ 丙 }}", "表1 第1行 第2列: {{ 1 / 0 }}",
    ]  # fmt: skip


def test_all_mistakes_of_a_template_are_reported_at_once_in_all_its_parts() -> None:
    document = docx(
        "{{ 甲 + }}", "{% if 有 %}", "{{ 乙 | 没有 }}", section("header default header1"), header1=paragraph("{{ ")
    )
    assert [found.code for found in problems(document)] == ["T031", "T031", "T032", "T030"]


def test_same_problem_of_many_turns_is_told_once() -> None:
    assert len(messages(LOOP + "{{ 甲 }}" + END)) == 1


# Syntax


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("{{ 甲", "{{ 甲：标签没有结束，缺 }}"),
        ("{{ 甲 }", "{{ 甲 }：标签没有结束，缺 }}"),
        ("{% if 甲 }}", "{% if 甲 }}：标签没有结束，缺 %}"),
        ("{{ “甲 }}", "{{ “甲 }}：引号 “ 没有配对"),
        ("{{ }}", "{{ }}：标签是空的"),
        ("{% %}", "{% %}：标签是空的"),
        ("{{ 甲 乙 }}", "{{ 甲 乙 }}：写法有误：“乙”前面缺少运算符或多了空格"),
        ("{{ 名 | 千分 }}", "{{ 名 | 千分 }}：没有过滤器“千分”，是不是“千分位”？"),
        (
            "{% fro 市 in 各市 %}",
            "{% fro 市 in 各市 %}：不认识“fro”，是不是 for？（可用的有 for、if、elif、else、set）",
        ),
        ("{% include 'x' %}", "{% include 'x' %}：为安全起见，模板里不能引用别的文件"),
        ("{% import 'x' as y %}", "{% import 'x' as y %}：为安全起见，模板里不能引用别的文件"),
        ("{% from 'x' import y %}", "{% from 'x' import y %}：为安全起见，模板里不能引用别的文件"),
        ("{% extends 'x' %}", "{% extends 'x' %}：为安全起见，模板里不能引用别的文件"),
        ("{{ ''.__class__ }}", "{{ ''.__class__ }}：为安全起见，不允许访问“__class__”"),
        ("{{ _m0 }}", "{{ _m0 }}：名称“_m0”不能以下划线开头"),
        ("{% set 甲 %}", "{% set 甲 %}：set 的写法是 {% set 名称 = 值 %}"),
    ],
)
def test_mistake_in_a_tag_is_told(typed: str, message: str) -> None:
    assert messages(typed) == [f"第1段: {message}"]


@pytest.mark.parametrize(
    "typed",
    [
        "{% macro a() %}{% endmacro %}",
        "{% block a %}{% endblock %}",
        "{% call a() %}{% endcall %}",
        "{% raw %}{% endraw %}",
        "{% with a = 1 %}{% endwith %}",
        "{% filter upper %}{% endfilter %}",
        "{% autoescape true %}",
        "{% do a %}",
        "{% break %}",
    ],
)
def test_other_statements_of_jinja_are_refused(typed: str) -> None:
    assert all("不认识" in line for line in messages(typed))


def test_fields_that_cannot_be_printed_are_told() -> None:
    typed = ["{{ 表 }}", "{{ 列 }}", "{{ 1 > 0 }}", "{{ 名() }}", "{{ 名 + 1 }}", "{% for x in 名 %}{% endfor %}"]
    assert len(messages(*typed, 表={}, 列=[])) == len(typed)


# Blocks


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (["{% if 有 %}"], ["第1段: {% if 有 %}：没有结束，缺 {% endif %}"]),
        (["{% endif %}"], ["第1段: {% endif %}：前面没有与它配对的 {% if … %}"]),
        (["{% else %}"], ["第1段: {% else %}：else 前面没有 {% if … %}"]),
        (["{% if 有 %}", LOOP, "{% endif %}"], [f"第2段: {LOOP}：没有结束，缺 {{% endfor %}}"]),
        (["{% if 有 %}", "{% else %}", "{% else %}", "{% endif %}"], ["第3段: {% else %}：else 之后不能再有 else"]),
        ([LOOP, "{% elif 有 %}", END], ["第2段: {% elif 有 %}：elif 不能放在 for 里（for 在第1段）"]),
        (
            ["{% if 有 %}{% else %}", "{% endif %}"],
            ["第1段: {% else %}：与它的 {% if 有 %}（第1段）在同一段；else 要写在它那一支开头的段里"],
        ),
        (
            [table(("{% if 有 %}", "{% else %}"), ("", "{% endif %}")), ""],
            [
                (
                    "表1 第1行 第2列: {% else %}：与它的 {% if 有 %}（表1 第1行 第1列）在同一行；"
                    "else 要写在它那一支开头的行里"
                )
            ],
        ),
        (
            [table(("{% if 有 %}", "{% else %}{% endif %}")), ""],
            [
                (
                    "表1 第1行 第2列: {% else %}：与它的 {% if 有 %}（表1 第1行 第1列）在同一行；"
                    "else 要写在它那一支开头的行里"
                )
            ],
        ),
        (
            ["{% if 有 %}", table(("{% endif %}",)), ""],
            [
                (
                    "第1段: {% if 有 %}：两端不在一处：开头在第1段，结尾 {% endif %} 在表1 第1行 第1列"
                    "；要在同一格、同一行、同一张表，或都在表外"
                )
            ],
        ),
        (
            [table(("{% if 有 %}", cell(table(("{% endif %}",)), ""))), ""],
            [
                (
                    "表1 第1行 第1列: {% if 有 %}：两端不在一处：开头在表1 第1行 第1列，结尾 {% endif %} 在"
                    "表1 第1行 第2列 内 表1 第1行 第1列；要在同一格、同一行、同一张表，或都在表外"
                )
            ],
        ),
        (
            [table((LOOP, END + LOOP, END)), ""],
            [
                (
                    f"表1 第1行 第2列: {LOOP}：同一处有两个并列的循环，请把其中一个移到别的行，或一个套在另一个里面"
                    f"（另一个是表1 第1行 第1列的 {LOOP}）"
                )
            ],
        ),
        (
            [table(("{% if 有 %}", ""), ("{% endif %}" + LOOP, ""), (END, "")), ""],
            [
                (
                    f"表1 第2行 第1列: {LOOP}：两个块的范围部分重叠，请让一个完全在另一个里面，或完全分开"
                    "（另一个是表1 第1行 第1列的 {% if 有 %}）"
                )
            ],
        ),
        (
            ["{% if 有 %}", "{% endif %}" + LOOP, END],
            [
                (
                    f"第2段: {LOOP}：两个块的范围部分重叠，请让一个完全在另一个里面，或完全分开"
                    "（另一个是第1段的 {% if 有 %}）"
                )
            ],
        ),
    ],
)
def test_block_that_cannot_stand_where_it_stands_is_told_with_both_places(content: list[str], found: list[str]) -> None:
    assert messages(*content) == found


def test_header_is_a_container_of_its_own() -> None:
    document = docx("{% if 有 %}", section("header default header1"), header1=paragraph("{% endif %}"))
    assert [found.source.place for found in problems(document, 有=True)] == ["第1段", "页眉 第1段"]


def test_branch_over_the_middle_of_an_inner_block_is_refused() -> None:
    rows = table(("{% if 有 %}", LOOP), (END, "{% else %}"), ("x", "{% endif %}"))
    (found,) = messages(rows, "")
    assert found.startswith(f"表1 第1行 第2列: {LOOP}：两个块的范围部分重叠")


# Values


@pytest.mark.parametrize(
    "character", ["\x00", "\x07", "\x0b", "\x0c", "\x0e", "\x0f", "\x1f", "\ud800", "\ufffe", "\uffff"]
)
def test_character_that_xml_forbids_is_an_error(character: str) -> None:
    assert messages("{{ 值 }}", 值=f"a{character}") == [
        f"第1段: {{{{ 值 }}}}：含有不能打印的控制字符 U+{ord(character):04X}"
    ]


@pytest.mark.parametrize("layout", ["段落", "公文"])
def test_character_that_xml_forbids_is_an_error_in_long_text_too(layout: str) -> None:
    styles = "".join(style(name, name) for name in ("一级标题", "二级标题", "三级标题", "四级标题", "正文"))
    (found,) = problems(docx(f"{{{{ 值 | {layout} }}}}", styles=styles), 值="一\n二\x01")
    assert "U+0001" in found.message


# Unbounded work

HUGE = [
    "{% for x in range(10**9) %}{% endfor %}",
    "{% for x in range(99999) %}{% for y in range(99999) %}a{% endfor %}{% endfor %}",
    "{% for x in range(99999) %}{{ 文 }}{% endfor %}",
    "{% for x in range(90) %}" * 6 + "a" + "{% endfor %}" * 6,
    "{% set a = 文 %}" + "{% set a = a ~ a %}" * 40 + "{{ a }}",
    "{% set a = 文 %}" + "{% set a = a + a %}" * 40 + "{{ a }}",
    "{% set a = 文 %}" + "{% set a = a.replace('字', 文) %}" * 9 + "{{ a }}",
    "{% set a = 文 %}" + "{% set a = a | replace('字', 文) %}" * 9 + "{{ a }}",
    "{% set a = [1] %}" + "{% set a = a + a %}" * 60 + "{{ a | length }}",
    "{% set a = [文] %}" + "{% set a = [a, a, a] | sum(start=[]) %}" * 30,
    "{% set a = [文, 文] %}" + "{% set a = [a | join(a | join), a | join] %}" * 12 + "{{ a }}",
    "{{ '字' * 10**9 }}",
    "{{ 文 * 10**9 }}",
    "{{ [1] * 10**9 }}",
    "{{ '%999999999d' % 1 }}",
    "{{ '{:999999999}'.format(1) }}",
    "{{ 文.center(10**9) }}",
    "{{ 文 | center(10**9) }}",
    "{{ 文.ljust(10**9) }}",
    "{{ 文.zfill(10**9) }}",
    "{{ 文 | indent(10**9) }}",
    "{{ 文 | format(1) }}",
    "{{ 9**(9**9) }}",
    "{{ 10**(10**10) }}",
    "{{ 0.1**(10**6) }}",
    "{{ 9.9**99999999 }}",
    "{{ (10**999999) | int }}",
    "{{ 1e999999999 | int }}",
    "{{ '1e999999' | int }}",
    "{{ '1e99999999' + 1 }}",
    "{{ 1e99999 }}",
    "{{ 1e999999999 }}",
    "{{ 名 | 小数(10**9) }}",
    "{{ 5 | 小数(99999999) }}",
    "{{ 5 | round(99999999) }}",
    "{{ 5 | 千分位(99999999) }}",
    "{{ '1e9999999' | 千分位 }}",
    "{{ '1e9999999' | 大写金额 }}",
    "{{ '1e9999999' | 万元 }}",
    "{{ '9e9999999' | 数值 }}",
    "{{ 1e9999 | 日期 }}",
    "{% for a in 各市 recursive %}{{ loop(各市) }}{% endfor %}",
    "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "{{ " + "[" * 300 + "]" * 300 + " }}",
    "{{ " + "1+" * 20000 + "1 }}",
    "{{ " + "-" * 5000 + "1 }}",
    "{{ " + "not " * 5000 + "1 }}",
    "{{ 名" + ".a" * 5000 + " }}",
    "{{ 名" + "|trim" * 5000 + " }}",
    "{{ 名" + "[0]" * 5000 + " }}",
    "{{ " + "文~" * 9000 + "文 }}",
    "{{ " + "名 if 有 else " * 3000 + "名 }}",
    "{% if 有 %}" * 500 + "a" + "{% endif %}" * 500,
    "{% for x in 各市 %}" * 30 + "a" + "{% endfor %}" * 30,
    "{{ 文.split('') }}",
    "{{ range(10**18) | list }}",
    "{{ range(99999) | join(文) }}",
    "{{ (range(99999) | list * 2) }}",
    "{{ range(10**9) | sum }}",
    "{{ range(99999) | map('string') | join(文) }}",
    "{{ 各市 | map(attribute='a.b.__class__') | list }}",
    "{{ 各市 | map(attribute='__class__') | join }}",
    "{{ 各市 | sum('__class__') }}",
    "{{ 各市 | groupby('__class__') }}",
    "{{ 各市 | selectattr('__class__') | list }}",
    "{{ 各市 | sort(attribute='__class__') }}",
    "{{ 各市 | map('attr', '__class__') | list }}",
    "{{ 名 | attr('__class__') }}",
    "{{ 名['__class__'] }}",
    "{{ 各市.append(1) }}",
    "{{ '{0.__class__}'.format(名) }}",
    "{{ 名.format_map({}) }}",
    "{{ loop.__init__ }}",
    "{{ self }}",
    "{{ cycler(1) }}",
    "{{ lipsum() }}",
    "{{ namespace() }}",
    "{{ range.__self__ }}",
    "{{ dict() }}",
    "{{ joiner() }}",
    "{{ 各市.__class__ }}",
]


@pytest.mark.parametrize("typed", HUGE, ids=[each[:60] for each in HUGE])
def test_unbounded_or_forbidden_work_is_a_problem_within_limits(typed: str) -> None:
    def fill_it() -> None:
        found = messages(typed)
        assert found
        assert all(line.startswith("第1段: ") and "Error" not in line for line in found), found

    within_limits(fill_it)


def test_many_deeply_nested_blocks_of_paragraphs_are_a_problem() -> None:
    def compile_it() -> None:
        assert messages(*["{% if 有 %}"] * 200, "a", *["{% endif %}"] * 200)

    within_limits(compile_it)


def test_loops_nest_as_deep_as_python_compiles_them() -> None:
    assert lines(filled(f"{LOOP * 12}{{{{ 市 }}}}{END * 12}", 各市=["甲"])) == ["甲"]
    with pytest.raises(JixiaoError, match="最多 12 层"):
        compiled(docx(f"{LOOP * 13}{{{{ 市 }}}}{END * 13}"))


def test_numbers_of_ordinary_size_compute() -> None:
    assert lines(filled("{{ 2 ** 10 + 数 }}", 数=Decimal("0.1"))) == ["1024.1"]


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("资金（中央）", "名称里不能有括号：项目文件和模板里都写“资金_中央”"),
        ("2024年资金", "名称里只能有文字、数字和下划线，不能以数字开头：项目文件和模板里都写“资金_2024年”"),
        ("增长率（%）", "名称里只能有文字、数字和下划线，不能以数字开头：项目文件和模板里都写“增长率”"),
        ("增长率%", "名称里只能有文字、数字和下划线，不能以数字开头：项目文件和模板里都写“增长率”"),
        ("（资金", "写法有误：括号没有配对"),
    ],
)
def test_a_label_that_is_no_name_is_told_with_the_name_to_use(label: str, told: str) -> None:
    assert messages(f"{{{{ {label} }}}}") == [f"第1段: {{{{ {label} }}}}：{told}"]


def test_name_with_brackets_is_told_once_with_the_name_to_use() -> None:
    assert messages("{{ 项目资金（万元） }}") == [
        "第1段: {{ 项目资金（万元） }}：名称里不能有括号：项目文件和模板里都只写“项目资金”，括号里的字写在标签外面"
    ]
