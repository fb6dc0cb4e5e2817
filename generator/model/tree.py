"""A project file as a tree of positioned nodes: scalars are the characters typed, mappings keep their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from generator.model.problem import Source


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar, exactly as typed; ``first_line`` is the source line of its first character of text."""

    value: str
    source: Source
    first_line: int | None = None


@dataclass(frozen=True, slots=True)
class FileText:
    """``!文件 名称``: text that stands in a file beside the project file; ``path`` is as typed."""

    path: str
    source: Source


@dataclass(frozen=True, slots=True)
class Null:
    """A key with nothing after it."""

    source: Source


@dataclass(frozen=True, slots=True)
class Listing:
    """A YAML sequence."""

    items: Sequence[Node]
    source: Source


@dataclass(frozen=True, slots=True)
class Group:
    """A YAML mapping; ``keys`` holds where each key was typed."""

    entries: Mapping[str, Node]
    source: Source
    keys: Mapping[str, Source] = field(default_factory=dict)


Node = Text | FileText | Null | Listing | Group
