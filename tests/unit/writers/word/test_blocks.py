from __future__ import annotations

import io
import re
import zipfile

import pytest
from filled_documents import LABEL, VALUE, document, paragraph, section
from msgspec.structs import replace
from PIL import Image
from word_files import read_back

from generator.document.model import (
    Align,
    Block,
    Document,
    Font,
    LineRule,
    PageNumber,
    Paragraph,
    ParagraphFormat,
    Picture,
    Run,
    Tab,
)
from generator.writers.word.file import docx_bytes

PLAIN = replace(paragraph("甲"), style="Normal")


def blocks_of(*blocks: Block) -> tuple[Block, ...]:
    return read_back(document(*blocks)).sections[0].blocks


@pytest.mark.parametrize(
    "changes",
    [
        {"align": Align.DISTRIBUTE},
        {"left": 24.0, "right": 12.0, "first": 32.0},
        {"left": 24.0, "first": -24.0, "tabs": (Tab(24.0),)},
        {"before": 6.0, "after": 9.5},
        {"line_rule": LineRule.AT_LEAST, "line": 20.0},
        {"line_rule": LineRule.MULTIPLE, "line": 1.5},
        {"contextual_spacing": True},
        {"keep_next": True, "keep_lines": True, "page_break_before": True},
        {"widow_control": False},
        {"tabs": (Tab(50.0, "center", "dot"), Tab(100.0, "right"), Tab(150.0, "decimal", "middleDot"))},
        {"kinsoku": False, "overflow_punctuation": False},
        {"auto_space_latin": False, "auto_space_digits": False, "snap_to_grid": False},
        {"outline": 0},
    ],
)
def test_the_format_of_a_paragraph_is_read_back_as_it_was(changes: dict[str, object]) -> None:
    made = replace(PLAIN, format=replace(PLAIN.format, **changes))
    assert blocks_of(made) == (made,)


@pytest.mark.parametrize(
    "font",
    [
        Font("方正小标宋简体", "Arial", 22.0),
        Font(size=10.5, bold=True, italic=True, strike=True),
        Font(underline="dashDotHeavy", color="C00000", shading="FFFF00"),
        Font(spacing=-0.5, scale=0.8, raised=3.5, east_asian_hint=True),
    ],
)
def test_the_font_of_a_run_and_of_a_paragraph_mark_is_read_back_as_it_was(font: Font) -> None:
    made = Paragraph((Run("文字 Text", font),), ParagraphFormat(), font, "Normal")
    assert blocks_of(made) == (made,)


@pytest.mark.parametrize("text", ["甲\t乙\n丙\f丁", " 前后有空格 ", 'a & <b> "c" \']]>', "𠮷〇≥“”\u2011\u00a0"])
def test_a_text_is_read_back_as_it_was(text: str) -> None:
    made = replace(PLAIN, content=(Run(text, VALUE), Run("另一种字体", LABEL)))
    assert blocks_of(made) == (made,)


def test_characters_that_no_file_can_hold_are_left_out() -> None:
    assert blocks_of(paragraph("甲\x00\x0b乙\ud800\ufffe")) == (replace(PLAIN, content=(Run("甲乙", VALUE),)),)


@pytest.mark.parametrize("kind", ["PAGE", "NUMPAGES", "SECTIONPAGES"])
@pytest.mark.parametrize("number_format", ["decimal", "upperRoman", "numberInDash", "chineseCounting"])
def test_a_page_number_is_a_field_with_its_format(kind: str, number_format: str) -> None:
    made = replace(PLAIN, content=(Run("第", VALUE), PageNumber(kind, LABEL, number_format), Run("页", VALUE)))
    assert blocks_of(made) == (made,)


def test_bookmarks_and_names_of_styles_are_kept() -> None:
    first = replace(PLAIN, bookmarks=("资金", "合计"), style="一级标题")
    made = (first, replace(PLAIN, bookmarks=("另一个",), style="heading 1"), replace(PLAIN, style="Heading 1"))
    assert blocks_of(*made) == made


def test_of_two_bookmarks_with_one_name_the_first_is_kept() -> None:
    marked = replace(PLAIN, bookmarks=("资金",))
    assert blocks_of(marked, marked) == (marked, PLAIN)


def test_a_paragraph_without_a_style_has_the_normal_one() -> None:
    assert blocks_of(paragraph("甲")) == (PLAIN,)


def image(kind: str) -> bytes:
    saved = io.BytesIO()
    Image.new("RGB", (8, 4), "red").save(saved, kind)
    return saved.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_stands_in_its_line(kind: str) -> None:
    made = replace(PLAIN, content=(Run("左", VALUE), Picture(image(kind), 40.0, 20.0, VALUE), Run("右", VALUE)))
    assert blocks_of(made, made) == (made, made)


def test_a_picture_that_stands_twice_is_in_the_file_once() -> None:
    made = replace(PLAIN, content=(Picture(image("PNG"), 40.0, 20.0, VALUE),))
    with zipfile.ZipFile(io.BytesIO(docx_bytes(document(made, made)))) as archive:
        assert [name for name in archive.namelist() if "media" in name] == ["word/media/image1.png"]


def test_each_picture_has_an_id_of_its_own_in_all_sections() -> None:
    made = section(replace(PLAIN, content=(Picture(image("PNG"), 40.0, 20.0, VALUE),) * 2))
    with zipfile.ZipFile(io.BytesIO(docx_bytes(Document((made, made))))) as archive:
        assert re.findall(rb'<wp:docPr id="(\d+)"', archive.read("word/document.xml")) == [b"1", b"2", b"3", b"4"]


def test_a_jpeg_that_begins_with_another_segment_is_shown_too() -> None:
    data = image("JPEG")
    plain = data[:2] + data[20:]  # without its JFIF segment
    (made,) = blocks_of(replace(PLAIN, content=(Picture(plain, 40.0, 20.0, VALUE),)))
    assert isinstance(made, Paragraph)
    assert [(type(each), each.width) for each in made.content if isinstance(each, Picture)] == [(Picture, 40.0)]


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n", b"\x89PNG\r\n\x1a\n" + b"\xff" * 40, b"\xff\xd8\xff\x00"])
def test_a_picture_that_cannot_be_read_is_left_out(data: bytes) -> None:
    broken = Picture(data, 40.0, 20.0, VALUE)
    assert blocks_of(replace(PLAIN, content=(broken, Run("甲", VALUE)))) == (PLAIN,)


def test_what_the_schema_does_not_know_becomes_the_usual() -> None:
    odd = replace(
        PLAIN,
        content=(Run("甲", replace(VALUE, underline="nothing")),),
        format=replace(PLAIN.format, tabs=(Tab(50.0, "nothing", "nothing"),)),
    )
    (made,) = blocks_of(odd)
    assert isinstance(made, Paragraph)
    assert (made.content[0].font.underline, made.format.tabs) == ("single", (Tab(50.0),))
