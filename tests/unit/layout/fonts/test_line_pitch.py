from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from pathlib import Path

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt
from font_samples import make_font
from pypdfium2 import raw

from generator.document.model import Font
from generator.layout.fonts.book import FontBook

SIZE = 40
# LibreOffice draws nothing with a font of a few characters.
ASCII = "".join(map(chr, range(32, 127)))
FONTS = {
    "Trial Plain": {"metrics": (800, -200, 0)},
    "Trial Gap": {"metrics": (880, -230, 120)},
    "Trial Win": {"metrics": (0, 0, 0)},
    "Trial Typo": {"metrics": (800, -200, 0), "typographic": True},
}
FONTCONFIG = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{}</dir></fontconfig>'


@pytest.mark.libreoffice
@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
def test_ascent_and_descent_give_the_line_pitch_of_libreoffice(tmp_path: Path) -> None:
    folder = tmp_path / "fonts"
    folder.mkdir()
    for name, how in FONTS.items():
        make_font(folder / f"{name}.ttf", name, characters=ASCII, **how)  # type: ignore[arg-type]
    (tmp_path / "fonts.conf").write_text(FONTCONFIG.format(folder), encoding="utf-8")
    baselines = printed(tmp_path, [name for name in FONTS for _ in range(2)])
    book = FontBook.open([folder], tmp_path / "cached")
    faces = [book.face_of("A", Font(latin=name)) for name in FONTS for _ in range(2)]
    assert len(baselines) == len(faces)
    for above, below, down, up in zip(faces, faces[1:], baselines, baselines[1:], strict=False):
        assert (down - up) / SIZE == pytest.approx(above.descent + below.ascent, abs=0.004)


def printed(folder: Path, fonts: list[str]) -> list[float]:
    """The baselines of a single-spaced paragraph in each font, in points from the foot of the page."""
    document = docx.Document()
    spacing = document.styles["Normal"].paragraph_format
    spacing.space_before, spacing.space_after, spacing.line_spacing = Pt(0), Pt(0), 1.0
    for grid in document.sections[0]._sectPr.findall(qn("w:docGrid")):
        document.sections[0]._sectPr.remove(grid)
    for font in fonts:
        run = document.add_paragraph().add_run("A")
        run.font.name, run.font.size = font, Pt(SIZE)
    document.save(str(folder / "lines.docx"))
    profile = (folder / "profile").as_uri()
    command = [
        "soffice",
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
    ]
    where = os.environ | {"FONTCONFIG_FILE": str(folder / "fonts.conf")}
    subprocess.run([*command, str(folder / "lines.docx")], check=True, capture_output=True, timeout=180, env=where)
    with pypdfium2.PdfDocument(folder / "lines.pdf") as pdf:
        text = pdf[0].get_textpage()
        return [origin(text, i) for i in range(text.count_chars()) if text.get_text_range(i, 1) == "A"]


def origin(text: pypdfium2.PdfTextPage, index: int) -> float:
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(text, index, x, y)
    return y.value
