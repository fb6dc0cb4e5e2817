"""Reading back on the real projects: what was built comes back unchanged, and last year's forms become a project."""

from __future__ import annotations

import io
import itertools
import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
import pytest
from docx.oxml.ns import qn
from docx_grid import body_paragraphs, grid_text, read_tables
from openpyxl import load_workbook

from generator.build.forms import FORMATS, Filling, SharedFonts
from generator.build.prepare import Prepared, compiled, prepare
from generator.problem import Source
from generator.returned.new.project import new_project
from generator.returned.read import read_forms
from generator.template.catalogue import Catalogue, catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.jinja.shapes import Shape

CHECKOUT = Path(__file__).parents[2]
CATALOGUE = catalogue(CHECKOUT / "templates")
PROJECTS = sorted((CHECKOUT / "data").glob("*.yaml"))


def _prepared(path: Path) -> Prepared:
    prepared, problems = prepare(path, CATALOGUE)
    assert prepared is not None, problems
    return prepared


ONE_TEMPLATE = [("xlsx", "docx"), ("docx", "xlsx")]  # the template that there is, and the format of the forms


@pytest.mark.parametrize(("template", "kind"), ONE_TEMPLATE)
@pytest.mark.parametrize("path", PROJECTS, ids=lambda path: path.stem)
def test_a_form_made_from_its_template_in_the_other_format_comes_back_unchanged(
    path: Path, template: str, kind: str, tmp_path: Path
) -> None:
    only = Catalogue((CHECKOUT / "templates" / template,))
    _build_in(kind, path, only, tmp_path)
    reading = read_forms([tmp_path], path, only)
    assert not reading.problems
    assert reading.forms
    assert {form.form: form.changes for form in reading.forms} == {form.file.stem: () for form in reading.forms}


@pytest.mark.parametrize(("template", "kind"), ONE_TEMPLATE)
def test_what_was_typed_into_such_a_form_is_written_back(template: str, kind: str, tmp_path: Path) -> None:
    path = tmp_path / "项目.yaml"
    path.write_bytes((CHECKOUT / "data/2024年对非经贸合作资金.yaml").read_bytes())
    only = Catalogue((CHECKOUT / "templates" / template,))
    _build_in(kind, path, only, tmp_path)
    file = tmp_path / f"长沙市.{kind}"
    file.write_bytes(_typed_over(file.read_bytes(), kind, "410", "415"))
    reading = read_forms([file], path, only)
    assert [(change.old, change.new) for form in reading.forms for change in form.changes] == [("410", "415")]
    (edit,) = reading.edits
    assert "长沙市:{资金:415,贸易规模:230," in "".join(edit.replacement.after.decode().split())


@pytest.mark.parametrize(("template", "kind"), ONE_TEMPLATE)
def test_such_forms_become_a_project_that_makes_them_again(template: str, kind: str, tmp_path: Path) -> None:
    only = Catalogue((CHECKOUT / "templates" / template,))
    path = CHECKOUT / "data/2024年对非经贸合作资金.yaml"
    _build_in(kind, path, only, tmp_path)
    assert not new_project([tmp_path], "专项资金绩效目标表", only).problems


def _build_in(kind: str, path: Path, templates: Catalogue, folder: Path) -> None:
    """Make all forms of a project as a build does, by these templates."""
    prepared, problems = prepare(path, templates)
    assert prepared is not None, problems
    for form in prepared.sub_forms(()):
        filling = Filling(prepared, form, SharedFonts())
        (folder / f"{form.name}.{kind}").write_bytes(FORMATS[kind].make(filling))


def _typed_over(data: bytes, kind: str, old: str, new: str) -> bytes:
    """The form with one text typed over, as Word or Excel would save it."""
    saved = io.BytesIO()
    if kind == "docx":
        document = docx.Document(io.BytesIO(data))
        runs = (run for paragraph in document.tables[0]._tbl.iter(qn("w:p")) for run in paragraph.iter(qn("w:t")))
        next(run for run in runs if run.text == old).text = new
        document.save(saved)
    else:
        book = load_workbook(io.BytesIO(data))
        next(cell for row in book.active.iter_rows() for cell in row if str(cell.value) == old).value = int(new)
        book.save(saved)
    return saved.getvalue()


def _built(path: Path, folder: Path, kind: str = "docx") -> Mapping[str, Path]:
    """All forms of a project as files, by the name of the sub-form."""
    prepared = _prepared(path)
    template = getattr(prepared.templates, kind)
    made = {}
    for form in prepared.sub_forms(()):
        made[form.name] = folder / f"{form.name}.{kind}"
        made[form.name].write_bytes(template.render(form.context, form.name))
    return made


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
@pytest.mark.parametrize("path", PROJECTS, ids=lambda path: path.stem)
def test_every_form_comes_back_unchanged(path: Path, kind: str, tmp_path: Path) -> None:
    made = _built(path, tmp_path, kind)
    reading = read_forms([tmp_path], path, CATALOGUE)
    assert not reading.problems
    assert {form.file.stem: (form.form, form.changes) for form in reading.forms} == {
        file.stem: (name, ()) for name, file in made.items()
    }


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", ["docx", "xlsx"])
@pytest.mark.parametrize("path", PROJECTS, ids=lambda path: path.stem)
def test_every_form_comes_back_unchanged_when_saved_again(path: Path, kind: str, tmp_path: Path) -> None:
    made, saved = tmp_path / "made", tmp_path / "saved"
    made.mkdir()
    files = _built(path, made, kind)
    profile = (tmp_path / "profile").as_uri()
    command = [
        "soffice",
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        kind,
        "--outdir",
        str(saved),
    ]
    subprocess.run([*command, *map(str, files.values())], check=True, capture_output=True, timeout=300)
    reading = read_forms([saved], path, CATALOGUE)
    assert {form.form: form.changes for form in reading.forms} == dict.fromkeys(files, ())


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
@pytest.mark.parametrize("path", PROJECTS, ids=lambda path: path.stem)
def test_new_project_makes_every_form_again(path: Path, kind: str, tmp_path: Path) -> None:
    made = _built(path, tmp_path, kind)
    prepared = _prepared(path)
    new = new_project([tmp_path], prepared.project.template, CATALOGUE)
    assert not new.problems
    if kind == "docx":
        again = tmp_path / "again.yaml"
        again.write_text(new.text, encoding="utf-8")
        rebuilt = tmp_path / "rebuilt"
        rebuilt.mkdir()
        shown = {_shown(file) for file in _built(again, rebuilt).values()}
        assert shown == {_shown(file) for file in made.values()}


def _shown(file: Path) -> str:
    return "\n".join([*body_paragraphs(file), *map(grid_text, read_tables(file))])


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
@pytest.mark.parametrize("name", CATALOGUE.names())
def test_whatever_fills_a_template_comes_back(name: str, kind: str, tmp_path: Path) -> None:
    templates = compiled(CATALOGUE.find(name, Source(name)))
    (tmp_path / "填好.yaml").write_text(_filled(name, templates.shapes), encoding="utf-8")
    _built(tmp_path / "填好.yaml", tmp_path, kind)
    made = new_project([tmp_path], name, CATALOGUE)
    assert made.text
    assert not made.problems


def _filled(template: str, shapes: Mapping[str, Shape]) -> str:
    """A project file with another number in every field, and four indicators."""
    numbers = map(str, itertools.count(101))
    brought = {"指标", "绩效指标", "全部分表"}
    project: dict[str, Any] = {"模板": template}
    project |= {name: _value(shape, numbers) for name, shape in shapes.items() if name not in brought}
    item = shapes["指标"].item if "指标" in shapes else None
    attributes = [name for name in (item.attributes if item else ()) if name not in {"一级", "二级", "三级"}]
    project["绩效指标"] = {
        first: {second: {f"{second}指标": {name: next(numbers) for name in attributes}} for second in "甲乙"}
        for first in ("产出", "效益")
    }
    return json.dumps(project, ensure_ascii=False)


def _value(shape: Shape, numbers: Iterator[str]) -> Any:
    if not shape.attributes:
        return next(numbers)
    return {name: _value(inner, numbers) for name, inner in shape.attributes.items()}
