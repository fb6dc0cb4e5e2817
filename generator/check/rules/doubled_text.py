"""重复句.

查什么：一段里重复的句子（10 字以上），紧接着重复的词句（`的的`、`经费支出经费支出`），重复的标点（`，，`、`。。`），
以及一句话的开头又出现在这句话中间（粘贴时常有）。

为什么：多半是复制粘贴留下的，印出来不好看，有时还改变了意思。

错例::

    总体目标: 稳定外贸基本盘，，促进的的发展。

对例::

    总体目标: 稳定外贸基本盘，促进发展。
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from generator.check.rule import Finding, Rule, excerpt, faulty_texts, once_per_place, source_at
from generator.check.subject import Form, Subject
from generator.problem import Severity

_HAN = "\u4e00-\u9fff"
_MARKS = re.compile("[，、；：][，、；：。]|。[，、；：。]|,,|;;")
# Doubled characters, except in words that have them: 目的的确, 了了解, 和和美.
_WORDS = re.compile("(?<!目)的的(?!确)|了了(?![解望结])|(?<![和])和和(?![美平谐睦解气])|是是(?![否非])")
# Four or more characters directly followed by themselves, once.
_PHRASE = re.compile(rf"([{_HAN}][{_HAN}0-9A-Za-z]{{3,30}}?)\1(?!\1)")
_CLAUSE = re.compile("[^。！？；，\n]+")
_SENTENCE = re.compile("[^。！？；\n]+")
_SHORTEST = 10
# The beginning of a clause with a number in it.
_PASTED = re.compile(rf"(?=[{_HAN}]*[0-9])[{_HAN}0-9]{{6,40}}")
_FEWEST_HAN = 4


@lru_cache(maxsize=16_384)
def doubled(text: str) -> tuple[tuple[int, int, str, Severity], ...]:
    """The repetitions in a text: start, end, what is wrong and how bad it is, in order."""
    found = [
        *((match.start(), match.end(), f"重复的标点“{match[0]}”", Severity.WARNING) for match in _MARKS.finditer(text)),
        *((match.start(), match.end(), f"重复的字“{match[0]}”", Severity.WARNING) for match in _WORDS.finditer(text)),
    ]
    if len(text) >= 2 * _FEWEST_HAN:
        found += [
            (match.start(), match.end(), f"“{match[1]}”紧接着重复了", Severity.WARNING)
            for match in _PHRASE.finditer(text)
        ]
    if len(text) > _SHORTEST:
        for start, paragraph in _paragraphs(text):
            found += _repeated(paragraph, start)
            found += _pasted(paragraph, start)
    return tuple(sorted(found, key=lambda each: each[0]))


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    for match in re.finditer("[^\n]+", text):
        yield match.start(), match[0]


def _repeated(paragraph: str, offset: int) -> Iterator[tuple[int, int, str, Severity]]:
    """Sentences that occur twice in a paragraph, and clauses that occur twice in a sentence."""
    said: set[str] = set()
    for sentence in _SENTENCE.finditer(paragraph):
        whole = "".join(sentence[0].split())
        if whole in said:
            yield offset + sentence.start(), offset + sentence.end(), f"句子“{_short(whole)}”重复了", Severity.WARNING
        elif len(whole) >= _SHORTEST:
            said.add(whole)
            yield from _repeated_clauses(sentence, offset)


def _repeated_clauses(sentence: re.Match[str], offset: int) -> Iterator[tuple[int, int, str, Severity]]:
    said: set[str] = set()
    for clause in _CLAUSE.finditer(sentence[0]):
        words = "".join(clause[0].split())
        start = offset + sentence.start() + clause.start()
        if words in said:
            yield start, start + len(clause[0]), f"分句“{_short(words)}”在一句里重复了", Severity.WARNING
        elif len(words) >= _SHORTEST:
            said.add(words)


def _pasted(paragraph: str, offset: int) -> Iterator[tuple[int, int, str, Severity]]:
    """The beginning of a clause, with a number in it, that occurs again in its sentence: text pasted twice."""
    for sentence in _SENTENCE.finditer(paragraph):
        for clause in _CLAUSE.finditer(sentence[0]):
            head = _PASTED.match(clause[0])
            again = _again(head[0], sentence[0], clause.start()) if head else None
            if again:
                start = offset + sentence.start() + again[0]
                message = f"“{again[1]}”在一句里又出现了一次，前面没有标点，像是粘贴时重复了"
                yield start, start + len(again[1]), message, Severity.INFO
                break


def _again(head: str, sentence: str, at: int) -> tuple[int, str] | None:
    """The offset and text of the longest beginning of ``head`` that occurs again in the sentence after ``at``.

    None if there is none with a number and at least ``_FEWEST_HAN`` Chinese characters.
    """
    for length in range(len(head), 5, -1):
        part = head[:length]
        if sum(not each.isascii() for each in part) < _FEWEST_HAN or not re.search("[0-9]", part):
            return None
        where = sentence.find(part, at + length + 1)
        if where > 0 and re.match(f"[{_HAN}）]", sentence[where - 1]):
            return where, part
    return None


def _short(text: str) -> str:
    return text if len(text) <= 24 else f"{text[:22]}…"


def check(form: Form, _: Subject) -> Iterator[Finding]:
    """Repetitions in the texts of a form."""
    for piece in faulty_texts(form, lambda piece: bool(doubled(str(piece.text)))):
        text = str(piece.text)
        for start, end, message, severity in doubled(text):
            quoted = excerpt(text, start, min(end, start + 20))
            yield Finding(source_at(piece.text, start), f"{message}：“{quoted}”", severity, piece.field)


def _project(subject: Subject) -> Iterable[Finding]:
    return once_per_place(subject, check)


RULE = Rule("E004", "重复句", "删去重复的文字", project=_project)
