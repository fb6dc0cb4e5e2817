"""A drawing in a run in: the picture in the line, or what kind of drawing it is that the page model does not carry."""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.document.measures import measure
from generator.document.model import Font, Picture
from generator.document.unsupported import Loss
from generator.office.xml import A, Element, R, V, qn

_EMU = 12_700
_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_SIZE = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*([\d.]+(?:pt|in|cm|mm|pc)?)")
_DATA = f"{{{A}}}graphicData"
_URIS = {"chart": Loss.CHART, "diagram": Loss.SMART_ART, "wordprocessingShape": Loss.SHAPE}


def picture_of(
    drawing: Element, targets: Mapping[str, str], members: Mapping[str, bytes], font: Font
) -> Picture | Loss | None:
    """The picture of a ``w:drawing``, ``w:pict`` or ``w:object``; None where it draws nothing."""
    if next(drawing.iter(qn("w:txbxContent")), None) is not None:
        return Loss.TEXT_BOX
    if drawing.tag == qn("w:drawing"):
        return _modern(drawing, targets, members, font)
    if drawing.tag == qn("w:object"):
        return Loss.OBJECT
    return _vml(drawing, targets, members, font)


def _modern(drawing: Element, targets: Mapping[str, str], members: Mapping[str, bytes], font: Font) -> Picture | Loss:
    data = next(drawing.iter(_DATA), None)
    kind = "" if data is None else data.get("uri", "").rpartition("/")[2]
    if kind in _URIS:
        return _URIS[kind]
    inline = drawing.find(qn("wp:inline"))
    extent = None if inline is None else inline.find(qn("wp:extent"))
    blip = None if inline is None else next(inline.iter(qn("a:blip")), None)
    if extent is None or blip is None:
        return Loss.SHAPE
    width, height = (measure(extent.get(name), _EMU) for name in ("cx", "cy"))
    return _picture(targets.get(blip.get(f"{{{R}}}embed", ""), ""), members, width, height, font)


def _vml(pict: Element, targets: Mapping[str, str], members: Mapping[str, bytes], font: Font) -> Picture | Loss | None:
    if next(pict.iter(f"{{{V}}}textpath"), None) is not None:
        return Loss.WATERMARK
    image = next(pict.iter(f"{{{V}}}imagedata"), None)
    shape = None if image is None else image.getparent()
    if image is None or shape is None:
        shapes = (child for child in pict if child.tag != f"{{{V}}}shapetype")
        return Loss.SHAPE if next(shapes, None) is not None else None
    style = shape.get("style", "")
    if "absolute" in style:
        return Loss.SHAPE
    sizes = {name: measure(value, 1) for name, value in _SIZE.findall(style)}
    target = targets.get(image.get(f"{{{R}}}id", ""), "")
    return _picture(target, members, sizes.get("width", 0), sizes.get("height", 0), font)


def _picture(target: str, members: Mapping[str, bytes], width: float, height: float, font: Font) -> Picture | Loss:
    data = members.get(target, b"")
    if not data.startswith(_SIGNATURES) or width <= 0 or height <= 0:
        return Loss.PICTURE
    return Picture(data, width, height, font)
