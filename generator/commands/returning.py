"""``diff`` and ``read``: forms that were made before, or that came back."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generator.commands.options import TemplatesOption, refuse
from generator.telling import DONE, NOTHING, PARTLY, Tally, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.templating.catalogue import Catalogue

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


class Prefer(StrEnum):
    """What an edit means that a variable or an override explains."""

    VARIABLE = "变量"
    OVERRIDE = "覆盖"


class ReadFormat(StrEnum):
    """How ``read`` writes changes."""

    TEXT = "text"
    JSON = "json"


def read(
    paths: Annotated[list[Path], typer.Argument(metavar="表或目录...", help="交回来的表（.docx、.xlsx）或文件夹")],
    project: Annotated[Path | None, typer.Option("--project", metavar="项目.yaml", help="这些表的项目文件")] = None,
    only: Annotated[list[str] | None, typer.Option("--only", metavar="名称", help="只读这个分表（可写多次）")] = None,
    write: Annotated[bool, typer.Option("--write", help="把改动写回项目文件，并显示改了什么")] = False,  # noqa: FBT002
    prefer: Annotated[
        Prefer | None, typer.Option("--prefer", metavar="变量|覆盖", help="一处改动有两种写法时，用哪一种")
    ] = None,
    form: Annotated[
        ReadFormat, typer.Option("--format", metavar="格式", help="改动的写法：text 或 json，默认 text")
    ] = ReadFormat.TEXT,
    new: Annotated[bool, typer.Option("--new", help="这些表还没有项目文件：读成一个新的")] = False,  # noqa: FBT002
    template: Annotated[
        str | None, typer.Option("--template", metavar="模板名", help="与 --new 同用：用哪个模板")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("-o", metavar="项目.yaml", help="与 --new 同用：写成这个文件，默认显示在屏幕上")
    ] = None,
    templates: TemplatesOption = None,
) -> None:
    """读回：交回来的表改了什么，写回项目文件；或把没有项目文件的表读成一个项目文件。"""
    from generator.model import JixiaoError
    from generator.templating.catalogue import catalogue

    if new and (project is not None or write or prefer or only or template is None):
        refuse("--new 要和 --template 同用，不用 --project、--only、--write、--prefer")
    if not new and (project is None or template is not None or file is not None):
        refuse("请用 --project 写明项目文件；还没有项目文件的，用 --new --template 模板名 -o 项目.yaml")
    tally = Tally()
    try:
        found = catalogue(templates)
        if template is not None:
            _read_new(paths, template, found, file, tally)
        elif project is not None:
            _read_back(paths, project, found, only or (), prefer, form, tally, write=write)
    except JixiaoError as error:
        tally.tell(error.problems)
        raise typer.Exit(NOTHING) from None


def _read_new(paths: Sequence[Path], template: str, found: Catalogue, file: Path | None, tally: Tally) -> None:
    from generator.reading_new import new_project
    from generator.writers.atomic import write_atomic

    if file is not None and file.exists():
        refuse(f"{file} 已经有了，请换个文件名")
    made = new_project(paths, template, found)
    tally.tell(made.problems)
    if not made.text:
        raise typer.Exit(NOTHING)
    if file is None:
        typer.echo(made.text, nl=False)
    else:
        write_atomic(file, made.text.encode())
    raise typer.Exit(PARTLY if tally.errors else DONE)


def _read_back(
    paths: Sequence[Path],
    project: Path,
    found: Catalogue,
    only: Sequence[str],
    prefer: Prefer | None,
    form: ReadFormat,
    tally: Tally,
    *,
    write: bool,
) -> None:
    from generator.reading import read_forms
    from generator.reading_report import all_written, as_json, as_text
    from generator.writers.atomic import write_atomic

    reading = read_forms(paths, project, found, only, prefer.value if prefer is not None else "")
    tally.tell(reading.problems)
    if not reading.forms:
        raise typer.Exit(NOTHING)
    if form is ReadFormat.JSON:
        typer.echo(as_json(reading))
    else:
        for line in as_text(reading):
            typer.echo(one_line(line))
    for edit in reading.edits if write else ():
        write_atomic(edit.path, edit.data)
        typer.echo(edit.diff, nl=False, err=form is ReadFormat.JSON)
    raise typer.Exit(PARTLY if tally.errors or not all_written(reading) else DONE)
