"""Content that stands in a file in several versions is read once, wherever it stands."""

import io
import zipfile

import pytest
from openpyxl import Workbook
from reading import read, tables
from word import cell, docx, paragraph, row, run, table

from generator.document.docx.reader import read_docx
from generator.document.model import Table
from generator.document.xlsx.reader import read_xlsx
from generator.office.xml import MC
from generator.problem import Source

OF_OTHERS = 'xmlns:v9="http://example.com/9"'


def versions(choice: str, fallback: str, requires: str = "w14") -> str:
    """Content of which one version is to be read."""
    other = f"<mc:Fallback>{fallback}</mc:Fallback>" if fallback else ""
    return (
        f'<mc:AlternateContent {OF_OTHERS}><mc:Choice Requires="{requires}">{choice}</mc:Choice>{other}'
        "</mc:AlternateContent>"
    )


def body_texts(*content: str) -> list[str]:
    blocks = read(*content).sections[0].blocks
    return [block.rows[0].cells[0].text if isinstance(block, Table) else block.text for block in blocks]


@pytest.mark.parametrize(
    ("requires", "shown"),
    [("w14", "新"), ("w14 wps", "新"), ("v9", "旧"), ("w14 v9", "旧"), ("none", "旧"), ("", "新")],
)
def test_the_first_version_that_is_understood_is_read(requires: str, shown: str) -> None:
    assert body_texts(versions(paragraph("新"), paragraph("旧"), requires), "尾") == [shown, "尾"]


def test_without_a_version_that_is_understood_nothing_is_read() -> None:
    assert body_texts(versions(paragraph("新"), "", "v9"), "尾") == ["尾"]


def test_whole_tables_rows_cells_and_texts_may_come_in_versions() -> None:
    new, old = paragraph("新"), paragraph("旧")
    assert body_texts(versions(table(row("新")), old)) == ["新"]
    rows = table(row("头") + versions(row("新"), row("旧")))
    cells = table(row("头", "二").replace("</w:tr>", versions(cell("新"), cell("旧")) + "</w:tr>"))
    blocks = table(f"<w:tr><w:tc>{versions(new, old)}</w:tc></w:tr>", grid=(1000,))
    found = [[[each.text for each in line.cells] for line in tables(one)[0].rows] for one in (rows, cells, blocks)]
    assert found == [[["头"], ["新"]], [["头", "二", "新"]], [["新"]]]
    assert body_texts(paragraph(run("前") + versions(run("新"), run("旧")))) == ["前新"]
    assert body_texts(paragraph(f"<w:r>{versions('<w:t>新</w:t>', '<w:t>旧</w:t>')}</w:r>")) == ["新"]


def test_versions_inside_a_version_are_read_once_too() -> None:
    inside = versions(paragraph("内"), paragraph("外"))
    assert body_texts(versions(inside + paragraph("新"), paragraph("旧"))) == ["内", "新"]
    assert body_texts(versions(paragraph("新"), inside, "v9")) == ["内"]


def with_sheet_data(inside: str) -> bytes:
    book, written = io.BytesIO(), io.BytesIO()
    Workbook().save(book)
    space = f'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:mc="{MC}"'
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            sheet = f"<worksheet {space}><sheetData>{inside}</sheetData></worksheet>"
            new.writestr(name, sheet if name.endswith("sheet1.xml") else old.read(name))
    return written.getvalue()


def test_rows_and_cells_of_a_sheet_may_come_in_versions() -> None:
    def written(name: str, text: str) -> str:
        return f'<c r="{name}" t="inlineStr"><is><t>{text}</t></is></c>'

    rows = versions(f'<row r="1">{written("A1", "新")}</row>', f'<row r="1">{written("A1", "旧")}</row>', "mc")
    cells = f'<row r="2">{written("A2", "头")}{versions(written("B2", "新"), written("B2", "旧"), "v9")}</row>'
    (block,) = read_xlsx(with_sheet_data(rows + cells), Source("表.xlsx")).sections[0].blocks
    assert isinstance(block, Table)
    assert [[each.text for each in line.cells] for line in block.rows] == [["新"], ["头", "旧"]]


def test_a_header_may_come_in_versions() -> None:
    header = versions(paragraph("新"), paragraph("旧"), "v9")
    reference = '<w:sectPr><w:headerReference w:type="default" r:id="header1"/></w:sectPr>'
    found = read_docx(docx("甲", reference, header1=header), Source("表.docx")).sections[0]
    assert [block.text for block in found.headers["default"] if not isinstance(block, Table)] == ["旧"]
