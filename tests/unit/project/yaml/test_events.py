from __future__ import annotations

from limits import within_limits

from generator.project.yaml.events import scalars


def test_scalars_have_their_paths_and_lines() -> None:
    found = [(one.path, one.value, one.line, one.is_key) for one in scalars("甲:\n  乙: [一, 二]\n丙: !文件 三\n")]
    assert found == [
        ((), "甲", 1, True),
        (("甲",), "乙", 2, True),
        (("甲", "乙"), "一", 2, False),
        (("甲", "乙"), "二", 2, False),
        ((), "丙", 3, True),
        (("丙",), "三", 3, False),
    ]


def test_a_text_that_nests_without_end_has_no_scalars_soon() -> None:
    def read() -> None:
        assert scalars("总体目标: " + "[" * 1_000_000) == []

    within_limits(read)
