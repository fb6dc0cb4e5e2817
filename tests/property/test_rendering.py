"""Any tree of indicators with any text fills to a sound document that shows it; no template gives a traceback."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from docx_grid import Grid, body_paragraphs, read_tables, structure_problems
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from word import book, compiled, docx, indicators, paragraph, row, run, section, table

from generator.problem import JixiaoError
from generator.template.word.template import DocxTemplate

RARE = st.sampled_from(
    [
        "&",
        "<",
        ">",
        '"',
        "'",
        "\n",
        "😀",
        "👩‍🚀",
        "𠀀",
        "𪚥",
        "]]>",
        "&amp;",
        "{{ 名 }}",
        "{% if %}",
        "\t",
        " ",
        "\ue7f0",
    ]
)
ALLOWED = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
TEXT = st.lists(RARE | st.text(ALLOWED, max_size=8), max_size=5).map("".join)
LONG = st.sampled_from(["字" * 2000, "长\n" * 1000, "x&<" * 700])
VALUE = st.one_of(TEXT, TEXT, LONG)
LABEL = TEXT.filter(lambda text: text.strip() != "")
THIRDS = st.lists(st.tuples(TEXT, VALUE), min_size=1, max_size=3)
SECONDS = st.dictionaries(LABEL, THIRDS, min_size=1, max_size=3)
TREES = st.dictionaries(LABEL, SECONDS, max_size=3)
Rows = list[tuple[str, str, str, str]]

TREE_ROW = (
    "头",
    "{% for 行 in 指标 %}{{ 行.一级 | 合并 }}",
    "{{ 行.二级 | 合并 }}",
    "{{ 行.三级 }}",
    "{{ 行.指标值 }}{% endfor %}",
)
SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@cache
def template(*, split: bool = False) -> DocxTemplate:
    written = docx(table(("绩效指标", "一级", "二级", "三级", "值"), TREE_ROW), "{{ 题 }}", section())
    if not split:
        return compiled(written)
    content = table(("绩效指标", "一级", "二级", "三级", "值"), TREE_ROW) + paragraph("{{ 题 }}")
    return compiled(docx(in_single_characters(content), section()))


def in_single_characters(content: str) -> str:
    return re.sub(r"<w:r><w:t[^>]*>([^<]*)</w:t></w:r>", lambda found: "".join(map(run, found[1])), content)


def rows_of(tree: dict[str, dict[str, list[tuple[str, str]]]]) -> Rows:
    return [
        (first, second, third, value)
        for first, seconds in tree.items()
        for second, thirds in seconds.items()
        for third, value in thirds
    ]


def shown(grid: Grid, at: int) -> list[tuple[str, int]]:
    """The cells of a column below the heading, each with the rows it covers."""
    column = [cells[at] for cells in grid.rows[1:]]
    return [(cell.text, cell.row_span) for cell in column if not cell.covered]


@SLOW
@given(TREES, VALUE)
def test_any_tree_with_any_text_is_the_grid_that_is_read_back(tree: dict[str, Any], title: str) -> None:
    rows = rows_of(tree)
    made = template().render({"指标": indicators(*rows), "题": title})
    assert structure_problems(made) == []
    (grid,) = read_tables(made)
    assert shown(grid, 1) == [(first, sum(map(len, seconds.values()))) for first, seconds in tree.items()]
    assert shown(grid, 2) == [(second, len(thirds)) for seconds in tree.values() for second, thirds in seconds.items()]
    assert shown(grid, 3) == [(third, 1) for _, _, third, _ in rows]
    assert shown(grid, 4) == [(value, 1) for _, _, _, value in rows]


@SLOW
@given(TREES, VALUE)
def test_filling_twice_gives_the_same_bytes(tree: dict[str, Any], title: str) -> None:
    context = {"指标": indicators(*rows_of(tree)), "题": title}
    assert template().render(context) == template().render(context)


@SLOW
@given(TREES, VALUE)
def test_template_in_single_characters_fills_the_same(tree: dict[str, Any], title: str) -> None:
    context = {"指标": indicators(*rows_of(tree)), "题": title}
    split, whole = template(split=True).render(context), template().render(context)
    assert (read_tables(split), body_paragraphs(split)) == (read_tables(whole), body_paragraphs(whole))


@SLOW
@given(st.lists(st.tuples(TEXT, TEXT, TEXT, TEXT), max_size=8))
def test_merges_never_cross_what_is_left_of_them(rows: Rows) -> None:
    """Rows in any order, blanks and repeats among them: a merge ends wherever one to its left ends."""
    plain = [{"一": first, "二": second, "三": third} for first, second, third, _ in rows]
    made = compiled(
        docx(
            table(
                ("h", "h", "h"),
                ("{% for 行 in 各行 %}{{ 行.一 | 合并 }}", "{{ 行.二 | 合并 }}", "{{ 行.三 | 合并 }}{% endfor %}"),
            ),
            "",
        )
    ).render({"各行": plain})
    assert structure_problems(made) == []
    (grid,) = read_tables(made)
    for number, cells in enumerate(grid.rows[1:]):
        covered = [cell.covered for cell in cells]
        assert covered == sorted(covered, reverse=True)
        for cell, text, above in zip(cells, rows[number], rows[number - 1] if number else (None,) * 4, strict=False):
            assert text == above if cell.covered else cell.text == text


TAGS = st.sampled_from(
    [
        "{{ 名 }}",
        "{{ 列 }}",
        "{{ 没有 }}",
        "{% for x in 列 %}",
        "{% endfor %}",
        "{% if 名 %}",
        "{% else %}",
        "{% elif 列 %}",
        "{% endif %}",
        "{% set 名 = x %}",
        "{{ x | 合并 }}",
        "{{ 名 | 段落 }}",
        "{% for x in 列 | 按列 %}",
        "{#",
        "#}",
        "{{",
        "}}",
        "{%",
        "%}",
        "｛｛",
        "“",
        "'",
        "文",
        "|",
        "(",
        "[",
        ".",
        "{{ 名 | 公文 }}",
        "{{ loop.index }}",
        "{{ x }}",
        "for",
        " in ",
        "\n",
    ]
)
TYPED = st.lists(TAGS | st.text(ALLOWED, max_size=3), max_size=6).map("".join)


def filled_or_refused(*content: str) -> None:
    try:
        made = compiled(docx(*content, section())).render({"名": "甲", "列": ["子", "丑"]})
    except JixiaoError:
        return
    assert structure_problems(made) == []


@SLOW
@given(st.lists(TYPED, min_size=1, max_size=4))
def test_anything_typed_into_paragraphs_fills_or_is_refused(texts: list[str]) -> None:
    filled_or_refused(*texts)


@SLOW
@given(st.lists(st.tuples(TYPED, TYPED, TYPED), min_size=1, max_size=3), TYPED)
def test_anything_typed_into_cells_fills_or_is_refused(rows: list[tuple[str, str, str]], text: str) -> None:
    filled_or_refused(text, table(*(row(*cells) for cells in rows)), "")


@SLOW
@given(st.lists(TREES, min_size=1, max_size=3), VALUE)
def test_book_of_any_forms_is_sound_and_shows_them_all(trees: list[dict[str, Any]], title: str) -> None:
    written = docx(table(("绩效指标", "一级", "二级", "三级", "值"), TREE_ROW), "{{ 题 }}", section())
    made = book(written, *({"指标": indicators(*rows_of(tree)), "题": title} for tree in trees))
    assert structure_problems(made) == []
    assert [len(grid.rows) - 1 for grid in read_tables(made)] == [len(rows_of(tree)) for tree in trees]
