"""Sets a paragraph in a column: it is measured and broken into lines, which are placed and get their heights."""

from __future__ import annotations

from functools import lru_cache

from generator.document.model import Paragraph
from generator.layout.text.filling import fill
from generator.layout.text.lines import Fragment, Line, line_height
from generator.layout.text.measuring import FaceSource, Measured, TextMeasurer, TextSettings
from generator.layout.text.placing import place_line

_MOST_KEPT = 4096


class Typesetter:
    """Sets paragraphs in the faces of one source; keeps those set last, as the labels of a form repeat over all."""

    def __init__(self, faces: FaceSource) -> None:
        self._measurer = TextMeasurer(faces)
        self._kept = lru_cache(maxsize=_MOST_KEPT)(self._set)

    def lines(self, paragraph: Paragraph, width: float, settings: TextSettings) -> tuple[Line, ...]:
        r"""The lines of a paragraph in a column ``width`` pt wide, at least one.

        A single character or picture wider than the column reaches beyond its edge. A tab becomes its leader, or else a
        space of its width. Line and page breaks, and the spaces at the end of a line that was broken to fit, are left
        out.
        """
        return self._kept(paragraph, width, settings)

    def _set(self, paragraph: Paragraph, width: float, settings: TextSettings) -> tuple[Line, ...]:
        style = paragraph.format
        text = self._measurer.measured(
            paragraph.content,
            latin=style.auto_space_latin,
            digits=style.auto_space_digits,
            numbers=settings.numbers,
        )
        lines = []
        for stretch in fill(text, style, width, settings):
            fragments = place_line(stretch, text, style, width, settings)
            standing = fragments or (self._strut(stretch.end, text, paragraph),)
            height, baseline = line_height(standing, style, settings.grid_pitch)
            lines.append(Line(height, baseline, fragments, ends_page=stretch.ended_by == "\f"))
        return tuple(lines)

    def _strut(self, index: int, text: Measured, paragraph: Paragraph) -> Fragment:
        """A fragment without text that gives an empty line its height, the break or mark that ends it."""
        font = next((piece.font for piece in text.pieces if piece.start <= index < piece.end), paragraph.mark)
        return Fragment(0.0, "", self._measurer.mark_face(font), font, ())
