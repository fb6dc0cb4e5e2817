"""One cell of a table of data changes; the rest of the file stays as it is."""

from __future__ import annotations

import io
import re

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.worksheet.formula import ArrayFormula

from generator.office.archive import zip_bytes
from generator.office.package import package_of
from generator.problem import Source
from generator.returned.edit.tables import put_csv_cell as put_csv
from generator.returned.edit.tables import put_xlsx_cell as put_sheet
from generator.returned.edit.yaml_text import EditError

CSV = '市,资金,说明\r\n"甲市",1,"有,逗号"\r\n乙市,2,\r\n丙市\r\n'


@pytest.mark.parametrize(
    ("name", "column", "text", "old", "new"),
    [
        ("甲市", "资金", "10", '"甲市",1,', '"甲市",10,'),
        ("甲市", "说明", '引"号', '"有,逗号"', '"引""号"'),
        ("乙市", "说明", "新", "乙市,2,\r", "乙市,2,新\r"),
        ("乙市", "资金", "", "乙市,2,", "乙市,(空),"),
        ("丙市", "说明", "补", "丙市\r", "丙市,,补\r"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv(name: str, column: str, text: str, old: str, new: str, encoding: str) -> None:
    assert put_csv(CSV.encode(encoding), "市", name, column, text) == CSV.replace(old, new).encode(encoding)


@pytest.mark.parametrize(("name", "column"), [("丁市", "资金"), ("甲市", "别的")])
def test_what_a_csv_does_not_have_is_refused(name: str, column: str) -> None:
    with pytest.raises(EditError):
        put_csv(CSV.encode(), "市", name, column, "1")


def test_titles_and_notes_of_a_csv_stay_and_headings_are_found_as_they_are_read() -> None:
    text = "某某表,,\n市　州,资金（万元）\n全省,3\n甲市,1\n"
    assert put_csv(text.encode(), "市州", "甲市", "资金", "2") == text.replace("甲市,1", "甲市,2").encode()


def test_a_cell_below_headings_of_two_rows_and_on_a_chosen_sheet_is_found() -> None:
    book = Workbook()
    book.active.append(["市", "资金"])
    sheet = book.create_sheet("二区")
    for row in (["某某表"], ["市", "资金（万元）"], [None, "中央", "省级"], ["甲\n市", 1, 2]):
        sheet.append(row)
    for cells in ("A1:C1", "A2:A3", "B2:C2"):
        sheet.merge_cells(cells)
    changed = load_workbook(io.BytesIO(put_sheet(_saved(book), "市", "甲市", "省级", "5", "二区")))["二区"]
    assert [cell.value for cell in changed[4]] == ["甲\n市", 1, 5]


def _book() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("市", "资金", "说明"), ("甲市", 1, None), ("乙市", 2, "=B2")):
        sheet.append(row)
    sheet["B2"].font = Font(bold=True)
    book.create_sheet("别的")["A1"] = "不动"
    return _saved(book)


def _saved(book: Workbook) -> bytes:
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def test_sheet() -> None:
    edited = put_sheet(put_sheet(_book(), "市", "甲市", "资金", "10"), "市", "甲市", "说明", "010 字")
    book = load_workbook(io.BytesIO(edited))
    sheet = book.worksheets[0]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["市", "资金", "说明"],
        ["甲市", "10", "010 字"],
        ["乙市", 2, "=B2"],
    ]
    assert sheet["B2"].font.bold
    assert book["别的"]["A1"].value == "不动"


def test_number_stays_a_number_where_it_shows_alike() -> None:
    edited = put_sheet(_book(), "市", "乙市", "资金", "20")
    assert load_workbook(io.BytesIO(edited)).worksheets[0]["B3"].value == 20


def test_formula_is_not_overwritten() -> None:
    with pytest.raises(EditError, match="公式"):
        put_sheet(_book(), "市", "乙市", "说明", "字")


@pytest.mark.parametrize("name", ["甲市", "乙市"])
def test_array_formula_is_not_overwritten(name: str) -> None:
    """The second cell holds a part of its result and no formula of its own."""
    book = load_workbook(io.BytesIO(_book()))
    book.worksheets[0]["C2"] = ArrayFormula("C2:C3", "=B2:B3*2")
    book.worksheets[0]["C3"] = 4
    with pytest.raises(EditError, match="公式"):
        put_sheet(_saved(book), "市", name, "说明", "字")


def test_sheet_without_a_dimension_may_have_short_rows() -> None:
    package = package_of(_book(), kind="xlsx", source=Source(""))
    part = "xl/worksheets/sheet1.xml"
    short = re.sub(rb"<dimension[^>]*/>", b"", package.members[part]).replace(
        b'<row r="3"', b'<row r="4"><c r="A4"><v>0</v></c></row><row r="3"'
    )
    data = zip_bytes({**package.members, part: short})
    with pytest.raises(EditError, match="没有“丁市”"):
        put_sheet(data, "说明", "丁市", "资金", "3")


def test_workbook_that_openpyxl_refuses_is_edited() -> None:
    package = package_of(_book(), kind="xlsx", source=Source(""))
    styles = package.members["xl/styles.xml"].replace(b'patternType="gray125"', b'patternType="odd"')
    data = zip_bytes({**package.members, "xl/styles.xml": styles})
    with pytest.raises(ValueError, match="could not read stylesheet"):
        load_workbook(io.BytesIO(data))
    made = package_of(put_sheet(data, "市", "乙市", "资金", "9"), kind="xlsx", source=Source(""))
    assert b">9<" in made.members["xl/worksheets/sheet1.xml"]
