"""Reads boxes that were ticked: ``{{ "☑" if 属性 == "新增" else "□" }}`` says which value 属性 has."""

from __future__ import annotations

from functools import lru_cache

from jinja2 import Environment, TemplateSyntaxError, nodes
from msgspec import Struct

from generator.project.yaml.nodes import Text
from generator.returned.compare import Edit
from generator.returned.origins import DataPlace, Origins
from generator.template.trace import Access


class Box(Struct, frozen=True):
    """A box whose mark was changed: the place of the value that it asks for, and the value that it is ticked for.

    ``value`` is blank where the tick was taken away: which value is meant then, another box must say.
    """

    edit: Edit
    name: str
    place: DataPlace
    value: str


class _Question(Struct, frozen=True):
    """``"☑" if 类 == 项目类别 else "□"``: both sides of the comparison, and the two marks."""

    sides: tuple[str, str]
    constants: tuple[str | None, str | None]
    ticked: str
    blank: str


def box_of(edit: Edit, origins: Origins) -> Box | None:
    """The box that an edit ticks or clears; None for any other, and where it is not clear which value it asks for."""
    question = _question(edit.trace.expression)
    if question is None or edit.new not in {question.ticked, question.blank}:
        return None
    accesses = {access.name: access for access in edit.trace.accesses}
    sides = list(zip(question.sides, question.constants, strict=True))
    found = [
        (accesses[name], other_constant if other_constant is not None else _text(accesses.get(other)))
        for (name, _), (other, other_constant) in (sides, sides[::-1])
        if name in accesses and _is_answer(accesses[name], origins)
    ]
    if len(found) != 1:
        return None
    access, value = found[0]
    place = origins.place_of_access(access)
    if value is None or place is None or place.composed or not (place.node is None or isinstance(place.node, Text)):
        return None
    return Box(edit, access.name, place, value if edit.new == question.ticked else "")


def _is_answer(access: Access, origins: Origins) -> bool:
    """Whether the value is one of the project's own, not that of a loop over the choices."""
    return access.owner is not None or origins.context.get(access.name) is access.value


def _text(access: Access | None) -> str | None:
    return str(access.value) if access is not None and isinstance(access.value, str) else None


@lru_cache(maxsize=1024)
def _question(expression: str) -> _Question | None:
    try:
        output = Environment().parse("{{ " + expression + " }}").body[0]  # noqa: S701  # only parses
    except TemplateSyntaxError:
        return None
    node = output.nodes[0] if isinstance(output, nodes.Output) and len(output.nodes) == 1 else None
    if not isinstance(node, nodes.CondExpr) or not isinstance(node.test, nodes.Compare):
        return None
    marks = [_constant(mark) for mark in (node.expr1, node.expr2)]
    operands = node.test.ops
    if None in marks or marks[0] == marks[1] or len(operands) != 1 or operands[0].op != "eq":
        return None
    both = (node.test.expr, operands[0].expr)
    return _Question((_name(both[0]), _name(both[1])), (_constant(both[0]), _constant(both[1])), *map(str, marks))


def _constant(node: nodes.Expr | None) -> str | None:
    """The text of a constant, blank where there is no else; None for anything else."""
    if node is None:
        return ""
    return node.value if isinstance(node, nodes.Const) and isinstance(node.value, str) else None


def _name(node: nodes.Expr) -> str:
    """The name that an access of this expression has; blank for what computes."""
    if isinstance(node, nodes.Name):
        return node.name
    return node.attr if isinstance(node, nodes.Getattr) else ""
