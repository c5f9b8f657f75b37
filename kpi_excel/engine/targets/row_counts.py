"""How many rows a KPI is made of: a month's rate says little if it rests on a few posts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from kpi_excel.engine.slices.aggregate import Cube
from kpi_excel.model.kpi import Kpi
from kpi_excel.model.measure import Aggregation, Measure, Source

_WITHOUT_ROWS = (Aggregation.SETTING, Aggregation.DAYS)
_DISTINCT = (Aggregation.COUNT_DISTINCT, Aggregation.COUNT_DISTINCT_PER_PLATFORM)


def counting_measures(kpis: Iterable[Kpi], measures: Mapping[str, Measure]) -> dict[str, Measure]:
    """Give the measures that count the rows behind KPIs.

    Args:
        kpis: the KPIs.
        measures: the measures that they are made of.

    Returns:
        For each measure that comes from rows, one that counts those that give it.
    """
    names = dict.fromkeys(name for kpi in kpis for name in kpi.measures)
    return {
        _counting(name): _count_of(measures[name]) for name in names if measures[name].aggregation not in _WITHOUT_ROWS
    }


def rows_behind(kpi: Kpi, cube: Cube) -> np.ndarray:
    """Count the rows behind a KPI in every slice, on the side that has fewer; infinite if it is made of no rows.

    Args:
        kpi: the KPI.
        cube: the measures, those of `counting_measures` included.
    """
    counts = [cube[_counting(name)] for name in kpi.measures if _counting(name) in cube]
    shape = next(iter(cube.values())).shape
    fewest: np.ndarray = np.minimum.reduce([np.full(shape, np.inf), *counts])
    return fewest


def _counting(name: str) -> str:
    return f"rows of {name}"


def _count_of(measure: Measure) -> Measure:
    """Count the rows that give a measure; different texts come from rows of which each counts."""
    distinct = measure.aggregation in _DISTINCT
    sources = tuple(Source(one.table, "" if distinct else one.column) for one in measure.sources)
    return Measure(_counting(measure.name), Aggregation.COUNT, sources, "" if distinct else measure.given)
