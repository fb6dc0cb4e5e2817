"""Turns 绩效指标 of a sub-form into the rows that a template prints, with labels, breakdowns by place and scores."""
