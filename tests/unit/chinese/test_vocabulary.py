"""What names on forms are used for: the words of public forms, how they are compared, and words of several meanings."""

from __future__ import annotations

import pytest

from generator.chinese.vocabulary import NameInUse, Role, columns_called, folded, vocabulary

# The words that were found in public forms of 财预〔2020〕10号, 转移支付, 四川, 湖北, 河北, 海南, 湖南, 广东,
# 陕西, 北京, 黑龙江 and of the integrated budget system, and those known in the trade, by what they mean there.
COLUMNS = {
    Role.INDICATOR: "三级指标 三级指标名称 指标名称 指标内容 具体指标 绩效指标 评价内容 考核内容",
    Role.TARGET: """
        年度指标值 指标值 目标值 年初目标值 年初指标值 年初设定值 绩效指标值 预期值 预期指标值 目标值（标准）
        本年度计划水平 绩效目标值 绩效标准 计划值 批复值 当年度指标值 当年值""",
    Role.PERIOD_TARGET: "实施周期指标值 实施期指标值 实施期目标值 长期指标值 中长期指标值 总体指标值",
    Role.ACTUAL: """
        实际完成值 完成值 全年完成值 全年实际完成值 实际值 完成情况 实际完成情况 年度完成值 自评完成值 实现值
        完成指标值 目标完成情况""",
    Role.PARTIAL_ACTUAL: "1-7月执行情况 当前完成值 当前月执行情况 绩效指标完成情况 截至9月完成值 监控期完成值",
    Role.FORECAST: "全年预计完成情况 全年预计完成值 绩效指标全年预计完成情况 预计完成值",
    Role.LAST_YEAR: "上年度实际水平 上年值 历史值",
    Role.REVIEWED_ACTUAL: "复核完成值 核定值 核实完成值",
    Role.ADJUSTED_TARGET: "调整后指标值 调整后目标值",
    Role.WEIGHT: "分值 权重 权重分 分数 标准分 满分 指标分值 分值权重 权重（%） 赋分",
    Role.SCORE: "得分 自评得分 评价得分 自评分 实际得分 评分",
    Role.REVIEWED_SCORE: "复核得分 复核分 核定得分 抽查得分 财政评分",
    Role.GRADE: "自评等级 等级 评价等级 评价结论 评定等次",
    Role.SIGN: "指标值类型 指标性质 绩效指标性质 计算符号 符号 比较符 指标符号 运算符号",
    Role.DIRECTION: "指标方向性 指标方向 正反向 指标属性",
    Role.KIND: "指标类型 计量方式 定性/定量",
    Role.UNIT: "度量单位 计量单位 单位 绩效度量单位 指标单位",
    Role.EXPLANATION: "指标值内容 指标值说明 目标值说明 指标解释 指标说明 公式或说明 指标内容/计算公式",
    Role.REMARK: "备注",
    Role.SCORING_RULE: "评分标准 计分标准 扣分标准 赋分原则 评分规则",
    Role.REASON: """
        偏差原因分析及改进措施 偏差原因分析 未完成原因分析 未完成原因和改进措施 偏差原因说明 原因说明
        偏差大或目标未完成原因分析 扣分原因和其他说明 扣分原因 原因""",
    Role.REASON_CLASS: "经费保障 制度保障 人员保障 硬件条件保障 其他",
    Role.POSSIBILITY: "完成目标可能性 完成可能性分析 完成可能性",
    Role.DEVIATION: "偏离度 偏差率 偏差度 完成率 完成比例 指标完成率",
}
FIELDS = {
    Role.GOAL: """
        总体目标 年度总体目标 年度目标 年度绩效目标 本年度绩效目标 预期目标 项目年度目标 年初设定目标 当年度目标
        绩效目标 预期绩效目标""",
    Role.PERIOD_GOAL: "实施周期总目标 实施期总目标 长期目标 项目总目标 中长期目标",
    Role.GOAL_RESULT: "实际完成情况 全年实际完成情况 年度目标完成情况 目标实现情况",
    Role.FUNDS: """
        年度资金总额 总额 项目资金 资金总额 年度财政资金总额 年度资金申请总额 年度金额 当年度金额 预算金额
        年度本级预算金额 资金合计 项目资金（万元） *年度金额（万元）：""",
    Role.SUM_ROW: "合计 总计",
    Role.SUBTOTAL_ROW: "小计",
    Role.ALLOCATION: "当年财政拨款 财政拨款 财政资金 其中：当年财政拨款",
    Role.ALLOCATION_BY_LEVEL: """
        中央补助 中央财政 省级资金 省财政 市、区拟配套资金 州财政 县财政 地方资金 市县资金 本级财政 上级财政资金""",
    Role.ALLOCATION_BY_FUND: "本年一般公共预算拨款 政府性基金 国有资本经营预算",
    Role.CARRIED_OVER: "上年结转资金 上年结转 结转结余资金",
    Role.FISCAL_ACCOUNT: "财政专户管理资金 财政专户拨款",
    Role.UNIT_FUNDS: "单位资金",
    Role.UNIT_FUNDS_BY_KIND: "事业收入 经营性收入",
    Role.OWN_FUNDS: "自有资金 单位自筹",
    Role.OTHER_FUNDS: "其他资金 其他",
    Role.BASIC_EXPENSE: "基本支出",
    Role.EXPENSE_BY_USE: "项目支出",
    Role.BASIC_EXPENSE_BY_KIND: "人员经费 公用经费",
    Role.FIRST_BUDGET: "年初预算数 年初预算 年初批复数 预算安排数",
    Role.BUDGET: "全年预算数 调整后预算数 调整预算数 预算数（A） 全年预算数（A） 调整后预算 指标数 下达数",
    Role.SPENT: """
        全年执行数 预算执行数 执行数（B） 全年执行数（B） 实际支出数 支出数 决算数 实际使用金额 项目实际支出金额
        支付数""",
    Role.PARTIAL_SPENT: "1-7月执行数 已支出 截至9月执行数 项目预算执行情况",
    Role.SPENT_FORECAST: "全年预计执行数 项目预算全年预计执行情况",
    Role.RECEIVED: "实际到位资金 到位数 项目实际到位金额",
    Role.INVESTMENT: "计划投资额",
    Role.RATE: """
        预算执行率 执行率 资金执行率 预算执行进度 支付率 支出率 预算完成率 预算执行情况（10分）
        预算执行情况（20分）""",
    Role.MONEY_UNIT: "金额单位 单位",
    Role.DEPARTMENT: """
        主管部门 主管部门名称 主管部门及代码 项目主管部门 中央主管部门 地方主管部门 省级主管部门 省级财政部门
        市级主管部门 预算部门 部门名称""",
    Role.IMPLEMENTER: "实施单位 项目实施单位 项目单位 资金使用单位 用款单位 承担单位 申报单位 使用单位",
    Role.REPORTER: "填报单位（盖章） 编制单位（盖章） 单位名称 预算单位 评价机构",
    Role.PERSON: "项目负责人 财务负责人 单位负责人 填报人 填表人 联系人 经办人 审核人 分管领导 单位负责人签字",
    Role.PHONE: "联系电话 项目负责人电话 联络电话",
    Role.PERIOD: "项目起止时间 实施期限 项目支出实施期 专项实施期 项目实施期 项目计划实施时间",
    Role.START: "起始年度 计划开始日期 项目开始时间 开始时间 起始日期",
    Role.END: "到期年度 计划完成日期 项目完成时间 完成时间 终止日期",
    Role.REPORTED: "填报日期 填表日期 报告时间 报送日期",
    Role.PROJECT: "项目名称 专项名称 转移支付（项目）名称 专项（项目）名称",
    Role.CODE: "项目代码 项目编码",
    Role.TOTAL_SCORE: "总分 得分合计 自评总分",
    Role.PLACE: "市州 市县 地区",
}


def column(name: str, *others: str, values: tuple[str, ...] = ()) -> Role | None:
    """The role of a column of indicators beside others."""
    uses = [NameInUse(name, values, (name, *others)), *(NameInUse(other) for other in others)]
    return vocabulary().attributes.namings(uses, {})[0].role


def field(name: str, *others: str, values: tuple[str, ...] = ()) -> Role | None:
    """The role of a field of a form beside others."""
    uses = [NameInUse(name, values, (name, *others)), *(NameInUse(other) for other in others)]
    return vocabulary().fields.namings(uses, {})[0].role


@pytest.mark.parametrize(("role", "words"), COLUMNS.items(), ids=lambda each: getattr(each, "name", ""))
def test_every_word_of_public_forms_for_a_column_is_known(role: Role, words: str) -> None:
    assert {word: column(word) for word in words.split()} == dict.fromkeys(words.split(), role)


@pytest.mark.parametrize(("role", "words"), FIELDS.items(), ids=lambda each: getattr(each, "name", ""))
def test_every_word_of_public_forms_for_a_field_is_known(role: Role, words: str) -> None:
    assert {word: field(word) for word in words.split()} == dict.fromkeys(words.split(), role)


@pytest.mark.parametrize(
    ("typed", "compared"),
    [
        ("年度 资金\n总额", "年度资金总额"),
        ("其中：当年财政拨款（万元）", "当年财政拨款"),
        ("*总额", "总额"),
        ("全年预算数（Ａ）", "全年预算数"),
        ("预算执行率（10分）：", "预算执行率"),
        ("1、中央补助", "中央补助"),
        ("（一）财政拨款", "财政拨款"),
        ("转移支付（项目）名称", "转移支付(项目)名称"),
        ("其中：", "其中"),
        ("", ""),
        ("（A）", "(A)"),
        ("2023年", "2023年"),
    ],
)
def test_names_are_compared_without_what_forms_add(typed: str, compared: str) -> None:
    assert folded(typed) == compared


@pytest.mark.parametrize(
    ("name", "others", "values", "role"),
    [
        ("指标值", (), (), Role.TARGET),
        ("指标值", ("目标值（标准）",), (), Role.ACTUAL),
        ("指标值", ("目标值", "完成值"), (), Role.TARGET),
        ("指标值", ("年度指标值",), (), Role.TARGET),
        ("指标内容", ("三级指标",), (), Role.EXPLANATION),
        ("指标内容", (), (), Role.INDICATOR),
        ("指标类型", (), ("≥", "定性"), Role.SIGN),
        ("指标类型", (), ("定量", "定性"), Role.KIND),
        ("指标性质", (), ("定性",), Role.KIND),
        ("指标性质", (), ("≥",), Role.SIGN),
        ("类型", (), ("定量",), Role.KIND),
        ("类型", (), (), Role.SIGN),
        ("指标属性", (), ("正向",), Role.DIRECTION),
        ("指标属性", (), (">=",), Role.SIGN),
        ("指标值类型", (), ("定量",), Role.KIND),
        ("权重", (), (), Role.WEIGHT),
        ("权重", ("分值",), (), Role.COMPUTED),
        ("评价标准", (), (), Role.TARGET),
        ("评价标准", ("目标值",), (), Role.SCORING_RULE),
        ("备注", (), (), Role.REMARK),
        ("备注", ("得分",), (), Role.REASON),
        ("备注", ("得分", "偏差原因"), (), Role.REMARK),
        ("说明", ("得分",), (), Role.REASON),
        ("说明", (), (), Role.EXPLANATION),
    ],
)
def test_what_decides_a_column_of_several_meanings(
    name: str, others: tuple[str, ...], values: tuple[str, ...], role: Role
) -> None:
    assert column(name, *others, values=values) is role


@pytest.mark.parametrize(
    ("name", "others", "values", "role"),
    [
        ("总额", (), (), Role.FUNDS),
        ("总额", ("年度资金总额",), (), Role.PERIOD_FUNDS),
        ("总金额", ("当年度金额",), (), Role.PERIOD_FUNDS),
        ("资金总额", ("年度金额",), (), Role.PERIOD_FUNDS),
        ("项目资金总额", (), (), Role.FUNDS),
        ("项目资金总额", ("年度资金",), (), Role.PERIOD_FUNDS),
        ("项目总额", (), (), Role.FUNDS),
        ("预算总额", (), (), Role.FUNDS),
        ("预算总额", ("执行数",), (), Role.BUDGET),
        ("单位", (), ("万元",), Role.MONEY_UNIT),
        ("单位", (), ("某市商务局",), Role.REPORTER),
        ("年度目标", (), ("支持企业40家，带动出口增长，完成全年任务",), Role.GOAL),
        ("年度目标", (), ("410",), Role.FUNDS),
        ("总分", (), (), Role.TOTAL_SCORE),
        ("总分", ("总得分",), (), Role.TOTAL_WEIGHT),
        ("省级", (), ("500", "300"), Role.ALLOCATION_BY_LEVEL),
        ("市级", (), ("甲市",), Role.PLACE),
    ],
)
def test_what_decides_a_field_of_several_meanings(
    name: str, others: tuple[str, ...], values: tuple[str, ...], role: Role
) -> None:
    assert field(name, *others, values=values) is role


def test_a_name_that_no_list_has_has_no_role() -> None:
    assert column("完成程度") is None
    assert field("项目概况") is None


def test_a_role_that_the_project_gives_a_word_counts_before_all_lists() -> None:
    given = {"权重": Role.SCORE, "完成程度": Role.ACTUAL}
    uses = [NameInUse("权重"), NameInUse("完成程度（家）")]
    found = vocabulary().attributes.namings(uses, given)
    assert [(naming.role, naming.reason) for naming in found] == [
        (Role.SCORE, "项目文件或打分办法写明"),
        (Role.ACTUAL, "项目文件或打分办法写明"),
    ]


def test_why_a_word_of_several_meanings_has_its_role() -> None:
    uses = [NameInUse("总额", (), ("年度金额",)), NameInUse("年度金额"), NameInUse("单位", ("万元",))]
    found = vocabulary().fields.namings(uses, {})
    assert [naming.reason for naming in found] == ["旁边有“年度金额”", "词汇表", "下面填的是货币"]


def test_standard_names_are_roles_and_words_of_one_meaning() -> None:
    words = vocabulary()
    assert [words.role_called(name) for name in ("分值", "实际完成值", "全年预算数", "执行")] == [
        Role.WEIGHT,
        Role.ACTUAL,
        Role.BUDGET,
        Role.SPENT,
    ]
    assert words.role_called("完成程度") is None
    assert words.standard_name_near("实际完成直") == "实际完成值"


def test_columns_by_role_have_the_likeliest_word_first() -> None:
    found = columns_called(("指标值", "年度指标值", "自评得分", "地盘"), frozenset())
    assert found == {Role.TARGET: ("年度指标值", "指标值"), Role.SCORE: ("自评得分",)}


def test_columns_by_role_follow_what_a_project_gives() -> None:
    assert columns_called(("地盘",), frozenset({("地盘", Role.UNIT)})) == {Role.UNIT: ("地盘",)}


def test_no_word_of_the_vocabulary_is_lost() -> None:
    words = vocabulary()
    assert set(Role) - {naming for kind in (words.attributes, words.fields) for naming in kind.roles.values()} == set()
