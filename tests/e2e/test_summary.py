"""汇总.xlsx beside the forms: where each form stands, its figures with totals, the indicators side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from command_line import BESIDE, GOOD, SUMMARY
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook
from validate_ooxml import problems
from word import docx, section

from generator.build import build as build_module

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import Office

PROJECT = GOOD.replace("{数: 1}", "{数: 1, 资金: '410.50', 年份: 2024}").replace(
    "{数: 2}", "{数: 2, 资金: 40, 单位: 局}"
)
HEAD = ["序号", "分表", "Word", "状态", "检查"]


def path(office: Office, folder: str = "output") -> Path:
    return office.folder / folder / "项目" / SUMMARY


def opened(office: Office, *, data_only: bool = False) -> Any:
    return load_workbook(path(office), data_only=data_only)


def shown(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet]


def states(office: Office) -> dict[str, str]:
    sheet = opened(office)["目录"]
    column = next(cell.column for cell in sheet[2] if cell.value == "状态")
    return {row[1].value: row[column - 1].value for row in sheet.iter_rows(min_row=3)}


def test_it_lists_the_forms_their_figures_and_their_indicators(office: Office) -> None:
    office.project(PROJECT)
    office.build("--to", "docx,xlsx,pdf")
    book = opened(office)
    assert book.sheetnames == ["目录", "数据", "指标"]
    assert shown(book["目录"])[1:3] == [
        ["序号", "分表", "Word", "Excel", "PDF", "状态", "检查"],
        [1, "甲市", "打开", "打开", "打开", "已生成", "警告 2"],
    ]
    links = [cell.hyperlink.target for row in book["目录"].iter_rows(min_row=3) for cell in row if cell.hyperlink]
    assert links == [f"{form}.{kind}" for form in ("甲市", "乙市") for kind in ("docx", "xlsx", "pdf")]
    assert shown(book["数据"])[1:] == [
        ["序号", "分表", "数", "资金", "年份", "单位"],
        [1, "甲市", 1, 410.5, 2024, None],
        [2, "乙市", 2, 40, None, "局"],
        [None, "合计", "=SUM(C3:C4)", "=SUM(D3:D4)", None, None],
    ]
    assert shown(opened(office, data_only=True)["数据"])[-1] == [None, "合计", 3, 450.5, None, None]
    assert shown(book["指标"]) == [
        ["一级", "二级", "三级", "甲市", "乙市", "合计"],
        ["产出指标", "数量指标", "企业数", "≥1家", "≥2家", "3家"],
    ]
    assert problems(path(office)) == []


def test_other_readers_find_the_same_values(office: Office) -> None:
    office.project(PROJECT)
    office.build()
    second = CalamineWorkbook.from_path(path(office))
    for sheet in opened(office, data_only=True).worksheets:
        read = second.get_sheet_by_name(sheet.title).to_python(skip_empty_area=False)
        assert [[value or "" for value in row] for row in shown(sheet)] == read


def test_a_form_that_could_not_be_made_says_why(office: Office) -> None:
    office.project(GOOD.replace("乙市: {数: 2}", 'Z市: {数: "{{ 没有 }}"}\n    乙市: 一句话'))
    office.build()
    assert states(office) == {
        "甲市": "已生成",
        "Z市": "没有生成：没有定义“没有”",
        "乙市": "没有生成：分表“乙市”不是一组变量：应为 {变量: 值, …}",
    }


def test_a_form_that_fails_now_has_its_old_file_and_says_why(office: Office) -> None:
    office.project(GOOD)
    office.build()
    office.project(GOOD.replace("数: 2", '数: "{{ 没有 }}"'))
    office.build()
    assert states(office) == {"甲市": "已生成", "乙市": "还是旧的：没有定义“没有”"}
    assert opened(office)["目录"]["C4"].hyperlink.target == "乙市.docx"


def test_findings_are_counted_for_each_form(office: Office) -> None:
    office.project(GOOD.replace("乙市: {数: 2}", "乙市: {数: 2, 绩效指标: {效益指标: {社会效益指标: {影响: 积极}}}}"))
    office.build()
    assert [row[-1] for row in shown(opened(office)["目录"])[2:]] == ["警告 2", "警告 1"]


def test_a_project_of_one_form_has_none(office: Office) -> None:
    office.project(GOOD.replace("    乙市: {数: 2}\n", ""))
    office.build()
    assert not path(office).exists()


def test_where_no_form_is_there_is_none(office: Office) -> None:
    office.project(GOOD.replace('"≥{{ 数 }}家"', '"{{ 没有 }}"'))
    assert office.build().status == 2
    assert not path(office).exists()


def test_it_is_written_only_when_something_in_it_changes(office: Office) -> None:
    office.project(GOOD)
    office.build()
    before = path(office).read_bytes(), path(office).stat().st_mtime_ns
    office.build()
    office.project(GOOD + "# 说明\n")
    office.build()
    assert (path(office).read_bytes(), path(office).stat().st_mtime_ns) == before
    office.project(GOOD.replace("数: 2", "数: 3"))
    office.build()
    assert path(office).read_bytes() != before[0]
    office.build("--to", "pdf")
    assert shown(opened(office)["目录"])[1][2:4] == ["Word", "PDF"]


def test_a_build_of_some_forms_shows_all_as_they_are(office: Office) -> None:
    office.project(GOOD)
    office.build("--only", "甲市")
    assert states(office) == {"甲市": "已生成", "乙市": "没有生成"}
    office.build()
    office.project(GOOD.replace("数: 1", "数: 3").replace("数: 2", "数: 4"))
    office.build("--only", "甲市")
    assert states(office) == {"甲市": "已生成", "乙市": "还是旧的"}
    assert shown(opened(office)["数据"])[2:4] == [[1, "甲市", 3], [2, "乙市", 4]]
    office.build("--only", "乙市")
    whole = path(office).read_bytes()
    office.build("--force")
    assert path(office).read_bytes() == whole


def test_one_edited_by_a_person_is_kept(office: Office) -> None:
    office.project(GOOD)
    office.build()
    path(office).write_bytes(b"edited")
    (message,) = office.build().messages
    assert "[O020] 汇总: 这份表有人手改过" in message
    (kept,) = path(office).parent.glob("汇总.手改-*.xlsx")
    assert kept.read_bytes() == b"edited"
    assert opened(office).sheetnames == ["目录", "数据", "指标"]


def test_two_processes_give_the_bytes_of_one(office: Office) -> None:
    office.project(GOOD + "".join(f"    第{number}市: {{数: {number}}}\n" for number in range(100)))
    for out, jobs in (("one", "1"), ("two", "2")):
        office.build("--out", out, "--jobs", jobs)
    assert path(office, "one").read_bytes() == path(office, "two").read_bytes()


def test_more_forms_than_are_checked_have_no_indicators_and_it_is_said(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("build.prepare", "build.build", "build.summary", "cli.run"):
        monkeypatch.setattr(f"generator.{name}.MOST_CHECKED", 1)
    office.project(GOOD)
    ran = office.build()
    assert ran.messages == [
        "output/项目/汇总.xlsx: 提示 [O023] 分表超过 1 个，汇总里没有指标对照；需要时请分成几个项目文件"
    ]
    assert opened(office).sheetnames == ["目录", "数据"]
    assert shown(opened(office)["目录"])[1] == HEAD[:-1]


def test_of_very_many_forms_a_build_of_one_leaves_it_and_says_so(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.project(GOOD)
    office.build()
    before = path(office).read_bytes()
    monkeypatch.setattr(build_module, "MOST_CHECKED", 0)
    office.project(GOOD.replace("数: 1", "数: 3"))
    ran = office.build("--only", "甲市")
    assert ran.messages == [
        f"output/项目/{name}: 警告 [O022] 分表有变化，这份还是旧的；请不加 --only 再生成一次" for name in BESIDE
    ]
    assert path(office).read_bytes() == before


def test_a_project_without_figures_or_indicators_has_the_list(office: Office) -> None:
    office.template("表.docx", docx("{{ 市 }}", section()))
    office.project("模板: 表\n分表:\n  按: 市\n  各表:\n    甲市: {}\n    乙市: {}\n")
    office.build()
    assert shown(opened(office)["目录"])[1:] == [
        HEAD,
        [1, "甲市", "打开", "已生成", "没有发现问题"],
        [2, "乙市", "打开", "已生成", "没有发现问题"],
    ]
