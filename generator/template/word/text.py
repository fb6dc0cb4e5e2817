"""Finds the tags in the paragraphs of a part and replaces them by slots; escapes printed values for WordprocessingML.

Word splits the text of a tag over several runs (w:r), for instance after a spelling check, so the text of all runs of
a paragraph is read as one. A value takes the formatting of the tag's first character. The slot of a block tag inside a
line stands between runs.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from generator.jinja.environment import Environment
from generator.jinja.tags import TagKind, has_braces
from generator.office.xml import Element, qn
from generator.problem import Problem, Source
from generator.template.language.compile import read_tags
from generator.template.language.fill import Xml, plain_text
from generator.template.language.slots import Slots
from generator.template.language.tags import Occurrence, TaggedText
from generator.template.language.units import detach, empty_copy, parent_of
from generator.template.word.tree import BR, CR, NO_BREAK_HYPHEN, R_PR, TAB, P, R, T, numbers_of, own_elements, place_of

_ESCAPED = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        "\n": '</w:t><w:br/><w:t xml:space="preserve">',
        "\t": '</w:t><w:tab/><w:t xml:space="preserve">',
    }
)
# Properties of a paragraph one point high: w:line in twips, w:sz in half points.
ONE_POINT_PROPERTIES = (
    '<w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    '<w:rPr><w:sz w:val="2"/></w:rPr></w:pPr>'
)


def xml_text(value: Any) -> str:
    """What ``{{ }}`` prints inside a w:t, escaped; line breaks become w:br, tabs w:tab."""
    if type(value) is Xml:
        return value
    return plain_text(value).translate(_ESCAPED)


_SPACE = qn("xml:space")
_CHARACTER_OF = {TAB: "\t", BR: "\n", CR: "\n", NO_BREAK_HYPHEN: "-"}


class ParagraphPiece(Struct, frozen=True):
    """A w:t, w:br … and the characters ``start`` to ``end`` of the paragraph's text that it stands for."""

    element: Element
    start: int
    end: int


class TaggedParagraph(TaggedText):
    """A paragraph that holds tags, with the elements that make up its text."""

    paragraph: Element
    pieces: list[ParagraphPiece]


def read_lines(root: Element, environment: Environment, file: str) -> tuple[list[TaggedParagraph], list[Problem]]:
    """The paragraphs of a part that hold tags, in document order, and the problems of single tags and lost braces."""
    lines: list[TaggedParagraph] = []
    problems: list[Problem] = []
    numbers = numbers_of(root)
    for paragraph in root.iter(P):
        pieces, text = _pieces(paragraph)
        if not has_braces(text):
            continue
        source = Source(file, place=place_of(paragraph, numbers))
        tags, wrong = read_tags(text, paragraph, source, environment)
        line = TaggedParagraph(text, tags, paragraph, pieces)
        problems += wrong or line.lost_braces(source)
        if tags:
            lines.append(line)
    return lines, problems


def _pieces(paragraph: Element) -> tuple[list[ParagraphPiece], str]:
    pieces: list[ParagraphPiece] = []
    text: list[str] = []
    at = 0
    for element in own_elements(paragraph):
        characters = element.text or "" if element.tag == T else _CHARACTER_OF.get(element.tag, "")
        if characters:
            pieces.append(ParagraphPiece(element, at, at + len(characters)))
            text.append(characters)
            at += len(characters)
    return pieces, "".join(text)


def put_slots(line: TaggedParagraph, slots: Slots, inline: Mapping[Occurrence, Element]) -> None:
    """Replace the tags of a line: print tags by slots in the text, those in ``inline`` by their slots between runs.

    The text of all other tags (blocks of paragraphs and rows, comments) is removed.
    """
    # From the last tag to the first, so that the positions of those before stay true.
    for start, end, occurrence in reversed(line.tags):
        overlapping = [piece for piece in line.pieces if piece.start < end and piece.end > start]
        for piece in overlapping[1:]:
            _erase(piece, start, end)
        first = overlapping[0]
        head = (first.element.text or "")[: start - first.start]
        tail = (first.element.text or "")[end - first.start :] if end < first.end else ""
        first.element.text = head
        if occurrence.meaning.tag.kind is TagKind.PRINT:
            slot = slots.tag(occurrence)
            slot.tail = tail
            first.element.insert(0, slot)
        elif occurrence in inline:
            _put_between_runs(first.element, tail, inline[occurrence])
        else:
            first.element.text = head + tail
    for piece in line.pieces:
        # Without xml:space, Word drops the spaces at the ends of a text that is now shorter.
        if piece.element.tag == T:
            piece.element.set(_SPACE, "preserve")
    _drop_empty(line)


def _erase(piece: ParagraphPiece, start: int, end: int) -> None:
    """Remove the characters ``start`` to ``end`` from a piece that the tag reaches into."""
    if piece.element.tag != T:
        detach(piece.element)
        return
    text = piece.element.text or ""
    piece.element.text = text[: max(0, start - piece.start)] + text[end - piece.start :]


def _put_between_runs(text: Element, tail: str, slot: Element) -> None:
    """Split the run after ``text`` and put the slot between; ``tail`` and what follows go to the second run."""
    run = parent_of(text)
    second = empty_copy(run)
    properties = run.find(R_PR)
    if properties is not None:
        second.append(copy.deepcopy(properties))
    rest = empty_copy(text)
    rest.text = tail
    rest.extend(list(text))
    second.append(rest)
    for following in list(text.itersiblings()):
        second.append(following)
    run.addnext(second)
    run.addnext(slot)
    rest.set(_SPACE, "preserve")


def _drop_empty(line: TaggedParagraph) -> None:
    """Remove the texts and runs that held nothing but tags."""
    touched = [piece.element for piece in line.pieces]
    runs = {id(run): run for run in line.paragraph.iter(R)}
    for text in [*touched, *(text for run in runs.values() for text in run.findall(T))]:
        if text.tag == T and not text.text and not len(text) and text.getparent() is not None:
            detach(text)
    for run in runs.values():
        if all(child.tag == R_PR for child in run) and run.getparent() is not None:
            detach(run)
