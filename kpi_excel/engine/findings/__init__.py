"""Findings: what is worth saying of a period, the most important first."""
