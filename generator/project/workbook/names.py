"""The sheets and headings of a workbook that is a project; each is read by a module of this folder."""

COMMON = "共同"
INDICATORS = "指标"
BREAKDOWNS = "地区分解"
DISPLAYS = "显示"
FORM_ROWS = "分表"
FORM_INDICATORS = "分表指标"
OVERRIDES = "改写"
NOTES = "说明"
"""A sheet for people; it is never read."""

SHEETS = (COMMON, INDICATORS, BREAKDOWNS, DISPLAYS, FORM_ROWS, FORM_INDICATORS, OVERRIDES)

NAME, BELOW, VALUE = "名称", "下级", "值"
TREE_COLUMN = "树"
INDICATOR, PLACE, PRINTED = "指标", "地区", "印成"
EVERYWHERE, WITHOUT = "（各地区）", "（除）"
"""In the column 地区: the values that all places have; and, before its name, a place that is left out."""
