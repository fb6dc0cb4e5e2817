from __future__ import annotations

from itertools import chain

from generator.document.unsupported import Unsupported, UnsupportedInSheet, UnsupportedReport
from generator.problem import Source


def test_every_feature_has_a_code_of_its_own() -> None:
    codes = [feature.value[0] for feature in chain(Unsupported, UnsupportedInSheet)]
    assert len(codes) == len(set(codes))


def test_a_feature_is_reported_once_for_a_place() -> None:
    report = UnsupportedReport(Source("表.docx"))
    for paragraph in (1, 1, 2):
        report.paragraph = paragraph
        report.add(Unsupported.SHAPE)
    assert [problem.source.place for problem in report.problems] == ["第1段", "第2段"]


def test_a_place_in_a_table_is_the_way_to_it() -> None:
    report = UnsupportedReport(Source("表.docx"))
    report.part = "页脚 "
    report.steps = [(2, 5, 3), (1, 4, 0)]
    report.add(Unsupported.SHAPE)
    assert [problem.source.place for problem in report.problems] == ["页脚 表2 第5行 第3列 内 表1 第4行"]
