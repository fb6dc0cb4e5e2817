"""The path of a project file in, it and the files that its 沿用 builds on out, the one at the bottom first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from generator.problem import Problem
from generator.project.keywords import INHERIT
from generator.project.problems import any_error, error
from generator.project.yaml.files import YamlPlace
from generator.project.yaml.nodes import Group, Null, Text
from generator.project.yaml.reader import read_yaml

if TYPE_CHECKING:
    from pathlib import Path


class Layer(Struct, frozen=True):
    """One project file as read."""

    place: YamlPlace
    root: Group


def read_chain(path: Path, shown_as: str) -> tuple[list[Layer] | None, list[Problem]]:
    """None where a file of the chain cannot be used."""
    place = YamlPlace(path, shown_as)
    layers: list[Layer] = []
    seen: dict[Path, str] = {}
    problems: list[Problem] = []
    while True:
        root, found = read_yaml(place.path, place.shown_as)
        problems += found
        if root is None:
            return None, problems
        seen[place.path.resolve()] = place.shown_as
        layers.insert(0, Layer(place, root))
        following = _next(layers[0], seen)
        if following is None:
            return (None if any_error(problems) else layers), problems
        if isinstance(following, Problem):
            return None, [*problems, following]
        place = following


def _next(layer: Layer, seen: dict[Path, str]) -> YamlPlace | Problem | None:
    node = layer.root.entries.get(INHERIT)
    if node is None or isinstance(node, Null):
        return None
    if not isinstance(node, Text) or not node.value.strip():
        return error("P001", node.source, "沿用 后面应为另一个项目文件的名称，如 沿用: 2023年.yaml", field=INHERIT)
    place = layer.place.beside(node.value.strip())
    real = place.path.resolve()
    if real in seen:
        ring = [*list(seen.values())[list(seen).index(real) :], seen[real]]
        return error("P002", node.source, f"沿用成了一圈：{' → '.join(ring)}", field=INHERIT)
    if not place.path.is_file():
        return error("P001", node.source, f"找不到沿用的项目文件“{place.shown_as}”", field=INHERIT)
    return place
