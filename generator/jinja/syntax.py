"""Checks one tag and tells its meaning: the names that it uses and binds, and its layout filter (``合并`` …).

Each tag is parsed by itself, so that all mistakes of a template are found at once, each at its own tag. Whether the
blocks of a text match is not checked here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from jinja2 import TemplateSyntaxError, nodes
from msgspec import Struct

from generator.chinese.labels import variable_name
from generator.chinese.nearest import nearest
from generator.chinese.numbers import half_width
from generator.jinja.environment import BLOCK_END, BLOCK_START, PRINT_END, PRINT_START, Environment
from generator.jinja.tags import Tag, TagKind

OPENING = {"for": "endfor", "if": "endif"}
BRANCHES = {"elif", "else"}
CLOSING = {"endfor": "for", "endif": "if"}
# Up to this depth Python's parser compiles any nesting of operators; deeper code may exceed its stack.
MAX_DEPTH = 60
_LAYOUT = {"合并", "按列", "段落", "公文"}
_REFUSED = {
    "include": "为安全起见，模板里不能引用别的文件",
    "import": "为安全起见，模板里不能引用别的文件",
    "from": "为安全起见，模板里不能引用别的文件",
    "extends": "为安全起见，模板里不能引用别的文件",
}


class Meaning(Struct, frozen=True):
    """What a correct tag means; ``layout`` is the layout filter that is applied last (blank if none).

    ``binds`` are the names that a loop or ``set`` defines, ``uses`` all others.
    """

    tag: Tag
    layout: str = ""
    binds: frozenset[str] = frozenset()
    uses: frozenset[str] = frozenset()
    inner: str = ""
    """The code of the tag without its layout filter."""


def source_of(tag: Tag, code: str | None = None) -> str:
    """A tag as generated Jinja source, with ``code`` instead of its own if given.

    A line break follows the opening delimiter, so that a line number of the source names one tag.
    """
    body = tag.code if code is None else code
    if tag.kind is TagKind.PRINT:
        return f"{PRINT_START}\n{body} {PRINT_END}"
    return f"{BLOCK_START}\n{body} {BLOCK_END}"


def understand(environment: Environment, tag: Tag) -> Meaning | list[str]:
    """The meaning of one tag, or a message in Chinese for everything that is wrong with it."""
    if tag.kind is TagKind.COMMENT:
        return Meaning(tag)
    if not tag.code:
        return ["标签是空的"]
    if tag.keyword in CLOSING:
        return Meaning(tag) if tag.code == tag.keyword else [f"{tag.keyword} 后面不能有别的内容"]
    tree = _parse(environment, tag)
    if isinstance(tree, str):
        return [_no_name(tag) or tree]
    found, depth = _all_nodes(tree)
    if depth > MAX_DEPTH:
        return ["表达式太长、套得太深，请用 {% set %} 分成几步"]
    if wrong := _refused(environment, found):
        return wrong
    return _meaning(tag, found)


def _parse(environment: Environment, tag: Tag) -> nodes.Template | str:
    """The syntax tree of a tag, completed to a whole block, or a message."""
    keyword = tag.keyword
    source = source_of(tag)
    if tag.kind is TagKind.BLOCK:
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


def _all_nodes(tree: nodes.Node) -> tuple[list[nodes.Node], int]:
    """All nodes of a tree, outer ones first, and its depth; without recursion, as the tree may be too deep for it."""
    found: list[nodes.Node] = []
    depth, level = 0, [tree]
    while level:
        found += level
        level = [child for node in level for child in node.iter_child_nodes()]
        depth += 1
    return found, depth


def _unknown_keyword(keyword: str) -> str:
    near = nearest(keyword, [*OPENING, *CLOSING, *BRANCHES, "set"])
    hint = f"，是不是 {near}？" if near else ""
    return f"不认识“{keyword}”{hint}（可用的有 for、if、elif、else、set）"


def _refused(environment: Environment, found: list[nodes.Node]) -> list[str]:
    """Messages for names, attributes, filters, tests and loops that the sandbox does not offer."""
    wrong: list[str] = []
    for node in found:
        if isinstance(node, nodes.Name) and node.name.startswith("_"):
            wrong.append(f"名称“{node.name}”不能以下划线开头")
        elif isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
            wrong.append(f"为安全起见，不允许访问“{node.attr}”")
        elif isinstance(node, nodes.Filter) and not _is_offered(node.name, environment.filters):
            wrong.append(_unknown("过滤器", node.name, environment.filters))
        elif isinstance(node, nodes.Test) and not _is_offered(node.name, environment.tests):
            wrong.append(_unknown("判断", node.name, environment.tests))
        elif isinstance(node, nodes.Call) and (label := _bracketed(node, environment.globals)):
            name = variable_name(label)
            outside = "只写" if label.startswith(f"{name}（") else "写"
            words = "，括号里的字写在标签外面" if outside == "只写" else ""
            wrong.append(f"名称里不能有括号：项目文件和模板里都{outside}“{name}”{words}")
        elif isinstance(node, nodes.For) and node.recursive:
            wrong.append("不支持 recursive 循环")
    return list(dict.fromkeys(wrong))


def _bracketed(call: nodes.Call, functions: Collection[str]) -> str:
    """A label like 项目资金（万元）, which reads as a call; empty for a call of a function."""
    if isinstance(call.node, nodes.Name) and call.args and call.node.name not in functions:
        return f"{call.node.name}（{'、'.join(arg.name for arg in call.args if isinstance(arg, nodes.Name))}）"
    return ""


_LABEL = re.compile(r"[\w%()·/]*[一-鿿][\w%()·/]*")


def _no_name(tag: Tag) -> str:
    """A message for a tag that is a label of a form and no name (``2024年资金``, ``增长率%``); blank for any other."""
    code = half_width(tag.code)
    if tag.kind is not TagKind.PRINT or code.count("(") != code.count(")") or not _LABEL.fullmatch(code):
        return ""
    name = variable_name(code)
    if not name:
        return ""
    return f"名称里只能有文字、数字和下划线，不能以数字开头：项目文件和模板里都写“{name}”"


def _is_offered(name: str, known: Collection[str]) -> bool:
    return name in known and (not name.startswith("_") or name in {"_each", "_concat"})


def _unknown(kind: str, name: str, known: Iterable[str]) -> str:
    near = nearest(name, known)
    return f"没有{kind}“{name}”" + (f"，是不是“{near}”？" if near else "")


def _meaning(tag: Tag, found: list[nodes.Node]) -> Meaning:
    names = [node for node in found if isinstance(node, nodes.Name)]
    stored = frozenset(name.name for name in names if name.ctx == "store")
    loaded = frozenset(name.name for name in names if name.ctx == "load")
    expression: nodes.Node | None = None
    if tag.kind is TagKind.PRINT:
        expression = next(node for node in found if isinstance(node, nodes.Output)).nodes[0]
    elif tag.keyword == "for":
        # Parsing wraps what a loop runs over into the filter _each; the expression typed is inside.
        iteration = next(node for node in found if isinstance(node, nodes.For)).iter
        expression = iteration.node if isinstance(iteration, nodes.Filter) else iteration
    layout = expression.name if isinstance(expression, nodes.Filter) and expression.name in _LAYOUT else ""
    return Meaning(tag, layout, stored, loaded - stored, _without_layout(tag, layout))


def _without_layout(tag: Tag, layout: str) -> str:
    if not layout:
        return tag.code
    return re.sub(rf"\|\s*{layout}\s*(\(\s*\))?\s*$", "", tag.code).strip()


def _translated(message: str) -> str:
    """Jinja's message for a syntax error, in Chinese for the common ones."""
    patterns = (
        (
            r"unexpected char '\\x0[35]' at",
            "括号没有配对",
        ),  # in an open bracket the end of the tag means nothing to Jinja
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
