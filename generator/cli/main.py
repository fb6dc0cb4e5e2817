"""The console script ``jixiao``: the names of the commands, and the exit status.

The modules of the commands import what is heavy only when a command runs.

Exit status: 0 done; 1 something could not be made, or the data or a template has errors; 2 wrong usage, or nothing
could be made; 130 interrupted.
"""

from __future__ import annotations

import sys
from typing import NoReturn

import click

from generator import __version__
from generator.cli import check as checking
from generator.cli import convert as converting
from generator.cli import make as making
from generator.cli import returned as returning
from generator.cli import templates
from generator.cli.help import HELP_NAMES, ChineseGroup, MissingCommandError, WrongUsageError
from generator.cli.messages import DONE, INTERRUPTED, NOTHING, PROGRAM, one_line

_TEMPLATE_COMMANDS = ChineseGroup(
    "模板：列出、显示成文字、检查。",
    {
        "list": templates.list_templates,
        "show": templates.show_template,
        "check": templates.check_template,
    },
)


def _print_version(context: click.Context, _: click.Parameter, asked: bool) -> None:  # noqa: FBT001 - click's order
    if asked:
        click.echo(f"{PROGRAM} {__version__}")
        context.exit()


_VERSION = click.Option(
    ["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="显示版本"
)
_COMMANDS = ChineseGroup(
    "绩效目标表、绩效自评表：一个项目文件，生成各市州的 Word、Excel 表格和 PDF。",
    {
        "build": making.build,
        "watch": making.watch,
        "print": making.print_stack,
        "check": checking.check,
        "read": returning.read,
        "diff": returning.diff,
        "new": templates.new,
        "convert": converting.convert,
        "fonts": making.fonts,
        "schema": checking.schema,
        "template": _TEMPLATE_COMMANDS,
    },
    [_VERSION],
)


def main() -> NoReturn:
    """The console script."""
    # A console in another encoding (GBK on Windows) may lack a character of a message: print ``?`` then.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        status = _COMMANDS.main(prog_name=PROGRAM, standalone_mode=False, help_option_names=list(HELP_NAMES))
    except click.Abort:
        status = INTERRUPTED
    except MissingCommandError as error:
        click.echo(error.message, err=True)
        status = NOTHING
    except WrongUsageError as error:
        click.echo(one_line(f"用法错误：{error.message}（{PROGRAM} --help 看用法）"), err=True)
        status = NOTHING
    if status == INTERRUPTED:
        click.echo("已中断", err=True)
    sys.exit(status if isinstance(status, int) else DONE)
