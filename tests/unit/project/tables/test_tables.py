from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from limits import within_limits
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from sheet import members, sheet, with_members

from generator.problem import Severity, Source
from generator.project.tables.tables import DataCell, DataTable, read_table

if TYPE_CHECKING:
    from pathlib import Path

    from generator.problem import Problem

AT = Source("项目.yaml", 9, 7)


def read_csv(folder: Path, data: bytes | str) -> tuple[DataTable | None, list[Problem]]:
    file = folder / "表.csv"
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_table(file, "表.csv", AT)


def read_book(folder: Path, book: Workbook) -> tuple[DataTable | None, list[Problem]]:
    file = folder / "表.xlsx"
    book.save(file)
    return read_table(file, "表.xlsx", AT)


def grid(table: DataTable | None) -> list[list[str | None]]:
    assert table is not None
    rows = [[None if cell is None else cell.text for cell in row] for row in table.rows]
    return [[cell.text for cell in table.headings], *rows]


def places(problems: list[Problem]) -> list[tuple[str, int | None, int | None]]:
    return [(problem.code, problem.source.line, problem.source.column) for problem in problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_read_in_every_encoding_and_separator(tmp_path: Path, encoding: str, separator: str) -> None:
    text = "市州,资金\r\n长沙市,010\r\n".replace(",", separator)
    table, problems = read_csv(tmp_path, text.encode(encoding))
    assert grid(table) == [["市州", "资金"], ["长沙市", "010"]]
    assert problems == []


def test_blank_cells_are_absent_and_marked_ones_empty(tmp_path: Path) -> None:
    table, problems = read_csv(tmp_path, "市州,资金,备注\n长沙市,, （空） \n\n,,\n株洲市,(空),\n")
    assert grid(table)[1:] == [["长沙市", None, ""], ["株洲市", "", None]]
    assert problems == []


def test_lines_stay_right_after_a_field_with_line_breaks(tmp_path: Path) -> None:
    table, _ = read_csv(tmp_path, '市州,目标,资金\n长沙市,"一\n二",3\n株洲市,四,5\n')
    assert table is not None
    assert table.rows[0][1] == DataCell("一\n二", Source("表.csv", 2, 2, "第2行 第2列"))
    assert table.rows[0][2] == DataCell("3", Source("表.csv", 3, 3, "第2行 第3列"))
    assert table.rows[1][0] == DataCell("株洲市", Source("表.csv", 4, 1, "第3行 第1列"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("市州,资金,资金\n甲,1,2\n", [("Y102", 1, 3)]),
        ("市州,,资金\n甲,1,2\n", [("Y102", 1, 2)]),
        ("市州,,资金,\n甲,,2,\n", []),
        ("市州,资金\n", [("Y103", 1, 1)]),
        ("\n", [("Y103", 1, 1)]),
        ("市州,资金\n甲,1,2\n乙,1,\n", [("Y104", 2, 3)]),
        ('市州,资金\n甲,"1\n乙,2\n', [("Y101", 2, None)]),
        ("市州\n甲\x07\n", [("Y004", 2, 2)]),
    ],
)
def test_mistakes_of_a_csv_are_reported_in_place(
    tmp_path: Path, text: str, expected: list[tuple[str, int | None, int | None]]
) -> None:
    assert places(read_csv(tmp_path, text)[1]) == expected


def test_a_column_with_a_blank_heading_and_no_cells_is_left_out(tmp_path: Path) -> None:
    assert grid(read_csv(tmp_path, "市州,,资金,\n甲,,2,\n")[0]) == [["市州", "资金"], ["甲", "2"]]


@pytest.mark.parametrize("name", ["没有.csv", "没有.xlsx"])
def test_a_missing_file_is_reported_where_it_is_named(tmp_path: Path, name: str) -> None:
    table, problems = read_table(tmp_path / name, name, AT)
    assert table is None
    assert [(problem.source, problem.code) for problem in problems] == [(AT, "Y001")]


@pytest.mark.parametrize("suffix", [".xls", ".et", ".wps", ".docx"])
def test_other_formats_are_refused_with_what_to_save_as(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"表{suffix}"
    file.write_bytes(b"\xd0\xcf")
    table, problems = read_table(file, file.name, AT)
    assert table is None
    assert places(problems) == [("Y101", 9, 7)]
    assert "另存为 .xlsx 或 .csv" in problems[0].message


@pytest.mark.parametrize("data", [b"", b"not a zip", b"PK\x03\x04 nonsense", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_what_is_no_workbook_is_one_error(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "表.xlsx"
    file.write_bytes(data)
    table, problems = read_table(file, "表.xlsx", AT)
    assert table is None
    assert len(problems) == 1


def test_cells_of_a_workbook_read_as_displayed(tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    page.append(["市州", "资金", "日期", "占比", "编号"])
    page.append(["长沙市", 28.8, dt.date(2024, 1, 2), 0.5, 7])
    for column, number_format in enumerate(["0.00", "mm-dd-yy", "0%", "000"], 2):
        page.cell(2, column).number_format = number_format
    table, problems = read_book(tmp_path, book)
    assert problems == []
    assert grid(table)[1:] == [["长沙市", "28.80", "2024/1/2", "50%", "007"]]
    assert table is not None
    assert table.rows[0][1] == DataCell("28.80", Source("表.xlsx", 2, 2, "工作表 Sheet 第2行 第2列"))


def test_a_date_format_that_chinese_excel_does_not_write_out_is_known(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["市州", "日期"])
    book.active.append(["甲", 45293])
    book.active["B2"].number_format = "0"
    book.active["B2"]._style.numFmtId = 31
    assert grid(read_book(tmp_path, book)[0])[1:] == [["甲", "2024年1月2日"]]


def test_the_first_visible_sheet_is_read(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["隐藏"])
    book.active.sheet_state = "hidden"
    page = book.create_sheet("数据")
    page.append(["市州"])
    page.append(["甲"])
    assert grid(read_book(tmp_path, book)[0]) == [["市州"], ["甲"]]


def workbook(**sheets: list[list[object]]) -> Workbook:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    return book


TABLE: list[list[object]] = [["市州", "资金"], ["甲", 1]]


def test_an_empty_sheet_before_the_data_is_passed_over(tmp_path: Path) -> None:
    table, problems = read_book(tmp_path, workbook(Sheet1=[], 数据=TABLE, Sheet3=[]))
    assert (grid(table), problems) == ([["市州", "资金"], ["甲", "1"]], [])
    assert table is not None
    assert (table.sheet, table.other_sheets) == ("数据", ())


def test_a_sheet_is_read_by_its_title_even_if_hidden(tmp_path: Path) -> None:
    book = workbook(一区=[["市州"], ["乙"]], 二区=TABLE)
    book["二区"].sheet_state = "hidden"
    book.save(tmp_path / "表.xlsx")
    table, problems = read_table(tmp_path / "表.xlsx", "表.xlsx", AT, "市州", "二区")
    assert (grid(table), problems) == ([["市州", "资金"], ["甲", "1"]], [])
    table, (problem,) = read_table(tmp_path / "表.xlsx", "表.xlsx", AT, "市州", "三区")
    assert table is None
    assert problem.message == "工作簿里没有工作表“三区”，有的是：一区、二区"


def test_other_sheets_with_tables_are_known(tmp_path: Path) -> None:
    book = workbook(
        一区=TABLE,
        二区=[["市　州", "资金"], ["乙", 2]],
        标准=[["档", "数"], ["一", 2]],
        说明=[["填表"], ["说明"]],
        码=TABLE,
    )
    book["码"].sheet_state = "hidden"
    book.save(tmp_path / "表.xlsx")
    table, _ = read_table(tmp_path / "表.xlsx", "表.xlsx", AT, "市州")
    assert table is not None
    assert [(sheet.title, sheet.has_key) for sheet in table.other_sheets] == [("二区", True), ("标准", False)]


def test_a_note_on_the_first_sheet_is_told_with_the_sheet_that_has_data(tmp_path: Path) -> None:
    table, (problem,) = read_book(tmp_path, workbook(说明=[["填表说明"]], 数据=TABLE))
    assert table is None
    assert problem.message == (
        "数据表没有数据：第一行写表头（变量名），下面每行一个分表；数据在工作表“数据”里的，请写明 工作表: 名称"
    )


def test_headings_give_names_that_tags_can_use_with_the_unit_where_two_would_be_alike(tmp_path: Path) -> None:
    text = "市　州,项目 资金（万元）,增长率%,拨款（元）,拨款(万元),资金（中央）,2024年资金,年度/值\n甲,1,2,3,4,5,6,7\n"
    table, problems = read_csv(tmp_path, text)
    assert problems == []
    names = ["市州", "项目资金", "增长率", "拨款_元", "拨款_万元", "资金_中央", "资金_2024年", "年度/值"]
    assert grid(table)[0] == names


def test_formulas_without_a_result_and_error_values_are_errors(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["市州", "资金", "规模"])
    book.active.append(["甲", "=1+1", "#REF!"])
    book.active["C2"].data_type = "e"
    assert places(read_book(tmp_path, book)[1]) == [("Y105", 2, 2), ("Y105", 2, 3)]


def test_headings_over_merged_rows_are_the_lowest_and_a_merged_title_is_no_heading(tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    for row in (["资金分配表"], ["市州", "资金", None], [None, "中央", "省级"], ["甲", 1, 2]):
        page.append(row)
    for cells in ("A1:C1", "A2:A3", "B2:C2"):
        page.merge_cells(cells)
    table, problems = read_book(tmp_path, book)
    assert problems == []
    assert grid(table) == [["市州", "中央", "省级"], ["甲", "1", "2"]]


def test_units_below_the_headings_are_no_headings_but_parts_of_a_group_are(tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    for row in (["市州", "资金", "企业", "培训", None], [None, "万元", "（家）", "人", "次"], ["甲", 1, 2, 3, 4]):
        page.append(row)
    for cells in ("A1:A2", "D1:E1"):
        page.merge_cells(cells)
    table, problems = read_book(tmp_path, book)
    assert problems == []
    assert grid(table) == [["市州", "资金", "企业", "人", "次"], ["甲", "1", "2", "3", "4"]]


@pytest.mark.parametrize(
    ("second", "headings", "codes"),
    [
        (",中央,省级,", ["市州", "中央", "省级", "企业"], []),
        (",2023年数,2024年数,", ["市州", "数_2023年", "数_2024年", "企业"], []),
        (",中央,,", ["市州", "资金", "企业"], ["Y102"]),
        (",1,2,", ["市州", "资金", "企业"], ["Y102"]),
        ("乙,好,差,", ["市州", "资金", "企业"], ["Y102"]),
    ],
)
def test_headings_in_two_rows_of_a_csv_are_known(
    tmp_path: Path, second: str, headings: list[str], codes: list[str]
) -> None:
    (tmp_path / "表.csv").write_text(f"市州,资金,,企业\n{second}\n甲,1,2,3\n丙,4,5,6\n", encoding="utf-8")
    table, problems = read_table(tmp_path / "表.csv", "表.csv", AT, "市州")
    assert (grid(table)[0], [problem.code for problem in problems]) == (headings, codes)


@pytest.mark.parametrize(
    "titles",
    ["某某表\n", "某某表,,\n单位：万元\n", "编制单位：甲局,单位：万元\n", ",,单位：万元\n"],
)
def test_titles_above_the_headings_are_found_by_the_key(tmp_path: Path, titles: str) -> None:
    file = tmp_path / "表.csv"
    file.write_text(f"{titles}市州,资金,备注\n甲,1,\n乙,2,\n", encoding="utf-8")
    table, problems = read_table(file, "表.csv", AT, "市州")
    assert problems == []
    assert grid(table) == [["市州", "资金", "备注"], ["甲", "1", None], ["乙", "2", None]]


def test_a_row_as_wide_as_the_one_with_the_key_is_no_title(tmp_path: Path) -> None:
    file = tmp_path / "表.csv"
    file.write_text("名称,资金\n甲,1\n市州,2\n", encoding="utf-8")
    assert grid(read_table(file, "表.csv", AT, "市州")[0])[0] == ["名称", "资金"]


def test_the_lower_cells_of_a_merged_one_have_its_value(tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    for row in (["市州", "培训", "率"], ["甲", 200, 90], ["乙", None, 85], ["丙", None, None], ["丁", None, 80]):
        page.append(row)
    for cells in ("B2:B3", "C3:C4"):
        page.merge_cells(cells)
    table, problems = read_book(tmp_path, book)
    assert problems == []
    assert grid(table)[1:] == [["甲", "200", "90"], ["乙", "200", "85"], ["丙", None, "85"], ["丁", None, "80"]]


def test_a_cell_merged_over_several_headings_is_a_warning(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["市州", "中央", "省级"])
    book.active.append(["甲", 200])
    book.active.merge_cells("B2:C2")
    table, problems = read_book(tmp_path, book)
    assert places(problems) == [("Y108", 2, 2)]
    assert "“省级”这一列是空的" in problems[0].message
    assert grid(table)[1:] == [["甲", "200", None]]


def test_hidden_rows_are_known(tmp_path: Path) -> None:
    book = Workbook()
    for row in (["市州"], ["甲"], ["乙"], ["丙"]):
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    table, _ = read_book(tmp_path, book)
    assert table is not None
    assert table.hidden == {1}


def test_what_excel_leaves_in_a_csv_is_text_again_or_told(tmp_path: Path) -> None:
    table, problems = read_csv(tmp_path, '市州,编码,账号,名\n甲,"=""007""",6.22202E+18,=\n')
    assert grid(table)[1:] == [["甲", "007", "6.22202E+18", "="]]
    assert places(problems) == [("Y107", 2, 3)]
    assert problems[0].severity is Severity.WARNING


def test_error_values_and_columns_too_narrow_that_were_saved_to_a_csv_are_errors(tmp_path: Path) -> None:
    _, problems = read_csv(tmp_path, "市州,资金,占比,名,号\n甲,#####,#DIV/0!,#N/A,#1\n")
    assert places(problems) == [("Y105", 2, 2), ("Y105", 2, 3), ("Y105", 2, 4)]
    assert [problem.message for problem in problems][:2] == [
        "单元格是#####：Excel 里这一列太窄，数没有存下来：请把列拉宽再保存",
        "单元格是错误值 #DIV/0!：请改正公式或数据",
    ]


def test_a_cell_of_a_csv_that_is_too_long_is_told_for_what_it_is(tmp_path: Path) -> None:
    table, problems = read_csv(tmp_path, f"市州,说明\n甲,1\n乙,{'长' * 131_073}\n")
    assert table is None
    assert places(problems) == [("Y101", 3, None)]
    assert "超过 131,072 个字" in problems[0].message


def test_a_csv_of_a_million_rows_is_refused_where_it_gets_too_long(tmp_path: Path) -> None:
    def read() -> None:
        table, problems = read_csv(tmp_path, "市州,数\n" + "".join(f"甲{number},1\n" for number in range(1_000_000)))
        assert table is None
        assert places(problems) == [("Y101", 50_001, None)]
        assert problems[0].message == "数据表超过 50,000 行，太多了：请分成几个项目"

    within_limits(read)


def test_cells_far_away_cost_nothing(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["市州"])
    book.active.append(["甲"])
    book.active["XFD1048576"].number_format = "0"

    def read() -> None:
        assert grid(read_book(tmp_path, book)[0]) == [["市州"], ["甲"]]

    within_limits(read)


def test_ten_thousand_rows_of_csv_are_read(tmp_path: Path) -> None:
    text = "市州,甲,乙,丙,丁,戊,己,庚\n" + "".join(f"第{n}市,1,2,3,4,5,6,7\n" for n in range(10_000))
    table, _ = read_csv(tmp_path, text)
    assert table is not None
    assert len(table.rows) == 10_000


SHEET, LINKS, STRINGS = "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"
SHARED = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>甲_x000D_</t></si><si/></sst>'


def with_strings(data: bytes) -> bytes:
    """The workbook with the shared strings ``甲`` and nothing."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    link = f'<Relationship Id="rId99" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    links = members(data)[LINKS].replace("</Relationships>", link)
    return with_members(data, {LINKS: links, STRINGS: SHARED})


def rows_of(tmp_path: Path, rows: str) -> tuple[list[list[str | None]], list[Problem]]:
    """What a workbook gives whose sheet has a heading ``市州``, ``数`` and below it these rows, as XML."""
    data = with_strings(sheet(["市州", "数"], ["甲", "乙"]))
    xml = members(data)[SHEET]
    head = xml[: xml.index('<row r="2"')]
    file = tmp_path / "表.xlsx"
    file.write_bytes(with_members(data, {SHEET: f"{head}{rows}</sheetData></worksheet>"}))
    table, problems = read_table(file, "表.xlsx", AT)
    return [] if table is None else grid(table)[1:], problems


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("<v>1234567.891234</v>", "1234567.891234"),
        ("<v>0.30000000000000004</v>", "0.3"),
        ("<v>123456789012.55</v>", "123456789012.55"),
        ("<v>1.2345678901E+11</v>", "123456789010"),
        ('<f>""</f><v/>', None),
        ("<v>1</v>", "1"),
    ],
)
def test_a_number_without_a_format_of_its_own_reads_as_stored(tmp_path: Path, cell: str, shown: str | None) -> None:
    kind = ' t="str"' if "<f>" in cell else ""
    found, problems = rows_of(tmp_path, f'<row><c t="str"><v>甲</v></c><c{kind}>{cell}</c></row>')
    assert (found, problems) == ([["甲", shown]], [])


def test_a_long_number_stored_as_a_number_is_told(tmp_path: Path) -> None:
    row = '<row r="2"><c t="str"><v>甲</v></c><c><v>622202123456789012</v></c></row>'
    found, problems = rows_of(tmp_path, row)
    assert found == [["甲", "622202123456789000"]]
    assert places(problems) == [("Y107", 2, 2)]


@pytest.mark.parametrize(("stored", "number_format"), [(0, "0;-0;;@"), (12.5, ";;;")])
def test_a_number_that_its_format_hides_is_used_and_told(tmp_path: Path, stored: float, number_format: str) -> None:
    book = Workbook()
    book.active.append(["市州", "资金"])
    book.active.append(["甲", stored])
    book.active["B2"].number_format = number_format
    table, problems = read_book(tmp_path, book)
    assert grid(table)[1:] == [["甲", str(stored)]]
    assert places(problems) == [("Y109", 2, 2)]
    assert problems[0].message == (
        f"这一格存的是 {stored}，数字格式「{number_format}」不显示它，照 {stored} 填：不要的请清空，要的请换一种格式"
    )


def test_a_number_shown_with_an_exponent_asks_for_another_format(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["市州", "资金"])
    book.active.append(["甲", 1.5e12])
    book.active["B2"].number_format = "0.00E+00"
    _, problems = read_book(tmp_path, book)
    assert [problem.message for problem in problems] == [
        "「1.50E+12」是科学记数的格式，会照样印出来：请把这一列的数字格式改成“数值”"
    ]


def test_a_number_format_that_is_not_understood_is_told(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["市州", "数"])
    book.active.append(["甲", 1234567.891])
    book.active["B2"].number_format = "[DBNum4]General"
    table, problems = read_book(tmp_path, book)
    assert grid(table)[1:] == [["甲", "1234567.891"]]
    assert [(one.code, one.severity) for one in problems] == [("Y106", Severity.WARNING)]


def test_texts_of_all_kinds_are_read_with_their_escapes_and_line_breaks(tmp_path: Path) -> None:
    rows = (
        '<row><c t="inlineStr"><is><r><t>长</t></r><r><rPr><b/></rPr><t>沙</t></r></is></c><c t="b"><v>1</v></c></row>'
        '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>'
        '<row><c t="str"><v>一_x000D_\n二</v></c><c t="d"><v>2024-01-02</v></c></row>'
    )
    found, problems = rows_of(tmp_path, rows)
    assert found == [["长沙", "TRUE"], ["甲", None], ["一\n二", "2024-01-02"]]
    assert problems == []


@pytest.mark.parametrize("hidden", ["_x0007_", "\u200b_x001F_", "\x85", "_x0085_", "\ufeff"])
def test_invisible_characters_of_a_cell_are_reported(tmp_path: Path, hidden: str) -> None:
    _, problems = rows_of(tmp_path, f'<row r="2"><c t="str"><v>甲{hidden}乙</v></c><c><v>1</v></c></row>')
    assert places(problems) == [("Y004", 2, 1)]


def test_an_escaped_underscore_hides_no_control_character(tmp_path: Path) -> None:
    found, problems = rows_of(tmp_path, '<row><c t="str"><v>甲_x005F_x0007_</v></c></row>')
    assert (found, problems) == ([["甲_x0007_", None]], [])


def test_a_string_that_the_file_lacks_is_an_error(tmp_path: Path) -> None:
    _, problems = rows_of(tmp_path, '<row r="2"><c t="s"><v>0</v></c><c t="s"><v>99</v></c></row>')
    assert places(problems) == [("Y105", 2, 2)]


def test_rows_and_columns_beyond_the_limits_are_ignored(tmp_path: Path) -> None:
    cell = '<c t="str"><v>甲</v></c>'
    rows = f'<row r="2">{cell}<c r="XFE2"><v>1</v></c></row><row r="1048577">{cell}</row>'
    assert rows_of(tmp_path, rows) == ([["甲", None]], [])


def test_hundreds_of_thousands_of_empty_rows_cost_little(tmp_path: Path) -> None:
    rows = '<row r="2"><c t="str"><v>甲</v></c></row>' + "".join(f'<row r="{n}" ht="15"/>' for n in range(3, 300_003))

    def read() -> None:
        assert rows_of(tmp_path, rows) == ([["甲", None]], [])

    within_limits(read)


def test_a_chart_is_no_sheet_of_data(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["市州"])
    book.active.append(["甲"])
    book.create_chartsheet("图", 0)
    assert grid(read_book(tmp_path, book)[0]) == [["市州"], ["甲"]]


def test_a_workbook_of_hidden_sheets_is_refused(tmp_path: Path) -> None:
    data = sheet(["市州"], ["甲"])
    book = members(data)["xl/workbook.xml"].replace('state="visible"', 'state="hidden"')
    (tmp_path / "表.xlsx").write_bytes(with_members(data, {"xl/workbook.xml": book}))
    table, problems = read_table(tmp_path / "表.xlsx", "表.xlsx", AT)
    assert (table, places(problems)) == (None, [("Y101", None, None)])


def test_the_date_of_a_workbook_that_counts_from_1904_is_right(tmp_path: Path) -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append(["市州", "日期"])
    book.active.append(["甲", dt.date(2024, 1, 2)])
    book.active["B2"].number_format = "yyyy-mm-dd"
    assert grid(read_book(tmp_path, book)[0])[1:] == [["甲", "2024-01-02"]]


@pytest.mark.parametrize(
    ("part", "spoilt", "code"),
    [
        ("xl/workbook.xml", '<!DOCTYPE x [<!ENTITY a "b">]>', "T021"),
        (SHEET, '<!DOCTYPE x [<!ENTITY a "b">]>', "T021"),
        ("xl/sharedStrings.xml", "<!DOCTYPE x>", "T021"),
        (SHEET, "<x>", "T020"),
    ],
)
def test_a_part_that_is_not_sound_is_told_of_the_file(tmp_path: Path, part: str, spoilt: str, code: str) -> None:
    data = with_strings(sheet(["市州"], ["甲"]))
    (tmp_path / "表.xlsx").write_bytes(with_members(data, {part: spoilt + members(data)[part]}))
    table, problems = read_table(tmp_path / "表.xlsx", "表.xlsx", AT)
    assert table is None
    assert [(problem.source.file, problem.code) for problem in problems] == [("表.xlsx", code)]


def test_a_sheet_that_the_file_lacks_is_told(tmp_path: Path) -> None:
    data = sheet(["市州"], ["甲"])
    links = members(data)[LINKS].replace("sheet1.xml", "sheet9.xml")
    (tmp_path / "表.xlsx").write_bytes(with_members(data, {LINKS: links}))
    table, problems = read_table(tmp_path / "表.xlsx", "表.xlsx", AT)
    assert (table, [problem.code for problem in problems]) == (None, ["T019"])
