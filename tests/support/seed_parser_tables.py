"""The extractions of tables with a tab between cells in, the text grid that every form must show out.

Cells of a row may have slipped to the left or right there, and a table that ran over pages was cut at each page.
``python tests/support/seed_parser_tables.py`` writes the goldens.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from seed_parser import GOLDEN, SEEDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SPENDING = "项目支出绩效目标表"
DIRECTION = "二级项目绩效目标表"

_NEW_SPENDING = re.compile(rf"^(?=\d+年{SPENDING}$)", re.MULTILINE)
_WRAP = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_KINDS = frozenset(("≥", "≤", "=", "定性"))
_VALUE = re.compile(r"[>≥] [\d.]+|\d+年\d+月底前|不超预算|保持")
# the extraction lost some labels of the first level
_FIRST_LEVEL = {
    "数量指标": "产出指标",
    "时效指标": "产出指标",
    "成本指标": "产出指标",
    "经济效益指标": "效益指标",
    "服务对象满意度指标": "满意度指标",
}


def goldens() -> dict[Path, str]:
    """The path below ``tests/golden`` of every form in the seeds, and the text it must have."""
    found: dict[Path, str] = {}
    for seed in SEEDS.glob("002_*.txt"):
        found |= dict(_spending_forms(seed.read_text(encoding="utf-8")))
    for seed in SEEDS.glob("003_*.txt"):
        found |= dict([_direction_form(seed.read_text(encoding="utf-8"))])
    return found


def _spending_forms(text: str) -> Iterator[tuple[Path, str]]:
    """One form per project; a row of indicators that slipped left goes back under its headings."""
    forms = [_lines(chunk) for chunk in _NEW_SPENDING.split(text) if chunk.strip()]
    cells = [[_cells(line.replace(r"\geq", "≥"), 9) for line in lines[3:]] for lines in forms]
    second_level = {row[2] for rows in cells for row in rows if not row[0]} - {""}
    for (title, unit, money, *_), rows in zip(forms, cells, strict=True):
        shown = [_spending_row(row, second_level) for row in rows]
        yield Path(SPENDING, f"{rows[0][1]}.txt"), _text([title, f"{unit} {money}"], shown)


def _spending_row(row: Sequence[str], second_level: set[str]) -> str:
    if row[0] in second_level:
        row = ["", "", *row[:7]]
    elif row[3] in _KINDS:
        row = ["", *row[:8]]
    if "一级指标" in row:
        return _joined(row)
    if not row[0]:
        return _joined([cell or "↓" for cell in row[:3]] + list(row[3:]))
    return _spread(row)


def _direction_form(text: str) -> tuple[Path, str]:
    """Two tables: the project, and the indicators, whose pages are joined into one."""
    (heading, *lines) = _lines(text.replace("用款单位 ", "用款单位\t"))
    rows = [_cells(_WRAP.sub("", line), 6) for line in lines]
    begins = next(index for index, row in enumerate(rows) if "一级指标" in row)
    title, form = heading.split()
    named = re.fullmatch(r"(\d+年).+（(.+)）", title)
    if named is None:
        raise ValueError(f"不是某年某方向的资金：{title}")
    headings = ["绩效目标", *rows[begins][1:]]
    shown = [*map(_spread, rows[:begins]), "", _joined(headings), *_indicators(rows[begins:])]
    return Path(DIRECTION, f"{named[1]}{named[2]}.txt"), _text([title, form], shown)


def _indicators(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Only the order of a row's cells is right: labels, if any, then 三级, and one value for the period, one a year."""
    first = second = ""
    for row in rows:
        if "一级指标" in row:
            continue
        values = [cell for cell in row if _VALUE.fullmatch(cell)]
        *labels, third = (cell for cell in row if cell and cell not in values)
        new_second = labels[-1] if labels else second
        new_first = _FIRST_LEVEL[new_second]
        shown = ["↓" if new_first == first else new_first, "↓" if new_second == second else new_second]
        first, second = new_first, new_second
        # the extraction lost the second value of one row, which was the same
        yield _joined(["↓", *shown, third, values[0], values[-1]])


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _cells(line: str, columns: int) -> list[str]:
    cells = [cell.strip() for cell in line.split("\t")]
    return (cells + [""] * columns)[:columns]


def _spread(row: Sequence[str]) -> str:
    """A cell spans the blanks to its right; a blank at the beginning is covered from above."""
    starts = [index for index, cell in enumerate(row) if cell or index == 0]
    spans = [end - start for start, end in pairwise([*starts, len(row)])]
    cells = [row[start] or "↓" for start in starts]
    return _joined([f"{cell} ×{span}" if span > 1 else cell for cell, span in zip(cells, spans, strict=True)])


def _joined(cells: Sequence[str]) -> str:
    return " | ".join(cells).rstrip()


def _text(headings: Sequence[str], rows: Sequence[str]) -> str:
    return "\n".join([*headings, "", *rows]) + "\n"


if __name__ == "__main__":
    for place, expected in goldens().items():
        (GOLDEN / place).parent.mkdir(parents=True, exist_ok=True)
        (GOLDEN / place).write_text(expected, encoding="utf-8")
