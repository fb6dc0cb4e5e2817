"""Compiled Jinja and a context in, text out; what goes wrong becomes problems at the tags, all of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from jinja2 import Template

from generator.chinese.nearest import nearest
from generator.jinja.reports import CHARACTERS_A_STEP, FailureKind, LimitError, Report, current, running
from generator.jinja.values import fail, printed
from generator.problem import Problem, Source
from generator.template.language.tags import Occurrence, TemplateCode

# A value out of a template in, its text out: what XML forbids is reported, line breaks are all alike.


_PLAIN = re.compile(r"[^\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]*")
_FORBIDDEN = r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"  # compiled where a text is not plain


class Xml(str):
    """Text that is XML of its document already."""

    __slots__ = ()


NOTHING = Xml("")


def plain_text(value: Any) -> str:
    """What ``{{ }}`` prints, before it is escaped for a format."""
    text = printed(value)
    if len(text) > CHARACTERS_A_STEP:
        current().handle(text)
    if _PLAIN.fullmatch(text):
        return text
    if forbidden := re.search(_FORBIDDEN, text):
        fail(f"含有不能打印的控制字符 U+{ord(forbidden[0]):04X}")
        return ""
    return text.replace("\r\n", "\n").replace("\r", "\n")


_CODES = {
    FailureKind.UNDEFINED: TemplateCode.UNDEFINED,
    FailureKind.ABSENT: TemplateCode.ABSENT,
    FailureKind.FAILED: TemplateCode.FAILED,
}


def fill(
    template: Template,
    tags: Mapping[int, Occurrence],
    names: Mapping[str, Any],
    source: Source,
    form: str,
    problems: list[Problem],
) -> str:
    """The text of one part; problems are added to ``problems`` (the text is then of no use)."""
    file_name = template.filename or ""
    with running(file_name) as run:
        try:
            text = "".join(template.root_render_func(template.new_context(dict(names), shared=True)))
        except (LimitError, RecursionError, MemoryError) as error:
            message = str(error) if isinstance(error, LimitError) else "套得太深或太大，已停止"
            problems.append(_problem(TemplateCode.LIMIT, message, _tag_of(error, template, tags), source, form))
            text = ""
        except Exception as error:  # noqa: BLE001  # whatever a foreign expression brings about is its problem
            problems.append(
                _problem(TemplateCode.FAILED, f"算不出来（{error}）", _tag_of(error, template, tags), source, form)
            )
            text = ""
    for report in run.reports:
        tag = tags.get(template.get_corresponding_lineno(report.line))
        problems.append(_problem(_CODES[report.kind], _message(report, names), tag, source, form))
    return text


def _message(report: Report, names: Mapping[str, Any]) -> str:
    if report.kind is FailureKind.UNDEFINED and report.message.startswith("没有定义"):
        near = nearest(report.name, [name for name in names if not name.startswith("_")])
        return report.message + (f"，是不是“{near}”？" if near else "")
    return report.message


def _problem(code: TemplateCode, message: str, tag: Occurrence | None, source: Source, form: str) -> Problem:
    if tag is None:
        return Problem(source, code, message, form)
    return Problem(tag.source, code, f"{tag.meaning.tag.raw}：{message}", form, tag.meaning.tag.code)


def _tag_of(error: BaseException, template: Template, tags: Mapping[int, Occurrence]) -> Occurrence | None:
    line = 0
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == template.filename:
            line = trace.tb_lineno
        trace = trace.tb_next
    return tags.get(template.get_corresponding_lineno(line)) if line else None
