"""A section of a document in, the page setup of its sheet out: paper, margins, and headers and footers as codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from generator.document.model import Align, Block, Font, PageNumber, Paragraph, Picture, Section, text_of
from generator.writers.excel.sheet import PageSetup

_KINDS = {"default": "odd", "even": "even", "first": "first"}
_ZONES: Final = {Align.CENTER: "C", Align.RIGHT: "R"}
_LONGEST = 255  # what Excel takes of one header or footer


def page_setup(
    section: Section, *, even: bool, one_page: bool = False, headings: tuple[int, int] | None = None
) -> PageSetup:
    """The setup; ``even`` says that the document's even pages have headers and footers of their own."""
    wanted = {"default", *(("even",) if even else ()), *(("first",) if section.title_page else ())}
    return PageSetup(
        section.width,
        section.height,
        section.margins,
        section.header_distance,
        section.footer_distance,
        one_page,
        headings,
        _stories(section.headers, wanted),
        _stories(section.footers, wanted),
        section.first_number,
    )


def _stories(stories: Mapping[str, tuple[Block, ...]], wanted: set[str]) -> dict[str, str]:
    return {_KINDS[kind]: _codes(blocks) for kind, blocks in stories.items() if kind in wanted}


def _codes(blocks: Sequence[Block]) -> str:
    """As 18.3.1.46 has it: ``&L``, ``&C`` and ``&R`` before what stands there, ``&P`` and ``&N`` for page numbers."""
    for with_fonts in (True, False):
        zones: dict[str, list[str]] = {}
        for block in blocks:
            if isinstance(block, Paragraph):
                _add_paragraph(zones, block, with_fonts=with_fonts)
            else:
                zones.setdefault("L", []).append(_escaped(text_of((block,)).replace("\t", " ")))
        codes = "".join(f"&{zone}{chr(10).join(zones[zone])}" for zone in "LCR" if any(zones.get(zone, ())))
        if len(codes) <= _LONGEST:
            return codes
    return codes[:_LONGEST].rstrip("&")


def _add_paragraph(zones: dict[str, list[str]], paragraph: Paragraph, *, with_fonts: bool) -> None:
    """Its text goes to the zone of its alignment; what tabs part goes to the left, the middle and the right."""
    parts = [""]
    last = ""
    for item in paragraph.content:
        if isinstance(item, Picture):
            continue
        look = _font_codes(item.font) if with_fonts else ""
        if look != last:
            parts[-1] += look
            last = look
        if isinstance(item, PageNumber):
            parts[-1] += "&P" if item.kind == "PAGE" else "&N"
        else:
            before, *after = _escaped(item.text).split("\t")
            parts[-1] += before
            parts += after
    names = {1: [_ZONES.get(paragraph.format.align, "L")], 2: ["L", "R"]}.get(len(parts), ["L", "C", *"R" * len(parts)])
    for zone, part in zip(names, parts, strict=False):
        zones.setdefault(zone, []).append(part)


def _font_codes(font: Font) -> str:
    name = font.east_asian.replace('"', "")
    return f'&{max(round(font.size), 1)}&"{name},{"Bold" if font.bold else "Regular"}"'


def _escaped(text: str) -> str:
    return text.replace("&", "&&").replace("\n", " ").replace("\f", "")
