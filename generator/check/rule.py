"""What a rule is (a code, a name, and a function that yields findings), and what many rules need.

The docstring of a rule's module is its manual page, in Chinese: 查什么, 为什么, 依据, a bad and a good example
(``manual.py``). Also here: choosing the texts to report, reporting once what several sub-forms share, quoting.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from generator.check.subject import Field, Form, FormText, Subject
from generator.chinese.vocabulary import Role
from generator.jinja.values import Typed
from generator.problem import Severity, Source


class Finding(Struct, frozen=True):
    """What a rule found. The message quotes the value, and says what was expected and how that was computed.

    ``working`` is the part of the message that shows the computation, word for word; blank where there is none.
    ``source`` None stands for the place of the sub-form. A rule for one sub-form leaves ``form`` blank; the engine
    fills it in.
    """

    source: Source | None
    message: str
    severity: Severity = Severity.ERROR
    field: str = ""
    form: str = ""
    working: str = ""


class Rule(Struct, frozen=True):
    """A rule has either ``form``, which looks at one sub-form at a time, or ``project``, which looks at all.

    ``advice`` says what to do about a finding, to the unit whose form it is. ``needs`` are groups of roles: without a
    name of at least one role of each group, the rule has nothing to look at. ``reads`` are further roles that it reads.
    ``compared`` are the fields of a form that it compares, where their roles alone do not tell; None where they do.
    ``missing`` is what else a project lacks for the rule to look at anything, in words; blank if nothing.
    """

    code: str
    name: str
    advice: str = ""
    needs: tuple[tuple[Role, ...], ...] = ()
    reads: tuple[Role, ...] = ()
    compared: Callable[[Form], Iterable[Field]] | None = None
    missing: Callable[[Subject], str] = lambda _: ""
    form: Callable[[Form, Subject], Iterable[Finding]] | None = None
    project: Callable[[Subject], Iterable[Finding]] | None = None

    def lacking(self, present: Collection[Role]) -> Iterator[tuple[Role, ...]]:
        """The groups of roles of which a project with the roles ``present`` has none."""
        return (group for group in self.needs if not any(role in present for role in group))


_INK = re.compile(r"\S")
_AROUND = 8  # characters quoted on either side
_MOST_ORIGINS = 300  # fields that others may repeat; past that a repeated text may be reported twice


def faulty_texts(form: Form, is_bad: Callable[[FormText], bool]) -> Iterator[FormText]:
    """The bad texts of a form, without those that only repeat a bad field.

    A text composed of other fields (``{{ 项目名称 }}绩效目标表``) has their faults; only the field itself is reported.
    """
    bad = [piece for piece in form.pieces if is_bad(piece)]
    origins: dict[str, list[FormText]] = {}
    for piece in sorted(bad, key=_line):
        text = str(piece.text)
        if not piece.in_rows and "/" not in piece.field and (text in origins or len(origins) < _MOST_ORIGINS):
            origins.setdefault(text, []).append(piece)
    return (piece for piece in bad if not any(_repeats(piece, text, fields) for text, fields in origins.items()))


def once_per_place(
    subject: Subject, check: Callable[[Form, Subject], Iterable[Finding]], *, by_field: bool = False
) -> Iterator[Finding]:
    """What ``check`` finds in each form; a finding that several forms share is given once, for the first of them.

    With ``by_field`` findings at one place in one field are one finding, whatever their messages: for faults of a sign
    or unit typed once for all forms, beside numbers that differ from form to form.
    """
    found: dict[Hashable, tuple[Finding, dict[str, None]]] = {}
    for form in subject.trees():
        for finding in check(form, subject):
            located = replace(finding, source=finding.source or form.source)
            key = (located.source, located.field, located.severity) if by_field else located
            found.setdefault(key, (located, {}))[1][form.name] = None
    for finding, names in found.values():
        more = f"（另有 {len(names) - 1} 个分表也印这一处）" if len(names) > 1 else ""
        yield replace(finding, form=next(iter(names)), message=finding.message + more)


def in_each_tree(subject: Subject, check: Callable[[Subject], Iterable[Finding]]) -> Iterator[Finding]:
    """What ``check`` finds in a project as if each of its trees of indicators were its only one."""
    trees: dict[str, list[Form]] = {"": list(subject.forms)}
    for form in subject.forms:
        for other in form.other_trees:
            trees.setdefault(other.tree, []).append(other)
    for forms in trees.values():
        yield from check(replace(subject, forms=tuple(forms)))


def in_trees_or_all(
    subject: Subject, check: Callable[[Form, Subject], Iterable[Finding]], *, alone: Role | None = None
) -> Iterator[Finding]:
    """What ``check`` finds in each tree of indicators of a form; nothing if it finds nothing in all of them together.

    分值 may sum to 100 in each tree, or over all trees of a form (年度绩效目标 1 and 2 of 40 points each). Where both
    are wrong, the sum over all is told, unless a tree with values of the role ``alone`` is right by itself.
    """
    for form in subject.forms:
        trees = (form, *form.other_trees)
        found = [list(check(tree, subject)) for tree in trees]
        together = list(check(form.joined, subject)) if len(trees) > 1 and any(found) else []
        told = [finding for each in found for finding in each]
        if len(trees) > 1 and not together:
            told = []
        elif found[0] and together:
            right = (tree for tree, each in zip(trees, found, strict=True) if not each)
            stated = (tree.text(row, alone) for tree in right for row in tree.rows) if alone else ()
            told = told if any(stated) else together
        yield from (replace(each, source=each.source or form.source, form=form.name) for each in told)


def source_at(text: Typed, offset: int) -> Source | None:
    """Where a finding at an offset of a text points to: its line if the text is a whole file, else where it begins."""
    source = text.source
    if source is None or source.place or (source.line, source.column) != (1, 1):
        return source
    line = text.count("\n", 0, offset)
    return Source(source.file, 1 + line, 1) if line else source


def excerpt(text: str, start: int, end: int) -> str:
    """``text[start:end]`` with a few characters around it, on one line, as a message quotes it."""
    low, high = max(0, text.rfind("\n", 0, start) + 1, start - _AROUND), min(len(text), end + _AROUND)
    line_end = text.find("\n", end, high)
    high = high if line_end < 0 else line_end
    quoted = " ".join(text[low:high].split("\n")).strip(" ")
    before, after = _INK.search(text, 0, low), _INK.search(text, high)
    return ("…" if before else "") + quoted + ("…" if after else "")


def _repeats(piece: FormText, text: str, origins: list[FormText]) -> bool:
    """Whether a text repeats a field with the text ``text``: contains it and was typed elsewhere.

    Of fields with the same text the one on the last line counts as typed, the others as repeating it.
    """
    if text not in piece.text:
        return False
    if len(piece.text) > len(text) or piece.in_rows:
        return any(origin.text.source != piece.text.source for origin in origins[:2])
    return _line(piece) < _line(origins[-1])


def _line(piece: FormText) -> int:
    return (piece.text.source and piece.text.source.line) or 0
