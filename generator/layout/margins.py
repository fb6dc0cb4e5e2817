"""Sets the header and footer of a page, and says how much room they and the margins leave for the body."""

from __future__ import annotations

from msgspec import Struct

from generator.document.model import Section
from generator.layout.flow import Flow, Parts
from generator.layout.laid import height_of
from generator.problem import JixiaoError, Problem, Source

_LEAST_ROOM = 10.0  # pt for a body, in either direction


class HeaderFooter(Struct, frozen=True):
    """Header and footer; their tops, and the ``top`` and ``bottom`` of the body, are measured from the page's top."""

    header: Parts
    footer: Parts
    header_top: float
    footer_top: float
    top: float
    bottom: float

    @property
    def room(self) -> float:
        """The height of the body."""
        return self.bottom - self.top


def kind_of_page(section: Section, number: int, *, is_first: bool, even_and_odd: bool) -> str:
    """Which header and footer a page has: ``first`` (under w:titlePg), ``even`` or ``default``."""
    if section.title_page and is_first:
        return "first"
    return "even" if even_and_odd and number % 2 == 0 else "default"


def header_and_footer(section: Section, kind: str, flow: Flow, place: str) -> HeaderFooter:
    """Set header and footer; one that is higher than its margin makes the body smaller.

    ``JixiaoError`` names ``place`` where no room is left for the body.
    """
    width = text_width(section)
    if section.width <= 0 or section.height <= 0 or width < _LEAST_ROOM:
        raise _no_room(place, "纸张的大小和左右页边距没有给正文留下地方")
    header = flow.cell(section.headers.get(kind, ()), width)
    footer = flow.cell(section.footers.get(kind, ()), width)
    footer_top = section.height - section.footer_distance - height_of(footer)
    header_footer = HeaderFooter(
        header=header,
        footer=footer,
        header_top=section.header_distance,
        footer_top=footer_top,
        top=max(section.margins.top, section.header_distance + height_of(header) if header else 0.0),
        bottom=min(section.height - section.margins.bottom, footer_top if footer else section.height),
    )
    if header_footer.room < _LEAST_ROOM:
        raise _no_room(place, "页边距、页眉和页脚占满了整页，没有给正文留下地方")
    return header_footer


def text_width(section: Section) -> float:
    """The width between the margins."""
    return section.width - section.margins.left - section.margins.right


def _no_room(place: str, what: str) -> JixiaoError:
    message = f"{what}，画不出来；请在“页面设置”里改纸张或页边距"
    return JixiaoError(Problem(Source("", place=place), "N101", message))
