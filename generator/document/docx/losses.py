"""Tells which properties of WordprocessingML a ``Document`` does not carry: every one that no table here names.

``CARRIED`` are read somewhere in this room, ``HARMLESS`` change nothing that is printed. What stands in neither is a
loss, so that nothing is lost without a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from generator.document.docx.properties import Properties, is_on, local_name
from generator.document.unsupported import Feature, OtherFeature, Unsupported
from generator.office.xml import W14, Element

CARRIED: Mapping[str, frozenset[str]] = {
    "rPr": frozenset(
        {"rStyle", "rFonts", "b", "i", "caps", "smallCaps", "strike", "dstrike", "vanish", "color", "spacing", "w"}
        | {"position", "sz", "highlight", "u", "shd", "vertAlign"}
    ),
    "pPr": frozenset(
        {"pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr", "pBdr", "shd"}
        | {"tabs", "kinsoku", "overflowPunct", "autoSpaceDE", "autoSpaceDN", "snapToGrid", "spacing", "ind"}
        | {"contextualSpacing", "jc", "outlineLvl", "rPr", "sectPr"}
    ),
    "tcPr": frozenset(
        {"cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders", "shd", "tcMar", "textDirection", "vAlign"}
    ),
    "trPr": frozenset(
        {"cnfStyle", "gridBefore", "gridAfter", "cantSplit", "trHeight", "tblHeader", "hidden", "ins", "del"}
        | {"tblCellSpacing", "jc"}
    ),
    "tblPr": frozenset(
        {"tblStyle", "tblpPr", "tblW", "tblStyleRowBandSize", "tblStyleColBandSize", "jc", "tblCellSpacing", "tblInd"}
        | {"tblBorders", "shd", "tblLayout", "tblCellMar", "tblLook"}
    ),
    "sectPr": frozenset(
        {"headerReference", "footerReference", "type", "pgSz", "pgMar", "pgBorders", "lnNumType", "pgNumType", "cols"}
        | {"vAlign", "titlePg", "textDirection", "docGrid"}
    ),
}
HARMLESS: Mapping[str, frozenset[str]] = {
    # Properties of complex scripts, of proofing, and of screens.
    "rPr": frozenset(
        {"bCs", "iCs", "szCs", "cs", "noProof", "lang", "snapToGrid", "kern", "webHidden", "specVanish", "oMath"}
        | {"rPrChange", "ins", "del", "moveFrom", "moveTo"}
    ),
    "pPr": frozenset(
        {"suppressLineNumbers", "wordWrap", "topLinePunct", "adjustRightInd", "mirrorIndents", "suppressOverlap"}
        | {"textboxTightWrap", "divId", "suppressAutoHyphens", "textAlignment", "cnfStyle", "pPrChange"}
    ),
    "tcPr": frozenset({"noWrap", "hideMark", "headers", "tcPrChange"}),
    "trPr": frozenset({"divId", "wBefore", "wAfter", "trPrChange"}),
    "tblPr": frozenset({"tblOverlap", "tblCaption", "tblDescription", "tblPrChange"}),
    "sectPr": frozenset(
        {
            "footnotePr",
            "endnotePr",
            "paperSrc",
            "formProt",
            "noEndnote",
            "rtlGutter",
            "printerSettings",
        }
        | {"sectPrChange"}
    ),
}
# What stands in runs and paragraphs and prints nothing.
HARMLESS_CONTENT = frozenset(
    {*CARRIED, "sdtPr", "sdtEndPr", "customXmlPr", "smartTagPr", "lastRenderedPageBreak", "softHyphen", "proofErr"}
    | {"annotationRef", "footnoteRef", "endnoteRef", "separator", "continuationSeparator", "commentReference"}
    | {"permStart", "permEnd", "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "delInstrText"}
    | {f"moveFromRange{end}" for end in ("Start", "End")}
    | {f"moveToRange{end}" for end in ("Start", "End")}
    | {f"customXml{kind}Range{end}" for kind in ("Ins", "Del", "MoveFrom", "MoveTo") for end in ("Start", "End")}
)
_EFFECTS = (
    *("effect", "outline", "shadow", "emboss", "imprint"),
    *("glow", "reflection", "props3d", "scene3d", "textFill", "textOutline"),
)
_TOLD: Mapping[str, Feature] = {
    "em": Unsupported.EMPHASIS,
    "bdr": Unsupported.CHARACTER_BORDER,
    "eastAsianLayout": Unsupported.TWO_LINES,
    "fitText": Unsupported.FIT_TEXT,
    "textDirection": Unsupported.VERTICAL,
    "cellIns": Unsupported.INSERTION,
    "cellDel": Unsupported.DELETION,
    **dict.fromkeys(_EFFECTS, Unsupported.TEXT_EFFECT),
}
_UNDERLINES = frozenset("none single thick double dotted dottedHeavy dash dashedHeavy".split())
_LINES_AND_CAPITALS = "dstrike.val", "smallCaps.val"
# A colour, or a pattern that ``shading`` mixes into one.
_PLAIN_SHADING = re.compile(r"|clear|nil|solid|pct\d\d?")
_NOTHING = frozenset({"0", "false", "off", "none", "nil", "", "lrTb", "tb"})
_W14 = f"{{{W14}}}"


def lost(kind: str, properties: Properties) -> Iterator[Feature]:
    """The losses among flattened properties of a ``w:rPr``, ``w:pPr`` … (``kind``)."""
    yield from _lost_parts(kind, properties)
    known = CARRIED[kind] | HARMLESS[kind] | {"tab"}
    for name in dict.fromkeys(key.partition(".")[0] for key in properties):
        if name not in known and _is_given(name, properties):
            yield _TOLD.get(name) or OtherFeature(name)


def _lost_parts(kind: str, properties: Properties) -> Iterator[Feature]:
    """The losses of what is carried in part: patterns, lines under and through text, tabs."""
    # The shading of a paragraph is told as a whole.
    if kind != "pPr" and not _PLAIN_SHADING.fullmatch(properties.get("shd.val", "")):
        yield Unsupported.PATTERN
    underline = properties.get("u.val", "none")
    colors = [properties.get(name, "AUTO").upper().replace("000000", "AUTO") for name in ("u.color", "color.val")]
    is_colored = underline != "none" and colors[0] not in {"AUTO", colors[1]}
    if is_colored or underline not in _UNDERLINES or any(is_on(properties, name) for name in _LINES_AND_CAPITALS):
        yield Unsupported.LINE_STYLE
    if any(key.startswith("tab.") and value.startswith("bar") for key, value in properties.items()):
        yield OtherFeature("bar")


def lost_effects(properties: Element | None) -> Iterator[Feature]:
    """The effects that Word 2010 and later add to a ``w:rPr``; plain colours are those of ``w:color`` again."""
    for child in () if properties is None else properties:
        if child.tag.startswith(_W14) and (feature := _TOLD.get(child.tag[len(_W14) :])) is not None:
            inside = {node.tag[len(_W14) :] for node in child}
            if not (inside <= {"solidFill", "noFill"} and child.tag == f"{_W14}textFill") and "noFill" not in inside:
                yield feature


def lost_content(element: Element) -> Iterator[Feature]:
    """The loss of an element of a run, paragraph or story that no reader takes; comments and the like are none."""
    name = local_name(element.tag)
    if name and name not in HARMLESS_CONTENT:
        yield OtherFeature(name)


def _is_given(name: str, properties: Properties) -> bool:
    if f"{name}.val" in properties:
        return properties[f"{name}.val"] not in _NOTHING
    given = (value for key, value in properties.items() if key.startswith(f"{name}.") and not key.endswith(".id"))
    return any(value not in _NOTHING for value in given)
