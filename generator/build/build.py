"""Prepared projects in, forms in the output folder out: orders what a build does, over one process or several."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from msgspec.structs import replace

from generator.build.folder import WORTH_A_PROCESS, Made, Options, Workshop
from generator.build.forms import Press
from generator.build.ledger import one_at_a_time
from generator.build.prepare import Prepared
from generator.problem import JixiaoError, Problem

Watch = Callable[[Made], None]


def build(
    prepared: Prepared, options: Options, watch: Watch, press: Press, wait: Callable[[Path], None]
) -> list[Problem]:
    """Make the forms of one project; ``watch`` is told of each, in order. Returns what concerns the whole folder.

    ``wait`` is called with the folder that another build holds.
    """
    project = prepared.project
    folder = options.out / project.name
    try:
        with one_at_a_time(folder, lambda: wait(folder)):
            return _build(prepared, options, watch, press)
    except JixiaoError as error:
        return list(error.problems)


def _build(prepared: Prepared, options: Options, watch: Watch, press: Press) -> list[Problem]:
    project = prepared.project
    wanted = [name for name in project.form_names if not options.only or name in options.only]
    workshop = Workshop.open(prepared, options, press)
    workshop.ledger.sweep()
    found = workshop.impossible(options.formats)
    if not workshop.origins:
        return found
    changed = False

    def told(made: Made) -> None:
        nonlocal changed
        changed = changed or made.changed
        watch(made)

    for name in project.broken:
        if not options.only or name in options.only:
            told(Made(name, failed=True))
    try:
        if options.jobs > 1 and len(wanted) > 2 * WORTH_A_PROCESS:
            found += _make_together(workshop, wanted, options, told)
        else:
            _make(workshop, wanted, told)
        if options.book and wanted:
            watch(workshop.make_book(options.only))
        if not options.only and not project.broken:
            found += workshop.orphans(prune=options.prune)
        return found + (workshop.stale_books() if changed and not options.book else [])
    finally:
        workshop.close()


def _make(workshop: Workshop, wanted: Sequence[str], told: Watch) -> None:
    for form in workshop.prepared.sub_forms(wanted) if wanted else ():  # of none named it would give all
        told(workshop.make(form))


def _make_together(workshop: Workshop, wanted: Sequence[str], options: Options, told: Watch) -> Iterable[Problem]:
    """Make forms over several processes, here where the system starts none; returns what fonts could not draw."""
    from generator.build.processes import make_on_processes, worth_starting  # takes long to import

    jobs = worth_starting(options.jobs, len(wanted))
    if jobs > 1:
        _make(workshop, wanted[:1], told)  # what forms share is there now, for processes to inherit
        wanted = wanted[1:]
        found = make_on_processes(workshop.prepared, workshop.press, wanted, replace(options, jobs=jobs), told)
        if found is not None:
            return found
    _make(workshop, wanted, told)
    return ()
