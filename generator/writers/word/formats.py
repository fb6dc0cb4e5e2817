"""Turns a ``Font`` and a ``ParagraphFormat`` into the properties of runs and paragraphs (``w:rPr``, ``w:pPr``).

A form has few formats and many paragraphs: each format is made once and copied.
"""

from __future__ import annotations

import copy
from typing import Any, Final

from docx.document import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT, WD_TAB_LEADER, WD_UNDERLINE
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run as WordRun

from generator.document.model import Align, Font, LineRule, Paragraph, ParagraphFormat
from generator.writers.word.xml import add_property, element, members, set_switch, twips

_ALIGNS: Final = members(WD_ALIGN_PARAGRAPH)
_RULES: Final = members(WD_LINE_SPACING)
_TAB_ALIGNS: Final = members(WD_TAB_ALIGNMENT)
_LEADERS: Final = members(WD_TAB_LEADER)
_UNDERLINES: Final = members(WD_UNDERLINE)
_NORMAL: Final = "Normal"
_CHINESE_FONTS: Final = qn("w:eastAsia")

CLOSING: Final = ParagraphFormat(Align.LEFT, line_rule=LineRule.EXACT, line=1.0, snap_to_grid=False)
"""The paragraph that must follow a table at the end of a cell or a page: one point high."""
CLOSING_FONT: Final = Font(size=1.0)


class Formats:
    """The formats of one file; ``word`` is where paragraph styles are added."""

    def __init__(self, word: WordFile) -> None:
        self._word = word
        self._styles: dict[str, Any] = {style.name: style for style in word.styles}
        self._runs: dict[Font, Any] = {}
        self._paragraphs: dict[tuple[ParagraphFormat, Font, str], Any] = {}
        closing = self._paragraph_properties(CLOSING, CLOSING_FONT, "")
        add_property(closing.find(qn("w:rPr")), "w:vanish")
        self._closing = closing

    def run_properties(self, font: Font) -> Any:
        """A new ``w:rPr``."""
        if font not in self._runs:
            self._runs[font] = _run_properties(font)
        return copy.deepcopy(self._runs[font])

    def paragraph_properties(self, paragraph: Paragraph) -> Any:
        """A new ``w:pPr`` with the format, style and paragraph mark of the paragraph."""
        key = (paragraph.format, paragraph.mark, paragraph.style)
        if key not in self._paragraphs:
            self._paragraphs[key] = self._paragraph_properties(*key)
        return copy.deepcopy(self._paragraphs[key])

    def closing_properties(self) -> Any:
        """A new ``w:pPr`` of the paragraph after a last table; its mark is hidden, so that readers leave it out."""
        return copy.deepcopy(self._closing)

    def _paragraph_properties(self, form: ParagraphFormat, mark: Font, style: str) -> Any:
        made = element("w:p")
        paragraph = WordParagraph(made, self._word)
        if style not in {"", _NORMAL}:
            paragraph.style = self._style(style)
        _set_paragraph_format(paragraph, form)
        properties = made.get_or_add_pPr()
        properties.append(self.run_properties(mark))
        return properties

    def _style(self, name: str) -> Any:
        """The paragraph style of this name; a new one holds no formatting, as every paragraph has its own."""
        if name not in self._styles:
            # Named afterwards: of a name python-docx makes an id without spaces, and of Heading 1 it makes heading 1.
            made = self._word.styles.add_style(f"s{len(self._styles)}", WD_STYLE_TYPE.PARAGRAPH)
            made.name = name
            made.base_style = self._styles[_NORMAL]
            self._styles[name] = made
        return self._styles[name]


def _run_properties(font: Font) -> Any:
    made = element("w:r")
    shown = WordRun(made, None).font  # type: ignore[arg-type]  # only pictures and styles ask for the part around it
    shown.name = font.latin
    shown.size = Pt(round(font.size * 2) / 2)
    for name in ("bold", "italic", "strike"):
        if getattr(font, name):
            setattr(shown, name, True)
    if font.color:
        shown.color.rgb = RGBColor.from_string(font.color)
    if font.underline:
        # A reader passes on what a foreign file says; Word refuses what is not in the schema.
        shown.underline = _UNDERLINES.get(font.underline, WD_UNDERLINE.SINGLE)
    properties = made.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    fonts.set(_CHINESE_FONTS, font.east_asian)
    if font.east_asian_hint:
        fonts.set(qn("w:hint"), "eastAsia")
    if font.shading:
        add_property(properties, "w:shd", val="clear", color="auto", fill=font.shading)
    if font.spacing:
        add_property(properties, "w:spacing", val=twips(font.spacing))
    if font.scale != 1.0:
        add_property(properties, "w:w", val=round(font.scale * 100))
    if font.raised:
        add_property(properties, "w:position", val=round(font.raised * 2))
    return properties


def _set_paragraph_format(paragraph: WordParagraph, form: ParagraphFormat) -> None:
    shown = paragraph.paragraph_format
    shown.alignment = _ALIGNS[form.align.value]
    for name, length in (
        ("left_indent", form.left),
        ("right_indent", form.right),
        ("first_line_indent", form.first),
        ("space_before", form.before),
        ("space_after", form.after),
    ):
        if length:
            setattr(shown, name, Pt(length))
    if form.line_rule is not LineRule.MULTIPLE:
        shown.line_spacing, shown.line_spacing_rule = Pt(form.line), _RULES[form.line_rule.value]
    elif form.line != 1.0:
        shown.line_spacing = form.line
    shown.keep_with_next = form.keep_next or None
    shown.keep_together = form.keep_lines or None
    shown.page_break_before = form.page_break_before or None
    shown.widow_control = None if form.widow_control else False
    for tab in form.tabs:
        align = _TAB_ALIGNS.get(tab.align, WD_TAB_ALIGNMENT.LEFT)
        shown.tab_stops.add_tab_stop(Pt(tab.position), align, _LEADERS.get(tab.leader, WD_TAB_LEADER.SPACES))
    properties = shown.element.get_or_add_pPr()
    for name, on, usual in (
        ("w:kinsoku", form.kinsoku, True),
        ("w:overflowPunct", form.overflow_punctuation, True),
        ("w:autoSpaceDE", form.auto_space_latin, True),
        ("w:autoSpaceDN", form.auto_space_digits, True),
        ("w:snapToGrid", form.snap_to_grid, True),
        ("w:contextualSpacing", form.contextual_spacing, False),
    ):
        set_switch(properties, name, on=on, usual=usual)
    if form.outline is not None:
        add_property(properties, "w:outlineLvl", val=form.outline)
