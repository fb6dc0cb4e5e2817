"""A compiled .xlsx template in; filled workbooks with every printed value between marks out: see ``tracing``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

from msgspec.structs import replace

from generator.jinja.values import Label
from generator.template.excel.printed import cell_text
from generator.template.excel.template import XlsxTemplate
from generator.template.language.texts import Xml
from generator.template.trace import CLOSE, MARKS, MIDDLE, OPEN, Recorder, Trace, traced


class TracedXlsx:
    """``Traced`` for Excel."""

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
        recorder = _Recorder(lambda text: Xml(cell_text(text)))
        functions = {"_trace": recorder.trace, "_trace_cell": recorder.cell}
        return self._template.render({**context, **functions}), recorder.traces


class _Recorder(Recorder):
    """A label keeps its mark in all its rows, and its node, so that it merges as it would without."""

    def __init__(self, written: Callable[[str], str]) -> None:
        super().__init__(written)
        self._labels: dict[int, int] = {}

    def cell(self, expression: str, value: Any, lines: bool, *accesses: Any) -> str:  # noqa: FBT001  # from Jinja
        """The marked text of the one value in a cell."""
        if isinstance(value, Label):
            known = self._labels.get(id(value))
            if known is None:
                self._labels[id(value)] = len(self.traces)
                return _Marked(self.marked(expression, value, lines, *accesses), value.node)
            return _Marked(f"{OPEN}{known}{MIDDLE}{MARKS.sub('', value)}{CLOSE}", value.node)
        return self.marked(expression, value, lines, *accesses)


class _Marked(str):
    """A label between its marks."""

    __slots__ = ("node",)
    node: tuple[str, ...]

    def __new__(cls, text: str, node: tuple[str, ...]) -> Self:
        self = super().__new__(cls, text)
        self.node = node
        return self
