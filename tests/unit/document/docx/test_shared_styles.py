"""What a reader keeps from one document to the next shows only where the next says the same."""

from typing import Any

from reading import cells
from word import docx, numbering, paragraph, row, table

from generator.document.docx.reader import DocxReader
from generator.document.model import Document, Paragraph, Table
from generator.problem import Source


def read_in_turn(*documents: tuple[str, dict[str, Any]]) -> list[Document]:
    reader = DocxReader()
    return [reader.read(docx(content, **parts), Source("表.docx")) for content, parts in documents]


def tables(document: Document) -> list[Table]:
    return [block for block in document.sections[0].blocks if isinstance(block, Table)]


def first_paragraph(document: Document) -> Paragraph:
    block = tables(document)[0].rows[0].cells[0].blocks[0]
    assert isinstance(block, Paragraph)
    return block


def test_rows_that_are_written_alike_follow_the_styles_of_their_document() -> None:
    normal = '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="{}"/></w:rPr></w:rPrDefault></w:docDefaults>'
    found = read_in_turn(*((table(row("同")), {"styles": normal.format(size)}) for size in (24, 32, 24)))
    assert [first_paragraph(each).mark.size for each in found] == [12.0, 16.0, 12.0]


def test_tables_that_are_written_alike_follow_the_compatibility_mode_of_their_document() -> None:
    mode = '<w:compat><w:compatSetting w:name="compatibilityMode" w:val="15"/></w:compat>'
    found = read_in_turn(*((table(row("同")), parts) for parts in ({}, {"settings": mode}, {})))
    assert [tables(each)[0].left for each in found] == [-5.4, 0.0, -5.4]


def test_lists_count_from_their_start_in_each_document() -> None:
    numbered = row(paragraph("项", properties='<w:numPr><w:numId w:val="1"/></w:numPr>'))
    written = table(numbered, numbered)
    found = read_in_turn(*((written, parts) for parts in ({"lists": numbering(1)}, {"lists": numbering(1)}, {})))
    texts = [[cell.text for cell in cells(tables(each)[0]).values()] for each in found]
    assert texts == [["1.\t项", "2.\t项"], ["1.\t项", "2.\t项"], ["项", "项"]]


def test_each_table_of_those_written_alike_tells_what_it_loses() -> None:
    floating = table(row("行", properties="<w:ins/>")).replace("<w:tblPr>", '<w:tblPr><w:tblpPr w:tblpX="1"/>')
    for found in read_in_turn((floating + floating, {}), (floating + floating, {})):
        lost = [(problem.code, problem.source.place) for problem in found.problems]
        assert lost == [("N001", "表1 第1行"), ("N016", "表1"), ("N001", "表2 第1行"), ("N016", "表2")]
