"""Places the characters of one line: aligned between the indents, justified where asked, in fragments of one face."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from generator.document.model import Align, ParagraphFormat, Picture
from generator.layout.text.filling import Stretch, leader_of
from generator.layout.text.lines import Fragment
from generator.layout.text.measuring import INVISIBLE, Measured, MeasuredPiece, TextSettings

# Two characters each, but one mark: justification must not open them.
_NEVER_PULLED_APART = {"——", "……", "⸺⸺"}


def place_line(
    stretch: Stretch, measured: Measured, style: ParagraphFormat, width: float, settings: TextSettings
) -> tuple[Fragment, ...]:
    """The fragments of the line ``stretch`` of the paragraph ``measured``, in a column ``width`` pt wide."""
    broken = not (stretch.last or stretch.ended_by)
    advances = _advances(stretch, measured)
    # A hanging mark stands outside of what is aligned.
    inside = stretch.visible - stretch.hanging
    free = max(0.0, width - style.right - stretch.indent - sum(advances[: inside - stretch.start]))
    x = stretch.indent
    if style.align is Align.RIGHT:
        x += free
    elif style.align is Align.CENTER:
        x += free / 2
    elif style.align is Align.DISTRIBUTE:
        _share(free, advances, measured.text[stretch.start : inside], _anywhere)
    # Word justifies a line that a line break (w:br) ends, unless w:doNotExpandShiftReturn is set; never the last line.
    elif style.align is Align.BOTH and (
        broken or (stretch.ended_by == "\n" and not settings.do_not_expand_shift_return)
    ):
        _share(free, advances, measured.text[stretch.start : inside], _may_widen)
    if not broken:
        advances += _trailing(stretch, measured, width - style.right - x - sum(advances))
    return tuple(_fragments(stretch, measured, advances, x))


def _trailing(stretch: Stretch, measured: Measured, room: float) -> Iterator[float]:
    """The advances of the spaces at the end that have room: underlined ones are a line to write on."""
    for advance in measured.advances[stretch.visible : stretch.end]:
        room -= advance
        if room < 0:
            return
        yield advance


def _advances(stretch: Stretch, measured: Measured) -> list[float]:
    """The advances of the visible characters: tabs get their widths, the last character no automatic space."""
    advances = list(measured.advances[stretch.start : stretch.visible])
    for index, (advance, _) in stretch.tabs.items():
        if index < stretch.visible:
            advances[index - stretch.start] = advance
    last = stretch.visible - 1
    if last in measured.gaps:
        advances[last - stretch.start] -= measured.gaps[last]
    if stretch.squeezed:
        advances[last - stretch.start] /= 2
    return advances


def _share(free: float, advances: list[float], text: str, may_widen: Callable[[str, str], bool]) -> None:
    """Share ``free`` out between the characters behind the last tab: a tab stop fixes those before it."""
    first = text.rfind("\t") + 1
    gaps = [
        index
        for index, (before, after) in enumerate(pairwise(text[first:]), first)
        if may_widen(before, after) and not INVISIBLE.match(before)
    ]
    for index in gaps:
        advances[index] += free / len(gaps)


def _anywhere(_before: str, _after: str) -> bool:
    return True


def _may_widen(before: str, after: str) -> bool:
    """Whether justification widens the space between two characters: at spaces, and beside Chinese characters."""
    if before == " ":
        return True
    return after != " " and (_wide(before) or _wide(after)) and before + after not in _NEVER_PULLED_APART


def _wide(character: str) -> bool:
    return not character.isascii() and unicodedata.east_asian_width(character) in {"W", "F", "A"}


def _fragments(stretch: Stretch, measured: Measured, advances: list[float], x: float) -> Iterator[Fragment]:
    """The fragments of the line, the first at ``x``; tabs with a leader become fragments of the leader."""
    begin, end = stretch.start, stretch.start + len(advances)
    leaders = {index: leader for index, (_, tab) in stretch.tabs.items() if (leader := leader_of(tab))}
    for piece, start, stop in _slices(measured.pieces, begin, end, leaders):
        part = tuple(advances[start - begin : stop - begin])
        if start in leaders:
            yield from _leader(piece, leaders[start], x, part[0])
        else:
            yield from _fragment(piece, measured.text[start:stop], x, part)
        x += sum(part)


def _slices(
    pieces: tuple[MeasuredPiece, ...], begin: int, end: int, leaders: Iterable[int]
) -> Iterator[tuple[MeasuredPiece, int, int]]:
    """The pieces on the line, with start and end of what stands there; a tab with a leader is a slice of its own."""
    first, last = bisect_right(pieces, begin, key=_start) - 1, bisect_left(pieces, end, key=_start)
    for piece in pieces[first:last]:
        start, stop = max(piece.start, begin), min(piece.end, end)
        for index in leaders:
            if start <= index < stop:
                if start < index:
                    yield piece, start, index
                yield piece, index, index + 1
                start = index + 1
        if start < stop:
            yield piece, start, stop


def _start(piece: MeasuredPiece) -> int:
    return piece.start


def _leader(piece: MeasuredPiece, leader: str, x: float, room: float) -> Iterator[Fragment]:
    """The leader character, repeated to fill the ``room`` of a tab in pt."""
    step = piece.face.advance(leader) * piece.font.size * piece.font.scale
    count = int(room / step) if step > 0 else 0
    if count:
        yield Fragment(x, leader * count, piece.face, piece.font, (room / count,) * count)


def _fragment(piece: MeasuredPiece, text: str, x: float, advances: tuple[float, ...]) -> Iterator[Fragment]:
    """The fragment of a piece, without invisible characters; none if nothing is left."""
    item = piece.item
    if isinstance(item, Picture):
        yield Fragment(x, "", piece.face, piece.font, advances, picture=item)
        return
    if not text.isascii() and INVISIBLE.search(text):
        drawn = [index for index, character in enumerate(text) if not INVISIBLE.match(character)]
        text, advances = "".join(text[index] for index in drawn), tuple(advances[index] for index in drawn)
    if text:
        yield Fragment(x, text.replace("\t", " "), piece.face, piece.font, advances)
