"""A file of fonts in, one description per font in it: names, weight, licence, and an identity of its contents.

Only ``name``, ``OS/2``, ``head`` and ``fvar`` are read. A file that is no font, or a broken one, has no descriptions.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
from pathlib import Path
from typing import Any

from msgspec import Struct

_FAMILY, _FULL, _POSTSCRIPT, _TYPOGRAPHIC_FAMILY = 1, 4, 6, 16
_CHINESE, _ENGLISH = 0x0804, 0x0409
_MOST_FONTS = 64
_LARGEST = 256 << 20

# fontTools logs what it forgives in a font; nobody who prints a form can do anything about it.
logging.getLogger("fontTools").setLevel(logging.CRITICAL)


class FontFile(Struct, frozen=True):
    """One font: where it lies, its place in a collection (-1 in a file of its own), and what chooses it.

    ``identity`` depends on the contents only. ``weight`` is usWeightClass; ``heaviest`` differs from it in a variable
    font with an axis of weights. ``barred`` says why the licence does not let us embed it, empty if it does.
    """

    path: str
    number: int
    identity: str
    family: str
    names: tuple[str, ...]
    postscript: str
    weight: int
    heaviest: int
    width: int
    italic: bool
    barred: str


def describe(path: Path) -> tuple[FontFile, ...]:
    """The fonts of a file; those that cannot be read are left out."""
    from fontTools.ttLib import TTCollection, TTFont  # noqa: PLC0415 - not needed where the index is up to date

    described: list[FontFile] = []
    # fontTools raises whatever a broken font makes its parsers stumble over.
    with contextlib.suppress(Exception), path.open("rb") as stream:
        if path.stat().st_size > _LARGEST:
            return ()
        collection = stream.read(4) == b"ttcf"
        stream.seek(0)
        if collection:
            for number, font in enumerate(TTCollection(stream, lazy=True).fonts[:_MOST_FONTS]):
                described += _described(font, path, number)
        else:
            described += _described(TTFont(stream, lazy=True), path, -1)
    return tuple(described)


def _described(font: Any, path: Path, number: int) -> tuple[FontFile, ...]:
    if "cmap" not in font or not any(table in font for table in ("glyf", "CFF ", "CFF2")):
        return ()
    names = _names(font)
    if not names:
        return ()
    os2 = font.get("OS/2")
    weight = os2.usWeightClass if os2 else 400
    axis = next((axis for axis in font["fvar"].axes if axis.axisTag == "wght"), None) if "fvar" in font else None
    identity = _identity(font)
    described = FontFile(
        path=str(path),
        number=number,
        identity=identity,
        family=_family(font, names),
        names=names,
        postscript=_postscript(font) or f"Font{identity}",
        weight=int(axis.minValue) if axis else weight,
        heaviest=int(axis.maxValue) if axis else weight,
        width=os2.usWidthClass if os2 else 5,
        italic=bool(font["head"].macStyle & 2) or bool(os2 and os2.fsSelection & 1),
        barred=_barred(os2.fsType) if os2 else "",
    )
    return (described,)


def _names(font: Any) -> tuple[str, ...]:
    wanted = (_FAMILY, _TYPOGRAPHIC_FAMILY, _FULL, _POSTSCRIPT)
    found = {str(record).strip() for record in font["name"].names if record.nameID in wanted}
    return tuple(sorted(found - {""}))


def _family(font: Any, names: tuple[str, ...]) -> str:
    """The name that a Chinese Word lists."""
    # The first family of a variable font is that of its lightest instance.
    wanted = _TYPOGRAPHIC_FAMILY if "fvar" in font and font["name"].getDebugName(_TYPOGRAPHIC_FAMILY) else _FAMILY
    records = [record for record in font["name"].names if record.nameID == wanted and record.platformID == 3]
    for language in (_CHINESE, _ENGLISH):
        for record in records:
            if record.langID == language:
                return str(record).strip()
    return str(font["name"].getDebugName(wanted) or names[0])


def _postscript(font: Any) -> str:
    name = str(font["name"].getDebugName(_POSTSCRIPT) or "")
    return "".join(c for c in name if "!" <= c <= "~" and c not in "[](){}<>/%")


def _identity(font: Any) -> str:
    """Checksums and lengths of all tables, which the font's directory holds, and its head with version and dates."""
    entries = sorted((str(tag), entry.checkSum, entry.length) for tag, entry in font.reader.tables.items())
    digest = hashlib.sha256(repr(entries).encode())
    digest.update(font.reader["head"])
    return digest.hexdigest()[:24]


def _barred(fs_type: int) -> str:
    """OS/2 fsType: bits 1 to 3 exclude each other, and older fonts that set several mean the most liberal."""
    if fs_type & 0x000E == 0x0002:
        return "字体的授权不允许嵌入"
    if fs_type & 0x0100:
        return "字体的授权不允许只嵌入用到的字"
    if fs_type & 0x0200:
        return "字体的授权只允许嵌入点阵"
    return ""
