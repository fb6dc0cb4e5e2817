"""Compares the form that a project makes with the one that was returned, and lists every difference with its place.

A difference names the printed value or the row of the indicator tree that it concerns. What to write into the project
for it is decided in ``decide`` and ``rows``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from msgspec import Struct

from generator.document.lines import FormCell, FormLine
from generator.jinja.values import IndicatorRow, Label
from generator.project.keywords import LEVELS, TREE
from generator.returned.expected import ExpectedCell, ExpectedLine, fits, is_unchanged, normalized, readings
from generator.returned.match import LinePair, MatchedLines, match
from generator.template.trace import Trace

_MIN_NAME_LIKENESS = 0.5
"""Two rows whose names are less alike than this and whose values differ too are different indicators."""


class Edit(Struct, frozen=True):
    """A printed value whose text was changed."""

    place: str
    label: str
    trace: Trace
    old: str
    new: str


class Unwritable(Struct, frozen=True):
    """A difference that no edit of the project can explain, or none for certain; ``reason`` says why (Chinese).

    ``traces`` are the printed values whose text is therefore not known.
    """

    place: str
    label: str
    old: str
    new: str
    reason: str
    traces: tuple[Trace, ...] = ()


class TreeRow(Struct, frozen=True):
    """A row of an indicator tree in the returned form; ``expected`` is None for a row that was added.

    ``tree`` is the key of the tree.
    """

    line: FormLine
    expected: ExpectedLine | None
    tree: str


class Comparison(Struct, frozen=True):
    """All differences of one form.

    ``rows`` are all rows of the indicator trees in their new order; empty where none was added, deleted or moved.
    ``lost`` are the expected rows of the trees that were deleted.
    """

    edits: tuple[Edit, ...]
    unwritable: tuple[Unwritable, ...]
    rows: tuple[TreeRow, ...]
    lost: tuple[ExpectedLine, ...]

    @property
    def same(self) -> bool:
        """Whether nothing was changed."""
        return not (self.edits or self.unwritable or self.rows or self.lost)


def row_of(line: ExpectedLine | None) -> IndicatorRow | None:
    """The indicator that a row of the form prints; None for any other line."""
    if line is None or not line.table:
        return None
    owners = (access.owner for trace in line.traces() for access in trace.accesses)
    return next((owner for owner in owners if isinstance(owner, IndicatorRow) and LEVELS[-1] in owner), None)


def tree_of(line: ExpectedLine | None) -> str:
    """The key of the indicator tree that a row of the form belongs to; blank for any other line."""
    row = row_of(line)
    return "" if row is None else row.other_tree() or TREE


def compare_lines(expected: Sequence[ExpectedLine], actual: Sequence[FormLine]) -> Comparison:
    """All differences between the expected lines of a form and those that were returned."""
    matching = match(expected, actual)
    edits: list[Edit] = []
    unwritable: list[Unwritable] = []
    pairs = _separate_different_rows(matching)
    runs = _MultiLineValues(pairs)
    for pair in [*pairs, *matching.moved]:
        if runs.includes(pair):  # compared as a whole below
            continue
        if pair.expected is not None and pair.actual is not None:
            for found in _cell_differences(pair.expected, pair.actual):
                (edits if isinstance(found, Edit) else unwritable).append(found)  # type: ignore[arg-type]
    edits += runs.edits()
    rows, lost, strays = _tree_rows([pair for pair in pairs if not runs.includes(pair)], matching.moved, actual)
    unwritable += strays
    return Comparison(tuple(edits), tuple(unwritable), tuple(rows), tuple(lost))


def _separate_different_rows(matching: MatchedLines) -> list[LinePair]:
    """The pairs, but two different indicators that only stand at the same place are one deleted and one added row."""
    found: list[LinePair] = []
    for pair in matching.pairs:
        if pair.expected is not None and pair.actual is not None and _are_two_rows(pair.expected, pair.actual):
            found += [LinePair(pair.expected, None), LinePair(None, pair.actual)]
        else:
            found.append(pair)
    return found


def _are_two_rows(expected: ExpectedLine, actual: FormLine) -> bool:
    """Whether an expected row of the tree and the row paired with it are different indicators."""
    row = row_of(expected)
    if row is None or len(expected.cells) != len(actual.cells):
        return False
    both = list(zip(expected.cells, actual.cells, strict=True))
    labels = [(one, other) for one, other in both if _label(one) is not None]
    # A label with other words that is merged with the one above on one side only: another branch of the tree.
    if any(
        one.covered != other.covered and other.text.strip() and not fits(one.pieces, other.text)
        for one, other in labels
    ):
        return True
    third = row[LEVELS[-1]]
    named = next(((one, other) for one, other in labels if _label(one) == third), None)
    if named is None or fits(named[0].pieces, named[1].text):
        return False
    if not str(third).strip():  # a name was typed into the blank row of a 二级: that adds an indicator
        return True
    # A renamed indicator has a similar name or the same values; else it was replaced by another one.
    values = [fits(one.pieces, other.text) for one, other in both if one.traces and (one, other) not in labels]
    alike = SequenceMatcher(None, normalized(named[0].text), normalized(named[1].text), autojunk=False).ratio()
    return alike < _MIN_NAME_LIKENESS and not all(values)


def _label(cell: ExpectedCell) -> Label | None:
    found = (trace.value for trace in cell.traces.values() if isinstance(trace.value, Label))
    return next(found, None)


def _cell_differences(expected: ExpectedLine, actual: FormLine) -> Iterator[Edit | Unwritable]:
    """The differences of two lines, cell by cell; a single one where they have not equally many cells."""
    if len(expected.cells) != len(actual.cells):
        counts = f"这一行应有 {len(expected.cells)} 格，现在是 {len(actual.cells)} 格（合并或拆分了单元格）"
        yield Unwritable(actual.place, "", _shown(expected), _shown(actual), counts, tuple(expected.traces()))
        return
    for number, (one, other) in enumerate(zip(expected.cells, actual.cells, strict=True)):
        # A covered cell repeats the text of the merge above; a change of that is found in the row where it begins.
        if (one.covered and other.covered) or is_unchanged(one, other):
            continue
        yield from _cell_difference(one, other, actual.place_of(number), label_of(expected, number))


def _cell_difference(expected: ExpectedCell, actual: FormCell, place: str, label: str) -> Iterator[Edit | Unwritable]:
    found = readings(expected.pieces, actual.text)
    if reason := _why_unreadable(expected, actual, len(found)):
        yield Unwritable(place, label, expected.text, actual.text, reason, tuple(expected.traces.values()))
        return
    old = {piece.key: piece.text for piece in expected.pieces}
    for key, new in found[0].items():
        if isinstance(key, int):
            yield Edit(place, label, expected.traces[key], old[key], new)


def _why_unreadable(expected: ExpectedCell, actual: FormCell, count: int) -> str:
    """Why the changed text of a cell is no new value, in Chinese; blank where it is.

    ``count`` is the number of ways to read it.
    """
    if expected.covered != actual.covered:
        lost = not actual.text.strip()
        return "合并单元格的文字不见了，按原来的办" if lost else "单元格的上下合并与模板不同"
    if expected.formula is not None:
        return "这一格是公式算出来的，不写回；要改结果请改它用到的数，要改公式请改模板"
    if lacks_result(actual):
        return "这一格是公式，文件里没有算出的结果；请用 Excel 或 WPS 打开、保存一次再读"
    if expected.fixed:
        return "这是模板里固定的文字，要改请改模板"
    if not count:
        return "与模板在这一格里固定的文字对不上"
    return "这一格由几个值拼成，看不出改的是哪一个" if count > 1 else ""


def lacks_result(cell: FormCell) -> bool:
    """Whether a cell holds a formula whose result is not in the file: what it shows is not known."""
    return cell.formula is not None and not cell.formula.has_result


def label_of(line: ExpectedLine, number: int) -> str:
    """What a person would call a cell: the indicator's name, else the fixed words in it or to its left.

    Where there are no such words, the expression of the template that fills it.
    """
    row = row_of(line)
    if row is not None:
        return " ".join(str(row[LEVELS[-1]]).split())
    for cell in reversed(line.cells[: number + 1]):
        words = "".join(piece.text for piece in cell.pieces if piece.key is None).strip(" \t\n：:")
        if any(map(str.isalpha, words)) and cell.formula is None:
            return "".join(words.split())
    return next((trace.expression for trace in line.cells[number].traces.values()), "")


def _shown(line: ExpectedLine | FormLine) -> str:
    return " | ".join(" ".join(cell.text.split()) for cell in line.cells)


class _MultiLineValues:
    """The runs of paragraphs that a value of several lines was printed as (filters 段落 and 公文).

    People add and delete paragraphs in such a run, so it is compared as one text, not paragraph by paragraph.
    """

    def __init__(self, pairs: Sequence[LinePair]) -> None:
        self._pairs = pairs
        self._spans: dict[int, tuple[int, int]] = {}
        for at, pair in enumerate(pairs):
            if pair.expected is not None and pair.expected.value_id is not None:
                first, _ = self._spans.get(pair.expected.value_id, (at, at))
                self._spans[pair.expected.value_id] = first, at
        self._spans = {value_id: self._widened(*span) for value_id, span in self._spans.items()}
        self._taken = {id(pairs[at]) for first, last in self._spans.values() for at in range(first, last + 1)}

    def includes(self, pair: LinePair) -> bool:
        """Whether a pair is part of such a run."""
        return id(pair) in self._taken

    def _widened(self, first: int, last: int) -> tuple[int, int]:
        """The run with the paragraphs that were added directly before and after it."""
        while first > 0 and self._is_new(first - 1):
            first -= 1
        while last + 1 < len(self._pairs) and self._is_new(last + 1):
            last += 1
        return first, last

    def _is_new(self, at: int) -> bool:
        pair = self._pairs[at]
        return pair.expected is None and pair.actual is not None and not pair.actual.table

    def edits(self) -> Iterator[Edit]:
        """The changes of these values, one for each."""
        for first, last in self._spans.values():
            inside = self._pairs[first : last + 1]
            old = [pair.expected for pair in inside if pair.expected is not None]
            new = [pair.actual for pair in inside if pair.actual is not None]
            before, after = "\n".join(line.text for line in old), "\n".join(line.text for line in new)
            if before.strip() == after.strip():
                continue
            trace = next(old[0].traces())
            place = new[0].place if new else old[0].place
            yield Edit(place, trace.expression or trace.accesses[0].name, trace, before, after.rstrip())


def _tree_rows(
    pairs: Sequence[LinePair], moved: Sequence[LinePair], actual: Sequence[FormLine]
) -> tuple[list[TreeRow], list[ExpectedLine], list[Unwritable]]:
    """The rows of the indicator trees as returned, those that were deleted, and all other added or deleted lines."""
    strays: list[Unwritable] = []
    lost: list[ExpectedLine] = []
    partners = {id(pair.actual): pair.expected for pair in [*pairs, *moved] if pair.actual is not None}
    for pair in pairs:
        if pair.actual is None and pair.expected is not None:
            if row_of(pair.expected) is not None:
                lost.append(pair.expected)
            elif pair.expected.text.strip():
                strays.append(Unwritable(pair.expected.place, "", _shown(pair.expected), "", "这一行（段）不见了"))
    rows: list[TreeRow] = []
    for at, line in enumerate(actual):
        expected = partners.get(id(line))
        if tree := tree_of(expected):
            rows.append(TreeRow(line, expected, tree))
        elif id(line) in partners and expected is None:
            if line.table and (tree := _tree_beside(actual, at, partners)):
                rows.append(TreeRow(line, None, tree))
            elif line.text.strip():
                strays.append(Unwritable(line.place, "", "", _shown(line), "模板里没有这一行（段）"))
    has_new_rows = any(row.expected is None for row in rows)
    return (rows if has_new_rows or lost or moved else []), lost, strays


def _tree_beside(actual: Sequence[FormLine], at: int, partners: dict[int, ExpectedLine | None]) -> str:
    """The tree of the nearest row above or below that has a partner; blank if that is no row of a tree."""
    for step in (-1, 1):
        other = at + step
        while 0 <= other < len(actual) and actual[other].table == actual[at].table:
            expected = partners.get(id(actual[other]))
            if expected is not None:
                if tree := tree_of(expected):
                    return tree
                break
            other += step
    return ""


def read_row(model: ExpectedLine, line: FormLine) -> dict[str, str] | None:
    """The attributes of an indicator read from a row, by name; None where one of its cells cannot be read.

    ``model`` is any expected row of the tree: it tells which attribute each cell prints. Both have equally many cells.
    """
    found: dict[str, str] = {}
    for model_cell, cell in zip(model.cells, line.cells, strict=True):
        names = {
            key: access.name
            for key, trace in model_cell.traces.items()
            for access in trace.accesses[:1]
            if isinstance(access.owner, IndicatorRow)
        }
        if not names:
            continue
        if lacks_result(cell):
            return None
        reading = readings(model_cell.pieces, cell.text)
        if len(names) == 1 and len(model_cell.pieces) == 1:
            found[next(iter(names.values()))] = cell.text.rstrip()
        elif len(reading) == 1:
            old = {piece.key: piece.text for piece in model_cell.pieces}
            found |= {name: reading[0].get(key, old[key]) for key, name in names.items()}
        else:
            return None
    return found
