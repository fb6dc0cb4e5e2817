"""Arguments and options that several commands share, and how a command refuses wrong usage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click
from click.exceptions import Exit

from generator.cli.help import Argument
from generator.cli.messages import NOTHING

_Command = TypeVar("_Command", bound=Callable[..., Any])

PATH = click.Path(path_type=Path)

paths_argument = click.argument(
    "paths", cls=Argument, nargs=-1, type=PATH, metavar="[文件或目录]...", about="项目文件或文件夹，默认 data"
)
templates_option = click.option(
    "--templates", type=PATH, metavar="目录", help="自己的模板文件夹，默认先找 ./templates，再找自带的"
)
out_option = click.option("--out", type=PATH, default="output", metavar="目录", help="输出文件夹，默认 output")
allow_option = click.option(
    "--allow", "allowed", type=PATH, multiple=True, metavar="目录", help="项目也可以用这个文件夹里的文件（可写多次）"
)
to_option = click.option(
    "--to", default="docx,xlsx", metavar="格式", help="输出格式：docx、xlsx、pdf，用逗号分开，默认 docx,xlsx"
)
keep_active_option = click.option(
    "--keep-active", is_flag=True, help="模板里的活动内容（宏、嵌入的对象、连着别处的域和链接等）留在成表里"
)
book_option = click.option("--book", is_flag=True, help="另外把全部分表合订成一个文件")


def format_option(formats: Sequence[str], subject: str) -> Callable[[_Command], _Command]:
    """The option ``--format`` with the choices ``formats``, the first by default; ``subject`` is what it writes."""
    others, last = "、".join(formats[:-1]), formats[-1]
    about = (
        f"{subject}的写法：{others} 或 {last}，默认 {formats[0]}"
        if subject
        else f"{others} 或 {last}，默认 {formats[0]}"
    )
    return click.option("--format", "form", type=click.Choice(formats), default=formats[0], metavar="格式", help=about)


def refuse(message: str) -> NoReturn:
    """Print a message about wrong usage and exit with status 2."""
    click.echo(f"用法错误：{message}", err=True)
    raise Exit(NOTHING)
