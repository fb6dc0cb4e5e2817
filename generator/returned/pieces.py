"""Text made of fixed and printed pieces, and the text that a person made of it, in; which pieces changed to what out.

Fixed pieces anchor, tolerant of white space and of full- and half-width forms; printed pieces that keep their value
anchor too. Where more than one reading fits, all of them are given: choosing is not done here.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence

from msgspec import Struct

from generator.chinese.half_width import half_width

_LONGEST = 100_000


class Piece(Struct, frozen=True):
    """``key`` None is fixed text; pieces of one key always print the same."""

    text: str
    key: Hashable = None


def loose(text: str) -> str:
    """What two fixed texts are compared by."""
    return "".join(half_width(text).split())


def printed_text(pieces: Iterable[Piece]) -> str:
    """What the pieces show together."""
    return "".join(piece.text for piece in pieces)


def fits(pieces: Sequence[Piece], text: str) -> bool:
    """Whether the text shows the pieces unchanged."""
    whole = printed_text(pieces)
    if whole == text or whole.strip() == text.strip():
        return True
    return _match(pieces, text, frozenset()) is not None


def readings(pieces: Sequence[Piece], text: str) -> list[Mapping[Hashable, str]]:
    """The new values of printed pieces that make the text: one key changed, or else several at once.

    Empty where the fixed pieces do not fit; more than one where it cannot be told.
    """
    if len(text) > _LONGEST:
        return []
    keys = list(dict.fromkeys(piece.key for piece in pieces if piece.key is not None))
    found: list[Mapping[Hashable, str]] = []
    for key in keys:
        one = _match(pieces, text, frozenset((key,)))
        if one is not None and one not in found:
            found.append(one)
    if found or len(keys) < 2:
        return found
    short, long = (_match(pieces, text, frozenset(keys), greedy=greedy) for greedy in (False, True))
    if short is None or long is None:
        return []
    old = {piece.key: piece.text for piece in pieces}
    several: list[Mapping[Hashable, str]] = [
        {key: new for key, new in each.items() if old[key] != new} for each in (short, long)
    ]
    return several[:1] if several[0] == several[1] else several


def _match(
    pieces: Sequence[Piece], text: str, unknown: frozenset[Hashable], *, greedy: bool = False
) -> dict[Hashable, str] | None:
    groups: dict[Hashable, str] = {}
    pattern: list[str] = []
    for piece in pieces:
        if piece.key is None:
            pattern.append(_tolerant(piece.text))
        elif piece.key not in unknown:
            pattern.append(re.escape(piece.text.strip()) if len(pieces) == 1 else re.escape(piece.text))
        elif piece.key in groups:
            pattern.append(f"(?P={groups[piece.key]})")
        else:
            groups[piece.key] = name = f"g{len(groups)}"
            pattern.append(f"(?P<{name}>.*{'' if greedy else '?'})")
    found = re.fullmatch(r"\s*" + "".join(pattern) + r"\s*", text, re.DOTALL)
    return None if found is None else {key: found[name].rstrip() for key, name in groups.items()}


def _tolerant(text: str) -> str:
    """A pattern for fixed text: white space anywhere, each character full- or half-width."""
    blank = r"\s*"
    return blank + "".join(_either_width(character) + blank for character in text if not character.isspace())


def _either_width(character: str) -> str:
    half = half_width(character)
    if half.isspace():
        return r"\s*"
    full = chr(ord(half) + 0xFEE0) if "!" <= half <= "~" else half
    return f"[{re.escape(half)}{re.escape(full)}]" if full != half else re.escape(character)
