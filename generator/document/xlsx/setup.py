"""The page setup of a worksheet in, paper, margins and scale out (ECMA-376 part 1, 18.3.1)."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from generator.document.measures import measure, whole
from generator.document.model import Sides
from generator.office.xml import Element, qn

_MM = 72 / 25.4
# ST_PaperSize by number, in mm.
_PAPERS = {
    1: (215.9, 279.4),
    3: (279.4, 431.8),
    5: (215.9, 355.6),
    7: (184.2, 266.7),
    8: (297, 420),
    9: (210, 297),
    11: (148, 210),
    12: (257, 364),
    13: (182, 257),
    66: (420, 594),
    70: (105, 148),
}
_A4 = (210, 297)
_INCH = 72.0
_MARGINS = {"top": 0.75, "right": 0.7, "bottom": 0.75, "left": 0.7, "header": 0.3, "footer": 0.3}  # in inches


class SheetSetup(Struct, frozen=True):
    """How a sheet is printed; ``fit`` are the pages across and down it is to fit on, 0 for as many as it takes."""

    width: float
    height: float
    margins: Sides
    header_distance: float
    footer_distance: float
    scale: float
    fit: tuple[int, int] | None
    is_centered: bool
    is_middle: bool
    first_number: int | None

    @property
    def room(self) -> float:
        """The width there is for the table."""
        return self.width - self.margins.left - self.margins.right

    def scale_for(self, columns: Sequence[float], heights: Sequence[float]) -> float:
        """How much a table of these widths and heights is scaled."""
        if self.fit is None:
            return self.scale
        across, down = self.fit
        width, height = sum(columns), sum(heights)
        scale = 1.0
        if across and width:
            scale = min(scale, across * self.room / width)
        if down and height:
            scale = min(scale, down * (self.height - self.margins.top - self.margins.bottom) / height)
        return max(0.1, int(scale * 100) / 100)


def setup_of(sheet: Element) -> SheetSetup:
    """The setup; Excel's own where the sheet says nothing."""
    page = _attributes(sheet, "pageSetup")
    edges = _attributes(sheet, "pageMargins")
    options = _attributes(sheet, "printOptions")
    width, height = (side * _MM for side in _PAPERS.get(whole(page.get("paperSize"), 9), _A4))
    if page.get("orientation") == "landscape":
        width, height = height, width
    scale = whole(page.get("scale"), 100)
    properties = sheet.find(f"{qn('ss:sheetPr')}/{qn('ss:pageSetUpPr')}")
    is_fit = properties is not None and properties.get("fitToPage") in {"1", "true"}
    fit = (max(0, whole(page.get("fitToWidth"), 1)), max(0, whole(page.get("fitToHeight"), 1)))
    lengths = {name: max(0.0, measure(edges.get(name), 1 / _INCH, usual * _INCH)) for name, usual in _MARGINS.items()}
    first = page.get("firstPageNumber") if page.get("useFirstPageNumber") in {"1", "true"} else None
    return SheetSetup(
        width,
        height,
        _fitting(Sides(*(lengths[side] for side in ("top", "right", "bottom", "left"))), width, height),
        lengths["header"],
        lengths["footer"],
        scale / 100 if 10 <= scale <= 400 else 1.0,
        fit if is_fit else None,
        options.get("horizontalCentered") in {"1", "true"},
        options.get("verticalCentered") in {"1", "true"},
        whole(first) if first else None,
    )


def _attributes(sheet: Element, name: str) -> dict[str, str]:
    found = sheet.find(qn(f"ss:{name}"))
    return {} if found is None else {str(key): str(value) for key, value in found.items()}


def _fitting(margins: Sides, width: float, height: float) -> Sides:
    """The margins, or none where they leave no room."""
    if margins.left + margins.right > width - 1 or margins.top + margins.bottom > height - 1:
        return Sides()
    return margins
