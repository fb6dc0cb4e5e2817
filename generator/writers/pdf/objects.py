"""Objects of a PDF in (ISO 32000-1, clause 7), the bytes of the file out: header, body, cross-reference table, trailer.

Knows nothing of what the objects mean. Nothing of the clock or the machine is in the file.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable

# A comment of bytes above 127 tells programs that carry files that this one is not text.
_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
# Higher levels take twice the time for a few percent.
_LEVEL = 3

DEFLATED = "/Filter /FlateDecode"
"""The entry of a stream whose data is deflated."""


def deflated(data: bytes) -> bytes:
    """The data as zlib compresses it."""
    return zlib.compress(data, _LEVEL)


def name(text: str) -> str:
    """A name object; bytes that may not stand in one are escaped."""
    return "/" + "".join(chr(byte) if chr(byte).isalnum() and byte < 128 else f"#{byte:02X}" for byte in text.encode())


def text_string(text: str) -> str:
    """A text string: UTF-16 in hexadecimal digits."""
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"


def number(value: float) -> str:
    """A number to a thousandth, never with an exponent."""
    return f"{value:.3f}".rstrip("0").rstrip(".")


def array(items: Iterable[str]) -> str:
    """An array of objects."""
    return f"[{' '.join(items)}]"


class PdfObjects:
    """The body of a file as it grows; an object is known by its number, and written once."""

    def __init__(self) -> None:
        self._body = bytearray(_HEADER)
        self._offsets = [0]

    def reserve(self) -> int:
        """The number of an object that is put later."""
        self._offsets.append(0)
        return len(self._offsets) - 1

    def put(self, reserved: int, value: str) -> None:
        """Write a reserved object."""
        self._write(reserved, value.encode("ascii"))

    def add(self, value: str) -> str:
        """Write an object; a reference to it."""
        number_of_object = self.reserve()
        self.put(number_of_object, value)
        return reference(number_of_object)

    def add_stream(self, data: bytes, entries: str) -> str:
        """Write a stream of encoded ``data``, whose dictionary has these entries and its length; a reference to it."""
        number_of_object = self.reserve()
        head = f"<< {entries} /Length {len(data)} >>\nstream\n".encode("ascii")
        self._write(number_of_object, head + data + b"\nendstream")
        return reference(number_of_object)

    def finish(self, root: str, info: str) -> bytes:
        """The file; its identifier is a digest of what is in it."""
        start = len(self._body)
        identifier = hashlib.sha256(self._body).hexdigest()[:32].upper()
        entries = [f"{offset:010d} 00000 n \n" for offset in self._offsets[1:]]
        size = len(self._offsets)
        self._body += f"xref\n0 {size}\n0000000000 65535 f \n{''.join(entries)}".encode("ascii")
        trailer = f"<< /Size {size} /Root {root} /Info {info} /ID [<{identifier}> <{identifier}>] >>"
        self._body += f"trailer\n{trailer}\nstartxref\n{start}\n%%EOF\n".encode("ascii")
        return bytes(self._body)

    def _write(self, number_of_object: int, value: bytes) -> None:
        self._offsets[number_of_object] = len(self._body)
        self._body += b"%d 0 obj\n%b\nendobj\n" % (number_of_object, value)


def reference(number_of_object: int) -> str:
    """A reference to an object of the same file."""
    return f"{number_of_object} 0 R"
