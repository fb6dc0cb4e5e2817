from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from opc_samples import parts, refusal, zipped

if TYPE_CHECKING:
    from pathlib import Path

COPY_OVER = "这里要的是 Word 文档（.docx）：请用 Excel 或 WPS 表格打开，把内容复制过去，另存为 .docx"

OLE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504)


def stream(name: str) -> bytes:
    return name.encode("utf-16-le").ljust(64, b"\0")


@pytest.mark.parametrize("suffix", [".doc", ".wps", ".rtf", ".DOC"])
def test_an_old_document_is_to_be_saved_as_docx(tmp_path: Path, suffix: str) -> None:
    assert refusal(tmp_path, OLE, name=f"表{suffix}") == (
        "T003",
        f"{suffix} 是旧格式，不能直接使用。请用 Word 或 WPS 文字打开，另存为 .docx（只改扩展名不行）",
    )


@pytest.mark.parametrize("suffix", [".xls", ".et"])
def test_an_old_workbook_is_to_be_saved_as_xlsx(tmp_path: Path, suffix: str) -> None:
    assert refusal(tmp_path, OLE, "xlsx", f"表{suffix}") == (
        "T003",
        f"{suffix} 是旧格式，不能直接使用。请用 Excel 或 WPS 表格打开，另存为 .xlsx（只改扩展名不行）",
    )


def test_an_old_workbook_where_a_document_is_wanted_says_so(tmp_path: Path) -> None:
    assert refusal(tmp_path, OLE, name="表.xls") == (
        "T003",
        f".xls 是旧格式，不能直接使用。{COPY_OVER}",
    )


def test_an_old_document_under_a_new_name_is_recognised(tmp_path: Path) -> None:
    for data in (OLE + stream("WordDocument") + stream("Workbook"), OLE):
        assert refusal(tmp_path, data) == (
            "T004",
            "文件其实是旧格式（.doc、.wps），只是改了扩展名。请用 Word 或 WPS 文字打开，另存为 .docx（只改扩展名不行）",
        )


@pytest.mark.parametrize("name", ["Workbook", "Book"])
def test_an_old_workbook_under_a_new_name_is_recognised(tmp_path: Path, name: str) -> None:
    assert refusal(tmp_path, OLE + stream(name), "xlsx", "表.xlsx") == (
        "T004",
        "文件其实是旧格式（.xls、.et），只是改了扩展名。请用 Excel 或 WPS 表格打开，另存为 .xlsx（只改扩展名不行）",
    )
    assert refusal(tmp_path, OLE + stream(name)) == (
        "T004",
        f"文件其实是旧格式（.xls、.et），只是改了扩展名。{COPY_OVER}",
    )


def test_an_opening_password_is_recognised(tmp_path: Path) -> None:
    assert refusal(tmp_path, OLE + stream("EncryptedPackage")) == (
        "T005",
        "文件设有打开密码。请用 Word 或 WPS 文字输入密码打开，去掉打开密码，重新保存为 .docx",
    )


def test_an_old_file_that_holds_a_whole_zip_is_still_an_old_file(tmp_path: Path) -> None:
    assert refusal(tmp_path, OLE + stream("WordDocument") + zipped(parts()))[0] == "T004"


def test_rich_text_under_a_new_name_is_recognised(tmp_path: Path) -> None:
    assert refusal(tmp_path, b"{\\rtf1\\ansi}") == (
        "T004",
        "文件其实是 .rtf 格式，只是改了扩展名。请用 Word 或 WPS 文字打开，另存为 .docx（只改扩展名不行）",
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "文件是空的（0 字节），请重新取得"),
        (b"%PDF-1.7", "文件是 PDF，这里要的是 Word 文档（.docx）"),
        (
            b"\xef\xbb\xbf\r\n<html>",
            "文件其实是网页或 XML，只是改了扩展名。请用 Word 或 WPS 文字打开，另存为 .docx",
        ),
        (
            b"%TSD-Header",
            (
                "文件不是 Word 文档（.docx），可能已损坏、没有下载完，或被单位的加密软件加密；"
                "请用 Word 或 WPS 文字打开，另存一份再试"
            ),
        ),
    ],
    ids=["empty", "pdf", "web page", "unknown"],
)
def test_what_is_no_zip_is_named(tmp_path: Path, data: bytes, message: str) -> None:
    assert refusal(tmp_path, data) == ("T006", message)


def test_the_owner_file_of_an_open_document_is_recognised(tmp_path: Path) -> None:
    assert refusal(tmp_path, b"\x05admin".ljust(162, b"\0"), name="~$表.docx") == (
        "T006",
        "这是文档打开时留下的临时文件，请选名称不带“~$”的那一个",
    )


@pytest.mark.parametrize(
    ("members", "what"),
    [
        ({}, "文件是普通的压缩包，或已损坏"),
        ({"照片.jpg": ""}, "文件是普通的压缩包，或已损坏"),
        ({"OFD.xml": ""}, "文件是 OFD 版式文件"),
        ({"mimetype": "application/vnd.oasis.opendocument.text"}, "文件是 OpenDocument 格式（.odt、.ods）"),
        ({"[Content_Types].xml": parts()["[Content_Types].xml"]}, "文件是普通的压缩包，或已损坏"),
    ],
    ids=["empty zip", "photos", "ofd", "odt", "no relationships"],
)
def test_a_zip_that_is_no_office_file_is_named(tmp_path: Path, members: dict[str, str], what: str) -> None:
    assert refusal(tmp_path, zipped(members)) == ("T013", f"{what}，这里要的是 Word 文档（.docx）")
