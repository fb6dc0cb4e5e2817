"""The commands ``check`` (what is wrong with the data) and ``schema`` (a JSON Schema of project files)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

import click
from click.exceptions import Exit

from generator.cli.help import ChineseCommand
from generator.cli.messages import DONE, NOTHING, PARTLY, Notes, RunReport, ending_on_problems, one_line
from generator.cli.options import PATH, allow_option, format_option, paths_argument, refuse, templates_option

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from generator.check.inspect import Inspection
    from generator.check.review import ProjectFindings
    from generator.check.subject import Subject
    from generator.problem import Problem


Format = Literal["text", "json", "github"]


@click.command(cls=ChineseCommand)
@paths_argument
@format_option(get_args(Format), "问题")
@click.option("--strict", is_flag=True, help="有警告也算不通过")
@click.option("--fix", is_flag=True, help="改正不会错的地方（不动任何数），并显示改了什么")
@click.option("--matrix", is_flag=True, help="各分表的指标并排列出，不列问题")
@click.option("--names", is_flag=True, help="每个名称当作什么、依据、查了哪些规则，不列问题")
@click.option("-o", "file", type=PATH, metavar="文件", help="写成核查意见（.docx、.xlsx）；与 --matrix 同用为 .xlsx")
@templates_option
@allow_option
def check(
    *,
    paths: Sequence[Path],
    form: Format,
    strict: bool,
    fix: bool,
    matrix: bool,
    names: bool,
    file: Path | None,
    templates: Path | None,
    allowed: tuple[Path, ...],
) -> None:
    """检查数据：算得对不对，前后是否一致，有没有漏填写错；不生成表格。"""
    from generator.build.prepare import check as inspected
    from generator.build.prepare import find_projects
    from generator.check.inspect import merged_over_forms, severity_counts
    from generator.template.catalogue import catalogue

    if form != "text" and (fix or matrix):
        refuse(f"--format {form} 不能和 --fix、--matrix 同用")
    if names and (fix or matrix or file or form == "github"):
        refuse("--names 不能和 --fix、--matrix、-o、--format github 同用")
    if file is not None and file.suffix.lower() not in ({".xlsx"} if matrix else {".docx", ".xlsx"}):
        refuse("-o 后面是 .xlsx 文件名" if matrix else "-o 后面是 .docx 或 .xlsx 文件名")
    files, problems = find_projects(paths or [Path("data")])
    with ending_on_problems(RunReport()):
        found = catalogue(templates)
        # Before loading, so that the problems reported are those that are left.
        for path in files if fix else ():
            _fix(path, allowed)
    # Nothing to check is a wrong call, not a finding: problems go to stderr and the status is 2.
    if not any(path.is_file() for path in files):
        RunReport().add([*problems, *(problem for path in files for problem in inspected(path, found, allowed)[1])])
        raise Exit(NOTHING)
    subjects = []
    notes = Notes()
    inspections = []
    for path in files:
        inspection, more = inspected(path, found, allowed)
        problems += more
        inspections.append((path, inspection, more))
        if inspection is not None:
            subjects.append(inspection.subject)
            notes.add(inspection)
    if names:
        _show_names(subjects, form)
    elif matrix:
        _show_matrix(subjects, file)
    else:
        _show_problems(problems, form)
        if file is not None:
            _write_review(inspections, file)
    errors, warnings, remarks = severity_counts(merged_over_forms(problems))
    counts = f"错误 {errors}，警告 {warnings}，提示 {remarks}" if problems else "没有发现问题"
    click.echo(f"检查了 {len(files)} 个项目：{counts}", err=True)
    for line in notes.lines():
        click.echo(line, err=True)
    raise Exit(PARTLY if errors or (strict and warnings) else DONE)


def _show_problems(problems: Sequence[Problem], form: Format) -> None:
    """Print problems to stdout: they are the result of this command, not messages beside it."""
    from generator.check.inspect import merged_over_forms
    from generator.cli.problem_formats import as_github, as_json

    if form == "json":
        click.echo(as_json(problems))
        return
    for problem in merged_over_forms(problems):
        click.echo(one_line(str(problem)) if form == "text" else as_github(problem))


def _show_names(subjects: Sequence[Subject], form: Format) -> None:
    from generator.check.name_table import HEADINGS, name_rows
    from generator.cli.problem_formats import names_as_json

    if form == "json":
        click.echo(names_as_json(subjects))
        return
    for subject in subjects:
        click.echo(f"{subject.file}：{' | '.join(HEADINGS)}")
        for row in name_rows(subject):
            click.echo(one_line(f"  {row.name} | {row.role or '？'} | {row.reason} | {row.rules or '—'}"))


def _show_matrix(subjects: Sequence[Subject], file: Path | None) -> None:
    from generator.check.matrix import matrix, print_matrix
    from generator.office.write import write_atomic

    found = [matrix(subject) for subject in subjects]
    if file is None:
        for each in found:
            print_matrix(each, sys.stdout)
        return
    from generator.build.summary import matrix_workbook  # openpyxl takes long to import

    with ending_on_problems(RunReport()):
        write_atomic(file, matrix_workbook(found))
    click.echo(f"已写好 {file}")


def _findings(path: Path, inspection: Inspection | None, problems: Sequence[Problem]) -> ProjectFindings:
    from generator.check.review import ProjectFindings

    if inspection is None:
        return ProjectFindings(path.stem, str(path), tuple(problems))
    return ProjectFindings.of(inspection, problems)


def _write_review(inspections: Iterable[tuple[Path, Inspection | None, Sequence[Problem]]], file: Path) -> None:
    from generator.check.review import review
    from generator.office.write import write_atomic
    from generator.writers.handouts import HANDOUTS

    with ending_on_problems(RunReport()):
        write_atomic(file, HANDOUTS[file.suffix.lower()](review(_findings(*each) for each in inspections)))
    click.echo(f"已写好 {file}", err=True)


def _fix(path: Path, allowed: tuple[Path, ...]) -> None:
    from generator.check.fix import fix
    from generator.office.replacements import replace_files, undo_unfinished

    RunReport().add(undo_unfinished(path.parent))
    if not (found := fix(path, allowed)):
        return
    replace_files([fixed.replacement for fixed in found], path.parent)
    for fixed in found:
        click.echo(fixed.diff, nl=False)


@click.command(cls=ChineseCommand)
@click.option("-o", "file", type=PATH, metavar="文件", help="写到哪里，默认显示出来")
def schema(file: Path | None) -> None:
    """项目文件的写法说明，给编辑器用：边写边提示，写错就标出。"""
    from generator.office.write import write_atomic
    from generator.project.schema import schema_text

    if file is None:
        click.echo(schema_text(), nl=False)
        return
    with ending_on_problems(RunReport()):
        write_atomic(file, schema_text().encode())
    click.echo(f"已写好 {file}")
