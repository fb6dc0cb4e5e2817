"""What the command line makes at another commit and what it makes of this working tree, compared output by output.

    python tests/support/golden_master.py BASE [--keep DIR] [--exact] [--inputs NAME ...]

Both sides run the same commands on the same inputs, which ``golden_master_documents.py`` makes with the working tree.
Without ``--exact`` only what a reader sees counts: texts, tables, formats of cells, lines and pictures of pages. With
it every byte does. ``--keep`` leaves inputs, outputs and pictures of differing pages in a new folder; ``--inputs`` runs
the commands of some folders of inputs only. Exit status 1 where anything differs.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import tomllib
import zipfile
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import nullcontext
from functools import partial
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import click
from golden_master_views import pdf_differences, text_differences
from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = "build watch print check read diff new fonts schema template".split()
MADE = "--book --to docx,xlsx,pdf".split()
MOST_LINES, MOST_CHARACTERS = 40, 400
ONLY_BYTES = {".jixiao.json", ".jixiao.lock"}  # of no meaning to a reader


class Side(Struct, frozen=True):
    """One of the two: the code, and the folder that its commands work in."""

    name: str
    checkout: Path
    folder: Path


# Commands


def commands(case: Path) -> Iterator[tuple[str, ...]]:
    """What is run in a copy of one folder of inputs, in order."""
    if case.name == "usage":
        yield from ((), ("schema",), ("schema", "-o", "schema.json"), ("fonts",), ("--help",), ("build", "nowhere"))
        yield from ((command, "--help") for command in COMMANDS)
        yield from (("template", command, "--help") for command in ("list", "show", "check"))
        yield from ((command, "--nothing") for command in COMMANDS)
        return
    forms = sorted((case / "templates").rglob("*.*x"), key=lambda path: (path.stem, path.suffix))
    names = list(dict.fromkeys(path.stem for path in forms))
    yield from (("template", "list"), ("template", "check"))
    yield from (("template", "show", name) for name in names)
    if case.name != "documents":
        yield from (("new", name, "-o", f"new/{name}.yml") for name in names)
    for number, (one, other) in enumerate(pairwise(path.relative_to(case).as_posix() for path in forms)):
        yield "diff", one, other, "-o", f"diff/{Path(one).name}.xlsx", "--format", ("text", "json")[number % 2]
    projects = sorted(path.relative_to(case).as_posix() for path in case.rglob("*.yaml"))
    yield "build", *projects, *MADE
    yield "build", *projects, *MADE
    yield from (("check", *projects, "--format", form) for form in ("text", "json"))
    yield "check", *projects[:3], "--format", "github"
    yield from (("check", *projects, "--matrix", *more) for more in ((), ("-o", "matrix.xlsx")))
    yield "print", *projects, "-o", "stack.pdf"
    yield "print", *projects[:5], "-o", "duplex.pdf", "--duplex", "--copies", "2"
    returned = sorted(path for path in case.glob("returned/*/*") if path.is_dir())
    for folder in returned:
        name, project = folder.relative_to(case).as_posix(), f"data/{folder.name}.yaml"
        template = re.findall(r"^模板: *(.+?) *$", (case / project).read_text(encoding="utf-8"), re.MULTILINE)[0]
        yield "diff", f"output/{folder.name}", name, "-o", f"diff/{folder.parent.name}-{folder.name}.xlsx"
        yield "read", name, "--project", project, "--format", "json"
        yield "read", "--new", name, "--template", template, "-o", f"new/{folder.parent.name}-{folder.name}.yml"
    for folder in returned:
        yield (
            "read",
            folder.relative_to(case).as_posix(),
            "--project",
            f"data/{folder.name}.yaml",
            "--write",
        )
    if returned:
        yield "build", *projects, *MADE, "--prune"
    yield "check", *projects, "--fix"


def run_all(side: Side, cases: list[Path]) -> int:
    """Run every command in a copy of its case, what they say kept as files beside what they make; their number."""
    settings = tomllib.loads((side.checkout / "pyproject.toml").read_text(encoding="utf-8"))
    package = settings["project"]["scripts"]["jixiao"].partition(":")[0].partition(".")[0]
    environment = os.environ | {"PYTHONPATH": str(side.checkout)}
    environment |= {
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "COLUMNS": "100",
        "XDG_CACHE_HOME": f"{side.folder}-cache",
    }
    environment |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": f"{side.folder}-cache"}
    run = 0
    for case in cases:
        told = side.folder / "messages" / case.name
        told.mkdir(parents=True)
        here = side.folder / case.name
        shutil.copytree(case, here)
        for number, arguments in enumerate(commands(case), 1):
            command = [sys.executable, "-m", package, *arguments]
            done = subprocess.run(command, cwd=here, env=environment, capture_output=True, check=False)
            said = (f"$ jixiao {' '.join(arguments)}", f"exit status {done.returncode}")
            text = "\n".join((*said, "stdout:", done.stdout.decode(), "stderr:", done.stderr.decode()))
            for path, name in ((side.folder, "FOLDER"), (side.checkout, "CHECKOUT")):
                text = text.replace(str(path), name)
            name = "-".join(arguments[:2]).replace("/", "-")[:60]
            (told / f"{number:03} {name}.txt").write_text(
                re.sub(r"用时 [\d.]+ 秒", "用时 … 秒", text), encoding="utf-8"
            )
            run += 1
    return run


# Comparing


def differences(name: str, scratch: Path, *, exact: bool) -> list[str]:
    """What differs in one output of both sides."""
    base, candidate = scratch / "base" / name, scratch / "candidate" / name
    if not base.exists() or not candidate.exists():
        return [f"only {'BASE' if base.exists() else 'the candidate'} has it"]
    before, after = base.read_bytes(), candidate.read_bytes()
    if before == after or (base.name in ONLY_BYTES and not exact):
        return []
    try:
        if base.suffix == ".pdf":
            found = pdf_differences(base, candidate, scratch / "pictures" / name)
        else:
            found = text_differences(base, candidate)
    except Exception as error:  # noqa: BLE001  # a writer may do anything wrong
        return [f"not the same bytes, and cannot be read: {type(error).__name__} {error}"]
    return found or (other_bytes(before, after) if exact else [])


def other_bytes(before: bytes, after: bytes) -> list[str]:
    """Where two files differ that look the same: the parts of a package, or the first byte."""
    found = []
    if before.startswith(b"PK") and after.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(before)) as one, zipfile.ZipFile(io.BytesIO(after)) as other:
            found = [f"other bytes in {name}" for name in one.namelist() if one.read(name) != other.read(name)]
    at = next(place for place, (one, two) in enumerate(zip_longest(before, after)) if one != two)
    return found or [f"other bytes from {at} on: {before[at : at + 60]!r} and {after[at : at + 60]!r}"]


def compare(scratch: Path, *, exact: bool) -> tuple[int, int]:
    """Tell what differs; how many outputs there are and how many of them differ."""
    sides = [scratch / "base", scratch / "candidate"]
    names = sorted({p.relative_to(side).as_posix() for side in sides for p in side.rglob("*") if p.is_file()})
    differ = 0
    with ProcessPoolExecutor(2) as pool:
        found = pool.map(partial(differences, scratch=scratch, exact=exact), names, chunksize=8)
        for name, lines in zip(names, found, strict=True):
            differ += bool(lines)
            left = len(lines) - MOST_LINES
            shown = [*lines[:MOST_LINES], f"… and {left} more lines"] if left > 0 else lines
            if lines:
                click.echo("\n    ".join((name, *(line[:MOST_CHARACTERS] for line in shown))))
    return len(names), differ


def main(arguments: Iterable[str] | None = None) -> int:
    """Make the inputs, run both sides beside each other, compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", metavar="BASE", help="a commit")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="a folder that does not exist yet")
    parser.add_argument("--exact", action="store_true", help="every byte counts")
    parser.add_argument("--inputs", nargs="+", metavar="NAME", help="only these folders of inputs, such as data")
    asked = parser.parse_args(arguments)
    started = time.monotonic()
    if asked.keep:
        asked.keep.mkdir(parents=True)
    with nullcontext(asked.keep) if asked.keep else tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder).resolve()
        archive = subprocess.run(["git", "archive", asked.base], cwd=ROOT, check=True, capture_output=True).stdout
        with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
            packed.extractall(scratch / "checkout", filter="data")
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        maker = [sys.executable, str(Path(__file__).with_name("golden_master_documents.py")), str(scratch / "inputs")]
        subprocess.run(maker, env=environment, check=True)
        cases = [case for case in sorted((scratch / "inputs").iterdir()) if case.name in (asked.inputs or [case.name])]
        checkouts = {"base": scratch / "checkout", "candidate": ROOT}
        sides = [Side(name, checkout, scratch / name) for name, checkout in checkouts.items()]
        with ThreadPoolExecutor(2) as pool:
            ran = list(pool.map(partial(run_all, cases=cases), sides))
        outputs, differ = compare(scratch, exact=asked.exact)
    seconds = time.monotonic() - started
    click.echo(f"{ran[0]} commands, {outputs} files, {differ} of them differ; {seconds:.0f} s")
    return int(differ > 0)


if __name__ == "__main__":
    sys.exit(main())
