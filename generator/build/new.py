"""Writes a blank project file for a template (``jixiao new``); it builds as it is, to a blank form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generator.chinese.nominal_size import screen_width
from generator.chinese.vocabulary import NameInUse, Role, vocabulary
from generator.jinja.shapes import Shape
from generator.project.keywords import (
    ALL_FORMS,
    BREAKDOWN,
    LEVELS,
    NUMBER,
    PLACES,
    ROWS,
    SCORING,
    TOTAL,
    TREE,
    UNIT,
    VALUE,
    WORKING,
)
from generator.template.labels import PlaceholderLabel

_PROVIDED = {ROWS, TREE, ALL_FORMS, NUMBER, TOTAL, SCORING}  # names that a context brings by itself
_DERIVED = {*LEVELS, "符号", "数值", WORKING, BREAKDOWN, PLACES}  # attributes that need not be written
_MAX_WIDTH = 60  # columns of a value on one line
_TREE = {
    "产出指标": ("数量指标", "质量指标", "时效指标", "成本指标"),
    "效益指标": ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"),
    "满意度指标": ("服务对象满意度指标",),
}


def draft(name: str, shapes: Mapping[str, Shape], labels: Mapping[str, PlaceholderLabel]) -> str:
    """The text of a project file for the template ``name``; ``labels`` are the words beside its placeholders."""
    lines = [
        f"# {name}：项目文件",
        "# 把要填的内容写在引号里；# 后面是说明，不会打印。",
        "# 很长的文字可以另存成文本文件，写 名称: !文件 文件名.txt。",
        "",
        f"模板: {name}",
        "",
    ]
    fields = {field: shape for field, shape in shapes.items() if field not in _PROVIDED}
    lines += _with_comments([line for field, shape in fields.items() for line in _field(field, shape, labels)])
    if ROWS in shapes or TREE in shapes:
        lines += ["", *_tree(shapes.get(ROWS, Shape()), labels)]
    lines += ["", *_sub_forms(shapes, [field for field, shape in fields.items() if _is_text(shape)])]
    return "\n".join(lines) + "\n"


def _is_text(shape: Shape) -> bool:
    return shape.item is None and not shape.attributes


def _field(
    name: str, shape: Shape, labels: Mapping[str, PlaceholderLabel], indent: str = ""
) -> Iterator[tuple[str, str]]:
    """The lines of one value, each with its comment; a mapping too long for one line gets a line for each entry."""
    value = "[甲地, 乙地]" if name == PLACES else _value(shape)
    if shape.item is not None or screen_width(value) <= _MAX_WIDTH:
        yield f"{indent}{name}: {value}", _comment(name, labels)
        return
    yield f"{indent}{name}:", _comment(name, labels)
    for inner, below in shape.attributes.items():
        yield from _field(inner, below, {}, indent + "  ")


def _value(shape: Shape) -> str:
    if shape.item is not None:
        return f"[{_value(shape.item)}]"
    if not shape.attributes:
        return '""'
    return "{" + ", ".join(f"{name}: {_value(inner)}" for name, inner in shape.attributes.items()) + "}"


def _comment(name: str, labels: Mapping[str, PlaceholderLabel]) -> str:
    label = labels.get(name)
    if label is None:
        return ""
    return f"{label.text}（{label.place}）" if label.text and label.text != name else label.place


def _with_comments(entries: list[tuple[str, str]]) -> Iterator[str]:
    """Comments in a column; a Chinese character is as wide as two Latin ones."""
    width = max((screen_width(entry) for entry, comment in entries if comment), default=0)
    for entry, comment in entries:
        yield f"{entry}{' ' * (width - screen_width(entry))}   # {comment}" if comment else entry


def _tree(rows: Shape, labels: Mapping[str, PlaceholderLabel]) -> Iterator[str]:
    item = rows.item or Shape()
    attributes = [name for name in item.attributes if name not in _DERIVED] or [VALUE]
    # Where 指标值 is written, 单位 is understood from it (``≥4家``).
    if VALUE in attributes and UNIT in attributes:
        attributes.remove(UNIT)
    yield "# 绩效指标：一级 > 二级 > 三级。一个二级有几个三级，就把它下面那一行抄几遍；不用的一级、二级删去。"
    for name in attributes:
        if text := _comment(f".{name}", labels):
            yield f"#   {name}：{text}"
    yield f"{TREE}:"
    blank = ", ".join(f'{name}: ""' for name in (LEVELS[-1], *attributes))
    for first, seconds in _TREE.items():
        yield f"  {first}:"
        for second in seconds:
            yield f"    {second}:"
            yield f"      - {{{blank}}}"


def _sub_forms(shapes: Mapping[str, Shape], texts: list[str]) -> Iterator[str]:
    """The lines of 分表, commented out unless the template uses 全部分表."""
    every = shapes.get(ALL_FORMS)
    used = [*every.item.attributes] if every is not None and every.item is not None else []
    names = used or texts[:1]
    by = _by((*texts, *used))
    mark = "" if used else "# "
    yield f"# 有多个市州（或项目）时，每个一行，写它与上面不同的内容{'；去掉下面各行开头的 # 和空格' if mark else ''}："
    yield f"{mark}分表:"
    yield f"{mark}  按: {by}"
    yield f"{mark}  各表:"
    for form in ("甲市", "乙市"):
        values = ", ".join(f'{name}: ""' for name in names if name != by)
        yield f"{mark}    {form}: {{{values}}}"


def _by(names: Sequence[str]) -> str:
    """The variable that names the 分表: the template's own for a place, else 市州."""
    namings = vocabulary().fields.namings([NameInUse(name) for name in names], {})
    return next((name for name, naming in zip(names, namings, strict=True) if naming.role is Role.PLACE), "市州")
