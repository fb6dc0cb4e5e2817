"""What a person changed in an output of any kind stays, byte for byte, whatever is built afterwards."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from typing import TYPE_CHECKING

import openpyxl
import pikepdf
import pytest
from command_line import GOOD
from edited_form import EditedForm

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import Office

Edit = Callable[[bytes], bytes]
BUILDS = [(), ("--force",), ("--prune",), ("--book",), ("--force", "--prune", "--book"), ("--only", "甲市")]
CHANGED = GOOD.replace("数: 1", "数: 8")
GONE = GOOD.replace("    甲市: {数: 1}\n", "")
FORMATS = ("--to", "docx,xlsx,pdf")


def docx_text(data: bytes) -> bytes:
    form = EditedForm(data)
    form.type("企业数", "≥9家")
    return form.bytes()


def docx_row(data: bytes) -> bytes:
    form = EditedForm(data)
    form.add_row("企业数", None, None, "项目数", "≥3个")
    return form.bytes()


def xlsx_text(data: bytes) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.active
    (cell,) = (cell for row in sheet.iter_rows() for cell in row if cell.value == "≥1家")
    cell.value = "≥9家"
    return saved(book)


def xlsx_row(data: bytes) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    book.active.append(["产出指标", "数量指标", "项目数", "≥3个"])
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def pdf_replaced(data: bytes) -> bytes:
    """Another PDF put in its place: a scan with a stamp on it, say."""
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.add_blank_page()
        pdf.save(file)
    return file.getvalue()


def emptied(_data: bytes) -> bytes:
    return b""


EDITS = [
    ("docx", docx_text),
    ("docx", docx_row),
    ("docx", emptied),
    ("xlsx", xlsx_text),
    ("xlsx", xlsx_row),
    ("pdf", pdf_replaced),
]


def kept(office: Office, form: str, kind: str) -> list[bytes]:
    folder = office.folder / "output" / "项目"
    return [path.read_bytes() for path in sorted(folder.glob(f"{form}.手改-*.{kind}"))]


def edited(office: Office, form: str, kind: str, edit: Edit) -> bytes:
    path = office.folder / "output" / "项目" / f"{form}.{kind}"
    content = edit(path.read_bytes())
    path.write_bytes(content)
    return content


@pytest.mark.parametrize("build", BUILDS, ids=" ".join)
@pytest.mark.parametrize("project", [GOOD, CHANGED], ids=["unchanged", "changed"])
@pytest.mark.parametrize(("kind", "edit"), EDITS, ids=lambda value: getattr(value, "__name__", value))
def test_an_edited_form_is_kept_beside_the_new_one(
    kind: str, edit: Edit, project: str, build: tuple[str, ...], office: Office
) -> None:
    office.project(GOOD)
    office.build("--to", kind, "--book")
    before = (office.folder / f"output/项目/甲市.{kind}").read_bytes()
    content = edited(office, "甲市", kind, edit)
    office.project(project)
    ran = office.build("--to", kind, *build)
    assert kept(office, "甲市", kind) == [content]
    assert sum("[O020]" in message for message in ran.messages) == 1
    assert ((office.folder / f"output/项目/甲市.{kind}").read_bytes() == before) == (project == GOOD)
    office.build("--to", kind, *build)
    assert kept(office, "甲市", kind) == [content]


@pytest.mark.parametrize("build", BUILDS[:5], ids=" ".join)
@pytest.mark.parametrize(("kind", "edit"), EDITS, ids=lambda value: getattr(value, "__name__", value))
def test_an_edited_form_that_the_project_no_longer_has_stays_where_it_is(
    kind: str, edit: Edit, build: tuple[str, ...], office: Office
) -> None:
    office.project(GOOD)
    office.build("--to", kind)
    content = edited(office, "甲市", kind, edit)
    office.project(GONE)
    office.build("--to", kind, *build)
    assert (office.folder / f"output/项目/甲市.{kind}").read_bytes() == content


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pdf"])
def test_an_edited_book_is_kept_beside_the_new_one(kind: str, office: Office) -> None:
    office.project(GOOD)
    office.build("--to", kind, "--book")
    content = edited(office, "合订本", kind, lambda data: data + b"\n")
    office.build("--to", kind)
    assert (office.folder / f"output/项目/合订本.{kind}").read_bytes() == content
    office.build("--to", kind, "--book", "--force", "--prune")
    assert kept(office, "合订本", kind) == [content]


def test_edits_of_several_builds_are_all_kept(office: Office) -> None:
    office.project(GOOD)
    office.build()
    contents = []
    for number in range(3):
        contents.append(edited(office, "甲市", "docx", lambda data, number=number: data + bytes(number + 1)))  # type: ignore[misc]
        office.build()
    assert sorted(kept(office, "甲市", "docx")) == sorted(contents)


def test_an_edit_is_found_without_the_record_of_earlier_builds(office: Office) -> None:
    office.project(GOOD)
    office.build()
    content = edited(office, "甲市", "docx", docx_text)
    (office.folder / "output/项目/.jixiao.json").unlink()
    office.build("--force")
    assert kept(office, "甲市", "docx") == [content]


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_a_form_saved_again_by_libreoffice_is_kept(kind: str, office: Office, tmp_path: Path) -> None:
    office.project(GOOD)
    office.build(*FORMATS)
    form = office.folder / f"output/项目/甲市.{kind}"
    profile = (tmp_path / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", kind, "--outdir", "again"]
    subprocess.run([*command, str(form)], cwd=tmp_path, check=True, capture_output=True, timeout=180)
    content = (tmp_path / "again" / form.name).read_bytes()
    assert content != form.read_bytes()
    form.write_bytes(content)
    for build in BUILDS:
        office.build(*FORMATS, *build)
    assert kept(office, "甲市", kind) == [content]
