"""The name of an indicator in, what it counts out: a kind of ``measures.kind_of_unit``, read off how the name ends."""

from __future__ import annotations

import re
from functools import lru_cache

from generator.check.measures import bare_name

_COUNT = "(?:总数|个数|数量|数)"
_KINDS = (
    ("", "频率|功率|效率|汇率|速率|心率|分辨率|周转率|容积率|名额|差额"),
    ("比率", "率|满意度|比例|占比|比重|增幅|增速|涨幅|降幅"),
    ("家数", f"(?:企业|公司|商户|农户|商家|卖家|市场主体)(?:家|户)?{_COUNT}|家数|户数"),
    ("人数", f"人次{_COUNT}?|人数|人员{_COUNT}"),
    ("次数", f"场次{_COUNT}?|次数|场数|期数|批次{_COUNT}?|活动(?:场次)?{_COUNT}"),
    ("金额", "额|金额|资金|收入|营收|产值|利润|税收|外资|投资|贷款|(?:进口|出口|进出口|贸易|投资|交易)(?:规模|任务)?"),
    ("金额", "成本|费用|经费|造价|单价|预算控制"),
    ("时间", "耗时|用时|时长|时间|时限|天数"),
)
_PATTERNS = tuple((kind, re.compile(f"(?:{pattern})$")) for kind, pattern in _KINDS)


@lru_cache(maxsize=4096)
def kind_of_name(name: str) -> str:
    """``支持企业数量`` counts 家数, ``出口额`` is a 金额; blank where the name does not tell."""
    bare = bare_name(name)
    return next((kind for kind, pattern in _PATTERNS if pattern.search(bare)), "")
