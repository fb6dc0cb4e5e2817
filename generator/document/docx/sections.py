"""Divides a body into sections, and reads page setups (``w:sectPr``, ECMA-376 part 1, 17.6) and ``settings.xml``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from generator.document.alternatives import parse_part
from generator.document.docx.losses import lost
from generator.document.docx.properties import flat_blocks, flattened, is_child_on, val
from generator.document.measures import twips, whole
from generator.document.model import Sides, Vertical
from generator.document.unsupported import Feature, OtherFeature, Unsupported
from generator.office.refusal import printable
from generator.office.xml import Element, R, qn
from generator.problem import Source

_P, _P_PR, _SECT_PR = (qn(f"w:{name}") for name in ("p", "pPr", "sectPr"))
_VERTICALS = {"center": Vertical.CENTER, "bottom": Vertical.BOTTOM}
_SECTION_BREAKS = frozenset({"continuous", "nextPage", "evenPage", "oddPage", "nextColumn"})
# The grids that give lines a pitch: ``default`` is none, ``snapToChars`` is not supported.
_GRIDS = frozenset({"lines", "linesAndChars"})
_MARGINS = Sides(72.0, 90.0, 72.0, 90.0)  # 1 and 1.25 inches
_HORIZONTAL = frozenset({"", "lrTb", "lr", "tb"})


class SectionSettings(Struct, frozen=True):
    """What reading the blocks of a section needs to know of it.

    ``grid_pitch`` is the line pitch of its document grid, None without a grid; ``number_format`` is that of
    its page numbers.
    """

    grid_pitch: float | None
    text_width: float
    paper_width: float
    number_format: str


class SectionSetup(Struct, frozen=True):
    """A page setup as read from a ``w:sectPr``; headers and footers are relationship ids by kind of page."""

    width: float = 612.0
    height: float = 792.0
    margins: Sides = _MARGINS
    header_distance: float = 36.0
    footer_distance: float = 36.0
    headers: Mapping[str, str] = field(default_factory=dict)
    footers: Mapping[str, str] = field(default_factory=dict)
    title_page: bool = False
    begins: str = "nextPage"
    first_number: int | None = None
    number_format: str = "decimal"
    grid_pitch: float | None = None
    vertical: Vertical = Vertical.TOP
    unsupported: tuple[Feature, ...] = ()

    @property
    def section_settings(self) -> SectionSettings:
        """What reading its blocks, headers and footers needs."""
        text_width = self.width - self.margins.left - self.margins.right
        return SectionSettings(self.grid_pitch, text_width, self.width, self.number_format)

    @property
    def fault(self) -> str:
        """Why no page can be made with it, for the user; empty where one can."""
        if self.width < 1 or self.height < 1:
            return "纸张大小为 0，无法排版。请在“布局”里设好纸张大小，例如 A4"
        if self.section_settings.text_width < 1 or self.height - self.margins.top - self.margins.bottom < 1:
            return "页边距比纸张还大，没有放文字的地方。请在“布局”里改小页边距，或改大纸张"
        return ""


def sections_in(body: Element) -> Iterator[tuple[list[Element], Element | None]]:
    """The block-level elements of each section, and its ``w:sectPr``.

    The ``w:sectPr`` of a section stands in its last paragraph; that of the last section stands in the body itself.
    """
    elements: list[Element] = []
    last: Element | None = None
    for element in flat_blocks(body):
        if element.tag == _SECT_PR:
            last = element
            continue
        elements.append(element)
        properties = next(element.iterchildren(_P_PR), None) if element.tag == _P else None
        found = None if properties is None else properties.find(_SECT_PR)
        if found is not None:
            yield elements, found
            elements = []
    yield elements, last


def section_setup_of(element: Element | None) -> SectionSetup:
    """Reads a ``w:sectPr``; where there is none, the page setup is that of Word's defaults."""
    if element is None:
        return SectionSetup()
    found = flattened(element)
    get = found.get
    gutter = twips(get("pgMar.gutter"))
    start = get("pgNumType.start")
    return SectionSetup(
        width=twips(get("pgSz.w"), 612.0),
        height=twips(get("pgSz.h"), 792.0),
        margins=Sides(
            # A negative margin keeps its size even where a header or footer is higher (17.6.11).
            abs(twips(get("pgMar.top"), 72.0)),
            twips(get("pgMar.right"), 90.0),
            abs(twips(get("pgMar.bottom"), 72.0)),
            twips(get("pgMar.left"), 90.0) + gutter,
        ),
        header_distance=twips(get("pgMar.header"), 36.0),
        footer_distance=twips(get("pgMar.footer"), 36.0),
        headers=_references(element, "header"),
        footers=_references(element, "footer"),
        title_page=is_child_on(element, "w:titlePg"),
        begins=get("type.val", "") if get("type.val") in _SECTION_BREAKS else "nextPage",
        first_number=whole(start) if start else None,
        number_format=printable(get("pgNumType.fmt", "decimal")),
        grid_pitch=twips(get("docGrid.linePitch")) or None if get("docGrid.type") in _GRIDS else None,
        vertical=_VERTICALS.get(val(element, "w:vAlign"), Vertical.TOP),
        unsupported=tuple(_unsupported(element, found)),
    )


def _references(element: Element, kind: str) -> dict[str, str]:
    return {
        reference.get(qn("w:type"), "default"): reference.get(f"{{{R}}}id", "")
        for reference in element.iterchildren(qn(f"w:{kind}Reference"))
    }


def _unsupported(element: Element, found: Mapping[str, str]) -> Iterator[Feature]:
    columns = element.find(qn("w:cols"))
    if columns is not None and max(whole(columns.get(qn("w:num")), 1), len(columns)) > 1:
        yield Unsupported.COLUMNS
    if found.get("textDirection.val", "") not in _HORIZONTAL:
        yield Unsupported.VERTICAL
    borders = element.find(qn("w:pgBorders"))
    if borders is not None and any(side.get(qn("w:val")) not in {"nil", "none"} for side in borders):
        yield Unsupported.PAGE_BORDER
    if element.find(qn("w:lnNumType")) is not None:
        yield Unsupported.LINE_NUMBERS
    if found.get("docGrid.type") == "snapToChars" or (
        found.get("docGrid.type") == "linesAndChars" and whole(found.get("docGrid.charSpace"))
    ):
        yield Unsupported.CHARACTER_GRID
    if found.get("vAlign.val") == "both":
        yield OtherFeature("vAlign")
    yield from lost("sectPr", found)


_WORD_2007 = 12  # the compatibility mode of a document that names none


class DocumentSettings(Struct, frozen=True):
    """What ``settings.xml`` says about the layout of pages.

    ``compatibility`` is the ``compatibilityMode``. ``forbidden_starts`` and ``forbidden_ends`` are the characters that
    may not begin or end a line, None where the document leaves them to the language.
    """

    compatibility: int = _WORD_2007
    even_and_odd: bool = False
    has_mirrored_margins: bool = False
    default_tab: float = 36.0
    forbidden_starts: str | None = None
    forbidden_ends: str | None = None
    squeeze_punctuation: bool = False
    do_not_expand_shift_return: bool = False


def settings_of(data: bytes) -> DocumentSettings:
    """Reads ``settings.xml``; Word's defaults where ``data`` is empty."""
    if not data:
        return DocumentSettings()
    root = parse_part(data, Source("", place="settings.xml"))
    control = val(root, "w:characterSpacingControl", "doNotCompress")
    return DocumentSettings(
        compatibility=_compatibility(root),
        even_and_odd=is_child_on(root, "w:evenAndOddHeaders"),
        has_mirrored_margins=is_child_on(root, "w:mirrorMargins"),
        default_tab=twips(val(root, "w:defaultTabStop"), 36.0),
        forbidden_starts=_chinese_characters(root, "w:noLineBreaksBefore"),
        forbidden_ends=_chinese_characters(root, "w:noLineBreaksAfter"),
        squeeze_punctuation=control != "doNotCompress",
        do_not_expand_shift_return=is_child_on(root.find(qn("w:compat")), "w:doNotExpandShiftReturn"),
    )


def _compatibility(root: Element) -> int:
    for setting in root.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            return whole(setting.get(qn("w:val")), _WORD_2007)
    return _WORD_2007


def _chinese_characters(root: Element, name: str) -> str | None:
    """The characters that a kinsoku element gives for Chinese; None where it gives none."""
    for element in root.iterchildren(qn(name)):
        if element.get(qn("w:lang"), "zh-CN").lower() == "zh-cn":
            return element.get(qn("w:val"), "")
    return None
