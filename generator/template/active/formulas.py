"""Finds the formulas and names of a workbook that reach out of it, and leaves the results that are stored for them.

``HYPERLINK`` to anything but a web page or a mail address leaves the text that it shows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from msgspec import Struct

from generator.office.xml import SS, Element
from generator.template.active.kinds import Active, Say, quoted
from generator.template.active.links import is_web
from generator.template.active.trees import drop, local, parent_name, without_attributes
from generator.template.excel.formulas import LONGEST, is_too_much
from generator.template.excel.tree import C, F, V

_STRING = re.compile(r'"(?:[^"]|"")*"')
_QUOTED = re.compile(r"""\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'""")
_MOST_LINKS = 50  # in one formula
_QUOTED_NAME = re.compile(r"'(?:[^']|'')*'")
# Another workbook: [1]Sheet1!A1, [1]!name, '[1]Sheet 1'!A1, 'C:\[x.xlsx]Sheet1'!A1. Columns of tables lack the "!".
_BOOK = re.compile(r"""\[[^\[\]]+\][^\[\]!'"(),;+\-*/&=<>^{} ]*!""")
_FUNCTION = re.compile(
    # Also without a bracket, as an argument of LET or MAP.
    r"(?<![\w.])(?:_xl\w+\.)*(?:WEBSERVICE|STOCKHISTORY|SQL\.REQUEST)(?![\w.])"
    r"|(?<![\w.])(?:_xl\w+\.)*(RTD|CALL|REGISTER|REGISTER\.ID|EXEC|IMAGE|CUBE[A-Z]+)\s*\(",
    re.IGNORECASE,
)
_HYPERLINK = re.compile(r"(?<![\w.])(?:_xl\w+\.)*HYPERLINK\s*\(", re.IGNORECASE)
_LITERAL = re.compile(r'\s*"((?:[^"]|"")*)"')
_NAME = re.compile(r"[^\W\d][\w.\\?]*|\\[\w.\\?]*")
_DEFINED_NAME, _SHARED = f"{{{SS}}}definedName", "shared"
# Elements that hold formulas besides those of cells: rules, checks, charts, tables.
_FORMULAS = tuple(
    f"{{*}}{name}" for name in ("f", "formula", "formula1", "formula2", "calculatedColumnFormula", "totalsRowFormula")
)
_MACRO_NAMES = ("function", "vbProcedure", "xlm")
_TRUE = frozenset({"1", "true"})
# What goes with a formula that reaches out, where it is none of a cell; the innermost that is there.
_HOLDERS = frozenset({"dataValidation", "cfRule", "sparkline"})
# References of charts, and what holds the same figures without one.
_REFERENCES = {"numRef": "numLit", "strRef": "strLit", "multiLvlStrRef": ""}


def names_reaching_out(workbook: Element) -> frozenset[str]:
    """The defined names, in lower case, that mean something outside the workbook or a macro."""
    names = {
        name.get("name", "").lower()
        for name in workbook.iter(_DEFINED_NAME)
        if reaches_out(name.text or "", ()) or any(name.get(flag) in _TRUE for flag in _MACRO_NAMES)
    }
    return frozenset(names)


def reaches_out(formula: str, names: Collection[str]) -> bool:
    """Whether a formula reaches out of its workbook, also by a defined name of ``names`` (in lower case)."""
    if len(formula) > LONGEST:
        return True
    if len(_HYPERLINK.findall(formula)) > _MOST_LINKS:
        return True
    # From left to right, because either kind of quotation mark may stand inside the other.
    plain = _QUOTED.sub(lambda found: '""' if found[0][0] == '"' else found[0], formula)
    # DDE writes program|topic!item; no operator of Excel is a bar.
    bare = _QUOTED.sub(lambda found: found[0][0] * 2, plain)
    if "|" in bare or _BOOK.search(bare) or _FUNCTION.search(bare):
        return True
    if any("[" in name[0] and plain[name.end() : name.end() + 1] == "!" for name in _QUOTED_NAME.finditer(plain)):
        return True
    return bool(names) and any(word[0].lower() in names for word in _NAME.finditer(bare))


def clean_formulas(root: Element, names: Collection[str], say: Say) -> None:
    """Leave no formula that reaches out: neither in cells, nor in names, rules and charts."""
    _clean_cells(root, names, say)
    for name in list(root.iter(_DEFINED_NAME)):
        if name.get("name", "").lower() in names:
            is_macro = any(name.get(flag) in _TRUE for flag in _MACRO_NAMES)
            say(name, Active.MACRO if is_macro else Active.NAME, f"名称{quoted(name.get('name', ''))}", "")
            drop(name)
    others = (each for each in root.iter(*_FORMULAS) if parent_name(each) != "c")
    for formula in [each for each in others if reaches_out(each.text or "", names)]:
        say(formula, Active.NAME, f"公式{quoted(f'={formula.text}')}", "")
        _drop_formula(formula)


def _clean_cells(root: Element, names: Collection[str], say: Say) -> None:
    gone: dict[str, str] = {}  # shared formulas by their numbers
    for cell in root.iter(C):
        formula, value = cell.find(F), cell.find(V)
        if formula is None or is_too_much(formula.text or ""):
            continue  # it is refused when the sheet is read
        shared = formula.get("si", "") if formula.get("t") == _SHARED else ""
        text = formula.text or gone.get(shared, "")
        if reaches_out(text, names):
            gone |= {shared: text} if shared else {}
            stored = "" if value is None else value.text or ""
            say(cell, Active.FORMULA, f"公式{quoted(f'={text}')}", quoted(stored) if stored else "（没有）")
            cell.remove(formula)
            without_attributes(cell, "cm")
        else:
            plain, address = without_links(text)
            if plain != text:
                say(cell, Active.LINK, f"超链接{quoted(address)}", "")
                formula.text = plain


def _drop_formula(formula: Element) -> None:
    """Remove a rule, check or sparkline with its formula; the series of a chart keeps the figures that it shows."""
    reference = formula.getparent()
    if reference is not None and local(reference) in _REFERENCES:
        _leave_figures(reference)
    else:
        drop(next((each for each in formula.iterancestors() if local(each) in _HOLDERS), formula))


def _leave_figures(reference: Element) -> None:
    """Turn a reference of a chart into the figures that are stored with it (21.2.2); it goes where there are none."""
    above = reference.getparent()
    if above is None:
        return
    cache = next((child for child in reference if local(child).endswith("Cache")), None)
    literal, is_title = _REFERENCES[local(reference)], local(above) == "tx"
    namespace = reference.tag.rpartition("}")[0] + "}"
    if cache is None or not literal or (is_title and parent_name(above) != "ser"):
        drop(above)
    elif is_title:
        # The name of a series is one text.
        value = reference.makeelement(f"{namespace}v")
        value.text = "".join(each.text or "" for each in cache.iter("{*}v"))
        above.replace(reference, value)
    else:
        reference.tag = f"{namespace}{literal}"
        reference[:] = list(cache)


class _Call(Struct, frozen=True):
    """A call of HYPERLINK from ``start`` to ``end`` of a formula."""

    start: int
    end: int
    arguments: tuple[str, ...]


def without_links(formula: str) -> tuple[str, str]:
    """The formula with the text that they show for links to other places than the web, and the last such address."""
    address, at = "", 0
    while call := _call_of(formula, at):
        literal = _LITERAL.match(call.arguments[0])
        if literal is not None and literal[1].strip() and is_web(literal[1]):
            at = call.start + 1
            continue
        address = literal[1] if literal is not None else call.arguments[0].strip()
        shown = next((each for each in reversed(call.arguments[:2]) if each.strip()), '""').strip()
        is_whole = call.start == 0 and call.end == len(formula)
        formula = formula[: call.start] + (shown if is_whole else f"({shown})") + formula[call.end :]
        at = call.start
    return formula, address


def _call_of(formula: str, at: int) -> _Call | None:
    """The first call of HYPERLINK from here on, outside strings; None where there is none."""
    texts = [(found.start(), found.end()) for found in _STRING.finditer(formula)]
    for found in _HYPERLINK.finditer(formula, at):
        if not any(start <= found.start() < end for start, end in texts):
            marks = [*_marks(formula, found.end())]
            if marks and formula[marks[-1]] == ")":
                starts = [found.end(), *(mark + 1 for mark in marks)]
                arguments = tuple(formula[start:mark] for start, mark in zip(starts, marks, strict=False))
                return _Call(found.start(), marks[-1] + 1, arguments)
    return None


def _marks(formula: str, at: int) -> Iterator[int]:
    """Where the arguments of a call end that begins here: the commas, then its closing bracket."""
    depth = 0
    while at < len(formula):
        mark = formula[at]
        if text := (_STRING.match(formula, at) or _QUOTED_NAME.match(formula, at)):
            at = text.end()
            continue
        if mark == "," and depth == 0:
            yield at
        elif mark in "({":
            depth += 1
        elif mark in ")}":
            if depth == 0:
                yield at
                return
            depth -= 1
        at += 1
