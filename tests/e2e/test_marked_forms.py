"""What people mark in a returned form without changing its text: strike-through and comments are told."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import docx
import openpyxl
import pytest
from command_line import GOOD
from openpyxl.comments import Comment
from openpyxl.styles import Font

if TYPE_CHECKING:
    from command_line import Office

READ = ("read", "output", "--project", "data/项目.yaml", "--write")


def test_a_value_that_is_partly_struck_out_is_not_written(office: Office) -> None:
    office.project(GOOD)
    office.build()
    path = office.folder / "output/项目/甲市.docx"
    document = docx.Document(str(path))
    paragraph = document.tables[0].cell(1, 3).paragraphs[0]
    paragraph.runs[0].font.strike = True
    paragraph.add_run("≥9家")
    document.save(str(path))
    ran = office.run(*READ)
    told = "“≥1家”划掉了，读的时候还算在内：不要了请删去，要留请取消删除线"
    assert ran.messages == [f"output/项目/甲市.docx: 表1 第2行 第4列: 警告 [R015] 甲市: {told}"]
    assert "    不写回：这里有划掉的字“≥1家”，不知道还算不算：请把它删去再交" in ran.results
    assert (office.folder / "data/项目.yaml").read_text(encoding="utf-8") == GOOD


def test_comments_and_struck_cells_of_a_sheet_are_told(office: Office) -> None:
    office.project(GOOD)
    office.build("--to", "xlsx")
    path = office.folder / "output/项目/甲市.xlsx"
    book = openpyxl.load_workbook(path)
    (cell,) = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == "≥1家"]
    cell.font = Font(strike=True)
    cell.comment = Comment("应为 3 家", "审核")
    book.save(path)
    ran = office.run(*READ)
    assert [line.split("] ", 1)[1] for line in ran.messages] == [
        "有批注“应为 3 家”；批注不写回，要改的请改在表里",
        "甲市: “≥1家”划掉了，读的时候还算在内：不要了请删去，要留请取消删除线",
    ]
    assert ran.results[-1] == "读了 2 份表，0 份有改动"


@pytest.mark.parametrize("text", ["应为1500", "x" * 80])
def test_comments_of_a_word_form_are_told(office: Office, text: str) -> None:
    office.project(GOOD)
    office.build()
    path = office.folder / "output/项目/甲市.docx"
    document = docx.Document(str(path))
    document.add_comment(document.paragraphs[0].runs, text=text, author="审核")
    file = io.BytesIO()
    document.save(file)
    path.write_bytes(file.getvalue())
    ran = office.run(*READ)
    shown = text if len(text) <= 60 else text[:60] + "…"
    assert ran.messages == [f"output/项目/甲市.docx: 警告 [R016] 有批注“{shown}”；批注不写回，要改的请改在表里"]
