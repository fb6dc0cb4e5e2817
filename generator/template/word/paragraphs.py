"""Prepares paragraphs for filling: drops those that hold only block tags and repeats those with 段落 or 公文.

Also keeps what Word needs: each container ends in a paragraph, and slots of one block stand on one level of the tree.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Container, Mapping, Sequence

from generator.office.xml import Element, qn
from generator.problem import Problem
from generator.template.language.functions import LINE, Function
from generator.template.language.slots import Slots, is_slot, printing, statement
from generator.template.language.tags import Occurrence, TemplateCode
from generator.template.language.units import ancestor, child_towards, common_ancestor, detach, empty_copy, parent_of
from generator.template.word.text import ONE_POINT_PROPERTIES, TaggedParagraph
from generator.template.word.tree import (
    BODY,
    CONTAINERS,
    P_PR,
    R_PR,
    SECT_PR,
    TBL,
    TC,
    TC_PR,
    VAL,
    P,
    T,
    blocks_of,
    container_of,
    rows_of,
    stands_in,
)

# The styles that 公文 prints in; a template must have all of them.
OFFICIAL_STYLES = ("一级标题", "二级标题", "三级标题", "四级标题", "正文")

# A paragraph with one of these is kept even if its text is nothing but tags.
_CONTENT_BESIDE_TEXT = tuple(
    qn(name)
    for name in (
        "w:sectPr", "w:drawing", "w:pict", "w:object", "mc:AlternateContent", "w:bookmarkStart", "w:bookmarkEnd",
        "w:fldChar", "w:fldSimple", "w:sym", "w:footnoteReference", "w:endnoteReference", "w:commentReference",
    )
)  # fmt: skip


def lift_to_one_level(inline: Sequence[Mapping[Occurrence, Element]]) -> None:
    """Make the slots of each block inside a line siblings; a link or revision that holds only some of them is split.

    Otherwise repeating from one slot to the other would print an element without its start or end.
    """
    for slots in inline:
        nodes = list(slots.values())
        shared = parent_of(nodes[0])
        for node in nodes[1:]:
            shared = common_ancestor(shared, node)
        for node in nodes:
            _lift(node, shared)


def _lift(node: Element, level: Element) -> None:
    """Split the ancestors of ``node`` before and after it until it is a child of ``level``."""
    while (holder := parent_of(node)) is not level:
        rest = empty_copy(holder)
        rest.extend([copy.deepcopy(child) for child in holder if _is_property(child)])
        rest.extend(list(node.itersiblings()))
        holder.addnext(rest)
        holder.addnext(node)
        # A half with nothing but properties prints nothing.
        for half in (holder, rest):
            if all(_is_property(child) for child in half):
                detach(half)


def _is_property(node: Element) -> bool:
    """Whether a node holds properties of its parent (w:sdtPr, w:rPr …), which both halves of a split need."""
    return not is_slot(node) and node.tag.endswith("Pr")


def drop_tag_only(lines: Sequence[TaggedParagraph], silent: Collection[Occurrence]) -> None:
    """Remove the rows, then the paragraphs, that hold nothing but ``silent`` tags."""
    tag_only = {line.paragraph: None for line in lines if _is_tag_only(line, silent)}
    rows = dict.fromkeys(row for paragraph in tag_only if (row := _row_of(paragraph)) is not None)
    for row in rows:
        if _row_is_tag_only(row, tag_only):
            detach(row)
    by_container: dict[Element, list[Element]] = {}
    for paragraph in tag_only:
        container = ancestor(paragraph, *CONTAINERS)
        if container is None:
            continue
        if container not in by_container:
            by_container[container] = blocks_of(container)
        blocks = by_container[container]
        if not _is_needed(paragraph, container, blocks):
            blocks.remove(paragraph)
            detach(paragraph)


def _is_tag_only(line: TaggedParagraph, silent: Collection[Occurrence]) -> bool:
    return line.is_only(silent) and not _holds_more(line.paragraph)


def _holds_more(paragraph: Element) -> bool:
    """Whether a paragraph holds a picture, field, section … or a break of page or column."""
    if any(True for _ in paragraph.iter(*_CONTENT_BESIDE_TEXT)):
        return True
    return any(br.get(qn("w:type"), "textWrapping") != "textWrapping" for br in paragraph.iter(qn("w:br")))


def _row_of(paragraph: Element) -> Element | None:
    container = container_of(paragraph)
    return ancestor(container, qn("w:tr")) if container.tag == TC else None


def _row_is_tag_only(row: Element, tag_only: Container[Element]) -> bool:
    if any(True for _ in row.iter(TBL)):
        return False
    for paragraph in row.iter(P):
        if paragraph not in tag_only and (
            "".join(text.text or "" for text in paragraph.iter(T)).strip() or _holds_more(paragraph)
        ):
            return False
        if paragraph not in tag_only and any(is_slot(node) for node in paragraph.iter()):
            return False
    return True


def _is_needed(paragraph: Element, container: Element, blocks: Sequence[Element]) -> bool:
    """Whether removing it would leave its container empty, ending in a table, or with two tables that touch.

    Word refuses a cell that does not end in a paragraph, and shows two tables that touch as one.
    """
    at = blocks.index(paragraph)
    before = blocks[at - 1] if at else None
    after = blocks[at + 1] if at + 1 < len(blocks) else None
    ends_in_table = before is not None and before.tag == TBL and bool(rows_of(before))
    if after is None:
        return ends_in_table or (before is None and container.tag != BODY)
    return ends_in_table and after.tag == TBL


def repeat_for_lines(lines: Sequence[TaggedParagraph], slots: Slots, styles: Mapping[str, str]) -> list[Problem]:
    """Repeat each paragraph that holds only ``{{ … | 段落 }}`` or ``{{ … | 公文 }}`` for every line of the value.

    ``styles`` maps names of paragraph styles to ids. Reports tags beside other text and missing styles.
    """
    problems: list[Problem] = []
    for line in lines:
        for _, _, occurrence in line.tags:
            layout = occurrence.meaning.layout
            if layout not in {"段落", "公文"}:
                continue
            if len(line.tags) > 1 or not line.blank_without_tags():
                problems.append(
                    occurrence.problem(TemplateCode.LAYOUT, f"{layout} 要单独占一段，同一段里不能有别的文字")
                )
                continue
            missing = [name for name in OFFICIAL_STYLES if layout == "公文" and name not in styles]
            if missing:
                names = "、".join(f"“{name}”" for name in missing)
                problems.append(
                    occurrence.problem(TemplateCode.STYLE, f"公文 要用的样式{names}模板里没有，请在 Word 里新建")
                )
                continue
            _repeat_for_lines(line.paragraph, occurrence, slots, styles if layout == "公文" else None)
    return problems


def _repeat_for_lines(
    paragraph: Element, occurrence: Occurrence, slots: Slots, styles: Mapping[str, str] | None
) -> None:
    function = Function.LINES if styles is None else Function.OFFICIAL
    opening = slots.tag(occurrence)
    paragraph.addprevious(opening)
    # The loop is put in as a slot of the tag, so that an error in its expression is told at the tag.
    slots.replace(opening, statement(f"\nfor {LINE} in {function.call(occurrence.meaning.inner)} "))
    paragraph.addnext(slots.element(statement("endfor")))
    slot = next(node for node in paragraph.iter() if is_slot(node) and slots.tag_of(node) is occurrence)
    slots.replace(slot, printing(LINE if styles is None else f"{LINE}.text"))
    value = child_towards(paragraph, slot)
    for child in paragraph:
        if child is not value and child.tag != P_PR and not is_slot(child):
            _print_once(child, "first" if paragraph.index(child) < paragraph.index(value) else "last", slots)
    properties = paragraph.find(P_PR)
    if styles is not None:
        properties = _styled_by_line(paragraph, slots)
        for run_properties in list(value.iter(R_PR)):
            _keep_hint(run_properties)
    for section in [] if properties is None else properties.findall(SECT_PR):
        _print_once(section, "last", slots)


def _keep_hint(properties: Element) -> None:
    """Remove the formatting of a run, which its style decides, except w:hint.

    Without the hint eastAsia, Word shows the quotation marks “ ” in the Latin font (17.3.2.26).
    """
    fonts = properties.find(qn("w:rFonts"))
    hint = fonts.get(qn("w:hint")) if fonts is not None else None
    if hint is None:
        detach(properties)
        return
    for child in list(properties):
        detach(child)
    kept = properties.makeelement(qn("w:rFonts"))
    kept.set(qn("w:hint"), hint)
    properties.append(kept)


def _print_once(node: Element, turn: str, slots: Slots) -> None:
    """Print a node that stands beside the value only once, where ``turn`` is ``first`` or ``last``."""
    node.addprevious(slots.element(statement(f"if loop.{turn}")))
    node.addnext(slots.element(statement("endif")))


def _styled_by_line(paragraph: Element, slots: Slots) -> Element:
    """Replace the properties of a paragraph by the style of its line; a section that it ends is kept."""
    old = paragraph.find(P_PR)
    properties = paragraph.makeelement(P_PR)
    style = properties.makeelement(qn("w:pStyle"))
    style.set(VAL, slots.attribute(printing(Function.STYLE.call(f"{LINE}.style"))))
    properties.append(style)
    if old is not None:
        properties.extend(old.findall(SECT_PR))
        paragraph.remove(old)
    paragraph.insert(0, properties)
    return properties


def end_in_paragraphs(root: Element, slots: Slots) -> None:
    """Print a blank paragraph at the end of each container that blocks may leave without one.

    Word refuses a file with a cell that does not end in a paragraph. What the container prints is captured first.
    """
    for number, container in enumerate(root.iter(*CONTAINERS)):
        nodes = [child for child in container if child.tag not in (TC_PR, SECT_PR)]
        if not nodes or nodes[-1].tag == P:
            continue
        if not any(is_slot(node) and stands_in(node, container) for node in container.iter()):
            continue
        name = f"_f{number}"
        nodes[0].addprevious(slots.element(statement(f"set {name}")))
        after = slots.element(
            statement("endset")
            + printing(Function.XML.call(name))
            + statement(f"if {Function.LACKS_PARAGRAPH.call(name)}")
        )
        nodes[-1].addnext(after)
        blank = (
            slots.element(f"<w:p>{ONE_POINT_PROPERTIES}</w:p>")
            if container.tag == BODY
            else empty_paragraph_like(container)
        )
        after.addnext(blank)
        blank.addnext(slots.element(statement("endif")))


def empty_paragraph_like(container: Element) -> Element:
    """An empty paragraph with the properties of the first paragraph of a container, without its list number."""
    blank = container.makeelement(P)
    first = next((block for block in blocks_of(container) if block.tag == P), None)
    properties = first.find(P_PR) if first is not None else None
    if properties is not None:
        own = copy.deepcopy(properties)
        for number in own.findall(qn("w:numPr")):
            own.remove(number)
        blank.append(own)
    return blank
