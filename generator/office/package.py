"""Opens a foreign .docx or .xlsx and checks that it is a sound, ordinary file of the kind wanted.

Whatever the bytes are, the result is a ``Package`` or a ``JixiaoError`` with a code of ``generator.office.refusal``.
Members are never changed.
"""

from __future__ import annotations

import re
import stat
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.office.archive import CONTENT_TYPES
from generator.office.foreign import FAMILY, MAIN_TYPE, WANTED, Kind, foreign_content, foreign_zip, old_suffix
from generator.office.members import MAX_TOTAL, read_members
from generator.office.parts import Relationship, content_type_of, parse_relationships, relationships_name
from generator.office.refusal import PackageCode, printable, refuse
from generator.problem import JixiaoError, Source

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_SAVE_AGAIN = "请用 Word、Excel 或 WPS 打开，另存一份再试"
_STRICT = "http://purl.oclc.org/ooxml/"  # begins the namespaces of Strict Open XML
_ROOT_TAG = re.compile(rb"<[A-Za-z_][^>]*>")


class Package(Struct, frozen=True):
    """The members of a file by name, in archive order; ``name`` is what messages call the file."""

    members: Mapping[str, bytes]
    name: str = ""

    def relationships(self, part: str = "") -> tuple[Relationship, ...]:
        """The relationships of ``part`` in order; an empty ``part`` is the package itself.

        The internal target of a relationship may be missing from ``members``.
        """
        name = relationships_name(part)
        if name not in self.members:
            return ()
        return parse_relationships(self.members[name], part, self.members, Source(self.name, place=name))

    def part_by_relationship(self, type_suffix: str) -> str:
        """The member of the package's relationship whose type ends like this; ``JixiaoError`` if there is none."""
        for relationship in self.relationships():
            if relationship.type.endswith(type_suffix) and not relationship.external:
                if relationship.target in self.members:
                    return relationship.target
                raise refuse(
                    Source(self.name),
                    PackageCode.NO_PART,
                    f"文件不完整，里面缺少 {printable(relationship.target)}。{_SAVE_AGAIN}",
                )
        raise refuse(
            Source(self.name),
            PackageCode.NO_PART,
            f"文件不完整，里面找不到 {type_suffix.strip('/')} 部分。{_SAVE_AGAIN}",
        )

    def content_type(self, part: str) -> str:
        """The content type of a part; empty where none is declared."""
        if CONTENT_TYPES not in self.members:
            return ""
        return content_type_of(self.members[CONTENT_TYPES], part, Source(self.name, place=CONTENT_TYPES))


def read_package(path: Path, *, kind: Kind, shown_as: str | None = None) -> Package:
    """Opens the file at ``path``; ``JixiaoError`` with one problem if it is not a sound file of this kind.

    Messages call it ``shown_as``, or by its path where that is None.
    """
    source = Source(str(path) if shown_as is None else shown_as)
    return package_of(_read_file(path, kind, source), kind=kind, source=source)


def package_of(data: bytes, *, kind: Kind, source: Source) -> Package:
    """Opens a file from its bytes; errors as from ``read_package``."""
    if not data.startswith(b"PK"):
        raise JixiaoError(foreign_content(data, kind, source))
    package = Package(read_members(data, source), source.file)
    _check_kind(package, kind, source)
    return package


def _read_file(path: Path, kind: Kind, source: Source) -> bytes:
    """The bytes of a regular file, at most as many as a sound package can have."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise refuse(source, PackageCode.UNREADABLE, f"这是一个文件夹，这里要的是 {WANTED[kind]}")
        if not stat.S_ISREG(mode):
            raise refuse(source, PackageCode.UNREADABLE, f"这不是普通文件，这里要的是 {WANTED[kind]}")
        if problem := old_suffix(path.suffix, kind, source):
            raise JixiaoError(problem)
        with path.open("rb") as file:
            data = file.read(MAX_TOTAL + 1)  # one byte more shows that a file is too large
    except (FileNotFoundError, NotADirectoryError, ValueError) as exc:  # ValueError: a null character in the path
        raise refuse(source, PackageCode.NOT_THERE, "没有这个文件，请核对文件名和所在的文件夹") from exc
    except PermissionError as exc:
        raise refuse(
            source, PackageCode.UNREADABLE, "没有读取权限，或文件正被别的程序占用；请关闭打开它的程序再试"
        ) from exc
    except OSError as exc:
        raise refuse(source, PackageCode.UNREADABLE, f"读取失败（{exc.strerror or exc}）") from exc
    if len(data) > MAX_TOTAL:
        raise refuse(source, PackageCode.TOO_LARGE, f"文件超过 {MAX_TOTAL >> 20} MB，不像一份表格")
    return data


def _check_kind(package: Package, kind: Kind, source: Source) -> None:
    """Refuses a sound zip whose main part is not that of an ordinary file of this kind."""
    if CONTENT_TYPES not in package.members or not (roots := package.relationships()):
        raise JixiaoError(foreign_zip(package.members, kind, source))
    main = package.part_by_relationship("/officeDocument")
    # Strict files say so in the types of relationships; some only in the namespaces of the main part.
    root_tag = _ROOT_TAG.search(package.members[main])
    if any(root.type.startswith(_STRICT) for root in roots) or (root_tag and _STRICT.encode() in root_tag[0]):
        raise refuse(
            source, PackageCode.STRICT, f"文件是“Strict Open XML”格式。请用 Word 或 WPS 打开，另存为普通的 .{kind} 再用"
        )
    _check_main_type(package.content_type(main), kind, source)


def _check_main_type(content_type: str, kind: Kind, source: Source) -> None:
    if content_type == MAIN_TYPE[kind]:
        return
    lowered = content_type.lower()
    if not any(word in lowered for word in FAMILY[kind]):
        raise refuse(source, PackageCode.OTHER_KIND, f"文件的内容不是 {WANTED[kind]}")
    if "macroenabled" in lowered:
        raise refuse(
            source,
            PackageCode.MACROS,
            f"文件带有宏，为了安全不予使用。请用 Word、Excel 或 WPS 打开，另存为不带宏的 .{kind}",
        )
    raise refuse(
        source,
        PackageCode.VARIANT,
        f"文件不是普通的 {WANTED[kind]}（可能是 .dotx、.xltx 之类的模板格式）。请另存为 .{kind}",
    )
