"""README and the pages of docs/ are true: examples run, commands are those of .ci/run, links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from worked_examples import Folder

from generator.jinja.environment import Environment
from generator.jinja.syntax import source_of
from generator.jinja.tags import scan
from generator.jinja.values import printed
from generator.project.load import load_project

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ("README.md", "docs/项目文件.md", "docs/模板写法.md")
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
FILTER_ROW = re.compile(r"^\| `(?P<tag>\{\{.+?\}\})` \| (?P<result>[^（|\n]+)", re.MULTILINE)


@pytest.mark.parametrize("page", EXAMPLES)
def test_every_example_of_the_page_comes_out_as_it_says(page: str, tmp_path: Path) -> None:
    examples = list(Folder(tmp_path, ROOT / "templates").play((ROOT / page).read_text(encoding="utf-8")))
    assert examples
    assert [(one.meaning, one.found) for one in examples] == [(one.meaning, one.promised) for one in examples]


def test_every_filter_of_the_table_gives_what_it_says(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "模板写法.md").read_text(encoding="utf-8")
    Folder(tmp_path, ROOT / "templates").play(text)
    project = tmp_path / "例.yaml"
    example = re.search(r"^```yaml 例\.yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert example is not None
    project.write_text(example[1], encoding="utf-8")
    loaded, problems = load_project(project)
    assert loaded is not None, problems
    context = next(iter(loaded.contexts())).context
    rows = [(row["tag"].replace("\\|", "|"), row["result"].strip()) for row in FILTER_ROW.finditer(text)]
    assert len(rows) > 5
    assert [(tag, _printed(tag, context)) for tag, _ in rows] == rows


def _printed(tag: str, context: dict[str, object]) -> str:
    found, unclosed = scan(tag)
    assert not unclosed
    return Environment(finalize=printed).from_string(source_of(found[0])).render(context)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_filter_of_our_own_stands_in_the_page_on_templates() -> None:
    text = (ROOT / "docs" / "模板写法.md").read_text(encoding="utf-8")
    chinese = [name for name in Environment(finalize=printed).filters if not name.isascii()]
    assert [name for name in chinese if name not in text] == []


def test_every_module_the_architecture_names_exists() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    modules = {path.name for path in (ROOT / "generator").rglob("*.py")}
    assert [name for name in re.findall(r"`(?:[\w/]+/)?(\w+\.py)`", text) if name not in modules] == []
    assert [path for path in re.findall(r"`(generator/[\w/.]+)`", text) if not _stands(path)] == []


STEP = re.compile(r"`(?P<module>[\w/]+\.py)`\s+`(?P<name>\w+)(?:\.(?P<member>\w+))?`")


def test_every_name_of_the_journeys_is_in_the_module_they_give() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    steps = list(STEP.finditer(text))
    assert len(steps) > 30
    assert [step[0] for step in steps if not _defines(step)] == []


def test_every_test_and_bound_of_the_table_of_undocumented_uses_exists() -> None:
    text = (ROOT / "docs" / "adr" / "0018-beyond-documented-interfaces.md").read_text(encoding="utf-8")
    tests = {path: path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")}
    known = {path.name for path in tests} | set(
        re.findall(r"^ *def (test_\w+)", "\n".join(tests.values()), re.MULTILINE)
    )
    assert set(re.findall(r"`(test_[\w.]+)`", text)) - known == set()
    dependencies = (ROOT / "pyproject.toml").read_text(encoding="utf-8").lower()
    bounds = re.findall(r"^\| ([\w.-]+) < ([\d.]+) \|", text, re.MULTILINE)
    assert len(bounds) == 8
    assert [name for name, bound in bounds if not re.search(rf'"{name.lower()}>=[\d.]+,<{bound}"', dependencies)] == []


def _defines(step: re.Match[str]) -> bool:
    source = (ROOT / "generator" / step["module"]).read_text(encoding="utf-8")
    names = [step["name"], *([step["member"]] if step["member"] else [])]
    return all(re.search(rf"^ *(def|class) {name}\b", source, re.MULTILINE) for name in names)


def _stands(path: str) -> bool:
    return (ROOT / path).exists() or path == "generator/builtin_templates/"


def commands(shell: str) -> list[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(rf"^```{shell}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert block is not None
    return block[1].splitlines()


def test_ci_makes_its_environment_by_the_test_command_of_readme() -> None:
    *set_up, last = commands("sh")[1].split(" && ")
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert " && ".join(set_up) in script
    assert last == ".venv/bin/python -m pytest"
    assert "bin=.venv/bin" in script
    assert script[-1].startswith("$bin/python -m pytest")


def test_ci_runs_all_tests_with_all_examples() -> None:
    (options,) = re.findall(r'^export PYTEST_ADDOPTS="(.*)"$', (ROOT / ".ci" / "run").read_text("utf-8"), re.MULTILINE)
    assert options == "-m 'libreoffice or not libreoffice' --hypothesis-profile full ${PYTEST_ADDOPTS:-}"


def test_the_commands_of_windows_are_those_of_linux() -> None:
    translated = [
        line.replace("py -m", "python3 -m", 1).replace(".venv\\Scripts\\", ".venv/bin/").replace('"', "'")
        for line in commands("bat")
    ]
    assert translated == commands("sh")


def test_the_first_command_makes_forms_and_the_second_tests_them() -> None:
    assert [line.split(" && ")[-1] for line in commands("sh")] == [
        ".venv/bin/python -m generator build --to docx,xlsx,pdf",
        ".venv/bin/python -m pytest",
    ]
