"""A filled form and the blank one of its template in, the values in it out: fields, and rows of the tree."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct, field

from generator.chinese.names import clean_file_name
from generator.document.lines import FormLine
from generator.project.keywords import BOOK, GIVEN, LEVELS, NUMBER, STANDARD, STRUCTURE, TOTAL, TREE
from generator.returned.compare import Unwritable, compare, read_row, row_of
from generator.returned.expected import ExpectedLine
from generator.returned.match import match
from generator.returned.origins import Origins, Path

_GROUPED = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")


class TreeLeaf(Struct, frozen=True):
    """One row: the labels of its levels as printed, and its attributes."""

    labels: tuple[str, ...]
    attributes: Mapping[str, str]


class FormValues(Struct):
    """What one form says; a field that it does not have is not in ``fields``."""

    fields: dict[Path, str] = field(default_factory=dict)
    rows: list[TreeLeaf] = field(default_factory=list)
    problems: list[Unwritable] = field(default_factory=list)


def values_of(blank: Sequence[ExpectedLine], actual: Sequence[FormLine], origins: Origins) -> FormValues:
    """Everything that the placeholders of a template show in a form."""
    found = FormValues()
    comparison = compare(blank, actual)
    edited = {id(edit.trace): edit for edit in comparison.edits}
    gone = _gone(blank, actual)
    for line in blank:
        if row_of(line) is not None or id(line) in gone:
            continue
        for trace in line.traces():
            place = origins.field_of(trace)
            if place is None or place.path[0] == TREE:
                continue
            edit = edited.get(id(trace))
            text = "" if edit is None else edit.new
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


def _gone(blank: Sequence[ExpectedLine], actual: Sequence[FormLine]) -> set[int]:
    return {id(pair.expected) for pair in match(blank, actual).pairs if pair.actual is None}


def _is_expected(found: Unwritable, blank: Sequence[ExpectedLine], rows: Sequence[str]) -> bool:
    """Rows of the tree differ from the blank one; a line that prints a value may be missing there."""
    in_row = any(found.place == row or found.place.startswith(f"{row} ") for row in rows)
    is_lost = not found.new and any(line.place == found.place and any(line.traces()) for line in blank)
    return in_row or is_lost


def _model(blank: Sequence[ExpectedLine]) -> ExpectedLine | None:
    return next((line for line in blank if row_of(line) is not None), None)


def _is_row_like(blank: Sequence[ExpectedLine], line: FormLine) -> bool:
    model = _model(blank)
    return model is not None and line.table == model.table and len(line.cells) == len(model.cells)


def _read_rows(blank: Sequence[ExpectedLine], actual: Sequence[FormLine], found: FormValues) -> None:
    model = _model(blank)
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
            found.problems.append(Unwritable(line.place, "", "", line.text, "这一行与模板里的指标行对不上"))
            continue
        here = tuple(texts.pop(level, "").strip() for level in LEVELS)
        upper = [text or (labels[at] if labels else "") for at, text in enumerate(here[:-1])]
        labels = (*upper, here[-1])
        found.rows.append(TreeLeaf(labels, texts))


# What forms say of themselves in, names out: of the sub-forms, of the variable that holds them, of other variables.


_PLACE_ENDS = frozenset("州市县区盟旗")
_WORDS = re.compile(r"[\u4e00-\u9fff]{1,14}")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_NOT_IN_NAME = re.compile(r"[^\w\u4e00-\u9fff]|[\u3000-\u303f\uff00-\uffef]")
_ENOUGH = 4
_MANY, _SHORTEST_COMMON = 4, 3
_RESERVED = STRUCTURE | GIVEN | STANDARD | {NUMBER, TOTAL, TREE, BOOK}
_LONGEST = 18


def form_names(stems: Sequence[str], forms: Sequence[FormValues]) -> list[str]:
    """A name for each form: the place that begins one of its fields and no other form's, else its file's name."""
    by_field: dict[Path, list[str]] = {}
    for path in forms[0].fields if forms else ():
        places = _places([form.fields.get(path, "") for form in forms])
        if all(places) and len(set(places)) == len(places):
            by_field[path] = places
    for places in by_field.values():
        if any(place in stem for place, stem in zip(places, stems, strict=True)):
            return places
    names = next(iter(by_field.values()), None)
    return names if names is not None else [_own(stem) for stem in stems]


def _places(texts: Sequence[str]) -> list[str]:
    """The place that begins each text, blank where none does: the one that leaves the words that most texts share."""
    candidates = [[text[:end] for end in _ends(text)] for text in texts]
    rests = Counter(text.replace(place, "") for text, places in zip(texts, candidates, strict=True) for place in places)
    return [
        max(((rests[text.replace(place, "")], len(place), place) for place in places), default=(0, 0, ""))[2]
        for text, places in zip(texts, candidates, strict=True)
    ]


def _ends(text: str) -> list[int]:
    """Where a place may end that begins a text."""
    words = _WORDS.match(text)
    return [at + 1 for at, character in enumerate(words[0] if words else "") if at and character in _PLACE_ENDS]


def _own(stem: str) -> str:
    try:
        return clean_file_name(stem)
    except ValueError:
        return f"表{stem}"


def holder(names: Sequence[str], taken: Collection[str]) -> str:
    """The variable of 按: what the names are."""
    endings = {name[-1] for name in names}
    if endings == {"市", "州"}:
        wanted = "市州"
    elif endings <= {"县", "区", "市", "旗"} and endings & {"县", "旗"}:
        wanted = "县市区"
    else:
        wanted = next(iter(endings)) if len(endings) == 1 and endings <= set("市州县区盟旗") else "名称"
    return wanted if wanted not in taken else f"{wanted}名称"


def variable_name(label: str, owner: str, common: str, taken: Mapping[str, object] | Collection[str]) -> str:
    """A name for a variable from the words of a label, without brackets, punctuation and the words ``common`` to many.

    ``owner`` is what the label stands under: it tells two of one name apart.
    """
    plain = _BRACKETS.sub("", label)
    shorter = plain.replace(common, "") if common else plain
    plain = shorter if len(shorter) > 1 else plain
    first = re.split("[、，,；;/]", plain)[0]
    short = first if len(first) >= _ENOUGH else plain
    base = _NOT_IN_NAME.sub("", short)[:_LONGEST] or "数"
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
    if len(labels) < _MANY:
        return ""
    counts = Counter(
        piece
        for label in labels
        for piece in {label[a:b] for a in range(len(label)) for b in range(a + _SHORTEST_COMMON, len(label) + 1)}
    )
    shared = [piece for piece, count in counts.items() if count * 2 >= len(labels)]
    return max(shared, key=lambda piece: (len(piece), counts[piece], piece), default="")
