"""Tracked changes and comments of a template: told, because every form would hold them."""

from __future__ import annotations

import pytest
from word import cell, compiled, docx, paragraph, row, run, table

from generator.problem import JixiaoError, Severity

CHANGE = 'w:id="1" w:author="某"'
DELETED = f"<w:del {CHANGE}><w:r><w:delText>旧</w:delText></w:r></w:del>"
INSERTED = f"<w:ins {CHANGE}>{run('新')}</w:ins>"
KEPT = "会留在成表里，用 Word 打开、打印都看得见"
ACCEPT = f"{KEPT}。请在“审阅”里接受全部修订，保存后再用"
UNFILLED = "，这里不填，会原样留在成表里；请在“审阅”里接受全部修订，保存后再用"


def warnings(*content: str) -> list[str]:
    found = compiled(docx(*content)).problems
    assert {each.severity for each in found} <= {Severity.WARNING}
    return [f"{each.source.place}: {each.message}" for each in found]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (paragraph("甲", DELETED), "第2段"),
        (f"<w:sdt><w:sdtContent><w:ins {CHANGE}>{paragraph('新')}</w:ins></w:sdtContent></w:sdt>", "第2段"),
        (paragraph(INSERTED), "第2段"),
        (paragraph(run("甲", f"<w:b/><w:rPrChange {CHANGE}><w:rPr/></w:rPrChange>")), "第2段"),
        (paragraph("甲", properties=f"<w:rPr><w:del {CHANGE}/></w:rPr>"), "第2段"),
        (table(row("甲"), row("乙", properties=f"<w:del {CHANGE}/>")), "表1 第2行 第1列"),
        (
            table(row("甲", cell("乙").replace("<w:p>", f"<w:tcPr><w:cellDel {CHANGE}/></w:tcPr><w:p>", 1))),
            "表1 第1行 第2列",
        ),
    ],
)
def test_a_tracked_change_is_told_with_its_place(content: str, place: str) -> None:
    assert warnings("{{ 名 }}", content) == [f"{place}: 有没有处理的修订：{ACCEPT}"]


def test_many_changes_are_told_once_with_their_number() -> None:
    assert warnings("{{ 名 }}", paragraph(DELETED, INSERTED), paragraph(INSERTED)) == [
        f"第2段: 有没有处理的修订（共 2 处）：{ACCEPT}"
    ]


def test_a_comment_is_told() -> None:
    noted = paragraph("甲", '<w:r><w:commentReference w:id="0"/></w:r>')
    assert warnings("{{ 名 }}", noted) == [f"第2段: 有批注：{KEPT}。请在“审阅”里删除全部批注，保存后再用"]


@pytest.mark.parametrize(
    "deleted",
    [
        f"<w:del {CHANGE}><w:r><w:delText>{{</w:delText></w:r><w:r><w:delText>{{ 名 }}}}</w:delText></w:r></w:del>",
        f"<w:moveFrom {CHANGE}>{run('{{ 名 }}')}</w:moveFrom>",
    ],
)
def test_a_tag_in_text_that_is_deleted_refuses_the_template(deleted: str) -> None:
    with pytest.raises(JixiaoError) as caught:
        compiled(docx("{{ 年 }}", paragraph("甲", deleted)))
    assert [f"{each.source.place}: {each.message}" for each in caught.value.problems] == [
        f"第2段: {{{{ 名 }}}}：写在删去的文字（修订）里{UNFILLED}"
    ]
