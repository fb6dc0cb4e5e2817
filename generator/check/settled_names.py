"""Tells which names in 检查 serve nothing, or say the opposite of the vocabulary.

====  ====================================================================
X005  warning: neither the project nor its template has the name
X006  a name is given another meaning than the vocabulary has for it; of two
      names that change places a warning, else a remark
====  ====================================================================
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.check.subject import Subject
from generator.chinese.nearest import nearest
from generator.chinese.vocabulary import OF_ROWS, Role, folded, folded_path, vocabulary
from generator.problem import Problem, Severity
from generator.project.settings import BLANK, NAMES, NamedWord


def mistaken_names(words: Sequence[NamedWord], subject: Subject) -> Iterator[Problem]:
    """Problems with the names that a project file itself gives."""
    known = _known(subject)
    folds = {fold for name in known for fold in (folded(name), folded_path(name))}
    own = [word for word in words if word.source.file == subject.file]
    for word in own:
        if not {folded(word.text), folded_path(word.text)} & folds:
            near = nearest(word.text, known)
            hint = f"，是不是“{near}”？" if near else "（见 jixiao check --names）"
            where = BLANK if word.role is None else NAMES
            message = f"{where} 里的“{word.text}”不起作用：项目和模板里都没有这个名称{hint}"
            yield Problem(word.source, "X005", message, severity=Severity.WARNING)
        elif word.role:
            yield from _contradicting(word, word.role, own)


def _known(subject: Subject) -> list[str]:
    """All names of a project and its template: alone, as --names lists them, and as parts of a path."""
    names = subject.names
    columns = [each for name in names.attributes for each in (name, f"{OF_ROWS}{name}")]
    paths = [*names.fields, *subject.printed]
    return list(dict.fromkeys([*columns, *paths, *(name for path in paths for name in path.split("/"))]))


def _contradicting(word: NamedWord, role: Role, others: Sequence[NamedWord]) -> Iterator[Problem]:
    usual = _usual(word.text)
    if not usual or role in usual:
        return
    swapped = any(other.role in usual and role in _usual(other.text) for other in others)
    message = f"{NAMES} 里把“{word.text}”当作“{role}”，词汇表里它是“{'、'.join(usual)}”；"
    message += "两个名称写反了，请核对" if swapped else "照写的算，写错了请改"
    yield Problem(word.source, "X006", message, severity=Severity.WARNING if swapped else Severity.INFO)


def _usual(name: str) -> tuple[Role, ...]:
    """The roles of a name by the vocabulary; none where it does not have the name, or gives it several meanings."""
    word, lists = folded(name.rpartition("/")[2]), (vocabulary().attributes, vocabulary().fields)
    if any(word in each.senses for each in lists):
        return ()
    return tuple(dict.fromkeys(each.roles[word] for each in lists if word in each.roles))
