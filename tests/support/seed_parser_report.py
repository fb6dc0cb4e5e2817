"""The plain-text extraction of a self-evaluation report in, the text of each of its parts out, for the goldens.

Cells that the extraction shifted go back to their columns, paragraphs broken at the end of a page are joined, and the
marks of headings go. ``python tests/support/seed_parser_report.py`` writes the goldens.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

from seed_parser import SEEDS

FAMILY = "绩效自评报告"
GOLDEN = Path(__file__).parents[1] / "golden" / FAMILY

Row = list[tuple[str, int]]  # text and span of each cell; ↓ where a merge from above covers it

_PARAGRAPH = re.compile(r"<p>(.*?)</p>")
_NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十\d]+[、）)]")
_NEXT_POINT = re.compile(r"(?<=。)\s+(?=\d+、)")
_SECOND_LEVEL = re.compile(r"\D+指标")
_FIRST_LEVEL = re.compile(r"\D+指标 ?\(\d+分\)")
# columns that the cells of the evaluation form span, row by row, above the indicators and at the end
_FORM_TOP = [(2, 7), (2, 3, 2, 2), *[(2, 1, 1, 1, 1, 1, 1, 1)] * 5, *[(1, 4, 4)] * 2, (1,) * 9]
_FORM_END = (6, 1, 1, 1)


def report_parts(text: str) -> dict[str, str]:
    """Each part of the report by name: lines outside tables as they stand, tables as grid text."""
    lines = text.split("\n")
    first, second = (number for number, line in enumerate(lines) if line.startswith("# "))
    attachment = next(number for number, line in enumerate(lines) if re.fullmatch(r"## 附件\d+:", line))
    form, report, evaluation = lines[first:second], lines[second:attachment], lines[attachment:]
    basic, doing, benefits = _tables(form)
    begin = next(number for number, line in enumerate(form) if "\t" in line)
    end = max(number for number, line in enumerate(form) if "\t" in line)
    parts = {
        "封面": _filled(form[:begin]),
        "基本情况": [_shown(_basic_row(line)) for line in basic],
        "执行情况": [_shown(row) for row in _doing_rows(doing)],
        "效益和管理": [_shown([(_wrapped(label), 1), (_cell(value), 1)]) for label, value in _split(benefits)],
        "签署页": _filled(form[end + 1 :]),
        "正文": _joined(report),
        "自评表": _evaluation(evaluation),
    }
    return {name: "\n".join(part) + "\n" for name, part in parts.items()}


def goldens() -> dict[Path, str]:
    """The name below ``GOLDEN`` of every part of the report in the seeds, and the text it must have."""
    (seed,) = SEEDS.glob("004_*.txt")
    return {Path(f"{name}.txt"): part for name, part in report_parts(seed.read_text(encoding="utf-8")).items()}


def _tables(lines: list[str]) -> list[list[str]]:
    """The runs of lines with cells, parted by lines without."""
    blocks: list[list[str]] = [[]]
    for line in lines:
        if "\t" in line:
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _split(rows: list[str]) -> list[list[str]]:
    return [row.split("\t") for row in rows]


def _filled(lines: list[str]) -> list[str]:
    return [_unmarked(line) for line in lines if line.strip()]


def _unmarked(line: str) -> str:
    return line.lstrip("#").replace("**", "").strip()


def _cell(text: str) -> str:
    """The paragraphs of a cell with ⏎ between them; a wrong quotation mark of the extraction put right."""
    paragraphs = _PARAGRAPH.findall(text) or _NEXT_POINT.split(text)
    return re.sub(r"^》(?=\d)", "≥", "⏎".join(paragraphs))


def _wrapped(label: str) -> str:
    """A label: where the extraction has a space, its line ends."""
    return _cell(label).replace(" ", "⏎")


def _basic_row(line: str) -> Row:
    label, value, other_label, other = line.split("\t")
    if other_label:
        return [(label, 1), (value, 1), (other_label, 1), (other, 1)]
    return [(label, 1), (value, 2), (other, 1)] if other else [(label, 1), (_cell(value), 3)]


def _doing_rows(rows: list[str]) -> list[Row]:
    """The label of the whole stands in the middle of its merge in the extraction: it begins at the first row."""
    cells = _split(rows)
    (heading,) = (first for first, *_ in cells if first)
    return [
        [("↓" if number else heading, 1), (label, 1), (_cell(value), 1)]
        for number, (_, label, value) in enumerate(cells)
    ]


def _joined(lines: list[str]) -> list[str]:
    """Whole paragraphs. One goes on in the next line unless a full stop or colon, or a heading mark, ends it."""
    filled = [line for line in lines if line.strip()]
    paragraphs = [_unmarked(filled[0])]
    for before, line in pairwise(filled):
        text = _unmarked(line)
        ended = before.startswith("#") or _unmarked(before).endswith(("。", "："))
        if ended or line.startswith("#") or _NUMBERED.match(text) or text.startswith("附件："):
            paragraphs.append(text)
        else:
            paragraphs[-1] += text
    return paragraphs


def _evaluation(lines: list[str]) -> list[str]:
    rows = _split([line for line in lines if "\t" in line])
    begin = next(number for number, line in enumerate(lines) if "\t" in line)
    end = max(number for number, line in enumerate(lines) if "\t" in line)
    top = [_placed(row, spans) for row, spans in zip(rows, _FORM_TOP, strict=False)]
    table = [*top, *_indicators(rows[len(top) : -1]), _placed(rows[-1], _FORM_END)]
    return [*_filled(lines[:begin]), "", *map(_shown, table), "", *_filled(lines[end + 1 :])]


def _placed(row: list[str], spans: tuple[int, ...]) -> Row:
    starts = [sum(spans[:number]) for number in range(len(spans))]
    texts = [_cell(row[start]) if "<p>" in row[start] else _wrapped(row[start]) for start in starts]
    return [
        ("↓" if not text and not start else text, span) for text, start, span in zip(texts, starts, spans, strict=True)
    ]


def _indicators(rows: list[list[str]]) -> list[Row]:
    """Rows by what their cells say, whatever column they slipped to: a level, or 三级, four values and a reason.

    A 一级 begins where the 二级 beside it begins: the extraction may have it some rows below.
    """
    found = [[cell for cell in row if cell] for row in rows]
    firsts = [next((cell for cell in cells if _FIRST_LEVEL.fullmatch(cell)), "") for cells in found]
    seconds = [next((cell for cell in cells if _SECOND_LEVEL.fullmatch(cell)), "") for cells in found]
    begins = [number for number, name in enumerate(seconds) if name and name not in seconds[:number]]
    tops = {max(begin for begin in begins if begin <= number): name for number, name in enumerate(firsts) if name}
    result: list[Row] = []
    for number, cells in enumerate(found):
        rest = [cell for cell in cells if cell not in {firsts[number], seconds[number]}]
        texts = [*(_cell(cell) for cell in rest), ""][:6]
        first = _wrapped(tops[number]) if number in tops else "↓"
        second = seconds[number] if number in begins else "↓"
        result.append([(text, 1) for text in ("↓", first, second, *texts)])
    return result


def _shown(row: Row) -> str:
    return " | ".join(f"{text} ×{span}".strip() if span > 1 else text for text, span in row).rstrip()


if __name__ == "__main__":
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for place, expected in goldens().items():
        (GOLDEN / place).write_text(expected, encoding="utf-8")
