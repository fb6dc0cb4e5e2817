from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sample_projects import form, forms, good, rows, shown

from generator.jinja.values import Label
from generator.project.indicators import tree

ROOT = Path(__file__).parents[4]


class TestRows:
    def test_rows_come_in_tree_order_with_their_levels_and_value(self, tmp_path: Path) -> None:
        text = "绩效指标:\n  产出:\n    数量: {企业数: ≥4家, 次数: 3}\n  效益:\n    经济: {额: ≥ 230 亿元}\n"
        context = good(tmp_path, text)
        assert rows(context) == [
            ("产出", "数量", "企业数", "≥4家"),
            ("产出", "数量", "次数", "3"),
            ("效益", "经济", "额", "≥ 230 亿元"),
        ]
        assert context["绩效指标"] == {
            "产出": {"数量": {"企业数": "≥4家", "次数": "3"}},
            "效益": {"经济": {"额": "≥ 230 亿元"}},
        }

    def test_sign_number_and_unit_are_understood(self, tmp_path: Path) -> None:
        (row,) = good(tmp_path, "绩效指标: {产出: {数量: {企业数: ≥4家}}}\n")["指标"]
        assert (row["符号"], row["数值"], row["单位"]) == ("≥", "4", "家")

    def test_levels_are_labels_of_their_node(self, tmp_path: Path) -> None:
        (row,) = good(tmp_path, "绩效指标: {产出: {数量: {企业数: 4}}}\n")["指标"]
        labels = [row["一级"], row["二级"], row["三级"]]
        assert all(isinstance(label, Label) for label in labels)
        assert [label.node for label in labels] == [("产出",), ("产出", "数量"), ("产出", "数量", "企业数")]
        assert [label.source.column for label in labels] == [8, 13, 18]

    @pytest.mark.parametrize(
        ("attributes", "expected"),
        [
            ("类型: ≥, 值: 16, 单位: 亿元", ("≥16亿元", "≥", "16", "亿元")),
            ("类型: 定性, 值: 是, 内容: 内容", ("是", "", "", "")),
            ("类型: ≥, 值: 16", ("≥16", "≥", "16", "")),
            ("指标值: ≥3家, 单位: 户", ("≥3家", "≥", "3", "户")),
            ("年度指标值: ≥3, 实际完成值: 5, 分值: 6, 得分: 6", ("≥3", "≥", "3", "")),
            ("年度指标值: ≥3, 指标值: ≥4", ("≥4", "≥", "4", "")),
            ("类型: ≥, 单位: 家", ("", "", "", "家")),
            ("备注: 无", ("", "", "", "")),
        ],
    )
    def test_the_value_is_composed_from_attributes(self, tmp_path: Path, attributes: str, expected: Any) -> None:
        (row,) = good(tmp_path, f"绩效指标: {{产出: {{数量: {{企业数: {{{attributes}}}}}}}}}\n")["指标"]
        assert (row["指标值"], row["符号"], row["数值"], row["单位"]) == expected

    def test_an_attribute_that_another_indicator_gives_prints_blank(self, tmp_path: Path) -> None:
        text = (
            "绩效指标: {产出: {数量: {甲: 1, 乙: {指标值: 2, 责任处室: 财务处}}}}\n"
            '表: "{{ 指标[0].责任处室 }}{{ 指标[0].备注 }}"\n'
        )
        assert good(tmp_path, text)["表"] == ""

    def test_an_attribute_that_no_indicator_gives_is_an_error(self, tmp_path: Path) -> None:
        found = form(tmp_path, '绩效指标: {产出: {数量: {甲: 1}}}\n表: "{{ 指标[0].责任处室 }}"\n')
        assert shown(found.problems) == ["项目.yaml:3:4: 错误 [P026] 项目: 指标没有属性“责任处室”"]

    def test_an_attribute_of_another_sub_form_prints_blank_here(self, tmp_path: Path) -> None:
        text = (
            '绩效指标: {产出: {数量: {甲: 1}}}\n表: "{{ 指标[0].责任处室 }}"\n'
            "分表: {按: 市, 各表: {一: , 二: {绩效指标: {产出: {数量: {甲: {责任处室: 财务处}}}}}}}\n"
        )
        assert [str(one.context["表"]) for one in forms(tmp_path, text).values()] == ["", "财务处"]

    def test_an_attribute_that_uses_what_is_absent_leaves_the_indicator_out(self, tmp_path: Path) -> None:
        text = (
            '绩效指标: {产出: {数量: {甲: 1, 乙: {指标值: 2, 得分: "{{ 分 }}"}}}}\n'
            "分表: {按: 市, 各表: {一: {分: 3}, 二: }}\n"
        )
        assert [len(rows(one.context)) for one in forms(tmp_path, text).values()] == [2, 1]


class TestBlankRows:
    def test_null_in_the_base_is_a_blank_row(self, tmp_path: Path) -> None:
        context = good(
            tmp_path, '绩效指标:\n  成本:\n    社会成本:\n    生态成本: ""\n  效益:\n  产出: {数量: {企业数: }}\n'
        )
        assert rows(context) == [
            ("成本", "社会成本", "", ""),
            ("成本", "生态成本", "", ""),
            ("效益", "", "", ""),
            ("产出", "数量", "企业数", ""),
        ]
        assert context["绩效指标"] == {
            "成本": {"社会成本": "", "生态成本": ""},
            "效益": "",
            "产出": {"数量": {"企业数": ""}},
        }

    def test_null_in_a_sub_form_removes_and_empty_parents_disappear(self, tmp_path: Path) -> None:
        text = (
            "绩效指标: {产出: {数量: {甲: 1, 乙: 2}, 质量: {丙: 3}}, 效益: {经济: {丁: 4}}}\n"
            "分表: {按: 市, 各表: {一: {绩效指标: {产出: {数量: {甲: , 乙: }}, 效益: }},"
            " 二: {绩效指标: {产出: {质量: {丙: }}}}, 三: {绩效指标: }}}\n"
        )
        found = [rows(one.context) for one in forms(tmp_path, text).values()]
        assert found == [
            [("产出", "质量", "丙", "3")],
            [("产出", "数量", "甲", "1"), ("产出", "数量", "乙", "2"), ("效益", "经济", "丁", "4")],
            [],
        ]


class TestLists:
    TEXT = "绩效指标: {产出: {数量: [{三级: 展会, 指标值: 3}, {三级: 展会, 指标值: 4, 备注: 二}, {指标值: 5}]}}\n"

    def test_a_third_level_may_repeat_or_be_blank(self, tmp_path: Path) -> None:
        context = good(tmp_path, self.TEXT)
        assert rows(context) == [
            ("产出", "数量", "展会", "3"),
            ("产出", "数量", "展会", "4"),
            ("产出", "数量", "", "5"),
        ]
        assert [row["三级"].node for row in context["指标"]] == [("产出", "数量", number) for number in "123"]

    def test_the_tree_holds_the_attributes_of_each(self, tmp_path: Path) -> None:
        listed = good(tmp_path, self.TEXT)["绩效指标"]["产出"]["数量"]
        assert listed[1] == {"三级": "展会", "指标值": "4", "备注": "二"}

    def test_a_list_in_a_sub_form_replaces(self, tmp_path: Path) -> None:
        text = self.TEXT + "分表: {按: 市, 各表: {一: {绩效指标: {产出: {数量: [{三级: 新}]}}}}}\n"
        assert rows(forms(tmp_path, text)["一"].context) == [("产出", "数量", "新", "")]


class TestLabelsAndOrder:
    TREE = "绩效指标: {产出: {数量: {甲: 1, 乙: 2}}, 效益: {数量: {甲: 3, 丙: 4}}}\n"

    def test_a_label_is_given_by_name_or_path_and_the_longest_wins(self, tmp_path: Path) -> None:
        text = (
            self.TREE
            + '年: 2024\n显示: {甲: "甲\\n指标", 效益/数量/甲: "{{ 年 }}甲", 效益/数量: 量, 绩效指标/产出: 出}\n'
        )
        assert rows(good(tmp_path, text)) == [
            ("出", "数量", "甲\n指标", "1"),
            ("出", "数量", "乙", "2"),
            ("效益", "量", "2024甲", "3"),
            ("效益", "量", "丙", "4"),
        ]

    def test_labels_of_a_sub_form_override_and_null_removes(self, tmp_path: Path) -> None:
        text = self.TREE + "显示: {乙: 旧}\n分表: {按: 市, 各表: {一: {显示: {乙: 新}}, 二: {显示: {乙: }}, 三: }}\n"
        assert [rows(one.context)[1][2] for one in forms(tmp_path, text).values()] == ["新", "乙", "旧"]

    def test_the_tree_goes_by_identity(self, tmp_path: Path) -> None:
        context = good(tmp_path, self.TREE + "显示: {甲: 印}\n")
        assert context["绩效指标"]["产出"]["数量"]["甲"] == "1"
        assert context["指标"][0]["三级"].node == ("产出", "数量", "甲")

    def test_order_lists_the_first_children_and_the_others_follow(self, tmp_path: Path) -> None:
        text = self.TREE + "顺序: {绩效指标: [效益], 数量: [乙], 效益/数量: [丙, 甲]}\n"
        assert [row[3] for row in rows(good(tmp_path, text))] == ["4", "3", "2", "1"]

    def test_new_entries_of_a_sub_form_come_after_the_old_unless_ordered(self, tmp_path: Path) -> None:
        text = self.TREE + (
            "分表: {按: 市, 各表: {一: {绩效指标: {产出: {数量: {新: 9}}}},"
            " 二: {绩效指标: {产出: {数量: {新: 9, 甲: 8}}}, 顺序: {产出/数量: [新]}}}}\n"
        )
        found = [[row[3] for row in rows(one.context)] for one in forms(tmp_path, text).values()]
        assert found == [["1", "2", "9", "3", "4"], ["9", "8", "2", "3", "4"]]

    def test_items_of_a_list_are_labelled_and_ordered_by_name(self, tmp_path: Path) -> None:
        text = (
            "绩效指标: {产出: {数量: [{三级: 甲, 指标值: 1}, {三级: 乙, 指标值: 2}]}}\n"
            "显示: {甲: 印}\n顺序: {数量: [乙]}\n"
        )
        context = good(tmp_path, text)
        assert [(row[2], row[3]) for row in rows(context)] == [("乙", "2"), ("印", "1")]
        assert [row["三级"].node[-1] for row in context["指标"]] == ["2", "1"]


class TestBreakdown:
    PLACES = "地区: [广州市, 珠海市, 湛江市]\n"

    def rows(self, tmp_path: Path, breakdown: str, extra: str = "") -> list[tuple[str, str, str, str]]:
        text = f"{self.PLACES}{extra}绩效指标: {{产出: {{数量: {{企业: {{周期值: 9, 分解: {breakdown}}}}}}}}}\n"
        context = good(tmp_path, text)
        return [(str(row["三级"]), str(row["地区"]), str(row["周期值"]), str(row["当年值"])) for row in context["指标"]]

    def test_lists_of_values_follow_the_places(self, tmp_path: Path) -> None:
        assert self.rows(tmp_path, "{周期值: [1, 2, 3], 当年值: 4}") == [
            ("企业", "", "9", ""),
            ("广州市", "广州市", "1", "4"),
            ("珠海市", "珠海市", "2", "4"),
            ("湛江市", "湛江市", "3", "4"),
        ]

    @pytest.mark.parametrize("chosen", ["地区: [广州市, 湛江市]", "除: [珠海市]"])
    def test_places_may_be_chosen_or_left_out(self, tmp_path: Path, chosen: str) -> None:
        assert [row[0] for row in self.rows(tmp_path, f"{{{chosen}, 周期值: [1, 2]}}")] == ["企业", "广州市", "湛江市"]

    def test_places_may_be_given_one_by_one(self, tmp_path: Path) -> None:
        found = self.rows(tmp_path, "{广州市: {周期值: ≥ 312, 当年值: ≥ 104}, 深圳市: {周期值: 5}}")
        assert found[1:] == [("广州市", "广州市", "≥ 312", "≥ 104"), ("深圳市", "深圳市", "5", "")]

    def test_a_place_may_have_one_value(self, tmp_path: Path) -> None:
        context = good(tmp_path, "绩效指标: {产出: {数量: {企业: {分解: {广州市: ≥3家, 深圳市: 4}}}}}\n")
        assert [(str(row["三级"]), str(row["指标值"]), str(row["单位"])) for row in context["指标"]] == [
            ("企业", "", ""),
            ("广州市", "≥3家", "家"),
            ("深圳市", "4", ""),
        ]

    def test_one_value_for_all_is_not_a_place(self, tmp_path: Path) -> None:
        assert [row[2] for row in self.rows(tmp_path, "{周期值: 7}")] == ["9", "7", "7", "7"]

    def test_the_own_row_holds_the_rows_of_its_places(self, tmp_path: Path) -> None:
        context = good(tmp_path, self.PLACES + "绩效指标: {产出: {数量: {企业: {分解: {周期值: [1, 2, 3]}}, 数: 1}}}\n")
        own, *places, other = context["指标"]
        assert own["分解"] == places
        assert other["分解"] == []
        assert places[0]["二级"].node == own["二级"].node
        assert places[0]["三级"].node == ("产出", "数量", "企业", "广州市")
        assert context["绩效指标"]["产出"]["数量"]["企业"]["分解"]["珠海市"] == {"周期值": "2"}

    @pytest.mark.parametrize(
        "indicator", ["{分解: {实施期指标值: ≥5家}}", "{五年值: ≥9家, 分解: {五年值: ≥5家}}", "{分解: {完成值: 5家}}"]
    )
    def test_one_value_under_the_name_of_an_attribute_is_that_of_all_places(
        self, tmp_path: Path, indicator: str
    ) -> None:
        context = good(tmp_path, f"{self.PLACES}绩效指标: {{产出: {{数量: {{企业: {indicator}}}}}}}\n")
        _, *places = context["指标"]
        assert [str(row["三级"]) for row in places] == ["广州市", "珠海市", "湛江市"]
        (name,) = context["绩效指标"]["产出"]["数量"]["企业"]["分解"]["珠海市"]
        assert {str(row[name]) for row in places} <= {"≥5家", "5家"}

    def test_a_place_whose_value_is_absent_is_left_out(self, tmp_path: Path) -> None:
        text = (
            self.PLACES
            + '绩效指标: {产出: {数量: {企业: {分解: {周期值: [1, "{{ 珠 }}", 3]}}}}}\n'
            + "分表: {按: 市, 各表: {一: , 二: {珠: 2}}}\n"
        )
        assert [len(rows(one.context)) for one in forms(tmp_path, text).values()] == [3, 4]

    def test_places_may_be_overridden_in_a_sub_form(self, tmp_path: Path) -> None:
        text = (
            self.PLACES
            + "绩效指标: {产出: {数量: {企业: {分解: {周期值: 1}}}}}\n分表: {按: 市, 各表: {一: {地区: [深圳市]}}}\n"
        )
        assert [row[2] for row in rows(forms(tmp_path, text)["一"].context)] == ["企业", "深圳市"]

    @pytest.mark.parametrize(
        ("top", "breakdown", "expected"),
        [
            (
                PLACES,
                "{周期值: [1, 2]}",
                "错误 [P022] 项目: “周期值”有 2 个值，而地区有 3 个：应当一样多，或只写一个值",
            ),
            (PLACES, "{除: [湛江], 周期值: 1}", "错误 [P023] 项目: 除 里的“湛江”不在地区里，是不是“湛江市”？"),
            ("", "{周期值: [1, 2]}", "错误 [P021] 项目: 分解 没有写明地区：请在最外层写 地区: […]，或在分解里写"),
        ],
    )
    def test_a_wrong_breakdown_is_a_located_error(
        self, tmp_path: Path, top: str, breakdown: str, expected: Any
    ) -> None:
        found = form(tmp_path, f"{top}绩效指标: {{产出: {{数量: {{企业: {{分解: {breakdown}}}}}}}}}\n")
        assert [text.split(": ", 1)[1] for text in shown(found.problems)] == [expected]
        assert [problem.source.line for problem in found.problems] == [2 + bool(top)]

    def test_a_place_is_found_by_its_name_and_blank_where_there_is_none(self, tmp_path: Path) -> None:
        tree = "绩效指标: {产出: {数量: {企业: {分解: {甲: 1, 乙: 2}}}}}\n"
        values = "甲数: \"{{ 指标[0].分解['甲'].指标值 }}\"\n丙数: \"{{ 指标[0].分解['丙'].指标值 }}\"\n"
        context = forms(tmp_path, tree + values)["项目"].context
        assert (context["甲数"], context["丙数"]) == ("1", "")


def test_places_times_indicators_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "_MOST_ROWS", 3)
    leaves = ", ".join(f"数{number}: {{当年值: 1, 分解: {{当年值: 1}}}}" for number in range(9))
    found = form(tmp_path, f"地区: [甲, 乙, 丙]\n绩效指标: {{产出: {{数量: {{{leaves}}}}}}}\n")
    assert len(found.context["指标"]) == 4 + 8
    told = "指标连同各地区的分解超过 3 行，其余不再分解；请分成几个项目文件"
    assert [(one.code, one.message) for one in found.problems] == [("P044", told)]
