"""Drivers: which platforms, formats and campaigns made a KPI change, in contributions that add up to the change.

An amount is a sum over parts, so each part contributes its own change. A rate is a sum over a sum: a part contributes
by its own rate (rate effect) and by its weight in the whole (mix effect). Only KPIs that are such sums have drivers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kpi_excel.engine.analysis.content import in_period
from kpi_excel.engine.analysis.ratios import Linear, Ratio, split
from kpi_excel.engine.frames import Frame
from kpi_excel.engine.slices.group import sums_and_counts
from kpi_excel.model.kpi import Kpi
from kpi_excel.model.measure import Aggregation, Measure
from kpi_excel.model.period import Period
from kpi_excel.model.settings import ALL_PLACEMENTS, ALL_PLATFORMS
from kpi_excel.model.table import Table

Floats = NDArray[np.float64]

COLUMNS = (
    *("kpi", "dimension", "part", "before", "after", "contribution", "mix_effect", "rate_effect"),
    *("share", "rank", "change"),
)
REST = ""
MOST = 5  # parts that are named: the rest stands in one row, and adds up
_NOISE = 1e-12  # of the parts' size: below it a remainder is rounding
_SUMS = (Aggregation.SUM, Aggregation.COUNT)
_OVER_PLATFORMS = (
    *_SUMS,
    Aggregation.POSTS_AND_ADS,
    Aggregation.COUNT_DISTINCT_PER_PLATFORM,
    Aggregation.LAST_PER_ACCOUNT,
    Aggregation.FIRST_PER_ACCOUNT,
    Aggregation.CHANGE_PER_ACCOUNT,
)


@dataclass(frozen=True)
class Effects:
    """What each part contributed to a change.

    Args:
        contribution: one number per part; they add up to the change.
        mix: because the part's weight changed, and by parts that have no rate; NaN for amounts.
        rate: because the part's own rate changed; NaN for amounts. Mix and rate add up to the contribution.
    """

    contribution: Floats
    mix: Floats
    rate: Floats


def amount_parts(before: Floats, after: Floats) -> Effects:
    """Give each part's share of the change of a sum.

    Args:
        before: one amount per part.
        after: one amount per part, in the same order.

    Example:
        >>> amount_parts(np.array([10.0, 5.0]), np.array([12.0, 1.0])).contribution.tolist()
        [2.0, -4.0]
    """
    none = np.full(len(before), np.nan)
    return Effects(after - before, none, none)


def rate_parts(
    numerator_before: Floats, denominator_before: Floats, numerator_after: Floats, denominator_after: Floats
) -> Effects:
    """Give each part's share of the change of a ratio of sums, ``R = sum(n) / sum(d)``.

    With the weight ``w = d / sum(d)`` and the rate ``r = n / d`` of a part, the rate effect is the mean weight times
    the change of the rate, 0 where the part has no rate in one of the periods. The whole contribution is
    ``n1/D1 - n0/D0 - (w1 - w0) * (R0 + R1) / 2``: a part that grows adds only as far as its rate is above the mean.
    The mix effect is what remains of it.

    Args:
        numerator_before: one number per part.
        denominator_before: one number per part; zeros are allowed.
        numerator_after: one number per part.
        denominator_after: one number per part; zeros are allowed.

    Returns:
        Effects that add up to the change of the ratio; NaN if a sum of denominators is zero.

    Source:
        The symmetric form of Bennet's decomposition (1920), as used for price and volume effects.

    Example:
        Both rates rise from 2 and 4 to 3 and 5, but the weight of the higher one falls from 1/2 to 1/4:

        >>> effects = rate_parts(*(np.array(n) for n in ([2.0, 4.0], [1.0, 1.0], [9.0, 5.0], [3.0, 1.0])))
        >>> effects.rate.tolist(), effects.mix.tolist()
        ([0.625, 0.375], [-0.1875, -0.3125])
        >>> float(effects.contribution.sum())  # from 6 / 2 to 14 / 4
        0.5
    """
    whole_before, whole_after = _nonzero(float(denominator_before.sum())), _nonzero(float(denominator_after.sum()))
    weight_before, weight_after = denominator_before / whole_before, denominator_after / whole_after
    mean = (numerator_before.sum() / whole_before + numerator_after.sum() / whole_after) / 2
    own = _rate(numerator_after, denominator_after) - _rate(numerator_before, denominator_before)
    rate = np.where(np.isnan(own), 0, (weight_before + weight_after) / 2 * np.nan_to_num(own))
    moved = (weight_after - weight_before) * mean
    contribution = numerator_after / whole_after - numerator_before / whole_before - moved
    return Effects(contribution, contribution - rate, rate)


def drivers_frame(
    slices: pd.DataFrame,
    frames: Mapping[str, Frame],
    kpis: Iterable[Kpi],
    measures: Mapping[str, Measure],
    tables: Mapping[str, Table],
    before: Period,
    after: Period,
) -> pd.DataFrame:
    """Explain the change of every KPI that can be explained, for all platforms and placements.

    Args:
        slices: the slices of both periods, by platform and placement.
        frames: the prepared input tables.
        kpis: the KPIs.
        measures: every measure that they need.
        tables: the input tables' definitions: which of their columns are dimensions.
        before: the period compared with.
        after: the report period.

    Returns:
        A row per KPI, dimension (``platform``, ``format``, ``campaign``) and part, largest contribution first. At
        most `MOST` parts are named; the part ``""`` holds the others and whatever belongs to none. Contributions
        and effects are in the KPI's own unit (percent is a fraction) and add up to ``change``; the effects are NaN
        for amounts, ``share`` is NaN where nothing changed. A KPI without a value in one of the periods has no rows.
    """
    ratios = {kpi.name: ratio for kpi in kpis if (ratio := split(kpi.formula))}
    needed = {name: measures[name] for ratio in ratios.values() for name in ratio.names}
    names = list(dict.fromkeys([*needed, *ratios]))
    parts = [ALL_PLATFORMS, *(str(name) for name in slices["platform"].unique() if name != ALL_PLATFORMS)]
    cells = [_cells(slices, period, parts, names) for period in (before, after)]
    whole = [{name: float(values[0]) for name, values in side.items()} for side in cells]
    dimensions = [_by_platform(cells, parts, frames, needed)]
    for table in tables.values():
        dimensions += _within(table, frames, needed, (before, after))
    rows: list[tuple[Any, ...]] = []
    for name, ratio in ratios.items():
        values = [row[name] for row in whole]
        if not np.isfinite(values).all():
            continue
        for dimension in dimensions:
            if explained := _explain(ratio, dimension, whole):
                rows += [(name, dimension.name, *row) for row in _ranked(explained, values)]
    types = {**dict.fromkeys(COLUMNS[:3], "str"), **dict.fromkeys(COLUMNS[3:], "float64"), "rank": "int64"}
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(types)


@dataclass(frozen=True)
class _Dimension:
    """The parts of the whole along one dimension."""

    name: str
    parts: tuple[str, ...]
    sides: Sequence[Mapping[str, Floats]]  # before and after: a number per part, by measure that adds up over parts
    added: Sequence[Mapping[str, Floats]]  # the same with 0 for no value, as it counts in the whole
    common: frozenset[str]  # measures that only the whole has, such as all sessions of the website


def _dimension(
    name: str, parts: Iterable[str], sides: Sequence[Mapping[str, Floats]], common: Iterable[str] = ()
) -> _Dimension:
    added = [{measure: np.nan_to_num(values) for measure, values in side.items()} for side in sides]
    return _Dimension(name, tuple(parts), sides, added, frozenset(common))


def _cells(slices: pd.DataFrame, period: Period, platforms: Sequence[str], names: list[str]) -> dict[str, Floats]:
    """Give a number per platform by measure or KPI; NaN for slices that were not computed."""
    own = slices[((slices["period"] == period.name) & (slices["placement"] == ALL_PLACEMENTS)).to_numpy()]
    found = own[names].to_numpy(float)
    position = {platform: index for index, platform in enumerate(own["platform"])}
    table = np.array([found[position[name]] if name in position else np.full(len(names), np.nan) for name in platforms])
    return {name: table[:, index] for index, name in enumerate(names)}


def _by_platform(
    cells: Sequence[Mapping[str, Floats]],
    platforms: Sequence[str],
    frames: Mapping[str, Frame],
    measures: Mapping[str, Measure],
) -> _Dimension:
    split_tables = {name for name, frame in frames.items() if "platform" in frame.collect_schema()}
    common = [name for name, one in measures.items() if one.tables and not split_tables & set(one.tables)]
    adding = [name for name, one in measures.items() if one.aggregation in _OVER_PLATFORMS and name not in common]
    sides = [{name: side[name][1:] for name in adding} for side in cells]
    return _dimension("platform", platforms[1:], sides, common)


def _within(
    table: Table,
    frames: Mapping[str, Frame],
    measures: Mapping[str, Measure],
    periods: Sequence[Period],
) -> list[_Dimension]:
    """Group one table's rows by each of its parts; rows without a name belong to no part."""
    own = [one for one in measures.values() if one.tables == (table.name,) and one.aggregation in _SUMS]
    if not table.parts or table.name not in frames or not own:
        return []
    rows = frames[table.name]
    grouped = [sums_and_counts(in_period(rows, period), list(table.parts), own, table.name) for period in periods]
    dimensions = []
    for column in table.parts:
        names = [[str(key) if isinstance(key, str) else "" for key in groups.keys[column]] for groups in grouped]
        parts = sorted({name for side in names for name in side if name})
        position = {name: index for index, name in enumerate([*parts, ""])}
        sides = []
        for groups, keys in zip(grouped, names, strict=True):
            at = np.array([position[key] for key in keys], np.int64)
            sums, counts = np.zeros((2, len(parts) + 1, len(own)))
            np.add.at(sums, at, groups.sums)
            np.add.at(counts, at, groups.counts)
            known = np.where(counts > 0, sums, np.nan)[:-1]
            sides.append({one.name: known[:, index] for index, one in enumerate(own)})
        dimensions.append(_dimension(column, parts, sides))
    return dimensions


@dataclass(frozen=True)
class _Explained:
    """Values and effects of the parts; the last entry is what belongs to none of them."""

    parts: tuple[str, ...]
    before: Floats  # amounts, or numerators of rates
    after: Floats
    under: tuple[Floats, ...]  # denominators of rates, before and after; empty for amounts
    effects: Effects


def _explain(ratio: Ratio, dimension: _Dimension, whole: Sequence[Mapping[str, float]]) -> _Explained | None:
    """Split a KPI's change; None if its measures do not add up over the dimension, or no part has a value.

    A part without a value counts as 0, as it does in the whole. A denominator that only the whole has, such as the
    sessions of the website, is shared: each part's amount is divided by it.
    """
    shared = not ratio.is_sum and all(name in dimension.common for name in ratio.denominator)
    own = [name for name in (ratio.numerator if shared else ratio.names) if name]
    if not dimension.parts or not all(name in dimension.sides[0] for name in own):
        return None
    known = np.any([~np.isnan(side[name]) for side in dimension.sides for name in own], axis=0)
    if not known.any():
        return None
    parts = tuple(part for part, kept in zip(dimension.parts, known, strict=True) if kept)
    before = _with_rest(ratio.numerator, dimension.added[0], whole[0], known)
    after = _with_rest(ratio.numerator, dimension.added[1], whole[1], known)
    if ratio.is_sum or shared:
        before /= _combine(ratio.denominator, whole[0])
        after /= _combine(ratio.denominator, whole[1])
        return _Explained(parts, before, after, (), amount_parts(before, after))
    under = (
        _with_rest(ratio.denominator, dimension.added[0], whole[0], known),
        _with_rest(ratio.denominator, dimension.added[1], whole[1], known),
    )
    return _Explained(parts, before, after, under, rate_parts(before, under[0], after, under[1]))


def _with_rest(
    linear: Linear, side: Mapping[str, Floats], whole: Mapping[str, float], known: NDArray[np.bool_]
) -> Floats:
    """Compute a sum for each known part and, as the last entry, what the whole has beyond them."""
    values = {name: side[name][known] for name in linear}
    parts = sum((factor * values[name] for name, factor in linear.items()), np.zeros(int(known.sum())))
    size = sum(abs(factor) * np.abs(values[name]).sum() for name, factor in linear.items())
    total = _combine(linear, whole)
    rest = total - parts.sum()
    return np.append(parts, 0.0 if abs(rest) <= _NOISE * (size + abs(total)) else rest)


def _combine(linear: Linear, row: Mapping[str, float]) -> float:
    return sum(factor * (float(row[name]) if name else 1.0) for name, factor in linear.items())


def _ranked(found: _Explained, values: Sequence[float]) -> list[tuple[Any, ...]]:
    """List the largest parts and the rest, from ``part`` to ``change``."""
    effects, change = found.effects, values[1] - values[0]
    unchanged = abs(change) <= _NOISE * max(abs(values[0]), abs(values[1]))
    order = np.argsort(-np.abs(effects.contribution[:-1]), kind="stable")
    groups = [(found.parts[at], [int(at)]) for at in order[:MOST]]
    beyond = any(bool(entries[-1]) for entries in (found.before, found.after, *found.under))
    if beyond or len(order) > MOST:
        groups.append((REST, [*(int(at) for at in order[MOST:]), len(found.parts)]))
    rows = []
    for rank, (name, entries) in enumerate(groups, 1):
        sides = [float(side[entries].sum()) for side in (found.before, found.after)]
        if found.under:
            sides = [top / _nonzero(float(under[entries].sum())) for top, under in zip(sides, found.under, strict=True)]
        contribution, mix, rate = (
            float(effect[entries].sum()) for effect in (effects.contribution, effects.mix, effects.rate)
        )
        share = np.nan if unchanged else contribution / change
        rows.append((name, *sides, contribution, mix, rate, share, rank, change))
    return rows


def _rate(numerator: Floats, denominator: Floats) -> Floats:
    result: Floats = numerator / np.where(denominator == 0, np.nan, denominator)
    return result


def _nonzero(value: float) -> float:
    return value or np.nan
