"""A paragraph and a width in, its lines out: measured, filled, aligned and given their heights."""

from __future__ import annotations

from functools import lru_cache

from generator.document.model import Paragraph
from generator.layout.text.filling import fill
from generator.layout.text.lines import Fragment, Line, line_height
from generator.layout.text.measuring import FaceSource, Measured, TextSettings, mark_face, measured
from generator.layout.text.placing import placed


@lru_cache(maxsize=4096)  # the labels of a form repeat over all forms
def set_paragraph(paragraph: Paragraph, width: float, faces: FaceSource, settings: TextSettings) -> tuple[Line, ...]:
    r"""The lines of a paragraph in a column ``width`` pt wide, at least one.

    What cannot be broken to fit reaches beyond the edge, one character at least stands on each line. A tab is a space
    of its width, after its leader; the controls that end lines and the spaces that hang at broken ends are left out.
    """
    style = paragraph.format
    text = measured(paragraph.content, faces, latin=style.auto_space_latin, digits=style.auto_space_digits)
    lines = []
    for stretch in fill(text, style, width, settings):
        fragments = placed(stretch, text, style, width, settings)
        standing = fragments or (_strut(stretch.end, text, paragraph, faces),)
        height, baseline = line_height(standing, style, settings.grid_pitch)
        lines.append(Line(height, baseline, fragments, ends_page=stretch.ended_by == "\f"))
    return tuple(lines)


def _strut(index: int, text: Measured, paragraph: Paragraph, faces: FaceSource) -> Fragment:
    """What gives an empty line its height: the control that ends it, or the paragraph's mark."""
    font = next((piece.font for piece in text.pieces if piece.start <= index < piece.end), paragraph.mark)
    return Fragment(0.0, "", mark_face(font, faces), font, ())
