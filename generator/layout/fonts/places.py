"""Where fonts lie: the folders of each system, those that JIXIAO_FONTS names, and the embedded font."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

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
    """Those of JIXIAO_FONTS where it is set (the empty string: none), otherwise those of the system and the user."""
    told = os.environ.get("JIXIAO_FONTS")
    if told is not None:
        return tuple(Path(folder) for folder in told.split(os.pathsep) if folder)
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
    """The font files in a folder and the folders in it, in the order of their names; what cannot be read is left out.

    ``depth`` bounds how far folders are followed, which links may have made endless.
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


def embedded_path() -> Path:
    """Noto Sans SC, a variable TrueType font, which a dependency installs; a path to nothing if that is not there."""
    spec = find_spec("justmytype_intl_cjk")
    package = Path(spec.origin).parent if spec and spec.origin else Path("justmytype_intl_cjk")
    return package / "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"
