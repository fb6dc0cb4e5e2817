"""``new`` and ``template list``, ``show``, ``check``: templates, and project files for them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generator.commands.options import TemplatesOption, refuse
from generator.telling import NOTHING, PARTLY, Tally

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.templating.catalogue import Files


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
            refuse(f"已有 {target}，不会覆盖；请用 -o 另写一个文件名")
        templates = compiled(files)
        beside = target.parent / SCHEMA_FILE
        if not beside.exists():
            write_atomic(beside, schema_text().encode())
        write_atomic(target, (MODELINE + draft(stem, templates.shapes, templates.labels)).encode())
        typer.echo(f"已写好 {target}；填好后运行 jixiao build {target}")

    _with_template(name, templates, write)


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
