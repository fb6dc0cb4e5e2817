"""The kinds of active content: what each of them does, and what of it an issued form keeps.

By what they are recognised stands in ``links`` for relationships between parts, in ``fields`` for fields of Word, in
``formulas`` for workbooks.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TypeAlias

from generator.office.xml import Element
from generator.problem import Problem, Severity, Source
from generator.template.language.tags import TemplateCode

_CONTENT = "成表里只留它存着的内容"
_NOTHING = "成表里不带"
_PICTURE = "成表里只留它的图片"
_ADVICE = "；请在模板里删去，确实要留的用 --keep-active 生成"
_LONGEST = 60  # characters of an address or formula that a message quotes


class Active(Enum):
    """Each with what it does, and what an issued form keeps of it."""

    PROGRAM_FIELD = "打开时会运行别的程序", _CONTENT
    FILE_FIELD = "会读取别的文件", _CONTENT
    LINK = "不是网页或邮箱，点了会打开别的文件或程序", "成表里只留文字，不带链接"
    ELSEWHERE = "打开时会从别处读取", _NOTHING
    LOCAL_TEMPLATE = "", ""  # which Word writes of its Normal.dotm: it goes without a word
    INSERTED_FILE = "打开时才并进正文", _NOTHING
    SUB_DOCUMENT = "打开时会读取别的文件", _NOTHING
    OBJECT = "双击会打开别的程序", _PICTURE
    CONTROL = "会运行程序", _PICTURE
    MACRO = "会运行程序", _NOTHING
    RIBBON = "会运行宏或程序", _NOTHING
    FORMULA = "会连网、运行程序或读取别的文件", "成表里只留它存着的结果"
    NAME = "引用别的文件或程序", _NOTHING
    BOOK = "打开时会读取别的文件或程序", "成表里只留公式存着的结果"
    DATA = "会从别处读取数据", "成表里只留现有的内容"

    @property
    def is_told(self) -> bool:
        """Whether a person is told of it."""
        return bool(self.value[0])

    def problem(self, source: Source, name: str, shown: str, *, keeps: bool) -> Problem:
        """The warning of something called ``name``, of which a form keeps ``shown``; all of it with ``keeps``."""
        does, kept = self.value
        left = "照 --keep-active 原样留在成表里" if keeps else f"{kept}{shown}{_ADVICE}"
        return Problem(source, TemplateCode.ACTIVE, f"{name}：{does}，{left}", severity=Severity.WARNING)


Say: TypeAlias = Callable[[Element, Active, str, str], None]
"""Called with an element, its kind, name and what a form keeps of it, before the element changes."""


def quoted(text: str) -> str:
    """A text of a foreign file in quotation marks, short and safe to print."""
    plain = "".join(character if character.isprintable() else " " for character in text)
    return f"“{plain[:_LONGEST]}{'…' if len(plain) > _LONGEST else ''}”"
