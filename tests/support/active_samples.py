"""Adds relationships and parts to a document or workbook, and says what is active in it and what is left of it."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from validate_ooxml import problems

from generator.office.archive import CONTENT_TYPES, zip_bytes
from generator.office.foreign import Kind
from generator.office.package import Package, package_of
from generator.problem import Source
from generator.template.active.clean import without_active

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MICROSOFT = "http://schemas.microsoft.com/office/2006/relationships"
_OF_MICROSOFT = ("vbaProject", "wordVbaData", "ui/extensibility", "xlMacrosheet", "activeXControlBinary")
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_ADVICE = "请在模板里删去，确实要留的用 --keep-active 生成"
_XMLNS = re.compile(r' xmlns(:\w+)?="[^"]*"')


def linked(
    data: bytes, part: str, *links: str, parts: Mapping[str, str | bytes] | None = None, types: str = ""
) -> bytes:
    """The file with relationships of a part, each ``id type target`` (an address is external), and with more parts.

    ``types`` are entries of the content types.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    before = members.get(rels, f'<Relationships xmlns="{_PACKAGE}/relationships"></Relationships>'.encode())
    before = before.replace(b"/>", b"></Relationships>") if b"</Relationships>" not in before else before
    written = "".join(map(_relationship, links))
    members[rels] = before.replace(b"</Relationships>", f"{written}</Relationships>".encode())
    members[CONTENT_TYPES] = members[CONTENT_TYPES].replace(b"</Types>", f"{types}</Types>".encode())
    more = {name: text.encode() if isinstance(text, str) else text for name, text in (parts or {}).items()}
    return zip_bytes({**members, **more})


def _relationship(link: str) -> str:
    key, kind, target = link.split(" ", 2)
    is_external = target.startswith("! ")
    mode = ' TargetMode="External"' if is_external else ""
    base = _MICROSOFT if kind in _OF_MICROSOFT else _OFFICE
    return f'<Relationship Id="{key}" Type="{base}/{kind}" Target="{target.removeprefix("! ")}"{mode}/>'


def override(part: str, content_type: str) -> str:
    """An entry of the content types for one part."""
    return f'<Override PartName="/{part}" ContentType="{content_type}"/>'


def default(extension: str, content_type: str) -> str:
    """An entry of the content types for an extension."""
    return f'<Default Extension="{extension}" ContentType="{content_type}"/>'


def active_in(data: bytes, kind: Kind) -> list[str]:
    """What is told of a file, as ``place: message`` without the advice, which is the same for all."""
    _, found = without_active(_opened(data, kind), "模板")
    assert {problem.message.partition("；")[2] for problem in found} <= {_ADVICE}
    return [f"{problem.source.place}: {problem.message.partition('；')[0]}" for problem in found]


def left_of(data: bytes, kind: Kind) -> Package:
    """The file without its active content; it is valid, and nothing in it is missing."""
    package, _ = without_active(_opened(data, kind), "模板")
    again, found = without_active(package, "模板")
    assert (again, found) == (package, ())
    for part in ("", *package.members):
        missing = [link.target for link in package.relationships(part) if not link.external]
        assert [target for target in missing if target not in package.members] == []
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"表.{kind}"
        path.write_bytes(zip_bytes(package.members))
        assert problems(path) == []
    return package


def text_of(package: Package, part: str) -> str:
    """The XML of a part without its declarations."""
    return _XMLNS.sub("", package.members[part].decode()).rpartition("?>")[2].strip()


def _opened(data: bytes, kind: Kind) -> Package:
    return package_of(data, kind=kind, source=Source("模板"))
