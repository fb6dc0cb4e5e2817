"""Builds the forms of one prepared project into its output folder, in this process or over several.

Only orders the steps: ``folder`` makes and writes the files, ``ledger`` keeps other builds out meanwhile.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from generator.build.companions import Finished, FormState, State, companions
from generator.build.folder import WORTH_A_PROCESS, MadeForm, Options, OutputFolder, output_name
from generator.build.forms import FORMATS, SharedFonts
from generator.build.prepare import MOST_CHECKED, Checks, Prepared
from generator.build.processes import make_on_processes, worth_starting
from generator.office.lock import one_at_a_time
from generator.office.write import sweep
from generator.problem import JixiaoError, Problem, Severity, Source

OnMade = Callable[[MadeForm], None]


def build(
    prepared: Prepared,
    options: Options,
    on_made: OnMade,
    shared_fonts: SharedFonts,
    wait: Callable[[Path], None],
    checks: Checks,
) -> list[Problem]:
    """Make the forms of one project and return the problems of the folder as a whole.

    ``on_made`` is called with each form made, in order. ``wait`` is called once with the folder if another build holds
    it. ``checks`` are run where a file beside the forms shows what they find.
    """
    folder = options.out / prepared.project.name
    for each in (options.out, folder):
        if os.path.islink(each):  # noqa: PTH114  # never raises
            message = "这个文件夹是一个链接，表不写到它指向的地方；请用 --out 写明真正的文件夹"
            return [Problem(Source(str(each)), "O004", message)]
    try:
        with one_at_a_time(folder, lambda: wait(folder)):
            return _build(prepared, options, on_made, shared_fonts, checks)
    except JixiaoError as error:
        return list(error.problems)


def _build(
    prepared: Prepared, options: Options, on_made: OnMade, shared_fonts: SharedFonts, checks: Checks
) -> list[Problem]:
    project = prepared.project
    wanted = [name for name in project.form_names if not options.only or name in options.only]
    output_folder = OutputFolder.open(prepared, options, shared_fonts)
    # Safe only here, while this build holds the folder.
    sweep(output_folder.ledger.folder)
    found = output_folder.ledger.set_broken_aside()
    changed = False
    known: dict[str, FormState] = {}

    def track(made: MadeForm) -> None:
        nonlocal changed
        changed = changed or made.changed
        known[made.form] = _state(made, is_made=True)
        on_made(made)

    for name in project.broken:
        if not options.only or name in options.only:
            track(MadeForm(name, failed=True))
    try:
        if options.jobs > 1 and len(wanted) > 2 * WORTH_A_PROCESS:
            found += _make_in_parallel(output_folder, wanted, options, track)
        else:
            _make(output_folder, wanted, track)
        if options.book and wanted:
            on_made(output_folder.make_book(options.only))
        found += _leave_beside(output_folder, known, checks, changed=changed)
        if not options.only and not project.broken:
            found += output_folder.orphans(prune=options.prune)
        return found + (output_folder.stale_books() if changed and not options.book else [])
    finally:
        output_folder.close()


def _leave_beside(
    output_folder: OutputFolder, known: dict[str, FormState], checks: Checks, *, changed: bool
) -> list[Problem]:
    """Make the files beside the forms, where there are forms; ``known`` are those of this build."""
    prepared, ledger = output_folder.prepared, output_folder.ledger
    wanted = companions(prepared.project)
    if not wanted:
        return []
    others = [name for name in prepared.project.form_names if name not in known]
    if len(others) > MOST_CHECKED:  # their values would take long to compute, for one form that was asked for
        names = [companion.file_name(prepared.project) for companion in wanted] if changed else []
        message = "分表有变化，这份还是旧的；请不加 --only 再生成一次"
        there = [Source(str(ledger.folder / name)) for name in names if (ledger.folder / name).is_file()]
        return [Problem(source, "O022", message, severity=Severity.WARNING) for source in there]
    forms = _all_forms(output_folder, known, others)
    if not any(form.suffixes for form in forms):
        return []
    finished = Finished(prepared, forms, checks, ledger.folder)
    return [problem for companion in wanted for problem in output_folder.leave(companion, finished)]


def _all_forms(
    output_folder: OutputFolder, known: Mapping[str, FormState], others: Sequence[str]
) -> tuple[FormState, ...]:
    """All forms of the project with their files; ``others`` were not asked for, and are looked up now."""
    prepared = output_folder.prepared
    found = dict(known)
    for form in prepared.sub_forms(others) if others else ():
        found[form.name] = _state(output_folder.look_up(form))
    reasons = {problem.form: problem.message for problem in reversed(prepared.problems) if problem.form}
    for name in prepared.project.broken:
        found[name] = FormState(name, State.MISSING, reasons.get(name, ""))
    there = output_folder.ledger.names()
    order = (*prepared.project.form_names, *prepared.project.broken)
    return tuple(_with_files(found[name], there) for name in order)


def _state(made: MadeForm, *, is_made: bool = False) -> FormState:
    """How a form stands; ``is_made``: all its files that did not fail are of this build."""
    is_done = made.current or (is_made and not made.failed)
    state = State.DONE if is_done else State.MISSING
    return FormState(made.form, state, made.reason, values=made.values, figures=made.figures)


def _with_files(form: FormState, there: frozenset[str]) -> FormState:
    """The form with its files among those in the folder; where it is not done, these are old."""
    try:
        suffixes = tuple(kind for kind in FORMATS if output_name(form.name, kind) in there)
    except ValueError:  # a name that leads to another folder
        suffixes = ()
    is_old = form.state is State.MISSING and suffixes
    return replace(form, suffixes=suffixes, state=State.OLD if is_old else form.state)


def _make(output_folder: OutputFolder, wanted: Sequence[str], on_made: OnMade) -> None:
    for form in output_folder.prepared.sub_forms(wanted) if wanted else ():  # an empty selection would mean all forms
        on_made(output_folder.make(form))


def _make_in_parallel(
    output_folder: OutputFolder, wanted: Sequence[str], options: Options, on_made: OnMade
) -> Iterable[Problem]:
    """Make forms over several processes, or in this one where that is not possible; returns problems of the fonts."""
    jobs = worth_starting(options.jobs, len(wanted))
    if jobs > 1:
        _make(output_folder, wanted[:1], on_made)  # so that forked processes inherit what all forms share
        wanted = wanted[1:]
        found = make_on_processes(
            output_folder.prepared, output_folder.shared_fonts, wanted, replace(options, jobs=jobs), on_made
        )
        if found is not None:
            return found
    _make(output_folder, wanted, on_made)
    return ()
