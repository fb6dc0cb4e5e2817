"""One tag in, its meaning out: is it sound, which names does it use, which layout filter does it carry.

Every tag is checked by itself, so that all mistakes of a template are found at once and each has its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from jinja2 import TemplateSyntaxError, nodes

from generator.expressions.environment import BLOCK_END, BLOCK_START, PRINT_END, PRINT_START, Environment
from generator.expressions.tags import Kind, Tag
from generator.text.nearest import nearest

OPENING = {"for": "endfor", "if": "endif"}
BRANCHES = {"elif", "else"}
CLOSING = {"endfor": "for", "endif": "if"}
# Python compiles no deeper expression than this, whatever the operators.
MAX_DEPTH = 60
_LAYOUT = {"合并", "按列", "段落", "公文"}
_REFUSED = {
    "include": "为安全起见，模板里不能引用别的文件",
    "import": "为安全起见，模板里不能引用别的文件",
    "from": "为安全起见，模板里不能引用别的文件",
    "extends": "为安全起见，模板里不能引用别的文件",
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a sound tag says: the layout filter outermost in it (``合并`` …), the names a loop or set binds."""

    tag: Tag
    layout: str = ""
    binds: frozenset[str] = frozenset()
    uses: frozenset[str] = frozenset()
    inner: str = ""
    """The expression of a print tag or loop without its layout filter, as Jinja."""


def source_of(tag: Tag, code: str | None = None) -> str:
    """A tag as generated Jinja source. It begins with a line break, so that a line number names one tag."""
    body = tag.code if code is None else code
    if tag.kind is Kind.PRINT:
        return f"{PRINT_START}\n{body} {PRINT_END}"
    return f"{BLOCK_START}\n{body} {BLOCK_END}"


def understand(environment: Environment, tag: Tag) -> Meaning | list[str]:
    """The meaning of one tag, or everything that is wrong with it (Chinese messages)."""
    if tag.kind is Kind.COMMENT:
        return Meaning(tag)
    if not tag.code:
        return ["标签是空的"]
    if tag.keyword in CLOSING:
        return Meaning(tag) if tag.code == tag.keyword else [f"{tag.keyword} 后面不能有别的内容"]
    tree = _parse(environment, tag)
    if isinstance(tree, str):
        return [tree]
    if _depth(tree) > MAX_DEPTH:
        return ["表达式太长、套得太深，请用 {% set %} 分成几步"]
    if wrong := _refused(environment, tree):
        return wrong
    return _meaning(tag, tree)


def _parse(environment: Environment, tag: Tag) -> nodes.Template | str:
    keyword = tag.keyword
    source = source_of(tag)
    if tag.kind is Kind.BLOCK:
        if keyword in OPENING:
            source += source_of(tag, OPENING[keyword])
        elif keyword in BRANCHES:
            source = source_of(tag, "if 0") + source + source_of(tag, "endif")
        elif keyword != "set":
            return _REFUSED.get(keyword) or _unknown_keyword(keyword)
        elif "=" not in tag.code:
            return "set 的写法是 {% set 名称 = 值 %}"
    try:
        return environment.parse(source)
    except TemplateSyntaxError as error:
        return _translated(error.message or "")
    except (ValueError, RecursionError, OverflowError):
        return "表达式写法有误"


def _depth(tree: nodes.Node) -> int:
    """How deep expressions nest, counted without recursion."""
    deepest, level = 0, [tree]
    while level:
        level = [child for node in level for child in node.iter_child_nodes()]
        deepest += 1
    return deepest


def _unknown_keyword(keyword: str) -> str:
    near = nearest(keyword, [*OPENING, *CLOSING, *BRANCHES, "set"])
    hint = f"，是不是 {near}？" if near else ""
    return f"不认识“{keyword}”{hint}（可用的有 for、if、elif、else、set）"


def _refused(environment: Environment, tree: nodes.Template) -> list[str]:
    names = [name.name for name in tree.find_all(nodes.Name)]
    attributes = [attribute.attr for attribute in tree.find_all(nodes.Getattr)]
    wrong = [f"名称“{name}”不能以下划线开头" for name in names if name.startswith("_")]
    wrong += [f"为安全起见，不允许访问“{name}”" for name in attributes if name.startswith("_")]
    for kind, known, word in ((nodes.Filter, environment.filters, "过滤器"), (nodes.Test, environment.tests, "判断")):
        for use in tree.find_all(kind):
            if use.name not in known or (use.name.startswith("_") and use.name not in {"_each", "_concat"}):
                near = nearest(use.name, known)
                wrong.append(f"没有{word}“{use.name}”" + (f"，是不是“{near}”？" if near else ""))
    wrong += ["不支持 recursive 循环" for loop in tree.find_all(nodes.For) if loop.recursive]
    return list(dict.fromkeys(wrong))


def _meaning(tag: Tag, tree: nodes.Template) -> Meaning:
    stored = frozenset(name.name for name in tree.find_all(nodes.Name) if name.ctx == "store")
    loaded = frozenset(name.name for name in tree.find_all(nodes.Name) if name.ctx == "load")
    expression: nodes.Node | None = None
    if tag.kind is Kind.PRINT:
        expression = next(iter(tree.find_all(nodes.Output))).nodes[0]
    elif tag.keyword == "for":
        iteration = next(iter(tree.find_all(nodes.For))).iter
        expression = iteration.node if isinstance(iteration, nodes.Filter) else iteration
    layout = expression.name if isinstance(expression, nodes.Filter) and expression.name in _LAYOUT else ""
    return Meaning(tag, layout, stored, loaded - stored, _without_layout(tag, layout))


def _without_layout(tag: Tag, layout: str) -> str:
    if not layout:
        return tag.code
    return re.sub(rf"\|\s*{layout}\s*(\(\s*\))?\s*$", "", tag.code).strip()


def _translated(message: str) -> str:
    """Jinja's own words for the commonest slips, in Chinese."""
    patterns = (
        (r"unexpected char '(.)' at", "不能有字符“{0}”"),
        (r"expected token 'end of (?:print statement|statement block)', got '(.+)'", "“{0}”前面缺少运算符或多了空格"),
        (r"expected token '(.+)', got '(?:end of.*|\\x..|)'?", "后面缺少“{0}”"),
        (r"expected token '(.+)', got '(.+)'", "“{1}”处应为“{0}”"),
        (r"unexpected 'end of.*'", "后面缺少内容"),
        (r"unexpected '(.+)'", "“{0}”的位置不对"),
        (r"Expected an expression, got 'end of.*'", "后面缺少表达式"),
        (r"Expected an expression, got '(.+)'", "“{0}”处应为表达式"),
    )
    for pattern, chinese in patterns:
        if found := re.search(pattern, message):
            return "写法有误：" + chinese.format(*found.groups())
    return f"写法有误（{message}）"
