"""The fonts of our files, as other programs read them."""

from __future__ import annotations

import subprocess
import sys

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_samples import BOX, BoxFace, box_outline, character_boxes, fonts_of, one_page, pages, set_text, text_of_page

from generator.layout.fonts.face import Glyph
from generator.layout.page import Fill
from generator.writers.pdf.file import Chapter, PdfFile, pdf_bytes

BOLD = BoxFace(key="box-bold", embolden=True)
MANY = "".join(map(chr, range(0x4E00, 0x4E00 + 600)))
LAST_CODE = 256


class TwoBoxes(BoxFace, frozen=True):
    key: str = "two boxes"

    def glyph(self, character: str) -> Glyph:
        boxes = {"左": (-20, 0, 300, 700), "右": (5, -90, 800, 3)}
        return Glyph(box_outline(*boxes[character]) if character in boxes else b"", 900, 0)


class PoorFace(BoxFace, frozen=True):
    """A face that has ASCII alone and draws everything else as a box of half an em."""

    key: str = "poor"

    def has(self, character: str) -> bool:
        return character.isascii()

    def advance(self, character: str) -> float:
        return 0.5

    def glyph(self, character: str) -> Glyph:
        return BOX.glyph(character) if character.isascii() else Glyph(box_outline(50, 0, 450, 700), 500, 50)


def font_file(text: str, face: BoxFace = BOX) -> TTFont:
    (font,) = fonts_of(one_page(set_text(text, face)))
    return font.file


def test_every_font_is_embedded_and_says_what_its_codes_mean() -> None:
    fonts = fonts_of(one_page(set_text("表A"), set_text("表", BOLD)))
    assert [[font.meanings[code] for code in (1, 2)] for font in fonts] == [["表", "A"], ["表", " "]]
    assert [font.widths[:3] for font in fonts] == [[1000, 1000, 500], [1000, 1000, 500]]


def test_each_code_draws_its_glyph() -> None:
    font = font_file("表A ")
    names = font["cmap"].getcmap(1, 0).cmap
    assert [font["hmtx"][names[code]] for code in (1, 2, 3)] == [(1000, 50), (500, 50), (500, 0)]
    corners = [(50, -100), (50, 66), (450, 66), (450, -100)]
    assert list(font["glyf"][names[2]].getCoordinates(font["glyf"])[0]) == corners
    assert font["glyf"][names[3]].numberOfContours == 0
    assert font["hmtx"][".notdef"] == (1000, 50)
    assert (font["hhea"].ascent, font["hhea"].descent) == (880, -120)


def test_the_box_of_a_font_surrounds_all_outlines() -> None:
    (font,) = fonts_of(one_page(set_text("左右", TwoBoxes())))
    head = font.file["head"]
    assert font.box == [head.xMin, head.yMin, head.xMax, head.yMax] == [-20, -90, 800, 700]
    assert head.unitsPerEm == 1000


def test_a_font_of_blanks_is_a_font() -> None:
    assert font_file(" ", TwoBoxes())["maxp"].numGlyphs == 2


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x2FFFF, exclude_categories=["Cs"]), max_size=40))
@settings(deadline=None)
def test_any_characters_make_fonts_that_other_programs_read(text: str) -> None:
    drawn = text.replace("\u00a0", " ")
    fonts = fonts_of(one_page(set_text(text)))
    assert {meaning for font in fonts for meaning in font.meanings.values()} >= set(drawn)
    for font in fonts:
        names = font.file["cmap"].getcmap(1, 0).cmap
        for code, meaning in font.meanings.items():
            outline = BOX.glyph(meaning if code else "\uffff").outline
            top = getattr(font.file["glyf"][names.get(code, ".notdef")], "yMax", None)
            assert top == (int.from_bytes(outline[8:10], "big") if outline else None)


def test_more_characters_than_a_font_has_codes_are_drawn_and_read() -> None:
    lines = [MANY[start : start + 15] for start in range(0, len(MANY), 15)]
    file = one_page(*(set_text(line, y=10.0 + 2 * at, size=2.0, x=5.0) for at, line in enumerate(lines)))
    assert text_of_page(file).split("\r\n") == lines
    fonts = fonts_of(file)
    assert len({font.name for font in fonts}) == 3
    assert all(len(font.widths) <= LAST_CODE for font in fonts)
    boxes = character_boxes(file)
    assert "".join(character for character, _ in boxes) == MANY
    wrong = [
        character
        for at, (character, box) in enumerate(boxes)
        if (box[0], box[3])
        != pytest.approx(
            (5.1 + at % 15 * 2, 90 - at // 15 * 2 + (ord(character) % 700 + 1) / 500),
            abs=0.05,
        )
    ]
    assert wrong == []


@pytest.mark.parametrize("before", ["", MANY])
def test_characters_beyond_the_first_plane_are_read(before: str) -> None:
    file = one_page(set_text(before, size=1.0), set_text("〇𠮷A", y=80.0))
    assert text_of_page(file).split("\r\n")[-1] == "〇𠮷A"


def test_a_character_that_no_font_has_is_a_box_and_is_read_as_itself() -> None:
    boxes = character_boxes(one_page(set_text("A缺A", PoorFace())))
    assert [character for character, _ in boxes] == ["A", "缺", "A"]
    assert boxes[1][1] == pytest.approx((25.5, 50, 29.5, 57), abs=0.1)


def test_no_character_stops_a_file() -> None:
    odd = "\ud83d\udc00\x00\x07\x1b\u200b\ufffe\uffff\U0010ffff"
    assert text_of_page(one_page(set_text(f"表{odd}格")))[:: len(odd) + 1][:1] == "表"
    assert [character for character, _ in character_boxes(one_page(set_text(f"表{odd}格")))][-1] == "格"


@pytest.mark.parametrize(
    "file",
    [
        pytest.param(pdf_bytes([], "题", ""), id="no page"),
        pytest.param(one_page(), id="an empty page"),
        pytest.param(one_page(Fill(0, 0, 9, 9, "FF0000")), id="no text"),
    ],
)
def test_a_file_without_text_names_no_font(file: bytes) -> None:
    assert fonts_of(file) == []
    assert b"Helvetica" not in file


def test_a_first_page_without_text_adds_no_font() -> None:
    file = pdf_bytes([("空", pages()), ("甲", pages(set_text("表")))], "题", "")
    assert [font.name.rpartition("-")[0] for font in fonts_of(file)] == ["AAAAAA+Box"]


def test_faces_of_one_key_share_a_font() -> None:
    assert len(fonts_of(one_page(set_text("表", BoxFace()), set_text("格", BoxFace())))) == 1
    assert len(fonts_of(one_page(set_text("表"), set_text("格", BoxFace(key="other"))))) == 2


def test_parts_of_one_face_have_names_of_their_own() -> None:
    def name(text: str) -> str:
        return fonts_of(one_page(set_text(text)))[0].name

    assert name("表") == name("表") != name("格")


def test_a_name_that_no_font_may_have_does_not_stop_a_file() -> None:
    (font,) = fonts_of(one_page(set_text("表", BoxFace(key="named", name="方正 小标宋/(简)#"))))
    assert font.name.isascii()


def test_a_file_holds_the_characters_of_its_own_pages() -> None:
    form = [("甲", pages(set_text("表A", BoxFace(key="mine"))))]
    before = pdf_bytes(form, "题", "")
    one_page(set_text("别的字", BoxFace(key="mine")))
    assert pdf_bytes(form, "题", "") == before


def test_fonts_that_files_share_are_embedded_alike() -> None:
    files = [one_page(set_text("表A", BOLD), set_text(other)) for other in ("甲", "乙")]
    first, second = ({font.meanings[1]: font for font in fonts_of(file)} for file in files)
    assert (set(first), set(second)) == ({"表", "甲"}, {"表", "乙"})
    names = first["表"].file["cmap"].getcmap(1, 0).cmap
    assert [first["表"].file["hmtx"][names[code]] for code in (1, 2)] == [(1000, 50), (500, 50)]
    assert first["表"].file.reader.file.getvalue() == second["表"].file.reader.file.getvalue()


def test_files_written_at_the_same_time_do_not_mix() -> None:
    texts = ("表A格", "格式B")
    alone = [pdf_bytes([("甲", pages(set_text(text)))], "题", "") for text in texts]
    files = [PdfFile(), PdfFile()]
    drawn = [file.draw(pages(set_text(text))) for file, text in zip(files, texts, strict=True)]
    bound = [file.bind([Chapter("甲", leaves)], "题", "") for file, leaves in zip(files, drawn, strict=True)]
    assert bound == alone


def test_files_are_the_same_without_what_speeds_reportlab_up() -> None:
    script = (
        "import sys, hashlib; sys.modules.update(dict.fromkeys(sys.argv[2:]));"
        "sys.path.insert(0, sys.argv[1]);"
        "from pdf_samples import BoxFace, one_page, set_text;"
        "bold = set_text('绩效(A)\\\\𠮷', BoxFace(embolden=True), 10.5);"
        "texts = [bold, set_text(''.join(map(chr, range(33, 999))))];"
        "print(hashlib.sha256(one_page(*texts)).hexdigest())"
    )
    support = next(path for path in sys.path if path.endswith("support"))
    with_it, without = (
        subprocess.run([sys.executable, "-c", script, support, *left_out], capture_output=True, check=True).stdout
        for left_out in ((), ("_rl_accel",))
    )
    assert with_it == without
