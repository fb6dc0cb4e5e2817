"""Takes out of a part what leads to active content: links, pictures from elsewhere, objects, controls and macros.

What has a picture of its own leaves it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lxml import etree

from generator.office.xml import A, Element, O, R, V, qn
from generator.template.active.fields import object_name
from generator.template.active.kinds import Active, Say, quoted
from generator.template.active.links import ActiveLink, is_web
from generator.template.active.trees import drop, drop_block, local, parent_name, unwrap, without_attributes
from generator.template.active.workbooks import remove_sheet
from generator.template.excel.tree import attributes_of

_OBJECT, _PICT, _DRAWING, _CONTROL, _BOX = (
    qn(f"w:{name}") for name in ("object", "pict", "drawing", "control", "txbxContent")
)
_OBJECT_LINKS = (f"{{{O}}}OLEObject", _CONTROL, qn("w:objectEmbed"), qn("w:objectLink"))
_IMAGE, _SHAPE_TYPE = f"{{{V}}}imagedata", f"{{{V}}}shapetype"
_BLIP, _BLIP_FILL, _BULLET = (f"{{{A}}}{name}" for name in ("blip", "blipFill", "buBlip"))
_FILLS = frozenset({_BLIP_FILL, _BULLET})
_RELATIONSHIP = (f"{{{R}}}", f"{{{O}}}relid")
_SHEET_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_PROPERTY = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}property"
_ASSEMBLY = "_Assembly"  # begins the names of properties by which Office finds a program to load
_OLE = f"{{{O}}}ole"
# Addresses that VML writes into its elements, beside relationships.
_ADDRESSES = ("src", f"{{{O}}}href", f"{{{O}}}althref")
_MAIL_MERGE = qn("w:mailMerge")
_SOURCES = tuple(qn(f"w:{name}") for name in ("dataSource", "headerSource", "connectString", "query", "odso"))
_GROUPS = frozenset({"wgp", "grpSp", "wpc"})
_HOLDERS = frozenset({"drawing", "twoCellAnchor", "oneCellAnchor", "absoluteAnchor"})


def clean_elements(root: Element, gone: Mapping[str, ActiveLink], say: Say) -> None:
    """Take out what leads to the relationships that are ``gone``, by id, or is active by itself."""
    _clean_objects(root, gone, say)
    _clean_mail_merge(root, say)
    _clean_macros(root, say)
    for element in list(root.iter(etree.Element)) if gone else ():
        for attribute, value in attributes_of(element):
            if attribute.startswith(_RELATIONSHIP) and value in gone and _is_inside(element, root):
                link = gone[value]
                say(element, link.kind, link.name, "")
                _REMOVALS.get(local(element), _remove)(element, attribute)
    for element in list(root.iter(f"{{{V}}}*")):
        if _is_inside(element, root):
            _clean_addresses(element, say)


def _is_inside(element: Element, root: Element) -> bool:
    """Whether an element still stands in the part."""
    return element is root or any(above is root for above in element.iterancestors())


def links_used(root: Element) -> frozenset[str]:
    """The ids of relationships by which elements of a part lead elsewhere."""
    return frozenset(
        value for element in root.iter() for name, value in attributes_of(element) if name.startswith(_RELATIONSHIP)
    )


def _clean_objects(root: Element, gone: Mapping[str, ActiveLink], say: Say) -> None:
    """Let the objects and controls of a document leave their pictures."""
    for link in list(root.iter(*_OBJECT_LINKS)):
        is_control = link.tag == _CONTROL
        name = "ActiveX 控件" if is_control else object_name(link.get("ProgID", ""))
        say(link, Active.CONTROL if is_control else Active.OBJECT, name, "")
        holder = next(link.iterancestors(_OBJECT), None)
        drop(link)
        if holder is not None and holder.getparent() is not None:
            _leave_picture(holder, gone)


def _leave_picture(holder: Element, gone: Mapping[str, ActiveLink]) -> None:
    """Turn a w:object into the picture that it shows."""
    for shape in holder.iter():
        without_attributes(shape, _OLE)
    drawing = holder.find(_DRAWING)
    if drawing is not None:
        holder[:] = [drawing]
        unwrap(holder)
    elif any(image.get(qn("r:id")) not in {None, *gone} for image in holder.iter(_IMAGE)):
        holder.tag = _PICT
        holder.attrib.clear()
        holder[:] = [child for child in holder if child.tag.startswith(f"{{{V}}}")]
    else:
        drop(holder)


def _clean_mail_merge(root: Element, say: Say) -> None:
    for merge in list(root.iter(_MAIL_MERGE)):
        if any(merge.find(source) is not None for source in _SOURCES):
            say(merge, Active.DATA, "邮件合并的数据源", "")
            drop(merge)


def _clean_macros(root: Element, say: Say) -> None:
    """Let shapes and form controls of a sheet call no macro, and the properties of a file no program (VSTO)."""
    for shape in (each for each in root.iter(f"{{{_SHEET_DRAWING}}}*") if each.get("macro")):
        say(shape, Active.MACRO, f"宏{quoted(shape.get('macro', ''))}", "")
        shape.set("macro", "")
    for assembly in [each for each in root.iter(_PROPERTY) if each.get("name", "").startswith(_ASSEMBLY)]:
        say(assembly, Active.MACRO, f"文件属性{quoted(assembly.get('name', ''))}（VSTO 程序）", "")
        drop(assembly)
    for call in list(root.iter("{*}FmlaMacro")):
        say(call, Active.MACRO, f"宏{quoted(call.text or '')}", "")
        drop(call)


def _clean_addresses(element: Element, say: Say) -> None:
    """Clean an element of VML, whose addresses need no relationship."""
    if not is_web(element.get("href", "")):
        say(element, Active.LINK, f"超链接{quoted(element.get('href', ''))}", "")
        del element.attrib["href"]
    for attribute in _ADDRESSES:
        if address := element.get(attribute):
            say(element, Active.ELSEWHERE, f"链接的图片{quoted(address)}", "")
            _remove_attribute(element, attribute)


def _remove(element: Element, _attribute: str) -> None:
    drop(element)


def _remove_block(element: Element, _attribute: str) -> None:
    drop_block(element)


def _unwrap_link(element: Element, _attribute: str) -> None:
    """A w:hyperlink leaves its runs; that of a sheet stands beside the cells."""
    if element.tag == qn("w:hyperlink"):
        unwrap(element)
    else:
        drop(element)


def _remove_sheet(element: Element, _attribute: str) -> None:
    remove_sheet(element)


def _remove_attribute(element: Element, attribute: str) -> None:
    """Take the address from a picture or fill, which stays where it has an image inside the file."""
    without_attributes(element, attribute)
    if any(name.startswith(_RELATIONSHIP) and value for name, value in attributes_of(element)):
        return
    if element.tag == _IMAGE:
        _remove_shape(element)
    elif element.tag == _BLIP:
        _remove_blip(element)


def _remove_shape(image: Element) -> None:
    """Remove a shape of VML that was nothing but a picture."""
    shape = image.getparent()
    drop(image)
    if shape is None or next(shape.iter(_BOX), None) is not None:
        return
    holder = next(shape.iterancestors(_OBJECT, _PICT), None)
    drop(shape)
    if holder is not None and all(child.tag == _SHAPE_TYPE for child in holder):
        drop(holder)


def _remove_blip(blip: Element) -> None:
    """Remove a picture of DrawingML, or the picture that fills a shape or marks a list."""
    picture = next((each for each in blip.iterancestors() if each.tag in _FILLS or local(each) == "pic"), blip)
    if picture.tag == _BLIP_FILL:
        # Without a fill the shape would take that of its style.
        picture.addprevious(picture.makeelement(f"{{{A}}}noFill"))
    elif local(picture) == "pic" and parent_name(picture) not in _GROUPS:
        picture = next((each for each in picture.iterancestors() if local(each) in _HOLDERS), picture)
    drop(picture)


_REMOVALS: Mapping[str, Callable[[Element, str], None]] = {
    "hyperlink": _unwrap_link,
    "blip": _remove_attribute,
    "imagedata": _remove_attribute,
    "fill": _remove_attribute,
    "stroke": _remove_attribute,
    "altChunk": _remove_block,
    "sheet": _remove_sheet,
}
