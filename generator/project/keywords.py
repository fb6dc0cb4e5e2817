"""The keys of a project file that have a meaning of their own; every other key is the user's."""

TREE = "绩效指标"
ROWS = "指标"
TEMPLATE = "模板"
FORMS = "分表"
DISPLAY = "显示"
ORDER = "顺序"
INHERIT = "沿用"
PLACES = "地区"
BREAKDOWN = "分解"
EXCEPT = "除"
NUMBER = "序号"
TOTAL = "总数"
ALL_FORMS = "全部分表"
BOOK = "合订本"
SCORING = "打分"
CHECKS = "检查"

BY, EACH, DATA, SHEET, HIDDEN = "按", "各表", "数据", "工作表", "隐藏行"
SKIP, KEEP = "跳过", "照做"

LEVELS = ("一级", "二级", "三级")
VALUE = "指标值"
YEAR_VALUE = "年度指标值"
BARE_VALUE = "值"
KIND = "类型"
WEIGHT, SCORE, ACTUAL, WORKING = "分值", "得分", "实际完成值", "算式"
AUTOMATIC = "自动"
SIGN, NUMERAL, UNIT = "符号", "数值", "单位"

STRUCTURE = frozenset((TEMPLATE, FORMS, DISPLAY, ORDER, INHERIT, SCORING, CHECKS))
"""Top-level keys that say how to build the forms; a context does not hold them."""

GIVEN = frozenset((ROWS, ALL_FORMS))
"""Names that every context holds, so that a project file may not define them."""

STANDARD = frozenset(
    (
        *("指标值", "类型", "符号", "数值", "单位", "值", "内容", "备注", "说明"),
        *("年度指标值", "实际完成值", "分值", "得分", "算式", "偏差原因", "周期值", "当年值", "分解", "地区"),
    )
)
"""Attributes of an indicator that print blank where they are not given."""
