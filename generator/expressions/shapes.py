"""Generated Jinja source in, what a template expects of each free name out: a text, a list, or things with attributes.

Used to lay out a project file for a template; reads the syntax tree only, nothing is evaluated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jinja2 import nodes

from generator.expressions.environment import Environment


@dataclass(slots=True)
class Shape:
    """What is done with a value: attributes taken of it, items looped over. Neither: it is printed as a text."""

    attributes: dict[str, Shape] = field(default_factory=dict)
    item: Shape | None = None

    def attribute(self, name: str) -> Shape:
        """The shape of one attribute."""
        return self.attributes.setdefault(name, Shape())

    def looped(self) -> Shape:
        """The shape of its items: it is a list."""
        if self.item is None:
            self.item = Shape()
        return self.item


def shapes(environment: Environment, source: str) -> Mapping[str, Shape]:
    """The shape of every free name, in order of first use."""
    walk = _Walk()
    walk.visit(environment.parse(source), {})
    return walk.free


class _Walk:
    def __init__(self) -> None:
        self.free: dict[str, Shape] = {}

    def visit(self, node: nodes.Node, bound: dict[str, Shape]) -> None:
        """Note the uses in a statement; ``bound`` are the names that loops and sets define here."""
        if isinstance(node, nodes.For):
            item = self._shape(node.iter, bound).looped()
            inner = dict(bound) | {"loop": Shape()}
            if isinstance(node.target, nodes.Name):
                inner[node.target.name] = item
            else:
                inner |= {name.name: Shape() for name in node.target.find_all(nodes.Name)}
            for child in (*([node.test] if node.test else []), *node.body):
                self.visit(child, inner)
            for child in node.else_:
                self.visit(child, bound)
        elif isinstance(node, nodes.Assign):
            value = self._shape(node.node, bound)
            if isinstance(node.target, nodes.Name):
                bound[node.target.name] = value
        elif isinstance(node, nodes.Expr):
            self._shape(node, bound)
        else:
            inner = dict(bound) if isinstance(node, (nodes.With, nodes.AssignBlock)) else bound
            for child in node.iter_child_nodes():
                self.visit(child, inner)
            if isinstance(node, nodes.AssignBlock) and isinstance(node.target, nodes.Name):
                bound[node.target.name] = Shape()

    def _shape(self, node: nodes.Node, bound: dict[str, Shape]) -> Shape:
        """The shape that an expression stands for; what is used inside is noted on the way."""
        if isinstance(node, nodes.Name):
            if node.name in bound:
                return bound[node.name]
            return self.free.setdefault(node.name, Shape())
        if isinstance(node, nodes.Getattr):
            return self._shape(node.node, bound).attribute(node.attr)
        if isinstance(node, nodes.Getitem):
            owner = self._shape(node.node, bound)
            if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
                return owner.attribute(node.arg.value)
            self._shape(node.arg, bound)
            return Shape()
        passes = isinstance(node, nodes.Filter) and node.node is not None
        result = Shape()
        for child in node.iter_child_nodes():
            found = self._shape(child, bound)
            if passes and child is node.node:  # type: ignore[attr-defined]
                result = found
        return result

