"""The name of a 分表 in, a file name without extension out that Windows and Linux both take.

Two names can come out as one (``a/b`` and ``a_b``; on Windows also ``A`` and ``a``): to tell them apart is up to
the caller.
"""

import hashlib
import re
import unicodedata

# The name of a 分表 in, a file name without extension out that Windows and Linux both take.
#
# Two names can come out as one (``a/b`` and ``a_b``; on Windows also ``A`` and ``a``): to tell them apart is up to
# the caller.


_LIMIT = 180
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])(?= *(?:\.|$))", re.IGNORECASE)
_ABSOLUTE = re.compile(r"[\\/]|[A-Za-z]:[\\/]")
_UNPRINTABLE = ("Cc", "Cs", "Zl", "Zp")


def clean_file_name(name: str) -> str:
    r"""The name with ``_`` for ``\ / : * ? " < > |`` and control characters, at most 180 bytes of UTF-8.

    A name Windows keeps for devices gets ``_`` (``CON_``). A name that is cut ends in a hash of all of it.
    ValueError for a name that is empty or leads to another folder (``../x``, ``/x``, ``C:\x``).
    """
    trimmed = name.strip()
    if _ABSOLUTE.match(trimmed) or ".." in (part.strip() for part in re.split(r"[\\/]", trimmed)):
        raise ValueError(f"分表名“{name}”指向别的文件夹，不能用作文件名")
    clean = _trim_end("".join("_" if _is_forbidden(character) else character for character in trimmed))
    if not clean:
        raise ValueError(f"分表名“{name}”是空的，不能用作文件名")
    clean = _RESERVED.sub(lambda match: match[0] + "_", clean) if _RESERVED.match(clean) else clean
    return clean if len(clean.encode()) <= _LIMIT else _cut(clean, name)


def _is_forbidden(character: str) -> bool:
    return character in '\\/:*?"<>|' or unicodedata.category(character) in _UNPRINTABLE


def _trim_end(text: str) -> str:
    return re.sub(r"[\s.]+\Z", "", text)


def _cut(clean: str, name: str) -> str:
    suffix = "-" + hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    head = clean.encode()[: _LIMIT - len(suffix)].decode("utf-8", "ignore")
    return _trim_end(head) + suffix


# Names as typed in, names that a workbook can give its sheets out: clean, short and all different.


_SHEET_LIMIT = 31  # UTF-16 units, as Excel counts

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f\ufffe\uffff]")
_SHEET_RESERVED = "history"


def unique_sheet_name(wanted: str, taken: set[str]) -> str:
    """A name as Excel allows it, unlike those in ``taken`` (in lower case), to which it is added."""
    plain = _FORBIDDEN.sub("_", wanted).strip().strip("'") or "表"
    name, number = _cut_units(plain, _SHEET_LIMIT), 1
    while name.lower() in taken or name.lower() == _SHEET_RESERVED:
        number += 1
        mark = f"({number})"
        name = _cut_units(plain, _SHEET_LIMIT - len(mark)) + mark
    taken.add(name.lower())
    return name


def _cut_units(text: str, units: int) -> str:
    return text.encode("utf-16-le", "ignore")[: 2 * units].decode("utf-16-le", "ignore").rstrip("' ")
