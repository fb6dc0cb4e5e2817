from __future__ import annotations

from pathlib import Path

from font_samples import make_font

from generator.document.model import Font
from generator.layout.fonts.book import FontBook, FontRow, font_problems, font_rows
from generator.layout.fonts.names import FontClass
from generator.problem import Severity


def opened(folder: Path) -> FontBook:
    make_font(folder / "song.ttf", "SimSun", "宋体")
    return FontBook.open([folder], folder / "cached")


def test_the_table_has_a_row_per_name_in_the_order_asked(tmp_path: Path) -> None:
    assert font_rows(opened(tmp_path), ["仿宋_GB2312", "宋体", "Arial"]) == (
        FontRow("仿宋_GB2312", FontClass.FANG_SONG, "宋体", "song.ttf", "没有安装这种字体"),
        FontRow("宋体", FontClass.SONG, "宋体", "song.ttf", ""),
        FontRow("Arial", FontClass.SANS, "宋体", "song.ttf", "没有安装这种字体"),
    )


def test_problems_name_the_missing_characters_and_the_fonts_that_were_replaced(tmp_path: Path) -> None:
    book = opened(tmp_path)
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
            "“仿宋”：字体里没有这些字，PDF 里用“Noto Sans SC”（NotoSansSC[wght].ttf）代替：㐂",
        ),
    ]


def test_of_many_characters_that_a_font_lacks_the_first_are_named_and_all_counted(tmp_path: Path) -> None:
    book = opened(tmp_path)
    for point in range(0x4E00, 0x4E00 + 30):
        book.face_of(chr(point), Font())
    (found,) = font_problems(book)
    assert found.message.endswith("代替：一丁丂七丄丅丆万丈三上下丌不与丏丐丑丒专 等 30 个")
