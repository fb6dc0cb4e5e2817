"""Reads the pictures of a paragraph (``w:drawing``, ``w:pict``), and tells what else a drawing is."""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.document.measures import measure, whole
from generator.document.model import Font, Picture
from generator.document.unsupported import Unsupported
from generator.office.xml import A, Element, R, V, qn

_EMU = 12_700  # English Metric Units to the point
_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")  # PNG, JPEG
_SIZE = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*([\d.]+(?:pt|in|cm|mm|pc)?)")
_DATA = f"{{{A}}}graphicData"
# Kinds of ``a:graphicData`` by the last word of their URI.
_URIS = {"chart": Unsupported.CHART, "diagram": Unsupported.SMART_ART, "wordprocessingShape": Unsupported.SHAPE}


def picture_of(
    drawing: Element, targets: Mapping[str, str], members: Mapping[str, bytes], font: Font
) -> Picture | Unsupported | None:
    """The picture of a ``w:drawing``, ``w:pict`` or ``w:object``, or what else it is; None where it draws nothing."""
    boxes = list(drawing.iter(qn("w:txbxContent")))
    texts = [*(text for box in boxes for text in box.iter(qn("w:t"))), *drawing.iter(qn("a:t"))]
    if any((text.text or "").strip() for text in texts):
        return Unsupported.TEXT_BOX
    if boxes:
        return Unsupported.SHAPE
    if drawing.tag == qn("w:drawing"):
        return _drawing_picture(drawing, targets, members, font)
    if drawing.tag == qn("w:object"):
        return Unsupported.OBJECT
    return _vml_picture(drawing, targets, members, font)


def _drawing_picture(
    drawing: Element, targets: Mapping[str, str], members: Mapping[str, bytes], font: Font
) -> Picture | Unsupported:
    """The picture of a ``w:drawing``; only one in the line (``wp:inline``) can be placed."""
    data = next(drawing.iter(_DATA), None)
    kind = "" if data is None else data.get("uri", "").rpartition("/")[2]
    if kind in _URIS:
        return _URIS[kind]
    inline = drawing.find(qn("wp:inline"))
    extent = None if inline is None else inline.find(qn("wp:extent"))
    blip = None if inline is None else next(inline.iter(qn("a:blip")), None)
    if extent is None or blip is None:
        return Unsupported.SHAPE
    width, height = (measure(extent.get(name), _EMU) for name in ("cx", "cy"))
    return _picture(targets.get(blip.get(f"{{{R}}}embed", ""), ""), members, width, height, font)


def _vml_picture(
    pict: Element, targets: Mapping[str, str], members: Mapping[str, bytes], font: Font
) -> Picture | Unsupported | None:
    """The picture of a ``w:pict``, as Word wrote pictures before 2007 and writes watermarks still."""
    if next(pict.iter(f"{{{V}}}textpath"), None) is not None:
        return Unsupported.WATERMARK
    image = next(pict.iter(f"{{{V}}}imagedata"), None)
    shape = None if image is None else image.getparent()
    if image is None or shape is None:
        # A ``v:shapetype`` only defines a shape for others to use.
        shapes = (child for child in pict if child.tag != f"{{{V}}}shapetype")
        return Unsupported.SHAPE if next(shapes, None) is not None else None
    style = shape.get("style", "")
    if "absolute" in style:
        return Unsupported.SHAPE
    sizes = {name: measure(value, 1) for name, value in _SIZE.findall(style)}
    target = targets.get(image.get(f"{{{R}}}id", ""), "")
    return _picture(target, members, sizes.get("width", 0), sizes.get("height", 0), font)


def _picture(
    target: str, members: Mapping[str, bytes], width: float, height: float, font: Font
) -> Picture | Unsupported:
    data = members.get(target, b"")
    if not data.startswith(_SIGNATURES) or width <= 0 or height <= 0:
        return Unsupported.PICTURE
    return Picture(data, width, height, font)


_CROPS = "croptop", "cropbottom", "cropleft", "cropright"
_ON = frozenset({"1", "true"})
_TURNED = re.compile(r"(?:^|;)\s*(?:rotation|flip)\s*:")


def is_altered(drawing: Element) -> bool:
    """Whether Word crops, turns, frames or tints the picture of a drawing: ``Picture`` is the plain one."""
    for image in drawing.iter(f"{{{V}}}imagedata"):
        shape = image.getparent()
        if any(image.get(name) for name in _CROPS) or (shape is not None and _TURNED.search(shape.get("style", ""))):
            return True
    cropped = any(whole(str(value)) for crop in drawing.iter(qn("a:srcRect")) for value in crop.values())
    turned = any(
        whole(place.get("rot")) or {place.get("flipH"), place.get("flipV")} & _ON
        for place in drawing.iter(qn("a:xfrm"))
    )
    tinted = any(child.tag != qn("a:extLst") for blip in drawing.iter(qn("a:blip")) for child in blip)
    framed = any(line.find(qn("a:noFill")) is None and len(line) for line in drawing.iter(qn("a:ln")))
    return cropped or turned or tinted or framed or any(len(effects) for effects in drawing.iter(qn("a:effectLst")))
