"""``jixiao build`` makes the self-evaluation report as it was issued: its tables, its narrative, its pages."""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import chain
from pathlib import Path

import docx
import pytest
from docx_grid import Grid, grid_text, read_tables, structure_problems
from msgspec import Struct
from seed_parser_report import GOLDEN, goldens
from validate_ooxml import problems

CHECKOUT = Path(__file__).parents[2]
PROJECT = CHECKOUT / "data" / "2023年度开放型经济和招商引资专项资金.yaml"
TABLES = ["基本情况", "执行情况", "效益和管理", "自评表"]
NUMBERINGS = {
    "一级标题": r"[一二三四五六七八九十]+、",
    "二级标题": r"[（(][一二三四五六七八九十]+[）)]",
    "三级标题": r"\d+、",
    "四级标题": r"[（(]\d+[）)]",
}
EVEN_NUMBER_ENDS_BEFORE = 200  # of the 595 points that an A4 page is wide
ODD_NUMBER_BEGINS_AFTER = 395


class Printed(Struct, frozen=True):
    """The PDF that LibreOffice makes of the report: the text of each page, and where its page number stands."""

    pages: list[str]
    numbers: list[tuple[int, float, float] | None]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("output")
    command = [sys.executable, "-m", "generator", "build", str(PROJECT), "--out", str(out)]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return out / PROJECT.stem / f"{PROJECT.stem}.docx"


@pytest.fixture(scope="module")
def tables(report: Path) -> dict[str, Grid]:
    return dict(zip(TABLES, read_tables(report), strict=True))


@pytest.fixture(scope="module")
def paragraphs(report: Path) -> list[tuple[str, str]]:
    """The style and the text, without white space, of each paragraph outside tables that shows anything."""
    found = [(p.style.name, squeezed(p.text)) for p in docx.Document(str(report)).paragraphs if p.style]
    return [(style, text) for style, text in found if text]


@pytest.fixture(scope="module")
def printed(report: Path, tmp_path_factory: pytest.TempPathFactory) -> Printed:
    folder = tmp_path_factory.mktemp("pdf")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(report)]
    subprocess.run(convert, check=True, capture_output=True, timeout=180)
    pdf = folder / f"{report.stem}.pdf"
    text = subprocess.run(
        ["pdftotext", "-raw", str(pdf), "-"], check=True, capture_output=True, encoding="utf-8"
    ).stdout
    boxes = subprocess.run(
        ["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True, encoding="utf-8"
    ).stdout
    pages = [re.sub(r"—\s*\d+\s*—\s*$", "", page) for page in text.removesuffix("\f").split("\f")]
    return Printed(pages, [_page_number(page) for page in boxes.split("<page ")[1:]])


def _page_number(page: str) -> tuple[int, float, float] | None:
    """The number in the lowest line and from where to where its dashes reach; None on a page without."""
    words = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)".*?>([^<]*)</word>', page)
    lowest = max(float(top) for _, top, _, _ in words)
    line = [(float(left), float(right), word) for left, top, right, word in words if lowest - float(top) < 2]
    found = re.fullmatch(r"—(\d+)—", "".join(word for *_, word in line))
    return (int(found[1]), line[0][0], line[-1][1]) if found else None


def golden(part: str) -> str:
    return (GOLDEN / f"{part}.txt").read_text(encoding="utf-8")


def golden_table(part: str) -> list[list[str]]:
    return [line.split(" | ") for line in golden(part).split("\n") if " | " in line]


def squeezed(text: str) -> str:
    return "".join(text.split())


def edit_distance(one: str, other: str, most: int) -> int:
    """Levenshtein's distance, exact up to ``most``, else ``most + 1``: only the diagonals within it are filled in."""
    above = list(range(len(other) + 1))
    for row, character in enumerate(one, start=1):
        first, last = max(1, row - most), min(len(other), row + most)
        here = [row, *[most + 1] * len(other)]
        for column in range(first, last + 1):
            kept = above[column - 1] + (character != other[column - 1])
            here[column] = min(kept, above[column] + 1, (here[column - 1] if column > 1 else row) + 1)
        above = here
    return min(above[len(other)], most + 1)


def test_every_golden_file_is_its_part_of_the_seed() -> None:
    written = {path.relative_to(GOLDEN): path.read_text(encoding="utf-8") for path in GOLDEN.glob("*.txt")}
    assert written == goldens()


@pytest.mark.parametrize("part", TABLES)
def test_table_shows_what_the_issued_one_shows(part: str, tables: dict[str, Grid]) -> None:
    expected = [squeezed(line) for line in golden(part).split("\n") if " | " in line]
    assert [squeezed(line) for line in grid_text(tables[part]).split("\n")] == expected


def test_indicators_merge_over_their_levels(tables: dict[str, Grid]) -> None:
    rows = tables["自评表"].rows[-18:-1]
    spans = [[row[level].row_span for row in rows if not row[level].covered] for level in (1, 2)]
    assert spans == [[10, 5, 2], [4, 3, 2, 1, 2, 2, 1, 2]]


def test_every_indicator_has_its_points_its_score_and_the_reason_of_its_deviation(tables: dict[str, Grid]) -> None:
    shown = [[squeezed(row[column].text) for column in (3, 6, 7, 8)] for row in tables["自评表"].rows[-18:-1]]
    issued = [[*row, ""][:9] for row in golden_table("自评表")[-18:-1]]
    assert shown == [[squeezed(row[column].removesuffix(" |")) for column in (3, 6, 7, 8)] for row in issued]
    assert sum(float(points) for _, points, *_ in shown) == 90
    assert len([reason for *_, reason in shown if reason]) == 3


def test_lines_of_the_cover_and_of_the_signature_page_are_those_of_the_issued_report(
    paragraphs: list[tuple[str, str]],
) -> None:
    issued = [squeezed(line) for part in ("封面", "签署页") for line in golden(part).splitlines()]
    assert [text for _, text in paragraphs[: len(issued)]] == issued


def test_lines_around_the_evaluation_form_are_those_of_the_issued_report(paragraphs: list[tuple[str, str]]) -> None:
    above, _, below = golden("自评表").split("\n\n")
    *headings, signatures = [text for _, text in paragraphs[-4:]]
    assert headings == [squeezed(line) for line in above.splitlines()]
    assert signatures == squeezed(below)


def test_narrative_is_that_of_the_issued_report_but_for_one_character_in_a_hundred(
    paragraphs: list[tuple[str, str]],
) -> None:
    issued = squeezed(golden("正文"))
    made = "".join(text for _, text in narrative(paragraphs))
    most = len(issued) // 100
    assert edit_distance(made, issued, most) <= most


def test_narrative_has_the_paragraphs_of_the_issued_report(paragraphs: list[tuple[str, str]]) -> None:
    assert [text for _, text in narrative(paragraphs)] == [squeezed(line) for line in golden("正文").splitlines()]


def test_every_paragraph_of_the_narrative_has_the_style_of_its_numbering(paragraphs: list[tuple[str, str]]) -> None:
    (title, _), *body, (note, _) = narrative(paragraphs)
    assert (title, note) == ("报告标题", "附件说明")
    for style, text in body:
        by_number = [name for name, numbering in NUMBERINGS.items() if re.match(numbering, text)]
        assert [style] == (by_number or ["正文"]), text
    assert {style for style, _ in body} == {*NUMBERINGS, "正文"}


def narrative(paragraphs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    styles = [style for style, _ in paragraphs]
    return paragraphs[styles.index("报告标题") : styles.index("附件说明") + 1]


@pytest.mark.parametrize(
    ("one", "other", "most", "distance"),
    [
        ("绩效", "绩效", 1, 0),
        ("绩效自评", "绩自评", 2, 1),
        ("kitten", "sitting", 5, 3),
        ("甲乙丙丁", "戊己庚辛", 2, 3),
        ("", "甲", 1, 1),
    ],
)
def test_edit_distance_counts_insertions_deletions_and_substitutions(
    one: str, other: str, most: int, distance: int
) -> None:
    assert edit_distance(one, other, most) == distance


def test_report_is_structurally_sound(report: Path) -> None:
    assert structure_problems(report) == []


def test_report_is_valid_against_the_office_schemas(report: Path) -> None:
    assert problems(report) == []


@pytest.mark.libreoffice
def test_report_has_about_twenty_pages_and_none_is_blank(printed: Printed) -> None:
    assert 18 <= len(printed.pages) <= 22
    assert [number for number, page in enumerate(printed.pages, start=1) if not page.strip()] == []


@pytest.mark.libreoffice
def test_cover_is_one_page_without_a_number_and_the_others_count_from_one(printed: Printed) -> None:
    cover, *others = printed.numbers
    assert cover is None
    assert squeezed(printed.pages[0]) == squeezed(golden("封面"))
    assert [number and number[0] for number in others] == list(range(1, len(printed.pages)))


@pytest.mark.libreoffice
def test_odd_page_numbers_stand_right_and_even_ones_left(printed: Printed) -> None:
    for found in filter(None, printed.numbers):
        number, left, right = found
        assert left > ODD_NUMBER_BEGINS_AFTER if number % 2 else right < EVEN_NUMBER_ENDS_BEFORE


@pytest.mark.libreoffice
def test_each_part_begins_a_page_of_its_own(printed: Printed) -> None:
    beginnings = [squeezed(golden(part).splitlines()[0]) for part in ("签署页", "正文", "自评表")]
    pages = [squeezed(page) for page in printed.pages]
    assert [sum(page.startswith(beginning) for page in pages) for beginning in beginnings] == [1, 1, 1]


@pytest.mark.libreoffice
def test_paragraphs_broken_over_pages_lose_no_text(printed: Printed, tables: dict[str, Grid]) -> None:
    cells = [cell.text.split("\n") for part in TABLES[:3] for row in tables[part].rows for cell in row]
    long = [line for line in [*chain.from_iterable(cells), *golden("正文").splitlines()] if len(line) > 30]
    assert len(long) > 60
    text = without_commas("".join(printed.pages))
    assert [line for line in long if without_commas(line) not in text] == []


def without_commas(text: str) -> str:
    """LibreOffice does not draw a comma that has to hang beyond a line which is full without it."""
    return re.sub("[，、；]", "", squeezed(text))
