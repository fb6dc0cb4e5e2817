"""Parts beside the sheets: unknown ones survive, those that refer to cells follow, and the calculation chain goes."""

from __future__ import annotations

import io
import re
import struct
import zlib

from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet
from sheet import book_of, fill, filled, grid, members, opened, page, sheet, with_members

LOOP, END = "{% for 市 in 各市 %}{{ 市 }}", "{% endfor %}"


def picture() -> Image:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pixels = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(b"\0\0"))
    file = io.BytesIO(b"\x89PNG\r\n\x1a\n" + pixels + chunk(b"IEND", b""))
    return Image(file)


def test_unknown_part_survives() -> None:
    made = fill(with_members(sheet(["{{ 甲 }}"]), {"customXml/item1.xml": "<密级>内部</密级>"}), 甲="1")
    assert members(made)["customXml/item1.xml"] == "<密级>内部</密级>"


def test_chain_of_calculation_goes_and_formulas_count_again_on_opening() -> None:
    template = sheet(["{{ 甲 }}", "=A1*2"])
    parts = members(template)
    rels = parts["xl/_rels/workbook.xml.rels"].replace(
        "</Relationships>",
        '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"'
        ' Target="calcChain.xml"/></Relationships>',
    )
    chained = with_members(template, {"xl/calcChain.xml": "<calcChain/>", "xl/_rels/workbook.xml.rels": rels})
    made = members(fill(chained, 甲="1"))
    assert not any("calcChain" in name or "calcChain" in text for name, text in made.items())
    assert 'fullCalcOnLoad="1"' in made["xl/workbook.xml"]


def test_picture_and_comment_move_with_their_rows() -> None:
    def change(page: Worksheet) -> None:
        page.add_image(picture(), "B2")
        page["A2"].comment = Comment("注", "处")

    made = filled([LOOP, END], ["尾"], change=change, 各市=["1", "2", "3"])
    shown = page(made)
    assert shown["A4"].comment is not None
    assert shown["A4"].comment.text == "注"
    assert (shown._images[0].anchor._from.row, shown._images[0].anchor._from.col) == (3, 1)
    assert ":Row>3</" in "".join(text for name, text in members(made).items() if name.endswith(".vml"))


def test_picture_on_rows_that_go_stands_on_the_next_that_is_left_however_far() -> None:
    def change(page: Worksheet) -> None:
        page.add_image(picture(), "B3")

    rows = [["头"], ["{% if 甲 %}x"], *[["x"]] * 1100, ["x{% endif %}"], ["尾"]]
    shown = page(filled(*rows, change=change, 甲=""))
    assert [row[0].value for row in shown.iter_rows()] == ["头", "尾"]
    assert shown._images[0].anchor._from.row == 1


def test_chart_shows_all_repeated_rows() -> None:
    def change(page: Worksheet) -> None:
        chart = BarChart()
        chart.add_data(Reference(page, min_col=1, min_row=1, max_row=1))
        page.add_chart(chart, "C3")

    made = members(filled([LOOP, END], ["尾"], change=change, 各市=["1", "2", "3"]))
    assert "表!$A$1:$A$3" in made["xl/charts/chart1.xml"]


def test_table_grows_with_its_rows_and_link_follows() -> None:
    def change(page: Worksheet) -> None:
        page.add_table(Table(displayName="各市表", ref="A1:B2"))
        page["A3"].hyperlink = Hyperlink(ref="A3", location="表!A2")

    made = page(filled(["名", "值"], [LOOP, "x" + END], ["尾"], change=change, 各市=["1", "2", "3"]))
    assert made.tables["各市表"].ref == "A1:B4"
    assert (made["A5"].hyperlink.ref, made["A5"].hyperlink.location) == ("A5", "表!A2:A4")


# A workbook of many forms


def test_each_form_of_a_book_has_its_own_sheet_and_name() -> None:
    made = book_of(
        sheet(["{{ 甲 }}", "=A1*2"]), {"长沙市": {"甲": "1"}, "株洲/市": {"甲": "2"}, "长沙市 ": {"甲": "3"}}
    )
    assert opened(made).sheetnames == ["长沙市", "株洲_市", "长沙市(2)"]
    assert [grid(made, number) for number in range(3)] == ["1 | =A1*2", "2 | =A1*2", "3 | =A1*2"]


def test_sheets_of_one_form_stay_together_and_refer_to_each_other() -> None:
    def change(page: Worksheet) -> None:
        page.parent.create_sheet("附表")["A1"] = "=表!A1"

    made = opened(book_of(sheet(["{{ 甲 }}"], change=change), {"东": {"甲": "1"}, "西": {"甲": "2"}}))
    assert made.sheetnames == ["东", "东-附表", "西", "西-附表"]
    assert [made[name]["A1"].value for name in ("东-附表", "西-附表")] == ["=东!A1", "=西!A1"]


def test_print_areas_of_a_book_are_those_of_each_form() -> None:
    def change(page: Worksheet) -> None:
        page.print_area, page.print_title_rows = "A1:B2", "1:1"

    template = sheet([LOOP, END], ["尾"], change=change)
    made = opened(book_of(template, {"东": {"各市": ["1"]}, "西": {"各市": ["1", "2", "3"]}}))
    assert [(each.print_area, each.print_title_rows) for each in made.worksheets] == [
        ("'东'!$A$1:$B$2", "$1:$1"),
        ("'西'!$A$1:$B$4", "$1:$3"),
    ]


def test_parts_of_a_book_are_copied_for_each_form() -> None:
    def change(page: Worksheet) -> None:
        page.add_image(picture(), "B2")
        page["A2"].comment = Comment("注", "处")
        page.add_table(Table(displayName="各市表", ref="A1:B2"))

    template = sheet(["名", "值"], [LOOP, "x" + END], ["尾"], change=change)
    made = opened(book_of(template, {"东": {"各市": ["1"]}, "西": {"各市": ["1", "2", "3"]}}))
    tables = [(table.displayName, table.id, table.ref) for each in made.worksheets for table in each.tables.values()]
    assert tables == [("各市表", 1, "A1:B2"), ("各市表_2", 2, "A1:B4")]
    assert all(len(each._images) == 1 and each["A2"].comment for each in made.worksheets)


def test_only_the_first_sheet_of_a_book_is_selected() -> None:
    def change(page: Worksheet) -> None:
        page.sheet_view.tabSelected = True

    made = opened(book_of(sheet(["{{ 甲 }}"], change=change), {"东": {"甲": "1"}, "西": {"甲": "2"}}))
    assert [bool(each.sheet_view.tabSelected) for each in made.worksheets] == [True, False]


def test_same_inputs_give_the_same_bytes() -> None:
    template = sheet(["{{ 甲 }}", "{{ 乙 }}"])
    contexts = {"东": {"甲": "1.50", "乙": "010"}, "西": {"甲": "2", "乙": "a\nb"}}
    assert book_of(template, contexts) == book_of(template, contexts)
    assert fill(template, **contexts["西"]) == fill(template, **contexts["西"])


def test_a_sheet_name_without_a_tag_stays_and_others_keep_clear_of_it() -> None:
    def change(page: Worksheet) -> None:
        page.parent.create_sheet("表 二 ")["A1"] = "='表 二 '!A2"
        page.parent.create_sheet("History")
        page.parent.create_sheet("汇总")

    made = opened(fill(sheet(["{{ 甲 }}"], change=change, title="{{ 甲 }}"), 甲="汇总"))
    assert made.sheetnames == ["汇总(2)", "表 二 ", "History", "汇总"]
    assert made["表 二 "]["A1"].value == "='表 二 '!A2"


def test_formulas_of_each_form_in_a_book_use_its_own_table() -> None:
    def change(page: Worksheet) -> None:
        page.add_table(Table(displayName="表甲", ref="A1:A2"))

    rows = [["数"], [LOOP, END], ['=SUM(表甲[数])&"表甲[数]"', "=ROWS(表甲)+SUM(表甲!A1,表甲乙)"]]
    made = opened(book_of(sheet(*rows, change=change), {"东": {"各市": ["1", "2"]}, "西": {"各市": ["3"]}}))
    assert [made["东"][name].value for name in ("A4", "B4")] == [
        '=SUM(表甲[数])&"表甲[数]"',
        "=ROWS(表甲)+SUM(表甲!A1,表甲乙)",
    ]
    assert [made["西"][name].value for name in ("A3", "B3")] == [
        '=SUM(表甲_2[数])&"表甲[数]"',
        "=ROWS(表甲_2)+SUM(表甲!A1,表甲乙)",
    ]


_X14 = (
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
    ' xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'
)


def extended(rows: list[list[str]], inside: str) -> bytes:
    """A sheet with an extension, in which new versions of Excel keep what old ones do not know."""
    part, template = "xl/worksheets/sheet1.xml", sheet(*rows)
    end = f'<extLst><ext uri="x" {_X14}>{inside}</ext></extLst></worksheet>'
    return with_members(template, {part: members(template)[part].replace("</worksheet>", end)})


def test_conditions_choices_and_sparklines_in_extensions_follow() -> None:
    template = extended(
        [["市"], [LOOP, "5", END], ["甲"]],
        "<x14:conditionalFormatting><x14:cfRule><xm:f>A2&gt;A3</xm:f></x14:cfRule><xm:sqref>A2</xm:sqref>"
        "</x14:conditionalFormatting><x14:dataValidation><x14:formula1><xm:f>表!$A$3</xm:f></x14:formula1>"
        "<xm:sqref>B2</xm:sqref></x14:dataValidation><x14:sparklines><x14:sparkline><xm:f>表!A2:B2</xm:f>"
        "<xm:sqref>C2</xm:sqref></x14:sparkline></x14:sparklines>",
    )
    made = members(fill(template, 各市=["1", "2"]))["xl/worksheets/sheet1.xml"]
    assert re.findall(r"<xm:(f|sqref)>(.*?)</xm", made) == [
        ("f", "A2&gt;A4"), ("sqref", "A2:A3"), ("f", "表!$A$4"), ("sqref", "B2:B3"),
        ("f", "表!A2:B2"), ("sqref", "C2"), ("f", "表!A3:B3"), ("sqref", "C3"),
    ]  # fmt: skip
    assert "<extLst" not in members(fill(template, 各市=[]))["xl/worksheets/sheet1.xml"]
