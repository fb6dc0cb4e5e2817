"""Curves in, an SVG picture with two logarithmic axes out."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from xml.sax.saxutils import escape

from msgspec import Struct

_WIDTH, _HEIGHT = 640, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 150, 20, 50
_COLORS = ("#1f5fa8", "#2f8f4e", "#c2502a", "#7a4fa3", "#8a6d1f")
_STYLE = "font-family:sans-serif;font-size:13px"


class Curve(Struct, frozen=True):
    """Points of positive numbers, from left to right; the name stands beside the last."""

    name: str
    points: Sequence[tuple[float, float]]


class _Axis(Struct, frozen=True):
    """Whole decades on ``start`` to ``end`` of the picture."""

    low: int
    high: int
    start: float
    end: float

    def place(self, value: float) -> float:
        return self.start + (math.log10(value) - self.low) / (self.high - self.low) * (self.end - self.start)

    def ticks(self) -> Iterator[tuple[str, float]]:
        for decade in range(self.low, self.high + 1):
            yield f"{10.0**decade:,.{max(0, -decade)}f}", self.place(10.0**decade)


def log_plot(curves: Sequence[Curve], across: str, up: str) -> str:
    """``across`` and ``up`` name the axes."""
    x = _axis(curves, lambda point: point[0], _LEFT, _WIDTH - _RIGHT)
    y = _axis(curves, lambda point: point[1], _HEIGHT - _BOTTOM, _TOP)
    middle = (y.start + y.end) / 2
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" style="{_STYLE}">',
            f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
            *_grid(x, y),
            _text((x.start + x.end) / 2, _HEIGHT - 10, across, "middle"),
            f'<g transform="rotate(-90 16 {middle:.1f})">{_text(16, middle, up, "middle")}</g>',
            *(_line(curve, x, y, _COLORS[at % len(_COLORS)]) for at, curve in enumerate(curves)),
            "</svg>\n",
        )
    )


def _axis(curves: Sequence[Curve], of: Callable[[tuple[float, float]], float], start: float, end: float) -> _Axis:
    values = [math.log10(of(point)) for curve in curves for point in curve.points]
    low = math.floor(min(values))
    return _Axis(low, max(math.ceil(max(values)), low + 1), start, end)


def _grid(x: _Axis, y: _Axis) -> Iterator[str]:
    for label, at in x.ticks():
        yield f'<path d="M{at:.1f} {y.start}V{y.end}" stroke="#ddd"/>'
        yield _text(at, y.start + 18, label, "middle")
    for label, at in y.ticks():
        yield f'<path d="M{x.start} {at:.1f}H{x.end}" stroke="#ddd"/>'
        yield _text(x.start - 8, at + 4, label, "end")


def _line(curve: Curve, x: _Axis, y: _Axis, color: str) -> str:
    places = [(x.place(across), y.place(up)) for across, up in curve.points]
    path = " ".join(f"{across:.1f},{up:.1f}" for across, up in places)
    dots = "".join(f'<circle cx="{across:.1f}" cy="{up:.1f}" r="3.5"/>' for across, up in places)
    name = _text(places[-1][0] + 10, places[-1][1] + 4, curve.name, "start")
    line = f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2"/>'
    return f'<g fill="{color}">{line}{dots}{name}</g>'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
