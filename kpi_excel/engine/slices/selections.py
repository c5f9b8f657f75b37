"""Selections of slices: the report beside what it is compared with, its trend, its platforms, and a row per KPI."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from kpi_excel.engine.change import change, change_unit
from kpi_excel.engine.periods import Periods
from kpi_excel.model.kpi import Kpi
from kpi_excel.model.slice import Slice


def select_slices(
    slices: pd.DataFrame, period: str | None = None, platform: str | None = None, placement: str | None = None
) -> pd.DataFrame:
    """Give the slices of a period, a platform and a placement; None is every one."""
    chosen = np.ones(len(slices), bool)
    for column, value in (("period", period), ("platform", platform), ("placement", placement)):
        if value is not None:
            chosen &= (slices[column] == value).to_numpy()
    return slices[chosen].reset_index(drop=True)


def slices_of(slices: pd.DataFrame, wanted: Iterable[Slice]) -> pd.DataFrame:
    """Give some slices, in their order; one that was not computed is a row without values."""
    keys = [one.key for one in wanted]
    return slices.set_index("slice", drop=False).reindex(keys).assign(slice=keys).reset_index(drop=True)


def view_frame(slices: pd.DataFrame, periods: Periods) -> pd.DataFrame:
    """Give the report period, the previous one and the same one last year, for all platforms and placements."""
    report = periods.report
    seen = {"current": report, "previous": report.previous(), "last_year": report.last_year()}
    rows = slices_of(slices, [Slice(period.name) for period in seen.values()])
    rows.insert(0, "view", list(seen))
    return rows


def trend_frame(slices: pd.DataFrame, periods: Periods) -> pd.DataFrame:
    """Give the trend that ends with the report period, oldest first, for all platforms and placements."""
    trend = periods.trend(periods.report)
    return slices_of(slices, [Slice(period.name) for period in trend])


def platforms_frame(slices: pd.DataFrame, periods: Periods, platforms: Iterable[str]) -> pd.DataFrame:
    """Give the report period of every platform, All first, for all placements."""
    return slices_of(slices, [Slice(periods.report.name, one) for one in platforms])


def scorecard_frame(
    view: pd.DataFrame, kpis: Mapping[str, Kpi], compared: Sequence[Mapping[str, tuple[float, float]]]
) -> pd.DataFrame:
    """Give a row per KPI: its value, the previous one and last year's, and the changes from them.

    Args:
        view: the three rows of `view_frame`.
        kpis: the KPIs by name.
        compared: each KPI's values now and then, over what both have, for the previous period and for last year. They
            are those of the view unless days or platforms are left out.
    """
    names = list(kpis)
    current, previous, last_year = (view.loc[index, names].to_numpy(float) for index in range(3))
    units = [change_unit(kpi) for kpi in kpis.values()]
    changes = [
        [float(change(*sides[name], unit)) for name, unit in zip(names, units, strict=True)] for sides in compared
    ]
    return pd.DataFrame(
        {
            "kpi": names,
            "category": [str(kpi.category) for kpi in kpis.values()],
            "unit": [str(kpi.unit) for kpi in kpis.values()],
            "direction": [str(kpi.direction) for kpi in kpis.values()],
            "value": current,
            "previous": previous,
            "change": changes[0],
            "last_year": last_year,
            "change_last_year": changes[1],
            "change_unit": [str(unit) for unit in units],
        }
    )
