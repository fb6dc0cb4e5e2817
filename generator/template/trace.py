"""Fills a compiled template so that every printed value stands between marks whose number leads to its ``Trace``.

Reading back compares such a document with a returned form to see which value each text came from. Merges are
decided on the text without marks (``MergeRun``), so the traced document has the same cells as the form.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeGuard

from jinja2 import nodes
from jinja2.visitor import NodeTransformer
from msgspec import Struct
from msgspec.structs import replace

from generator.jinja.values import Missing, printed
from generator.template.excel.template import XlsxTemplate
from generator.template.language.compile import CompiledPart, code_of
from generator.template.language.functions import LINE, Function
from generator.template.language.marks import TRACE, TRACE_END, TRACE_MARKS, TRACE_TEXT
from generator.template.language.tags import Occurrence
from generator.template.word.template import DocxTemplate

# The name of a sheet holds 31 characters: there is no room for marks.
_NAME_OF_SHEET = "标签名"


class Access(Struct, frozen=True):
    """A name or attribute that an expression reads; ``owner`` is the object that has the attribute, None for a name."""

    name: str
    value: Any
    owner: Any = None


class Trace(Struct, frozen=True):
    """A printed value, its ``expression`` as typed and what that reads; ``lines``: it is a line of 段落 or 公文."""

    expression: str
    value: Any
    accesses: tuple[Access, ...]
    lines: bool = False

    @property
    def direct(self) -> Access | None:
        """The access whose value is printed unchanged; None where the expression computes something."""
        found = [access for access in self.accesses if access.value is self.value]
        return found[0] if found and not isinstance(self.value, Missing) else None


class Traced:
    """A template of either format, compiled for tracing; may be rendered any number of times."""

    def __init__(self, template: DocxTemplate | XlsxTemplate) -> None:
        self._plain = template
        self._template = template.with_parts(traced)

    def render(self, context: Mapping[str, Any]) -> tuple[bytes, Sequence[Trace]]:
        """The marked document, and its traces by number; the context must be one that fills the template."""
        recorder = Recorder()
        names = {**context, Function.TRACE: recorder.trace}
        # One 分表 that cannot be issued must not keep the others from being read back.
        return self._template.attempt(names, []), recorder.traces

    def render_plain(self, context: Mapping[str, Any]) -> bytes:
        """The same document without marks, whose formulas have their results."""
        return self._plain.attempt(context, [])


class Recorder:
    """Collects the traces of one document."""

    def __init__(self) -> None:
        self.traces: list[Trace] = []

    def trace(self, expression: str, value: Any, lines: bool, *accesses: Any) -> str:  # noqa: FBT001  # from Jinja
        """The value between its marks; ``accesses`` come as name, value, owner for each."""
        triples = zip(accesses[::3], accesses[1::3], accesses[2::3], strict=True)
        self.traces.append(Trace(expression, value, tuple(Access(*triple) for triple in triples), lines))
        return f"{TRACE}{len(self.traces) - 1}{TRACE_TEXT}{TRACE_MARKS.sub('', printed(value))}{TRACE_END}"


def traced(part: CompiledPart) -> CompiledPart:
    """A copy of a part whose print tags call ``Function.TRACE``."""
    jinja = part.template.environment
    # Every node refers to the environment, which must not be copied with the tree.
    tree = copy.deepcopy(part.tree, {id(jinja): jinja})
    _TraceCalls(part.tags).visit(tree)
    tree.set_environment(jinja)
    code = code_of(jinja, tree, part.name, part.template.filename or "")
    return replace(part, tree=tree, template=code)


class _TraceCalls(NodeTransformer):
    """Wraps what the template's tags print in calls of ``Function.TRACE``, but not what generated source prints."""

    def __init__(self, tags: Mapping[int, Occurrence]) -> None:
        self._tags = tags
        self._lines: list[nodes.Expr] = []

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802  # Jinja's name
        lines_value = _lines_value(node)
        if lines_value is not None:
            self._lines.append(lines_value)
        self.generic_visit(node)
        if lines_value is not None:
            self._lines.pop()
        return node

    def visit_Output(self, node: nodes.Output) -> nodes.Node:  # noqa: N802
        node.nodes = [self._print(child) for child in node.nodes]
        return node

    def _print(self, child: nodes.Expr) -> nodes.Expr:
        if isinstance(child, nodes.TemplateData):
            return child
        if self._lines and _is_line(child):
            return _call(child, self._lines[-1], "", lines=True)
        tag = self._tags.get(child.lineno)
        if tag is None or tag.source.place.endswith(_NAME_OF_SHEET):
            return child
        expression = tag.meaning.inner
        if _calls(child, Function.CELL, Function.MARKED_CELL):
            child.args[1] = _call(child.args[1], child.args[1], expression, lines=False)
        elif _calls(child, Function.MARK) or not _uses_internal_name(child):
            return _call(child, child, expression, lines=False)
        return child


def _lines_value(node: nodes.For) -> nodes.Expr | None:
    """The value whose lines a generated loop runs over; None for a loop of the template's own."""
    iterated = node.iter.node if isinstance(node.iter, nodes.Filter) else node.iter
    return iterated.args[0] if _calls(iterated, Function.LINES, Function.OFFICIAL) else None


def _is_line(child: nodes.Expr) -> bool:
    name = child.node if isinstance(child, nodes.Getattr) else child
    return isinstance(name, nodes.Name) and name.name == LINE


def _calls(child: nodes.Node | None, *functions: Function) -> TypeGuard[nodes.Call]:
    return isinstance(child, nodes.Call) and isinstance(child.node, nodes.Name) and child.node.name in functions


def _uses_internal_name(child: nodes.Expr) -> bool:
    names = [child] if isinstance(child, nodes.Name) else child.find_all(nodes.Name)
    return any(isinstance(name, nodes.Name) and name.name.startswith("_") for name in names)


def _call(child: nodes.Expr, read: nodes.Expr, expression: str, *, lines: bool) -> nodes.Expr:
    arguments: list[nodes.Expr] = [nodes.Const(expression), child, nodes.Const(lines)]
    for access in _accesses(read):
        owner = None if isinstance(access, nodes.Name) else access.node
        arguments += [nodes.Const(_name(access)), access, nodes.Const(None) if owner is None else owner]
    return nodes.Call(nodes.Name(str(Function.TRACE), "load"), arguments, [], None, None, lineno=child.lineno)


def _accesses(node: nodes.Node) -> Iterator[Any]:
    """The names and attributes that an expression reads; of ``行.分解.值`` only the whole chain."""
    if (
        (isinstance(node, nodes.Name) and not node.name.startswith("_"))
        or isinstance(node, nodes.Getattr)
        or (isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const))
    ):
        yield node
    else:
        for child in node.iter_child_nodes():
            yield from _accesses(child)


def _name(access: Any) -> str:
    if isinstance(access, nodes.Name):
        return access.name
    return str(access.attr if isinstance(access, nodes.Getattr) else access.arg.value)
