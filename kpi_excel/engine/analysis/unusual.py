"""Unusual points: periods outside what their trend allows, and posts outside what posts like them do.

Periods are judged by the others of their series; `outliers` says how. Of the about 6,000 points that a year of 7
platforms gives, some 3 are false alarms, and fewer than one in four reports has one in its own period.

Posts: the logarithm of ``1 + value / median`` is held against the median and the median absolute deviation of all posts
of the same platform and placement, with the same threshold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from kpi_excel.engine.analysis.content import in_period, post_measures
from kpi_excel.engine.analysis.outliers import (
    MEAN_TO_DEVIATION,
    MEDIAN_TO_DEVIATION,
    NOISE,
    THRESHOLD,
    YEAR,
    Floats,
    Judged,
    seasonal_points,
    unusual_points,
)
from kpi_excel.engine.frames import Frame, floats, plain, to_pandas
from kpi_excel.engine.periods import Periods
from kpi_excel.engine.slices.group import columns_of, row_values
from kpi_excel.engine.slices.slices import evaluate
from kpi_excel.model.kpi import Kind, Kpi, Unit
from kpi_excel.model.measure import Aggregation, Measure
from kpi_excel.model.period import Grain, Period
from kpi_excel.model.settings import ALL_PLACEMENTS

COLUMNS = (
    *("scope", "kpi", "platform", "period", "post_id", "url"),
    *("value", "expected", "low", "high", "score", "side", "points"),
)
POSTS_AT_LEAST = 20
MOST_POSTS = 5
TREND = 13  # periods
_POST_KPIS = (
    *("engagement_rate_by_reach", "engagement_rate_by_impressions", "engagement_rate_by_views"),
    "engagements",
)
_NOT_TO_DATE = (  # a rate of a flow to one of these depends on how many days it has had
    Aggregation.LAST_PER_ACCOUNT,
    Aggregation.FIRST_PER_ACCOUNT,
    Aggregation.COUNT_DISTINCT,
)


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

    Months are held against the same months of last year, too, as far as slices reach back.

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
    every = (*_year_before(last), *last)
    wanted = slices[slices["period"].isin([one.name for one in every]) & (slices["placement"] == ALL_PLACEMENTS)]
    platforms = [str(name) for name in wanted["platform"].unique()]
    if not names or not platforms:
        return _frame([])
    table = np.full((len(platforms), len(every), len(names)), np.nan)
    platform_at = {name: index for index, name in enumerate(platforms)}
    period_at = {one.name: index for index, one in enumerate(every)}
    at = ([platform_at[name] for name in wanted["platform"]], [period_at[name] for name in wanted["period"]])
    table[at] = wanted[names].to_numpy(float)
    if last[-1].unfinished:
        early = 2 * last[-1].days < last[-1].whole.days
        table[:, -1, [early or _grows(kpi, measures) for kpi in chosen]] = np.nan
    series = table.transpose(0, 2, 1).reshape(-1, len(every))
    judge = seasonal_points if len(every) > len(last) else unusual_points
    judged = judge(series, counted=np.tile([_counts(kpi) for kpi in chosen], len(platforms)))
    series = series[:, -len(last) :]
    rows = []
    for line, point in zip(*np.nonzero(judged.flagged), strict=True):
        platform, kpi = platforms[line // len(names)], names[line % len(names)]
        who = ("period", kpi, platform, last[point].name, "", "")
        rows.append((*who, float(series[line, point]), *_numbers(judged, (line, point))))
    return _frame(rows)


def _year_before(last: Sequence[Period]) -> tuple[Period, ...]:
    """Give the 12 months before 13 of them; nothing before other periods, which have no same one last year."""
    if len(last) < TREND or last[0].grain is not Grain.MONTH:
        return ()
    found = [last[0].previous()]
    while len(found) < YEAR:
        found.append(found[-1].previous())
    return tuple(reversed(found))


def _grows(kpi: Kpi, measures: Mapping[str, Measure]) -> bool:
    return kpi.kind is Kind.FLOW or any(
        measures[name].aggregation in _NOT_TO_DATE and not measures[name].in_a_year for name in kpi.measures
    )


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
    scale = MEDIAN_TO_DEVIATION * float(np.nanmedian(distance)) or MEAN_TO_DEVIATION * float(np.nanmean(distance))
    if scale <= NOISE:
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
