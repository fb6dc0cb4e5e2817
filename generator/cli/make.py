"""The commands ``build``, ``watch``, ``print`` and ``fonts``.

Heavy modules are imported when a command runs, so that ``jixiao --help`` is instant.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Sequence
from pathlib import Path

import click
from click.exceptions import Exit

from generator.cli.help import ChineseCommand
from generator.cli.messages import DONE, NOTHING, PARTLY, RunReport, ending_on_problems, one_line, to_stderr
from generator.cli.options import (
    PATH,
    allow_option,
    book_option,
    keep_active_option,
    out_option,
    paths_argument,
    refuse,
    templates_option,
    to_option,
)


@click.command(cls=ChineseCommand)
@paths_argument
@out_option
@to_option
@click.option("--only", multiple=True, metavar="名称", help="只生成这个分表（可写多次）")
@book_option
@templates_option
@allow_option
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=lambda: min(_processors(), 64),
    metavar="N",
    help="同时最多用几个进程：1 到 64 的整数，默认电脑有几个处理器用几个",
)
@click.option("--force", is_flag=True, help="没有变化的也重新生成")
@click.option("--prune", is_flag=True, help="删去项目里已没有的分表的文件")
@click.option("--strict", is_flag=True, help="检查出错误的项目不生成")
@keep_active_option
def build(
    *,
    paths: Sequence[Path],
    out: Path,
    to: str,
    only: tuple[str, ...],
    book: bool,
    templates: Path | None,
    jobs: int,
    force: bool,
    prune: bool,
    strict: bool,
    allowed: tuple[Path, ...],
    keep_active: bool,
) -> None:
    """生成表格：<输出文件夹>/<项目文件名>/<分表名>.docx（.xlsx、.pdf）。"""
    from generator.build.folder import Options
    from generator.build.prepare import find_projects
    from generator.cli.run import UnknownFormError, run
    from generator.template.catalogue import catalogue

    started = time.perf_counter()
    formats = _formats(to)
    report = RunReport()
    files, problems = find_projects(paths or [Path("data")])
    report.add(problems)
    with ending_on_problems(report):
        found = catalogue(templates, keeps_active=keep_active)
        options = Options(out, found, formats, only, book, jobs, force, prune, allowed)
    try:
        prepared = run(files, options, report, _wait, strict=strict)
    except UnknownFormError as error:
        refuse(str(error))
    report.finish(len(prepared), out, time.perf_counter() - started)


@click.command(cls=ChineseCommand)
@paths_argument
@click.option("-o", "file", type=PATH, default="打印.pdf", metavar="文件", help="写到哪里，默认 打印.pdf")
@click.option("--only", multiple=True, metavar="名称", help="只要这个分表（可写多次）")
@click.option("--duplex", is_flag=True, help="双面打印：每份表从正面开始")
@click.option("--copies", type=click.IntRange(1, 99), default=1, metavar="N", help="份数，逐份排好，默认 1")
@templates_option
@allow_option
def print_stack(
    *,
    paths: Sequence[Path],
    file: Path,
    only: tuple[str, ...],
    duplex: bool,
    copies: int,
    templates: Path | None,
    allowed: tuple[Path, ...],
) -> None:
    """全部表格排成一个 PDF，打印出来盖章；第一页是清单：名称、页数、盖章的地方。"""
    from generator.build.prepare import find_projects
    from generator.build.stack import Stack
    from generator.cli.run import UnknownFormError, prepare_all
    from generator.office.write import write_atomic
    from generator.problem import JixiaoError
    from generator.template.catalogue import catalogue

    if file.suffix.lower() != ".pdf":
        refuse("-o 后面是 .pdf 文件名")
    report = RunReport()
    files, problems = find_projects(paths or [Path("data")])
    report.add(problems)
    stack = Stack(report.add)
    try:
        prepared = [each for each, _ in prepare_all(files, catalogue(templates), allowed, only, report)]
        made = stack.make(prepared, only, duplex=duplex, copies=copies)
        if made is None:
            raise Exit(NOTHING)
        write_atomic(file, made)
    except UnknownFormError as error:
        refuse(str(error))
    except JixiaoError as error:
        report.add(error.problems)
        raise Exit(NOTHING) from None
    failed = f"，{stack.failed} 份没有" if stack.failed else ""
    failed += f"，{report.unread} 个项目没有" if report.unread else ""
    click.echo(f"已写好 {file}：{stack.printed} 份{failed}")
    raise Exit(PARTLY if stack.failed or report.unread or report.errors else DONE)


@click.command(cls=ChineseCommand)
@templates_option
def fonts(templates: Path | None) -> None:
    """PDF 用哪些字体：模板要的每一种，找到的是哪个文件，没有的用什么代替。"""
    from generator.build.prepare import compiled
    from generator.document.properties import font_names
    from generator.layout.fonts.book import FontBook, font_rows
    from generator.problem import Source
    from generator.template.catalogue import catalogue

    with ending_on_problems(RunReport()):
        found = catalogue(templates)
        every = [compiled(found.find(name, Source(name))) for name in found.names()]
        names = sorted({name for each in every for name in font_names(each.printed.package)})
        for row in font_rows(FontBook.open(), names):
            reason = f"（{row.reason}）" if row.reason else ""
            click.echo(f"{row.asked}\t{row.used}\t{row.file}{reason}")


@click.command(cls=ChineseCommand)
@paths_argument
@out_option
@to_option
@book_option
@templates_option
@allow_option
@keep_active_option
def watch(
    *,
    paths: Sequence[Path],
    out: Path,
    to: str,
    book: bool,
    templates: Path | None,
    allowed: tuple[Path, ...],
    keep_active: bool,
) -> None:
    """一保存就重新生成：项目文件、文本、数据表和模板都算；按 Ctrl+C 结束。"""
    from generator.build.folder import Options
    from generator.cli.watch import Watcher, saves
    from generator.template.catalogue import catalogue

    with ending_on_problems(RunReport()):
        found = catalogue(templates, keeps_active=keep_active)
        options = Options(out, found, _formats(to), book=book, allowed=allowed)
    watcher = Watcher(paths or [Path("data")], options, lambda message: click.echo(one_line(message)))
    watcher.build()
    # Files and folders that do not exist were reported just now; there is nothing to wait for.
    if not watcher.folders:
        raise Exit(NOTHING)
    for saved in saves(watcher.folders, out):
        watcher.build(saved)


def _processors() -> int:
    """How many processors this program may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _wait(folder: Path) -> None:
    to_stderr(f"另一个 jixiao 正在 {folder} 里生成，等它完成")


def _formats(to: str) -> tuple[str, ...]:
    """The formats that ``--to`` asks for, each once, in the order of ``FORMATS``."""
    from generator.build.forms import FORMATS

    asked = [name.strip().lower().removeprefix(".") for name in re.split("[,，、]", to) if name.strip()]
    if others := [name for name in asked if name not in FORMATS]:
        refuse(f"--to 只能是 {'、'.join(FORMATS)}，不能生成 {'、'.join(others)}")
    return tuple(name for name in FORMATS if name in asked) or refuse("--to 后面要写格式，例如 docx,pdf")
