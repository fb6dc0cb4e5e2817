"""A filled .docx in, the same as a person would send it back out: cells typed over, rows added, deleted and moved.

It must not import generator: a cell is found by the row's label, as a person finds it.
"""

from __future__ import annotations

import copy
import io
from typing import Any

import docx

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class EditedForm:
    """Edits are made in place; ``bytes`` is what is sent back."""

    def __init__(self, data: bytes) -> None:
        self._document = docx.Document(io.BytesIO(data))

    def bytes(self) -> bytes:
        """The document saved."""
        saved = io.BytesIO()
        self._document.save(saved)
        return saved.getvalue()

    def type(self, label: str, text: str, column: int = -1) -> None:
        """Type over a cell in the row that has a cell with this text; ``column`` counts the cells of the row."""
        _type_over(self._row(label).tc_lst[column], text)

    def type_paragraph(self, text: str, new: str) -> None:
        """Type over a paragraph outside the tables."""
        paragraph = next(one for one in self._document.paragraphs if one.text == text)
        for run in paragraph.runs[1:]:
            run.text = ""
        paragraph.runs[0].text = new

    def add_paragraph(self, after: str, text: str) -> None:
        """A new paragraph like the one it follows."""
        paragraph = next(one for one in self._document.paragraphs if one.text == after)
        new = copy.deepcopy(paragraph._p)
        paragraph._p.addnext(new)
        self.type_last(new, text)

    @staticmethod
    def type_last(paragraph: Any, text: str) -> None:
        """Type over a paragraph element."""
        texts = list(paragraph.iter(f"{_W}t"))
        texts[0].text = text
        for more in texts[1:]:
            more.text = ""

    def add_row(self, after: str, *texts: str | None) -> None:
        """A row below the one with this label; None leaves a cell merged with the one above."""
        row = self._row(after)
        new = copy.deepcopy(row)
        row.addnext(new)
        for cell, text in zip(new.tc_lst, texts, strict=True):
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            if text is not None:
                if merge is not None:
                    merge.getparent().remove(merge)
                _type_over(cell, text)
            elif merge is not None:
                merge.attrib.pop(f"{_W}val", None)

    def delete_row(self, label: str) -> None:
        """The row goes; where a merge began in it, its text goes too, as in Word."""
        row = self._row(label)
        following = row.getnext()
        for cell, below in zip(row.tc_lst, following.tc_lst, strict=False):
            here, there = cell.find(f"{_W}tcPr/{_W}vMerge"), below.find(f"{_W}tcPr/{_W}vMerge")
            if here is not None and here.get(f"{_W}val") == "restart" and there is not None:
                there.set(f"{_W}val", "restart")
        row.getparent().remove(row)

    def move_row(self, label: str, after: str) -> None:
        """The row goes below another; only for rows inside a merge."""
        self._row(after).addnext(self._row(label))

    def merge_right(self, label: str, column: int) -> None:
        """A cell and its right neighbour become one."""
        row = self._row(label)
        cell, other = row.tc_lst[column], row.tc_lst[column + 1]
        row.remove(other)
        cell.grid_span += other.grid_span

    def _row(self, label: str) -> Any:
        rows = [row for table in self._document.tables for row in table._tbl.tr_lst]
        return next(row for row in rows if any(_text(cell) == "".join(label.split()) for cell in row.tc_lst))


def _text(cell: Any) -> str:
    return "".join("".join(text.text or "" for text in cell.iter(f"{_W}t")).split())


def _type_over(cell: Any, text: str) -> None:
    texts = list(cell.iter(f"{_W}t"))
    if not texts:
        run = cell.p_lst[0].makeelement(f"{_W}r")
        texts = [run.makeelement(f"{_W}t")]
        run.append(texts[0])
        cell.p_lst[0].append(run)
    first, *rest = text.split("\n")
    texts[0].text = first
    texts[0].set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    for more in texts[1:]:
        more.getparent().remove(more)
    at = texts[0]
    for line in rest:
        pause, more = at.makeelement(f"{_W}br"), at.makeelement(f"{_W}t")
        more.text = line
        at.addnext(pause)
        pause.addnext(more)
        at = more
