from __future__ import annotations

import pytest
from filled_documents import cell, row, table

from generator.document.model import Row, Table
from generator.writers.word.headings import parted

WIDTHS = (50.0, 100.0, 100.0)
HEAD = row(cell(0, "一级"), cell(1, "二级"), cell(2, "三级"), heading=True)
PLAIN = row(cell(0, "甲"), cell(1, "乙"), cell(2, "丙"))


def of(*rows: Row) -> Table:
    return table(WIDTHS, *rows)


def test_headings_further_down_begin_a_table_of_their_own() -> None:
    assert parted(of(PLAIN, PLAIN, HEAD, HEAD, PLAIN)) == (of(PLAIN, PLAIN), of(HEAD, HEAD, PLAIN))


@pytest.mark.parametrize(
    "rows",
    [
        (HEAD, PLAIN),
        (PLAIN, PLAIN),
        (PLAIN, HEAD),  # nothing below to head
        (row(cell(0, "甲", row_span=2), cell(1), cell(2)), row(cell(1), cell(2), heading=True), PLAIN),
    ],
)
def test_other_tables_stay_whole(rows: tuple[Row, ...]) -> None:
    assert parted(of(*rows)) == (of(*rows),)


def test_a_merge_that_reaches_out_of_the_headings_ends_with_them_and_goes_on_blank() -> None:
    head = row(cell(0, "绩效", row_span=3), cell(1, "二级"), cell(2, "三级"), heading=True)
    below = row(cell(1, "乙"), cell(2, "丙"))
    _, made = parted(of(PLAIN, head, below, below))
    first, second, third = made.rows
    assert [[(each.column, each.row_span, each.text) for each in line.cells] for line in made.rows] == [
        [(0, 1, "绩效"), (1, 1, "二级"), (2, 1, "三级")],
        [(0, 2, ""), (1, 1, "乙"), (2, 1, "丙")],
        [(1, 1, "乙"), (2, 1, "丙")],
    ]
    assert (first.cells[0].edges.bottom, second.cells[0].edges.top) == (None, None)
    assert (second.cells[0].edges.bottom, third.heading) == (head.cells[0].edges.bottom, False)
