from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest
from examples import scaled
from hypothesis import given, settings
from hypothesis import strategies as st
from opc_samples import parts, raw_deflate, raw_zip, read, refusal, zipped

from generator.office import members
from generator.office.package import Package, read_package
from generator.problem import JixiaoError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

AGAIN = "请重新取得文件，或用 Word、Excel 或 WPS 打开，另存一份再试"
SOUND = zipped(parts())


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


def outcome(folder: Path, data: bytes) -> str:
    """``sound`` or the code of the one problem; whatever else is raised fails the test."""
    path = folder / "表.docx"
    path.write_bytes(data)
    try:
        package = read_package(path, kind="docx")
    except JixiaoError as error:
        (problem,) = error.problems
        return problem.code
    assert isinstance(package, Package)
    return "sound"


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\3\4", b"PK\5\6", bytes.fromhex("D0CF11E0A1B11AE1")]))
def test_random_bytes_never_give_a_traceback(scratch: Path, data: bytes, start: bytes) -> None:
    assert outcome(scratch, start + data).startswith("T0")


@settings(max_examples=scaled(500))
@given(st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_flipped_bytes_give_a_package_or_a_problem(scratch: Path, flips: list[tuple[int, int]]) -> None:
    data = bytearray(SOUND)
    for position, value in flips:
        data[position] = value
    assert outcome(scratch, bytes(data))


@given(st.integers(0, len(SOUND) - 1))
def test_a_truncated_file_is_a_problem(scratch: Path, length: int) -> None:
    assert outcome(scratch, SOUND[:length]) in {"T006", "T007"}


def test_a_download_that_stopped_is_told(tmp_path: Path) -> None:
    message = f"文件不完整或已损坏，可能没有下载完。{AGAIN}"
    assert refusal(tmp_path, SOUND[: len(SOUND) // 2]) == ("T007", message)


def test_a_wrong_checksum_is_told(tmp_path: Path) -> None:
    data = zipped(parts(), zipfile.ZIP_STORED).replace(b"<w:p/>", b"<w:q/>")
    assert refusal(tmp_path, data) == ("T007", f"文件已损坏（word/document.xml）。{AGAIN}")


def test_members_that_share_their_bytes_are_told(tmp_path: Path) -> None:
    data = bytes(range(256))
    honest = raw_zip(("a", raw_deflate(data), zlib.crc32(data), len(data)))
    start, end = honest.index(b"PK\1\2"), honest.index(b"PK\5\6")
    listing = b"".join(honest[start : end - 1] + bytes([letter]) for letter in b"abcdefghijklmnopqrstuvwxyz")
    count = struct.pack("<2HL", 26, 26, len(listing))
    shared = honest[:start] + listing + honest[end : end + 8] + count + honest[end + 16 :]
    assert refusal(tmp_path, shared) == ("T007", f"文件内部的部件互相重叠，已损坏。{AGAIN}")


def test_a_zip_with_a_password_is_told(tmp_path: Path) -> None:
    data = bytearray(SOUND)
    data[data.index(b"PK\1\2") + 8] |= 1
    assert refusal(tmp_path, bytes(data)) == ("T008", "文件是加了密码的压缩包。请先解除密码，再存为普通的文件")


@pytest.mark.parametrize("second", ["word/document.xml", "WORD/Document.xml"])
def test_two_members_of_one_name_are_refused(tmp_path: Path, second: str) -> None:
    buffer = io.BytesIO(SOUND)
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(second, "")
    assert refusal(tmp_path, buffer.getvalue()) == (
        "T009",
        f"文件内部有两个“{second}”，不知道以哪个为准。{AGAIN}",
    )


@pytest.mark.parametrize("name", ["../x", "word/../../x", "word\\..\\x", "..", "/etc/passwd", "\\x", "C:/x", "C:x"])
def test_names_that_leave_the_package_are_refused(tmp_path: Path, name: str) -> None:
    data = zipped(parts() | {name: ""})
    assert refusal(tmp_path, data) == ("T010", f"文件内部有不安全的名称“{name}”，不予读取")


def test_foreign_names_reach_the_terminal_without_control_characters(tmp_path: Path) -> None:
    data = zipped(parts() | {"../\x1b[31m": ""})
    assert refusal(tmp_path, data) == ("T010", "文件内部有不安全的名称“../�[31m”，不予读取")


@pytest.mark.parametrize("name", ["word/a..b.xml", "word/..a", "word/a.."])
def test_dots_within_a_name_are_harmless(tmp_path: Path, name: str) -> None:
    assert name in read(tmp_path, zipped(parts() | {name: ""})).members


def test_too_many_members_are_refused_even_before_the_zip_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = zipped(parts() | {f"word/{n}": "" for n in range(members.MAX_MEMBERS)})
    message = "文件内部的部件超过 5000 个，不像一份表格，不予读取"
    assert refusal(tmp_path, many) == ("T011", message)
    flood = b"PK\3\4" + b"PK\1\2" * (4 * members.MAX_MEMBERS + 1)
    monkeypatch.delattr(zipfile, "ZipFile")
    assert refusal(tmp_path, flood) == ("T011", message)


def too_large(name: str) -> tuple[str, str]:
    return "T012", f"文件解压后过大（{name}），不像一份表格，不予读取"


def test_a_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    data = zipped(parts() | {"word/bomb.xml": "0" * (members.RATIO_FROM + 1)})
    assert refusal(tmp_path, data) == too_large("word/bomb.xml")


def test_a_small_member_may_be_as_regular_as_it_likes(tmp_path: Path) -> None:
    assert read(tmp_path, zipped(parts() | {"word/styles.xml": "0" * members.RATIO_FROM}))


def test_a_member_may_not_be_larger_than_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "MAX_MEMBER", 1000)
    assert read(tmp_path, zipped(parts() | {"word/a.bin": "0" * 1000}))
    assert refusal(tmp_path, zipped(parts() | {"word/a.bin": "0" * 1001})) == too_large("word/a.bin")


def test_all_members_together_may_not_be_larger_than_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = sum(map(len, parts().values())) + 1000
    monkeypatch.setattr(members, "MAX_TOTAL", room)
    assert read(tmp_path, zipped(parts() | {"a": "0" * 500, "b": "1" * 500}))
    assert refusal(tmp_path, zipped(parts() | {"a": "0" * 500, "b": "1" * 501})) == too_large("b")


def test_a_member_that_claims_to_be_small_is_not_trusted(tmp_path: Path) -> None:
    data = b"0" * 5_000_000
    for claim in (10, 0xFFFFFFF0):
        code, _ = refusal(tmp_path, raw_zip(("[Content_Types].xml", raw_deflate(data), zlib.crc32(data), claim)))
        assert code in {"T007", "T012"}


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_compression_that_office_does_not_use_is_refused(tmp_path: Path, method: int) -> None:
    assert refusal(tmp_path, zipped(parts(), method)) == ("T018", f"文件内部用了 Office 不用的压缩方法。{AGAIN}")


@pytest.mark.parametrize(
    "bend", [lambda data: data + b"\0" * 20, lambda data: b"PK\0\0" + data], ids=["after", "before"]
)
def test_bytes_around_the_zip_do_no_harm(tmp_path: Path, bend: Callable[[bytes], bytes]) -> None:
    assert read(tmp_path, bend(SOUND)).part_by_relationship("/officeDocument") == "word/document.xml"
