"""A several-year target with its 分解, each function makes one thing wrong in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indicators import named, with_number

if TYPE_CHECKING:
    from random import Random

    from indicators import Values


def _breakdown(values: Values, name: str) -> Values:
    indicators, _ = named(values, name)
    found: Values = indicators[name]["分解"]
    return found


def part_of_both(values: Values, chance: Random) -> None:
    """The place's years still agree; the sum no longer."""
    parts = _breakdown(values, "进出口总额")
    number = chance.randrange(len(parts["当年值"]))
    years = int(values["到期年度"][:4]) - int(values["起始年度"][:4]) + 1
    parts["当年值"][number] = with_number(parts["当年值"][number], 10)
    parts["周期值"][number] = with_number(parts["周期值"][number], 10 * years)


def part_of_one_year(values: Values, chance: Random) -> None:
    parts = _breakdown(values, "进出口总额")["当年值"]
    number = chance.randrange(len(parts))
    parts[number] = with_number(parts[number], chance.choice([10, 50]))


def place_lacks(values: Values, chance: Random) -> None:
    _breakdown(values, "营商环境")["除"] = [chance.choice(values["地区"])]


def cycle_of_amounts(values: Values, _: Random) -> None:
    values["总金额"] = with_number(values["总金额"], 100)


def head_stricter_than_parts(values: Values, _: Random) -> None:
    indicators, name = named(values, "进出口总额")
    for attribute in ("周期值", "当年值"):
        indicators[name][attribute] = indicators[name][attribute].replace("≥", ">")


def ends_before_it_starts(values: Values, _: Random) -> None:
    values["起始年度"], values["到期年度"] = values["到期年度"], values["起始年度"]


def goal_of_the_year(values: Values, chance: Random) -> None:
    """Beyond every number that the table could hold."""
    values["当年度目标"] = f"进出口总额不少于{chance.randint(20_001, 90_000)}亿元。"


def deadline_after_the_end(values: Values, _: Random) -> None:
    indicators, name = named(values, "项目完成时间")
    late = f"{int(values['到期年度'][:4]) + 1}年12月底前"
    indicators[name]["周期值"] = late
    indicators[name]["分解"] = {**indicators[name]["分解"], "周期值": late}


def cycle_of_the_head(values: Values, _: Random) -> None:
    indicators, name = named(values, "进出口总额")
    indicators[name]["周期值"] = with_number(indicators[name]["周期值"], 30)
