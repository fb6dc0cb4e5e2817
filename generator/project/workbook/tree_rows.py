"""Lays trees of indicators out as the rows of 指标 or 分表指标, and their 分解 as those of 地区分解."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from generator.project.indicators.flat import is_flat
from generator.project.indicators.tree import suffixes
from generator.project.keywords import BREAKDOWN, LEVELS, TREE, VALUE
from generator.project.workbook.breakdown_rows import BreakdownGrid, ends_of
from generator.project.workbook.columns import is_in_order, merged_order
from generator.project.workbook.grids import Grid, Path, PathGrid
from generator.project.workbook.marks import ITEM, as_cell, as_key_cell, elsewhere
from generator.project.workbook.names import FORM_ROWS, TREE_COLUMN
from generator.project.workbook.sheets import heading_cells
from generator.project.yaml.nodes import Group, Listing, Node, Null, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_THIRD = LEVELS[-1]
_TAKEN = frozenset((*LEVELS, TREE_COLUMN, FORM_ROWS))


class _Row(Struct, frozen=True):
    """A row to be: the tree's keys, of which the last may be a text in place of one; and the attributes."""

    form: str
    tree: str
    keys: tuple[str, ...]
    last: str
    attributes: dict[str, Node]
    path: Path
    is_item: bool = False
    mark: str = ""
    """In the column of the first attribute, or after the keys."""
    mark_column: str = ""


class TreeGrid(Struct):
    """Collects the rows of one sheet of indicators. ``learn`` must have seen all trees before the first is added."""

    title: str
    is_of_forms: bool = False
    rows: list[_Row] = field(default_factory=list)
    orders: list[Sequence[str]] = field(default_factory=list)
    breakdown: BreakdownGrid = field(default_factory=BreakdownGrid)
    columns: list[str] = field(default_factory=list)
    flat: bool | None = None

    def can_hold(self, node: Node) -> bool:
        """Whether a tree has one shape throughout, and that of the trees before it: with 一级 and 二级, or without."""
        if not isinstance(node, (Group, Listing)) or as_cell(node) is not None:
            return False
        flat = is_flat(node)
        if not flat and not (isinstance(node, Group) and all(_is_first(*each) for each in node.entries.items())):
            return False
        if self.flat is None:
            self.flat = flat
        return self.flat == flat

    def learn(self, node: Node) -> None:
        """See which attributes there are, in which order, and what the indicators are called."""
        depth = 1 if self.flat else len(LEVELS)
        for path in ends_of(node, depth):
            self.breakdown.named.update(suffixes(path))
        for leaf in _leaves(node, depth):
            if isinstance(leaf, Group):
                names = [name for name in leaf.entries if name not in {BREAKDOWN, _THIRD}]
                self.orders.append(names)
                if not self.is_of_forms and isinstance(found := leaf.entries.get(BREAKDOWN), Group):
                    self.breakdown.learn(found)
            else:
                self.orders.append([VALUE])
        self.columns = [name for name in merged_order(self.orders) if name not in _TAKEN] or [VALUE]

    def add(self, name: str, node: Node, elsewhere_: PathGrid, form: str = "", above: Path = ()) -> None:
        """Add a tree; what this sheet cannot hold goes to ``elsewhere_``."""
        adding = _Adding(self, elsewhere_, form, name, above)
        if self.flat:
            adding.thirds((), node)
            return
        assert isinstance(node, Group)  # noqa: S101  # see can_hold
        for first, below in node.entries.items():
            if isinstance(below, Group) and below.entries:
                for second, leaves in below.entries.items():
                    adding.second((first, second), leaves)
            else:
                adding.end((first,), below)

    def grid(self) -> Grid:
        """The sheet."""
        has_trees = any(row.tree != TREE for row in self.rows)
        upper = [FORM_ROWS] * self.is_of_forms + [TREE_COLUMN] * has_trees
        levels = [*upper, *(LEVELS[2:] if self.flat else LEVELS)]
        grid = Grid(self.title, heading_cells([*levels, *self.columns]), len(levels))
        before: tuple[str, ...] | None = None
        for number, row in enumerate(self.rows, 1):
            cells = [""] * len(grid.headings)
            owners = [row.form] * self.is_of_forms + [row.tree] * has_trees
            self._put_keys(grid, row, number, cells, [*owners, *row.keys], before)
            before = (*owners, *row.keys)
            for name, node in row.attributes.items():
                column = len(levels) + self.columns.index(name)
                cells[column] = as_cell(node) or ""
                grid.cells.setdefault((*row.path, name), (number, column))
                grid.sources[number, column] = node
            if row.mark_column:
                cells[len(levels) + self.columns.index(row.mark_column)] = row.mark
            grid.rows.append(cells)
        return grid

    def _put_keys(
        self,
        grid: Grid,
        row: _Row,
        number: int,
        cells: list[str],
        keys: list[str],
        before: tuple[str, ...] | None,
    ) -> None:
        """Put the keys that differ from those of the row above, and all after the first of them."""
        owners = len(keys) - len(row.keys)
        same = 0
        while before is not None and same < min(len(keys), len(before)) and keys[same] == before[same]:
            same += 1
        ends_in_key = not row.last
        for place in range(min(same, len(keys) - ends_in_key), len(keys)):
            cells[place] = as_key_cell(keys[place])
            depth = place - owners + 1
            at = row.path[: len(row.path) - len(row.keys) - row.is_item + depth] if depth > 0 else ()
            if at:
                grid.cells.setdefault(at, (number, place))
        if row.last:
            cells[len(keys)] = row.last
            if row.is_item:
                grid.cells.setdefault(row.path, (number, len(keys)))

    def breakdowns(self) -> list[Grid]:
        """The sheet 地区分解, if there is something for it."""
        return [self.breakdown.grid()]


class _Adding(Struct, frozen=True):
    """Adds one tree to a sheet."""

    grid: TreeGrid
    elsewhere: PathGrid
    form: str
    tree: str
    above: Path

    def second(self, keys: tuple[str, ...], node: Node) -> None:
        is_list = isinstance(node, Listing) and node.items and all(map(self._is_item, node.items))
        if is_list or (isinstance(node, Group) and node.entries):
            self.thirds(keys, node)
        else:
            self.end(keys, node)

    def end(self, keys: tuple[str, ...], node: Node) -> None:
        """A 一级 or 二级 without indicators."""
        text = as_cell(node)
        if text is None or (isinstance(node, Text) and node.value):
            self._elsewhere(keys, node)
            text = elsewhere(self.elsewhere.title)
        elif isinstance(node, Null) and not self.grid.is_of_forms:
            text = ""
        self.grid.rows.append(self._row(keys, text, {}))

    def thirds(self, keys: tuple[str, ...], node: Node) -> None:
        if isinstance(node, Listing):
            if not all(map(self._is_item, node.items)):
                self.end(keys, node)
                return
            for number, item in enumerate(node.items):
                self._item(keys, number, item)
        elif isinstance(node, Group):
            for third, leaf in node.entries.items():
                self._leaf((*keys, third), leaf)

    def _is_item(self, item: Node) -> bool:
        """Whether an item of a list is a row: with its 三级 first, if it has one, and with attributes of one cell."""
        if not isinstance(item, Group):
            return isinstance(item, Null) and not self.grid.is_of_forms
        names = [name for name in item.entries if name != _THIRD]
        third = item.entries.get(_THIRD)
        return (
            bool(item.entries)
            and (third is None or (isinstance(third, Text) and next(iter(item.entries)) == _THIRD))
            and all(as_cell(child) is not None for child in item.entries.values())
            and set(names) <= set(self.grid.columns)
            and is_in_order(names, self.grid.columns)
        )

    def _item(self, keys: tuple[str, ...], number: int, item: Node) -> None:
        entries = dict(item.entries) if isinstance(item, Group) else {}
        third = entries.pop(_THIRD, None)
        text = ITEM if third is None else f"{ITEM} {as_cell(third)}"
        self.grid.rows.append(self._row(keys, text, entries, number))

    def _leaf(self, keys: tuple[str, ...], leaf: Node) -> None:
        if not isinstance(leaf, Group) or not leaf.entries:
            if as_cell(leaf) is None:
                self._unfit(keys, leaf, VALUE)
                return
            is_open = isinstance(leaf, Null) and not self.grid.is_of_forms and bool(keys[-1])
            self.grid.rows.append(self._row(keys, "", {} if is_open else {VALUE: leaf}))
            return
        names = [name for name in leaf.entries if name != BREAKDOWN]
        fits = (
            set(names) <= set(self.grid.columns)
            and is_in_order(names, self.grid.columns)
            and all(as_cell(leaf.entries[name]) is not None for name in names)
            and list(leaf.entries) != [VALUE]
            and (BREAKDOWN not in leaf.entries or list(leaf.entries)[-1] == BREAKDOWN)
            and bool(keys[-1] or names)
        )
        if not fits:
            self._unfit(keys, leaf, next(iter(leaf.entries)))
            return
        self.grid.rows.append(self._row(keys, "", {name: leaf.entries[name] for name in names}))
        if (found := leaf.entries.get(BREAKDOWN)) is not None:
            path = (*self.above, self.tree, *keys, BREAKDOWN)
            if self.grid.is_of_forms or not self.grid.breakdown.add(keys, found, path):
                self._elsewhere((*keys, BREAKDOWN), found)

    def _unfit(self, keys: tuple[str, ...], leaf: Node, first: str) -> None:
        """An indicator whose value stands elsewhere; the mark is in the column of its first attribute."""
        self._elsewhere(keys, leaf)
        column = first if first in self.grid.columns else self.grid.columns[0]
        row = replace(self._row(keys, "", {}), mark=elsewhere(self.elsewhere.title), mark_column=column)
        self.grid.rows.append(row)

    def _elsewhere(self, keys: tuple[str, ...], node: Node) -> None:
        owner = () if not self.form else (self.form,)
        self.elsewhere.add((*owner, self.tree, *keys), node, self.above[: len(self.above) - len(owner)])

    def _row(self, keys: tuple[str, ...], last: str, attributes: dict[str, Node], number: int | None = None) -> _Row:
        path: Path = (*self.above, self.tree, *keys)
        if number is not None:
            path = (*path, number)
        return _Row(self.form, self.tree, keys, last, attributes, path, number is not None)


def _is_first(key: str, node: Node) -> bool:
    """Whether a 一级 is one; a blank name is a mark where nothing stands below it."""
    if not isinstance(node, Group) or not node.entries:
        return bool(key) and as_cell(node) is not None
    return all(
        second or (isinstance(below, (Group, Listing)) and as_cell(below) is None)
        for second, below in node.entries.items()
    )


def _leaves(node: Node, depth: int) -> Iterator[Node]:
    """The indicators of a tree, and the items of a 二级 that is a list."""
    if isinstance(node, Listing) and depth == 1:
        yield from node.items
    elif isinstance(node, Group):
        for child in node.entries.values():
            if depth == 1:
                yield child
            else:
                yield from _leaves(child, depth - 1)
