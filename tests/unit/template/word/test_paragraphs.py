"""段落 and 公文, paragraphs of bare tags, and what must stay so that Word opens the file.

See docs/模板写法.md, sections 3 and 5.
"""

from __future__ import annotations

import re

import pytest
from word import (
    PAGE_BREAK,
    bookmark,
    cell,
    complaints,
    control,
    docx,
    drawing,
    fill,
    filled,
    grid,
    lines,
    paragraph,
    part,
    problems,
    run,
    section,
    style,
    table,
)

CENTRED = '<w:jc w:val="center"/>'
OFFICIAL = "".join(
    style(name, f"S{number}") for number, name in enumerate(("一级标题", "二级标题", "三级标题", "四级标题", "正文"))
)


def styles_of(document: bytes) -> list[tuple[str, str]]:
    return re.findall(r'<w:pStyle w:val="(\w+)"/>.*?<w:t[^>]*>(.*?)</w:t>', part(document))


def test_lines_of_a_value_become_paragraphs_formatted_alike() -> None:
    made = filled(paragraph(run("{{ 文 | 段落 }}", "<w:b/>"), properties=CENTRED), 文="一\n二\r\n三\n")
    assert (lines(made), part(made).count(CENTRED), part(made).count("<w:b/>")) == (["一", "二", "三"], 3, 3)


def test_blank_line_of_a_value_is_a_blank_paragraph() -> None:
    assert lines(filled("{{ 文 | 段落 }}", 文="一\n\n二")) == ["一", "", "二"]


def test_blank_value_is_one_blank_paragraph() -> None:
    assert lines(filled("前", "{{ 文 | 段落 }}", 文="")) == ["前", ""]


def test_lines_become_paragraphs_of_a_cell() -> None:
    assert grid(filled(table(("{{ 文 | 段落 }}", "旁")), "", 文="一\n二")) == "一⏎二 | 旁"


def test_lines_become_paragraphs_in_a_loop() -> None:
    made = filled("{% for 文 in 各文 %}", "{{ 文 | 段落 }}", "{% endfor %}", 各文=["一\n二", "三"])
    assert lines(made) == ["一", "二", "三"]


def test_lines_become_paragraphs_though_the_tag_is_split() -> None:
    made = filled(paragraph(run("{{ 文 "), run("| 段落"), run(" }}")), 文="一\n二")
    assert lines(made) == ["一", "二"]


def test_lines_that_lost_their_block_do_not_print() -> None:
    assert lines(filled("前", "{% if 有 %}", "{{ 文 | 段落 }}", "{% endif %}", 有=False, 文="一")) == ["前"]


def test_drawing_beside_the_value_is_kept_once() -> None:
    made = filled(paragraph("{{ 文 | 段落 }}", drawing()), 文="一\n二")
    assert (lines(made), part(made).count("<w:drawing>")) == (["一", "二"], 1)


def test_text_beside_the_value_is_refused() -> None:
    (message,) = complaints("见{{ 文 | 段落 }}", 文="一")
    assert message == "第1段: {{ 文 | 段落 }}：段落 要单独占一段，同一段里不能有别的文字"


def test_report_takes_the_style_that_its_numbering_asks_for() -> None:
    text = "一、总\n（一）分\n(二)分\n1、项\n2.项\n3．项\n（1）目\n(2)目\n文\n2024年\n3.5亿元\n\n　　缩进"
    made = fill(docx("{{ 文 | 公文 }}", styles=OFFICIAL), 文=text)
    assert styles_of(made) == [
        ("S0", "一、总"), ("S1", "（一）分"), ("S1", "(二)分"), ("S2", "1、项"), ("S2", "2.项"), ("S2", "3．项"),
        ("S3", "（1）目"), ("S3", "(2)目"), ("S4", "文"), ("S4", "2024年"), ("S4", "3.5亿元"), ("S4", "缩进"),
    ]  # fmt: skip


def test_report_keeps_of_the_formatting_only_that_quotation_marks_are_chinese() -> None:
    typed = run("{{ 文 | 公文 }}", '<w:rFonts w:ascii="Arial" w:hint="eastAsia"/><w:b/>')
    made = fill(docx(paragraph(typed), styles=OFFICIAL), 文="“一”")
    assert '<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>' in part(made)
    assert "<w:b/>" not in part(made)
    plain = fill(docx(paragraph(run("{{ 文 | 公文 }}", "<w:b/>")), styles=OFFICIAL), 文="一")
    assert "<w:rPr>" not in part(plain)


def test_section_that_ends_in_a_paragraph_of_lines_ends_after_the_last() -> None:
    made = filled(paragraph("{{ 文 | 段落 }}", properties=section()), "后", section(), 文="一\n二")
    assert re.findall(r"一|二|后|<w:sectPr>", part(made)) == ["一", "<w:sectPr>", "二", "后", "<w:sectPr>"]


def test_bookmark_around_a_value_of_many_lines_is_around_all_of_them() -> None:
    made = filled(paragraph(bookmark("处", "{{ 文 | 段落 }}")), 文="一\n二\n三")
    assert re.findall(r"bookmarkStart|bookmarkEnd|[一二三](?=<)", part(made)) == [
        "bookmarkStart",
        "一",
        "二",
        "三",
        "bookmarkEnd",
    ]


def test_report_without_text_is_a_blank_paragraph() -> None:
    assert lines(fill(docx("{{ 文 | 公文 }}", styles=OFFICIAL), 文="")) == [""]


def test_report_in_a_template_without_the_styles_is_refused() -> None:
    (found,) = problems(docx("{{ 文 | 公文 }}", styles=style("正文", "S")), 文="一")
    assert "“一级标题”、“二级标题”、“三级标题”、“四级标题”" in found.message


def test_section_that_ends_in_a_report_paragraph_is_kept() -> None:
    made = fill(docx(paragraph("{{ 文 | 公文 }}", properties=section()), "后", section(), styles=OFFICIAL), 文="一\n二")
    assert (lines(made), part(made).count("<w:sectPr>")) == (["一", "二", "后"], 2)


@pytest.mark.parametrize("keeps", [PAGE_BREAK, drawing(), bookmark("b", "")])
def test_paragraph_of_a_tag_that_holds_more_loses_only_the_text(keeps: str) -> None:
    made = filled("前", paragraph("{% if 有 %}", keeps), "中", "{% endif %}", 有=True)
    assert lines(made) == ["前", "", "中"]
    assert keeps[:20] in part(made) or "b" in part(made)


def test_paragraph_of_a_tag_that_ends_a_section_loses_only_the_text() -> None:
    made = filled("前", "{% if 有 %}", "中", paragraph("{% endif %}", properties=section()), "后", section(), 有=True)
    assert (lines(made), part(made).count("<w:sectPr>")) == (["前", "中", "", "后"], 2)


def test_section_outlives_a_block_that_is_left_out() -> None:
    made = filled("{% if 有 %}", "中", paragraph("{% endif %}", properties=section()), "后", section(), 有=False)
    assert lines(made) == ["后"]


def test_inline_tags_never_drop_their_paragraph() -> None:
    assert lines(filled("前", "{% if 有 %}甲{% endif %}", "后", 有=False)) == ["前", "", "后"]


def test_set_alone_in_a_paragraph_is_dropped_with_it() -> None:
    assert lines(filled("{% set 甲 = 1 %}", "{{ 甲 }}")) == ["1"]


def test_cell_that_lost_all_paragraphs_keeps_one() -> None:
    made = filled(table((cell("{% if 有 %}甲", "乙{% endif %}"), "旁")), "", 有=False)
    assert grid(made) == " | 旁"


def test_blank_that_stays_in_a_cell_is_formatted_as_the_cell_was() -> None:
    typed = cell(paragraph("{% if 有 %}甲", properties=CENTRED), paragraph("乙{% endif %}", properties=CENTRED))
    assert part(filled(table((typed, "旁")), "", 有=False)).count(CENTRED) == 1


def test_cell_whose_only_rest_is_a_table_ends_in_a_paragraph() -> None:
    made = filled(table((cell(table(("内",)), "{% if 有 %}甲", "乙{% endif %}"), "旁")), "", 有=False)
    assert grid(made) == "内⏎ | 旁"


def test_header_that_lost_all_paragraphs_keeps_one() -> None:
    document = docx(
        "正文",
        section("header default header1"),
        header1=paragraph("{% if 有 %}甲") + paragraph("乙{% endif %}"),
    )
    made = fill(document, 有=False)
    assert "<w:p" in part(made, "word/header1.xml")


def test_body_may_lose_all_its_paragraphs() -> None:
    assert lines(filled("{% if 有 %}甲", "乙{% endif %}", section(), 有=False)) in ([], [""])


def test_table_without_rows_goes() -> None:
    made = filled("前", table(("{% for x in 各 %}{{ x }}", "1{% endfor %}")), "后", 各=[])
    assert (grid(made), lines(made)) == ("", ["前", "后"])


def test_table_whose_rows_all_stand_in_conditions_goes_without_them() -> None:
    rows = table(("{% if 甲 %}一", "1{% endif %}"), ("{% if 乙 %}二", "2{% endif %}"))
    assert [grid(filled(rows, "后", 甲=one, 乙=other)) for one, other in ((False, False), (False, True))] == [
        "",
        "二 | 2",
    ]


def test_table_of_nothing_but_bare_tags_goes() -> None:
    assert grid(filled("前", table(("{% set 甲 = 1 %}", "")), "{{ 甲 }}")) == ""


def test_nested_table_without_rows_leaves_a_paragraph_in_its_cell() -> None:
    made = filled(table((cell(table(("{% for x in 各 %}{{ x }}", "1{% endfor %}")), ""), "旁")), "", 各=[])
    assert grid(made) == " | 旁"


def test_row_that_lost_its_nested_table_is_not_taken_for_empty() -> None:
    made = filled(
        table(("名", "{{ 名 }}"), ("{% for x in 各 %}", cell(table(("a",)), "{% endfor %}"))), "", 名="甲", 各=[1, 2]
    )
    assert grid(made) == "名 | 甲\n | a⏎\n | a⏎"


def test_tables_of_a_loop_without_a_paragraph_between_do_not_become_one() -> None:
    made = filled("{% for x in 各 %}", table(("{{ x }}",)), "{% endfor %}", 各=["甲", "乙"])
    assert grid(made) == "甲\n\n乙"
    assert "</w:tbl><w:tbl>" not in part(made)


def test_tables_do_not_touch_when_what_stood_between_goes() -> None:
    made = filled(table(("甲",)), "{% if 有 %}隔", "开{% endif %}", table(("乙",)), "", 有=False)
    assert "</w:tbl><w:tbl>" not in part(made)
    assert grid(made) == "甲\n\n乙"


def test_tables_that_touch_in_the_template_are_left_so() -> None:
    made = filled(table(("{{ 名 }}",)), table(("乙",)), "", 名="甲")
    assert "</w:tbl><w:tbl>" in part(made)


def test_tables_in_content_controls_do_not_touch() -> None:
    made = filled("{% for x in 各 %}", control(table(("{{ x }}",))), "{% endfor %}", 各=["甲", "乙"])
    text = re.sub(r"</?w:sdt(Content)?>|<w:sdtPr>.*?</w:sdtPr>", "", part(made))
    assert "</w:tbl><w:tbl>" not in text


def test_body_does_not_end_in_a_table_when_its_last_paragraph_goes() -> None:
    made = filled(table(("甲",)), "{% if 有 %}乙", "丙{% endif %}", section(), 有=False)
    assert re.search(r"</w:p><w:sectPr>", part(made))


def test_template_without_styles_or_settings_is_filled() -> None:
    assert lines(fill(docx("{{ 名 }}"), 名="甲")) == ["甲"]
