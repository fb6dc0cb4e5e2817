from __future__ import annotations

import pytest
from docx_grid import grid_text, read_tables
from filled_documents import BOX, cell, document, paragraph, row, table
from msgspec.structs import replace
from word_files import read_back

from generator.document.model import Align, Border, Cell, Edges, HeightRule, Row, Sides, Table, Vertical
from generator.writers.word.file import docx_bytes


def table_of(made: Table) -> Table:
    (back,) = read_back(document(made)).sections[0].blocks
    assert isinstance(back, Table)
    return back


def styled(made: Cell) -> Cell:
    blocks = tuple(replace(block, style="Normal") for block in made.blocks)
    return replace(made, blocks=blocks)


MERGED = table(
    (62.0, 71.0, 94.0),
    row(styled(cell(0, "项目资金\n(万元)")), styled(cell(1, "410", span=2)), height=30.0),
    row(styled(cell(0, "绩效指标", row_span=3)), styled(cell(1, "一级")), styled(cell(2, "值"))),
    row(styled(cell(1, "产出指标", row_span=2)), styled(cell(2, "≥4家"))),
    row(styled(cell(2, "100%"))),
)
MERGED = replace(MERGED, rows=tuple(replace(each, height_rule=HeightRule.AT_LEAST) for each in MERGED.rows))


def test_widths_merges_heights_and_borders_are_read_back_as_they_were() -> None:
    assert table_of(MERGED) == MERGED


def test_another_reader_sees_the_same_grid() -> None:
    assert [grid_text(each) for each in read_tables(docx_bytes(document(MERGED)))] == [
        "项目资金⏎(万元) | 410 ×2\n绩效指标 | 一级 | 值\n↓ | 产出指标 | ≥4家\n↓ | ↓ | 100%"
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"edges": Edges(Border(0.5), Border(1.5, "C00000"), Border(0.75, style="double"), Border(3.0, style="dashed"))},
        {"edges": Edges()},
        {"margins": Sides(1.0, 2.0, 3.0, 4.0)},
        {"vertical": Vertical.CENTER},
        {"vertical": Vertical.BOTTOM, "shading": "D9D9D9"},
    ],
)
def test_the_properties_of_a_cell_are_read_back_as_they_were(changes: dict[str, object]) -> None:
    made = table((100.0,), Row((replace(styled(cell(0, "甲")), **changes),)))
    assert table_of(made) == made


@pytest.mark.parametrize(
    "changes",
    [
        {"height": 30.0, "height_rule": HeightRule.EXACT},
        {"height": 30.0, "height_rule": HeightRule.AT_LEAST},
        {"cant_split": True, "heading": True},
    ],
)
def test_the_properties_of_a_row_are_read_back_as_they_were(changes: dict[str, object]) -> None:
    made = table((100.0,), replace(Row((styled(cell(0, "甲")),)), **changes))
    assert table_of(made) == made


@pytest.mark.parametrize("changes", [{"align": Align.CENTER}, {"align": Align.RIGHT}, {"left": -5.0}, {"left": 20.0}])
def test_a_table_stands_where_it_stood(changes: dict[str, object]) -> None:
    made = replace(table((100.0,), Row((styled(cell(0, "甲")),))), **changes)
    assert table_of(made) == made


def test_a_table_in_a_cell_is_read_back_as_it_was() -> None:
    inner = table((40.0, 40.0), Row((styled(cell(0, "内一")), styled(cell(1, "内二")))))
    outer = table((100.0,), Row((replace(styled(cell(0, "外")), blocks=(inner,)),)))
    assert table_of(outer) == outer


def test_gaps_before_and_after_the_cells_of_a_row_are_kept() -> None:
    made = table((50.0, 60.0, 70.0), Row((styled(cell(0, "甲", span=3)),)), Row((styled(cell(1, "乙")),)))
    assert table_of(made) == made


def test_a_gap_between_cells_and_a_row_without_cells_become_blank_cells() -> None:
    made = table(
        (50.0, 60.0, 70.0), Row(()), Row((styled(cell(0, "甲")), styled(cell(2, "乙")))), Row((styled(cell(0)),))
    )
    back = table_of(made)
    assert [[(each.column, each.span, each.text) for each in line.cells] for line in back.rows] == [
        [(0, 3, "")],
        [(0, 1, "甲"), (1, 1, ""), (2, 1, "乙")],
        [(0, 1, "")],
    ]
    assert back.rows[1].cells[1].blocks == ()


def test_a_table_without_rows_is_left_out() -> None:
    assert [each.text for each in read_back(document(table((50.0,)), paragraph("后"))).sections[0].blocks] == ["后"]  # type: ignore[union-attr]


def test_a_number_prints_as_its_text() -> None:
    made = table((100.0,), Row((replace(styled(cell(0, "1,000.00")), number="1000"),)))
    assert table_of(made).rows[0].cells[0] == replace(styled(cell(0, "1,000.00")), edges=BOX)


def test_borders_that_word_does_not_know_are_single_and_no_thicker_than_it_allows() -> None:
    odd = Border(20.0, style="basicBlackDots")
    made = table((100.0,), Row((replace(styled(cell(0, "甲")), edges=Edges(odd, odd, odd, odd)),)))
    assert table_of(made).rows[0].cells[0].edges.top == Border(12.0)
