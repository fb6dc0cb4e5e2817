"""Findings and silences in, the findings that are left out, with what is wrong with the silences themselves.

====  ===================================================
X001  warning: a silence that nothing needs
X002  warning: a silence without a reason silences nothing
X003  warning: a silence names no rule
====  ===================================================
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from generator.chinese.nearest import nearest
from generator.problem import Problem, Severity, Silence


def silenced(
    findings: Iterable[Problem], silences: Sequence[Silence], codes: Collection[str], own_file: str
) -> list[Problem]:
    """``codes`` are all rules. Only silences of ``own_file`` must be of use: other projects share the rest."""
    effective = [silence for silence in silences if silence.reason]
    covering = _covering(effective)
    used: set[tuple[int, str]] = set()
    left: list[Problem] = []
    for finding in findings:
        code, source = finding.code, finding.source
        hits = [*covering.get((code, "", None), ()), *covering.get((code, source.file, source.line), ())]
        used.update((number, code) for number in hits)
        if not hits:
            left.append(finding)
    for silence in silences:
        left += _mistakes(silence, codes)
    for number, silence in enumerate(effective):
        if silence.source.file == own_file and not silence.is_shared:
            left += (_unused(silence, code) for code in silence.codes if code in codes and (number, code) not in used)
    return left


def _covering(silences: Sequence[Silence]) -> dict[tuple[str, str, int | None], list[int]]:
    """The numbers of the silences of a code at a line of a file; of the whole project under no file and no line."""
    covering: dict[tuple[str, str, int | None], list[int]] = {}
    for number, silence in enumerate(silences):
        lines: Iterable[int | None] = (None,) if silence.lines is None else silence.lines
        file = "" if silence.lines is None else silence.source.file
        for code in dict.fromkeys(silence.codes):
            for line in lines:
                covering.setdefault((code, file, line), []).append(number)
    return covering


def _mistakes(silence: Silence, codes: Collection[str]) -> Iterator[Problem]:
    if not silence.codes:
        yield _warning(silence, "X003", "“忽略”后面没有写规则代码，如 # 检查: 忽略 B003 原因")
    for code in silence.codes:
        if code not in codes:
            near = nearest(code, codes)
            hint = f"，是不是 {near}？" if near else ""
            yield _warning(silence, "X003", f"没有检查规则“{code}”{hint}（全部规则见 docs/rules.md）")
    if silence.codes and not silence.reason:
        names = " ".join(silence.codes)
        yield _warning(silence, "X002", f"忽略 {names} 没有写原因，不起作用：请在后面写上原因")


def _unused(silence: Silence, code: str) -> Problem:
    where = "这个项目里" if silence.lines is None else "这一行"
    return _warning(silence, "X001", f"忽略 {code} 用不上：{where}没有 {code} 的问题，请删去")


def _warning(silence: Silence, code: str, message: str) -> Problem:
    return Problem(silence.source, code, message, severity=Severity.WARNING)
