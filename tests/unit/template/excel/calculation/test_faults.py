"""Errors of Excel keep a form from being issued; texts that a total leaves out are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sheet import book_of, compiled, problems, sheet, with_results

from generator.problem import JixiaoError, Severity

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

DIVISION = "除数是 0 或空白，或没有可以平均的数；请核对用到的格子，"
LOOP, END = "{% for 数 in 各数 %}{{ 数 }}", "{% endfor %}"


def errors(template: bytes, **context: Any) -> list[str]:
    return [f"{each.source.place} [{each.code}] {each.message}" for each in problems(template, **context)]


def warnings(template: bytes, **context: Any) -> list[str]:
    found = compiled(template).render_with_warnings(context, "甲市")[1]
    assert all((each.form, each.severity, each.code) == ("甲市", Severity.WARNING, "T052") for each in found)
    return [f"{each.source.place} {each.message}" for each in found]


@pytest.mark.parametrize(
    ("formula", "error", "rest"),
    [
        ("A1/B1", "#DIV/0!", f'{DIVISION}或写成 =IFERROR(A1/B1,"")'),
        (
            "AVERAGE(B1:B2)",
            "#DIV/0!",
            f'{DIVISION}或写成 =IFERROR(AVERAGE(B1:B2),"")',
        ),
        ("A1+C1", "#VALUE!", '拿文字当数来算，或参数不对；请核对用到的格子，或写成 =IFERROR(A1+C1,"")'),
        ("RANK(9,A1:B1)", "#N/A", '要找的值没有找到；请核对用到的格子，或写成 =IFERROR(RANK(9,A1:B1),"")'),
        (
            "A1+#REF!",
            "#REF!",
            "引用的格子没有了（删去的行、列、工作表，或一份也没有的重复行），或超出了区域；请改正公式里的引用和名称",
        ),
    ],
)
def test_formula_whose_result_is_an_error_is_told_with_its_cause(formula: str, error: str, rest: str) -> None:
    template = sheet(["{{ 甲 }}", None, "约10", f"={formula}"])
    assert errors(template, 甲="1") == [f"工作表“表” D1 [T051] ={formula} 的结果是 {error}，会照样印出来：{rest}"]


def test_errors_in_repeated_rows_are_told_once_at_the_cell_of_the_template() -> None:
    template = sheet(["数", "占比"], [LOOP, "=A2/B9", END], ["=SUM(A2)", "=SUM(B2)"])
    assert errors(template, 各数=["1", "2"]) == [
        (
            f"工作表“表” B2 [T051] =A2/B10 的结果是 #DIV/0!，会照样印出来：{DIVISION}"
            '或写成 =IFERROR(A2/B10,"")（重复的行里共 2 格这样）'
        )
    ]


def test_filled_place_is_named_where_it_differs() -> None:
    template = sheet([LOOP, END], ["=1/B2"])
    assert errors(template, 各数=["1", "2"]) == [
        (f'工作表“表” A2 [T051] 填好后的 A3：=1/B3 的结果是 #DIV/0!，会照样印出来：{DIVISION}或写成 =IFERROR(1/B3,"")')
    ]


def test_errors_of_a_hidden_sheet_count_only_where_they_show() -> None:
    def hide(page: Worksheet) -> None:
        other = page.parent.create_sheet("底稿")
        other["A1"], other["A2"] = "=1/B1", "=1/B2"
        other.sheet_state = "hidden"

    assert errors(sheet(["{{ 甲 }}", "=底稿!A1"], change=hide), 甲="1") == [
        (f'工作表“表” B1 [T051] =底稿!A1 的结果是 #DIV/0!，会照样印出来：{DIVISION}或写成 =IFERROR(底稿!A1,"")')
    ]


def test_errors_in_hidden_rows_and_columns_count_only_where_they_show() -> None:
    def hide(page: Worksheet) -> None:
        page.row_dimensions[2].hidden = True
        page.column_dimensions["C"].hidden = True

    rows: list[list[Any]] = [["{{ 甲 }}", None, "=1/B1", "=C1"], ["=1/B1", "#N/A"], ["=IFERROR(A2,0)"]]
    assert errors(sheet(*rows, change=hide), 甲="1") == [
        f'工作表“表” D1 [T051] =C1 的结果是 #DIV/0!，会照样印出来：{DIVISION}或写成 =IFERROR(C1,"")'
    ]


def test_error_that_is_caught_is_none() -> None:
    assert warnings(sheet(["{{ 甲 }}", '=IFERROR(A1/C1,"")']), 甲="1") == []


def test_form_with_an_error_is_not_bound_into_a_book() -> None:
    template = sheet(["{{ 甲 }}", "=1/A1"])
    book_of(template, {"东": {"甲": "1"}})
    with pytest.raises(Exception, match=r"西: =1/A1 的结果是 #DIV/0!"):
        book_of(template, {"东": {"甲": "1"}, "西": {"甲": "0"}})


def test_total_of_too_many_pieces_is_told() -> None:
    template = sheet([LOOP], ["1", END], ["=SUM(A1)"])
    numbers = [str(each) for each in range(2_000)]
    (found,) = errors(template, 各数=numbers)
    assert found.startswith("工作表“表” A3 [T051] 填好后的 A4001：=SUM((A1,A3,A5,")
    assert found.endswith(
        "引用的各行之间夹着别的行，分成很多段，"
        "公式有 11,451 个字符，Excel 最多 8,192 个；请把要算的数放在单独的一列，公式引用整列"
    )


@pytest.mark.parametrize(
    "text", ["约10", "10万", "≥5家", "1，200", "近10", "10%", "１２", "3-5人", "（200）", "(1,200.50)"]
)
@pytest.mark.parametrize("function", ["SUM", "AVERAGE", "MAX", "COUNT"])
def test_quantity_typed_as_text_is_left_out_of_totals(function: str, text: str) -> None:
    def change(page: Worksheet) -> None:
        page["A2"].number_format = "@"

    template = sheet(["金额（万元）"], ["{{ 甲 }}"], [5], ["—"], [None], [f"={function}(A1:A5)"], change=change)
    assert warnings(template, 甲=text) == [
        (
            f"工作表“表” A6 ={function}(A1:A5) 不算文字，漏了 A2 的“{text}”；"
            "要算进去的请只填数（“约”、单位等写到别处），不要算的请不放在引用的区域里"
        )
    ]


@pytest.mark.parametrize("text", ["", "—", "/", "无", "合计", "2024年", "第1批", "金额", "一、10", "2024-01-01", "12"])
def test_heading_blank_or_number_is_not_blamed(text: str) -> None:
    assert warnings(sheet(["{{ 甲 }}"], [5], ["=SUM(A1:A2)"]), 甲=text) == []


def test_number_of_a_column_in_a_whole_column_is_not_blamed() -> None:
    template = sheet(["{{ 甲 }}", "（2）"], ["1", "2"], [None, 5], [None, "7"], ["=SUM(B:B)"])
    assert warnings(template, 甲="栏次") == [
        (
            "工作表“表” A5 =SUM(B:B) 不算文字，漏了 B4 的“7”；"
            "要算进去的请只填数（“约”、单位等写到别处），不要算的请不放在引用的区域里"
        )
    ]


def test_texts_that_formulas_give_are_left_out_too_and_told_once() -> None:
    template = sheet(["{{ 甲 }}", '=TEXT(A1,"0.0")', "=SUM(A1:B1)", "=SUM(A1:B1)*2"])
    assert warnings(template, 甲="1") == [
        (
            "工作表“表” C1 =SUM(A1:B1) 不算文字，漏了 B1 的“1.0”；"
            "要算进去的请只填数（“约”、单位等写到别处），不要算的请不放在引用的区域里"
        )
    ]


def test_error_of_every_form_is_told_of_the_template() -> None:
    template = with_results(
        sheet(["{{ 甲 }}", 5, "=B1/H1", "=ODD(A1)", "=SUM(A1,#REF!)", "=IFERROR(#REF!,0)", "#N/A", None, "=SUMM(A1)"]),
        {"C1": "e #DIV/0!", "D1": "e #VALUE!", "I1": "e #NAME?"},
    )
    with pytest.raises(JixiaoError) as error:
        compiled(template)
    assert [f"{each.source.place} [{each.code}] {each.message}" for each in error.value.problems] == [
        (f'工作表“表” C1 [T051] =B1/H1 的结果是 #DIV/0!，会照样印出来：{DIVISION}或写成 =IFERROR(B1/H1,"")'),
        (
            "工作表“表” E1 [T051] =SUM(A1,#REF!) 的结果是 #REF!，会照样印出来："
            "引用的格子没有了（删去的行、列、工作表，或一份也没有的重复行），或超出了区域；请改正公式里的引用和名称"
        ),
        ("工作表“表” I1 [T051] =SUMM(A1) 的结果是 #NAME?，会照样印出来：函数或名称不认识；请改正公式里的引用和名称"),
        "工作表“表” G1 [T051] 格子里是错误值 #N/A，会照样印出来；请删去，或填上内容",
    ]


def test_total_is_told_rather_than_the_share_before_it() -> None:
    template = sheet([LOOP, '=IFERROR(A1/SUM(A$1:A$1),"")', END], ["=SUM(A1)"])
    assert warnings(template, 各数=["1", "约2"]) == [
        (
            "工作表“表” A2 填好后的 A3：=SUM(A1:A2) 不算文字，漏了 A2 的“约2”；"
            "要算进去的请只填数（“约”、单位等写到别处），不要算的请不放在引用的区域里"
        )
    ]
