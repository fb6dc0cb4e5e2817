"""The validator finds what Word refuses, passes what a reader may ignore, and names the part."""

from __future__ import annotations

import io
from pathlib import Path
from zipfile import ZipFile

import pytest
import validate_ooxml
from word import docx, paragraph, part, section, with_part

DOCUMENT = "word/document.xml"
FOREIGN = 'xmlns:x="urn:example"'
SOUND = docx(paragraph("甲"), section())


def found(folder: Path, document: bytes) -> list[str]:
    path = folder / "表.docx"
    path.write_bytes(document)
    return validate_ooxml.problems(path)


def with_member(name: str, content: str) -> bytes:
    buffer = io.BytesIO(SOUND)
    with ZipFile(buffer, "a") as package:
        package.writestr(name, content)
    return buffer.getvalue()


def changed(old: str, new: str) -> bytes:
    xml = part(SOUND)
    assert xml.count(old) == 1
    return with_part(SOUND, DOCUMENT, xml.replace(old, new))


def test_a_sound_document_has_no_problems(tmp_path: Path) -> None:
    assert found(tmp_path, SOUND) == []


def test_an_element_out_of_place_is_found(tmp_path: Path) -> None:
    (problem,) = found(tmp_path, changed("<w:body>", "<w:body><w:t>甲</w:t>"))
    assert problem.startswith(f"{DOCUMENT}:1: Element '{{")
    assert "}t': This element is not expected." in problem


def test_a_foreign_element_is_found_unless_readers_may_ignore_it(tmp_path: Path) -> None:
    element = f"<w:body><x:more {FOREIGN}/>"
    assert len(found(tmp_path, changed("<w:body>", element))) == 1
    ignorable = part(SOUND).replace("<w:body>", element).replace('mc:Ignorable="', f'{FOREIGN} mc:Ignorable="x ')
    assert found(tmp_path, with_part(SOUND, DOCUMENT, ignorable)) == []


@pytest.mark.parametrize(("fallback", "problems"), [("<w:p/><w:p/>", 0), ("<w:t/>", 1)])
def test_of_alternatives_the_fallback_counts(fallback: str, problems: int, tmp_path: Path) -> None:
    choice = '<mc:Choice Requires="w14"><w:t/></mc:Choice>'
    both = f"<mc:AlternateContent>{choice}<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>"
    assert len(found(tmp_path, changed("<w:body>", f"<w:body>{both}"))) == problems


def test_xml_that_does_not_parse_is_found_in_any_part(tmp_path: Path) -> None:
    (problem,) = found(tmp_path, with_member("word/theme/theme1.xml", "<a>"))
    assert problem.startswith("word/theme/theme1.xml: not well-formed: ")


def test_a_relationship_without_a_target_is_found(tmp_path: Path) -> None:
    links = part(SOUND, "_rels/.rels")
    target = f'Target="{DOCUMENT}"'
    assert target in links
    (problem,) = found(tmp_path, with_part(SOUND, "_rels/.rels", links.replace(target, "")))
    assert "The attribute 'Target' is required but missing." in problem


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_is_there_twice_is_found(tmp_path: Path) -> None:
    assert found(tmp_path, with_member(DOCUMENT, part(SOUND))) == [f"{DOCUMENT}: twice in the package"]


def test_as_a_script_it_tells_files_problems_and_a_status(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "表.docx"
    path.write_bytes(SOUND)
    assert validate_ooxml.main([str(path)]) == 0
    assert capsys.readouterr().out == "1 files, 0 problems\n"
    assert validate_ooxml.main([]) == 1
