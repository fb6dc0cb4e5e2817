"""A phrase of a narrative or the name of an indicator in, what it is about out, so that the two can be told alike."""

from __future__ import annotations

import re
from functools import lru_cache

from generator.chinese.half_width import half_width

_REMARK = re.compile(r"\([^()]*\)\Z")
_SIGNS = re.compile("[\\s“”\"'‘’《》的]")
_LEADERS = re.compile(
    "(?:[(]?[0-9一二三四五六七八九十]+[.、)]+|[一二三四五六七八九十]是|(?:19|20)[0-9]{2}年度?|本?年度|本年|今年|当年|全年|年内|到?年底"
    "|预计|力争|争取|确保|保证|努力|计划|完成|实现|促成|促进|推动|推进|带动|使|全[国省市州县区]|我[省市州县区]|以及|并)+"
)
_TRAILERS = re.compile(
    "(?:[不未](?:得|应|能|可)?(?:少于|低于|小于|下于|超过|高于|大于|多于)|[大高多小低少]于|等于|至少|最少|至多|达到?了?|超过|突破"
    "|实现|完成|控制|保持|(?:增加|提高|提升|增)[到至]|力争|预计|共计|合计|累计|共|计|为|是|到|至|在|了|[≥≤<>=])+\\Z"
)
_COMPARED = re.compile("同比|[较比][上去]年度?(?:同期)?")
_GROWTH = re.compile("(?:增长率|增长幅度|增长速度|增幅|增速)\\Z")
_COUNTED = re.compile("(?:总数量|总数|数量|个数|家数|数)\\Z")
_QUALIFIERS = re.compile("重点|重大|主要|各类|各项|有效|相关")


@lru_cache(maxsize=16_384)
def one_line(text: str) -> str:
    """A label without its line breaks and spaces."""
    return "".join(text.split())


@lru_cache(maxsize=4096)
def section(label: str) -> str:
    """The name of a 一级 or 二级 without 指标 and its points: ``产出指标(50分)`` is 产出."""
    return _REMARK.sub("", half_width(one_line(label))).removesuffix("指标")


@lru_cache(maxsize=16_384)
def core(phrase: str) -> str:
    """Half-width text without leading words (全年, 完成), comparisons and 数量 at its end; 增幅 and 增长率 are 增长."""
    begun = _SIGNS.sub("", phrase)
    leaders = _LEADERS.match(begun)
    ended = _TRAILERS.sub("", begun[leaders.end() :] if leaders else begun)
    counted = _COUNTED.sub("", _GROWTH.sub("增长", _COMPARED.sub("", ended)))
    return counted.replace("满意率", "满意度")


@lru_cache(maxsize=16_384)
def bare(phrase: str) -> str:
    """The core without 重点, 各类 and the like."""
    return _QUALIFIERS.sub("", core(phrase))
