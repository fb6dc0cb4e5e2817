"""Finds the fields of a part (17.16) and says which of them an issued form would show as the blank had them.

Formulas in tables are computed by ``formulas`` on the filled form; page numbers and links need nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from generator.jinja.tags import has_tags
from generator.office.xml import Element, qn
from generator.problem import Problem, Severity, Source
from generator.template.language.tags import TemplateCode
from generator.template.language.units import ancestor, parent_of
from generator.template.word.tree import P, T, numbers_of, place_of

FLD_CHAR, FLD_SIMPLE, INSTR_TEXT = (qn(f"w:{name}") for name in ("fldChar", "fldSimple", "instrText"))
_CHAR_TYPE, _INSTR = qn("w:fldCharType"), qn("w:instr")
_ARGUMENT = re.compile(r'\s*\S+\s+(?:["“](?P<quoted>[^"”]*)["”]|(?P<bare>\S+))')
_DATES = frozenset({"DATE", "TIME", "SAVEDATE", "PRINTDATE", "CREATEDATE", "EDITTIME"})
# What these show does not depend on what is filled in, or is filled in itself.
_HARMLESS = frozenset(
    {"PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION", "HYPERLINK", "EQ", "SYMBOL", "ADVANCE", "TC", "XE", "TA", "RD"}
    | {"FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN", "ADDIN", "EMBED", "INCLUDEPICTURE", "SHAPE", "QUOTE"}
    | {"AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "LISTNUM", "MACROBUTTON", "GOTOBUTTON", "PRIVATE", "CONTROL"}
)


class WordField(Struct, frozen=True):
    """A field: ``texts`` are the w:t of its result, which belongs after ``anchor``, a run or the w:fldSimple."""

    instruction: str
    anchor: Element
    texts: tuple[Element, ...]
    is_complete: bool = True
    """Whether the file has a place for its result."""

    @property
    def kind(self) -> str:
        """``PAGE``, ``REF`` …; ``=`` for a formula."""
        code = self.instruction.strip()
        return "=" if code.startswith("=") else code.split(None, 1)[0].upper() if code else ""

    @property
    def argument(self) -> str:
        """The first word after the kind, or what stands there in quotation marks."""
        found = _ARGUMENT.match(self.instruction)
        return "" if found is None else (found["quoted"] or found["bare"] or "").strip()

    @property
    def result(self) -> str:
        """The text that the file holds as its result."""
        return "".join(text.text or "" for text in self.texts)

    @property
    def paragraph(self) -> Element | None:
        """The paragraph in which its result begins."""
        return ancestor(self.anchor, P)


class _OpenField(Struct):
    anchor: Element
    instruction: str = ""
    texts: list[Element] | None = None  # None until the result begins


def fields_of(root: Element) -> Iterator[WordField]:
    """All fields; of complex ones inner ones come before those around them."""
    opened: list[_OpenField] = []
    for element in root.iter(FLD_CHAR, FLD_SIMPLE, INSTR_TEXT, T):
        if element.tag == FLD_SIMPLE:
            yield WordField(element.get(_INSTR, ""), element, tuple(element.iter(T)))
        elif element.tag == T:
            for field in opened:
                if field.texts is not None:
                    field.texts.append(element)
        elif element.tag == INSTR_TEXT:
            if opened and opened[-1].texts is None:
                opened[-1].instruction += element.text or ""
        elif (kind := element.get(_CHAR_TYPE)) == "begin":
            opened.append(_OpenField(parent_of(element)))
        elif opened and kind == "separate":
            opened[-1].texts, opened[-1].anchor = [], parent_of(element)
        elif opened and kind == "end":
            field = opened.pop()
            yield WordField(field.instruction, field.anchor, tuple(field.texts or ()), field.texts is not None)


def field_problems(root: Element, file: str) -> list[Problem]:
    """Warnings of fields whose results an issued form would show as the blank had them."""
    numbers: Mapping[Element, int] | None = None
    found: list[Problem] = []
    for field in fields_of(root):
        message = _message(field)
        if message and (paragraph := field.paragraph) is not None:
            numbers = numbers_of(root) if numbers is None else numbers
            source = Source(file, place=place_of(paragraph, numbers))
            found.append(Problem(source, TemplateCode.FIELD, message, severity=Severity.WARNING))
    return found


def _message(field: WordField) -> str:
    kind, shown = field.kind, f"“{field.result[:20]}”" if field.result else "空白"
    if not kind or kind == "=" or kind in _HARMLESS:
        return ""
    if kind in _DATES:
        return f"日期域 {kind}：印的是空白表里存的{shown}，用 Word 打开又会变；请改写成 {{{{ 日期 }}}} 或固定的日期"
    if kind in {"MERGEFIELD", "DOCVARIABLE"}:
        return f"域 {kind} {field.argument}：这里不填，印的是{shown}；请删去这个域，写成 {{{{ {field.argument} }}}}"
    # A reference to text that is filled in has the same tags in its result.
    if has_tags(field.result):
        return ""
    return f"域 {kind}：不会重算，印的是空白表里存的{shown}；请改成文字或 {{{{ }}}}，或用 Word 打开成表，全选后按 F9"
