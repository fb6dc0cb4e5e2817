"""Infers from parsed Jinja what a template expects of each free name: a text, a list, or something with attributes.

Used to write a blank project file for a template (``jixiao new``). Reads the syntax tree; nothing is evaluated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from jinja2 import nodes
from msgspec import Struct, field

# Functions in generated source that return their first argument.
_RETURN_ARGUMENT = {"_items", "mark"}


class Shape(Struct):
    """How a value is used: the attributes read, and the shape of the items looped over. With neither it is a text.

    ``is_tested`` where an ``if`` asks whether it is blank; ``compared`` are the constants of its == and !=.
    """

    attributes: dict[str, Shape] = field(default_factory=dict)
    item: Shape | None = None
    is_tested: bool = False
    compared: set[str] = field(default_factory=set)

    def attribute(self, name: str) -> Shape:
        """The shape of an attribute, added if it is new."""
        return self.attributes.setdefault(name, Shape())

    def looped(self) -> Shape:
        """The shape of its items; makes it a list."""
        if self.item is None:
            self.item = Shape()
        return self.item


def shapes(trees: Iterable[nodes.Template]) -> Mapping[str, Shape]:
    """The shape of every free name in the parsed sources, in order of first use."""
    collector = _UseCollector()
    for tree in trees:
        collector.visit(tree, {})
    return collector.free


def merged(several: Iterable[Mapping[str, Shape]]) -> dict[str, Shape]:
    """What several sources expect together, by name; the shapes given are not changed."""
    combined: dict[str, Shape] = {}
    for each in several:
        for name, shape in each.items():
            combined[name] = _combined(combined[name], shape) if name in combined else shape
    return combined


def _combined(one: Shape, other: Shape) -> Shape:
    item = one.item or other.item
    if one.item is not None and other.item is not None:
        item = _combined(one.item, other.item)
    attributes = merged((one.attributes, other.attributes))
    return Shape(attributes, item, one.is_tested or other.is_tested, one.compared | other.compared)


class _UseCollector:
    """Goes through a syntax tree and collects in ``free`` the shapes of names that it does not define."""

    def __init__(self) -> None:
        self.free: dict[str, Shape] = {}

    def visit(self, node: nodes.Node, bound: dict[str, Shape]) -> None:
        """Collect the uses in a statement; ``bound`` are the names that loops and ``set`` define here."""
        if isinstance(node, nodes.For):
            item = self._shape(node.iter, bound).looped()
            inner = dict(bound) | {"loop": Shape()}
            if isinstance(node.target, nodes.Name):
                inner[node.target.name] = item
            else:
                inner |= {name.name: Shape() for name in node.target.find_all(nodes.Name)}
            if node.test is not None:
                self._test(node.test, node.body, inner)
            for child in (*([node.test] if node.test else []), *node.body):
                self.visit(child, inner)
            # The else of a loop runs when there is no item, so the loop's names are not known in it.
            for child in node.else_:
                self.visit(child, bound)
        elif isinstance(node, nodes.Assign):
            value = self._shape(node.node, bound)
            if isinstance(node.target, nodes.Name):
                bound[node.target.name] = value
        elif isinstance(node, nodes.Expr):
            self._shape(node, bound)
        else:
            if isinstance(node, nodes.If):
                self._test(node.test, [*node.body, *node.else_], bound)
            inner = dict(bound) if isinstance(node, (nodes.With, nodes.AssignBlock)) else bound
            for child in node.iter_child_nodes():
                self.visit(child, inner)
            if isinstance(node, nodes.AssignBlock) and isinstance(node.target, nodes.Name):
                bound[node.target.name] = Shape()

    def _test(self, node: nodes.Node, branches: Sequence[nodes.Node], bound: dict[str, Shape]) -> None:
        """Note what a condition asks to be not blank, unless a branch prints it: then it is asked for that."""
        if isinstance(node, (nodes.And, nodes.Or)):
            self._test(node.left, branches, bound)
            self._test(node.right, branches, bound)
        elif isinstance(node, nodes.Not):
            self._test(node.node, branches, bound)
        elif isinstance(node, (nodes.Name, nodes.Getattr)):
            shape = self._shape(node, bound)
            inside = (each for branch in branches for each in (branch, *branch.find_all(type(node))))
            shape.is_tested = shape.is_tested or node not in inside

    def _shape(self, node: nodes.Node, bound: dict[str, Shape]) -> Shape:
        """The shape of an expression's value; collects the uses inside it on the way."""
        if isinstance(node, nodes.Name):
            if node.name in bound:
                return bound[node.name]
            return self.free.setdefault(node.name, Shape())
        if isinstance(node, nodes.Getattr):
            return self._shape(node.node, bound).attribute(node.attr)
        if isinstance(node, nodes.Getitem):
            owner = self._shape(node.node, bound)
            # In Jinja 甲["乙"] means the same as 甲.乙.
            if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
                return owner.attribute(node.arg.value)
            self._shape(node.arg, bound)
            return Shape()
        if isinstance(node, nodes.Call):
            return self._called(node, bound)
        if isinstance(node, nodes.CondExpr):
            self._test(node.test, [node.expr1, *([node.expr2] if node.expr2 else [])], bound)
        elif isinstance(node, nodes.Compare):
            equals = [each.expr for each in node.ops if each.op in {"eq", "ne"}]
            constants = {str(each.value) for each in equals if isinstance(each, nodes.Const)}
            self._shape(node.expr, bound).compared.update(constants)
        shapes = [self._shape(child, bound) for child in node.iter_child_nodes()]
        if not isinstance(node, nodes.Filter) or node.node is None:
            return Shape()
        for name in _attributes_named(node):
            shapes[0].looped().attribute(name)
        return shapes[0]

    def _called(self, node: nodes.Call, bound: dict[str, Shape]) -> Shape:
        """The shape of a call: that of the argument if the function passes it on, else unknown."""
        function = node.node
        self._shape(function.node if isinstance(function, nodes.Getattr) else function, bound)
        arguments = [self._shape(argument, bound) for argument in node.args]
        name = function.attr if isinstance(function, nodes.Getattr) else getattr(function, "name", "")
        return arguments[0] if name in _RETURN_ARGUMENT and arguments else Shape()


def _attributes_named(node: nodes.Filter) -> Iterator[str]:
    """The attributes of items that a filter reads: ``sum(attribute="分值")``, ``selectattr("得分")``."""
    named = [argument.value for argument in node.kwargs if argument.key == "attribute"]
    if node.name in {"selectattr", "rejectattr", "groupby"}:
        named += node.args[:1]
    yield from (value.value for value in named if isinstance(value, nodes.Const) and isinstance(value.value, str))
