"""What of a document and its section governs how its paragraphs are set."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from generator.chinese.line_breaks import FORBIDDEN_ENDS, FORBIDDEN_STARTS
from generator.document.model import Document, Section


class TextSettings(Struct, frozen=True):
    """``grid_pitch`` is that of the lines of the section's document grid, None where there is none.

    ``hang_punctuation`` lets a closing mark stand beyond the edge where the paragraph allows it, too.
    """

    forbidden_starts: str = FORBIDDEN_STARTS
    forbidden_ends: str = FORBIDDEN_ENDS
    default_tab: float = 21.0
    squeeze_punctuation: bool = False
    do_not_expand_shift_return: bool = False
    grid_pitch: float | None = None
    hang_punctuation: bool = True

    @classmethod
    def of(cls, document: Document, section: Section) -> TextSettings:
        """Those of one section."""
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
        """Those of a table's cells, where LibreOffice hangs no mark."""
        return _in_cells(self)


@lru_cache(maxsize=64)
def _in_cells(settings: TextSettings) -> TextSettings:
    return replace(settings, hang_punctuation=False)
