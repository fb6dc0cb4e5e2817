"""Documents that are read and laid out one after the other come out as if each were the first."""

from examples import scaled
from fixed_faces import FixedFaces
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_up_documents import MadeUp, documents
from word import PAGE, cell, docx, field, numbering, paragraph, row, style, table

from generator.document.docx.reader import DocxReader, read_docx
from generator.layout.pages import lay_out
from generator.layout.text.paragraph import Typesetter
from generator.problem import Source

MARK = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
SHARED_ROWS = [
    row("甲", "乙"),
    row(cell("合", merge="restart"), "一"),
    row(cell("", merge="continue"), "二"),
    row(paragraph("数", properties='<w:numPr><w:numId w:val="1"/></w:numPr>'), "三"),
    row(paragraph("长", properties='<w:spacing w:beforeLines="100"/>'), "四"),
    row(paragraph(field(" PAGE ")), "五"),
    row(cell(table(row("内"))), "六"),
    row(paragraph(MARK.format("begin"), MARK.format("separate"), "开"), paragraph("合", MARK.format("end"))),
    row(paragraph(MARK.format("begin")), "藏"),
    row("新", "七", properties="<w:ins/>"),
    row("删", "八", properties="<w:del/>"),
]
SETTINGS = [
    {},
    {"styles": style("Normal", "Normal", '<w:jc w:val="center"/>').replace("w:styleId", 'w:default="1" w:styleId')},
    {"lists": numbering(1)},
    {"settings": '<w:compat><w:compatSetting w:name="compatibilityMode" w:val="15"/></w:compat>'},
]
PAGES = [
    "",
    f"<w:sectPr>{PAGE}</w:sectPr>",
    f'<w:sectPr>{PAGE}<w:docGrid w:type="lines" w:linePitch="600"/></w:sectPr>',
]


READER = DocxReader()
TYPESETTER = Typesetter(FixedFaces())


@given(
    st.lists(st.tuples(st.lists(st.sampled_from(SHARED_ROWS), max_size=6), st.sampled_from(SETTINGS)), max_size=4),
    st.sampled_from(PAGES),
)
@settings(deadline=None, max_examples=scaled(60), suppress_health_check=[HealthCheck.too_slow])
def test_documents_that_share_rows_read_as_each_alone(made: list[tuple[list[str], dict[str, str]]], page: str) -> None:
    for rows, parts in made:
        content = [*([table(*rows, grid=(1000, 1000))] if rows else []), "尾", *([page] if page else [])]
        data = docx(*content, **parts)
        assert READER.read(data, Source("表.docx")) == read_docx(data, Source("表.docx"))


@given(documents())
@settings(
    deadline=None, max_examples=scaled(40), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_documents_are_laid_out_as_if_they_were_the_first(made: MadeUp) -> None:
    alone = lay_out(made.document, Typesetter(FixedFaces()))
    assert lay_out(made.document, TYPESETTER) == lay_out(made.document, TYPESETTER) == alone
