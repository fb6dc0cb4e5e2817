"""The lines of a form that came back and all forms of a project in, which of them it is out: by content alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct

from generator.document.lines import Line
from generator.returned.expected import ExpectedLine
from generator.returned.origins import Origins
from generator.returned.pieces import loose

_SAME_TEMPLATE = 0.75
"""Share of a template's fixed words that a form of it still has, whatever was corrected in it."""
_SOME = 0.5
_MANY = 100
"""Of more sub-forms only those are compared whose names stand in the form."""


class Candidate(Struct, frozen=True):
    """A sub-form as it would come back unchanged."""

    name: str
    lines: tuple[ExpectedLine, ...]
    origins: Origins


def likely(names: Sequence[str], actual: Sequence[Line]) -> list[str]:
    """The names worth comparing: all of them, but of very many those that the form mentions, if it mentions any."""
    if len(names) <= _MANY:
        return list(names)
    text = "\n".join(line.text for line in actual)
    return [name for name in names if name in text] or list(names)


def is_of_template(candidate: Candidate, actual: Sequence[Line]) -> bool:
    """Whether a form has the fixed words of the template, most of them."""
    fixed = Counter(
        loose(cell.text)
        for line in candidate.lines
        for cell in line.cells
        if cell.fixed and not cell.covered and loose(cell.text)
    )
    there = Counter(loose(cell.text) for line in actual for cell in line.cells if not cell.covered)
    total = sum(fixed.values())
    same_tables = len({line.table for line in candidate.lines}) == len({line.table for line in actual})
    return (not total or sum((fixed & there).values()) / total >= _SAME_TEMPLATE) and same_tables


def whose(candidates: Sequence[Candidate], actual: Sequence[Line], by: frozenset[str]) -> list[str]:
    """The names of the sub-forms that a form may be, the best alone where one is; none where it is of no one here.

    What shows the variable of 按 decides; where nothing does, what else tells the sub-forms apart.
    """
    if len(candidates) == 1 and not _naming(candidates[0], by):
        return [candidates[0].name]
    there = {loose(cell.text) for line in actual for cell in line.cells}
    named = _best({each.name: _share(_naming(each, by), there) for each in candidates})
    named = named or _mentioned(candidates, actual, by)
    if len(named) == 1 or not any(_naming(each, by) for each in candidates):
        return named or _best({each.name: _share(_own(each, candidates), there) for each in candidates})
    left = [each for each in candidates if each.name in named]
    return _best({each.name: _share(_own(each, candidates), there) for each in left}) or named


def _best(scores: Mapping[str, float]) -> list[str]:
    highest = max(scores.values(), default=0.0)
    return [name for name, score in scores.items() if score == highest] if highest >= _SOME else []


def _share(texts: Counter[str], there: set[str]) -> float:
    total = sum(texts.values())
    return sum(count for text, count in texts.items() if text in there) / total if total else 0.0


def _naming(candidate: Candidate, by: frozenset[str]) -> Counter[str]:
    """The texts of cells that show the name of the sub-form."""
    found: Counter[str] = Counter()
    for line in candidate.lines:
        for cell in line.cells:
            traces = cell.traces.values()
            if not cell.covered and any(by & candidate.origins.names_of(trace) for trace in traces):
                found[loose(cell.text)] += 1
    return found


def _mentioned(candidates: Sequence[Candidate], actual: Sequence[Line], by: frozenset[str]) -> list[str]:
    """The sub-forms whose names stand in a row that should show them, though its text was changed."""
    shown = {
        line.cells[0].text
        for each in candidates
        for line in each.lines
        if any(by & each.origins.names_of(trace) for trace in line.traces())
    }
    heads = {loose(text) for text in shown}
    texts = [line.text for line in actual if line.cells and loose(line.cells[0].text) in heads]
    found = [each.name for each in candidates if any(each.name in text for text in texts)]
    return [name for name in found if not any(name != other and name in other for other in found)]


def _own(candidate: Candidate, candidates: Sequence[Candidate]) -> Counter[str]:
    """The printed texts that not all sub-forms have."""
    shared = set.intersection(*(_texts(each) for each in candidates))
    return Counter(_texts(candidate) - shared)


def _texts(candidate: Candidate) -> set[str]:
    return {loose(cell.text) for line in candidate.lines for cell in line.cells if cell.traces and loose(cell.text)}
