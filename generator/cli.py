"""The command line: options, messages, exit statuses. Everything heavy is imported when a command runs.

Exit status: 0 done; 1 something could not be made, or the data or a template has errors; 2 wrong usage, or nothing
could be made; 130 interrupted.
"""

from __future__ import annotations

import re
import sys
import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from generator.chinese_help import ChineseCommand, ChineseGroup, missing_command, usage_message
from generator.telling import DONE, INTERRUPTED, NOTHING, PARTLY, PROGRAM, Tally, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from generator.checks.subject import Subject
    from generator.model import Problem
    from generator.templating.catalogue import Files

app = typer.Typer(
    cls=ChineseGroup,
    add_completion=False,
    rich_markup_mode=None,
    help="绩效目标表、绩效自评表：一个项目文件，生成各市州的 Word 表格。",
)
templates_app = typer.Typer(cls=ChineseGroup, rich_markup_mode=None, help="模板：列出、显示成文字、检查。")
app.add_typer(templates_app, name="template")

_COLORS = {"改": "yellow", "增": "green", "删": "red"}
TemplatesOption = Annotated[
    Path | None, typer.Option("--templates", metavar="目录", help="自己的模板文件夹，默认先找 ./templates，再找自带的")
]
ToOption = Annotated[
    str, typer.Option("--to", metavar="格式", help="输出格式：docx、xlsx、pdf，用逗号分开，默认 docx,xlsx")
]


@app.command(cls=ChineseCommand)
def build(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[文件或目录]...", help="项目文件或文件夹，默认 data")
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="目录", help="输出文件夹，默认 output")] = Path("output"),
    to: ToOption = "docx,xlsx",
    only: Annotated[list[str] | None, typer.Option("--only", metavar="名称", help="只生成这个分表（可写多次）")] = None,
    book: Annotated[bool, typer.Option("--book", help="另外把全部分表合订成一个文件")] = False,  # noqa: FBT002
    templates: TemplatesOption = None,
    jobs: Annotated[
        int, typer.Option("--jobs", metavar="N", min=1, max=64, help="同时用几个进程：1 到 64 的整数，默认 1")
    ] = 1,
    force: Annotated[bool, typer.Option("--force", help="没有变化的也重新生成")] = False,  # noqa: FBT002
    prune: Annotated[bool, typer.Option("--prune", help="删去项目里已没有的分表的文件")] = False,  # noqa: FBT002
    strict: Annotated[bool, typer.Option("--strict", help="检查出错误的项目不生成")] = False,  # noqa: FBT002
) -> None:
    """生成表格：<输出文件夹>/<项目文件名>/<分表名>.docx（.xlsx、.pdf）。"""
    from generator.build import Options
    from generator.model import JixiaoError
    from generator.projects import find_projects
    from generator.running import UnknownFormError, run
    from generator.templating.catalogue import catalogue

    started = time.perf_counter()
    formats = _formats(to)
    tally = Tally()
    files, problems = find_projects(paths or [Path("data")])
    tally.tell(problems)
    try:
        options = Options(out, catalogue(templates), formats, tuple(only or ()), book, jobs, force, prune)
    except JixiaoError as error:
        tally.tell(error.problems)
        raise typer.Exit(NOTHING) from None
    try:
        prepared = run(files, options, tally, _wait, strict=strict)
    except UnknownFormError as error:
        _refuse(str(error))
    tally.finish(len(prepared), out, time.perf_counter() - started)


@app.command("print", cls=ChineseCommand)
def print_(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[文件或目录]...", help="项目文件或文件夹，默认 data")
    ] = None,
    file: Annotated[Path, typer.Option("-o", metavar="文件", help="写到哪里，默认 打印.pdf")] = Path("打印.pdf"),
    only: Annotated[list[str] | None, typer.Option("--only", metavar="名称", help="只要这个分表（可写多次）")] = None,
    duplex: Annotated[bool, typer.Option("--duplex", help="双面打印：每份表从正面开始")] = False,  # noqa: FBT002
    copies: Annotated[int, typer.Option("--copies", metavar="N", min=1, max=99, help="份数，逐份排好，默认 1")] = 1,
    templates: TemplatesOption = None,
) -> None:
    """全部表格排成一个 PDF，打印出来盖章；第一页是清单：名称、页数、盖章的地方。"""
    from generator.model import JixiaoError
    from generator.printing import Stack
    from generator.projects import find_projects
    from generator.running import UnknownFormError, prepare_all
    from generator.templating.catalogue import catalogue
    from generator.writers.atomic import write_atomic

    tally = Tally()
    files, problems = find_projects(paths or [Path("data")])
    tally.tell(problems)
    stack = Stack(tally.tell)
    try:
        prepared = [each for each, _ in prepare_all(files, catalogue(templates), only or (), tally)]
        made = stack.make(prepared, tuple(only or ()), duplex=duplex, copies=copies)
        if made is None:
            raise typer.Exit(NOTHING)
        write_atomic(file, made)
    except UnknownFormError as error:
        _refuse(str(error))
    except JixiaoError as error:
        tally.tell(error.problems)
        raise typer.Exit(NOTHING) from None
    failed = f"，{stack.failed} 份没有" if stack.failed else ""
    failed += f"，{tally.unread} 个项目没有" if tally.unread else ""
    typer.echo(f"已写好 {file}：{stack.printed} 份{failed}")
    raise typer.Exit(PARTLY if stack.failed or tally.unread or tally.errors else DONE)


@app.command(cls=ChineseCommand)
def fonts(templates: TemplatesOption = None) -> None:
    """PDF 用哪些字体：模板要的每一种，找到的是哪个文件，没有的用什么代替。"""
    from generator.fonts.book import FontBook
    from generator.fonts.report import table
    from generator.model import JixiaoError, Source
    from generator.pages.font_names import font_names
    from generator.projects import compiled
    from generator.templating.catalogue import catalogue

    try:
        found = catalogue(templates)
        every = [compiled(found.find(name, Source(name))) for name in found.names()]
        printed = [each.docx or each.xlsx for each in every]
        names = sorted({name for each in printed if each is not None for name in font_names(each.package)})
        for row in table(FontBook.open(), names):
            reason = f"（{row.reason}）" if row.reason else ""
            typer.echo(f"{row.asked}\t{row.used}\t{row.file}{reason}")
    except JixiaoError as error:
        Tally().tell(error.problems)
        raise typer.Exit(NOTHING) from None


@app.command(cls=ChineseCommand)
def watch(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[文件或目录]...", help="项目文件或文件夹，默认 data")
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="目录", help="输出文件夹，默认 output")] = Path("output"),
    to: ToOption = "docx,xlsx",
    book: Annotated[bool, typer.Option("--book", help="另外把全部分表合订成一个文件")] = False,  # noqa: FBT002
    templates: TemplatesOption = None,
) -> None:
    """一保存就重新生成：项目文件、文本、数据表和模板都算；按 Ctrl+C 结束。"""
    from generator.build import Options
    from generator.model import JixiaoError
    from generator.templating.catalogue import catalogue
    from generator.watching import Watcher, saves

    try:
        options = Options(out, catalogue(templates), _formats(to), book=book)
    except JixiaoError as error:
        Tally().tell(error.problems)
        raise typer.Exit(NOTHING) from None
    watcher = Watcher(paths or [Path("data")], options, lambda message: typer.echo(one_line(message)))
    watcher.build()
    if not watcher.folders:
        raise typer.Exit(NOTHING)
    for saved in saves(watcher.folders, out):
        watcher.build(saved)


def _wait(folder: Path) -> None:
    typer.echo(f"另一个 jixiao 正在 {folder} 里生成，等它完成", err=True)


def _formats(to: str) -> tuple[str, ...]:
    """The formats asked for, each once, in our order."""
    from generator.formats import FORMATS

    asked = [name.strip().lower().removeprefix(".") for name in re.split("[,，、]", to) if name.strip()]
    if others := [name for name in asked if name not in FORMATS]:
        _refuse(f"--to 只能是 {'、'.join(FORMATS)}，不能生成 {'、'.join(others)}")
    return tuple(name for name in FORMATS if name in asked) or _refuse("--to 后面要写格式，例如 docx,pdf")


class Format(StrEnum):
    """How ``check`` writes problems."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


@app.command(cls=ChineseCommand)
def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[文件或目录]...", help="项目文件或文件夹，默认 data")
    ] = None,
    form: Annotated[
        Format, typer.Option("--format", metavar="格式", help="问题的写法：text、json 或 github，默认 text")
    ] = Format.TEXT,
    strict: Annotated[bool, typer.Option("--strict", help="有警告也算不通过")] = False,  # noqa: FBT002
    fix: Annotated[bool, typer.Option("--fix", help="改正不会错的地方（不动任何数），并显示改了什么")] = False,  # noqa: FBT002
    matrix: Annotated[bool, typer.Option("--matrix", help="各分表的指标并排列出，不列问题")] = False,  # noqa: FBT002
    file: Annotated[Path | None, typer.Option("-o", metavar="文件", help="与 --matrix 同用：写成 .xlsx")] = None,
    templates: TemplatesOption = None,
) -> None:
    """检查数据：算得对不对，前后是否一致，有没有漏填写错；不生成表格。"""
    from generator.inspection import counted, folded
    from generator.model import JixiaoError
    from generator.projects import check as inspected
    from generator.projects import find_projects
    from generator.templating.catalogue import catalogue

    if form is not Format.TEXT and (fix or matrix):
        _refuse(f"--format {form} 不能和 --fix、--matrix 同用")
    if file is not None and (not matrix or file.suffix.lower() != ".xlsx"):
        _refuse("-o 要和 --matrix 同用，后面是 .xlsx 文件名")
    files, problems = find_projects(paths or [Path("data")])
    try:
        found = catalogue(templates)
        for path in files if fix else ():
            _fix(path)
    except JixiaoError as error:
        Tally().tell(error.problems)
        raise typer.Exit(NOTHING) from None
    if not any(path.is_file() for path in files):
        Tally().tell([*problems, *(problem for path in files for problem in inspected(path, found)[1])])
        raise typer.Exit(NOTHING)
    subjects = []
    for path in files:
        inspection, more = inspected(path, found)
        problems += more
        if inspection is not None:
            subjects.append(inspection.subject)
    if matrix:
        _show_matrix(subjects, file)
    else:
        _show_problems(problems, form)
    errors, warnings, remarks = counted(folded(problems))
    counts = f"错误 {errors}，警告 {warnings}，提示 {remarks}" if problems else "没有发现问题"
    typer.echo(f"检查了 {len(files)} 个项目：{counts}", err=True)
    raise typer.Exit(PARTLY if errors or (strict and warnings) else DONE)


def _show_problems(problems: Sequence[Problem], form: Format) -> None:
    """The result of a check: on stdout in each format."""
    from generator.inspection import folded
    from generator.problem_formats import as_github, as_json

    if form is Format.JSON:
        typer.echo(as_json(problems))
        return
    for problem in folded(problems):
        typer.echo(one_line(str(problem)) if form is Format.TEXT else as_github(problem))


def _show_matrix(subjects: Sequence[Subject], file: Path | None) -> None:
    from generator.checks.matrix import matrix, print_matrix, workbook
    from generator.model import JixiaoError
    from generator.writers.atomic import write_atomic

    found = [matrix(subject) for subject in subjects]
    if file is None:
        for each in found:
            print_matrix(each, sys.stdout)
        return
    try:
        write_atomic(file, workbook(found))
    except JixiaoError as error:
        Tally().tell(error.problems)
        raise typer.Exit(NOTHING) from None
    typer.echo(f"已写好 {file}")


def _fix(path: Path) -> None:
    from generator.fixing import fix
    from generator.writers.atomic import write_atomic

    for fixed in fix(path):
        typer.echo(fixed.diff, nl=False)
        write_atomic(fixed.path, fixed.data)


class DiffFormat(StrEnum):
    """How ``diff`` writes differences."""

    TEXT = "text"
    JSON = "json"


@app.command(cls=ChineseCommand)
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
        _refuse("-o 后面是 .xlsx 文件名")
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


@app.command(cls=ChineseCommand)
def schema(
    file: Annotated[Path | None, typer.Option("-o", metavar="文件", help="写到哪里，默认显示出来")] = None,
) -> None:
    """项目文件的写法说明，给编辑器用：边写边提示，写错就标出。"""
    from generator.model import JixiaoError
    from generator.spec.schema import schema_text
    from generator.writers.atomic import write_atomic

    if file is None:
        typer.echo(schema_text(), nl=False)
        return
    try:
        write_atomic(file, schema_text().encode())
    except JixiaoError as error:
        Tally().tell(error.problems)
        raise typer.Exit(NOTHING) from None
    typer.echo(f"已写好 {file}")


@app.command(cls=ChineseCommand)
def new(
    name: Annotated[str, typer.Argument(metavar="模板名", help="用哪个模板（jixiao template list 列出）")],
    file: Annotated[Path | None, typer.Option("-o", metavar="文件", help="写到哪里，默认 <模板名>.yaml")] = None,
    templates: TemplatesOption = None,
) -> None:
    """新建项目文件：模板里的每一项都列好，填上就能生成。"""
    from generator.draft import draft
    from generator.projects import compiled
    from generator.spec.schema import MODELINE, SCHEMA_FILE, schema_text
    from generator.writers.atomic import write_atomic

    def write(files: Files) -> None:
        stem = next(iter(files)).stem
        target = file or Path(f"{stem}.yaml")
        if target.exists():
            _refuse(f"已有 {target}，不会覆盖；请用 -o 另写一个文件名")
        templates = compiled(files)
        beside = target.parent / SCHEMA_FILE
        if not beside.exists():
            write_atomic(beside, schema_text().encode())
        write_atomic(target, (MODELINE + draft(stem, templates.shapes, templates.labels)).encode())
        typer.echo(f"已写好 {target}；填好后运行 jixiao build {target}")

    _with_template(name, templates, write)


@templates_app.command("list", cls=ChineseCommand)
def list_templates(templates: TemplatesOption = None) -> None:
    """列出能用的模板和它们的文件。"""
    from generator.model import JixiaoError, Source
    from generator.templating.catalogue import catalogue

    try:
        found = catalogue(templates)
    except JixiaoError as error:
        Tally().tell(error.problems)
        raise typer.Exit(NOTHING) from None
    for name in found.names():
        for path in found.find(name, Source(name)):
            typer.echo(f"{name}\t{path}")


@templates_app.command("show", cls=ChineseCommand)
def show_template(
    name: Annotated[str, typer.Argument(metavar="名称", help="模板名")], templates: TemplatesOption = None
) -> None:
    """把模板显示成文字：段落、表格、占位符和合并。"""
    from generator.templating import sml_show, wml_show

    def show(files: Files) -> None:
        if files.docx is not None:
            typer.echo(wml_show.show(files.docx))
        if files.xlsx is not None:
            typer.echo(sml_show.show(files.xlsx))

    _with_template(name, templates, show)


@templates_app.command("check", cls=ChineseCommand)
def check_template(
    names: Annotated[list[str] | None, typer.Argument(metavar="[名称]...", help="模板名，默认全部")] = None,
    templates: TemplatesOption = None,
) -> None:
    """检查模板：标签、循环、合并写得对不对。"""
    from generator.model import JixiaoError, Source
    from generator.projects import compiled
    from generator.templating.catalogue import catalogue

    tally, checked = Tally(), 0
    try:
        found = catalogue(templates)
    except JixiaoError as error:
        tally.tell(error.problems)
        raise typer.Exit(NOTHING) from None
    for name in names or found.names():
        try:
            files = found.find(name, Source(name))
        except JixiaoError as error:
            tally.tell(error.problems)
            continue
        checked += 1
        try:
            templates_of_name = compiled(files)
        except JixiaoError as error:
            tally.tell(error.problems)
        else:
            tally.tell(templates_of_name.problems)
            typer.echo(f"{name}：没有发现问题；变量：{'、'.join(sorted(templates_of_name.names))}")
    if tally.errors:
        raise typer.Exit(PARTLY if checked else NOTHING)


def _with_template(name: str, templates: Path | None, use: Callable[[Files], None]) -> None:
    from generator.model import JixiaoError, Source
    from generator.templating.catalogue import catalogue

    try:
        use(catalogue(templates).find(name, Source(name)))
    except JixiaoError as error:
        Tally().tell(error.problems)
        raise typer.Exit(NOTHING) from None


def _refuse(message: str) -> NoReturn:
    typer.echo(f"用法错误：{message}", err=True)
    raise typer.Exit(NOTHING)


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
