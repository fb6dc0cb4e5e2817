"""One thing wrong in a correct project file: what is changed, and the exact codes that it must raise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import spoilt_breakdowns as breakdowns
import spoilt_evaluations as evaluations
import spoilt_targets as targets
from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from indicators import Values


class Mutation(Struct, frozen=True):
    """``change`` spoils a project of one kind in place."""

    name: str
    kind: str
    change: Callable[[Values, Random], None]
    codes: frozenset[str]


def _of(kind: str, *entries: tuple[str, Callable[[Values, Random], None], str]) -> tuple[Mutation, ...]:
    return tuple(Mutation(name, kind, change, frozenset(codes.split())) for name, change, codes in entries)


MUTATIONS: tuple[Mutation, ...] = (
    *_of(
        "目标表",
        ("总体目标里换一个数", targets.goal_says_another_number, "B001"),
        ("预算换一个数", targets.budget_is_another, "B002"),
        ("文号的括号换一种", targets.document_written_two_ways, "B003"),
        ("一张分表换了二级", targets.under_another_second_level, "B004"),
        ("一张分表名称多一个字", targets.spelt_nearly_the_same, "B005 B007"),
        ("一张分表换了写法", targets.another_style, "B006"),
        ("一张分表少一个指标", targets.lacks_an_indicator, "B007"),
        ("满意度写成不超过", targets.satisfaction_at_most, "C001"),
        ("用时写成不少于", targets.time_at_least, "C001"),
        ("金额没有单位", targets.amount_without_unit, "C002"),
        ("企业数按天算", targets.unit_of_another, "C003"),
        ("没有效益指标", targets.without_benefits, "D001"),
        ("留下 LaTeX", targets.latex, "E001"),
        ("大于号认成书名号", targets.misread_sign, "E001"),
        ("括号混用", targets.mixed_brackets, "E002"),
        ("多余的空格", targets.stray_space, "E003"),
        ("句子重复", targets.doubled_sentence, "E004"),
        ("叠字", targets.doubled_word, "E004"),
        ("零宽字符", targets.zero_width, "E005"),
        ("替换字符", targets.replacement_character, "E005"),
        ("期限在下一年", targets.deadline_next_year, "F003"),
        ("写了人名", targets.person, "G001"),
        ("留下网页的空格", targets.entity, "E001"),
        ("括号不成对", targets.unpaired_bracket, "E002"),
        ("知晓率按家算", targets.rate_in_households, "C003"),
        ("不公开的表写了身份证号", targets.identity_card, "G002"),
        ("没有满意度指标", targets.without_satisfaction, "D001"),
        ("写了电话", targets.telephone, "G002"),
        ("分配方案的合计", targets.total_of_an_allotment, "A012"),
        ("目标里的资金换一个数", targets.goal_asks_for_other_funds, "B008"),
        ("一张分表的符号相反", targets.sign_of_one_form, "B006 C005"),
        ("定量的值没有数", targets.quantity_in_words, "C006"),
        ("列出的市州没有分表", targets.place_without_form, "D004"),
        ("资金的名称不认识", targets.unknown_funds, "D005"),
        ("主管部门没有填", targets.no_department, "D006"),
        ("全角数字", targets.full_width, "E006"),
    ),
    *_of(
        "分解表",
        ("一个地区两个数一起改", breakdowns.part_of_both, "A008"),
        ("一个地区的当年值", breakdowns.part_of_one_year, "A008 A010"),
        ("少一个地区", breakdowns.place_lacks, "A009"),
        ("总金额", breakdowns.cycle_of_amounts, "A010"),
        ("总数用大于号", breakdowns.head_stricter_than_parts, "C004"),
        ("起止颠倒", breakdowns.ends_before_it_starts, "F001"),
        ("期限在到期之后", breakdowns.deadline_after_the_end, "F003"),
        ("总数的周期值", breakdowns.cycle_of_the_head, "A008 A010"),
        ("当年度目标里换一个数", breakdowns.goal_of_the_year, "B001"),
    ),
    *_of(
        "自评表",
        ("分值多 1 分", evaluations.weight, "A001 A002"),
        ("一级标签里的分数", evaluations.points_in_label, "A002"),
        ("得分超过分值", evaluations.score_over_weight, "A003"),
        ("总分", evaluations.total, "A004"),
        ("得分少 1 分", evaluations.score_off_formula, "A005"),
        ("执行率", evaluations.rate, "A006"),
        ("资金的一部分", evaluations.part_of_funds, "A007"),
        ("完成率", evaluations.claimed_rate, "A011"),
        ("扣了分没有原因", evaluations.without_reason, "D002"),
        ("超额三成没有原因", evaluations.overachieved, "D002"),
        ("实际完成值不是数", evaluations.actual_is_no_number, "D003"),
        ("支出早于下达", evaluations.spent_before_allotted, "F002"),
        ("执行率的得分", evaluations.execution_score, "A006"),
        ("资金的总数", evaluations.whole_of_funds, "A007"),
        ("预期目标里换一个数", evaluations.expected_goal, "B001"),
        ("得分小于零", evaluations.negative_score, "A003"),
        ("起止时间颠倒", evaluations.period_backwards, "F001"),
    ),
)
