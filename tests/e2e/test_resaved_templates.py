"""A template that another office program has saved again fills the same forms (its runs, ids and widths differ)."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from docx_grid import body_paragraphs, grid_text, read_tables, structure_problems

from generator.build.prepare import prepare
from generator.template.catalogue import Catalogue
from generator.template.word.template import compile_docx

CHECKOUT = Path(__file__).parents[2]
TEMPLATES = CHECKOUT / "templates"
PROJECTS = ["2024年对非经贸合作资金", "2024年度跨境电商支持资金"]


@pytest.fixture(scope="module")
def resaved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("resaved")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    files = sorted(map(str, (TEMPLATES / "docx").glob("*.docx")))
    command = ["soffice", profile, "--headless", "--convert-to", "docx", "--outdir", str(folder), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return folder


@pytest.mark.libreoffice
@pytest.mark.parametrize("project", PROJECTS)
def test_template_saved_again_fills_the_same_forms(project: str, resaved: Path) -> None:
    prepared, problems = prepare(CHECKOUT / "data" / f"{project}.yaml", Catalogue((TEMPLATES,)))
    assert prepared is not None, problems
    again = compile_docx(resaved / f"{prepared.project.template}.docx")
    word = prepared.templates.docx
    assert word is not None
    for form in prepared.sub_forms(()):
        made, original = again.render(form.context, form.name), word.render(form.context, form.name)
        assert structure_problems(made) == []
        assert _shown(made) == _shown(original)


def _shown(form: bytes) -> tuple[list[str], list[str]]:
    return [text for text in body_paragraphs(form) if text], [grid_text(table) for table in read_tables(form)]
