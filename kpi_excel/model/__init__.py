"""The ideas: formula, measure, KPI, period, input table, settings. Frozen, without input or output."""
