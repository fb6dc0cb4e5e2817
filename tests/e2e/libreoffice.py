"""Documents in, the text of each page as LibreOffice lays it out; each run has a profile of its own."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_PATIENCE = 180


def pages(document: Path, scratch: Path) -> list[str]:
    """The text of every page, white space removed; fails where LibreOffice does not open the document."""
    profile = (scratch / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf"]
    _run([*command, "--outdir", str(scratch), str(document)])
    text = _run(["pdftotext", "-layout", str(scratch / f"{document.stem}.pdf"), "-"])
    return ["".join(page.split()) for page in text.split("\f")[:-1]]


def _run(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, check=True, timeout=_PATIENCE, encoding="utf-8").stdout
