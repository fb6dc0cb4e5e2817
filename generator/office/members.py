"""Reads the members of a foreign zip.

The limits on number, size and compression ratio hold while a member is being inflated, so that a zip bomb never fills
the memory.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING

from generator.office.refusal import PackageCode, printable, refuse

if TYPE_CHECKING:
    from generator.problem import Source

MAX_MEMBERS = 5_000
MAX_TOTAL = 200 << 20  # bytes, of all members together after inflating
MAX_MEMBER = 100 << 20
# Any member may inflate to RATIO_FROM bytes; beyond that, to MAX_RATIO times its compressed size.
MAX_RATIO = 400
RATIO_FROM = 1 << 20

_SMALL = 1 << 17  # bytes; members up to this size are kept inflated for other files of the run
# The local header of a member: its signature, then the lengths of its name and extra field (APPNOTE.TXT 4.3.7).
_LOCAL = struct.Struct("<4s22x2H")
_ENTRY_SIGNATURE = b"PK\1\2"  # begins each entry of the central directory
# Entries are counted before zipfile makes an object of each. A workbook stored uncompressed inside a document has
# entries of its own, which this count cannot tell apart, so that it allows for more.
_MAX_ENTRY_MARKS = 4 * MAX_MEMBERS
_ENCRYPTED_FLAGS = 0x1 | 0x40  # encryption, strong encryption (APPNOTE.TXT 4.4.4)
# For damaged bytes zipfile raises more than it documents.
_ZIP_ERRORS = (
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
# A name that leaves the archive: ``..`` in its path, a path from the root, a Windows drive.
_PARENT_FOLDER = re.compile(r"(?:^|[/\\])\.\.(?:[/\\]|$)")
_ABSOLUTE = re.compile(r"[/\\]|[A-Za-z]:")


def read_members(data: bytes, source: Source) -> dict[str, bytes]:
    """The members by name, in archive order and without folders; ``JixiaoError`` if damaged, unsafe or too big."""
    if data.count(_ENTRY_SIGNATURE) > _MAX_ENTRY_MARKS:
        raise _too_many(source)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _ZIP_ERRORS as exc:
        raise refuse(source, PackageCode.DAMAGED, f"文件不完整或已损坏，可能没有下载完。{_ADVICE}") from exc
    entries = archive.infolist()
    _check_entries(entries, source)
    # Entries that share compressed data make a zip bomb in which each single entry looks harmless.
    if sum(entry.compress_size for entry in entries) > len(data):
        raise refuse(source, PackageCode.DAMAGED, f"文件内部的部件互相重叠，已损坏。{_ADVICE}")
    bytes_left = MAX_TOTAL
    members: dict[str, bytes] = {}
    for entry in entries:
        if not entry.is_dir():
            inflated = members[entry.filename] = _inflate(data, entry, bytes_left, source)
            bytes_left -= len(inflated)
    return members


_ADVICE = "请重新取得文件，或用 Word、Excel 或 WPS 打开，另存一份再试"


def _check_entries(entries: list[zipfile.ZipInfo], source: Source) -> None:
    """Refuses what the central directory alone shows to be wrong: number, names, encryption, compression method."""
    if len(entries) > MAX_MEMBERS:
        raise _too_many(source)
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename
        if not name or _ABSOLUTE.match(name) or _PARENT_FOLDER.search(name):
            raise refuse(source, PackageCode.UNSAFE_NAME, f"文件内部有不安全的名称“{printable(name)}”，不予读取")
        # Names that differ in case only are one name (ECMA-376 part 2, 6.2.2.3).
        if name.lower() in seen:
            raise refuse(
                source, PackageCode.DUPLICATE_MEMBER, f"文件内部有两个“{printable(name)}”，不知道以哪个为准。{_ADVICE}"
            )
        seen.add(name.lower())
        if entry.flag_bits & _ENCRYPTED_FLAGS:
            raise refuse(source, PackageCode.ENCRYPTED_MEMBER, "文件是加了密码的压缩包。请先解除密码，再存为普通的文件")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise refuse(source, PackageCode.COMPRESSION, f"文件内部用了 Office 不用的压缩方法。{_ADVICE}")


def _inflate(data: bytes, entry: zipfile.ZipInfo, bytes_left: int, source: Source) -> bytes:
    """The data of one member; ``JixiaoError`` if it is damaged or larger than ``bytes_left`` bytes."""
    compressed = _compressed_data(data, entry)
    is_deflated = entry.compress_type == zipfile.ZIP_DEFLATED
    try:
        inflated = _inflate_small(compressed) if is_deflated else compressed
        if inflated is None:
            inflated = _inflate_up_to(
                compressed, min(bytes_left, MAX_MEMBER, max(RATIO_FROM, MAX_RATIO * len(compressed)))
            )
    except zlib.error as exc:
        raise _damaged(entry, source) from exc
    if inflated is None or len(inflated) > min(bytes_left, MAX_MEMBER):
        raise _too_large(entry.filename, source)
    if len(compressed) != entry.compress_size or len(inflated) != entry.file_size or zlib.crc32(inflated) != entry.CRC:
        raise _damaged(entry, source)
    return inflated


def _compressed_data(data: bytes, entry: zipfile.ZipInfo) -> bytes:
    """The compressed data of a member: cut short where the file ends, empty where no local header stands."""
    offset = entry.header_offset
    if not 0 <= offset <= len(data) - _LOCAL.size:
        return b""
    signature, name, extra = _LOCAL.unpack_from(data, offset)
    # The lengths are taken from here, because the extra field may differ from that in the central directory.
    start = offset + _LOCAL.size + name + extra
    return data[start : start + entry.compress_size] if signature == b"PK\3\4" else b""


@lru_cache(maxsize=128)
def _inflate_small(compressed: bytes) -> bytes | None:
    """Inflates a member once for all files of a run that hold it; None if it is larger than ``_SMALL``."""
    return _inflate_up_to(compressed, _SMALL)


def _inflate_up_to(compressed: bytes, limit: int) -> bytes | None:
    """Inflates a member; None if it is larger than ``limit`` bytes, zlib.error if it is damaged."""
    # One byte more than allowed is enough to know that a member is too large, without inflating all of it.
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    inflated = stream.decompress(compressed, limit + 1)
    if len(inflated) > limit:
        return None
    if not stream.eof:
        raise zlib.error("incomplete")
    return inflated


def _damaged(entry: zipfile.ZipInfo, source: Source) -> Exception:
    return refuse(source, PackageCode.DAMAGED, f"文件已损坏（{printable(entry.filename)}）。{_ADVICE}")


def _too_many(source: Source) -> Exception:
    return refuse(source, PackageCode.TOO_MANY_MEMBERS, f"文件内部的部件超过 {MAX_MEMBERS} 个，不像一份表格，不予读取")


def _too_large(name: str, source: Source) -> Exception:
    return refuse(source, PackageCode.TOO_LARGE, f"文件解压后过大（{printable(name)}），不像一份表格，不予读取")
