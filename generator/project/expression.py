"""Compiles the text of a value, once per distinct text, and evaluates it with the names of a sub-form.

``expression_of`` turns a text into an ``Expression``, which holds either what to evaluate or the mistakes in the text.
Its offsets count characters of the text, not of the file, so that equal texts in several places share one expression;
``position`` turns an offset into a place in a file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from jinja2 import Template, TemplateSyntaxError, meta, nodes
from msgspec import Struct

from generator.jinja.environment import Environment
from generator.jinja.reports import LimitError, Report, StepCount, collecting_reports
from generator.jinja.shapes import Shape, shapes
from generator.jinja.syntax import BRANCHES, CLOSING, OPENING, Meaning, source_of, understand
from generator.jinja.tags import Tag, TagKind, has_tags, scan
from generator.jinja.values import printed
from generator.problem import Problem, Source
from generator.project.keywords import ALL_FORMS, SCORING
from generator.project.problems import error
from generator.project.yaml.nodes import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_ENVIRONMENT = Environment(finalize=printed)
# Control characters other than tab and line breaks.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
# Jinja gives this file name to code compiled from a string; reports.py finds the running line by it.
_FILE_NAME = "<template>"
_LONGEST_TAG = 60
_MOST_BRACES = 4_000  # thousands of tags, each with its own mistakes


class Mistake(Struct, frozen=True):
    """What is wrong at offset ``start`` of the text."""

    code: str
    start: int
    message: str


class Expression(Struct, frozen=True):
    """What a text evaluates to: exactly one of ``literal``, ``template`` and ``mistakes`` is given."""

    literal: str | None = None
    """What a text without tags prints."""
    template: Template | None = None
    """A text with tags, compiled."""
    names: tuple[str, ...] = ()
    """Names used that no loop or ``set`` of the text defines, sorted."""
    mentions: frozenset[str] = frozenset()
    """Attributes and strings in an expression that uses 全部分表: they may name variables of other sub-forms."""
    shapes: Mapping[str, Shape] = {}
    """How the names used are used."""
    mistakes: tuple[Mistake, ...] = ()
    starts: tuple[tuple[int, int], ...] = ()
    """For each tag, the line of the Jinja source on which its code begins, and its offset in the text."""
    chomp: bool = False
    """Whether the last line break of the result is cut off, because the line after it holds only block tags."""

    def evaluate(
        self, names: Mapping[str, Any], shared_steps: StepCount | None = None
    ) -> tuple[str, list[tuple[Report, int]]]:
        """The printed text, and what was reported, each report with the offset of its tag.

        ``shared_steps`` counts the steps of several evaluations. Raises LimitError for unbounded work.
        """
        template = self.template
        if template is None:
            return self.literal or "", []
        # 打分 is looked up by the filter 等级 itself, so it is not among the names of the expression.
        used = {name: names[name] for name in (*self.names, SCORING) if name in names}
        with collecting_reports(_FILE_NAME, shared_steps) as run:
            text = template.render(used)
        text = text.removesuffix("\n") if self.chomp else text
        lines = template.debug_info if run.reports else []  # Jinja parses it again at every access
        return text, [(report, self._place(report.line, lines)) for report in run.reports]

    def _place(self, python_line: int, lines: Sequence[tuple[int, int]]) -> int:
        """The offset of the tag that a line of the compiled code comes from.

        ``lines`` are pairs of a line of the Jinja source and the line of the compiled code that it begins at.
        """
        if not python_line or not self.starts:
            return self.starts[0][1] if self.starts else 0
        at = bisect_right(lines, python_line, key=itemgetter(1)) - 1
        line = lines[at][0] if at >= 0 else 1
        found = bisect_right(self.starts, line, key=itemgetter(0)) - 1
        return self.starts[max(found, 0)][1]


def position(text: Text, start: int) -> Source:
    """Where the character at offset ``start`` was typed: its line where that is known, else where the text begins."""
    source = text.source
    # YAML joins the lines of a plain or quoted scalar into one; only a literal one (``|``) or a file keeps them.
    kept = text.first_line is not None and source.line is not None
    if not kept or (text.first_line == source.line and source.column not in {None, 1}):
        return source
    before = text.value[:start]
    line = (text.first_line or 0) + before.count("\n")
    return source if line == source.line else Source(source.file, line, None, source.place)


def syntax_problems(text: Text, form: str = "", field: str = "") -> list[Problem]:
    """Every mistake in the tags of a value, with its place."""
    found = expression_of(text.value).mistakes
    return [error(mistake.code, position(text, mistake.start), mistake.message, form, field) for mistake in found]


@lru_cache(maxsize=32_768)
def expression_of(value: str) -> Expression:
    """The expression of a text. The line break at the end of a block scalar does not print."""
    value = value.removesuffix("\n")
    # These characters delimit the tags of generated Jinja source, so no text may hold them.
    if found := _CONTROL.search(value):
        return Expression(mistakes=(Mistake("P029", found.start(), "含有不能打印的控制字符，请删去"),))
    if not has_tags(value):
        return Expression(literal=value)
    if value.count("{") + value.count("｛") > _MOST_BRACES:
        return Expression(mistakes=(Mistake("P028", 0, f"一处文字里的花括号超过 {_MOST_BRACES:,} 个，不予计算"),))
    tags, unclosed = scan(value)
    mistakes = [Mistake("P025", one.start, f"{_short(one.raw)}：{one.message}") for one in unclosed]
    for tag in tags:
        meaning = understand(_ENVIRONMENT, tag)
        if not isinstance(meaning, Meaning):
            mistakes += [Mistake("P025", tag.start, f"{_short(tag.raw)}：{message}") for message in meaning]
    if not mistakes:
        mistakes = list(_unbalanced(tags))
    if mistakes:
        return Expression(mistakes=tuple(sorted(mistakes, key=lambda mistake: mistake.start)))
    return _compiled(value, tags)


def literal_of(value: str) -> str | None:
    """What a text without tags prints; None where it has tags. The line break at the end of a block scalar is cut."""
    return None if has_tags(value) else value.removesuffix("\n")


def _short(raw: str) -> str:
    return raw if len(raw) <= _LONGEST_TAG else f"{raw[:_LONGEST_TAG]}…"


def _unbalanced(tags: list[Tag]) -> Iterator[Mistake]:
    """Blocks that are not closed, and closing tags and branches without a block."""
    opened: list[Tag] = []
    closed_by_else: set[int] = set()
    for tag in tags:
        word = tag.keyword
        if word in OPENING:
            opened.append(tag)
        elif word in BRANCHES:
            if not opened or (word == "elif" and opened[-1].keyword != "if") or opened[-1].start in closed_by_else:
                yield Mistake("P025", tag.start, f"{tag.raw}：前面没有与它配对的 if")
            elif word == "else":
                closed_by_else.add(opened[-1].start)
        elif word in CLOSING:
            if not opened or opened[-1].keyword != CLOSING[word]:
                yield Mistake("P025", tag.start, f"{tag.raw}：前面没有与它配对的 {CLOSING[word]}")
            else:
                opened.pop()
    for tag in opened:
        yield Mistake("P025", tag.start, f"{tag.raw}：没有结束，缺 {{% {OPENING[tag.keyword]} %}}")


def _compiled(value: str, tags: list[Tag]) -> Expression:
    literals, chomp = _literals(value, tags)
    source: list[str] = [literals[0]]
    starts: list[tuple[int, int]] = []
    line = 1 + literals[0].count("\n")
    for tag, after in zip(tags, literals[1:], strict=True):
        starts.append((line + 1, tag.start))  # source_of puts a line break between the delimiter and the code
        piece = ("" if tag.kind is TagKind.COMMENT else source_of(tag)) + after
        line += piece.count("\n")
        source.append(piece)
    whole = "".join(source)
    try:
        tree = _ENVIRONMENT.parse(whole)
        template = _ENVIRONMENT.from_string(tree)
        # Only now, since finding names puts the values of constant expressions into the tree. range is a global of the
        # environment, not a name of the project.
        names = tuple(sorted(meta.find_undeclared_variables(tree) - {"range"}))
        # What Jinja accepts can still be too large or too deep for Python's compiler.
        used = shapes([tree])
    except (TemplateSyntaxError, ValueError, RecursionError, OverflowError, SyntaxError, MemoryError):
        return Expression(mistakes=(Mistake("P025", tags[0].start, f"{_short(tags[0].raw)}：写法有误"),))
    mentions = _mentions(tree) if ALL_FORMS in names else frozenset()
    return Expression(None, template, names, mentions, used, starts=tuple(starts), chomp=chomp)


def _literals(value: str, tags: list[Tag]) -> tuple[list[str], bool]:
    """The text before, between and after the tags, and whether the last line break of the result is cut off.

    In a text of several lines, a line that holds nothing but block tags does not print, as in a template.
    """
    # Each tag becomes as many marks as it has characters: offsets stay, and what else a line holds can be seen.
    marked = value
    for tag in tags:
        mark = "\x01" if tag.kind is TagKind.PRINT else "\x00"
        marked = marked[: tag.start] + mark * (tag.end - tag.start) + marked[tag.end :]
    dropped = bytearray(len(value))
    at, last = 0, False
    if "\n" in marked:
        for line in marked.split("\n"):
            last = "\x00" in line and not line.replace("\x00", "").strip()
            if last:
                dropped[at : at + len(line) + 1] = b"\x01" * len(dropped[at : at + len(line) + 1])
            at += len(line) + 1
    edges = [0, *(edge for tag in tags for edge in (tag.start, tag.end)), len(value)]
    pieces = zip(edges[::2], edges[1::2], strict=True)
    return ["".join(value[i] for i in range(a, b) if not dropped[i]) for a, b in pieces], last


def _mentions(tree: nodes.Template) -> frozenset[str]:
    attributes = {node.attr for node in tree.find_all(nodes.Getattr)}
    constants = {node.value for node in tree.find_all(nodes.Const) if isinstance(node.value, str)}
    return frozenset(attributes | constants)


__all__ = ["Expression", "LimitError", "Mistake", "expression_of", "position", "syntax_problems"]
