"""Turns the values of several forms of one template into one project: what they share, and what each 分表 gives.

A text that differs between forms in a single number becomes a shared text with a variable (``≥{{ 支持企业 }}家``).
Numbers that are equal in each form become one variable.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from generator.project.keywords import DISPLAY, LEVELS, ORDER, STANDARD, TREE, VALUE
from generator.returned.expected import normalized
from generator.returned.explain import escaped
from generator.returned.new.values import FormValues, TreeLeaf, common_words, variable_name
from generator.returned.origins import Path

_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_FORMS_A_VARIANT = 5
"""One form in this many may override a text that all others share."""
_MIN_DISTINCT_VALUES = 3
"""Two texts with equal numbers in each form share a variable if it has at least this many different values."""
_NAME = re.compile(r"[\u4e00-\u9fff]{2}")
_MIN_LABEL_LENGTH, _MAX_EXTRA_LENGTH = 6, 2
"""A label of at least the first number of characters is the same as one that contains it and at most two more."""
NodePath = tuple[str, ...]
Nested = dict[str, Any]


class SharedProject(Struct):
    """The content of a project file.

    ``by`` is the variable of 按, ``base`` the shared fields, ``tree`` 绩效指标, ``display`` 显示. ``forms`` has the
    variables and overrides of each 分表; empty for a project of a single form.
    """

    by: str
    base: Nested = field(default_factory=dict)
    tree: Nested = field(default_factory=dict)
    display: Nested = field(default_factory=dict)
    forms: dict[str, Nested] = field(default_factory=dict)


def share(names: Sequence[str], forms: Sequence[FormValues], by: str) -> SharedProject:
    """Share out the values of the forms, which are named ``names`` in order; ``by`` is the variable for these names."""
    sharer = _Sharer(dict(zip(names, forms, strict=True)), by)
    sharer.share_tree()
    sharer.share_fields()
    return sharer.result()


class _Sharer:
    """Builds a ``SharedProject``; the tree first, as its variables are named before those of the fields.

    ``_max_exceptions`` is how many forms may override a shared text. ``_vectors`` maps the values of a variable in all
    forms to its name, ``_owner`` is the 二级 being worked on, and ``_taken`` are the names of variables already in use.
    ``_always`` are the attributes that are written though they are blank: the template prints them.
    """

    def __init__(self, forms: Mapping[str, FormValues], by: str) -> None:
        self._forms = forms
        self._by = by
        self._single = len(forms) == 1
        self._max_exceptions = max(1, len(forms) // _FORMS_A_VARIANT) if len(forms) >= _FORMS_A_VARIANT - 1 else 0
        self._shared = SharedProject(by, forms={name: {} for name in forms})
        self._field_values: dict[str, Nested] = {name: {} for name in forms}
        self._vectors: dict[tuple[tuple[str, str], ...], str] = {}
        labels = {"".join(row.labels[-1].split()) for form in forms.values() for row in form.rows}
        self._common = common_words(sorted(labels))
        self._owner = ""
        self._always = _blank_everywhere(forms.values())
        self._taken: set[str] = {by, *(str(path[0]) for form in forms.values() for path in form.fields)}

    def result(self) -> SharedProject:
        """The finished project; in the 分表 fields come before variables and overrides of the tree."""
        shared = self._shared
        if self._single:
            shared.forms = {}
        else:
            shared.forms = {name: _merged(self._field_values[name], own) for name, own in shared.forms.items()}
        return shared

    # Fields.

    def share_fields(self) -> None:
        """Put each field into the base or into the 分表; one that some form lacks is given by the others."""
        paths = dict.fromkeys(path for form in self._forms.values() for path in form.fields)
        for path in paths:
            values = {name: form.fields[path] for name, form in self._forms.items() if path in form.fields}
            everywhere = len(values) == len(self._forms)
            base, others = self._shared_text(str(path[-1]), values) if everywhere else (None, values)
            if base is not None:
                _put(self._shared.base, path, base)
            for name, text in others.items():
                _put(self._field_values[name], path, escaped(text))

    def _shared_text(
        self, label: str, values: Mapping[str, str], *, whole: bool = False
    ) -> tuple[str | None, Mapping[str, str]]:
        """A text that fits all forms (None where each has its own), and the texts of the forms that override it.

        With ``whole`` the text may be a variable alone; else the forms must share some words of it.
        """
        texts = {name: self._with_by_variable(name, text) for name, text in values.items()}
        common, count = Counter(texts.values()).most_common(1)[0]
        everywhere = len(values) == len(self._forms)
        if everywhere and len(values) - count <= self._max_exceptions:
            return common, {name: text for name, text in values.items() if texts[name] != common}
        # First choice above: one text, with few exceptions. Now a text in which one number differs.
        found = _pattern(list(texts.values()))
        if found is not None:
            before, after, numbers = found
            known = self._variable(label, dict(zip(values, numbers, strict=True)))
            return f"{before}{{{{ {known} }}}}{after}", {}
        if whole:
            return f"{{{{ {self._variable(label, values)} }}}}", {}
        return None, values

    def _with_by_variable(self, name: str, text: str) -> str:
        """The text with the name of its sub-form replaced by the variable of 按."""
        text = escaped(text)
        is_name = not self._single and _NAME.search(name) is not None
        return text.replace(name, f"{{{{ {self._by} }}}}") if is_name else text

    def _variable(self, label: str, values: Mapping[str, str]) -> str:
        """The name of a variable with these values by form: an existing one that has the same, else a new one."""
        vector = tuple(sorted(values.items()))
        known = self._vectors.get(vector)
        if known is not None and len(set(values.values())) >= _MIN_DISTINCT_VALUES:
            return known
        name = variable_name(label, self._owner, self._common, self._taken)
        self._taken.add(name)
        self._vectors.setdefault(vector, name)
        for form, value in values.items():
            self._shared.forms[form][name] = escaped(value)
        return name

    # The indicator tree.

    def share_tree(self) -> None:
        """Put each indicator into the shared tree or into the 分表 that have it."""
        trees = {name: _FormTree(form.rows) for name, form in self._forms.items()}
        keys = _NodeKeys(trees.values())
        paths = {name: keys.paths(tree) for name, tree in trees.items()}
        merged = _merged_order([list(rows) for rows in paths.values()])
        mixed = self._mixed(paths)
        for second in dict.fromkeys(path[:2] for path in merged):
            thirds = [path for path in merged if path[:2] == second]
            self._owner = second[-1]
            # So that a 二级 keeps its place in the tree even if all of its indicators go into 分表.
            _put(self._shared.tree, second, {})
            if keys.is_listed(second):
                self._share_list(second, trees, keys)
            elif second in mixed:
                # The base has the blank row; a 分表 with indicators overrides it, one without any row removes it.
                _put(self._shared.tree, second, None)
                for path in thirds:
                    self._override(
                        path, {name: rows[path] for name, rows in paths.items() if path in rows and path[-1]}
                    )
                for name, rows in paths.items():
                    if not any(path[:2] == second for path in rows):
                        _put(self._shared.forms[name], (TREE, *second), None)
            else:
                for path in thirds:
                    self._share_leaf(path, {name: rows[path] for name, rows in paths.items() if path in rows})
        self._add_display(trees, keys)
        self._add_orders({name: list(rows) for name, rows in paths.items()}, keys)

    def _mixed(self, paths: Mapping[str, Mapping[NodePath, TreeLeaf]]) -> set[NodePath]:
        """The 二级 that are a blank row in one form but have indicators in another."""
        blank = {path[:2] for rows in paths.values() for path in rows if not path[-1]}
        return {path[:2] for rows in paths.values() for path in rows if path[-1]} & blank

    def _share_leaf(self, path: NodePath, leaves: Mapping[str, TreeLeaf]) -> None:
        """Put one indicator into the project; ``leaves`` are its rows by form.

        A form without it gets null in its 分表 where the tree has a fixed value. Where the value uses a variable, a
        form that does not give the variable does not get the row either.
        """
        missing = [name for name in self._forms if name not in leaves]
        if not path[-1]:
            blank = path[:2] if path[1] else path[:1]
            _put(self._shared.tree, blank, None)
            for name in missing:
                _put(self._shared.forms[name], (TREE, *blank), None)
            return
        is_text = all(set(leaf.attributes) <= {VALUE} for leaf in leaves.values())
        if not is_text:
            self._share_attributes(path, leaves, missing)
            return
        values = {name: leaf.attributes.get(VALUE, "") for name, leaf in leaves.items()}
        if missing and len(missing) <= self._max_exceptions and len(set(values.values())) == 1:
            _put(self._shared.tree, path, escaped(next(iter(values.values()))))
            for name in missing:
                _put(self._shared.forms[name], (TREE, *path), None)
            return
        if missing and not all(values.values()):
            self._override(path, leaves)
            return
        base, others = self._shared_text(path[-1], values, whole=True)
        _put(self._shared.tree, path, base)
        for name, text in others.items():
            _put(self._shared.forms[name], (TREE, *path), escaped(text))

    def _share_attributes(self, path: NodePath, leaves: Mapping[str, TreeLeaf], missing: Sequence[str]) -> None:
        """Put an indicator with several attributes into the tree if every form has it, else into the 分表."""
        if missing:
            self._override(path, leaves)
            return
        names = dict.fromkeys(name for leaf in leaves.values() for name in leaf.attributes)
        for attribute in names:
            values = {name: leaf.attributes.get(attribute, "") for name, leaf in leaves.items()}
            if attribute in self._always or any(values.values()):
                base, others = self._shared_text(path[-1] + attribute, values, whole=True)
                _put(self._shared.tree, (*path, attribute), base)
                for name, text in others.items():
                    _put(self._shared.forms[name], (TREE, *path, attribute), escaped(text))
        _put_default(self._shared.tree, path, "")

    def _override(self, path: NodePath, leaves: Mapping[str, TreeLeaf]) -> None:
        """Put an indicator into each 分表 that has it, as its own override (for a single form into the tree)."""
        for name, leaf in leaves.items():
            target, prefix = (self._shared.tree, ()) if self._single else (self._shared.forms[name], (TREE,))
            _put(target, (*prefix, *path), self._leaf_value(leaf))

    def _share_list(self, second: NodePath, trees: Mapping[str, _FormTree], keys: _NodeKeys) -> None:
        """Put a 二级 that must be a list, because a form repeats one of its 三级, into the tree or the 分表."""
        lists = {}
        for name, tree in trees.items():
            rows = [row for row in tree.rows if keys.path_of(row.labels)[:2] == second]
            lists[name] = [{LEVELS[-1]: escaped(row.labels[-1]), **self._attribute_values(row)} for row in rows]
        found = [items for items in lists.values() if items]
        if all(items == found[0] for items in lists.values()):
            _put(self._shared.tree, second, found[0])
            return
        _put(self._shared.tree, second, [])
        for name, items in lists.items():
            _put(self._shared.forms[name], (TREE, *second), items or None)

    def _leaf_value(self, leaf: TreeLeaf) -> Any:
        only_value = set(leaf.attributes) <= {VALUE}
        return escaped(leaf.attributes.get(VALUE, "")) if only_value else self._attribute_values(leaf)

    def _attribute_values(self, leaf: TreeLeaf) -> Nested:
        given = leaf.attributes.items()
        return {name: escaped(text) for name, text in given if text or name in self._always}

    # Labels and order.

    def _add_display(self, trees: Mapping[str, _FormTree], keys: _NodeKeys) -> None:
        """Add to 显示 the labels that are not printed as their keys: the usual one for all, others in the 分表."""
        printed: dict[NodePath, dict[str, str]] = {}
        for name, tree in trees.items():
            for row in tree.rows:
                path = keys.path_of(row.labels)
                for depth in range(1, len(path) + 1):
                    if path[depth - 1] and not (depth == len(path) and keys.is_listed(path)):
                        printed.setdefault(path[:depth], {}).setdefault(name, row.labels[depth - 1])
        for path, labels in printed.items():
            common = Counter(labels.values()).most_common(1)[0][0]
            key = keys.shortest(path)
            if common != path[-1]:
                self._shared.display[key] = common
            for name, label in labels.items():
                if label != common:
                    _put(self._shared.forms[name], (DISPLAY, key), label)

    def _add_orders(self, paths: Mapping[str, list[NodePath]], keys: _NodeKeys) -> None:
        """Add 顺序 to the 分表 of each form whose rows are in another order than tree and overrides give."""
        for name, rows in paths.items():
            whole = _merged(self._shared.tree, self._shared.forms[name].get(TREE, {}))
            for depth in range(len(LEVELS)):
                for parent in dict.fromkeys(path[:depth] for path in rows):
                    wanted = list(dict.fromkeys(path[depth] for path in rows if path[:depth] == parent))
                    here = _at(whole, parent)
                    if not isinstance(here, dict) or len(wanted) < 2:
                        continue
                    if [key for key in here if key in wanted] != wanted:
                        _put(self._shared.forms[name], (ORDER, keys.shortest(parent) if parent else TREE), wanted)


class _FormTree(Struct, frozen=True):
    """The rows of the indicator tree in one form."""

    rows: Sequence[TreeLeaf]


class _NodeKeys:
    """The keys of the tree for the labels of all forms.

    Labels under one parent that differ only in line breaks, spaces or width of characters are one node. So are two of
    which one contains the other, if no form has both.
    """

    def __init__(self, trees: Iterable[_FormTree]) -> None:
        self._trees = list(trees)
        self._keys: dict[tuple[NodePath, str], str] = {}
        # From the top down: which labels share a parent is known only when the parents are.
        for depth in range(len(LEVELS)):
            self._unify(depth)
        self._nodes: dict[NodePath, None] = {}
        for tree in self._trees:
            for row in tree.rows:
                path = self.path_of(row.labels)
                self._nodes |= dict.fromkeys(path[:depth] for depth in range(1, len(path) + 1))
        self._listed = {path[:2] for tree in self._trees for path in self.repeated(tree)}

    def path_of(self, labels: NodePath) -> NodePath:
        """The path of keys for the labels of a row."""
        path: NodePath = ()
        for label in labels:
            key = self._keys.setdefault((path, normalized(label)), "".join(label.split("\n")))
            path = (*path, key)
        return path

    def _unify(self, depth: int) -> None:
        """Give two labels of one level that are one indicator in other words the key of the more frequent one."""
        having: dict[tuple[NodePath, str], set[int]] = {}
        for number, tree in enumerate(self._trees):
            for row in tree.rows:
                parent = self.path_of(row.labels[:depth])
                having.setdefault((parent, self.path_of(row.labels[: depth + 1])[-1]), set()).add(number)
        for (parent, label), forms in having.items():
            wider = [
                other
                for (above, other), others in having.items()
                if above == parent and other != label and label and _is_reworded(label, other)
                if not forms & others and (len(others), len(other)) > (len(forms), len(label))
            ]
            if len(wider) == 1:
                self._keys[parent, normalized(label)] = wider[0]

    def paths(self, tree: _FormTree) -> dict[NodePath, TreeLeaf]:
        """The rows of a form by their paths."""
        return {self.path_of(row.labels): row for row in tree.rows}

    def repeated(self, tree: _FormTree) -> Iterator[NodePath]:
        """The paths that a form has more than once."""
        counts = Counter(self.path_of(row.labels) for row in tree.rows)
        return (path for path, count in counts.items() if count > 1)

    def is_listed(self, path: NodePath) -> bool:
        """Whether the 二级 of a row is a list: then its label is a value of an item, not a key."""
        return path[:2] in self._listed

    def shortest(self, path: NodePath) -> str:
        """The shortest suffix of a path that no other node ends with."""
        for length in range(1, len(path)):
            if sum(node[-length:] == path[-length:] for node in self._nodes) == 1:
                return "/".join(path[-length:])
        return "/".join((TREE, *path))


def _is_reworded(one: str, other: str) -> bool:
    """Whether one label contains the other and is hardly longer."""
    short, long = sorted((normalized(one), normalized(other)), key=len)
    return len(short) >= _MIN_LABEL_LENGTH and short in long and len(long) - len(short) <= _MAX_EXTRA_LENGTH


def _blank_everywhere(forms: Iterable[FormValues]) -> frozenset[str]:
    """The attributes, standard ones left out, that are blank in all rows of one of the forms."""
    return frozenset(
        name
        for form in forms
        for name in {name for row in form.rows for name in row.attributes} - STANDARD
        if not any(row.attributes.get(name) for row in form.rows)
    )


def _pattern(texts: Sequence[str]) -> tuple[str, str, list[str]] | None:
    """The text before and after the one number in which the texts differ, and these numbers; None if there is more."""
    split = [_NUMBER.split(text) for text in texts]
    numbers = [_NUMBER.findall(text) for text in texts]
    words = split[0]
    if len(words) < 2 or any(other != words for other in split) or not "".join(words).strip():
        return None
    varying = [at for at in range(len(words) - 1) if len({each[at] for each in numbers}) > 1]
    at = varying[0] if varying else 0
    if len(varying) > 1 or (not varying and len(words) > 2):
        return None
    rest = [piece for pair in zip(words, [*numbers[0], ""], strict=True) for piece in pair]
    before, after = "".join(rest[: 2 * at + 1]), "".join(rest[2 * at + 2 :])
    return before, after, [each[at] for each in numbers]


def _merged_order(sequences: Sequence[list[NodePath]]) -> list[NodePath]:
    """One order of all items: that of the longest sequence, with each further item after the one that it follows."""
    whole: list[NodePath] = []
    for sequence in sorted(sequences, key=len, reverse=True):
        at = 0
        for item in sequence:
            if item in whole:
                at = whole.index(item) + 1
            else:
                whole.insert(at, item)
                at += 1
    return whole


def _put(target: Nested, path: Path, value: Any) -> None:
    for step in path[:-1]:
        below = target.get(str(step))
        if not isinstance(below, dict):
            below = target[str(step)] = {}
        target = below
    target[str(path[-1])] = value


def _put_default(target: Nested, path: Path, value: Any) -> None:
    if _at(target, path) is None:
        _put(target, path, value)


def _at(target: Any, path: Path) -> Any:
    for step in path:
        target = target.get(step) if isinstance(target, dict) else None
    return target


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> Nested:
    """A mapping deeply merged over another, as a 分表 over the base."""
    whole = dict(base)
    for key, value in over.items():
        below = whole.get(key)
        whole[key] = _merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return whole
