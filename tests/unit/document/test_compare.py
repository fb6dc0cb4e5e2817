"""Two filled documents, and what differs: cell by cell, an inserted row as one insertion."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import Workbook
from word import docx, row, section, table

from generator.document.compare import READERS, compare
from generator.document.docx.reader import read_docx
from generator.document.model import Document
from generator.problem import Source

Rows = Sequence[tuple[str, ...]]
HEAD = ("一级指标", "二级指标", "三级指标", "指标值")
ROWS = [("产出指标", "数量指标", "企业数", "≥1家"), ("产出指标", "质量指标", "合格率", "≥90%")]


def changes(old: Rows, new: Rows, before: str = "标题", after: str = "标题") -> list[str]:
    one, other = (
        read_docx(docx(title, table(HEAD, *map(row_of, rows)), "", section()), Source("表.docx"))
        for title, rows in ((before, old), (after, new))
    )
    return [str(change) for change in compare(one, other)]


def row_of(texts: tuple[str, ...]) -> str:
    return row(*texts)


def test_the_same_twice_differs_nowhere() -> None:
    assert changes(ROWS, ROWS) == []


def test_a_changed_cell_is_told_by_its_place_and_the_labels_to_its_left() -> None:
    new = [ROWS[0], ("产出指标", "质量指标", "合格率", "≥95%")]
    assert changes(ROWS, new) == ["改 表1 第3行 第4列（产出指标/质量指标/合格率）：≥90% → ≥95%"]


def test_an_inserted_row_is_one_insertion() -> None:
    new = [ROWS[0], ("产出指标", "数量指标", "活动次数", "≥3次"), ROWS[1]]
    assert changes(ROWS, new) == ["增 表1 第3行：产出指标 | 数量指标 | 活动次数 | ≥3次"]


def test_a_removed_row_is_told_by_its_old_place() -> None:
    assert changes(ROWS, ROWS[1:]) == ["删 表1 第2行：产出指标 | 数量指标 | 企业数 | ≥1家"]


def test_a_row_inserted_above_a_changed_cell_leaves_that_one_change() -> None:
    new = [("产出指标", "数量指标", "活动次数", "≥3次"), ROWS[0], ("产出指标", "质量指标", "合格率", "≥95%")]
    assert changes(ROWS, new) == [
        "增 表1 第2行：产出指标 | 数量指标 | 活动次数 | ≥3次",
        "改 表1 第4行 第4列（产出指标/质量指标/合格率）：≥90% → ≥95%",
    ]


def test_a_renamed_indicator_is_a_change_of_its_name() -> None:
    new = [("产出指标", "数量指标", "支持企业数", "≥1家"), ROWS[1]]
    assert changes(ROWS, new) == ["改 表1 第2行 第3列（产出指标/数量指标）：企业数 → 支持企业数"]


def test_a_blanked_cell_says_so() -> None:
    new = [("产出指标", "数量指标", "企业数", ""), ROWS[1]]
    assert changes(ROWS, new) == ["改 表1 第2行 第4列（产出指标/数量指标/企业数）：≥1家 → （空）"]


def test_a_changed_paragraph_outside_the_table_is_told() -> None:
    assert changes(ROWS, ROWS, "2024年绩效目标表", "2025年绩效目标表") == [
        "改 第1段：2024年绩效目标表 → 2025年绩效目标表"
    ]


def test_tables_that_are_only_in_one_document_are_told_row_by_row() -> None:
    one = read_docx(docx("标题", table(HEAD), "", section()), Source("表.docx"))
    other = read_docx(docx("标题", "", section()), Source("表.docx"))
    assert [str(change) for change in compare(one, other)] == ["删 表1 第1行：一级指标 | 二级指标 | 三级指标 | 指标值"]


def test_a_note_outside_the_print_area_and_a_value_in_a_hidden_row_are_told() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for texts in (*ROWS, ("合计", "", "", "3")):
        sheet.append(texts)
    sheet.print_area = "A1:D3"
    before = _sheet_of(book)
    sheet.row_dimensions[2].hidden = True
    sheet["D2"], sheet["F3"] = "≥95%", "实为99"
    assert [str(change) for change in compare(before, _sheet_of(book))] == [
        "改 工作表“Sheet” 第2行 第4列（产出指标/质量指标/合格率）：≥90% → ≥95%",
        "改 工作表“Sheet” 第3行 第6列（合计/3）：（空） → 实为99",
    ]


def _sheet_of(book: Workbook) -> Document:
    written = io.BytesIO()
    book.save(written)
    return READERS["xlsx"](written.getvalue(), Source("表.xlsx"))
