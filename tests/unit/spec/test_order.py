from __future__ import annotations

from generator.spec.order import evaluation_order


def test_what_a_key_uses_comes_before_it() -> None:
    assert evaluation_order({"甲": ["乙", "外"], "乙": ["丙"], "丙": []}) == (["丙", "乙", "甲"], [])


def test_a_circle_begins_and_ends_with_the_same_key() -> None:
    order, circles = evaluation_order({"甲": ["乙"], "乙": ["丙"], "丙": ["乙"], "丁": ["丁"]})
    assert circles == [("乙", "丙", "乙"), ("丁", "丁")]
    assert set(order) == set("甲乙丙丁")


def test_keys_without_uses_keep_their_order() -> None:
    assert evaluation_order({"乙": [], "甲": []}) == (["乙", "甲"], [])
