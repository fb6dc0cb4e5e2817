"""The forms of a project as a city returns them in, seconds to read them all back out: each has one number changed.

Run with ``--rounds``; the best and the middle round are printed, reading alone and with every edit tried.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
import zipfile
from pathlib import Path

from generator.build.build import build
from generator.build.folder import Options
from generator.build.forms import SharedFonts
from generator.build.prepare import Checks, prepare
from generator.returned.read import read_forms
from generator.template.catalogue import catalogue

ROOT = Path(__file__).resolve().parents[1]
PROJECT = ROOT / "data" / "2024年对非经贸合作资金.yaml"


def main() -> None:
    """Print a line for untouched and for edited forms."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    rounds = options.parse_args().rounds
    folders = catalogue(ROOT / "templates")
    prepared, _ = prepare(PROJECT, folders)
    if prepared is None:
        raise SystemExit(f"{PROJECT} cannot be read")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        build(prepared, Options(out, folders), lambda _: None, SharedFonts(), lambda _: None, Checks(prepared))
        forms = sorted(out.rglob("*.docx"))
        for what, edited in (("untouched", False), ("edited", True)):
            for form in forms if edited else ():
                edit(form)
            seconds = []
            for _ in range(rounds):
                begun = time.perf_counter()
                reading = read_forms([out], PROJECT, folders)
                seconds.append(time.perf_counter() - begun)
            changes = sum(len(each.changes) for each in reading.forms)
            best, middle = min(seconds), statistics.median(seconds)
            print(
                f"{what:10}{len(forms)} forms, {changes:3} changes: {best:.2f} s at best, {middle:.2f} s in the middle"
            )


def edit(form: Path) -> None:
    """Put another number where the form says how many enterprises are supported (``≥4家``)."""
    with zipfile.ZipFile(form) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    body = members["word/document.xml"].decode()
    at = body.index("≥") + 1
    end = next(index for index in range(at, len(body)) if not body[index].isdigit())
    members["word/document.xml"] = f"{body[:at]}{int(body[at:end]) + 10}{body[end:]}".encode()
    with zipfile.ZipFile(form, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)


if __name__ == "__main__":
    main()
