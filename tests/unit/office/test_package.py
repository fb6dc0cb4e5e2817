from __future__ import annotations

import os
from pathlib import Path

import pytest
from opc_samples import SHEET, STRICT_OFFICE, WORD, parts, read, refusal, rels, zipped

from generator.office.package import Package, package_of, read_package
from generator.office.parts import Relationship
from generator.problem import JixiaoError, Source

SHEET_PARTS = parts(f"{SHEET}.sheet.main+xml", part="xl/workbook.xml")


def problem_of(path: Path) -> tuple[str, str]:
    with pytest.raises(JixiaoError) as caught:
        read_package(path, kind="docx")
    (problem,) = caught.value.problems
    assert problem.source == Source(str(path))
    return problem.code, problem.message


def test_a_document_gives_its_members_in_archive_order(tmp_path: Path) -> None:
    package = read(tmp_path, zipped(parts()))
    assert list(package.members) == ["[Content_Types].xml", "_rels/.rels", "word/document.xml"]
    assert package.members["word/document.xml"] == parts()["word/document.xml"].encode()
    assert package.name == "表.docx"


def test_a_workbook_is_read_as_one(tmp_path: Path) -> None:
    package = read(tmp_path, zipped(SHEET_PARTS), "xlsx", "表.xlsx")
    assert package.part_by_relationship("/officeDocument") == "xl/workbook.xml"


def test_folders_in_the_zip_are_no_members(tmp_path: Path) -> None:
    package = read(tmp_path, zipped({"word/": "", **parts()}))
    assert "word/" not in package.members


@pytest.mark.parametrize("target", ["word/document.xml", "/word/document.xml", "./word/x/../document.xml"])
def test_the_main_part_is_found_however_its_target_is_written(tmp_path: Path, target: str) -> None:
    members = parts() | {"_rels/.rels": parts()["_rels/.rels"].replace("word/document.xml", target)}
    assert read(tmp_path, zipped(members)).part_by_relationship("/officeDocument") == "word/document.xml"


def test_relationships_of_a_part_resolve_to_members() -> None:
    package = Package(
        {
            "word/document.xml": b"",
            "word/Header1.xml": b"",
            "word/media/图 1.png": b"",
            "customXml/item1.xml": b"",
            "word/_rels/document.xml.rels": rels(
                'Id="a" Type="t/header" Target="header1.xml"',
                'Id="b" Type="t/image" Target="media/%E5%9B%BE%201.png"',
                'Id="c" Type="t/link" Target="http://example.com/a?b#c" TargetMode="External"',
                'Id="d" Type="t/custom" Target="../customXml/item1.xml#top"',
                'Id="e" Type="t/image" Target="../../NULL"',
                'Id="f" Type="t/anchor" Target="#here"',
            ).encode(),
        }
    )
    assert package.relationships("word/document.xml") == (
        Relationship("a", "t/header", "word/Header1.xml", external=False),
        Relationship("b", "t/image", "word/media/图 1.png", external=False),
        Relationship("c", "t/link", "http://example.com/a?b#c", external=True),
        Relationship("d", "t/custom", "customXml/item1.xml", external=False),
        Relationship("e", "t/image", "NULL", external=False),
    )


def test_a_part_without_relationships_has_none() -> None:
    assert Package({"word/document.xml": b""}).relationships("word/document.xml") == ()


def test_content_types_come_from_the_part_before_the_extension(tmp_path: Path) -> None:
    package = read(tmp_path, zipped(parts()))
    assert package.content_type("word/Document.xml") == f"{WORD}.document.main+xml"
    assert package.content_type("word/other.XML") == "application/xml"
    assert package.content_type("word/picture.png") == ""
    assert Package({}).content_type("word/document.xml") == ""


def test_a_relationship_that_is_missing_or_dangling_is_a_problem(tmp_path: Path) -> None:
    package = read(tmp_path, zipped(parts()))
    with pytest.raises(JixiaoError, match=r"T019.*找不到 thumbnail"):
        package.part_by_relationship("/thumbnail")
    members = parts()
    del members["word/document.xml"]
    assert refusal(tmp_path, zipped(members)) == (
        "T019",
        "文件不完整，里面缺少 word/document.xml。请用 Word、Excel 或 WPS 打开，另存一份再试",
    )


def test_bad_xml_inside_names_the_part(tmp_path: Path) -> None:
    with pytest.raises(JixiaoError) as caught:
        read(tmp_path, zipped(parts() | {"_rels/.rels": "<Relationships"}))
    (problem,) = caught.value.problems
    assert (problem.code, problem.source) == ("T020", Source("表.docx", place="_rels/.rels"))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for path in (tmp_path / "无.docx", tmp_path / "file" / "表.docx", tmp_path / "a\0b.docx"):
        assert problem_of(path) == ("T001", "没有这个文件，请核对文件名和所在的文件夹")


def test_what_is_no_regular_file_is_not_read(tmp_path: Path) -> None:
    assert problem_of(tmp_path) == ("T002", "这是一个文件夹，这里要的是 Word 文档（.docx）")
    os.mkfifo(tmp_path / "管道.docx")
    assert problem_of(tmp_path / "管道.docx") == ("T002", "这不是普通文件，这里要的是 Word 文档（.docx）")
    assert problem_of(tmp_path / f"{'长' * 200}.docx")[0] == "T002"


def test_no_permission_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "表.docx"
    path.write_bytes(b"")

    def refuse(*args: object, **kwargs: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert problem_of(path) == ("T002", "没有读取权限，或文件正被别的程序占用；请关闭打开它的程序再试")


def test_without_a_name_to_show_the_path_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "表.docx"
    path.write_bytes(zipped(parts()))
    assert read_package(path, kind="docx").name == str(path)


def test_a_workbook_is_no_document_and_the_reverse(tmp_path: Path) -> None:
    assert refusal(tmp_path, zipped(SHEET_PARTS)) == ("T014", "文件的内容不是 Word 文档（.docx）")
    assert refusal(tmp_path, zipped(parts()), "xlsx") == ("T014", "文件的内容不是 Excel 工作簿（.xlsx）")


@pytest.mark.parametrize(
    "members",
    [
        parts(office=STRICT_OFFICE),
        parts()
        | {"word/document.xml": '<?xml version="1.0"?><d xmlns="http://purl.oclc.org/ooxml/wordprocessingml/main"/>'},
    ],
    ids=["by its relationship", "by its namespace"],
)
def test_a_strict_document_is_to_be_saved_as_an_ordinary_one(tmp_path: Path, members: dict[str, str]) -> None:
    assert refusal(tmp_path, zipped(members)) == (
        "T015",
        "文件是“Strict Open XML”格式。请用 Word 或 WPS 打开，另存为普通的 .docx 再用",
    )


def test_macros_are_refused(tmp_path: Path) -> None:
    message = "文件带有宏，为了安全不予使用。请用 Word、Excel 或 WPS 打开，另存为不带宏的 ."
    word = zipped(parts("application/vnd.ms-word.document.macroEnabled.main+xml"))
    assert refusal(tmp_path, word) == ("T016", f"{message}docx")
    sheet = zipped(parts("application/vnd.ms-excel.sheet.macroEnabled.main+xml"))
    assert refusal(tmp_path, sheet, "xlsx") == ("T016", f"{message}xlsx")


def test_a_word_template_file_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, zipped(parts(f"{WORD}.template.main+xml"))) == (
        "T017",
        "文件不是普通的 Word 文档（.docx）（可能是 .dotx、.xltx 之类的模板格式）。请另存为 .docx",
    )


def test_bytes_at_hand_are_read_like_a_file(tmp_path: Path) -> None:
    path = tmp_path / "表.docx"
    path.write_bytes(zipped(parts()))
    assert package_of(path.read_bytes(), kind="docx", source=Source(str(path))) == read_package(path, kind="docx")


def test_bytes_that_are_no_package_are_refused_by_the_name_given() -> None:
    with pytest.raises(JixiaoError) as raised:
        package_of(b"%PDF-1.7", kind="docx", source=Source("表.docx"))
    assert [(problem.source.file, problem.code) for problem in raised.value.problems] == [("表.docx", "T006")]
