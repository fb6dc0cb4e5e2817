"""A workbook that came back is read whatever Excel and people do to workbooks beside filling in cells."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment

from generator.build.prepare import prepare
from generator.returned.decide import Change, Status
from generator.returned.read import Reading, read_forms
from generator.template.catalogue import Catalogue

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PROJECT = """\
模板: 表
绩效指标:
  产出指标:
    数量指标: {企业数: {指标值: ≥4家, 分值: "{{ 分 }}"}, 培训: {指标值: 20人次, 分值: 20}}
分表:
  按: 市州
  各表: {甲市: {资金: 20, 分: 10}, 乙市: {资金: 30, 分: 15}}
"""
ROWS: tuple[tuple[str | None, ...], ...] = (
    ("{{ 市州 }}绩效目标表",),
    ("项目资金（万元）", "{{ 资金 }}", "主管部门", "财政局"),
    ("一级", "三级", "指标值", "分值"),
    (
        "{% for 行 in 指标 %}{{ 行.一级 | 合并 }}",
        "{{ 行.三级 }}",
        "{{ 行.指标值 }}",
        "{{ 行.分值 }}{% endfor %}",
    ),
    ("合计", None, None, "=SUM(D4:D4)"),
    ("填表人：", None, "审核人："),
)
COMPUTED = "这一格是公式算出来的，不写回；要改结果请改它用到的数，要改公式请改模板"
NO_RESULT = "这一格是公式，文件里没有算出的结果；请用 Excel 或 WPS 打开、保存一次再读"


class Workbooks:
    """A folder with a template of a sheet, a project, and the workbooks that came back."""

    def __init__(self, folder: Path) -> None:
        self.project = folder / "项目.yaml"
        self.forms = folder / "交回"
        self.forms.mkdir()
        self.catalogue = Catalogue((folder,))
        book = Workbook()
        for row in ROWS:
            book.worksheets[0].append(row)
        book.save(folder / "表.xlsx")
        self.project.write_text(PROJECT, encoding="utf-8")

    def built(self, name: str, project: str = PROJECT) -> bytes:
        """The workbook of a sub-form as a project makes it."""
        path = self.project.with_name("别的.yaml")
        path.write_text(project, encoding="utf-8")
        prepared, problems = prepare(path, self.catalogue)
        assert prepared is not None, problems
        assert prepared.templates.xlsx is not None
        form = next(iter(prepared.sub_forms((name,))))
        return prepared.templates.xlsx.render(form.context, form.name)

    def came_back(self, name: str, change: Callable[[Any], None]) -> None:
        """A workbook that was changed; a library saves it, so that its formulas have no results."""
        book = load_workbook(io.BytesIO(self.built(name)))
        change(book)
        book.save(self.forms / f"{name}.xlsx")

    def read(self) -> Reading:
        """What the workbooks that came back say."""
        return read_forms([self.forms], self.project, self.catalogue)

    def changes(self) -> list[tuple[str, str, str, str]]:
        """Place, old and new text of each change, and what is written or why nothing is; no form may be refused."""
        reading = self.read()
        assert not [each for each in reading.problems if each.code.startswith("R")]
        return [_told(each) for form in reading.forms for each in form.changes]


def _told(change: Change) -> tuple[str, str, str, str]:
    return change.place, change.old, change.new, change.written if change.status is Status.WRITE else change.message


def _typing(cell: str, value: object) -> Callable[[Any], None]:
    return lambda book: book.worksheets[0].__setitem__(cell, value)


@pytest.fixture
def books(tmp_path: Path) -> Workbooks:
    return Workbooks(tmp_path)


def test_formulas_of_a_workbook_that_nobody_touched_are_no_changes(books: Workbooks) -> None:
    for name in ("甲市", "乙市"):
        (books.forms / f"{name}.xlsx").write_bytes(books.built(name))
    assert books.changes() == []
    assert [form.form for form in books.read().forms] == ["乙市", "甲市"]


@pytest.mark.parametrize(("number_format", "new"), [("#,##0.00", "1,410.50"), ('0.0"万"', "1410.5万"), ("0", "1410.5")])
def test_number_format_of_the_template_is_no_change(books: Workbooks, number_format: str, new: str) -> None:
    template = load_workbook(books.project.with_name("表.xlsx"))
    template.worksheets[0]["B2"].number_format = number_format
    template.save(books.project.with_name("表.xlsx"))
    books.project.write_text(PROJECT.replace("资金: 20", "资金: 1410.25"), encoding="utf-8")
    same = PROJECT.replace("资金: 20", "资金: 1410.25")
    (books.forms / "甲市.xlsx").write_bytes(books.built("甲市", same))
    assert books.changes() == []
    (books.forms / "甲市.xlsx").write_bytes(books.built("甲市", same.replace("1410.25", "1410.5")))
    assert [change[2] for change in books.changes()] == [new]


def test_formula_follows_a_changed_number(books: Workbooks) -> None:
    (books.forms / "甲市.xlsx").write_bytes(books.built("甲市", PROJECT.replace("分: 10", "分: 12")))
    assert books.changes() == [("工作表“Sheet” 第4行 第4列", "10", "12", "分: 12")]


def test_formula_without_a_result_is_no_change(books: Workbooks) -> None:
    books.came_back("甲市", lambda _: None)
    assert books.changes() == []


def test_formula_that_became_its_value_is_no_change(books: Workbooks) -> None:
    books.came_back("甲市", _typing("D6", 30))
    assert books.changes() == []


@pytest.mark.parametrize(("value", "shown"), [(31, "31"), ("=SUM(D4:D5)+1", "")])
def test_other_total_is_told(books: Workbooks, value: object, shown: str) -> None:
    books.came_back("甲市", _typing("D6", value))
    assert books.changes() == [("工作表“Sheet” 第6行 第4列", "30", shown, COMPUTED)]


def test_value_that_became_a_formula_without_a_result_is_not_blank(books: Workbooks) -> None:
    books.came_back("甲市", _typing("B2", "=4*5"))
    assert books.changes() == [("工作表“Sheet” 第2行 第2列", "20", "", NO_RESULT)]
    assert books.read().edits == ()


@pytest.mark.parametrize("index", [0, 1])
def test_added_sheet_is_told_and_not_read(books: Workbooks, index: int) -> None:
    def change(book: Any) -> None:
        book.create_sheet("明细", index).append(["测算明细"])
        book["Sheet"]["B2"] = 21

    books.came_back("甲市", change)
    reading = books.read()
    assert [_told(each) for form in reading.forms for each in form.changes] == [
        ("工作表“Sheet” 第2行 第2列", "20", "21", "资金: 21")
    ]
    assert [str(each).partition(": ")[2] for each in reading.problems if each.code == "R012"] == [
        "工作表“明细”: 警告 [R012] 不是这份表的工作表，没有读；要用里面的内容，请填到表里"
    ]


def test_renamed_sheet_is_the_form(books: Workbooks) -> None:
    books.came_back("甲市", lambda book: setattr(book.worksheets[0], "title", "甲市上报"))
    assert books.changes() == []


def test_text_in_an_empty_cell_is_told_alone(books: Workbooks) -> None:
    books.came_back("甲市", _typing("B7", "张某"))
    assert books.changes() == [("工作表“Sheet” 第7行 第2列", "", "张某", "这是模板里固定的文字，要改请改模板")]


def test_note_beside_the_form_is_told_and_not_read(books: Workbooks) -> None:
    def change(book: Any) -> None:
        book.worksheets[0]["F2"] = "已核"
        book.worksheets[0]["B2"] = 21

    books.came_back("甲市", change)
    reading = books.read()
    assert [_told(each)[1:] for form in reading.forms for each in form.changes] == [("20", "21", "资金: 21")]
    assert [each.message for each in reading.problems if each.code == "R013"] == [
        "“已核”写在表格右边，不是表里的格，没有读"
    ]


def test_sub_form_that_cannot_be_filled_does_not_keep_others_from_being_read(tmp_path: Path) -> None:
    books = Workbooks(tmp_path)
    book = load_workbook(tmp_path / "表.xlsx")
    book.worksheets[0]["D2"] = "{{ 10 / 资金 }}"
    book.save(tmp_path / "表.xlsx")
    books.project.write_text(PROJECT.replace("资金: 30", "资金: 0"), encoding="utf-8")
    books.came_back("甲市", _typing("C4", "≥5家"))
    assert [change[1:] for change in books.changes()] == [
        ("≥4家", "≥5家", "绩效指标/产出指标/数量指标/企业数/指标值: ≥5家")
    ]


def test_formula_beside_and_below_the_form_is_no_change(tmp_path: Path) -> None:
    """Without a result there would be neither the row nor the column that it stands in."""
    books = Workbooks(tmp_path)
    book = load_workbook(tmp_path / "表.xlsx")
    book.worksheets[0]["F8"] = '=IF(B2>0,B2*2,"")'
    book.save(tmp_path / "表.xlsx")
    (books.forms / "甲市.xlsx").write_bytes(books.built("甲市", PROJECT.replace("资金: 20", "资金: 21")))
    assert books.changes() == [("工作表“Sheet” 第2行 第2列", "20", "21", "资金: 21")]


@pytest.mark.parametrize(
    ("hide", "place"),
    [
        (lambda sheet: setattr(sheet.row_dimensions[4], "hidden", True), "第4行"),
        (lambda sheet: setattr(sheet.column_dimensions["D"], "hidden", True), "D列"),
    ],
)
def test_what_is_hidden_is_read_and_told(books: Workbooks, hide: Callable[[Any], None], place: str) -> None:
    def change(book: Any) -> None:
        hide(book.worksheets[0])
        book.worksheets[0]["B2"] = 21

    books.came_back("甲市", change)
    assert books.changes() == [("工作表“Sheet” 第2行 第2列", "20", "21", "资金: 21")]
    assert [(each.code, each.source.place) for each in books.read().problems] == [("N060", f"工作表“Sheet” {place}")]


def test_what_the_template_hides_is_not_told(books: Workbooks) -> None:
    template = load_workbook(books.project.with_name("表.xlsx"))
    template.worksheets[0].row_dimensions[6].hidden = True
    template.worksheets[0].column_dimensions["D"].hidden = True
    template.save(books.project.with_name("表.xlsx"))
    books.came_back("甲市", lambda _: None)
    assert books.changes() == []
    assert books.read().problems == ()


def test_note_outside_the_print_area_is_told_and_not_read(books: Workbooks) -> None:
    def change(book: Any) -> None:
        book.worksheets[0].print_area = "A1:D7"
        book.worksheets[0]["F4"] = "实为99"

    books.came_back("甲市", change)
    assert [(each.code, each.source.place) for each in books.read().problems] == [("R013", "工作表“Sheet” 第4行 第6列")]


def test_formula_without_a_result_and_looks_are_no_problems(books: Workbooks) -> None:
    def change(book: Any) -> None:
        book.worksheets[0]["A1"].alignment = Alignment(textRotation=90)

    books.came_back("甲市", change)
    assert books.read().problems == ()
