"""Changes the lines of a text file that differ from a new text, and nothing else in its bytes.

Encoding, BOM, line ends and the Markdown marks of all other lines stay. Also used for the text of YAML and .csv files.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from msgspec import Struct

from generator.returned.edit.yaml_text import EditError

_BOM = "\ufeff"
_LINE = re.compile("[^\n]*\n|[^\n]+")
_MARKS = re.compile(r"^ {0,3}#{1,6}[ \t]+(?=\S)|\*\*(?=\S)|(?<=\S)\*\*")


class TextFileFormat(Struct, frozen=True):
    """How a file writes its text: ``bom`` is the BOM or blank, ``lines`` are its lines with their ends."""

    bom: str
    encoding: str
    lines: tuple[str, ...]

    def encoded(self, text: str) -> bytes:
        """The bytes of a text in this format: old lines keep their line ends, new ones take that of the first line."""
        line_end = "\r\n" if self.lines and self.lines[0].endswith("\r\n") else "\n"
        new = _LINE.findall(text)
        plain = [line.replace("\r\n", "\n") for line in self.lines]
        found: list[str] = []
        for kind, start, end, first, last in SequenceMatcher(None, plain, new, autojunk=False).get_opcodes():
            found += self.lines[start:end] if kind == "equal" else [_ended(line, line_end) for line in new[first:last]]
        return (self.bom + "".join(found)).encode(self.encoding)


def _ended(line: str, line_end: str) -> str:
    return line.removesuffix("\n") + line_end if line.endswith("\n") else line


def decoded(data: bytes) -> tuple[str, TextFileFormat]:
    """The text of a file with LF and without BOM, and its format. EditError for other encodings than UTF-8, GB18030."""
    for encoding in ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        bom = _BOM if text.startswith(_BOM) else ""
        text = text.removeprefix(_BOM)
        return text.replace("\r\n", "\n"), TextFileFormat(bom, encoding, tuple(_LINE.findall(text)))
    raise EditError("看不懂文件的编码")


def put_lines(data: bytes, text: str) -> bytes:
    """The bytes of a file changed to say ``text``; lines that say the same stay as they are written."""
    whole, file_format = decoded(data)
    old, new = whole.removesuffix("\n").split("\n"), text.removesuffix("\n").split("\n")
    # ``text`` is what the file prints: Markdown marks are stripped when it is read (see docs/项目文件.md).
    lines: list[str] = []
    matcher = SequenceMatcher(None, [_MARKS.sub("", line) for line in old], new, autojunk=False)
    for kind, start, end, first, last in matcher.get_opcodes():
        lines += old[start:end] if kind == "equal" else new[first:last]
    return file_format.encoded("\n".join(lines) + ("\n" if whole.endswith("\n") else ""))
