"""The pages of the issued forms as LibreOffice prints them: how many, none blank, headings repeated, page numbers."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import word_forms
from msgspec import Struct

CHECKOUT = Path(__file__).parents[2]
ONE_PAGE = {"2024年对非经贸合作资金": 14, "2024年度跨境电商支持资金": 13, "2025年项目支出绩效目标": 5}
SEVERAL_PAGES = "2024年促进外贸发展方向"
HEADING = ["绩效", "一级指标", "二级指标", "三级指标", "实施周期指标值", "当年度指标值", "目标"]

pytestmark = [
    pytest.mark.libreoffice,
    pytest.mark.skipif(not (shutil.which("soffice") and shutil.which("pdftotext")), reason="nothing to print with"),
]


class Printed(Struct, frozen=True):
    """A form as printed: what stands on each page, line by line."""

    name: str
    pages: tuple[str, ...]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Printed]]:
    """By project; each project in one run of LibreOffice."""
    out = tmp_path_factory.mktemp("output")
    projects = [*ONE_PAGE, SEVERAL_PAGES]
    files = [f"data/{project}.yaml" for project in projects]
    subprocess.run([sys.executable, "-m", "generator", "build", *files, "--out", str(out)], cwd=CHECKOUT, check=True)
    return {project: _print(out / project) for project in projects}


@pytest.mark.parametrize(("project", "forms"), ONE_PAGE.items())
def test_every_form_fills_one_page(project: str, forms: int, printed: dict[str, list[Printed]]) -> None:
    pages = {form.name: len(form.pages) for form in printed[project]}
    assert len(pages) == forms
    assert {name: number for name, number in pages.items() if number != 1} == {}


def test_no_page_is_blank(printed: dict[str, list[Printed]]) -> None:
    blank = [form.name for forms in printed.values() for form in forms if any(not page.strip() for page in form.pages)]
    assert blank == []


def test_long_table_takes_three_to_six_pages(printed: dict[str, list[Printed]]) -> None:
    (form,) = printed[SEVERAL_PAGES]
    assert 3 <= len(form.pages) <= 6


def test_headings_of_a_long_table_stand_on_every_page_with_rows_below(printed: dict[str, list[Printed]]) -> None:
    (form,) = printed[SEVERAL_PAGES]
    for page in form.pages:
        _, heading, rows = page.partition("实施周期指标值")
        assert heading
        assert [text for text in HEADING if text not in page] == []
        assert len([row for row in rows.splitlines() if row.strip()]) > 3


def test_every_page_of_a_long_table_has_its_number_at_the_outer_edge(printed: dict[str, list[Printed]]) -> None:
    (form,) = printed[SEVERAL_PAGES]
    for number, page in enumerate(form.pages, 1):
        last = page.rstrip().splitlines()[-1]
        assert "".join(last.split()) == f"—{number}—"
        assert (len(last) - len(last.lstrip()) > 40) == (number % 2 == 1)


def _print(folder: Path) -> list[Printed]:
    profile = folder.parent / "profile"
    forms = word_forms(folder)
    command = ["soffice", "--headless", f"-env:UserInstallation={profile.as_uri()}", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", str(folder), *map(str, forms)], check=True, capture_output=True)
    return [Printed(form.stem, _pages(form.with_suffix(".pdf"))) for form in forms]


def _pages(pdf: Path) -> tuple[str, ...]:
    done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, encoding="utf-8")
    return tuple(done.stdout.split("\f")[:-1])
