"""The lines of a document: rows with the text of their cells, their places, and numbers as typed."""

from __future__ import annotations

import pytest

from generator.document.lines import lines_of
from generator.document.model import Cell, Document, Font, Paragraph, ParagraphFormat, Row, Run, Section, Sides, Table


def _paragraph(text: str) -> Paragraph:
    return Paragraph((Run(text, Font()),), ParagraphFormat(), Font())


def _cell(column: int, text: str, row_span: int = 1, number: str = "") -> Cell:
    return Cell(column, 1, row_span, (_paragraph(text),), number=number)


def _document(*blocks: Paragraph | Table) -> Document:
    return Document((Section(595, 842, Sides(), blocks),))


def test_covered_cells_show_what_is_above() -> None:
    table = Table((1.0, 1.0), (Row((_cell(0, "甲", 2), _cell(1, "一"))), Row((_cell(1, "二"),))))
    lines = lines_of(_document(_paragraph("题"), table))
    assert [(line.place, [(cell.text, cell.covered) for cell in line.cells]) for line in lines] == [
        ("第1段", [("题", False)]),
        ("表1 第1行", [("甲", False), ("一", False)]),
        ("表1 第2行", [("甲", True), ("二", False)]),
    ]
    assert lines[2].place_of(1) == "表1 第2行 第2列"


@pytest.mark.parametrize(
    ("shown", "number", "text"),
    [
        ("46", "45.5", "45.5"),
        ("46", "46", "46"),
        ("1,234.50", "1234.5", "1,234.50"),
        ("13%", "0.125", "12.5%"),
        ("100%", "1", "100%"),
        ("2024/1/1", "45292", "2024/1/1"),
        ("≥4家", "", "≥4家"),
    ],
)
def test_number_that_its_format_rounds_is_the_number(shown: str, number: str, text: str) -> None:
    (line,) = lines_of(_document(Table((1.0,), (Row((_cell(0, shown, number=number),)),))))
    assert line.cells[0].text == text
