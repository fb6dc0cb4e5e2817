"""``jixiao check`` and ``jixiao schema`` in a user's folder: what is printed where, and exit statuses."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest
from docx_grid import body_paragraphs, read_tables
from openpyxl import load_workbook
from word_files import schema_problems

if TYPE_CHECKING:
    from command_line import Office

TREE = """\
模板: 表
标题: "{{ 市 }}：100%, 完成"
绩效指标:
  产出指标:
    数量指标:
      企业数: {指标值: "≥{{ 数 }}家", 分值: 5, 得分: "{{ 得 }}"}
检查: {忽略: {A001: 只列一部分指标, A002: 只列一部分指标, D001: 只列一部分指标, D002: 另有说明}}
分表:
  按: 市
  各表:
    甲市: {数: 1, 得: 5}
"""
WRONG = TREE + "    乙市: {数: 2, 得: 6}\n"
SHARED = WRONG.replace('"{{ 得 }}"', "6").replace(", 得: 5", "").replace(", 得: 6", "")
QUIET = TREE.replace("    甲市: {数: 1, 得: 5}\n", "    甲市: {数: 1, 得: 5}\n    乙市: {数: 2, 得: 5}\n")
TOLD = "“企业数”的得分“6”超过了分值“5”"


def only(office: Office, *arguments: str, code: str = "A003") -> list[dict[str, object]]:
    """The findings of one rule, as a program reads them."""
    ran = office.run("check", *arguments, "--format", "json")
    return [record for record in json.loads("\n".join(ran.results)) if record["code"] == code]


def forms(office: Office) -> list[str]:
    return [name for name in office.made() if name.endswith(".docx")]


def test_problems_are_the_result_and_the_count_a_message(office: Office) -> None:
    office.project(WRONG)
    ran = office.run("check")
    assert f"data/项目.yaml:12:19: 错误 [A003] 乙市: {TOLD}" in ran.results
    assert ran.messages[-1].startswith("检查了 1 个项目：错误 1，警告 ")
    assert ran.status == 1


def test_what_a_project_says_of_its_findings_ends_the_count_of_them_and_no_other(office: Office) -> None:
    note = "说明（项目）：照原件录入"
    office.project(WRONG.replace("检查: {", "检查: {说明: 照原件录入, "))
    assert office.run("check").messages[-1] == note
    assert office.build().results[-1] == note
    needless = ("A002: 只列一部分指标, ", ", D002: 另有说明")  # a silence that serves nothing is a finding
    quiet = QUIET.replace(needless[0], "").replace(needless[1], "")
    office.project(quiet.replace("检查: {", "检查: {说明: 照原件录入, "))
    assert note not in office.run("check").messages
    assert note not in office.build("--force").results


def test_a_note_speaks_for_its_own_project_alone(office: Office) -> None:
    noted = WRONG.replace("检查: {", "检查: {说明: 照原件录入, ")
    for name, text in {"甲": noted, "乙": WRONG, "丙": noted}.items():
        office.project(text, name)
    assert office.run("check").messages[-2:] == [
        "检查了 3 个项目：错误 3，警告 6，提示 0",
        "说明（丙等 2 个项目）：照原件录入",
    ]


def test_what_all_sub_forms_share_is_told_once_to_a_person_and_for_each_to_a_program(office: Office) -> None:
    office.project(SHARED)
    told = [line for line in office.run("check").results if "[A003]" in line]
    assert told == [f"data/项目.yaml:6:42: 错误 [A003] 甲市 等 2 个分表: {TOLD}"]
    assert [record["form"] for record in only(office)] == ["甲市", "乙市"]


def test_json_has_the_same_eight_keys_for_every_problem(office: Office) -> None:
    office.project(WRONG)
    assert only(office) == [
        {
            "file": "data/项目.yaml",
            "line": 12,
            "column": 19,
            "severity": "error",
            "code": "A003",
            "form": "乙市",
            "field": "得分",
            "message": TOLD,
        }
    ]


def test_json_of_no_problem_is_an_empty_list(office: Office) -> None:
    office.project("模板: 表\n标题: 甲\n检查: {忽略: {D001: 没有指标}}\n")
    ran = office.run("check", "--format", "json")
    assert [record for record in json.loads("\n".join(ran.results)) if record["severity"] == "error"] == []


def test_github_gets_workflow_commands(office: Office) -> None:
    office.project(WRONG.replace("企业数:", '"100%：企业,数":'), "甲,乙")
    (line,) = [line for line in office.run("check", "--format", "github").results if "A003" in line]
    place = "file=data/甲%2C乙.yaml,line=12,col=19,title=A003 乙市"
    assert line == f"::error {place}::“100%25：企业,数”的得分“6”超过了分值“5”"


def test_mistakes_of_reading_and_resolving_come_in_file_order_with_the_findings(office: Office) -> None:
    text = SHARED.replace("标题:", "没用: 甲\n标题:").replace("市 }}：", "市 }}{{ 查无 }}：")
    office.project(text)
    codes = [
        (record["line"], record["code"])
        for record in json.loads("\n".join(office.run("check", "--format", "json").results))
    ]
    assert codes == sorted(codes)
    assert {"P031", "P026", "A003"} <= {code for _, code in codes}


def test_a_project_without_its_template_is_checked_all_the_same(office: Office) -> None:
    office.project(WRONG.replace("模板: 表", "模板: 没有的"))
    ran = office.run("check")
    assert [line for line in ran.results if "[T040]" in line]
    assert [line for line in ran.results if "[A003]" in line]


def test_a_project_that_cannot_be_read_does_not_stop_the_others(office: Office) -> None:
    office.project("模板: [", "坏")
    office.project(WRONG, "好")
    ran = office.run("check")
    assert [line for line in ran.results if line.startswith("data/坏.yaml:")]
    assert [line for line in ran.results if "[A003]" in line]
    assert ran.status == 1


@pytest.mark.parametrize("name", ["没有.yaml", "没有"])
def test_nothing_to_check_is_wrong_usage(name: str, office: Office) -> None:
    ran = office.run("check", name)
    assert (ran.status, ran.results) == (2, [])
    assert len(ran.messages) == 1


def test_strict_counts_warnings(office: Office) -> None:
    office.project(QUIET + "没用: 甲\n")
    assert office.run("check").status == 0
    assert office.run("check", "--strict").status == 1


@pytest.mark.parametrize("options", [("--fix",), ("--matrix",)])
def test_the_formats_for_programs_are_for_problems_alone(options: tuple[str, ...], office: Office) -> None:
    office.project(QUIET)
    assert office.run("check", "--format", "json", *options).status == 2


def test_fix_shows_what_it_changes_and_then_writes_it(office: Office) -> None:
    office.project(QUIET.replace("100%, 完成", "２０家，支持 企业数量"))
    ran = office.run("check", "--fix")
    assert ran.results[:2] == ["--- data/项目.yaml", "+++ data/项目.yaml"]
    assert '+标题: "{{ 市 }}：20家，支持企业数量"' in ran.results
    assert (office.folder / "data/项目.yaml").read_text(encoding="utf-8") == QUIET.replace(
        "100%, 完成", "20家，支持企业数量"
    )
    assert "--- data/项目.yaml" not in office.run("check", "--fix").results


def test_a_problem_that_fix_mends_says_so(office: Office) -> None:
    office.project(QUIET + "备注: 支持 企业数量\n")
    (found,) = only(office, code="E003")
    assert str(found["message"]).endswith("（可用 --fix 改正）")
    office.run("check", "--fix")
    assert only(office, code="E003") == []


def test_the_matrix_is_printed_or_written(office: Office) -> None:
    office.project(QUIET)
    assert "产出指标\t数量指标\t企业数\t≥1家\t≥2家\t3家" in office.run("check", "--matrix").results
    ran = office.run("check", "--matrix", "-o", "表/矩阵.xlsx")
    assert ran.results == ["已写好 表/矩阵.xlsx"]
    sheet = load_workbook(io.BytesIO((office.folder / "表/矩阵.xlsx").read_bytes())).active
    assert [cell.value for cell in sheet[2]] == ["产出指标", "数量指标", "企业数", "≥1家", "≥2家", "3家"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-o", "甲.csv"), "用法错误：-o 后面是 .docx 或 .xlsx 文件名"),
        (("--matrix", "-o", "甲.docx"), "用法错误：-o 后面是 .xlsx 文件名"),
    ],
)
def test_a_file_of_another_kind_is_refused(arguments: tuple[str, ...], message: str, office: Office) -> None:
    office.project(QUIET)
    ran = office.run("check", *arguments)
    assert (ran.status, ran.messages) == (2, [message])


NAMED = """\
模板: 表
标题: 绩效目标表
绩效指标: {产出指标: {数量指标: {企业数: {指标值: ≥4家, 完成程度: 3家}}}}
检查: {忽略: {D001: 只列一部分指标}}
"""


def test_names_are_listed_with_what_they_are_taken_for(office: Office) -> None:
    office.project(NAMED)
    ran = office.run("check", "--names")
    assert ran.results[0] == "data/项目.yaml：名称 | 用途 | 依据 | 规则"
    assert "  指标/完成程度 | ？ | 词汇表里没有 | —" in ran.results
    (target,) = (line for line in ran.results if line.startswith("  指标/指标值 | 目标值 | 词汇表 | 查了 "))
    assert "D002" in target.partition("没查")[2]
    assert ran.status == 0


def test_a_program_gets_names_as_json(office: Office) -> None:
    office.project(NAMED)
    records = json.loads("\n".join(office.run("check", "--names", "--format", "json").results))
    assert [(record["name"], record["role"]) for record in records] == [
        ("指标/指标值", "目标值"),
        ("指标/完成程度", None),
        ("标题", "标题"),
    ]
    assert records[0]["file"] == "data/项目.yaml"
    assert {"code": "D002", "lacking": "得分或完成值"} in records[0]["unchecked"]
    assert "C001" in records[0]["checked"]


def test_a_name_that_the_project_settles_is_checked(office: Office) -> None:
    office.project(NAMED)
    assert [record["field"] for record in only(office, code="D005")] == ["完成程度"]
    assert only(office, code="D002") == []
    office.project(NAMED.replace("检查: {", "检查: {名称: {完成程度: 实际完成值}, "))
    assert only(office, code="D005") == []
    assert [record["field"] for record in only(office, code="D002")] == ["完成程度"]


def test_a_project_that_nobody_filled_in_is_told(office: Office) -> None:
    assert office.run("new", "专项资金绩效目标表", "-o", "data/新.yaml").status == 0
    ran = office.run("check", "data/新.yaml", "--strict")
    told = "".join(line for line in ran.results if "错误 [D006]" in line)
    assert ran.status == 1
    assert all(f"{name}没有填" in told for name in ("标题", "项目名称", "主管部门", "项目资金", "总体目标"))


def test_a_name_that_the_profile_settles_is_checked(office: Office) -> None:
    office.put("我省.yaml", "等级: {好: 80, 差: 0}\n名称: {完成程度: 完成值}\n")
    office.project(NAMED + "打分: ../我省.yaml\n")
    assert [record["field"] for record in only(office, "data/项目.yaml", code="D002")] == ["完成程度"]


def test_a_standard_name_that_there_is_not_is_an_error_with_the_nearest(office: Office) -> None:
    office.project(NAMED.replace("检查: {", "检查: {名称: {完成程度: 实际完成直, 企业: {甲: 乙}, 丙: }, "))
    where = "（标准名称见 jixiao check --names 的“用途”一栏）"
    assert [record["message"] for record in only(office, code="P043")] == [
        "名称 里“完成程度”后面的“实际完成直”不是标准名称，是不是“实际完成值”？",
        f"名称 里“企业”后面应为一个标准名称，不能是列表或一组值{where}",
        f"名称 里“丙”后面没有写标准名称{where}；不用写明的请删去这一行",
    ]
    office.project(NAMED.replace("检查: {", "检查: {名称: 完成值, "))
    assert [record["message"] for record in only(office, code="P043")] == [
        "名称 下面应一行一个：我们的说法: 标准名称，如 权重: 分值"
    ]


@pytest.mark.parametrize("option", ["--fix", "--matrix", "-o", "--format"])
def test_names_are_shown_alone(option: str, office: Office) -> None:
    office.project(NAMED)
    more = {"-o": ("甲.docx",), "--format": ("github",)}.get(option, ())
    ran = office.run("check", "--names", option, *more)
    assert (ran.status, ran.messages) == (2, ["用法错误：--names 不能和 --fix、--matrix、-o、--format github 同用"])


def test_the_findings_are_printed_and_written_as_a_list_to_send_along(office: Office) -> None:
    office.project(WRONG)
    plain = office.run("check")
    ran = office.run("check", "-o", "发出/核查意见.docx")
    assert (ran.status, ran.results) == (plain.status, plain.results)
    assert ran.messages == ["已写好 发出/核查意见.docx", *plain.messages]
    made = (office.folder / "发出/核查意见.docx").read_bytes()
    assert body_paragraphs(made)[0] == "项目 核查意见"
    (grid,) = read_tables(made)
    assert [cell.text for cell in grid.rows[0]] == ["序号", "级别", "位置", "问题", "算式", "建议"]
    assert schema_problems(made) == []
    office.run("check", "-o", "核查意见.xlsx")
    assert load_workbook(office.folder / "核查意见.xlsx").sheetnames == ["核查意见"]


def test_a_list_of_findings_that_cannot_be_written_is_told_in_one_line(office: Office) -> None:
    office.project(WRONG)
    office.put("文件", "甲")
    ran = office.run("check", "-o", "文件/核查意见.docx")
    assert (ran.status, len(ran.messages), "[O007]" in ran.messages[0]) == (2, 1, True)


def test_build_gives_the_counts_only(office: Office) -> None:
    office.project(WRONG)
    ran = office.build()
    assert ran.status == 0
    assert "A003" not in "".join(ran.messages)
    assert "；检查：错误 1，警告 " in ran.results[-1]
    assert ran.results[-1].endswith("（jixiao check 看详情）")
    assert forms(office) == ["项目/乙市.docx", "项目/甲市.docx"]


def test_strict_builds_no_form_of_a_project_with_errors(office: Office) -> None:
    office.project(WRONG, "错")
    office.project(QUIET, "对")
    ran = office.build("--strict")
    assert ran.status == 1
    assert forms(office) == ["对/乙市.docx", "对/甲市.docx"]
    assert ran.messages == [f"data/错.yaml:12:19: 错误 [A003] 乙市: {TOLD}"]
    assert "1 个项目有错误，没有生成（--strict）" in ran.results[-1]
    (office.folder / "data/对.yaml").unlink()
    assert office.build("--strict", "--out", "又").status == 1
    assert not (office.folder / "又").exists()


def test_schema_is_shown_or_written(office: Office) -> None:
    shown = office.run("schema")
    assert json.loads("\n".join(shown.results))["title"] == "项目文件"
    assert office.run("schema", "-o", "甲.json").results == ["已写好 甲.json"]
    assert (office.folder / "甲.json").read_text(encoding="utf-8").splitlines() == shown.results


def test_a_new_project_file_names_the_schema_beside_it(office: Office) -> None:
    assert office.run("new", "表", "-o", "新/甲.yaml").status == 0
    first = (office.folder / "新/甲.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=项目文件.schema.json"
    schema = office.folder / "新/项目文件.schema.json"
    assert json.loads(schema.read_text(encoding="utf-8"))["title"] == "项目文件"
    schema.write_text("{}", encoding="utf-8")
    assert office.run("new", "表", "-o", "新/乙.yaml").status == 0
    assert schema.read_text(encoding="utf-8") == "{}"
