"""All rules, in the order of their codes. A rule that is not in this table does not run."""

from __future__ import annotations

from generator.checks.rule import Rule
from generator.checks.rules import (
    brackets,
    date_outside_year,
    doubled_text,
    execution_rate,
    funds_total,
    group_weights,
    invisible_characters,
    missing_levels,
    ocr_remains,
    period_order,
    personal_names,
    personal_numbers,
    score_formula,
    score_range,
    score_total,
    spent_before_allotted,
    stray_spaces,
    target_and_actual,
    unexplained_deviation,
    weight_total,
)

RULES: tuple[Rule, ...] = (
    weight_total.RULE,
    group_weights.RULE,
    score_range.RULE,
    score_total.RULE,
    score_formula.RULE,
    execution_rate.RULE,
    funds_total.RULE,
    missing_levels.RULE,
    unexplained_deviation.RULE,
    target_and_actual.RULE,
    ocr_remains.RULE,
    brackets.RULE,
    stray_spaces.RULE,
    doubled_text.RULE,
    invisible_characters.RULE,
    period_order.RULE,
    spent_before_allotted.RULE,
    date_outside_year.RULE,
    personal_names.RULE,
    personal_numbers.RULE,
)
