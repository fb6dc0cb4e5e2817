"""Folders in, the fonts in them by name. What a file holds is read once and remembered with its size and date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import json

from generator.layout.fonts import cache
from generator.layout.fonts.font_file import FontFile, describe
from generator.layout.fonts.names import folded
from generator.layout.fonts.places import font_paths

_MAGIC = b"jixiao fonts 1\n"

_Entry = tuple[tuple[int, int], tuple[FontFile, ...]]
"""Size and date of a file, and its fonts."""


class FontIndex:
    """The fonts of some folders by their names."""

    def __init__(self, fonts: Iterable[FontFile]) -> None:
        self._named: dict[str, list[FontFile]] = {}
        for font in fonts:
            for name in {folded(name) for name in font.names}:
                self._named.setdefault(name, []).append(font)

    def choose(self, name: str, *, bold: bool, italic: bool) -> FontFile | None:
        """The font of that family or full name nearest to what is wanted; None if the name is not there.

        One that may not be embedded is chosen only where there is no other.
        """
        named = self._named.get(folded(name))
        if not named:
            return None
        weight = 700 if bold else 400
        return min(
            named,
            key=lambda font: (
                bool(font.barred),
                abs(font.width - 5),
                font.italic != italic,
                abs(weight - min(max(weight, font.weight), font.heaviest)),
                font.identity,
            ),
        )


def open_index(folders: Sequence[Path], cached: Path) -> FontIndex:
    """The fonts in ``folders``; ``cached`` is the file that remembers what was read."""
    remembered = _remembered(cached)
    read: dict[str, _Entry] = {}
    fonts: dict[str, _Entry] = {}
    for folder in folders:
        for path, status in font_paths(folder):
            name = str(path)
            stamp = (status.st_size, status.st_mtime_ns)
            entry = remembered.get(name)
            if entry is None or entry[0] != stamp:
                entry = (stamp, describe(path))
                if name == name.encode("utf-8", "replace").decode():  # others, on Linux, JSON cannot hold
                    read[name] = entry
            fonts[name] = entry
    if read:
        kept = {name: entry for name, entry in remembered.items() if Path(name).exists()}
        cache.save(cached, _MAGIC, json.encode(kept | read))
    return FontIndex(font for _, found in fonts.values() for font in found)


def _remembered(cached: Path) -> dict[str, _Entry]:
    body = cache.load(cached, _MAGIC)
    return {} if body is None else json.decode(body, type=dict[str, _Entry])
