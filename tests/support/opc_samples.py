"""Small packages for the tests of ``generator.office``: sound ones, and ones bent in a single place."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest

from generator.office.package import Package, read_package
from generator.problem import JixiaoError

if TYPE_CHECKING:
    from pathlib import Path

    from generator.office.foreign import Kind

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
DOCUMENT = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p/></w:body></w:document>'


def content_types(main_type: str, part: str) -> str:
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{part}" ContentType="{main_type}"/></Types>'
    )


def rels(*entries: str) -> str:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + "".join(f"<Relationship {entry}/>" for entry in entries)
        + "</Relationships>"
    )


def parts(
    main_type: str = f"{WORD}.document.main+xml", *, part: str = "word/document.xml", office: str = OFFICE
) -> dict[str, str]:
    return {
        "[Content_Types].xml": content_types(main_type, part),
        "_rels/.rels": rels(f'Id="rId1" Type="{office}" Target="{part}"'),
        part: DOCUMENT,
    }


def zipped(members: dict[str, str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def raw_zip(*entries: tuple[str, bytes, int, int]) -> bytes:
    """Deflated members (name, compressed bytes, crc, size that the headers claim) that no honest writer would make."""
    body = b""
    directory = b""
    for name, payload, crc, size in entries:
        fields = (20, 0, 8, 0, 0x21, crc, len(payload), size, len(name), 0)
        directory += struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, *fields, 0, 0, 0, 0, len(body)) + name.encode()
        body += struct.pack("<4s5H3L2H", b"PK\3\4", *fields) + name.encode() + payload
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(entries), len(entries), len(directory), len(body), 0)
    return body + directory + end


def raw_deflate(data: bytes) -> bytes:
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    return compressor.compress(data) + compressor.flush()


def read(folder: Path, data: bytes, kind: Kind = "docx", name: str = "表.docx") -> Package:
    path = folder / name
    path.write_bytes(data)
    return read_package(path, kind=kind, shown_as=name)


def refusal(folder: Path, data: bytes, kind: Kind = "docx", name: str = "表.docx") -> tuple[str, str]:
    """The code and message of the one problem that reading ends with."""
    with pytest.raises(JixiaoError) as caught:
        read(folder, data, kind, name)
    (problem,) = caught.value.problems
    assert problem.source.file == name
    return problem.code, problem.message
