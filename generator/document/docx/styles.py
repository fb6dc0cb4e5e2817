"""Resolves styles: from ``styles.xml`` and the theme to the formatting of each run and paragraph.

The cascade is that of ECMA-376 part 1, 17.7.2: document defaults, table style, paragraph style, character style, direct
formatting. A ``StyleSheet`` keeps what it has resolved, for all documents that are read with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from generator.document.alternatives import parse_part
from generator.document.docx.formats import Borders, RunFormat, borders_of, paragraph_format, run_format_of
from generator.document.docx.losses import lost, lost_effects
from generator.document.docx.numbering import ListLevel
from generator.document.docx.properties import TOGGLES, Properties, Theme, flattened, is_on, shading, signature, val
from generator.document.model import ParagraphFormat
from generator.document.unsupported import Feature, Unsupported
from generator.office.xml import Element, qn
from generator.problem import Source

_MOST_KEPT = 20_000  # results in one cache
# Conditional formats of a table style from the weakest to the strongest (17.7.6).
_REGIONS = (
    *("wholeTable", "band1Vert", "band2Vert", "band1Horz", "band2Horz"),
    *("firstCol", "lastCol", "firstRow", "lastRow", "neCell", "nwCell", "seCell", "swCell"),
)


class TableStyleRegion(Struct, frozen=True, eq=False):
    """What a table style gives to the cells of one region (first row, band …): runs, paragraphs and ``w:tcPr``.

    Regions are compared by identity, so that they can be keys of caches.
    """

    run: Properties = field(default_factory=dict)
    paragraph: Properties = field(default_factory=dict)
    cell: Properties = field(default_factory=dict)
    borders: Borders = field(default_factory=dict)


PLAIN = TableStyleRegion()  # outside tables, and where the table style gives nothing


class Style(Struct, frozen=True, eq=False):
    """A style with all that it inherits.

    ``table`` are the ``w:tblPr`` of a table style and of those that it is based on, the furthest base first;
    ``regions`` are its conditional formats by their name in ST_TblStyleOverrideType.
    """

    id: str = ""
    name: str = ""
    run: Properties = field(default_factory=dict)
    paragraph: Properties = field(default_factory=dict)
    table: tuple[Element, ...] = ()
    regions: Mapping[str, TableStyleRegion] = field(default_factory=dict)
    own: TableStyleRegion = PLAIN
    """What styles based on it inherit of its own formatting; ``parts`` are its ``w:tblStylePr`` likewise."""
    parts: Mapping[str, TableStyleRegion] = field(default_factory=dict)


class RunFormatter:
    """Formats the runs of paragraphs of one style in one region of a table."""

    def __init__(self, sheet: StyleSheet, region: TableStyleRegion, style: Style) -> None:
        self._sheet, self._region, self._style = sheet, region, style
        self._run_formats: dict[bytes, RunFormat] = {}

    def run_format(self, properties: Element | None) -> RunFormat:
        """The formatting of a run with this ``w:rPr``."""
        key = signature(properties)
        run_format = self._run_formats.get(key)
        if run_format is None:
            if len(self._run_formats) > _MOST_KEPT:
                self._run_formats.clear()
            run_format = self._run_formats[key] = self.run_format_with({}, properties)
        return run_format

    def run_format_with(self, list_level: Properties, properties: Element | None) -> RunFormat:
        """The same, with the run properties of a list level over the direct formatting."""
        sheet = self._sheet
        direct = flattened(properties, sheet.theme)
        styled = sheet.character_style(direct.get("rStyle.val", ""))
        layers = (self._region.run, self._style.run, styled)
        merged: dict[str, str] = dict(sheet.default_run)
        for layer in layers:
            merged |= layer
        # A toggle that an even number of styles set is off; where the defaults set it, it stays on (17.7.3). Direct
        # formatting is taken as it is.
        for toggle in TOGGLES:
            if is_on(sheet.default_run, toggle) or sum(is_on(layer, toggle) for layer in layers) % 2:
                merged[toggle] = "1"
            else:
                merged.pop(toggle, None)
        return run_format_of(merged | direct | dict(list_level), lost_effects(properties))


class PreparedParagraph:
    """The formatting of paragraphs with one ``w:pPr`` in one region of a table, but for list level and font size."""

    def __init__(self, sheet: StyleSheet, region: TableStyleRegion, properties: Element | None) -> None:
        direct = flattened(properties, sheet.theme)
        self.style = sheet.paragraph_style(direct.get("pStyle.val", ""))
        self.run_formatter = (
            RunFormatter(sheet, region, self.style) if region is not PLAIN else sheet.run_formatter(self.style)
        )
        self.mark = self.run_formatter.run_format(None if properties is None else properties.find(qn("w:rPr")))
        self._inherited = {**sheet.default_paragraph, **region.paragraph}
        self._direct = direct
        self.properties: Properties = {**self._inherited, **self.style.paragraph, **direct}
        self.unsupported = tuple(_unsupported(self.properties, properties))
        self._formats: dict[tuple[float | None, float, ListLevel | None], ParagraphFormat] = {}

    @property
    def number(self) -> tuple[str, str]:
        """``w:numId`` and ``w:ilvl`` of its list as written, each empty where there is none."""
        found = self.properties
        return found.get("numPr.numId.val", ""), found.get("numPr.ilvl.val", "")

    def format(self, grid_pitch: float | None, size: float, level: ListLevel | None = None) -> ParagraphFormat:
        """The format of such a paragraph.

        ``grid_pitch`` is the line pitch of the section's grid, ``size`` the font size by which indents in characters
        are multiplied, ``level`` the list level whose indents it takes, None outside lists.
        """
        key = (grid_pitch, size, level)
        found = self._formats.get(key)
        if found is None:
            merged = self.properties if level is None else self._numbered(level.paragraph)
            found = self._formats[key] = paragraph_format(merged, grid_pitch, size)
        return found

    def _numbered(self, level: Properties) -> Properties:
        """A list level beats the style where the paragraph names the list, and not where the style does (17.9.23)."""
        if "numPr.numId.val" in self._direct:
            return {**self._inherited, **self.style.paragraph, **level, **self._direct}
        return {**self._inherited, **level, **self.style.paragraph, **self._direct}


class StyleSheet:
    """The styles of a document, each resolved when it is first asked for."""

    def __init__(self, styles: bytes, theme: bytes) -> None:
        self.theme: Theme = _theme(theme)
        root = parse_part(styles, Source("", place="styles.xml")) if styles else None
        defaults = None if root is None else root.find(qn("w:docDefaults"))
        self.default_run: Properties = self._default_properties(defaults, "r")
        self.default_paragraph: Properties = self._default_properties(defaults, "p")
        self._elements: dict[tuple[str, str], Element] = {}
        self._default_ids: dict[str, str] = {}
        for style in () if root is None else root.iterchildren(qn("w:style")):
            kind, name = style.get(qn("w:type"), "paragraph"), style.get(qn("w:styleId"), "")
            self._elements.setdefault((kind, name), style)
            if style.get(qn("w:default")) in {"1", "true", "on"}:
                self._default_ids[kind] = name
        self._styles: dict[tuple[str, str], Style] = {}
        self._run_formatters: dict[Style, RunFormatter] = {}
        self._paragraphs: dict[tuple[TableStyleRegion, bytes], PreparedParagraph] = {}
        self._regions: dict[tuple[Style, frozenset[str]], TableStyleRegion] = {}

    def _default_properties(self, defaults: Element | None, letter: str) -> Properties:
        found = None if defaults is None else defaults.find(f"{qn(f'w:{letter}PrDefault')}/{qn(f'w:{letter}Pr')}")
        return flattened(found, self.theme)

    def prepared(self, region: TableStyleRegion, properties: Element | None) -> PreparedParagraph:
        """The formatting of paragraphs with this ``w:pPr`` in this region of a table."""
        key = (region, signature(properties))
        found = self._paragraphs.get(key)
        if found is None:
            if len(self._paragraphs) > _MOST_KEPT:
                self._paragraphs.clear()
            found = self._paragraphs[key] = PreparedParagraph(self, region, properties)
        return found

    def paragraph_style(self, name: str) -> Style:
        """The paragraph style with this id, or the default one where there is none."""
        return self._style("paragraph", name)

    def table_style(self, name: str) -> Style:
        """The table style with this id, or the default one where there is none."""
        return self._style("table", name)

    def character_style(self, name: str) -> Properties:
        """The run properties of the character style with this id; none for an empty id."""
        return self._style("character", name).run if name else {}

    def run_formatter(self, style: Style) -> RunFormatter:
        """Formats the runs of paragraphs of this style outside tables."""
        return self._run_formatters.setdefault(style, RunFormatter(self, PLAIN, style))

    def region(self, style: Style, names: frozenset[str]) -> TableStyleRegion:
        """Merges the conditional formats with these names, from the weakest to the strongest."""
        key = (style, names)
        found = self._regions.get(key)
        if found is None:
            parts = [style.regions[name] for name in _REGIONS if name in names and name in style.regions]
            found = self._regions[key] = _merge_regions(parts) if parts else PLAIN
        return found

    def _style(self, kind: str, name: str) -> Style:
        if (kind, name) not in self._elements:
            name = self._default_ids.get(kind, "")
        style = self._styles.get((kind, name))
        if style is None:
            style = Style()
            # From the furthest base on, so that styles based on each other cost no more than their number.
            for element in list(self._chain(kind, name))[::-1]:
                key = (kind, element.get(qn("w:styleId"), ""))
                style = self._styles[key] = self._styles.get(key) or self._derived(style, element)
        return style

    def _chain(self, kind: str, name: str) -> Iterator[Element]:
        """The ``w:style`` and those that it is based on, up to one that is resolved; a circle ends the chain."""
        seen = set()
        while name not in seen and (kind, name) in self._elements:
            seen.add(name)
            yield self._elements[kind, name]
            if (kind, name) in self._styles:
                break
            name = val(self._elements[kind, name], "w:basedOn")

    def _derived(self, base: Style, element: Element) -> Style:
        """The style of an element that is based on ``base``."""
        own = _merge_regions([base.own, self._region(element)])
        parts = dict(base.parts)
        for part in element.iterchildren(qn("w:tblStylePr")):
            name = part.get(qn("w:type"), "")
            parts[name] = _merge_regions([*([parts[name]] if name in parts else []), self._region(part)])
        table = element.find(qn("w:tblPr"))
        tables = base.table if table is None else (*base.table, table)
        whole = _merge_regions([own, parts["wholeTable"]]) if "wholeTable" in parts else own
        regions = {**parts, "wholeTable": whole}
        return Style(
            element.get(qn("w:styleId"), ""),
            val(element, "w:name"),
            own.run,
            own.paragraph,
            tables,
            regions,
            own,
            parts,
        )

    def _region(self, element: Element) -> TableStyleRegion:
        cell = element.find(qn("w:tcPr"))
        return TableStyleRegion(
            flattened(element.find(qn("w:rPr")), self.theme),
            flattened(element.find(qn("w:pPr")), self.theme),
            flattened(cell),
            borders_of(None if cell is None else cell.find(qn("w:tcBorders"))),
        )


def _unsupported(merged: Properties, written: Element | None) -> Iterator[Feature]:
    """The features of a paragraph's formatting that a ``Document`` cannot hold."""
    borders = (value for key, value in merged.items() if key.startswith("pBdr.") and key.endswith(".val"))
    if shading(merged) or any(value not in {"nil", "none"} for value in borders):
        yield Unsupported.PARAGRAPH_BORDER
    if any(key.startswith("framePr.") for key in merged):
        yield Unsupported.FLOATING
    mark = None if written is None else written.find(qn("w:rPr"))
    if mark is not None and mark.find(qn("w:del")) is not None:
        yield Unsupported.DELETION
    if mark is not None and mark.find(qn("w:ins")) is not None:
        yield Unsupported.INSERTION
    yield from lost("pPr", merged)


def _merge_regions(parts: list[TableStyleRegion]) -> TableStyleRegion:
    run: dict[str, str] = {}
    paragraph: dict[str, str] = {}
    cell: dict[str, str] = {}
    borders: dict[str, object] = {}
    for part in parts:
        run |= part.run
        paragraph |= part.paragraph
        cell |= part.cell
        borders |= part.borders
    return TableStyleRegion(run, paragraph, cell, borders)  # type: ignore[arg-type]


def _theme(theme: bytes) -> Theme:
    """The font of each role: ``minorEastAsia`` for Chinese body text, ``minorAscii`` and ``minorHAnsi`` for Latin."""
    root = parse_part(theme, Source("", place="theme1.xml")) if theme else None
    found: dict[str, str] = {}
    for kind in ("major", "minor"):
        fonts = None if root is None else next(root.iter(qn(f"a:{kind}Font")), None)
        if fonts is None:
            continue
        latin = fonts.find(qn("a:latin"))
        scripts = {font.get("script", ""): font.get("typeface", "") for font in fonts.iterchildren(qn("a:font"))}
        asian = fonts.find(qn("a:ea"))
        # Themes usually leave ``a:ea`` empty and name the Chinese font by script.
        chinese = (asian is not None and asian.get("typeface")) or scripts.get("Hans", "")
        latin_name = "" if latin is None else latin.get("typeface", "")
        found |= {f"{kind}Ascii": latin_name, f"{kind}HAnsi": latin_name, f"{kind}EastAsia": chinese}
    return {role: name for role, name in found.items() if name}
