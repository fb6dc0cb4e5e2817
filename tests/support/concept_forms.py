"""Writes forms in the words of offices: a form written in what its names are used for (用途), and a vocabulary in, the
project file with that office's words out. What the office's form does not have is left out.
"""

from __future__ import annotations

import copy
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FOLDER = Path(__file__).parents[1] / "faults"
_VALUE = re.compile(r"(?P<sign>[≥≤<>=]?)\s*(?P<number>[0-9.,]+|\{\{[^{}]*\}\})(?P<unit>(?!年)[^0-9]*)")
_SPLIT = ("目标值", "周期目标值", "完成值", "阶段完成值", "预计完成值", "复核完成值", "上年值")
_PARTS = ("来源一", "来源二", "来源三")
Values = dict[str, Any]


@cache
def data(name: str) -> Any:
    """One of the files beside the tests of faults."""
    return YAML(typ="safe").load(FOLDER / f"{name}.yaml")


def changed(form: Values, changes: Values) -> Values:
    """A copy with other values at paths like ``资金/来源一``; a value None takes the entry away."""
    whole = copy.deepcopy(form)
    for path, value in changes.items():
        *groups, last = path.split("/")
        inner = whole
        for key in groups:
            inner = inner[key] if isinstance(inner.get(key), dict) else inner.setdefault(key, {})
        if value is None:
            inner.pop(last)
        else:
            inner[last] = copy.deepcopy(value)
    return whole


def concepts_of(vocabulary: Values) -> set[str]:
    """What a form in these words can say."""
    return {*vocabulary["表"], *vocabulary["指标"]}


def written(form: Values, vocabulary: Values) -> str:
    """The project file."""
    whole = {key: value for key, value in form.items() if key not in {"绩效指标", "分表"}}
    values = {**({"打分": vocabulary["打分"]} if "打分" in vocabulary else {}), **_fields(whole, vocabulary["表"])}
    if "绩效指标" in form:
        values["绩效指标"] = _tree(form["绩效指标"], vocabulary["指标"])
    if "分表" in form:
        values["分表"] = {**form["分表"], "各表": _each(form["分表"]["各表"], vocabulary)}
    return json.dumps(values, ensure_ascii=False, indent=1).replace('": null', '":')


def _each(forms: Values, vocabulary: Values) -> Values:
    return {
        name: {
            **_fields({key: value for key, value in own.items() if key != "绩效指标"}, vocabulary["表"]),
            **({"绩效指标": _tree(own["绩效指标"], vocabulary["指标"])} if "绩效指标" in own else {}),
        }
        for name, own in forms.items()
    }


def _fields(values: Values, words: Values) -> Values:
    """Fields by the words of the office, without those that it has no word for; a group without a name is no group."""
    known = {*_all_concepts("表")}
    found: Values = {}
    for concept, value in values.items():
        if concept in known and concept not in words:
            if concept in ("项目名称", "主管部门"):
                found[concept] = value
            continue
        word = words.get(concept, concept)
        below = _fields(value, words) if isinstance(value, dict) else value
        if isinstance(value, list):
            below = [_fields(each, words) if isinstance(each, dict) else words.get(each, each) for each in value]
        if word:
            found[word] = below if not isinstance(below, (int, float)) else str(below)
        else:
            found.update(below)
    return found


@cache
def _all_concepts(kind: str) -> frozenset[str]:
    return frozenset(concept for each in data("vocabularies").values() for concept in each[kind])


def _tree(tree: Values, words: Values) -> Values:
    return {
        first: {
            second: {name: _indicator(value, words) for name, value in thirds.items()}
            for second, thirds in seconds.items()
        }
        for first, seconds in tree.items()
    }


def _indicator(value: Any, words: Values) -> Any:
    given = value if isinstance(value, dict) else {"目标值": value}
    if value is None:
        return None
    split = _split(given) if "符号" in words and "计量单位" in words and "分解" not in given else given
    found: Values = {}
    for concept, text in split.items():
        if concept == "分解":
            found[concept] = {
                words.get(each, each): below
                for each, below in text.items()
                if each in words or each not in _all_concepts("指标")
            }
        elif concept in words or concept not in _all_concepts("指标"):
            found[words.get(concept, concept)] = text if isinstance(text, str) else str(text)
    return found


def _split(given: Values) -> Values:
    """A value like ``≥40家`` in columns for sign, number and unit; one in words is 定性."""
    found = dict(given)
    target = _VALUE.fullmatch(str(given.get("目标值", "")))
    found.setdefault("符号", target["sign"] if target else "定性")
    found.setdefault("计量单位", target["unit"] if target else "")
    for concept in _SPLIT:
        match = _VALUE.fullmatch(str(given.get(concept, "")))
        if match and match["unit"] == found["计量单位"]:
            found[concept] = match["number"]
    return found
