"""Finds and reads returned files, fills the sub-forms of a project as they should be returned, and matches both.

Which sub-form a file belongs to is told from its content alone, never from its name.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from itertools import starmap, zip_longest
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from generator.build.companions import is_companion
from generator.build.folder import BOOK
from generator.build.ledger import fingerprint
from generator.build.prepare import Prepared, Templates
from generator.document.comments import comments_in
from generator.document.docx.reader import read_docx
from generator.document.lines import FormLine, text_in_full
from generator.document.model import Block, Cell, Document, Inline, Paragraph, Row, Run, Table
from generator.document.xlsx.reader import read_xlsx
from generator.office.foreign import Kind
from generator.office.package import Package, read_package
from generator.problem import Problem, Severity, Source
from generator.project.keywords import ALL_FORMS
from generator.project.resolve import Project, SubForm
from generator.project.subforms import merge
from generator.returned.expected import ExpectedLine, expected_lines, normalized
from generator.returned.origins import Origins
from generator.template.active.clean import active_in
from generator.template.language.marks import TRACE, TRACE_END, TRACE_MARKS, TRACE_TEXT
from generator.template.trace import Traced
from generator.writers.excel.from_document import workbook_of
from generator.writers.word.file import docx_bytes
from generator.writers.word.from_sheet import word_form

_SAME_TEMPLATE = 0.75
"""A form that has this share of a template's fixed texts is one of that template."""
_LEAST_SHARE = 0.5
"""A sub-form is a candidate only if the form shows this share of the texts that tell it from others."""
_COMPARE_ALL_UP_TO = 100
"""Of more sub-forms only those whose names occur in the form are filled and compared."""
_MARK = re.compile(f"({TRACE_MARKS.pattern})")
_NO_SIZE = 1e-6  # pt


class ExpectedForm(Struct, frozen=True):
    """A sub-form as it would be returned without any change."""

    name: str
    lines: tuple[ExpectedLine, ...]
    origins: Origins


def names_to_compare(names: Sequence[str], actual: Sequence[FormLine]) -> list[str]:
    """The names of the sub-forms worth comparing with a returned form.

    All of them; of more than ``_COMPARE_ALL_UP_TO`` only those that the form mentions, if it mentions any.
    """
    if len(names) <= _COMPARE_ALL_UP_TO:
        return list(names)
    text = "\n".join(line.text for line in actual)
    return [name for name in names if name in text] or list(names)


def is_of_template(candidate: ExpectedForm, actual: Sequence[FormLine]) -> bool:
    """Whether a form has most of the fixed texts of the candidate's template, and as many tables."""
    fixed = Counter(
        normalized(cell.text)
        for line in candidate.lines
        for cell in line.cells
        if cell.fixed and not cell.covered and normalized(cell.text)
    )
    actual_texts = Counter(normalized(cell.text) for line in actual for cell in line.cells if not cell.covered)
    total = sum(fixed.values())
    same_tables = len({line.table for line in candidate.lines}) == len({line.table for line in actual})
    return (not total or sum((fixed & actual_texts).values()) / total >= _SAME_TEMPLATE) and same_tables


def possible_sub_forms(candidates: Sequence[ExpectedForm], actual: Sequence[FormLine], by: frozenset[str]) -> list[str]:
    """The names of the sub-forms that a returned form may be: one where that is clear, none where it fits none.

    ``by`` are the variables of 按. Cells that print one of them decide; where no cell does or several sub-forms are
    left, the other texts in which the sub-forms differ.
    """
    if len(candidates) == 1 and not _name_texts(candidates[0], by):
        return [candidates[0].name]
    actual_texts = {normalized(cell.text) for line in actual for cell in line.cells}
    named = _best_matches({each.name: _share(_name_texts(each, by), actual_texts) for each in candidates})
    named = named or _mentioned_forms(candidates, actual, by)
    if len(named) == 1 or not any(_name_texts(each, by) for each in candidates):
        return named or _best_matches(
            {each.name: _share(_distinctive_texts(each, candidates), actual_texts) for each in candidates}
        )
    left = [each for each in candidates if each.name in named]
    return (
        _best_matches({each.name: _share(_distinctive_texts(each, candidates), actual_texts) for each in left}) or named
    )


def _best_matches(scores: Mapping[str, float]) -> list[str]:
    """The names with the highest score; none where it is below ``_LEAST_SHARE``."""
    highest = max(scores.values(), default=0.0)
    return [name for name, score in scores.items() if score == highest] if highest >= _LEAST_SHARE else []


def _share(texts: Counter[str], actual_texts: set[str]) -> float:
    """The share of texts, from 0 to 1, that occur in the form."""
    total = sum(texts.values())
    return sum(count for text, count in texts.items() if text in actual_texts) / total if total else 0.0


def _name_texts(candidate: ExpectedForm, by: frozenset[str]) -> Counter[str]:
    """The texts of cells that print a variable of 按, and so the name of the sub-form."""
    found: Counter[str] = Counter()
    for line in candidate.lines:
        for cell in line.cells:
            traces = cell.traces.values()
            if not cell.covered and any(by & candidate.origins.names_of(trace) for trace in traces):
                found[normalized(cell.text)] += 1
    return found


def _mentioned_forms(candidates: Sequence[ExpectedForm], actual: Sequence[FormLine], by: frozenset[str]) -> list[str]:
    """The sub-forms whose names occur in a row that should show them, even if its text was changed otherwise."""
    shown = {
        line.cells[0].text
        for each in candidates
        for line in each.lines
        if any(by & each.origins.names_of(trace) for trace in line.traces())
    }
    heads = {normalized(text) for text in shown}
    texts = [line.text for line in actual if line.cells and normalized(line.cells[0].text) in heads]
    found = [each.name for each in candidates if any(each.name in text for text in texts)]
    # A name inside another (``衡阳`` in ``衡阳县``) does not count.
    return [name for name in found if not any(name != other and name in other for other in found)]


def _distinctive_texts(candidate: ExpectedForm, candidates: Sequence[ExpectedForm]) -> Counter[str]:
    """The printed texts of a candidate that are not common to all candidates."""
    shared = set.intersection(*(_texts(each) for each in candidates))
    return Counter(_texts(candidate) - shared)


def _texts(candidate: ExpectedForm) -> set[str]:
    return {
        normalized(cell.text)
        for line in candidate.lines
        for cell in line.cells
        if cell.traces and normalized(cell.text)
    }


_ONE_VALUE = re.compile(f"(?P<mark>{TRACE}[0-9]+{TRACE_TEXT})[^{TRACE}]*{TRACE_END}", re.DOTALL)
_READ_WHOLE = partial(read_xlsx, whole=True)
_LONGEST = 60  # characters of a comment that a message quotes
_READERS: Mapping[str, Callable[[bytes | Package, Source], Document]] = {".docx": read_docx, ".xlsx": _READ_WHOLE}


class ReturnedForm(Struct, frozen=True):
    """A returned file with its lines; ``form`` is the name of the sub-form that it belongs to."""

    file: Path
    lines: tuple[FormLine, ...]
    form: str

    @property
    def kind(self) -> str:
        """The suffix of the file, in lower case with its dot."""
        return self.file.suffix.lower()


class ExpectedForms(Struct, dict=True):
    """The sub-forms of a project as they should be returned, for one state of the project's files."""

    prepared: Prepared
    project: Project
    _filled: dict[tuple[str, str], ExpectedForm] = field(default_factory=dict)

    @cached_property
    def sub_forms(self) -> Mapping[str, SubForm]:
        """The sub-forms that can be made, by name."""
        found = self.project.contexts((), self.prepared.templates.names)
        return {form.name: form for form in found if not any(each.severity is Severity.ERROR for each in form.problems)}

    def failure_reason(self, name: str) -> str:
        """The first error that keeps a sub-form from being made; blank where there is none."""
        form = next(self.project.contexts((name,), self.prepared.templates.names), None)
        problems = () if form is None else form.problems
        return next((each.message for each in problems if each.severity is Severity.ERROR), "")

    def candidate(self, name: str, kind: str, traced: TracedForm) -> ExpectedForm:
        """One sub-form with the trace of each printed value, filled once; ``kind`` is the suffix of its file."""
        if (name, kind) not in self._filled:
            form = self.sub_forms[name]
            definition = next(one for one in self.project.definitions if one.name == name)
            # The nodes that the context was resolved from, to find where each value is written.
            entries = merge(self.project.base, definition.overrides(self.project.by), null_removes=True)
            lines = traced.lines(form.context, name)
            self._filled[name, kind] = ExpectedForm(name, lines, Origins(entries, form.context))
        return self._filled[name, kind]

    def fingerprint(self, name: str) -> str:
        """A hash of the context of a sub-form: equal hashes print equal forms."""
        # 全部分表 is left out: it would make every form differ as soon as one does.
        context = self.sub_forms[name].context
        return fingerprint({key: value for key, value in context.items() if key != ALL_FORMS})


def _unconverted(document: Document, _: Source) -> Document:
    return document


class TracedForm(Struct, frozen=True):
    """A template that records traces, and how its filled form becomes the document of a file to be returned.

    ``read`` reads what the template makes; ``converted`` makes of it the document of the other format.
    """

    template: Traced
    is_sheet: bool
    read: Callable[[bytes, Source], Document]
    converted: Callable[[Document, Source], Document] = _unconverted

    def untouched(self, context: Mapping[str, Any], name: str) -> Document:
        """The document of one form as it would come back without any change."""
        source = Source(name)
        return self.converted(self.read(self.template.render_plain(context), source), source)

    def lines(self, context: Mapping[str, Any], name: str) -> tuple[ExpectedLine, ...]:
        """The lines of one form, called ``name`` in messages, with the traces of what they print."""
        data, traces = self.template.render(context)
        source = Source(name)
        document = self.read(data, source)
        if self.is_sheet:
            document = _as_displayed(document, self.read(self.template.render_plain(context), source))
        return expected_lines(self.converted(document, source), traces)


def _as_displayed(document: Document, plain: Document) -> Document:
    """A marked workbook whose cells show what the same workbook without marks shows.

    A formula cannot calculate with marked numbers, and where it shows nothing its row or column may be missing. Nor
    does a marked number, a text, take a number format.
    """
    sections = (
        replace(one, blocks=tuple(starmap(_with_marks, zip_longest(other.blocks, one.blocks[: len(other.blocks)]))))
        for one, other in zip(document.sections, plain.sections, strict=True)
    )
    return replace(document, sections=tuple(sections))


def _with_marks(plain: Block, marked: Block | None) -> Block:
    """The table of a plain sheet with the marks of the marked one."""
    if not isinstance(plain, Table) or not isinstance(marked, Table):
        return plain
    rows: list[Row] = []
    for row, other in zip_longest(plain.rows, marked.rows[: len(plain.rows)]):
        cells = {} if other is None else {cell.column: cell for cell in other.cells}
        rows.append(replace(row, cells=tuple(_as_shown(cells.get(cell.column), cell) for cell in row.cells)))
    return replace(plain, rows=tuple(rows))


def _as_shown(marked: Cell | None, plain: Cell) -> Cell:
    """The cell without marks where it holds a formula; else the marked one, a number as its format shows it."""
    if marked is None or marked.formula:
        return plain
    value = _ONE_VALUE.fullmatch(marked.text)
    if not plain.number or value is None or not isinstance(marked.blocks[0], Paragraph):
        return marked
    shown = Run(f"{value['mark']}{text_in_full(plain)}{TRACE_END}", marked.blocks[0].mark)
    return replace(marked, blocks=(replace(marked.blocks[0], content=(shown,)),))


def traced_templates(templates: Templates) -> Mapping[str, TracedForm]:
    """By the suffix of a returned file: the template that its form is made from.

    A form that has one template only is made in the other format as ``build`` makes it, from the document of the first.
    """
    found: dict[str, TracedForm] = {}
    if templates.docx is not None:
        word, read = Traced(templates.docx), templates.reader.read
        made_sheet = TracedForm(word, is_sheet=False, read=read, converted=_sheet_of_word_form)
        found |= {".docx": TracedForm(word, is_sheet=False, read=read), ".xlsx": made_sheet}
    if templates.xlsx is not None:
        sheet = Traced(templates.xlsx)
        # Its Word form holds what the sheet prints.
        made_word = TracedForm(sheet, is_sheet=True, read=read_xlsx, converted=_word_form_of_sheet)
        found = {".docx": made_word, **found, ".xlsx": TracedForm(sheet, is_sheet=True, read=_READ_WHOLE)}
    return found


def _word_form_of_sheet(document: Document, source: Source) -> Document:
    return read_docx(docx_bytes(word_form(document)), source)


def _sheet_of_word_form(document: Document, source: Source) -> Document:
    sections = (replace(each, blocks=tuple(map(_with_light_marks, each.blocks))) for each in document.sections)
    return _READ_WHOLE(workbook_of(replace(document, sections=tuple(sections)), source.file), source)


def _with_light_marks(block: Block) -> Block:
    """A paragraph whose marks take no room: texts between tabs become cells of a sheet only where they have room."""
    if not isinstance(block, Paragraph) or "\t" not in block.text:
        return block
    content: list[Inline] = []
    for item in block.content:
        pieces = _MARK.split(item.text) if isinstance(item, Run) else ()
        light = replace(item.font, size=_NO_SIZE)
        content += [Run(piece, light if _MARK.fullmatch(piece) else item.font) for piece in pieces] or [item]
    return replace(block, content=tuple(content))


def read_form(file: Path) -> Document:
    """Read a returned form, with warnings if it holds comments or what may run; JixiaoError where it cannot be read."""
    kind: Kind = "xlsx" if file.suffix.lower() == ".xlsx" else "docx"
    package = read_package(file, kind=kind)
    document = _READERS[f".{kind}"](package, Source(str(file)))
    beside = (_comment_problem(file, cell, text) for cell, text in comments_in(package))
    return replace(document, problems=(*document.problems, *active_in(package, str(file)), *beside))


def _comment_problem(file: Path, cell: str, text: str) -> Problem:
    message = f"有批注“{text if len(text) <= _LONGEST else text[:_LONGEST] + '…'}”；批注不写回，要改的请改在表里"
    return Problem(Source(str(file), place=cell), "R016", message, severity=Severity.WARNING)


def form_files(paths: Sequence[Path]) -> tuple[list[Path], list[Problem]]:
    """The returned files: paths of files as given, folders searched for .docx and .xlsx. Problems name empty folders.

    Hidden files, the owner files (``~$``) that Word and Excel keep beside an open file, books of many forms, and what a
    build leaves beside forms are left out.
    """
    files: dict[Path, None] = {}
    problems: list[Problem] = []
    for path in paths:
        if os.path.isdir(path):  # noqa: PTH112  # Path.is_dir raises for a name that is too long
            inside = sorted(
                each for each in path.rglob("*") if each.suffix.lower() in _READERS and not _is_beside_forms(each)
            )
            if not inside:
                problems.append(Problem(Source(str(path)), "R007", "文件夹里没有填好的表（.docx、.xlsx）"))
            files |= dict.fromkeys(inside)
        else:
            files[path] = None
    return list(files), problems


def _is_beside_forms(file: Path) -> bool:
    return file.name.startswith(("~$", ".")) or file.stem == BOOK or is_companion(file)
