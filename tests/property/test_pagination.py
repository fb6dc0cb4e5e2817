"""Whatever stands in a document, its layout ends, and every line of it stands on a page, inside the paper."""

from collections import Counter

from fixed_faces import FixedFaces
from hypothesis import HealthCheck, given, settings
from made_up_documents import MadeUp, documents

from generator.layout.page import DrawnLine, Glyphs
from generator.layout.pages import lay_out
from generator.layout.text.paragraph import Typesetter

_SLOW = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)


@_SLOW
@given(documents())
def test_every_line_stands_once_and_those_of_heading_rows_at_least_once(made: MadeUp) -> None:
    pages = lay_out(made.document, Typesetter(FixedFaces())).pages
    drawn = Counter(item.text for page in pages for item in page.items if isinstance(item, Glyphs))
    assert {text: number for text, number in drawn.items() if number != 1 and text not in made.in_headings} == {}
    assert set(made.once + made.in_headings) - set(drawn) == set()


@_SLOW
@given(documents())
def test_lines_of_text_and_of_tables_stand_inside_the_paper(made: MadeUp) -> None:
    for page in lay_out(made.document, Typesetter(FixedFaces())).pages:
        assert [item for item in page.items if isinstance(item, Glyphs) and not 0 < item.baseline < page.height] == []
        assert [
            item for item in page.items if isinstance(item, DrawnLine) and not 0 <= item.y0 <= item.y1 < page.height
        ] == []


@_SLOW
@given(documents())
def test_the_same_document_always_gives_the_same_pages(made: MadeUp) -> None:
    assert lay_out(made.document, Typesetter(FixedFaces())) == lay_out(made.document, Typesetter(FixedFaces()))
