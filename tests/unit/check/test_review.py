from __future__ import annotations

import pytest
from document_grid import grids, outline

from generator.check.registry import RULES
from generator.check.review import ProjectFindings, review
from generator.document.model import Document
from generator.problem import Problem, Severity, Source

FILE = "data/资金.yaml"


def problem(
    code: str,
    message: str,
    *,
    form: str = "",
    severity: Severity = Severity.ERROR,
    line: int = 3,
    file: str = FILE,
    field: str = "",
    working: str = "",
) -> Problem:
    return Problem(Source(file, line, 5), code, message, form, field, severity, working)


def reviewed(*problems: Problem, forms: tuple[str, ...] = ("甲市", "乙市"), note: str = "") -> Document:
    return review([ProjectFindings("2024年资金", FILE, problems, forms, note)])


def rows(document: Document) -> list[tuple[str, ...]]:
    (grid,) = grids(document)
    return [tuple(cell.text for cell in row) for row in grid.rows[1:]]


def texts(document: Document) -> list[str]:
    return [item for item in outline(document) if isinstance(item, str)]


def test_every_rule_says_what_to_do_about_its_findings() -> None:
    assert [rule.code for rule in RULES if not rule.advice] == []


def test_a_row_says_where_what_how_computed_and_what_to_do() -> None:
    found = problem("A004", "9 + 4 = 13，总得分写的是 14", field="总得分", working="9 + 4 = 13")
    (row,) = rows(reviewed(found))
    assert row == (
        "1",
        "错误",
        "总得分\n第 3 行第 5 列",
        "总得分写的是 14",
        "9 + 4 = 13",
        "核对各项得分，改正总得分",
    )


def test_it_has_a_title_the_counts_and_the_note_of_the_project_and_no_date() -> None:
    made = reviewed(problem("A004", "甲"), problem("B001", "乙", severity=Severity.WARNING), note="原件如此")
    assert texts(made) == [
        "2024年资金 核查意见",
        "经核查，发现错误 1 处、警告 1 处。",
        "说明：原件如此",
        "行、列没有写文件名的，在“资金.yaml”里。",
    ]


def test_a_project_without_findings_says_so() -> None:
    made = reviewed()
    assert (texts(made), grids(made)) == (["2024年资金 核查意见", "经核查，没有发现问题。"], ())


def test_findings_stand_under_their_sub_form_errors_first() -> None:
    made = reviewed(
        problem("B001", "甲的警告", form="甲市", severity=Severity.WARNING),
        problem("A004", "乙的错误", form="乙市"),
        problem("A003", "甲的错误", form="甲市", line=9),
        problem("B004", "都有的", severity=Severity.WARNING),
        problem("E003", "两个都印", form="乙市", severity=Severity.INFO),
        problem("E003", "两个都印", form="甲市", severity=Severity.INFO),
    )
    assert [row[0] if len(row) == 1 else (row[0], row[1], row[3]) for row in rows(made)] == [
        "整个项目（警告 1）",
        ("1", "警告", "都有的"),
        "乙市 等 2 个分表（提示 1）",
        ("2", "提示", "两个都印"),
        "甲市（错误 1，警告 1）",
        ("3", "错误", "甲的错误"),
        ("4", "警告", "甲的警告"),
        "乙市（错误 1）",
        ("5", "错误", "乙的错误"),
    ]


def test_findings_of_one_sub_form_need_no_heading() -> None:
    assert len(rows(reviewed(problem("A003", "甲", form="甲市")))) == 1


@pytest.mark.parametrize(
    ("message", "working", "what"),
    [
        ("“出口”的值分解到 2 处，3 + 4 = 7，比“8”少 1", "3 + 4 = 7", "“出口”的值分解到 2 处，比“8”少 1"),
        ("“出口”完成“5”：5 ÷ 3 × 6 = 10，得分写的是 6", "5 ÷ 3 × 6 = 10", "“出口”完成“5”：得分写的是 6"),
        ("超过目标66.7%（5 ÷ 3 = 166.7%），没有写原因", "5 ÷ 3 = 166.7%", "超过目标66.7%，没有写原因"),
        ("“出口”不是 3 年之和：4 × 3 = 12", "4 × 3 = 12", "“出口”不是 3 年之和"),
        ("分值 50 + 40 = 90，应为 100", "50 + 40 = 90", "分值，应为 100"),
        ("“产出(50分)”的分值 50，印的是 60 分", "50", "“产出(50分)”的分值 50，印的是 60 分"),
        ("没有算式", "", "没有算式"),
        ("有“支持 企业”（可用 --fix 改正）", "", "有“支持 企业”"),
    ],
)
def test_the_working_is_not_told_twice(message: str, working: str, what: str) -> None:
    (row,) = rows(reviewed(problem("A008", message, working=working)))
    assert (row[3], row[4]) == (what, working)


def test_a_place_in_another_file_names_it_without_its_folder() -> None:
    (row,) = rows(reviewed(problem("F002", "甲", file="data/正文.txt", field="正文")))
    assert row[2] == "正文\n正文.txt 第 3 行第 5 列"


def test_a_place_in_words_is_told() -> None:
    found = Problem(Source("表.xlsx", place="工作表“甲” B5"), "P001", "甲")
    (row,) = rows(reviewed(found))
    assert (row[2], row[5]) == ("表.xlsx 工作表“甲” B5", "")


def test_each_project_has_pages_of_its_own() -> None:
    made = review([ProjectFindings(name, FILE, ()) for name in ("甲", "乙")])
    assert [(each.begins, each.first_number) for each in made.sections] == [("nextPage", 1)] * 2


def test_characters_that_no_file_can_hold_are_blanks() -> None:
    (row,) = rows(reviewed(problem("E005", "有“\x0b\x00”\n字符")))
    assert row[3] == "有“ ”\n字符"
