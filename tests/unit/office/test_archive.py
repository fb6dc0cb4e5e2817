from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.office.archive import zip_bytes

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "绩效目标表".encode() * 400


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def test_members_come_back_in_their_order() -> None:
    members = {"b.xml": TEXT, "a/图.png": bytes(range(256)), "空": b""}
    assert list(unzipped(zip_bytes(members)).items()) == list(members.items())


@given(st.dictionaries(st.text("ab/绩é", min_size=1), st.binary(max_size=200), max_size=5))
def test_whatever_goes_in_comes_out(members: dict[str, bytes]) -> None:
    assert unzipped(zip_bytes(members)) == members


def test_content_types_stand_first() -> None:
    names = ["word/document.xml", "[Content_Types].xml", "_rels/.rels"]
    assert list(unzipped(zip_bytes(dict.fromkeys(names, b"")))) == [names[1], names[0], names[2]]


def test_the_same_members_give_the_same_bytes_on_any_day_and_system() -> None:
    first, second = (zip_bytes({"a.xml": TEXT, "图.xml": b"1", "流": io.BytesIO(TEXT)}) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        described = {(entry.date_time, entry.create_system) for entry in archive.infolist()}
    assert described == {((1980, 1, 1, 0, 0, 0), 0)}


@pytest.mark.skipif(shutil.which("unzip") is None, reason="needs unzip")
def test_unzip_accepts_the_archive(tmp_path: Path) -> None:
    path = tmp_path / "表.docx"
    path.write_bytes(zip_bytes({"a.xml": TEXT, "流.xml": io.BytesIO(TEXT)}, zip_bytes({"b": b"1"})))
    done = subprocess.run(["unzip", "-t", path], capture_output=True, check=False)
    assert (done.returncode, b"No errors detected" in done.stdout) == (0, True)


def test_a_file_is_a_member_from_its_start() -> None:
    file = io.BytesIO()
    file.write(TEXT)
    made = zip_bytes({"a": file})
    assert unzipped(made) == {"a": TEXT}
    assert len(made) < len(TEXT) // 10


def test_an_archive_begins_with_the_one_given() -> None:
    beginning = zip_bytes({"[Content_Types].xml": TEXT, "a": b"1"})
    made = zip_bytes({"b": b"2"}, beginning)
    assert unzipped(made) == {"[Content_Types].xml": TEXT, "a": b"1", "b": b"2"}
    directory = beginning.index(b"PK\1\2")
    assert made[:directory] == beginning[:directory]


def test_a_lower_level_takes_less_pains() -> None:
    data = bytes((number * number) % 251 for number in range(20_000))
    assert len(zip_bytes({"a": data}, level=9)) < len(zip_bytes({"a": data}, level=1))
