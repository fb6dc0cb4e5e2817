"""Puts pictures into a workbook where its objects and controls are: the pictures that they show.

The objects themselves are left to be taken out as in any other part. Excel keeps what it shows of one in two places
(18.3.1.59): ``objectPr`` beside the object, and a VML shape, which older files have alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct

from generator.office.archive import CONTENT_TYPES
from generator.office.package import Package
from generator.office.parts import relationships_name
from generator.office.xml import REL, A, Element, O, R, V, parse_xml, qn, to_bytes
from generator.problem import Source
from generator.template.active.links import relationships_of, root_of
from generator.template.active.trees import drop, local
from generator.template.excel.tree import whole_number

_OBJECTS = (qn("ss:oleObject"), qn("ss:control"))
_ACTIVE = ("/oleObject", "/package", "/control")
_DRAWING = qn("ss:drawing")
_AFTER_DRAWING = tuple(
    qn(f"ss:{name}") for name in ("legacyDrawing", "legacyDrawingHF", "picture", "oleObjects", "controls")
)
_XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_EXCEL = "urn:schemas-microsoft-com:office:excel"
_TYPE = "application/vnd.openxmlformats-officedocument.drawing+xml"
_EMU_OF_PIXEL = 9525
_MARKS = ("col", "colOff", "row", "rowOff")


class _Object(Struct, frozen=True):
    """An object of a sheet by the number of its shape; ``image`` is the part that it shows, blank where it shows none.

    ``corners`` are the marks of xdr:from and xdr:to.
    """

    number: str
    image: str = ""
    corners: tuple[tuple[int, ...], ...] = ()


def with_pictures(package: Package) -> Package:
    """The package with a picture for each object or control of a sheet that shows one."""
    main = package.part_by_relationship("/officeDocument")
    for link in relationships_of(package, main):
        root = root_of(package, link.target) if link.type.endswith("/worksheet") else None
        if root is not None and (found := list(_objects(package, link.target, root))):
            package = _with_drawing(package, link.target, root, found)
    return package


def _objects(package: Package, part: str, sheet: Element) -> Iterator[_Object]:
    """The objects and controls of a sheet, each once."""
    links = {link.id: link for link in relationships_of(package, part)}
    shapes = _vml_shapes(package, part, sheet)
    seen: set[str] = set()
    for element in sheet.iter(*_OBJECTS):
        link, number = links.get(element.get(qn("r:id"), "")), element.get("shapeId", "")
        if link is not None and link.type.endswith(_ACTIVE) and number not in seen:
            seen.add(number)
            found = _beside(element, {key: each.target for key, each in links.items()}) or shapes.get(number)
            yield found if found is not None and found.image in package.members else _Object(number)


def _beside(element: Element, targets: Mapping[str, str]) -> _Object | None:
    """An object with what its objectPr or controlPr says of its picture; None where it says nothing."""
    properties = next((each for each in element if local(each) in {"objectPr", "controlPr"}), None)
    if properties is None:
        return None
    corners = [properties.find(f"{{*}}anchor/{{*}}{name}") for name in ("from", "to")]
    marks = [
        tuple(whole_number(each.findtext(f"{{*}}{mark}")) for mark in _MARKS) for each in corners if each is not None
    ]
    image = targets.get(properties.get(qn("r:id"), ""), "")
    return _Object(element.get("shapeId", ""), image, tuple(marks)) if len(marks) == 2 and image else None


def _vml_part(package: Package, part: str, sheet: Element) -> str:
    legacy = sheet.find(qn("ss:legacyDrawing"))
    links = {link.id: link.target for link in relationships_of(package, part)}
    return "" if legacy is None else links.get(legacy.get(qn("r:id"), ""), "")


def _vml_shapes(package: Package, part: str, sheet: Element) -> dict[str, _Object]:
    """The pictures of the VML of a sheet, by the numbers of their shapes."""
    drawing = _vml_part(package, part, sheet)
    root = root_of(package, drawing)
    images = {link.id: link.target for link in relationships_of(package, drawing)} if drawing else {}
    found: dict[str, _Object] = {}
    for shape in () if root is None else root.iter(f"{{{V}}}shape"):
        image = shape.find(f"{{{V}}}imagedata")
        anchor = shape.findtext(f"{{{_EXCEL}}}ClientData/{{{_EXCEL}}}Anchor", "").split(",")
        # Column, row and offset (pixels) of both corners.
        marks = [whole_number(mark.strip()) * (1, _EMU_OF_PIXEL)[at % 2] for at, mark in enumerate(anchor)]
        if image is not None and len(marks) == 8:
            number, target = _number_of(shape), images.get(image.get(f"{{{O}}}relid", ""), "")
            found[number] = _Object(number, target, (tuple(marks[:4]), tuple(marks[4:])))
    return found


def _number_of(shape: Element) -> str:
    return shape.get("id", "").rpartition("_s")[2]


def _with_drawing(package: Package, part: str, sheet: Element, found: Sequence[_Object]) -> Package:
    """The package with these objects as pictures in the drawing of a sheet, and without their shapes."""
    members = dict(package.members)
    numbers = {each.number for each in found}
    vml = _vml_part(package, part, sheet)
    shapes = root_of(package, vml)
    if shapes is not None:
        for shape in [each for each in shapes.iter(f"{{{V}}}shape") if _number_of(each) in numbers]:
            drop(shape)
        members[vml] = to_bytes(shapes)
    node = sheet.find(_DRAWING)
    links = {link.id: link.target for link in relationships_of(package, part)}
    drawing = "" if node is None else links.get(node.get(qn("r:id"), ""), "")
    shown = [each for each in found if each.image]
    if drawing not in members:
        if not shown:
            return Package(members, package.name)
        drawing = _new_drawing(members, part, sheet)
    root = parse_xml(members[drawing], Source(package.name, place=drawing))
    _drop_stand_ins(root, numbers)
    rels = _relationships(members, relationships_name(drawing))
    for each in shown:
        key = _new_id(rels)
        _relate(rels, key, "image", f"/{each.image}")
        root.append(_picture(root, each, key))
    members |= {drawing: to_bytes(root), relationships_name(drawing): to_bytes(rels)}
    return Package(members, package.name)


def _new_drawing(members: dict[str, bytes], part: str, sheet: Element) -> str:
    """Add an empty drawing to a sheet."""
    number = next(n for n in range(1, len(members) + 2) if f"xl/drawings/drawing{n}.xml" not in members)
    drawing = f"xl/drawings/drawing{number}.xml"
    rels = _relationships(members, relationships_name(part))
    key = _new_id(rels)
    _relate(rels, key, "drawing", f"/{drawing}")
    node = sheet.makeelement(_DRAWING)
    node.set(qn("r:id"), key)
    sheet.insert(next((at for at, child in enumerate(sheet) if child.tag in _AFTER_DRAWING), len(sheet)), node)
    types = parse_xml(members[CONTENT_TYPES], Source(part))
    entry = types.makeelement(qn("ct:Override"))
    entry.set("PartName", f"/{drawing}")
    entry.set("ContentType", _TYPE)
    types.append(entry)
    members |= {
        part: to_bytes(sheet),
        relationships_name(part): to_bytes(rels),
        CONTENT_TYPES: to_bytes(types),
        drawing: f'<xdr:wsDr xmlns:xdr="{_XDR}" xmlns:a="{A}" xmlns:r="{R}"/>'.encode(),
    }
    return drawing


def _relationships(members: Mapping[str, bytes], name: str) -> Element:
    return parse_xml(members.get(name, f'<Relationships xmlns="{REL}"/>'.encode()), Source(name))


def _new_id(rels: Element) -> str:
    used = {node.get("Id", "") for node in rels}
    return next(key for n in range(1, len(used) + 2) if (key := f"rId{n}") not in used)


def _relate(rels: Element, key: str, kind: str, target: str) -> None:
    node = rels.makeelement(qn("rel:Relationship"))
    node.set("Id", key)
    node.set("Type", f"{R}/{kind}")
    node.set("Target", target)
    rels.append(node)


def _drop_stand_ins(drawing: Element, numbers: Collection[str]) -> None:
    """Remove the hidden shapes by which Excel 2010 marks the places of objects in a drawing."""
    for extension in list(drawing.iter("{*}compatExt")):
        if extension.get("spid", "").rpartition("_s")[2] in numbers:
            anchors = [each for each in extension.iterancestors() if local(each).endswith("Anchor")]
            drop(anchors[-1] if anchors else extension)


def _picture(root: Element, shown: _Object, key: str) -> Element:
    number = max((whole_number(each.get("id")) for each in root.iter(f"{{{_XDR}}}cNvPr")), default=0) + 1
    corners = ""
    for name, marks in zip(("from", "to"), shown.corners, strict=True):
        inside = "".join(f"<xdr:{mark}>{value}</xdr:{mark}>" for mark, value in zip(_MARKS, marks, strict=True))
        corners += f"<xdr:{name}>{inside}</xdr:{name}>"
    xml = (
        f'<xdr:twoCellAnchor xmlns:xdr="{_XDR}" xmlns:a="{A}" xmlns:r="{R}">{corners}<xdr:pic><xdr:nvPicPr>'
        f'<xdr:cNvPr id="{number}" name="Picture {number}"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill>'
        f'<a:blip r:embed="{key}"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr>'
        '<a:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic><xdr:clientData/></xdr:twoCellAnchor>'
    )
    return parse_xml(xml.encode(), Source(""))
