"""Finds the comments of a YAML text, and the node that each speaks of.

The parser gives no comments, so a pattern finds them; a ``#`` inside a scalar belongs to its text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping

from msgspec import Struct

from generator.project.yaml.events import Scalar
from generator.project.yaml.nodes import Group, Listing, Node

Path = tuple[str | int, ...]
"""The keys, and the numbers of items from 0, that lead to a node; empty for the file itself."""

_COMMENT = re.compile(r"(?:^|(?<=[ \t]))#(?P<text>[^\n]*)", re.MULTILINE)


_MODELINE = "yaml-language-server:"


class Comment(Struct, frozen=True):
    """A comment with its place; ``text`` is what follows the ``#``, ``is_alone`` if nothing stands before it."""

    line: int
    column: int
    text: str
    is_alone: bool


def comments_in(text: str, values: list[Scalar]) -> Iterator[Comment]:
    """The comments of a text whose scalars these are, in order."""
    starts = [value.start for value in values]
    line, counted = 1, 0
    for found in _COMMENT.finditer(text):
        before = bisect_right(starts, found.start()) - 1
        if before >= 0 and found.start() < values[before].end:
            continue
        line += text.count("\n", counted, found.start())
        counted = found.start()
        begin = text.rfind("\n", 0, found.start()) + 1
        yield Comment(line, found.start() - begin + 1, found["text"], not text[begin : found.start()].strip())


def comments_by_node(text: str, values: list[Scalar], root: Group) -> dict[Path, str]:
    """What the comments say of each node: those alone above it, and those at the end of its line.

    Those below the last node, and without one on their line, are about the file. The line that names the schema to
    editors is left out.
    """
    first: dict[int, tuple[int, Path]] = {}
    for path, line, column in _places(root, ()):
        if line not in first or column < first[line][0]:
            first[line] = column, path
    lines = sorted(first)
    found: dict[Path, list[str]] = {}
    for comment in comments_in(text, values):
        if comment.text.lstrip().startswith(_MODELINE):
            continue
        at = bisect_right(lines, comment.line)
        about: Path = ()
        if comment.is_alone:
            about = first[lines[at]][1] if at < len(lines) else ()
        elif at:
            about = first[lines[at - 1]][1]
        found.setdefault(about, []).append(comment.text.removeprefix(" ").rstrip())
    return {path: "\n".join(texts) for path, texts in found.items()}


def _places(node: Node, path: Path) -> Iterator[tuple[Path, int, int]]:
    """The line and column at which each node begins: with its key, if it has one."""
    if isinstance(node, Group):
        for key, child in node.entries.items():
            for source in (node.keys.get(key, child.source), child.source):
                yield (*path, key), source.line or 0, source.column or 0
            yield from _places(child, (*path, key))
    elif isinstance(node, Listing):
        for number, child in enumerate(node.items):
            yield (*path, number), child.source.line or 0, child.source.column or 0
            yield from _places(child, (*path, number))


def without_paths(comments: Mapping[Path, str], above: Path) -> bool:
    """Whether no comment speaks of a node below ``above``."""
    depth = len(above)
    return not any(path[:depth] == above and len(path) > depth for path in comments)
