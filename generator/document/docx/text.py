"""Reads what stands in a paragraph: runs, page numbers and pictures, each with its font.

Tracked insertions are shown, deletions are not. Fields show the result that the file holds, except page numbers, which
are left to the layout.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from generator.document.docx.formats import RunFormat
from generator.document.docx.losses import lost_content
from generator.document.docx.pictures import is_altered, picture_of
from generator.document.docx.properties import is_child_on, val
from generator.document.docx.styles import RunFormatter
from generator.document.docx.symbols import in_unicode, symbol
from generator.document.measures import whole
from generator.document.model import Font, Inline, PageNumber, Picture, Run
from generator.document.unsupported import OtherFeature, Unsupported, UnsupportedReport
from generator.office.xml import Element, qn

_T, _R, _R_PR, _POSITION_TAB = (qn(f"w:{name}") for name in ("t", "r", "rPr", "ptab"))
_TRANSPARENT = frozenset(
    {qn(f"w:{name}") for name in ("sdt", "sdtContent", "customXml", "smartTag", "hyperlink", "dir", "bdo")}
)
_INSERTED = frozenset({qn("w:ins"), qn("w:moveTo")})
_DELETED = frozenset({qn("w:del"), qn("w:moveFrom")})
_DRAWN = frozenset(
    {"SYMBOL", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "LISTNUM", "MACROBUTTON", "GOTOBUTTON"}
    | {"BARCODE", "DISPLAYBARCODE", "MERGEBARCODE"}
)
_PAGE_FIELDS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES"})
# ``\* ArabicDash`` and the like (17.16.4.3), and what ST_NumberFormat calls these formats.
_FORMAT_SWITCH = re.compile(r"\\\*\s*(\w+)")
_NUMBER_FORMATS = {
    "arabic": "decimal",
    "Arabic": "decimal",
    "ROMAN": "upperRoman",
    "roman": "lowerRoman",
    "ALPHABETIC": "upperLetter",
    "alphabetic": "lowerLetter",
    "ArabicDash": "numberInDash",
    "CHINESENUM1": "ideographDigital",
    "CHINESENUM2": "chineseLegalSimplified",
    "CHINESENUM3": "chineseCounting",
    "CIRCLENUM": "decimalEnclosedCircle",
    "GB1": "decimalEnclosedFullstop",
    "GB2": "decimalEnclosedParen",
    "GB3": "decimalEnclosedCircle",
    "ZODIAC1": "ideographTraditional",
    "ZODIAC2": "ideographZodiac",
}
_SWITCHES = {name: switch for switch, name in _NUMBER_FORMATS.items()}
_CHARACTERS: Mapping[str, str] = {
    qn("w:tab"): "\t",
    _POSITION_TAB: "\t",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "\u2011",
}
# Columns are read as one, so that a column break begins a page.
_BREAKS = {"page": "\f", "column": "\f"}


class _ComplexField(Struct):
    """A complex field (17.16.18) that has begun and not ended.

    Its instruction is collected until ``is_result``, from where its result follows; that is not shown if ``is_hidden``.
    ``choice`` is what a check box or a list to choose from shows.
    """

    choice: str = ""
    instruction: str = ""
    is_result: bool = False
    is_hidden: bool = False


class TextReader:
    """Reads the paragraphs of one part in order, because a field may reach over several of them."""

    def __init__(self, targets: Mapping[str, str], members: Mapping[str, bytes], report: UnsupportedReport) -> None:
        self._targets, self._members, self._report = targets, members, report
        self._fields: list[_ComplexField] = []
        self._content: list[Inline] = []
        self._bookmarks: list[str] = []
        self._formatter: RunFormatter
        self._number_format = ""
        self._notes = 0
        self._run_parts: Mapping[str, Callable[[Element, RunFormat], None]] = {
            qn("w:br"): self._break,
            qn("w:fldChar"): self._field_mark,
            qn("w:instrText"): self._instruction,
            qn("w:sym"): self._symbol,
            qn("w:drawing"): self._drawing,
            qn("w:pict"): self._drawing,
            qn("w:object"): self._drawing,
            qn("w:footnoteReference"): self._note,
            qn("w:endnoteReference"): self._note,
            qn("w:ruby"): self._ruby,
            qn("w:delText"): self._deleted,
        }
        self._inline_parts: Mapping[str, Callable[[Element], None]] = {
            _R: self._run,
            qn("w:fldSimple"): self._simple_field,
            qn("w:bookmarkStart"): self._bookmark,
            qn("m:oMath"): self._formula,
            qn("m:oMathPara"): self._formula,
        }

    def read(
        self, paragraph: Element, formatter: RunFormatter, number_format: str
    ) -> tuple[list[Inline], tuple[str, ...]]:
        """Reads the content of a ``w:p`` and the names of the bookmarks that begin in it.

        ``number_format`` is that of the section, for page numbers that name none.
        """
        self._content, self._formatter, self._number_format = [], formatter, number_format
        if self._bookmarks:
            self._bookmarks = []
        self._read_inline(paragraph)
        return self._content, tuple(self._bookmarks)

    def _read_inline(self, parent: Iterable[Element]) -> None:
        for child in parent:
            tag = child.tag
            read = self._inline_parts.get(tag)
            if read is not None:
                read(child)
            elif tag in _TRANSPARENT:
                self._read_inline(child)
            elif tag in _INSERTED:
                self._report.add(Unsupported.INSERTION)
                self._read_inline(child)
            elif tag in _DELETED:
                self._report.add(Unsupported.DELETION)
            else:
                self._lose(child)

    def _lose(self, element: Element) -> None:
        for feature in lost_content(element):
            self._report.add(feature)

    def _run(self, run: Element) -> None:
        run_format: RunFormat | None = None
        for child in run:
            tag = child.tag
            if tag == _R_PR:
                run_format = self._formatter.run_format(child)
                for feature in run_format.lost:
                    self._report.add(feature)
                continue
            if run_format is None:
                run_format = self._formatter.run_format(None)
            if tag == _T:
                text = child.text or ""
                self._append(self._signs(text, run_format) if run_format.has_signs else text, run_format)
            elif tag in _CHARACTERS:
                if tag == _POSITION_TAB:
                    self._report.add(OtherFeature("ptab"))
                self._append(_CHARACTERS[tag], run_format)
            elif tag in self._run_parts:
                self._run_parts[tag](child, run_format)
            else:
                self._lose(child)

    @property
    def _is_shown(self) -> bool:
        return all(field.is_result and not field.is_hidden for field in self._fields)

    def _append(self, text: str, run_format: RunFormat) -> None:
        """Appends text, to the last run where the font is the same, unless it is hidden or in a field's instruction."""
        if not text or run_format.is_hidden or (self._fields and not self._is_shown):
            return
        if run_format.is_upper:
            text = text.upper()
        last = self._content[-1] if self._content else None
        if isinstance(last, Run) and (last.font is run_format.font or last.font == run_format.font):
            self._content[-1] = Run(last.text + text, run_format.font)
        else:
            self._content.append(Run(text, run_format.font))

    def _signs(self, text: str, run_format: RunFormat) -> str:
        """The text of a run that some program set in a symbol font without marking it as symbols."""
        shown, is_known = in_unicode(run_format.font.latin, text)
        if not is_known:
            self._report.add(Unsupported.SYMBOL)
        return shown

    def _break(self, element: Element, run_format: RunFormat) -> None:
        self._append(_BREAKS.get(element.get(qn("w:type"), ""), "\n"), run_format)

    def _field_mark(self, element: Element, run_format: RunFormat) -> None:
        kind = element.get(qn("w:fldCharType"))
        if kind == "begin":
            self._fields.append(_ComplexField(choice_of(element.find(qn("w:ffData")))))
        elif kind == "separate" and self._fields:
            self._begin_result(self._fields[-1], run_format)
        elif kind == "end" and self._fields:
            if not self._fields[-1].is_result:  # without a result in the file, a page number is shown all the same
                self._note_drawn(self._fields[-1].instruction)
                self._begin_result(self._fields[-1], run_format)
            self._fields.pop()

    def _begin_result(self, field: _ComplexField, run_format: RunFormat) -> None:
        """Begins the result of a field; that of a page number is replaced, because the file's may be outdated."""
        field.is_result = True
        self._note_equation(field.instruction)
        number = page_number(field.instruction, run_format.font, self._number_format)
        if number is not None:
            if self._is_shown and not run_format.is_hidden:
                self._content.append(number)
            field.is_hidden = True
        elif field.choice:
            self._append(field.choice, run_format)
            field.is_hidden = True

    def _note_equation(self, instruction: str) -> None:
        """Report a field whose characters Word draws from its instruction."""
        if instruction.upper().split(maxsplit=1)[:1] == ["EQ"]:
            self._report.add(Unsupported.EQ_FIELD)

    def _note_drawn(self, instruction: str) -> None:
        """Report a field without a result that Word makes anew whenever it shows the page."""
        if _DRAWN.intersection(instruction.upper().split(maxsplit=1)[:1]):
            self._report.add(Unsupported.DRAWN_FIELD)

    def _instruction(self, element: Element, _: RunFormat) -> None:
        if self._fields and not self._fields[-1].is_result:
            self._fields[-1].instruction += element.text or ""

    def _simple_field(self, element: Element) -> None:
        runs = element.find(f"{_R}/{_R_PR}")
        number = page_number(element.get(qn("w:instr"), ""), self._formatter.run_format(runs).font, self._number_format)
        if number is None:
            self._note_equation(element.get(qn("w:instr"), ""))
            if next(element.iter(_T), None) is None:
                self._note_drawn(element.get(qn("w:instr"), ""))
            self._read_inline(element)
        elif self._is_shown:
            self._content.append(number)

    def _symbol(self, element: Element, run_format: RunFormat) -> None:
        found = symbol(element.get(qn("w:font"), ""), element.get(qn("w:char"), ""))
        if not found:
            self._report.add(Unsupported.SYMBOL)
        self._append(found, run_format)

    def _drawing(self, element: Element, run_format: RunFormat) -> None:
        found = picture_of(element, self._targets, self._members, run_format.font)
        if found is Unsupported.WATERMARK and not self._report.part:
            found = Unsupported.WORD_ART
        if isinstance(found, Unsupported):
            self._report.add(found)
        elif isinstance(found, Picture) and self._is_shown and not run_format.is_hidden:
            if is_altered(element):
                self._report.add(Unsupported.ALTERED_PICTURE)
            self._content.append(found)

    def _note(self, _: Element, run_format: RunFormat) -> None:
        self._report.add(Unsupported.NOTE)
        self._notes += 1
        self._append(str(self._notes), run_format)

    def _ruby(self, element: Element, _: RunFormat) -> None:
        self._report.add(Unsupported.RUBY)
        for base in element.iterchildren(qn("w:rubyBase")):
            self._read_inline(base)

    def _deleted(self, _: Element, __: RunFormat) -> None:
        self._report.add(Unsupported.DELETION)

    def _bookmark(self, element: Element) -> None:
        name = element.get(qn("w:name"), "")
        if name and name != "_GoBack":  # where Word was last edited
            self._bookmarks.append(name)

    def _formula(self, element: Element) -> None:
        self._report.add(Unsupported.FORMULA)
        self._append("".join(text.text or "" for text in element.iter(qn("m:t"))), self._formatter.run_format(None))


def choice_of(data: Element | None) -> str:
    """What a check box or a list to choose from (``w:ffData``) shows; empty for everything else."""
    box, entries = (None, None) if data is None else (data.find(qn("w:checkBox")), data.find(qn("w:ddList")))
    if box is not None:
        is_checked = box.find(qn("w:checked"))
        return "☒" if is_child_on(box, "w:default" if is_checked is None else "w:checked") else "☐"
    if entries is None:
        return ""
    shown = [entry.get(qn("w:val"), "") for entry in entries.iterchildren(qn("w:listEntry"))]
    chosen = whole(val(entries, "w:result") or val(entries, "w:default"), 0)
    return shown[chosen] if 0 <= chosen < len(shown) else ""


def page_number(instruction: str, font: Font, default_format: str) -> PageNumber | None:
    """The page number that a field's instruction asks for; None for every other field.

    Where the instruction names no format, ``PAGE`` takes ``default_format`` and counts of pages are plain digits.
    """
    words = instruction.split(maxsplit=1)
    kind = words[0].upper() if words else ""
    if kind not in _PAGE_FIELDS:
        return None
    switches = (_NUMBER_FORMATS.get(switch) for switch in _FORMAT_SWITCH.findall(instruction))
    fallback = default_format if kind == "PAGE" else "decimal"
    return PageNumber(kind, font, next((found for found in switches if found), fallback))


def field_instruction(number: PageNumber) -> str:
    """The instruction that ``page_number`` reads; without a switch where the field takes the format of its section."""
    switch = _SWITCHES.get(number.format, "")
    return f"{number.kind} \\* {switch}" if switch else number.kind
