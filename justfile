# One menu of habits. `just` comes with `pip install -e ".[dev]"`, or from your system; alone it lists all.
# On Windows it needs the sh that comes with Git.

set positional-arguments

# Where set-up puts the environment: README's two commands make the same one.
bin := if os_family() == "windows" { ".venv/Scripts" } else { ".venv/bin" }
python := if os_family() == "windows" { "py" } else { "python3" }

# this list
[private]
default:
    @{{ just_executable() }} --list --unsorted

# make the environment, with everything that tests, habits and benchmarks need
setup:
    {{ python }} -m venv .venv
    {{ bin }}/python -m pip install -q -e '.[test,dev,bench]'
    {{ bin }}/pre-commit install

# make the forms of data/ into output/
forms *arguments:
    {{ bin }}/python -m generator build --to docx,xlsx,pdf "$@"

# tests, over all processors; `just test -n 0 tests/rules` picks, in one process
test *arguments:
    {{ bin }}/python -m pytest "$@"

# format, and mend what can be mended
fix:
    {{ bin }}/ruff check --fix
    {{ bin }}/ruff format

# what must hold of every change before it is committed: lint, layout, types, rooms
check:
    {{ bin }}/ruff check
    {{ bin }}/ruff format --check
    {{ bin }}/mypy --strict
    {{ bin }}/lint-imports --no-logo

# all of it, as it must pass before a change is taken (Debian, Ubuntu; installs what is missing)
ci:
    .ci/run

# compare what this tree makes with what a commit makes: grids, texts, pages, bytes
compare base='HEAD' *arguments:
    {{ bin }}/python tests/support/golden_master.py "$@"

# write docs/rules.md again from the docstrings of the rules
rules:
    {{ bin }}/python -m generator.check.manual

# measure: docxtpl_vs_jixiao, xltpl_vs_jixiao, pdf, scaling, startup, checks, read_back
bench name *arguments:
    #!/usr/bin/env bash
    shift
    exec {{ bin }}/python "benchmarks/{{ name }}.py" "$@"
