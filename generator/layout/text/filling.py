"""Breaks a measured paragraph into lines, each as full as the tab stops and the line breaking rules allow.

A ``Stretch`` says which characters a line holds; ``placing`` gives them their places on it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from generator.chinese.line_breaks import CM, line_break_class, opportunities
from generator.document.model import ParagraphFormat, Tab
from generator.layout.text.measuring import Measured, TextSettings

# Tab stops: where a tab takes the text that follows it (ECMA-376 part 1, 17.3.1.37 and 38).

_ALIGNED = {"left", "center", "right", "decimal"}  # a bar is no stop
_LEADERS = {"dot": ".", "hyphen": "-", "underscore": "_", "heavy": "_", "middleDot": "·"}
_PASSED = 0.05  # pt: a stop no further ahead than this is one where the text already stands


class TabStops(Struct, frozen=True):
    """The tab stops of a line: those of the paragraph, then one every ``default`` pt."""

    own: tuple[Tab, ...]
    default: float

    def after(self, x: float) -> Tab:
        """The stop to which a tab at ``x`` leads; a stop at ``x`` itself where there is none."""
        for tab in self.own:
            if tab.position > x + _PASSED:
                return tab
        return Tab((int((x + _PASSED) / self.default) + 1) * self.default) if self.default > 0 else Tab(x)


def stops_of(style: ParagraphFormat, default: float) -> TabStops:
    """The stops of a paragraph: the left indent of a hanging first line is one, too."""
    own = [tab for tab in style.tabs if tab.align in _ALIGNED]
    if style.first < 0:
        own.append(Tab(style.left))
    return TabStops(tuple(sorted(own, key=lambda tab: tab.position)), default)


def begin_after(tab: Tab, x: float, width: float, before_point: float) -> float:
    """Where text of ``width`` begins after a tab at ``x``; ``before_point`` is its width up to the decimal point."""
    if tab.align == "right":
        return max(x, tab.position - width)
    if tab.align == "center":
        return max(x, tab.position - width / 2)
    if tab.align == "decimal":
        return max(x, tab.position - before_point)
    return max(x, tab.position)


def leader_of(tab: Tab) -> str:
    """The character that fills the room before the stop; empty for none."""
    return _LEADERS.get(tab.leader, "")


# How much of a paragraph stands on each line.

_TOLERANCE = 0.02  # pt, less than half a twip: edges are sums of rounded advances
_HARD_BREAK = re.compile("[\n\f]")
# Marks that may hang beyond the right edge (w:overflowPunct); marks that may be squeezed to half their width, whose
# right half is blank (w:characterSpacingControl); signs behind which a word may be broken if nothing else helps.
_HANGING = frozenset("、。，．：；！？,.:;!?")
_SQUEEZED = frozenset("、。，．：；！？）》」』】〕〗〉")
_JOINTS = frozenset("-/")


class Stretch(Struct, frozen=True):
    """One line: the characters from ``start`` to before ``end``; those from ``visible`` on are spaces at its end.

    ``tabs`` gives the index of each tab its width and its stop. ``hanging``: the last visible character stands beyond
    the right edge; ``squeezed``: it has half its width. ``ended_by`` is the hard break behind the line, empty if there
    is none; ``last``: the paragraph ends with it. A line with neither was broken to fit.
    """

    start: int
    end: int
    visible: int
    indent: float
    tabs: Mapping[int, tuple[float, Tab]] = field(default_factory=dict)
    hanging: bool = False
    squeezed: bool = False
    ended_by: str = ""
    last: bool = False


def fill(measured: Measured, style: ParagraphFormat, width: float, settings: TextSettings) -> Iterator[Stretch]:
    """The lines of a paragraph in a column ``width`` pt wide, at least one."""
    text = measured.text
    indent = style.left + style.first
    right = width - style.right
    if measured.plain and measured.edges[-1] <= right - indent:
        yield Stretch(0, len(text), len(text.rstrip(" ")), indent, last=True)
        return
    filler = _Filler(
        measured,
        right,
        stops_of(style, settings.default_tab),
        forbidden_starts=settings.forbidden_starts if style.kinsoku else "",
        forbidden_ends=settings.forbidden_ends if style.kinsoku else "",
        may_hang=style.overflow_punctuation and settings.hang_punctuation,
        may_squeeze=settings.squeeze_punctuation,
    )
    for start, end, control in _hard_lines(text):
        for stretch in filler.lines(start, end, indent, style.left):
            yield replace(stretch, ended_by=control, last=not control) if stretch.end == end else stretch
            indent = style.left


def _hard_lines(text: str) -> Iterator[tuple[int, int, str]]:
    r"""Start and end of the text between hard breaks, and the break behind it (``\n``, ``\f`` or none).

    A ``\f`` at the very end of a paragraph begins no line.
    """
    start = 0
    for match in _HARD_BREAK.finditer(text):
        yield start, match.start(), match[0]
        start = match.end()
    if start < len(text) or not text.endswith("\f"):
        yield start, len(text), ""


class _Overflow(Struct, frozen=True):
    """Where a line is full: ``index`` is the first character that ends beyond ``limit``, or the end of the text.

    ``limit`` is the right edge on the scale of ``Measured.edges``. ``tabs`` are those before ``index``. ``at_tab``: the
    character is a tab whose stop lies beyond the right edge, so that the line ends before it.
    """

    index: int
    limit: float
    tabs: Mapping[int, tuple[float, Tab]]
    at_tab: bool = False


class _Filler(Struct, frozen=True):
    """Fills lines up to the edge ``right``, in pt from the left edge of the column."""

    measured: Measured
    right: float
    stops: TabStops
    forbidden_starts: str
    forbidden_ends: str
    may_hang: bool
    may_squeeze: bool

    def lines(self, start: int, end: int, indent: float, left: float) -> Iterator[Stretch]:
        """The lines of the text between two hard breaks; ``indent`` is that of the first, ``left`` of the others."""
        breaks: tuple[int, ...] = ()
        while True:
            overflow = self._overflow(start, end, indent)
            if overflow.index == end or overflow.at_tab:
                stretch = Stretch(start, overflow.index, self._visible(start, overflow.index), indent, overflow.tabs)
            else:
                # Most texts fit on one line: where they may break is asked only of those that do not.
                if not breaks:
                    found = opportunities(self.measured.text[start:end], self.forbidden_starts, self.forbidden_ends)
                    breaks = tuple(start + index for index in found)
                stretch = self._broken(start, end, indent, overflow, breaks)
            yield stretch
            if stretch.end == end:
                return
            start, indent = stretch.end, left

    def _overflow(self, start: int, end: int, x: float) -> _Overflow:
        """How much of the text from ``start`` on fits on a line that begins at ``x``, tab by tab."""
        text, edges = self.measured.text, self.measured.edges
        line_start = start
        right = self.right
        tabs: dict[int, tuple[float, Tab]] = {}
        while True:
            tab = -1 if self.measured.plain else text.find("\t", start, end)
            stop = end if tab < 0 else tab
            limit = edges[start] + right - x + _TOLERANCE
            visible = self._visible(start, stop)
            # The automatic space behind the last character needs no room.
            if edges[visible] - self.measured.gaps.get(visible - 1, 0.0) > limit:
                return _Overflow(max(start, bisect_right(edges, limit, start, visible) - 1), limit, tabs)
            if tab < 0:
                return _Overflow(end, limit, tabs)
            x += edges[stop] - edges[start]
            goal = self.stops.after(x)
            # A right, centred or decimal stop may lie beyond the right indent: the line then reaches up to it. Behind
            # a left stop there nothing fits, so that the line ends before its tab, unless it begins with it.
            if goal.align != "left":
                right = max(right, goal.position)
            elif goal.position > right and tab > line_start:
                return _Overflow(tab, limit, tabs, at_tab=True)
            start = tab + 1
            begin = max(x, min(self._begin(goal, x, start, end), right))
            tabs[tab] = begin - x, goal
            x = begin

    def _begin(self, goal: Tab, x: float, start: int, end: int) -> float:
        """Where the text from ``start`` to the next tab begins, which follows a tab at ``x`` to the stop ``goal``."""
        text, edges = self.measured.text, self.measured.edges
        stop = text.find("\t", start, end)
        stop = self._visible(start, end if stop < 0 else stop)
        point = text.find(".", start, stop)
        return begin_after(goal, x, edges[stop] - edges[start], edges[stop if point < 0 else point] - edges[start])

    def _broken(self, start: int, end: int, indent: float, overflow: _Overflow, breaks: tuple[int, ...]) -> Stretch:
        """The line that begins at ``start``, broken because not all of the text fits."""
        measured = self.measured
        fit = overflow.index
        # Neither the gap behind the line's last character nor spaces there need room.
        if measured.edges[fit + 1] - measured.gaps.get(fit, 0.0) <= overflow.limit:
            fit += 1
        fit = self._behind_spaces(fit, end)
        # A mark that does not fit may stay on the line, squeezed or hanging, if a line may end behind it.
        squeezed = hanging = False
        if start < overflow.index and fit < end:
            behind = self._behind_spaces(fit + 1, end)
            mark = measured.text[fit]
            if _last_up_to(breaks, behind) == behind:
                half = measured.edges[fit] + measured.advances[fit] / 2
                squeezed = self.may_squeeze and mark in _SQUEEZED and half <= overflow.limit
                hanging = not squeezed and self.may_hang and mark in _HANGING
            if squeezed or hanging:
                fit = behind
        stop = _last_up_to(breaks, fit)
        # No break on this line: one word is wider than it.
        if stop <= start:
            stop = self._within_word(start, overflow.index)
            squeezed = hanging = False
        visible = self._visible(start, stop)
        return Stretch(start, stop, visible, indent, overflow.tabs, hanging=hanging, squeezed=squeezed)

    def _within_word(self, start: int, overflow: int) -> int:
        """Where to break a word wider than a line: behind ``-`` or ``/``, else where kinsoku allows, else anywhere."""
        text = self.measured.text
        places = range(overflow, start, -1)
        for place in places:
            if place - start > 1 and text[place - 1] in _JOINTS and text[place - 2].isalnum():
                return place
        for place in places:
            forbidden = text[place] in self.forbidden_starts or text[place - 1] in self.forbidden_ends
            if not forbidden and line_break_class(text[place]) != CM:
                return place
        return max(overflow, start + 1)

    def _visible(self, start: int, end: int) -> int:
        """The end of the text without the spaces at its end."""
        text = self.measured.text
        while end > start and text[end - 1] == " ":
            end -= 1
        return end

    def _behind_spaces(self, index: int, end: int) -> int:
        """The index of the first character from ``index`` on that is no space."""
        text = self.measured.text
        while index < end and text[index] == " ":
            index += 1
        return index


def _last_up_to(breaks: tuple[int, ...], index: int) -> int:
    """The last break at or before ``index``; -1 if there is none."""
    place = bisect_right(breaks, index)
    return breaks[place - 1] if place else -1
