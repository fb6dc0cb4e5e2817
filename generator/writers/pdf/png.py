"""A PNG in, an image for a PDF out, hardly ever decoded (W3C Portable Network Graphics, third edition).

A PDF undoes the same filters of rows (ISO 32000-1, 7.4.4.4). They work byte by byte within one channel, so that colour
and transparency can be parted while they are filtered.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from generator.writers.pdf.encoded_image import LARGEST, EncodedImage, NotAnImageError

SIGNATURE = b"\x89PNG\r\n\x1a\n"

# Bytes of an image whose filters must be undone here, a few million in a second.
_LARGEST_UNDONE = 16_000_000
_GREY, _RGB, _INDEXED, _GREY_ALPHA, _RGB_ALPHA = 0, 2, 3, 4, 6
_COLORS = {_GREY: 1, _RGB: 3, _INDEXED: 1, _GREY_ALPHA: 1, _RGB_ALPHA: 3}
_DEPTHS = {
    _GREY: {1, 2, 4, 8, 16},
    _RGB: {8, 16},
    _INDEXED: {1, 2, 4, 8},
    _GREY_ALPHA: {8, 16},
    _RGB_ALPHA: {8, 16},
}
# Where the pixels of each pass of an interlaced image begin, and how far they are apart: x, y, across, down.
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
_SPACES = {1: "/DeviceGray", 3: "/DeviceRGB"}


class _Png(Struct, frozen=True):
    """What the chunks of a file hold; ``rows`` are filtered, the kind of filter before each."""

    width: int
    height: int
    depth: int
    kind: int
    palette: bytes
    transparency: bytes
    data: bytes
    rows: bytes

    @property
    def colors(self) -> int:
        """Channels besides transparency."""
        return _COLORS[self.kind]


def encoded_png(data: bytes) -> EncodedImage:
    """The image; ``NotAnImageError`` if it is damaged."""
    try:
        png = _read(data)
    except (struct.error, zlib.error) as error:
        raise NotAnImageError from error
    if png.kind in {_GREY_ALPHA, _RGB_ALPHA}:
        return _with_alpha(png)
    if png.kind == _INDEXED:
        return _indexed(png)
    entries = _entries(png.width, png.colors, png.depth)
    if len(png.transparency) == 2 * png.colors:
        values = struct.unpack(f">{png.colors}H", png.transparency)
        entries["Mask"] = f"[{' '.join(f'{value} {value}' for value in values)}]"
    return EncodedImage(png.width, png.height, png.data, entries)


def _read(data: bytes) -> _Png:
    chunks: dict[bytes, bytes] = {}
    for name, body in _chunks(data):
        chunks[name] = chunks.get(name, b"") + body if name == b"IDAT" else body
    header = chunks.get(b"IHDR", b"")
    width, height, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    if depth not in _DEPTHS.get(kind, ()) or not width or not height:
        raise NotAnImageError
    bits = depth * (_COLORS[kind] + (kind in {_GREY_ALPHA, _RGB_ALPHA}))
    sizes = _sizes(width, height) if interlaced else [(width, height)]
    size = sum((1 + _bytes(across, bits)) * down for across, down in sizes)
    undone = interlaced or (kind == _INDEXED and b"tRNS" in chunks)
    if size > LARGEST or (undone and width * height * max(8, bits) > 8 * _LARGEST_UNDONE):
        raise NotAnImageError
    compressed = chunks.get(b"IDAT", b"")
    inflate = zlib.decompressobj()
    rows = inflate.decompress(compressed, size + 1)
    if len(rows) != size or not inflate.eof:
        raise NotAnImageError
    palette, transparency = chunks.get(b"PLTE", b""), chunks.get(b"tRNS", b"")
    png = _Png(width, height, depth, kind, palette, transparency, compressed, rows)
    return _woven(png, bits) if interlaced else png


def _bytes(pixels: int, bits: int) -> int:
    return (pixels * bits + 7) // 8


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    offset = len(SIGNATURE)
    while offset < len(data):
        length, name = struct.unpack_from(">I4s", data, offset)
        yield name, data[offset + 8 : offset + 8 + length]
        offset += 12 + length


def _entries(width: int, colors: int, depth: int) -> dict[str, str]:
    return {
        "Filter": "/FlateDecode",
        "DecodeParms": f"<< /Predictor 15 /Colors {colors} /BitsPerComponent {depth} /Columns {width} >>",
        "ColorSpace": _SPACES[colors],
        "BitsPerComponent": str(depth),
    }


def _with_alpha(png: _Png) -> EncodedImage:
    """The bytes of the channels are dealt out row by row."""
    sample = png.depth // 8
    colored = png.colors * sample
    pixel = colored + sample
    color, alpha = bytearray(), bytearray()
    for row in _rows(png.rows, png.height):
        kept, dealt = bytearray(colored * png.width), bytearray(sample * png.width)
        for byte in range(colored):
            kept[byte::colored] = row[1 + byte :: pixel]
        for byte in range(sample):
            dealt[byte::sample] = row[1 + colored + byte :: pixel]
        color += row[:1] + kept
        alpha += row[:1] + dealt
    mask = EncodedImage(png.width, png.height, zlib.compress(alpha), _entries(png.width, 1, png.depth))
    entries = _entries(png.width, png.colors, png.depth)
    return EncodedImage(png.width, png.height, zlib.compress(color), entries, mask)


def _indexed(png: _Png) -> EncodedImage:
    entries = _entries(png.width, 1, png.depth)
    last = len(png.palette) // 3 - 1
    if last < 0:
        raise NotAnImageError
    entries["ColorSpace"] = f"[/Indexed /DeviceRGB {last} <{png.palette[: 3 * last + 3].hex()}>]"
    mask = _alpha_of_palette(png) if png.transparency else None
    return EncodedImage(png.width, png.height, png.data, entries, mask)


def _alpha_of_palette(png: _Png) -> EncodedImage:
    """The transparency of each pixel, from that of its index."""
    alpha = png.transparency[:256].ljust(256, b"\xff")
    rows = (_samples(row, png.depth)[: png.width].translate(alpha) for row in _unfiltered(png.rows, png.height, 1))
    entries = {"Filter": "/FlateDecode", "ColorSpace": "/DeviceGray", "BitsPerComponent": "8"}
    return EncodedImage(png.width, png.height, zlib.compress(b"".join(rows)), entries)


def _samples(row: bytes, depth: int) -> bytes:
    """A byte for each sample of a row; what fills its last byte is there, too."""
    return row if depth == 8 else b"".join(map(_split(depth).__getitem__, row))


@cache
def _split(depth: int) -> list[bytes]:
    """The samples in each byte."""
    return [bytes(byte >> shift & (1 << depth) - 1 for shift in range(8 - depth, -1, -depth)) for byte in range(256)]


def _sizes(width: int, height: int) -> list[tuple[int, int]]:
    """Width and height of the passes of an interlaced image; a pass without pixels has no rows."""
    sizes = [(-(-(width - x) // across), -(-(height - y) // down)) for x, y, across, down in _PASSES]
    return [(pixels, rows) if pixels > 0 and rows > 0 else (0, 0) for pixels, rows in sizes]


def _woven(png: _Png, bits: int) -> _Png:
    """An interlaced image as one that is not (clause 8); samples of less than a byte become bytes."""
    pixel = max(1, bits // 8)
    rows = [bytearray(png.width * pixel) for _ in range(png.height)]
    start = 0
    for (x, y, across, down), (width, height) in zip(_PASSES, _sizes(png.width, png.height), strict=True):
        end = start + (1 + _bytes(width, bits)) * height
        lines = _unfiltered(png.rows[start:end], height, pixel) if height else ()
        for target, line in zip(rows[y::down], lines, strict=False):
            samples = _samples(line, png.depth) if bits < 8 else line
            for byte in range(pixel):
                target[x * pixel + byte :: across * pixel] = samples[byte : width * pixel : pixel]
        start = end
    transparency = png.transparency
    if png.kind == _GREY and bits < 8:
        scale = bytes(value * 255 // ((1 << bits) - 1) & 0xFF for value in range(256))
        rows = [row.translate(scale) for row in rows]
        transparency = transparency.translate(scale)
    joined = b"".join(b"\0" + row for row in rows)
    data = zlib.compress(joined)
    return replace(png, depth=max(8, png.depth), transparency=transparency, rows=joined, data=data)


def _rows(rows: bytes, height: int) -> Iterator[bytes]:
    length = len(rows) // height
    return (rows[start : start + length] for start in range(0, len(rows), length))


def _unfiltered(rows: bytes, height: int, pixel: int) -> Iterator[bytes]:
    """Rows without filters (clause 9), ``pixel`` bytes to the pixel."""
    above = bytes(len(rows) // height - 1)
    for row in _rows(rows, height):
        kind, line = row[0], bytearray(pixel) + row[1:]
        corners = bytes(pixel) + above
        for place, up in enumerate(above) if kind else ():
            predicted = _predicted(kind, line[place], up, corners[place])
            line[place + pixel] = line[place + pixel] + predicted & 0xFF
        above = bytes(line[pixel:])
        yield above


def _predicted(kind: int, left: int, up: int, corner: int) -> int:
    if kind == 1:
        return left
    if kind == 2:
        return up
    if kind == 3:
        return (left + up) // 2
    nearest = left + up - corner
    return min((left, up, corner), key=lambda neighbour: abs(nearest - neighbour))
