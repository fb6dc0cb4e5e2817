"""The help pages and usage errors of the command line library in, the same in Chinese out."""

from __future__ import annotations

import re
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

_WORDS = (
    ("Usage:", "用法："),
    ("[OPTIONS]", "[选项]"),
    ("COMMAND [ARGS]...", "命令 [参数]..."),
    ("Options:", "选项："),
    ("Arguments:", "参数："),
    ("Commands:", "命令："),
    ("Show this message and exit.", "显示这页帮助"),
    ("[default: ", "[默认："),
    ("[required]", "[必填]"),
)
_USAGE = (
    (r"No such option: (\S+)(?: \(?Did you mean (.+?)\?\)?)?.*", "没有选项 {0}"),
    (r"No such command '(.+?)'.*", "没有命令“{0}”"),
    (r"Missing argument '(.+)'.*", "缺少参数 {0}"),
    (r"Missing option '(.+)'.*", "缺少选项 {0}"),
    (r"Missing command.*", "缺少命令"),
    (r"Option '(.+)' requires an argument.*", "选项 {0} 后面要写一个值"),
    (r"Option '(.+)' does not take a value.*", "选项 {0} 后面不带值"),
    (r"Invalid value for '(.+?)'.*: '?(.+?)'? is not a valid int.*", "{0} 应为整数，不是“{1}”"),
    (r"Invalid value for '(.+?)'.*: (.+?) is not in the range (.+?)\.?", "{0} 应在 {2} 之间，不是 {1}"),
    (r"Got unexpected extra arguments? \((.+)\)", "多了参数 {0}"),
)


class _Chinese:
    def get_help(self, ctx: Any) -> str:
        text: str = super().get_help(ctx)  # type: ignore[misc]
        for english, chinese in _WORDS:
            text = text.replace(english, chinese)
        return text


class ChineseGroup(_Chinese, TyperGroup):
    """A group of commands whose help is Chinese."""


class ChineseCommand(_Chinese, TyperCommand):
    """A command whose help is Chinese."""


def usage_message(error: Exception) -> str | None:
    """A usage error in Chinese; None for any other exception."""
    usage_error = typer.BadParameter.__mro__[1]
    if not isinstance(error, usage_error):
        return None
    message = str(getattr(error, "format_message", lambda: error)())
    for pattern, chinese in _USAGE:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return chinese.format(*(group or "" for group in found.groups()))
    return message
