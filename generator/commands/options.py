"""What several commands take and say: options they share, and how wrong usage ends."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from generator.telling import NOTHING

PathsArgument = Annotated[
    list[Path] | None, typer.Argument(metavar="[文件或目录]...", help="项目文件或文件夹，默认 data")
]
TemplatesOption = Annotated[
    Path | None, typer.Option("--templates", metavar="目录", help="自己的模板文件夹，默认先找 ./templates，再找自带的")
]
OutOption = Annotated[Path, typer.Option("--out", metavar="目录", help="输出文件夹，默认 output")]
ToOption = Annotated[
    str, typer.Option("--to", metavar="格式", help="输出格式：docx、xlsx、pdf，用逗号分开，默认 docx,xlsx")
]
BookOption = Annotated[bool, typer.Option("--book", help="另外把全部分表合订成一个文件")]


def refuse(message: str) -> NoReturn:
    """Wrong usage: say so and leave."""
    typer.echo(f"用法错误：{message}", err=True)
    raise typer.Exit(NOTHING)
