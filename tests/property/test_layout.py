"""Whatever stands in a document, its layout ends, and every line of it stands on a page, inside the paper."""

from __future__ import annotations

from collections import Counter

from fixed_faces import FixedFaces
from hypothesis import HealthCheck, given, settings

from generator.pages.layout import lay_out
from generator.pages.page import Glyphs, Rule
from made_up_documents import MadeUp, documents

_SLOW = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)


@_SLOW
@given(documents())
def test_every_line_stands_once_and_those_of_heading_rows_at_least_once(made: MadeUp) -> None:
    pages = lay_out(made.document, FixedFaces()).pages
    drawn = Counter(item.text for page in pages for item in page.items if isinstance(item, Glyphs))
    assert {text: number for text, number in drawn.items() if number != 1 and text not in made.in_headings} == {}
    assert set(made.once + made.in_headings) - set(drawn) == set()


@_SLOW
@given(documents())
def test_nothing_stands_outside_the_paper(made: MadeUp) -> None:
    for page in lay_out(made.document, FixedFaces()).pages:
        baselines = [item.baseline for item in page.items if isinstance(item, Glyphs)]
        assert all(0 <= baseline <= page.height - 20.0 for baseline in baselines)


@_SLOW
@given(documents())
def test_pages_are_no_more_than_their_lines_and_rows_can_fill(made: MadeUp) -> None:
    pages = lay_out(made.document, FixedFaces()).pages
    used = [page for page in pages if page.items or page.cells]
    assert len(pages) < 2000, len(used)
