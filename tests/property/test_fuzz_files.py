"""Whatever is wrong in a .docx or .xlsx, a template compiles or is refused, a form is read and drawn or refused."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from examples import scaled
from fixed_faces import FixedFaces
from hostile_files import spoilt_package, with_parts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from limits import within_limits
from sheet import members

from generator.build.forms import Filling, SharedFonts
from generator.build.prepare import prepare
from generator.document.compare import compare
from generator.document.docx.reader import read_docx
from generator.document.xlsx.reader import read_xlsx
from generator.layout.pages import lay_out
from generator.layout.text.paragraph import Typesetter
from generator.problem import JixiaoError, Source
from generator.template.catalogue import Catalogue
from generator.template.excel.template import compile_xlsx
from generator.template.word.template import compile_docx
from generator.writers.excel.from_document import workbook_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from generator.document.model import Document

CHECKOUT = Path(__file__).parents[2]
PROJECTS = sorted((CHECKOUT / "data").glob("*.yaml"))
SOURCE = Source("表")
SEEDS = st.integers(0, 2**32)
MANY = settings(
    derandomize=True,
    deadline=None,
    max_examples=scaled(150),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
READERS: Mapping[str, Callable[[bytes, Source], Document]] = {"docx": read_docx, "xlsx": read_xlsx}
COMPILERS: Mapping[str, Callable[[Path, str], Any]] = {"docx": compile_docx, "xlsx": compile_xlsx}
KINDS = st.sampled_from(("docx", "xlsx"))


@cache
def first_form(project: Path) -> tuple[Mapping[str, bytes], Mapping[str, bytes], Mapping[str, Any]]:
    """The templates of a project, its first form filled into them, and its values."""
    catalogue = Catalogue((CHECKOUT / "templates",))
    prepared, _ = prepare(project, catalogue)
    assert prepared is not None
    form = next(prepared.sub_forms(()))
    filling = Filling(prepared, form, SharedFonts())
    files = catalogue.find(prepared.project.template, prepared.project.template_source)
    templates = {path.suffix[1:]: path.read_bytes() for path in files}
    return templates, {"docx": filling.docx, "xlsx": filling.xlsx}, form.context


def filled_or_refused(path: Path, template: bytes, values: Mapping[str, Any]) -> None:
    kind = path.suffix[1:]
    path.write_bytes(template)
    try:
        filled = COMPILERS[kind](path, path.name).render(values, "甲市")
        READERS[kind](filled, SOURCE)
    except JixiaoError:
        return


def drawn_or_refused(kind: str, form: bytes, sound: bytes) -> None:
    try:
        document = READERS[kind](form, SOURCE)
        lay_out(document, Typesetter(FixedFaces()))
        if kind == "docx":  # a workbook is not made into one
            workbook_of(document, "甲市")
        compare(READERS[kind](sound, SOURCE), document)
    except JixiaoError:
        return


@MANY
@given(KINDS, st.sampled_from(PROJECTS), SEEDS)
def test_a_spoilt_template_is_filled_or_refused(tmp_path: Path, kind: str, project: Path, seed: int) -> None:
    templates, _, values = first_form(project)
    if kind in templates:
        spoilt = spoilt_package(templates[kind], Random(seed))  # noqa: S311
        filled_or_refused(tmp_path / f"模板.{kind}", spoilt, values)


@MANY
@given(KINDS, st.sampled_from(PROJECTS), SEEDS)
def test_a_spoilt_form_is_read_and_drawn_or_refused(kind: str, project: Path, seed: int) -> None:
    _, forms, _ = first_form(project)
    spoilt = spoilt_package(forms[kind], Random(seed))  # noqa: S311
    drawn_or_refused(kind, spoilt, forms[kind])


HUGE = ("9" * 400, "-1", "1e999", "nan", "2147483648", "²", "")
# What makes work or memory where it is believed: a pattern, and what its attribute becomes.
BELIEVED = {
    "gridSpan": ("docx", "word/document.xml", r"(<w:tcW )", r'<w:gridSpan w:val="{}"/>\1'),
    "gridCol": ("docx", "word/document.xml", r'(<w:gridCol w:w=")\d+', r"\g<1>{}"),
    "trHeight": ("docx", "word/document.xml", r'(<w:trHeight [^>]*w:val=")\d+', r"\g<1>{}"),
    "font size": ("docx", "word/styles.xml", r'(<w:sz w:val=")\d+', r"\g<1>{}"),
    "page": ("docx", "word/document.xml", r'(<w:pgSz w:w=")\d+', r"\g<1>{}"),
    "margin": ("docx", "word/document.xml", r'(w:top=")\d+', r"\g<1>{}"),
    "spacing": ("docx", "word/styles.xml", r'(w:line=")\d+', r"\g<1>{}"),
    "row": ("xlsx", "xl/worksheets/sheet1.xml", r'(<row [^>]*?\br=")\d+', r"\g<1>{}"),
    "cell": ("xlsx", "xl/worksheets/sheet1.xml", r'(<c [^>]*?\br=")[A-Z]+\d+', r"\g<1>{}"),
    "style": ("xlsx", "xl/worksheets/sheet1.xml", r'(<c [^>]*?\bs=")\d+', r"\g<1>{}"),
    "merge": ("xlsx", "xl/worksheets/sheet1.xml", r'(<mergeCell ref=")[^"]+', r"\g<1>A1:XFD1048576"),
    "crossing merges": ("xlsx", "xl/worksheets/sheet1.xml", r'(<mergeCell ref=")[^"]+', r"\g<1>A1:C9"),
    "column": ("xlsx", "xl/worksheets/sheet1.xml", r'(<col [^>]*?\bmax=")\d+', r"\g<1>{}"),
    "width": ("xlsx", "xl/worksheets/sheet1.xml", r'(<col [^>]*?\bwidth=")[\d.]+', r"\g<1>{}"),
    "height": ("xlsx", "xl/worksheets/sheet1.xml", r'(<row [^>]*?\bht=")[\d.]+', r"\g<1>{}"),
    "print area": ("xlsx", "xl/workbook.xml", r"\$[A-Z]+\$\d+:\$[A-Z]+\$\d+", "$A$1:$XFD$1048576"),
}  # fmt: skip


@pytest.mark.parametrize("value", HUGE, ids=lambda value: value[:10])
@pytest.mark.parametrize("place", BELIEVED)
def test_no_number_in_a_file_is_believed_blindly(place: str, value: str, tmp_path: Path) -> None:
    kind, part, pattern, new = BELIEVED[place]
    templates, forms, values = first_form(PROJECTS[-1])
    form, template = (changed(file[kind], part, pattern, new.format(value)) for file in (forms, templates))

    def work() -> None:
        drawn_or_refused(kind, form, forms[kind])
        filled_or_refused(tmp_path / f"模板.{kind}", template, values)

    within_limits(work)


def changed(package: bytes, part: str, pattern: str, new: str) -> bytes:
    content, number = re.subn(pattern, new, members(package)[part])
    assert number
    return with_parts(package, {part: content})
