"""Tags in places that are never filled refuse the template: an issued form would show them as typed."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
import sheet
import word
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from word import docx, drawing, field, paragraph

from generator.problem import JixiaoError

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

UNFILLED = "，这里不填，会原样留在成表里；请移到正文或单元格里，或删去"


def with_member(document: bytes, name: str, xml: str) -> bytes:
    buffer = BytesIO(document)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(name, xml)
    return buffer.getvalue()


def told(document: bytes) -> list[str]:
    with pytest.raises(JixiaoError) as caught:
        word.compiled(document)
    return [f"{each.source.place}: {each.message}" for each in caught.value.problems]


def test_field_codes_and_descriptions_are_told_with_their_paragraph() -> None:
    split = field('HYPERLINK "{</w:instrText></w:r><w:r><w:instrText>{ 址 }}"', "网址")
    code = split.replace("&lt;", "<").replace("&gt;", ">")
    described = drawing().replace('name="框1"', 'name="框1" descr="{{ 图 }}"')
    assert told(docx(paragraph(code), paragraph(described))) == [
        f"第1段: {{{{ 址 }}}}：写在域代码里{UNFILLED}",
        f"第2段: {{{{ 图 }}}}：写在图片的替代文字里{UNFILLED}",
    ]


def test_equations_are_told_with_their_paragraph() -> None:
    math = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    equation = (
        f"<w:smartTag><m:oMath {math}><m:r><m:t>{{{{ 率</m:t></m:r><m:r><m:t> }}}}</m:t></m:r></m:oMath></w:smartTag>"
    )
    assert told(docx("甲", paragraph(equation))) == [f"第2段: {{{{ 率 }}}}：写在公式里{UNFILLED}"]


def test_texts_of_shapes_that_are_no_text_boxes_are_told() -> None:
    text = "<a:p><a:r><a:t>{{ 名</a:t></a:r><a:r><a:t> }}</a:t></a:r></a:p>"
    canvas = f'<w:r><w:drawing><a:graphicData uri="x/lockedCanvas">{text}</a:graphicData></w:drawing></w:r>'
    assert told(docx("甲", paragraph(canvas))) == [f"第2段: {{{{ 名 }}}}：写在图形里{UNFILLED}"]


def test_comments_are_told() -> None:
    note = f'<w:comment w:id="0" w:author="某">{paragraph("见 {{ 名 }}")}</w:comment>'
    assert told(docx("正文", comments1=note)) == [f": {{{{ 名 }}}}：写在批注里{UNFILLED}"]


@pytest.mark.parametrize("target", ["http://a.cn/{{ 编号 }}", "http://a.cn/%7B%7B%20编号%20%7D%7D"])
def test_addresses_of_links_are_told_as_office_programs_write_them(target: str) -> None:
    links = word.part(docx("正文"), "word/_rels/document.xml.rels").replace(
        "</Relationships>",
        '<Relationship Id="r9" Type="x/hyperlink" TargetMode="External" Target="' + target + '"/></Relationships>',
    )
    document = word.with_part(docx("正文"), "word/_rels/document.xml.rels", links)
    assert told(document) == [f": {{{{ 编号 }}}}：写在超链接的地址里{UNFILLED}"]


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("word/charts/chart1.xml", "图表"),
        ("word/diagrams/data1.xml", "SmartArt 图形"),
        ("xl/drawings/vmlDrawing1.vml", "图形"),
    ],
)
def test_charts_and_diagrams_are_told(name: str, what: str) -> None:
    text = '<c xmlns:a="a"><a:p><a:r><a:t>{{ 年</a:t></a:r><a:r><a:t>度 }}</a:t></a:r></a:p></c>'
    assert told(with_member(docx("正文"), name, text)) == [f": {{{{ 年度 }}}}：写在{what}里{UNFILLED}"]


def test_tags_in_properties_and_bound_data_are_emptied() -> None:
    document = with_member(docx("{{ 标题 }}"), "customXml/item1.xml", "<a><b>{{ 标题 }}</b></a>")
    assert "标题" not in word.part(word.fill(document, 标题="表"), "customXml/item1.xml")


def test_places_of_a_workbook_that_are_not_filled_are_told() -> None:
    def change(page: Worksheet) -> None:
        chart = BarChart()
        chart.title = "{{ 图 }}"
        chart.add_data(Reference(page, min_col=1, min_row=1, max_row=1))
        page.add_chart(chart, "C3")
        page["A2"].comment = Comment("{{ 注 }}", "处")
        page["A3"].hyperlink = Hyperlink(ref="A3", location="表!A2", tooltip="{{ 提示 }}")
        checked = DataValidation(type="list", formula1='"{{ 甲 }},乙"')
        checked.add("A1")
        page.add_data_validation(checked)

    with pytest.raises(JixiaoError) as caught:
        sheet.filled(["{{ 名 }}"], ["x"], ["y"], change=change, 名="1")
    assert sorted(f"{each.source.place}: {each.message}" for each in caught.value.problems) == sorted(
        [
            f": {{{{ 图 }}}}：写在图表里{UNFILLED}",
            f": {{{{ 注 }}}}：写在批注里{UNFILLED}",
            f"工作表“表” A3: {{{{ 提示 }}}}：写在超链接里{UNFILLED}",
            f"工作表“表”: {{{{ 甲 }}}}：写在数据验证里{UNFILLED}",
        ]
    )


def test_extensions_and_drawings_of_old_versions_are_told() -> None:
    names = 'xmlns:x14="x14" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'
    rule = "<x14:rule><x14:cfRule><xm:f>{{ 条件 }}</xm:f></x14:cfRule><xm:sqref>B2:B3</xm:sqref></x14:rule>"
    part, template = "xl/worksheets/sheet1.xml", sheet.sheet(["{{ 名 }}"])
    extended = sheet.members(template)[part].replace(
        "</worksheet>", f'<extLst><ext uri="x" {names}>{rule}</ext></extLst></worksheet>'
    )
    caption = "<xml><div><font>{{ 选</font><font>项 }}</font></div></xml>"
    with pytest.raises(JixiaoError) as caught:
        sheet.fill(sheet.with_members(template, {part: extended, "xl/drawings/vmlDrawing1.vml": caption}), 名="1")
    assert sorted(f"{each.source.place}: {each.message}" for each in caught.value.problems) == sorted(
        [
            f"工作表“表” B2:B3: {{{{ 条件 }}}}：写在条件格式、数据验证或迷你图里{UNFILLED}",
            f": {{{{ 选项 }}}}：写在图形里{UNFILLED}",
        ]
    )


def test_deleted_text_that_is_still_tracked_is_told() -> None:
    deleted = '<w:del w:id="1"><w:r><w:delText>{{ 旧</w:delText></w:r><w:r><w:delText>名 }}</w:delText></w:r></w:del>'
    assert told(docx(paragraph(word.run("{{ 新名 }}") + deleted))) == [
        "第1段: {{ 旧名 }}：写在删去的文字（修订）里，这里不填，会原样留在成表里；请在“审阅”里接受全部修订，保存后再用"
    ]
