from __future__ import annotations

import io
import time
import zipfile

import docx
import pytest
from filled_documents import cell, document, paragraph, row, section, table
from lxml import etree
from msgspec.structs import replace
from word_files import read_back, schema_problems, without_blank_stories

from generator.document.docx.reader import read_docx
from generator.document.model import Document, PageNumber, Paragraph, Section, Sides, Table, Vertical
from generator.office.xml import R
from generator.problem import Source
from generator.writers.word.file import docx_bytes

NUMBER = Paragraph((PageNumber("PAGE", paragraph("").mark),), paragraph("").format, paragraph("").mark, "Normal")


def styled(text: str) -> Paragraph:
    return replace(paragraph(text), style="Normal")


def test_the_same_document_gives_the_same_bytes_whenever_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    made = document(paragraph("附件2"), table((200.0,), row(cell(0, "甲"))))
    now = time.time()
    first = docx_bytes(made)
    monkeypatch.setattr(time, "time", lambda: now + 2)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(now + 100_000))
    assert docx_bytes(made) == first


def test_what_other_libraries_call_a_namespace_changes_no_byte() -> None:
    made = Document((replace(section(paragraph("甲")), footers={"default": (paragraph("页脚"),)}),))
    written = []
    for prefix in ("other", "r"):  # openpyxl says r, for the whole process
        etree.register_namespace(prefix, R)
        written.append(docx_bytes(made))
    assert written[0] == written[1]


def test_no_member_says_when_or_on_which_system_it_was_written() -> None:
    with zipfile.ZipFile(io.BytesIO(docx_bytes(document(paragraph("甲"))))) as archive:
        assert {(each.date_time, each.create_system) for each in archive.infolist()} == {((1980, 1, 1, 0, 0, 0), 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"
        assert b"dcterms" not in archive.read("docProps/core.xml")


def test_it_holds_only_what_the_document_needs() -> None:
    with zipfile.ZipFile(io.BytesIO(docx_bytes(document(paragraph("甲"))))) as archive:
        assert sorted(archive.namelist()) == [
            "[Content_Types].xml",
            "_rels/.rels",
            "docProps/core.xml",
            "word/_rels/document.xml.rels",
            "word/document.xml",
            "word/settings.xml",
            "word/styles.xml",
        ]


def test_another_reader_finds_title_author_paragraphs_and_tables() -> None:
    made = replace(
        document(paragraph("附件2"), table((200.0,), row(cell(0, "甲")))), title="绩效目标表", author="商务局"
    )
    opened = docx.Document(io.BytesIO(docx_bytes(made)))
    assert (opened.core_properties.title, opened.core_properties.author) == ("绩效目标表", "商务局")
    assert opened.paragraphs[0].text == "附件2"
    assert [[each.text for each in line.cells] for line in opened.tables[0].rows] == [["甲"]]


def test_a_category_is_a_property_and_a_title_is_as_long_as_one_may_be() -> None:
    made = docx_bytes(replace(document(paragraph("甲")), title="题" * 300), category="分表旁的文件")
    opened = docx.Document(io.BytesIO(made))
    assert (opened.core_properties.category, opened.core_properties.title) == ("分表旁的文件", "题" * 255)


WIDE = section(styled("甲"))
WIDE = replace(WIDE, width=841.9, height=595.3, margins=Sides(50.0, 60.0, 70.0, 80.0))


@pytest.mark.parametrize(
    "changed",
    [
        WIDE,
        replace(WIDE, header_distance=20.0, footer_distance=30.0),
        replace(WIDE, first_number=7, number_format="upperRoman"),
        replace(WIDE, grid_pitch=15.6),
        replace(WIDE, vertical=Vertical.CENTER),
        replace(WIDE, headers={"default": (styled("页眉"),)}, footers={"default": (NUMBER,)}),
        replace(WIDE, title_page=True, headers={"first": (styled("首页"),), "default": (styled("其余"),)}),
    ],
)
def test_the_pages_of_a_section_are_read_back_as_they_were(changed: Section) -> None:
    assert read_back(Document((changed,))).sections == (changed,)


@pytest.mark.parametrize("begins", ["nextPage", "continuous", "oddPage", "evenPage", "nextColumn"])
def test_a_section_begins_as_it_did_and_has_pages_of_its_own(begins: str) -> None:
    made = Document((WIDE, section(styled("乙"), begins=begins), WIDE))
    assert read_back(made).sections == made.sections


def test_headers_stop_with_the_section_that_has_them() -> None:
    with_header = replace(WIDE, headers={"default": (styled("甲的页眉"),)}, footers={"even": (NUMBER,)})
    made = Document((with_header, WIDE, with_header))
    back = read_back(made)
    assert [dict(each.headers) for each in back.sections] == [
        {"default": (styled("甲的页眉"),)},
        {"default": ()},
        {"default": (styled("甲的页眉"),)},
    ]
    assert without_blank_stories(back).sections == made.sections


def test_sections_with_equal_headers_share_one() -> None:
    with_header = replace(WIDE, headers={"default": (styled("页眉"),)})
    with zipfile.ZipFile(io.BytesIO(docx_bytes(Document((with_header,) * 3)))) as archive:
        assert [name for name in archive.namelist() if "header" in name] == ["word/header1.xml"]


@pytest.mark.parametrize(
    "changes",
    [
        {"even_and_odd": True},
        {"default_tab": 30.0},
        {"forbidden_starts": "，。", "forbidden_ends": "（"},
        {"squeeze_punctuation": True},
        {"do_not_expand_shift_return": True},
        {"title": "a & <b>", "author": "商务局"},
    ],
)
def test_the_settings_of_a_document_are_read_back_as_they_were(changes: dict[str, object]) -> None:
    made = replace(Document((WIDE,)), **changes)
    assert read_back(made) == made


def test_a_section_that_ends_in_a_table_or_is_empty_gets_no_further_paragraph() -> None:
    ending = section(table((200.0,), row(replace(cell(0), blocks=()))))
    made = Document((ending, section(), ending))
    back = read_back(made)
    assert [len(each.blocks) for each in back.sections] == [1, 0, 1]


def test_tables_that_touch_stay_two() -> None:
    one = table((200.0,), row(cell(0, styled("甲"))))
    made = document(one, one, styled("乙"), one)
    assert [type(block) for block in read_back(made).sections[0].blocks] == [Table, Table, Paragraph, Table]
    between = docx.Document(io.BytesIO(docx_bytes(made))).paragraphs[0]
    assert between._p.xpath("w:pPr/w:rPr/w:vanish")


def test_what_a_word_file_has_no_word_for_is_left_out() -> None:
    odd = replace(WIDE, begins="nothing", number_format="nothing", name="工作表")
    assert read_back(Document((odd,))).sections == (WIDE,)


def test_a_document_of_many_sections_is_as_the_schemas_want_it() -> None:
    made = Document(tuple(section(paragraph(str(number))) for number in range(50)))
    data = docx_bytes(made)
    assert schema_problems(data) == []
    assert len(read_docx(data, Source("表")).sections) == 50
