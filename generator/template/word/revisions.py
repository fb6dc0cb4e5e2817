"""Finds tracked changes and comments of a template: every issued form would hold them, and Word would print them."""

from __future__ import annotations

from collections.abc import Callable

from generator.office.xml import Element, W, qn
from generator.problem import Problem, Severity, Source
from generator.template.language.tags import TemplateCode
from generator.template.language.units import ancestor
from generator.template.word.tree import TC, TR, P, numbers_of, place_of

_W = f"{{{W}}}"
_CHANGES = frozenset(
    qn(f"w:{name}")
    for name in ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge", "numberingChange")
)
_COMMENT = qn("w:commentReference")


def revision_problems(root: Element, file: str) -> list[Problem]:
    """A warning at the first tracked change and one at the first comment of a part."""
    found = (
        (_is_change, "没有处理的修订", "请在“审阅”里接受全部修订"),
        (_is_comment, "批注", "请在“审阅”里删除全部批注"),
    )
    problems = (_problem(root, file, *each) for each in found)
    return [problem for problem in problems if problem is not None]


def _problem(root: Element, file: str, wanted: Callable[[Element], bool], what: str, cure: str) -> Problem | None:
    paragraphs = dict.fromkeys(_paragraph_of(element) for element in root.iter() if wanted(element))
    if not paragraphs:
        return None
    first = next(iter(paragraphs))
    place = "" if first is None else place_of(first, numbers_of(root))
    count = f"（共 {len(paragraphs)} 处）" if len(paragraphs) > 1 else ""
    message = f"有{what}{count}：会留在成表里，用 Word 打开、打印都看得见。{cure}，保存后再用"
    return Problem(Source(file, place=place), TemplateCode.REVISION, message, severity=Severity.WARNING)


def _is_change(element: Element) -> bool:
    return element.tag in _CHANGES or (element.tag.startswith(_W) and element.tag.endswith("PrChange"))


def _is_comment(element: Element) -> bool:
    return element.tag == _COMMENT


def _paragraph_of(element: Element) -> Element | None:
    """The paragraph of a change, or the first one in what has changed; None for the change of a table or section."""
    holder = ancestor(element, P, TC, TR)
    return next((element if holder is None else holder).iter(P), None)
