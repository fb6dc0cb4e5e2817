"""What made-up projects are about: funds, places, and indicators with what they count. All plain and correct."""

from __future__ import annotations

from msgspec import Struct

CITIES = "临江市 青原市 云岭市 安塘市 南渡市 北屏市 东浦市 西畴市 平沙市 白石市 龙溪市 金川市 海宁州 长汀市".split()
FUNDS = "外贸稳增长资金 县域商业体系建设资金 电子商务发展资金 招商引资补助资金 会展业发展资金".split()
PROFILES = {
    "财预〔2020〕10号": {"产出指标": 50, "效益指标": 30, "满意度指标": 10},
    "财预〔2021〕101号": {"成本指标": 20, "产出指标": 40, "效益指标": 20, "满意度指标": 10},
    "湖北": {"全部指标": 80},
    "四川": {"全部指标": 90},
}
IN_PROPORTION = {"湖北"}  # where a ceiling that is exceeded is scored as target ÷ actual
EXECUTION = {"湖北": 20}  # the weight of 预算执行率 where it is not 10


class Measure(Struct, frozen=True):
    """An indicator that counts: targets are ``lowest`` … ``highest`` in steps; ``sign`` is its direction."""

    group: str
    kind: str
    name: str
    unit: str
    lowest: int
    highest: int
    step: int = 1
    sign: str = "≥"
    adds_up: bool = True


class Quality(Struct, frozen=True):
    """An indicator that a person judges."""

    group: str
    kind: str
    name: str
    value: str


OUTPUTS = (
    Measure("产出指标", "数量指标", "支持企业数", "家", 20, 400, 10),
    Measure("产出指标", "数量指标", "组织培训场次", "场", 10, 60, 5),
    Measure("产出指标", "数量指标", "从业人员参训", "人次", 200, 9000, 100),
    Measure("产出指标", "数量指标", "集装箱发运量", "标箱", 10_000, 90_000, 10_000),
    Measure("产出指标", "数量指标", "建设公共服务平台", "个", 10, 30, 10),
    Measure("产出指标", "质量指标", "项目验收合格率", "%", 90, 98, adds_up=False),
    Measure("产出指标", "质量指标", "设备完好率", "%", 90, 98, adds_up=False),
    Measure("产出指标", "时效指标", "补助审核用时", "天", 10, 40, 10, "≤", adds_up=False),
    Measure("产出指标", "时效指标", "资金拨付及时率", "%", 90, 98, adds_up=False),
)
COSTS = (
    Measure("成本指标", "经济成本指标", "单个平台补助", "万元", 20, 80, 10, "≤", adds_up=False),
    Measure("成本指标", "经济成本指标", "人均课时成本", "元", 100, 500, 100, "≤", adds_up=False),
)
BENEFITS = (
    Measure("效益指标", "经济效益指标", "进出口总额", "亿元", 20, 900, 10),
    Measure("效益指标", "经济效益指标", "带动社会投资", "万元", 1000, 9000, 500),
    Measure("效益指标", "社会效益指标", "新增就业人数", "人", 200, 3000, 100),
    Quality("效益指标", "可持续影响指标", "长效服务机制", "健全"),
    Quality("效益指标", "社会效益指标", "营商环境", "改善"),
)
SATISFACTION = (
    Measure("满意度指标", "服务对象满意度指标", "受益企业满意度", "%", 85, 95, adds_up=False),
    Measure("满意度指标", "服务对象满意度指标", "社会公众满意度", "%", 85, 95, adds_up=False),
)

ALWAYS = {"支持企业数", "补助审核用时", "进出口总额", "营商环境"}

REMARKS = (
    "按月（每月5日前）报送进度，全年报送12次。",
    "监督电话：12345。",
    "截至上年底，全市有进出口实绩的企业1,286家，同比增长12.5%。",
    "年出口额1000万美元以上的企业，每家补助不超过20万元。",
    "组织企业参加第134届广交会，展位由“三类500强”企业和中小企业共用。",
    "按2600×(80000÷2)=10400万元测算，省市各承担一半。",
    "上年度进出口总额12.6亿元，支持企业数18家。",
    "资金分两批下达：第一批70%，第二批30%。",
)
"""Sentences beside the form's own figures: true or not, nothing in the form contradicts them."""
