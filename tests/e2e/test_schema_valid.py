"""Every form and book that ``data/`` gives is valid against the Office schemas, and sound where schemas are blind."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import CHECKOUT, run_apart
from docx_grid import structure_problems
from validate_ooxml import problems

PROJECTS = {path.stem for path in (CHECKOUT / "data").glob("*.yaml")}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("built")
    ran = run_apart(CHECKOUT, "build", "--book", "--out", str(out))
    assert (ran.status, ran.messages) == (0, [])
    return out


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_outputs_are_valid_against_the_office_schemas(kind: str, built: Path) -> None:
    made = {path.relative_to(built).as_posix(): path for path in sorted(built.rglob(f"*.{kind}"))}
    assert {f"{project}/合订本.{kind}" for project in PROJECTS} <= made.keys()
    assert {name: found for name, path in made.items() if (found := problems(path))} == {}


def test_outputs_are_structurally_sound(built: Path) -> None:
    made = sorted(built.rglob("*.docx"))
    assert {path.parent.name for path in made} == PROJECTS
    assert {path.name: found for path in made if (found := structure_problems(path))} == {}
