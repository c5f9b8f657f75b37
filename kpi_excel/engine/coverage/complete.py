"""Complete slices: a trend in which numbers that rest on a gap have no value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kpi_excel.engine.coverage.compared import Basis, Work, bases_of
from kpi_excel.engine.coverage.knowledge import Knowledge
from kpi_excel.engine.coverage.ripeness import growing
from kpi_excel.engine.slices.aggregate import aggregate
from kpi_excel.engine.slices.slices import slices_frame
from kpi_excel.model.coverage import Days
from kpi_excel.model.kpi import Kind, Kpi
from kpi_excel.model.period import Period


def complete_slices(work: Work, slices: pd.DataFrame, trend: Sequence[Period]) -> pd.DataFrame:
    """Take out of a trend what rests on a gap.

    Args:
        work: what slices are computed from.
        slices: all slices; never changed.
        trend: the trend's periods, oldest first.

    Returns:
        The slices, with NaN for KPIs of periods of which too little is known: of amounts, if a day is missing, of other
        numbers, if a fifth is. Where too many posts are not ripe, their rates are those of the ripe ones, and their
        amounts have no value. The same frame if nothing is.
    """
    bases = bases_of(work.kpis.values(), work.measures, work.tables)
    groups: Mapping[tuple[Basis, bool], list[str]] = _groups(work, bases)
    found, periods, platforms = slices, slices["period"].to_numpy(), slices["platform"].to_numpy()
    for (basis, wholly), names in groups.items():
        if all(stretch.days.covers(work.coverage.horizon) for stretch in work.coverage.of(basis).values()):
            continue
        for platform in work.axes.platforms:
            knowledge = Knowledge(work.coverage, basis, platform, work.tables)
            gaps = [one.name for one in trend if not knowledge.covers(one, trend[0].start, wholly=wholly)]
            rows = np.isin(periods, gaps) & (platforms == platform)
            if rows.any():
                found = _without(found, slices, rows, names)
    young = [one for one in trend if work.ripeness.too_young(Days.between(one.start, one.end))]
    if young:
        names = sorted(growing(work.kpis.values(), work.measures))
        rows = np.isin(periods, [one.name for one in young])
        found = _without(found, slices, rows, names)
        rates = [name for name in names if bases[name] == ("posts",) and not _adds(work.kpis[name])]
        ripe = _of_ripe_posts(work, young, rates).set_index("slice")[rates]
        found.loc[rows, rates] = ripe.reindex(found.loc[rows, "slice"]).to_numpy(float)
    return found


def _of_ripe_posts(work: Work, periods: Sequence[Period], rates: Sequence[str]) -> pd.DataFrame:
    """Compute rates of posts from the ripe ones alone."""
    frames = {"posts": work.ripeness.ripe(work.frames["posts"])}
    measures = {name: work.measures[name] for rate in rates for name in work.kpis[rate].measures}
    axes = replace(work.axes, periods=tuple(periods))
    cube = aggregate(frames, measures, axes, work.tables, work.settings, work.coverage)
    return slices_frame(axes, cube, [work.kpis[name] for name in rates])


def _without(found: pd.DataFrame, slices: pd.DataFrame, rows: NDArray[np.bool_], names: list[str]) -> pd.DataFrame:
    """Take values out of a copy, which is made the first time."""
    found = found.copy() if found is slices else found
    found.loc[rows, names] = np.nan
    return found


def _groups(work: Work, bases: Mapping[str, Basis]) -> Mapping[tuple[Basis, bool], list[str]]:
    found = defaultdict(list)
    for name, basis in bases.items():
        if basis:
            found[basis, _adds(work.kpis[name])].append(name)
    return found


def _adds(kpi: Kpi) -> bool:
    return kpi.kind is Kind.FLOW
