"""Rows as they are filled in, merges out: ``合并`` joins a cell to the one above when both show the same thing.

Which cells those are is DESIGN.md 5.3; how a merge is written is for each file format.
"""

from __future__ import annotations

from collections.abc import Hashable

from msgspec import Struct


class Merge(Struct, eq=False):
    """Cells shown as one, from the first downwards; ``rows`` counts them."""

    number: int
    identity: Hashable
    rows: int = 1


class MergeRun:
    """One run of an outermost loop. Call ``begin_row`` for every row of it, then ``place`` from left to right."""

    def __init__(self, merges: list[Merge]) -> None:
        self.merges = merges
        self._above: dict[Hashable, Merge] = {}
        self._current: dict[Hashable, Merge] = {}
        self._left_merges = True

    def begin_row(self) -> None:
        """The row before is now the one above; a row without marked cells parts what is above from what is below."""
        self._above, self._current = self._current, {}
        self._left_merges = True

    def place(self, column: Hashable, identity: Hashable | None) -> Merge | None:
        """The merge that a marked cell belongs to; its ``rows`` is 1 where it begins one.

        ``identity`` is what the cell shows (with its span); None for a blank cell, which never merges.
        """
        above = self._above.get(column)
        if identity is None:
            self._left_merges = False
            return None
        if self._left_merges and above is not None and above.identity == identity:
            above.rows += 1
            self._current[column] = above
            return above
        self._left_merges = False
        merge = self._current[column] = Merge(len(self.merges), identity)
        self.merges.append(merge)
        return merge

    def carry(self, column: Hashable) -> None:
        """A cell that the template itself merges with the marked one above."""
        above = self._above.get(column)
        if above is not None:
            above.rows += 1
            self._current[column] = above
