from __future__ import annotations

import io
import re
import zipfile
from itertools import combinations
from typing import Any

import pytest
from docx_grid import grid_text
from examples import scaled
from filled_documents import LABEL, VALUE, cell, document, paragraph, row, section, table
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText
from python_calamine import CalamineWorkbook
from xlsx_grid import read_sheets

from generator.document.model import (
    Align,
    Block,
    Cell,
    Document,
    Font,
    PageNumber,
    Paragraph,
    ParagraphFormat,
    Picture,
    Row,
    Run,
    Tab,
    Table,
    text_of,
)
from generator.document.xlsx.reader import read_xlsx
from generator.problem import JixiaoError, Source
from generator.writers.excel.from_document import add_sheets, unsupported, workbook_of
from generator.writers.excel.workbook import new_workbook

FORMAT = ParagraphFormat()
FORM = (
    paragraph("附件2", align=Align.LEFT, font=Font("黑体", size=16)),
    paragraph("绩效目标表", font=Font("方正小标宋简体", size=22)),
    table(
        (62.0, 71.0, 94.0, 107.0, 108.0),
        row(cell(0, "项目资金\n(万元)"), cell(1, "410", span=4)),
        row(
            cell(0, "绩效指标", row_span=3),
            *(cell(n, text) for n, text in enumerate(("一级", "二级", "三级", "值"), 1)),
        ),
        row(cell(1, "产出指标", row_span=2), cell(2, "数量指标"), cell(3, "支持企业数量"), cell(4, "≥4家")),
        row(cell(2, "时效指标"), cell(3, "预算资金执行率"), cell(4, "100%")),
    ),
    paragraph(""),
)


def opened(made: Document, *, rich_text: bool = False) -> Any:
    return load_workbook(io.BytesIO(workbook_of(made, "长沙市")), rich_text=rich_text)


def widths(made: Document) -> list[float]:
    """The widths of the columns, in pt."""
    return [each.width * 5.25 for each in opened(made).active.column_dimensions.values()]


def test_a_form_shows_the_same_grid_as_in_word() -> None:
    (sheet,) = read_sheets(workbook_of(document(*FORM), "长沙市"))
    assert sheet.name == "长沙市"
    assert sheet.free == ("附件2", "绩效目标表")
    assert grid_text(sheet.grid) == (
        "项目资金⏎(万元) | 410 ×4\n"
        "绩效指标 | 一级 | 二级 | 三级 | 值\n"
        "↓ | 产出指标 | 数量指标 | 支持企业数量 | ≥4家\n"
        "↓ | ↓ | 时效指标 | 预算资金执行率 | 100%"
    )


def test_the_same_document_gives_the_same_bytes() -> None:
    assert workbook_of(document(*FORM), "长沙市") == workbook_of(document(*FORM), "长沙市")


def test_every_cell_of_a_merged_range_has_its_part_of_the_border() -> None:
    sides = ("left", "right", "top", "bottom")
    book = new_workbook()  # as written: openpyxl reads merged borders back into their first cell
    add_sheets(book, document(*FORM), "长沙市")
    row = book["长沙市"][3]
    borders = ["".join(side[0] for side in sides if getattr(each.border, side).style) for each in row]
    assert borders == ["lrtb", "ltb", "tb", "tb", "rtb"]


def test_plain_numbers_are_numbers_and_quantities_are_text() -> None:
    sheet = opened(document(*FORM)).active
    assert (sheet["B3"].value, sheet["B3"].data_type, sheet["B3"].number_format) == (410, "n", "0")
    assert (sheet["E6"].value, sheet["E6"].data_type, sheet["E6"].number_format) == (1, "n", "0%")
    assert (sheet["E5"].value, sheet["E5"].data_type) == ("≥4家", "s")


@pytest.mark.parametrize("text", ["=1+1", "+1", "@A1", "-A1", "010", "430102199001011234", 'a & <b> "c" _x0041_'])
def test_a_text_is_never_a_formula_and_stays_as_typed(text: str) -> None:
    written = opened(document(table((400.0,), row(cell(0, text))))).active["A1"]
    assert written.data_type == "s"
    assert written.value.replace("_x005F_", "_") == text


def test_a_number_that_its_cell_is_too_narrow_for_is_text() -> None:
    made = document(table((30.0, 300.0), row(cell(0, "178941000"), cell(1, "178941000"))))
    assert [each.data_type for each in opened(made).active[1]] == ["s", "n"]


def test_it_prints_on_the_paper_of_the_section_one_page_wide() -> None:
    sheet = opened(document(*FORM)).active
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 1)
    assert sheet.print_options.horizontalCentered
    assert sheet.print_area == "'长沙市'!$A$1:$E$6"
    assert sheet.page_margins.left == pytest.approx(79.4 / 72, abs=0.001)


def test_a_form_of_several_pages_is_not_pressed_on_one_and_repeats_its_heading() -> None:
    rows = (row(cell(0, "甲"), heading=True), *(row(cell(0, "乙")) for _ in range(60)))
    sheet = opened(document(paragraph("题"), table((400.0,), *rows))).active
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == "$2:$2"


def test_landscape_pages_stay_landscape() -> None:
    wide = replace(section(*FORM), width=841.9, height=595.3)
    assert opened(Document((wide,))).active.page_setup.orientation == "landscape"


def test_fonts_alignment_and_fill_are_those_of_word() -> None:
    label = replace(cell(0, paragraph("项目名称", font=replace(LABEL, bold=True, color="C00000"))), shading="D9D9D9")
    made = opened(document(table((200.0, 200.0), row(label, cell(1, paragraph("410", align=Align.BOTH)))))).active
    assert (made["A1"].font.name, made["A1"].font.size, made["A1"].font.bold) == ("黑体", 12, True)
    assert (made["A1"].font.color.rgb, made["A1"].fill.fgColor.rgb) == ("FFC00000", "FFD9D9D9")
    assert (made["A1"].alignment.horizontal, made["A1"].alignment.vertical) == ("center", "top")
    assert (made["B1"].font.name, made["B1"].alignment.horizontal) == ("Times New Roman", "left")


def test_a_cell_of_several_fonts_is_rich_text() -> None:
    mixed = paragraph(Run("注意：", LABEL), Run("四舍五入", VALUE))
    value = opened(document(table((300.0,), row(cell(0, mixed)))), rich_text=True).active["A1"].value
    assert isinstance(value, CellRichText)
    assert [(run.text, run.font.rFont) for run in value] == [("注意：", "黑体"), ("四舍五入", "仿宋_GB2312")]


def test_line_breaks_and_blanks_of_several_fonts_are_kept_by_every_reader() -> None:
    lines = (paragraph("一、概况 ", font=LABEL), paragraph(Run("  ", LABEL), Run("项目概况如下", VALUE)))
    data = workbook_of(document(table((300.0,), row(cell(0, *lines)))), "长沙市")
    value = load_workbook(io.BytesIO(data), rich_text=True).active["A1"].value
    assert [(run.text, run.font.rFont) for run in value] == [("一、概况 \n  ", "黑体"), ("项目概况如下", "仿宋_GB2312")]
    whole = "一、概况 \n  项目概况如下"
    assert CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python() == [[whole]]
    (table_read,) = read_xlsx(data, Source("表.xlsx")).sections[0].blocks
    assert isinstance(table_read, Table)
    assert text_of(table_read.rows[0].cells[0].blocks) == whole


@pytest.mark.parametrize("text", ["  甲 ", "\u3000\u3000乙", "丙\n", "_x000D_", "\x0b丁"])
def test_blanks_and_what_xml_forbids_come_back(text: str) -> None:
    data = workbook_of(document(table((300.0,), row(cell(0, Paragraph((Run(text, VALUE),), FORMAT, VALUE))))), "表")
    (read,) = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()[0]
    assert read == text


def test_tables_below_each_other_share_one_grid_of_columns() -> None:
    first = table((100.0, 300.0), row(cell(0, "甲"), cell(1, "乙")))
    second = table((101.0, 199.0, 100.0), row(cell(0, "丙"), cell(1, "丁"), cell(2, "戊")))
    assert widths(document(first, paragraph(""), second)) == pytest.approx((100.0, 200.0, 100.0), abs=0.4)
    (grid,) = (read.grid for read in read_sheets(workbook_of(document(first, paragraph(""), second), "表")))
    assert grid_text(grid) == "甲 | 乙 ×2\n丙 | 丁 | 戊"


def test_columns_narrower_than_what_joins_edges_stay() -> None:
    narrow = table((1.0, 1.0, 300.0), row(cell(0, ""), cell(1, ""), cell(2, "甲")))
    assert widths(document(narrow, paragraph(""), narrow)) == pytest.approx((0.75, 0.75, 300.0))


def test_a_line_with_a_right_tab_stands_at_both_ends() -> None:
    line = paragraph("填报单位：外经科\t金额单位：元", align=Align.LEFT, tabs=(Tab(400.0, "right"),))
    sheet = opened(document(line, table((100.0,) * 4, row(*(cell(n, "甲") for n in range(4)))))).active
    assert (sheet["A1"].value, sheet["A1"].alignment.horizontal) == ("填报单位：外经科", "left")
    (right,) = [each for each in sheet[1] if each.value == "金额单位：元"]
    assert right.alignment.horizontal == "right"
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:C1"]


def test_a_line_with_tabs_and_no_columns_for_them_is_one_cell() -> None:
    line = paragraph("填报单位：外经科\t金额单位：元", align=Align.LEFT, tabs=(Tab(440.0, "right"),))
    sheet = opened(document(line, table((400.0, 40.0), row(cell(0, "甲"), cell(1, "乙"))))).active
    assert sheet["A1"].value == "填报单位：外经科\u3000\u3000金额单位：元"


def test_lines_with_a_tab_and_no_table_line_up_in_columns() -> None:
    lines = [
        paragraph(text, align=Align.LEFT, tabs=(Tab(140.0),)) for text in ("项目名称\t对非经贸", "主管部门\t商务局")
    ]
    sheet = opened(document(paragraph("封面"), *lines)).active
    assert [[each.value for each in line] for line in sheet.rows] == [
        ["封面", None],
        ["项目名称", "对非经贸"],
        ["主管部门", "商务局"],
    ]


def test_a_hanging_first_line_begins_where_it_does_in_word() -> None:
    hanging = replace(paragraph("").format, align=Align.LEFT, left=140.0, first=-100.0)
    line = replace(paragraph("附件：自评表"), format=hanging)
    assert opened(document(line)).active["A1"].alignment.indent == round(40 / 6.75)


def test_rows_are_as_high_as_in_word_or_as_their_text_needs() -> None:
    made = document(table((60.0,), row(cell(0, "甲"), height=40), row(cell(0, "对非贸易规模" * 3), height=20)))
    heights = [dimension.height for _, dimension in sorted(opened(made).active.row_dimensions.items())]
    assert heights[0] == 40
    assert heights[1] >= 4 * 12 * 1.2  # 18 characters, 4 on a line at most


def test_the_last_row_of_a_merged_cell_grows_for_its_text() -> None:
    long = cell(0, "对非贸易规模" * 10, row_span=2)
    made = document(table((60.0, 60.0), row(long, cell(1, "甲")), row(cell(1, "乙"))))
    first, second = (dimension.height for _, dimension in sorted(opened(made).active.row_dimensions.items()))
    assert first == 24
    assert first + second >= 15 * 12 * 1.2


def test_a_row_higher_than_excel_has_them_becomes_several_that_are_merged() -> None:
    made = document(table((60.0, 300.0), row(cell(0, "执行情况"), cell(1, "对非贸易规模达到230亿元。" * 120))))
    sheet = opened(made).active
    heights = [dimension.height for dimension in sheet.row_dimensions.values()]
    assert len(heights) > 1
    assert max(heights) <= 409
    assert {str(area) for area in sheet.merged_cells.ranges} == {f"A1:A{len(heights)}", f"B1:B{len(heights)}"}
    (read,) = read_sheets(workbook_of(made, "表"))
    assert len(read.grid.rows) == 1


def test_sections_are_sheets_named_after_their_titles() -> None:
    parts = (
        section(paragraph("封面", align=Align.LEFT)),
        section(paragraph("附件1", align=Align.LEFT), paragraph("自评表"), *FORM[2:]),
        section(paragraph("续"), begins="continuous"),
        section(paragraph("自评表")),
    )
    book = new_workbook()
    assert add_sheets(book, Document(parts), "长沙市", reserved=("自评表(2)",)) == "长沙市"
    assert book.sheetnames == ["长沙市", "自评表", "自评表(3)"]


def test_a_document_that_no_sheet_holds_leaves_the_book_as_it_was() -> None:
    book = new_workbook()
    add_sheets(book, document(*FORM), "长沙市")
    with pytest.raises(JixiaoError):
        add_sheets(book, Document((section(paragraph("封面")), section(paragraph("文" * 32768)))), "株洲市")
    assert book.sheetnames == ["长沙市"]


def test_footers_with_page_numbers_follow() -> None:
    number = Paragraph((Run("— ", VALUE), PageNumber("PAGE", VALUE), Run(" —", VALUE)), paragraph("").format, VALUE)
    made = replace(section(*FORM), footers={"default": (number,), "even": (number,)})
    sheet = opened(Document((made,), even_and_odd=True)).active
    assert sheet.oddFooter.center.text == "— &P —"
    assert (sheet.oddFooter.center.size, sheet.oddFooter.center.font) == (12, "仿宋_GB2312,Regular")
    assert sheet.HeaderFooter.differentOddEven
    assert not opened(Document((made,))).active.HeaderFooter.differentOddEven


def test_headers_of_several_lines_and_what_looks_like_a_code_stay() -> None:
    lines = (paragraph("附件2", font=VALUE), paragraph("&[Tab] 一二", font=VALUE))
    made = workbook_of(Document((replace(section(*FORM), headers={"default": lines}),)), "表")
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        root = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    (header,) = (each.text for each in root.iter("{*}oddHeader"))
    assert header is not None
    assert re.sub('&12|&"[^"]*"', "", header) == "&C附件2\n&&[Tab] 一二"


def test_columns_count_digits_of_a_font_that_is_everywhere() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook_of(document(*FORM), "表"))) as archive:
        styles = etree.fromstring(archive.read("xl/styles.xml"))
    (normal,) = (each for each in styles.iter("{*}cellStyle") if each.get("name") == "Normal")
    (base,) = (list(each)[int(normal.get("xfId", ""))] for each in styles.iter("{*}cellStyleXfs"))
    (font,) = (list(each)[int(base.get("fontId", ""))] for each in styles.iter("{*}fonts"))
    assert [each.get("val") for each in font.iter("{*}name", "{*}sz")] == ["Arial", "10"]


@pytest.mark.parametrize("made", [table((300.0,), row(cell(0, "文" * 32768))), paragraph("文" * 32768)])
def test_more_text_than_a_cell_of_excel_holds_is_an_error_that_says_where(made: Block) -> None:
    with pytest.raises(JixiaoError) as caught:
        workbook_of(document(made), "长沙市")
    assert "工作表“长沙市”" in str(caught.value)


@pytest.mark.parametrize("made", [(), (table(()),), (table((), Row(())), paragraph("甲")), (table((100.0,), Row(())),)])
def test_documents_and_tables_without_content_are_sheets_too(made: tuple[Block, ...]) -> None:
    assert len(widths(document(*made))) == 1
    assert opened(document(*made)).sheetnames == ["长沙市"]


def test_a_nested_table_is_text_of_its_cell() -> None:
    inner = table((50.0, 50.0), row(cell(0, "甲"), cell(1, "乙")), row(cell(0, "丙"), cell(1, "丁")))
    outer = replace(cell(0), blocks=(inner, paragraph("")))
    assert opened(document(table((200.0,), row(outer)))).active["A1"].value == "甲\t乙\n丙\t丁\n"


def test_pictures_are_named_for_they_are_not_taken_over() -> None:
    picture = Paragraph((Picture(b"", 10.0, 10.0, VALUE),), paragraph("").format, VALUE)
    made = document(picture, table((300.0,), row(cell(0, picture))))
    (problem,) = unsupported(made, Source("表.docx"))
    assert (str(problem.severity), "2 张图片" in problem.message) == ("warning", True)
    assert unsupported(document(*FORM), Source("表.docx")) == ()


@st.composite
def any_table(draw: st.DrawFn) -> Table:
    """Rows cut into cells at random, some of which reach down where the next row has the same cell."""
    count = draw(st.integers(1, 5))
    columns = tuple(draw(st.lists(st.floats(10, 120), min_size=count, max_size=count)))
    cuts = draw(st.lists(st.sets(st.integers(1, max(count - 1, 1))), min_size=1, max_size=5))
    rows: list[Row] = []
    for cut in cuts:
        edges = [0, *sorted(edge for edge in cut if edge < count), count]
        texts = [draw(st.text(alphabet="中文0123.,%=& \n", max_size=30)) for _ in edges[1:]]
        cells = [cell(a, *t.split("\n"), span=b - a) for a, b, t in zip(edges, edges[1:], texts, strict=False)]
        rows.append(row(*cells))
    return _merged(Table(columns, tuple(rows)), draw)


def _merged(made: Table, draw: st.DrawFn) -> Table:
    rows = [list(each.cells) for each in made.rows]
    for number in range(len(rows) - 1, 0, -1):
        below = {(each.column, each.span): each for each in rows[number]}
        for index, each in enumerate(rows[number - 1]):
            same = below.get((each.column, each.span))
            if same and draw(st.booleans()):
                rows[number].remove(same)
                rows[number - 1][index] = replace(each, row_span=1 + same.row_span)
    kept = [replace(old, cells=tuple(cells)) for old, cells in zip(made.rows, rows, strict=True)]
    return replace(made, rows=tuple(kept))


@given(st.lists(any_table(), min_size=1, max_size=3))
@settings(max_examples=scaled(60), deadline=None)
def test_any_tables_come_back_whole_and_no_merged_ranges_overlap(tables: list[Table]) -> None:
    blocks = [block for each in tables for block in (each, paragraph(""))]
    sheet = opened(document(*blocks)).active
    for one, other in combinations(sheet.merged_cells.ranges, 2):
        assert one.isdisjoint(other)
    read = [found for line in sheet for found in line if found.value is not None]
    texts = [each.text for each in _cells(tables)]
    assert {found.value for found in read if found.data_type == "s"} <= set(texts)
    assert len(read) == sum(bool(text) for text in texts)


def _cells(tables: list[Table]) -> list[Cell]:
    return [each for made in tables for line in made.rows for each in line.cells]
