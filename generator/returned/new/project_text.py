"""Writes a ``SharedProject`` as YAML, laid out as a person would: shared fields first, then the indicators, then 分表.

Short values of the 分表 form a table, one flow mapping a line with aligned columns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.chinese.nominal_size import screen_width
from generator.project.keywords import BY, DISPLAY, EACH, FORMS, STANDARD, TEMPLATE, TREE
from generator.returned.edit.yaml_text import flow_text
from generator.returned.new.sharing import SharedProject

_MAX_WIDTH = 110  # columns; a Chinese character takes two
_MAX_COLUMN_WIDTH = 40
"""A variable with a wider value, in columns, is not part of the table."""


def project_text(template: str, shared: SharedProject, heading: Sequence[str]) -> str:
    """The text of the project file; ``heading`` are lines of comment at its beginning."""
    lines = [*(f"# {line}" for line in heading), "", f"{TEMPLATE}: {flow_text(template, flow=False)}", ""]
    lines += _block(shared.base, "")
    if shared.tree:
        lines += ["", f"{TREE}:", *_block(shared.tree, "  ")]
    if shared.display:
        lines += ["", "# 打印时与上面写法不同的名称", f"{DISPLAY}:", *_block(shared.display, "  ")]
    if shared.forms:
        lines += ["", "# 各表自己的内容", f"{FORMS}:", f"  {BY}: {shared.by}", f"  {EACH}:"]
        lines += _forms(shared.forms)
    return "\n".join(lines) + "\n"


def _block(values: Mapping[str, Any], indent: str) -> Iterator[str]:
    """The lines of a mapping in block style; attributes of an indicator are on one line where they fit."""
    for name, value in values.items():
        key = flow_text(name)
        flow = f"{indent}{key}: {flow_text(value, flow=False)}".rstrip()
        if isinstance(value, dict) and value and not (_is_leaf(value) and screen_width(flow) <= _MAX_WIDTH):
            yield f"{indent}{key}:"
            yield from _block(value, indent + "  ")
        elif isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
            yield f"{indent}{key}:"
            yield from (f"{indent}  - {flow_text(item)}" for item in value)
        elif (
            isinstance(value, str)
            and "\n" in value
            and screen_width(value) > _MAX_COLUMN_WIDTH
            and _fits_literal(value)
        ):
            yield f"{indent}{key}: |"
            yield from (f"{indent}  {line}" if line else "" for line in value.split("\n"))
        else:
            yield flow


def _is_leaf(value: Mapping[str, Any]) -> bool:
    """Whether a mapping holds the attributes of an indicator, not further levels of the tree."""
    return set(value) <= STANDARD and all(isinstance(text, str) for text in value.values())


def _fits_literal(value: str) -> bool:
    """Whether a ``|`` block prints the text unchanged: it would lose or mistake spaces at the ends of lines."""
    return value == value.strip() and not any(
        line != line.rstrip() or line[:1] in {" ", "\t"} for line in value.split("\n")
    )


def _forms(forms: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """The lines of the 分表: block mappings where one of them has long values, else a table."""
    if any(_is_long(values) for values in forms.values()):
        for name, values in forms.items():
            yield ""
            yield f"    {flow_text(name)}:" if values else f"    {flow_text(name)}: {{}}"
            yield from _block(values, "      ")
        return
    columns = _columns(forms)
    heads = {name: f"{flow_text(name)}:" for name in forms}
    indent = max(map(screen_width, heads.values())) + 1
    widths = {column: max(screen_width(_cell(column, values)) for values in forms.values()) for column in columns}
    groups = _groups(columns, widths, _MAX_WIDTH - indent)
    for name, values in forms.items():
        rows = [" ".join(_padded(column, values, widths[column]) for column in group).rstrip() for group in groups]
        rest = [_entry(key, value) for key, value in values.items() if key not in columns]
        head = f"    {heads[name]}{' ' * (indent - screen_width(heads[name]))}{{"
        yield from _in_braces(head, [row.removesuffix(",") for row in rows if row.strip()], rest)


def _groups(columns: Sequence[str], widths: Mapping[str, int], widest: int) -> list[list[str]]:
    """The columns in groups that fit on one line together."""
    groups: list[list[str]] = []
    used = widest
    for column in columns:
        if used + widths[column] + 1 > widest:
            groups.append([])
            used = 0
        groups[-1].append(column)
        used += widths[column] + 1
    return groups


def _entry(key: str, value: Any) -> list[str]:
    """An entry in flow style, in pieces between which the line may break; a piece that opens a brace comes first."""
    whole = f"{flow_text(key)}: {flow_text(value)}"
    if not isinstance(value, dict) or not value or screen_width(whole) <= _MAX_WIDTH * 2 // 3:
        return [whole]
    pieces = [f"{flow_text(name)}: {flow_text(below)}" for name, below in value.items()]
    return [f"{flow_text(key)}: {{", *(f"{piece}," for piece in pieces[:-1]), f"{pieces[-1]}}}"]


def _in_braces(head: str, rows: Sequence[str], rest: Sequence[Sequence[str]]) -> Iterator[str]:
    """The lines of one form's flow mapping: its rows of columns, then the entries in ``rest``."""
    indent = " " * screen_width(head)
    lines = [head]
    for number, row in enumerate(rows):
        lines[-1] += row if not number else ","
        if number:
            lines.append(indent + row)
    for number, pieces in enumerate(rest):
        first = not rows and number == 0
        if len(pieces) > 1:
            if not first:
                lines[-1] += ","
                lines.append(indent)
            lines[-1] += pieces[0] + pieces[1]
            deeper = indent + " " * screen_width(pieces[0])
            lines += [deeper + piece for piece in pieces[2:]]
        elif first:
            lines[-1] += pieces[0]
        elif screen_width(lines[-1]) + screen_width(pieces[0]) + 2 > _MAX_WIDTH:
            lines[-1] += ","
            lines.append(indent + pieces[0])
        else:
            lines[-1] += f", {pieces[0]}"
    lines[-1] += "}"
    return iter(lines)


def _is_long(value: Any) -> bool:
    """Whether values are too long for the table: a long text, or an indicator with several attributes."""
    if isinstance(value, dict):
        return (bool(value) and _is_leaf(value) and len(value) > 1) or any(map(_is_long, value.values()))
    return isinstance(value, str) and screen_width(value) > _MAX_WIDTH


def _columns(forms: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The variables for the columns of the table: those that most forms give and that are short in all of them."""
    counts = Counter(key for values in forms.values() for key, value in values.items() if isinstance(value, str))
    long = {
        key
        for values in forms.values()
        for key, value in values.items()
        if screen_width(flow_text(value)) > _MAX_COLUMN_WIDTH
    }
    order = dict.fromkeys(key for values in forms.values() for key in values)
    return [key for key in order if counts[key] * 2 > len(forms) and key not in long]


def _cell(column: str, values: Mapping[str, Any]) -> str:
    return f"{flow_text(column)}: {flow_text(values[column])}," if column in values else ""


def _padded(column: str, values: Mapping[str, Any], width: int) -> str:
    cell = _cell(column, values)
    blanks = " " * (width - screen_width(cell))
    if cell and str(values[column]).replace(".", "").isdigit():  # numbers are aligned to the right
        return cell.replace(": ", f": {blanks}", 1)
    return cell + blanks
