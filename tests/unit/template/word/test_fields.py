"""Fields: formulas of tables are computed on the filled form, other fields with results of the blank are told."""

from __future__ import annotations

import pytest
from word import book, cell, compiled, complaints, docx, field, fill, filled, paragraph, part, row, table

from generator.problem import Severity
from generator.template.trace import Traced

FOR, END = "{% for 行 in 行们 %}", "{% endfor %}"
ADVICE = "请改成文字或 {{ }}，或用 Word 打开成表，全选后按 F9"


def total(formula: str = "=SUM(ABOVE)", shown: str = "0") -> str:
    return cell(paragraph(field(f" {formula} ", shown)))


def warnings(*content: str) -> list[str]:
    found = compiled(docx(*content)).problems
    assert {each.severity for each in found} <= {Severity.WARNING}
    return [f"{each.source.place}: {each.message}" for each in found]


def test_total_of_a_column_is_computed_on_the_filled_form() -> None:
    rows = [row("项目", "资金"), row(FOR + "{{ 行.名 }}", "{{ 行.数 }}" + END), row("合计", total())]
    made = filled(table(*rows), 行们=[{"名": "甲", "数": "300"}, {"名": "乙", "数": "110.5"}])
    assert ">410.5<" in part(made)
    assert ">0<" not in part(made)


def test_total_of_each_row_is_computed_before_the_total_below() -> None:
    rows = [
        row("项目", "中央", "省级", "小计"),
        row(FOR + "{{ 行[0] }}", "{{ 行[1] }}", "{{ 行[2] }}" + END, total("=SUM(LEFT)")),
        row("合计", total(), total(), total()),
    ]
    made = filled(table(*rows), 行们=[["甲", "1", "2"], ["乙", "3", "4"]])
    texts = [text for text in part(made).replace("<", ">").split(">") if text.isdigit()]
    assert texts == ["1", "2", "3", "3", "4", "7", "4", "6", "10"]


@pytest.mark.parametrize(
    ("formula", "above", "result"),
    [
        ("=SUM(ABOVE)", ("1,200.50", "", "—", "800.00"), "2,000.50"),
        ("=sum(above)", ("1", "2"), "3"),
        ("=B2+B3", ("1.5", "2"), "3.5"),
        ("=SUM(B2:B3)*2", ("1", "2"), "6"),
        ("=B2/B3", ("1", "3"), "0.33"),
        ("=AVERAGE(ABOVE)", ("1", "2"), "1.5"),
        ("=COUNT(ABOVE)", ("1", "2"), "2"),
        ('=SUM(ABOVE) \\# "#,##0.00"', ("1200", "0.5"), "1,200.50"),
        ("=SUM(ABOVE) \\# 0.0# \\* MERGEFORMAT", ("1", "2"), "3.0"),
        ('=SUM(ABOVE) \\# "￥#,##0"', ("-1200",), "-￥1,200"),
        ('=SUM(ABOVE) \\# "#,##0.00;(#,##0.00)"', ("-1200",), "(1,200.00)"),
        ('=SUM(ABOVE) \\# "#,##0.00;(#,##0.00)"', ("1200",), "1,200.00"),
        ("=SUM(ABOVE) \\# 000.0", ("7",), "007.0"),
        ("=SUM(ABOVE) \\# 0", ("-0.4",), "0"),
    ],
)
def test_formulas_print_as_word_would_after_an_update(formula: str, above: tuple[str, ...], result: str) -> None:
    rows = [row("项目", "资金"), *(row("项", each) for each in above), row("合计", total(formula, "旧"))]
    made = part(filled(table(*rows), x=""))
    assert f">{result}<" in made
    assert ">旧<" not in made


def test_simple_field_and_result_in_the_run_of_its_marks_are_replaced() -> None:
    simple = '<w:fldSimple w:instr="=SUM(ABOVE)"><w:r><w:t>8</w:t></w:r></w:fldSimple>'
    one_run = (
        '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>=SUM(ABOVE)</w:instrText>'
        '<w:fldChar w:fldCharType="separate"/><w:t>9</w:t><w:fldChar w:fldCharType="end"/></w:r>'
    )
    rows = [row("甲", "乙"), row("{{ a }}", "{{ b }}"), row(cell(paragraph(simple)), cell(paragraph(one_run)))]
    made = part(filled(table(*rows), a="1", b="2"))
    assert [made.count(f">{number}<") for number in (8, 9, 1, 2)] == [0, 0, 2, 2]


@pytest.mark.parametrize(
    ("above", "reason"),
    [
        ("300万元", "“300万元”不是单纯的数，不知道怎么算"),
        ("12%", "“12%”不是单纯的数，不知道怎么算"),
        ("甲3", "“甲3”不是单纯的数，不知道怎么算"),
    ],
)
def test_total_that_is_not_certain_is_refused(above: str, reason: str) -> None:
    rows = [row("项目", "2024年资金"), row("甲", "{{ 数 }}"), row("合计", total())]
    assert complaints(table(*rows), 数=above) == [
        f"表1 第3行 第2列: 公式 =SUM(ABOVE)：{reason}；请改写成 {{{{ }}}}，或在项目文件里写上合计"
    ]


def doubts(*rows: str) -> list[str]:
    """The warnings of a form filled without values."""
    _, found = compiled(docx(table(*rows), "{{ x }}")).render_with_warnings({"x": ""})
    assert {each.severity for each in found} <= {Severity.WARNING}
    return [f"{each.source.place}: {each.message.removesuffix(CURE)}" for each in found]


CURE = "；请改写成 {{ }}，或在项目文件里写上合计"
TWICE = "也加在里面，算了两遍（Word 也这样算）"
GAP = "，这里当作 0，Word 更新域时可能只加到那里为止；请填 0"


def test_subtotals_beside_what_they_add_up_are_computed_as_word_does_and_told() -> None:
    rows = [
        row("项目", "资金"),
        row("甲", "10"),
        row("省 级小计（万元）", total()),
        row("乙", "5"),
        row("市级小计", "5"),
        row("合计", total()),
    ]
    assert doubts(*rows) == [f"表1 第6行 第2列: 公式 =SUM(ABOVE)：“市级小计”的 5、“省 级小计（万元）”的 10 {TWICE}"]
    assert ">30<" in part(filled(table(*rows), x=""))


def test_subtotal_within_a_range_is_told_but_no_blank() -> None:
    rows = [row("项目", "资金"), row("甲", "1"), row("乙", ""), row("小计", "1"), row("合计", total("=SUM(B2:B4)"))]
    assert doubts(*rows) == [f"表1 第5行 第2列: 公式 =SUM(B2:B4)：“小计”的 1 {TWICE}"]


def test_column_of_subtotals_is_told_of_a_total_of_the_row() -> None:
    rows = [row("项目", "甲", "小计", "乙", "合计"), row("一", "1", "1", "2", total("=SUM(LEFT)"))]
    assert doubts(*rows) == [f"表1 第2行 第5列: 公式 =SUM(LEFT)：“小计”的 1 {TWICE}"]


def test_total_of_subtotals_alone_and_numbers_without_gaps_are_right() -> None:
    rows = [row("项目", "资金"), row("省级小计", "1"), row("市级小计", "2"), row("合计", total())]
    assert doubts(*rows) == []
    assert doubts(row("项目", "2024年"), row("甲", "1"), row("乙", "2"), row("丙", ""), row("合计", total())) == []
    merged = [row("资金"), row("3"), row(cell("4", merge="restart")), row(cell("", merge="continue")), row(total())]
    assert doubts(*merged) == []
    assert doubts(row("中央", "2000"), row("省级", "1"), row("合计", total())) == []


@pytest.mark.parametrize(("gap", "shown"), [("", "空白"), ("—", "“—”"), ("无", "“无”")])
def test_a_cell_without_a_number_between_numbers_counts_as_nothing_and_is_told(gap: str, shown: str) -> None:
    rows = [row("项目", "资金"), row("甲", "1"), row("乙", gap), row("丙", "2"), row("合计", total())]
    assert doubts(*rows) == [f"表1 第5行 第2列: 公式 =SUM(ABOVE)：中间有一格是{shown}{GAP}"]
    assert ">3<" in part(filled(table(*rows), x=""))


def test_a_year_as_heading_that_word_counts_is_told() -> None:
    rows = [row("项目", "2024"), row("甲", "1"), row("合计", total())]
    assert doubts(*rows) == ["表1 第3行 第2列: 公式 =SUM(ABOVE)：表头的“2024”也加在里面（Word 也这样算）"]


@pytest.mark.parametrize("first", [("丙", "待定"), ("3", "另报")])
def test_words_among_the_numbers_refuse_the_form(first: tuple[str, str]) -> None:
    rows = [row("序号", "资金"), row("1", "1"), row(*first), row("2", "2"), row("合计", total())]
    assert complaints(table(*rows), x="") == [
        f"表1 第5行 第2列: 公式 =SUM(ABOVE)：“{first[1]}”不是数，Word 只加到这里为止{CURE}"
    ]


def test_number_over_several_columns_is_not_counted_for_one() -> None:
    rows = [row("项", "甲", "乙"), row("一", cell("{{ 数 }}", span=2)), row("合计", "", total())]
    assert [each.partition("：")[2] for each in complaints(table(*rows), 数="5")] == [
        "“5”的格子横跨几列，不知道算在哪一列；请改写成 {{ }}，或在项目文件里写上合计"
    ]


def test_total_goes_no_further_than_the_next_words() -> None:
    rows = [
        row("总额", "", "{{ 总 }}", ""),
        row("序号", "项目", "2024年资金", "小计"),
        row("1", "甲", "{{ 甲 }}", total("=SUM(LEFT)")),
        row("2", "乙", "无", total("=SUM(LEFT)")),
        row("合计", "", total(), total()),
    ]
    made = part(filled(table(*rows[1:]), 甲="5"))
    assert [made.count(f">{number}<") for number in (5, 6)] == [4, 0]
    headed = [rows[0], row("序号", "项目", "资金", "小计"), *rows[2:]]
    assert part(filled(table(*headed), 总="100", 甲="5")).count(">5<") == 4


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        ("=IF(B2>0,1,2)", "里面有不认识的函数或名称，不会重算；请改写成 {{ }}，或在项目文件里写上合计"),
        (
            "=SUM(ABOVE) \\* CHINESENUM2",
            "不认识数字写法“\\* CHINESENUM2”，不会重算；请改写成 {{ }}，或在项目文件里写上合计",
        ),
        ("=SUM(", "不认识这种写法，不会重算；请改写成 {{ }}，或在项目文件里写上合计"),
        ("=B2+B3", "表里有会增减的行，B2 不会跟着移动；请改用 SUM(ABOVE) 或 SUM(LEFT)，或改写成 {{ }}"),
    ],
)
def test_formula_that_cannot_be_computed_refuses_the_template(formula: str, reason: str) -> None:
    rows = [row("项目", "资金"), row(FOR + "甲", "{{ 行 }}" + END), row("合计", total(formula))]
    assert complaints(table(*rows), 行们=[]) == [f"表1 第3行 第2列: 公式 {formula}：{reason}"]


def test_formula_outside_tables_refuses_the_template() -> None:
    assert complaints(paragraph(field("=1+2", "5"))) == [
        "第1段: 公式 =1+2：不在表格里，不会重算，印的是空白表里存的“5”；请改写成 {{ }}，或在项目文件里写上合计"
    ]


def test_each_form_of_a_book_has_its_own_total() -> None:
    made = part(book(docx(table(row("资金"), row("{{ 数 }}"), row(total()))), {"数": "7"}, {"数": "8"}))
    assert [made.count(f">{number}<") for number in (0, 7, 8)] == [0, 2, 2]


def test_total_is_computed_where_values_are_traced() -> None:
    template = compiled(docx(table(row("资金"), row("{{ 甲 }}"), row("{{ 乙 }}"), row(total()))))
    data, _ = Traced(template).render({"甲": "7", "乙": "8"})
    assert ">15<" in part(data)


def test_dates_that_change_by_themselves_are_told() -> None:
    assert warnings(paragraph("打印日期：", field('DATE \\@ "yyyy年M月d日"', "2020年1月1日"))) == [
        "第1段: 日期域 DATE：印的是空白表里存的“2020年1月1日”，用 Word 打开又会变；请改写成 {{ 日期 }} 或固定的日期"
    ]


def test_fields_of_a_mail_merge_are_told_with_the_tag_to_write() -> None:
    assert warnings(paragraph(field("MERGEFIELD 项目名称 \\* MERGEFORMAT", "«项目名称»"))) == [
        "第1段: 域 MERGEFIELD 项目名称：这里不填，印的是“«项目名称»”；请删去这个域，写成 {{ 项目名称 }}"
    ]
    assert warnings(paragraph(field('MERGEFIELD "主管 部门"', ""))) == [
        "第1段: 域 MERGEFIELD 主管 部门：这里不填，印的是空白；请删去这个域，写成 {{ 主管 部门 }}"
    ]


@pytest.mark.parametrize("kind", ["REF 书签", "SEQ 表", 'TOC \\o "1-3"', "DOCPROPERTY 标题"])
def test_results_of_the_blank_are_told(kind: str) -> None:
    assert warnings(paragraph(field(kind, "旧"))) == [
        f"第1段: 域 {kind.split(maxsplit=1)[0]}：不会重算，印的是空白表里存的“旧”；{ADVICE}"
    ]


def test_page_numbers_links_and_references_to_filled_text_are_not_told() -> None:
    texts = [field("PAGE"), field('HYPERLINK "https://a.cn"', "网址"), field("REF 书签", "{{ 名 }}")]
    assert warnings(*(paragraph(each) for each in texts)) == []
    assert "甲" in part(fill(docx(paragraph(texts[2])), 名="甲"))
