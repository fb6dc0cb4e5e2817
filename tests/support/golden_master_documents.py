"""The inputs of ``golden_master.py`` as folders of a user: project files, templates, returned forms, odd documents.

    PYTHONPATH=. python tests/support/golden_master_documents.py FOLDER

The odd documents use what Word and Excel can do, more than any form does. Each is a template without tags, with a
project file beside it. Some stand there a second time as LibreOffice saves them.
"""

from __future__ import annotations

import copy
import io
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date, time
from itertools import islice
from pathlib import Path
from typing import Any

import click
import docx
import openpyxl
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_BREAK, WD_LINE_SPACING, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from edited_form import EditedForm
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as SheetImage
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from PIL import Image
from returned import PROJECT, ROWS, TEMPLATE
from sheet import sheet
from word import cell, control, drawing, field, numbering, paragraph, row, run, section, style, table
from word import docx as package
from worked_examples import template

from generator.build.companions import is_companion

ROOT = Path(__file__).resolve().parents[2]
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TEXT = "按照“绩效目标表”（2024年）的要求，支持企业≥4家，资金410.5万元；第1、2季度完成80%以上。Targets of FY2024."
FENCE = re.compile(r"^```\w+ (?P<meaning>\S+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
FORMS = "分表:\n  按: 市\n  各表:\n    甲市: {}\n    乙市: {}\n"
RESAVED = (
    "styles lists pitches tabs merges nested long borders sections pictures values wraps rotated edges richtext breaks"
)

_WORD: dict[str, Callable[[Any], None]] = {}
_EXCEL: dict[str, Callable[[Any], None]] = {}


def word(make: Callable[[Any], None]) -> Callable[[Any], None]:
    """A document of python-docx that the function fills."""
    _WORD[make.__name__] = make
    return make


def excel(make: Callable[[Any], None]) -> Callable[[Any], None]:
    """A workbook of openpyxl that the function fills."""
    _EXCEL[make.__name__] = make
    return make


def markup(xml: str) -> Any:
    """Word's XML as an element."""
    return parse_xml(re.sub(r"^<[^ />]+", rf"\g<0> {W}", xml))


def picture(kind: str, width: int, height: int) -> io.BytesIO:
    """A picture of many colours."""
    image = Image.new("RGB", (width, height))
    image.putdata([(x * 255 // width, y * 255 // height, (x * y) % 256) for y in range(height) for x in range(width)])
    saved = io.BytesIO()
    image.save(saved, kind)
    saved.seek(0)
    return saved


def grid(document: Any, rows: int, columns: int, *, styled: str = "Table Grid") -> Any:
    """A table with a text in each cell."""
    made = document.add_table(rows, columns, styled)
    for down, line in enumerate(made.rows):
        for across, each in enumerate(line.cells):
            each.text = f"第{down + 1}行第{across + 1}格" + TEXT[: (down * 7 + across * 5) % 40]
    return made


# Word


@word
def empty(_: Any) -> None: ...


@word
def styles(document: Any) -> None:
    names = [each.name for each in document.styles if each.type == WD_STYLE_TYPE.PARAGRAPH]
    for name in names:
        document.add_paragraph(f"{name}：{TEXT}", name)
    looks = "bold italic underline strike double_strike all_caps superscript subscript shadow".split()
    for number, what in enumerate(looks):
        piece = document.add_paragraph("文字").add_run(f"{what} Text 文字 {number}")
        setattr(piece.font, what, True)
        piece.font.size, piece.font.color.rgb = Pt(8 + 2 * number), RGBColor(25 * number, 100, 50)
        piece.font.name = ("Arial", "Times New Roman", "黑体")[number % 3]


@word
def lists(document: Any) -> None:
    for kind in ("List Number", "List Bullet"):
        for level in ("", " 2", " 3", " 2", ""):
            document.add_paragraph(f"{kind}{level} {TEXT}", kind + level)


@word
def pitches(document: Any) -> None:
    kinds = (WD_LINE_SPACING.EXACTLY, Pt(12)), (WD_LINE_SPACING.EXACTLY, Pt(30)), (WD_LINE_SPACING.AT_LEAST, Pt(28))
    for rule, pitch in (*kinds, (WD_LINE_SPACING.MULTIPLE, 1.25), (WD_LINE_SPACING.MULTIPLE, 0.8)):
        for alignment in range(4):
            made = document.add_paragraph(TEXT * 3)
            look = made.paragraph_format
            look.line_spacing, look.line_spacing_rule, made.alignment = pitch, rule, alignment
            look.space_before, look.space_after = Pt(3 * alignment), Pt(6)
            look.first_line_indent, look.left_indent = Cm(0.8 - alignment / 2), Cm(alignment)
            look.keep_with_next, look.widow_control = alignment == 1, alignment != 2
    document.add_paragraph(TEXT).paragraph_format.page_break_before = True


@word
def tabs(document: Any) -> None:
    for leader in WD_TAB_LEADER:
        made = document.add_paragraph("甲\t左\t中间\t12.50\t右 right")
        for number, alignment in enumerate("LEFT CENTER DECIMAL RIGHT".split(), 1):
            made.paragraph_format.tab_stops.add_tab_stop(Cm(3 * number), WD_TAB_ALIGNMENT[alignment], leader)
    document.add_paragraph("默认\t制表位\t文字\t" * 5)


@word
def nested(document: Any) -> None:
    outer = grid(document, 3, 2)
    inner = outer.cell(1, 1).add_table(2, 3)
    inner.style = document.styles["Table Grid"]
    inner.cell(0, 0).merge(inner.cell(1, 0)).text = "内表"
    inner.cell(1, 2).add_table(2, 2).cell(1, 1).text = "再内"


@word
def merges(document: Any) -> None:
    made = grid(document, 8, 6)
    for top, left, bottom, right in (
        (0, 0, 0, 5),
        (1, 0, 4, 0),
        (1, 1, 2, 2),
        (3, 3, 6, 4),
        (5, 0, 7, 1),
        (7, 4, 7, 5),
    ):
        made.cell(top, left).merge(made.cell(bottom, right))


@word
def long(document: Any) -> None:
    made = grid(document, 130, 4)
    for number in (0, 1):
        made.rows[number]._tr.get_or_add_trPr().append(markup("<w:tblHeader/>"))
    for number in range(0, 130, 3):
        made.rows[number]._tr.get_or_add_trPr().append(markup("<w:cantSplit/>"))
    for start in range(2, 100, 23):
        made.cell(start, 0).merge(made.cell(start + 21, 0))
    made.cell(60, 3).text = TEXT * 25


@word
def edges_of_pages(document: Any) -> None:
    part = document.sections[0]
    part.different_first_page_header_footer = document.settings.odd_and_even_pages_header_footer = True
    for number, story in enumerate((part.header, part.footer, part.even_page_footer, part.first_page_header)):
        line = story.paragraphs[0]
        line.text, line.alignment = f"页眉页脚{number} 第", number % 3
        line._p.append(markup('<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'))
        line.add_run("页，共")
        line._p.append(
            markup('<w:fldSimple w:instr=" NUMPAGES \\* CHINESENUM3 "><w:r><w:t>9</w:t></w:r></w:fldSimple>')
        )
    document.add_paragraph(TEXT * 60)


@word
def sections(document: Any) -> None:
    document.add_paragraph(TEXT)
    for number, (width, height) in enumerate(((29.7, 21), (42, 29.7), (21.6, 27.9), (21, 29.7))):
        part = document.add_section(number if number != 1 else 2)
        part.page_width, part.page_height, part.left_margin = Cm(width), Cm(height), Cm(1 + number)
        part.orientation = WD_ORIENT.LANDSCAPE if width > height else WD_ORIENT.PORTRAIT
        part.footer.is_linked_to_previous, part.footer.paragraphs[0].text = False, f"第{number}节"
        grid(document, 4, 3)
        document.add_paragraph(TEXT * 4)
    part._sectPr.append(markup('<w:cols w:num="2" w:space="425"/>'))
    part._sectPr.append(markup('<w:docGrid w:type="linesAndChars" w:linePitch="400" w:charSpace="200"/>'))


@word
def pictures(document: Any) -> None:
    document.add_picture(picture("PNG", 60, 40), Cm(5))
    made = grid(document, 2, 2)
    made.cell(1, 1).paragraphs[0].add_run().add_picture(picture("JPEG", 80, 50), Cm(2))
    document.sections[0].header.paragraphs[0].add_run().add_picture(picture("PNG", 20, 20), Cm(1))


@word
def borders(document: Any) -> None:
    kinds = "single double dashed dotted thick triple nil dotDash wave thinThickSmallGap".split()
    made = grid(document, len(kinds), 4)
    for number, (kind, line) in enumerate(zip(kinds, made.rows, strict=True)):
        for side, each in zip(("top", "left", "bottom", "right"), line.cells, strict=True):
            edge = f'<w:{side} w:val="{kind}" w:sz="{4 + 4 * number}" w:color="{number}0{number}0FF"/>'
            look = each._tc.get_or_add_tcPr()
            look.append(markup(f"<w:tcBorders>{edge}</w:tcBorders>"))
            look.append(markup(f'<w:shd w:val="clear" w:fill="FF{number}0{number}0"/>'))
    text = document.add_paragraph(TEXT)
    edges = "".join(f'<w:{side} w:val="single" w:sz="8" w:space="4"/>' for side in ("top", "left", "bottom", "right"))
    text._p.get_or_add_pPr().append(markup(f"<w:pBdr>{edges}</w:pBdr>"))


@word
def widths(document: Any) -> None:
    for number, (kind, width) in enumerate((("pct", 2500), ("dxa", 6000), ("auto", 0), ("pct", 5000))):
        made = grid(document, 3, 4)
        made.autofit, made.alignment = number % 2 == 0, number % 3
        made._tbl.tblPr.append(markup(f'<w:tblW w:w="{width}" w:type="{kind}"/>'))
        made._tbl.tblPr.append(markup(f'<w:tblInd w:w="{200 * number}" w:type="dxa"/>'))
        made._tbl.tblPr.append(markup('<w:tblCellMar><w:left w:w="300" w:type="dxa"/></w:tblCellMar>'))
        made.columns[0].width = made.cell(0, 0).width = Cm(1 + number)
        made.rows[1].height, made.rows[1].height_rule = Cm(1.5), 1 + number % 2
        for each, place in zip(made.rows[1].cells, (0, 1, 3, 0), strict=True):
            each.vertical_alignment = place
        direction = '<w:textDirection w:val="tbRlV"/>' if number % 2 else '<w:textDirection w:val="btLr"/>'
        made.cell(1, 3)._tc.get_or_add_tcPr().append(markup(direction))
        document.add_paragraph()


@word
def rightwards(document: Any) -> None:
    made = document.add_paragraph("שלום עולם 123 ")
    made._p.get_or_add_pPr().append(markup("<w:bidi/>"))
    made.add_run("مرحبا بالعالم").font.rtl = True
    grid(document, 2, 3)._tbl.tblPr.append(markup("<w:bidiVisual/>"))


@word
def remarks(document: Any) -> None:
    made = document.add_paragraph(TEXT)
    document.add_comment(made.runs, "批注的文字", "某人", "某")
    link = document.part.relate_to("https://example.org/", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    inside = made._p.makeelement(qn("w:hyperlink"), {qn("r:id"): link})
    inside.append(markup("<w:r><w:t>链接的文字</w:t></w:r>"))
    made._p.append(inside)
    mark = 'w:id="9" w:author="某" w:date="2024-01-01T00:00:00Z"'
    made._p.append(markup(f"<w:ins {mark}><w:r><w:t>插入的</w:t></w:r></w:ins>"))
    made._p.append(markup(f"<w:del {mark}><w:r><w:delText>删去的</w:delText></w:r></w:del>"))


@word
def characters(document: Any) -> None:
    for text in (
        TEXT * 6,
        "（《“” ，。、；：？！…… ——～》）" * 12,
        "longwordwithoutanybreak" * 12,
        "a\u00a0b\u00adc\u2011d " * 40,
    ):
        document.add_paragraph(text).alignment = 3
    made = document.add_paragraph("分行\n分页")
    made.add_run().add_break(WD_BREAK.PAGE)
    made.add_run("𠮷野家 𪚥 😀 ① ② ㎡ ℃ ￥ € ½ é ü Я ひらがな 한글")


def packages() -> dict[str, bytes]:
    """Documents and workbooks made of markup, or with tags."""
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>脚注的文字</w:t></w:r></w:p></w:footnote>'
    used = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    listed = paragraph("列表", properties='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
    floating = table(("浮动", "表")).replace("<w:tblPr>", '<w:tblPr><w:tblpPr w:tblpX="6000" w:tblpY="3000"/>')
    heading = style("自定", "S1", '<w:spacing w:before="240" w:line="360" w:lineRule="exact"/><w:jc w:val="center"/>')
    spans = table(row(cell("甲", span=2), cell("乙", merge="restart")), row("丙", "丁", cell(merge="continue")))
    return {
        "boxes.docx": package(paragraph(drawing(1, "文本框的文字"), "旁边"), drawing(2), floating, TEXT, section()),
        "notes.docx": package(paragraph("文", used, TEXT), spans, section(), footnotes1=note),
        "controls.docx": package(
            control(paragraph(TEXT)), paragraph(field("PAGE"), run("红", '<w:color w:val="FF0000"/>'))
        ),
        "numbered.docx": package(listed, listed, TEXT, listed, styles=heading, lists=numbering(1)),
        "paged.docx": package(TEXT, section("header default header1", start=5), header1=paragraph("第", field("PAGE"))),
        "filled.docx": TEMPLATE,
        "rows.xlsx": sheet(["{{ 标题 }}"], ["一级", "二级", "三级", "指标值"], ROWS, merges=("A1:D1",), wrap=True),
        "sums.xlsx": sheet(
            ["{{ 标题 }}", "{{ 资金 }}"], ["合计", "=SUM(B1:B1)*1.5"], ["{{ 目标 }}", "{{ 资金 + 配套 }}"]
        ),
    }


# Excel


def put(page: Any, rows: int, columns: int) -> None:
    """Fill a sheet with texts and numbers, with borders around."""
    chance = random.Random(rows * 100 + columns)  # noqa: S311
    thin = Side(style="thin")
    for line in range(1, rows + 1):
        for column in range(1, columns + 1):
            number = round(chance.uniform(-9999, 9999), chance.randrange(4))
            made = page.cell(line, column, number if (line + column) % 3 else TEXT[: chance.randrange(30)])
            made.border = Border(left=thin, right=thin, top=thin, bottom=thin)


@excel
def blank(_: Any) -> None: ...


@excel
def areas(book: Any) -> None:
    put(book.active, 12, 6)
    for area in ("A1:F1", "A2:A6", "B3:C5", "E7:F12"):
        book.active.merge_cells(area)


@excel
def values(book: Any) -> None:
    numbers = "General 0 0.00 #,##0.00 0% 0.00% 0.00E+00 yyyy-mm-dd h:mm @ [DBNum1]General".split()
    formats = (*numbers, "# ?/?", 'yyyy"年"m"月"', "#,##0;[Red]-#,##0", '¥#,##0.00;-"负"0', "0.0_ ")
    for line, form in enumerate(formats, 1):
        for column, value in enumerate((0, 1234.567, -0.5, 45000.25, True, "文字", date(2024, 2, 29), time(3, 4)), 1):
            book.active.cell(line, column, value).number_format = form


@excel
def printed(book: Any) -> None:
    page = book.active
    put(page, 90, 8)
    page.print_area, page.print_title_rows = "B2:G80", "2:3"
    page.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    page.page_setup.fitToHeight, page.page_setup.orientation, page.page_setup.paperSize = 0, "landscape", 9
    page.print_options.horizontalCentered = page.print_options.gridLines = True


@excel
def wraps(book: Any) -> None:
    for line, across in enumerate(("general", "left", "center", "right", "fill", "justify", "distributed"), 1):
        for column, down in enumerate(("top", "center", "bottom", "justify", "distributed"), 1):
            made = book.active.cell(line, column, TEXT[: 6 * line + column])
            made.alignment = Alignment(across, down, wrap_text=column != 3, shrink_to_fit=column == 3, indent=line % 3)
    book.active.row_dimensions[3].height, book.active.column_dimensions["B"].width = 60, 20


@excel
def rotated(book: Any) -> None:
    for column, angle in enumerate((0, 30, 45, 90, 120, 180, 255), 1):
        made = book.active.cell(2, column, "旋转 text")
        made.alignment, made.font = Alignment(text_rotation=angle), Font("宋体", 8 + column, bold=angle > 40)


@excel
def heads(book: Any) -> None:
    page = book.active
    put(page, 70, 4)
    page.oddHeader.left.text, page.oddHeader.center.text, page.oddFooter.right.text = (
        "&A",
        "&B绩效&B &D"[:6],
        "第&P页，共&N页",
    )
    page.HeaderFooter.differentFirst, page.firstHeader.center.text = True, "首页"
    page.page_margins.top = 1.5


@excel
def several(book: Any) -> None:
    for number, state in enumerate(("visible", "hidden", "visible")):
        page = book.create_sheet(f"表{number}")
        page.sheet_state = state
        put(page, 5 + number, 3)
    book.active["A1"] = "第一张"


@excel
def formulas(book: Any) -> None:
    page = book.active
    for line in range(1, 9):
        page.append([line, line / 3, f"=A{line}*B{line}", f'=IF(A{line}>3,"大","小")', f"=SUM(A$1:A{line})"])
    page.append(["=SUM(A1:A8)", "=AVERAGE(B1:B8)", "=ROUND(C8,1)", "=VLOOKUP(2,A1:B8,2)", "=1/0", '=TEXT(A1,"0.00")'])


@excel
def hidden(book: Any) -> None:
    page = book.active
    put(page, 20, 8)
    page.column_dimensions["C"].hidden = page.row_dimensions[5].hidden = page.row_dimensions[6].hidden = True


@excel
def drawn(book: Any) -> None:
    put(book.active, 4, 4)
    book.active.add_image(SheetImage(picture("PNG", 60, 40)), "B6")


@excel
def edges(book: Any) -> None:
    kinds = "thin medium thick double dashed dotted hair dashDot mediumDashed slantDashDot".split()
    for line, kind in enumerate(kinds, 2):
        made = book.active.cell(2 * line, 2, kind)
        side = Side(style=kind, color=f"FF{line:02}80{line:02}")
        made.border = Border(side, side, side if line % 2 else None, side, diagonal=side, diagonalUp=line % 3 == 0)
        made.fill = PatternFill("solid", f"FFEE{line:02}EE")


@excel
def richtext(book: Any) -> None:
    bold, red = InlineFont(b=True, sz=14, rFont="黑体"), InlineFont(color="FFFF0000", vertAlign="superscript")
    book.active["B2"] = CellRichText("一般", TextBlock(bold, "粗体"), TextBlock(red, "上标"), "又一般\n第二行")
    book.active["B3"], book.active["B3"].hyperlink = "链接", "https://example.org/"
    book.active["B4"], book.active["B4"].comment = 5, Comment("批注", "某人")
    book.active.conditional_formatting.add(
        "B4:B9", CellIsRule("greaterThan", ["3"], fill=PatternFill("solid", "FFFF00"))
    )


@excel
def wide(book: Any) -> None:
    put(book.active, 60, 30)
    for column in range(1, 31):
        book.active.column_dimensions[get_column_letter(column)].width = 4 + column
    book.active.freeze_panes = "B2"


@excel
def breaks(book: Any) -> None:
    page = book.active
    put(page, 40, 10)
    page.row_breaks.append(Break(10))
    page.col_breaks.append(Break(4))
    page.page_setup.scale, page.page_setup.pageOrder = 70, "overThenDown"


# Folders


def save(path: Path, content: str | bytes) -> None:
    """Write a file, in a folder that need not be there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def odd_documents(room: Path) -> None:
    """The odd documents, a project file for each."""
    forms = room / "templates"
    forms.mkdir(parents=True)
    for name, make in _WORD.items():
        document = docx.Document()
        document.core_properties.title, document.core_properties.author = name, "某单位"
        make(document)
        document.save(str(forms / f"{name}.docx"))
    for name, fill in _EXCEL.items():
        book = openpyxl.Workbook()
        fill(book)
        book.save(forms / f"{name}.xlsx")
    for name, content in packages().items():
        save(forms / name, content)
    resave(forms)
    for path in sorted(forms.iterdir()):
        shown = PROJECT.replace("模板: 表", f"模板: {path.stem}")
        tagged = path.stem in {"filled", "rows", "sums"}
        save(room / "data" / f"{path.stem}.yaml", shown if tagged else f"模板: {path.stem}\n{FORMS}")


def resave(forms: Path) -> None:
    """Some of the documents again as LibreOffice saves them."""
    if not shutil.which("soffice"):
        click.echo("no LibreOffice here: documents that it saved are left out")
        return
    scratch = forms.parent / "resaved"
    for kind in ("docx", "xlsx"):
        files = [path for name in RESAVED.split() if (path := forms / f"{name}.{kind}").exists()]
        command = ["soffice", f"-env:UserInstallation={(scratch / 'profile').as_uri()}", "--headless", "--convert-to"]
        subprocess.run([*command, kind, "--outdir", scratch, *files], check=True, capture_output=True, timeout=300)
        for path in files:
            (scratch / path.name).rename(forms / f"{path.stem}-resaved.{kind}")
    shutil.rmtree(scratch)


def examples(page: Path, room: Path) -> None:
    """The files and templates of a page of documentation, each version of a file under a name of its own."""
    typed: dict[str, str] = {}
    for number, fence in enumerate(FENCE.finditer(page.read_text(encoding="utf-8"))):
        kind, _, name = fence["meaning"].replace("\\", "/").rpartition(":")
        if kind == "模板":
            save(room / "templates" / f"{name}.docx", template(fence["text"]))
        elif name.endswith(".yaml") and name in typed:  # some of its lines, changed
            keys = {line.partition(":")[0]: line for line in fence["text"].splitlines()}
            lines = [keys.get(line.partition(":")[0], line) for line in typed[name].splitlines()]
            save(room / f"{name.removesuffix('.yaml')}-{number}.yaml", "\n".join(lines) + "\n")
        elif not kind:
            typed[name] = fence["text"]
            save(room / name, fence["text"])


def returned(room: Path) -> None:
    """The first forms of each project as people would send them back: a number and a text changed, a row more."""
    command = [sys.executable, "-m", "generator", "build", "data", "--out", "built"]
    subprocess.run(command, cwd=room, check=False, capture_output=True)
    for kind, edit in (("docx", edited), ("xlsx", typed_over)):
        for project in (room / "built").iterdir():
            forms = (path for path in sorted(project.glob(f"*.{kind}")) if not is_companion(path))
            for path in islice(forms, 2):
                save(room / "returned" / kind / project.name / path.name, edit(path.read_bytes()))
    shutil.rmtree(room / "built")


def edited(content: bytes) -> bytes:
    """A Word form with its second last row twice, and with other numbers in some rows."""
    form = EditedForm(content)
    rows = [line for each in form._document.tables for line in each._tbl.tr_lst]
    for line in rows[2::5][:6]:
        for text in list(line.tc_lst[-1].iter(qn("w:t")))[:1]:
            text.text = re.sub(r"\d", lambda found: str((int(found[0]) + 1) % 10), text.text or "") + "等"
    rows[-2].addnext(copy.deepcopy(rows[-2]))
    return form.bytes()


def typed_over(content: bytes) -> bytes:
    """A workbook with other numbers in some cells."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [each for line in book.active.iter_rows() for each in line if re.search(r"\d", str(each.value or ""))]
    for each in cells[1::5]:
        each.value = each.value + 1 if isinstance(each.value, int | float) else f"{each.value}等"
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def main(folder: Path) -> None:
    """Make all of them."""
    for name, source in (("data", ROOT / "data"), ("evaluation", ROOT / "docs" / "示例" / "自评")):
        shutil.copytree(source, folder / name / "data")
        shutil.copytree(ROOT / "templates", folder / name / "templates")
        returned(folder / name)
    (folder / "usage").mkdir()
    odd_documents(folder / "documents")
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        examples(page, folder / f"page-{page.stem}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
