"""The base and the sub-forms of a project in, what of them no run could bear out, before anything is evaluated."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.problem import Problem, Source
from generator.project.problems import error
from generator.project.scope import texts
from generator.project.subforms import TableRow
from generator.project.yaml.nodes import Group, Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.project.subforms import Forms

MOST_COMPILED = 2_000
MOST_FORMS = 20_000
MOST_VALUES = 20_000_000
# Blocks, comparisons and calls are compiled; names, sums and filters are not, and cost next to nothing.
_COMPILED = re.compile(
    r"[{｛][%％]|[{｛]{2}[^{}｛｝]*(?:[\[［【<＜>＞]|[=＝!！][=＝]|\.\w+ *[(（]|\b(?:if|is|in|and|or|not)\b)"
)


def beyond(base: Group, forms: Forms | None) -> Iterator[Problem]:
    """More different texts to compile, more sub-forms or more values over all of them than a project of people has."""
    layers = [layer for each in forms.layers.values() for layer in each] if forms is not None else []
    compiled: set[str] = set()
    for value, source in _values([base, *layers]):
        if ("{" in value or "｛" in value) and value not in compiled and _COMPILED.search(value):
            compiled.add(value)
            if len(compiled) > MOST_COMPILED:
                message = (
                    f"带 {{% %}}、比较或函数的不同文字超过 {MOST_COMPILED:,} 处，不予计算；"
                    "请写在最外层由各表共用，各表只填变量"
                )
                yield error("P044", source, message)
                break
    number = len(forms.layers) if forms is not None else 1
    if forms is not None and number > MOST_FORMS:
        first_beyond = list(forms.layers)[MOST_FORMS]
        yield error("P044", forms.sources[first_beyond], f"分表超过 {MOST_FORMS:,} 个，不予计算；请分成几个项目文件")
        return
    names = base.entries.keys() | {name for layer in layers if isinstance(layer, Group) for name in layer.entries}
    each = len(names) + sum(1 for _ in _values([base]))
    if number > 1 and number * each > MOST_VALUES:
        message = f"{number:,} 个分表、每个 {each:,} 项，一共超过 {MOST_VALUES:,} 项，不予计算；请分成几个项目文件"
        yield error("P044", base.source, message)


def _values(layers: Iterable[Node | TableRow]) -> Iterator[tuple[str, Source]]:
    for layer in layers:
        if isinstance(layer, TableRow):
            yield from ((cell.text, cell.source) for cell in layer.cells if cell is not None)
        else:
            yield from ((text.value, text.source) for text in texts(layer))
