"""Makes ``docs/rules.md`` from the docstrings of the rules; ``python -m generator.check.manual`` writes it again."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from generator.check.registry import RULES
from generator.check.rule import Rule

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"
_GROUPS = {
    "A": "算术",
    "B": "前后一致",
    "C": "方向和单位",
    "D": "完整",
    "E": "文字",
    "F": "日期",
    "G": "公开",
}
_OPENING = """\
# 检查规则

`jixiao check` 查 `data` 里的全部项目文件，`jixiao check 某项目.yaml` 只查一个；不生成表格，也不改任何内容。
每个问题一行：文件、行、列，级别和代码，分表，错在哪里、怎么算出来的。同一处错误几个分表都有的，只说一次。

- **错误**：算术自相矛盾，或者值不可能是那一栏的内容。**警告**：多半写错了。**提示**：值得看一眼。
- 有错误时退出状态是 1，没有是 0，用法不对是 2；加 `--strict` 时有警告也是 1。
- `--format json` 给程序用，`--format github` 给代码托管平台的流水线用。问题写在标准输出，最后一行的统计写在标准错误。
- `--fix` 改正不会错的地方（多余空格、全角数字、`\\geq` 这类识别残留），显示改了什么；不动任何数，注释和版面不变。
- `-o 核查意见.docx`（或 `.xlsx`）另外写成一份发给单位的核查意见：位置、问题、算式、建议，按分表排，错误在前。
- `--names` 列出每个名称当作什么（目标值、分值、资金总额……）、依据，以及靠它的规则查了没有；不对的在项目文件里写
  `检查: {名称: {我们的说法: 标准名称}}`，全省一样的写在打分办法文件里；
  名称照列出来的写（`指标/权重`、`资金/总额`）也行。
- `--matrix` 把各分表的指标并排列出，写法与多数不同的标 `*`，能相加的列出合计，口径、单位不同的不加，写明为什么；
  `-o 文件.xlsx` 写成表格。
- `jixiao build` 也查，只报个数；`jixiao build --strict` 不生成有错误的项目。

## 不要再报

核对过、确实无误的，写明规则代码和原因，就不再报。三种写法：

```yaml
贸易规模: ≥230亿元        # 检查: 忽略 B001 口径不同，目标按海关数
# 检查: 忽略 C001、C002 上级文件原文如此
满意度: ≤90
检查:
  忽略: {A008: 尾数四舍五入}     # 整个项目
  公开: 是                       # 表格要公开：另查人名和电话
```

注释写在值的那一行末尾，或单独一行写在它上面。打分办法文件（`打分: 我省.yaml`）
里也可以写 `忽略: {A002: 原因}`，用它的项目都不报。
`.csv`、`.xlsx` 里的值，在项目文件的 `检查` 里写。只有下面的规则可以这样；写错格式之类的错误总会报。

| 代码 | 意思 |
|---|---|
| X001 | 写了“忽略”，却没有这样的问题 |
| X002 | “忽略”没有写原因，不起作用 |
| X003 | “忽略”后面不是规则代码 |
| X004 | 分表和内容太多，只检查了前面的一些 |
| X005 | `名称`、`可空` 里的名称，项目和模板里都没有 |
| X006 | `名称` 里写的与词汇表相反 |
"""


def manual() -> str:
    """The page in Markdown."""
    contents = [_OPENING, "## 全部规则\n", "| 代码 | 规则 |\n|---|---|"]
    contents += [f"| {rule.code} | {rule.name} |" for rule in RULES]
    pages = []
    for letter, rules in groupby(RULES, key=lambda rule: rule.code[0]):
        pages.append(f"\n## {letter} {_GROUPS.get(letter, '')}".rstrip())
        pages += ["\n".join(_page(rule)) for rule in rules]
    return "\n".join([*contents, *pages]).rstrip() + "\n"


def _page(rule: Rule) -> Iterator[str]:
    """The lines of a rule's part; the indented examples of its docstring become fenced YAML."""
    yield f"\n### {rule.code} {rule.name}\n"
    yield f"要用到的名称：{needed_names(rule)}。\n"
    is_code = False
    for line in _docstring(rule).rstrip().splitlines()[2:]:
        indented = line.startswith("    ")
        if indented and not is_code:
            yield "```yaml"
        elif is_code and line.strip() and not indented:
            yield "```\n"
        is_code = indented or (is_code and not line.strip())
        if line.strip() or not is_code:
            yield line[4:] if indented else f"{line[:-2]}：" if line.endswith("::") else line
    if is_code:
        yield "```"


def needed_names(rule: Rule) -> str:
    """The roles without which a rule has nothing to look at, in words."""
    return "；".join("或".join(group) for group in rule.needs) or "不限"


def _docstring(rule: Rule) -> str:
    """The docstring of the module that defines the rule."""
    modules = (module for name, module in sys.modules.items() if name.startswith("generator.check.rules."))
    return next((module.__doc__ or "" for module in modules if getattr(module, "RULE", None) is rule), "")


if __name__ == "__main__":
    PAGE.write_text(manual(), encoding="utf-8")
