"""Makes file names that Windows and Linux take, and sheet names that Excel takes, from names as typed."""

import hashlib
import re
import unicodedata

_LIMIT = 180  # bytes of UTF-8 without extension: Linux allows 255 with it
# Names of devices on Windows, with any extension or none.
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])(?= *(?:\.|$))", re.IGNORECASE)
_ABSOLUTE = re.compile(r"[\\/]|[A-Za-z]:[\\/]")
# Letters and marks that show nothing: fillers, joiners, selectors of variants.
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\ufffe\uffff]")
_UNPRINTABLE = ("Cc", "Cs", "Zl", "Zp")


def clean_file_name(name: str) -> str:
    r"""A file name without extension: ``_`` stands for ``\ / : * ? " < > |`` and control characters.

    The name of a Windows device gets a ``_`` (``CON_``). A name of more than 180 bytes is cut and ends in a hash of the
    whole name. Two names can give one file name (``a/b`` and ``a_b``; on Windows also ``A`` and ``a``), which is up to
    the caller.
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


def unseen_character(name: str) -> str:
    """The first character that shows nothing or turns the direction of others, such as U+200B and U+202E; or blank.

    With one, two names look alike, or a name looks like another.
    """
    return next((each for each in name if _is_unseen(each)), "")


def shown_plainly(name: str) -> str:
    """The name as a message may show it: without characters that turn the direction of what follows."""
    return "".join(each for each in name if not _is_unseen(each))


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) == "Cf" or _UNSEEN.match(character) is not None


def _is_forbidden(character: str) -> bool:
    return character in '\\/:*?"<>|' or unicodedata.category(character) in _UNPRINTABLE


def _trim_end(text: str) -> str:
    """The text without dots and blanks at its end, which Windows would drop from a file name."""
    return re.sub(r"[\s.]+\Z", "", text)


def _cut(clean: str, name: str) -> str:
    """The name cut to the limit, with a hash of the whole name at its end."""
    suffix = "-" + hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    head = clean.encode()[: _LIMIT - len(suffix)].decode("utf-8", "ignore")
    return _trim_end(head) + suffix


# A name of a sheet is shorter than one of a file, and may not repeat.

_SHEET_LIMIT = 31  # UTF-16 units, as Excel counts

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f\ufffe\uffff]")
_SHEET_RESERVED = "history"  # Excel keeps it for itself


def unique_sheet_name(wanted: str, taken: set[str]) -> str:
    """A name that Excel allows, other than those in ``taken`` (in lower case), to which it is added.

    Excel counts at most 31 characters and takes ``A`` and ``a`` for one name.
    """
    plain = _FORBIDDEN.sub("_", wanted).strip().strip("'") or "表"
    name, number = _cut_units(plain, _SHEET_LIMIT), 1
    while name.lower() in taken or name.lower() == _SHEET_RESERVED:
        number += 1
        mark = f"({number})"
        name = _cut_units(plain, _SHEET_LIMIT - len(mark)) + mark
    taken.add(name.lower())
    return name


def _cut_units(text: str, units: int) -> str:
    """The text cut to so many UTF-16 units; half of a surrogate pair is dropped."""
    return text.encode("utf-16-le", "ignore")[: 2 * units].decode("utf-16-le", "ignore").rstrip("' ")
