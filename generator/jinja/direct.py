"""Turns the parsed expression of a tag into a function from names to its value, without compiling it.

Compiling costs many times as much as evaluating, and most expressions are simple. Names, constants, attributes,
arithmetic and filters are evaluated here, with exactly the values and reports of compiled Jinja; for any other
expression there is no such function, and it has to be compiled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from jinja2 import nodes

from generator.jinja.environment import Environment
from generator.jinja.values import Missing

Names = Mapping[str, Any]
Evaluator = Callable[[Names], Any]
_NEEDS_COMPILING = frozenset(("range", "self"))  # a global function, and a name that compiled Jinja treats specially


def direct_evaluator(environment: Environment, node: nodes.Node) -> Evaluator | None:
    """A function that evaluates an expression as its compiled code would; None if it has to be compiled."""
    if isinstance(node, nodes.Name):
        return None if node.name in _NEEDS_COMPILING else _name(node.name)
    if isinstance(node, nodes.Const):
        value = node.value
        return lambda _: value
    if isinstance(node, nodes.BinExpr) and node.operator in environment.intercepted_binops:
        return _binary(environment, node)
    if isinstance(node, nodes.UnaryExpr) and node.operator in environment.intercepted_unops:
        return _unary(environment, node)
    if isinstance(node, nodes.Getattr):
        return _attribute(environment, node)
    if isinstance(node, nodes.Filter):
        return _filter(environment, node)
    if isinstance(node, nodes.List):
        items = _all_evaluators(environment, node.items)
        return None if items is None else lambda names: [each(names) for each in items]
    return None


def _all_evaluators(environment: Environment, expressions: Iterable[nodes.Node]) -> list[Evaluator] | None:
    """The functions of several expressions; None if one of them has to be compiled."""
    found = [direct_evaluator(environment, each) for each in expressions]
    sound = [each for each in found if each is not None]
    return sound if len(sound) == len(found) else None


def _name(name: str) -> Evaluator:
    return lambda names: names[name] if name in names else Missing(name=name)


def _binary(environment: Environment, node: nodes.BinExpr) -> Evaluator | None:
    left, right = direct_evaluator(environment, node.left), direct_evaluator(environment, node.right)
    if left is None or right is None:
        return None
    call, operator = environment.call_binop, node.operator
    return lambda names: call(None, operator, left(names), right(names))


def _unary(environment: Environment, node: nodes.UnaryExpr) -> Evaluator | None:
    inner = direct_evaluator(environment, node.node)
    if inner is None:
        return None
    call, operator = environment.call_unop, node.operator
    return lambda names: call(None, operator, inner(names))


def _attribute(environment: Environment, node: nodes.Getattr) -> Evaluator | None:
    owner = direct_evaluator(environment, node.node)
    if owner is None:
        return None
    getattr_, name = environment.getattr, node.attr
    return lambda names: getattr_(owner(names), name)


def _filter(environment: Environment, node: nodes.Filter) -> Evaluator | None:
    """None for a filter that is passed the context or environment, and for arguments ``*list`` or ``**mapping``."""
    function = environment.filters[node.name]
    if node.node is None or node.dyn_args or node.dyn_kwargs or hasattr(function, "jinja_pass_arg"):
        return None
    given = _all_evaluators(environment, (node.node, *node.args))
    keys = [str(each.key) for each in node.kwargs]
    values = _all_evaluators(environment, [each.value for each in node.kwargs])
    if given is None or values is None:
        return None

    def filtered(names: Names) -> Any:
        named = {key: value(names) for key, value in zip(keys, values, strict=True)}
        return function(*[each(names) for each in given], **named)

    return filtered
