"""Each kind of active content of a document: how it is told, and the paragraph that is left of it."""

from __future__ import annotations

import pytest
from active_samples import active_in, default, left_of, linked, override, text_of
from word import cell, docx, field, paragraph, section, table

from generator.office.package import package_of
from generator.problem import Source
from generator.template.active.clean import without_active

MARK = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
BEGIN, SEPARATE, END = (MARK.format(kind) for kind in ("begin", "separate", "end"))
SHOWN = '<w:r><w:t xml:space="preserve">字</w:t></w:r>'
PIC = 'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
PICTURE = '<v:shape id="a"><v:imagedata r:id="{}"/></v:shape>'


def code(text: str) -> str:
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


def inline(blip: str, inside: str = "") -> str:
    """A run with a picture in the line."""
    return (
        '<w:r><w:drawing><wp:inline><wp:extent cx="9525" cy="9525"/>'
        f'<wp:docPr id="1" name="图"{f">{inside}</wp:docPr>" if inside else "/>"}<a:graphic>'
        f'<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic {PIC}>'
        f'<pic:nvPicPr><pic:cNvPr id="1" name="图"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>{blip}</pic:blipFill>'
        "<pic:spPr/></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def body(document: bytes) -> str:
    """What is left of the paragraphs of a document."""
    text = text_of(left_of(document, "docx"), "word/document.xml")
    return text.partition("<w:body>")[2].partition("<w:sectPr>")[0]


# Fields: the instruction, what is told of it, whether its text alone is left.
PROGRAM, FILE = "打开时会运行别的程序，成表里只留它存着的内容“字”", "会读取别的文件，成表里只留它存着的内容“字”"
NO_WEB = "不是网页或邮箱，点了会打开别的文件或程序，成表里只留文字，不带链接"
FIELDS = {
    "DDE": ('DDE cmd "/c calc"', f'域“DDE cmd "/c calc"”：{PROGRAM}'),
    "DDEAUTO": (" DDEAUTO c:\\\\a b ", f"域“DDEAUTO c:\\\\a b”：{PROGRAM}"),
    "lower case": ("ddeauto a b", f"域“ddeauto a b”：{PROGRAM}"),
    "quoted": ('"DDE" a b', f'域“"DDE" a b”：{PROGRAM}'),
    "INCLUDETEXT": ("INCLUDETEXT a.docx", f"域“INCLUDETEXT a.docx”：{FILE}"),
    "INCLUDEPICTURE": ("INCLUDEPICTURE a.png \\d", f"域“INCLUDEPICTURE a.png \\d”：{FILE}"),
    "LINK": ("LINK Excel.Sheet.12 a.xlsx \\a", f"域“LINK Excel.Sheet.12 a.xlsx \\a”：{FILE}"),
    "DATABASE": ('DATABASE \\s "SELECT"', f'域“DATABASE \\s "SELECT"”：{FILE}'),
    "a local file": ('HYPERLINK "file:///C:/a.exe"', f"超链接“file:///C:/a.exe”：{NO_WEB}"),
    "a path": ('HYPERLINK "C:\\\\a.exe"', f"超链接“C:\\a.exe”：{NO_WEB}"),
    "UNC": ('HYPERLINK "\\\\\\\\srv\\\\a"', f"超链接“\\\\srv\\a”：{NO_WEB}"),
    "UNC without quotes": ("HYPERLINK \\\\\\\\srv\\\\a", f"超链接“\\\\\\\\srv\\\\a”：{NO_WEB}"),
    "a script after a tip": ('hyperlink \\o "提示" "javascript:a()"', f"超链接“javascript:a()”：{NO_WEB}"),
}
STAYING = {
    "a web page": 'HYPERLINK "https://a.cn/x"',
    "mail": 'HYPERLINK "MailTo:a@b.cn"',
    "a bookmark": 'HYPERLINK \\l "_Toc1" \\h',
    "a page number": "PAGE",
    "a formula": "=SUM(ABOVE)",
    "words that begin alike": "DDEX a b",
}


@pytest.mark.parametrize(("instruction", "message"), FIELDS.values(), ids=FIELDS)
def test_an_active_field_leaves_its_text(instruction: str, message: str) -> None:
    document = docx(paragraph("前", field(instruction, "字")), section())
    assert active_in(document, "docx") == [f"第1段: {message}"]
    assert body(document) == paragraph("前", "字").replace("前字", "前")


@pytest.mark.parametrize("instruction", STAYING.values(), ids=STAYING)
def test_other_fields_stay_as_they_are(instruction: str) -> None:
    document = docx(paragraph(field(instruction, "字")), section())
    assert active_in(document, "docx") == []
    assert body(document) == paragraph(field(instruction, "字"))


SHAPES = {
    "a simple field": f'<w:fldSimple w:instr=" DDE a b ">{SHOWN}</w:fldSimple>',
    "an instruction over several runs": BEGIN + code("D") + code("DE a") + code(" b") + SEPARATE + SHOWN + END,
    "an instruction that a tracked change removed": BEGIN
    + "<w:r><w:delInstrText>DDE a b</w:delInstrText></w:r>"
    + SEPARATE
    + SHOWN
    + END,
    "all in one run": '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>DDE a b</w:instrText>'
    '<w:fldChar w:fldCharType="separate"/><w:t xml:space="preserve">字</w:t><w:fldChar w:fldCharType="end"/></w:r>',
    "without an end": BEGIN + code("DDE a b") + SEPARATE + SHOWN,
    "with a computed argument": BEGIN
    + code("DDE a ")
    + BEGIN
    + code("QUOTE 98")
    + SEPARATE
    + code("b")
    + END
    + SEPARATE
    + SHOWN
    + END,
}


@pytest.mark.parametrize("written", SHAPES.values(), ids=SHAPES)
def test_a_field_is_seen_however_it_is_written(written: str) -> None:
    document = docx(paragraph(written), section())
    assert active_in(document, "docx") == [f"第1段: 域“DDE a b”：{PROGRAM}"]
    assert body(document) == f"<w:p>{SHOWN}</w:p>"


def test_a_field_in_a_run_of_mathematics_is_seen() -> None:
    math = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    inside = BEGIN + code("DDE a b") + SEPARATE + "<w:r><w:t>字</w:t></w:r>" + END
    document = docx(paragraph(f"<w:r/><m:oMath {math}>{inside}</m:oMath>".replace("w:r>", "m:r>")), section())
    assert active_in(document, "docx") == [f"第1段: 域“DDE a b”：{PROGRAM}"]
    assert "<w:t>字</w:t>" in body(document)
    assert "instrText" not in body(document)


def test_fields_inside_others_are_seen() -> None:
    inner = field("INCLUDETEXT a", "字")
    document = docx(
        paragraph(BEGIN, code("IF 1 = 1 "), inner, SEPARATE, "果", END),
        paragraph(BEGIN, code("REF b"), SEPARATE, inner, END),
        section(),
    )
    told = f"域“INCLUDETEXT a”：{FILE}"
    assert active_in(document, "docx") == [f"第1段: {told}", f"第2段: {told}"]
    assert body(document) == paragraph(BEGIN, code("IF 1 = 1 "), "字", SEPARATE, "果", END) + paragraph(
        BEGIN, code("REF b"), SEPARATE, "字", END
    )


def test_a_link_whose_address_another_field_computes_is_none_to_the_web() -> None:
    document = docx(paragraph(BEGIN, code("HYPERLINK "), field("REF a", "http://a.cn"), SEPARATE, "字", END), section())
    assert active_in(document, "docx") == [f"第1段: 超链接“”：{NO_WEB}"]
    assert body(document) == paragraph("字")


def test_fields_over_several_paragraphs_leave_all_of_them() -> None:
    document = docx(paragraph(BEGIN, code("INCLUDETEXT a"), SEPARATE, "一"), paragraph("二", END), section())
    assert active_in(document, "docx") == ["第1段: 域“INCLUDETEXT a”：会读取别的文件，成表里只留它存着的内容“一二”"]
    assert body(document) == paragraph("一") + paragraph("二")


def test_fields_are_told_with_their_place_in_tables_headers_and_comments() -> None:
    active = paragraph(field("DDE a b", "字"))
    document = docx(
        table((cell("甲"), cell(active))),
        "",
        section("header default header1"),
        header1=paragraph("眉") + active,
        comments1=f'<w:comment w:id="0" w:author="某">{active}</w:comment>',
    )
    told = f"域“DDE a b”：{PROGRAM}"
    assert active_in(document, "docx") == [
        f"表1 第1行 第2列: {told}",
        f"页眉 第2段: {told}",
        f"批注 第1段: {told}",
    ]
    assert text_of(left_of(document, "docx"), "word/comments1.xml").count("fldChar") == 0


# Elements that lead to relationships

LEADING = {
    "a link": (
        paragraph(f'<w:hyperlink r:id="x">{SHOWN}</w:hyperlink>'),
        "hyperlink ! file:///C:/a.exe",
        f"第1段: 超链接“file:///C:/a.exe”：{NO_WEB}",
        f"<w:p>{SHOWN}</w:p>",
    ),
    "a link of a shape": (
        paragraph(inline("<a:blip/>", '<a:hlinkClick r:id="x"/>')),
        "hyperlink ! \\\\srv\\a",
        f"第1段: 超链接“\\\\srv\\a”：{NO_WEB}",
        paragraph(inline("<a:blip/>")).replace(f" {PIC}", ""),
    ),
    "an inserted file": (
        paragraph("甲") + '<w:altChunk r:id="x"/>' + paragraph("乙"),
        "aFChunk a.html",
        "第1段之后: 插入的另一个文件（altChunk）：打开时才并进正文，成表里不带",
        paragraph("甲") + paragraph("乙"),
    ),
    "an inserted file alone in a cell": (
        table((cell('<w:altChunk r:id="x"/>').replace("<w:p><w:altChunk", "<w:altChunk").replace("/></w:p>", "/>"),))
        + paragraph("尾"),
        "aFChunk a.html",
        "表1 第1行 第1列: 插入的另一个文件（altChunk）：打开时才并进正文，成表里不带",
        table((cell("<w:p/>"),)) + paragraph("尾"),
    ),
    "a sub-document": (
        paragraph('<w:subDoc r:id="x"/>'),
        "subDocument ! a.docx",
        "第1段: 子文档“a.docx”：打开时会读取别的文件，成表里不带",
        "<w:p/>",
    ),
    "a linked object": (
        paragraph(
            '<w:r><w:object><v:shape id="s"/><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office"'
            ' Type="Link" ProgID="Word.Document.12" r:id="x"/></w:object></w:r>'
        ),
        "oleObject ! file:///C:/a.docx",
        "第1段: 嵌入的对象“Word.Document.12”：双击会打开别的程序，成表里只留它的图片",
        "<w:p><w:r/></w:p>",
    ),
    "a picture from elsewhere": (
        paragraph(f"<w:r><w:pict>{PICTURE.format('x')}</w:pict></w:r>", "字"),
        "image ! http://a.cn/a.png",
        "第1段: 链接的图片“http://a.cn/a.png”：打开时会从别处读取，成表里不带",
        f"<w:p><w:r/>{SHOWN}</w:p>",
    ),
    "a linked picture": (
        paragraph(inline('<a:blip r:link="x"/>'), "字"),
        "image ! file:///C:/a.png",
        "第1段: 链接的图片“file:///C:/a.png”：打开时会从别处读取，成表里不带",
        f"<w:p><w:r/>{SHOWN}</w:p>",
    ),
    "something nobody thought of": (
        paragraph('<w:r><w:pict><w:movie r:id="x"/></w:pict></w:r>'),
        "video ! http://a.cn/a.mp4",
        "第1段: 外部引用“http://a.cn/a.mp4”：打开时会从别处读取，成表里不带",
        "<w:p><w:r><w:pict/></w:r></w:p>",
    ),
}


@pytest.mark.parametrize(("before", "link", "message", "after"), LEADING.values(), ids=LEADING)
def test_what_leads_elsewhere_goes_with_its_relationship(before: str, link: str, message: str, after: str) -> None:
    document = linked(
        docx(before, section()),
        "word/document.xml",
        f"x {link}",
        parts={"word/a.html": "<p>甲</p>"} if "a.html" in link else {},
        types=default("html", "text/html"),
    )
    assert active_in(document, "docx") == [message]
    assert body(document) == after
    left = left_of(document, "docx")
    assert [each.id for each in left.relationships("word/document.xml")] == []
    assert "word/a.html" not in left.members


@pytest.mark.parametrize("target", ["https://a.cn", "mailto:a@b.cn", "#第一章"])
def test_links_to_the_web_stay(target: str) -> None:
    link = docx(paragraph(f'<w:hyperlink r:id="x">{SHOWN}</w:hyperlink>'), section())
    document = linked(link, "word/document.xml", f"x hyperlink ! {target}")
    assert active_in(document, "docx") == []
    assert "hyperlink" in body(document)


OFFICE = 'xmlns:o="urn:schemas-microsoft-com:office:office"'
EMBEDDED = (
    f'<w:object w:dxaOrig="1" w:dyaOrig="1"><v:shapetype id="t"/><v:shape id="s" {OFFICE} o:ole="">'
    '<v:imagedata r:id="p"/></v:shape>{}</w:object>'
)
OBJECTS = {
    "an object": (
        f'<o:OLEObject {OFFICE} Type="Embed" ProgID="Excel.Sheet.12" ShapeID="s" ObjectID="_1" r:id="x"/>',
        "package embeddings/a.xlsx",
        "嵌入的对象“Excel.Sheet.12”：双击会打开别的程序，成表里只留它的图片",
    ),
    "a control": (
        '<w:control r:id="x" w:name="C" w:shapeid="s"/>',
        "control activeX/a.xlsx",
        "ActiveX 控件：会运行程序，成表里只留它的图片",
    ),
}


@pytest.mark.parametrize(("element", "link", "message"), OBJECTS.values(), ids=OBJECTS)
def test_objects_and_controls_leave_their_pictures(element: str, link: str, message: str) -> None:
    shown = f"<w:r>{EMBEDDED.format(element)}</w:r>"
    field_around = (BEGIN, code("EMBED Excel.Sheet.12"), SEPARATE, shown, END)
    document = linked(
        docx(paragraph(*(field_around if "OLE" in element else (shown,))), section()),
        "word/document.xml",
        f"x {link}",
        "p image media/p.emf",
        parts={f"word/{link.split()[1]}": b"PK", "word/media/p.emf": b"emf"},
        types=default("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        + default("emf", "image/x-emf"),
    )
    assert active_in(document, "docx") == [f"第1段: {message}"]
    assert body(document) == (
        '<w:p><w:r><w:pict><v:shapetype id="t"/><v:shape id="s"><v:imagedata r:id="p"/></v:shape></w:pict></w:r></w:p>'
    )
    left = left_of(document, "docx")
    assert [each.id for each in left.relationships("word/document.xml")] == ["p"]
    assert f"word/{link.split()[1]}" not in left.members


def test_a_picture_that_is_linked_and_embedded_stays_without_the_link() -> None:
    document = linked(
        docx(paragraph(inline('<a:blip r:embed="p" r:link="x"/>')), section()),
        "word/document.xml",
        "x image ! C:\\a.png",
        "p image media/p.png",
        parts={"word/media/p.png": b"png"},
        types=default("png", "image/png"),
    )
    assert active_in(document, "docx") == ["第1段: 链接的图片“C:\\a.png”：打开时会从别处读取，成表里不带"]
    assert '<a:blip r:embed="p"/>' in body(document)


# Settings and parts that no element leads to

SETTINGS = (
    '<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.'
    'openxmlformats.org/officeDocument/2006/relationships">{}<w:defaultTabStop w:val="420"/></w:settings>'
)
MAIL_MERGE = (
    '<w:mailMerge><w:mainDocumentType w:val="formLetters"/><w:dataType w:val="native"/>'
    '<w:connectString w:val="Provider=x"/><w:dataSource r:id="x"/></w:mailMerge>'
)
IN_SETTINGS = {
    "a remote template": (
        '<w:attachedTemplate r:id="x"/>',
        "attachedTemplate ! http://a.cn/a.dotm",
        ["文档设置: 附加的模板“http://a.cn/a.dotm”：打开时会从别处读取，成表里不带"],
    ),
    "a template on a share": (
        '<w:attachedTemplate r:id="x"/>',
        "attachedTemplate ! file:///\\\\srv\\a.dotm",
        ["文档设置: 附加的模板“file:///\\\\srv\\a.dotm”：打开时会从别处读取，成表里不带"],
    ),
    "Normal.dotm": (
        '<w:attachedTemplate r:id="x"/>',
        "attachedTemplate ! file:///C:\\Users\\a\\Templates\\Normal.dotm",
        [],
    ),
    "Normal.dotm by its name": ('<w:attachedTemplate r:id="x"/>', "attachedTemplate ! Normal.dotm", []),
    "a mail merge": (
        MAIL_MERGE,
        "mailMergeSource ! file:///C:/a.mdb",
        ["文档设置: 邮件合并的数据源：会从别处读取数据，成表里只留现有的内容"],
    ),
}


@pytest.mark.parametrize(("element", "link", "messages"), IN_SETTINGS.values(), ids=IN_SETTINGS)
def test_settings_lead_nowhere(element: str, link: str, messages: list[str]) -> None:
    document = linked(docx("甲", section()), "word/document.xml", "s settings settings.xml")
    document = linked(
        document,
        "word/settings.xml",
        f"x {link}",
        parts={"word/settings.xml": SETTINGS.format(element)},
        types=override(
            "word/settings.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"
        ),
    )
    assert active_in(document, "docx") == messages
    left = left_of(document, "docx")
    assert text_of(left, "word/settings.xml") == '<w:settings><w:defaultTabStop w:val="420"/></w:settings>'
    assert left.relationships("word/settings.xml") == ()


MACRO = "宏（VBA）：会运行程序，成表里不带"
PARTS = {
    "macros": (
        "vbaProject vbaProject.bin",
        "word/vbaProject.bin",
        default("bin", "application/vnd.ms-office.vbaProject"),
        MACRO,
    ),
    "macros under another name": (
        "vbaProject media/image1.png",
        "word/media/image1.png",
        default("png", "image/png"),
        MACRO,
    ),
    "macros by their content type": (
        "image media/image1.png",
        "word/media/image1.png",
        override("word/media/image1.png", "application/vnd.ms-office.vbaProject"),
        MACRO,
    ),
    "data of macros": (
        "customXml vbaData.xml",
        "word/vbaData.xml",
        "",
        "宏：会运行程序，成表里不带",
    ),
    "macros of WPS": (
        "jdeExtension JDEData.bin",
        "word/JDEData.bin",
        "",
        "宏（WPS 的 JS 宏）：会运行程序，成表里不带",
    ),
    "a ribbon": (
        "ui/extensibility ../customUI/customUI.xml",
        "customUI/customUI.xml",
        "",
        "自定义的功能区（customUI）：会运行宏或程序，成表里不带",
    ),
    "a file with macros": (
        "package embeddings/a.xlsm",
        "word/embeddings/a.xlsm",
        default("xlsm", "application/vnd.ms-excel.sheet.macroEnabled.12"),
        "带宏的文件：会运行程序，成表里不带",
    ),
}


@pytest.mark.parametrize(("link", "part", "types", "message"), PARTS.values(), ids=PARTS)
def test_parts_go_with_what_leads_to_them(link: str, part: str, types: str, message: str) -> None:
    document = linked(docx("甲", section()), "word/document.xml", f"x {link}", parts={part: "<a/>"}, types=types)
    assert active_in(document, "docx") == [f": {message}"]
    left = left_of(document, "docx")
    assert part not in left.members
    assert "vbaProject" not in left.members["[Content_Types].xml"].decode()


def test_properties_load_no_program() -> None:
    properties = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties">'
        '<property fmtid="{0}" pid="2" name="_AssemblyLocation">http://evil.cn/a.vsto</property>'
        '<property fmtid="{0}" pid="3" name="密级">内部</property></Properties>'
    )
    document = linked(
        docx("甲", section()), "", "c custom-properties docProps/custom.xml", parts={"docProps/custom.xml": properties}
    )
    assert active_in(document, "docx") == ["文件属性: 文件属性“_AssemblyLocation”（VSTO 程序）：会运行程序，成表里不带"]
    left = text_of(left_of(document, "docx"), "docProps/custom.xml")
    assert "Assembly" not in left
    assert "内部" in left


def test_macros_that_nothing_leads_to_go_too() -> None:
    document = linked(docx("甲", section()), "word/document.xml", parts={"word/vbaProject.bin": b"x"})
    assert active_in(document, "docx") == [": 宏：会运行程序，成表里不带"]
    assert "word/vbaProject.bin" not in left_of(document, "docx").members


def test_the_workbook_of_a_chart_and_all_unknown_things_survive() -> None:
    chart = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
    document = linked(
        docx("甲", section()), "word/document.xml", "c chart charts/c.xml", "u unknown things.dat", "i customXml i.xml"
    )
    document = linked(
        document,
        "word/charts/c.xml",
        "x package ../embeddings/a.xlsx",
        parts={
            "word/charts/c.xml": "<c/>",
            "word/embeddings/a.xlsx": b"PK",
            "word/things.dat": b"?",
            "word/i.xml": "<密级/>",
            "word/stray.xml": "<a/>",
        },
        types=override("word/charts/c.xml", chart),
    )
    assert active_in(document, "docx") == []
    before = left_of(document, "docx")
    assert {"word/embeddings/a.xlsx", "word/things.dat", "word/i.xml", "word/stray.xml"} <= before.members.keys()


def test_a_package_without_active_content_is_returned_as_it_is() -> None:
    package = package_of(docx(paragraph(field("PAGE")), section()), kind="docx", source=Source("模板"))
    assert without_active(package, "模板")[0] is package


def test_what_is_kept_is_told_so() -> None:
    package = package_of(docx(paragraph(field("DDE a b", "字")), section()), kind="docx", source=Source("模板"))
    kept, found = without_active(package, "模板", keeps=True)
    assert kept is package
    assert [str(each) for each in found] == [
        "模板: 第1段: 警告 [T054] 域“DDE a b”：打开时会运行别的程序，照 --keep-active 原样留在成表里"
    ]
