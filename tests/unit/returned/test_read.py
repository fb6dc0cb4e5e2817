"""What a form that came back edited means for the project file: which line changes, what is asked, what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from docx_grid import grid_text, read_tables
from edited_form import EditedForm
from openpyxl import Workbook, load_workbook
from returned import PROJECT, ROWS, Returned
from word import docx, section, table

from generator.returned.decide import Status

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

YI = "    乙市: {资金:  40, 贸易:   7, 企业: 1}   # 没有新设"


@pytest.fixture
def returned(tmp_path: Path) -> Returned:
    return Returned(tmp_path)


def test_form_that_nobody_touched_has_no_changes(returned: Returned) -> None:
    for name in ("甲市", "乙市", "丙市"):
        returned.edit(name)
    reading = returned.read()
    assert [(form.file.stem, form.form, form.changes) for form in reading.forms] == [
        (name, name, ()) for name in ("丙市", "乙市", "甲市")
    ]
    assert not reading.edits
    assert not reading.problems


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda form: form.type("企业数", "≥5家"), "    乙市: {资金:  40, 贸易:   7, 企业: 5}   # 没有新设"),
        (
            lambda form: form.type("企业数", "若干"),
            YI.replace("1}", "1, 绩效指标: {产出指标: {数量指标: {企业数: 若干}}}}"),
        ),
        (lambda form: form.type("主管部门", "乙市政府"), YI.replace("1}", "1, 主管部门: 乙市政府}")),
        (lambda form: form.type("培训", "4场"), YI.replace("1}", "1, 绩效指标: {产出指标: {数量指标: {培训: 4场}}}}")),
        (lambda form: form.type("培训", "培训\n场次", 2), YI.replace("1}", '1, 显示: {培训: "培训\\n场次"}}')),
        (
            lambda form: form.add_row("企业数", None, None, "新设数", "≥3家"),
            YI.replace("1}", "1, 新设: 3}"),
        ),
        (
            lambda form: form.add_row("培训", None, None, "参展", "9次"),
            YI.replace("1}", "1, 绩效指标: {产出指标: {数量指标: {参展: 9次}}}}"),
        ),
        (
            lambda form: form.delete_row("培训"),
            YI.replace("1}", "1, 绩效指标: {产出指标: {数量指标: {培训: }}}}"),
        ),
    ],
    ids=["variable", "other pattern", "field", "shared value", "label", "absent row", "new row", "deleted row"],
)
def test_edit_changes_one_line(returned: Returned, change: Callable[[EditedForm], None], line: str) -> None:
    edited = returned.edit("乙市", change)
    assert returned.diff() == [f"-{YI}", f"+{line}"]
    others = {name: returned.built(name) for name in ("甲市", "丙市")}
    returned.write()
    assert _grids(returned.built("乙市")) == _grids(edited)
    assert {name: returned.built(name) for name in others} == others


def _grids(data: bytes) -> list[str]:
    return [grid_text(table) for table in read_tables(data)]


def test_variable_changed_in_all_its_cells_is_that_variable(returned: Returned) -> None:
    def change(form: EditedForm) -> None:
        form.type("贸易额", "≥9亿元")
        form.type("总体目标", "贸易达到9亿元")

    returned.edit("乙市", change)
    assert returned.diff() == [f"-{YI}", f"+{YI.replace('贸易:   7', '贸易:   9')}"]


def test_variable_changed_in_one_of_its_cells_is_asked_about(returned: Returned) -> None:
    returned.edit("乙市", lambda form: form.type("贸易额", "≥9亿元"))
    (change,) = returned.one().changes
    assert change.status is Status.ASK
    assert change.message == (
        "“贸易”还用在“总体目标”，那里没有照改：--prefer 变量 改“贸易”（那里跟着变），--prefer 覆盖 只改这一处"
    )
    assert not returned.diff()


@pytest.mark.parametrize(
    ("prefer", "line"),
    [
        ("变量", YI.replace("贸易:   7", "贸易:   9")),
        ("覆盖", YI.replace("1}", "1, 绩效指标: {效益指标: {经济指标: {贸易额: ≥9亿元}}}}")),
    ],
)
def test_preference_decides(returned: Returned, prefer: str, line: str) -> None:
    returned.edit("乙市", lambda form: form.type("贸易额", "≥9亿元"))
    assert returned.diff(prefer) == [f"-{YI}", f"+{line}"]


def test_changed_figure_whose_total_was_not_changed_is_asked_about(returned: Returned) -> None:
    returned.edit("乙市", lambda form: form.type("资金（万元）", "50"))
    (change,) = returned.one().changes
    assert change.status is Status.ASK
    assert "合计" in change.message


def test_changed_figure_with_its_total_is_written(returned: Returned) -> None:
    def change(form: EditedForm) -> None:
        form.type("资金（万元）", "50")
        form.type("合计", "55")

    returned.edit("乙市", change)
    assert returned.diff() == [f"-{YI}", f"+{YI.replace('资金:  40', '资金:  50')}"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda form: form.type("总体目标", "目标", 0), "这是模板里固定的文字，要改请改模板"),
        (lambda form: form.type("合计", "99"), "这一格是算出来的，请在项目文件里改“资金”、“配套”"),
        (lambda form: form.merge_right("培训", 2), "这一行应有 4 格，现在是 3 格（合并或拆分了单元格）"),
        (lambda form: form.delete_row("资金（万元）"), "这一行（段）不见了"),
        (lambda form: form.add_row("资金（万元）", "备注", "无"), "模板里没有这一行（段）"),
    ],
)
def test_what_the_data_cannot_say_is_listed(
    returned: Returned, change: Callable[[EditedForm], None], reason: str
) -> None:
    returned.edit("乙市", change)
    assert [(one.status, one.message) for one in returned.one().changes] == [(Status.LEFT, reason)]


def test_new_row_in_the_middle_brings_its_order(returned: Returned) -> None:
    returned.edit("乙市", lambda form: form.add_row("企业数", None, None, "参展", "9次"))
    assert returned.diff() == [
        f"-{YI}",
        "+    乙市: {资金:  40, 贸易:   7, 企业: 1, 绩效指标: {产出指标: {数量指标: {参展: 9次}}},",
        "+           顺序: {数量指标: [企业数, 参展, 培训]}}   # 没有新设",
    ]


def test_moved_row_is_an_order(returned: Returned) -> None:
    returned.edit("甲市", lambda form: form.move_row("新设数", "培训"))
    assert returned.diff()[1] == (
        "+    甲市: {资金: 410, 贸易: 230, 企业: 4, 新设: 1, 顺序: {数量指标: [企业数, 培训, 新设数]}}"
    )


def test_fixed_words_may_be_spaced_and_of_any_width(returned: Returned) -> None:
    returned.edit("乙市", lambda form: form.type("资金（万元）", "资 金\n(万元)", 0))
    assert not returned.one().changes


def test_two_different_forms_of_one_city_are_refused(returned: Returned) -> None:
    returned.edit("乙市")
    returned.edit("乙市", lambda form: form.type("培训", "4场"), "乙市（2）")
    reading = returned.read()
    assert [problem.code for problem in reading.problems] == ["R004"]
    assert not reading.edits


def test_form_of_an_unknown_city_is_refused(returned: Returned) -> None:
    returned.edit("乙市", lambda form: form.type("主管部门", "丁市商务局"))
    reading = returned.read()
    assert [problem.code for problem in reading.problems] == ["R002"]
    assert not reading.edits


def test_named_form_need_not_be_told(returned: Returned) -> None:
    returned.edit("乙市", lambda form: form.type("主管部门", "丁市商务局"))
    reading = returned.read(only=("乙市",))
    assert [form.form for form in reading.forms] == ["乙市"]
    assert reading.edits


def test_form_of_another_template_is_refused(returned: Returned, tmp_path: Path) -> None:
    other = docx("标题", table(("姓名", "张三"), ("电话", "123"), ("地址", "某处"), ("邮编", "4")), "", section())
    (returned.forms / "别的.docx").write_bytes(other)
    assert [problem.code for problem in returned.read().problems] == ["R001"]
    (returned.forms / "别的.docx").write_bytes(b"no zip")
    assert [problem.source.file for problem in returned.read().problems] == [str(tmp_path / "交回" / "别的.docx")]


def test_project_of_one_form_changes_in_place(tmp_path: Path) -> None:
    project = PROJECT[: PROJECT.index("分表:")].replace("{{ 市 }}", "某市") + "资金: 1\n贸易: 2\n企业: 3\n新设: 4\n"
    returned = Returned(tmp_path, project)
    returned.edit("项目", lambda form: form.type("企业数", "≥5家"))
    assert returned.diff() == ["-企业: 3", "+企业: 5"]


def test_variables_in_a_table_of_data_change_there(tmp_path: Path) -> None:
    project = PROJECT[: PROJECT.index("  各表:")] + "  数据: 各市.csv\n"
    returned = Returned(tmp_path, project)
    table = tmp_path / "各市.csv"
    table.write_bytes("市,资金,贸易,企业,新设\r\n甲市,410,230,4,1\r\n乙市,40,7,1,\r\n".encode("gb18030"))
    returned.edit("乙市", lambda form: form.type("企业数", "≥5家"))
    returned.write()
    assert table.read_bytes().decode("gb18030") == "市,资金,贸易,企业,新设\r\n甲市,410,230,4,1\r\n乙市,40,7,5,\r\n"


def test_narrative_in_a_file_changes_there(tmp_path: Path) -> None:
    template = docx("{{ 标题 }}", "{{ 正文 | 段落 }}", "", section())
    returned = Returned(tmp_path, "模板: 表\n标题: 报告\n正文: !文件 正文.txt\n年度: 2024\n", template)
    narrative = tmp_path / "正文.txt"
    narrative.write_text("# 一、开头\n{{ 年度 }}年的事\n最后\n", encoding="utf-8")

    def change(form: EditedForm) -> None:
        form.type_paragraph("最后", "改了最后")
        form.add_paragraph("2024年的事", "又一段")

    returned.edit("项目", change)
    returned.write()
    assert narrative.read_text(encoding="utf-8") == "# 一、开头\n{{ 年度 }}年的事\n又一段\n改了最后\n"


def test_template_that_changed_since_is_told_and_nothing_is_written(returned: Returned) -> None:
    for name in ("甲市", "乙市"):
        returned.edit(name)
    template = returned.folder / "模板" / "表.docx"
    changed = EditedForm(template.read_bytes())
    changed.type("总体目标", "绩效目标", 0)
    template.write_bytes(changed.bytes())
    reading = returned.read()
    assert [(change.place, change.status) for form in reading.forms for change in form.changes] == [
        ("表1 第3行 第1列", Status.LEFT)
    ] * 2
    assert not reading.edits


def test_new_row_that_bears_the_label_of_an_absent_indicator_is_that_indicator(tmp_path: Path) -> None:
    returned = Returned(tmp_path, PROJECT.replace("分表:", "显示: {新设数: 新设境外企业}\n分表:"))
    returned.edit("乙市", lambda form: form.add_row("企业数", None, None, "新设境外\n企业", "≥3家"))
    assert returned.diff()[1].startswith(f"+{YI[:-9].replace('1}', '1, 新设: 3')}")


def test_values_of_a_flat_list_of_indicators_change_in_place(tmp_path: Path) -> None:
    head, tail = PROJECT[: PROJECT.index("  产出指标:")], PROJECT[PROJECT.index("分表:") :]
    returned = Returned(tmp_path, f"{head}  企业数: ≥4家\n  培训: {{指标值: 3场, 备注: 无}}\n{tail}")
    edited = returned.edit("乙市", lambda form: form.type("培训", "5场"))
    assert "绩效指标: {培训: {指标值: 5场}}" in "".join(returned.diff())
    returned.write()
    assert _grids(returned.built("乙市")) == _grids(edited)


def test_value_of_a_chosen_sheet_is_written_into_it(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["市", "资金（万元）"])
    sheet = book.create_sheet("二区")
    for row in (
        ["市", "资金（万元）", "贸易", "企业", "新设"],
        ["全省", 140, 77, 3, 2],
        ["乙市", 40, 7, 1, 1],
        ["丙市", 100, 70, 2, 1],
    ):
        sheet.append(row)
    book.save(tmp_path / "各市.xlsx")
    returned = Returned(tmp_path, PROJECT[: PROJECT.index("  各表:")] + "  数据: 各市.xlsx\n  工作表: 二区\n")

    def change(form: EditedForm) -> None:
        form.type("资金（万元）", "50")
        form.type("合计", "55")

    edited = returned.edit("乙市", change)
    returned.write()
    assert [cell.value for cell in load_workbook(tmp_path / "各市.xlsx")["二区"][3]] == ["乙市", 50, 7, 1, 1]
    assert _grids(returned.built("乙市")) == _grids(edited)


SECOND = """\
长期绩效指标:
  产出指标:
    数量指标: {企业数: 9家, 基地: 3个}
    质量指标: [{三级: 苗, 指标值: 1}, {三级: 草, 指标值: 3}]
分表:"""
TWO_TREES = PROJECT.replace("分表:", SECOND)


def _two_trees(folder: Path) -> Returned:
    rows = tuple(cell.replace("指标 %", "长期绩效指标 %") for cell in ROWS)
    first = table(("一级指标", "二级指标", "三级指标", "指标值"), ROWS, ("以下", "为", "长期", "指标"), rows)
    return Returned(folder, TWO_TREES, docx("{{ 标题 }}", first, "", section()))


@pytest.mark.parametrize(
    ("change", "written"),
    [
        (lambda form: form.type("基地", "5个"), "长期绩效指标: {产出指标: {数量指标: {基地: 5个}}}"),
        (lambda form: form.delete_row("基地"), "长期绩效指标: {产出指标: {数量指标: {基地: }}}"),
        (lambda form: form.type("基地", "基地个数", 2), "显示: {基地: 基地个数}"),
        (
            lambda form: form.add_row("基地", None, None, "大棚", "2座"),
            "长期绩效指标: {产出指标: {数量指标: {大棚: 2座}}}",
        ),
        (
            lambda form: form.add_row("苗", None, None, "树", "2"),
            "质量指标: [{三级: 苗, 指标值: 1}, {三级: 树, 指标值: 2}, {三级: 草, 指标值: 3}]",
        ),
        (
            lambda form: form.add_row("培训", None, None, "观摩", "2场"),
            "绩效指标: {产出指标: {数量指标: {观摩: 2场}}}",
        ),
    ],
)
def test_rows_and_values_of_a_second_tree_are_written_into_it(
    tmp_path: Path, change: Callable[[EditedForm], None], written: str
) -> None:
    returned = _two_trees(tmp_path)
    edited = returned.edit("乙市", change)
    assert written in "".join(returned.diff()).replace("+", "").replace("\n", "")
    returned.write()
    assert _grids(returned.built("乙市")) == _grids(edited)


def test_a_name_that_stands_in_both_trees_is_not_changed_in_both(tmp_path: Path) -> None:
    returned = _two_trees(tmp_path)
    returned.edit("乙市", lambda form: form.type("9家", "企业个数", 2))
    (change,) = returned.one().changes
    assert (change.status, change.new, returned.diff()) == (Status.LEFT, "企业个数", [])
    assert "企业数" in change.message


LISTED = PROJECT.replace("      培训: 3场\n", "").replace(
    "    时效指标:\n", "    质量指标: [{三级: 合格, 指标值: 1}, {三级: 合格, 指标值: 2}]\n    时效指标:\n"
)


def test_rows_of_a_list_are_written_with_the_whole_list(tmp_path: Path) -> None:
    returned = Returned(tmp_path, LISTED)
    edited = returned.edit("乙市", lambda form: form.add_row("合格", None, None, "优良", "3"))
    items = "{三级: 合格, 指标值: 1}, {三级: 优良, 指标值: 3}, {三级: 合格, 指标值: 2}"
    assert returned.diff() == [
        f"-{YI}",
        "+    乙市: {资金:  40, 贸易:   7, 企业: 1,",
        f"+           绩效指标: {{产出指标: {{质量指标: [{items}]}}}}}}   # 没有新设",
    ]
    returned.write()
    assert _grids(returned.built("乙市")) == _grids(edited)


def test_value_in_a_shared_list_is_written_with_a_list_of_its_own(tmp_path: Path) -> None:
    returned = Returned(tmp_path, LISTED)
    edited = returned.edit("乙市", lambda form: form.type("合格", "9"))
    assert "质量指标: [{三级: 合格, 指标值: 9}, {三级: 合格, 指标值: 2}]" in returned.diff()[2]
    returned.write()
    assert _grids(returned.built("乙市")) == _grids(edited)


BOXES = docx(
    table(
        ("属性", '新增{{ "☑" if 属性 == "新增" else "□" }} 延续{{ "☑" if 属性 == "延续" else "□" }}'),
        ("两倍", "{{ 资金 * 2 }}"),
        ("资金", "{{ 资金 | 千分位 }}"),
    ),
    "",
    section(),
)


@pytest.mark.parametrize("prefer", ["", "覆盖", "变量"])
def test_computed_texts_say_what_to_change_in_the_project(tmp_path: Path, prefer: str) -> None:
    returned = Returned(tmp_path, "模板: 表\n属性: 延续\n资金: 20\n", BOXES)
    returned.edit("项目", lambda form: form.type("两倍", "50"))
    assert [(each.old, each.new, each.message) for each in returned.one(prefer).changes] == [
        ("40", "50", "这一格是算出来的，请在项目文件里改“资金”"),
    ]
    assert not returned.diff(prefer)


@pytest.mark.parametrize("prefer", ["", "覆盖", "变量"])
def test_the_value_that_another_ticked_box_stands_for_is_written(tmp_path: Path, prefer: str) -> None:
    returned = Returned(tmp_path, "模板: 表\n属性: 延续\n资金: 20\n", BOXES)
    edited = returned.edit("项目", lambda form: form.type("属性", "新增☑ 延续□"))
    assert returned.diff(prefer) == ["-属性: 延续", "+属性: 新增"]
    returned.write(prefer)
    assert _grids(returned.built("项目")) == _grids(edited)


@pytest.mark.parametrize(
    ("boxes", "reason"),
    [
        ("新增□ 延续□", "勾去掉了，没有勾别的，不知道“属性”是什么，请在项目文件里改"),
        ("新增☑ 延续☑", "写回后再生成，表1 第1行 第2列 是“□”，而不是“☑”"),
        ("新增√ 延续□", "这一格是算出来的，请在项目文件里改“属性”"),
    ],
)
def test_boxes_that_name_no_value_say_why(tmp_path: Path, boxes: str, reason: str) -> None:
    returned = Returned(tmp_path, "模板: 表\n属性: 延续\n资金: 20\n", BOXES)
    returned.edit("项目", lambda form: form.type("属性", boxes))
    assert returned.one().changes[0].message == reason
    assert returned.diff() == []


LISTED_BOXES = docx(
    table(
        ("类别", '{% for 类 in 各类 %}{{ 类 }}{{ "☑" if 类 == 类别 else "□" }} {% endfor %}'),
        ("名称", "{{ 名称 }}"),
        ("市", "{{ 市 }}"),
    ),
    "",
    section(),
)
CHOICES = "模板: 表\n各类: [房租, 设备, 差旅]\n类别: 设备\n名称: {}\n分表: {{按: 市, 各表: {{甲市: , 乙市: }}}}\n"


def test_a_box_of_a_list_is_written_into_the_sub_form(tmp_path: Path) -> None:
    returned = Returned(tmp_path, CHOICES.format("购置"), LISTED_BOXES)
    returned.edit("甲市", lambda form: form.type("类别", "房租□ 设备□ 差旅☑ "))
    assert "类别: 差旅" in "".join(returned.diff())
    returned.edit("甲市", lambda form: form.type("类别", "房租☑ 设备☑ 差旅☑ "))
    assert {one.message for one in returned.one().changes} == {"勾了不止一项，不知道“类别”是什么，请在项目文件里改"}


def test_a_box_for_the_name_of_the_sub_form_is_not_written(tmp_path: Path) -> None:
    row = '{{ "☑" if 市 == "甲市" else "□" }}甲 {{ "☑" if 市 == "乙市" else "□" }}乙'
    boxes = docx(table(("市", row)), "", section())
    returned = Returned(tmp_path, "模板: 表\n分表: {按: 市, 各表: {甲市: }}\n", boxes)
    returned.edit("甲市", lambda form: form.type("市", "□甲 ☑乙"))
    assert {(one.status, one.message) for one in returned.read(only=("甲市",)).forms[0].changes} == {
        (Status.LEFT, "这一格由分表的名称得来，或不能从项目文件里改")
    }


def test_a_text_that_would_follow_a_box_is_asked_about(tmp_path: Path) -> None:
    returned = Returned(tmp_path, CHOICES.format('"{{ 类别 }}购置"'), LISTED_BOXES)
    returned.edit("甲市", lambda form: form.type("类别", "房租□ 设备□ 差旅☑ "))
    assert {(one.status, one.message) for one in returned.one().changes} == {
        (
            Status.ASK,
            "写回后“名称”会算成“差旅购置”，表里是“设备购置”：--prefer 变量 让它跟着变，--prefer 覆盖 照表里的写",
        )
    }
    assert "名称: 设备购置" in "".join(returned.diff("覆盖"))


def test_formatted_value_is_written(tmp_path: Path) -> None:
    returned = Returned(tmp_path, "模板: 表\n属性: 延续\n资金: 20\n", BOXES)

    def change(form: EditedForm) -> None:
        form.type("资金", "30.00")
        form.type("两倍", "60")

    returned.edit("项目", change)
    assert returned.diff("变量") == ["-资金: 20", "+资金: 30.00"]


def test_list_of_indicators_whose_rows_are_all_deleted_is_removed(tmp_path: Path) -> None:
    returned = Returned(tmp_path, LISTED)

    def change(form: EditedForm) -> None:
        form.delete_row("合格")
        form.delete_row("合格")

    edited = returned.edit("乙市", change)
    returned.write()
    assert _grids(returned.built("乙市")) == _grids(edited)
    assert "质量指标: " in returned.project.read_text(encoding="utf-8").split("乙市")[1]


PARTS = """\
模板: 表
绩效指标:
  产出:
    数量:
      规模: {类型: ≥, 值: 16, 单位: 亿元}
      评价: {类型: 定性, 值: 是, 单位: 无}
"""


@pytest.mark.parametrize(
    ("label", "text", "written"),
    [
        ("规模", "≥20亿元", "规模: {类型: ≥, 值: 20, 单位: 亿元}"),
        ("规模", "≥20万元", "规模: {类型: ≥, 值: 20, 单位: 万元}"),
        ("规模", "≤20元", "规模: {类型: ≤, 值: 20, 单位: 元}"),
        ("规模", "", '规模: {类型: ≥, 值: "", 单位: 亿元}'),
        ("评价", "否", "评价: {类型: 定性, 值: 否, 单位: 无}"),
    ],
)
def test_parts_of_a_value_change_together(tmp_path: Path, label: str, text: str, written: str) -> None:
    returned = Returned(tmp_path, PARTS, docx(table(ROWS), "", section()))
    returned.edit("项目", lambda form: form.type(label, text))
    assert returned.diff()[1:] == [f"+      {written}"]


def test_words_that_no_part_of_a_value_holds_are_told(tmp_path: Path) -> None:
    returned = Returned(tmp_path, PARTS, docx(table(ROWS), "", section()))
    returned.edit("项目", lambda form: form.type("规模", "约二十亿元，比上年多"))
    assert returned.one().changes[0].message == "看不出“类型”“值”“单位”各改成什么，请在项目文件里改"
    assert not returned.diff()


def test_a_single_value_over_an_indicator_with_attributes_is_written_where_it_stands(tmp_path: Path) -> None:
    leaf = "培训: {指标值: 3场, 责任单位: 外经科}"
    line = "    乙市: {资金: 40, 贸易: 7, 企业: 1, 绩效指标: {产出指标: {数量指标: {培训: 5场}}}}"
    returned = Returned(tmp_path, PROJECT.replace("培训: 3场", leaf).replace(YI, line))
    returned.edit("乙市", lambda form: form.type("培训", "6场"))
    assert returned.diff() == [f"-{line}", f"+{line.replace('5场', '6场')}"]


def test_a_row_renamed_to_one_that_is_there_is_not_deleted(tmp_path: Path) -> None:
    returned = Returned(tmp_path)

    def rename(form: EditedForm) -> None:
        form.delete_row("企业数")
        form.add_row("培训", None, None, "培训", "≥4家")

    returned.edit("乙市", rename)
    (read,) = returned.read("覆盖", ("乙市",)).forms
    assert [(change.label, change.status) for change in read.changes if "企业数" in change.old] == [
        ("企业数", Status.LEFT)
    ]
