from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sample_projects import BASE, form, forms, good, load, rows, shown, sound, write

from generator.jinja.values import Absent
from generator.project import problems
from generator.project import shape as shape_module
from generator.project.expression import Expression
from generator.project.resolve import evaluation_order

if TYPE_CHECKING:
    from pathlib import Path


def test_what_a_key_uses_comes_before_it() -> None:
    assert evaluation_order({"甲": ["乙", "外"], "乙": ["丙"], "丙": []}) == (["丙", "乙", "甲"], [])


def test_a_circle_begins_and_ends_with_the_same_key() -> None:
    order, circles = evaluation_order({"甲": ["乙"], "乙": ["丙"], "丙": ["乙"], "丁": ["丁"]})
    assert circles == [("乙", "丙", "乙"), ("丁", "丁")]
    assert order == ["甲"]


def test_keys_without_uses_keep_their_order() -> None:
    assert evaluation_order({"乙": [], "甲": []}) == (["乙", "甲"], [])


def test_keys_of_every_circle_are_left_out_and_those_that_only_lead_to_one_are_not() -> None:
    uses = {"甲": ["乙", "丙"], "乙": ["甲", "丁"], "丙": ["甲"], "丁": [], "戊": ["甲"]}
    assert evaluation_order(uses) == (["丁", "戊"], [("甲", "乙", "甲"), ("甲", "丙", "甲")])


def test_thousands_of_circles_through_thousands_of_keys_are_not_all_told() -> None:
    keys = [f"键{number}" for number in range(5_000)]
    uses = {key: (*keys[number + 1 : number + 2], *keys[:3]) for number, key in enumerate(keys)}
    order, circles = evaluation_order(uses)
    assert order == []
    assert circles[0] == (*keys, "键0")
    assert sum(map(len, circles)) < 25_000


CITIES = "分表: {按: 市州, 各表: {甲市: {资金: 1, 新设: 3}, 乙市: {资金: 2}, 丙市: {资金: 4, 备注: }}}\n"


class TestWhatIsTypedIsWhatPrints:
    @pytest.mark.parametrize(
        "typed", ["010", "3000000.00", "28.80", "2024-01-01", "是", "no", "~", "null", "true", "1e5", "0x1F", "12:30"]
    )
    def test_a_scalar_is_the_characters_of_the_source(self, tmp_path: Path, typed: str) -> None:
        assert good(tmp_path, f"值甲: {typed}   \n")["值甲"] == typed

    def test_numbers_exist_only_inside_expressions(self, tmp_path: Path) -> None:
        context = good(tmp_path, '甲: 010\n乙: "{{ 甲 + 0.10 }}"\n丙: "{{ 甲 }}"\n')
        assert (context["甲"], context["乙"], context["丙"]) == ("010", "10.1", "010")

    def test_every_value_remembers_its_place_and_one_passed_on_that_of_the_variable(self, tmp_path: Path) -> None:
        context = good(tmp_path, '甲: 1\n乙: "{{ 甲 }}家"\n丙: "{{ 甲 }}"\n')
        assert [(context[key].source.line, context[key].source.column) for key in "甲乙丙"] == [(2, 4), (3, 4), (2, 4)]

    def test_the_line_end_that_closes_a_block_of_text_does_not_print(self, tmp_path: Path) -> None:
        assert good(tmp_path, "甲: |\n  一\n  二\n")["甲"] == "一\n二"

    def test_a_line_of_nothing_but_block_tags_does_not_print(self, tmp_path: Path) -> None:
        text = (
            "乙: 1\n甲: |\n  一\n  {% if 乙 == 1 %}\n  二{{ 乙 }}\n"
            "  {% endif %}{# 注 #}\n  {% if 乙 == 2 %}\n  三\n  {% endif %}\n"
        )
        assert good(tmp_path, text)["甲"] == "一\n二1"

    def test_mappings_become_dicts_and_lists_become_lists(self, tmp_path: Path) -> None:
        context = good(tmp_path, '年: 2024\n基本:\n  起: "{{ 年 }}年"\n  人: [甲, {名: 乙}]\n地区: [广州市, 珠海市]\n')
        assert context["基本"] == {"起": "2024年", "人": ["甲", {"名": "乙"}]}
        assert context["地区"] == ["广州市", "珠海市"]

    def test_text_that_lives_beside_the_file_passes_through_jinja(self, tmp_path: Path) -> None:
        write(tmp_path, "# 标题\n共{{ 年 }}年。\n", "正文.txt")
        project, problems = load(tmp_path, BASE + "年: 2024\n正文: !文件 正文.txt\n")
        assert project is not None
        assert [problem.severity.value for problem in problems] == ["info"]
        assert next(project.contexts()).context["正文"] == "标题\n共2024年。"


class TestReferences:
    def test_keys_are_resolved_in_the_order_of_their_use(self, tmp_path: Path) -> None:
        context = good(tmp_path, '甲: "{{ 乙 }}三"\n乙: "{{ 丙 }}二"\n丙: 一\n')
        assert context["甲"] == "一二三"

    def test_a_long_chain_of_keys_is_resolved(self, tmp_path: Path) -> None:
        text = "".join(f'k{i}: "{{{{ k{i + 1} }}}}"\n' for i in range(1500)) + "k1500: 底\n"
        assert good(tmp_path, text)["k0"] == "底"

    def test_full_width_tags_work(self, tmp_path: Path) -> None:
        assert good(tmp_path, '甲: 3\n乙: "｛｛ 甲 ｜ 小数（1） ｝｝"\n')["乙"] == "3.0"

    def test_a_circle_is_an_error_that_names_the_keys(self, tmp_path: Path) -> None:
        found = form(tmp_path, '甲: "{{ 乙 }}"\n乙: "{{ 甲 }}"\n丙: "{{ 甲 }}"\n丁: 好\n')
        assert shown(found.problems) == ["项目.yaml:2:4: 错误 [P034] 项目: 循环引用：甲 → 乙 → 甲"]
        assert found.context["丁"] == "好"

    def test_a_key_that_uses_itself_is_a_circle(self, tmp_path: Path) -> None:
        found = form(tmp_path, '甲: "{{ 甲 }}"\n')
        assert shown(found.problems) == ["项目.yaml:2:4: 错误 [P034] 项目: 循环引用：甲 → 甲"]

    def test_values_may_use_the_indicators(self, tmp_path: Path) -> None:
        text = (
            "绩效指标: {产出: {数量: {企业数: ≥4家}}}\n"
            '甲: "{{ 绩效指标.产出.数量.企业数 }}"\n乙: "{{ 指标 | length }}"\n'
        )
        context = good(tmp_path, text)
        assert (context["甲"], context["乙"]) == ("≥4家", "1")

    def test_an_undefined_name_is_an_error_with_its_place_and_the_nearest_name(self, tmp_path: Path) -> None:
        found = form(tmp_path, '支持企业: 4\n甲: |\n  一\n  二{{ 支持企叶 }}\n乙: "{{ 无 | int }}"\n')
        assert shown(found.problems) == [
            "项目.yaml:5: 错误 [P026] 项目: 没有定义“支持企叶”，是不是“支持企业”？",
            "项目.yaml:6:4: 错误 [P026] 项目: 没有定义“无”",
        ]

    def test_an_undefined_name_that_stands_there_with_units_names_them_all(self, tmp_path: Path) -> None:
        found = form(tmp_path, '资金_万元: 1\n资金_元: 10000\n甲: "{{ 资金 }}"\n')
        assert shown(found.problems) == [
            "项目.yaml:4:4: 错误 [P026] 项目: 没有定义“资金”，是不是“资金_万元”或“资金_元”？"
        ]

    def test_the_nearest_name_is_looked_up_once_for_all_forms(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[str] = []
        monkeypatch.setattr(problems, "nearest", lambda name, _: asked.append(name))
        cities = ", ".join(f"市{number}: {{}}" for number in range(50))
        found = forms(tmp_path, f'甲: "{{{{ 支持企叶 }}}}"\n分表: {{按: 市州, 各表: {{{cities}}}}}\n')
        assert all(len(each.problems) == 1 for each in found.values())
        assert asked == ["支持企叶"]

    def test_a_long_circle_is_told_by_its_beginning_and_its_length(self, tmp_path: Path) -> None:
        found = form(tmp_path, "".join(f'甲{n}: "{{{{ 甲{(n + 1) % 100} }}}}"\n' for n in range(100)))
        names = " → ".join(f"甲{n}" for n in range(18))
        assert shown(found.problems) == [f"项目.yaml:2:5: 错误 [P034] 项目: 循环引用：{names} → … → 甲0（共 100 项）"]

    def test_each_error_is_reported_where_it_is_and_not_where_its_key_is_used(self, tmp_path: Path) -> None:
        found = form(tmp_path, '甲: "{{ 1 / 0 }}"\n乙: "{{ 甲 }}"\n丙: "{{ 乙 + 1 }}"\n')
        assert shown(found.problems) == ["项目.yaml:2:4: 错误 [P027] 项目: 除数是 0"]

    def test_a_constant_expression_that_fails_is_an_error_too(self, tmp_path: Path) -> None:
        found = form(tmp_path, "甲: \"{{ '一' | 小数 }}\"\n")
        assert shown(found.problems) == ["项目.yaml:2:4: 错误 [P027] 项目: 过滤器“小数”不能用于“一”：不是数"]

    def test_unbounded_work_is_a_located_error(self, tmp_path: Path) -> None:
        found = form(tmp_path, '甲: "{% for i in range(90000) %}{% for j in range(90000) %}{% endfor %}{% endfor %}"\n')
        assert [(problem.code, problem.source.line) for problem in found.problems] == [("P028", 2)]

    def test_values_that_double_one_another_stop_before_they_fill_the_memory(self, tmp_path: Path) -> None:
        doubled = "".join(f"v{number}: '{{{{ v{number + 1} }}}}{{{{ v{number + 1} }}}}'\n" for number in range(40))
        found = form(tmp_path, f"{doubled}v40: {'甲' * 1000}\n")
        assert {problem.code for problem in found.problems} == {"P028"}
        texts = [str(value) for value in found.context.values() if isinstance(value, str)]
        assert sum(map(len, texts)) < 5_000_000

    def test_thousands_of_tags_in_one_value_are_refused(self, tmp_path: Path) -> None:
        project, problems = load(tmp_path, f"{BASE}甲: '{'{{ 1 / 0 }}' * 3000}'\n")
        assert project is None
        assert shown(problems) == ["项目.yaml:2:4: 错误 [P028] 一处文字里的花括号超过 4,000 个，不予计算"]

    def test_many_mistakes_of_one_value_are_each_located(self, tmp_path: Path) -> None:
        tags = "".join(f"  {{{{ {number} / 0 }}}}\n" for number in range(1, 900))
        found = form(tmp_path, f"甲: |\n{tags}")
        assert [problem.source.line for problem in found.problems] == list(range(3, 902))

    @pytest.mark.parametrize(
        ("value", "message"),
        [
            ("{% if 甲 %}一", "{% if 甲 %}：没有结束，缺 {% endif %}"),
            ("{% endif %}", "{% endif %}：前面没有与它配对的 if"),
            ("{% else %}", "{% else %}：前面没有与它配对的 if"),
            ("{{ 甲", "{{ 甲：标签没有结束，缺 }}"),
            ("{% if 1 %}{% else %}{% else %}{% endif %}", "{% else %}：前面没有与它配对的 if"),
        ],
    )
    def test_a_wrong_tag_is_found_when_the_file_is_loaded(self, tmp_path: Path, value: str, message: str) -> None:
        project, problems = load(tmp_path, BASE + f'甲: 1\n乙: "{value}"\n')
        assert project is None
        assert shown(problems) == [f"项目.yaml:3:4: 错误 [P025] {message}"]


class TestOverrides:
    def test_the_variable_of_the_names_takes_the_name_unless_given(self, tmp_path: Path) -> None:
        found = forms(tmp_path, "分表: {按: 市州, 各表: {甲市: , 湘西州: {市州: 湘西土家族苗族自治州}}}\n")
        assert [str(one.context["市州"]) for one in found.values()] == ["甲市", "湘西土家族苗族自治州"]

    def test_any_key_may_be_overridden_and_mappings_merge(self, tmp_path: Path) -> None:
        found = forms(tmp_path, "基本: {甲: 1, 乙: 2}\n分表: {按: 市, 各表: {一: , 二: {基本: {乙: 3, 丙: 4}}}}\n")
        assert [dict(one.context["基本"]) for one in found.values()] == [
            {"甲": "1", "乙": "2"},
            {"甲": "1", "乙": "3", "丙": "4"},
        ]

    def test_an_override_may_use_jinja(self, tmp_path: Path) -> None:
        found = forms(tmp_path, '部门: 无\n分表: {按: 市, 各表: {一: {部门: "{{ 市 }}局"}}}\n')
        assert found["一"].context["部门"] == "一局"

    def test_number_and_total_count_over_all_forms(self, tmp_path: Path) -> None:
        found = forms(tmp_path, CITIES, only=["丙市"])
        assert [(one.number, one.context["序号"], one.context["总数"]) for one in found.values()] == [(3, 3, 3)]

    def test_a_number_that_the_user_gives_stays(self, tmp_path: Path) -> None:
        found = forms(tmp_path, "分表: {按: 市, 各表: {一: {序号: 08}}}\n")
        assert found["一"].context["序号"] == "08"


class TestBlankAbsentUndefined:
    def test_null_in_the_base_is_blank(self, tmp_path: Path) -> None:
        assert good(tmp_path, "备注:\n")["备注"] == ""

    def test_null_in_a_sub_form_removes_so_that_the_field_is_absent_there(self, tmp_path: Path) -> None:
        found = forms(tmp_path, '备注: 有\n分表: {按: 市, 各表: {一: {备注: }, 二: {备注: ""}, 三: }}\n')
        values = [one.context["备注"] for one in found.values()]
        assert isinstance(values[0], Absent)
        assert values[1:] == ["", "有"]

    def test_a_name_that_only_null_gives_is_not_defined(self, tmp_path: Path) -> None:
        found = forms(tmp_path, '甲: "{{ 备注 }}"\n分表: {按: 市, 各表: {一: {备注: }}}\n')
        assert [problem.code for problem in found["一"].problems] == ["P026"]

    def test_a_field_that_uses_what_is_absent_is_absent(self, tmp_path: Path) -> None:
        found = forms(tmp_path, '甲: "{{ 新设 }}家"\n乙: "共{{ 甲 }}"\n基本: {丙: "{{ 新设 }}"}\n' + CITIES)
        assert not any(one.problems for one in found.values())
        absent = found["乙市"].context
        assert [isinstance(value, Absent) for value in (absent["甲"], absent["乙"], absent["基本"]["丙"])] == [True] * 3
        assert found["甲市"].context["乙"] == "共3家"

    def test_an_indicator_that_uses_what_is_absent_is_left_out(self, tmp_path: Path) -> None:
        text = '绩效指标: {产出: {数量: {企业数: "{{ 资金 }}", 新设数: "{{ 新设 }}家"}, 质量: {率: "{{ 新设 }}"}}}\n'
        found = forms(tmp_path, text + CITIES)
        assert [len(rows(one.context)) for one in found.values()] == [3, 1, 1]
        assert found["乙市"].context["绩效指标"] == {"产出": {"数量": {"企业数": "2"}}}

    def test_is_defined_and_default_are_no_use(self, tmp_path: Path) -> None:
        text = '甲: "{% if 新设 is defined %}{{ 新设 }}{% else %}无{% endif %}"\n乙: "{{ 新设 | 默认(0) }}"\n'
        found = forms(tmp_path, text + CITIES)
        assert [(str(one.context["甲"]), str(one.context["乙"])) for one in found.values()] == [
            ("3", "3"),
            ("无", "0"),
            ("无", "0"),
        ]

    def test_is_defined_holds_for_a_field_that_is_absent(self, tmp_path: Path) -> None:
        found = forms(tmp_path, '甲: "{{ 新设 }}家"\n乙: "{{ 甲 if 甲 is defined else 0 }}"\n' + CITIES)
        assert [str(one.context["乙"]) for one in found.values()] == ["3家", "0", "0"]

    def test_undefined_beats_absent(self, tmp_path: Path) -> None:
        found = forms(tmp_path, '甲: "{{ 新设 }}{{ 没有 }}"\n' + CITIES)
        assert [[problem.code for problem in one.problems] for one in found.values()] == [["P026"]] * 3

    def test_absence_is_decided_over_all_forms_also_when_only_one_is_made(self, tmp_path: Path) -> None:
        found = forms(tmp_path, '甲: "{{ 新设 }}家"\n' + CITIES, only=["乙市"])
        assert list(found) == ["乙市"]
        assert isinstance(found["乙市"].context["甲"], Absent)
        assert not found["乙市"].problems

    def test_what_is_absent_leaves_a_list(self, tmp_path: Path) -> None:
        found = forms(tmp_path, '单: [甲, "{{ 新设 }}"]\n' + CITIES)
        assert [list(one.context["单"]) for one in found.values()] == [["甲", "3"], ["甲"], ["甲"]]

    def test_a_column_that_is_blank_everywhere_is_absent_everywhere(self, tmp_path: Path) -> None:
        write(tmp_path, "市州,资金,备注\n甲市,1,\n", "表.csv")
        found = forms(tmp_path, '甲: "{{ 备注 }}"\n分表: {按: 市州, 数据: 表.csv}\n')
        assert isinstance(found["甲市"].context["甲"], Absent)


class TestAllForms:
    TOTAL = '合计: "{{ 全部分表 | sum(attribute=\'资金\') }}"\n占比: "{{ 资金 }}/{{ 合计 }}"\n'

    def test_values_may_sum_over_all_forms(self, tmp_path: Path) -> None:
        found = forms(tmp_path, self.TOTAL + CITIES, only=["乙市"])
        assert (found["乙市"].context["合计"], found["乙市"].context["占比"]) == ("7", "2/7")

    def test_the_context_has_all_forms_only_when_something_uses_it(self, tmp_path: Path) -> None:
        assert "全部分表" not in forms(tmp_path, CITIES)["甲市"].context
        everything = forms(tmp_path, self.TOTAL + CITIES, uses=["全部分表"])["甲市"].context["全部分表"]
        assert [str(one["占比"]) for one in everything] == ["1/7", "2/7", "4/7"]

    def test_indicators_may_wait_for_all_forms(self, tmp_path: Path) -> None:
        text = '绩效指标: {产出: {数量: {企业数: "{{ 全部分表 | length }}家"}}}\n'
        assert rows(forms(tmp_path, text + CITIES)["甲市"].context) == [("产出", "数量", "企业数", "3家")]

    def test_a_sum_over_a_form_with_errors_is_an_error_in_every_form(self, tmp_path: Path) -> None:
        text = '分表: {按: 市州, 各表: {甲市: {资金: 1}, 乙市: {资金: "{{ 1 / 0 }}"}}}\n'
        found = forms(tmp_path, self.TOTAL + text)
        assert [[problem.code for problem in one.problems] for one in found.values()] == [["P035"], ["P027"]]


def test_a_value_over_all_forms_alone_is_evaluated_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    evaluated: list[object] = []
    evaluate = Expression.evaluate

    def counted(self: Expression, *given: Any) -> Any:
        evaluated.append(self)
        return evaluate(self, *given)

    monkeypatch.setattr(Expression, "evaluate", counted)
    cities = ", ".join(f"市{number}: {{资金: {number}}}" for number in range(50))
    text = f"合计: '{{{{ 全部分表 | sum(attribute=\"资金\") }}}}'\n分表: {{按: 市州, 各表: {{{cities}}}}}\n"
    assert {each.context["合计"] for each in forms(tmp_path, text, uses=["合计"]).values()} == {str(sum(range(50)))}
    assert len(evaluated) == 1


def test_the_loops_of_all_values_together_are_bounded(tmp_path: Path) -> None:
    loops = "".join(f"甲{n}: '{{% for a in range(90000) %}}{{% endfor %}}'\n" for n in range(150))
    found = shown(form(tmp_path, loops).problems)
    assert found[0] == (
        "项目.yaml:113:7: 错误 [P028] 项目: 各处循环一共超过 10,000,000 次，已停止；"
        "对全部分表的合计请单独写成一项，各表共用"
    )


@pytest.mark.parametrize(("style", "line"), [("|", 6), (">", 2)])
def test_a_mistake_in_folded_lines_is_told_where_their_text_begins(tmp_path: Path, style: str, line: int) -> None:
    found = form(tmp_path, f"甲: {style}\n  一\n  二\n\n  三{{{{ 无 }}}}\n").problems
    assert [problem.source.line for problem in found] == [line]


def test_thousands_of_texts_to_compile_are_refused_before_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shape_module, "MOST_COMPLEX", 3)
    ways = ["{% if 1 %}x{% endif %}", "{{ 1 if 2 else 3 }}", "{{ 1 > 2 }}", "{{ '甲'.split('') }}", "{{ 1 + 1 }}"]
    project, found = load(tmp_path, BASE + "".join(f'键{n}: "{way}"\n' for n, way in enumerate(ways)))
    assert project is None
    told = "带 {% %}、比较或函数的不同文字超过 3 处，不予计算；请写在最外层由各表共用，各表只填变量"
    assert shown(found) == [f"项目.yaml:5:5: 错误 [P044] {told}"]


def test_more_texts_with_tags_than_any_project_has_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shape_module, "MOST_TAGGED", 3)
    same = "".join(f"同{number}: '{{{{ 1 }}}}'\n" for number in range(9))
    assert load(tmp_path, BASE + same)[1] == []
    project, found = load(tmp_path, BASE + "".join(f"键{number}: '{{{{ {number} }}}}'\n" for number in range(4)))
    assert project is None
    told = "带 {{ }} 的不同文字超过 3 处，不予计算；请写在最外层由各表共用，各表只填变量"
    assert shown(found) == [f"项目.yaml:5:5: 错误 [P044] {told}"]


def test_more_forms_than_any_office_issues_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shape_module, "MOST_FORMS", 2)
    two, three = (BASE + f"分表:\n  按: 市\n  各表:\n    甲:\n    乙:\n{more}" for more in ("", "    丙:\n"))
    assert load(tmp_path, two)[0] is not None
    project, found = load(tmp_path, three)
    assert project is None
    line = three.splitlines().index("    丙:") + 1
    assert shown(found) == [f"项目.yaml:{line}:5: 错误 [P044] 分表超过 2 个，不予计算；请分成几个项目文件"]


def test_more_names_times_forms_than_any_run_could_bear_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shape_module, "MOST_VALUES", 11)
    project, found = load(tmp_path, BASE + "分表: {按: 市, 各表: {甲: {资金: 1}, 乙: {}}}\n")
    assert project is not None, found
    project, found = load(tmp_path, BASE + "标题: 1\n备注: 2\n分表: {按: 市, 各表: {甲: {资金: 1}, 乙: {}}}\n")
    assert project is None
    assert shown(found) == [
        "项目.yaml:1:1: 错误 [P044] 2 个分表、每个 7 项，一共超过 11 项，不予计算；请分成几个项目文件"
    ]


def test_contexts_are_made_one_at_a_time(tmp_path: Path) -> None:
    contexts = sound(tmp_path, CITIES).contexts()
    assert iter(contexts) is contexts
    assert next(contexts).name == "甲市"
