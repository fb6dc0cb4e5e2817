from __future__ import annotations

import io
import shutil
import subprocess
import timeit
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.office.archive import DeflateStream, Stored, deflate, zip_bytes

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "绩效目标表".encode() * 400


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def test_members_come_back_in_their_order() -> None:
    members = {"b.xml": TEXT, "a/图.png": bytes(range(256)), "空": b""}
    assert list(unzipped(zip_bytes(deflate(*item) for item in members.items())).items()) == list(members.items())


@given(st.dictionaries(st.text("ab/绩é", min_size=1), st.binary(max_size=200), max_size=5))
def test_whatever_goes_in_comes_out(members: dict[str, bytes]) -> None:
    assert unzipped(zip_bytes(deflate(*item) for item in members.items())) == members


def test_content_types_stand_first() -> None:
    names = ["word/document.xml", "[Content_Types].xml", "_rels/.rels"]
    assert list(unzipped(zip_bytes(deflate(name, b"") for name in names))) == [names[1], names[0], names[2]]


def test_the_same_members_give_the_same_bytes_with_a_fixed_date() -> None:
    first, second = (zip_bytes([deflate("a.xml", TEXT), deflate("图.xml", b"1")]) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        ascii_name, chinese_name = archive.infolist()
    assert ascii_name.date_time == chinese_name.date_time == (1980, 1, 1, 0, 0, 0)
    assert (ascii_name.flag_bits, chinese_name.flag_bits) == (0, 0x800)


@pytest.mark.skipif(shutil.which("unzip") is None, reason="needs unzip")
def test_unzip_accepts_the_archive(tmp_path: Path) -> None:
    stream = DeflateStream("流.xml")
    stream.write(TEXT)
    path = tmp_path / "表.docx"
    path.write_bytes(zip_bytes([deflate("a.xml", TEXT), deflate("b", b"1"), stream.finish()]))
    done = subprocess.run(["unzip", "-t", path], capture_output=True, check=False)
    assert (done.returncode, b"No errors detected" in done.stdout) == (0, True)


def test_data_that_deflating_would_not_shrink_is_stored() -> None:
    assert deflate("a", b"abc") == Stored("a", zlib.crc32(b"abc"), 3, 0, b"abc")
    assert deflate("a", b"") == Stored("a", 0, 0, 0, b"")
    small = deflate("a", TEXT)
    assert (small.method, small.size, small.crc) == (8, len(TEXT), zlib.crc32(TEXT))
    assert len(small.payload) < len(TEXT) // 10


def test_a_stream_gives_what_the_whole_would() -> None:
    stream = DeflateStream("a")
    for start in range(0, len(TEXT), 1000):
        stream.write(TEXT[start : start + 1000])
    assert stream.finish() == deflate("a", TEXT)


def test_an_empty_stream_is_an_empty_member() -> None:
    assert unzipped(zip_bytes([DeflateStream("a").finish()])) == {"a": b""}


def test_a_finished_stream_takes_no_more() -> None:
    stream = DeflateStream("a")
    stream.finish()
    with pytest.raises(ValueError, match="a is finished"):
        stream.write(b"more")
    with pytest.raises(ValueError, match="a is finished"):
        stream.finish()


def test_a_stream_holds_only_what_is_compressed() -> None:
    stream = DeflateStream("a")
    for _ in range(200):
        stream.write(bytes(100_000))
    assert sum(map(len, stream._chunks)) < 100_000
    assert stream.finish().size == 20_000_000


def test_what_needs_zip64_is_refused() -> None:
    with pytest.raises(ValueError, match="a: larger than 4 GB"):
        zip_bytes([Stored("a", 0, 0xFFFFFFFF, 8, b"")])
    with pytest.raises(ValueError, match="65535 members are too many"):
        zip_bytes(Stored(str(n), 0, 0, 0, b"") for n in range(65535))
    with pytest.raises(ValueError, match="longer than 65 535 bytes"):
        zip_bytes([Stored("图" * 22_000, 0, 0, 0, b"")])


def test_two_members_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="same name"):
        zip_bytes([deflate("a", b"1"), deflate("a", b"2")])


def test_writing_a_dozen_compressed_members_is_fast() -> None:
    members = [deflate(f"word/part{n}.xml", TEXT) for n in range(12)]
    # Ten times what it takes on an ordinary computer.
    assert min(timeit.repeat(lambda: zip_bytes(members), number=100, repeat=5)) / 100 < 0.000_15
