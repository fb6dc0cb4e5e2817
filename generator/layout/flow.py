"""Lays blocks out below each other in a column, and splits the laid parts where the room of a page ends.

Pages, table cells, headers and footers are all filled this way. Page breaks count only in the body of a page.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from generator.document.model import Block, Paragraph, Table
from generator.layout.laid import TOLERANCE, LaidParagraph, LaidTable, Part
from generator.layout.table import lay_table
from generator.layout.table_split import split_table
from generator.layout.text.lines import Line
from generator.layout.text.measuring import PageNumbers, TextSettings, has_page_number
from generator.layout.text.paragraph import Typesetter

Parts = tuple[Part, ...]

_LEAST_LINES = 2  # of a paragraph that w:widowControl keeps together at the end and at the top of a page


class Flow:
    """Lays blocks out in columns.

    ``numbers`` are the largest page numbers for which fields have room, ``tables`` gives each table its number in the
    document.
    """

    def __init__(
        self, typesetter: Typesetter, settings: TextSettings, numbers: PageNumbers, tables: Iterator[int]
    ) -> None:
        self._typesetter, self._numbers, self._tables = typesetter, numbers, tables
        self._settings, self._settings_in_cells = settings, settings.in_cells()

    def body(self, blocks: tuple[Block, ...], width: float) -> Parts:
        """The parts of a section's body; paragraphs are cut behind their page breaks (``starts_page``)."""
        parts: list[Part] = []
        starts_page = False
        for part in self._parts(blocks, width, self._settings):
            if isinstance(part, LaidParagraph):
                parts += _cut_at_page_breaks(part, starts_page=starts_page)
                # A page break at the very end of a paragraph sends the next block to a new page.
                starts_page = part.lines[-1].ends_page
            else:
                parts.append(replace(part, starts_page=True) if starts_page else part)
                starts_page = False
        return tuple(parts)

    def cell(self, blocks: tuple[Block, ...], width: float) -> Parts:
        """The parts of a cell, a header or a footer.

        A ``w:tc`` must end with a paragraph: an empty one behind a nested table is left out, so that it has no height.
        """
        if len(blocks) > 1 and isinstance(blocks[-2], Table) and isinstance(blocks[-1], Paragraph):
            blocks = blocks if blocks[-1].content else blocks[:-1]
        return tuple(self._parts(blocks, width, self._settings_in_cells))

    def _parts(self, blocks: tuple[Block, ...], width: float, settings: TextSettings) -> Iterator[Part]:
        """The blocks laid one after the other; a table without rows or columns gives nothing."""
        above: Paragraph | LaidTable | None = None
        for index, block in enumerate(blocks):
            if isinstance(block, Paragraph):
                gap = _gap(above, block)
                own = replace(settings, numbers=self._numbers) if has_page_number(block) else settings
                lines = self._typesetter.lines(block, width, own)
                # Between two blocks the gap of the lower one is the space; only the last keeps its space below.
                after = block.format.after if index + 1 == len(blocks) else 0.0
                yield LaidParagraph(block, width, own, lines, _height(lines), gap=gap, after=after)
                above = block
            elif block.rows and block.columns:
                table = lay_table(block, width, next(self._tables), self.cell)
                gap = _gap_above_table(above)
                yield replace(table, gap=gap) if gap else table
                above = table


def split(parts: Parts, room: float, page_room: float, *, forced: bool) -> tuple[Parts, Parts]:
    """Split parts into those that stand in ``room`` and the rest; an empty page has room for ``page_room`` pt.

    ``forced``: nothing stands above, so at least a piece of the first part is placed even if it is too high. Parts with
    ``keep_next`` move to the next page together with the part after them; a forced split that would thereby place
    nothing leaves them where they are.
    """
    used = 0.0
    for index, part in enumerate(parts):
        # The first part is on its page already. A part that starts a page keeps its space above, unlike one that a full
        # page has sent there (``_break_before``).
        if part.starts_page and index:
            return parts[:index], parts[index:]
        used += part.gap
        if used + part.height <= room + TOLERANCE:
            used += part.height
            continue
        head, rest = _split_part(part, room - used, page_room, forced=forced and not index)
        if head is None:
            return _break_before(parts, index, forced=forced)
        return (*parts[:index], head), ((rest,) if rest else ()) + parts[index + 1 :]
    return parts, ()


def _break_before(parts: Parts, index: int, *, forced: bool) -> tuple[Parts, Parts]:
    """Split before part ``index``, or before the parts above it that must stay with it."""
    cut = index
    while cut and parts[cut - 1].keep_next:
        cut -= 1
    if not cut:
        if not forced:
            return (), parts
        cut = index
    # The space above a paragraph is dropped at the top of a page.
    return parts[:cut], (replace(parts[cut], gap=0.0), *parts[cut + 1 :])


def _split_part(part: Part, room: float, page_room: float, *, forced: bool) -> tuple[Part | None, Part | None]:
    """What of a part stands in ``room``, and the rest; None for either that is empty."""
    if isinstance(part, LaidTable):
        return split_table(part, room, page_room, split, forced=forced)
    fitting = _fitting(part, room, forced=forced)
    if not fitting:
        return None, part
    count = len(part.lines)
    if fitting == count:
        return part, None
    return _lines_of(part, 0, fitting, starts_page=part.starts_page), _lines_of(part, fitting, count, starts_page=False)


def _fitting(part: LaidParagraph, room: float, *, forced: bool) -> int:
    """How many lines stand in ``room``: 0 where w:keepLines or w:widowControl sends them all to the next page."""
    style = part.paragraph.format
    fitting = 0
    for line in part.lines:
        room -= line.height
        if room < -TOLERANCE:
            break
        fitting += 1
    good = fitting
    if style.keep_lines:
        good = 0
    elif style.widow_control:
        # Two lines go over at least, and two stay unless the paragraph began on an earlier page.
        good = min(fitting, len(part.lines) - _LEAST_LINES)
        if good < _LEAST_LINES and not part.first:
            good = 0
    if good > 0:
        return good
    return max(1, fitting) if forced else 0


def _gap(above: Paragraph | LaidTable | None, paragraph: Paragraph) -> float:
    """The space between a block and the paragraph below it: the larger of its w:after and the other's w:before.

    w:contextualSpacing sets its paragraph's share to 0 between paragraphs of the same style. At the top of a cell or of
    a section w:before counts, too.
    """
    own = paragraph.format.before
    if not isinstance(above, Paragraph):
        return own
    other = above.format.after
    if above.style == paragraph.style:
        own = 0.0 if paragraph.format.contextual_spacing else own
        other = 0.0 if above.format.contextual_spacing else other
    return max(own, other)


def _gap_above_table(above: Paragraph | LaidTable | None) -> float:
    """The space above a table.

    One that follows another shares its closing border: the gap is negative, as high as that border.
    """
    if isinstance(above, Paragraph):
        return above.format.after
    return above.tops[-1] - above.height if above else 0.0


def _cut_at_page_breaks(part: LaidParagraph, *, starts_page: bool) -> Iterator[LaidParagraph]:
    """A paragraph cut behind its page breaks; ``starts_page``: a page break ends the block above it."""
    starts_page = starts_page or part.paragraph.format.page_break_before
    begin = 0
    for end, line in enumerate(part.lines, 1):
        if line.ends_page and end < len(part.lines):
            yield _lines_of(part, begin, end, starts_page=starts_page)
            begin, starts_page = end, True
    yield _lines_of(part, begin, len(part.lines), starts_page=starts_page)


def _lines_of(part: LaidParagraph, begin: int, end: int, *, starts_page: bool) -> LaidParagraph:
    """Lines ``begin`` to ``end`` as a part of their own: space above only the first line, below only the last one."""
    if end - begin == len(part.lines):
        return replace(part, starts_page=starts_page) if starts_page else part
    lines = part.lines[begin:end]
    return replace(
        part,
        lines=lines,
        height=_height(lines),
        first=part.first + begin,
        gap=0.0 if begin else part.gap,
        after=part.after if end == len(part.lines) else 0.0,
        starts_page=starts_page,
    )


def _height(lines: tuple[Line, ...]) -> float:
    return sum([line.height for line in lines])
