"""Whatever tree of indicators forms show, the project read from them builds every form again."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from docx_grid import read_tables
from examples import scaled
from hypothesis import given, settings
from hypothesis import strategies as st
from returned import Returned
from word import docx, section, table

from generator.build.prepare import prepare
from generator.returned.new.project import new_project

TEMPLATE = docx(
    table(("项目名称", "{{ 名称 }}", "主管部门", "{{ 部门 }}", "")),
    "",
    table(
        ("一级", "二级", "三级", "指标值", "完成值"),
        (
            "{% for 行 in 指标 %}{{ 行.一级 | 合并 }}",
            "{{ 行.二级 | 合并 }}",
            "{{ 行.三级 }}",
            "{{ 行.指标值 }}",
            "{{ 行.完成值 }}{% endfor %}",
        ),
    ),
    "",
    section(),
)
NAMES = st.sampled_from(["产出指标", "效益指标", "数量", "质量", "企业数", "企业数量", "培训（场）", "满意度", "A B"])
TEXTS = st.sampled_from(
    ["", "≥4家", "3", "100%", "定性", "1,234.50", "是：否", "{甲", "# 一", "2024年底前", "一行\n两行"]
)
LEAF = st.fixed_dictionaries({"指标值": TEXTS, "完成值": TEXTS})
TREES = st.dictionaries(
    NAMES, st.dictionaries(NAMES, st.dictionaries(NAMES, LEAF, min_size=1, max_size=3), min_size=1, max_size=2),
    min_size=1, max_size=3,
)  # fmt: skip
FORMS = st.dictionaries(
    st.sampled_from(["甲市", "乙市", "丙县", "拆违经费"]),
    st.fixed_dictionaries({"部门": TEXTS, "绩效指标": TREES}),
    min_size=1,
    max_size=3,
)


@settings(max_examples=scaled(150), deadline=None)
@given(FORMS)
def test_project_read_from_forms_builds_them_again(forms: dict[str, object]) -> None:
    whole = {"模板": "表", "分表": {"按": "名称", "各表": forms}}
    with tempfile.TemporaryDirectory() as folder:
        returned = Returned(Path(folder), json.dumps(whole, ensure_ascii=False), TEMPLATE)
        shown = {_shown(returned.edit(name)) for name in forms}
        made = new_project([returned.forms], "表", returned.catalogue)
        assert not made.problems
        returned.project.write_text(made.text, encoding="utf-8")
        assert {_shown(data) for data in _built(returned)} == shown


def _built(returned: Returned) -> list[bytes]:
    prepared, _ = prepare(returned.project, returned.catalogue)
    assert prepared is not None
    assert prepared.templates.docx is not None
    return [prepared.templates.docx.render(form.context, form.name) for form in prepared.sub_forms(())]


def _shown(data: bytes) -> str:
    return repr(read_tables(data))
