from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Sequence

import pikepdf
import pypdfium2
import pytest

from generator.layout.page import DrawnGroup, Fill, Image, Page, Pages
from generator.writers.pdf.encoded_image import NotAnImageError
from generator.writers.pdf.file import pdf_bytes
from generator.writers.pdf.jpeg import encoded_jpeg
from generator.writers.pdf.png import encoded_png

GREY, RGB, INDEXED, GREY_ALPHA, RGB_ALPHA = 0, 2, 3, 4, 6
RED, LIME, BLUE, WHITE, BLACK = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (0, 0, 0)
_CELL = 10


def png(
    kind: int,
    rows: Sequence[bytes],
    size: tuple[int, int] = (2, 2),
    depth: int = 8,
    interlaced: int = 0,
    **chunks: bytes,
) -> bytes:
    """A file whose rows are filtered already."""
    header = struct.pack(">IIBBBBB", *size, depth, kind, 0, 0, interlaced)
    parts = [("IHDR", header), *chunks.items(), ("IDAT", zlib.compress(b"".join(rows))), ("IEND", b"")]
    listed = (
        struct.pack(">I", len(body)) + name.encode() + body + struct.pack(">I", zlib.crc32(name.encode() + body))
        for name, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(listed)


def shown(data: bytes, width: int = 2, height: int = 2) -> list[tuple[int, ...]]:
    """The colours of the pixels, as another program draws them on white."""
    image = Image(0, 0, width * _CELL, height * _CELL, data)
    pages = Pages((Page(width * _CELL, height * _CELL, (DrawnGroup((image,)),)),))
    with pypdfium2.PdfDocument(pdf_bytes([("甲", pages)], "", "")) as document:
        bitmap = document[0].render(rev_byteorder=True)
        pixels = bytes(bitmap.buffer)
    centres = [(x * _CELL + _CELL // 2, y * _CELL + _CELL // 2) for y in range(height) for x in range(width)]
    starts = [y * bitmap.stride + x * bitmap.n_channels for x, y in centres]
    return [tuple(pixels[start : start + 3]) for start in starts]


def test_colours_of_eight_and_sixteen_bits() -> None:
    assert shown(png(RGB, [b"\0\xff\0\0\0\xff\0", b"\0\0\0\xff\xff\xff\xff"])) == [RED, LIME, BLUE, WHITE]
    wide = [b"\0" + b"\xff\xff\0\0\0\0" + b"\0\0\xff\xff\0\0", b"\0" + b"\0\0\0\0\xff\xff" + b"\xff" * 6]
    assert shown(png(RGB, wide, depth=16)) == [RED, LIME, BLUE, WHITE]


def test_greys_of_one_bit() -> None:
    assert shown(png(GREY, [b"\0\x40", b"\0\x80"], depth=1)) == [BLACK, WHITE, WHITE, BLACK]


def test_transparency_lets_the_page_through() -> None:
    rows = [b"\0" + bytes((*RED, 255, *LIME, 0)), b"\0" + bytes((*BLUE, 128, *BLACK, 255))]
    first, second, third, fourth = shown(png(RGB_ALPHA, rows))
    assert (first, second, fourth) == (RED, WHITE, BLACK)
    assert third == pytest.approx((127, 127, 255), abs=2)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([b"\1\x10\xff\xf0\x01", b"\1\x20\xff\0\0"], id="left"),
        pytest.param([b"\2\x10\xff\0\0", b"\2\x10\0\x20\xff"], id="up"),
        pytest.param([b"\3\x10\xff\xf8\x81", b"\3\x18\x80\x10\x80"], id="average"),
        pytest.param([b"\4\x10\xff\xf0\x01", b"\4\x10\0\x10\xff"], id="nearest"),
    ],
)
def test_parting_transparency_keeps_the_filters_of_rows(rows: list[bytes]) -> None:
    """Each filter, undone by hand: grey 16 in full and nothing, below them grey 32 in full twice."""
    grey = (32, 32, 32)
    assert shown(png(GREY_ALPHA, rows)) == [(16, 16, 16), WHITE, grey, grey]


def test_transparency_of_sixteen_bits() -> None:
    rows = [b"\0" + b"\0\0\xff\xff" + b"\0\0\0\0", b"\0" + b"\xff\xff\xff\xff" + b"\0\0\xff\xff"]
    assert shown(png(GREY_ALPHA, rows, depth=16)) == [BLACK, WHITE, WHITE, BLACK]


def test_a_palette_has_colours_and_transparency() -> None:
    palette = bytes((*RED, *LIME, *BLUE, *BLACK))
    assert shown(png(INDEXED, [b"\0\x10", b"\0\xb0"], depth=2, PLTE=palette)) == [RED, LIME, BLUE, BLACK]
    clear = png(INDEXED, [b"\0\x10", b"\0\xb0"], depth=2, PLTE=palette, tRNS=b"\xff\0\xff")
    assert shown(clear) == [RED, WHITE, BLUE, BLACK]


@pytest.mark.parametrize(
    "rows", [[b"\1\0\1", b"\1\2\xff"], [b"\2\0\1", b"\2\2\0"], [b"\3\0\1", b"\3\2\0"], [b"\4\0\1", b"\4\2\xff"]]
)
def test_filters_of_indexes_are_undone_for_their_transparency(rows: list[bytes]) -> None:
    """The indexes are 0, 1 and below them 2, 1; 1 is transparent."""
    palette = bytes((*RED, *LIME, *BLUE))
    assert shown(png(INDEXED, rows, PLTE=palette, tRNS=b"\xff\0")) == [RED, WHITE, BLUE, WHITE]


def test_one_colour_may_be_transparent() -> None:
    rows = [b"\0" + bytes((*RED, *LIME)), b"\0" + bytes((*LIME, *BLACK))]
    assert shown(png(RGB, rows, tRNS=b"\0\0\0\xff\0\0")) == [RED, WHITE, WHITE, BLACK]


def test_the_passes_of_an_interlaced_image_are_woven() -> None:
    """Those of 3 by 3 pixels: the first, the last of the first row, both ends of the last, what is between, row 2."""
    passes = [b"\0\x00", b"\0\x20", b"\1\x60\x20", b"\0\x10", b"\0\x70", b"\1\x30\x10\x10"]
    expected = [0x00, 0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70, 0x80]
    assert shown(png(GREY, passes, (3, 3), interlaced=1), 3, 3) == [(grey, grey, grey) for grey in expected]


def test_the_passes_of_an_interlaced_image_in_colour_are_woven() -> None:
    passes = [b"\0" + bytes(RED), b"\0" + bytes(LIME), b"\0" + bytes(BLUE + WHITE)]
    assert shown(png(RGB, passes, interlaced=1)) == [RED, LIME, BLUE, WHITE]
    clear = [b"\0" + bytes((*RED, 255)), b"\1" + bytes((*LIME, 0)), b"\2" + bytes((*BLUE, 255, *WHITE, 255))]
    assert shown(png(RGB_ALPHA, clear, interlaced=1)) == [RED, WHITE, BLUE, WHITE]


def test_the_passes_of_an_interlaced_image_of_bits_are_woven() -> None:
    passes = [b"\0\x80", b"\0\x00", b"\0\x40"]
    assert shown(png(GREY, passes, depth=1, interlaced=1)) == [WHITE, BLACK, BLACK, WHITE]
    clear = png(GREY, passes, depth=1, interlaced=1, tRNS=b"\0\0")
    assert shown(clear) == [WHITE, WHITE, WHITE, WHITE]


def jpeg(channels: int = 3, between: bytes = b"") -> bytes:
    """The headers of a file."""
    return b"\xff\xd8" + between + b"\xff\xc0\x00\x11\x08" + struct.pack(">HHB", 30, 40, channels) + b"\0" * 9


def test_a_jpeg_is_kept_as_it_is() -> None:
    data = jpeg(between=b"\xff\xe0\x00\x04ab\xff")
    image = encoded_jpeg(data)
    assert (image.width, image.height, image.data) == (40, 30, data)
    assert image.entries == {"Filter": "/DCTDecode", "ColorSpace": "/DeviceRGB", "BitsPerComponent": "8"}


def test_inks_of_adobe_are_inverted() -> None:
    adobe = b"\xff\xee\x00\x0eAdobe" + b"\0" * 7
    assert encoded_jpeg(jpeg(4, adobe)).entries["Decode"] == "[1 0 1 0 1 0 1 0]"
    assert "Decode" not in encoded_jpeg(jpeg(4)).entries
    assert "Decode" not in encoded_jpeg(jpeg(3, adobe)).entries


@pytest.mark.parametrize(
    "data", [b"\xff\xd8", jpeg()[:8], jpeg(2), b"\xff\xd8junk and more", b"\xff\xd8\xff\xe0\xff\xff"]
)
def test_a_damaged_jpeg_is_refused(data: bytes) -> None:
    with pytest.raises(NotAnImageError):
        encoded_jpeg(data)


SOUND = png(GREY, [b"\0\0\xff", b"\0\xff\0"])


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(SOUND[:20], id="cut in its header"),
        pytest.param(SOUND[:50], id="cut in its data"),
        pytest.param(png(GREY, [b"\0\0\xff", b"\0"]), id="a short row"),
        pytest.param(png(GREY, [b"\0\0\xff"], interlaced=1), id="interlaced without all passes"),
        pytest.param(png(INDEXED, [], (20_000, 20_000), tRNS=b"\0"), id="too large to undo"),
        pytest.param(png(GREY, [b"\0\0\xff"], (2, 1), depth=3), id="no such depth"),
        pytest.param(png(7, [b"\0\0\xff"], (2, 1)), id="no such kind"),
        pytest.param(png(GREY, [], (0, 0)), id="no pixels"),
        pytest.param(png(RGB_ALPHA, [b""], (1 << 30, 1)), id="too large"),
        pytest.param(png(INDEXED, [b"\0\0\0"], (2, 1)), id="no palette"),
    ],
)
def test_a_damaged_png_is_refused(data: bytes) -> None:
    with pytest.raises(NotAnImageError):
        encoded_png(data)


def test_what_cannot_be_drawn_leaves_the_rest_of_the_page() -> None:
    items = (Image(0, 0, 9, 9, b"GIF89a"), Image(0, 0, 9, 9, SOUND[:50]), Fill(0, 0, 9, 9, "FF0000"))
    with pypdfium2.PdfDocument(pdf_bytes([("甲", Pages((Page(9, 9, (DrawnGroup(items),)),)))], "", "")) as document:
        assert bytes(document[0].render(rev_byteorder=True).buffer[:3]) == bytes(RED)


def test_an_image_that_repeats_is_in_the_file_once() -> None:
    page = Page(9, 9, (DrawnGroup((Image(0, 0, 9, 9, SOUND), Image(0, 0, 5, 5, SOUND))),))
    with pikepdf.open(io.BytesIO(pdf_bytes([("甲", Pages((page, page)))], "", ""))) as file:
        assert len(list(file.pages[1].Resources.XObject.values())) == 1
        assert file.check_pdf_syntax() == []
