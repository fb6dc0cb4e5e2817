"""The command line: the names of the commands, and how a run ends. Commands import what is heavy when they run.

Exit status: 0 done; 1 something could not be made, or the data or a template has errors; 2 wrong usage, or nothing
could be made; 130 interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import NoReturn

import typer

from generator.chinese_help import ChineseCommand, ChineseGroup, missing_command, usage_message
from generator.commands import checking, making, returning, templates
from generator.telling import DONE, INTERRUPTED, NOTHING, PROGRAM, one_line

app = typer.Typer(
    cls=ChineseGroup,
    add_completion=False,
    rich_markup_mode=None,
    help="绩效目标表、绩效自评表：一个项目文件，生成各市州的 Word、Excel 表格和 PDF。",
)
templates_app = typer.Typer(cls=ChineseGroup, rich_markup_mode=None, help="模板：列出、显示成文字、检查。")
_COMMANDS: dict[str, Callable[..., None]] = {
    "build": making.build,
    "watch": making.watch,
    "print": making.print_stack,
    "check": checking.check,
    "read": returning.read,
    "diff": returning.diff,
    "new": templates.new,
    "fonts": making.fonts,
    "schema": checking.schema,
}
_TEMPLATE_COMMANDS: dict[str, Callable[..., None]] = {
    "list": templates.list_templates,
    "show": templates.show_template,
    "check": templates.check_template,
}
for name, command in _COMMANDS.items():
    app.command(name, cls=ChineseCommand)(command)
app.add_typer(templates_app, name="template")
for name, command in _TEMPLATE_COMMANDS.items():
    templates_app.command(name, cls=ChineseCommand)(command)


def main() -> NoReturn:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        status = app(prog_name=PROGRAM, standalone_mode=False)
    except typer.Exit as done:
        status = done.exit_code
    except (typer.Abort, KeyboardInterrupt):
        status = INTERRUPTED
    except Exception as error:
        page, message = missing_command(error), usage_message(error)
        if message is None:
            raise
        line = one_line(f"用法错误：{message}（{PROGRAM} --help 看用法）")
        typer.echo(page or line, err=True)
        status = NOTHING
    if status == INTERRUPTED:
        typer.echo("已中断", err=True)
    sys.exit(status if isinstance(status, int) else DONE)
