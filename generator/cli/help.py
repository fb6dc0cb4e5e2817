"""Click commands, groups and arguments with help pages and usage errors in Chinese.

Click's own wording is English and changes with its version, so none of it is shown.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

from generator.chinese.nearest import nearest

HELP_NAMES = ("--help", "-h")
_HELP = ("、".join(HELP_NAMES), "显示这页帮助")


class WrongUsageError(click.UsageError):
    """Raised for a wrong command line; the message is one line of Chinese."""


class MissingCommandError(click.UsageError):
    """Raised for a group without a command; the message is the help page of the group."""


class Argument(click.Argument):
    """An argument with a help text (``about``); before click 8.5 only options have one."""

    def __init__(self, declarations: Sequence[str], *, about: str, **attributes: Any) -> None:
        super().__init__(declarations, **attributes)
        self.about = about


class _InChinese(click.Command):
    """What commands and groups have in common."""

    def get_help(self, ctx: click.Context) -> str:
        """Return the help page in Chinese."""
        return _page(ctx)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse options and arguments; WrongUsageError where they are not as declared."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            raise WrongUsageError(_message(error, ctx), ctx) from error


class ChineseCommand(_InChinese):
    """A command with help in Chinese."""

    allow_extra_args = True  # so that click returns them and parse_args below refuses them in Chinese

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse options and arguments; WrongUsageError for more arguments than declared."""
        extra = super().parse_args(ctx, args)
        if extra:
            raise WrongUsageError(f"多了参数 {' '.join(extra)}", ctx)
        return extra


class ChineseGroup(_InChinese, click.Group):
    """A group of commands with help in Chinese, which lists them in the order given."""

    def __init__(self, about: str, commands: Mapping[str, click.Command], options: Sequence[click.Option] = ()) -> None:
        # click's own answer to a missing command is English, so the group runs without one and asks for it.
        super().__init__(
            help=about,
            commands=dict(commands),
            params=list(options),
            invoke_without_command=True,
            callback=_needs_command,
        )

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of the commands in the order given; click would sort them."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the first argument names; WrongUsageError where there is none."""
        if self.get_command(ctx, args[0]) is None:
            raise WrongUsageError(f"没有命令“{args[0]}”{_did_you_mean(args[0], self.commands)}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; Abort when it is interrupted, without the empty line that click would print."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise click.Abort from None


@click.pass_context
def _needs_command(context: click.Context) -> None:
    if context.invoked_subcommand is None:
        raise MissingCommandError(_page(context), context)


def _message(error: click.UsageError, context: click.Context) -> str:
    """The message for a usage error, in Chinese."""
    options = _options(context)
    if isinstance(error, click.NoSuchOption):
        known = [HELP_NAMES[0], *(name for each in options for name in each.opts)]
        return f"没有选项 {error.option_name}{_did_you_mean(error.option_name, known)}"
    if isinstance(error, click.BadOptionUsage):
        takes_value = any(error.option_name in each.opts and not each.is_flag for each in options)
        return f"选项 {error.option_name} 后面{'要写一个值' if takes_value else '不带值'}"
    if isinstance(error, click.MissingParameter) and error.param is not None:
        return f"缺少{_label(error.param)}"
    if isinstance(error, click.BadParameter) and error.param is not None:
        return f"{_label(error.param)} 的值不对，这里要的是：{_about(error.param)}"
    return "命令的写法不对"


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    near = nearest(name, known)
    return f"，是不是 {near}？" if near else ""


def _page(context: click.Context) -> str:
    """The help page: usage, summary, then arguments, options and commands in two columns each."""
    command = context.command
    subcommands = command.commands if isinstance(command, click.Group) else {}
    arguments = [(_signature(each), _about(each)) for each in command.params if isinstance(each, click.Argument)]
    options = [(_signature(each), _about(each)) for each in _options(context)]
    commands = [(name, _summary(each)) for name, each in subcommands.items()]
    usage = [context.command_path, "[选项]", *(name for name, _ in arguments), *(["命令 …"] if commands else [])]
    sections = [("参数", arguments), ("选项", [*options, _HELP]), ("命令", commands)]
    shown = [f"{title}：\n{_columns(lines)}" for title, lines in sections if lines]
    return "\n\n".join([f"用法：{' '.join(usage)}", f"  {_summary(command)}", *shown])


def _columns(lines: Sequence[tuple[str, str]]) -> str:
    """Lines of two aligned columns; a Chinese character is two columns wide on screen."""
    widest = max(_width(name) for name, _ in lines)
    return "\n".join(f"  {name}{' ' * (widest - _width(name))}  {text}" for name, text in lines)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _options(context: click.Context) -> list[click.Option]:
    return [each for each in context.command.params if isinstance(each, click.Option)]


def _signature(parameter: click.Parameter) -> str:
    """How a parameter is written: ``--jobs N`` or ``文件``."""
    names = ["、".join(parameter.opts)] if isinstance(parameter, click.Option) else []
    return " ".join([*names, *([parameter.metavar] if parameter.metavar else [])])


def _label(parameter: click.Parameter) -> str:
    return f"选项 {parameter.opts[0]}" if isinstance(parameter, click.Option) else f"参数 {parameter.metavar}"


def _about(parameter: click.Parameter) -> str:
    if isinstance(parameter, Argument):
        return parameter.about
    return (parameter.help or "") if isinstance(parameter, click.Option) else ""


def _summary(command: click.Command) -> str:
    return (command.help or "").strip()
