"""A node of a project file in, the same with every ``!文件 名称`` read in; file names are relative to the YAML file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from generator.problem import Problem
from generator.project.yaml.nodes import FileText, Group, Listing, Node, Null
from generator.project.yaml.text_file import read_text_file

if TYPE_CHECKING:
    from collections.abc import Mapping

K = TypeVar("K")


class YamlPlace(Struct, frozen=True):
    """A YAML file that names other files: where it is, and how messages show it."""

    path: Path
    shown_as: str

    def beside(self, name: str) -> YamlPlace:
        """The file that it names."""
        return YamlPlace(self.path.parent / name, str(Path(self.shown_as).parent / name))


def with_texts(node: Node, place: YamlPlace) -> tuple[Node, list[Problem]]:
    """The node itself where it names no file; a file that cannot be read is blank and a problem."""
    if isinstance(node, FileText):
        file = place.beside(node.path)
        text, problems = read_text_file(file.path, file.shown_as, node.source)
        return text or Null(node.source), problems
    if isinstance(node, Group):
        entries, problems = _all(node.entries, place)
        return (node if entries is None else Group(entries, node.source, node.keys)), problems
    if isinstance(node, Listing):
        numbered: dict[int, Node] = dict(enumerate(node.items))
        items, problems = _all(numbered, place)
        return (node if items is None else Listing(tuple(items.values()), node.source)), problems
    return node, []


def _all(children: Mapping[K, Node], place: YamlPlace) -> tuple[dict[K, Node] | None, list[Problem]]:
    """The children with their texts, None where nothing changed."""
    problems: list[Problem] = []
    result: dict[K, Node] = {}
    changed = False
    for name, child in children.items():
        result[name], found = with_texts(child, place)
        problems += found
        changed = changed or result[name] is not child
    return result if changed else None, problems
