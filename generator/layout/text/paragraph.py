"""Sets a paragraph in a column: it is measured and broken into lines, which are placed and get their heights."""

from __future__ import annotations

from functools import lru_cache

from generator.document.model import Paragraph
from generator.layout.text.filling import fill
from generator.layout.text.lines import Fragment, Line, line_height
from generator.layout.text.measuring import FaceSource, Measured, TextSettings, mark_face, measured
from generator.layout.text.placing import place_line


@lru_cache(maxsize=4096)  # the labels of a form repeat over all forms
def set_paragraph(paragraph: Paragraph, width: float, faces: FaceSource, settings: TextSettings) -> tuple[Line, ...]:
    r"""The lines of a paragraph in a column ``width`` pt wide, at least one.

    A single character or picture wider than the column reaches beyond its edge. A tab becomes its leader, or else a
    space of its width. Line and page breaks, and the spaces at the end of a line that was broken to fit, are left out.
    """
    style = paragraph.format
    text = measured(paragraph.content, faces, latin=style.auto_space_latin, digits=style.auto_space_digits)
    lines = []
    for stretch in fill(text, style, width, settings):
        fragments = place_line(stretch, text, style, width, settings)
        standing = fragments or (_strut(stretch.end, text, paragraph, faces),)
        height, baseline = line_height(standing, style, settings.grid_pitch)
        lines.append(Line(height, baseline, fragments, ends_page=stretch.ended_by == "\f"))
    return tuple(lines)


def _strut(index: int, text: Measured, paragraph: Paragraph, faces: FaceSource) -> Fragment:
    """A fragment without text that gives an empty line its height, in the font of the break or mark that ends it."""
    font = next((piece.font for piece in text.pieces if piece.start <= index < piece.end), paragraph.mark)
    return Fragment(0.0, "", mark_face(font, faces), font, ())
