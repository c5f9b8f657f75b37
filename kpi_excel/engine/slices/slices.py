"""Slices: one row per period x platform x placement, a column per measure, a column per KPI."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from kpi_excel.engine.slices.aggregate import Axes, Cube
from kpi_excel.model.kpi import Kpi
from kpi_excel.model.slice import Slice

KEYS = ("slice", "period", "start", "end", "grain", "platform", "placement")


def slices_frame(axes: Axes, cube: Cube, kpis: Iterable[Kpi]) -> pd.DataFrame:
    """Build the slices dataset.

    Args:
        axes: the cube's axes.
        cube: an array ``[period, platform, placement]`` per measure.
        kpis: the KPIs to compute, each over measures of the cube.

    Returns:
        A row per slice in the axes' order: the keys, a column per measure, a column per KPI; a KPI that is one measure
        of the same name is that measure's column. NaN is no value.
    """
    keys = _keys(axes)
    measures = {name: array.reshape(-1) for name, array in cube.items()}
    return pd.DataFrame({**keys, **measures, **evaluate(kpis, measures)})


def evaluate(kpis: Iterable[Kpi], measures: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Compute KPIs over arrays of measures; NaN where a measure is missing or a denominator is zero."""
    return {kpi.name: np.asarray(kpi.formula.evaluate(measures), float) for kpi in kpis}


def _keys(axes: Axes) -> dict[str, object]:
    combinations = [
        (period, platform, placement)
        for period in axes.periods
        for platform in axes.platforms
        for placement in axes.placements
    ]
    return {
        "slice": [Slice(period.name, platform, placement).key for period, platform, placement in combinations],
        "period": [period.name for period, _, _ in combinations],
        "start": pd.to_datetime([period.start for period, _, _ in combinations]),
        "end": pd.to_datetime([period.end for period, _, _ in combinations]),
        "grain": [str(period.grain) for period, _, _ in combinations],
        "platform": [platform for _, platform, _ in combinations],
        "placement": [placement for _, _, placement in combinations],
    }
