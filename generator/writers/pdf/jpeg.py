"""A JPEG in, an image for a PDF out: the same bytes, and what its frame header says of them (ITU-T T.81, annex B)."""

from __future__ import annotations

import struct

from generator.writers.pdf.encoded_image import EncodedImage, NotAnImageError

SIGNATURE = b"\xff\xd8"

_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_ALONE = {0x01, *range(0xD0, 0xD9)}
_FILL = 0xFF
_ADOBE = 0xEE
_SPACES = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}


def encoded_jpeg(data: bytes) -> EncodedImage:
    """The image; ``NotAnImageError`` if it is damaged."""
    try:
        return _encoded(data)
    except (struct.error, IndexError) as error:
        raise NotAnImageError from error


def _encoded(data: bytes) -> EncodedImage:
    offset = len(SIGNATURE)
    inverted = False
    while (marker := data[offset + 1]) not in _FRAMES:
        if data[offset] != _FILL:
            raise NotAnImageError
        if marker == _FILL:
            offset += 1
        elif marker in _ALONE:
            offset += 2
        else:
            # Adobe's programs say who they are, and write the four inks inverted.
            inverted |= marker == _ADOBE and data[offset + 4 : offset + 9] == b"Adobe"
            offset += 2 + struct.unpack_from(">H", data, offset + 2)[0]
    bits, height, width, channels = struct.unpack_from(">BHHB", data, offset + 4)
    if bits != 8 or not width or not height or channels not in _SPACES:
        raise NotAnImageError
    entries = {"Filter": "/DCTDecode", "ColorSpace": _SPACES[channels], "BitsPerComponent": "8"}
    if inverted and channels == 4:
        entries["Decode"] = "[1 0 1 0 1 0 1 0]"
    return EncodedImage(width, height, data, entries)
