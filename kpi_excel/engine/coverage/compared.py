"""Compared slices: the measures of two periods over the days that both sides cover, where that is not all of them.

There is a row for each side of each comparison that a reader may choose, for each platform and placement, and for each
set of tables that KPIs are made of, but only where days or platforms are left out: a workbook without gaps has none.
A comparison that cannot be made has rows without values.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from kpi_excel.engine.coverage.common import Common, Extent, common_days
from kpi_excel.engine.coverage.cut import without
from kpi_excel.engine.coverage.ripeness import Ripeness
from kpi_excel.engine.frames import Frame
from kpi_excel.engine.slices.aggregate import Axes, Cube, aggregate
from kpi_excel.engine.slices.slices import evaluate
from kpi_excel.model.coverage import Coverage, Days, Feed
from kpi_excel.model.kpi import Kpi
from kpi_excel.model.measure import Measure
from kpi_excel.model.period import Period
from kpi_excel.model.settings import ALL_PLACEMENTS, ALL_PLATFORMS, Settings
from kpi_excel.model.slice import Slice
from kpi_excel.model.table import Table

BETWEEN = "+"  # the tables of a basis, and the platforms that are left out
DAYS = "days"
Basis = tuple[str, ...]
Pair = tuple[Period, Period]
"""The later period and the earlier one."""


def bases_of(kpis: Iterable[Kpi], measures: Mapping[str, Measure], tables: Mapping[str, Table]) -> dict[str, Basis]:
    """Give the dated tables that each KPI is made of, sorted."""
    found = {}
    for kpi in kpis:
        names = {table for name in kpi.measures for table in measures[name].tables}
        found[kpi.name] = tuple(sorted(one for one in names if tables[one].date_column))
    return found


@dataclass(frozen=True, eq=False)
class Compared:
    """What comparisons rest on.

    Args:
        bases: the tables that each KPI is made of.
        commons: what of two periods can be compared by pair, platform and basis; only where it is not all of them.
        slices: the compared slices, columns as in the slices dataset and ``against``, ``tables`` and ``without``; those
            of a KPI that another basis asks for have no value in it.
    """

    bases: Mapping[str, Basis]
    commons: Mapping[tuple[Pair, str, Basis], Common]
    slices: pd.DataFrame

    def common(self, kpi: str, pair: Pair, platform: str) -> Common | None:
        """Give what of two periods can be compared for a KPI; None if all of them can."""
        return self.commons.get((pair, platform, self.bases[kpi]))

    def key(self, kpi: str, side: Period, other: Period, platform: str, placement: str) -> str:
        """Give the key of the compared slice of one side."""
        return Slice(side.name, platform, placement, other.name, BETWEEN.join(self.bases[kpi])).key


@dataclass(frozen=True, slots=True)
class Sides:
    """A KPI's values on both sides of a comparison.

    Args:
        now: over the days of the later period that count; NaN is no value, as where nothing is compared.
        then: over those of the earlier one.
        common: what is compared; None if it is everything.
    """

    now: float
    then: float
    common: Common | None = None


def sides_of(
    compared: Compared,
    slices: pd.DataFrame,
    pair: Pair,
    platform: str = ALL_PLATFORMS,
    placement: str = ALL_PLACEMENTS,
) -> dict[str, Sides]:
    """Give every KPI's values on both sides of a comparison.

    Args:
        compared: what comparisons rest on.
        slices: the slices of whole periods.
        pair: the later period and the earlier one.
        platform: the platform, or All.
        placement: the placement, or all.
    """
    now, then = pair
    names = list(compared.bases)
    whole = [_numbers(slices, Slice(one.name, platform, placement).key, names) for one in pair]
    cut = compared.slices.set_index("slice")[names]
    found = {}
    for at, name in enumerate(names):
        common = compared.common(name, pair, platform)
        if common is None:
            found[name] = Sides(whole[0][at], whole[1][at])
            continue
        later, earlier = (compared.key(name, *sides, platform, placement) for sides in (pair, (then, now)))
        found[name] = Sides(_number(cut, later, name), _number(cut, earlier, name), common)
    return found


def _number(cut: Any, key: str, name: str) -> float:
    return float(cut.at[key, name])


def _numbers(slices: pd.DataFrame, key: str, names: list[str]) -> list[float]:
    own = slices.loc[slices["slice"] == key, names].to_numpy(float)
    return own[0].tolist() if len(own) else [float("nan")] * len(names)


@dataclass(frozen=True)
class Work:
    """What slices are computed from.

    Args:
        frames: the prepared input tables.
        measures: every measure.
        kpis: the KPIs.
        tables: the input tables' definitions.
        settings: the settings.
        coverage: what is known.
        ripeness: which posts are ripe.
        axes: platforms and placements.
    """

    frames: Mapping[str, Frame]
    measures: Mapping[str, Measure]
    kpis: Mapping[str, Kpi]
    tables: Mapping[str, Table]
    settings: Settings
    coverage: Coverage
    ripeness: Ripeness
    axes: Axes


@dataclass(frozen=True, slots=True)
class _Row:
    """One side of a comparison."""

    side: Period
    other: Period
    platform: str
    basis: Basis
    common: Common
    days: Days

    @property
    def span(self) -> Period:
        """Give the first to the last day that counts; the side itself where none does."""
        return span_of(self.days) if self.days.spans else self.side


def span_of(days: Days) -> Period:
    """Give the period from the first to the last of some days."""
    return Period(date.fromordinal(days.first), date.fromordinal(days.last))


def compare_slices(work: Work, pairs: Sequence[Pair]) -> Compared:
    """Find what can be compared, and compute the slices of it where that is not everything.

    Args:
        work: what slices are computed from.
        pairs: the comparisons that a reader may choose.
    """
    bases = bases_of(work.kpis.values(), work.measures, work.tables)
    every = [basis for basis in dict.fromkeys(bases.values()) if basis]
    commons = {key: common for key, common in _commons(work, pairs, every) if common.extent is not Extent.WHOLE}
    rows = [
        _Row(side, other, platform, basis, common, days)
        for ((now, then), platform, basis), common in commons.items()
        for side, other, days in ((now, then, common.now), (then, now, common.then))
    ]
    return Compared(bases, commons, _frame(work, rows, bases))


def _commons(
    work: Work, pairs: Sequence[Pair], bases: Sequence[Basis]
) -> Iterator[tuple[tuple[Pair, str, Basis], Common]]:
    feeds = work.coverage.known.items()
    for now, then in pairs:
        sides = Days.between(now.start, now.end), Days.between(then.start, then.end)
        gaps = {feed.table for feed, stretch in feeds if not all(stretch.days.covers(side) for side in sides)}
        for basis in bases:
            if not gaps.isdisjoint(basis):
                for name in work.axes.platforms:
                    platform = None if name == ALL_PLATFORMS else name
                    common = common_days(work.coverage, basis, platform, now, then, work.tables)
                    yield ((now, then), name, basis), common


def _frame(work: Work, rows: Sequence[_Row], bases: Mapping[str, Basis]) -> pd.DataFrame:
    """Lay the compared slices out: a row per side and placement, NaN where a column is not of the row's basis."""
    wanted: dict[Basis, set[str]] = defaultdict(set)
    for name, basis in bases.items():
        wanted[basis] |= set(work.kpis[name].measures)
    placements = work.axes.placements
    values = {name: np.full((len(rows), len(placements)), np.nan) for name in work.measures}
    for at, cube, where in _computed(work, rows):
        for name in wanted[rows[at].basis]:
            values[name][at] = cube[name][where]
    if DAYS in values:
        values[DAYS][:] = np.array([len(row.days) for row in rows], float)[:, None]  # 0: nothing is compared
    flat = {name: array.reshape(-1) for name, array in values.items()}
    numbers = evaluate((kpi for kpi in work.kpis.values() if kpi.name not in flat), flat)
    shown = [(row, placement) for row in rows for placement in placements]
    keys = [Slice(one.side.name, one.platform, two, one.other.name, BETWEEN.join(one.basis)) for one, two in shown]
    return pd.DataFrame(
        {
            "slice": [key.key for key in keys],
            "period": [key.period for key in keys],
            "start": pd.to_datetime([row.span.start for row, _ in shown]),
            "end": pd.to_datetime([row.span.end for row, _ in shown]),
            "grain": [str(row.side.grain) for row, _ in shown],
            "platform": [key.platform for key in keys],
            "placement": [key.placement for key in keys],
            "against": [key.against for key in keys],
            "tables": [key.basis for key in keys],
            "without": [BETWEEN.join(row.common.without) for row, _ in shown],
            **flat,
            **numbers,
        }
    )


def _computed(work: Work, rows: Sequence[_Row]) -> Iterator[tuple[int, Cube, tuple[int, int]]]:
    """Compute each row that has days: its number, a cube, and where it stands in it. One pass per set left out."""
    groups: dict[tuple[Feed, ...], list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        if row.days.spans:
            groups[row.common.left_out].append(at)
    for left_out, own in groups.items():
        windows = list(dict.fromkeys(rows[at].days for at in own))
        spans = {days: rows[at].span for at in own for days in [rows[at].days]}
        axes = Axes(tuple(spans[days] for days in windows), work.axes.platforms, work.axes.placements, tuple(windows))
        used = {name for at in own for name in rows[at].basis}
        frames = without({name: frame for name, frame in work.frames.items() if name in used}, left_out)
        measures = {name: one for name, one in work.measures.items() if set(one.tables) <= used | {"settings"}}
        cube = aggregate(frames, measures, axes, work.tables, work.settings, work.coverage)
        for at in own:
            yield at, cube, (windows.index(rows[at].days), axes.platforms.index(rows[at].platform))
