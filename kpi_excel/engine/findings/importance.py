"""Importance: how large a change is for its KPI, how far its data can be trusted, which KPIs are relatives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from math import cbrt, inf, isnan, sqrt
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kpi_excel.engine.analysis.outliers import MEAN_TO_DEVIATION, MEDIAN_TO_DEVIATION
from kpi_excel.engine.change import change, change_unit
from kpi_excel.engine.results import Results
from kpi_excel.model.kpi import Category, ChangeUnit, Direction, Kind, Kpi, Unit
from kpi_excel.model.measure import GIVEN, IN_A_YEAR, Aggregation
from kpi_excel.model.settings import ALL_PLACEMENTS, ALL_PLATFORMS
from kpi_excel.model.slice import Slice

FEW = 30  # observations: with as many a share of a half is known to within 9 points, and a finding counts half
_NOTABLE = 0.15  # a change by this share of a value is one that people act on: it has half the weight of magnitude
_LEAST_HISTORY = 4  # changes: of fewer the median says nothing about what is usual
_COUNTED = (Aggregation.SUM, Aggregation.COUNT, Aggregation.COUNT_DISTINCT, Aggregation.COUNT_DISTINCT_PER_PLATFORM)
_WEIGHTS = {  # what those who decide ask first: money, then what leads to it; a step each, so that size decides first
    Category.COMMERCE: 1.2,
    Category.CONVERSION: 1.1,
    Category.ENGAGEMENT: 1.1,
}
_ALONE, _PER_RELATIVE, _RELATIVES = 0.7, 0.1, 3  # a KPI alone counts 0.7, and 1 from three others of its measures on
_NEUTRAL = 0.3  # nobody knows whether it is good: told only where it is large
_MEAN = 0.8  # a mean per post or day: the amount itself is told rather
_PART = 0.6  # of a total: the total is told rather


def size(now: float, before: float, unit: ChangeUnit, usual: float) -> float:
    """Measure how large a change is, from 0 to 1.

    Args:
        now: the value.
        before: what it is compared with.
        unit: what changes of the KPI are counted in.
        usual: the KPI's usual change; NaN if it is not known.

    Returns:
        The geometric mean of two shares: how large it is for the value (15 % is a half; counted twice), and how it
        compares with the KPI's usual change (equal is a half). 0 without a value on both sides.
    """
    if isnan(now) or isnan(before):
        return 0.0
    step = abs(float(change(now, before, unit)))
    strange = 0.5 if isnan(usual) or isnan(step) else _half_at(step, usual)
    return cbrt(strange * magnitude(now, before) ** 2)


def magnitude(now: float, before: float) -> float:
    """Measure how large a difference is for the two values, from 0 to 1; 15 % of the larger one is a half."""
    return _half_at(relative(now, before), _NOTABLE)


def relative(now: float, before: float) -> float:
    """Give the difference as a share of the larger of both values' sizes; 0 if they are equal or one is missing."""
    larger = max(abs(now), abs(before))
    return 0.0 if isnan(now) or isnan(before) or larger == 0 else abs(now - before) / larger


def usual_change(history: NDArray[np.float64], unit: ChangeUnit) -> float:
    """Give the usual size of a change from one period to the next.

    Args:
        history: the KPI's earlier values in periods of one length, oldest first.
        unit: what changes of the KPI are counted in.

    Returns:
        The standard deviation of the changes, estimated from the median and from the mean of their sizes: the larger
        one, so that a few small changes in a row do not make the next one look large. NaN with fewer than four changes.
    """
    if len(history) < 2:
        return float("nan")
    steps = change(history[1:], history[:-1], unit)
    known = np.abs(steps[np.isfinite(steps)])
    if len(known) < _LEAST_HISTORY:
        return float("nan")
    return max(MEDIAN_TO_DEVIATION * float(np.median(known)), MEAN_TO_DEVIATION * float(known.mean()))


def usual_changes(results: Results, platform: str = ALL_PLATFORMS) -> Mapping[str, float]:
    """Give every KPI's usual change from one period of the report's length to the next, for all placements.

    The trend's periods before the report tell what is usual, where they are shorter, as there are more of them. A
    period as long as n of them varies by 1 / sqrt(n) of what they do, and a count that stands at a day goes n times as
    far.

    Args:
        results: what was computed.
        platform: the platform, or All.
    """
    report, grain = results.periods.report, results.periods.trend_grain
    length = report.whole.days / results.periods.trend_end(report).whole.days
    if length < 1:
        grain, length = report.grain, 1.0
    rows = results.select(platform=platform, placement=ALL_PLACEMENTS).sort_values("start")
    earlier = rows[(rows["end"].dt.date < report.start) & (rows["grain"] == str(grain))]
    usual = {name: usual_change(earlier[name].to_numpy(float), change_unit(kpi)) for name, kpi in results.kpis.items()}
    factors = {kind: length if kind is Kind.STOCK else 1 / sqrt(length) for kind in Kind}
    return {name: one * factors[results.kpis[name].kind] for name, one in usual.items()}


def counts_of(results: Results, periods: Sequence[str], platform: str, placement: str) -> dict[str, float]:
    """Give every measure's size in the better one of some periods; NaN is no value."""
    wanted = {Slice(period, platform, placement).key for period in periods}
    here = [position for position, key in enumerate(results.slices["slice"].tolist()) if key in wanted]
    numbers = np.abs(results.slices.iloc[here][list(results.measures)].to_numpy(float))
    largest = np.fmax.reduce(numbers, axis=0, initial=np.nan)
    return dict(zip(results.measures, largest.tolist(), strict=True))


def sample_size(results: Results, kpi: Kpi, counts: Mapping[str, float]) -> float:
    """Count what a KPI rests on: the smallest count it is made of, or the rows behind it.

    Args:
        results: what was computed.
        kpi: the KPI.
        counts: the measures, as `counts_of` gives them.

    Returns:
        Infinity if nothing of it can be counted, such as a stock.
    """
    measures = [results.measures[name] for name in kpi.measures]
    names = {measure.name for measure in measures if measure.aggregation in _COUNTED}
    tables = {table for measure in measures for table in measure.tables}
    names |= {
        name
        for name, measure in results.measures.items()
        if measure.aggregation in _COUNTED
        and not measure.given
        and any(source.table in tables and not source.column for source in measure.sources)
    }
    return min((counts[name] for name in names if not isnan(counts[name])), default=inf)


def reliability(observations: float) -> float:
    """Weigh a finding by the observations behind it, from 0 to 1; 30 count half."""
    return 1.0 if observations == inf else observations / (observations + FEW)


def weight(results: Results, kpi: Kpi) -> float:
    """Weigh a KPI by what it means to those who decide.

    Money counts most, then what leads to it. A KPI whose measures many others are built on says more than one on its
    own; a part of a total, a mean per post or day, and a KPI for which no way is better say less.
    """
    own = _bases(kpi.measures)
    others = sum(bool(own & _bases(other.measures)) for other in results.kpis.values() if other != kpi)
    factor = _WEIGHTS.get(kpi.category, 1.0) * (_ALONE + _PER_RELATIVE * min(others, _RELATIVES))
    if kpi.direction is Direction.NEUTRAL:
        factor *= _NEUTRAL
    if kpi.unit in (Unit.PER_POST, Unit.PER_DAY):
        factor *= _MEAN
    return factor * (_PART if own & set(results.inputs.settings.engagement_includes) else 1.0)


@cache
def _bases(measures: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name.split(GIVEN)[0].removesuffix(IN_A_YEAR) for name in measures)


def roots(results: Results, kpi: Kpi) -> frozenset[str]:
    """Name the columns a KPI is made of; KPIs that share one are relatives. Parts count as their whole."""
    measures = [results.measures[name] for name in kpi.measures]
    sources = [source for measure in measures for source in measure.sources if source.column]
    found = {f"{source.table}.{source.column}" for source in sources}
    whole = {
        f"{table.name}.{column.name}": f"{table.name}.{column.part_of}"
        for table in results.tables.values()
        for column in table.columns
        if column.part_of
    }
    whole |= {f"posts.{part}": "posts.engagements" for part in results.inputs.settings.engagement_includes}
    return frozenset(whole.get(one, one) for one in found) or frozenset(kpi.measures)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give a data frame's rows, each with its values by column."""
    names = [str(name) for name in frame.columns]
    columns = [frame[name].tolist() for name in frame.columns]  # several times as fast as `DataFrame.to_dict`
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _half_at(value: float, half: float) -> float:
    return value / (value + half) if value > 0 else 0.0
