"""Says of a file that is not the Office file wanted what it really is, and what the user can do, as a ``Problem``."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Literal

from generator.office.refusal import PackageCode
from generator.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Collection

    from generator.problem import Source


# The two kinds of Office file: what people call them, and the content types of their main parts.
Kind = Literal["docx", "xlsx"]

WANTED: dict[Kind, str] = {"docx": "Word 文档（.docx）", "xlsx": "Excel 工作簿（.xlsx）"}
OPENED_BY: dict[Kind, str] = {"docx": "Word 或 WPS 文字", "xlsx": "Excel 或 WPS 表格"}

MAIN_TYPE: dict[Kind, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
# One of these words is in the content type of every variant: with macros, a template, binary.
FAMILY: dict[Kind, tuple[str, str]] = {
    "docx": ("wordprocessingml", "ms-word"),
    "xlsx": ("spreadsheetml", "ms-excel"),
}

_OLD_SUFFIXES: dict[str, Kind] = {".doc": "docx", ".wps": "docx", ".rtf": "docx", ".xls": "xlsx", ".et": "xlsx"}

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")  # begins the compound files of old Office and of encrypted documents
_OLE_STREAMS: dict[Kind, tuple[str, ...]] = {"docx": ("WordDocument",), "xlsx": ("Workbook", "Book")}
_OWNER_FILE = "~$"  # begins the name of the file that Office keeps beside an open document


def old_suffix(suffix: str, kind: Kind, source: Source) -> Problem | None:
    """The problem with a file whose suffix is of the old formats; None for every other suffix."""
    family = _OLD_SUFFIXES.get(suffix.lower())
    if family is None:
        return None
    return Problem(
        source, PackageCode.OLD_SUFFIX.value, f"{suffix} 是旧格式，不能直接使用。{_how_to_convert(family, kind)}"
    )


def foreign_content(data: bytes, kind: Kind, source: Source) -> Problem:
    """The problem with a file that does not begin like a zip."""
    if data.startswith(_OLE):
        return _compound_file_problem(data, kind, source)
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{\\rtf"):
        message = f"文件其实是 .rtf 格式，只是改了扩展名。{_how_to_convert('docx', kind)}"
        return Problem(source, PackageCode.OLD_CONTENT.value, message)
    return Problem(source, PackageCode.NOT_A_ZIP.value, _not_a_zip_message(data, start, kind, source))


def foreign_zip(members: Collection[str], kind: Kind, source: Source) -> Problem:
    """The problem with a sound zip that holds no Office package."""
    if "OFD.xml" in members:
        what = "文件是 OFD 版式文件"
    elif "mimetype" in members:
        what = "文件是 OpenDocument 格式（.odt、.ods）"
    else:
        what = "文件是普通的压缩包，或已损坏"
    return Problem(source, PackageCode.NOT_OFFICE.value, f"{what}，这里要的是 {WANTED[kind]}")


def _compound_file_problem(data: bytes, kind: Kind, source: Source) -> Problem:
    """The problem with an OLE compound file, which is recognised by the stream names in it (MS-CFB 2.6.1)."""
    # A document with an opening password is an encrypted package inside a compound file (MS-OFFCRYPTO).
    if _utf16("EncryptedPackage") in data:
        return Problem(
            source,
            PackageCode.PASSWORD.value,
            f"文件设有打开密码。请用 {OPENED_BY[kind]}输入密码打开，去掉打开密码，重新保存为 .{kind}",
        )
    families = [family for family, names in _OLE_STREAMS.items() if any(_utf16(name) in data for name in names)]
    # A document with an embedded workbook has the names of both.
    family = kind if kind in families or not families else families[0]
    what = "文件其实是旧格式（.doc、.wps）" if family == "docx" else "文件其实是旧格式（.xls、.et）"
    return Problem(source, PackageCode.OLD_CONTENT.value, f"{what}，只是改了扩展名。{_how_to_convert(family, kind)}")


def _utf16(name: str) -> bytes:
    """A name as a compound file's directory holds it: UTF-16, closed by a null character."""
    return f"{name}\0".encode("utf-16-le")


def _how_to_convert(family: Kind, kind: Kind) -> str:
    if family != kind:
        return f"这里要的是 {WANTED[kind]}：请用 {OPENED_BY[family]}打开，把内容复制过去，另存为 .{kind}"
    return f"请用 {OPENED_BY[family]}打开，另存为 .{family}（只改扩展名不行）"


def _not_a_zip_message(data: bytes, start: bytes, kind: Kind, source: Source) -> str:
    wanted = f"这里要的是 {WANTED[kind]}"
    if not data:
        return "文件是空的（0 字节），请重新取得"
    if start.startswith(b"%PDF"):
        return f"文件是 PDF，{wanted}"
    if start.startswith(b"<"):
        return f"文件其实是网页或 XML，只是改了扩展名。请用 {OPENED_BY[kind]}打开，另存为 .{kind}"
    if PurePath(source.file).name.startswith(_OWNER_FILE):
        return f"这是文档打开时留下的临时文件，请选名称不带“{_OWNER_FILE}”的那一个"
    return (
        f"文件不是 {WANTED[kind]}，可能已损坏、没有下载完，或被单位的加密软件加密；"
        f"请用 {OPENED_BY[kind]}打开，另存一份再试"
    )
