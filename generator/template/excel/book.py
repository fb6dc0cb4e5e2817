"""Binds many filled forms of one template into one .xlsx: each form has sheets of its own, named after it.

All forms share one set of styles; each has its own drawings, comments and tables. Sheets are compressed as they are
added, so that memory grows little with their number.
"""

from __future__ import annotations

import copy
import posixpath
import re
from collections.abc import Iterable, Mapping
from typing import Any

from generator.office.parts import Relationship, relationships_name
from generator.office.xml import REL, Element, parse_xml, qn, to_bytes
from generator.problem import Problem, Source
from generator.template.excel.moves import Moves
from generator.template.excel.parts import move_name
from generator.template.excel.styles import AddedFormats
from generator.template.excel.template import FilledBook, OutputState, XlsxTemplate
from generator.template.excel.tree import whole_number
from generator.template.packed import BookParts

# Parts that all copies of a sheet share, because nothing in them depends on the form.
_SHARED = ("/image", "/theme", "/hyperlink", "/externalLink")
_TABLE = "/table"
_FORMULA = re.compile(r"<(?:xm:f|f|formula[12]?)(?: [^>]*)?>[^<]*</")


class XlsxBook:
    """A book in the making: call ``add`` for every form, then ``finish``.

    ``titles`` are the titles of each form's first sheet. No sheet gets a title that is ``reserved``.
    """

    def __init__(self, template: XlsxTemplate, reserved: Iterable[str] = ()) -> None:
        self._template = template
        self._output = OutputState(AddedFormats(template.stylesheet), {name.lower() for name in reserved})
        self._parts = BookParts(template)
        self._names = set(template.package.members)
        self._numbers: dict[str, int] = {}
        self._links = {name: template.package.relationships(name) for name in template.package.members}
        self._entries: list[tuple[str, str, str]] = []
        self._defined: list[Element] = []
        self._referring_parts = {part.name: part for part in template.referring_parts}
        self._tables = max(
            (whole_number(each.root.get("id")) for each in template.referring_parts if each.kind == "table"), default=0
        )
        names = [part.root.get("displayName", "") for part in template.referring_parts if part.kind == "table"]
        # A text in quotes is no name.
        self._table_names = re.compile(
            rf'"(?:[^"]|"")*"|(?<![\w.])({"|".join(map(re.escape, names)) or "(?!)"})(?![\w.(!])', re.IGNORECASE
        )
        self.titles: list[str] = []
        self.problems: list[Problem] = []

    @property
    def forms(self) -> int:
        """The number of forms added."""
        return len(self.titles)

    def add(self, context: Mapping[str, Any], form: str) -> None:
        """Fill in one more form; JixiaoError with its problems, which leaves the book unchanged."""
        # Titles and formats are noted in copies, so that a form with problems leaves none behind.
        template, before = self._template, self._output
        extras = AddedFormats(template.stylesheet, before.extras.all)
        output = OutputState(extras, set(before.taken))
        filled = template.fill(context, form, output, self._titles(form))
        output.check()
        texts = template.sheets_xml(filled, output, form, first=not self.forms)
        output.check()
        self._output = output
        self._define(filled.moves)
        self.problems += output.problems
        if not self.forms:
            self._move_first_parts(filled)
        for number, sheet in enumerate(template.sheets):
            name = self._fresh(sheet.name) if self.forms else sheet.name
            if sheet.name in texts:
                self._parts.added[name] = _FORMULA.sub(self._with_own_tables, texts[sheet.name]).encode()
            elif self.forms:
                self._parts.added[name] = template.package.members[sheet.name]
            if self.forms:
                self._copy_links(sheet.name, name, filled, {sheet.name: name})
            self._enter(filled.moves[number].title, sheet.name, name)
        self.titles.append(filled.moves[0].title)

    def finish(self, title: str = "") -> bytes:
        """The bytes of the .xlsx under a title; ValueError if no form was added."""
        if not self.titles:
            raise ValueError("a book without forms")
        template = self._template
        styles = template.stylesheet.part(self._output.extras.all)
        return self._parts.archive({template.stylesheet.name: styles, template.workbook.name: self._workbook()}, title)

    # Names

    def _titles(self, form: str) -> list[str]:
        """The titles for the sheets of a form; a sheet whose title holds a tag keeps that."""
        sheets = self._template.sheets
        return [form if number == 0 else f"{form}-{sheet.title}" for number, sheet in enumerate(sheets)]

    def _define(self, moves: tuple[Moves, ...]) -> None:
        """Add the defined names of a form.

        A name may be defined only once for the workbook, so those of later forms become local to each of their sheets.
        """
        names = self._template.workbook.root.find(qn("ss:definedNames"))
        base = self.forms * len(moves)
        for name in names if names is not None else ():
            clone = copy.deepcopy(name)
            if not move_name(clone, moves):
                continue
            local = clone.get("localSheetId", "")
            if local.isdecimal():
                clone.set("localSheetId", str(base + int(local)))
                self._defined.append(clone)
            elif not self.forms:
                self._defined.append(clone)
            elif "!" in (clone.text or "") or self._with_own_tables(clone.text or "") != clone.text:
                # A formula finds a local name only on the sheet that the name belongs to.
                for number in range(len(moves)):
                    own = copy.deepcopy(clone)
                    own.text = self._with_own_tables(clone.text or "")
                    own.set("localSheetId", str(base + number))
                    self._defined.append(own)

    def _workbook(self) -> bytes:
        root = copy.deepcopy(self._template.workbook.root)
        sheets = root.find(qn("ss:sheets"))
        assert sheets is not None  # noqa: S101  # the template has sheets
        states = {node.get(qn("r:id")): node for node in sheets}
        sheets[:] = []
        for number, (title, link, original) in enumerate(self._entries, 1):
            node = copy.deepcopy(states[original])
            node.set("name", title)
            node.set("sheetId", str(number))
            node.set(qn("r:id"), link)
            sheets.append(node)
        names = root.find(qn("ss:definedNames"))
        if names is not None:
            names[:] = self._defined
            if not len(names):
                root.remove(names)
        return to_bytes(root)

    # Parts

    def _enter(self, title: str, original: str, name: str) -> None:
        """Add a sheet to the workbook; ``original`` is the name of the template's part, ``name`` that of its copy."""
        link = next(link for link in self._links[self._template.main] if link.target == original)
        key = link.id
        if name != original:
            key = f"{link.id}_{self.forms + 1}"
            self._parts.link_like(link.id, key, f"/{name}")
            self._parts.declare_like(original, name)
        self._entries.append((title, key, link.id))

    def _move_first_parts(self, filled: FilledBook) -> None:
        """Add the referring parts of the first form, which keep the names they have in the template."""
        for part in self._template.referring_parts:
            moved = part.moved(filled.moves)
            if moved is not None:
                self._parts.added[part.name] = moved

    def _copy_links(self, original: str, name: str, filled: FilledBook, copied: dict[str, str]) -> None:
        """Write the relationships of a copy and copy the parts they lead to; ``copied`` holds the copies made."""
        links = self._links.get(original, ())
        if not links:
            return
        root = parse_xml(f'<Relationships xmlns="{REL}"/>'.encode(), Source(self._template.file))
        for link in links:
            target = link.target
            internal = not link.external and link.target in self._template.package.members
            if internal and not link.type.endswith(_SHARED):
                target = copied.get(link.target, "") or self._copy(link, filled, copied)
            node = root.makeelement(qn("rel:Relationship"))
            node.attrib.update({"Id": link.id, "Type": link.type, "Target": f"/{target}" if internal else target})
            if link.external:
                node.set("TargetMode", "External")
            root.append(node)
        self._parts.added[relationships_name(name)] = to_bytes(root)

    def _copy(self, link: Relationship, filled: FilledBook, copied: dict[str, str]) -> str:
        """Copy a part and all that it leads to; returns the name of the copy."""
        original = link.target
        name = copied[original] = self._fresh(original)
        part = self._referring_parts.get(original)
        data = part.moved(filled.moves) if part is not None else None
        data = data if data is not None else self._template.package.members[original]
        if link.type.endswith(_TABLE):
            data = self._own_table(data)
        self._parts.added[name] = data
        self._parts.declare_like(original, name)
        self._copy_links(original, name, filled, copied)
        return name

    def _own_table(self, data: bytes) -> bytes:
        """A table with an id and a name of its own, which must be unique in a workbook."""
        root = parse_xml(data, Source(self._template.file))
        self._tables += 1
        root.set("id", str(self._tables))
        for name in ("name", "displayName"):
            root.set(name, f"{root.get(name, 'Table')}_{self.forms + 1}")
        for formula in root.iter(qn("ss:calculatedColumnFormula"), qn("ss:totalsRowFormula")):
            formula.text = self._with_own_tables(formula.text or "")
        return to_bytes(root)

    def _with_own_tables(self, formula: str | re.Match[str]) -> str:
        """A formula of the form that is being added, whose tables have names of their own (``_own_table``)."""
        text = formula if isinstance(formula, str) else formula[0]
        if not self.forms:
            return text
        end = f"_{self.forms + 1}"
        return self._table_names.sub(lambda found: found[0] + (end if found[1] else ""), text)

    def _fresh(self, original: str) -> str:
        """A part name like ``original`` with a number that is still free."""
        stem, suffix = posixpath.splitext(original)
        stem = stem.rstrip("0123456789") or stem
        number = self._numbers.get(stem, 0) + 1
        while f"{stem}{number}{suffix}" in self._names:
            number += 1
        self._numbers[stem] = number
        return f"{stem}{number}{suffix}"
