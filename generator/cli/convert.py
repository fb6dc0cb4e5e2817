"""The command ``convert``."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli.help import Argument, ChineseCommand
from generator.cli.messages import RunReport, ending_on_problems
from generator.cli.options import PATH, refuse


@click.command(cls=ChineseCommand)
@click.argument("source", cls=Argument, type=PATH, metavar="甲.yaml", about="项目文件（.yaml 或 .xlsx）")
@click.argument(
    "target", cls=Argument, type=PATH, metavar="乙.xlsx", about="写成哪个文件（.xlsx 或 .yaml），不能已经有"
)
def convert(source: Path, target: Path) -> None:
    """项目文件在 YAML 和 Excel 工作簿之间转换：内容、次序、说明都不变。"""
    from generator.build.convert import converted
    from generator.office.write import replace_atomic

    kinds = {".yaml": "yaml", ".yml": "yaml", ".xlsx": "xlsx"}
    one, other = (kinds.get(path.suffix.lower()) for path in (source, target))
    if one is None or other is None or one == other:
        refuse("一个写 .yaml 文件，一个写 .xlsx 文件，如 jixiao convert 甲.yaml 乙.xlsx")
    if target.exists():
        refuse(f"已有 {target}，不会覆盖；请另写一个文件名")
    report = RunReport()
    with ending_on_problems(report):
        data, problems = converted(source, target.suffix.lower())
        report.add(problems)
        replace_atomic(target, None, data)
    click.echo(f"已写好 {target}")
    if source.stem == target.stem and source.parent.resolve() == target.parent.resolve():
        click.echo(f"生成以前请移走 {source}：同名的两个项目文件，不知道以哪个为准，都不会做", err=True)
