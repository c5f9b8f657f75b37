"""Unusual points: periods outside what their trend allows, and posts outside what posts like them do.

Periods: each point is held against a Theil-Sen line (the median of the slopes between all pairs) through the other
points. The scale of the noise is the larger of 1.4826 x the median and 1.2533 x the mean absolute residual of those
points; both estimate the standard deviation, and the larger one keeps a few points that happen to lie on the line from
making the rest look odd. It is widened for the line's own uncertainty, most at the ends, as for a prediction from
least squares. With few points the scale itself is uncertain: the distance in scales is taken as Student's t with as
many degrees of freedom as other points minus two, and turned into the normal score of the same probability. So a score
means the same with 6 points as with 13.

The threshold is 3.5, as Iglewicz and Hoaglin (1993) advise for robust scores: by chance a point passes it once in 2,150
times, whatever the number of points (simulated in the tests). Of the about 6,000 points that a year of 7 platforms
gives, some 3 are false alarms, and fewer than one in four reports has one in its own period.

Posts: the logarithm of ``1 + value / median`` is held against the median and the median absolute deviation of all posts
of the same platform and placement, with the same threshold.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from kpi_excel.engine.analysis.content import in_period, post_measures
from kpi_excel.engine.frames import Frame, floats, plain, to_pandas
from kpi_excel.engine.periods import Periods
from kpi_excel.engine.slices.group import columns_of, row_values
from kpi_excel.engine.slices.slices import evaluate
from kpi_excel.model.kpi import Kind, Kpi, Unit
from kpi_excel.model.measure import Aggregation, Measure
from kpi_excel.model.period import Period
from kpi_excel.model.settings import ALL_PLACEMENTS

Floats = NDArray[np.float64]

COLUMNS = (
    *("scope", "kpi", "platform", "period", "post_id", "url"),
    *("value", "expected", "low", "high", "score", "side", "points"),
)
THRESHOLD = 3.5
AT_LEAST = 6  # known points of a trend
POSTS_AT_LEAST = 20
MOST_POSTS = 5
TREND = 13  # periods
_MEDIAN_TO_DEVIATION, _MEAN_TO_DEVIATION = 1.4826, 1.2533  # of absolute residuals of a normal distribution
_NOISE = 1e-9  # of the values' size: below it a residual is rounding
_POST_KPIS = (
    *("engagement_rate_by_reach", "engagement_rate_by_impressions", "engagement_rate_by_views"),
    "engagements",
)
_NOT_TO_DATE = (  # a rate of a flow to one of these depends on how many days it has had
    Aggregation.LAST_PER_ACCOUNT,
    Aggregation.FIRST_PER_ACCOUNT,
    Aggregation.COUNT_DISTINCT,
)


@dataclass(frozen=True)
class Judged:
    """What the other points let expect of each point; every array has the values' shape.

    Args:
        expected: the line through the other points; NaN where the point was not judged.
        low: the lowest value that is not unusual.
        high: the highest value that is not unusual.
        score: robust z, negative below the line; NaN where the point was not judged.
        flagged: whether the score is beyond the threshold.
        points: the number of known points of the series, itself included.
    """

    expected: Floats
    low: Floats
    high: Floats
    score: Floats
    flagged: NDArray[np.bool_]
    points: NDArray[np.int64]


def unusual_points(
    values: ArrayLike, threshold: float = THRESHOLD, at_least: int = AT_LEAST, counted: ArrayLike = False
) -> Judged:
    """Judge each point of a series by the robust straight line through the others; the method is the module's.

    Args:
        values: oldest first, at equal distances; NaN is no value. Several series may be stacked, one per row.
        threshold: the score beyond which a point is flagged.
        at_least: the fewest known points, itself included, of a series that is judged.
        counted: whether the values count events, one for each series. Such numbers vary by their square root by
            chance alone, so the noise is not taken to be less, however steady the other points are.

    Returns:
        Nothing is judged with fewer known points, and nothing where the others lie exactly on a line and do not
        count events: how much such a series varies is not known.

    Example:
        >>> judged = unusual_points([10, 12, 11, 13, 12, 30, 13, 15, 14, 15])
        >>> judged.flagged.nonzero()[0].tolist(), float(judged.expected[5].round(2))
        ([5], 12.5)
        >>> unusual_points([1, 2, 3, 4, 90]).flagged.any()
        np.False_
    """
    given = np.asarray(values, float)
    series: Floats = np.where(np.isfinite(given), given, np.nan).reshape(math.prod(given.shape[:-1]), given.shape[-1])
    events = np.broadcast_to(np.asarray(counted, bool).reshape(-1), len(series))
    size = series.shape[1]
    known = ~np.isnan(series)
    points = np.repeat(known.sum(axis=1)[:, None], size, axis=1)
    expected, scale = np.full(series.shape, np.nan), np.full(series.shape, np.nan)
    judged = np.flatnonzero(known.sum(axis=1) >= max(at_least, 5))
    for index in range(size if len(judged) else 0):
        expected[judged, index], scale[judged, index] = _expect(series[judged], index, events[judged])
    freedom = np.maximum(points - 3.0, 1.0)  # the others' number, less a slope and a level
    distance = np.where(known, series - expected, np.nan) / np.where(scale > 0, scale, np.nan)
    score = np.sign(distance) * _normal(np.abs(distance), freedom)
    reach = scale * _student(threshold, freedom)
    nothing = np.isnan(score)
    line, low, high = (np.where(nothing, np.nan, one) for one in (expected, expected - reach, expected + reach))
    judgement = Judged(line, low, high, score, np.abs(score) > threshold, points)
    return Judged(*(getattr(judgement, field.name).reshape(given.shape) for field in fields(Judged)))


def _expect(series: Floats, index: int, events: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Give the expected value of one point of each series, and the scale of its distance from it."""
    at = np.delete(np.arange(series.shape[1]), index).astype(float)
    others = np.delete(series, index, axis=1)
    first, second = np.triu_indices(len(at), 1)
    slope = _median((others[:, second] - others[:, first]) / (at[second] - at[first]))
    level = _median(others - slope[:, None] * (at - index))  # of the line at the point itself
    residuals = np.abs(others - level[:, None] - slope[:, None] * (at - index))
    size = np.nanmax(np.abs(others), axis=1, initial=0)
    residuals = np.where(residuals <= _NOISE * size[:, None], np.where(np.isnan(residuals), np.nan, 0), residuals)
    known = ~np.isnan(others)
    number = known.sum(axis=1)
    mean = np.nansum(residuals, axis=1) / number
    scale = np.maximum(_MEDIAN_TO_DEVIATION * _median(residuals), _MEAN_TO_DEVIATION * mean)
    scale *= np.sqrt(number / (number - 2))  # residuals of a fitted line are smaller than the noise
    scale = np.where(events, np.maximum(scale, np.sqrt(np.maximum(np.abs(level), 1))), scale)
    middle = np.where(known, at, 0).sum(axis=1) / number
    spread = np.where(known, (at - middle[:, None]) ** 2, 0).sum(axis=1)
    return level, scale * np.sqrt(1 + 1 / number + (index - middle) ** 2 / spread)


def _median(values: Floats) -> Floats:
    """Give the median of each row's known values; much faster than numpy's for many short rows."""
    ordered = np.sort(values, axis=1)  # NaN comes last
    known = (~np.isnan(values)).sum(axis=1)[:, None]
    low = np.take_along_axis(ordered, np.maximum((known - 1) // 2, 0), axis=1)
    high = np.take_along_axis(ordered, np.minimum(known // 2, values.shape[1] - 1), axis=1)
    result: Floats = ((low + high) / 2)[:, 0]
    return result


def _normal(distance: Floats, freedom: Floats) -> Floats:
    """Turn Student's t into the normal score of about the same probability (Wallace, 1959)."""
    shrink = (8 * freedom + 1) / (8 * freedom + 3)
    with np.errstate(over="ignore"):
        result: Floats = shrink * np.sqrt(freedom * np.log1p(distance**2 / freedom))
    return result


def _student(score: float, freedom: Floats) -> Floats:
    """Turn a normal score into Student's t; the inverse of `_normal`."""
    shrink = (8 * freedom + 1) / (8 * freedom + 3)
    result: Floats = np.sqrt(freedom * np.expm1((score / shrink) ** 2 / freedom))
    return result


def unusual_frame(
    slices: pd.DataFrame,
    frames: Mapping[str, Frame],
    kpis: Mapping[str, Kpi],
    measures: Mapping[str, Measure],
    periods: Periods,
) -> pd.DataFrame:
    """List the unusual periods of the trend, then the report period's unusual posts.

    Args:
        slices: the slices of the trend's periods.
        frames: the prepared input tables.
        kpis: the KPIs by name.
        measures: every measure that they need.
        periods: the report period and the trend.

    Returns:
        A row per point, the furthest first: ``scope`` (period or post), ``kpi``, ``platform``, ``period``,
        ``post_id`` and ``url`` (empty for periods), ``value``, ``expected``, ``low`` and ``high`` (the limits of
        what is usual), ``score`` (robust z, negative below), ``side`` (above or below) and ``points`` (how many it
        was judged among).
    """
    rows = [
        unusual_periods(slices, kpis, measures, periods.trend(periods.report)),
        unusual_posts(frames["posts"], kpis, measures, periods),
    ]
    return pd.concat(rows, ignore_index=True)


def unusual_periods(
    slices: pd.DataFrame, kpis: Mapping[str, Kpi], measures: Mapping[str, Measure], trend: Sequence[Period]
) -> pd.DataFrame:
    """List the unusual ones of the last 13 periods of a trend, for All and every platform, all placements.

    Stocks are left out: each count rests on the one before, so that they leave any straight line; what moves them is in
    the net change. So are numbers per day, which move with the length of the month; the number itself is judged. An
    unfinished last period is neither judged nor used for KPIs that grow with its days: flows, and rates of flows to a
    stock or to different customers. Before half of its days are over it is not used at all, as rates rest on too
    little.

    Args:
        slices: the slices of the trend's periods.
        kpis: the KPIs by name.
        measures: every measure that they need.
        trend: the trend's periods, oldest first.

    Returns:
        Rows as in `unusual_frame`, furthest first.
    """
    last = trend[-TREND:]
    chosen = [kpi for kpi in kpis.values() if kpi.kind is not Kind.STOCK and kpi.unit is not Unit.PER_DAY]
    names = [kpi.name for kpi in chosen]
    wanted = slices[slices["period"].isin([one.name for one in last]) & (slices["placement"] == ALL_PLACEMENTS)]
    platforms = [str(name) for name in wanted["platform"].unique()]
    if not names or not platforms:
        return _frame([])
    table = np.full((len(platforms), len(last), len(names)), np.nan)
    platform_at = {name: index for index, name in enumerate(platforms)}
    period_at = {one.name: index for index, one in enumerate(last)}
    at = ([platform_at[name] for name in wanted["platform"]], [period_at[name] for name in wanted["period"]])
    table[at] = wanted[names].to_numpy(float)
    if last[-1].unfinished:
        early = 2 * last[-1].days < last[-1].whole.days
        table[:, -1, [early or _grows(kpi, measures) for kpi in chosen]] = np.nan
    series = table.transpose(0, 2, 1).reshape(-1, len(last))
    judged = unusual_points(series, counted=np.tile([_counts(kpi) for kpi in chosen], len(platforms)))
    rows = []
    for line, point in zip(*np.nonzero(judged.flagged), strict=True):
        platform, kpi = platforms[line // len(names)], names[line % len(names)]
        who = ("period", kpi, platform, last[point].name, "", "")
        rows.append((*who, float(series[line, point]), *_numbers(judged, (line, point))))
    return _frame(rows)


def _grows(kpi: Kpi, measures: Mapping[str, Measure]) -> bool:
    return kpi.kind is Kind.FLOW or any(measures[name].aggregation in _NOT_TO_DATE for name in kpi.measures)


def _counts(kpi: Kpi) -> bool:
    return kpi.kind is Kind.FLOW and kpi.unit is Unit.COUNT


def unusual_posts(
    posts: Frame, kpis: Mapping[str, Kpi], measures: Mapping[str, Measure], periods: Periods
) -> pd.DataFrame:
    """List the report period's posts whose engagement is unusual among all posts since the trend began.

    Posts are held against those of their own platform and placement, by the first rate that at least 20 of the
    platform's posts have: engagements by reach, by impressions, by views, else by their number.

    Args:
        posts: the prepared posts.
        kpis: the KPIs by name.
        measures: every measure that they need.
        periods: the report period and the trend.

    Returns:
        Rows as in `unusual_frame`, the `MOST_POSTS` furthest.
    """
    report = periods.report
    own = post_measures(measures)
    found = [kpis[name] for name in _POST_KPIS if name in kpis and set(kpis[name].measures) <= set(own)]
    span = Period(min(periods.trend(report)[0].start, report.start), report.end)
    needed = {name: own[name] for kpi in found for name in kpi.measures}
    read = columns_of(needed.values(), "posts")
    table = to_pandas(in_period(posts, span).select("day", "platform", "placement", "post_id", "url", *read))
    columns = {name: floats(table[name]) for name in read}
    values = evaluate(found, {name: row_values(one, "posts", columns, len(table)) for name, one in needed.items()})
    inside = (table["day"] >= pd.Timestamp(report.start)).to_numpy()
    texts = {name: plain(table[name]) for name in ("post_id", "url")}
    rows: list[tuple[Any, ...]] = []
    platforms = table["platform"].to_numpy(object)
    for platform in dict.fromkeys(table["platform"].dropna()):
        here = platforms == platform
        kpi = next((name for name, one in values.items() if (~np.isnan(one[here])).sum() >= POSTS_AT_LEAST), "")
        for placement in dict.fromkeys(table["placement"][here]) if kpi else ():
            group = np.flatnonzero(here & (table["placement"] == placement).to_numpy())
            judged = _among(values[kpi][group])
            for at in np.flatnonzero(judged.flagged & inside[group]):
                post = group[at]
                keys = ("" if pd.isna(text.iloc[post]) else str(text.iloc[post]) for text in texts.values())
                who = ("post", kpi, str(platform), report.name, *keys)
                rows.append((*who, float(values[kpi][post]), *_numbers(judged, (at,))))
    return _frame(rows).head(MOST_POSTS)


def _among(values: Floats) -> Judged:
    """Judge each value among the others of a group, on the scale of ``log(1 + value / median)``."""
    known = values[~np.isnan(values)]
    shape = values.shape
    none = np.full(shape, np.nan)
    nothing = Judged(none, none, none, none, np.zeros(shape, bool), np.full(shape, len(known)))
    unit = float(np.median(known)) if len(known) >= POSTS_AT_LEAST else 0.0
    if unit <= 0:  # too few posts, or most of them without engagement
        return nothing
    logs = np.log1p(values / unit)
    middle = float(np.nanmedian(logs))
    distance = np.abs(logs - middle)
    scale = _MEDIAN_TO_DEVIATION * float(np.nanmedian(distance)) or _MEAN_TO_DEVIATION * float(np.nanmean(distance))
    if scale <= _NOISE:
        return nothing
    score = (logs - middle) / scale
    limits = [max(0.0, unit * float(np.expm1(middle + side * THRESHOLD * scale))) for side in (0, -1, 1)]
    bounds = [np.where(np.isnan(values), np.nan, limit) for limit in limits]
    return replace(
        nothing, expected=bounds[0], low=bounds[1], high=bounds[2], score=score, flagged=np.abs(score) > THRESHOLD
    )


def _numbers(judged: Judged, at: tuple[Any, ...]) -> tuple[Any, ...]:
    score = float(judged.score[at])
    limits = (float(one[at]) for one in (judged.expected, judged.low, judged.high))
    return (*limits, score, "above" if score > 0 else "below", int(judged.points[at]))


def _frame(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    score = COLUMNS.index("score")
    ordered = sorted(rows, key=lambda row: (-abs(row[score]), *row[:5]))
    frame = pd.DataFrame(ordered, columns=list(COLUMNS))
    numbers = ("value", "expected", "low", "high", "score")
    texts = (*COLUMNS[:6], "side")
    return frame.astype({**dict.fromkeys(texts, "str"), **dict.fromkeys(numbers, float), "points": "int64"})
