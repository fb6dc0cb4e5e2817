"""The templates of the project, as two independent readers see them."""

from __future__ import annotations

from pathlib import Path

import pytest
from document_grid import Grid, grids, outline
from docx_grid import body_paragraphs, read_tables
from openpyxl import load_workbook

from generator.document.docx.reader import read_docx
from generator.document.xlsx.reader import read_xlsx
from generator.problem import Source

TEMPLATES = Path(__file__).parents[3] / "templates"
DOCX = sorted((TEMPLATES / "docx").glob("*.docx"))
XLSX = sorted((TEMPLATES / "xlsx").glob("*.xlsx"))


@pytest.mark.parametrize("path", DOCX, ids=lambda path: path.stem)
def test_the_grids_of_a_word_template_are_those_of_the_witness(path: Path) -> None:
    found = read_docx(path, Source(path.name))
    mine = [
        [[(cell.text, cell.column, cell.span, cell.row_span) for cell in row] for row in grid.rows]
        for grid in grids(found)
    ]
    theirs = [
        [[(cell.text, cell.col, cell.col_span, cell.row_span) for cell in row if not cell.covered] for row in grid.rows]
        for grid in read_tables(path)
    ]
    assert mine == theirs
    texts = [item.replace("\f", "") for item in outline(found) if not isinstance(item, Grid)]
    assert texts == body_paragraphs(path)
    assert found.problems == ()


@pytest.mark.parametrize("path", XLSX, ids=lambda path: path.stem)
def test_the_texts_and_merges_of_a_sheet_template_are_those_of_openpyxl(path: Path) -> None:
    found = grids(read_xlsx(path, Source(path.name)))
    sheets = load_workbook(path).worksheets
    assert [grid.name for grid in found] == [sheet.title for sheet in sheets]
    for grid, sheet in zip(found, sheets, strict=True):
        mine = {(cell.row, cell.column): cell.text for row in grid.rows for cell in row if cell.text}
        theirs = {(c.row - 1, c.column - 1): str(c.value) for row in sheet.iter_rows() for c in row if c.value}
        assert mine == theirs
        merged = {(c.row, c.column, c.row_span, c.span) for row in grid.rows for c in row if c.row_span * c.span > 1}
        areas = sheet.merged_cells.ranges
        assert merged == {(a.min_row - 1, a.min_col - 1, a.size["rows"], a.size["columns"]) for a in areas}
