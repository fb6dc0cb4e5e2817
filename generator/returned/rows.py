"""Finds what to write into 绩效指标, 显示 and 顺序 for rows of the form that were added, deleted or moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct, field

from generator.document.lines import FormLine
from generator.jinja.values import Label
from generator.project.indicators.tree import labels_of, suffixes
from generator.project.keywords import DISPLAY, LEVELS, ORDER, TREE, VALUE
from generator.project.yaml.nodes import Group, Listing, Text
from generator.returned.compare import Comparison, TreeRow, Unwritable, read_row, row_of, tree_of
from generator.returned.edit.yaml_text import Value
from generator.returned.expected import ExpectedLine, normalized
from generator.returned.explain import VARIABLE, Write, escaped, explanations
from generator.returned.origins import DataPlace, Origins, Path, as_value

_FIRST, _SECOND, _THIRD = LEVELS
_DEPTH = len(LEVELS)
NodePath = tuple[str, ...]


class RowChange(Struct, frozen=True):
    """One added or deleted row, or one changed order, with both texts and what is to be written for it."""

    place: str
    label: str
    old: str
    new: str
    writes: tuple[Write, ...]


class RowChanges(Struct):
    """The changes of all rows, and the rows that cannot be written."""

    changes: list[RowChange] = field(default_factory=list)
    unwritable: list[Unwritable] = field(default_factory=list)


def row_changes(
    comparison: Comparison, expected: Sequence[ExpectedLine], origins: Origins, fixed_names: frozenset[str]
) -> RowChanges:
    """The changes of the rows of the indicator trees; none where no row was added, deleted or moved.

    ``expected`` are all lines of the form; its rows of a tree are the models that an added row is read by.
    ``fixed_names`` are the variables of 按.
    """
    found = RowChanges()
    for tree in dict.fromkeys((*map(tree_of, comparison.lost), *(row.tree for row in comparison.rows))):
        rows = [row for row in comparison.rows if row.tree == tree]
        lost = [line for line in comparison.lost if tree_of(line) == tree]
        models = [line for line in expected if tree_of(line) == tree]
        _TreeRows(tree, rows, lost, models, origins, fixed_names, found).run()
    return found


class _TreeRows:
    """Works through the rows of one tree as returned and collects their changes in ``found``.

    ``_order`` is the new order of indicators, ``_nodes_by_label`` maps a parent and a printed label to the node.
    """

    def __init__(
        self,
        tree: str,
        rows: Sequence[TreeRow],
        lost: Sequence[ExpectedLine],
        models: Sequence[ExpectedLine],
        origins: Origins,
        fixed_names: frozenset[str],
        found: RowChanges,
    ) -> None:
        self._tree = tree
        self._rows = rows
        self._lost = lost
        self._models = models
        self._origins = origins
        self._fixed_names = fixed_names
        self._found = found
        self._order: list[NodePath] = []
        self._nodes_by_label: dict[tuple[NodePath, str], NodePath] = {}
        for line in models:
            for label in _labels(line):
                self._nodes_by_label.setdefault((label.node[:-1], normalized(label)), label.node)

    def run(self) -> None:
        """Collect all changes. Stops at a row that cannot be understood: the order of the rest would be a guess."""
        self._found.changes += self._deletions()
        added: list[RowChange] = []
        gone = (_third_label(line).node for line in self._lost)
        lists: dict[NodePath, list[Value]] = {node[:-1]: [] for node in gone if self._is_list(node)}
        nodes = (_third_label(row.expected).node for row in self._rows if row.expected is not None)
        previous: NodePath = next(nodes, ())
        for row, following in zip(self._rows, [*self._rows[1:], None], strict=True):
            # A node longer than the levels is a 地区 of a 分解. A new row between two of them is one more 地区.
            if row.expected is None and len(previous) > _DEPTH and _is_breakdown_row(following):
                reason = "新增的一行夹在分解的地区中间；请在项目文件的“地区”和分解里加上"
                self._found.unwritable.append(Unwritable(row.line.place, "", "", _shown(row.line), reason))
                return
            names = self._path_of(row, previous, added, lists)
            if names is None:
                return
            previous = names
        self._found.changes += [*added, *self._list_changes(lists), *self._order_changes(lists)]

    def _deletions(self) -> list[RowChange]:
        """The changes for deleted rows; those of lists are in ``_list_changes``."""
        changes: list[RowChange] = []
        # A deleted indicator takes its rows of 分解 with it; these are not reported one by one.
        nodes = {_third_label(line).node for line in self._lost}
        for line in self._lost:
            label = _third_label(line)
            shown = " | ".join(cell.text for cell in line.cells if not cell.covered)
            if len(label.node) > _DEPTH and label.node[:_DEPTH] not in nodes:
                reason = "分解的一行不见了；请在项目文件的分解里把这个地区写进“除”"
                self._found.unwritable.append(Unwritable(line.place, label, shown, "", reason))
            # A 二级 without indicators has a row with a blank 三级, which is no entry of its own.
            elif len(label.node) == _DEPTH and label.node[-1] and not self._is_list(label.node):
                write = Write((self._tree, *label.node), None)
                changes.append(RowChange(line.place, label, shown, "", (write,)))
        return changes

    def _is_list(self, node: NodePath) -> bool:
        return isinstance(self._origins.node_at((self._tree, *node[: _DEPTH - 1])), Listing)

    def _path_of(
        self, row: TreeRow, previous: NodePath, added: list[RowChange], lists: dict[NodePath, list[Value]]
    ) -> NodePath | None:
        """The path of names of a row's indicator; None where the row cannot be read.

        Adds its change to ``added``, or its item to ``lists`` where its 二级 is a list.
        """
        if row.expected is not None:
            node = _third_label(row.expected).node
            if len(node) == _DEPTH:
                self._append_to_order(node)
                if self._is_list(node):
                    lists.setdefault(node[:-1], []).append(self._list_item(node))
            return node
        model = next((one for one in self._models if len(one.cells) == len(row.line.cells)), None)
        texts = None if model is None else read_row(model, row.line)
        if model is None or texts is None:
            reason = "新增的一行与模板的格数或固定文字不同，或有公式没有算出结果，看不懂"
            self._found.unwritable.append(Unwritable(row.line.place, "", "", _shown(row.line), reason))
            return None
        names = self._identity(texts, previous)
        if not names[-1]:
            reason = "新增的一行没有三级指标的名称"
            self._found.unwritable.append(Unwritable(row.line.place, "", "", _shown(row.line), reason))
            return None
        self._add_row(row.line, names, texts, added, lists)
        return names

    def _identity(self, texts: dict[str, str], previous: NodePath) -> NodePath:
        """The path of names for the labels of an added row; a blank 一级 or 二级 is that of the row before."""
        names: NodePath = ()
        for depth, level in enumerate(LEVELS):
            text = texts.get(level, "")
            if not text.strip() and level != _THIRD and len(previous) > depth:
                names = (*names, previous[depth])
                continue
            known = self._nodes_by_label.get((names, normalized(text)))
            names = known if known is not None and level != _THIRD else (*names, self._key_for(names, text))
        return names

    def _key_for(self, parent: NodePath, text: str) -> str:
        """The key for a label: an existing one that reads or is displayed so, else the label without line breaks."""
        here = self._origins.node_at((self._tree, *parent))
        keys = here.entries if isinstance(here, Group) else ()
        labels = labels_of(self._origins.entries, DISPLAY, ORDER)
        for key in keys:
            shown = labels.label((*parent, key))
            if normalized(text) in {normalized(key), normalized(shown.value) if shown is not None else ""}:
                return key
        return "".join(text.split("\n")).strip()

    def _add_row(
        self,
        line: FormLine,
        names: NodePath,
        texts: dict[str, str],
        added: list[RowChange],
        lists: dict[NodePath, list[Value]],
    ) -> None:
        given = {name: text for name, text in texts.items() if name not in LEVELS and text.strip()}
        # Items of a list may repeat a 三级; below a mapping its name is the key.
        if self._is_list(names):
            lists.setdefault(names[:-1], []).append({_THIRD: escaped(names[-1]), **_escaped(given)})
            return
        if names in self._order:
            reason = "同一个二级指标下已经有这个三级指标；要写两次，请在项目文件里把这个二级指标写成列表"
            self._found.unwritable.append(Unwritable(line.place, names[-1], "", _shown(line), reason))
            return
        self._append_to_order(names)
        writes = [*self._value_writes(names, given), *self._label_writes(names, texts)]
        added.append(RowChange(line.place, names[-1], "", _shown(line), tuple(writes)))

    def _value_writes(self, names: NodePath, given: dict[str, str]) -> list[Write]:
        """The writes for the value of an added row.

        The base may define an indicator that this 分表 lacked for want of a variable: then only the variable is given.
        """
        path: Path = (self._tree, *names)
        leaf = self._origins.node_at(path)
        only = given.get(VALUE, "") if set(given) <= {VALUE} else None
        if isinstance(leaf, Text) and only is not None:
            for explanation in explanations(DataPlace(path, leaf), only, self._origins, self._fixed_names):
                if explanation.kind == VARIABLE:
                    return list(explanation.writes)
        return [Write(path, escaped(only) if only is not None else _escaped(given))]

    def _label_writes(self, names: NodePath, texts: dict[str, str]) -> Iterator[Write]:
        """The writes to 显示 for labels that differ from their keys."""
        labels = labels_of(self._origins.entries, DISPLAY, ORDER)
        for depth, level in enumerate(LEVELS, 1):
            node, text = names[:depth], texts.get(level, "").strip()
            if (node[:-1], normalized(text)) in self._nodes_by_label or not text:
                continue
            shown = labels.label(node)
            if text != (shown.value if shown is not None else node[-1]):
                yield Write((DISPLAY, self._origins.shortest(node, self._tree)), text)

    def _append_to_order(self, names: NodePath) -> None:
        if names not in self._order:
            self._order.append(names)

    def _list_item(self, node: NodePath) -> Value:
        return as_value(self._origins.node_at(self._origins.tree_path(node, self._tree)))

    def _list_changes(self, lists: dict[NodePath, list[Value]]) -> Iterator[RowChange]:
        """The changes of 二级 that are lists: a list is written whole if an item was added, deleted or moved.

        One without any item left is removed.
        """
        for parent, items in lists.items():
            shown = [_third_label(line).node for line in self._models if _third_label(line).node[:-1] == parent]
            old = [self._list_item(node) for node in shown]
            if old != items:
                before, after = ("、".join(map(_item_name, each)) for each in (old, items))
                yield RowChange("", parent[-1], before, after, (Write((self._tree, *parent), items or None),))

    def _order_changes(self, lists: dict[NodePath, list[Value]]) -> Iterator[RowChange]:
        """The writes to 顺序 for each node whose children are in another order than the data give."""
        labels = labels_of(self._origins.entries, DISPLAY, ORDER)
        for depth in range(_DEPTH):
            for parent in dict.fromkeys(names[:depth] for names in self._order):
                wanted = list(dict.fromkeys(names[depth] for names in self._order if names[:depth] == parent))
                if len(wanted) < 2 or parent in lists:
                    continue
                here = self._origins.node_at((self._tree, *parent))
                old = list(here.entries) if isinstance(here, Group) else []
                old += [name for name in wanted if name not in old]
                natural = [name for name in labels.in_order(parent, old, str) if name in wanted]
                if not self._contiguous(parent, depth):
                    reason = "同一个一级或二级指标的行没有放在一起，写不成一棵树"
                    self._found.unwritable.append(Unwritable("", parent[-1] if parent else "", "", "", reason))
                elif natural != wanted:
                    key = self._order_key(parent)
                    write = Write((ORDER, key), list(wanted))
                    yield RowChange("", key, "、".join(natural), "、".join(wanted), (write,))

    def _contiguous(self, parent: NodePath, depth: int) -> bool:
        """Whether the rows of each child of a node stand together."""
        runs = [names[depth] for names in self._order if names[:depth] == parent]
        changes = sum(1 for one, other in pairwise(runs) if one != other)
        return changes + 1 == len(set(runs))

    def _order_key(self, parent: NodePath) -> str:
        """The key of a node in 顺序: the one that is there already, else the shortest that is unique."""
        order = self._origins.node_at((ORDER,))
        known = order.entries if isinstance(order, Group) else {}
        return next(
            (name for name in suffixes(parent) if name in known),
            self._origins.shortest(parent, self._tree) if parent else TREE,
        )


def _is_breakdown_row(row: TreeRow | None) -> bool:
    """Whether a row is a 地区 of a 分解."""
    return row is not None and row.expected is not None and len(_third_label(row.expected).node) > _DEPTH


def _labels(line: ExpectedLine) -> Iterator[Label]:
    row = row_of(line)
    for name in LEVELS:
        label = None if row is None else row[name]
        if isinstance(label, Label) and label.node:
            yield label


def _third_label(line: ExpectedLine) -> Label:
    row = row_of(line)
    assert row is not None  # noqa: S101  # only rows of the tree come here
    label: Label = row[_THIRD]
    return label


def _item_name(item: Value) -> str:
    return str(item.get(_THIRD) or "") if isinstance(item, Mapping) else ""


def _escaped(given: dict[str, str]) -> dict[str, Value]:
    return {name: escaped(text) for name, text in given.items()}


def _shown(line: FormLine) -> str:
    return " | ".join(" ".join(cell.text.split()) for cell in line.cells if not cell.covered)
