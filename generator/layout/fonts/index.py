"""Finds the fonts in the font folders and chooses one by name, weight and slant.

What a file holds is read once and cached; it is read again when the size or the date of the file changes.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTCollection, TTFont
from msgspec import Struct, json
from pylopdf_fonts_zh_cn import serif_path

from generator.layout.fonts import cache
from generator.layout.fonts.names import folded

# Where fonts lie.

_SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
_LINUX = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/usr/share/texmf/fonts/opentype/public/tex-gyre",
    "/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol",
)
_MACOS = (
    "/System/Library/Fonts",
    "/Library/Fonts",
    "/Applications/Microsoft Word.app/Contents/Resources/DFonts",
    "/Applications/wpsoffice.app/Contents/Resources/office6/fonts",
)


def font_folders() -> tuple[Path, ...]:
    """The folders in JIXIAO_FONTS if it is set (none if it is empty), otherwise those of the system and the user."""
    configured = os.environ.get("JIXIAO_FONTS")
    if configured is not None:
        return tuple(Path(folder) for folder in configured.split(os.pathsep) if folder)
    if sys.platform == "win32":
        return tuple(_windows())
    home = Path.home()
    if sys.platform == "darwin":
        downloaded = Path("/System/Library/AssetsV2").glob("com_apple_MobileAsset_Font*")
        return (*map(Path, _MACOS), *sorted(downloaded), home / "Library/Fonts")
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")
    return (*map(Path, _LINUX), data / "fonts", home / ".fonts")


def _windows() -> Iterator[Path]:
    yield Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts"
    if local := os.environ.get("LOCALAPPDATA"):
        yield Path(local) / "Microsoft/Windows/Fonts"


def font_paths(folder: Path, depth: int = 6) -> Iterator[tuple[Path, os.stat_result]]:
    """The font files in a folder and the folders in it, in order of their names; what cannot be read is left out.

    ``depth`` bounds how deep folders are searched: links may make them endless.
    """
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in found:
        try:
            if entry.is_dir():
                if depth:
                    yield from font_paths(Path(entry.path), depth - 1)
            elif entry.name.lower().endswith(_SUFFIXES) and entry.is_file():
                yield Path(entry.path), entry.stat()
        except OSError:
            continue


def embedded_folder() -> Path:
    """The folder of Noto Serif SC and Noto Sans SC, which a dependency installs."""
    return serif_path().parent


# What a font file holds.

# nameID and languageID values of the ``name`` table.
_FAMILY, _FULL, _POSTSCRIPT, _TYPOGRAPHIC_FAMILY = 1, 4, 6, 16
_CHINESE, _ENGLISH = 0x0804, 0x0409
_MOST_FONTS = 64  # of a collection; more are not read
_LARGEST = 256 << 20  # bytes of a file; larger ones are not read

# fontTools logs what it forgives in a font; nobody who prints a form can do anything about it.
logging.getLogger("fontTools").setLevel(logging.CRITICAL)


class FontFile(Struct, frozen=True):
    """What is known of one font without its glyphs; ``number`` is its place in a collection, -1 in a file of its own.

    ``identity`` is a digest of the contents. ``weight`` and ``width`` are usWeightClass and usWidthClass; a variable
    font has any weight from ``weight`` to ``heaviest``. ``barred`` says why the licence forbids embedding (Chinese),
    empty if it does not.
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
    """The fonts of a file; none if it is no font or broken. Only the tables that tell fonts apart are read."""
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
    """The description of a font; nothing for one without outlines (bitmaps only), characters or names."""
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
    """The family name as a Chinese Word lists it: the Chinese one, or else the English one."""
    # The first family of a variable font is that of its lightest instance.
    wanted = _TYPOGRAPHIC_FAMILY if "fvar" in font and font["name"].getDebugName(_TYPOGRAPHIC_FAMILY) else _FAMILY
    records = [record for record in font["name"].names if record.nameID == wanted and record.platformID == 3]
    for language in (_CHINESE, _ENGLISH):
        for record in records:
            if record.langID == language:
                return str(record).strip()
    return str(font["name"].getDebugName(wanted) or names[0])


def _postscript(font: Any) -> str:
    """The PostScript name without what a PDF name cannot hold; may be empty."""
    name = str(font["name"].getDebugName(_POSTSCRIPT) or "")
    return "".join(c for c in name if "!" <= c <= "~" and c not in "[](){}<>/%")


def _identity(font: Any) -> str:
    """A digest of the font's table directory, which has checksums and lengths, and of ``head``, which has dates."""
    entries = sorted((str(tag), entry.checkSum, entry.length) for tag, entry in font.reader.tables.items())
    digest = hashlib.sha256(repr(entries).encode())
    digest.update(font.reader["head"])
    return digest.hexdigest()[:24]


def _barred(fs_type: int) -> str:
    """Why OS/2 fsType forbids embedding. Older fonts set several of bits 1 to 3: the most liberal one counts."""
    if fs_type & 0x000E == 0x0002:
        return "字体的授权不允许嵌入"
    if fs_type & 0x0100:
        return "字体的授权不允许只嵌入用到的字"
    if fs_type & 0x0200:
        return "字体的授权只允许嵌入点阵"
    return ""


# The index of all fonts.

_MAGIC = b"jixiao fonts 1\n"  # must change with the fields of FontFile: a cache with others cannot be decoded

_Entry = tuple[tuple[int, int], tuple[FontFile, ...]]
"""Size and date (ns) of a file, and its fonts."""


class FontIndex:
    """The fonts of some folders by their names."""

    def __init__(self, fonts: Iterable[FontFile]) -> None:
        self._named: dict[str, list[FontFile]] = {}
        for font in fonts:
            for name in {folded(name) for name in font.names}:
                self._named.setdefault(name, []).append(font)

    def choose(self, name: str, *, bold: bool, italic: bool) -> FontFile | None:
        """The font of that family or full name that is nearest in width, slant and weight; None if there is none.

        A font that must not be embedded is chosen only where there is no other.
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
    """The fonts in ``folders``; ``cached`` is the file that keeps what was read for the next run."""
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
                if name == name.encode("utf-8", "replace").decode():  # JSON cannot hold a name that is not UTF-8
                    read[name] = entry
            fonts[name] = entry
    if read:
        # Fonts of other folders stay in the cache as long as their files exist.
        kept = {name: entry for name, entry in remembered.items() if Path(name).exists()}
        cache.save(cached, _MAGIC, json.encode(kept | read))
    return FontIndex(font for _, found in fonts.values() for font in found)


def _remembered(cached: Path) -> dict[str, _Entry]:
    body = cache.load(cached, _MAGIC)
    return {} if body is None else json.decode(body, type=dict[str, _Entry])
