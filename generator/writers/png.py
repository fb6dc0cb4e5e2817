"""A PNG in, an image for a PDF out, hardly ever decoded (W3C Portable Network Graphics, third edition).

A PDF undoes the same filters of rows (ISO 32000-1, 7.4.4.4). They work byte by byte within one channel, so that colour
and transparency can be parted while they are filtered.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from generator.writers.encoded_image import LARGEST, EncodedImage, NotAnImageError

SIGNATURE = b"\x89PNG\r\n\x1a\n"

_GREY, _RGB, _INDEXED, _GREY_ALPHA, _RGB_ALPHA = 0, 2, 3, 4, 6
_COLORS = {_GREY: 1, _RGB: 3, _INDEXED: 1, _GREY_ALPHA: 1, _RGB_ALPHA: 3}
_DEPTHS = {
    _GREY: {1, 2, 4, 8, 16},
    _RGB: {8, 16},
    _INDEXED: {1, 2, 4, 8},
    _GREY_ALPHA: {8, 16},
    _RGB_ALPHA: {8, 16},
}
_SPACES = {1: "/DeviceGray", 3: "/DeviceRGB"}


@dataclass(frozen=True, slots=True)
class _Png:
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
    """The image; ``NotAnImageError`` if it is damaged or interlaced."""
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
    if interlaced or depth not in _DEPTHS.get(kind, ()):
        raise NotAnImageError
    channels = _COLORS[kind] + (kind in {_GREY_ALPHA, _RGB_ALPHA})
    size = (1 + (width * channels * depth + 7) // 8) * height
    if not width or not 0 < size <= LARGEST:
        raise NotAnImageError
    compressed = chunks.get(b"IDAT", b"")
    inflate = zlib.decompressobj()
    rows = inflate.decompress(compressed, size + 1)
    if len(rows) != size or not inflate.eof:
        raise NotAnImageError
    palette, transparency = chunks.get(b"PLTE", b""), chunks.get(b"tRNS", b"")
    return _Png(width, height, depth, kind, palette, transparency, compressed, rows)


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
    for row in _rows(png):
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
    per_byte, top = 8 // png.depth, (1 << png.depth) - 1
    shifts = [png.depth * place for place in reversed(range(per_byte))]
    pixels = [bytes(alpha[byte >> shift & top] for shift in shifts) for byte in range(256)]
    rows = (b"".join(pixels[byte] for byte in row)[: png.width] for row in _unfiltered(png))
    data = zlib.compress(b"".join(rows))
    entries = {"Filter": "/FlateDecode", "ColorSpace": "/DeviceGray", "BitsPerComponent": "8"}
    return EncodedImage(png.width, png.height, data, entries)


def _rows(png: _Png) -> Iterator[bytes]:
    length = len(png.rows) // png.height
    return (png.rows[start : start + length] for start in range(0, len(png.rows), length))


def _unfiltered(png: _Png) -> Iterator[bytes]:
    """Rows of an image of one byte or less to the pixel, without filters (clause 9)."""
    above = bytes(len(png.rows) // png.height - 1)
    for row in _rows(png):
        kind, line = row[0], bytearray(row[1:])
        left = corner = 0
        for place, up in enumerate(above) if kind else ():
            left = line[place] = line[place] + _predicted(kind, left, up, corner) & 0xFF
            corner = up
        above = bytes(line)
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
