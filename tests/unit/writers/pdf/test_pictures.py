from __future__ import annotations

import gc
import io
import struct
import zlib
from collections.abc import Sequence

import pikepdf
import pypdfium2
import pytest
from pdf_samples import one_page, pages, set_text, shown_on
from PIL import Image
from pypdfium2 import raw

from generator.layout.page import Fill, Page, Pages
from generator.layout.page import Image as Picture
from generator.writers.pdf.file import pdf_bytes

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
    image = Picture(0, 0, width * _CELL, height * _CELL, data)
    page = Page(width * _CELL, height * _CELL, (image,))
    with pypdfium2.PdfDocument(pdf_bytes([("甲", Pages((page,)))], "", "")) as document:
        bitmap = document[0].render(rev_byteorder=True)
        pixels = bytes(bitmap.buffer)
    centres = [(x * _CELL + _CELL // 2, y * _CELL + _CELL // 2) for y in range(height) for x in range(width)]
    starts = [y * bitmap.stride + x * bitmap.n_channels for x, y in centres]
    return [tuple(pixels[start : start + 3]) for start in starts]


def test_colours_of_eight_and_sixteen_bits() -> None:
    assert shown(png(RGB, [b"\0\xff\0\0\0\xff\0", b"\0\0\0\xff\xff\xff\xff"])) == [RED, LIME, BLUE, WHITE]
    wide = [b"\0" + b"\xff\xff\0\0\0\0" + b"\0\0\xff\xff\0\0", b"\0" + b"\0\0\0\0\xff\xff" + b"\xff" * 6]
    assert shown(png(RGB, wide, depth=16)) == [RED, LIME, BLUE, WHITE]


def test_greys_of_sixteen_bits() -> None:
    rows = [b"\0" + b"\0\xff" + b"\x40\0", b"\0" + b"\x80\0" + b"\xff\xff"]
    assert shown(png(GREY, rows, depth=16)) == [BLACK, (64, 64, 64), (128, 128, 128), WHITE]


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
def test_each_filter_of_rows_is_undone(rows: list[bytes]) -> None:
    """Each filter, undone by hand: grey 16 in full and nothing, below them grey 32 in full twice."""
    grey = (32, 32, 32)
    assert shown(png(GREY_ALPHA, rows)) == [(16, 16, 16), WHITE, grey, grey]


def test_transparency_of_sixteen_bits() -> None:
    rows = [b"\0" + b"\0\0\xff\xff" + b"\0\0\0\0", b"\0" + b"\xff\xff\xff\xff" + b"\0\0\xff\xff"]
    assert shown(png(GREY_ALPHA, rows, depth=16)) == [BLACK, WHITE, WHITE, BLACK]


@pytest.mark.parametrize(
    "data",
    [
        png(GREY, [b"\0\x40", b"\0\x80"], depth=1),
        png(GREY, [b"\0\x40", b"\0\x80"], depth=1, tRNS=b"\0\0"),
        png(GREY, [b"\0\0\0\xff\xff"] * 2, depth=16),
        png(GREY, [b"\0\0\0\xff\xff"] * 2, depth=16, tRNS=b"\0\0"),
        png(GREY_ALPHA, [b"\0\x10\xff\xf0\x01"] * 2),
    ],
)
def test_greys_take_black_ink_alone(data: bytes) -> None:
    assert [space for _, _, space in images_of(one_page(Picture(0, 0, 9, 9, data)))] == ["/DeviceGray"]


def test_a_palette_has_colours_and_transparency() -> None:
    palette = bytes((*RED, *LIME, *BLUE, *BLACK))
    assert shown(png(INDEXED, [b"\0\x10", b"\0\xb0"], depth=2, PLTE=palette)) == [RED, LIME, BLUE, BLACK]
    clear = png(INDEXED, [b"\0\x10", b"\0\xb0"], depth=2, PLTE=palette, tRNS=b"\xff\0\xff")
    assert shown(clear) == [RED, WHITE, BLUE, BLACK]


@pytest.mark.parametrize(
    "rows", [[b"\1\0\1", b"\1\2\xff"], [b"\2\0\1", b"\2\2\0"], [b"\3\0\1", b"\3\2\0"], [b"\4\0\1", b"\4\2\xff"]]
)
def test_each_filter_of_indexes_is_undone(rows: list[bytes]) -> None:
    """The indexes are 0, 1 and below them 2, 1; 1 is transparent."""
    palette = bytes((*RED, *LIME, *BLUE))
    assert shown(png(INDEXED, rows, PLTE=palette, tRNS=b"\xff\0")) == [RED, WHITE, BLUE, WHITE]


def test_one_colour_may_be_transparent() -> None:
    rows = [b"\0" + bytes((*RED, *LIME)), b"\0" + bytes((*LIME, *BLACK))]
    assert shown(png(RGB, rows, tRNS=b"\0\0\0\xff\0\0")) == [RED, WHITE, WHITE, BLACK]


def test_one_grey_of_sixteen_bits_may_be_transparent() -> None:
    rows = [b"\0" + b"\x40\0" + b"\x40\x01", b"\0" + b"\0\0" + b"\xff\xff"]
    assert shown(png(GREY, rows, depth=16, tRNS=b"\x40\0")) == [WHITE, (64, 64, 64), BLACK, WHITE]


def test_one_colour_of_sixteen_bits_may_be_transparent() -> None:
    rows = [b"\0" + b"\x80\x01" * 3 + b"\x01\x01" * 3, b"\0" + b"\xff\xff\0\0\0\0" + b"\0" * 6]
    assert shown(png(RGB, rows, depth=16, tRNS=b"\x80\x01" * 3)) == [WHITE, (1, 1, 1), RED, BLACK]


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


def jpeg(mode: str, color: float | tuple[float, ...], *, progressive: bool = False) -> bytes:
    """A file of four pixels of one colour."""
    written = io.BytesIO()
    Image.new(mode, (2, 2), color).save(written, "JPEG", quality=100, progressive=progressive)
    return written.getvalue()


def images_of(pdf: bytes) -> list[tuple[bytes, str, str]]:
    """The images of a file, masks left out: their data as it is there, how it is encoded, and its colours."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        found = [each for each in file.objects if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Image"]
        masks = {each.SMask.objgen for each in found if "/SMask" in each}
        return [
            (each.read_raw_bytes(), str(list(each.Filter)[-1]), str(each.ColorSpace))
            for each in found
            if each.objgen not in masks
        ]


def drawn(data: bytes) -> bytes:
    return one_page(Picture(0, 0, 20, 20, data))


def two_pictures() -> bytes:
    """A JPEG with a second one behind it, as some cameras write."""
    written = io.BytesIO()
    Image.new("RGB", (2, 2), RED).save(written, "MPO", save_all=True, append_images=[Image.new("RGB", (2, 2), BLUE)])
    return written.getvalue()


@pytest.mark.parametrize(
    ("data", "space"),
    [
        (jpeg("L", 128), "/DeviceGray"),
        (jpeg("RGB", RED), "/DeviceRGB"),
        (jpeg("RGB", RED, progressive=True), "/DeviceRGB"),
        (jpeg("CMYK", (0, 255, 255, 0)), "/DeviceCMYK"),
        (two_pictures(), "/DeviceRGB"),
    ],
)
def test_a_jpeg_is_kept_as_it_is(data: bytes, space: str) -> None:
    assert images_of(drawn(data)) == [(data, "/DCTDecode", space)]


@pytest.mark.parametrize(
    ("data", "color"),
    [
        (jpeg("L", 128), (128, 128, 128)),
        (jpeg("RGB", RED), RED),
        (jpeg("CMYK", (0, 255, 255, 0)), RED),  # Pillow writes inks inverted, as Adobe's programs do
        (jpeg("CMYK", (0, 0, 0, 255)), BLACK),
    ],
)
def test_a_jpeg_has_its_colours(data: bytes, color: tuple[int, ...]) -> None:
    for pixel in shown(data):
        assert pixel == pytest.approx(color, abs=40)  # inks are not converted by all in the same way


def test_a_jpeg_whose_headers_reportlab_does_not_follow_is_decoded() -> None:
    sound = jpeg("RGB", RED)
    odd = sound[:2] + b"\xff\xe0\x00\x04ab" + sound[2:]  # a segment APP0 that is shorter than JFIF's
    assert [each[1:] for each in images_of(drawn(odd))] == [("/FlateDecode", "/DeviceRGB")]
    assert shown(odd)[0] == pytest.approx(RED, abs=2)


def test_a_large_or_cut_jpeg_is_not_decoded() -> None:
    sound = jpeg("L", 128)
    at = sound.index(b"\xff\xc0") + 5
    large = sound[:at] + b"\x2e\xe0\x2e\xe0" + sound[at + 4 :]  # 12,000 by 12,000 pixels, of which most are missing
    cut = large[:-3]
    assert [each[0] for each in images_of(drawn(cut))] == [cut]


SOUND = png(GREY, [b"\0\0\xff", b"\0\xff\0"])


LARGER = png(GREY, [b"\0" + bytes(x * y % 251 for x in range(99)) for y in range(99)], (99, 99))
DAMAGED = [
    pytest.param(b"GIF89a", id="another format"),
    pytest.param(b"", id="nothing"),
    pytest.param(SOUND[:20], id="cut in its header"),
    pytest.param(LARGER[:900], id="cut in its data"),
    pytest.param(png(GREY, [b"\0\0\xff"], interlaced=1), id="interlaced without all passes"),
    pytest.param(png(GREY, [bytes(1 + 12_000 // 8)] * 12_000, (12_000, 12_000), depth=1), id="too large to decode"),
    pytest.param(png(GREY, [b"\0\0\xff"], (2, 1), depth=3), id="no such depth"),
    pytest.param(png(7, [b"\0\0\xff"], (2, 1)), id="no such kind"),
    pytest.param(png(GREY, [], (0, 0)), id="no pixels"),
    pytest.param(png(RGB_ALPHA, [b""], (1 << 30, 1)), id="too large"),
    pytest.param(b"\xff\xd8", id="a JPEG without headers"),
    pytest.param(b"\xff\xd8junk and more", id="a JPEG of junk"),
    pytest.param(b"\xff\xd8\xff\xe0\xff\xff", id="a JPEG cut in its headers"),
    pytest.param(jpeg("RGB", RED)[:160], id="a JPEG without a frame"),
]


@pytest.mark.parametrize("data", DAMAGED)
def test_what_cannot_be_drawn_leaves_the_rest_of_the_page(data: bytes) -> None:
    file = one_page(Fill(0, 0, 9, 9, "FF0000"), Picture(0, 0, 9, 9, data), set_text("表"))
    assert images_of(file) == []
    assert [each.fill for each in shown_on(file)] == ["FF0000", "000000"]


def test_a_picture_that_repeats_is_in_the_file_once() -> None:
    again = pages(Picture(0, 0, 9, 9, SOUND), Picture(0, 0, 5, 5, SOUND), count=2)
    assert len(images_of(pdf_bytes([("甲", again), ("乙", again)], "", ""))) == 1


def test_a_picture_fills_its_place() -> None:
    file = one_page(set_text("表"), Picture(10, 20, 30, 40, SOUND), set_text("格"))
    with pypdfium2.PdfDocument(file) as document:
        (image,) = (each for each in document[0].get_objects(max_depth=3) if each.type == raw.FPDF_PAGEOBJ_IMAGE)
        assert image.level == 2
        bitmap = document[0].render(rev_byteorder=True, scale=1)
        rows = bytes(bitmap.buffer)
    at = [rows[y * bitmap.stride + x * bitmap.n_channels] for x, y in ((12, 22), (37, 22), (12, 57), (37, 57))]
    assert at == [0, 255, 255, 0]


def test_a_picture_is_not_kept_when_its_file_is_written() -> None:
    class Data(bytes):
        """Bytes that say when they go."""

        def __del__(self) -> None:
            gone.append(len(self))

    gone: list[int] = []
    data = Data(SOUND)
    one_page(Picture(0, 0, 9, 9, data))
    del data
    gc.collect()
    assert gone == [len(SOUND)]
