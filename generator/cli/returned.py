"""The commands ``diff`` (two versions of forms) and ``read`` (returned forms)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

import click
from click.exceptions import Exit

from generator.cli.help import Argument, ChineseCommand
from generator.cli.messages import DONE, NOTHING, PARTLY, RunReport, ending_on_problems, one_line
from generator.cli.options import PATH, allow_option, format_option, refuse, templates_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.template.catalogue import Catalogue

_COLORS = {"改": "yellow", "增": "green", "删": "red"}


Format = Literal["text", "json"]
# How to write a change that can be a new value of a variable or an override.
Prefer = Literal["变量", "覆盖"]


@click.command(cls=ChineseCommand)
@click.argument("old", cls=Argument, type=PATH, metavar="旧", about="原来的文件或输出文件夹")
@click.argument("new", cls=Argument, type=PATH, metavar="新", about="现在的文件或输出文件夹")
@format_option(get_args(Format), "")
@click.option("-o", "file", type=PATH, metavar="文件", help="另外写成一张变化清单（.docx、.xlsx）")
def diff(old: Path, new: Path, form: Format, file: Path | None) -> None:
    """逐格比较两份表（.docx、.xlsx）或两个输出文件夹。"""
    from generator.office.write import write_atomic
    from generator.returned.diff import as_document, as_json, as_text
    from generator.returned.diff import diff as compared
    from generator.writers.handouts import HANDOUTS

    if file is not None and file.suffix.lower() not in HANDOUTS:
        refuse("-o 后面是 .docx 或 .xlsx 文件名")
    if file is not None and file.resolve() in {old.resolve(), new.resolve()}:
        refuse("-o 后面的文件就是要比较的表，会盖掉它；请换一个名称")
    report = RunReport()
    with ending_on_problems(report):
        found, problems = compared(old, new)
        if file is not None:
            write_atomic(file, HANDOUTS[file.suffix.lower()](as_document(found)))
    report.add(problems)
    if form == "json":
        click.echo(as_json(found))
    else:
        for line in as_text(found):
            click.secho(one_line(line), fg=_COLORS.get(line.strip()[:1]))
        if not found and not problems:
            click.echo("没有不同")
    raise Exit((PARTLY if found else NOTHING) if problems else DONE)


@click.command(cls=ChineseCommand)
@click.argument(
    "paths",
    cls=Argument,
    nargs=-1,
    required=True,
    type=PATH,
    metavar="表或目录...",
    about="交回来的表（.docx、.xlsx）或文件夹",
)
@click.option("--project", type=PATH, metavar="项目.yaml", help="这些表的项目文件")
@click.option("--only", multiple=True, metavar="名称", help="只读这个分表（可写多次）")
@click.option("--write", is_flag=True, help="把改动写回项目文件，并显示改了什么")
@click.option(
    "--prefer", type=click.Choice(get_args(Prefer)), metavar="变量|覆盖", help="一处改动有两种写法时，用哪一种"
)
@format_option(get_args(Format), "改动")
@click.option("--new", is_flag=True, help="这些表还没有项目文件：读成一个新的")
@click.option("--template", metavar="模板名", help="与 --new 同用：用哪个模板")
@click.option("-o", "file", type=PATH, metavar="项目.yaml", help="与 --new 同用：写成这个文件，默认显示在屏幕上")
@templates_option
@allow_option
def read(
    *,
    paths: Sequence[Path],
    project: Path | None,
    only: Sequence[str],
    write: bool,
    prefer: Prefer | None,
    form: Format,
    new: bool,
    template: str | None,
    file: Path | None,
    templates: Path | None,
    allowed: tuple[Path, ...],
) -> None:
    """读回：交回来的表改了什么，写回项目文件；或把没有项目文件的表读成一个项目文件。"""
    from generator.template.catalogue import catalogue

    if new and (project is not None or write or prefer or only or template is None):
        refuse("--new 要和 --template 同用，不用 --project、--only、--write、--prefer")
    if not new and (project is None or template is not None or file is not None):
        refuse("请用 --project 写明项目文件；还没有项目文件的，用 --new --template 模板名 -o 项目.yaml")
    report = RunReport()
    with ending_on_problems(report):
        found = catalogue(templates)
        if template is not None:
            _read_new(paths, template, found, file, report)
        elif project is not None:
            _read_back(paths, project, found, allowed, only, prefer, form, report, write=write)


def _read_new(paths: Sequence[Path], template: str, found: Catalogue, file: Path | None, report: RunReport) -> None:
    from generator.office.write import write_atomic
    from generator.returned.new.project import new_project

    if file is not None and file.exists():
        refuse(f"{file} 已经有了，请换个文件名")
    made = new_project(paths, template, found)
    report.add(made.problems)
    if not made.text:
        raise Exit(NOTHING)
    if file is None:
        click.echo(made.text, nl=False)
    else:
        write_atomic(file, made.text.encode())
    raise Exit(PARTLY if report.errors else DONE)


def _read_back(
    paths: Sequence[Path],
    project: Path,
    found: Catalogue,
    allowed: Sequence[Path],
    only: Sequence[str],
    prefer: Prefer | None,
    form: Format,
    report: RunReport,
    *,
    write: bool,
) -> None:
    from generator.cli.read_report import all_written, as_json, as_text
    from generator.office.replacements import replace_files
    from generator.returned.read import read_forms

    reading = read_forms(paths, project, found, only, prefer or "", allowed)
    report.add(reading.problems)
    if not reading.forms:
        raise Exit(NOTHING)
    if form == "json":
        click.echo(as_json(reading))
    else:
        for line in as_text(reading):
            click.echo(one_line(line))
    if write:
        replace_files([edit.replacement for edit in reading.edits], project.parent)
        for edit in reading.edits:
            click.echo(edit.diff, nl=False, err=form == "json")
    raise Exit(PARTLY if report.errors or not all_written(reading) else DONE)
