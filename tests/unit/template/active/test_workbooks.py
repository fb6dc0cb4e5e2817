"""Each kind of active content of a workbook: how it is told, and what is left of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from active_samples import active_in, default, left_of, linked, override, text_of
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import FormulaRule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table
from sheet import saved, sheet

from generator.office.package import Package
from generator.template.active.formulas import reaches_out, without_links

MAIN, PAGE = "xl/workbook.xml", "xl/worksheets/sheet1.xml"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REACHES = "会连网、运行程序或读取别的文件，成表里只留它存着的结果"
NO_WEB = "不是网页或邮箱，点了会打开别的文件或程序，成表里只留文字，不带链接"
BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"


def with_formula(formula: str, value: str = "5", attributes: str = "") -> bytes:
    """A sheet with a formula in B2 and its result, as Excel stores it."""
    data = sheet(["甲", "乙"], ["丙", "占位"])
    return edited(data, PAGE, lambda xml: _put(xml, f"<f{attributes}>{formula}</f><v>{value}</v>"))


def _put(xml: str, content: str) -> str:
    start = xml.index('<c r="B2"')
    end = xml.index("</c>", start)
    return f'{xml[:start]}<c r="B2">{content}{xml[end:]}'


def edited(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The file with another text in a part."""
    from sheet import members  # noqa: PLC0415

    return linked(data, part, parts={part: change(members(data)[part])})


def cell_of(package: Package, at: str = "B2") -> str:
    """The XML of a cell."""
    xml = text_of(package, PAGE)
    start = xml.index(f'<c r="{at}"')
    return xml[start : xml.index("</c>", start) + 4]


# Formulas in cells

REACHING = [
    "WEBSERVICE(&quot;http://a.cn&quot;)",
    "_xlfn.WEBSERVICE(A1)",
    "1+webservice(A1)",
    "RTD(&quot;a.b&quot;,,&quot;c&quot;)",
    "CALL(&quot;kernel32&quot;,&quot;WinExec&quot;)",
    "cmd|'/c calc'!A0",
    "[1]Sheet1!A1*2",
    "SUM('[1]Sheet 1'!A1:A3)",
    "[1]!名称",
    "'C:\\[a.xlsx]表'!A1",
    "_xlfn.IMAGE(&quot;http://a.cn/a.png&quot;)",
    "CUBEVALUE(&quot;x&quot;)",
    "_xlfn.MAP(A1,_xleta.WEBSERVICE)",
    "'&quot;'!A1+WEBSERVICE(A1)+'&quot;'!A1",
]
INSIDE = [
    "SUM(A1:A3)",
    "表!A1&amp;&quot;WEBSERVICE(|[1]Sheet1!A1&quot;",
    "SUM(表1[金额])",
    "表1[[#This Row],[金额]]*表!A1",
    "'a|b'!A1",
    "ENCODEURL(A1)",
    "MYCALL(A1)",
]


@pytest.mark.parametrize("formula", REACHING)
def test_a_formula_that_reaches_out_leaves_its_result(formula: str) -> None:
    data = with_formula(formula)
    shown = formula.replace("&quot;", '"')
    assert active_in(data, "xlsx") == [f"工作表“表” B2: 公式“={shown}”：{REACHES}“5”"]
    assert cell_of(left_of(data, "xlsx")) == '<c r="B2"><v>5</v></c>'


@pytest.mark.parametrize("formula", INSIDE)
def test_formulas_of_the_workbook_alone_stay(formula: str) -> None:
    data = with_formula(formula)
    assert active_in(data, "xlsx") == []
    assert cell_of(left_of(data, "xlsx")) == f'<c r="B2"><f>{formula}</f><v>5</v></c>'.replace("&quot;", "&quot;")


def test_a_shared_formula_goes_in_all_its_cells() -> None:
    data = with_formula("WEBSERVICE(A1)", "甲", ' t="shared" ref="B2:B3" si="0"')
    data = edited(
        data,
        PAGE,
        lambda xml: xml.replace(
            "</sheetData>", '<row r="3"><c r="B3"><f t="shared" si="0"/><v>7</v></c></row></sheetData>'
        ),
    )
    assert active_in(data, "xlsx") == [
        f"工作表“表” B2: 公式“=WEBSERVICE(A1)”：{REACHES}“甲”",
        f"工作表“表” B3: 公式“=WEBSERVICE(A1)”：{REACHES}“7”",
    ]
    assert "<f" not in text_of(left_of(data, "xlsx"), PAGE)


LINKS = {
    'HYPERLINK("file:///C:/a.exe","看")': '"看"',
    'HYPERLINK("\\\\srv\\a")': '"\\\\srv\\a"',
    'HYPERLINK(A1,B1&"(x,y)")': 'B1&"(x,y)"',
    '1&hyperlink(A1&"b",C1)&2': "1&(C1)&2",
    'IF(A1="HYPERLINK(",HYPERLINK("a.xlsx","甲"),"")': 'IF(A1="HYPERLINK(",("甲"),"")',
    'HYPERLINK(HYPERLINK("a","b"),"c")': '"c"',
}
WEB_LINKS = ['HYPERLINK("http://a.cn/"&A1,"看")', "HYPERLINK(\"#'表'!A1\",A1)", 'HYPERLINK("mailto:a@b.cn")', "SUM(A1)"]


@pytest.mark.parametrize(("formula", "text"), LINKS.items())
def test_a_link_to_a_file_leaves_the_formula_of_its_text(formula: str, text: str) -> None:
    assert without_links(formula)[0] == text


@pytest.mark.parametrize("formula", WEB_LINKS)
def test_links_to_the_web_and_inside_the_workbook_stay(formula: str) -> None:
    assert without_links(formula) == (formula, "")


def test_a_link_in_a_cell_is_told() -> None:
    data = with_formula("HYPERLINK(&quot;C:\\a.exe&quot;,A1)")
    assert active_in(data, "xlsx") == [f"工作表“表” B2: 超链接“C:\\a.exe”：{NO_WEB}"]
    assert cell_of(left_of(data, "xlsx")) == '<c r="B2"><f>A1</f><v>5</v></c>'


# What surrounds the cells


def test_links_of_cells_go_but_for_those_to_the_web() -> None:
    def change(page: Any) -> None:
        for at, target in (("A1", "file:///C:/a.exe"), ("B1", "https://a.cn"), ("C1", "..\\a.xlsx")):
            page[at].hyperlink = Hyperlink(ref=at, target=target)

    data = sheet(["甲", "乙", "丙"], change=change)
    assert active_in(data, "xlsx") == [
        f"工作表“表” A1: 超链接“file:///C:/a.exe”：{NO_WEB}",
        f"工作表“表” C1: 超链接“..\\a.xlsx”：{NO_WEB}",
    ]
    left = left_of(data, "xlsx")
    assert [link.target for link in left.relationships(PAGE)] == ["https://a.cn"]
    assert text_of(left, PAGE).count("<hyperlink ") == 1


def test_rules_and_checks_go_with_their_formulas() -> None:
    def change(page: Any) -> None:
        page.conditional_formatting.add("A1", FormulaRule(formula=["WEBSERVICE(A1)"]))
        page.conditional_formatting.add("B1", FormulaRule(formula=["A1>1"]))
        check = DataValidation(type="custom", formula1="[1]Sheet1!A1")
        check.add("A1")
        page.add_data_validation(check)

    data = sheet(["甲", "乙"], change=change)
    named = "引用别的文件或程序，成表里不带"
    assert active_in(data, "xlsx") == [
        f"工作表“表” A1: 公式“=WEBSERVICE(A1)”：{named}",
        f"工作表“表” A1: 公式“=[1]Sheet1!A1”：{named}",
    ]
    left = text_of(left_of(data, "xlsx"), PAGE)
    assert left.count("<conditionalFormatting") == 1
    assert "dataValidation" not in left


def test_another_workbook_goes_with_its_names_and_the_results_stay() -> None:
    book = openpyxl.Workbook()
    book.active.title = "表"
    book.active.append(["甲", "占位"])
    book.active.append(["丙", "占位"])
    book.defined_names["外"] = DefinedName("外", attr_text="[1]Sheet1!$A$1")
    book.defined_names["内"] = DefinedName("内", attr_text="表!$A$1")
    data = edited(saved(book), PAGE, lambda xml: _put(xml, "<f>外*2</f><v>6</v>"))
    data = edited(
        data,
        MAIN,
        lambda xml: xml.replace(
            "<definedNames>",
            '<externalReferences><externalReference xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
            'relationships" r:id="x"/></externalReferences><definedNames>',
        ),
    )
    data = linked(data, MAIN, "x externalLink externalLinks/externalLink1.xml")
    data = linked(
        data,
        "xl/externalLinks/externalLink1.xml",
        "rId1 externalLinkPath ! file:///C:/a.xlsx",
        parts={"xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{S}"/>'},
        types=override("xl/externalLinks/externalLink1.xml", BOOK_TYPE),
    )
    assert active_in(data, "xlsx") == [
        f"工作表“表” B2: 公式“=外*2”：{REACHES}“6”",
        "工作簿: 引用的工作簿“file:///C:/a.xlsx”：打开时会读取别的文件或程序，成表里只留公式存着的结果",
        "工作簿: 名称“外”：引用别的文件或程序，成表里不带",
    ]
    left = left_of(data, "xlsx")
    assert cell_of(left) == '<c r="B2"><v>6</v></c>'
    assert "external" not in "".join(left.members).lower() + text_of(left, MAIN)
    assert '<definedName name="内">' in text_of(left, MAIN)


def test_a_link_by_dde_is_named() -> None:
    data = linked(
        edited(
            sheet(["甲"]),
            MAIN,
            lambda xml: xml.replace(
                "</sheets>",
                '</sheets><externalReferences><externalReference xmlns:r="http://schemas.openxmlformats.org/'
                'officeDocument/2006/relationships" r:id="x"/></externalReferences>',
            ),
        ),
        MAIN,
        "x externalLink e.xml",
        parts={
            "xl/e.xml": f'<externalLink xmlns="{S}"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>',
        },
        types=override("xl/e.xml", BOOK_TYPE),
    )
    assert active_in(data, "xlsx") == [
        "工作簿: DDE 链接“cmd|/c calc”：打开时会读取别的文件或程序，成表里只留公式存着的结果"
    ]
    assert "xl/e.xml" not in left_of(data, "xlsx").members


def test_charts_keep_the_figures_that_they_show() -> None:
    def change(page: Any) -> None:
        chart = BarChart()
        chart.add_data(Reference(page, min_col=1, min_row=1, max_row=2), titles_from_data=True)
        page.add_chart(chart, "C3")

    data = sheet(["甲"], [3], change=change)
    chart = "xl/charts/chart1.xml"
    data = edited(
        data,
        chart,
        lambda xml: (
            xml.replace("'表'!", "[1]表!")
            .replace("!A1</f>", '!A1</f><strCache><ptCount val="1"/><pt idx="0"><v>甲</v></pt></strCache>')
            .replace("$A$2</f>", '$A$2</f><numCache><ptCount val="1"/><pt idx="0"><v>3</v></pt></numCache>')
        ),
    )
    assert active_in(data, "xlsx") == [
        f"工作表“表” 图表: 公式“=[1]表!{cells}”：引用别的文件或程序，成表里不带" for cells in ("A1", "$A$2")
    ]
    left = text_of(left_of(data, "xlsx"), chart)
    assert "<tx><v>甲</v></tx>" in left
    assert '<val><numLit><ptCount val="1"/><pt idx="0"><v>3</v></pt></numLit></val>' in left


def test_a_table_of_a_query_becomes_a_plain_one() -> None:
    data = sheet(["甲"], ["1"], change=lambda page: page.add_table(Table(displayName="表1", ref="A1:A2")))
    table = "xl/tables/table1.xml"
    data = edited(
        data,
        table,
        lambda xml: xml.replace(" ref=", ' tableType="queryTable" ref=', 1).replace(
            ' name="甲"', ' name="甲" queryTableFieldId="1"'
        ),
    )
    data = linked(data, table, "q queryTable ../queryTables/q.xml", parts={"xl/queryTables/q.xml": "<q/>"})
    data = linked(data, MAIN, "c connections connections.xml", parts={"xl/connections.xml": "<c/>"})
    does = "会从别处读取数据，成表里只留现有的内容"
    assert active_in(data, "xlsx") == [
        f"工作表“表” 表格: 外部数据查询：{does}",
        f"工作簿: 数据连接：{does}",
    ]
    left = left_of(data, "xlsx")
    assert {"xl/queryTables/q.xml", "xl/connections.xml"}.isdisjoint(left.members)
    assert "query" not in text_of(left, table)


def test_pivot_tables_of_figures_from_elsewhere_go_and_others_stay() -> None:
    data = sheet(["甲"])
    for number, source in (
        (1, '<cacheSource type="external" connectionId="1"/>'),
        (2, '<cacheSource type="worksheet"/>'),
    ):
        cache, table = f"xl/pivotCache/p{number}.xml", f"xl/pivotTables/t{number}.xml"
        data = linked(data, MAIN, f"c{number} pivotCacheDefinition pivotCache/p{number}.xml")
        data = linked(data, PAGE, f"t{number} pivotTable ../pivotTables/t{number}.xml")
        data = linked(
            data,
            table,
            f"c pivotCacheDefinition ../pivotCache/p{number}.xml",
            parts={
                cache: f'<pivotCacheDefinition xmlns="{S}">{source}</pivotCacheDefinition>',
                table: f'<pivotTableDefinition xmlns="{S}"/>',
            },
        )
    caches = "".join(f'<pivotCache cacheId="{n}" r:id="c{n}"/>' for n in (1, 2))
    data = edited(
        data,
        MAIN,
        lambda xml: xml.replace(
            "</workbook>",
            '<pivotCaches xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
            f"{caches}</pivotCaches></workbook>",
        ),
    )
    told = "数据透视表的外部数据：会从别处读取数据，成表里只留现有的内容"
    assert active_in(data, "xlsx") == [f"工作表“表”: {told}", f"工作簿: {told}"]
    left = left_of(data, "xlsx")
    assert sorted(name for name in left.members if "pivot" in name and "_rels" not in name) == [
        "xl/pivotCache/p2.xml",
        "xl/pivotTables/t2.xml",
    ]
    assert text_of(left, MAIN).count("<pivotCache ") == 1


def test_a_sheet_of_macros_goes_and_the_numbers_of_the_others_follow() -> None:
    book = openpyxl.Workbook()
    book.active.title = "宏表"
    book.create_sheet("表")
    book.worksheets[1].print_title_rows = "1:1"
    book.active = 1
    data = saved(book)
    rels = "xl/_rels/workbook.xml.rels"
    data = edited(
        data,
        rels,
        lambda xml: xml.replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet",
            "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet",
            1,
        ),
    )
    assert active_in(data, "xlsx") == ["工作簿: 宏表：会运行程序，成表里不带"]
    left = text_of(left_of(data, "xlsx"), MAIN)
    assert "宏表" not in left
    assert 'localSheetId="0"' in left
    assert 'activeTab="0"' in left


def test_shapes_call_no_macros() -> None:
    drawing = "xl/drawings/drawing1.xml"
    data = linked(
        sheet(["甲"]),
        PAGE,
        "d drawing ../drawings/drawing1.xml",
        parts={
            drawing: '<x:wsDr xmlns:x="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing">'
            '<x:sp macro="[1]!甲"/></x:wsDr>'
        },
    )
    assert active_in(data, "xlsx") == ["工作表“表” 图形: 宏“[1]!甲”：会运行程序，成表里不带"]
    assert '<x:sp macro=""/>' in text_of(left_of(data, "xlsx"), drawing)


# Objects

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PROPERTIES = (
    '<objectPr r:id="p"><anchor><from><xdr:col>1</xdr:col><xdr:colOff>2</xdr:colOff><xdr:row>3</xdr:row>'
    "<xdr:rowOff>4</xdr:rowOff></from><to><xdr:col>5</xdr:col><xdr:colOff>6</xdr:colOff><xdr:row>7</xdr:row>"
    "<xdr:rowOff>8</xdr:rowOff></to></anchor></objectPr>"
)
VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shape id="_x0000_s1025"><v:imagedata o:relid="i"/>'
    "<x:ClientData><x:Anchor>1, 2, 3, 4, 5, 6, 7, 8</x:Anchor></x:ClientData></v:shape></xml>"
)


@pytest.mark.parametrize(
    ("properties", "offsets"), [(PROPERTIES, (2, 4, 6, 8)), ("", (19050, 38100, 57150, 76200))], ids=["2010", "2007"]
)
def test_an_object_of_a_sheet_leaves_its_picture(properties: str, offsets: tuple[int, ...]) -> None:
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    one = '<oleObject progId="Word.Document.12" shapeId="1025" r:id="o"{}'
    objects = (
        f'<legacyDrawing xmlns:r="{OFFICE}" r:id="v"/><oleObjects xmlns:r="{OFFICE}" {mc}><mc:AlternateContent>'
        f'<mc:Choice xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" Requires="x14">'
        f"{one.format(f'>{properties}</oleObject>')}</mc:Choice><mc:Fallback>{one.format('/>')}</mc:Fallback>"
        "</mc:AlternateContent></oleObjects></worksheet>"
    )
    data = edited(sheet(["甲"]), PAGE, lambda xml: xml.replace("</worksheet>", objects))
    data = linked(
        data,
        PAGE,
        "v vmlDrawing ../drawings/vmlDrawing1.vml",
        "o package ../embeddings/a.docx",
        *(["p image ../media/p.emf"] if properties else []),
    )
    data = linked(
        data,
        "xl/drawings/vmlDrawing1.vml",
        "i image ../media/p.emf",
        parts={"xl/drawings/vmlDrawing1.vml": VML, "xl/media/p.emf": b"emf", "xl/embeddings/a.docx": b"PK"},
        types=default("emf", "image/x-emf")
        + default("vml", "application/vnd.openxmlformats-officedocument.vmlDrawing")
        + default("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    )
    assert active_in(data, "xlsx") == ["工作表“表”: 嵌入的对象：双击会打开别的程序，成表里只留它的图片"]
    left = left_of(data, "xlsx")
    assert "xl/embeddings/a.docx" not in left.members
    assert "oleObject" not in text_of(left, PAGE)
    assert "v:shape" not in text_of(left, "xl/drawings/vmlDrawing1.vml")
    (drawing,) = (link for link in left.relationships(PAGE) if link.type.endswith("/drawing"))
    (image,) = left.relationships(drawing.target)
    assert image.target == "xl/media/p.emf"
    shown = text_of(left, drawing.target)
    marks = "".join(
        f"<xdr:{corner}><xdr:col>{column}</xdr:col><xdr:colOff>{x}</xdr:colOff><xdr:row>{row}</xdr:row>"
        f"<xdr:rowOff>{y}</xdr:rowOff></xdr:{corner}>"
        for corner, column, x, row, y in (
            ("from", 1, *offsets[:1], 3, offsets[1]),
            ("to", 5, offsets[2], 7, offsets[3]),
        )
    )
    assert marks in shown
    assert f'<a:blip r:embed="{image.id}"/>' in shown


def test_a_control_of_a_sheet_and_a_linked_picture_go() -> None:
    controls = f'<controls xmlns:r="{OFFICE}"><control shapeId="9" r:id="a"/><control shapeId="8" r:id="f"/></controls>'
    data = edited(sheet(["甲"]), PAGE, lambda xml: xml.replace("</worksheet>", f"{controls}</worksheet>"))
    drawing = "xl/drawings/drawing1.xml"
    data = linked(
        data,
        PAGE,
        "a control ../activeX/activeX1.xml",
        "f ctrlProp ../ctrlProps/ctrlProp1.xml",
        "d drawing ../drawings/drawing1.xml",
        parts={"xl/activeX/activeX1.xml": "<a/>", "xl/ctrlProps/ctrlProp1.xml": "<a/>"},
    )
    data = linked(
        data,
        drawing,
        "x image ! http://evil.cn/a.png",
        "w hyperlink ! file:///C:/a",
        parts={
            drawing: '<x:wsDr xmlns:x="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
            f' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="{OFFICE}"><x:twoCellAnchor>'
            '<x:pic><x:blipFill><a:blip r:link="x"/></x:blipFill></x:pic></x:twoCellAnchor><x:twoCellAnchor><x:sp>'
            '<x:nvSpPr><x:cNvPr id="1" name="图"><a:hlinkClick r:id="w"/></x:cNvPr></x:nvSpPr></x:sp>'
            "</x:twoCellAnchor></x:wsDr>"
        },
    )
    assert active_in(data, "xlsx") == [
        "工作表“表”: ActiveX 控件：会运行程序，成表里只留它的图片",
        "工作表“表” 图形: 链接的图片“http://evil.cn/a.png”：打开时会从别处读取，成表里不带",
        f"工作表“表” 图形: 超链接“file:///C:/a”：{NO_WEB}",
    ]
    left = left_of(data, "xlsx")
    assert text_of(left, PAGE).endswith('<controls><control shapeId="8" r:id="f"/></controls></worksheet>')
    assert "xl/activeX/activeX1.xml" not in left.members
    assert text_of(left, drawing) == (
        '<x:wsDr><x:twoCellAnchor><x:sp><x:nvSpPr><x:cNvPr id="1" name="图"/></x:nvSpPr></x:sp></x:twoCellAnchor>'
        "</x:wsDr>"
    )


def test_text_in_a_formula_is_no_formula() -> None:
    assert not reaches_out('"WEBSERVICE(" & "a|b" & "[1]x!"', ())
    assert reaches_out("外+1", ("外",))
    assert not reaches_out("外省+1", ("外",))
