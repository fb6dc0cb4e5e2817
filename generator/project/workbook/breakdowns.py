"""Reads 地区分解 (指标 | 地区 | a column per attribute) into the 分解 of the indicators that it names.

A row （各地区） says that the values are given by attribute, a list of them in the order of 地区: what it holds is the
same everywhere, （除）甲市 leaves a place out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from generator.problem import Problem, Source
from generator.project.indicators.tree import suffixes
from generator.project.keywords import BREAKDOWN, EXCEPT, VALUE
from generator.project.problems import did_you_mean
from generator.project.workbook.marks import key_of
from generator.project.workbook.names import EVERYWHERE, INDICATOR, PLACE, WITHOUT
from generator.project.workbook.sheets import ProjectSheet, checked, missing_column
from generator.project.workbook.slots import Slot, ends
from generator.project.workbook.trees import Attributes, attributes_of, is_plain, put_attributes
from generator.project.yaml.nodes import Null, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.project.tables.raw import RawRow


class _PlaceRow(Struct, frozen=True):
    """A row of one indicator; ``row`` tells where the cells of its attributes are."""

    place: str
    at: Source
    attributes: Attributes
    row: RawRow


class _Indicator(Struct):
    """An indicator, where it was first named, and its rows."""

    slot: Slot
    at: Source
    rows: list[_PlaceRow]


def read_breakdowns(
    sheet: ProjectSheet, trees: dict[str, Slot], depth: int, places: Sequence[str], problems: list[Problem]
) -> None:
    """Put the rows below the indicators that they name, ``depth`` keys below their trees; ``places`` is 地区."""
    indicator, place = sheet.column(INDICATOR), sheet.column(PLACE)
    if indicator is None or place is None:
        missing = INDICATOR if indicator is None else PLACE
        problems.append(missing_column(sheet, missing, f"{INDICATOR} | {PLACE} | {VALUE}"))
        return
    rows, found = checked(sheet, 2)
    problems += found
    named = _by_name(trees, depth)
    columns = [column for column in sheet.headings if column not in {indicator, place}]
    indicators: dict[int, _Indicator] = {}
    current: _Indicator | None = None
    for row in rows:
        at = sheet.at(row, indicator)
        if indicator in row.texts:
            slot = _named(key_of(row.texts[indicator]), at, named, problems)
            current = None if slot is None else indicators.setdefault(id(slot), _Indicator(slot, at, []))
        elif row is rows[0]:
            problems.append(Problem(at, "Y114", f"这一行没有写“{INDICATOR}”：请写上"))
        if current is not None and place in row.texts:
            given = attributes_of(sheet, row, columns, problems)
            current.rows.append(_PlaceRow(row.texts[place].strip(), sheet.at(row, place), given, row))
        elif place not in row.texts:
            problems.append(Problem(sheet.at(row, place), "Y114", f"这一行没有写“{PLACE}”：请写上"))
    for each in indicators.values():
        if any(row.place == EVERYWHERE for row in each.rows):
            _put_by_attribute(sheet, each, columns, places, problems)
        else:
            _put_by_place(each, problems)


def _by_name(trees: dict[str, Slot], depth: int) -> dict[str, list[Slot]]:
    """The indicators by all that they may be called: the 三级, or with the levels above it before a ``/``."""
    named: dict[str, list[Slot]] = {}
    for tree in trees.values():
        for path, slot in ends(tree, depth):
            for name in suffixes(path):
                named.setdefault(name, []).append(slot)
    return named


def _named(name: str, at: Source, named: dict[str, list[Slot]], problems: list[Problem]) -> Slot | None:
    found = named.get(name, [])
    if len(found) == 1:
        return found[0]
    if found:
        message = f"叫“{name}”的指标有 {len(found)} 个：请连同上级写，如 产出指标/数量指标/{name}"
    else:
        hint = did_you_mean(name, named, len(problems)) or "：请先在工作表“指标”里写上它"
        message = f"没有指标“{name}”{hint}"
    problems.append(Problem(at, "Y115", message))
    return None


def _put_by_place(indicator: _Indicator, problems: list[Problem]) -> None:
    breakdown = indicator.slot.child(BREAKDOWN, indicator.at)
    for row in indicator.rows:
        name = key_of(row.place)
        if name in breakdown.children:
            problems.append(Problem(row.at, "Y113", f"这个指标的“{name}”写了两次，只能留一行"))
            continue
        slot = breakdown.child(name, row.at)
        slot.when_empty = Null(row.at)
        slot.is_plain = is_plain(row.attributes)
        put_attributes(slot, row.attributes, problems)


def _put_by_attribute(
    sheet: ProjectSheet, indicator: _Indicator, columns: list[int], places: Sequence[str], problems: list[Problem]
) -> None:
    breakdown = indicator.slot.child(BREAKDOWN, indicator.at)
    by_place: dict[str, _PlaceRow] = {}
    without: set[str] = set()
    for row in indicator.rows:
        name = key_of(row.place.removeprefix(WITHOUT))
        if row.place.startswith(WITHOUT):
            without.add(name)
            breakdown.child(EXCEPT, row.at).item(row.at).put(Text(name, row.at), problems, name)
        elif row.place in by_place:
            problems.append(Problem(row.at, "Y113", f"这个指标的“{row.place}”写了两次，只能留一行"))
        else:
            by_place[row.place if row.place == EVERYWHERE else name] = row
    everywhere = by_place.pop(EVERYWHERE)
    wanted = [place for place in places if place not in without] or list(by_place)
    if by_place and (wrong := [name for name in by_place if name not in wanted]):
        message = f"“{wrong[0]}”不在“地区”里{did_you_mean(wrong[0], wanted)}"
        problems.append(Problem(by_place[wrong[0]].at, "P023", message))
    for column in columns:
        name = sheet.headings[column]
        same = [(node, at) for head, node, at in everywhere.attributes if head == name]
        cells = {
            place: (node, at) for place, row in by_place.items() for head, node, at in row.attributes if head == name
        }
        if not same and not cells:
            continue
        slot = breakdown.child(name, sheet.at(everywhere.row, column))
        for node, _ in same:
            slot.put(node, problems, name)
        if cells and (missing := [place for place in wanted if place not in cells]):
            message = f"“{name}”没有写“{missing[0]}”的：各地区都要写，不分到的地区写一行 {WITHOUT}{missing[0]}"
            problems.append(Problem(indicator.at, "P022", message))
        for place in wanted if cells else ():
            if place in cells:
                node, at = cells[place]
                slot.item(at).put(node, problems, name)
