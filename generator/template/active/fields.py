"""Finds the fields of Word (17.16) that run a program or read a file, and leaves their results in their place.

Unlike ``word/fields.py`` it takes nothing for granted: instructions that tracked changes removed, that other fields
compute or that never end are fields too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec import field as struct_field

from generator.office.xml import Element, qn
from generator.template.active.kinds import Active, Say, quoted
from generator.template.active.links import is_web
from generator.template.active.trees import drop, unwrap

_R, _R_PR, _T, _FLD_CHAR, _FLD_SIMPLE = (qn(f"w:{name}") for name in ("r", "rPr", "t", "fldChar", "fldSimple"))
# Runs of mathematics hold the same things (22.1.2.87).
_RUNS = (_R, "{http://schemas.openxmlformats.org/officeDocument/2006/math}r")
_CODES = (qn("w:instrText"), qn("w:delInstrText"))
_BLANKS = tuple(qn(f"w:{name}") for name in ("tab", "br", "cr"))  # they end a word of a code
_CHAR_TYPE, _INSTR, _FLD_DATA = qn("w:fldCharType"), qn("w:instr"), qn("w:fldData")
_KINDS: Mapping[str, Active] = {
    **dict.fromkeys(("DDE", "DDEAUTO"), Active.PROGRAM_FIELD),
    **dict.fromkeys(
        ("INCLUDETEXT", "INCLUDE", "INCLUDEPICTURE", "IMPORT", "LINK", "RD", "DATABASE", "DATA"), Active.FILE_FIELD
    ),
    "EMBED": Active.OBJECT,
    **dict.fromkeys(("CONTROL", "HTMLCONTROL"), Active.CONTROL),
}
_WORD = re.compile(r'["“]((?:[^"”\\]|\\.)*)["”]?|([^\s"“]+)')
_SWITCH = re.compile(r"\\[A-Za-z*@#!]")
_LONGEST = 200  # characters of a result, which messages cut shorter
_TAKES_ARGUMENT = frozenset({"\\l", "\\o", "\\t"})  # of HYPERLINK


class _Field(Struct, eq=False):
    """A field of several runs: all in its runs up to its result (``code``) and in that (``result``), and its marks.

    Fields inside it are among ``inner`` where they stand in its code, else among ``shown``. ``instruction`` has the
    results of inner fields in it, ``own`` has not.
    """

    begin: Element
    marks: list[Element] = struct_field(default_factory=list)
    code: list[Element] = struct_field(default_factory=list)
    result: list[Element] = struct_field(default_factory=list)
    inner: list[_Field] = struct_field(default_factory=list)
    shown: list[_Field] = struct_field(default_factory=list)
    instruction: str = ""
    own: str = ""
    text: str = ""
    has_result: bool = False

    def take(self, element: Element) -> None:
        """Add what stands in a run of the field itself."""
        (self.result if self.has_result else self.code).append(element)
        text = element.text or ""
        if self.has_result and element.tag == _T:
            self.text += text[:_LONGEST]
        elif not self.has_result and element.tag in (*_CODES, _T):
            self.instruction += text
            self.own += text
        elif not self.has_result and element.tag in _BLANKS:
            self.instruction += " "
            self.own += " "

    def take_field(self, field: _Field) -> None:
        """Add a field that ended inside this one."""
        (self.shown if self.has_result else self.inner).append(field)
        # Word writes the result of a field inside a code as code too.
        text = field.text or "".join(each.text or "" for each in field.result if each.tag in _CODES)
        if self.has_result:
            self.text += text[:_LONGEST]
        else:
            self.instruction += text[:_LONGEST]

    def removed(self) -> Iterator[Element]:
        """All that goes where its result takes its place."""
        yield from (self.begin, *self.code, *self.marks)
        waiting = list(self.inner)
        while waiting:
            each = waiting.pop()
            yield from (each.begin, *each.code, *each.result, *each.marks)
            waiting += (*each.inner, *each.shown)


def clean_fields(root: Element, say: Say) -> None:
    """Replace the active fields of a part by their results."""
    simple = [(each, _active(each.get(_INSTR, ""))) for each in root.iter(_FLD_SIMPLE)]
    spread = [(each, _active(each.instruction, each.own if each.inner else None)) for each in _fields(root)]
    for element, (kind, name) in simple:
        if kind is not None:
            say(element, kind, name, _shown(kind, "".join(text.text or "" for text in element.iter(_T))))
    for each, (kind, name) in spread:
        if kind is not None:
            say(each.begin, kind, name, _shown(kind, each.text))
    for element, (kind, _) in simple:
        if kind is not None:
            for data in element.findall(_FLD_DATA):
                element.remove(data)
            unwrap(element)
    for each, (kind, _) in spread:
        for element in each.removed() if kind is not None else ():
            _drop_of_run(element)


def _shown(kind: Active, text: str) -> str:
    """The text that a field leaves, which may be a picture; a link or object says no more than that."""
    return quoted(text) if text and kind in {Active.PROGRAM_FIELD, Active.FILE_FIELD} else ""


def _fields(root: Element) -> Iterator[_Field]:
    """All fields of several runs; those without an end too."""
    opened: list[_Field] = []
    for run in root.iter(*_RUNS):
        for element in run:
            kind = element.get(_CHAR_TYPE) if element.tag == _FLD_CHAR else None
            if kind == "begin":
                opened.append(_Field(element))
            elif kind is not None and opened:
                opened[-1].marks.append(element)
                opened[-1].has_result = True
                if kind == "end":
                    yield _closed(opened)
            elif element.tag != _R_PR and opened:
                opened[-1].take(element)
    while opened:
        yield _closed(opened)


def _closed(opened: list[_Field]) -> _Field:
    field = opened.pop()
    if opened:
        opened[-1].take_field(field)
    return field


def _drop_of_run(element: Element) -> None:
    run = element.getparent()
    if run is None:
        return
    run.remove(element)
    if run.getparent() is not None and all(child.tag == _R_PR for child in run):
        drop(run)


def _active(instruction: str, own: str | None = None) -> tuple[Active | None, str]:
    """The kind of a field and what a person calls it; with ``own``, as in ``_Field``, other fields compute a piece."""
    kind, *arguments = [*_words(instruction), ("", False)]
    word = kind[0].upper()
    if word == "HYPERLINK":
        # What another field computes may change: such an address must begin with that of a page.
        address = _address(arguments if own is None else [*_words(own)][1:])
        is_safe = is_web(address) and (own is None or address.strip() != "")
        return (None if is_safe else Active.LINK), f"超链接{quoted(address)}"
    active = _KINDS.get(word)
    if active is Active.OBJECT:
        return active, object_name(arguments[0][0])
    return active, "ActiveX 控件" if active is Active.CONTROL else f"域{quoted(instruction.strip())}"


def _words(instruction: str) -> Iterator[tuple[str, bool]]:
    """The words of an instruction, and whether each is a switch."""
    for found in _WORD.finditer(instruction):
        quoted_word, bare = found.groups()
        if bare is None:
            yield re.sub(r"\\(.)", r"\1", quoted_word), False
        else:
            yield bare, _SWITCH.fullmatch(bare) is not None


def object_name(program: str) -> str:
    """What a person calls an embedded object, made by a program like ``Excel.Sheet.12``."""
    return f"嵌入的对象{quoted(program)}" if program else "嵌入的对象"


def _address(arguments: Iterable[tuple[str, bool]]) -> str:
    """The address among the arguments of HYPERLINK; blank where it leads to a place of the document only."""
    is_argument = False
    for word, is_switch in arguments:
        if is_switch:
            is_argument = word.lower() in _TAKES_ARGUMENT
        elif not is_argument:
            return word
        else:
            is_argument = False
    return ""
