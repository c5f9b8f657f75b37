"""Coverage: report periods without data, and ratios across tables that a platform feeds on one side only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from kpi_excel.engine.frames import Frame, first_and_last_day
from kpi_excel.errors import Issue, Severity
from kpi_excel.model.kpi import Kpi
from kpi_excel.model.measure import Measure
from kpi_excel.model.period import Period
from kpi_excel.model.settings import ALL_PLATFORMS
from kpi_excel.model.table import Table


def coverage_issues(
    slices: pd.DataFrame, kpis: Iterable[Kpi], measures: Mapping[str, Measure], tables: Mapping[str, Table]
) -> list[Issue]:
    """Name, per KPI, the platforms that give only one side of a ratio across tables.

    Within one table rows are paired (``engagements_given_reach``), so that nothing can be lopsided there. Across
    tables they cannot: where one platform gives conversions but no clicks, All has a numerator without its
    denominator.

    Args:
        slices: the slices of one period and placement, a row per platform and All.
        kpis: the KPIs to look at.
        measures: where each measure comes from.
        tables: the input tables' definitions.

    Returns:
        A warning per KPI and missing measure, with the values ``kpi``, ``missing``, ``given`` and ``platforms``.
    """
    platforms = slices[slices["platform"] != ALL_PLATFORMS]
    issues = []
    for kpi in kpis:
        sided = [name for name in kpi.measures if _by_platform(measures[name], tables)]
        if not kpi.formula.divides or len({measures[name].tables for name in sided}) < 2:
            continue
        given = platforms[sided].notna()
        lopsided = platforms.loc[given.any(axis=1) & ~given.all(axis=1)]
        for name in sided:
            lacking = lopsided.loc[lopsided[name].isna(), "platform"]
            if len(lacking) and platforms[name].notna().any():
                values = {"kpi": kpi.name, "missing": name, "platforms": ", ".join(lacking)}
                issues.append(Issue("coverage", Severity.WARNING, values=values))
    return issues


def period_issues(frames: Mapping[str, Frame], period: Period) -> list[Issue]:
    """Warn if no table has a row in the report period, naming the days for which there are some."""
    ranges = [found for frame in frames.values() if (found := first_and_last_day(frame))]
    if not ranges or any(first <= period.end and last >= period.start for first, last in ranges):
        return []
    values = {
        "period": period.name,
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "first": min(first for first, _ in ranges).isoformat(),
        "last": max(last for _, last in ranges).isoformat(),
    }
    return [Issue("period-without-data", Severity.WARNING, values=values)]


def _by_platform(measure: Measure, tables: Mapping[str, Table]) -> bool:
    """Tell whether a measure is read from tables whose rows all name a platform."""
    return bool(measure.tables) and all(tables[name].by_platform for name in measure.tables)
