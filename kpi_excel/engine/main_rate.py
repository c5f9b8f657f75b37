"""The main rate: the engagement rate by followers, and what takes its place where nobody gave follower counts."""

from __future__ import annotations

import pandas as pd

RATES = ("engagement_rate", "engagement_rate_by_reach", "engagement_rate_by_views")
"""The engagement rates, the first that has values is the main one."""


def main_rate(values: pd.DataFrame) -> str:
    """Name the engagement rate that speaks for some slices: by followers, else by reach, else by views.

    Args:
        values: a row per slice, a column per KPI.

    Returns:
        The rate by followers if none of them has a value.

    Example:
        >>> main_rate(pd.DataFrame({"engagement_rate": [float("nan")], "engagement_rate_by_reach": [0.03]}))
        'engagement_rate_by_reach'
    """
    return next((name for name in RATES if name in values and values[name].notna().any()), RATES[0])
