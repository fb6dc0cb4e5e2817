"""The paragraph styles of a Word template: their ids, and the lists that number their paragraphs."""

from __future__ import annotations

from generator.office.xml import Element, qn
from generator.template.word.tree import P_PR, VAL

NUM_PR, NUM_ID = qn("w:numPr"), qn("w:numId")


class Styles:
    """``ids`` are those of paragraph styles by name; ``lists`` holds the w:numPr of each style that numbers, by id."""

    def __init__(self, root: Element | None) -> None:
        styles = [] if root is None else list(root.iter(qn("w:style")))
        self.ids: dict[str, str] = {}
        for style in styles:
            name = style.find(qn("w:name"))
            if name is not None and style.get(qn("w:type")) == "paragraph":
                self.ids[name.get(VAL, "")] = style.get(qn("w:styleId"), "")
        self._by_id = {style.get(qn("w:styleId"), ""): style for style in styles}
        lists: dict[str, Element | None] = {}
        for identifier in self._by_id:
            self._add_numbering(identifier, lists)
        self.lists = {identifier: found for identifier, found in lists.items() if found is not None}

    def _add_numbering(self, identifier: str, lists: dict[str, Element | None]) -> None:
        """Add the w:numPr of a style, its own or inherited (w:basedOn), and those of all between; None for none."""
        chain: dict[str, None] = {}
        found: Element | None = None
        while identifier in self._by_id and identifier not in chain:
            if identifier in lists:
                found = lists[identifier]
                break
            chain[identifier] = None
            style = self._by_id[identifier]
            numbering = style.find(f"{P_PR}/{NUM_PR}")
            number = numbering.find(NUM_ID) if numbering is not None else None
            if numbering is not None and number is not None:
                # numId 0 takes away the list that the style would inherit.
                found = numbering if number.get(VAL) != "0" else None
                break
            based = style.find(qn("w:basedOn"))
            identifier = based.get(VAL, "") if based is not None else ""
        lists.update(dict.fromkeys(chain, found))
