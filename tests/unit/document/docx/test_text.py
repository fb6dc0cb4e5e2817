from __future__ import annotations

import base64
import io
import zipfile

import pytest
from reading import FILE, paragraphs, read, unsupported
from word import blocks, bookmark, control, docx, drawing, field, numbering, paragraph, run, section

from generator.document.docx.reader import read_docx
from generator.document.model import PageNumber, Paragraph, Picture, Run
from generator.problem import Source

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def text_of(*content: str, properties: str = "") -> str:
    (found,) = paragraphs(paragraph(*content, properties=properties))
    return found.text


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        ("<w:t>甲</w:t><w:tab/><w:t>乙</w:t>", "甲\t乙"),
        ("<w:t>甲</w:t><w:br/><w:t>乙</w:t><w:cr/>", "甲\n乙\n"),
        ('<w:t>甲</w:t><w:br w:type="page"/>', "甲\f"),
        ("<w:t>A</w:t><w:noBreakHyphen/><w:t>B</w:t>", "A\u2011B"),
        ('<w:sym w:font="Wingdings 2" w:char="F052"/>', "☑"),
        ('<w:sym w:font="Wingdings" w:char="F0A8"/>', "□"),
        ("<w:rPr><w:caps/></w:rPr><w:t>abc</w:t>", "ABC"),
        ("<w:rPr><w:vanish/></w:rPr><w:t>藏</w:t>", ""),
        ("<w:t>甲</w:t><w:softHyphen/><w:t>乙</w:t>", "甲乙"),
        ("<w:lastRenderedPageBreak/><w:t>甲</w:t>", "甲"),
    ],
)
def test_what_a_run_shows(inside: str, shown: str) -> None:
    assert text_of(f"<w:r>{inside}</w:r>") == shown


@pytest.mark.parametrize(
    "markup",
    [
        control(run("字")),
        f'<w:hyperlink w:anchor="x">{run("字")}</w:hyperlink>',
        f"<w:smartTag>{control(run('字'))}</w:smartTag>",
        f"<w:ins>{run('字')}</w:ins>",
        f"<w:moveTo>{run('字')}</w:moveTo>",
        f'<w:fldSimple w:instr=" REF x ">{run("字")}</w:fldSimple>',
        f"<mc:AlternateContent><mc:Choice>{run('字')}</mc:Choice><mc:Fallback>{run('旧')}</mc:Fallback></mc:AlternateContent>",
        field(" REF x ", "字"),
        field(" TOC ", "字"),
    ],
)
def test_text_inside_wrappers_shows_once(markup: str) -> None:
    assert text_of("前", markup, "后") == "前字后"


@pytest.mark.parametrize("name", ["del", "moveFrom"])
def test_deleted_text_does_not_show_and_is_told(name: str) -> None:
    deleted = f"<w:{name}><w:r><w:delText>旧</w:delText></w:r></w:{name}>"
    found = read("甲", paragraph("新", deleted))
    assert [block.text for block in found.sections[0].blocks if isinstance(block, Paragraph)] == ["甲", "新"]
    assert unsupported(found) == [("N002", "第2段")]


def test_inserted_text_is_told() -> None:
    assert unsupported(read(paragraph(f"<w:ins>{run('新')}</w:ins>"))) == [("N001", "第1段")]


def test_runs_of_one_formatting_are_one() -> None:
    (found,) = paragraphs(paragraph(run("甲"), run("乙"), run("丙", "<w:b/>")))
    assert [item.text for item in found.content if isinstance(item, Run)] == ["甲乙", "丙"]


@pytest.mark.parametrize(
    ("instruction", "kind", "number_format"),
    [
        (" PAGE ", "PAGE", "decimal"),
        (" page \\* MERGEFORMAT", "PAGE", "decimal"),
        (" NUMPAGES ", "NUMPAGES", "decimal"),
        (" SECTIONPAGES \\* CHINESENUM3 ", "SECTIONPAGES", "chineseCounting"),
        (" PAGE \\* ArabicDash \\* MERGEFORMAT ", "PAGE", "numberInDash"),
    ],
)
@pytest.mark.parametrize("is_simple", [True, False])
def test_page_numbers_are_fields(instruction: str, kind: str, number_format: str, *, is_simple: bool) -> None:
    simple = f'<w:fldSimple w:instr="{instruction}">{run("9")}</w:fldSimple>'
    (found,) = paragraphs(paragraph("第", simple if is_simple else field(instruction, "9"), "页"))
    first, number, last = found.content
    assert isinstance(number, PageNumber)
    assert (number.kind, number.format) == (kind, number_format)
    assert (first.text, last.text) == ("第", "页")  # type: ignore[union-attr]


def test_a_field_may_reach_over_paragraphs_and_hold_fields() -> None:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    code = "<w:r><w:instrText> TOC </w:instrText></w:r>"
    first = paragraph(mark.format("begin"), code, mark.format("separate"), "目录", field(" PAGEREF x ", "3"))
    found = paragraphs(first, paragraph("续", mark.format("end"), "后"), "又")
    assert [each.text for each in found] == ["目录3", "续后", "又"]


def test_bookmarks_stand_at_their_paragraph_also_those_between_paragraphs() -> None:
    between = '<w:bookmarkStart w:id="1" w:name="外"/><w:bookmarkEnd w:id="1"/>'
    found = paragraphs("一", between, paragraph(bookmark("内", "二")))
    assert [each.bookmarks for each in found] == [(), ("外", "内")]


def test_a_hidden_paragraph_is_not_there() -> None:
    hidden = paragraph(run("藏", "<w:vanish/>"), properties="<w:rPr><w:vanish/></w:rPr>")
    assert [each.text for each in paragraphs("一", hidden, "二")] == ["一", "二"]


def with_image(image: bytes, *content: str) -> bytes:
    document = docx(*content, image1="")
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            new.writestr(name, image if name == "word/image1.xml" else old.read(name))
    return written.getvalue()


def inline(*, anchored: bool = False) -> str:
    kind = "anchor" if anchored else "inline"
    return (
        f'<w:r><w:drawing><wp:{kind}><wp:extent cx="254000" cy="127000"/><a:graphic><a:graphicData uri="x/picture">'
        f'<a:blip r:embed="image1"/></a:graphicData></a:graphic></wp:{kind}></w:drawing></w:r>'
    )


def test_an_inline_picture_stands_in_the_line() -> None:
    found = read_docx(with_image(PNG, paragraph("章", inline())), Source(FILE))
    (block,) = found.sections[0].blocks
    assert isinstance(block, Paragraph)
    picture = block.content[1]
    assert isinstance(picture, Picture)
    assert (picture.data, picture.width, picture.height) == (PNG, 20.0, 10.0)


WORD_ART = '<w:r><w:pict><v:shape><v:textpath string="草稿"/></v:shape></w:pict></w:r>'


def test_word_art_in_a_header_is_a_watermark() -> None:
    found = read_docx(docx("甲", section("header default header1"), header1=paragraph(WORD_ART)), Source(FILE))
    assert [(each.code, each.source.place) for each in found.problems] == [("N014", "页眉 第1段")]


CHECKED = '<w:checkBox><w:sizeAuto/><w:default w:val="0"/><w:checked/></w:checkBox>'
UNCHECKED = '<w:checkBox><w:sizeAuto/><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox>'
BY_DEFAULT = '<w:checkBox><w:sizeAuto/><w:default w:val="1"/></w:checkBox>'
LIST = '<w:ddList>{}<w:listEntry w:val="甲"/><w:listEntry w:val="乙"/></w:ddList>'


@pytest.mark.parametrize(
    ("kind", "data", "shown"),
    [
        ("FORMCHECKBOX", CHECKED, "☒"),
        ("FORMCHECKBOX", UNCHECKED, "☐"),
        ("FORMCHECKBOX", BY_DEFAULT, "☒"),
        ("FORMDROPDOWN", LIST.format('<w:result w:val="1"/>'), "乙"),
        ("FORMDROPDOWN", LIST.format(""), "甲"),
        ("FORMDROPDOWN", "<w:ddList/>", ""),
    ],
)
@pytest.mark.parametrize("has_result", [True, False])
def test_boxes_and_lists_of_forms_show_what_was_chosen(kind: str, data: str, shown: str, *, has_result: bool) -> None:
    marks = field(kind, "").replace('"begin"/>', f'"begin"><w:ffData>{data}</w:ffData></w:fldChar>')
    if not has_result:
        marks = marks.replace('<w:r><w:fldChar w:fldCharType="separate"/></w:r>', "")
    found = read(paragraph("前", marks, "后"))
    assert [block.text for block in found.sections[0].blocks if isinstance(block, Paragraph)] == [f"前{shown}后"]
    assert found.problems == ()


@pytest.mark.parametrize(
    ("font", "text", "shown", "codes"),
    [
        ("Wingdings", "\uf0fe项", "☑项", []),
        ("Wingdings", "þ", "☑", []),
        ("Wingdings", "\uf021", "", ["N021"]),
        ("Symbol", "a ≥ 12.5", "α ≥ 12.5", []),
        ("Webdings", "a", "", ["N021"]),
        ("Arial", "þ", "þ", []),
    ],
)
def test_characters_of_symbol_fonts_are_their_signs(font: str, text: str, shown: str, codes: list[str]) -> None:
    found = read(paragraph(run(text, f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>')))
    assert [block.text for block in found.sections[0].blocks if isinstance(block, Paragraph)] == [shown]
    assert [problem.code for problem in found.problems] == codes


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ('<a:blip r:embed="image1"/><a:srcRect l="1000" t="0"/>', ["N052"]),
        ('<a:blip r:embed="image1"/><a:srcRect l="0"/>', []),
        ('<a:blip r:embed="image1"><a:grayscl/></a:blip>', ["N052"]),
        ('<a:blip r:embed="image1"><a:extLst/></a:blip>', []),
        ('<a:blip r:embed="image1"/><a:xfrm rot="5400000"/>', ["N052"]),
        ('<a:blip r:embed="image1"/><a:xfrm flipH="1"/>', ["N052"]),
        ('<a:blip r:embed="image1"/><a:xfrm rot="0" flipH="0"/>', []),
        ('<a:blip r:embed="image1"/><a:ln><a:solidFill/></a:ln>', ["N052"]),
        ('<a:blip r:embed="image1"/><a:ln><a:noFill/></a:ln>', []),
    ],
)
def test_a_picture_that_word_changes_is_told(changed: str, codes: list[str]) -> None:
    markup = inline().replace('<a:blip r:embed="image1"/>', changed)
    found = read_docx(with_image(PNG, paragraph(markup)), Source(FILE))
    assert [(each.code, each.source.place) for each in found.problems] == [(code, "第1段") for code in codes]


@pytest.mark.parametrize(("pitch", "codes"), [(199, ["N034"]), (200, [])])
def test_a_picture_higher_than_an_exact_line_pitch_is_told(pitch: int, codes: list[str]) -> None:
    spacing = f'<w:spacing w:line="{pitch}" w:lineRule="exact"/>'
    found = read_docx(with_image(PNG, paragraph(inline(), properties=spacing)), Source(FILE))
    assert [(each.code, each.source.place) for each in found.problems] == [(code, "第1段") for code in codes]


@pytest.mark.parametrize(
    ("markup", "image", "code"),
    [
        (inline(), b"GIF89a", "N009"),
        (inline(anchored=True), PNG, "N004"),
        (drawing(1, "框里"), PNG, "N003"),
        (drawing(), PNG, "N004"),
        ("<w:r><w:object><o:x/></w:object></w:r>".replace("o:x", "w:control"), PNG, "N007"),
        (WORD_ART, PNG, "N039"),
        (drawing(1).replace("<wps:wsp>", "<wps:wsp><a:t>图里的字</a:t>"), PNG, "N003"),
        ("<w:r><w:pict><v:line/></w:pict></w:r>", PNG, "N004"),
        ('<w:r><w:footnoteReference w:id="2"/></w:r>', PNG, "N012"),
        ('<w:r><w:sym w:font="Webdings" w:char="F061"/></w:r>', PNG, "N021"),
        (run("重", '<w:em w:val="dot"/>'), PNG, "N022"),
        (
            '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>x</m:t></m:r></m:oMath>',
            PNG,
            "N008",
        ),
    ],
)
def test_what_is_not_carried_is_told_where_it_stands(markup: str, image: bytes, code: str) -> None:
    inside = markup if markup.startswith("<w:") else f"<w:smartTag>{markup}</w:smartTag>"
    found = read_docx(with_image(image, "一", paragraph("字", inside)), Source(FILE))
    assert unsupported(found) == [(code, "第2段")]


LEVELS = (
    '<w:abstractNum w:abstractNumId="5">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/>'
    '<w:suff w:val="nothing"/><w:pPr><w:ind w:left="420" w:hanging="420"/></w:pPr></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/>'
    "<w:isLgl/><w:rPr><w:b/></w:rPr></w:lvl></w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="5"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>'
)


def listed(text: str, level: int = 0, number: int = 1) -> str:
    properties = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return paragraph(text, properties=properties)


def test_list_numbers_count_by_level_and_begin_anew_below_a_higher_one() -> None:
    content = [listed("甲"), listed("子", 1), listed("丑", 1), listed("乙"), listed("寅", 1)]
    found = paragraphs(*content, lists=LEVELS)
    assert [each.text for each in found] == ["一、甲", "1.1\t子", "1.2\t丑", "二、乙", "2.1\t寅"]


def test_a_list_with_a_start_of_its_own_counts_from_there() -> None:
    found = paragraphs(listed("甲"), listed("乙", number=2), listed("丙", number=2), lists=LEVELS)
    assert [each.text for each in found] == ["一、甲", "七、乙", "八、丙"]


def test_a_level_gives_indents_and_the_font_of_the_number_alone() -> None:
    found = paragraphs(listed("甲"), listed("子", 1), lists=LEVELS)
    assert (found[0].format.left, found[0].format.first) == (21.0, -21.0)
    label, text = found[1].content
    assert (label.font.bold, text.font.bold) == (True, False)


@pytest.mark.parametrize(
    ("inside", "shown", "codes"),
    [
        ('<w:lvlText w:val="\uf0d8"/><w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr>', "➢", []),
        ('<w:lvlText w:val="\uf0b7"/><w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr>', "•", []),
        ('<w:lvlText w:val="■"/>', "■", []),
        ('<w:lvlText w:val="\uf021"/><w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr>', "●", ["N021"]),
        ('<w:lvlText w:val="\ue00c"/><w:rPr><w:rFonts w:ascii="OpenSymbol"/></w:rPr>', "●", ["N021"]),
        ('<w:lvlText w:val="■"/><w:lvlPicBulletId w:val="0"/>', "■", ["N021"]),
        ('<w:lvlText w:val="■"/><w:lvlJc w:val="right"/>', "■", ["N033"]),
    ],
)
def test_bullets_are_the_signs_of_their_fonts_and_what_is_not_right_is_told(
    inside: str, shown: str, codes: list[str]
) -> None:
    level = f'<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/>{inside}</w:lvl>'
    used = '<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>'
    found = read(listed("甲"), lists=f'<w:abstractNum w:abstractNumId="5">{level}</w:abstractNum>{used}')
    assert [block.text for block in found.sections[0].blocks if isinstance(block, Paragraph)] == [f"{shown}\t甲"]
    assert unsupported(found) == [(code, "第1段") for code in codes]


def test_number_zero_takes_a_paragraph_out_of_the_list_of_its_style() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="P"><w:name w:val="P"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr>'
        "</w:pPr></w:style>"
    )
    inside = '<w:pStyle w:val="P"/>'
    out = f'{inside}<w:numPr><w:numId w:val="0"/></w:numPr>'
    found = paragraphs(
        paragraph("甲", properties=inside), paragraph("乙", properties=out), styles=styles, lists=numbering(3)
    )
    assert [each.text for each in found] == ["1.\t甲", "乙"]


def test_content_controls_around_paragraphs_are_seen_through() -> None:
    assert [each.text for each in paragraphs("一", control(blocks("二", "三")))] == ["一", "二", "三"]
