"""Tells for each row of a table the blocks that repeat or keep it, and what rows have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise, takewhile

from generator.office.xml import Element
from generator.template.language.units import ElementNames, Unit, ancestor

Scope = tuple[tuple[Unit, int], ...]
"""The units around a row inside its table, outermost first, each with the number of the branch around the row."""


def scopes_of(table: Element, rows: Iterable[Element], units: Sequence[Unit], names: ElementNames) -> list[Scope]:
    """The scope of each row of a table; ``units`` come outermost first."""
    inside = [unit for unit in units if unit.parent is table or ancestor(unit.parent, names.table) is table]
    extents = [(unit, unit.range, unit.starts) for unit in inside]
    return [_scope(row, extents) for row in rows]


def _scope(row: Element, extents: Sequence[tuple[Unit, tuple[int, int], list[int]]]) -> Scope:
    chain = [row, *row.iterancestors()]
    positions = {above: above.index(below) for below, above in pairwise(chain)}
    scope: list[tuple[Unit, int]] = []
    for unit, (first, last), starts in extents:
        at = positions.get(unit.parent, -1)
        if first <= at <= last:
            scope.append((unit, sum(start <= at for start in starts) - 1))
    return tuple(scope)


def common_scope(scopes: Sequence[Scope]) -> Scope:
    """The units and branches that all scopes share, outermost first."""
    levels = zip(*scopes, strict=False)
    return tuple(level[0] for level in takewhile(lambda level: all(step == level[0] for step in level), levels))


def names_bound_in(scope: Scope) -> frozenset[str]:
    """The names that only rows in all of these units know."""
    names: frozenset[str] = frozenset()
    for unit, _ in scope:
        names |= {"loop"} if unit.block.is_loop else frozenset()
        for tag in (unit.block.opening, *unit.block.sets):
            names |= tag.meaning.binds
    return names
