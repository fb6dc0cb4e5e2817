"""Whatever a city types into its form: written back, it builds that form again, and nothing else changes."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from docx_grid import body_paragraphs, grid_text, read_tables
from edited_form import EditedForm
from examples import scaled
from hypothesis import given, settings
from hypothesis import strategies as st
from returned import PROJECT, ROWS, Returned
from word import docx, section, table

TEMPLATE = docx(
    "{{ 标题 }}",
    table(
        ("主管部门", "{{ 主管部门 }}"),
        ("资金（万元）", "共{{ 资金 }}万元，配套{{ 配套 }}万元"),
        ("总体目标", "{{ 目标 }}"),
    ),
    "",
    table(("一级指标", "二级指标", "三级指标", "指标值"), ROWS),
    "",
    section(),
)
LABELS = ("主管部门", "总体目标", "企业数", "培训", "按期拨付", "贸易额")
TYPED = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Co", "Cn", "Zl", "Zp"), include_characters="\n"), max_size=20
).map(str.strip)


@settings(max_examples=scaled(60), deadline=None)
@given(st.dictionaries(st.sampled_from(LABELS), TYPED, max_size=4))
def test_what_was_typed_comes_back(typed: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        returned = Returned(Path(folder), PROJECT, TEMPLATE)
        others = {name: returned.built(name) for name in ("甲市", "丙市")}

        def change(form: EditedForm) -> None:
            for label, text in typed.items():
                form.type(label, text)

        edited = returned.edit("乙市", change)
        reading = returned.read("覆盖", ("乙市",))
        assert {problem.code for problem in reading.problems} <= {"R014"}  # a text may look like a formula
        returned.write("覆盖", ("乙市",))
        assert _shown(returned.built("乙市")) == _shown(edited)
        assert {name: returned.built(name) for name in others} == others
        text = returned.project.read_text(encoding="utf-8")
        assert _comments(text) == _comments(PROJECT)


def _shown(form: bytes) -> list[str]:
    return [*body_paragraphs(form), *map(grid_text, read_tables(form))]


def _comments(text: str) -> list[str]:
    return re.findall(r"# (?:各市|没有)\S*", text)
