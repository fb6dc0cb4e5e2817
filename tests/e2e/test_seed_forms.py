"""``jixiao build data`` reproduces every real form: the lines above the table, its cells, merges and line breaks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from command_line import word_forms
from docx_grid import body_paragraphs, grid_text, read_tables, structure_problems
from seed_parser import GOLDEN

CHECKOUT = Path(__file__).parents[2]
PROJECTS = {
    "对非经贸合作资金": "2024年对非经贸合作资金",
    "跨境电商资金": "2024年度跨境电商支持资金",
    "项目支出绩效目标表": "2025年项目支出绩效目标",
    "二级项目绩效目标表": "2024年促进外贸发展方向",
}
# their extractions lost the line breaks inside cells
WITHOUT_LINE_BREAKS = {"项目支出绩效目标表", "二级项目绩效目标表"}
FORMS = [
    pytest.param(golden, project, id=f"{family}-{golden.stem}")
    for family, project in PROJECTS.items()
    for golden in sorted((GOLDEN / family).glob("*.txt"))
]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("output")
    command = [sys.executable, "-m", "generator", "build", "data", "--out", str(out)]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return out


@pytest.mark.parametrize(("golden", "project"), FORMS)
def test_form_shows_what_the_issued_one_shows(golden: Path, project: str, built: Path) -> None:
    shown = _shown(built / project / f"{golden.stem}.docx")
    if golden.parent.name in WITHOUT_LINE_BREAKS:
        shown = shown.replace("⏎", "")
    assert _without_spaces(shown) == _without_spaces(golden.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("golden", "project"), FORMS)
def test_form_is_structurally_sound(golden: Path, project: str, built: Path) -> None:
    assert structure_problems(built / project / f"{golden.stem}.docx") == []


@pytest.mark.parametrize(("family", "project"), PROJECTS.items())
def test_no_form_is_missing_and_none_is_invented(family: str, project: str, built: Path) -> None:
    made = {form.stem for form in word_forms(built / project)}
    assert made == {golden.stem for golden in (GOLDEN / family).glob("*.txt")}


def _shown(form: Path) -> str:
    headings = ["".join(text.split()) for text in body_paragraphs(form) if text.strip()]
    return "\n".join(headings) + "\n\n" + "\n\n".join(grid_text(table) for table in read_tables(form))


def _without_spaces(text: str) -> list[str]:
    return ["".join(line.split()) for line in text.strip().split("\n")]
