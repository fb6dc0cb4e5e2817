"""Checks the structure of a base and of its sub-forms, and the limits of a project, before anything is evaluated.

Every mistake is found, each with its place. Code that evaluates later relies on these shapes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.jinja.tags import has_tags
from generator.problem import Problem, Source
from generator.project.expression import syntax_problems
from generator.project.indicators.flat import is_tree
from generator.project.keywords import (
    BREAKDOWN,
    CHECKS,
    DISPLAY,
    FORMS,
    GIVEN,
    INHERIT,
    LEVELS,
    ORDER,
    PLACES,
    STRUCTURE,
    TEMPLATE,
    TREE,
)
from generator.project.problems import error
from generator.project.scope import texts
from generator.project.subforms import TableRow
from generator.project.yaml.nodes import Group, Listing, Node, Null, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.project.subforms import SubFormDefinitions


_BASE_ONLY = (TEMPLATE, FORMS, INHERIT, CHECKS)


def entry_problems(group: Group, form: str = "") -> list[Problem]:
    """Every mistake in the entries of a base or, if ``form`` names it, of a sub-form."""
    found: list[Problem] = []
    for name, node in group.entries.items():
        at = group.keys.get(name, node.source)
        if name in GIVEN:
            found.append(error("P024", at, f"“{name}”由程序给出，不能自己定义，请换个名称", form, name))
        elif form and name in _BASE_ONLY:
            found.append(error("P024", at, f"“{name}”只能写在最外层，不能写在分表里", form, name))
        elif is_tree(name, node):
            found += _tree(node, form)
        elif name == DISPLAY:
            found += _display(node, form)
        elif name == ORDER:
            found += _order(node, form)
        elif name == PLACES:
            found += _places(node, form)
        # Of the structural keys only 显示 is evaluated, so only there tags mean something.
        if name not in STRUCTURE or name == DISPLAY:
            found += [problem for text in texts(node) for problem in syntax_problems(text, form, name)]
    return found


def _tree(node: Node, form: str) -> Iterator[Problem]:
    if isinstance(node, Null):
        return
    if not isinstance(node, Group):
        yield error("P016", node.source, f"{TREE} 下面应为 一级 > 二级 > 三级", form, TREE)
        return
    for first, below in node.entries.items():
        yield from _key(first, node.keys.get(first, below.source), form)
        if isinstance(below, Group):
            for second, leaves in below.entries.items():
                yield from _key(second, below.keys.get(second, leaves.source), form)
                yield from _second(second, leaves, f"{first}/{second}", form)
        elif not _blank(below):
            yield error("P016", below.source, f"一级指标“{first}”下面应为二级指标，再下面是三级指标", form, first)


def _key(name: str, source: Source, form: str) -> Iterator[Problem]:
    if "\n" in name or has_tags(name):
        shown = name.replace("\n", "⏎")
        what = "换行" if "\n" in name else "模板标签"
        yield error(
            "P017", source, f"指标名称“{shown}”里不能有{what}，请写不变的名称，用 显示 说明怎样打印", form, TREE
        )


def _second(name: str, node: Node, where: str, form: str) -> Iterator[Problem]:
    """Mistakes in a 二级: a mapping of 三级, a list of mappings of attributes, or blank."""
    if isinstance(node, Listing):
        for item in node.items:
            if isinstance(item, Group):
                yield from _attributes(item, where, form)
            elif not isinstance(item, Null):
                yield error("P016", item.source, "列表里每一项应为 {三级: 名称, 指标值: …}", form, where)
    elif isinstance(node, Group):
        for third, leaf in node.entries.items():
            yield from _key(third, node.keys.get(third, leaf.source), form)
            if isinstance(leaf, Group):
                yield from _attributes(leaf, f"{where}/{third}", form)
            elif isinstance(leaf, Listing):
                yield error("P016", leaf.source, f"三级指标“{third}”的值不能是列表", form, f"{where}/{third}")
    elif not _blank(node):
        yield error("P016", node.source, f"二级指标“{name}”下面应为三级指标，如 支持企业数量: ≥4家", form, where)


def _attributes(leaf: Group, where: str, form: str) -> Iterator[Problem]:
    for name, node in leaf.entries.items():
        if name == BREAKDOWN:
            yield from _breakdown(node, where, form)
        elif name in LEVELS[:2]:
            yield error("P016", node.source, f"指标的属性不能叫“{name}”", form, where)
        elif isinstance(node, (Group, Listing)):
            yield error("P016", node.source, f"属性“{name}”应为一个值：指标最多三级，下面只能是属性", form, where)


def _breakdown(node: Node, where: str, form: str) -> Iterator[Problem]:
    if _blank(node):
        return
    if not isinstance(node, Group):
        yield error(
            "P021", node.source, "分解 下面应为 {地区: […], 周期值: […]} 或 {甲市: {周期值: …}, …}", form, where
        )
        return
    for name, child in node.entries.items():
        if isinstance(child, Group):
            children = child.entries.values()
        elif isinstance(child, Listing):
            children = child.items  # type: ignore[assignment]
        else:
            continue
        for value in children:
            if not isinstance(value, (Text, Null)):
                yield error("P021", value.source, f"分解 里“{name}”的每一项应为一个值", form, where)


def _display(node: Node, form: str) -> Iterator[Problem]:
    if isinstance(node, Null):
        return
    if not isinstance(node, Group):
        yield error("P018", node.source, "显示 下面应一行一个：指标名称: 打印的文字", form, DISPLAY)
        return
    for name, child in node.entries.items():
        if not isinstance(child, (Text, Null)):
            yield error("P018", child.source, f"显示 里“{name}”后面应为打印的文字", form, DISPLAY)


def _order(node: Node, form: str) -> Iterator[Problem]:
    if isinstance(node, Null):
        return
    if not isinstance(node, Group):
        yield error("P019", node.source, "顺序 下面应一行一个：指标名称: [下级, 下级, …]", form, ORDER)
        return
    for name, child in node.entries.items():
        if isinstance(child, Listing) and all(isinstance(item, Text) for item in child.items):
            continue
        if not isinstance(child, Null):
            yield error("P019", child.source, f"顺序 里“{name}”后面应为下级名称的列表，如 [就业, 活动]", form, ORDER)


def _places(node: Node, form: str) -> Iterator[Problem]:
    if isinstance(node, Null) or (isinstance(node, Listing) and all(isinstance(item, Text) for item in node.items)):
        return
    yield error("P020", node.source, "地区 应为名称的列表，如 地区: [甲市, 乙市]", form, PLACES)


def _blank(node: Node) -> bool:
    return isinstance(node, Null) or (isinstance(node, Text) and not node.value.strip())


MOST_TAGGED = 6_000
MOST_COMPLEX = 2_000
MOST_FORMS = 20_000
MOST_CHARACTERS = 300_000  # of a form: some 400 pages
MOST_VALUES = 20_000_000
# What takes longest to compile: blocks, comparisons, subscripts, calls. A guess from the characters, so that nothing is
# parsed to count it.
_COMPLEX = re.compile(
    r"[{｛][%％]|[{｛]{2}[^{}｛｝]*(?:[\[［【<＜>＞]|[=＝!！][=＝]|\.\w+ *[(（]|\b(?:if|is|in|and|or|not)\b)"
)


def limit_problems(base: Group, forms: SubFormDefinitions | None) -> Iterator[Problem]:
    """An error for each limit that the project exceeds: texts to compile, sub-forms, values over all sub-forms.

    The limits are meant to be far above any real project.
    """
    layers = [layer for each in forms.layers.values() for layer in each] if forms is not None else []
    tagged: set[str] = set()
    complex_ones = 0
    for value, source in _values([base, *layers]):
        if value in tagged or not has_tags(value):
            continue
        tagged.add(value)
        complex_ones += _COMPLEX.search(value) is not None
        if complex_ones > MOST_COMPLEX or len(tagged) > MOST_TAGGED:
            what = f"带 {{{{ }}}} 的不同文字超过 {MOST_TAGGED:,} 处"
            if complex_ones > MOST_COMPLEX:
                what = f"带 {{% %}}、比较或函数的不同文字超过 {MOST_COMPLEX:,} 处"
            yield error("P044", source, f"{what}，不予计算；请写在最外层由各表共用，各表只填变量")
            break
    for layer in [base, *layers]:
        texts_of_layer = list(_values([layer]))
        if sum(len(value) for value, _ in texts_of_layer) > MOST_CHARACTERS:
            _, source = max(texts_of_layer, key=lambda text: len(text[0]))
            yield error("P044", source, f"文字超过 {MOST_CHARACTERS:,} 个字，一份表放不下；最长的从这里开始，请改短")
            break
    number = len(forms.layers) if forms is not None else 1
    if forms is not None and number > MOST_FORMS:
        first_beyond = list(forms.layers)[MOST_FORMS]
        yield error("P044", forms.sources[first_beyond], f"分表超过 {MOST_FORMS:,} 个，不予计算；请分成几个项目文件")
        return
    # Each sub-form has a context of its own with all of these.
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
