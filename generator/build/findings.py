"""Makes 核查意见.docx, which stands beside the forms of a project where the checks find anything.

It is what ``check -o 核查意见.docx`` writes, but for its category.
"""

from __future__ import annotations

from generator.build.companions import CATEGORY, Finished
from generator.check.inspect import in_file_order
from generator.check.review import ProjectFindings, review
from generator.writers.word.file import docx_bytes


def review_bytes(finished: Finished) -> bytes | None:
    """The file; None where nothing was found, or the checks were not run."""
    inspection = finished.checks.inspection
    if inspection is None:
        return None
    problems = [*finished.prepared.problems, *inspection.problems]
    if not problems:
        return None
    ordered = in_file_order(problems, finished.prepared.project.shown_as)
    return docx_bytes(review([ProjectFindings.of(inspection, ordered)]), CATEGORY)
