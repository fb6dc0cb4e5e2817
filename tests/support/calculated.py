"""Workbooks as LibreOffice calculates them: stored results are taken out first, so that none is believed."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from sheet import members, with_members

needs_libreoffice = pytest.mark.skipif(not shutil.which("soffice"), reason="nothing to calculate with")
_STORED = re.compile(r"(</f>|<f/>)<v>[^<]*</v>")


def calculated(workbooks: Mapping[str, bytes], folder: Path) -> dict[str, openpyxl.Workbook]:
    """The workbooks with the values of their formulas, by one call of LibreOffice."""
    (folder / "in").mkdir()
    for name, data in workbooks.items():
        sheets = {part: _STORED.sub(r"\1", xml) for part, xml in members(data).items() if "/worksheets/sheet" in part}
        (folder / "in" / f"{name}.xlsx").write_bytes(with_members(data, sheets))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    files = [str(path) for path in sorted((folder / "in").iterdir())]
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "out"), *files]
    subprocess.run(command, capture_output=True, check=True, timeout=300)
    return {name: openpyxl.load_workbook(folder / "out" / f"{name}.xlsx", data_only=True) for name in workbooks}
