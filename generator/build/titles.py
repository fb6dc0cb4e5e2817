"""Finds the line of a template that prints as the title of its forms, tags included.

Looked for only where a project gives no 标题: the title is then typed into the template.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import takewhile
from typing import Any

from generator.document.model import Align, Block, Document, Paragraph, Run, Table
from generator.jinja.reports import LimitError
from generator.project.expression import expression_of

_MOST_ROWS = 3  # of a sheet, above which its title stands
_LONGEST = 60  # characters


def title_line(blank: Document) -> str:
    """The largest centred line above the table, as typed; of equally large ones the first. Blank if there is none."""
    lines = [(_size(paragraph), text) for paragraph in _above_table(blank) if (text := _plain(paragraph.text))]
    return max(lines, key=lambda line: line[0], default=(0.0, ""))[1]


def printed_title(line: str, context: Mapping[str, Any]) -> str:
    """The title line with the values of a form; blank if it prints nothing, or something in it failed."""
    expression = expression_of(line)
    if expression.mistakes:
        return ""
    try:
        text, reports = expression.evaluate(context)
    except LimitError:
        return ""
    return "" if reports else " ".join(text.split())


def _above_table(blank: Document) -> Iterator[Paragraph]:
    """The centred paragraphs before the first table; in a sheet, those in the first rows over several columns."""
    blocks = blank.sections[0].blocks if blank.sections else ()
    yield from _centred(takewhile(lambda block: isinstance(block, Paragraph), blocks))
    if blocks and isinstance(blocks[0], Table):
        for row in blocks[0].rows[:_MOST_ROWS]:
            for cell in row.cells:
                yield from _centred(cell.blocks if cell.span > 1 else ())


def _centred(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    return (block for block in blocks if isinstance(block, Paragraph) and block.format.align is Align.CENTER)


def _size(paragraph: Paragraph) -> float:
    runs = (item for item in paragraph.content if isinstance(item, Run) and item.text.strip())
    return max((run.font.size for run in runs), default=0.0)


def _plain(text: str) -> str:
    """A line that may be a title, white space joined; blank for one that is too long."""
    joined = " ".join(text.split())
    return joined if len(joined) <= _LONGEST else ""
