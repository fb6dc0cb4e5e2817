"""Inputs that strangers may send to keep a computer busy: each ends in a form or a message, within limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from limits import within_limits
from sheet import sheet
from word import cell, docx, paragraph, row, section, table

if TYPE_CHECKING:
    from command_line import Office

HEAD = "模板: 表\n标题: 表\n"
WORD = "templates/docx/表.docx"
BRACE_ADVICE = "会照样印出来；请删去，或补全标签的 {{ }}"
PLAIN = docx("{{ 标题 }}", section())
CHAIN = "".join(
    f'<w:style w:type="paragraph" w:styleId="S{number}"><w:name w:val="S{number}"/>'
    f'<w:basedOn w:val="S{number + 1}"/><w:rPr><w:b/></w:rPr></w:style>'
    for number in range(3_000)
)


def nested(depth: int) -> str:
    inner = paragraph("内")
    for _ in range(depth):
        inner = table(row(cell("甲"), cell(inner, paragraph())))
    return inner


def field_row(instruction: str) -> str:
    simple = f'<w:fldSimple w:instr=" ={instruction} "><w:r><w:t>0</w:t></w:r></w:fldSimple>'
    return row(cell("1"), cell(paragraph(simple)))


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        pytest.param("".join(f"键{number}: {number}\n" for number in range(4_000)), 21, id="keys that nothing uses"),
        pytest.param(
            "".join(f"键{number}: {number}\n" for number in range(50_000)), 1, id="more keys than a project has"
        ),
        pytest.param(
            "分表:\n  按: 市\n  各表:\n    甲:\n" + "".join(f"      键{number}: 1\n" for number in range(20_000)),
            21,
            id="variables that nothing uses",
        ),
        pytest.param("".join(f"乙{n}: " + "[" * 45 + "]" * 45 + "\n" for n in range(4_000)), 1, id="deep lists"),
        pytest.param(f'说明: "{"(" * 100_000}{")" * 100_000}"\n', 1, id="brackets in brackets"),
        pytest.param(f'说明: "{"(）" * 100_000}"\n', 1, id="brackets that do not fit"),
        pytest.param(f"说明: {'推进贸易发展，完成30家企业。' * 10_000}\n", 1, id="one sentence again and again"),
        pytest.param(f"说明: {'文' * 1_000_000}\n", 1, id="a text of a million characters"),
    ],
)
def test_a_hostile_project_ends_in_a_message(text: str, messages: int, office: Office) -> None:
    office.template("表.docx", PLAIN)
    office.project(HEAD + text)

    def build() -> None:
        ran = office.build()
        assert (len(ran.messages), ran.status in {0, 2}) == (messages, True), ran

    within_limits(build)


@pytest.mark.parametrize(
    ("template", "status", "messages"),
    [
        pytest.param(docx("{{ 标题 }}", nested(50), section()), 0, [], id="tables in tables"),
        pytest.param(
            docx("{{ 标题 }}", *(paragraph("甲", properties=f'<w:pStyle w:val="S{n}"/>') for n in range(3_000)),
                 section(), styles=CHAIN),
            0, [], id="styles that are based on each other",
        ),
        pytest.param(
            docx("{{ 标题 }}", *["{"] * 4_000, section()),
            0,
            [
                *(f"{WORD}: 第{n}段: 警告 [T046] 多了一个“{{”，{BRACE_ADVICE}" for n in range(2, 22)),
                f"{WORD}: 第22段: 警告 [T046] 同类的问题还有 3980 处，从这里起没有列出：改好上面的再看",
            ],
            id="braces that belong to no tag",
        ),
        pytest.param(
            docx("{{ 标题 }}", table(*[field_row("SUM(LEFT)")] * 2_000), section()), 0, [], id="formulas of a table"
        ),
        pytest.param(
            docx("{{ 标题 }}", *[paragraph("甲", properties=section())] * 5_000, section()),
            2, [f"{WORD}: 错误 [T038] 分节符超过 1,000 个；请删去用不着的"], id="sections",
        ),
    ],
)  # fmt: skip
def test_a_hostile_word_template_ends(template: bytes, status: int, messages: list[str], office: Office) -> None:
    office.template("表.docx", template)
    office.project(HEAD)

    def build() -> None:
        ran = office.build("--to", "docx,xlsx")
        assert (ran.status, ran.messages) == (status, messages), ran

    within_limits(build)


@pytest.mark.parametrize(
    "formula",
    [
        "(" * 9_000 + "1" + ")" * 9_000,
        "IF(1," * 3_000 + "1" + ")" * 3_000,
        "-" * 9_000 + "1",
    ],
)
def test_a_formula_that_nests_too_deep_is_an_error(formula: str, office: Office) -> None:
    (office.folder / WORD).unlink()
    office.put("templates/xlsx/表.xlsx", sheet(["{{ 标题 }}"], [f"={formula}"]))
    office.project(HEAD)

    def build() -> None:
        shown = f"={formula}"[:61]
        place = "templates/xlsx/表.xlsx: 工作表“表” 第2行 第1列"
        assert office.build("--to", "xlsx").messages == [
            f"{place}: 错误 [T048] {shown}：公式太长或嵌套太深，Excel 也打不开；请改短"
        ]

    within_limits(build)
