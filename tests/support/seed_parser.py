"""The plain-text extraction of a real document in, the text grid that every city's form must show out.

In the extraction a line that begins with a tab is a cell, a line without one goes on in the cell before it, and a blank
line ends a row; a blank cell is blank or covered by a merge.
``python tests/support/seed_parser.py`` writes the goldens.
"""

from __future__ import annotations

import re
from pathlib import Path

from msgspec import Struct

FAMILIES = {"000": "对非经贸合作资金", "001": "跨境电商资金"}
GOLDEN = Path(__file__).parents[1] / "golden"
SEEDS = Path(__file__).parents[1] / "data" / "seeds"

_NEW_FORM = re.compile(r"^(?=附件\d+$)", re.MULTILINE)
_OFFICES = re.compile(r"(.+?)(?:商务局|财政局)、\1(?:商务局|财政局)")
# columns that the cells of a row span, by the number of cells
_SPANS = {2: (1, 4), 3: (1, 2, 2), 5: (1, 1, 1, 1, 1)}
# in a row of five, these hold 绩效指标, 一级 and 二级: a blank one continues the label above
_LABELS = {2: 1, 3: 1, 5: 3}


class SeedForm(Struct, frozen=True):
    """One issued form: the lines above its table, and the table's cells with their line breaks."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def city(self) -> str:
        """The name that stands before 商务局 and 财政局, the offices of the second row."""
        offices = _OFFICES.fullmatch(self.rows[1][1])
        if offices is None:
            raise ValueError(f"不是两个主管部门：{self.rows[1][1]}")
        return offices[1]


def seed_forms(text: str) -> list[SeedForm]:
    """All forms of one seed, in its order."""
    return [_form(chunk) for chunk in _NEW_FORM.split(text) if chunk.strip()]


def form_text(form: SeedForm) -> str:
    """The headings, an empty line, and the table: ``↓`` is covered from above, ``×N`` a span, ``⏎`` a line break."""
    return "\n".join([*form.headings, "", *(_row_text(row) for row in form.rows)]) + "\n"


def goldens() -> dict[Path, str]:
    """The path below ``tests/golden`` of every form in the seeds, and the text it must have."""
    return {
        Path(family, f"{form.city}.txt"): form_text(form)
        for number, family in FAMILIES.items()
        for seed in SEEDS.glob(f"{number}_*.txt")
        for form in seed_forms(seed.read_text(encoding="utf-8"))
    }


def _form(chunk: str) -> SeedForm:
    headings: list[str] = []
    rows: list[list[str]] = []
    row_ended = True
    for line in chunk.splitlines():
        text = line.strip()
        if line.startswith("\t"):
            if row_ended:
                rows.append([])
            rows[-1].append(text)
            row_ended = False
        elif not text:
            row_ended = True
        elif rows:
            rows[-1][-1] += f"\n{text}"
            row_ended = False
        else:
            headings.append(text)
    return SeedForm(tuple(headings), tuple(tuple(row) for row in rows))


def _row_text(row: tuple[str, ...]) -> str:
    shown = [
        _cell_text("↓" if not text and col < _LABELS[len(row)] else text, span)
        for col, (text, span) in enumerate(zip(row, _SPANS[len(row)], strict=True))
    ]
    return " | ".join(shown).rstrip()


def _cell_text(text: str, span: int) -> str:
    flat = text.replace("\n", "⏎")
    return f"{flat} ×{span}".strip() if span > 1 else flat


if __name__ == "__main__":
    for place, expected in goldens().items():
        (GOLDEN / place).parent.mkdir(parents=True, exist_ok=True)
        (GOLDEN / place).write_text(expected, encoding="utf-8")
