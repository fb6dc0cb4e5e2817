"""Commands, groups and arguments whose help pages are Chinese, and whose usage errors are one line of Chinese.

The command line library's own wording is English and changes with its version, so none of it is shown.
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
    """A command that was written wrong; the message is one line of Chinese."""


class MissingCommandError(click.UsageError):
    """A group without one of its commands; the message is the help page of the group."""


class Argument(click.Argument):
    """An argument that says what it is; before click 8.5 only options have a help text."""

    def __init__(self, declarations: Sequence[str], *, about: str, **attributes: Any) -> None:
        super().__init__(declarations, **attributes)
        self.about = about


class _InChinese(click.Command):
    def get_help(self, ctx: click.Context) -> str:
        """The help page."""
        return _page(ctx)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take options and arguments; WrongUsageError where they are not as declared."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            raise WrongUsageError(_message(error, ctx), ctx) from error


class ChineseCommand(_InChinese):
    """A command whose help is Chinese."""

    allow_extra_args = True  # refused below, where they are still apart from the library's sentence

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take options and arguments, and no more than those declared."""
        extra = super().parse_args(ctx, args)
        if extra:
            raise WrongUsageError(f"多了参数 {' '.join(extra)}", ctx)
        return extra


class ChineseGroup(_InChinese, click.Group):
    """A group of commands, in the order given, whose help is Chinese."""

    def __init__(self, about: str, commands: Mapping[str, click.Command], options: Sequence[click.Option] = ()) -> None:
        super().__init__(
            help=about,
            commands=dict(commands),
            params=list(options),
            invoke_without_command=True,
            callback=_needs_command,
        )

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names of the commands as declared, not sorted."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first argument names; WrongUsageError where none has that name."""
        if self.get_command(ctx, args[0]) is None:
            raise WrongUsageError(f"没有命令“{args[0]}”{_did_you_mean(args[0], self.commands)}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; Abort when it is interrupted, without the library's empty line on the terminal."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise click.Abort from None


@click.pass_context
def _needs_command(context: click.Context) -> None:
    if context.invoked_subcommand is None:
        raise MissingCommandError(_page(context), context)


def _message(error: click.UsageError, context: click.Context) -> str:
    """What is wrong, in Chinese."""
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
    """Two columns; a Chinese character is two wide."""
    widest = max(_width(name) for name, _ in lines)
    return "\n".join(f"  {name}{' ' * (widest - _width(name))}  {text}" for name, text in lines)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _options(context: click.Context) -> list[click.Option]:
    return [each for each in context.command.params if isinstance(each, click.Option)]


def _signature(parameter: click.Parameter) -> str:
    """``--jobs N`` or ``文件``."""
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
