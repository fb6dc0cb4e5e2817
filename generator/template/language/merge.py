"""Decides while rows are filled which cells ``合并`` merges with the cell above.

A cell merges when it shows the same as the one above and all cells with 合并 to its left in the row merge too
(docs/模板写法.md, section 2). Each file format writes the merges in its own way.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from msgspec import Struct

from generator.jinja.values import Missing
from generator.template.language.marks import TRACE_MARKS


class Merge(Struct, eq=False):
    """Cells of one column merged downwards; ``rows`` counts them, 1 is no merge yet."""

    number: int
    identity: Hashable
    rows: int = 1


class MergeRun:
    """The merges of one run of an outermost loop: call ``begin_row`` for every row, then ``place`` from left to right.

    ``merges`` collects all merges of the document; the number of a merge is its index there.
    """

    def __init__(self, merges: list[Merge]) -> None:
        self.merges = merges
        self._above: dict[Hashable, Merge] = {}
        self._current: dict[Hashable, Merge] = {}
        self._left_merges = True
        self._node: object = None

    def begin_row(self) -> None:
        """Begin the next row; after a row without 合并 cells no cell merges with those before it."""
        self._above, self._current = self._current, {}
        self._left_merges = True

    def mark(self, value: Any) -> Any:
        """Note the node of the tree that a value of the next cell stands for; returns the value."""
        self._node = getattr(value, "node", None) if not isinstance(value, Missing) else None
        return value

    def place(self, column: Hashable, span: int, content: str, text: str | None = None) -> Merge | None:
        """The merge that a 合并 cell belongs to, with ``rows`` 1 where the cell begins it; None for a blank cell.

        Cells of one ``span`` and ``content`` are the same; ``text`` are its characters if it holds more than these.
        """
        node, self._node = self._node, None
        above = self._above.get(column)
        identity = span, node, TRACE_MARKS.sub("", content)
        # A label of the tree merges by its node even where its text is blank.
        if node is None and not TRACE_MARKS.sub("", content if text is None else text).strip():
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
        """Extend the merge of the 合并 cell above over a cell that the template itself merges with it."""
        above = self._above.get(column)
        if above is not None:
            above.rows += 1
            self._current[column] = above
