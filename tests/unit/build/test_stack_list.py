from __future__ import annotations

from generator.build.stack import ListedForm, print_list
from generator.document.model import Document, Table
from generator.layout.page import StampPlace

MM = 72 / 25.4


def stamp(label: str, left: float, top: float) -> StampPlace:
    """A place, its distances in mm."""
    return StampPlace(label, left * MM, top * MM)


FORMS = (
    ListedForm("长沙市", [[], [stamp("单位名称（盖章）：", 31, 240.4), stamp("负责人签字", 120, 240.6)]], 2),
    ListedForm("株洲市", [[], [], []], 4),
    ListedForm("湘潭市", [[]], 2),
)


def lines(document: Document) -> list[str]:
    """What the list says, a row to the line."""
    said = []
    for block in document.sections[0].blocks:
        said += (
            [" | ".join(cell.text for cell in row.cells) for row in block.rows]
            if isinstance(block, Table)
            else [block.text]
        )
    return said


def test_each_form_has_its_pages_places_and_a_box() -> None:
    assert lines(print_list(FORMS, 2, 1)) == [
        "打印盖章清单",
        "共3张表，8页。",
        "序号 | 名称 | 页数 | 起始页 | 盖章、签字处（距纸左边、上边毫米数） | 已盖章",
        "1 | 长沙市 | 2 | 3 | 第2页 左31 上240 单位名称（盖章）\n第2页 左120 上241 负责人签字 | □",
        "2 | 株洲市 | 3 | 5 |  | □",
        "3 | 湘潭市 | 1 | 9 |  | □",
        "",
    ]


def test_copies_have_a_box_each_and_are_found_by_their_length() -> None:
    said = lines(print_list(FORMS, 1, 3))
    assert said[1] == "共3张表，3份，每份8页；起始页是第1份的，以后每份加8页。"
    assert [line.rpartition(" ")[2] for line in said[3:6]] == ["□□□"] * 3


def test_the_headings_repeat_and_rows_stay_whole() -> None:
    (table,) = (block for block in print_list(FORMS, 1, 1).sections[0].blocks if isinstance(block, Table))
    assert [row.heading for row in table.rows] == [True, False, False, False]
    assert all(row.cant_split for row in table.rows)
    assert sum(table.columns) <= 595.3 - 2 * 56.7
