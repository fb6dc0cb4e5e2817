"""Any tree of indicators with any text fills to a sound sheet that shows it; merged ranges never overlap."""

from __future__ import annotations

from functools import cache
from itertools import combinations
from typing import Any

from examples import scaled
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet
from sheet import compiled, page, sheet
from test_rendering import LABEL, SLOW, TEXT, TREES, VALUE, Rows, rows_of
from word import indicators

from generator.problem import JixiaoError
from generator.template.excel.template import XlsxTemplate

TREE_ROW = [
    "{% for 行 in 指标 %}{{ 行.一级 | 合并 }}",
    "{{ 行.二级 | 合并 }}",
    "{{ 行.三级 }}",
    None,
    "{{ 行.指标值 }}{% endfor %}",
]


@cache
def template() -> XlsxTemplate:
    rows: list[list[Any]] = [
        ["题", None],
        ["绩效指标", "一级", "二级", "三级", None, "值"],
        [None, *TREE_ROW],
        ["合计", "=COUNTA(F3)"],
    ]
    merges = ["A1:F1", "A2:A3", "D2:E2", "D3:E3"]

    def change(page: Worksheet) -> None:
        page.print_area = "A1:F4"

    return compiled(sheet(*rows, ["尾{{ 题 }}"], merges=merges, change=change, wrap=True))


def clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def filled(rows: Rows, title: str) -> Worksheet:
    return page(template().render({"指标": indicators(*rows), "题": title}))


def shown(made: Worksheet, row: int, column: int) -> str:
    value = made.cell(row, column).value
    return "" if value is None else str(value)


@SLOW
@given(TREES, TEXT)
def test_any_tree_with_any_text_comes_back(tree: dict[str, dict[str, list[tuple[str, str]]]], title: str) -> None:
    rows = rows_of(tree)
    made = filled(rows, title)
    for number, (_, _, third, value) in enumerate(rows, 3):
        assert shown(made, number, 4) == clean(third) or isinstance(made.cell(number, 4).value, int | float)
        assert shown(made, number, 6) == clean(value) or isinstance(made.cell(number, 6).value, int | float)
    assert shown(made, len(rows) + 3, 1) == "合计"
    assert shown(made, len(rows) + 4, 1) == clean("尾" + title)


@SLOW
@given(TREES)
def test_merges_follow_the_tree_and_never_overlap(tree: dict[str, dict[str, list[tuple[str, str]]]]) -> None:
    rows = rows_of(tree)
    areas = list(filled(rows, "").merged_cells.ranges)
    assert not any(one.isdisjoint(other) is False for one, other in combinations(areas, 2))
    found = {(area.min_row - 3, area.size["rows"]) for area in areas if (area.min_col, area.max_col) == (2, 2)}
    wanted, at = set(), 0
    for seconds in tree.values():
        count = sum(len(thirds) for thirds in seconds.values())
        if count > 1:
            wanted.add((at, count))
        at += count
    assert found == wanted


PIECES = st.sampled_from(
    ["{{ a }}", "{{ a", "{% for x in b %}", "{% endfor %}", "{% if a %}", "{% else %}", "{% endif %}", "{{ x | 合并 }}",
     "{% for x in b | 按列 %}", "{% set y = 1 %}", "{# #}", "文", "\n", "{{ x.y }}", "=A1", "&"]
)  # fmt: skip
CELLS = st.lists(PIECES, max_size=3).map("".join)
SHEETS = st.lists(st.lists(CELLS, min_size=1, max_size=3), min_size=1, max_size=4)
MERGES = st.lists(st.sampled_from(["A1:B1", "A1:A2", "B2:C3", "A3:C3", "B1:B3"]), max_size=2)


@settings(deadline=None, max_examples=scaled(300), suppress_health_check=[HealthCheck.too_slow])
@given(SHEETS, MERGES, st.sampled_from(["甲", "1.5", ["东", "西"], [], None]))
def test_no_template_gives_a_traceback(rows: list[list[str]], merges: list[str], value: Any) -> None:
    try:
        made = page(compiled(sheet(*rows, merges=_apart(merges))).render({"a": value, "b": value}))
    except JixiaoError:
        return
    areas = list(made.merged_cells.ranges)
    assert all(one.isdisjoint(other) for one, other in combinations(areas, 2))


def _apart(merges: list[str]) -> list[str]:
    overlapping = {("A1:B1", "A1:A2"), ("A1:B1", "B1:B3"), ("B2:C3", "A3:C3"), ("B2:C3", "B1:B3"), ("A3:C3", "B1:B3")}
    pair = tuple(dict.fromkeys(merges))
    return [pair[0]] if pair in overlapping or pair[::-1] in overlapping else list(pair)


@given(st.lists(LABEL, min_size=1, max_size=4), VALUE)
@SLOW
def test_column_loops_show_every_item(places: list[str], value: str) -> None:
    made = page(
        compiled(sheet(["项", "{% for 区 in 地区 | 按列 %}{{ 区 }}{% endfor %}", "尾"], ["{{ 值 }}", "x", "y"])).render(
            {"地区": places, "值": value}
        )
    )
    texts = [shown(made, 1, column) for column in range(1, len(places) + 3)]
    assert texts[0] == "项"
    assert texts[-1] == "尾"
    assert [made.cell(2, column).value for column in range(2, len(places) + 3)] == ["x"] * len(places) + ["y"]
