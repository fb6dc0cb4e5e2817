"""Fills a compiled template so that every printed value stands between marks whose number leads to its ``Trace``.

Reading back compares such a document with a returned form to see which value each text came from. The marks are
characters of the private use area, which any reader passes on. Merges are decided on the text without marks, so the
traced document has the same cells as the form.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol, Self

from jinja2 import nodes
from jinja2.visitor import NodeTransformer
from msgspec import Struct
from msgspec.structs import replace

from generator.jinja.values import Label, Missing, printed
from generator.office.archive import zip_bytes
from generator.problem import Problem, Source
from generator.template.excel.compiled import cell_text
from generator.template.excel.template import XlsxTemplate
from generator.template.language.compile import CompiledPart
from generator.template.language.fill import Xml, fill
from generator.template.language.tags import Occurrence
from generator.template.word.template import CUT, DEFLATE_LEVEL, DocxTemplate, environment
from generator.template.word.text import xml_text

# A traced value reads OPEN number MIDDLE text CLOSE.
OPEN, MIDDLE, CLOSE = "\uf8f0", "\uf8f1", "\uf8f2"
MARKS = re.compile(f"{OPEN}[0-9]+{MIDDLE}|{CLOSE}")
# What the generated loops of 段落 and 公文 run over, see word/paragraphs.py.
_LINE_FUNCTIONS = {"_lines", "_official"}
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


class Traced(Protocol):
    """A template compiled for tracing; may be rendered any number of times."""

    def render(self, context: Mapping[str, Any]) -> tuple[bytes, Sequence[Trace]]:
        """The marked document, and its traces by number; the context must be one that fills the template."""
        ...


class TracedDocx:
    """A traced Word template."""

    def __init__(self, template: DocxTemplate) -> None:
        self._template = template
        self._parts = [traced(part) for part in template.parts]

    def render(self, context: Mapping[str, Any]) -> tuple[bytes, Sequence[Trace]]:
        """See ``Traced``."""
        template = self._template
        state = template.state()
        merge_run = state.names["_merge_run"]
        state.names["_merge_run"] = lambda: _UnmarkedMerging(merge_run())
        recorder = Recorder(lambda text: Xml(xml_text(text)))
        names = {**environment().globals, **context, **state.names, "_trace": recorder.trace}
        ignored: list[Problem] = []
        filled: dict[str, bytes] = {}
        for part in self._parts:
            text = fill(part.template, part.tags, names, Source(template.file), "", ignored)
            filled[part.name] = state.finish(text).replace(CUT, "").encode()
        filled[template.core] = template.package.members[template.core]
        return zip_bytes(filled, template.static, DEFLATE_LEVEL), recorder.traces


class Recorder:
    """Collects the traces of one document; ``written`` escapes a marked text for the format."""

    def __init__(self, written: Callable[[str], str]) -> None:
        self.traces: list[Trace] = []
        self._written = written

    def trace(self, expression: str, value: Any, lines: bool, *accesses: Any) -> str:  # noqa: FBT001  # from Jinja
        """The value between its marks, escaped; ``accesses`` come as name, value, owner for each."""
        return self._written(self.marked(expression, value, lines, *accesses))

    def marked(self, expression: str, value: Any, lines: bool, *accesses: Any) -> str:  # noqa: FBT001
        """The value between its marks, not yet escaped."""
        triples = zip(accesses[::3], accesses[1::3], accesses[2::3], strict=True)
        self.traces.append(Trace(expression, value, tuple(Access(*triple) for triple in triples), lines))
        return f"{OPEN}{len(self.traces) - 1}{MIDDLE}{MARKS.sub('', printed(value))}{CLOSE}"


class _UnmarkedMerging:
    """Wraps the merge run of Word so that 合并 compares texts without their marks, which differ in every cell."""

    def __init__(self, run: Any) -> None:
        self._run = run
        self.content = ""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._run, name)

    def cell(self, column: int, span: int, content: str, item: int = 0) -> Any:
        merge = self._run.cell(column, span, MARKS.sub("", content), item)
        self.content = Xml(content)
        return merge


def traced(part: CompiledPart) -> CompiledPart:
    """A copy of a part whose print tags call ``_trace``."""
    jinja = part.environment
    # Every node refers to the environment, which must not be copied with the tree.
    tree = copy.deepcopy(part.tree, {id(jinja): jinja})
    _TraceCalls(part.tags).visit(tree)
    tree.set_environment(jinja)
    return replace(part, tree=tree)


class _TraceCalls(NodeTransformer):
    """Wraps what the template's tags print in calls of ``_trace``; prints of generated source stay as they are."""

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
        if tag is not None and tag.source.place.endswith(_NAME_OF_SHEET):
            return child
        if tag is not None and (cell := _cell_call(child)) is not None:
            cell.args[1] = _call(cell.args[1], cell.args[1], tag.meaning.inner, lines=False, function="_trace_cell")
            return child
        inner = _merging_value(child)
        if inner is None and (tag is None or _uses_internal_name(child)):
            return child
        return _call(child, inner or child, tag.meaning.inner if tag else "", lines=False)


def _lines_value(node: nodes.For) -> nodes.Expr | None:
    """The value whose lines a generated loop runs over; None for a loop of the template's own."""
    iterated = node.iter.node if isinstance(node.iter, nodes.Filter) else node.iter
    if not (isinstance(iterated, nodes.Call) and isinstance(iterated.node, nodes.Name)):
        return None
    return iterated.args[0] if iterated.node.name in _LINE_FUNCTIONS else None


def _is_line(child: nodes.Expr) -> bool:
    name = child.node if isinstance(child, nodes.Getattr) else child
    return isinstance(name, nodes.Name) and name.name == "_line"


def _merging_value(child: nodes.Expr) -> nodes.Expr | None:
    """The value inside ``_mark(…)`` or ``_m0.mark(…)``, which 合并 generates; None for any other expression."""
    if isinstance(child, nodes.Call):
        function = child.node
        name = function.attr if isinstance(function, nodes.Getattr) else getattr(function, "name", "")
        return child.args[0] if name in {"mark", "_mark"} else None
    return None


def _cell_call(child: nodes.Expr) -> nodes.Call | None:
    """The call that prints a cell of a sheet which holds one value (the second argument); None for anything else."""
    is_call = isinstance(child, nodes.Call) and isinstance(child.node, nodes.Name)
    return child if is_call and child.node.name in {"_cell", "_marked_cell"} else None  # type: ignore[attr-defined,return-value]


def _uses_internal_name(child: nodes.Expr) -> bool:
    names = [child] if isinstance(child, nodes.Name) else child.find_all(nodes.Name)
    return any(isinstance(name, nodes.Name) and name.name.startswith("_") for name in names)


def _call(child: nodes.Expr, read: nodes.Expr, expression: str, *, lines: bool, function: str = "_trace") -> nodes.Expr:
    arguments: list[nodes.Expr] = [nodes.Const(expression), child, nodes.Const(lines)]
    for access in _accesses(read):
        owner = None if isinstance(access, nodes.Name) else access.node
        arguments += [nodes.Const(_name(access)), access, nodes.Const(None) if owner is None else owner]
    return nodes.Call(nodes.Name(function, "load"), arguments, [], None, None, lineno=child.lineno)


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


# Excel


class TracedXlsx:
    """A traced Excel template."""

    def __init__(self, template: XlsxTemplate) -> None:
        sheets = []
        for sheet in template.sheets:
            layout = sheet.layout
            if layout is not None:
                layout = replace(layout, part=traced(layout.part))
            sheets.append(replace(sheet, layout=layout))
        self._template = replace(template, sheets=tuple(sheets))

    def render(self, context: Mapping[str, Any]) -> tuple[bytes, Sequence[Trace]]:
        """See ``Traced``."""
        recorder = _CellRecorder(lambda text: Xml(cell_text(text)))
        functions = {"_trace": recorder.trace, "_trace_cell": recorder.cell}
        return self._template.render({**context, **functions}), recorder.traces


class _CellRecorder(Recorder):
    """Gives a label the same mark in all its rows and keeps its node, so that 合并 sees equal cells."""

    def __init__(self, written: Callable[[str], str]) -> None:
        super().__init__(written)
        self._labels: dict[int, int] = {}

    def cell(self, expression: str, value: Any, lines: bool, *accesses: Any) -> str:  # noqa: FBT001  # from Jinja
        """The marked text of a cell that holds one value."""
        if isinstance(value, Label):
            known = self._labels.get(id(value))
            if known is None:
                self._labels[id(value)] = len(self.traces)
                return _MarkedLabel(self.marked(expression, value, lines, *accesses), value.node)
            return _MarkedLabel(f"{OPEN}{known}{MIDDLE}{MARKS.sub('', value)}{CLOSE}", value.node)
        return self.marked(expression, value, lines, *accesses)


class _MarkedLabel(str):
    """A label between its marks."""

    __slots__ = ("node",)
    node: tuple[str, ...]

    def __new__(cls, text: str, node: tuple[str, ...]) -> Self:
        self = super().__new__(cls, text)
        self.node = node
        return self
