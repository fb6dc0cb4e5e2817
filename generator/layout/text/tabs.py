"""Where a tab takes the text that follows it (ECMA-376 part 1, clause 17.3.1.37 and 38)."""

from __future__ import annotations

from msgspec import Struct

from generator.document.model import ParagraphFormat, Tab

_ALIGNED = {"left", "center", "right", "decimal"}  # a bar is no stop
_LEADERS = {"dot": ".", "hyphen": "-", "underscore": "_", "heavy": "_", "middleDot": "·"}
_PASSED = 0.05  # pt: a stop this near is where the text already stands


class Stops(Struct, frozen=True):
    """The tab stops of a line: the paragraph's own, then one every ``default`` points."""

    own: tuple[Tab, ...]
    default: float

    def after(self, x: float) -> Tab:
        """The stop that a tab at ``x`` goes to."""
        for tab in self.own:
            if tab.position > x + _PASSED:
                return tab
        return Tab((int((x + _PASSED) / self.default) + 1) * self.default) if self.default > 0 else Tab(x)


def stops_of(style: ParagraphFormat, default: float) -> Stops:
    """A hanging indent is a tab stop, too."""
    own = [tab for tab in style.tabs if tab.align in _ALIGNED]
    if style.first < 0:
        own.append(Tab(style.left))
    return Stops(tuple(sorted(own, key=lambda tab: tab.position)), default)


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
