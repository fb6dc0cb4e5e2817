"""The problem codes of foreign packages and their XML, and functions that make and complete such errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from msgspec.structs import replace

from generator.problem import JixiaoError, Problem, Source


class PackageCode(StrEnum):
    """Problem codes of packages (T001-T019) and of their XML (T020-T029)."""

    NOT_THERE = "T001"  # no such file
    UNREADABLE = "T002"  # a folder, a device, no permission, a failing disk
    OLD_SUFFIX = "T003"  # .doc .wps .rtf .xls .et
    OLD_CONTENT = "T004"  # the same under the name of a new format
    PASSWORD = "T005"  # noqa: S105 - a document with an opening password
    NOT_A_ZIP = "T006"  # PDF, web page, text, nothing
    DAMAGED = "T007"  # a truncated zip, a member whose checksum is wrong
    ENCRYPTED_MEMBER = "T008"  # a zip with a password of its own
    DUPLICATE_MEMBER = "T009"  # two members of one name, upper and lower case alike
    UNSAFE_NAME = "T010"  # absolute, climbing or empty member name
    TOO_MANY_MEMBERS = "T011"
    TOO_LARGE = "T012"  # too much data, or a zip bomb
    NOT_OFFICE = "T013"  # a zip, but no Word or Excel file
    OTHER_KIND = "T014"  # a workbook where a document is wanted, or the reverse
    STRICT = "T015"  # Strict Open XML
    MACROS = "T016"  # .docm, .xlsm
    VARIANT = "T017"  # .dotx, .xltx and other variants of the kind wanted
    COMPRESSION = "T018"  # neither stored nor deflated
    NO_PART = "T019"  # a relationship or the part it points at is missing
    BAD_XML = "T020"
    DOCTYPE = "T021"


def printable(name: str) -> str:
    """A name from a foreign file, cut to 80 characters and free of control characters, so that it is safe to print."""
    return "".join(character if character.isprintable() else "�" for character in name[:80])


def refuse(source: Source, code: PackageCode, message: str) -> JixiaoError:
    """Makes the error for this one problem; the caller raises it."""
    return JixiaoError(Problem(source, code.value, message))


@contextmanager
def problems_at(source: Source) -> Iterator[None]:
    """Gives problems raised inside the file of ``source``, and its place where they have none.

    Parts with equal bytes are read once for all files of a run, by functions that do not know which file they read.
    """
    try:
        yield
    except JixiaoError as error:
        raise JixiaoError(*(replace(each, source=_placed(each.source, source)) for each in error.problems)) from error


def _placed(found: Source, source: Source) -> Source:
    return replace(found, file=source.file, place=found.place or source.place)
