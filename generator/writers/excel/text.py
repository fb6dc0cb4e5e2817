"""Paragraphs in, what a cell of a sheet shows out: its text in one font or in runs of several, and its alignment."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import Final

from msgspec import Struct

from generator.document.model import Align, Block, Font, Paragraph, ParagraphFormat, Run, Table, text_of
from generator.writers.excel.sheet import CellFont

HORIZONTAL: Final = {
    Align.LEFT: "left",
    Align.BOTH: "left",
    Align.CENTER: "center",
    Align.RIGHT: "right",
    Align.DISTRIBUTE: "distributed",
}
_INDENT = 6.75  # pt of one step of a cell's indent: three spaces of the normal font
_MAX_INDENT = 15
_SMALLEST, _LARGEST = 1.0, 409.0  # sizes that Excel has


class CellText(Struct, frozen=True):
    """``runs`` together are ``text``; where they are more than one, ``font`` is that of most characters."""

    text: str
    font: CellFont
    runs: tuple[tuple[str, CellFont], ...]
    format: ParagraphFormat

    @property
    def size(self) -> float:
        """Of the largest characters, in pt."""
        return max([self.font.size, *(font.size for _, font in self.runs)])


def cell_text(blocks: Sequence[Block], *, indented: bool = False) -> CellText:
    """What the blocks show, a line for each paragraph; ``indented`` keeps the indent of first lines as blanks."""
    paragraphs = [paragraph for block in blocks for paragraph in _paragraphs(block)]
    pieces: list[tuple[str, Font]] = []
    for number, paragraph in enumerate(paragraphs):
        if number:
            pieces.append(("\n", paragraph.mark))
        if indented and paragraph.format.first > 0 and paragraph.text:
            blanks = round(paragraph.format.first / max(paragraph.mark.size, _SMALLEST))
            pieces.append(("\u3000" * blanks, paragraph.mark))
        pieces += [(run.text.replace("\f", ""), run.font) for run in paragraph.content if isinstance(run, Run)]
    text = "".join(piece for piece, _ in pieces)
    wide = any(unicodedata.east_asian_width(character) in {"W", "F"} for character in text)
    fonts = [(piece, _cell_font(font, wide=wide)) for piece, font in pieces if piece]
    grouped = groupby(fonts, key=lambda piece: piece[1])
    runs = tuple(("".join(piece for piece, _ in group), font) for font, group in grouped)
    if fonts:
        weights = Counter[CellFont]()
        for piece, font in fonts:
            weights[font] += len(piece.strip())
        (main, _), *_ = weights.most_common(1)
    else:
        main = _cell_font(paragraphs[0].mark if paragraphs else Font(), wide=True)
    formats = [paragraph.format for paragraph in paragraphs if paragraph.text] or [p.format for p in paragraphs]
    return CellText(text, main, runs if _survive(runs) else (), formats[0] if formats else ParagraphFormat())


def indent_steps(paragraph: ParagraphFormat) -> int:
    """The left indent in the steps of a sheet; the right one where the text stands at the right."""
    length = paragraph.right if paragraph.align is Align.RIGHT else paragraph.left
    return min(max(round(length / _INDENT), 0), _MAX_INDENT) if paragraph.align is not Align.CENTER else 0


def _paragraphs(block: Block) -> list[Paragraph]:
    """The paragraphs of a block; a nested table has one for each of its rows, cells parted by tabs."""
    if isinstance(block, Paragraph):
        return [block]
    return [_row_paragraph(block, text) for text in text_of((block,)).split("\n")]


def _row_paragraph(table: Table, text: str) -> Paragraph:
    inner = [p for row in table.rows for cell in row.cells for each in cell.blocks for p in _paragraphs(each)]
    model = next((p for p in inner if p.text), inner[0] if inner else Paragraph((), ParagraphFormat(), Font()))
    font = next((run.font for run in model.content if isinstance(run, Run)), model.mark)
    return Paragraph((Run(text, font),), model.format, font)


def _cell_font(font: Font, *, wide: bool) -> CellFont:
    """A sheet knows one font for all scripts: the East Asian one wherever such characters stand in the cell."""
    return CellFont(
        font.east_asian if wide else font.latin,
        min(max(font.size, _SMALLEST), _LARGEST),
        bold=font.bold,
        italic=font.italic,
        underline=bool(font.underline) and font.underline != "none",
        strike=font.strike,
        color=font.color,
        script="superscript" if font.raised > 0 else "subscript" if font.raised < 0 else "",
    )


def _survive(runs: tuple[tuple[str, CellFont], ...]) -> bool:
    """Whether Excel keeps the runs: it drops white space at their ends, which the schemas give no way to mark."""
    return len(runs) > 1 and all(text == text.strip() for text, _ in runs)
