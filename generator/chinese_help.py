"""A command in, its help page in Chinese out; a usage error in, what is wrong in one line of Chinese out.

The command line library's own wording is English and changes with its version, so none of it is shown.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

from generator.text.nearest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_HELP = ("--help", "显示这页帮助")
_NO_COMMAND = re.compile(r"No such command '(.*?)'", re.DOTALL)
_EXTRA = re.compile(r"extra arguments?(?:\(s\))? \((.*)\)", re.DOTALL)


class ChineseCommand(TyperCommand):
    """A command whose help is Chinese."""

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        return _page(ctx)


class ChineseGroup(TyperGroup):
    """A group of commands whose help is Chinese."""

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        return _page(ctx)


def usage_message(error: Exception) -> str | None:
    """A usage error in Chinese; None for any other exception."""
    usage_error = typer.BadParameter.__mro__[1]
    if not isinstance(error, usage_error):
        return None
    context: Any = getattr(error, "ctx", None)
    option, parameter = getattr(error, "option_name", None), getattr(error, "param", None)
    message = str(getattr(error, "message", ""))
    if option is not None and hasattr(error, "possibilities"):
        known = [_HELP[0], *(name for each in _options(context) for name in each.opts)]
        return f"没有选项 {option}{_did_you_mean(str(option), known)}"
    if option is not None:
        return f"选项 {option} 后面{'要写一个值' if 'requires' in message else '不带值'}"
    if parameter is not None:
        name, is_missing = _label(parameter), hasattr(error, "param_type")
        return f"缺少{name}" if is_missing else f"{name} 的值不对，这里要的是：{_help_of(parameter)}"
    if found := _NO_COMMAND.search(message):
        return f"没有命令“{found[1]}”{_did_you_mean(found[1], _command_names(context))}"
    if found := _EXTRA.search(message):
        return f"多了参数 {found[1]}"
    return "命令的写法不对"


def missing_command(error: Exception) -> str | None:
    """The help page of a group that was called without one of its commands; None for any other exception."""
    context: Any = getattr(error, "ctx", None)
    if str(getattr(error, "message", "")).startswith("Missing command") and context is not None:
        return _page(context)
    return None


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    near = nearest(name, known)
    return f"，是不是 {near}？" if near else ""


def _page(context: Any) -> str:
    command = context.command
    options = [(_signature(each), _help_of(each)) for each in _options(context)]
    arguments = [(_signature(each), _help_of(each)) for each in _arguments(context)]
    commands = [(name, _summary(command.get_command(context, name))) for name in _command_names(context)]
    usage = [context.command_path, "[选项]", *(name for name, _ in arguments), *(["命令 …"] if commands else [])]
    sections = [("参数", arguments), ("选项", [*options, _HELP]), ("命令", commands)]
    shown = [f"{title}：\n{_columns(lines)}" for title, lines in sections if lines]
    return "\n\n".join([f"用法：{' '.join(usage)}", f"  {_summary(command)}", *shown])


def _columns(lines: Sequence[tuple[str, str]]) -> str:
    """Two columns; a Chinese character is two wide."""
    widest = max(_width(name) for name, _ in lines)
    return "\n".join(f"  {name}{' ' * (widest - _width(name))}  {text}" for name, text in lines)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _arguments(context: Any) -> list[Any]:
    return [each for each in context.command.params if each.param_type_name == "argument"]


def _options(context: Any) -> list[Any]:
    return [] if context is None else [each for each in context.command.params if each.param_type_name == "option"]


def _command_names(context: Any) -> list[str]:
    command = getattr(context, "command", None)
    return list(command.list_commands(context)) if isinstance(command, TyperGroup) else []


def _signature(parameter: Any) -> str:
    """``--jobs N`` or ``文件``."""
    metavar = parameter.metavar or ""
    names = [] if parameter.param_type_name == "argument" else ["、".join(parameter.opts)]
    return " ".join([*names, *([metavar] if metavar else [])])


def _label(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return f"参数 {parameter.metavar}"
    return f"选项 {parameter.opts[0]}"


def _help_of(parameter: Any) -> str:
    return parameter.help or ""


def _summary(command: Any) -> str:
    return (command.help or "").strip()
