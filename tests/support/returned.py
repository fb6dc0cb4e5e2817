"""Projects with a template, their forms as built, and what is read from a form that was edited and sent back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from edited_form import EditedForm
from word import docx, section, table

from generator.build.prepare import prepare
from generator.returned.read import FormRead, Reading, read_forms
from generator.template.catalogue import Catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS = (
    "{% for 行 in 指标 %}{{ 行.一级 | 合并 }}",
    "{{ 行.二级 | 合并 }}",
    "{{ 行.三级 }}",
    "{{ 行.指标值 }}{% endfor %}",
)
TEMPLATE = docx(
    "{{ 标题 }}",
    table(
        ("主管部门", "{{ 主管部门 }}"),
        ("资金（万元）", "{{ 资金 }}"),
        ("总体目标", "{{ 目标 }}"),
        ("合计", "{{ 资金 + 配套 }}"),
    ),
    "",
    table(("一级指标", "二级指标", "三级指标", "指标值"), ROWS),
    "",
    section(),
)
PROJECT = """\
# 各市的目标表
模板: 表
年度: 2024
标题: "{{ 年度 }}年绩效目标表"
主管部门: "{{ 市 }}商务局"
配套: 5
目标: 贸易达到{{ 贸易 }}亿元
绩效指标:
  产出指标:
    数量指标:
      企业数: ≥{{ 企业 }}家     # 各市不同
      新设数: ≥{{ 新设 }}家
      培训: 3场
    时效指标:
      按期拨付: "{{ 年度 }}年底前"
  效益指标:
    经济指标:
      贸易额: ≥{{ 贸易 }}亿元
分表:
  按: 市
  各表:
    甲市: {资金: 410, 贸易: 230, 企业: 4, 新设: 1}
    乙市: {资金:  40, 贸易:   7, 企业: 1}   # 没有新设
    丙市: {资金: 100, 贸易:  70, 企业: 2}
"""


class Returned:
    """A folder with ``表.docx``, a project and the forms that came back."""

    def __init__(self, folder: Path, project: str = PROJECT, template: bytes = TEMPLATE) -> None:
        self.folder = folder
        self.project = folder / "项目.yaml"
        self.project.write_text(project, encoding="utf-8")
        (folder / "模板").mkdir(exist_ok=True)
        (folder / "模板" / "表.docx").write_bytes(template)
        self.forms = folder / "交回"
        self.forms.mkdir(exist_ok=True)
        self.catalogue = Catalogue((folder / "模板",))

    def built(self, name: str) -> bytes:
        """The form of a sub-form as the project now makes it."""
        prepared, problems = prepare(self.project, self.catalogue)
        assert prepared is not None, problems
        assert prepared.templates.docx is not None
        form = next(iter(prepared.sub_forms((name,))))
        return prepared.templates.docx.render(form.context, form.name)

    def edit(self, name: str, change: Callable[[EditedForm], None] = lambda _: None, file: str = "") -> bytes:
        """A form that came back edited."""
        edited = EditedForm(self.built(name))
        change(edited)
        (self.forms / f"{file or name}.docx").write_bytes(edited.bytes())
        return edited.bytes()

    def read(self, prefer: str = "", only: tuple[str, ...] = ()) -> Reading:
        """What the forms that came back say."""
        return read_forms([self.forms], self.project, self.catalogue, only, prefer)

    def one(self, prefer: str = "") -> FormRead:
        """What the one form that came back says."""
        reading = self.read(prefer)
        assert not reading.problems
        return reading.forms[0]

    def diff(self, prefer: str = "") -> list[str]:
        """The lines that writing takes out of and puts into the project's files."""
        lines = [line for edit in self.read(prefer).edits for line in edit.diff.splitlines()]
        return [line for line in lines if line[:1] in "+-" and not line.startswith(("+++", "---"))]

    def write(self, prefer: str = "", only: tuple[str, ...] = ()) -> None:
        """Write what was read."""
        for edit in self.read(prefer, only).edits:
            edit.replacement.path.write_bytes(edit.replacement.after)
