"""Runs the compiled Jinja of a part with a context and returns its text.

Everything that goes wrong becomes a problem at the tag that caused it. Nothing here knows a file format, except that
both are XML, which forbids some characters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from jinja2 import Template

from generator.chinese.labels import names_with_unit, variable_name
from generator.chinese.nearest import nearest
from generator.jinja.reports import (
    CHARACTERS_A_STEP,
    FailureKind,
    LimitError,
    Report,
    collecting_reports,
    current,
    reason_of,
)
from generator.jinja.values import fail, printed
from generator.problem import Problem, Source
from generator.template.language.compile import CompiledPart
from generator.template.language.tags import Occurrence, TemplateCode

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Xml(str):
    """Text that is already XML and must not be escaped again."""

    __slots__ = ()


NOTHING = Xml("")


def plain_text(value: Any) -> str:
    """What ``{{ }}`` prints, not yet escaped, with LF as line break; a character that XML forbids is reported."""
    text = printed(value)
    if len(text) > CHARACTERS_A_STEP:
        current().spend_on(text)
    if forbidden := _FORBIDDEN.search(text):
        fail(f"含有不能打印的控制字符 U+{ord(forbidden[0]):04X}")
        return ""
    return text.replace("\r\n", "\n").replace("\r", "\n")


_CODES = {
    FailureKind.UNDEFINED: TemplateCode.UNDEFINED,
    FailureKind.ABSENT: TemplateCode.ABSENT,
    FailureKind.FAILED: TemplateCode.FAILED,
}


def fill(part: CompiledPart, names: Mapping[str, Any], source: Source, form: str, problems: list[Problem]) -> str:
    """The text of one part; if anything is added to ``problems``, the text is of no use.

    ``names`` are the context and the functions of the format; ``form`` is the 分表 that problems name.
    """
    template, tags = part.template, part.tags
    names = {**template.globals, **names}
    file_name = template.filename or ""
    with collecting_reports(file_name) as run:
        try:
            text = template.render(names)
        except (LimitError, RecursionError, MemoryError) as error:
            message = str(error) if isinstance(error, LimitError) else "套得太深或太大，已停止"
            problems.append(_problem(TemplateCode.LIMIT, message, _tag_of(error, template, tags), source, form))
            text = ""
        except Exception as error:  # noqa: BLE001  # whatever a foreign expression brings about is its problem
            problems.append(
                _problem(TemplateCode.FAILED, reason_of(error), _tag_of(error, template, tags), source, form)
            )
            text = ""
    for report in run.reports:
        tag = tags.get(template.get_corresponding_lineno(report.line))
        problems.append(_problem(_CODES[report.kind], _message(report, names, tag), tag, source, form))
    return text


def _message(report: Report, names: Mapping[str, Any], tag: Occurrence | None) -> str:
    typed = "" if tag is None else tag.meaning.inner
    if report.kind is FailureKind.UNDEFINED and typed in names and not typed.isidentifier():
        better = f"，如 {name}" if (name := variable_name(typed)) else ""
        return f"名称“{typed}”里的符号在标签里是运算；请在项目文件和模板里都改用不带符号的名称{better}"
    if report.kind is FailureKind.UNDEFINED and report.message.startswith("没有定义"):
        known = [name for name in names if not name.startswith("_")]
        near = "”或“".join(names_with_unit(report.name, known)) or nearest(report.name, known)
        return report.message + (f"，是不是“{near}”？" if near else "")
    return report.message


def _problem(code: TemplateCode, message: str, tag: Occurrence | None, source: Source, form: str) -> Problem:
    if tag is None:
        return Problem(source, code, message, form)
    return Problem(tag.source, code, f"{tag.meaning.tag.raw}：{message}", form, tag.meaning.tag.code)


def _tag_of(error: BaseException, template: Template, tags: Mapping[int, Occurrence]) -> Occurrence | None:
    """The tag whose code raised ``error``: Jinja gives its traceback the lines of the template's source."""
    line = 0
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == template.filename:
            line = trace.tb_lineno
        trace = trace.tb_next
    return tags.get(line)
