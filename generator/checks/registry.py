"""All rules, in the order of their codes. A rule that is not in this table does not run."""

from __future__ import annotations

from generator.checks.rule import Rule
from generator.checks.rules import score_range

RULES: tuple[Rule, ...] = (score_range.RULE,)
