"""Equal contexts have equal hashes; anything that could print otherwise changes the hash."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from generator.build.ledger import fingerprint
from generator.jinja.values import Absent, IndicatorRow, Label, Typed
from generator.problem import Source


def context(**changes: Any) -> dict[str, Any]:
    rows = [IndicatorRow({"一级": Label("产出", None, ("产出",)), "指标值": Typed("≥4家")}, frozenset())]
    return {"资金": Typed("410"), "指标": rows, "名单": ["甲", "乙"], "备注": Absent("备注"), "序号": 1} | changes


def test_the_same_values_give_the_same_hash_wherever_they_were_typed() -> None:
    moved = context(资金=Typed("410", Source("项目.yaml", 9, 9)))
    assert fingerprint(context()) == fingerprint(moved)


@pytest.mark.parametrize(
    "changes",
    [
        {"资金": Typed("41")},
        {"资金": Absent("资金")},
        {"名单": ["甲乙"]},
        {"名单": ["乙", "甲"]},
        {"序号": 2},
        {"序号": Decimal(1)},
        {"新": Typed("")},
        {"指标": []},
        {"指标": [IndicatorRow({"一级": Label("产出", None, ("产", "出")), "指标值": Typed("≥4家")}, frozenset())]},
        {"指标": [IndicatorRow({"一级": Label("产出", None, ("产出",)), "指标值": Typed("≥5家")}, frozenset())]},
    ],
)
def test_any_change_gives_another_hash(changes: dict[str, Any]) -> None:
    assert fingerprint(context()) != fingerprint(context(**changes))
