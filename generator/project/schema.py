"""The JSON Schema of project files (draft 2020-12) with Chinese descriptions, for editors.

It states the rules that ``shape.py`` and ``subforms.py`` check; keys of the user's own may hold anything. An editor
finds it by ``MODELINE``, the first line of a project file.
"""

from __future__ import annotations

import json
from typing import Any

from generator.project.keywords import (
    ALL_FORMS,
    BREAKDOWN,
    BY,
    CHECKS,
    DATA,
    DISPLAY,
    EACH,
    EXCEPT,
    FORMS,
    HIDDEN,
    INHERIT,
    KEEP,
    LEVELS,
    ORDER,
    PLACES,
    ROWS,
    SCORING,
    SHEET,
    SKIP,
    TEMPLATE,
    TREE,
)
from generator.project.settings import BLANK, IGNORE, NAMES, NOTE, PUBLISHED

SCHEMA_FILE = "项目文件.schema.json"
MODELINE = f"# yaml-language-server: $schema={SCHEMA_FILE}\n"
_DRAFT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]

_ATTRIBUTES = {
    "指标值": "表上印的值，如 ≥4家；符号、数值、单位从这里认出",
    "类型": "≥、≤、=、定性 等，与 值、单位 合成指标值",
    "值": "与 类型、单位 合成指标值",
    "单位": "如 家、万元、%",
    "年度指标值": "自评表：年初的目标",
    "实际完成值": "自评表：年末的结果",
    "分值": "自评表：满分",
    "得分": "自评表：写数，或写 自动 由程序计算",
    "偏差原因": "自评表：没有完成，或超过很多的原因",
    "周期值": "几年合计的目标",
    "当年值": "本年度的目标",
    "内容": "指标内容",
    "备注": "备注",
    "说明": "说明",
}


def schema_text() -> str:
    """The schema as the text of a JSON file."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def schema() -> Schema:
    """The schema as JSON values."""
    return {
        "$schema": _DRAFT,
        "title": "项目文件",
        "description": "一个资金（项目）一个文件：写什么印什么，各分表由它生成",
        "type": "object",
        "properties": {
            TEMPLATE: _name("用哪个模板：templates 文件夹里的文件名，不带扩展名"),
            INHERIT: {**_name("以另一个项目文件为底，这里只写不同的地方，如 2023年.yaml"), "type": ["string", "null"]},
            **_values(),
            SCORING: _name("打分办法的名称，或自己的文件，如 我省.yaml"),
            CHECKS: _checks(),
            FORMS: _forms(),
        },
        # 指标 and 全部分表 are in every context, so a project file may not define them.
        "propertyNames": {"not": {"enum": [ROWS, ALL_FORMS]}},
        "anyOf": [{"required": [TEMPLATE]}, {"required": [INHERIT]}],
        "$defs": {
            "文字": {"description": "写什么印什么，可以用 {{ 变量 }}", "type": ["string", "number", "boolean", "null"]},
            "指标": _indicator(),
            "分解": _breakdown(),
        },
    }


def _name(description: str) -> Schema:
    return {"description": description, "type": "string", "minLength": 1}


def _values() -> Schema:
    """The properties that both the base and a sub-form may have."""
    return {
        TREE: _tree(),
        PLACES: {
            "description": "分解到的地区，名称写一遍，如 [甲市, 乙市]",
            "type": ["array", "null"],
            "items": {"$ref": "#/$defs/文字"},
        },
        DISPLAY: {
            "description": "指标名称: 打印的文字（\\n 是换行）；名称有重复时写路径，如 产出指标/数量指标",
            "type": ["object", "null"],
            "additionalProperties": {"$ref": "#/$defs/文字"},
        },
        ORDER: {
            "description": "一级或二级指标: [下级的次序]",
            "type": ["object", "null"],
            "additionalProperties": {"type": ["array", "null"], "items": {"$ref": "#/$defs/文字"}},
        },
    }


def _tree() -> Schema:
    indicator = {"$ref": "#/$defs/指标"}
    named = {"type": "object", "additionalProperties": indicator}
    listed = {"type": "array", "items": {**indicator, "type": ["object", "null"]}}
    second = {"description": "二级指标: 三级指标", "anyOf": [named, listed, {"type": "null"}, {"const": ""}]}
    first = {"description": "一级指标: 二级指标", "type": "object", "additionalProperties": second}
    blank = {"enum": ["", None]}
    tree = {"type": ["object", "null"], "additionalProperties": {"anyOf": [first, blank]}}
    flat = {"type": ["object", "array"], "propertyNames": {"not": {"pattern": "指标$"}}, "items": listed["items"]}
    return {
        "description": "一级 > 二级 > 三级: 指标值（或一组属性），没有上两级的直接写指标；名称不变，换行写在 显示 里",
        "anyOf": [tree, {**flat, "additionalProperties": {"anyOf": [indicator, blank]}}],
    }


def _indicator() -> Schema:
    text = {"$ref": "#/$defs/文字"}
    given = {name: {**text, "description": meaning} for name, meaning in _ATTRIBUTES.items()}
    named = {LEVELS[-1]: {**text, "description": "三级指标的名称（二级写成列表时用）"}}
    return {
        "description": "指标值，如 ≥4家；或一组属性，如 {类型: ≥, 值: 4, 单位: 家}",
        "type": ["string", "number", "boolean", "null", "object"],
        "properties": {**named, **given, BREAKDOWN: {"$ref": "#/$defs/分解"}, **dict.fromkeys(LEVELS[:2], False)},
        "additionalProperties": text,
    }


def _breakdown() -> Schema:
    text = {"$ref": "#/$defs/文字"}
    names = {"type": ["array", "string"], "items": text}
    return {
        "description": "各地区的值：一个列表（与地区一样多）、一个值（各地区相同），或逐个写 甲市: {周期值: …}",
        "type": ["object", "null"],
        "properties": {
            PLACES: {**names, "description": "只分到这些地区"},
            EXCEPT: {**names, "description": "不分到这些地区"},
        },
        "additionalProperties": {
            "type": ["string", "number", "boolean", "null", "array", "object"],
            "items": text,
            "additionalProperties": text,
        },
    }


def _checks() -> Schema:
    return {
        "description": "怎样检查",
        "type": ["object", "null"],
        "properties": {
            IGNORE: {
                "description": "规则代码: 原因；这个项目里不再报",
                "type": ["object", "null"],
                "propertyNames": {"pattern": "^[A-Z][0-9]{3}$"},
                "additionalProperties": {"description": "原因", "type": "string", "minLength": 1},
            },
            PUBLISHED: {"description": "表格要公开：另查人名、电话", "enum": ["是", "否", True, False]},
            NAMES: {
                "description": "我们的说法: 标准名称，如 权重: 分值；当作什么见 jixiao check --names",
                "type": ["object", "null"],
                "additionalProperties": {"description": "标准名称", "type": "string", "minLength": 1},
            },
            BLANK: {
                "description": "可以空着的栏，如 [备注]；别的栏空着会报",
                "type": ["array", "string", "null"],
                "items": {"type": "string", "minLength": 1},
            },
            NOTE: {"description": "报出检查结果时附上的一句话", "type": ["string", "number", "boolean", "null"]},
        },
        "additionalProperties": False,
    }


def _forms() -> Schema:
    # A schema that is false refuses its property.
    barred = dict.fromkeys((TEMPLATE, INHERIT, FORMS, CHECKS, ROWS, ALL_FORMS), False)
    form = {
        "description": "这张表自己的变量和写法",
        "type": ["object", "null"],
        "properties": {**_values(), **barred},
    }
    return {
        "description": "要出多少张表；不写就是一张",
        "type": "object",
        "properties": {
            BY: _name("各表的名称填入哪个变量，如 市州"),
            EACH: {"description": "分表名称: {变量: 值}", "type": ["object", "null"], "additionalProperties": form},
            DATA: _name("旁边的表格文件（.csv 或 .xlsx），一行一张表"),
            SHEET: _name("读工作簿里的哪一张工作表；不写的读第一张看得见的"),
            HIDDEN: {"description": "表格里隐藏或筛掉的行做不做", "enum": [SKIP, KEEP]},
        },
        "additionalProperties": False,
    }
