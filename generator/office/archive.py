"""Writes zip archives from members that are compressed already: the same members always give the same bytes.

A member that never changes is deflated once and written into any number of archives.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable

CONTENT_TYPES = "[Content_Types].xml"

_STORED, _DEFLATED = 0, 8  # compression methods (APPNOTE.TXT 4.4.5)
_VERSION = 20  # 2.0, the first version with deflate
_UTF8_NAME = 0x800  # flag: the name is UTF-8, not code page 437
_FIRST_DAY = 0x21  # 1980-01-01, the first date that a zip can hold
# These very values announce zip64, so they cannot be a size, an offset or a count.
_LIMIT = 0xFFFFFFFF
_COUNT_LIMIT = 0xFFFF

# The three records of a zip (APPNOTE.TXT 4.3.7, 4.3.12 and 4.3.16).
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")


class Stored(Struct, frozen=True):
    """A member ready to be written into an archive.

    ``size`` (bytes) and ``crc`` are those of the data before compression, ``payload`` is the data compressed by
    ``method`` (0 stored, 8 deflated).
    """

    name: str
    crc: int
    size: int
    method: int
    payload: bytes


def deflate(name: str, data: bytes, level: int = 6) -> Stored:
    """Makes a member of ``data``, deflated where that makes it smaller."""
    # Negative window bits: a zip holds raw deflate data, without the header and checksum of zlib.
    compressor = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    payload = compressor.compress(data) + compressor.flush()
    if len(payload) >= len(data):
        return Stored(name, zlib.crc32(data), len(data), _STORED, bytes(data))
    return Stored(name, zlib.crc32(data), len(data), _DEFLATED, payload)


class DeflateStream:
    """A member that is deflated while it is written; only its compressed form is held in memory."""

    __slots__ = ("_chunks", "_compressor", "_crc", "_finished", "_name", "_size")

    def __init__(self, name: str, level: int = 6) -> None:
        self._name = name
        self._compressor = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
        self._chunks: list[bytes] = []
        self._crc = 0
        self._size = 0
        self._finished = False

    def write(self, data: bytes) -> None:
        """Appends to the member; ValueError after ``finish``."""
        if self._finished:
            raise ValueError(f"{self._name} is finished")
        self._crc = zlib.crc32(data, self._crc)
        self._size += len(data)
        if chunk := self._compressor.compress(data):
            self._chunks.append(chunk)

    def finish(self) -> Stored:
        """Ends the member and returns it; ValueError when called twice."""
        if self._finished:
            raise ValueError(f"{self._name} is finished")
        self._finished = True
        self._chunks.append(self._compressor.flush())
        payload = b"".join(self._chunks)
        self._chunks.clear()
        return Stored(self._name, self._crc, self._size, _DEFLATED, payload)


def zip_bytes(members: Iterable[Stored]) -> bytes:
    """The bytes of an archive with these members, in the order given but ``[Content_Types].xml`` first.

    ValueError for two members of one name, and for what needs zip64: 4 GB or 65 535 members.
    """
    # Office writes the content types first, and programs that guess the type of a file look at its beginning.
    ordered = sorted(members, key=lambda member: member.name != CONTENT_TYPES)
    if len(ordered) >= _COUNT_LIMIT:
        raise ValueError(f"{len(ordered)} members are too many for a zip")
    if len({member.name for member in ordered}) != len(ordered):
        raise ValueError("two members have the same name")
    body: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for member in ordered:
        local, central = _headers(member, offset)
        body += (local, member.payload)
        directory.append(central)
        offset += len(local) + len(member.payload)
    listing = b"".join(directory)
    if offset + len(listing) >= _LIMIT:
        raise ValueError("the archive is larger than 4 GB")
    count = len(ordered)
    end = _END.pack(b"PK\5\6", 0, 0, count, count, len(listing), offset, 0)
    return b"".join((*body, listing, end))


def _headers(member: Stored, offset: int) -> tuple[bytes, bytes]:
    """The local header of a member and its entry in the central directory, names included."""
    packed = len(member.payload)
    if max(member.size, packed, offset) >= _LIMIT:
        raise ValueError(f"{member.name}: larger than 4 GB")
    name = member.name.encode()
    if len(name) > _COUNT_LIMIT:
        raise ValueError("a member name is longer than 65 535 bytes")
    flags = 0 if member.name.isascii() else _UTF8_NAME
    common = (_VERSION, flags, member.method, 0, _FIRST_DAY, member.crc, packed, member.size, len(name), 0)
    local = _LOCAL.pack(b"PK\3\4", *common) + name
    central = _CENTRAL.pack(b"PK\1\2", _VERSION, *common, 0, 0, 0, 0, offset) + name
    return local, central
