"""Finds the files of a template by its name: first in the user's folder, then among the templates of the program."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from generator.chinese.nearest import nearest
from generator.problem import JixiaoError, Problem, Source

_PACKAGE = Path(__file__).resolve().parent.parent
KINDS = ("docx", "xlsx")
# Formats that cannot be opened are found all the same: the message of opening one says how to convert it.
_OTHER_SUFFIXES = {
    "docx": (".doc", ".wps", ".rtf", ".dot", ".wpt", ".docm", ".dotx"),
    "xlsx": (".xls", ".et", ".xlsm", ".xltx"),
}


class TemplateFiles(Struct, frozen=True):
    """The files of one template: a Word file, an Excel file, or both; None where there is none.

    ``keeps_active``: their active content goes into the forms.
    """

    docx: Path | None = None
    xlsx: Path | None = None
    keeps_active: bool = False

    def __iter__(self) -> Iterator[Path]:
        return (path for path in (self.docx, self.xlsx) if path is not None)

    def __bool__(self) -> bool:
        return self.docx is not None or self.xlsx is not None


class Catalogue(Struct, frozen=True):
    """Template folders in the order of searching; files lie in them or in their subfolders ``docx`` and ``xlsx``.

    ``keeps_active``: forms made of their templates keep the active content of these.
    """

    folders: tuple[Path, ...]
    keeps_active: bool = False

    def find(self, name: str, source: Source) -> TemplateFiles:
        """The template of this name; JixiaoError at ``source``, the place that gave the name, if there is none.

        Both files come from the first folder that has either: a user's Word file does not go with our Excel file.
        A name with a suffix means that file alone.
        """
        plain, kinds, suffix = _split_suffix(name.strip())
        if not plain or any(mark in plain for mark in "/\\:") or plain in {".", ".."}:
            raise JixiaoError(Problem(source, "T040", f"模板名“{name}”不对：只写名称，不写文件夹"))
        for folder in self.folders:
            found = {kind: _in_folder(folder, kind, plain, suffix) for kind in kinds}
            if any(found.values()):
                return TemplateFiles(**found, keeps_active=self.keeps_active)
        near = nearest(plain, self.names())
        hint = f"，是不是“{near}”？" if near else "；jixiao template list 列出所有模板"
        where = "、".join(str(folder) for folder in self.folders)
        raise JixiaoError(Problem(source, "T040", f"没有模板“{name}”{hint}（找过 {where}）"))

    def names(self) -> list[str]:
        """The names of all templates, sorted, without suffixes."""
        places = [place for folder in self.folders for place in _subfolders(folder)]
        files = [path for place in places for kind in KINDS for path in place.glob(f"*.{kind}")]
        # Word and Excel keep a lock file ~$name beside each file that is open.
        return sorted({path.stem for path in files if not path.name.startswith("~$") and path.is_file()})


def _subfolders(folder: Path) -> list[Path]:
    return [place for place in (*(folder / kind for kind in KINDS), folder) if place.is_dir()]


def _in_folder(folder: Path, kind: str, plain: str, suffix: str) -> Path | None:
    for end in [suffix] if suffix else [f".{kind}", *_OTHER_SUFFIXES[kind]]:
        for place in _subfolders(folder):
            path = place / f"{plain}{end}"
            if os.path.isfile(path):  # noqa: PTH113  # Path.is_file raises for a name that is too long
                return path
    return None


def _split_suffix(name: str) -> tuple[str, tuple[str, ...], str]:
    """The name without its suffix, the kinds of file it may be, and the suffix where one was given."""
    for kind in KINDS:
        for suffix in (f".{kind}", *_OTHER_SUFFIXES[kind]):
            if name.lower().endswith(suffix):
                return name[: -len(suffix)], (kind,), suffix
    return name, KINDS, ""


def catalogue(own: Path | None, *, keeps_active: bool = False) -> Catalogue:
    """The folders to search: ``own`` (None: ``./templates`` if it exists), then the one that comes with the program."""
    if own is not None and not own.is_dir():
        raise JixiaoError(Problem(Source(str(own)), "T041", "没有这个模板文件夹"))
    user_folder = own or Path("templates")
    # A wheel holds the templates inside the package; a checkout has them beside it.
    built_in = next(
        folder for folder in (_PACKAGE / "builtin_templates", _PACKAGE.parent / "templates") if folder.is_dir()
    )
    folders = [user_folder] if user_folder.is_dir() else []
    if not folders or folders[0].resolve() != built_in.resolve():
        folders.append(built_in)
    return Catalogue(tuple(folders), keeps_active)
