from __future__ import annotations

import csv
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook
from sample_projects import BASE, load, shown

if TYPE_CHECKING:
    from pathlib import Path

Row = list[Any]
Rows = list[Row]
HEADINGS: Row = ["市州", "资金", "企业数"]
CITIES: Rows = [["甲市", 410, 4], ["乙市", 40, 2]]
NUMBERED: Row = ["序号", "市州", "资金", "企业数"]
NUMBERED_CITIES: Rows = [[1, "甲市", 410, 4], [2, "乙市", 40, 2]]


def made(
    folder: Path, rows: Rows, *, merges: Sequence[str] = (), more: str = "", kind: str = "xlsx"
) -> tuple[list[str], list[str]]:
    """The names of the sub-forms that a table gives, and what is said of its other rows."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merges:
        book.active.merge_cells(cells)
    book.save(folder / "表.xlsx")
    with (folder / "表.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(["" if cell is None else cell for cell in row] for row in rows)
    project, problems = load(folder, BASE + f"分表:\n  按: 市州\n  数据: 表.{kind}\n{more}")
    assert project is not None
    told = [text.replace(f"表.{kind}:", "").replace("工作表 Sheet ", "") for text in shown(problems)]
    return list(project.form_names), told


LEFT_OUT = "不是分表，没有做；要做的请在 各表 下面写上它的名称"
LIKE_TOTAL = "像是合计行，没有做成分表；是分表的请在 各表 下面写上它的名称"
SUMS = "的各数正好是其余各行之和，"


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("name", ["全省合计", "省本级合计", "总计", "合　计", "总数", "合计（万元）"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_row_called_a_total_is_no_sub_form_wherever_it_stands(
    tmp_path: Path, name: str, place: int, kind: str
) -> None:
    rows = [*CITIES[:place], [name, 1, 1], *CITIES[place:]]
    shown_name = "".join(name.split())
    at = f"{place + 2}:1: 第{place + 2}行 第1列"
    assert made(tmp_path, [HEADINGS, *rows], kind=kind) == (
        ["甲市", "乙市"],
        [f"{at}: 提示 [P050] 表格里的第{place + 2}行“{shown_name}”{LEFT_OUT}"],
    )


@pytest.mark.parametrize("place", [0, 3])
@pytest.mark.parametrize(
    ("total", "why"),
    [
        (["全省", 1, 1], "像"),
        (["湖南省", "460", 9], SUMS),
        (["湖南省", "461.50万元", None], SUMS),
    ],
)
def test_the_total_of_all_others_is_no_sub_form_in_the_first_or_last_row(
    tmp_path: Path, place: int, total: list[object], why: str
) -> None:
    third = "11.5" if "." in str(total[1]) else "10"
    cities = [*CITIES, ["丙市", third, 3]]
    found, (told,) = made(tmp_path, [HEADINGS, *cities[:place], total, *cities[place:]])
    assert found == ["甲市", "乙市", "丙市"]
    line = place + 2
    reason = "" if why == "像" else why
    assert told == f"{line}:1: 第{line}行 第1列: 警告 [P051] 第{line}行“{total[0]}”{reason}{LIKE_TOTAL}"


def test_shares_add_up_and_rates_need_not(tmp_path: Path) -> None:
    headings = ["市州", "资金", "占比", "合格率"]
    rows = [["湖南省", 450, "100%", "95%"], ["甲市", 410, "91%", "90%"], ["乙市", 40, "9%", "100%"]]
    found, (told,) = made(tmp_path, [headings, *rows])
    assert found == ["甲市", "乙市"]
    assert "湖南省" in told


def test_totals_of_groups_without_a_name_are_known_above_and_below_their_rows(tmp_path: Path) -> None:
    headings = ["片区", "市州", "资金", "企业数"]
    cities = [[None, *city] for city in CITIES]
    above = [["湘南", None, 450, 6], *cities, ["湘西", None, 7, 1], [None, "丙市", 7, 1]]
    below = [*cities, ["湘南", None, 450, 6], [None, "丙市", 7, 1], [None, None, 7, 1]]
    for rows, lines, where in ((above, (2, 5), "下"), (below, (4, 6), "上")):
        found, told = made(tmp_path, [headings, *rows])
        assert found == ["甲市", "乙市", "丙市"]
        assert [(text.split(":")[0], f"各数正好是它{where}面各行之和" in text) for text in told] == [
            (str(line), True) for line in lines
        ]


def test_a_row_without_a_name_that_is_no_total_is_an_error(tmp_path: Path) -> None:
    found, told = made(tmp_path, [HEADINGS, CITIES[0], [None, 40, 2], ["丙市", 10, 3]])
    assert found == ["甲市", "丙市"]
    assert told == ["3:2: 第3行 第2列: 错误 [P011] 第3行: 这一行没有“市州”，不知道是哪个分表"]


def test_a_total_without_a_name_is_one_message(tmp_path: Path) -> None:
    assert made(tmp_path, [HEADINGS, *CITIES, [None, 450, 6]]) == (
        ["甲市", "乙市"],
        [
            (
                "4:2: 第4行 第2列: 警告 [P051] 第4行没有“市州”，各数正好是它上面各行之和，像是合计行，"
                "没有做成分表；是分表的请写上“市州”"
            )
        ],
    )


def test_a_total_of_hidden_rows_too_is_known_when_these_are_skipped(tmp_path: Path) -> None:
    book = Workbook()
    for row in (HEADINGS, *CITIES, ["丙市", 10, 3], ["湖南省", 460, 9]):
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    book.save(tmp_path / "表.xlsx")
    project, problems = load(tmp_path, BASE + "分表:\n  按: 市州\n  数据: 表.xlsx\n  隐藏行: 跳过\n")
    assert project is not None
    assert project.form_names == ("甲市", "丙市")
    assert [problem.code for problem in problems] == ["P051"]


SECTIONS: Rows = [
    ["一、市本级", None, None],
    CITIES[0],
    ["二、县市区", None, None],
    CITIES[1],
    ["附注：略", None, None],
]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("merges", [(), ("A2:C2", "A4:C4", "A6:C6")])
def test_titles_of_sections_and_notes_are_told_once(tmp_path: Path, merges: Sequence[str], kind: str) -> None:
    told = f"表格里的第2行“一、市本级”、第4行“二、县市区”、第6行“附注：略”{LEFT_OUT}"
    expected = ["甲市", "乙市"], [f"2:1: 第2行 第1列: 提示 [P050] {told}"]
    assert made(tmp_path, [HEADINGS, *SECTIONS], merges=merges, kind=kind) == expected
    numbered = [[row[0], *row] if row[1] is None else [1, *row] for row in SECTIONS]
    before_names = [[row[0], None, None, None] if row[2] is None else row for row in numbered]
    assert made(tmp_path, [NUMBERED, *before_names], kind=kind) == expected


def test_a_title_merged_over_the_columns_needs_no_number(tmp_path: Path) -> None:
    found, told = made(tmp_path, [HEADINGS, ["湘南片区"], *CITIES], merges=["A2:C2"])
    assert found == ["甲市", "乙市"]
    assert told == [f"2:1: 第2行 第1列: 提示 [P050] 表格里的第2行“湘南片区”{LEFT_OUT}"]


def test_totals_of_sections_are_no_sub_forms_and_a_wrong_one_is_told(tmp_path: Path) -> None:
    rows = [["一、市本级", 451, 6], *CITIES, ["二、县市区", 30, 5], ["丙县", 10, 2], ["丁县", 20, 3], ["全省", 480, 11]]
    sums = "的各数正好是它下面各行之和，"
    assert made(tmp_path, [HEADINGS, *rows]) == (
        ["一、市本级", "甲市", "乙市", "丙县", "丁县"],
        [
            "2:1: 第2行 第1列: 警告 [P051] 第2行“一、市本级”像是合计行，仍然做成了一个分表；不是分表的请删去",
            f"5:1: 第5行 第1列: 警告 [P051] 第5行“二、县市区”{sums}{LIKE_TOTAL}",
            f"8:1: 第8行 第1列: 警告 [P051] 第8行“全省”{LIKE_TOTAL}",
        ],
    )


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ([None, None, "（万元）", "家"], "（万元）"),
        (["栏次", 1, 2, 3], "栏次"),
        ([1, 2, 3, 4], "1"),
        (["序号", "市　州", "资金（万元）", "企业数"], "序号"),
        ([3, None, None, None], "3"),
        (["单位负责人：", None, None, "填表人："], "单位负责人："),
        (["日期：2024年", None, None, None], "日期：2024年"),
        ([None, "2.企业数为累计数。", None, None], "2.企业数为累计数。"),
    ],
)
def test_rows_about_the_columns_and_signatures_are_no_sub_forms(tmp_path: Path, row: Row, word: str) -> None:
    found, (told,) = made(tmp_path, [NUMBERED, row, *NUMBERED_CITIES])
    assert found == ["甲市", "乙市"]
    assert told.endswith(f"提示 [P050] 表格里的第2行“{word}”{LEFT_OUT}")


def test_a_row_with_a_name_only_among_full_ones_is_one_message(tmp_path: Path) -> None:
    message = "这一行只有名称，各项都空着：不是分表的请删去这一行；是分表的请填上数据，或在 各表 下面写上它的名称"
    rows = [HEADINGS, CITIES[0], ["湘南片区", None, None], CITIES[1]]
    assert made(tmp_path, rows) == (["甲市", "乙市"], [f"3:1: 第3行 第1列: 错误 [P011] 湘南片区: {message}"])
    assert made(tmp_path, rows, more="  各表: {湘南片区: }\n") == (["甲市", "湘南片区", "乙市"], [])


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        ([HEADINGS, ["甲市", 410, None], ["乙市", 40, 2], ["丙市", None, None]], ["甲市", "乙市", "丙市"]),
        ([["市州"], ["甲市"], ["一、乙市"]], ["甲市", "一、乙市"]),
        ([HEADINGS, ["全省", 460, 9]], ["全省"]),
        ([HEADINGS, ["甲市", 3, None], ["乙市", 1, None], ["丙市", 2, None]], ["甲市", "乙市", "丙市"]),
        ([HEADINGS, ["会计学会", 1, 2], ["一中", 3, 4], ["三亚市", 9, 9]], ["会计学会", "一中", "三亚市"]),
        ([["地区（州）", "市州", "资金"], ["湘南", "甲市", 1], ["湘西", "乙市", 2]], ["甲市", "乙市"]),
    ],
)
def test_real_rows_stay_and_nothing_is_said(tmp_path: Path, rows: Rows, names: list[str]) -> None:
    assert made(tmp_path, rows) == (names, [])


@pytest.mark.parametrize("name", ["合计", "全省", "湖南省", "一、市本级"])
def test_a_row_that_the_project_names_is_a_sub_form(tmp_path: Path, name: str) -> None:
    rows = [HEADINGS, [name, 460, 9], *CITIES, ["丙市", 10, 3]]
    assert made(tmp_path, rows, more=f"  各表: {{{name}: }}\n") == ([name, "甲市", "乙市", "丙市"], [])


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_line_breaks_of_a_name_only_fit_it_into_its_column(tmp_path: Path, kind: str) -> None:
    assert made(tmp_path, [["市　州", "资金"], ["甲\n市", 1]], kind=kind) == (["甲市"], [])


def test_a_name_with_of_which_is_told(tmp_path: Path) -> None:
    told = (
        "3:1: 第3行 第1列: 警告 [P056] 其中：乙县: “其中：乙县”像是另一行的一部分，现在单独做成一张分表："
        "不要的请删去这一行，要的请只写名称，不写“其中”"
    )
    assert made(tmp_path, [HEADINGS, ["甲市", 1, 2], ["其中：乙县", 1, 1]]) == (["甲市", "其中：乙县"], [told])


def test_names_that_differ_in_blanks_only_are_told(tmp_path: Path) -> None:
    found, (told,) = made(tmp_path, [HEADINGS, ["甲　市", 410, 4], CITIES[1]], more="  各表: {甲市: {资金: 5}}\n")
    assert found == ["甲　市", "乙市"]
    assert told.endswith("错误 [P013] 甲市: 分表“甲市”与“甲　市”只差空格，请写成一样")
