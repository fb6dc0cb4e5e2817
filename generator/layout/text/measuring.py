"""Measures the content of a paragraph: the face and the advance of each character, with space between scripts."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from generator.chinese.line_breaks import FORBIDDEN_ENDS, FORBIDDEN_STARTS
from generator.chinese.page_numbers import formatted
from generator.document.model import Document, Font, Inline, PageNumber, Paragraph, Picture, Run, Section
from generator.layout.fonts.face import Face


class PageNumbers(Struct, frozen=True):
    """What the page number fields of a page show, or the largest that any page of a document shows."""

    page: int = 1
    pages: int = 1
    section_pages: int = 1

    def text(self, number: PageNumber) -> str:
        """The characters that a field shows, in its own number format."""
        return formatted(self._shown(number), number.format)

    def longest(self, number: PageNumber) -> str:
        """The longest of the texts that a field shows up to these numbers: VIII is longer than X."""
        return max((formatted(each, number.format) for each in range(1, self._shown(number) + 1)), key=len, default="")

    def _shown(self, number: PageNumber) -> int:
        return {"NUMPAGES": self.pages, "SECTIONPAGES": self.section_pages}.get(number.kind, self.page)


def has_page_number(paragraph: Paragraph) -> bool:
    """Whether a page number stands in a paragraph."""
    return any(isinstance(item, PageNumber) for item in paragraph.content)


class TextSettings(Struct, frozen=True, cache_hash=True):
    """What of a document and its section governs how paragraphs are set.

    ``grid_pitch`` is the line pitch of the section's document grid (w:docGrid), None where it has none.
    ``hang_punctuation`` lets a mark hang beyond the right edge where the paragraph has w:overflowPunct. ``numbers`` are
    the largest page numbers of the document; fields have room for the longest up to these.
    """

    forbidden_starts: str = FORBIDDEN_STARTS
    forbidden_ends: str = FORBIDDEN_ENDS
    default_tab: float = 21.0
    squeeze_punctuation: bool = False
    do_not_expand_shift_return: bool = False
    grid_pitch: float | None = None
    hang_punctuation: bool = True
    numbers: PageNumbers = PageNumbers()

    @classmethod
    def of(cls, document: Document, section: Section) -> TextSettings:
        """The settings of one section."""
        starts, ends = document.forbidden_starts, document.forbidden_ends
        return cls(
            forbidden_starts=FORBIDDEN_STARTS if starts is None else starts,
            forbidden_ends=FORBIDDEN_ENDS if ends is None else ends,
            default_tab=document.default_tab,
            squeeze_punctuation=document.squeeze_punctuation,
            do_not_expand_shift_return=document.do_not_expand_shift_return,
            grid_pitch=section.grid_pitch,
        )

    def in_cells(self) -> TextSettings:
        """The settings in table cells, headers and footers: no hanging marks, as in the cells of LibreOffice."""
        return replace(self, hang_punctuation=False)


PICTURE = "\ufffc"
"""The character that stands for a picture in the text of a paragraph."""

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
"""Characters that govern line breaks and ligatures; they are never drawn and have no width."""

_AUTO_SPACE = 0.2  # of the size of the character before (measured against LibreOffice 7.4; Word takes a quarter)
_CONTROLS = "\t\n\f"


class FaceSource(Protocol):
    """Chooses faces."""

    def face_of(self, character: str, font: Font) -> Face:
        """The face that draws a character of a run in ``font``."""
        ...


class MeasuredPiece(Struct, frozen=True):
    """The characters of a paragraph from ``start`` to before ``end``: of one face, from one inline ``item``."""

    start: int
    end: int
    face: Face
    font: Font
    item: Inline


class Measured(Struct, frozen=True):
    """The text of a paragraph with the advance of each character in pt; ``edges`` are their running sums from 0.

    ``gaps`` gives the index of some characters the automatic space behind them, which is in their advance, too.
    ``plain`` text has neither tabs nor hard breaks.
    """

    text: str
    advances: tuple[float, ...]
    edges: tuple[float, ...]
    pieces: tuple[MeasuredPiece, ...]
    gaps: Mapping[int, float]
    plain: bool


class _Widths(dict[str, tuple[Face, float]]):
    """The face and the advance in pt of each character in one font, measured when first asked for."""

    def __init__(self, font: Font, faces: FaceSource) -> None:
        self._font = font
        self._faces = faces

    def __missing__(self, character: str) -> tuple[Face, float]:
        font = self._font
        # A tab gets its width only on its line, from the stop to which it leads.
        if character in _CONTROLS or INVISIBLE.match(character):
            face, width = self._faces.face_of(" ", font), 0.0
        else:
            face = self._faces.face_of(character, font)
            width = face.advance(character) * font.size * font.scale + font.spacing
        self[character] = face, width
        return face, width


class TextMeasurer:
    """Measures text in the faces of one source; keeps the widths of the characters of each font."""

    def __init__(self, faces: FaceSource) -> None:
        self._faces = faces
        self._widths: dict[Font, _Widths] = {}

    def measured(self, content: tuple[Inline, ...], *, latin: bool, digits: bool, numbers: PageNumbers) -> Measured:
        """Measure a paragraph; ``latin`` and ``digits`` are w:autoSpaceDE and w:autoSpaceDN.

        A page number has the width of the longest one up to ``numbers``.
        """
        texts: list[str] = []
        advances: list[float] = []
        pieces: list[MeasuredPiece] = []
        for item in content:
            start = len(advances)
            if isinstance(item, Picture):
                text = PICTURE
                pieces.append(MeasuredPiece(start, start + 1, self.mark_face(item.font), item.font, item))
                advances.append(item.width)
            else:
                text = item.text if isinstance(item, Run) else numbers.longest(item)
                glyphs = list(map(self._widths_in(item.font).__getitem__, text))
                pieces += _pieces(start, [face for face, _ in glyphs], item.font, item)
                advances += [width for _, width in glyphs]
            texts.append(text)
        text = "".join(texts)
        gaps = _gaps(text, pieces, latin=latin, digits=digits) if (latin or digits) and not text.isascii() else {}
        for index, gap in gaps.items():
            advances[index] += gap
        plain = not any(control in text for control in _CONTROLS)
        return Measured(text, tuple(advances), tuple(accumulate(advances, initial=0.0)), tuple(pieces), gaps, plain)

    def mark_face(self, font: Font) -> Face:
        """The face that gives an empty line in ``font`` its height."""
        return self._faces.face_of("一" if font.east_asian_hint else " ", font)

    def _widths_in(self, font: Font) -> _Widths:
        found = self._widths.get(font)
        if found is None:
            found = self._widths[font] = _Widths(font, self._faces)
        return found


def _pieces(offset: int, faces: list[Face], font: Font, item: Run | PageNumber) -> Iterator[MeasuredPiece]:
    """A piece for each stretch of characters with the same face; the item begins at ``offset`` of the paragraph."""
    start = 0
    for index in range(1, len(faces) + 1):
        if index == len(faces) or faces[index] is not faces[start]:
            yield MeasuredPiece(offset + start, offset + index, faces[start], font, item)
            start = index


class _Kinds(dict[int, str]):
    """For ``str.translate``: ``中`` for ideographs and kana, ``a`` for other letters, ``0`` for digits, or a space."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)
        if category == "Nd":
            kind = "0"
        elif category in {"Lo", "Lm", "Nl"} and unicodedata.east_asian_width(character) in {"W", "F"}:
            kind = "中"
        elif category.startswith("L"):
            kind = "a"
        else:
            kind = " "
        self[code] = kind
        return kind


_KINDS = _Kinds()
_SCRIPT_CHANGES = re.compile("中(?=[a0])|[a0](?=中)")
_LATIN_CHANGES = re.compile("中(?=a)|a(?=中)")
_DIGIT_CHANGES = re.compile("中(?=0)|0(?=中)")


def _gaps(text: str, pieces: list[MeasuredPiece], *, latin: bool, digits: bool) -> dict[int, float]:
    """The automatic space in pt behind each character where Chinese and Latin text meet."""
    kinds = text.translate(_KINDS)
    changes = _SCRIPT_CHANGES if latin and digits else _LATIN_CHANGES if latin else _DIGIT_CHANGES
    starts = [piece.start for piece in pieces]
    return {
        match.start(): pieces[bisect_right(starts, match.start()) - 1].font.size * _AUTO_SPACE
        for match in changes.finditer(kinds)
    }
