"""What is evaluated without being compiled gives the texts and reports of the compiled expression."""

from __future__ import annotations

from typing import Any

from examples import scaled
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.jinja.reports import LimitError
from generator.jinja.tags import scan
from generator.jinja.values import FAILED, Absent, IndicatorRow, Typed
from generator.problem import Source
from generator.project.expression import _compiled, expression_of

NAMES: dict[str, Any] = {
    "资金": Typed("410", Source("项目.yaml", 1, 1)),
    "名称": Typed("对非 资金"),
    "空": Typed(""),
    "缺": Absent("缺"),
    "坏": FAILED,
    "表": [Typed("1"), Typed("2")],
    "组": {"键": Typed("3"), "items": Typed("4")},
    "行": IndicatorRow({"三级": Typed("甲")}, frozenset(("分值",))),
    "a": 7,
}
ATOMS = st.sampled_from(
    "资金 名称 空 缺 坏 表 组 行 a 无 loop true none range"
    " 0 2 0.10 1e3 '万元' “3” 组.键 组.items 行.三级 行.分值 行.无 资金.无"
    " 名称.upper 表[0] 行['三级'] not(a) (a,资金) {'a':1} a>2 a.split(1) ''.join(表)".split()
)
FILTERS = st.sampled_from(
    "千分位 千分位(1) 万元 大写金额 日期 default(“甲”) length first sum join(“、”) upper sum(attribute='甲') abs max"
    " title default(default_value=资金) truncate(资金) list groupby('甲') map('upper') dictsort".split()
)
OPERATORS = st.sampled_from("+ - * / // % ** ~ and == in".split())
EXPRESSIONS = st.recursive(
    ATOMS,
    lambda below: st.one_of(
        st.builds("{} | {}".format, below, FILTERS),
        st.builds("({}) | {}".format, below, FILTERS),
        st.builds("({} {} {})".format, below, OPERATORS, below),
        st.builds("-{}".format, below),
        st.builds("{} if {} else {}".format, below, below, below),
    ),
    max_leaves=5,
)
TEXTS = st.lists(
    st.builds("{{{{ {} }}}}".format, EXPRESSIONS) | st.sampled_from("甲 \n {# 注 #} }}".split(" ")), max_size=4
)


@settings(derandomize=True, deadline=None, max_examples=scaled(1_500))
@given(TEXTS.map("".join))
def test_the_direct_value_of_a_text_is_that_of_the_compiled_one(text: str) -> None:
    expression = expression_of(text)
    if expression.mistakes or not expression.pieces:
        return
    compiled = _compiled(text.removesuffix("\n"), scan(text.removesuffix("\n"))[0])
    assert compiled.names == expression.names
    assert outcome(expression) == outcome(compiled)


def outcome(expression: Any) -> object:
    try:
        text, reports = expression.evaluate(NAMES)
    except LimitError as limit:
        return str(limit)
    except Exception as failure:  # noqa: BLE001  # the same whatever it is
        return type(failure)
    return text, [(report.kind, report.message, report.name, start) for report, start in reports]
