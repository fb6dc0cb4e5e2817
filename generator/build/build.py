"""Builds the forms of one prepared project into its output folder, in this process or over several.

Only orders the steps: ``folder`` makes and writes the files, ``ledger`` keeps other builds out meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from msgspec.structs import replace

from generator.build.folder import WORTH_A_PROCESS, MadeForm, Options, OutputFolder
from generator.build.forms import SharedFonts
from generator.build.ledger import one_at_a_time
from generator.build.prepare import Prepared
from generator.problem import JixiaoError, Problem

OnMade = Callable[[MadeForm], None]


def build(
    prepared: Prepared, options: Options, on_made: OnMade, shared_fonts: SharedFonts, wait: Callable[[Path], None]
) -> list[Problem]:
    """Make the forms of one project and return the problems of the folder as a whole.

    ``on_made`` is called with each form made, in order. ``wait`` is called once with the folder if another build holds
    it.
    """
    project = prepared.project
    folder = options.out / project.name
    try:
        with one_at_a_time(folder, lambda: wait(folder)):
            return _build(prepared, options, on_made, shared_fonts)
    except JixiaoError as error:
        return list(error.problems)


def _build(prepared: Prepared, options: Options, on_made: OnMade, shared_fonts: SharedFonts) -> list[Problem]:
    project = prepared.project
    wanted = [name for name in project.form_names if not options.only or name in options.only]
    output_folder = OutputFolder.open(prepared, options, shared_fonts)
    output_folder.ledger.sweep()  # safe only here, while this build holds the folder
    found = output_folder.impossible(options.formats)
    if not output_folder.origins:
        return found
    changed = False

    def track(made: MadeForm) -> None:
        nonlocal changed
        changed = changed or made.changed
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
        if not options.only and not project.broken:
            found += output_folder.orphans(prune=options.prune)
        return found + (output_folder.stale_books() if changed and not options.book else [])
    finally:
        output_folder.close()


def _make(output_folder: OutputFolder, wanted: Sequence[str], on_made: OnMade) -> None:
    for form in output_folder.prepared.sub_forms(wanted) if wanted else ():  # an empty selection would mean all forms
        on_made(output_folder.make(form))


def _make_in_parallel(
    output_folder: OutputFolder, wanted: Sequence[str], options: Options, on_made: OnMade
) -> Iterable[Problem]:
    """Make forms over several processes, or in this one where that is not possible; returns problems of the fonts."""
    from generator.build.processes import make_on_processes, worth_starting  # takes long to import

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
