from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sample_projects import BASE, forms, load, shown, sound, write

from generator.problem import Problem, Severity, Source
from generator.project.load import load_project, misnamed, unused

DATA = Path(__file__).parents[3] / "data"
TWO = "分表:\n  按: 市州\n  各表:\n    甲市: {资金: 1}\n    乙市: {资金: 2}\n"


def test_a_project_without_forms_is_one_sub_form_with_the_name_of_the_file(tmp_path: Path) -> None:
    project = sound(tmp_path, "年度: 2024\n")
    assert (project.name, project.template, project.form_names, project.has_forms) == ("项目", "表", ("项目",), False)


def test_sub_forms_come_in_order_of_the_file(tmp_path: Path) -> None:
    project = sound(tmp_path, TWO)
    assert project.form_names == ("甲市", "乙市")
    assert project.broken == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("年度: 2024\n", ["项目.yaml:1:1: 错误 [P003] 缺少 模板，如 模板: 甲表（jixiao template list 列出所有模板）"]),
        (
            "模板:\n",
            ["项目.yaml:1:4: 错误 [P003] 模板 后面应为模板的名称，如 模板: 甲表（jixiao template list 列出所有模板）"],
        ),
        (
            BASE + "分表:\n  各表:\n    甲: {a: 1}\n",
            ["项目.yaml:3:3: 错误 [P005] 分表缺少 按：写明各表名称填入哪个变量，如 按: 市州"],
        ),
        (
            BASE + "分表:\n  按: 市州\n",
            [
                "项目.yaml:3:3: 错误 [P006] 分表缺少 各表（每个分表的数据）或 数据（表格文件的名称）",
            ],
        ),
        (
            BASE + "分表:\n  按: 市州\n  各表: {甲: {a: 1}}\n  数椐: 表.csv\n",
            ["项目.yaml:5:3: 错误 [P007] 分表里没有“数椐”这一项，是不是“数据”？"],
        ),
        (
            BASE + "分表:\n  按: 市州\n  各表: {}\n  长沙市: {资金: 1}\n",
            [
                "项目.yaml:5:3: 错误 [P007] 分表里没有“长沙市”这一项；如果它是一个分表，请写在 各表 下面",
            ],
        ),
        (
            BASE + "分表:\n  按: 市州\n  各表: [甲, 乙]\n",
            ["项目.yaml:4:7: 错误 [P008] 各表 下面应一行一个分表，如 甲市: {资金: 410}"],
        ),
        (
            BASE + "分表: 长沙市\n",
            ["项目.yaml:2:5: 错误 [P004] 分表 下面应有 按 和 各表（或 数据）"],
        ),
        (
            BASE + "分表:\n  按: 市州\n  各表: {}\n",
            ["项目.yaml:3:3: 错误 [P004] 分表里一个表也没有，请在 各表 下面写上，或用 数据 指明表格文件"],
        ),
        (
            BASE + "分表: {按: [市州], 各表: {甲: {a: 1}}}\n",
            ["项目.yaml:2:9: 错误 [P005] 按 后面应为变量名，如 按: 市州"],
        ),
        (BASE + "指标: 甲\n", ["项目.yaml:2:1: 错误 [P024] “指标”由程序给出，不能自己定义，请换个名称"]),
        (BASE + "绩效指标: 甲\n", ["项目.yaml:2:7: 错误 [P016] 绩效指标 下面应为 一级 > 二级 > 三级"]),
        (
            BASE + "绩效指标: {产出: [甲]}\n",
            ["项目.yaml:2:12: 错误 [P016] 一级指标“产出”下面应为二级指标，再下面是三级指标"],
        ),
        (
            BASE + "绩效指标: {产出: {数量: 3}}\n",
            ["项目.yaml:2:17: 错误 [P016] 二级指标“数量”下面应为三级指标，如 支持企业数量: ≥4家"],
        ),
        (
            BASE + "绩效指标: {产出: {数量: {企业数: [3, 4]}}}\n",
            ["项目.yaml:2:23: 错误 [P016] 三级指标“企业数”的值不能是列表"],
        ),
        (
            BASE + "绩效指标: {产出: {数量: {企业数: {四级: {值: 1}}}}}\n",
            ["项目.yaml:2:28: 错误 [P016] 属性“四级”应为一个值：指标最多三级，下面只能是属性"],
        ),
        (
            BASE + "绩效指标: {产出: {数量: [企业数]}}\n",
            ["项目.yaml:2:18: 错误 [P016] 列表里每一项应为 {三级: 名称, 指标值: …}"],
        ),
        (
            BASE + '绩效指标: {产出: {数量: {"企业\\n数": 1}}}\n',
            [
                "项目.yaml:2:18: 错误 [P017] 指标名称“企业⏎数”里不能有换行，请写不变的名称，用 显示 说明怎样打印",
            ],
        ),
        (BASE + "显示: [甲]\n", ["项目.yaml:2:5: 错误 [P018] 显示 下面应一行一个：指标名称: 打印的文字"]),
        (BASE + "显示: {甲: [乙]}\n", ["项目.yaml:2:9: 错误 [P018] 显示 里“甲”后面应为打印的文字"]),
        (BASE + "顺序: 甲\n", ["项目.yaml:2:5: 错误 [P019] 顺序 下面应一行一个：指标名称: [下级, 下级, …]"]),
        (
            BASE + "顺序: {甲: 乙}\n",
            ["项目.yaml:2:9: 错误 [P019] 顺序 里“甲”后面应为下级名称的列表，如 [就业, 活动]"],
        ),
        (
            BASE + "地区: 广州市\n",
            ["项目.yaml:2:5: 错误 [P020] 地区 应为名称的列表，如 地区: [甲市, 乙市]"],
        ),
    ],
)
def test_a_mistake_of_structure_in_the_base_stops_the_project_and_is_located(
    tmp_path: Path, text: str, expected: Any
) -> None:
    project, problems = load(tmp_path, text)
    assert project is None
    assert shown(problems) == expected


def test_all_mistakes_of_a_file_are_found_at_once(tmp_path: Path) -> None:
    text = '地区: 广州市\n甲: "{{ 乙 "\n分表:\n  各表:\n    甲市: {丙: "{{ 1 + }}"}\n'
    project, problems = load(tmp_path, text)
    assert project is None
    assert [problem.code for problem in problems] == ["P003", "P020", "P025", "P005", "P025"]


def test_only_a_broken_sub_form_is_lost(tmp_path: Path) -> None:
    text = (
        BASE + "分表:\n  按: 市州\n  各表:\n    甲市: 资金\n    乙市: {资金: 2}\n    丙市: {绩效指标: 无}\n    丁市:\n"
    )
    project, problems = load(tmp_path, text)
    assert project is not None
    assert (project.form_names, project.broken, project.total) == (("乙市", "丁市"), ("甲市", "丙市"), 4)
    assert shown(problems) == [
        "项目.yaml:5:9: 错误 [P009] 甲市: 分表“甲市”不是一组变量：应为 {变量: 值, …}",
        "项目.yaml:7:16: 错误 [P016] 丙市: 绩效指标 下面应为 一级 > 二级 > 三级",
    ]
    assert [(form.name, form.number) for form in project.contexts()] == [("乙市", 2), ("丁市", 4)]


def test_structure_cannot_be_overridden_in_a_sub_form(tmp_path: Path) -> None:
    _, problems = load(tmp_path, BASE + "分表: {按: 市, 各表: {甲: {模板: 乙}, 丙: {a: 1}}}\n")
    assert shown(problems) == ["项目.yaml:2:21: 错误 [P024] 甲: “模板”只能写在最外层，不能写在分表里"]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("甲", "合订本"), ["错误 [P015] 合订本: 分表不能叫“合订本”，这是合订文件的名称，请换个名称"]),
        (("a市", "A市"), ["错误 [P013] A市: 分表“A市”与“a市”的文件名都是“A市”，请改其中一个的名称"]),
        (("甲/乙", "甲_乙"), ["错误 [P013] 甲_乙: 分表“甲_乙”与“甲/乙”的文件名都是“甲_乙”，请改其中一个的名称"]),
        (("甲", "../乙"), ["错误 [P014] ../乙: 分表名“../乙”指向别的文件夹，不能用作文件名"]),
    ],
)
def test_a_sub_form_without_a_file_name_of_its_own_is_left_out(
    tmp_path: Path, names: tuple[str, ...], expected: Any
) -> None:
    listed = "".join(f'    "{name}": {{a: 1}}\n' for name in names)
    project, problems = load(tmp_path, BASE + f"分表:\n  按: 市\n  各表:\n{listed}")
    assert project is not None
    assert (project.form_names, project.broken) == (names[:1], names[1:])
    assert [text.split(": ", 1)[1] for text in shown(problems)] == expected


@pytest.mark.parametrize(
    ("name", "better"),
    [
        ("资金（万元）", "，如 资金"),
        ("2024年资金", "，如 资金_2024年"),
        ("增长率%", "，如 增长率"),
        ("年度/项目指标值", "，如 年度_项目指标值"),
        ("2024", ""),
    ],
)
def test_a_name_that_no_tag_can_use_is_told_with_a_better_one(tmp_path: Path, name: str, better: str) -> None:
    project = sound(tmp_path, f"{name}: 1\n分表: {{按: 市, 各表: {{甲市: {{乙: 1, '{name}': 2}}}}}}\n")
    reason = f"：名称里只能有文字、数字和下划线，不能以数字开头，请换个名称{better}"
    assert shown(unused(project, ["乙"])) == [
        f"项目.yaml:2:1: 警告 [P031] “{name}”没有用到：模板和别的值里都没有它{reason}"
    ]
    quoted = Problem(Source("表.docx"), "T031", f"{{{{ {name.replace('（', '(')} }}}}：写法有误")
    assert shown(misnamed(project, [quoted]))[0] == f"项目.yaml:2:1: 警告 [P031] “{name}”在模板里用不了{reason}"
    assert misnamed(project, [Problem(Source("表.docx"), "T031", "{{ 乙 }}：写法有误")]) == []


class TestTables:
    FORMS = "分表:\n  按: 市州\n  数据: 表.csv\n"

    def test_each_row_is_a_sub_form_and_a_blank_cell_is_absent(self, tmp_path: Path) -> None:
        write(tmp_path, "市州,资金,备注\n甲市,010,（空）\n乙市,3.00,\n", "表.csv")
        found = forms(tmp_path, self.FORMS)
        assert list(found) == ["甲市", "乙市"]
        assert (found["甲市"].context["资金"], found["甲市"].context["备注"]) == ("010", "")
        assert "Undefined" in repr(found["乙市"].context["备注"])

    def test_rows_come_first_then_new_names_and_an_entry_overrides_its_row(self, tmp_path: Path) -> None:
        write(tmp_path, "市州,资金,企业\n甲市,1,2\n乙市,3,4\n", "表.csv")
        found = forms(tmp_path, self.FORMS + "  各表:\n    丙市: {资金: 9}\n    乙市: {资金: 5}\n")
        values = [(name, str(form.context["资金"])) for name, form in found.items()]
        assert values == [("甲市", "1"), ("乙市", "5"), ("丙市", "9")]
        assert found["乙市"].context["企业"] == "4"

    def test_the_file_stands_beside_the_project_file(self, tmp_path: Path) -> None:
        (tmp_path / "数据").mkdir()
        write(tmp_path / "数据", "市州,资金\n甲市,1\n", "表.csv")
        assert sound(tmp_path, self.FORMS.replace("表.csv", "数据/表.csv")).form_names == ("甲市",)

    def test_a_table_without_the_column_of_the_names_is_an_error(self, tmp_path: Path) -> None:
        write(tmp_path, "市洲,资金\n甲市,1\n", "表.csv")
        project, problems = load(tmp_path, BASE + self.FORMS)
        assert project is None
        assert shown(problems) == [
            "项目.yaml:4:7: 错误 [P010] 表格里没有 按 所说的“市州”这一列，是不是“市洲”？",
        ]

    def test_without_that_column_the_row_taken_for_headings_is_told(self, tmp_path: Path) -> None:
        write(tmp_path, "某某表\n\n单位,资金\n甲市,1\n", "表.csv")
        assert shown(load(tmp_path, BASE + self.FORMS)[1]) == [
            "项目.yaml:4:7: 错误 [P010] 表格里没有 按 所说的“市州”这一列；表头像是在第 3 行：单位、资金",
        ]

    @pytest.mark.parametrize(
        ("row", "word"),
        [
            ("合计,3", "合计"),
            ("合　计,3", "合计"),
            ("总计（万元）：,3", ""),
            ("小计：,3", "小计："),
            ("湘南小计,3", "湘南小计"),
            ("注：单位为万元,", "注：单位为万元"),
            ("填表人：甲,3", "填表人：甲"),
            ("注意力中心,3", ""),
            ("会计学会,3", ""),
        ],
    )
    def test_totals_and_remarks_are_no_sub_forms_and_told_once(self, tmp_path: Path, row: str, word: str) -> None:
        write(tmp_path, f"市州,资金\n甲市,1\n{row}\n乙市,2\n", "表.csv")
        project, problems = load(tmp_path, BASE + self.FORMS)
        assert project is not None
        assert [name for name in project.form_names if name not in {"甲市", "乙市"}] == ([] if word else [row[:-2]])
        told = f"表格里的第3行“{word}”不是分表，没有做；要做的请在 各表 下面写上它的名称"
        assert [(one.code, one.severity, one.message) for one in problems] == (
            [("P050", Severity.INFO, told)] if word else []
        )

    def test_a_total_in_the_first_column_needs_no_name_and_its_errors_do_not_count(self, tmp_path: Path) -> None:
        write(tmp_path, "序号,市州,资金\n1,甲市,1\n合计,,1,9\n", "表.csv")
        project, problems = load(tmp_path, BASE + self.FORMS)
        assert project is not None
        assert (project.form_names, [problem.code for problem in problems]) == (("甲市",), ["P050"])

    def test_a_total_that_the_project_names_is_a_sub_form(self, tmp_path: Path) -> None:
        write(tmp_path, "市州,资金\n甲市,1\n合计,1\n", "表.csv")
        assert sound(tmp_path, self.FORMS + "  各表: {合计: }\n").form_names == ("甲市", "合计")

    @pytest.mark.parametrize(
        ("rows", "codes"),
        [
            ("甲市,1,2\n乙市,3,\n丙市,4,2\n", ["P051"]),
            ("甲市,1,2\n乙市,3,4\n丙市,4,5\n", []),
            ("甲市,1,\n乙市,3,\n丙市,4,\n", []),
            ("甲市,0,0\n乙市,0,0\n丙市,0,0\n", []),
        ],
    )
    def test_a_row_that_may_sum_up_the_others_by_chance_is_made_with_a_warning(
        self, tmp_path: Path, rows: str, codes: list[str]
    ) -> None:
        write(tmp_path, f"市州,资金,企业\n{rows}", "表.csv")
        project, problems = load(tmp_path, BASE + self.FORMS)
        assert project is not None
        assert (len(project.form_names), [problem.code for problem in problems]) == (3, codes)

    @pytest.mark.parametrize(
        ("choice", "names", "codes"),
        [
            ("", ("甲市", "乙市", "丙市"), ["P052"]),
            ("  隐藏行: 照做\n", ("甲市", "乙市", "丙市"), []),
            ("  隐藏行: 跳过\n", ("甲市", "丙市"), []),
        ],
    )
    def test_hidden_rows_are_made_or_left_out_as_chosen(
        self, tmp_path: Path, choice: str, names: tuple[str, ...], codes: list[str]
    ) -> None:
        book = Workbook()
        for row in (["市州"], ["甲市"], ["乙市"], ["丙市"], ["合计"]):
            book.active.append(row)
        for number in (3, 5):
            book.active.row_dimensions[number].hidden = True
        book.save(tmp_path / "表.xlsx")
        project, problems = load(tmp_path, BASE + self.FORMS.replace(".csv", ".xlsx") + choice)
        assert project is not None
        assert project.form_names == names
        assert [problem.code for problem in problems if problem.code != "P050"] == codes
        assert (
            not codes or "有 1 行被隐藏或筛掉了，仍然照做：第3行“乙市”；" in problems[0].message + problems[1].message
        )

    @pytest.mark.parametrize(
        ("heading", "choice", "told"),
        [
            ("市州", "", "警告"),
            ("档次", "", "提示"),
            ("市州", "  工作表: 一区\n", ""),
        ],
    )
    def test_other_sheets_with_data_are_told_unless_one_is_chosen(
        self, tmp_path: Path, heading: str, choice: str, told: str
    ) -> None:
        book = Workbook()
        book.active.title = "一区"
        for title, name in (("一区", "市州"), ("二区", heading)):
            page = book[title] if title in book.sheetnames else book.create_sheet(title)
            for row in ([name, "资金"], ["甲市", 1]):
                page.append(row)
        book.save(tmp_path / "表.xlsx")
        project, problems = load(tmp_path, BASE + self.FORMS.replace(".csv", ".xlsx") + choice)
        assert project is not None
        assert project.form_names == ("甲市",)
        message = (
            "工作簿里还有工作表“二区”有数据，没有读（读的是“一区”）："
            "要读别的，请在 分表 下面写 工作表: 名称；不要别的，也写明 工作表: 一区"
        )
        assert shown(problems) == ([f"项目.yaml:4:7: {told} [P055] {message}"] if told else [])

    @pytest.mark.parametrize(
        ("file", "sheet", "message"),
        [
            ("表.xlsx", "[一区]", "项目.yaml:5:8: 错误 [P006] 工作表 后面应为工作表的名称，如 工作表: Sheet1"),
            ("表.xlsx", "三区", "表.xlsx: 错误 [Y101] 工作簿里没有工作表“三区”，有的是：Sheet"),
            ("表.csv", "三区", "项目.yaml:4:7: 错误 [Y101] 「表.csv」没有工作表，请去掉“工作表: 三区”"),
        ],
    )
    def test_a_sheet_that_is_not_there_is_told(self, tmp_path: Path, file: str, sheet: str, message: str) -> None:
        Workbook().save(tmp_path / "表.xlsx")
        write(tmp_path, "市州\n甲市\n", "表.csv")
        project, problems = load(tmp_path, BASE + self.FORMS.replace("表.csv", file) + f"  工作表: {sheet}\n")
        assert project is None
        assert message in shown(problems)

    def test_hidden_rows_are_skipped_or_made_and_nothing_else(self, tmp_path: Path) -> None:
        write(tmp_path, "市州\n甲市\n", "表.csv")
        project, problems = load(tmp_path, BASE + self.FORMS + "  隐藏行: 不要\n")
        assert project is None
        assert shown(problems) == ["项目.yaml:5:8: 错误 [P006] 隐藏行 后面应为 跳过 或 照做"]

    def test_a_row_without_a_name_and_a_name_twice_lose_only_those(self, tmp_path: Path) -> None:
        write(tmp_path, "市州,资金\n甲市,1\n,2\n乙市,3\n乙市,4\n", "表.csv")
        project, problems = load(tmp_path, BASE + self.FORMS)
        assert project is not None
        assert (project.form_names, project.broken) == (("甲市",), ("第3行", "乙市"))
        assert [(problem.source.line, problem.code) for problem in problems] == [(3, "P011"), (5, "P012")]

    def test_a_heading_with_another_meaning_is_an_error(self, tmp_path: Path) -> None:
        write(tmp_path, "市州,绩效指标\n甲市,1\n", "表.csv")
        project, problems = load(tmp_path, BASE + self.FORMS)
        assert project is None
        assert [(problem.code, problem.source.column) for problem in problems] == [("P024", 2)]

    def test_a_missing_file_is_reported_where_it_is_named(self, tmp_path: Path) -> None:
        project, problems = load(tmp_path, BASE + self.FORMS)
        assert project is None
        assert [(problem.source.file, problem.source.line) for problem in problems] == [("项目.yaml", 4)]

    def test_a_wrong_tag_in_a_cell_loses_that_sub_form(self, tmp_path: Path) -> None:
        write(tmp_path, "市州,资金\n甲市,{{ 1 + }}\n乙市,2\n", "表.csv")
        project, problems = load(tmp_path, BASE + self.FORMS)
        assert project is not None
        assert project.broken == ("甲市",)
        assert [(problem.source.file, problem.source.line, problem.code) for problem in problems] == [
            ("表.csv", 2, "P025")
        ]

    def test_a_cell_that_cannot_be_read_loses_that_sub_form(self, tmp_path: Path) -> None:
        write(tmp_path, "市州,资金\n甲市,1,2\n乙市,2\n", "表.csv")
        project, problems = load(tmp_path, BASE + self.FORMS)
        assert project is not None
        assert (project.form_names, project.broken) == (("乙市",), ("甲市",))
        assert [(problem.form, problem.source.line) for problem in problems] == [("甲市", 2)]


class TestInheritance:
    def test_another_project_file_is_the_base(self, tmp_path: Path) -> None:
        write(tmp_path, "模板: 目标表\n年度: 2024\n基本: {甲: 1, 乙: 2}\n" + TWO, "目标.yaml")
        path = write(tmp_path, "模板: 自评表\n沿用: 目标.yaml\n基本: {乙: 3, 丙: 4}\n", "自评.yaml")
        project, problems = load_project(path, "自评.yaml")
        assert not problems
        assert project is not None
        assert (project.template, project.form_names) == ("自评表", ("甲市", "乙市"))
        context = next(project.contexts()).context
        assert (context["年度"], context["基本"]) == ("2024", {"甲": "1", "乙": "3", "丙": "4"})

    def test_the_sub_forms_of_both_merge_by_name(self, tmp_path: Path) -> None:
        write(tmp_path, BASE + TWO, "目标.yaml")
        path = write(tmp_path, "沿用: 目标.yaml\n分表: {各表: {丙市: {资金: 3}, 乙市: {得分: 9}}}\n", "自评.yaml")
        project, problems = load_project(path)
        assert not problems
        assert project is not None
        values = {form.name: (form.context["资金"], form.context.get("得分")) for form in project.contexts()}
        assert list(values) == ["甲市", "乙市", "丙市"]
        assert values["乙市"] == ("2", "9")

    def test_forms_that_are_inherited_need_not_be_named_again(self, tmp_path: Path) -> None:
        write(tmp_path, BASE + TWO, "目标.yaml")
        project, problems = load_project(write(tmp_path, "沿用: 目标.yaml\n分表: {按: 城市}\n", "自评.yaml"))
        assert not problems
        assert project is not None
        assert [(str(one.context["市州"]), str(one.context["城市"])) for one in project.contexts()] == [
            ("甲市", "甲市"),
            ("乙市", "乙市"),
        ]

    def test_null_over_an_inherited_entry_is_blank_as_in_any_base(self, tmp_path: Path) -> None:
        write(tmp_path, BASE + "备注: 有\n", "目标.yaml")
        project, _ = load_project(write(tmp_path, "沿用: 目标.yaml\n备注:\n", "自评.yaml"))
        assert project is not None
        assert next(project.contexts()).context["备注"] == ""

    def test_an_indicator_keeps_its_target_when_attributes_are_added(self, tmp_path: Path) -> None:
        write(tmp_path, BASE + "绩效指标: {产出: {数量: {企业数: ≥4家}}}\n", "目标.yaml")
        text = "沿用: 目标.yaml\n绩效指标: {产出: {数量: {企业数: {实际完成值: 5, 得分: 6}}}}\n"
        project, _ = load_project(write(tmp_path, text, "自评.yaml"))
        assert project is not None
        (row,) = next(project.contexts()).context["指标"]
        assert (row["指标值"], row["实际完成值"], row["得分"]) == ("≥4家", "5", "6")

    def test_texts_and_tables_stand_beside_the_file_that_names_them(self, tmp_path: Path) -> None:
        (tmp_path / "去年").mkdir()
        write(tmp_path / "去年", BASE + "正文: !文件 正文.txt\n分表: {按: 市州, 数据: 表.csv}\n", "目标.yaml")
        write(tmp_path / "去年", "共{{ 资金 }}万元。\n", "正文.txt")
        write(tmp_path / "去年", "市州,资金\n甲市,1\n", "表.csv")
        project, problems = load_project(write(tmp_path, "沿用: 去年/目标.yaml\n", "自评.yaml"))
        assert not problems
        assert project is not None
        assert next(project.contexts()).context["正文"] == "共1万元。"

    def test_a_circle_is_an_error_that_names_the_files(self, tmp_path: Path) -> None:
        write(tmp_path, "沿用: 乙.yaml\n", "甲.yaml")
        write(tmp_path, "沿用: 甲.yaml\n", "乙.yaml")
        project, problems = load_project(tmp_path / "甲.yaml", "甲.yaml")
        assert project is None
        assert shown(problems) == ["乙.yaml:1:5: 错误 [P002] 沿用成了一圈：甲.yaml → 乙.yaml → 甲.yaml"]

    def test_a_missing_file_is_reported_where_it_is_named(self, tmp_path: Path) -> None:
        project, problems = load(tmp_path, BASE + "沿用: 没有.yaml\n")
        assert project is None
        assert shown(problems) == ["项目.yaml:2:5: 错误 [P001] 找不到沿用的项目文件“没有.yaml”"]


def test_a_text_file_that_is_missing_loses_only_the_sub_form_that_names_it(tmp_path: Path) -> None:
    project, problems = load(tmp_path, BASE + "分表: {按: 市, 各表: {甲: {正文: !文件 无.txt}, 乙: {正文: 有}}}\n")
    assert project is not None
    assert (project.form_names, project.broken) == (("乙",), ("甲",))
    assert [(problem.form, problem.source.line) for problem in problems] == [("甲", 2)]


def test_names_of_indicators_that_do_not_exist_are_warnings(tmp_path: Path) -> None:
    text = BASE + (
        "绩效指标: {产出: {数量: {企业数: 1, 次数: 2}}}\n"
        "显示: {企业书: 甲, 数量/次数: 乙, 绩效指标/产出: 丙}\n"
        "顺序: {产出: [质量], 数量: [次数, 企业数], 效益: [甲], 绩效指标: [产出]}\n"
        "分表: {按: 市, 各表: {甲: {显示: {次书: 丁}}, 乙: {绩效指标: {效益: {经济: {额: 1}}}}}}\n"
    )
    project, problems = load(tmp_path, text)
    assert project is not None
    assert {problem.severity for problem in problems} == {Severity.WARNING}
    assert shown(problems) == [
        "项目.yaml:3:6: 警告 [P032] 显示 里的“企业书”不是任何指标的名称，是不是“企业数”？",
        "项目.yaml:4:11: 警告 [P033] “产出”下面没有“质量”，是不是“数量”？",
        "项目.yaml:4:36: 警告 [P033] “效益”下面没有“甲”",
        "项目.yaml:5:26: 警告 [P032] 甲: 显示 里的“次书”不是任何指标的名称，是不是“次数”？",
    ]


@pytest.mark.parametrize("path", sorted(DATA.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_projects_of_the_repository_have_nothing_wrong(path: Path) -> None:
    project, problems = load_project(path)
    assert not problems
    assert project is not None
    assert [form.problems for form in project.contexts()] == [()] * project.total


def test_a_variable_that_nothing_uses_is_a_warning_with_the_nearest_name(tmp_path: Path) -> None:
    each = "一: {新设企业: 1, 资金: 2}, 二: {新设企叶: 1}, 三: {另: 1}, 四: {另: 2}"
    text = f'甲: "{{{{ 新设企业 }}}}"\n分表: {{按: 市, 各表: {{{each}}}}}\n'
    assert shown(unused(sound(tmp_path, text), ["甲", "资金"])) == [
        "项目.yaml:3:42: 警告 [P030] 二: 变量“新设企叶”没有用到：模板和别的值里都没有它，是不是“新设企业”？",
        "项目.yaml:3:56: 警告 [P030] 变量“另”没有用到（2 个分表都写了）：模板和别的值里都没有它",
    ]


def test_a_column_that_nothing_uses_is_one_warning_at_its_heading(tmp_path: Path) -> None:
    write(tmp_path, "市,资金,备注\n一,1,2\n二,3,4\n", "表.csv")
    found = unused(sound(tmp_path, "分表: {按: 市, 数据: 表.csv}\n"), ["资金"])
    assert [(problem.source.file, problem.source.line, problem.source.column, problem.code) for problem in found] == [
        ("表.csv", 1, 3, "P030")
    ]


def test_a_key_of_the_base_that_nothing_uses_is_a_warning(tmp_path: Path) -> None:
    text = '年度: 2024\n标题: "{{ 年度 }}"\n主管部们: 甲\n分表: {按: 市, 各表: {一: {标题: 乙}}}\n'
    assert shown(unused(sound(tmp_path, text), ["标题", "主管部门"])) == [
        "项目.yaml:4:1: 警告 [P031] “主管部们”没有用到：模板和别的值里都没有它，是不是“主管部门”？",
    ]


def test_reserved_keys_and_the_variable_of_the_names_are_no_warning(tmp_path: Path) -> None:
    text = "显示: {}\n顺序: {}\n检查: {}\n打分: 上海\n分表: {按: 市, 各表: {一: }}\n"
    assert unused(sound(tmp_path, text), []) == []


def test_the_tree_is_used_where_its_rows_are(tmp_path: Path) -> None:
    project = sound(tmp_path, "绩效指标: {产出: {数量: {企业: 1}}}\n")
    assert unused(project, ["指标"]) == []
    assert [problem.code for problem in unused(project, [])] == ["P031"]


def test_places_are_used_by_a_breakdown(tmp_path: Path) -> None:
    text = "地区: [广州市]\n绩效指标: {产出: {数量: {企业: {分解: {周期值: 1}}}}}\n"
    assert unused(sound(tmp_path, text), ["指标"]) == []


def test_labels_of_a_sub_form_use_names(tmp_path: Path) -> None:
    text = '绩效指标: {产出: {数量: {企业: 1}}}\n分表: {按: 市, 各表: {一: {年: 2024, 显示: {企业: "{{ 年 }}企业"}}}}\n'
    assert unused(sound(tmp_path, text), ["指标"]) == []


def test_a_name_that_a_sum_over_all_forms_mentions_is_used(tmp_path: Path) -> None:
    text = "合计: \"{{ 全部分表 | sum(attribute='资金') }}\"\n分表: {按: 市, 各表: {一: {资金: 1}}}\n"
    assert unused(sound(tmp_path, text), ["合计"]) == []


def test_what_another_file_brings_is_no_warning(tmp_path: Path) -> None:
    write(tmp_path, "模板: 别的表\n只有那张表用: 1\n分表: {按: 市, 各表: {一: {那边的变量: 2}}}\n", "另一个.yaml")
    assert unused(sound(tmp_path, "沿用: 另一个.yaml\n"), []) == []


def test_among_thousands_of_unused_names_the_first_twenty_are_told(tmp_path: Path) -> None:
    names = [f"甲乙丙丁{chr(0x4E00 + number)}" for number in range(3_000)]
    text = "".join(f"{name}: 1\n" for name in names)
    variables = ", ".join(f"{name}子: 1" for name in names[:30])
    text += f"分表: {{按: 市, 各表: {{一: {{{variables}}}}}}}\n"
    problems = unused(sound(tmp_path, text), [])
    assert [problem.field for problem in problems] == [*names[:21], *(f"{name}子" for name in names[:21])]
    assert problems[20].message == f"没有用到的还有 2980 个，从“{names[20]}”起没有列出"
    assert problems[41].message == f"没有用到的变量还有 10 个，从“{names[20]}子”起没有列出"


def test_a_name_as_long_as_a_text_gets_no_hint(tmp_path: Path) -> None:
    (message,) = shown(unused(sound(tmp_path, f"{'甲' * 900}: 1\n"), ["甲" * 899]))
    assert "是不是" not in message
