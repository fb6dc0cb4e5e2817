from __future__ import annotations

import pytest
from reading import cells, read, tables, unsupported
from word import PAGE, cell, control, docx, paragraph, row, table

from generator.document.docx.reader import read_docx
from generator.document.model import Align, Border, Edges, HeightRule, Paragraph, Sides, Table, Vertical
from generator.problem import Source

THIN = Border(0.5)
COMPATIBLE = '<w:compat><w:compatSetting w:name="compatibilityMode" w:val="{}"/></w:compat>'


def with_properties(written: str, properties: str) -> str:
    return written.replace("<w:tblPr>", f"<w:tblPr>{properties}", 1)


def celled(text: str, properties: str) -> str:
    return cell(text).replace("<w:tc>", f"<w:tc><w:tcPr>{properties}</w:tcPr>", 1)


def borders(kind: str = "tbl", **sides: str) -> str:
    inside = "".join(f'<w:{side} w:val="{value}" w:sz="4"/>' for side, value in sides.items())
    return f"<w:{kind}Borders>{inside}</w:{kind}Borders>"


GRIDDED = borders(top="single", left="single", bottom="single", right="single", insideH="single", insideV="single")


def one(*rows: str, grid: tuple[int, ...] = (), properties: str = "") -> Table:
    (found,) = tables(with_properties(table(*rows, grid=grid), properties))
    return found


def test_spans_and_gaps_stand_on_the_grid() -> None:
    found = one(
        row("甲", cell("乙", span=2)),
        row("丙", properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>'),
        grid=(1000, 1000, 1000),
    )
    assert {place: (each.text, each.span) for place, each in cells(found).items()} == {
        (0, 0): ("甲", 1),
        (0, 1): ("乙", 2),
        (1, 1): ("丙", 1),
    }


def test_a_vertical_merge_is_one_cell() -> None:
    found = one(row(cell("合", merge="restart"), "一"), row(cell("藏", merge="continue"), "二"), row(cell("新"), "三"))
    assert [[(each.text, each.row_span) for each in line.cells] for line in found.rows] == [
        [("合", 2), ("一", 1)],
        [("二", 1)],
        [("新", 1), ("三", 1)],
    ]


def test_a_merge_that_continues_nothing_begins_a_cell() -> None:
    found = one(row(cell("甲", merge="continue")), row(cell("乙", merge="continue")))
    assert [[(each.text, each.row_span) for each in line.cells] for line in found.rows] == [[("甲", 2)], []]


def test_a_new_merge_below_another_is_a_cell_of_its_own() -> None:
    found = one(row(cell("甲", merge="restart")), row(cell("乙", merge="restart")), row(cell("", merge="continue")))
    assert [(each.text, each.row_span) for each in cells(found).values()] == [("甲", 1), ("乙", 2)]


def test_old_horizontal_merges_span() -> None:
    found = one(row(celled("甲", '<w:hMerge w:val="restart"/>'), celled("", "<w:hMerge/>"), "乙"), grid=(9, 9, 9))
    assert {place: (each.text, each.span) for place, each in cells(found).items()} == {
        (0, 0): ("甲", 2),
        (0, 2): ("乙", 1),
    }


@pytest.mark.parametrize(
    ("grid", "widths", "properties", "expected"),
    [
        ((400, 600), (0, 0), "", (20.0, 30.0)),
        ((400, 600), (500, 500), "", (20.0, 30.0)),
        ((400, 600), (500, 500), '<w:tblLayout w:type="fixed"/>', (25.0, 25.0)),
        ((0, 0), (500, 700), "", (25.0, 35.0)),
        ((400,), (400, 700), "", (20.0, 35.0)),
        ((400, 600, 800), (0, 0), "", (20.0, 30.0)),
    ],
)
def test_columns_are_the_grid_repaired_from_the_cells(
    grid: tuple[int, ...], widths: tuple[int, int], properties: str, expected: tuple[float, ...]
) -> None:
    found = one(row(*(cell("字", width=width) for width in widths)), grid=grid, properties=properties)
    assert found.columns == expected


def test_columns_that_nobody_gives_a_width_share_the_page() -> None:
    found = one(row("甲", "乙"), grid=(0, 0))
    assert found.columns == pytest.approx(((612 - 180) / 2,) * 2)


@pytest.mark.parametrize(
    ("properties", "height", "rule"),
    [
        ('<w:trHeight w:val="400" w:hRule="exact"/>', 20.0, HeightRule.EXACT),
        ('<w:trHeight w:val="400"/>', 20.0, HeightRule.AT_LEAST),
        ("", 0.0, HeightRule.AUTO),
    ],
)
def test_row_heights(properties: str, height: float, rule: HeightRule) -> None:
    (found,) = one(row("甲", properties=properties)).rows
    assert (found.height, found.height_rule) == (height, rule)


def test_only_rows_at_the_top_are_headings() -> None:
    head = "<w:tblHeader/>"
    found = one(row("甲", properties=head), row("乙", properties=head), row("丙"), row("丁", properties=head))
    assert [each.heading for each in found.rows] == [True, True, False, False]


def test_hidden_rows_and_rows_without_cells_are_not_there() -> None:
    found = one(row("甲"), row("乙", properties="<w:hidden/>"), "<w:tr></w:tr>", row("丙"))
    assert [each.text for each in cells(found).values()] == ["甲", "丙"]


@pytest.mark.parametrize(("mode", "indent", "expected"), [(15, 0, 0.0), (14, 0, -5.4), (15, 200, 10.0), (14, 200, 4.6)])
def test_where_the_left_border_stands_depends_on_the_mode(mode: int, indent: int, expected: float) -> None:
    written = with_properties(table(row("甲")), f'<w:tblInd w:w="{indent}" w:type="dxa"/>')
    (found,) = tables(written, settings1=COMPATIBLE.format(mode))
    assert found.left == pytest.approx(expected)


def test_a_centred_table_has_no_place_of_its_own() -> None:
    found = one(row("甲"), properties='<w:jc w:val="center"/><w:tblInd w:w="200" w:type="dxa"/>')
    assert (found.align, found.left) == (Align.CENTER, 0.0)


def test_cell_margins_are_those_of_the_cell_the_row_and_the_table() -> None:
    margins = '<w:tblCellMar><w:top w:w="20" w:type="dxa"/><w:start w:w="40" w:type="dxa"/></w:tblCellMar>'
    exception = '<w:tblPrEx><w:tblCellMar><w:bottom w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPrEx>'
    found = one(
        row("甲", celled("乙", '<w:tcMar><w:right w:w="0" w:type="dxa"/></w:tcMar>')).replace(
            "<w:tr>", f"<w:tr>{exception}"
        ),
        properties=margins,
    )
    assert [each.margins for each in cells(found).values()] == [Sides(1.0, 5.4, 3.0, 2.0), Sides(1.0, 0.0, 3.0, 2.0)]


def test_shading_and_place_in_the_height() -> None:
    found = one(row(celled("甲", '<w:shd w:val="clear" w:fill="ffcc00"/><w:vAlign w:val="center"/>')))
    (each,) = cells(found).values()
    assert (each.shading, each.vertical) == ("FFCC00", Vertical.CENTER)


def test_a_cell_without_borders_takes_those_of_the_table() -> None:
    found = one(row("甲", "乙"), row("丙", "丁"), properties=borders(top="double", insideH="single", insideV="dotted"))
    assert cells(found)[0, 0].edges == Edges(Border(0.5, "", "double"), Border(0.5, "", "dotted"), THIN, None)
    assert cells(found)[1, 1].edges == Edges(THIN, None, None, Border(0.5, "", "dotted"))


def edge(side: str, style: str, size: int, color: str = "auto") -> str:
    return f'<w:tcBorders><w:{side} w:val="{style}" w:sz="{size}" w:color="{color}"/></w:tcBorders>'


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (edge("right", "single", 4), edge("left", "single", 12), Border(1.5)),
        (edge("right", "nil", 0), edge("left", "single", 4), THIN),
        (edge("right", "nil", 0), edge("left", "none", 0), None),
        (edge("right", "single", 4, "FFFFFF"), edge("left", "single", 4, "FF0000"), Border(0.5, "FF0000")),
        (edge("right", "double", 4), edge("left", "single", 6), Border(0.5, "", "double")),
        (edge("right", "dotted", 4), edge("left", "single", 4), THIN),
    ],
)
def test_between_two_cells_the_stronger_border_is_drawn(left: str, right: str, expected: Border | None) -> None:
    found = cells(one(row(celled("甲", left), celled("乙", right)), properties=GRIDDED))
    assert found[0, 0].edges.right == found[0, 1].edges.left == expected


def test_a_border_of_a_cell_beats_a_stronger_one_of_the_table() -> None:
    thick = '<w:tblBorders><w:insideV w:val="single" w:sz="24"/></w:tblBorders>'
    found = cells(one(row(celled("甲", edge("right", "dotted", 4)), "乙"), properties=thick))
    assert found[0, 1].edges.left == Border(0.5, "", "dotted")


def test_a_side_shared_with_two_cells_is_its_weakest_part() -> None:
    found = cells(
        one(
            row(cell("宽", span=2)), row("左", celled("右", edge("top", "single", 24))), grid=(9, 9), properties=GRIDDED
        )
    )
    assert (found[0, 0].edges.bottom, found[1, 0].edges.top, found[1, 1].edges.top) == (THIN, THIN, Border(3.0))


def test_a_merged_cell_ends_with_the_border_of_its_last_row() -> None:
    last = "<w:vMerge/>" + edge("bottom", "single", 24)
    found = cells(one(row(cell("合", merge="restart")), row(celled("", last)), row("下"), properties=GRIDDED))
    assert (found[0, 0].edges.bottom, found[2, 0].edges.top) == (Border(3.0), Border(3.0))


def test_rows_and_cells_in_content_controls_are_seen() -> None:
    found = one(control(row("甲", "乙")), row(control(cell("丙")), "丁"), grid=(9, 9))
    assert [each.text for each in cells(found).values()] == ["甲", "乙", "丙", "丁"]


def test_a_table_in_a_cell_is_a_block_of_it() -> None:
    (each,) = cells(one(row(cell("前", table(row("内")), "后")))).values()
    assert [type(block) for block in each.blocks] == [Paragraph, Table, Paragraph]
    assert each.text == "前\n内\n后"


def test_a_table_without_rows_is_not_there() -> None:
    assert tables("<w:tbl><w:tblPr/><w:tblGrid/></w:tbl>") == []


@pytest.mark.parametrize(
    ("properties", "cell_properties", "row_properties", "expected"),
    [
        ('<w:tblCellSpacing w:w="20" w:type="dxa"/>', "", "", ("N015", "表2")),
        ('<w:tblpPr w:vertAnchor="text"/>', "", "", ("N016", "表2")),
        ("", '<w:textDirection w:val="tbRlV"/>', "", ("N011", "表2 第1行 第1列")),
        ("", "", '<w:ins w:id="1"/>', ("N001", "表2 第1行")),
        ("", "", '<w:del w:id="1"/>', ("N002", "表2 第1行")),
        ("", '<w:gridSpan w:val="99999"/>', "", ("N023", "表2 第1行 第1列")),
    ],
)
def test_what_is_not_carried_is_told(
    properties: str, cell_properties: str, row_properties: str, expected: tuple[str, str]
) -> None:
    written = table(row(celled("甲", cell_properties), "乙", properties=row_properties), row("丙"), grid=(9, 9))
    found = read(table(row("别的")), with_properties(written, properties))
    assert expected in unsupported(found)


def test_a_place_inside_a_nested_table_is_found_from_the_outside() -> None:
    inner = table(row("甲", paragraph(f"<w:del>{'<w:r/>'}</w:del>").join(("<w:tc>", "</w:tc>"))))
    found = read(table(row(cell("前", inner, "后"))))
    assert unsupported(found) == [("N002", "表1 第1行 第1列 内 表1 第1行 第2列")]


def test_a_table_wider_than_the_paper_is_told() -> None:
    found = read(table(row("甲", "乙"), grid=(9000, 9000)), f"<w:sectPr>{PAGE}</w:sectPr>")
    assert unsupported(found) == [("N017", "表1")]


def test_a_table_as_wide_as_the_text_is_fine() -> None:
    found = read_docx(docx(table(row("甲", "乙"), grid=(4500, 4500)), f"<w:sectPr>{PAGE}</w:sectPr>"), Source("表"))
    assert found.problems == ()


def test_columns_without_a_width_share_in_whole_twips() -> None:
    one = '<w:tc><w:tcPr><w:tcW w:w="1000" w:type="dxa"/><w:gridSpan w:val="3"/></w:tcPr><w:p/></w:tc>'
    (found,) = tables(table(f"<w:tr>{one}</w:tr>", grid=(0, 0, 0)))
    assert found.columns == (16.65, 16.65, 16.65)  # 333 of 1000/3 twips
