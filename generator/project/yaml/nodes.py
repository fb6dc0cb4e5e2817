"""A project file as a tree of positioned nodes: scalars are the characters typed, mappings keep their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from generator.problem import Source


class Text(Struct, frozen=True):
    """A scalar, exactly as typed.

    ``first_line`` is the line of its first character: below ``source`` for a block scalar. None where the lines of the
    file are not those of the text: in a table, and where YAML folds them (``>``).
    """

    value: str
    source: Source
    first_line: int | None = None


class FileText(Struct, frozen=True):
    """``!文件 名称``: text that stands in a file beside the project file; ``path`` is as typed."""

    path: str
    source: Source


class Null(Struct, frozen=True):
    """The value of a key with nothing after it."""

    source: Source


class Listing(Struct, frozen=True):
    """A YAML sequence."""

    items: Sequence[Node]
    source: Source


class Group(Struct, frozen=True):
    """A YAML mapping; ``keys`` holds where each key was typed."""

    entries: Mapping[str, Node]
    source: Source
    keys: Mapping[str, Source] = field(default_factory=dict)


Node = Text | FileText | Null | Listing | Group
