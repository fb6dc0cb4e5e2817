"""Every form and book that ``data/`` gives is valid against the Office schemas, and sound where schemas are blind."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from command_line import CHECKOUT, run_apart
from docx_grid import structure_problems

if TYPE_CHECKING:
    from pathlib import Path

VALIDATOR = CHECKOUT.parent / "shared" / "tools" / "validate_ooxml.py"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    out = tmp_path_factory.mktemp("built")
    ran = run_apart(CHECKOUT, "build", "--book", "--out", str(out))
    assert (ran.status, ran.messages) == (0, [])
    made = sorted(out.rglob("*.docx"))
    projects = {path.parent for path in made}
    assert {path.stem for path in (CHECKOUT / "data").glob("*.yaml")} == {project.name for project in projects}
    assert all((project / "合订本.docx").is_file() for project in projects)
    return made


@pytest.mark.skipif(not VALIDATOR.exists(), reason="no schema validator beside the checkout")
def test_outputs_are_valid_against_the_office_schemas(built: list[Path]) -> None:
    command = [sys.executable, str(VALIDATOR), *map(str, built)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_outputs_are_structurally_sound(built: list[Path]) -> None:
    assert {path.name: found for path in built if (found := structure_problems(path))} == {}
