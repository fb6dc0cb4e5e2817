"""The commands ``new`` and ``template list``, ``show`` and ``check``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.exceptions import Exit

from generator.cli.help import Argument, ChineseCommand
from generator.cli.messages import NOTHING, PARTLY, RunReport, ending_on_problems
from generator.cli.options import PATH, refuse, templates_option

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from generator.problem import Problem
    from generator.template.catalogue import TemplateFiles


@click.command(cls=ChineseCommand)
@click.argument("name", cls=Argument, metavar="模板名", about="用哪个模板（jixiao template list 列出）")
@click.option("-o", "file", type=PATH, metavar="文件", help="写到哪里，默认 <模板名>.yaml")
@templates_option
def new(name: str, file: Path | None, templates: Path | None) -> None:
    """新建项目文件：模板里的每一项都列好，填上就能生成。"""
    from generator.build.new import draft
    from generator.build.prepare import compiled
    from generator.office.write import write_atomic
    from generator.project.schema import MODELINE, SCHEMA_FILE, schema_text

    def write(files: TemplateFiles) -> None:
        stem = next(iter(files)).stem
        target = file or Path(f"{stem}.yaml")
        if target.exists():
            refuse(f"已有 {target}，不会覆盖；请用 -o 另写一个文件名")
        templates = compiled(files)
        # The first line of the project file names the schema for editors; it must stand beside it.
        beside = target.parent / SCHEMA_FILE
        if not beside.exists():
            write_atomic(beside, schema_text().encode())
        write_atomic(target, (MODELINE + draft(stem, templates.shapes, templates.labels)).encode())
        click.echo(f"已写好 {target}；填好后运行 jixiao build {target}")

    _with_template(name, templates, write)


@click.command(cls=ChineseCommand)
@templates_option
def list_templates(templates: Path | None) -> None:
    """列出能用的模板和它们的文件。"""
    from generator.problem import Source
    from generator.template.catalogue import catalogue

    with ending_on_problems(RunReport()):
        found = catalogue(templates)
    for name in found.names():
        for path in found.find(name, Source(name)):
            click.echo(f"{name}\t{path}")


@click.command(cls=ChineseCommand)
@click.argument("name", cls=Argument, metavar="名称", about="模板名")
@templates_option
def show_template(name: str, templates: Path | None) -> None:
    """把模板显示成文字：段落、表格、占位符和合并。"""
    from generator.template.describe import describe_excel, describe_word

    def show(files: TemplateFiles) -> None:
        if files.docx is not None:
            click.echo(describe_word(files.docx))
        if files.xlsx is not None:
            click.echo(describe_excel(files.xlsx))

    _with_template(name, templates, show)


@click.command(cls=ChineseCommand)
@click.argument("names", cls=Argument, nargs=-1, metavar="[名称]...", about="模板名，默认全部")
@templates_option
def check_template(names: Sequence[str], templates: Path | None) -> None:
    """检查模板：标签、循环、合并写得对不对，PDF 里哪些印不出来。"""
    from generator.build.prepare import compiled
    from generator.problem import JixiaoError, Source
    from generator.template.catalogue import catalogue

    # What only a PDF lacks is no error of the template: most offices issue Word and Excel.
    report, printing, checked = RunReport(), RunReport(), 0
    with ending_on_problems(report):
        found = catalogue(templates)
    for name in names or found.names():
        try:
            files = found.find(name, Source(name))
        except JixiaoError as error:
            report.add(error.problems)
            continue
        checked += 1
        try:
            templates_of_name = compiled(files)
        except JixiaoError as error:
            report.add(error.problems)
        else:
            report.add(templates_of_name.problems)
            losses = templates_of_name.losses
            printing.add(losses)
            verdict = _verdict((*templates_of_name.problems, *losses))
            click.echo(f"{name}：{verdict}；变量：{'、'.join(sorted(templates_of_name.names))}")
    if report.errors:
        raise Exit(PARTLY if checked else NOTHING)


def _verdict(problems: Sequence[Problem]) -> str:
    """What a template that can be filled has come to; its only errors are those of a PDF."""
    errors = sum(problem.severity == "error" for problem in problems)
    warned = f"，有 {len(problems) - errors} 处警告" if len(problems) > errors else ""
    if errors:
        return f"能填，但出不了 PDF（{errors} 处错误；只出 Word、Excel 的不受影响）{warned}"
    return f"没有错误{warned}" if warned else "没有发现问题"


def _with_template(name: str, templates: Path | None, use: Callable[[TemplateFiles], None]) -> None:
    from generator.problem import Source
    from generator.template.catalogue import catalogue

    with ending_on_problems(RunReport()):
        use(catalogue(templates).find(name, Source(name)))
