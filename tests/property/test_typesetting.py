import re
from itertools import pairwise

from fixed_faces import FixedFaces
from hypothesis import example, given
from hypothesis import strategies as st

from generator.chinese.line_breaks import FORBIDDEN_ENDS, FORBIDDEN_STARTS, opportunities
from generator.document.model import Align, Font, Inline, Paragraph, ParagraphFormat, Run, Tab
from generator.layout.text.filling import fill
from generator.layout.text.measuring import INVISIBLE, PageNumbers, TextMeasurer, TextSettings
from generator.layout.text.paragraph import Typesetter

_TEXT = st.text(
    "中文字与对非贸易ab12090%≥≤＞-+/.,:;，。：；、（）()《》“”‘’—…·@ \u3000\u00a0\u200b\u00ad\u0301々ー\U0001f600",
    max_size=60,
)
_WITH_CONTROLS = st.text("中文字ab12%，。（） \t\n\f", max_size=40)
_FONTS = st.builds(
    Font,
    size=st.sampled_from([5.0, 10.5, 16.0]),
    spacing=st.sampled_from([0.0, 0.5]),
    scale=st.sampled_from([0.8, 1.0]),
)
_WIDTHS = st.one_of(st.sampled_from([-10.0, 0.0]), st.floats(1, 300))
_STOPS = st.builds(Tab, st.floats(-20, 300), st.sampled_from(["left", "center", "right", "decimal", "bar"]))
_FORMATS = st.builds(
    ParagraphFormat,
    align=st.sampled_from(Align),
    left=st.sampled_from([0.0, 21.0]),
    right=st.sampled_from([0.0, 10.0]),
    first=st.sampled_from([0.0, 21.0, -21.0]),
    tabs=st.lists(_STOPS, max_size=3).map(tuple),
    overflow_punctuation=st.booleans(),
)
_SETTINGS = st.builds(TextSettings, default_tab=st.sampled_from([0.0, 21.0]), squeeze_punctuation=st.booleans())
_FACES = FixedFaces()


def _runs(texts: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[Inline, ...]]:
    return st.lists(st.builds(Run, texts, _FONTS), max_size=3).map(tuple)


def _seen(text: str) -> str:
    return INVISIBLE.sub("", re.sub(r"[ \t\n\f]", "", text))


@given(_runs(_TEXT | _WITH_CONTROLS), _FORMATS, _WIDTHS, _SETTINGS)
def test_lines_hold_every_character_once_and_in_order(
    content: tuple[Inline, ...], style: ParagraphFormat, width: float, settings: TextSettings
) -> None:
    paragraph = Paragraph(content, style, Font())
    lines = Typesetter(_FACES).lines(paragraph, width, settings)
    assert _seen("".join(fragment.text for line in lines for fragment in line.fragments)) == _seen(paragraph.text)
    assert len(lines) <= len(paragraph.text) + 1
    assert all(len(fragment.text) == len(fragment.advances) for line in lines for fragment in line.fragments)
    assert sum(line.ends_page for line in lines) == paragraph.text.count("\f")


@given(_runs(_TEXT), _FORMATS, _WIDTHS, _SETTINGS)
@example((Run("中（（（（（（", Font(size=10)),), ParagraphFormat(), 30.0, TextSettings())
def test_no_line_is_wider_than_its_room_but_for_one_mark_or_one_character(
    content: tuple[Inline, ...], style: ParagraphFormat, width: float, settings: TextSettings
) -> None:
    text = TextMeasurer(_FACES).measured(content, latin=True, digits=True, numbers=PageNumbers())
    for stretch in fill(text, style, width, settings):
        shown = text.text[stretch.start : stretch.visible]
        used = sum(text.advances[stretch.start : stretch.visible])
        last = stretch.visible - 1
        if stretch.squeezed:
            used -= text.advances[last] / 2
        if stretch.hanging:
            assert style.overflow_punctuation
            used -= text.advances[last]
        used -= text.gaps.get(last, 0.0)
        assert used <= width - style.right - stretch.indent + 0.03 or len(shown) <= 1


@given(_runs(_TEXT), _FORMATS, _WIDTHS, _SETTINGS)
def test_lines_break_where_they_may_unless_no_such_place_is_on_the_line(
    content: tuple[Inline, ...], style: ParagraphFormat, width: float, settings: TextSettings
) -> None:
    text = TextMeasurer(_FACES).measured(content, latin=True, digits=True, numbers=PageNumbers())
    allowed = opportunities(text.text)
    for stretch in fill(text, style, width, settings):
        assert stretch.end in allowed or not any(stretch.start < place <= stretch.end for place in allowed)


@given(_TEXT)
def test_no_opportunity_is_against_kinsoku(text: str) -> None:
    places = opportunities(text)
    assert places[-1] == len(text)
    assert all(earlier < later for earlier, later in pairwise(places))
    for place in places[:-1]:
        assert text[place] not in FORBIDDEN_STARTS
        assert text[place - 1] not in FORBIDDEN_ENDS


@given(_runs(_TEXT), st.floats(1, 300))
def test_broken_justified_lines_of_chinese_reach_the_edge(content: tuple[Inline, ...], width: float) -> None:
    style = ParagraphFormat(align=Align.BOTH, overflow_punctuation=False)
    lines = Typesetter(_FACES).lines(Paragraph(content, style, Font()), width, TextSettings())
    for line in lines[:-1]:
        text = "".join(fragment.text for fragment in line.fragments)
        if re.search("[中文字与对非贸易]{2}", text):
            end = line.fragments[-1].x + line.fragments[-1].width
            assert abs(end - width) < 0.03
