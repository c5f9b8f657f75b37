"""Aggregation: rows to measures, for every period x platform x placement at once.

Large tables shrink first, in the data frame library that holds them, to one row per day, platform and placement. What
is small is then added up with numpy into one cube of floats:

    measure -> array[period, platform, placement]

Position 0 of the platform and placement axes is All. NaN is no value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kpi_excel.engine.frames import Frame, distinct, ordinals, to_pandas
from kpi_excel.engine.slices.accounts import Account, every_account, read_accounts
from kpi_excel.engine.slices.group import sums_and_counts
from kpi_excel.engine.slices.once import Told, once
from kpi_excel.engine.slices.years import tells_year, year_until
from kpi_excel.model.coverage import Coverage, Days, Feed, Stretch, enough
from kpi_excel.model.measure import Aggregation, Measure, Source
from kpi_excel.model.period import Period
from kpi_excel.model.settings import ALL_PLACEMENTS, ALL_PLATFORMS, PLACEMENTS, Settings
from kpi_excel.model.table import Table

Floats = NDArray[np.float64]
Cube = Mapping[str, Floats]

_ADDED = (Aggregation.SUM, Aggregation.COUNT)
_DISTINCT = (Aggregation.COUNT_DISTINCT, Aggregation.COUNT_DISTINCT_PER_PLATFORM)
_PER_ACCOUNT: dict[Aggregation, Callable[[Account, Period], float]] = {
    Aggregation.LAST_PER_ACCOUNT: lambda account, period: account.last(period.end.toordinal()),
    Aggregation.FIRST_PER_ACCOUNT: Account.at_start,
    Aggregation.CHANGE_PER_ACCOUNT: Account.change,
}


@dataclass(frozen=True)
class Axes:
    """The three axes of the cube.

    Args:
        periods: periods, each cut at the last day that counts.
        platforms: All, then every platform that occurs.
        placements: all, organic, paid.
        some_days: the days of each period that count; none where every day does.
    """

    periods: tuple[Period, ...]
    platforms: tuple[str, ...]
    placements: tuple[str, ...] = (ALL_PLACEMENTS, *PLACEMENTS)
    some_days: tuple[Days, ...] = ()

    @property
    def shape(self) -> tuple[int, int, int]:
        """Give the cube's shape."""
        return len(self.periods), len(self.platforms), len(self.placements)

    @property
    def days(self) -> tuple[Days, ...]:
        """Give the days of each period that count."""
        return self.some_days or tuple(Days.between(period.start, period.end) for period in self.periods)


def platforms_of(frames: Mapping[str, Frame]) -> tuple[str, ...]:
    """Give All and every platform that occurs in a table, sorted."""
    found: set[str] = set()
    for frame in frames.values():
        if "platform" in frame.collect_schema() and "day" in frame.collect_schema():
            found.update(distinct(frame, "platform"))
    return (ALL_PLATFORMS, *sorted(found, key=str.casefold))


def aggregate(
    frames: Mapping[str, Frame],
    measures: Mapping[str, Measure],
    axes: Axes,
    tables: Mapping[str, Table],
    settings: Settings,
    coverage: Coverage,
) -> Cube:
    """Compute every measure of every slice.

    Args:
        frames: the prepared input tables.
        measures: the measures, restricted ones included.
        axes: periods, platforms and placements.
        tables: the input tables' definitions: which of them hold events, and whose rows are all paid.
        settings: for measures that are settings.
        coverage: what is known: where it ends, no row is no longer a zero.

    Returns:
        An array ``[period, platform, placement]`` per measure; NaN is no value.
    """
    yearly = {name: replace(measure, in_a_year=False) for name, measure in measures.items() if measure.in_a_year}
    if yearly:
        others = {name: measure for name, measure in measures.items() if name not in yearly}
        years = replace(axes, periods=tuple(map(year_until, axes.periods)), some_days=())
        in_years = aggregate(frames, yearly, years, tables, settings, coverage)
        whole = _whole_years(yearly, in_years, years, tables, coverage)
        return {**aggregate(frames, others, axes, tables, settings, coverage), **whole}
    cube = {name: np.full(axes.shape, np.nan) for name in measures}
    for table, wanted in _added_by_table(measures).items():
        if table in frames:
            parts = _add_table(frames[table], tables[table], wanted, axes, coverage)
            for name, part in parts.items():
                cube[name] = _add_known(cube[name], part)
    per_account = any(measure.aggregation in _PER_ACCOUNT for measure in measures.values())
    accounts = read_accounts(frames.get("accounts") if per_account else None)
    for measure in measures.values():
        table = measure.sources[0].table if measure.sources else ""
        if measure.aggregation is Aggregation.POSTS_AND_ADS:
            told = (_told(frames, source, axes, tables, coverage) for source in measure.sources)
            cube[measure.name] = once(*told)
        elif measure.aggregation is Aggregation.DAYS:
            cube[measure.name][:] = np.array([len(days) for days in axes.days], float)[:, None, None]
        elif measure.aggregation is Aggregation.SETTING:
            value = getattr(settings, measure.sources[0].column)
            cube[measure.name][:] = np.nan if value is None else float(value)
        elif measure.aggregation in _PER_ACCOUNT:
            cube[measure.name] = _per_account(measure.aggregation, accounts, axes)
        elif measure.aggregation in _DISTINCT and table in frames:
            cube[measure.name] = _distinct(frames[table], measure, axes, _silent(tables[table], axes, coverage))
        elif measure.aggregation is Aggregation.MEDIAN and table in frames:
            cube[measure.name] = _median(frames[table], measure.sources[0].column, axes)
    return cube


def _whole_years(
    measures: Mapping[str, Measure], cube: Cube, years: Axes, tables: Mapping[str, Table], coverage: Coverage
) -> Cube:
    """Leave measures of years without a value where their tables are not known to tell a whole year."""
    return {
        name: np.where(
            np.all([_known_years(tables[one], years, coverage) for one in measure.tables if one in tables], axis=0),
            cube[name],
            np.nan,
        )
        for name, measure in measures.items()
    }


def _known_years(table: Table, years: Axes, coverage: Coverage) -> NDArray[np.bool_]:
    """Tell of which years and platforms a table tells the whole."""
    feeds = coverage.of([table.name])
    days = [_days_known(feeds, table, platform) for platform in years.platforms]
    return np.array([[tells_year(one, year) for one in days] for year in years.periods], bool)[:, :, None]


def _days_known(feeds: Mapping[Feed, Stretch], table: Table, platform: str) -> Days:
    """Give the days that a table tells of a platform, or of any."""
    everywhere = platform == ALL_PLATFORMS or not table.has("platform")
    known = [stretch.days.spans for feed, stretch in feeds.items() if everywhere or feed.platform == platform]
    return Days.of(span for spans in known for span in spans)


def _told(
    frames: Mapping[str, Frame], source: Source, axes: Axes, tables: Mapping[str, Table], coverage: Coverage
) -> Told:
    """Add a column up for every slice, and tell in which of them its table has rows."""
    if source.table not in frames:
        return Told(np.full(axes.shape, np.nan), np.zeros(axes.shape, bool))
    wanted = [
        Measure("values", Aggregation.SUM, (source,)),
        Measure("rows", Aggregation.COUNT, (Source(source.table),)),
    ]
    added = _add_table(frames[source.table], tables[source.table], wanted, axes, coverage)
    return Told(added["values"], added["rows"] > 0)


def _added_by_table(measures: Mapping[str, Measure]) -> dict[str, list[Measure]]:
    found: dict[str, list[Measure]] = {}
    for measure in measures.values():
        if measure.aggregation in _ADDED:
            for source in measure.sources:
                found.setdefault(source.table, []).append(measure)
    return found


def _add_known(left: Floats, right: Floats) -> Floats:
    """Add two arrays where missing means unknown on that side only; NaN only where both are missing."""
    both = np.nansum([left, right], axis=0)
    return np.where(np.isnan(left) & np.isnan(right), np.nan, both)


def _add_table(
    frame: Frame, table: Table, measures: list[Measure], axes: Axes, coverage: Coverage
) -> dict[str, Floats]:
    """Add up one table's sums and counts for every slice."""
    columns = frame.collect_schema().names()
    keys = ["day", *(key for key in ("platform", "placement") if key in columns)]
    cells = sums_and_counts(frame, keys, measures, table.name)
    dated = np.flatnonzero(cells.keys["day"].notna())
    cells = cells.take(dated[np.argsort(cells.keys["day"].to_numpy()[dated], kind="stable")])
    days = ordinals(cells.keys["day"])
    names = [measure.name for measure in measures]
    groups = _groups(cells.keys, table.placement or ALL_PLACEMENTS, axes)
    shape = (len(axes.periods), len(axes.platforms) + 1, len(axes.placements))
    sum_of, count_of = np.zeros((*shape, len(names))), np.zeros((*shape, len(names)))
    rows_of = np.zeros(shape)
    for index, inside in enumerate(_rows_within(days, axes)):
        flat = groups[inside]
        for target, source in ((sum_of, cells.sums), (count_of, cells.counts)):
            np.add.at(target[index].reshape(-1, len(names)), flat, source[inside])
        np.add.at(rows_of[index].reshape(-1), flat, cells.rows[inside])
    known = count_of > 0
    counts = np.array([measure.aggregation is Aggregation.COUNT for measure in measures])
    first_day, reported = _begun(groups, days, cells.counts, shape)
    ends = np.array([period.end.toordinal() for period in axes.periods])[:, None, None]
    started = (first_day[None] <= ends)[..., None] & reported[None]
    known |= (rows_of[..., None] > 0) & counts & started  # rows, none of which counts: a known zero for a count
    silent = _silent(table, axes, coverage)[:, :, None, None]
    known |= (rows_of[..., None] == 0) & started & silent  # nothing happened
    cube = np.where(known, sum_of, np.nan)
    return _with_totals(cube, names, "platform" in columns, "placement" in columns or bool(table.placement))


def _groups(keys: pd.DataFrame, placement: str, axes: Axes) -> NDArray[np.int64]:
    """Give each row's flat position on the platform and placement axes; the last platform stands for none.

    Args:
        keys: each row's keys.
        placement: of rows that name none themselves.
        axes: the cube's axes.
    """
    size = len(axes.platforms)
    platforms = _positions(keys["platform"], axes.platforms, size) if "platform" in keys else np.full(len(keys), size)
    if "placement" in keys:
        placements = _positions(keys["placement"], axes.placements, 0)
    else:
        placements = np.full(len(keys), axes.placements.index(placement))
    return platforms * len(axes.placements) + placements


def _positions(names: pd.Series[Any], axis: tuple[str, ...], otherwise: int) -> NDArray[np.int64]:
    position = {name: index for index, name in enumerate(axis)}
    return np.array([position.get(name, otherwise) for name in names], np.int64)


def _silent(table: Table, axes: Axes, coverage: Coverage) -> NDArray[np.bool_]:
    """Tell for each period and platform (the last one stands for none) whether no row means that nothing happened.

    That is so where the period is covered, of tables of events; of reports only if somebody says so.
    """
    found = np.zeros((len(axes.periods), len(axes.platforms) + 1), bool)
    position = {name: index for index, name in enumerate(axes.platforms)}
    for feed, stretch in coverage.of([table.name]).items():
        if table.events or stretch.said:
            at = position.get(feed.platform, len(axes.platforms))
            found[:, at] |= [enough(stretch.days, days) for days in axes.days]
    return found


def _rows_within(days: NDArray[np.int64], axes: Axes) -> list[NDArray[np.int64] | slice]:
    """Give the rows of each period, as positions in days that rise."""
    return [_positions_within(days, own) for own in axes.days]


def _positions_within(days: NDArray[np.int64], wanted: Days) -> NDArray[np.int64] | slice:
    spans = [np.searchsorted(days, (first, last + 1), "left").tolist() for first, last in wanted.spans]
    if len(spans) == 1:
        return slice(*spans[0])
    return np.concatenate([np.empty(0, np.int64), *(np.arange(low, high) for low, high in spans)])


def _begun(
    groups: NDArray[np.int64], days: NDArray[np.int64], given: Floats, shape: tuple[int, int, int]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Tell from which day on each platform and placement has rows, and which measures it ever reports."""
    first = np.full(shape[1] * shape[2], np.iinfo(np.int64).max)
    np.minimum.at(first, groups, days)
    reports = np.zeros((shape[1] * shape[2], given.shape[1]), bool)
    np.logical_or.at(reports, groups, given > 0)
    return first.reshape(shape[1:]), reports.reshape(*shape[1:], given.shape[1])


def _with_totals(cube: Floats, names: list[str], has_platform: bool, has_placement: bool) -> dict[str, Floats]:
    """Add the All positions; rows without a platform count in All, or everywhere if the table has no platforms."""
    if has_placement:
        cube[:, :, 0] = _total(cube, axis=2)
    if has_platform:
        cube[:, 0] = _total(cube, axis=1)
        cube = cube[:, :-1]
    else:
        cube = np.repeat(cube[:, -1:], cube.shape[1] - 1, axis=1)
    return {name: cube[..., index] for index, name in enumerate(names)}


def _total(values: Floats, axis: int) -> Floats:
    """Add along an axis; NaN only where every part is missing."""
    return np.where(np.isnan(values).all(axis=axis), np.nan, np.nansum(values, axis=axis))


def _per_account(aggregation: Aggregation, accounts: Any, axes: Axes) -> Floats:
    value = _PER_ACCOUNT[aggregation]
    cube = np.full(axes.shape, np.nan)
    for platform, account in every_account(accounts):
        values = np.array([value(account, period) for period in axes.periods])
        for index in (0, axes.platforms.index(platform)):
            cube[:, index, 0] = _add_known(cube[:, index, 0], values)
    if aggregation is not Aggregation.CHANGE_PER_ACCOUNT:
        cube[:, :, 1:] = cube[:, :, :1]  # a stock holds for every placement
    return cube


def _distinct(frame: Frame, measure: Measure, axes: Axes, silent: NDArray[np.bool_]) -> Floats:
    """Count different values from rows; none is a known zero from a platform's first row to where it is covered."""
    column = measure.sources[0].column
    rows = frame.select("day", "platform", nw.col(column).alias("value"), *([measure.given] if measure.given else []))
    found = to_pandas(rows.unique()).dropna().sort_values("day")
    days = ordinals(found["day"])
    platforms = found["platform"].map({name: i for i, name in enumerate(axes.platforms)}).to_numpy(np.int64)
    values = found["value"].factorize()[0].astype(np.int64)
    per_platform = platforms * (values.max(initial=0) + 1) + values
    first = np.full(len(axes.platforms), np.iinfo(np.int64).max)
    np.minimum.at(first, platforms, days)
    cube = np.full(axes.shape, np.nan)
    for index, inside in enumerate(_rows_within(days, axes)):
        keys = np.unique(per_platform[inside])
        counts = np.bincount(keys // (values.max(initial=0) + 1), minlength=len(axes.platforms)).astype(float)
        begun = (first <= axes.periods[index].end.toordinal()) & (silent[index, :-1] | (counts > 0))
        cube[index, :, 0] = np.where(begun, counts, np.nan)
        if begun.any():
            over_all = measure.aggregation is Aggregation.COUNT_DISTINCT
            cube[index, 0, 0] = len(np.unique(values[inside])) if over_all else counts.sum()
    return cube


def _median(frame: Frame, column: str, axes: Axes) -> Floats:
    found = to_pandas(frame.select("day", "platform", column)).dropna(subset=["day", column]).sort_values("day")
    days, values = ordinals(found["day"]), found[column].to_numpy(float)
    platforms = found["platform"].to_numpy()
    cube = np.full(axes.shape, np.nan)
    for index, inside in enumerate(_rows_within(days, axes)):
        if len(values[inside]):
            cube[index, 0, 0] = np.median(values[inside])
            for platform in np.unique(platforms[inside].astype(str)):
                own = values[inside][platforms[inside] == platform]
                cube[index, axes.platforms.index(platform), 0] = np.median(own)
    return cube
