"""``diff``: forms that were made before, or that came back."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from generator.commands.options import refuse
from generator.telling import DONE, NOTHING, PARTLY, Tally, one_line

_COLORS = {"改": "yellow", "增": "green", "删": "red"}


class DiffFormat(StrEnum):
    """How ``diff`` writes differences."""

    TEXT = "text"
    JSON = "json"


def diff(
    old: Annotated[Path, typer.Argument(metavar="旧", help="原来的文件或输出文件夹")],
    new: Annotated[Path, typer.Argument(metavar="新", help="现在的文件或输出文件夹")],
    form: Annotated[
        DiffFormat, typer.Option("--format", metavar="格式", help="text 或 json，默认 text")
    ] = DiffFormat.TEXT,
    file: Annotated[Path | None, typer.Option("-o", metavar="文件", help="另外写成一张变化清单（.xlsx）")] = None,
) -> None:
    """逐格比较两份表（.docx、.xlsx）或两个输出文件夹。"""
    from generator.diffing import as_json, as_text, as_workbook
    from generator.diffing import diff as compared
    from generator.model import JixiaoError
    from generator.writers.atomic import write_atomic

    if file is not None and file.suffix.lower() != ".xlsx":
        refuse("-o 后面是 .xlsx 文件名")
    tally = Tally()
    try:
        found, problems = compared(old, new)
        if file is not None:
            write_atomic(file, as_workbook(found))
    except JixiaoError as error:
        tally.tell(error.problems)
        raise typer.Exit(NOTHING) from None
    tally.tell(problems)
    if form is DiffFormat.JSON:
        typer.echo(as_json(found))
    else:
        for line in as_text(found):
            typer.secho(one_line(line), fg=_COLORS.get(line.strip()[:1]))
        if not found and not problems:
            typer.echo("没有不同")
    raise typer.Exit((PARTLY if found else NOTHING) if problems else DONE)
