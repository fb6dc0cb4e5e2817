import pytest

from generator.layout.drawing import stamp_places


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("填报单位（盖章）：", [(4, "填报单位（盖章）：")]),
        ("单位负责人签字：", [(5, "单位负责人签字：")]),
        ("单位公章", [(2, "单位公章")]),
        ("填表人：张三    负责人（签字）：    2024年1月", [(13, "负责人（签字）：")]),
        ("负责人(签字):　　单位(加盖公章):", [(3, "负责人(签字):"), (12, "单位(加盖公章):")]),
        ("主管部门（签字或盖章）", [(4, "主管部门（签字或盖章）")]),
        ("", []),
        ("本表经单位负责人签字盖章后报送。", []),
        ("签订合同的文章", []),
    ],
)
def test_words_that_ask_for_a_stamp(text: str, places: list[tuple[int, str]]) -> None:
    assert list(stamp_places(text)) == places


def test_label_is_never_longer_than_thirty_characters() -> None:
    ((_, label),) = stamp_places("长" * 50 + "（盖章）：")
    assert label == "长" * 25 + "（盖章）："
