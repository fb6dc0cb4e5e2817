"""Every form of ``data/`` as PDF: its text is that of its .docx, every font is embedded, others find it sound."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from command_line import CHECKOUT, word_forms
from docx_grid import body_paragraphs, read_tables

from generator.build.build import build
from generator.build.folder import Options
from generator.build.forms import SharedFonts
from generator.build.prepare import Checks, find_projects, prepare
from generator.template.catalogue import Catalogue

PROJECTS, _ = find_projects([CHECKOUT / "data"])


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("output")
    catalogue = Catalogue((CHECKOUT / "templates",))
    for file in PROJECTS:
        prepared, _ = prepare(file, catalogue)
        assert prepared is not None
        options, checks = Options(out, catalogue, ("docx", "pdf")), Checks(prepared)
        build(prepared, options, lambda _: None, SharedFonts(), lambda _: None, checks)
    return out


def pairs(output: Path, project: str) -> Iterator[tuple[Path, Path]]:
    for word in word_forms(output / project):
        yield word, word.with_suffix(".pdf")


def characters(texts: Iterator[str]) -> Counter[str]:
    return Counter("".join("".join(text.split()) for text in texts).replace("\u00ad", "-").replace("\u2011", "-"))


def of_word(file: Path) -> Iterator[str]:
    yield from body_paragraphs(file)
    for table in read_tables(file):
        yield from (cell.text for row in table.rows for cell in row if not cell.covered)


def of_pdf(file: Path) -> Iterator[str]:
    with pypdfium2.PdfDocument(file) as document:
        for page in document:
            yield page.get_textpage().get_text_bounded()


@pytest.mark.parametrize("project", [file.stem for file in PROJECTS])
def test_no_character_of_a_form_is_lost_and_only_what_pages_repeat_is_added(project: str, output: Path) -> None:
    for word, pdf in pairs(output, project):
        typed, printed = characters(of_word(word)), characters(of_pdf(pdf))
        assert typed - printed == Counter(), word.name
        added = printed - typed
        headings = characters(cell.text for table in read_tables(word) for row in table.rows[:2] for cell in row)
        assert set(added) <= set(headings) | set("0123456789—-"), word.name
        with pypdfium2.PdfDocument(pdf) as document:
            assert len(document) > 1 or not added, word.name


@pytest.mark.parametrize("project", [file.stem for file in PROJECTS])
def test_every_font_is_embedded_with_its_characters(project: str, output: Path) -> None:
    for _, pdf in pairs(output, project):
        with pikepdf.open(io.BytesIO(pdf.read_bytes())) as document:
            assert document.check_pdf_syntax() == []
            assert str(document.Root.Lang) == "zh-CN"
            fonts = [font for page in document.pages for font in page.Resources.Font.values()]
            assert fonts
            for font in fonts:
                assert "/ToUnicode" in font
                assert "/FontFile2" in font.FontDescriptor


def test_other_projects_are_not_left_out(output: Path) -> None:
    made = [pdf for file in PROJECTS for _, pdf in pairs(output, file.stem) if pdf.exists()]
    assert len(made) == len(word_forms(output)) > len(PROJECTS)
