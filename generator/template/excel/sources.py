"""The lines of a cell, header or sheet's name in, the Jinja source that prints them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from generator.jinja.tags import Kind
from generator.office.xml import Element
from generator.template.excel.printed import RUN, RUN_END, escaped
from generator.template.excel.read import Line
from generator.template.language.slots import Slots, is_slot
from generator.template.language.tags import Occurrence


class LineSources:
    """Writes lines of a skeleton: tags ``within`` a line as their slots, those that are ``gone`` not at all."""

    def __init__(
        self,
        slots: Slots,
        lines: Mapping[Element, Line],
        within: Mapping[Occurrence, Element],
        gone: set[Occurrence],
    ) -> None:
        self._slots = slots
        self._lines = lines
        self._within = within
        self._gone = gone

    def content(self, container: Element, *, rich: bool = False, marked: bool = False) -> str:
        """The text of a container as source, each line with its line break."""
        return "".join(
            self._slots.token(node) if is_slot(node) else self._line(node, rich=rich, marked=marked) + "\n"
            for node in container
        )

    def header(self, container: Element) -> str:
        """A header or footer: ``&`` in a value is not a code of Excel's."""
        pieces: list[str] = []
        for node in container:
            if is_slot(node):
                pieces.append(self._slots.token(node))
                continue
            line = self._lines[node]
            at = 0
            for start, end, tag in line.tags:
                pieces.append(escaped(line.text[at:start]))
                at = end
                if tag.meaning.tag.kind is Kind.PRINT:
                    pieces.append(self._slots.token(self._slots.tag(tag, f"_header({tag.meaning.inner})")))
                elif tag in self._within:
                    pieces.append(self._slots.token(self._within[tag]))
            pieces.append(escaped(line.text[at:]) + "\n")
        return "".join(pieces)

    def _line(self, element: Element, *, rich: bool, marked: bool) -> str:
        line = self._lines[element]
        pieces: list[str] = []
        at = 0
        cuts = [start for start, _ in line.runs] if rich else []
        for start, end, tag in [*line.tags, (len(line.text), len(line.text), None)]:
            edges = [at, *(cut for cut in cuts if at < cut < start), start]
            for begin, stop in pairwise(edges):
                if stop > begin:
                    pieces.append((_run(line.runs, begin) if rich else "") + escaped(line.text[begin:stop]))
            at = end
            if tag is None or tag in self._gone or tag.meaning.tag.kind is Kind.COMMENT:
                continue
            if tag.meaning.tag.kind is Kind.PRINT:
                code = f"_mark({tag.meaning.inner})" if marked and tag.meaning.layout == "合并" else tag.meaning.inner
                pieces.append((_run(line.runs, start) if rich else "") + self._slots.token(self._slots.tag(tag, code)))
            else:
                pieces.append(self._slots.token(self._within[tag]))
        return "".join(pieces)


def _run(runs: Sequence[tuple[int, int]], at: int) -> str:
    """The mark of the run that a character belongs to."""
    number = next(number for start, number in reversed(runs) if start <= at)
    return f"{RUN}{number}{RUN_END}"
