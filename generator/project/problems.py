"""The codes of the problems in a project file, and functions that make such problems.

Other programs read the codes (``--format json``), so none changes its meaning. Those of reading files are in
``yaml/text_file.py``.

====  =======================================================================
P001  沿用 does not name a project file that can be read
P002  沿用 goes round in a circle
P003  模板 is missing or is not a name
P004  分表 is not a mapping or has no sub-form
P005  分表 has no 按, or it is not a name
P006  分表 has neither 各表 nor 数据, or what stands after 数据, 工作表 or 隐藏行 is wrong
P007  an unknown key in 分表
P008  各表 is not a mapping
P009  a sub-form is not a mapping
P010  the table has no column with the name that 按 gives
P011  a row of the table has no name, or nothing but a name where others have values
P012  a name stands twice in the table
P013  two sub-forms would get the same file name, or their names differ in blanks only
P014  the name of a sub-form cannot be a file name
P015  the name of a sub-form is that of the book
P016  绩效指标 is not a tree of 一级 > 二级 > 三级 > attributes
P017  the name of an indicator has a line break or a tag
P018  显示 has the wrong shape
P019  顺序 has the wrong shape
P020  地区 is not a list of names
P021  分解 has the wrong shape, or no list of places applies to it
P022  a list in 分解 is not as long as the list of places
P023  除 names a place that is not in the list
P024  a name that the project file may not define there
P025  a tag is wrong, or a block does not close
P026  a name that nothing defines
P027  an expression cannot be evaluated
P028  an expression asks for unbounded work
P029  a control character in a value
P030  warning: a variable of a sub-form that nothing uses
P031  warning: a top-level key that nothing uses
P032  warning: 显示 names no indicator
P033  warning: 顺序 names no indicator
P034  values refer to each other in a circle
P035  全部分表 cannot be relied on: another sub-form has errors
P040  a score is not a number, or cannot be computed
P041  打分 names a profile that does not exist
P042  a profile has the wrong shape
P043  检查, or 忽略 of a profile, has the wrong shape
P044  too many texts to compile, sub-forms, values or rows
P050  info: rows of the table that are totals, sections or remarks, and no sub-forms
P051  warning: a row of the table is likely a total: its name says so, or it is the sum of others
P052  warning: rows of the table are hidden or filtered out
P053  warning: a condition asks only whether a value is blank, and the value says no
P054  warning: an attribute of an indicator that nothing uses
P055  warning or info: another sheet of the workbook has data that is not read
P056  warning: the name of a sub-form begins with 其中
P057  the name of a sub-form has characters that nobody sees
P058  warning: a sub-form adds an indicator whose name is nearly that of another
P059  warning: one value overrides an indicator whose sign or unit stands beside its number
P060  warning: a condition of the template asks for a 一级, 二级 or 三级 by a name that is nearly one
====  =======================================================================
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct, field

from generator.chinese.labels import names_with_unit, variable_name
from generator.chinese.nearest import nearest
from generator.problem import Problem, Severity, Source

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

# The nearest name is found by comparing with every known one: a file full of typos must not take minutes.
_MOST_HINTS = 50
_MOST_NAMES = 2_000
_LONGEST_NAME = 60


def error(code: str, source: Source, message: str, form: str = "", field: str = "") -> Problem:
    """A mistake that stops the project or one sub-form."""
    return Problem(source, code, message, form, field)


def warning(code: str, source: Source, message: str, form: str = "", field: str = "") -> Problem:
    """Something that is probably not meant."""
    return Problem(source, code, message, form, field, Severity.WARNING)


def did_you_mean(name: str, known: Iterable[str], before: int = 0) -> str:
    """The text ``，是不是“…”？`` with the nearest known name; blank if none is near.

    Also blank for a long name, and where ``before``, the number of problems so far, is large.
    """
    if before > _MOST_HINTS or len(name) > _LONGEST_NAME:
        return ""
    short = (other for other in known if other != name and len(other) <= _LONGEST_NAME)
    names = list(islice(short, _MOST_NAMES))
    near = "”或“".join(names_with_unit(name, names)) or nearest(name, names)
    return f"，是不是“{near}”？" if near else ""


def better_name(name: str) -> str:
    """What to call a name that is no name to a tag (``资金（万元）``), as the end of a message; blank for any other."""
    if name.isidentifier():
        return ""
    better = variable_name(name)
    example = f"，如 {better}" if better else ""
    return f"：名称里只能有文字、数字和下划线，不能以数字开头，请换个名称{example}"


class Hints(Struct, frozen=True):
    """Finds the nearest name of the project for an unknown one, once for all sub-forms that misspell it."""

    known: Collection[str] = ()
    _found: dict[str, str] = field(default_factory=dict)

    def hint(self, name: str) -> str:
        """As ``did_you_mean``; blank once too many different names were looked up."""
        if name not in self._found:
            self._found[name] = did_you_mean(name, self.known, len(self._found))
        return self._found[name]


def any_error(problems: Iterable[Problem]) -> bool:
    """Whether one of them has severity error."""
    return any(problem.severity is Severity.ERROR for problem in problems)
