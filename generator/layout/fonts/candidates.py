"""A font name of Word and the fonts that are installed in, the fonts to try out, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from generator.layout.fonts.font_file import FontFile
from generator.layout.fonts.index import FontIndex
from generator.layout.fonts.names import LAST_RESORTS, folded, heavy, substitutes, twins


class Style(Struct, frozen=True):
    """What a text wants of a font."""

    bold: bool
    italic: bool


class Candidate(Struct, frozen=True):
    """A font, and whether it is to be bold: 小标宋 is replaced by a bold Song."""

    file: FontFile
    bold: bool


def candidates(index: FontIndex, name: str, style: Style, *, east_asian: bool) -> tuple[Candidate, ...]:
    """The font itself if it is there and may be embedded, then what looks like it."""
    families = ((family, style.bold or heavy(name, family)) for family in substitutes(name, east_asian=east_asian))
    return tuple(_there(index, families, style))


def last_resorts(index: FontIndex, style: Style) -> tuple[Candidate, ...]:
    """Fonts with many signs, whatever they look like."""
    return tuple(_there(index, ((family, style.bold) for family in LAST_RESORTS), style))


def is_asked(file: FontFile, name: str) -> bool:
    """Whether ``file`` is the font of that name, under whichever of its names."""
    own = {folded(twin) for twin in twins(name)}
    return any(folded(given) in own for given in file.names)


def why_absent(index: FontIndex, name: str) -> str:
    """Why a font is not used: it is not there, or its licence forbids it."""
    for twin in twins(name):
        file = index.choose(twin, bold=False, italic=False)
        if file is not None and file.barred:
            return file.barred
    return "没有安装这种字体"


def _there(index: FontIndex, families: Iterable[tuple[str, bool]], style: Style) -> Iterator[Candidate]:
    seen = set()
    for family, bold in families:
        file = index.choose(family, bold=bold, italic=style.italic)
        if file is not None and not file.barred and file.identity not in seen:
            seen.add(file.identity)
            yield Candidate(file, bold)
