"""Drivers of changes that are compared in part: over the days that both sides cover, without who is left out.

Where many posts are not ripe, drivers of their figures rest on the ripe ones alone.
"""

from __future__ import annotations

from collections import defaultdict

import pandas as pd

from kpi_excel.engine.analysis.drivers import drivers_frame
from kpi_excel.engine.coverage.common import Common, Extent
from kpi_excel.engine.coverage.compared import Compared, Pair, Work, span_of
from kpi_excel.engine.coverage.cut import within, without
from kpi_excel.engine.coverage.ripeness import growing
from kpi_excel.engine.slices.aggregate import Axes, aggregate
from kpi_excel.engine.slices.slices import slices_frame
from kpi_excel.model.coverage import Days
from kpi_excel.model.kpi import Kpi
from kpi_excel.model.settings import ALL_PLATFORMS


def compared_drivers(work: Work, compared: Compared, slices: pd.DataFrame, pair: Pair) -> pd.DataFrame:
    """Explain the change of every KPI that can be explained and compared.

    Args:
        work: what slices are computed from.
        compared: what comparisons rest on.
        slices: the slices of whole periods.
        pair: the report period and the one it is compared with.

    Returns:
        Rows as `drivers_frame` gives them, in the order of the KPIs; none for a KPI that cannot be compared.
    """
    now, then = pair
    now_days, then_days = (Days.between(one.start, one.end) for one in pair)
    whole = Common(Extent.CUT, now_days, then_days)
    many = any(work.ripeness.too_young(side) for side in (now_days, then_days))
    young = growing(work.kpis.values(), work.measures) if many else frozenset()
    groups: dict[tuple[Common | None, bool], list[Kpi]] = defaultdict(list)
    for kpi in work.kpis.values():
        groups[compared.common(kpi.name, pair, ALL_PLATFORMS), kpi.name in young].append(kpi)
    rows = []
    for (common, unripe), kpis in groups.items():
        if common is None and not unripe:
            rows.append(drivers_frame(slices, work.frames, kpis, work.measures, work.tables, then, now))
        elif common is None or common.extent is Extent.CUT:
            rows.append(_of_part(work, common or whole, kpis, unripe=unripe))
    if len(rows) < 2:
        return rows[0] if rows else drivers_frame(slices, work.frames, (), work.measures, work.tables, then, now)
    order = {name: number for number, name in enumerate(work.kpis)}
    return pd.concat(rows).sort_values("kpi", key=lambda names: names.map(order), kind="stable", ignore_index=True)


def _of_part(work: Work, common: Common, kpis: list[Kpi], *, unripe: bool) -> pd.DataFrame:
    """Explain the changes of some KPIs over the days of a part, without posts that are not ripe if there are many."""
    whole = without(work.frames, common.left_out)
    if unripe:
        whole["posts"] = work.ripeness.ripe(whole["posts"])
    sides = common.then, common.now
    spans = tuple(span_of(days) for days in sides)
    axes = Axes(spans, work.axes.platforms, work.axes.placements, sides)
    cube = aggregate(whole, work.measures, axes, work.tables, work.settings, work.coverage)
    slices = slices_frame(axes, cube, kpis)
    frames = within(whole, common.now | common.then)
    return drivers_frame(slices, frames, kpis, work.measures, work.tables, *spans)
