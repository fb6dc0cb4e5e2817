"""The codes of everything that can be wrong with a foreign package or its XML, and the error that carries one."""

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
    """A name from a foreign file, short and safe for a terminal."""
    return "".join(character if character.isprintable() else "�" for character in name[:80])


def refuse(source: Source, code: PackageCode, message: str) -> JixiaoError:
    """The error, to be raised, that holds this one problem."""
    return JixiaoError(Problem(source, code.value, message))


@contextmanager
def told_at(source: Source) -> Iterator[None]:
    """Gives problems their file, and their place where they have none: what files share is read without knowing it."""
    try:
        yield
    except JixiaoError as error:
        raise JixiaoError(*(replace(each, source=_placed(each.source, source)) for each in error.problems)) from error


def _placed(found: Source, source: Source) -> Source:
    return replace(found, file=source.file, place=found.place or source.place)
