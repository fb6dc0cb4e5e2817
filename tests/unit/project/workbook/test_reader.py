from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sample_workbooks import Rows, plain, write_workbook

from generator.project.workbook.reader import read_workbook

COMMON: Rows = [["名称", "下级", "值"], ["模板", None, "表"]]
TREE_HEADINGS: list[Any] = ["一级", "二级", "三级", "指标值"]


def read(folder: Path, *common: Sequence[Any], **sheets: Rows) -> tuple[Any, list[str]]:
    """The tree of a workbook without 模板, and its problems."""
    path = write_workbook(folder / "项目.xlsx", 共同=[*COMMON, *common], **sheets)
    return read_file(path)


def read_file(path: Path) -> tuple[Any, list[str]]:
    root, problems = read_workbook(path, path.name)
    tree = plain(root)
    if isinstance(tree, dict):
        tree.pop("模板", None)
    return tree, [str(problem) for problem in problems]


def sound(folder: Path, *common: Sequence[Any], **sheets: Rows) -> Any:
    tree, problems = read(folder, *common, **sheets)
    assert problems == []
    return tree


def test_a_blank_level_means_the_one_above(tmp_path: Path) -> None:
    tree = sound(tmp_path, ["检查", "说明", "一"], [None, "公开", "否"], ["附件", None, "附件2"])
    assert tree == {"检查": {"说明": "一", "公开": "否"}, "附件": "附件2"}


def test_marks_stand_for_blank_null_and_files_and_a_backslash_for_themselves(tmp_path: Path) -> None:
    marks = {
        "甲": "（空）",
        "乙": "（删去）",
        "丙": "!文件 正文.txt",
        "丁": "\\（空）",
        "戊": "（空列表）",
        "己": "（无下级）",
    }
    tree = sound(tmp_path, *([name, None, mark] for name, mark in marks.items()), ["庚", None, None])
    assert tree == {"甲": "", "乙": None, "丙": Path("正文.txt"), "丁": "（空）", "戊": [], "己": {}}


def test_a_dash_begins_an_item_of_a_list(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["地区", "-", None, "甲市"],
        [None, "-", None, "乙市"],
        ["明细", "-", "名称", "电脑"],
        [None, None, "数", "2"],
    ]
    path = write_workbook(
        tmp_path / "项目.xlsx", 共同=[["名称", "下级", "下级", "值"], ["模板", None, None, "表"], *rows]
    )
    assert read_file(path) == ({"地区": ["甲市", "乙市"], "明细": [{"名称": "电脑", "数": "2"}]}, [])


def test_indicators_have_a_value_or_attributes(tmp_path: Path) -> None:
    rows: Rows = [
        [*TREE_HEADINGS, "分值"],
        ["产出指标", "数量指标", "企业数", "≥4家", None],
        [None, None, "人次", "≥40", "6"],
        [None, "质量指标", None, None, None],
        ["效益指标", "经济效益", "- 贸易额", "3", None],
        [None, None, "- 贸易额", "4", None],
        [None, None, "-", "5", None],
    ]
    assert sound(tmp_path, 指标=rows) == {
        "绩效指标": {
            "产出指标": {"数量指标": {"企业数": "≥4家", "人次": {"指标值": "≥40", "分值": "6"}}, "质量指标": None},
            "效益指标": {
                "经济效益": [{"三级": "贸易额", "指标值": "3"}, {"三级": "贸易额", "指标值": "4"}, {"指标值": "5"}]
            },
        }
    }


def test_levels_may_be_merged_or_stand_in_rows_of_their_own(tmp_path: Path) -> None:
    path = write_workbook(
        tmp_path / "项目.xlsx",
        共同=COMMON,
        指标=[TREE_HEADINGS, ["产出指标"], [None, "数量指标", "企业数", "4"], [None, None, "人次", "5"]],
    )
    book = load_workbook(path)
    book["指标"].merge_cells("B3:B4")
    book.save(path)
    assert read_file(path) == ({"绩效指标": {"产出指标": {"数量指标": {"企业数": "4", "人次": "5"}}}}, [])


def test_indicators_without_upper_levels_stand_directly_in_the_tree(tmp_path: Path) -> None:
    assert sound(tmp_path, 指标=[["三级", "指标值"], ["企业数", "4"]]) == {"绩效指标": {"企业数": "4"}}


def test_several_trees_have_a_column_with_their_name(tmp_path: Path) -> None:
    rows = [["树", *TREE_HEADINGS], ["绩效指标", "甲", "乙", "丙", "1"], ["长期绩效指标", "甲", "乙", "丁", "2"]]
    tree = sound(tmp_path, 指标=rows)
    assert tree == {"绩效指标": {"甲": {"乙": {"丙": "1"}}}, "长期绩效指标": {"甲": {"乙": {"丁": "2"}}}}


def test_a_breakdown_names_its_indicator_and_place(tmp_path: Path) -> None:
    tree = sound(
        tmp_path,
        指标=[TREE_HEADINGS, ["甲", "乙", "企业数", "8"], [None, None, "人次", "9"]],
        地区分解=[["指标", "地区", "指标值", "当年值"], ["企业数", "长沙", "5", None], [None, "株洲", "3", "1"]],
    )
    assert tree["绩效指标"]["甲"]["乙"] == {
        "企业数": {"指标值": "8", "分解": {"长沙": "5", "株洲": {"指标值": "3", "当年值": "1"}}},
        "人次": "9",
    }


def test_sub_forms_have_a_row_each_and_override_what_they_name(tmp_path: Path) -> None:
    tree = sound(
        tmp_path,
        分表=[["市州", "资金（万元）", "企业"], ["长沙市", 410, 4], ["株洲市", "28.80", None], ["湘潭市", 5, "（空）"]],
        改写=[["分表", "名称", "下级", "值"], ["株洲市", "标题", None, "试点"], [None, "显示", "企业数", "企业\n数"]],
        分表指标=[
            ["分表", *TREE_HEADINGS],
            ["湘潭市", "产出指标", "数量指标", "新增", "1"],
            [None, None, "质量指标", "（删去）"],
        ],
        支出=[["市州", "科目", "金额"], ["长沙市", "差旅", "3"], [None, "会议", "4"]],
    )
    assert tree == {
        "分表": {
            "按": "市州",
            "各表": {
                "长沙市": {
                    "资金": "410",
                    "企业": "4",
                    "支出": [{"科目": "差旅", "金额": "3"}, {"科目": "会议", "金额": "4"}],
                },
                "株洲市": {"资金": "28.80", "标题": "试点", "显示": {"企业数": "企业\n数"}},
                "湘潭市": {
                    "资金": "5",
                    "企业": "",
                    "绩效指标": {"产出指标": {"数量指标": {"新增": "1"}, "质量指标": None}},
                },
            },
        }
    }


def test_a_key_without_a_value_has_its_place_in_the_order(tmp_path: Path) -> None:
    tree = sound(
        tmp_path,
        ["绩效指标", None, "（见工作表 指标）"],
        ["分表", None, "（见工作表 分表）"],
        ["附件", None, "1"],
        指标=[TREE_HEADINGS, ["甲", "乙", "丙", "1"]],
        分表=[["市州", "资金"], ["长沙市", "1"]],
    )
    assert list(tree) == ["绩效指标", "分表", "附件"]


def test_numbers_and_dates_are_what_the_sheet_shows(tmp_path: Path) -> None:
    path = write_workbook(
        tmp_path / "项目.xlsx", 共同=[*COMMON, ["甲", None, 0.285], ["乙", None, 45293], ["丙", None, 0.1]]
    )
    book = load_workbook(path)
    for cell, number_format in (("C3", "0.00%"), ("C4", 'yyyy"年"m"月"d"日"')):
        book["共同"][cell].number_format = number_format
    book.save(path)
    assert read_file(path) == ({"甲": "28.50%", "乙": "2024年1月2日", "丙": "0.1"}, [])


def test_all_problems_are_told_at_once_with_their_cells(tmp_path: Path) -> None:
    path = write_workbook(
        tmp_path / "项目.xlsx",
        共同=[
            *COMMON,
            ["甲", None, "1"],
            ["甲", None, "2"],
            [None, None, "3"],
            ["乙", None, "=1+1"],
            ["丙", None, "#REF!"],
        ],
        指标=[
            TREE_HEADINGS,
            [None, "乙", "丙", "1"],
            ["甲", "乙", "丙", "1"],
            [None, None, "丙", "2"],
            [None, None, None, "3"],
        ],
        地区分解=[["指标", "地区", "指标值"], ["丁", "长沙", "1"]],
        分表=[["市州", "资金", "企业"], ["长沙市", "1", "2"], ["长沙市", "1", "2"], ["合计", "2", "4"]],
        改写=[["分表", "名称", "值"], ["长沙", "资金", "3"]],
        补充=[["市洲", "数"], ["长沙市", "1"]],
    )
    book = load_workbook(path)
    book["指标"].merge_cells("A3:B3")
    book["指标"].row_dimensions[3].hidden = True
    book.save(path)
    assert read_file(path)[1] == [
        f"项目.xlsx:{row}:{column}: 工作表 {sheet} 第{row}行 第{column}列: {message}"
        for sheet, row, column, message in [
            ("共同", 4, 3, "错误 [Y113] “甲”写了两次：另一次在第3行 第3列，只能留一个"),
            ("共同", 5, 3, "错误 [Y114] 这一行没有写名称：请在前面的列里写上，或删去这一行"),
            ("共同", 6, 3, "错误 [Y105] 公式没有存下结果：请用 Excel 或 WPS 打开，算出结果后再保存"),
            ("共同", 7, 3, "错误 [Y105] 单元格是错误值 #REF!：请改正公式或数据"),
            ("指标", 2, 1, "错误 [Y114] “一级”空着，上面也没有可以照用的：请写上"),
            ("指标", 3, 1, "错误 [Y108] 这一格横着合并了几列：请拆开，各列分别填写"),
            ("指标", 3, 1, "提示 [P052] 有 1 行被隐藏或筛掉了，仍然照用：第3行；不要的请删去"),
            ("指标", 3, 2, "错误 [Y114] “二级”空着，上面也没有可以照用的：请写上"),
            ("指标", 4, 1, "错误 [Y114] “一级”空着，上面也没有可以照用的：请写上"),
            ("指标", 5, 3, "错误 [Y114] 这一行没有写“三级”：请写上；没有名称的写“-”"),
            ("地区分解", 2, 1, "错误 [Y115] 没有指标“丁”：请先在工作表“指标”里写上它"),
            ("分表", 3, 1, "错误 [P012] 长沙市: “长沙市”写了两次：另一次在第2行，只能留一行"),
            (
                *("分表", 4, 1),
                "提示 [P050] 表格里的第4行“合计”不是分表，没有做；要做的请在工作表“改写”里写上它的名称",
            ),
            ("改写", 2, 1, "错误 [Y115] 工作表“分表”里没有“长沙”，是不是“长沙市”？"),
            (
                *("补充", 1, 1),
                (
                    "警告 [Y112] 工作表“补充”没有读：各分表的明细，第一列的表头应为“市州”；"
                    "不是项目内容的，请把它叫作“说明”，或隐藏起来"
                ),
            ),
        ]
    ]


@pytest.mark.parametrize("title", ["共同 ", " 共同"])
def test_two_sheets_of_one_name_are_refused(tmp_path: Path, title: str) -> None:
    path = write_workbook(tmp_path / "项目.xlsx", **{"共同": COMMON, title: COMMON})
    assert read_file(path)[1] == [
        f"项目.xlsx:1:1: 工作表 {title}: 错误 [Y110] 有两张工作表都叫“共同”（前后的空格不算）：请给其中一张改名"
    ]
