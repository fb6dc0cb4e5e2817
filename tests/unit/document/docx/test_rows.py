"""Rows as they are placed on the grid, before their cells are read."""

from word import cell, control, row

from generator.document.docx.rows import PlacedRow, RowReader
from generator.office.xml import W, parse_xml
from generator.problem import Source


def placed(written: str, reader: RowReader | None = None) -> PlacedRow:
    root = parse_xml(f'<w:document xmlns:w="{W}">{written}</w:document>'.encode(), Source("表.docx"))
    return (reader or RowReader()).row(root[0])


def places(written: str) -> list[tuple[int, int, int]]:
    """Number, column and span of each cell."""
    return [(each.number, each.column, each.span) for each in placed(written).cells]


def test_cells_follow_each_other_on_the_grid() -> None:
    assert places(row("甲", cell("乙", span=2), control(cell("丙")))) == [(1, 0, 1), (2, 1, 2), (3, 3, 1)]


def test_a_row_may_skip_columns() -> None:
    assert places(row("甲", properties='<w:gridBefore w:val="2"/>')) == [(1, 2, 1)]


def test_a_cell_that_continues_the_one_on_its_left_widens_it() -> None:
    continued = "<w:tc><w:tcPr><w:hMerge/></w:tcPr><w:p/></w:tc>"
    assert places(f"<w:tr>{cell('甲')}{continued}{cell('乙')}</w:tr>") == [(1, 0, 2), (3, 2, 1)]


def test_a_deleted_row_and_a_hidden_one_have_no_cells() -> None:
    assert places(row("甲", properties="<w:del/>")) == places(row("甲", properties="<w:hidden/>")) == []


def test_properties_written_alike_are_one_object_whatever_stands_in_the_cells() -> None:
    reader = RowReader()
    one, other = (placed(row(cell(text, width=9), properties="<w:cantSplit/>"), reader) for text in "甲乙")
    assert one.properties is other.properties
    assert one.cells[0].properties is other.cells[0].properties
    wider = placed(row(cell("甲", width=10)), reader)
    assert one.properties is not wider.properties
    assert one.cells[0].properties is not wider.cells[0].properties
