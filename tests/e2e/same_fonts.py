"""LibreOffice made to use the very font files that our PDF uses, so that both can be compared.

``font_configuration`` writes what the environment variable FONTCONFIG_FILE names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from generator.layout.fonts.book import FontBook
    from generator.layout.fonts.index import FontFile

_CHINESE = "\u2e80"  # the first of the East Asian characters
_BOLD = 600


def font_configuration(names: Iterable[str], book: FontBook, folder: Path) -> Path:
    """A configuration in ``folder`` that gives each of Word's font ``names`` the file that ``book`` gives it."""
    chosen = {name: book.first(name, east_asian=max(name) >= _CHINESE) for name in sorted(set(names))}
    folders = sorted({file.path.rpartition("/")[0] for file in chosen.values()})
    lines = ['<?xml version="1.0"?>', '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">', "<fontconfig>"]
    lines += [f"<dir>{escape(found)}</dir>" for found in folders]
    lines += [_alias(name, file) for name, file in chosen.items()]
    lines += [f"<cachedir>{escape(str(folder / 'cache'))}</cachedir>", "</fontconfig>"]
    path = folder / "fonts.conf"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _alias(name: str, file: FontFile) -> str:
    edits = f'<edit name="family" mode="assign" binding="strong"><string>{escape(file.family)}</string></edit>'
    if file.weight >= _BOLD:
        edits += '<edit name="weight" mode="assign" binding="strong"><const>bold</const></edit>'
    test = f'<test name="family" compare="eq"><string>{escape(name)}</string></test>'
    return f'<match target="pattern">{test}{edits}</match>'
