"""Ids of bookmarks, drawings, content controls and paragraphs that repeat are made unique."""

from __future__ import annotations

import re

from word import (
    PAGE_BREAK,
    bookmark,
    cell,
    control,
    docx,
    drawing,
    field,
    fill,
    filled,
    lines,
    paragraph,
    part,
    run,
    table,
)

LOOP, END = "{% for 市 in 各市 %}", "{% endfor %}"


def attribute(document: bytes, pattern: str) -> list[str]:
    assert lines(document) is not None
    return re.findall(pattern, part(document))


def test_repeated_bookmarks_have_ids_and_names_of_their_own() -> None:
    made = filled(LOOP, paragraph(bookmark("处", "{{ 市 }}", number=4)), END, 各市=["a", "b", "c"])
    starts = attribute(made, r'<w:bookmarkStart w:id="(\d+)"')
    assert (starts[0], len(set(starts)), attribute(made, r'<w:bookmarkEnd w:id="(\d+)"')) == ("4", 3, starts)
    assert attribute(made, r'w:name="(.*?)"') == ["处", "处_2", "处_3"]


def test_link_in_a_repeated_block_leads_to_the_bookmark_of_its_own_turn() -> None:
    link = f'<w:hyperlink w:anchor="处">{run("去")}</w:hyperlink>'
    made = filled(LOOP, paragraph(bookmark("处", "{{ 市 }}"), link, field(" REF 处 \\h ")), END, 各市=["a", "b"])
    assert attribute(made, r'w:anchor="(.*?)"') == ["处", "处_2"]
    assert attribute(made, r"REF (\S+) ") == ["处", "处_2"]


def test_bookmark_around_a_loop_stays_one() -> None:
    typed = '<w:bookmarkStart w:id="1" w:name="全"/>' + run(LOOP + "{{ 市 }}" + END) + '<w:bookmarkEnd w:id="1"/>'
    assert attribute(filled(paragraph(typed), 各市=["a", "b"]), r'w:name="(.*?)"') == ["全"]


def test_bookmark_inside_a_loop_of_one_line_repeats_with_ids_of_its_own() -> None:
    typed = run(LOOP) + bookmark("处", "{{ 市 }}") + run(END)
    assert attribute(filled(paragraph(typed), 各市=["a", "b"]), r'w:name="(.*?)"') == ["处", "处_2"]


def test_bookmark_with_one_end_in_a_loop_of_one_line_goes() -> None:
    typed = '<w:bookmarkStart w:id="1" w:name="半"/>' + run(LOOP + "{{ 市 }}") + '<w:bookmarkEnd w:id="1"/>' + run(END)
    made = filled(paragraph(typed), 各市=["a", "b"])
    assert (lines(made), attribute(made, r"bookmark")) == (["ab"], [])


def test_bookmark_with_one_end_in_a_block_of_paragraphs_goes() -> None:
    begins = paragraph('<w:bookmarkStart w:id="1" w:name="半"/>', "{% if 有 %}甲")
    ends = paragraph("乙{% endif %}")
    for there in (True, False):
        made = filled(begins, ends, paragraph("丙", '<w:bookmarkEnd w:id="1"/>'), 有=there)
        assert lines(made) == (["甲", "乙", "丙"] if there else ["丙"])


def test_bookmark_that_begins_in_one_branch_and_ends_in_another_goes() -> None:
    first = paragraph('<w:bookmarkStart w:id="1" w:name="半"/>', "{% if 有 %}甲")
    other = paragraph("{% else %}乙", '<w:bookmarkEnd w:id="1"/>', "{% endif %}")
    for there in (True, False):
        assert lines(filled(first, other, 有=there)) == (["甲"] if there else ["乙"])


def test_bookmark_in_a_dropped_paragraph_of_tags_keeps_the_paragraph() -> None:
    made = filled(paragraph(LOOP, bookmark("处")), "{{ 市 }}", END, 各市=["a", "b"])
    assert attribute(made, r'w:name="(.*?)"') == ["处", "处_2"]


def test_bookmark_around_dropped_paragraphs_survives() -> None:
    start, end = '<w:bookmarkStart w:id="1" w:name="全"/>', '<w:bookmarkEnd w:id="1"/>'
    made = filled(start, LOOP, "{{ 市 }}", END, end, "后", 各市=["a"])
    assert attribute(made, r'w:name="(.*?)"') == ["全"]


def test_bookmark_of_merged_cells_is_not_doubled() -> None:
    typed = table((cell(paragraph(LOOP, bookmark("处", "{{ 市.名 | 合并 }}"))), "{{ 市.数 }}" + END))
    made = filled(typed, "", 各市=[{"名": "甲", "数": "1"}, {"名": "甲", "数": "2"}, {"名": "乙", "数": "2"}])
    names = attribute(made, r'w:name="(.*?)"')
    assert len(names) == len(set(names)) == 2


def test_repeated_drawings_have_ids_of_their_own() -> None:
    made = filled(LOOP, paragraph("{{ 市 }}", drawing(5)), END, paragraph(drawing(6)), 各市=["a", "b"])
    identifiers = attribute(made, r'<wp:docPr id="(\d+)"')
    assert (identifiers[0], identifiers[2], len(set(identifiers))) == ("5", "6", 3)


def test_bookmarks_in_both_copies_of_a_text_box_stay_sound_when_it_repeats() -> None:
    box = drawing(5, paragraph(bookmark("处", "{{ 市 }}")))
    made = filled(LOOP, paragraph("x", box), END, 各市=["a", "b"])
    assert attribute(made, r'<w:bookmarkStart w:id="(\d+)"') == attribute(made, r'<w:bookmarkEnd w:id="(\d+)"')


def test_repeated_content_controls_have_ids_of_their_own() -> None:
    made = filled(LOOP, control(paragraph("{{ 市 }}"), 7), END, 各市=["a", "b"])
    identifiers = attribute(made, r'<w:id w:val="(\d+)"/>')
    assert (identifiers[0], len(set(identifiers))) == ("7", 2)


def test_negative_id_of_a_content_control_counts_as_an_id() -> None:
    made = filled(LOOP, control(paragraph("{{ 市 }}"), -5), END, 各市=["a", "b"])
    identifiers = attribute(made, r'<w:id w:val="(-?\d+)"/>')
    assert (identifiers[0], len(set(identifiers))) == ("-5", 2)


def test_paragraph_ids_of_word_go() -> None:
    typed = paragraph("{{ 市 }}").replace("<w:p>", '<w:p w14:paraId="0A" w14:textId="0B">')
    assert "paraId" not in part(filled(LOOP, typed, END, 各市=["a", "b"]))


def test_comment_of_a_repeated_paragraph_is_anchored_once() -> None:
    typed = paragraph(
        '<w:commentRangeStart w:id="0"/>',
        "{{ 市 }}",
        '<w:commentRangeEnd w:id="0"/>',
        '<w:r><w:commentReference w:id="0"/></w:r>',
    )
    note = f'<w:comment w:id="0" w:author="某">{paragraph("注")}</w:comment>'
    made = fill(docx(LOOP, typed, END, comments1=note), 各市=["a", "b"])
    assert [part(made).count(name) for name in ("commentRangeStart", "commentRangeEnd", "commentReference")] == [
        1,
        1,
        1,
    ]


def test_page_break_repeats_with_its_paragraph() -> None:
    assert part(filled(LOOP, paragraph("{{ 市 }}", PAGE_BREAK), END, 各市=["a", "b"])).count('w:type="page"') == 2
