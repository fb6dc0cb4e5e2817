"""Tells the labels of rows and columns that add up others: 合计, 省级小计, 总计（万元）."""

from __future__ import annotations

import re

_TOTAL = re.compile(r"(?:.{0,10}(?:合计|总计|小计|共计)[数额]?|计|总数|累计|汇总)(?:[:：]|[(（].*[)）])?")


def is_total(label: str) -> bool:
    """Whether a label, white space aside, is that of a total."""
    return _TOTAL.fullmatch("".join(label.split())) is not None
