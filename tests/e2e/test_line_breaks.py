"""Paragraphs of forms break into lines as LibreOffice breaks them, with the same font files."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from same_fonts import font_configuration
from word import PAGE_BREAK, docx, paragraph, run

from generator.document.model import Align, Font, LineRule, Paragraph, ParagraphFormat, Run
from generator.layout.fonts.book import FontBook
from generator.layout.text.measuring import TextSettings
from generator.layout.text.paragraph import Typesetter

# The two are known to differ; these texts leave out a number behind ， or 、 (LibreOffice keeps it there in cells);
# dashes, ellipses, and dates and ranges with hyphens (it splits them); > and = at the start of a line; spaces between
# Chinese characters (it takes them from the Chinese font); marks that hang behind Latin letters outside of cells.
TEXTS = (
    "根据《财政厅关于印发〈预算绩效管理办法〉的通知》（财绩〔2020〕7号）、《中华人民共和国预算法》等文件要求，现将有关事项通知如下：",
    "截至年底，累计完成投资3,456.78万元、同比增长12.5%，其中：第一季度≥30%，第二季度≥55%，第三季度≥80%，全年完成率为100%。",
    "建设“一带一路”，“五通”是政策沟通、设施联通、贸易畅通、资金融通、民心相通，成效显著！是否？当然。",
    "采用ISO9001标准的企业共计1,200家（其中：新增35家），进口贴息支持企业数量（家次）270，平均每家获得资金支持26.5万元；满意率为95%以上。",
    "1、负责推进流通产业结构调整，指导流通企业改革，促进商贸服务业和社区商业发展，提出促进商贸中小企业发展的政策建议，推动流通标准化。",
    "The quick brown fox jumps over the lazy dog and well-known machinery isn't cheap, however good it may be.",
)
WIDTHS = range(70, 431, 30)
SIZE = 12
TABLE = (
    '<w:tbl><w:tblPr><w:tblW w:w="{0}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar>'
    '<w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblGrid><w:gridCol w:w="{0}"/></w:tblGrid>'
    '<w:tr><w:tc><w:tcPr><w:tcW w:w="{0}" w:type="dxa"/></w:tcPr>{1}</w:tc></w:tr></w:tbl>'
)

needs_libreoffice = pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftotext")), reason="nothing to print with"
)


@pytest.mark.libreoffice
@needs_libreoffice
def test_paragraphs_break_as_in_libreoffice(tmp_path: Path) -> None:
    book = FontBook.open()
    cases = [(text, width) for text in TEXTS for width in WIDTHS]
    expected = _printed(tmp_path, book, cases)
    found = [_set(book, text, width) for text, width in cases]
    assert [(ours, theirs) for ours, theirs in zip(found, expected, strict=True) if ours != theirs] == []


def _set(book: FontBook, text: str, width: float) -> list[str]:
    font = Font(size=SIZE, east_asian_hint=True)
    style = ParagraphFormat(align=Align.LEFT, line_rule=LineRule.EXACT, line=20)
    lines = Typesetter(book).lines(Paragraph((Run(text, font),), style, font), width, TextSettings().in_cells())
    return ["".join("".join(fragment.text for fragment in line.fragments).split()) for line in lines]


def _printed(folder: Path, book: FontBook, cases: list[tuple[str, int]]) -> list[list[str]]:
    """The lines of each paragraph, alone in a table on a page of its own."""
    fonts = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体" w:hint="eastAsia"/>'
    characters = f'{fonts}<w:sz w:val="{2 * SIZE}"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/>'
    pitch = '<w:spacing w:before="0" w:after="0" w:line="400" w:lineRule="exact"/><w:jc w:val="left"/>'
    blocks = []
    for text, width in cases:
        blocks += [
            TABLE.format(20 * width, paragraph(run(text, characters), properties=pitch)),
            paragraph(PAGE_BREAK, properties=pitch),
        ]
    (folder / "breaks.docx").write_bytes(docx(*blocks))
    where = os.environ | {"FONTCONFIG_FILE": str(font_configuration(["宋体", "Times New Roman"], book, folder))}
    profile = (folder / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir"]
    subprocess.run([*command, folder, folder / "breaks.docx"], check=True, capture_output=True, timeout=180, env=where)
    text = subprocess.run(
        ["pdftotext", "-layout", folder / "breaks.pdf", "-"], check=True, capture_output=True, encoding="utf-8"
    ).stdout
    return [
        ["".join(line.split()) for line in page.split("\n") if line.strip()] for page in text.split("\f")[: len(cases)]
    ]
