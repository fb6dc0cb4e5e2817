from __future__ import annotations

from pathlib import Path

import pytest
from font_samples import make_font
from fontTools.ttLib import TTFont

from generator.document.model import Font
from generator.layout.fonts import book as book_module
from generator.layout.fonts.book import FontBook, FontRow, Substitution, font_problems, font_rows
from generator.layout.fonts.cut import CutFace
from generator.layout.fonts.face import Face
from generator.layout.fonts.names import FontClass
from generator.problem import JixiaoError, Severity

NOT_THERE = "没有安装这种字体"
LACKS = "字体里没有这些字"
SERIF, SANS = "NotoSerifSC-Regular", "NotoSansSC-Regular"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    return fonts


def opened(folder: Path) -> FontBook:
    return FontBook.open([folder], folder.parent / "cached")


def name_of(book: FontBook, character: str, font: Font) -> str:
    return book.face_of(character, font).name


def test_chinese_and_latin_text_take_their_own_fonts(folder: Path) -> None:
    make_font(folder / "a.ttf", "SimSun", "宋体", characters="国A“")
    make_font(folder / "b.ttf", "Times New Roman", characters="A“")
    book = opened(folder)
    assert [name_of(book, c, Font()) for c in "国A“"] == [
        "SimSun-Regular",
        "TimesNewRoman-Regular",
        "TimesNewRoman-Regular",
    ]
    assert name_of(book, "“", Font(east_asian_hint=True)) == "SimSun-Regular"
    assert book.substitutions() == ()


def test_a_sign_that_the_latin_font_lacks_comes_from_the_chinese_one_without_a_word(folder: Path) -> None:
    make_font(folder / "a.ttf", "SimSun", "宋体", characters="①")
    make_font(folder / "b.ttf", "Times New Roman", characters="A")
    book = opened(folder)
    assert name_of(book, "①", Font()) == "SimSun-Regular"
    assert book.substitutions() == ()


def test_bold_and_italic_cuts_are_taken_where_there_are_any(folder: Path) -> None:
    for style, weight, italic in (("Regular", 400, False), ("Bold", 700, False), ("Italic", 400, True)):
        make_font(folder / f"{style}.ttf", "Times New Roman", style=style, weight=weight, italic=italic)
    book = opened(folder)

    def cut(font: Font) -> tuple[str, bool, bool]:
        face = book.face_of("A", font)
        return face.name.removeprefix("TimesNewRoman-"), face.embolden, face.slant

    assert cut(Font()) == ("Regular", False, False)
    assert cut(Font(bold=True)) == ("Bold", False, False)
    assert cut(Font(italic=True)) == ("Italic", False, False)
    assert cut(Font(bold=True, italic=True)) == ("Italic", True, False)


def test_a_font_without_such_cuts_is_thickened_and_slanted_under_keys_of_their_own(folder: Path) -> None:
    make_font(folder / "a.ttf", "SimSun", "宋体")
    book = opened(folder)
    faces = [book.face_of("国", Font(bold=bold, italic=italic)) for bold in (False, True) for italic in (False, True)]
    assert [(face.embolden, face.slant) for face in faces] == [
        (False, False),
        (False, True),
        (True, False),
        (True, True),
    ]
    assert len({face.key for face in faces}) == 4


def test_a_font_that_is_not_there_is_replaced_by_one_of_its_class(folder: Path) -> None:
    make_font(folder / "kai.ttf", "KaiTi", "楷体")
    make_font(folder / "song.ttf", "SimSun", "宋体")
    book = opened(folder)
    assert name_of(book, "国", Font("仿宋_GB2312")) == "KaiTi-Regular"
    assert book.substitutions() == (Substitution("仿宋_GB2312", "楷体", "kai.ttf", NOT_THERE),)


def test_the_same_font_under_its_other_name_is_no_substitution(folder: Path) -> None:
    make_font(folder / "a.ttf", "FangSong_GB2312")
    book = opened(folder)
    assert name_of(book, "国", Font("仿宋_GB2312")) == "FangSongGB2312-Regular"
    assert book.substitutions() == ()


def test_the_title_song_is_replaced_by_a_bold_song(folder: Path) -> None:
    make_font(folder / "regular.ttf", "Noto Serif CJK SC")
    make_font(folder / "bold.ttf", "Noto Serif CJK SC", style="Bold", weight=700)
    face = opened(folder).face_of("国", Font("方正小标宋简体"))
    assert (face.name, face.embolden) == ("NotoSerifCJKSC-Bold", False)


def test_the_title_song_is_replaced_by_a_thickened_song_where_there_is_no_bold_one(folder: Path) -> None:
    make_font(folder / "regular.ttf", "Noto Serif CJK SC")
    face = opened(folder).face_of("国", Font("方正小标宋简体"))
    assert (face.name, face.embolden) == ("NotoSerifCJKSC-Regular", True)


def test_a_character_that_the_font_lacks_is_taken_from_the_next_and_told(folder: Path) -> None:
    make_font(folder / "kai.ttf", "KaiTi", "楷体", characters="国")
    make_font(folder / "song.ttf", "SimSun", "宋体", characters="国䶮㐂")
    book = opened(folder)
    assert [name_of(book, c, Font("楷体")) for c in "国䶮㐂"] == ["KaiTi-Regular", "SimSun-Regular", "SimSun-Regular"]
    assert book.substitutions() == (Substitution("楷体", "宋体", "song.ttf", LACKS, "㐂䶮"),)


def test_a_font_that_may_not_be_embedded_is_replaced_and_told(folder: Path) -> None:
    make_font(folder / "a.ttf", "SimSun", "宋体", fs_type=2)
    make_font(folder / "b.ttf", "NSimSun", "新宋体")
    book = opened(folder)
    assert name_of(book, "国", Font()) == "NSimSun-Regular"
    assert book.substitutions() == (Substitution("宋体", "新宋体", "b.ttf", "字体的授权不允许嵌入"),)


def test_without_any_fonts_the_embedded_ones_draw_everything_and_it_is_told(folder: Path) -> None:
    book = opened(folder)
    assert {name_of(book, c, Font("仿宋_GB2312")) for c in "国〇“①□√☐☑A，%"} == {SERIF}
    assert {name_of(book, c, Font("黑体", "Arial")) for c in "国〇“①□√☐☑A，%"} == {SANS}
    assert book.substitutions() == (
        Substitution("Arial", "Noto Sans SC", f"{SANS}.otf", NOT_THERE),
        Substitution("Times New Roman", "Noto Serif SC", f"{SERIF}.otf", NOT_THERE),
        Substitution("仿宋_GB2312", "Noto Serif SC", f"{SERIF}.otf", NOT_THERE),
        Substitution("黑体", "Noto Sans SC", f"{SANS}.otf", NOT_THERE),
    )
    assert book.missing() == ""


@pytest.mark.parametrize(
    ("font", "drawn"),
    [
        (Font("宋体"), (SERIF, False)),
        (Font("新宋体", bold=True), (SERIF, True)),
        (Font("方正小标宋简体"), (SERIF, True)),
        (Font("楷体_GB2312"), (SERIF, False)),
        (Font("等线"), (SANS, False)),
        (Font("微软雅黑", bold=True), (SANS, True)),
    ],
)
def test_the_embedded_font_looks_like_the_one_asked_for(folder: Path, font: Font, drawn: tuple[str, bool]) -> None:
    face = opened(folder).face_of("国", font)
    assert (face.name, face.embolden) == drawn


@pytest.mark.parametrize("name", ["宋体", "黑体"])
def test_what_one_embedded_font_lacks_comes_from_the_other(folder: Path, name: str) -> None:
    book = opened(folder)
    assert [name_of(book, character, Font(name)) for character in "䶼𰻝"] == [SERIF, SANS]
    assert book.missing() == ""


def test_a_character_that_no_font_has_is_missing_and_drawn_as_notdef_of_an_embedded_one(folder: Path) -> None:
    book = opened(folder)
    face = book.face_of("\U0003134b", Font())
    assert (face.name, face.has("\U0003134b")) == (SERIF, False)
    assert face.glyph("\U0003134b").outline
    assert book.missing() == "\U0003134b"


def test_a_font_that_breaks_when_used_is_passed_over(folder: Path) -> None:
    content = bytearray(make_font(folder / "a.ttf", "SimSun", "宋体").read_bytes())
    directory = content.index(b"hmtx")
    content[directory + 8 : directory + 12] = b"\x7f\xff\xff\xff"
    (folder / "a.ttf").write_bytes(content)
    assert name_of(opened(folder), "国", Font()) == SERIF


def test_one_cut_under_several_fonts_is_one_and_the_same_to_the_writer(folder: Path) -> None:
    make_font(folder / "a.ttf", "SimSun", "宋体")
    book = opened(folder)
    assert book.face_of("国", Font("宋体")).key == book.face_of("国", Font("仿宋", "Arial", size=20)).key


def test_fonts_that_choose_alike_share_their_faces(folder: Path) -> None:
    book = opened(folder)
    assert book.faces(Font(size=10)) is book.faces(Font(size=20, underline="single"))
    assert book.faces(Font()) is not book.faces(Font(bold=True))


def test_keys_and_outlines_do_not_depend_on_where_the_files_lie(tmp_path: Path) -> None:
    faces: list[Face] = []
    for place in ("one", "two"):
        (tmp_path / place / "fonts").mkdir(parents=True)
        make_font(tmp_path / place / "fonts" / f"{place}.ttf", "SimSun", "宋体")
        faces.append(opened(tmp_path / place / "fonts").face_of("国", Font()))
    assert faces[0].key == faces[1].key
    assert faces[0].glyph("国") == faces[1].glyph("国")


def test_the_fingerprint_follows_the_files_behind_the_names_and_nothing_else(folder: Path) -> None:
    names = ["宋体", "Times New Roman"]
    make_font(folder / "a.ttf", "SimSun", "宋体")
    first = opened(folder).fingerprint(names)
    assert opened(folder).fingerprint(reversed(names)) == first
    (folder / "a.ttf").rename(folder / "moved.ttf")
    make_font(folder / "b.ttf", "Nobody Asked")
    assert opened(folder).fingerprint(names) == first
    make_font(folder / "c.ttf", "Times New Roman")
    second = opened(folder).fingerprint(names)
    make_font(folder / "moved.ttf", "SimSun", "宋体", size=501)
    assert len({first, second, opened(folder).fingerprint(names)}) == 3


def test_an_installation_without_the_embedded_fonts_says_what_to_do(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(book_module, "embedded_folder", lambda: folder)
    with pytest.raises(JixiaoError) as caught:
        opened(folder)
    (problem,) = caught.value.problems
    assert (problem.code, "重新安装" in problem.message) == ("Z001", True)


def test_a_second_run_reads_no_font_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_font(folder / "a.ttf", "SimSun", "宋体", characters="国䶮")
    text = "国䶮A，"
    book = opened(folder)
    first = [book.face_of(c, Font()).glyph(c) for c in text]
    book.save()
    monkeypatch.setattr(TTFont, "__init__", lambda *_, **__: pytest.fail("a font file is read"))
    book = opened(folder)
    assert [book.face_of(c, Font()).glyph(c) for c in text] == first


def test_a_cut_is_a_face(folder: Path) -> None:
    face = opened(folder).face_of("国", Font())
    assert isinstance(face, CutFace)
    assert (face.ascent, face.descent) == pytest.approx((1.151, 0.286))


def opened_book(folder: Path) -> FontBook:
    make_font(folder / "song.ttf", "SimSun", "宋体")
    return FontBook.open([folder], folder / "cached")


def test_the_table_has_a_row_per_name_in_the_order_asked(tmp_path: Path) -> None:
    assert font_rows(opened_book(tmp_path), ["仿宋_GB2312", "宋体", "Arial"]) == (
        FontRow("仿宋_GB2312", FontClass.FANG_SONG, "宋体", "song.ttf", "没有安装这种字体"),
        FontRow("宋体", FontClass.SONG, "宋体", "song.ttf", ""),
        FontRow("Arial", FontClass.SANS, "宋体", "song.ttf", "没有安装这种字体"),
    )


def test_problems_name_the_missing_characters_and_the_fonts_that_were_replaced(tmp_path: Path) -> None:
    book = opened_book(tmp_path)
    for character in "国\U0003134b㐂":
        book.face_of(character, Font("仿宋"))
    assert [(found.code, found.severity, found.message) for found in font_problems(book)] == [
        (
            "Z002",
            Severity.WARNING,
            "哪种字体都没有“\U0003134b”（U+3134B），PDF 里印成方框；请换一个字，或安装有这个字的字体",
        ),
        ("Z003", Severity.INFO, "“仿宋”：没有安装这种字体，PDF 里用“宋体”（song.ttf）代替"),
        (
            "Z003",
            Severity.INFO,
            "“仿宋”：字体里没有这些字，PDF 里用“Noto Serif SC”（NotoSerifSC-Regular.otf）代替：㐂",
        ),
    ]


def test_of_many_characters_that_a_font_lacks_the_first_are_named_and_all_counted(tmp_path: Path) -> None:
    book = opened_book(tmp_path)
    for point in range(0x4E00, 0x4E00 + 30):
        book.face_of(chr(point), Font())
    (found,) = font_problems(book)
    assert found.message.endswith("代替：一丁丂七丄丅丆万丈三上下丌不与丏丐丑丒专 等 30 个")
