"""``jixiao build data`` makes workbooks that show what the Word forms and the issued ones show, and print so."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import word_forms
from docx_grid import Grid, grid_text, read_tables
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook
from seed_parser import GOLDEN
from xlsx_grid import SheetGrid, read_sheets, split_like, with_needed_columns

from generator.document.docx.reader import read_docx
from generator.problem import Source
from generator.writers.excel.from_document import workbook_of

CHECKOUT = Path(__file__).parents[2]
PROJECTS = {
    "对非经贸合作资金": "2024年对非经贸合作资金",
    "跨境电商资金": "2024年度跨境电商支持资金",
    "项目支出绩效目标表": "2025年项目支出绩效目标",
    "二级项目绩效目标表": "2024年促进外贸发展方向",
}
ONE_PAGE = tuple(PROJECTS)[:3]
WITHOUT_LINE_BREAKS = tuple(PROJECTS)[2:]  # their extractions lost those inside cells
REPORT = "2023年度开放型经济和招商引资专项资金"
REPORT_SHEETS = ("自评表", "基本情况", "执行情况", "效益和管理")  # goldens, in the order of the sheets
GOLDENS = [
    pytest.param(golden, project, id=f"{family}-{golden.stem}")
    for family, project in PROJECTS.items()
    for golden in sorted((GOLDEN / family).glob("*.txt"))
]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("output")
    command = [sys.executable, "-m", "generator", "build", "data", "--out", str(out), "--to", "docx,xlsx"]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="module")
def forms(built: Path) -> list[Path]:
    """The Word forms; each has its workbook beside it."""
    found = word_forms(built)
    assert len(found) == 34
    return found


@pytest.mark.parametrize(("golden", "project"), GOLDENS)
def test_a_workbook_shows_what_the_issued_form_shows(golden: Path, project: str, built: Path) -> None:
    above, _, body = golden.read_text(encoding="utf-8").strip().partition("\n\n")
    (sheet,) = read_sheets(built / project / f"{golden.stem}.xlsx")
    assert _squeezed("".join(sheet.free)) == _squeezed(above)
    shown = grid_text(sheet.grid)
    if golden.parent.name in WITHOUT_LINE_BREAKS:
        shown = shown.replace("⏎", "")
    assert _lines(shown) == _lines(body.replace("\n\n", "\n"))


@pytest.mark.parametrize(("place", "golden"), list(enumerate(REPORT_SHEETS)))
def test_the_workbook_of_the_report_has_its_tables_on_sheets(place: int, golden: str, built: Path) -> None:
    sheet = read_sheets(built / REPORT / f"{REPORT}.xlsx")[place]
    issued = (GOLDEN / "绩效自评报告" / f"{golden}.txt").read_text(encoding="utf-8")
    assert _lines(grid_text(sheet.grid)) == [line for line in _lines(issued) if "|" in line]


def test_the_workbook_of_a_self_evaluation_shows_what_its_word_form_does(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "generator", "build", "docs/示例/自评", "--out", str(tmp_path), "--to", "xlsx"]
    subprocess.run(command, cwd=CHECKOUT, capture_output=True, check=True)
    (sheet,) = read_sheets(tmp_path / "自评表" / "自评表.xlsx")
    golden = (GOLDEN / "自评表" / "沿用目标表.txt").read_text(encoding="utf-8")
    assert _lines(grid_text(sheet.grid)) == [line for line in _lines(golden) if line]


def test_each_table_shows_the_same_in_word_and_in_excel(forms: list[Path]) -> None:
    assert _differences(forms, lambda form: form.with_suffix(".xlsx").read_bytes()) == []


def test_a_sheet_made_from_the_word_form_shows_the_same_as_well(forms: list[Path]) -> None:
    assert _differences(forms, _from_word) == []


def test_other_readers_find_the_same_values(forms: list[Path]) -> None:
    for form in forms:
        data = form.with_suffix(".xlsx").read_bytes()
        second = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for sheet in load_workbook(io.BytesIO(data)).worksheets:
            values = [cell.value for row in sheet for cell in row if cell.value is not None]
            read = second.get_sheet_by_name(sheet.title).to_python(skip_empty_area=False)
            assert values == [value for row in read for value in row if value != ""]


@pytest.fixture(scope="module")
def printed(forms: list[Path], tmp_path_factory: pytest.TempPathFactory) -> dict[Path, list[str]]:
    """The text of each page of each workbook, without white space."""
    return _printed([form.with_suffix(".xlsx") for form in forms], tmp_path_factory.mktemp("pdf"))


needs_libreoffice = pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftotext")), reason="nothing to print with"
)


@pytest.mark.libreoffice
@needs_libreoffice
def test_every_text_of_every_cell_is_printed_whole(printed: dict[Path, list[str]]) -> None:
    assert _missing(printed) == []


@pytest.mark.libreoffice
@needs_libreoffice
def test_so_is_every_text_of_a_sheet_made_from_a_word_form(forms: list[Path], tmp_path: Path) -> None:
    made = []
    for form in {form.parent: form for form in forms}.values():
        made.append(tmp_path / f"{form.stem}.xlsx")
        made[-1].write_bytes(_from_word(form))
    assert _missing(_printed(made, tmp_path)) == []


@pytest.mark.libreoffice
@needs_libreoffice
def test_a_form_of_one_page_prints_on_one(printed: dict[Path, list[str]]) -> None:
    projects = {PROJECTS[family] for family in ONE_PAGE}
    pages = {form.stem: len(found) for form, found in printed.items() if form.parent.name in projects}
    assert {name: count for name, count in pages.items() if count != 1} == {}


@pytest.mark.libreoffice
@needs_libreoffice
def test_a_long_form_is_one_page_wide_and_repeats_its_heading(printed: dict[Path, list[str]]) -> None:
    (pages,) = (found for form, found in printed.items() if form.parent.name == PROJECTS["二级项目绩效目标表"])
    assert 3 <= len(pages) <= 7
    assert [page for page in pages if "一级指标二级指标三级指标实施周期指标值当年度指标值" not in page] == []


def _differences(forms: list[Path], workbook: Callable[[Path], bytes]) -> list[str]:
    found = []
    for form in forms:
        word = [with_needed_columns(table) for table in read_tables(form)]
        sheets = [sheet for sheet in read_sheets(workbook(form)) if sheet.grid.rows]
        excel = [table for sheet in sheets for table in split_like(sheet.grid, _in(sheet.grid, word))]
        if sorted(map(_shown, excel)) != sorted(map(_shown, word)):
            found.append(form.stem)
    return found


def _in(grid: Grid, word: list[Grid]) -> list[Grid]:
    """The tables of a Word form that a sheet has, told by the text that they begin with."""
    begins = {_squeezed(row[0].text) for row in grid.rows}
    return [table for table in word if _squeezed(table.rows[0][0].text) in begins]


def _texts(sheets: list[SheetGrid]) -> list[str]:
    return [text for sheet in sheets for text in (*sheet.free, *(c.text for row in sheet.grid.rows for c in row))]


def _from_word(form: Path) -> bytes:
    return workbook_of(read_docx(form.read_bytes(), Source(str(form))), form.stem)


def _missing(printed: dict[Path, list[str]]) -> list[tuple[str, str]]:
    return [
        (workbook.stem, text)
        for workbook, pages in printed.items()
        for text in _texts(read_sheets(workbook))
        if _squeezed(text) not in "".join(pages)
    ]


def _printed(workbooks: list[Path], scratch: Path) -> dict[Path, list[str]]:
    """Each in a run of its own: names repeat over the folders, and LibreOffice would write one PDF over another."""
    return {workbook: _pages(workbook, scratch) for workbook in workbooks}


def _pages(workbook: Path, scratch: Path) -> list[str]:
    profile = f"-env:UserInstallation={(scratch / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(scratch), str(workbook)]
    subprocess.run(command, capture_output=True, check=True, timeout=180)
    text = ["pdftotext", "-raw", str(scratch / f"{workbook.stem}.pdf"), "-"]
    pages = subprocess.run(text, capture_output=True, check=True, encoding="utf-8").stdout
    return [_squeezed(page) for page in pages.split("\f")[:-1]]


def _shown(table: Grid) -> str:
    return "\n".join(_lines(grid_text(table)))


def _lines(text: str) -> list[str]:
    return [_squeezed(line) for line in text.split("\n")]


def _squeezed(text: str) -> str:
    return "".join(text.split())
