from __future__ import annotations

from generator.project.resolve import evaluation_order


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
