"""绩效指标 of a sub-form in, the rows that a template prints out: labels, breakdowns by place, scores."""
