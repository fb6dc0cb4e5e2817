"""A traced document has the cells of the form, so that a returned form can be compared with it cell by cell."""

from __future__ import annotations

from sheet import compiled, fill, merges, sheet

from generator.template.trace import Traced

ROW = ["{% for 行 in 各行 %}{{ 行.处 | 合并 }}", "{{ 行.名 }}{% endfor %}"]


def test_traced_cells_of_equal_text_merge_as_those_of_the_form() -> None:
    template = sheet(ROW)
    rows = [{"处": "一处", "名": "甲"}, {"处": "一处", "名": "乙"}, {"处": "", "名": "丙"}, {"处": "", "名": "丁"}]
    traced, _ = Traced(compiled(template)).render({"各行": rows})
    assert merges(traced) == merges(fill(template, 各行=rows)) == ["A1:A2"]
