"""The values of forms of one template in, one project that makes them all out: what is shared once, the rest by form.

A text that differs in one number alone becomes a pattern with a variable; numbers that agree in every form are one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from generator.project.keywords import DISPLAY, LEVELS, ORDER, TREE, VALUE
from generator.returned.expected import loose
from generator.returned.explain import escaped
from generator.returned.new.values import FormValues, TreeLeaf, common_words, variable_name
from generator.returned.origins import Path

_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_FEW = 5
"""One form in so many may have its own wording beside that of the others."""
_TELLING = 3
"""So many different values agree in every form by no chance."""
_NAME = re.compile(r"[\u4e00-\u9fff]{2}")
_WORDS, _MORE = 6, 2
"""A label of so many characters is in other words what has at most so many more."""
Names = tuple[str, ...]
Nested = dict[str, Any]


class SharedProject(Struct):
    """A project: ``base`` fields, ``tree``, ``display``; ``forms`` are the variables and overrides by sub-form."""

    by: str
    base: Nested = field(default_factory=dict)
    tree: Nested = field(default_factory=dict)
    display: Nested = field(default_factory=dict)
    forms: dict[str, Nested] = field(default_factory=dict)


def share(names: Sequence[str], forms: Sequence[FormValues], by: str) -> SharedProject:
    """``names`` are those of the sub-forms; a single form needs none of them."""
    sharer = _Sharer(dict(zip(names, forms, strict=True)), by)
    sharer.take_tree()
    sharer.take_fields()
    return sharer.result()


class _Sharer:
    def __init__(self, forms: Mapping[str, FormValues], by: str) -> None:
        self._forms = forms
        self._by = by
        self._single = len(forms) == 1
        self._few = max(1, len(forms) // _FEW) if len(forms) >= _FEW - 1 else 0
        self._shared = SharedProject(by, forms={name: {} for name in forms})
        self._field_values: dict[str, Nested] = {name: {} for name in forms}
        self._vectors: dict[tuple[tuple[str, str], ...], str] = {}
        labels = {"".join(row.labels[-1].split()) for form in forms.values() for row in form.rows}
        self._common = common_words(sorted(labels))
        self._owner = ""
        self._taken: set[str] = {by, *(str(path[0]) for form in forms.values() for path in form.fields)}

    def result(self) -> SharedProject:
        shared = self._shared
        if self._single:
            shared.forms = {}
        else:
            shared.forms = {name: _merged(self._field_values[name], own) for name, own in shared.forms.items()}
        return shared

    # Fields

    def take_fields(self) -> None:
        paths = dict.fromkeys(path for form in self._forms.values() for path in form.fields)
        for path in paths:
            values = {name: form.fields[path] for name, form in self._forms.items() if path in form.fields}
            everywhere = len(values) == len(self._forms)
            base, others = self._expressed(str(path[-1]), values) if everywhere else (None, values)
            if base is not None:
                _put(self._shared.base, path, base)
            for name, text in others.items():
                _put(self._field_values[name], path, escaped(text))

    def _expressed(
        self, label: str, values: Mapping[str, str], *, whole: bool = False
    ) -> tuple[str | None, Mapping[str, str]]:
        """A text for all forms and the forms that have another; None where each has its own.

        ``whole`` asks for a variable even where no words are shared.
        """
        texts = {name: self._named(name, text) for name, text in values.items()}
        common, count = Counter(texts.values()).most_common(1)[0]
        everywhere = len(values) == len(self._forms)
        if everywhere and len(values) - count <= self._few:
            return common, {name: text for name, text in values.items() if texts[name] != common}
        found = _pattern(list(texts.values()))
        if found is not None:
            before, after, numbers = found
            known = self._variable(label, dict(zip(values, numbers, strict=True)))
            return f"{before}{{{{ {known} }}}}{after}", {}
        if whole:
            return f"{{{{ {self._variable(label, values)} }}}}", {}
        return None, values

    def _named(self, name: str, text: str) -> str:
        """The text with the sub-form's name as the variable that holds it."""
        text = escaped(text)
        is_name = not self._single and _NAME.search(name) is not None
        return text.replace(name, f"{{{{ {self._by} }}}}") if is_name else text

    def _variable(self, label: str, values: Mapping[str, str]) -> str:
        """The variable with these values: one that has them already, else a new one."""
        vector = tuple(sorted(values.items()))
        known = self._vectors.get(vector)
        if known is not None and len(set(values.values())) >= _TELLING:
            return known
        name = variable_name(label, self._owner, self._common, self._taken)
        self._taken.add(name)
        self._vectors.setdefault(vector, name)
        for form, value in values.items():
            self._shared.forms[form][name] = escaped(value)
        return name

    # The tree

    def take_tree(self) -> None:
        trees = {name: _SharedTree(form.rows) for name, form in self._forms.items()}
        keys = _Keys(trees.values())
        paths = {name: keys.paths(tree) for name, tree in trees.items()}
        merged = _merged_order([list(rows) for rows in paths.values()])
        mixed = self._mixed(paths)
        for second in dict.fromkeys(path[:2] for path in merged):
            thirds = [path for path in merged if path[:2] == second]
            self._owner = second[-1]
            _put(self._shared.tree, second, {})
            if keys.is_listed(second):
                self._take_list(second, trees, keys)
            elif second in mixed:
                _put(self._shared.tree, second, None)
                for path in thirds:
                    self._own(path, {name: rows[path] for name, rows in paths.items() if path in rows and path[-1]})
                for name, rows in paths.items():
                    if not any(path[:2] == second for path in rows):
                        _put(self._shared.forms[name], (TREE, *second), None)
            else:
                for path in thirds:
                    self._take_leaf(path, {name: rows[path] for name, rows in paths.items() if path in rows})
        self._take_display(trees, keys)
        self._take_orders({name: list(rows) for name, rows in paths.items()}, keys)

    def _mixed(self, paths: Mapping[str, Mapping[Names, TreeLeaf]]) -> set[Names]:
        """The 二级 that are a blank row in one form and have indicators in another."""
        blank = {path[:2] for rows in paths.values() for path in rows if not path[-1]}
        return {path[:2] for rows in paths.values() for path in rows if path[-1]} & blank

    def _take_leaf(self, path: Names, leaves: Mapping[str, TreeLeaf]) -> None:
        missing = [name for name in self._forms if name not in leaves]
        if not path[-1]:
            blank = path[:2] if path[1] else path[:1]
            _put(self._shared.tree, blank, None)
            for name in missing:
                _put(self._shared.forms[name], (TREE, *blank), None)
            return
        is_text = all(set(leaf.attributes) <= {VALUE} for leaf in leaves.values())
        if not is_text:
            self._take_attributes(path, leaves, missing)
            return
        values = {name: leaf.attributes.get(VALUE, "") for name, leaf in leaves.items()}
        if missing and len(missing) <= self._few and len(set(values.values())) == 1:
            _put(self._shared.tree, path, escaped(next(iter(values.values()))))
            for name in missing:
                _put(self._shared.forms[name], (TREE, *path), None)
            return
        if missing and not all(values.values()):
            self._own(path, leaves)
            return
        base, others = self._expressed(path[-1], values, whole=True)
        _put(self._shared.tree, path, base)
        for name, text in others.items():
            _put(self._shared.forms[name], (TREE, *path), escaped(text))

    def _take_attributes(self, path: Names, leaves: Mapping[str, TreeLeaf], missing: Sequence[str]) -> None:
        """An indicator of several attributes: shared only where every form has it."""
        if missing:
            self._own(path, leaves)
            return
        names = dict.fromkeys(name for leaf in leaves.values() for name in leaf.attributes)
        for attribute in names:
            values = {name: leaf.attributes.get(attribute, "") for name, leaf in leaves.items()}
            if any(values.values()):
                base, others = self._expressed(path[-1] + attribute, values, whole=True)
                _put(self._shared.tree, (*path, attribute), base)
                for name, text in others.items():
                    _put(self._shared.forms[name], (TREE, *path, attribute), escaped(text))
        _put_default(self._shared.tree, path, "")

    def _own(self, path: Names, leaves: Mapping[str, TreeLeaf]) -> None:
        """An indicator that only some forms have, with wordings of their own."""
        for name, leaf in leaves.items():
            target, prefix = (self._shared.tree, ()) if self._single else (self._shared.forms[name], (TREE,))
            _put(target, (*prefix, *path), _leaf(leaf))

    def _take_list(self, second: Names, trees: Mapping[str, _SharedTree], keys: _Keys) -> None:
        lists = {}
        for name, tree in trees.items():
            rows = [row for row in tree.rows if keys.of(row.labels)[:2] == second]
            lists[name] = [{LEVELS[-1]: escaped(row.labels[-1]), **_given(row)} for row in rows]
        found = [items for items in lists.values() if items]
        if all(items == found[0] for items in lists.values()):
            _put(self._shared.tree, second, found[0])
            return
        _put(self._shared.tree, second, [])
        for name, items in lists.items():
            _put(self._shared.forms[name], (TREE, *second), items or None)

    # Labels and order

    def _take_display(self, trees: Mapping[str, _SharedTree], keys: _Keys) -> None:
        printed: dict[Names, dict[str, str]] = {}
        for name, tree in trees.items():
            for row in tree.rows:
                path = keys.of(row.labels)
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

    def _take_orders(self, paths: Mapping[str, list[Names]], keys: _Keys) -> None:
        """顺序 where a form has its rows in another order than the tree and its own additions give."""
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


class _SharedTree(Struct, frozen=True):
    rows: Sequence[TreeLeaf]


class _Keys:
    """Identities for labels: what reads the same under one parent is one node, whatever its line breaks.

    A label that another contains, as no form has both, is that one's in other words.
    """

    def __init__(self, trees: Iterable[_SharedTree]) -> None:
        self._trees = list(trees)
        self._keys: dict[tuple[Names, str], str] = {}
        for depth in range(len(LEVELS)):
            self._unify(depth)
        self._nodes: dict[Names, None] = {}
        for tree in self._trees:
            for row in tree.rows:
                path = self.of(row.labels)
                self._nodes |= dict.fromkeys(path[:depth] for depth in range(1, len(path) + 1))
        self._listed = {path[:2] for tree in self._trees for path in self.repeated(tree)}

    def of(self, labels: Names) -> Names:
        """The path of a row."""
        path: Names = ()
        for label in labels:
            key = self._keys.setdefault((path, loose(label)), "".join(label.split("\n")))
            path = (*path, key)
        return path

    def _unify(self, depth: int) -> None:
        """Give labels of one level that never stand together, one in the other, the key of the more frequent."""
        having: dict[tuple[Names, str], set[int]] = {}
        for number, tree in enumerate(self._trees):
            for row in tree.rows:
                parent = self.of(row.labels[:depth])
                having.setdefault((parent, self.of(row.labels[: depth + 1])[-1]), set()).add(number)
        for (parent, label), forms in having.items():
            wider = [
                other
                for (above, other), others in having.items()
                if above == parent and other != label and label and _is_reworded(label, other)
                if not forms & others and (len(others), len(other)) > (len(forms), len(label))
            ]
            if len(wider) == 1:
                self._keys[parent, loose(label)] = wider[0]

    def paths(self, tree: _SharedTree) -> dict[Names, TreeLeaf]:
        """The rows of a form by path."""
        return {self.of(row.labels): row for row in tree.rows}

    def repeated(self, tree: _SharedTree) -> Iterator[Names]:
        """The paths that a form has more than once."""
        counts = Counter(self.of(row.labels) for row in tree.rows)
        return (path for path, count in counts.items() if count > 1)

    def is_listed(self, path: Names) -> bool:
        """Whether a row is an item of a list, whose label is a value."""
        return path[:2] in self._listed

    def shortest(self, path: Names) -> str:
        """The shortest suffix that names a node alone."""
        for length in range(1, len(path)):
            if sum(node[-length:] == path[-length:] for node in self._nodes) == 1:
                return "/".join(path[-length:])
        return "/".join((TREE, *path))


def _is_reworded(one: str, other: str) -> bool:
    short, long = sorted((loose(one), loose(other)), key=len)
    return len(short) >= _WORDS and short in long and len(long) - len(short) <= _MORE


def _given(leaf: TreeLeaf) -> Nested:
    return {name: escaped(text) for name, text in leaf.attributes.items() if text}


def _leaf(leaf: TreeLeaf) -> Any:
    return escaped(leaf.attributes.get(VALUE, "")) if set(leaf.attributes) <= {VALUE} else _given(leaf)


def _pattern(texts: Sequence[str]) -> tuple[str, str, list[str]] | None:
    """Words before and after one number that alone differs, and the numbers; None where that is not so."""
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


def _merged_order(sequences: Sequence[list[Names]]) -> list[Names]:
    """One order with all items: the longest sequence, and each other item behind the one that it follows."""
    whole: list[Names] = []
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
    """A mapping over another, deeply."""
    whole = dict(base)
    for key, value in over.items():
        below = whole.get(key)
        whole[key] = _merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return whole
