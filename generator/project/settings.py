"""``检查`` of a project file in, its settings out: whether its forms are published, what is silenced and why."""

from __future__ import annotations

from msgspec import Struct

from generator.problem import Problem, Silence
from generator.project.keywords import CHECKS
from generator.project.problems import did_you_mean, error
from generator.project.yaml.nodes import Group, Node, Null, Text

IGNORE, PUBLISHED = "忽略", "公开"
_KEYS = (IGNORE, PUBLISHED)
_ANSWERS = {"是": True, "true": True, "否": False, "false": False, "": False}


class CheckSettings(Struct, frozen=True):
    """How a project wants to be checked."""

    published: bool = False
    silences: tuple[Silence, ...] = ()


def check_settings(node: Node | None) -> tuple[CheckSettings, list[Problem]]:
    """The settings, and every mistake in them; what is wrong is left out."""
    problems: list[Problem] = []
    if node is None or isinstance(node, Null):
        return CheckSettings(), problems
    if not isinstance(node, Group):
        message = f"{CHECKS} 下面应为 {IGNORE} 或 {PUBLISHED}，如 {CHECKS}: {{{IGNORE}: {{B003: 原因}}}}"
        return CheckSettings(), [error("P043", node.source, message, field=CHECKS)]
    for key, below in node.entries.items():
        if key not in _KEYS:
            message = f"{CHECKS} 里没有“{key}”这一项{did_you_mean(key, _KEYS)}"
            problems.append(error("P043", node.keys.get(key, below.source), message, field=CHECKS))
    published = _answer(node.entries.get(PUBLISHED), problems)
    return CheckSettings(published, tuple(ignored(node.entries.get(IGNORE), problems))), problems


def ignored(node: Node | None, problems: list[Problem], *, is_shared: bool = False) -> list[Silence]:
    """``{B003: 原因}`` as silences; mistakes go to ``problems``."""
    if node is None or isinstance(node, Null):
        return []
    if not isinstance(node, Group):
        message = f"{IGNORE} 下面应一行一个：规则代码: 原因，如 B003: 两地口径不同"
        problems.append(error("P043", node.source, message, field=IGNORE))
        return []
    found = []
    for code, reason in node.entries.items():
        source = node.keys.get(code, reason.source)
        if not isinstance(reason, (Text, Null)):
            problems.append(error("P043", reason.source, f"{IGNORE} 里“{code}”后面应为原因", field=IGNORE))
        else:
            text = reason.value.strip() if isinstance(reason, Text) else ""
            found.append(Silence((code.strip(),), text, source, is_shared=is_shared))
    return found


def _answer(node: Node | None, problems: list[Problem]) -> bool:
    if node is None or isinstance(node, Null):
        return False
    text = node.value.strip().lower() if isinstance(node, Text) else None
    if text not in _ANSWERS:
        problems.append(error("P043", node.source, f"{PUBLISHED} 后面应为 是 或 否", field=CHECKS))
        return False
    return _ANSWERS[text]
