"""In a book each form is a section of its own, and nothing of one form shows in another.

See docs/模板写法.md, section 7.
"""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from pathlib import Path

import pytest
from word import (
    PAGE_BREAK,
    book,
    bookmark,
    cell,
    compiled,
    control,
    docx,
    drawing,
    field,
    fill,
    grid,
    indicators,
    lines,
    members,
    numbering,
    paragraph,
    part,
    row,
    run,
    section,
    style,
    table,
)

from generator.problem import JixiaoError
from generator.template.word.book import DocxBook

FORMS = ({"名": "甲"}, {"名": "乙"}, {"名": "丙"})
LIST = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{}"/></w:numPr>'


def sections(document: bytes) -> list[str]:
    return re.findall(r"<w:sectPr>.*?</w:sectPr>", part(document))


def shown_headers(document: bytes, kind: str = "header", pages: str = "default") -> list[str]:
    """The text of each section's header, as Word finds it: a section without one has that of the section before."""
    links = dict(re.findall(r'Id="(\w+)"[^>]*?Target="(\w+\.xml)"', part(document, "word/_rels/document.xml.rels")))
    shown, current = [], ""
    for each in sections(document):
        found = re.search(rf'<w:{kind}Reference w:type="{pages}" r:id="(\w+)"/>', each)
        if found:
            current = re.sub("<[^>]*>", "", part(document, f"word/{links[found[1]]}").split("?>\n")[-1])
        shown.append(current)
    return shown


def test_book_of_one_form_is_that_form() -> None:
    document = docx("{{ 名 }}", table(("{{ 名 }}",)), "", section())
    assert part(book(document, FORMS[0])) == part(fill(document, 名="甲"))


def test_each_form_is_a_section_on_a_new_page() -> None:
    made = book(docx("{{ 名 }}", section(kind="continuous")), *FORMS)
    kinds = [re.findall(r'<w:type w:val="(\w+)"/>', each) for each in sections(made)]
    assert (lines(made), kinds) == (["甲", "乙", "丙"], [["continuous"], ["nextPage"], ["nextPage"]])


def test_page_numbers_begin_again() -> None:
    made = book(docx("{{ 名 }}", section()), *FORMS)
    assert [re.findall('<w:pgNumType w:start="(\\d)"/>', each) for each in sections(made)] == [[], ["1"], ["1"]]


def test_page_numbers_begin_where_the_template_says() -> None:
    made = book(docx("{{ 名 }}", section(start=5)), *FORMS[:2])
    assert [re.findall('<w:pgNumType w:start="(\\d)"/>', each) for each in sections(made)] == [["5"], ["5"]]


def test_template_without_section_properties_makes_a_book() -> None:
    made = book(docx("{{ 名 }}"), *FORMS)
    assert (lines(made), part(made).count("<w:sectPr")) == (["甲", "乙", "丙"], 3)


def test_each_form_has_a_header_and_footer_of_its_own() -> None:
    document = docx(
        "文", section("header default header1", "footer default footer1"),
        header1=paragraph("{{ 名 }}眉"), footer1=paragraph("脚{{ 名 }}"),
    )  # fmt: skip
    made = book(document, *FORMS)
    assert shown_headers(made) == ["甲眉", "乙眉", "丙眉"]
    assert shown_headers(made, "footer") == ["脚甲", "脚乙", "脚丙"]
    assert len(set(members(made))) == len(members(made))


def test_header_without_tags_is_one_part_for_all() -> None:
    made = book(docx("{{ 名 }}", section("header default header1"), header1=paragraph("眉")), *FORMS)
    assert (shown_headers(made), [name for name in members(made) if "header" in name]) == (
        ["眉"] * 3,
        ["word/header1.xml"],
    )


def test_header_that_only_a_later_section_has_does_not_show_in_the_next_form() -> None:
    document = docx(
        paragraph("封面", properties=section()), "{{ 名 }}", section("header default header1", "footer even footer1"),
        header1=paragraph("{{ 名 }}眉"), footer1=paragraph("脚"),
    )  # fmt: skip
    made = book(document, *FORMS[:2])
    assert shown_headers(made) == ["", "甲眉", "", "乙眉"]
    assert shown_headers(made, "footer", "even") == ["", "脚", "", "脚"]
    assert lines(made) == ["封面", "甲", "封面", "乙"]


def test_first_section_that_a_condition_leaves_out_hands_its_part_to_the_next() -> None:
    cover = "{% if 名 != '乙' %}封面", paragraph("{% endif %}", properties=section("header default header1"))
    document = docx(*cover, "{{ 名 }}", section(kind="continuous"), header1=paragraph("眉"))
    made = book(document, *FORMS[:2])
    assert [("continuous" in each, "nextPage" in each, "pgNumType" in each) for each in sections(made)] == [
        (False, False, False), (True, False, False), (False, True, True),
    ]  # fmt: skip
    assert shown_headers(made) == ["眉", "眉", ""]


def test_sections_of_several_kinds_stay_in_each_form() -> None:
    document = docx(
        paragraph("一", properties=section()),
        paragraph("二", properties=section(kind="continuous")),
        "{{ 名 }}",
        section(kind="oddPage"),
    )
    kinds = [re.findall(r'<w:type w:val="(\w+)"/>', each) for each in sections(book(document, *FORMS[:2]))]
    assert kinds == [[], ["continuous"], ["oddPage"]] * 2


def test_lists_begin_again_in_each_form() -> None:
    item = paragraph("{{ 名 }}", properties=LIST.format(3))
    made = book(docx(item, item, section(), lists=numbering(1, 3)), *FORMS)
    used = re.findall(r'<w:numId w:val="(\d+)"/>', part(made))
    lists = dict(
        re.findall(r'<w:num w:numId="(\d+)"><w:abstractNumId w:val="(\d+)"/>', part(made, "word/numbering.xml"))
    )
    assert (used[0::2], len(set(used)), used[0]) == (used[1::2], 3, "3")
    assert len({lists[number] for number in used}) == 3
    assert set(lists.values()) <= set(
        re.findall(r'<w:abstractNum w:abstractNumId="(\d+)"', part(made, "word/numbering.xml"))
    )


def test_lists_that_a_style_brings_begin_again() -> None:
    styles = style("列", "L", LIST.format(1)) + style("子", "M").replace(
        '<w:name w:val="子"/>', '<w:name w:val="子"/><w:basedOn w:val="L"/>'
    )
    for name in ("L", "M"):
        item = paragraph("{{ 名 }}", properties=f'<w:pStyle w:val="{name}"/>')
        made = book(docx(item, section(), styles=styles, lists=numbering(1)), *FORMS)
        assert len(set(re.findall(r'<w:numId w:val="(\d+)"/>', part(made)))) == 2


def test_report_whose_styles_number_it_begins_again() -> None:
    names = ("一级标题", "二级标题", "三级标题", "四级标题", "正文")
    styles = "".join(style(name, f"S{at}", LIST.format(1) if not at else "") for at, name in enumerate(names))
    document = docx("{{ 文 | 公文 }}", section(), styles=styles, lists=numbering(1))
    made = book(document, {"文": "一、总"}, {"文": "一、总"})
    assert len(re.findall(r'<w:numId w:val="(\d+)"/>', part(made))) == 1


def test_bookmarks_and_links_of_each_form_are_its_own() -> None:
    link = f'<w:hyperlink w:anchor="处">{run("去")}</w:hyperlink>'
    made = book(
        docx(paragraph(link), paragraph(bookmark("处", "{{ 名 }}", number=1), field(" PAGEREF 处 ")), section()), *FORMS
    )
    assert len(lines(made)) == 6
    assert re.findall(r'w:name="(.*?)"', part(made)) == ["处", "处_2", "处_3"]
    assert re.findall(r'w:anchor="(.*?)"', part(made)) == ["处", "处_2", "处_3"]
    assert re.findall(r"PAGEREF (\S+)", part(made)) == ["处", "处_2", "处_3"]


def test_drawings_of_each_form_have_ids_of_their_own() -> None:
    made = book(docx(paragraph("{{ 名 }}", drawing(3)), section()), *FORMS)
    assert len(lines(made)) == len(set(re.findall(r'<wp:docPr id="(\d+)"', part(made)))) == 3


@pytest.mark.parametrize("where", ["header", "body"])
def test_count_of_pages_is_that_of_the_form(where: str) -> None:
    count = paragraph("共", field(" NUMPAGES "), "页")
    document = docx("{{ 名 }}", count if where == "body" else "", section("footer default footer1"), footer1=count)
    alone, bound = fill(document, 名="甲"), book(document, *FORMS)
    name = "word/document.xml" if where == "body" else "word/footer1.xml"
    assert ("NUMPAGES" in part(alone, name), "SECTIONPAGES" in part(bound, name)) == (True, True)


def test_footnotes_of_each_form_are_its_own() -> None:
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    notes = f'<w:footnote w:type="separator" w:id="0">{paragraph("")}</w:footnote>'
    notes += f'<w:footnote w:id="2">{paragraph("注{{ 名 }}")}</w:footnote>'
    made = book(docx(paragraph("文", reference), section(), footnotes1=notes), *FORMS)
    xml = part(made, "word/footnotes1.xml")
    assert lines(made) == ["文"] * 3
    assert re.findall(r"甲|乙|丙", xml) == ["甲", "乙", "丙"]
    assert (
        re.findall(r'footnoteReference w:id="(\d+)"', part(made))
        == re.findall(r'<w:footnote [^>]*?w:id="(\d+)"', xml)[1:]
    )
    assert len([name for name in members(made) if "footnotes" in name]) == 1


def test_footnotes_without_tags_have_ids_of_their_own_too() -> None:
    reference = '<w:r><w:endnoteReference w:id="2"/></w:r>'
    made = book(
        docx(
            paragraph("{{ 名 }}", reference), section(), endnotes1=f'<w:endnote w:id="2">{paragraph("注")}</w:endnote>'
        ),
        *FORMS,
    )
    identifiers = re.findall(r'endnoteReference w:id="(\d+)"', part(made))
    assert identifiers == re.findall(r'<w:endnote [^>]*?w:id="(\d+)"', part(made, "word/endnotes1.xml"))
    assert len(set(identifiers)) == 3


def test_form_that_ends_in_a_table_is_followed_by_the_next() -> None:
    made = book(docx(table(("{{ 名 }}",)), section()), *FORMS[:2])
    assert (grid(made), len(sections(made))) == ("甲\n\n乙", 2)


def test_form_that_ends_in_a_table_inside_a_block_is_followed_by_the_next() -> None:
    made = book(docx("{% if 名 %}", table(("{{ 名 }}",)), "{% endif %}", section()), *FORMS[:2])
    assert grid(made) == "甲\n\n乙"


@pytest.mark.parametrize(
    "last",
    [
        "{{ 名 }}尾",
        "<w:p/>",
        '<w:p w14:paraId="1"/>',
        "<w:p><w:pPr/></w:p>",
        paragraph("尾", properties='<w:jc w:val="center"/><w:rPr><w:b/></w:rPr>'),
        paragraph(
            "尾",
            properties='<w:rPr><w:b/></w:rPr><w:pPrChange w:id="1" w:author="x"><w:pPr><w:jc w:val="left"/></w:pPr>'
            "</w:pPrChange>",
        ),
        paragraph("尾", drawing(4, "框")),
        control(paragraph("尾")),
        paragraph("尾") + '<w:bookmarkStart w:id="8" w:name="末"/><w:bookmarkEnd w:id="8"/>',
    ],
)
def test_form_may_end_in_any_paragraph(last: str) -> None:
    made = book(docx("{{ 名 }}", last, section()), *FORMS)
    assert len(sections(made)) == 3
    assert [text for text in lines(made) if text in {"甲", "乙", "丙"}] == ["甲", "乙", "丙"]
    assert all("<w:pgSz" in each for each in sections(made))


def test_form_that_ends_in_a_paragraph_with_a_section_keeps_both() -> None:
    made = book(docx("{{ 名 }}", paragraph("尾", properties=section()), section()), *FORMS[:2])
    assert len(sections(made)) == 4


def test_form_with_problems_leaves_the_book_as_it_was() -> None:
    made = DocxBook(
        compiled(
            docx(
                paragraph(bookmark("处", "{{ 名 }}", number=1)),
                section("header default header1"),
                header1=paragraph("{{ 名 }}"),
            )
        )
    )
    made.add({"名": "甲"}, "一")
    with pytest.raises(JixiaoError):
        made.add({}, "二")
    made.add({"名": "丙"}, "三")
    document = made.finish()
    assert (lines(document), shown_headers(document), made.forms) == (["甲", "丙"], ["甲", "丙"], 2)


def test_same_forms_give_the_same_bytes() -> None:
    document = docx(
        table(("{% for 行 in 指标 %}{{ 行.一级 | 合并 }}", "{{ 行.三级 }}{% endfor %}")), "{{ 名 }}", section()
    )
    forms = [{**form, "指标": indicators(("a", "b", "c"), ("a", "b", "d"))} for form in FORMS]
    assert book(document, *forms) == book(document, *forms)


def pages(document: bytes, folder: Path) -> int:
    file = folder / "表.docx"
    file.write_bytes(document)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return len(re.findall(rb"/Type\s*/Page[^s]", (folder / "表.pdf").read_bytes()))


def full_page(left: int, *, last: str = "") -> bytes:
    """A form whose table leaves ``left`` twips of its page, and the low paragraph that Word wants after a table."""
    height = 16838 - 2 * 1440 - left
    exact = f'<w:trHeight w:val="{height}" w:hRule="exact"/>'
    low = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/><w:rPr><w:sz w:val="2"/></w:rPr>'
    full = table(row(cell("{{ 名 }}", width=5000), properties=exact), grid=(5000,))
    return docx(full, last or paragraph("", properties=low), section())


@pytest.mark.libreoffice
@pytest.mark.parametrize("left", [20, 40, 4000])
def test_break_adds_no_page_though_a_table_fills_its_own(left: int, tmp_path: Path) -> None:
    assert pages(book(full_page(left), *FORMS), tmp_path) == 3


@pytest.mark.libreoffice
def test_break_adds_no_page_where_a_page_break_ends_the_form(tmp_path: Path) -> None:
    alone = docx("{{ 名 }}", paragraph(PAGE_BREAK), "二", section())
    assert pages(book(alone, *FORMS), tmp_path) == 6


@pytest.mark.libreoffice
def test_break_adds_no_page_where_the_template_breaks_to_odd_pages(tmp_path: Path) -> None:
    assert pages(book(docx("{{ 名 }}", section(kind="oddPage")), *FORMS), tmp_path) == 3


def test_book_is_a_sound_archive() -> None:
    with zipfile.ZipFile(io.BytesIO(book(docx("{{ 名 }}"), *FORMS))) as archive:
        assert archive.testzip() is None
