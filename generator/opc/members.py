"""The bytes of a foreign zip in, its members out, inflated piece by piece and never more than the limits allow."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.opc.refusal import Code, printable, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.model import Source

MAX_MEMBERS = 5_000
MAX_TOTAL = 200 << 20
MAX_MEMBER = 100 << 20
MAX_RATIO = 400
RATIO_FROM = 1 << 20

_PIECE = 1 << 18
_ENTRY = b"PK\1\2"
# A stored workbook inside a document has entries of its own, which the cheap count before parsing cannot tell apart.
_MAX_ENTRY_MARKS = 4 * MAX_MEMBERS
_ENCRYPTED_FLAGS = 0x1 | 0x40
# What zipfile raises for foreign bytes, beyond what it documents.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    IndexError,
)
_CLIMBS = re.compile(r"(?:^|[/\\])\.\.(?:[/\\]|$)")
_ABSOLUTE = re.compile(r"[/\\]|[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a zip, inflated."""

    name: str
    data: bytes


def read_members(data: bytes, source: Source) -> dict[str, bytes]:
    """The members by name in archive order, without folders; ``JixiaoError`` if damaged, unsafe or too big."""
    return {member.name: member.data for member in _inflated(data, source)}


def _inflated(data: bytes, source: Source) -> Iterator[Member]:
    if data.count(_ENTRY) > _MAX_ENTRY_MARKS:
        raise _too_many(source)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as exc:
        raise refuse(source, Code.DAMAGED, f"文件不完整或已损坏，可能没有下载完。{_AGAIN}") from exc
    with archive:
        entries = archive.infolist()
        _check_entries(entries, source)
        if sum(entry.compress_size for entry in entries) > len(data):
            raise refuse(source, Code.DAMAGED, f"文件内部的部件互相重叠，已损坏。{_AGAIN}")
        room = MAX_TOTAL
        for entry in entries:
            if not entry.is_dir():
                member = Member(
                    entry.filename, _inflate(archive, entry, room, min(entry.compress_size, len(data)), source)
                )
                room -= len(member.data)
                yield member


_AGAIN = "请重新取得文件，或用 Word、Excel 或 WPS 打开，另存一份再试"


def _check_entries(entries: list[zipfile.ZipInfo], source: Source) -> None:
    """What can be told from the directory of the zip alone."""
    if len(entries) > MAX_MEMBERS:
        raise _too_many(source)
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename
        if not name or _ABSOLUTE.match(name) or _CLIMBS.search(name):
            raise refuse(source, Code.UNSAFE_NAME, f"文件内部有不安全的名称“{printable(name)}”，不予读取")
        # Names that differ in case only are one name (ECMA-376 part 2, 6.2.2.3).
        if name.lower() in seen:
            raise refuse(
                source, Code.DUPLICATE_MEMBER, f"文件内部有两个“{printable(name)}”，不知道以哪个为准。{_AGAIN}"
            )
        seen.add(name.lower())
        if entry.flag_bits & _ENCRYPTED_FLAGS:
            raise refuse(source, Code.ENCRYPTED_MEMBER, "文件是加了密码的压缩包。请先解除密码，再存为普通的文件")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise refuse(source, Code.COMPRESSION, f"文件内部用了 Office 不用的压缩方法。{_AGAIN}")


def _inflate(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int, packed: int, source: Source) -> bytes:
    """The data of one member; ``packed`` compressed bytes at most, ``room`` what may still come."""
    pieces: list[bytes] = []
    size = 0
    try:
        with archive.open(entry) as stream:
            while piece := stream.read(_PIECE):
                size += len(piece)
                if size > min(room, MAX_MEMBER) or (size > RATIO_FROM and size > MAX_RATIO * packed):
                    raise _too_large(entry.filename, source)
                pieces.append(piece)
    except _BROKEN as exc:
        raise refuse(source, Code.DAMAGED, f"文件已损坏（{printable(entry.filename)}）。{_AGAIN}") from exc
    return b"".join(pieces)


def _too_many(source: Source) -> Exception:
    return refuse(source, Code.TOO_MANY_MEMBERS, f"文件内部的部件超过 {MAX_MEMBERS} 个，不像一份表格，不予读取")


def _too_large(name: str, source: Source) -> Exception:
    return refuse(source, Code.TOO_LARGE, f"文件解压后过大（{printable(name)}），不像一份表格，不予读取")
