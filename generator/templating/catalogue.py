"""A template's name in, the file that holds it out: the user's own folder first, then the templates we bring."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from generator.model import JixiaoError, Problem, Source
from generator.text.nearest import nearest

_HERE = Path(__file__).resolve().parent.parent
# Files that are no .docx are found, too: whoever opens one says how to convert it.
_OTHER = (".doc", ".wps", ".rtf", ".dot", ".wpt", ".et", ".xls", ".docm", ".dotx")
SUFFIX = ".docx"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Template folders in the order they are searched; templates stand in their ``docx`` folder or in them."""

    folders: tuple[Path, ...]

    def find(self, name: str, asked: Source) -> Path:
        """The template of this name; JixiaoError at ``asked`` (where the name was given)."""
        plain, suffixes = _stem(name.strip())
        if not plain or any(mark in plain for mark in "/\\:") or plain in {".", ".."}:
            raise JixiaoError(Problem(asked, "T040", f"模板名“{name}”不对：只写名称，不写文件夹"))
        for suffix in suffixes:
            for folder in self._places():
                path = folder / f"{plain}{suffix}"
                if os.path.isfile(path):  # noqa: PTH113  # Path.is_file raises for a name that is too long
                    return path
        near = nearest(plain, self.names())
        hint = f"，是不是“{near}”？" if near else "；jixiao template list 列出所有模板"
        where = "、".join(str(folder) for folder in self.folders)
        raise JixiaoError(Problem(asked, "T040", f"没有模板“{name}”{hint}（找过 {where}）"))

    def names(self) -> list[str]:
        """All templates, each once."""
        found = {path.stem for folder in self._places() for path in folder.glob(f"*{SUFFIX}") if path.name[:2] != "~$"}
        return sorted(found)

    def _places(self) -> list[Path]:
        return [place for folder in self.folders for place in (folder / "docx", folder) if place.is_dir()]


def _stem(name: str) -> tuple[str, tuple[str, ...]]:
    """The name without its suffix, and the suffixes that its file may have."""
    for suffix in (SUFFIX, *_OTHER):
        if name.lower().endswith(suffix):
            return name[: -len(suffix)], (suffix,)
    return name, (SUFFIX, *_OTHER)


def catalogue(own: Path | None) -> Catalogue:
    """Where templates are: ``own`` (else ``./templates`` where there is one), then those that came with the program."""
    if own is not None and not own.is_dir():
        raise JixiaoError(Problem(Source(str(own)), "T041", "没有这个模板文件夹"))
    mine = own or Path("templates")
    brought = next(folder for folder in (_HERE / "builtin_templates", _HERE.parent / "templates") if folder.is_dir())
    folders = [mine] if mine.is_dir() else []
    if not folders or folders[0].resolve() != brought.resolve():
        folders.append(brought)
    return Catalogue(tuple(folders))
