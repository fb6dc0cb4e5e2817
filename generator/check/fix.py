"""Makes the fixes that cannot be wrong (``--fix``) in a project file and the text and .csv files that it names.

Gives the new bytes of each changed file with a diff, and writes nothing. Mended are remains of LaTeX, stray spaces and
full-width digits, never a template tag, a line break or the value of a number; comments, layout, line ends and encoding
stay. Every result is parsed again and compared, and a fix that changed anything else is left out.
"""

from __future__ import annotations

import difflib
import re
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from generator.check.rules.full_width_digits import FULL_WIDTH_DIGITS
from generator.chinese.numbers import half_width
from generator.chinese.vocabulary import Role, folded, vocabulary
from generator.office.read import read_regular
from generator.office.replacements import Replacement
from generator.problem import Problem, Source
from generator.project.keywords import (
    BY,
    CHECKS,
    DATA,
    EACH,
    EXCEPT,
    FORMS,
    INHERIT,
    LEVELS,
    ORDER,
    PLACES,
    SCORING,
    TEMPLATE,
    TREE,
)
from generator.project.settings import IGNORE
from generator.project.tables.raw import headings_of
from generator.project.tables.tables import DataTable, delimiter, read_table
from generator.project.yaml.events import Scalar, scalars
from generator.project.yaml.text_file import SIZE_LIMIT, YamlPlace, is_utf16, place_of_project

_TAG = re.compile(r"[{｛][{｛].*?[}｝][}｝]|[{｛][%％].*?[%％][}｝]", re.DOTALL)
_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_MARKS = "，。；：！？、（）《》“”【】"
_SPACE = "[ \u3000\u00a0\u2002\u2003\u2009]"
_SIGNS = {"geqslant": "≥", "leqslant": "≤", "geq": "≥", "leq": "≤", "ge": "≥", "le": "≤"}
_COMMAND = f"(?P<name>{'|'.join(_SIGNS)})(?![A-Za-z])"
_LATEX = re.compile(rf"\$ ?\\{_COMMAND} ?\$|(?<!\\)\\{_COMMAND.replace('<name>', '<bare>')} ?")
_LATEX_ESCAPED = re.compile(rf"\$ ?\\\\{_COMMAND} ?\$|(?<!\\)\\\\{_COMMAND.replace('<name>', '<bare>')} ?")
# A 》 at the start of a value and before a number, unless two more title marks follow.
_BRACKET = re.compile(rf"\A{_SPACE}*(?P<mark>》)(?={_SPACE}*[0-9０-９])(?!.*[《》].*[《》])")
_GAP = re.compile(rf"(?<=[{_HAN}{_MARKS}]){_SPACE}(?=[{_HAN}{_MARKS}])")
_WORD_BEFORE = re.compile(f"[{_HAN}]*$")
_WORD_AFTER = re.compile(f"[{_HAN}]*")
# The numbering of an item, after which a space is usual: 一、 or （1）.
_NUMBERED = re.compile(
    r"(?:^|(?<=\n))[ \u3000]*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十0-9]{1,3}[）)])\Z"
)
_LEADING = re.compile(rf"\A[ \u00a0]+(?=[{_HAN}])")
_TRAILING = re.compile(rf"(?<=\S){_SPACE}+(?=\n|\Z)")

REMAINS, SPACES, DIGITS = "E001", "E003", "E006"
"""Codes of the rules that report what a fix mends."""


class Fix(Struct, frozen=True):
    """A change of ``text[start:end]`` to ``new``; ``rule`` is the code of the rule that reports these characters."""

    start: int
    end: int
    new: str
    rule: str


def fixes(text: str, *, is_value: bool = False, is_escaped: bool = False) -> list[Fix]:
    """The fixes of a text, in order and without overlap.

    ``is_value``: the text is the value of an indicator, so that a ``》`` before a number is a misread ``≥``.
    ``is_escaped``: it is the source of a double-quoted scalar, in which each backslash is doubled.
    """
    # Characters of tags, and of fixes already found, are taken.
    taken = bytearray(len(text))
    for tag in _TAG.finditer(text):
        taken[tag.start() : tag.end()] = b"\x01" * (tag.end() - tag.start())
    found: list[Fix] = []
    for fix in _candidates(text, is_value=is_value, is_escaped=is_escaped):
        if not any(taken[fix.start : fix.end]):
            taken[fix.start : fix.end] = b"\x01" * (fix.end - fix.start)
            found.append(fix)
    return sorted(found, key=lambda fix: fix.start)


def applied(text: str, changes: Sequence[Fix]) -> str:
    """The text with its fixes made; they must be in order."""
    for fix in reversed(changes):
        text = text[: fix.start] + fix.new + text[fix.end :]
    return text


def differs_only_by_fixes(old: str, new: str) -> bool:
    """Whether two texts are the same but for what fixes change and white space."""
    return _mended_without_spaces(old) == _mended_without_spaces(new)


def _mended_without_spaces(text: str) -> str:
    return "".join(applied(text, fixes(text, is_value=True)).split())


def _candidates(text: str, *, is_value: bool, is_escaped: bool) -> Iterator[Fix]:
    for found in (_LATEX_ESCAPED if is_escaped else _LATEX).finditer(text):
        yield Fix(*found.span(), _SIGNS[found["name"] or found["bare"]], REMAINS)
    if is_value and (found_mark := _BRACKET.search(text)):
        yield Fix(*found_mark.span("mark"), "≥", REMAINS)
    for found in FULL_WIDTH_DIGITS.finditer(text):
        yield Fix(*found.span(), half_width(found[0]), DIGITS)
    if "\n" not in text and (found_space := _LEADING.search(text)):
        yield Fix(*found_space.span(), "", SPACES)
    for line in re.finditer(r"[^\n]+", text):
        for gap in _stray_gaps(line[0], is_prose="\n" in text):
            yield Fix(line.start() + gap, line.start() + gap + 1, "", SPACES)
    for found in _TRAILING.finditer(text):
        yield Fix(*found.span(), "", SPACES)


def _stray_gaps(line: str, *, is_prose: bool) -> Iterator[int]:
    """Offsets of spaces in Chinese text that nobody can have meant.

    A space stays if it may separate the items of a list (甲市 乙市), spread the characters of a word (姓 名) or, in
    prose, stand between the names of persons, that is, between two words of two or three characters.
    """
    gaps = [found.start() for found in _GAP.finditer(line)]
    between: list[int] = []
    for gap in gaps:
        before, after = _WORD_BEFORE.search(line[:gap]), _WORD_AFTER.match(line, gap + 1)
        left, right = before[0] if before else "", after[0] if after else ""
        lengths = {len(left), len(right)}
        if 0 in lengths:
            if not _NUMBERED.search(line, 0, gap):
                yield gap
        elif lengths != {1} and left[-1] != right[-1] and not (is_prose and lengths <= {2, 3}):
            between.append(gap)
    if len(between) == 1:  # several of them look like a list
        yield between[0]


_BOM = "\ufeff"
_BLOCK = ("|", ">")
_ROUNDS = 5  # of fixes, each of which may make room for others
_LINE_ENDS = re.compile("(\r\n|\r|\n)")
# The values of these keys are names, which must be the same wherever they stand, so they are never changed.
_NAMES = frozenset((TEMPLATE, INHERIT, SCORING, CHECKS, IGNORE, ORDER, PLACES, EXCEPT, BY, DATA, LEVELS[-1]))
HINT = "（可用 --fix 改正）"


class FixedFile(Struct, frozen=True):
    """A file that changes, and a unified diff to show."""

    replacement: Replacement
    diff: str


def fix(path: Path, allowed: Collection[Path] = ()) -> list[FixedFile]:
    """The files of one project that have something to mend; files that cannot be read are left out.

    ``allowed`` are further folders that it may name files in.
    """
    found = [_fixed(path, _mended_yaml)]
    known = _scalars_of(path)
    place = place_of_project(path, str(path), allowed)
    by = next((one.value.strip() for one in known if one.path == (FORMS, BY) and not one.is_key), "")
    for scalar in known:
        is_table = scalar.path == (FORMS, DATA) and not scalar.is_key and scalar.value.lower().strip().endswith(".csv")
        if not scalar.value.strip() or not (is_table or scalar.tag == "!文件"):
            continue
        file = place.beside(scalar.value.strip(), Source(place.shown_as))
        if isinstance(file, YamlPlace):  # loading tells of others
            found.append(_fixed_table(file.path, by) if is_table else _fixed(file.path, _mended_narrative))
    return [each for each in found if each is not None]


def with_hints(problems: Sequence[Problem], path: Path, shown_as: str) -> list[Problem]:
    """The same problems; the message of one that ``fix`` mends says so. ``shown_as`` is the path in the problems."""
    if not any(problem.code in {REMAINS, SPACES} for problem in problems):
        return list(problems)
    text = _read(path)
    if text is None:
        return list(problems)
    unified = _LINE_ENDS.sub("\n", text[0].removeprefix(_BOM))
    mended: set[tuple[int, int | None, str]] = set()
    for scalar, changes in _changes(unified):
        for rule in {change.rule for change in changes}:
            mended.add((scalar.line, scalar.column, rule))
            mended.update((line, None, rule) for line in range(scalar.line + 1, scalar.last_line + 1))
    return [
        replace(problem, message=problem.message + HINT) if _is_in(mended, problem, shown_as) else problem
        for problem in problems
    ]


def _is_in(places: set[tuple[int, int | None, str]], problem: Problem, file: str) -> bool:
    """Whether a problem is at a place (line, column, code), or on a line (line, None, code) of a longer value."""
    line, column = problem.source.line or 0, problem.source.column
    return problem.source.file == file and not places.isdisjoint(
        ((line, column, problem.code), (line, None, problem.code))
    )


def _fixed(path: Path, mend: Callable[[str], str]) -> FixedFile | None:
    """The file with its text mended; None if nothing changes or it cannot be read. ``mend`` gets and gives LF only."""
    read = _read(path)
    if read is None:
        return None
    old, encoding, data = read
    mark = _BOM if old.startswith(_BOM) else ""
    pieces = _LINE_ENDS.split(old.removeprefix(_BOM))  # lines and line ends in turn
    before = "\n".join(pieces[::2])
    after = mend(before)
    if after == before or after.count("\n") != before.count("\n"):
        return None
    ends = [*pieces[1::2], ""]
    new = mark + "".join(line + end for line, end in zip(after.split("\n"), ends, strict=True))
    old_lines, new_lines = (text.removesuffix("\n").split("\n") for text in (before, after))
    diff = difflib.unified_diff(old_lines, new_lines, str(path), str(path), n=1, lineterm="")
    return FixedFile(Replacement(path, data, new.encode(encoding)), "".join(f"{line}\n" for line in diff))


def _read(path: Path) -> tuple[str, str, bytes] | None:
    """The text of a file, with its own line ends, its encoding and its bytes; None if it cannot be read."""
    if path.suffix.lower() == ".xlsx":
        return None  # a project that is a workbook is mended in Excel
    try:
        data = read_regular(path, SIZE_LIMIT)
    except (OSError, ValueError):
        return None
    if is_utf16(data):
        return None
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding), encoding, data
        except UnicodeDecodeError:
            continue
    return None


def _scalars_of(path: Path) -> list[Scalar]:
    read = _read(path)
    return [] if read is None else scalars(_LINE_ENDS.sub("\n", read[0].removeprefix(_BOM)))


def _mended_narrative(text: str) -> str:
    return _until_unchanged(text, lambda now: applied(now, fixes(now)))


def _mended_yaml(text: str) -> str:
    return _until_unchanged(text, _yaml_once)


def _until_unchanged(text: str, step: Callable[[str], str]) -> str:
    """Repeats a step until it changes nothing more, or ``_ROUNDS`` times."""
    for _ in range(_ROUNDS):
        better = step(text)
        if better == text:
            break
        text = better
    return text


def _yaml_once(text: str) -> str:
    # All fixes at once; only if that changes more than it should, one scalar at a time.
    changes = [changes for _, changes in _changes(text)]
    whole = applied(text, [change for some in changes for change in some])
    if _is_sound(text, whole):
        return whole
    for some in reversed(changes):  # from the end, so that the offsets of the others stay right
        better = applied(text, some)
        text = better if _is_sound(text, better) else text
    return text


def _changes(text: str) -> Iterator[tuple[Scalar, list[Fix]]]:
    """The scalars that have something to mend, with their fixes; offsets are those of the whole text."""
    for scalar in scalars(text):
        if scalar.is_key or scalar.tag == "!文件" or not _NAMES.isdisjoint(_keys(scalar.path)):
            continue
        quotes = 1 if scalar.style in {'"', "'"} else 0
        start, end = scalar.start + quotes, scalar.end - quotes
        raw = text[start:end]
        found = fixes(raw, is_value=_is_value(scalar), is_escaped=scalar.style == '"')
        if scalar.path and vocabulary().fields.roles.get(folded(scalar.path[-1])) is Role.PERSON:
            found = [each for each in found if each.rule != SPACES]
        if scalar.style in _BLOCK:  # spaces before its first word are indentation
            found = [each for each in found if raw[: each.end].strip()]
        else:  # YAML folds the spaces at the ends of its inner lines away
            found = [
                each for each in found if raw[each.end : each.end + 1] != "\n" or raw[each.start : each.end].strip()
            ]
        if found:
            yield scalar, [replace(each, start=each.start + start, end=each.end + start) for each in found]


def _keys(path: tuple[str, ...]) -> tuple[str, ...]:
    """The keys of a path without the name of a sub-form, which may be the same as a key with a meaning."""
    return (*path[:2], *path[3:]) if path[:2] == (FORMS, EACH) else path


def _is_value(scalar: Scalar) -> bool:
    """Whether a scalar may be the value of an indicator: in 绩效指标, or a variable of a sub-form."""
    return TREE in scalar.path[:4] or scalar.path[:2] == (FORMS, EACH)


def _is_sound(old: str, new: str) -> bool:
    """Whether YAML reads the same keys and values from both texts, but for what fixes change in values."""
    before, after = scalars(old), scalars(new)
    return len(before) == len(after) and all(
        (one.path, one.is_key, one.tag) == (other.path, other.is_key, other.tag)
        and (one.value == other.value or (not one.is_key and differs_only_by_fixes(one.value, other.value)))
        for one, other in zip(before, after, strict=True)
    )


def _fixed_table(path: Path, by: str) -> FixedFile | None:
    """A .csv with its cells mended, but not its headings and, in the column ``by``, the names of sub-forms."""
    made = _fixed(path, lambda text: _until_unchanged(text, lambda now: _table_once(now, by)))
    return made if made is not None and _table_is_sound(path, made.replacement.after) else None


def _table_once(text: str, by: str) -> str:
    lines = text.split("\n")
    mark = delimiter(text)
    rows = (headings_of([cell.strip() for cell in line.split(mark)], by) for line in lines)
    head, names = next(((number, row) for number, row in enumerate(rows) if by in row), (len(lines), []))
    # With an odd number of quotes a cell goes on in the next line: such a file is left alone.
    if any(line.count('"') % 2 for line in lines) or head == len(lines):
        return text
    for number in range(head + 1, len(lines)):
        if '"' not in lines[number]:
            cells = lines[number].split(mark)
            lines[number] = mark.join(_cells(cells, names, by))
    return "\n".join(lines)


def _cells(cells: Sequence[str], names: Sequence[str], by: str) -> Iterator[str]:
    for number, cell in enumerate(cells):
        name = names[number] if number < len(names) else ""
        yield cell if name in {by, ""} else applied(cell, fixes(cell, is_value=True))


def _table_is_sound(path: Path, data: bytes) -> bool:
    """Whether the new bytes are read as the same table but for what fixes change."""
    at = Source(str(path))
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "copy.csv")
        copy.write_bytes(data)
        before, _ = read_table(path, str(path), at)
        after, _ = read_table(copy, str(path), at)
    return before is not None and after is not None and all(_same_rows(before, after))


def _same_rows(before: DataTable, after: DataTable) -> Iterable[bool]:
    yield before.headings == after.headings and len(before.rows) == len(after.rows)
    for one, other in zip(before.rows, after.rows, strict=False):
        for cell, fellow in zip(one, other, strict=True):
            old, new = (each.text if each is not None else "" for each in (cell, fellow))
            yield old == new or differs_only_by_fixes(old, new)
