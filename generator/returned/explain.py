"""Finds the ways to make a place of the data print a given text.

The value there may mix words and variables (``≥{{ 支持企业 }}家``). Where the text fits that pattern, the variables can
take new values; the other way is to override the value at this place for the 分表 alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from msgspec import Struct

from generator.chinese.quantity import parse_quantity
from generator.jinja.tags import TagKind, has_tags, scan
from generator.jinja.values import Missing
from generator.project.expression import expression_of, literal_of
from generator.project.indicators.breakdown import SIGNS
from generator.project.keywords import BARE_VALUE, GIVEN, KIND, NUMBER, TOTAL, TREE, UNIT
from generator.project.yaml.nodes import Node, Text
from generator.returned.edit.yaml_text import Value
from generator.returned.expected import PrintedPiece, readings
from generator.returned.origins import DataPlace, Origins, Path

VARIABLE, OVERRIDE = "变量", "覆盖"
_PLAIN_NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_MAX_DEPTH = 8  # variables that refer to variables are followed this far


class Write(Struct, frozen=True):
    """One value to write into the data of a sub-form; ``value`` None removes the entry."""

    path: Path
    value: Value


class Explanation(Struct, frozen=True):
    """One way to explain a change; ``kind`` is 变量 or 覆盖, ``variables`` has the new values of those changed."""

    kind: str
    writes: tuple[Write, ...]
    variables: Mapping[str, str]


def explanations(place: DataPlace, text: str, origins: Origins, fixed_names: frozenset[str]) -> list[Explanation]:
    """The ways to make a place print a text, those by variables first.

    ``fixed_names`` are the variables of 按, which cannot be written. Empty where there is no way.
    """
    if place.composed:
        return list(_by_parts(place, text, origins, fixed_names))
    found = list(_by_variables(place.node, text, origins, fixed_names, 0))
    if not (len(place.path) == 1 and place.path[0] in fixed_names):
        found.append(Explanation(OVERRIDE, (Write(place.path, _rewritten(place.node, text, origins)),), {}))
    return found


def _rewritten(node: Node | None, text: str, origins: Origins) -> str:
    """The value that prints a text. Lines of the old value that still print the same keep their expressions."""
    if not isinstance(node, Text) or "\n" not in node.value.strip() or not has_tags(node.value):
        return escaped(text)
    old = [line for line in node.value.split("\n") if line.strip()]
    printed = [_printed_line(line, origins) for line in old]
    new = [line.strip() for line in text.split("\n")]
    matcher = SequenceMatcher(None, printed, new, autojunk=False)
    lines: list[str] = []
    for kind, start, end, first, last in matcher.get_opcodes():
        lines += old[start:end] if kind == "equal" else [escaped(line) for line in text.split("\n")[first:last]]
    return "\n".join(lines)


def _printed_line(line: str, origins: Origins) -> str:
    """What one line of a value prints; a NUL character, which equals no text, if a block goes on over its end."""
    expression = expression_of(line)
    return "\0" if expression.mistakes else expression.evaluate(origins.context)[0].strip()


def _by_parts(place: DataPlace, text: str, origins: Origins, fixed_names: frozenset[str]) -> Iterator[Explanation]:
    """The ways for a 指标值 that is composed of 类型, 值 and 单位: those of all parts that changed, together."""
    parts = {str(part.path[-1]): part for part in place.composed}
    changed = _changed_parts({name: _printed_value(part.node, origins) for name, part in parts.items()}, text)
    choices = [explanations(parts[name], new, origins, fixed_names) for name, new in changed.items()]
    if not choices or not all(choices):
        return
    for kind in (VARIABLE, OVERRIDE):
        chosen = [next((one for one in each if one.kind == kind), each[-1]) for each in choices]
        if any(one.kind == kind for one in chosen):
            writes = tuple(write for one in chosen for write in one.writes)
            yield Explanation(kind, writes, {name: new for one in chosen for name, new in one.variables.items()})


def _changed_parts(old: Mapping[str, str], text: str) -> Mapping[str, str]:
    """The new texts of those of 类型, 值 and 单位 that changed, by name; empty where the text does not tell them."""
    # 值 prints alone where 类型 is no sign (定性), and where it is blank.
    if BARE_VALUE in old and (old.get(KIND, "") not in SIGNS or not old[BARE_VALUE].strip() or not text.strip()):
        return {BARE_VALUE: text.strip()}
    found = readings([PrintedPiece(value, name) for name, value in old.items()], text)
    if len(found) == 1:
        return {str(name): new for name, new in found[0].items()}
    quantity = parse_quantity(text)
    if quantity is None:
        return {}
    new = {KIND: quantity.sign, BARE_VALUE: quantity.number, UNIT: quantity.unit}
    # Nothing of the text may be lost: words that no part holds, or a part that has no place.
    if "".join(new.values()) != "".join(text.split()) or any(new[name] and name not in old for name in new):
        return {}
    return {name: new[name] for name in old if new[name] != old[name]}


def _printed_value(node: Node | None, origins: Origins) -> str:
    return expression_of(node.value).evaluate(origins.context)[0] if isinstance(node, Text) else ""


def _by_variables(
    node: Node | None, text: str, origins: Origins, fixed_names: frozenset[str], depth: int
) -> Iterator[Explanation]:
    """The ways to make a value print a text by new values of the variables in it; ``depth`` counts the recursion."""
    if not isinstance(node, Text) or literal_of(node.value) is not None or depth > _MAX_DEPTH:
        return
    pieces = pieces_of(node.value, origins.context)
    if pieces is None:
        return
    for reading in readings(pieces, text):
        writes: list[Write] = []
        variables: dict[str, str] = {}
        for key, new in reading.items():
            path = tuple(str(key).split("."))
            if path[0] in fixed_names | GIVEN | {NUMBER, TOTAL, TREE}:
                break  # nobody wrote this value, so the reading explains nothing
            # The variable may itself be composed of others: then the innermost one that fits takes the new value.
            nested = next(_by_variables(origins.node_at(path), new, origins, fixed_names, depth + 1), None)
            writes += nested.writes if nested else [Write(path, escaped(new))]
            variables |= nested.variables if nested else {".".join(path): new}
        else:
            yield Explanation(VARIABLE, tuple(writes), variables)


def pieces_of(value: str, names: Mapping[str, object]) -> list[PrintedPiece] | None:
    """A value of the project file as pieces: plain names with the name as key, everything else as fixed text.

    An expression that computes counts as the fixed text that it prints now. None where the value contains a block.
    """
    tags, unclosed = scan(value)
    if unclosed or any(tag.kind is TagKind.BLOCK for tag in tags):
        return None
    pieces: list[PrintedPiece] = []
    at = 0
    value = value.removesuffix("\n")  # a block scalar ends with one that is not printed
    for tag in tags:
        if value[at : tag.start]:
            pieces.append(PrintedPiece(value[at : tag.start]))
        at = tag.end
        if tag.kind is TagKind.PRINT:
            is_name = _PLAIN_NAME.fullmatch(tag.code) is not None
            pieces.append(PrintedPiece(_printed_tag(tag.raw, tag.code, names), tag.code if is_name else None))
    if value[at:]:
        pieces.append(PrintedPiece(value[at:]))
    return pieces


def _printed_tag(raw: str, code: str, names: Mapping[str, object]) -> str:
    if isinstance(names.get(code), Missing):  # evaluating it would report an error
        return ""
    return expression_of(raw).evaluate(names)[0]


def escaped(text: str) -> str:
    """A value that prints exactly this text: braces that would begin a tag are printed by an expression."""
    if not has_tags(text):
        return text
    return re.sub(r"[{｛](?=[{｛%％#＃])", lambda found: "{{ '" + found[0] + "' }}", text)
