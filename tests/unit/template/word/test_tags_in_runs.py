"""A tag works however Word split it, and whatever a Chinese input method typed in it (docs/模板写法.md, section 1)."""

from __future__ import annotations

import re

import pytest
from word import (
    bookmark,
    compiled,
    complaints,
    docx,
    drawing,
    field,
    fill,
    filled,
    grid,
    indicators,
    lines,
    paragraph,
    part,
    row,
    run,
    section,
    table,
)

BOLD = "<w:b/>"
PROOF = '<w:proofErr w:type="spellStart"/>'
INSERTED = '<w:ins w:id="9" w:author="x">{}</w:ins>'


def in_single_characters(text: str, between: str = "") -> str:
    return between.join(run(character) for character in text)


@pytest.mark.parametrize("between", ["", PROOF, '<w:bookmarkStart w:id="3" w:name="m"/><w:bookmarkEnd w:id="3"/>'])
def test_tag_over_many_runs_is_one_tag(between: str) -> None:
    text = in_single_characters("甲{{ 名 }}乙{% if 有 %}丙{% endif %}丁", between if "mark" not in between else "")
    made = lines(filled(paragraph(text, between), 名="子", 有=True))
    assert made == ["甲子乙丙丁"]


def test_bookmark_inside_a_tag_survives() -> None:
    inside = (
        run("{{ ") + '<w:bookmarkStart w:id="3" w:name="m"/>' + run("名") + '<w:bookmarkEnd w:id="3"/>' + run(" }}")
    )
    made = filled(paragraph(inside), 名="子")
    assert (lines(made), 'w:name="m"' in part(made)) == (["子"], True)


def test_value_takes_the_formatting_of_the_first_character_of_its_tag() -> None:
    made = filled(paragraph(run("前"), run("{", BOLD), run("{ 名 }}"), run("后")), 名="子")
    assert part(made).count(BOLD) == 1
    assert f'<w:r><w:rPr>{BOLD}</w:rPr><w:t xml:space="preserve">子</w:t></w:r>' in part(made)
    assert lines(made) == ["前子后"]


def test_line_breaks_of_a_value_stay_in_its_formatting() -> None:
    made = filled(paragraph(run("{{ 名 }}", BOLD)), 名="一\n二\r\n三\r四")
    assert (lines(made), part(made).count("<w:br/>"), part(made).count(BOLD)) == (["一\n二\n三\n四"], 3, 1)


def test_tabs_of_a_value_stay() -> None:
    assert "<w:tab/>" in part(filled("{{ 名 }}", 名="一\t二"))


def test_spaces_around_a_value_stay() -> None:
    assert lines(filled(" {{ 名 }} ", 名="  子  ")) == ["   子   "]


@pytest.mark.parametrize(
    "typed",
    [
        "｛｛ 名 ｝｝",
        "{｛名｝}",
        "｛{ 名 }｝",
        "{{　名　}}",
        "{{ 名｜trim }}",
        "{{ 名 | default（“无”） }}",
        "｛｛ “子” ｝｝",
        "{{ ‘子’ }}",
        "{{ “子”if 数＝＝1 else “丑” }}",
        "{{ 字典［“甲”］ }}",
        "｛％ if 数＞0 ％｝子｛％ endif ％｝",
        "{% if 数 ！＝ 2 %}子{% endif %}",
        "｛% for x in ［名］ %｝{{x}}｛% endfor %｝",
        "{{ 行．名 }}",
        "{{\u00a0名\u00a0}}",
    ],
)
def test_full_width_signs_and_curly_quotes_are_understood(typed: str) -> None:
    assert lines(filled(typed, 名="子", 数=1, 字典={"甲": "子"}, 行={"名": "子"})) == ["子"]


def test_full_width_signs_inside_a_string_print_as_they_are() -> None:
    assert lines(filled("{{ “（甲），：‘乙’” }}", 名="子")) == ["（甲），：‘乙’"]


def test_braces_that_are_no_tag_print_as_they_are() -> None:
    assert lines(filled("{甲} ｛乙｝ }} %} 100%", 名="子")) == ["{甲} ｛乙｝ }} %} 100%"]


def test_tag_with_line_breaks_and_tabs_inside_is_one_tag() -> None:
    assert lines(filled("{{\n名\t}}后", 名="子")) == ["子后"]
    assert lines(filled("{% if\n有\t%}子{%\nendif %}后", 有=True)) == ["子后"]


def test_line_breaks_and_tabs_outside_of_tags_stay() -> None:
    assert lines(filled("一\n{{ 名 }}\t二\n{% if 有 %}\n三{% endif %}\n四", 名="子", 有=True)) == [
        "一\n子\t二\n\n三\n四"
    ]


def test_no_break_hyphen_in_a_tag_is_a_minus() -> None:
    text = run("{{ 5 ") + "<w:r><w:noBreakHyphen/></w:r>" + run(" 3 }}")
    assert lines(filled(paragraph(text))) == ["2"]


def test_tag_in_a_hyperlink_prints_there() -> None:
    made = filled(paragraph("见", f'<w:hyperlink w:anchor="a">{run("{{ 名 }}")}</w:hyperlink>'), 名="子")
    assert lines(made) == ["见子"]


@pytest.mark.parametrize(
    "typed",
    [
        run("{% if 有 %}前") + '<w:hyperlink w:anchor="a">' + run("链{% endif %}接") + "</w:hyperlink>",
        '<w:hyperlink w:anchor="a">' + run("前{% if 有 %}链") + "</w:hyperlink>" + run("接{% endif %}"),
        '<w:hyperlink w:anchor="a">'
        + run("前{% if 有 %}")
        + '</w:hyperlink><w:hyperlink w:anchor="b">'
        + run("{% endif %}链")
        + "</w:hyperlink>",
        run("{% if 有 %}")
        + '<w:hyperlink w:anchor="a">'
        + run("链{% else %}无")
        + "</w:hyperlink>"
        + run("{% endif %}"),
        INSERTED.format(run("{% if 有 %}")) + run("甲") + INSERTED.format(run("{% endif %}")),
    ],
)
def test_block_that_begins_or_ends_in_a_hyperlink_leaves_a_sound_paragraph(typed: str) -> None:
    for there in (True, False):
        made = filled(paragraph(typed), 有=there)
        assert lines(made)


def test_block_whose_branches_stand_in_and_out_of_a_hyperlink_keeps_their_order() -> None:
    typed = (
        run("{% if 有 %}")
        + '<w:hyperlink w:anchor="a">'
        + run("链{% else %}无")
        + "</w:hyperlink>"
        + run("{% endif %}后")
    )
    assert [lines(filled(paragraph(typed), 有=there)) for there in (True, False)] == [["链后"], ["无后"]]


def test_loop_over_a_whole_hyperlink_repeats_it() -> None:
    typed = (
        run("{% for 名 in 各名 %}")
        + '<w:hyperlink w:anchor="a">'
        + run("{{ 名 }}")
        + "</w:hyperlink>"
        + run("{% endfor %}")
    )
    made = filled(paragraph(typed), 各名=["子", "丑"])
    assert (lines(made), part(made).count("<w:hyperlink ")) == (["子丑"], 2)


def test_tags_in_headers_and_footers_are_filled() -> None:
    document = docx(
        "正文", section("header default header1", "footer default footer1"),
        header1=paragraph("{{ 名 }}眉"), footer1=table(("{% for x in 各 %}{{ x }}", "1{% endfor %}")) + paragraph(""),
    )  # fmt: skip
    made = fill(document, 名="子", 各=["a", "b"])
    assert ">子</w:t>" in re.sub("眉", "", part(made, "word/header1.xml"))
    assert part(made, "word/footer1.xml").count("<w:tr>") == 2


def test_tags_in_both_copies_of_a_text_box_are_filled() -> None:
    made = filled(paragraph(drawing(text="{{ 名 }}框")), 名="子")
    assert part(made).count("子框") == 2


def test_loop_in_a_text_box_repeats_in_it() -> None:
    made = filled(paragraph("前", drawing(2, "{% for 名 in 各 %}{{ 名 }}{% endfor %}")), 各=["子", "丑"])
    assert re.sub("<[^>]*>", "", part(made)).split("\n")[-1] == "前子丑子丑"


def test_text_box_that_lost_its_only_paragraph_keeps_one() -> None:
    made = filled(paragraph("前", drawing(2, "{% if 有 %}{% endif %}")), 有=False)
    assert "<w:txbxContent/>" not in part(made)


def test_text_of_a_text_box_is_no_text_of_the_paragraph_that_holds_it() -> None:
    made = filled(paragraph("{{ 甲 ", drawing(text="{{ 名 }}"), "}}后"), 名="子", 甲="丑")
    assert lines(made) == ["丑后"]


def test_tags_in_footnotes_are_filled() -> None:
    note = f'<w:footnote w:id="2">{paragraph("注{{ 名 }}")}</w:footnote>'
    made = fill(docx(paragraph("正文", '<w:r><w:footnoteReference w:id="2"/></w:r>'), footnotes1=note), 名="子")
    assert "注子" in re.sub("<[^>]*>", "", part(made, "word/footnotes1.xml"))


def test_field_next_to_a_tag_survives() -> None:
    made = filled(paragraph("第", field(" PAGE "), "页{{ 名 }}"), 名="子")
    assert (lines(made), " PAGE " in part(made)) == (["第1页子"], True)


def test_tag_in_a_field_result_is_filled() -> None:
    made = filled(paragraph(field(" DATE ", "{{ 名 }}")), 名="子")
    assert lines(made) == ["子"]


def test_deleted_text_of_a_revision_is_no_part_of_a_tag() -> None:
    deleted = '<w:del w:id="9" w:author="x"><w:r><w:delText>没有</w:delText></w:r></w:del>'
    assert lines(filled(paragraph("甲{{ ", deleted, "名 }}"), 名="子")) == ["甲子"]


@pytest.mark.parametrize(
    "text",
    ["& < > \" '", "a]]>b", "😀👨‍👩‍👧", "𠀀𪚥", "\u2028\u2029\u0085", "\u200b\ufeff", "x" * 2000, "{{ 名 }}{% if %}"],
)
def test_any_text_prints_as_it_is(text: str) -> None:
    assert lines(filled("{{ 名 }}", 名=text)) == [text]


def test_same_template_in_single_characters_fills_the_same() -> None:
    whole = table(("{% for 行 in 指标 %}{{ 行.一级 | 合并 }}", "{{ 行.三级 }}{% endfor %}"))
    split = re.sub(r"<w:r><w:t[^>]*>([^<]*)</w:t></w:r>", lambda found: in_single_characters(found[1], PROOF), whole)
    rows = indicators(("产出", "b", "甲"), ("产出", "b", "乙"))
    assert grid(filled(split, "", 指标=rows)) == grid(filled(whole, "", 指标=rows)) == "产出 | 甲\n↓ | 乙"


def test_document_without_tags_stays_as_it_is() -> None:
    assert lines(filled("甲", paragraph(bookmark("x", "乙")))) == ["甲", "乙"]


def test_names_that_a_template_uses_are_known() -> None:
    document = docx(
        "{{ 甲 }}{% for 行 in 指标 %}{{ 行.一级 }}{{ loop.index }}{{ 乙 }}{% endfor %}{% set 丙 = 1 %}{{ 丙 }}"
    )
    assert compiled(document).names == {"甲", "指标", "乙"}


def test_braces_that_belong_to_no_tag_are_told_beside_tags_and_alone() -> None:
    found = compiled(docx(paragraph("{{ 名 }}}"), table(row("{名}")))).problems
    assert [f"{each.severity} {each.source.place}: {each.message}" for each in found] == [
        "warning 第1段: 多了一个“}”，会照样印出来；请删去，或补全标签的 {{ }}",
        "warning 表1 第1行 第1列: “{名}”会照样印出来；是不是 {{ 名 }}？",
    ]


def test_paragraph_inside_a_paragraph_is_refused() -> None:
    assert complaints("<w:p><w:p><w:r><w:t>{{ 名 }}</w:t></w:r></w:p></w:p>", 名="甲") == [
        "第1段: 不是 Word 或 WPS 写出的文件；请用 Word 或 WPS 打开，另存一份再试"
    ]
