"""指标名称相近.

查什么：各分表里名称只差一点的指标：差“数”“的”“服务”这类不改变意思的字，或者两个字写颠倒了，是警告；
只差一个别的字，或者开头的动词意思相近（培育、打造、建设），又没有分表同时有这两个，是提示。
“进口”与“出口”、“新增”与“新设”、“家次”与“人次”这样意思不同的不报。

为什么：各地各写一种名称，汇总时就成了几个指标。

错例::

    甲市: {绩效指标: {产出指标: {数量指标: {新增开展业务企业数: 10家}}}}
    乙市: {绩效指标: {产出指标: {数量指标: {新增开展业务企业: 15家}}}}

对例::

    甲市: {绩效指标: {产出指标: {数量指标: {新增开展业务企业数: 10家}}}}
    乙市: {绩效指标: {产出指标: {数量指标: {新增开展业务企业数: 15家}}}}
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from itertools import combinations

from generator.check.rule import Finding, Rule, in_each_tree
from generator.check.subject import FormIndicator, Subject, comparable_name, listed
from generator.problem import Severity

_PUNCTUATION = re.compile("[、,，.。·“”\"'‘’《》()的-]")
_LEADERS = re.compile("\\A(?:服务|对于?)(?=.{2,}(?:满意度|满意率|影响)\\Z)")
_ENDINGS = re.compile("(?:数量|个数|家数|数|情况)\\Z")
_VERBS = ("培育 打造 建设 建成", "开展 举办 组织 召开", "推动 促进 带动")
_VERB = re.compile(f"\\A(?:{'|'.join(' '.join(_VERBS).split())})(?=.{{4}})")
_SAME = {verb: verbs.split()[0] for verbs in _VERBS for verb in verbs.split()}
# Characters that make two names different things if they differ in one: 进口 and 出口, 市级 and 县级.
_CONTRASTS = re.compile(
    "[0-9A-Za-z一二三四五六七八九十进出内外新老旧大中小上下省市县州区乡镇村国增减升降高低东西南北前后男女人次家户个场期批件项月季年日周"
    "额量率值比度数吨海陆空水铁车船航农工商学医非未无不没]"
)
# Characters of names in which one may differ: in shorter ones it changes the meaning, longer ones take too long.
_SHORTEST = 6
_LONGEST = 60


def check(subject: Subject) -> Iterator[Finding]:
    """Pairs of names that are probably one name written in two ways; not if one form has both."""
    names: dict[str, list[FormIndicator]] = {}
    for form in subject.forms:
        for indicator in form.indicators:
            names.setdefault(comparable_name(indicator.name), []).append(indicator)
    if len(subject.forms) > 1:
        for one, other, severity in _pairs(names):
            if not {indicator.form.number for indicator in names[one]} & {
                indicator.form.number for indicator in names[other]
            }:
                yield _finding(names[one], names[other], severity)


def _pairs(names: Iterable[str]) -> Iterator[tuple[str, str, Severity]]:
    """Pairs of similar names. Comparing all pairs would take too long, so names are grouped by keys that they share."""
    reduced: dict[str, list[str]] = {}
    for name in names:
        reduced.setdefault(_reduced(name), []).append(name)
    for alike in reduced.values():
        yield from ((one, other, Severity.WARNING) for one, other in combinations(alike, 2))
    near: dict[str, list[str]] = {}
    for key in reduced:
        for shape in _shapes(key):
            near.setdefault(shape, []).append(key)
    pairs = dict.fromkeys(pair for keys in near.values() for pair in combinations(keys, 2))
    for one, other in pairs:
        severity = _likeness(one, other)
        if severity:
            yield reduced[one][0], reduced[other][0], severity


@lru_cache(maxsize=16_384)
def _reduced(name: str) -> str:
    """A name without punctuation, endings and other words that do not change its meaning."""
    plain = _LEADERS.sub("", _PUNCTUATION.sub("", name))
    ended = _ENDINGS.sub("", plain)
    return re.sub("[及与暨]", "和", ended if len(ended) > 1 else plain).replace("满意率", "满意度")


def _shapes(name: str) -> Iterator[str]:
    """Keys of which two similar names share one: the name without its verb, with sorted characters, without one."""
    verb = _VERB.match(name)
    if verb:
        yield f"动{_SAME[verb[0]]}{name[verb.end() :]}"
    if _SHORTEST <= len(name) <= _LONGEST:
        yield f"序{''.join(sorted(name))}"
        for index in range(len(name)):
            yield f"{index}{name[:index]}*{name[index + 1 :]}"


def _likeness(one: str, other: str) -> Severity | None:
    """The severity for two names that are probably one: a warning if that is likely; None if they are two."""
    verbs = _VERB.match(one), _VERB.match(other)
    rests = {name[verb.end() :] for name, verb in zip((one, other), verbs, strict=True) if verb}
    groups = {_SAME[verb[0]] for verb in verbs if verb}
    if all(verbs) and len(rests) == len(groups) == 1:
        return Severity.INFO
    return _slip(one, other)


def _slip(one: str, other: str) -> Severity | None:
    """The same for names that differ in one character or have two neighbouring ones swapped."""
    different = [index for index, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]]
    if len(one) != len(other) or not different:
        return None
    first, last = different[0], different[-1]
    if len(different) == 2 and last == first + 1 and one[first] == other[last] and one[last] == other[first]:
        return Severity.WARNING
    is_contrast = _CONTRASTS.match(one[first]) or _CONTRASTS.match(other[first])
    return Severity.INFO if len(different) == 1 and not is_contrast else None


def _finding(one: list[FormIndicator], other: list[FormIndicator], severity: Severity) -> Finding:
    """A finding at the rarer name; of equally rare ones, at the later."""
    common, odd = (one, other) if len(one) >= len(other) else (other, one)
    message = (
        f"“{odd[0].name}”（{listed(indicator.form for indicator in odd)}）与“{common[0].name}”"
        f"（{listed(indicator.form for indicator in common)}）名称相近，可能是同一个指标"
    )
    return Finding(odd[0].label.source, message, severity, odd[0].name)


RULE = Rule("B005", "指标名称相近", "确是同一个指标的，统一名称", project=partial(in_each_tree, check=check))
