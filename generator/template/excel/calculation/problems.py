"""Tells the faults of a filled form as problems, at the cells of the template that they come from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from generator.office.columns import letters_of
from generator.problem import Problem, Source
from generator.template.excel.calculation.faults import Fault
from generator.template.excel.moves import Moves


def fault_problems(faults: Iterable[Fault], sheets: Sequence[Moves], file: str, form: str) -> list[Problem]:
    """The problems of a 分表; faults of the copies of one cell are one."""
    found: dict[tuple[Source, str], list[tuple[str, Fault]]] = {}
    for fault in faults:
        number, row, column = fault.place
        moves = sheets[number]
        at = moves.template_cell(row, column)
        source = Source(file, place=f"工作表“{moves.original}” {letters_of(at[1])}{at[0]}")
        found.setdefault((source, fault.code), []).append((f"{letters_of(column)}{row}", fault))
    return [
        Problem(source, code, _message(source, places), form, severity=places[0][1].severity)
        for (source, code), places in found.items()
    ]


def _message(source: Source, places: Sequence[tuple[str, Fault]]) -> str:
    cell, first = places[0]
    where = "" if source.place.endswith(f" {cell}") else f"填好后的 {cell}："
    more = f"（重复的行里共 {len(places)} 格这样）" if len(places) > 1 else ""
    return f"{where}{first.message}{more}"
