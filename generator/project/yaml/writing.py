"""Writes nodes as the text of a YAML file, laid out as a person would: blocks, and short mappings on one line.

A comment stands at the end of the line of its node, above it if it is long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from generator.chinese.nominal_size import screen_width
from generator.project.keywords import EACH, FORMS
from generator.project.yaml.comments import Path, without_paths
from generator.project.yaml.nodes import FileText, Group, Listing, Node, Null, Text

# What a plain scalar must not begin with or contain (YAML 1.2, 7.3.3); the last pattern applies inside { } and [ ].
_UNSAFE_START = re.compile(r"[-?:,\[\]{}#&*!|>'\"%@`~\s]|\.\.\.|<<")
_UNSAFE = re.compile(r": |:$| #|[\n\t\r\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]|\s$")
_UNSAFE_IN_FLOW = re.compile(r"[,\[\]{}]|:(?=[^\s]*$)")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_ESCAPED = re.compile('[\\\\"\\x00-\\x1f\\x7f-\\x9f\u2028\u2029\ufeff]')
_WIDEST = 110  # columns of a mapping or list on one line; a Chinese character takes two
_WIDEST_COMMENT = 60
_ATTRIBUTES = 4  # keys down from the root, mappings are short ones: the attributes of an indicator


def scalar_text(text: str, *, flow: bool) -> str:
    """A text as a scalar, plain where that is safe; ``flow``: inside brackets, or as a key."""
    if not text or _UNSAFE_START.match(text) or _UNSAFE.search(text) or (flow and _UNSAFE_IN_FLOW.search(text)):
        return double_quoted(text)
    return text


def double_quoted(text: str) -> str:
    """A text as a double-quoted scalar."""
    return '"' + _ESCAPED.sub(lambda found: _ESCAPES.get(found[0], f"\\u{ord(found[0]):04x}"), text) + '"'


def yaml_text(root: Group, comments: Mapping[Path, str]) -> str:
    """The text of a file; ``comments`` are those of nodes, under the empty path that of the file, at its end."""
    writer = _Writer(comments)
    lines: list[str] = []
    for key, node in root.entries.items():
        entry = list(writer.node(f"{scalar_text(key, flow=True)}:", node, (key,), ""))
        lines += ["", *entry] if len(entry) > 1 and lines else entry
    lines += (f"# {line}".rstrip() for line in comments.get((), "").split("\n") if () in comments)
    return "\n".join(lines) + "\n"


class _Writer:
    def __init__(self, comments: Mapping[Path, str]) -> None:
        self._comments = comments

    def entries(self, group: Group, path: Path, indent: str) -> Iterator[str]:
        """The lines of a mapping in block style."""
        for key, node in group.entries.items():
            yield from self.node(f"{scalar_text(key, flow=True)}:", node, (*path, key), indent)

    def node(self, head: str, node: Node, path: Path, indent: str) -> Iterator[str]:
        """The lines of a node behind its key, or behind the dash of an item."""
        comment = self._comments.get(path, "")
        end = ""
        if comment and "\n" not in comment and screen_width(comment) <= _WIDEST_COMMENT:
            end = f"   # {comment}"
        elif comment:
            yield from (f"{indent}# {line}".rstrip() for line in comment.split("\n"))
        flow = self._flow(node, path, screen_width(f"{indent}{head} "))
        if flow is not None:
            yield f"{indent}{head} {flow}".rstrip() + end
        elif isinstance(node, Text):
            yield f"{indent}{head} |{'' if node.value.endswith(chr(10)) else '-'}{end}"
            lines = node.value.removesuffix("\n").split("\n")
            yield from (f"{indent}  {line}" if line else "" for line in lines)
        elif isinstance(node, Group):
            yield f"{indent}{head}{end}"
            yield from self.entries(node, path, f"{indent}  ")
        elif isinstance(node, Listing):
            yield f"{indent}{head}{end}"
            for number, item in enumerate(node.items):
                yield from self.node("-", item, (*path, number), f"{indent}  ")

    def _flow(self, node: Node, path: Path, used: int) -> str | None:
        """A node on the line of its key; None where it takes lines of its own. ``used`` columns are taken."""
        if isinstance(node, Text):
            return None if _fits_literal(node.value) else _value_text(node, flow=False)
        if not isinstance(node, (Group, Listing)):
            return _value_text(node, flow=False)
        children = node.items if isinstance(node, Listing) else list(node.entries.values())
        if not children:
            return "[]" if isinstance(node, Listing) else "{}"
        is_short = isinstance(node, Listing) or len(path) >= _ATTRIBUTES or path[:-1] == (FORMS, EACH) or len(path) == 1
        has_collections = any(isinstance(child, (Group, Listing)) for child in children)
        has_nulls = isinstance(node, Listing) and any(isinstance(child, Null) for child in children)
        if not is_short or has_collections or has_nulls or not without_paths(self._comments, path):
            return None
        if isinstance(node, Listing):
            whole = "[" + ", ".join(_value_text(child, flow=True) for child in children) + "]"
        else:
            pairs = node.entries.items()
            texts = (f"{scalar_text(key, flow=True)}: {_value_text(child, flow=True)}" for key, child in pairs)
            whole = "{" + ", ".join(texts) + "}"
        return whole if used + screen_width(whole) <= _WIDEST else None


def _value_text(node: Node, *, flow: bool) -> str:
    """A node without others below it."""
    if isinstance(node, Text):
        # A # in a plain text is none of a comment, but looks like one that lacks its space.
        return double_quoted(node.value) if "#" in node.value else scalar_text(node.value, flow=flow)
    return f"!文件 {scalar_text(node.path, flow=flow)}" if isinstance(node, FileText) else ""


def _fits_literal(value: str) -> bool:
    """Whether a ``|`` block has exactly this text, of several lines."""
    body = value.removesuffix("\n")
    return (
        "\n" in value
        and body == body.strip()
        and bool(body)
        and not any(line != line.rstrip() or line[:1] in {" ", "\t"} for line in body.split("\n"))
    )
