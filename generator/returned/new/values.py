"""Reads the values of one filled form by comparing it with the blank form of its template: fields and indicator rows.

Also finds names for the new project: of its sub-forms, of the variable of 按, and of other variables.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct, field

from generator.chinese.names import clean_file_name
from generator.document.lines import FormLine
from generator.project.keywords import BOOK, GIVEN, LEVELS, NUMBER, STANDARD, STRUCTURE, TOTAL, TREE
from generator.returned.compare import Unwritable, compare_lines, read_row, row_of
from generator.returned.expected import ExpectedLine
from generator.returned.match import match
from generator.returned.origins import Origins, Path

_GROUPED = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")


class TreeLeaf(Struct, frozen=True):
    """One row of the indicator tree: the labels of 一级, 二级 and 三级 as printed, and its attributes by name."""

    labels: tuple[str, ...]
    attributes: Mapping[str, str]


class FormValues(Struct):
    """The values of one form.

    ``fields`` lacks those whose line is missing there, and those that cannot be read, which ``problems`` tell.
    """

    fields: dict[Path, str] = field(default_factory=dict)
    rows: list[TreeLeaf] = field(default_factory=list)
    problems: list[Unwritable] = field(default_factory=list)


def values_of(blank: Sequence[ExpectedLine], actual: Sequence[FormLine], origins: Origins) -> FormValues:
    """All values that the placeholders of a template have in a form; ``blank`` are the lines of the blank form."""
    found = FormValues()
    comparison = compare_lines(blank, actual)
    edited = {id(edit.trace): edit for edit in comparison.edits}
    missing = _missing_lines(blank, actual)
    unknown = {id(trace) for each in comparison.unwritable for trace in each.traces}
    for line in blank:
        if row_of(line) is not None or id(line) in missing:
            continue
        for trace in line.traces():
            place = origins.place_of(trace)
            if place is None or place.path[0] == TREE or id(trace) in unknown:
                continue
            edit = edited.get(id(trace))
            text = "" if edit is None else edit.new
            # A number that a filter printed with separators (千分位) is stored without them.
            if trace.direct is None and _GROUPED.fullmatch(text):
                text = text.replace(",", "")
            old = found.fields.get(place.path)
            if old and edit is not None and old != text:
                reason = f"“{trace.expression}”在表里写了两种：“{old}”和“{text}”"
                found.problems.append(Unwritable(edit.place, edit.label, old, text, reason))
            elif not old:
                found.fields[place.path] = text
    _read_rows(blank, actual, found)
    rows = tuple(line.place for line in actual if _is_row_like(blank, line))
    found.problems += [each for each in comparison.unwritable if not _is_expected(each, blank, rows)]
    return found


def _missing_lines(blank: Sequence[ExpectedLine], actual: Sequence[FormLine]) -> set[int]:
    """The ``id`` of each line of the blank form that the filled one lacks."""
    return {id(pair.expected) for pair in match(blank, actual).pairs if pair.actual is None}


def _is_expected(found: Unwritable, blank: Sequence[ExpectedLine], rows: Sequence[str]) -> bool:
    """Whether a difference is no problem: one in a row of the tree, or a missing line that prints a value."""
    in_row = any(found.place == row or found.place.startswith(f"{row} ") for row in rows)
    is_lost = not found.new and any(line.place == found.place and any(line.traces()) for line in blank)
    return in_row or is_lost


def _model_row(blank: Sequence[ExpectedLine]) -> ExpectedLine | None:
    """The indicator row of the blank form, by which rows are read; None where the template has none."""
    return next((line for line in blank if row_of(line) is not None), None)


def _is_row_like(blank: Sequence[ExpectedLine], line: FormLine) -> bool:
    model = _model_row(blank)
    return model is not None and line.table == model.table and len(line.cells) == len(model.cells)


def _read_rows(blank: Sequence[ExpectedLine], actual: Sequence[FormLine], found: FormValues) -> None:
    """Add the indicator rows of a form; a blank 一级 or 二级 is that of the row above."""
    model = _model_row(blank)
    if model is None:
        return
    known = {
        id(pair.actual)
        for pair in match(blank, actual).pairs
        if pair.expected is not None and row_of(pair.expected) is None
    }
    labels: tuple[str, ...] = ()
    for line in actual:
        if id(line) in known or not _is_row_like(blank, line):
            continue
        texts = read_row(model, line)
        if texts is None:
            reason = "这一行与模板里的指标行对不上，或有公式没有算出结果"
            found.problems.append(Unwritable(line.place, "", "", line.text, reason))
            continue
        here = tuple(texts.pop(level, "").strip() for level in LEVELS)
        upper = [text or (labels[at] if labels else "") for at, text in enumerate(here[:-1])]
        labels = (*upper, here[-1])
        found.rows.append(TreeLeaf(labels, texts))


# Names for sub-forms and variables.

_PLACE_ENDS = frozenset("州市县区盟旗")
_WORD = re.compile("[\u4e00-\u9fff]{2}")
_WORDS = re.compile(r"[\u4e00-\u9fff]{1,14}")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_NOT_IN_NAME = re.compile(r"[^\w\u4e00-\u9fff]|[\u3000-\u303f\uff00-\uffef]")
_MIN_FIRST_PART = 4  # characters of a label before its first comma that suffice as a name
_MIN_LABELS, _SHORTEST_COMMON = 4, 3  # labels that must be there, and characters of the words that they share
_RESERVED = STRUCTURE | GIVEN | STANDARD | {NUMBER, TOTAL, TREE, BOOK}
_MAX_NAME_LENGTH, _MAX_FORM_NAME_LENGTH = 18, 40  # characters of the name of a variable, of a form


def form_names(stems: Sequence[str], forms: Sequence[FormValues]) -> list[str]:
    """A name for each form: a field or the place that it begins with, where that stands in the names of all files.

    Else the names of the files themselves, ``stems`` (without suffix); where these are no words, a field that tells
    the forms apart.
    """
    fields = [[form.fields.get(path, "") for form in forms] for path in (forms[0].fields if forms else ())]
    wholes = [texts for texts in fields if _tells_apart(texts)]
    for names in (*wholes, *(places for texts in fields if _tells_apart(places := _places(texts)))):
        if all(name in stem for name, stem in zip(names, stems, strict=True)):
            return names
    has_words = all(_WORD.search(stem) for stem in stems)
    return wholes[0] if wholes and not has_words else [_name_from_file(stem) for stem in stems]


def _tells_apart(names: Sequence[str]) -> bool:
    """Whether texts are different names, which may name files."""
    return len(set(names)) == len(names) and all(
        len(name) <= _MAX_FORM_NAME_LENGTH and _WORD.search(name) and _name_from_file(name) == name for name in names
    )


def _places(texts: Sequence[str]) -> list[str]:
    """The name of a place that each text begins with; blank where there is none.

    Of several possible ones (``苏州市`` may end at 州 or 市) the one after which most texts go on alike.
    """
    candidates = [[text[:end] for end in _possible_place_ends(text)] for text in texts]
    rests = Counter(text.replace(place, "") for text, places in zip(texts, candidates, strict=True) for place in places)
    return [
        max(((rests[text.replace(place, "")], len(place), place) for place in places), default=(0, 0, ""))[2]
        for text, places in zip(texts, candidates, strict=True)
    ]


def _possible_place_ends(text: str) -> list[int]:
    """The lengths at which a name of a place at the beginning of a text may end."""
    words = _WORDS.match(text)
    return [at + 1 for at, character in enumerate(words[0] if words else "") if at and character in _PLACE_ENDS]


def _name_from_file(stem: str) -> str:
    try:
        return clean_file_name(stem)
    except ValueError:
        return f"表{stem}"


def by_variable_name(names: Sequence[str], taken: Collection[str]) -> str:
    """A name for the variable of 按, after the endings of the names (市州, 县市区, 名称 …); not one of ``taken``."""
    endings = {name[-1] for name in names}
    if endings == {"市", "州"}:
        wanted = "市州"
    elif endings <= {"县", "区", "市", "旗"} and endings & {"县", "旗"}:
        wanted = "县市区"
    else:
        wanted = next(iter(endings)) if len(endings) == 1 and endings <= set("市州县区盟旗") else "名称"
    return wanted if wanted not in taken else f"{wanted}名称"


def variable_name(label: str, owner: str, common: str, taken: Mapping[str, object] | Collection[str]) -> str:
    """A name for a variable from a label, without brackets, punctuation and the ``common`` words of many labels.

    ``owner`` is the 二级 of the label; it is appended where the name is in ``taken`` already, then a number.
    """
    plain = _BRACKETS.sub("", label)
    shorter = plain.replace(common, "") if common else plain
    plain = shorter if len(shorter) > 1 else plain
    first = re.split("[、，,；;/]", plain)[0]
    short = first if len(first) >= _MIN_FIRST_PART else plain
    base = _NOT_IN_NAME.sub("", short)[:_MAX_NAME_LENGTH] or "数"
    base = f"数{base}" if base[0].isdigit() else base
    name, number = base, 1
    if name in taken or name in _RESERVED:
        name = base + _NOT_IN_NAME.sub("", owner).removesuffix("指标")
    while name in taken or name in _RESERVED:
        number += 1
        name = f"{base}{number}"
    return name


def common_words(labels: Sequence[str]) -> str:
    """The longest words that at least half of the labels share, blank where there are none."""
    if len(labels) < _MIN_LABELS:
        return ""
    counts = Counter(
        piece
        for label in labels
        for piece in {label[a:b] for a in range(len(label)) for b in range(a + _SHORTEST_COMMON, len(label) + 1)}
    )
    shared = [piece for piece, count in counts.items() if count * 2 >= len(labels)]
    return max(shared, key=lambda piece: (len(piece), counts[piece], piece), default="")
