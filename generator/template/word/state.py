"""The functions that generated source calls while a document or book is filled: merges, unique ids, 段落 and 公文.

A ``RenderState`` belongs to one output file and is all that changes while it is filled.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from generator.jinja.environment import loop_items
from generator.jinja.values import fail, printed
from generator.office.columns import MOST_IN_WORD, too_many_for_word
from generator.template.language.fill import NOTHING, Xml
from generator.template.language.functions import Function, by_name
from generator.template.language.marks import MERGE, MERGE_END, MERGE_NUMBER
from generator.template.language.merge import Merge, MergeRun
from generator.template.word.text import ONE_POINT_PROPERTIES

_RESTART, _CONTINUE = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
_XML_TAG = re.compile(r"<[^>]*>")
# Elements whose ids differ in cells that show the same.
_WITH_ID = re.compile(r"<(?:w:bookmark|wp:docPr)[^>]*>")
_BESIDE_TEXT = re.compile(r"<(?:w:(?:drawing|pict|object|sym|fldChar|fldSimple|footnoteRef|endnoteRef)|m:oMath)")
_LINE_END = re.compile(r"<w:br/>|</w:p>(?=<w:p[ >])")
_EMPTY_PARAGRAPH = re.compile(r"<w:p(?: [^>]*)?/>")
_HEADINGS = (
    ("一级标题", re.compile(r"[一二三四五六七八九十百]+、")),
    ("二级标题", re.compile(r"[（(][一二三四五六七八九十百]+[）)]")),
    ("三级标题", re.compile(r"\d+(?:、|[.．](?!\d))")),
    ("四级标题", re.compile(r"[（(]\d+[）)]")),
)
# Word joins two tables that touch; a paragraph one point high keeps them apart.
_TOUCHING = "</w:tbl><w:tbl>"
_APART = f"</w:tbl><w:p>{ONE_POINT_PROPERTIES}</w:p><w:tbl>"


class OfficialLine(Struct, frozen=True):
    """A paragraph of an official document and the style that its numbering asks for (GB/T 9704)."""

    style: str
    text: str


def official_lines(text: str) -> list[OfficialLine]:
    """The paragraphs of an official document, one per line; blank lines are left out."""
    return [OfficialLine(_style_of(line), line) for raw in text.splitlines() if (line := raw.strip(" \t\u3000"))]


def _style_of(line: str) -> str:
    return next((style for style, pattern in _HEADINGS if pattern.match(line)), "正文")


def _begun(merge: Merge) -> Xml:
    return Xml(f"{MERGE}{merge.number}{MERGE_END}")


class _VMergeRun:
    """``MergeRun`` for Word: prints a w:vMerge for each 合并 cell.

    Whether a cell begins a merge is known only after the rows below, so it prints a mark that ``RenderState.finish``
    replaces. After ``cell``, ``fresh`` tells whether the cell shows its ``content``.
    """

    def __init__(self, merges: list[Merge]) -> None:
        self._run = MergeRun(merges)
        self.mark = self._run.mark
        self.fresh = True
        self.content = NOTHING

    def begin_row(self) -> Xml:
        self._run.begin_row()
        return NOTHING

    def cell(self, column: int, span: int, content: str, item: int = 0) -> Xml:
        text = _XML_TAG.sub("", _LINE_END.sub("\n", content))
        # How the text is set (a tag typed in another row may stand left or bold) does not tell two cells apart.
        shown = _WITH_ID.sub("", content) if _BESIDE_TEXT.search(content) else text
        merge = self._run.place((column, item), span, shown, text)
        self.fresh = merge is None or merge.rows == 1
        self.content = Xml(content)
        if merge is None:
            return NOTHING
        return _begun(merge) if self.fresh else Xml(_CONTINUE)

    def carry(self, column: int, item: int = 0) -> Xml:
        self._run.carry((column, item))
        return NOTHING


class _StretchingMerge:
    """A merge of the template whose first row is found while filling; one for each copy (``item``) of its column.

    After ``step``, ``fresh`` tells whether the row just begun is the first of the merge.
    """

    def __init__(self, merges: list[Merge]) -> None:
        self._merges = merges
        self._begun: dict[int, Merge] = {}
        self.fresh = True

    def step(self, item: int = 0) -> Xml:
        merge = self._begun.get(item)
        self.fresh = merge is None
        if merge is not None:
            merge.rows += 1
            return Xml(_CONTINUE)
        merge = self._begun[item] = Merge(len(self._merges), None)
        self._merges.append(merge)
        return _begun(merge)

    def end(self) -> Xml:
        """End the merge at a row that has no part in it; it begins again below."""
        self._begun.clear()
        return NOTHING


class RenderState:
    """The functions of generated source (``names``) and what they remember of one output file.

    ``form`` counts the forms of a book from 0. ``own_ids`` leads, by kind, from ids of the template to those of this
    form. ``styles`` maps style names to ids; ``separate_tables`` as in ``DocxTemplate``.
    """

    def __init__(self, styles: Mapping[str, str], next_id: int, *, separate_tables: bool) -> None:
        self._styles = styles
        self._next_id = next_id
        self._separate_tables = separate_tables
        self._seen: set[tuple[str, str]] = set()
        self._latest: dict[tuple[str, str], str] = {}
        self.merges: list[Merge] = []
        self.form = 0
        self.one_section_in_book = False
        self.own_ids: dict[str, Mapping[str, str]] = {}
        self._in_first_section = True
        self.names: dict[str, Any] = by_name(
            self.unique_id, self.same_id, self.unique_name, self.same_name, self.first_time, self.own_id,
            self.follows_a_form, self.begins_form, self.page_count, self.merge_run,
            self.stretch, self.style, _mark, _table, _xml, _lacks_paragraph, _share, _fit_columns, _lines,
            _official,
        ) | {Function.ITEMS: loop_items}  # fmt: skip

    def begin_form(self, number: int) -> None:
        """Begin a form of a book, counted from 0."""
        self.form = number
        self._in_first_section = True
        # Links lead to the bookmarks of their own form.
        self._latest.clear()

    def finish(self, text: str) -> str:
        """The filled part with its w:vMerge in place (none for one row) and tables that touch kept apart."""
        if self.merges:
            text = MERGE_NUMBER.sub(lambda found: _RESTART if self.merges[int(found[1])].rows > 1 else "", text)
            self.merges.clear()
        return text.replace(_TOUCHING, _APART) if self._separate_tables else text

    def merge_run(self) -> _VMergeRun:
        """A new run of 合并."""
        return _VMergeRun(self.merges)

    def stretch(self) -> _StretchingMerge:
        """A new merge of the template over rows that repeat."""
        return _StretchingMerge(self.merges)

    def style(self, name: str) -> Xml:
        """The id of a paragraph style."""
        return Xml(self._styles[name])

    def unique_id(self, kind: str, original: str) -> Xml:
        """The id of the template the first time, a new one every later time."""
        value = original
        if (kind, original) in self._seen:
            value = str(self._next_id)
            self._next_id += 1
        self._seen.add((kind, original))
        self._latest[kind, original] = value
        return Xml(value)

    def same_id(self, kind: str, original: str) -> Xml:
        """The id that ``unique_id`` last gave for this id of the template."""
        return Xml(self._latest.get((kind, original), original))

    def unique_name(self, original: str) -> Xml:
        """The name of a bookmark the first time, with a number behind it every later time."""
        value, number = original, 1
        while ("name", value) in self._seen:
            number += 1
            # Word cuts names of bookmarks off after 40 characters.
            value = f"{original[:32]}_{number}"
        self._seen.add(("name", value))
        self._latest["name", original] = value
        return Xml(_escape_attribute(value))

    def same_name(self, original: str) -> Xml:
        """The name of the bookmark in this form that a link leads to."""
        value = self._latest.get(("name", original))
        # A link may stand before its bookmark: then the name is the one that the bookmark will get.
        if value is None:
            value = f"{original[:32]}_{self.form + 1}" if self.form else original
        return Xml(_escape_attribute(value))

    def first_time(self, key: str) -> bool:
        """Whether ``key`` is asked for the first time in this file."""
        new = ("once", key) not in self._seen
        self._seen.add(("once", key))
        return new

    def follows_a_form(self) -> bool:
        """Whether this form follows another one in a book."""
        return self.form > 0

    def begins_form(self) -> bool:
        """Whether the section being printed is the first of a form that follows another one."""
        first, self._in_first_section = self._in_first_section, False
        return first and self.follows_a_form()

    def own_id(self, kind: str, original: str) -> Xml:
        """The id in this form of a header or footer, a list or a note."""
        return Xml(self.own_ids.get(kind, {}).get(original, original))

    def page_count(self) -> Xml:
        """The field that counts the pages of a form; SECTIONPAGES does so only where the form is one section."""
        return Xml("SECTIONPAGES" if self.one_section_in_book else "NUMPAGES")


def _escape_attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def _mark(value: Any, run: _VMergeRun) -> Any:
    return run.mark(value)


def _table(xml: str) -> Xml:
    """A captured table, or nothing if it has no rows."""
    return Xml(xml) if "<w:tr" in xml else NOTHING


def _xml(xml: str) -> Xml:
    return Xml(xml)


def _lacks_paragraph(xml: str) -> bool:
    """Whether the content of a container does not end in a paragraph."""
    last = max(xml.rfind("</w:p>"), *(found.start() for found in _EMPTY_PARAGRAPH.finditer(xml)), -1)
    return last <= xml.rfind("</w:tbl>")


def _share(width: int, count: int, index: int) -> Xml:
    """The width (twips) of copy ``index`` of ``count``; whole numbers that add up to ``width``."""
    return Xml(str(width * (index + 1) // count - width * index // count))


def _fit_columns(count: int) -> Any:
    """Report a table of more columns than Word opens."""
    return fail(too_many_for_word(count)) if count > MOST_IN_WORD else None


def _lines(value: Any) -> list[str]:
    text = printed(value).replace("\r\n", "\n").rstrip("\n")
    return text.split("\n")


def _official(value: Any) -> list[OfficialLine]:
    return official_lines(printed(value)) or [OfficialLine("正文", "")]
