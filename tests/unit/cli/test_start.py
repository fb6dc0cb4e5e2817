"""The command line starts at once: what is heavy is imported when a command runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[3]
HEAVY = {"docx", "filelock", "fontTools", "hypothesis", "jinja2", "lxml", "openpyxl", "rich", "ruamel", "watchfiles"}


def loaded_by(*arguments: str) -> set[str]:
    """The modules loaded when the command line has answered."""
    code = f"""
import sys
sys.argv = {["jixiao", *arguments]!r}
from generator.cli.main import main
try:
    main()
except SystemExit as done:
    assert not done.code, done.code
print("loaded:", *sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    return set(done.stdout.rpartition("loaded:")[2].split())


@pytest.mark.parametrize("arguments", [["--help"], ["build", "--help"], ["template", "--help"]], ids=" ".join)
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    assert loaded_by(*arguments) & HEAVY == set()


def test_a_build_that_finds_nothing_changed_loads_no_library_of_a_format(tmp_path: Path) -> None:
    project, templates = str(CHECKOUT / "data/2024年对非经贸合作资金.yaml"), str(CHECKOUT / "templates")
    arguments = ["build", project, "--templates", templates, "--to", "docx,xlsx,pdf", "--out", str(tmp_path)]
    assert "reportlab" in loaded_by(*arguments)
    assert loaded_by(*arguments) & {"docx", "openpyxl", "reportlab"} == set()


def test_module_and_console_script_are_the_same_command() -> None:
    outputs = [
        subprocess.run([*command, "--help"], capture_output=True, encoding="utf-8", check=True).stdout
        for command in (
            [sys.executable, "-m", "generator"],
            [sys.executable, "-c", "import sys; sys.argv[0] = 'jixiao'; from generator.cli.main import main; main()"],
        )
    ]
    assert outputs[0].startswith("用法：")
    assert len({output.partition("\n")[2] for output in outputs}) == 1
