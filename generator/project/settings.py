"""Reads how a project wants to be checked: 检查 in the project file, and comments that silence rules.

Written ``检查: {公开: 是, 忽略: {B003: 原因}}`` and ``# 检查: 忽略 B003 原因`` (docs/rules.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from generator.chinese.vocabulary import Role, folded, folded_path, vocabulary
from generator.jinja.tags import has_tags
from generator.problem import Problem, Silence, Source
from generator.project.keywords import CHECKS
from generator.project.problems import did_you_mean, error
from generator.project.workbook.notes import notes_in
from generator.project.workbook.sheets import WORKBOOK
from generator.project.yaml.comments import comments_in
from generator.project.yaml.events import Scalar, scalars
from generator.project.yaml.nodes import Group, Listing, Node, Null, Text
from generator.project.yaml.text_file import YamlPlace, read_utf8

IGNORE, PUBLISHED, NOTE, NAMES, BLANK = "忽略", "公开", "说明", "名称", "可空"
_KEYS = (IGNORE, PUBLISHED, NOTE, NAMES, BLANK)
_ANSWERS = {"是": True, "true": True, "否": False, "false": False, "": False}


class NamedWord(Struct, frozen=True):
    """A name that 检查 speaks of, as typed: with its role in 名称, with None in 可空."""

    text: str
    source: Source
    role: Role | None = None


class CheckSettings(Struct, frozen=True):
    """How a project wants to be checked.

    ``published``: whether the forms are for the public, so that personal data is looked for. ``note``: a text printed
    wherever findings are counted; may be blank. ``words`` are the names in 名称 and 可空.
    """

    published: bool = False
    silences: tuple[Silence, ...] = ()
    note: str = ""
    words: tuple[NamedWord, ...] = ()

    @property
    def names(self) -> dict[str, Role]:
        """What the project's own words mean, by folded name or path."""
        return roles_by_name(self.words)

    @property
    def may_be_blank(self) -> frozenset[str]:
        """The folded names and paths of fields that may be blank on a form that is issued."""
        return frozenset(name for word in self.words if word.role is None for name in _folded(word.text))


def check_settings(node: Node | None) -> tuple[CheckSettings, list[Problem]]:
    """The settings, without the entries that are wrong, and a problem for each of these."""
    problems: list[Problem] = []
    if node is None or isinstance(node, Null):
        return CheckSettings(), problems
    if not isinstance(node, Group):
        message = f"{CHECKS} 下面应为 {'、'.join(_KEYS)} 中的几项，如 {CHECKS}: {{{IGNORE}: {{B003: 原因}}}}"
        return CheckSettings(), [error("P043", node.source, message, field=CHECKS)]
    for key, below in node.entries.items():
        if key not in _KEYS:
            message = f"{CHECKS} 里没有“{key}”这一项{did_you_mean(key, _KEYS)}"
            problems.append(error("P043", node.keys.get(key, below.source), message, field=CHECKS))
    published = _answer(node.entries.get(PUBLISHED), problems)
    silences = tuple(ignored(node.entries.get(IGNORE), problems))
    words = settled_names(node.entries.get(NAMES), problems)
    words += _may_be_blank(node.entries.get(BLANK), problems)
    return CheckSettings(published, silences, _note(node.entries.get(NOTE), problems), tuple(words)), problems


def ignored(node: Node | None, problems: list[Problem], *, is_shared: bool = False) -> list[Silence]:
    """The silences of a mapping like ``{B003: 原因}``; mistakes are appended to ``problems``.

    ``is_shared``: it stands in a file of a profile, which serves several projects.
    """
    if node is None or isinstance(node, Null):
        return []
    if not isinstance(node, Group):
        message = f"{IGNORE} 下面应一行一个：规则代码: 原因，如 B003: 两地口径不同"
        problems.append(error("P043", node.source, message, field=IGNORE))
        return []
    found = []
    for code, reason in node.entries.items():
        source = node.keys.get(code, reason.source)
        if not isinstance(reason, (Text, Null)):
            problems.append(error("P043", reason.source, f"{IGNORE} 里“{code}”后面应为原因", field=IGNORE))
        else:
            text = reason.value.strip() if isinstance(reason, Text) else ""
            found.append(Silence((code.strip(),), text, source, is_shared=is_shared))
    return found


def _may_be_blank(node: Node | None, problems: list[Problem]) -> list[NamedWord]:
    """The names of a list like ``[备注, 附件]``, or a single name."""
    if node is None or isinstance(node, Null):
        return []
    items = node.items if isinstance(node, Listing) else [node]
    wrong = [item for item in items if not isinstance(item, Text)]
    problems += [error("P043", item.source, f"{BLANK} 后面应为名称，如 {BLANK}: [备注]", field=BLANK) for item in wrong]
    return [NamedWord(item.value, item.source) for item in items if isinstance(item, Text)]


def roles_by_name(words: Iterable[NamedWord]) -> dict[str, Role]:
    """The roles that these words settle, by folded name or path."""
    return {name: word.role for word in words if word.role for name in _folded(word.text)}


def _folded(word: str) -> set[str]:
    """A name as names are compared. A / may belong to it, as in 执行率（B/A）, or stand in a path."""
    return {folded(word), folded_path(word)}


def settled_names(node: Node | None, problems: list[Problem]) -> list[NamedWord]:
    """The names of a mapping like ``{我们的说法: 标准名称}``; mistakes are appended to ``problems``."""
    if node is None or isinstance(node, Null):
        return []
    if not isinstance(node, Group):
        message = f"{NAMES} 下面应一行一个：我们的说法: 标准名称，如 权重: 分值"
        problems.append(error("P043", node.source, message, field=NAMES))
        return []
    found: list[NamedWord] = []
    words = vocabulary()
    for word, standard in node.entries.items():
        text = standard.value.strip() if isinstance(standard, Text) else ""
        role = words.role_called(text)
        if role is not None:
            found.append(NamedWord(word, node.keys.get(word, standard.source), role))
            continue
        near = words.standard_name_near(text) if text else None
        hint = f"，是不是“{near}”？" if near else "（标准名称见 jixiao check --names 的“用途”一栏）"
        if text:
            wrong = f"后面的“{text}”不是标准名称{hint}"
        elif isinstance(standard, Text | Null):
            wrong = f"后面没有写标准名称{hint}；不用写明的请删去这一行"
        else:
            wrong = f"后面应为一个标准名称，不能是列表或一组值{hint}"
        problems.append(error("P043", standard.source, f"{NAMES} 里“{word}”{wrong}", field=NAMES))
    return found


def _note(node: Node | None, problems: list[Problem]) -> str:
    if node is None or isinstance(node, Null):
        return ""
    note = " ".join(node.value.split()) if isinstance(node, Text) else ""
    hidden = next((character for character in note if not character.isprintable()), "")
    if not isinstance(node, Text):
        wrong = "后面应为一句话"
    elif has_tags(note):
        wrong = "是说给各分表的，不能用 {{ }}：请直接写出文字"
    elif hidden:
        wrong = f"里有看不见的字符 U+{ord(hidden):04X}：请把它删去，或重新输入"
    else:
        return note
    problems.append(error("P043", node.source, f"{NOTE} {wrong}", field=CHECKS))
    return ""


def _answer(node: Node | None, problems: list[Problem]) -> bool:
    if node is None or isinstance(node, Null):
        return False
    text = node.value.strip().lower() if isinstance(node, Text) else None
    if text not in _ANSWERS:
        problems.append(error("P043", node.source, f"{PUBLISHED} 后面应为 是 或 否", field=CHECKS))
        return False
    return _ANSWERS[text]


_SILENCE = re.compile(r"[ \t]*检查[ \t]*[:：][ \t]*忽略(?P<rest>[^\n]*)")
_CODES = re.compile(r"[ \t]*(?P<codes>(?:[A-Za-z]\d{3}(?!\w)[ \t、,，]*)*)(?P<reason>.*)", re.ASCII)


def silences_in(place: YamlPlace) -> list[Silence]:
    """The silences in comments of one file, in order.

    In YAML they stand at the end of the line of a value, or alone above it, and cover all lines of the values that
    begin or end on its line. In a workbook they are notes of cells, and cover the row.
    """
    if place.path.suffix.lower() == WORKBOOK:
        notes = notes_in(place.path, place.shown_as)
        return [
            _silence(silence["rest"], note.source, (note.source.line or 0,))
            for note in notes
            for line in note.text.split("\n")
            if (silence := _SILENCE.fullmatch(line))
        ]
    text = read_utf8(place.path, place.shown_as)
    if not isinstance(text, str) or "忽略" not in text:
        return []
    values = scalars(text)
    spans = _spans(values)
    below = _lines_below(text.split("\n"))
    found: list[Silence] = []
    for comment in comments_in(text, values):
        if silence := _SILENCE.fullmatch(comment.text):
            about = (below[comment.line] or comment.line) if comment.is_alone else comment.line
            source = Source(place.shown_as, comment.line, comment.column)
            found.append(_silence(silence["rest"], source, _touching(spans, about)))
    return found


def _silence(rest: str, source: Source, lines: tuple[int, ...]) -> Silence:
    """A silence from what follows the word 忽略: codes, and a reason."""
    parts = _CODES.fullmatch(rest)
    codes = re.findall(r"[A-Za-z]\d{3}", parts["codes"]) if parts else []
    reason = parts["reason"].strip(" \t：:") if parts else ""
    return Silence(tuple(code.upper() for code in codes), reason, source, lines)


def _lines_below(lines: list[str]) -> list[int]:
    """At index n, the number of the first line below line n that is not a comment; 0 if there is none."""
    below = [0] * (len(lines) + 1)
    for number in range(len(lines), 0, -1):
        is_comment = lines[number - 1].lstrip().startswith("#")
        below[number - 1] = below[number] if is_comment else number
    return below


def _spans(values: list[Scalar]) -> dict[int, tuple[int, int]]:
    """For each line on which a value begins or ends, the first and the last line of those values."""
    spans: dict[int, tuple[int, int]] = {}
    for value in values:
        for line in () if value.is_key else {value.line, value.last_line}:
            first, last = spans.get(line, (value.line, value.last_line))
            spans[line] = min(first, value.line), max(last, value.last_line)
    return spans


def _touching(spans: dict[int, tuple[int, int]], line: int) -> tuple[int, ...]:
    """The line itself and all lines of the values that begin or end on it."""
    first, last = spans.get(line, (line, line))
    return tuple(range(first, last + 1))
