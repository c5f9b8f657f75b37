"""Outliers of a series: points outside what the others let expect.

*In general.* Each point is held against a Theil-Sen line (the median of the slopes between all pairs) through the other
points. The scale of the noise is the larger of 1.4826 x the median and 1.2533 x the mean absolute residual of those
points; both estimate the standard deviation, and the larger one keeps a few points that happen to lie on the line from
making the rest look odd. It is widened for the line's own uncertainty, most at the ends, as for a prediction from
least squares. With few points the scale itself is uncertain: the distance in scales is taken as Student's t with as
many degrees of freedom as other points minus two, and turned into the normal score of the same probability. So a score
means the same with 6 points as with 13. The threshold is 3.5, as Iglewicz and Hoaglin (1993) advise for robust scores:
by chance a normal point passes it once in 2,150 times.

*Counts of events* have rules of their own. Such numbers vary by chance by the square root of their level. If the
others vary around their level by no more than `_OVERDISPERSED` times that, the noise is known instead of estimated from
a dozen points: the limits are those of a Poisson number of that level (normal, with the term of its skewness), and who
is outside must stand out `_APART` times as far as any other point. If they vary more, single months of many events are
common: a point must be outside on the scale of logarithms, too.

*The season*, from 25 points on: what was as far out in the same month of last year is no outlier (`seasonal_points`).

Of 1,000 seeded series of 13 points of each kind, judged as counts by the line alone (before) and by these rules (now),
as `tests/engine/analysis/test_outliers.py` computes it:

| false alarm in a series of | before |    now |
| normal(100, 10)          |  0.0 % |  0.3 % |
| Poisson(3)               |  0.1 % |  0.3 % |
| log-normal(0, 0.6)       |  1.2 % |  0.6 % |
| random walk              |  0.0 % |  0.0 % |
| log-normal, x 1000       | 12.2 % |  0.4 % |
| twice Poisson's variance |  0.0 % |  5.5 % |
| found of                 | before |    now |
| mean + 5 deviations      |  8.5 % | 94.8 % |
| a draw + 5 deviations    | 20.4 % | 79.8 % |
| 12 medians               | 100.0 % | 99.6 % |
| a draw x 12              | 82.1 % | 81.4 % |
| Poisson(30) x 2.5        | 76.0 % | 92.5 % |

Of draws x 12 no rule can find more than 83.5 % with so few false alarms, and of draws + 5 deviations no more than 95 %,
even if it knew the distribution.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

THRESHOLD = 3.5
AT_LEAST = 6  # known points of a series: below it Student's t with two degrees of freedom flags nothing but absurdities
YEAR = 12  # points of a series by months
MEDIAN_TO_DEVIATION, MEAN_TO_DEVIATION = 1.4826, 1.2533  # of absolute residuals of a normal distribution
NOISE = 1e-9  # of the values' size: below it a residual is rounding
_FEWEST = 5  # known points that the method itself needs, however few are allowed
_BY_CHANCE = 3.6  # standard deviations of counts: with 12 others as judges, under 1 % of series have one outside
_OVERDISPERSED = 3.0  # times the level: under 1 % of Poisson series of 13 seem to vary so much
_APART = (
    1.6  # times as far as any other point: over 95 % of peaks of 5 deviations are, and few of what only varies more
)
_ADDED = 0.5  # to counts before logarithms are taken, for 0 has none
_SEASONAL = 0.5  # of what is usual: what was not even half as far out last year does not explain this year


@dataclass(frozen=True)
class Judged:
    """What the other points let expect of each point; every array has the values' shape.

    Args:
        expected: the line through the other points, or their level; NaN where the point was not judged.
        low: the lowest value that is not unusual.
        high: the highest value that is not unusual.
        score: robust z, negative below what is expected; NaN where the point was not judged.
        flagged: whether the score is beyond the threshold.
        points: the number of known points of the series, itself included.
    """

    expected: Floats
    low: Floats
    high: Floats
    score: Floats
    flagged: NDArray[np.bool_]
    points: NDArray[np.int64]


@dataclass(frozen=True)
class _Limits:
    """What is expected of each point of each series, and the limits of what is usual."""

    expected: Floats
    low: Floats
    high: Floats

    def where(self, chosen: NDArray[np.bool_], other: _Limits) -> _Limits:
        """Give these limits where they are chosen, and others elsewhere."""
        parts = ((getattr(self, field.name), getattr(other, field.name)) for field in fields(self))
        return _Limits(*(np.where(chosen, one, two) for one, two in parts))


def unusual_points(
    values: ArrayLike, threshold: float = THRESHOLD, at_least: int = AT_LEAST, counted: ArrayLike = False
) -> Judged:
    """Judge each point of a series by the others; the method is the module's.

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
    known = ~np.isnan(series)
    limits = _none(series)
    judged = known.sum(axis=1) >= max(at_least, _FEWEST)
    if judged.any():
        limits = _put(limits, judged, _by_line(series[judged], threshold, events[judged]))
    counts = judged & events & ~(series < 0).any(axis=1)
    if counts.any():
        general = _Limits(*(getattr(limits, field.name)[counts] for field in fields(limits)))
        limits = _put(limits, counts, _of_counts(series[counts], general, threshold))
    points = np.repeat(known.sum(axis=1)[:, None], series.shape[1], axis=1)
    found = _judged(series, limits, points, threshold)
    return Judged(*(getattr(found, field.name).reshape(given.shape) for field in fields(Judged)))


def seasonal_points(values: ArrayLike, counted: ArrayLike = False) -> Judged:
    """Judge the last 13 of 25 months, where the same month of last year may explain what is unusual.

    Last year's month is held against the 13 months around it. If it was out at least half as far as is usual, this
    year's may be out as far on the same side. That excuses points and accuses none: one year cannot tell a season
    from a single event. Where one of the first 13 is not known, there is no season.

    Args:
        values: 25 values, oldest first; NaN is no value. Several series may be stacked, one per row.
        counted: whether the values count events, one for each series.

    Returns:
        Of the last 13 values; see `unusual_points`.
    """
    every = np.asarray(values, float)
    earlier, later = every[..., : YEAR + 1], every[..., YEAR:]
    then, now = unusual_points(earlier, counted=counted), unusual_points(later, counted=counted)
    out = earlier - then.expected
    usual = np.where(out > 0, then.high - then.expected, then.expected - then.low)
    whole = ~np.isnan(earlier).any(axis=-1, keepdims=True)
    season = np.where(whole & (np.abs(out) >= _SEASONAL * usual), out, 0.0)
    limits = _Limits(now.expected, now.low + np.minimum(season, 0), now.high + np.maximum(season, 0))
    return _judged(later, limits, now.points, THRESHOLD)


def _none(series: Floats) -> _Limits:
    return _Limits(*(np.full(series.shape, np.nan) for _ in fields(_Limits)))


def _put(limits: _Limits, rows: NDArray[np.bool_], some: _Limits) -> _Limits:
    """Give limits in which some rows are replaced."""
    replaced = _Limits(*(getattr(limits, field.name).copy() for field in fields(limits)))
    for field in fields(limits):
        getattr(replaced, field.name)[rows] = getattr(some, field.name)
    return replaced


def _judged(series: Floats, limits: _Limits, points: NDArray[np.int64], threshold: float) -> Judged:
    """Score each point by its distance, in what is usual on its side: at the limit stands the threshold."""
    distance = series - limits.expected
    usual = np.where(distance > 0, limits.high - limits.expected, limits.expected - limits.low)
    freedom = np.maximum(points - 3.0, 1.0)  # the others' number, less a slope and a level
    scales = np.abs(distance) / np.where(usual > 0, usual, np.nan) * _student(threshold, freedom)
    score = np.sign(distance) * _normal(scales, freedom)
    nothing = np.isnan(score)
    expected, low, high = (np.where(nothing, np.nan, one) for one in (limits.expected, limits.low, limits.high))
    return Judged(expected, low, high, score, np.abs(score) > threshold, points)


def _by_line(series: Floats, threshold: float, counted: NDArray[np.bool_]) -> _Limits:
    """Give each point's limits by the line through the others."""
    known = ~np.isnan(series)
    freedom = np.maximum(known.sum(axis=1) - 3.0, 1.0)
    limits = _none(series)
    for index in range(series.shape[1]):
        expected, scale = _expect(series, index, counted)
        reach = np.where(scale > 0, scale, np.nan) * _student(threshold, freedom)
        limits.expected[:, index], limits.low[:, index], limits.high[:, index] = (
            expected,
            expected - reach,
            expected + reach,
        )
    return limits


def _expect(series: Floats, index: int, events: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Give the expected value of one point of each series, and the scale of its distance from it."""
    at = np.delete(np.arange(series.shape[1]), index).astype(float)
    others = np.delete(series, index, axis=1)
    first, second = np.triu_indices(len(at), 1)
    slope = _median((others[:, second] - others[:, first]) / (at[second] - at[first]))
    level = _median(others - slope[:, None] * (at - index))  # of the line at the point itself
    residuals = np.abs(others - level[:, None] - slope[:, None] * (at - index))
    size = np.nanmax(np.abs(others), axis=1, initial=0)
    residuals = np.where(residuals <= NOISE * size[:, None], np.where(np.isnan(residuals), np.nan, 0), residuals)
    known = ~np.isnan(others)
    number = known.sum(axis=1)
    scale = _scale(residuals, number)
    scale = scale * np.sqrt(number / (number - 2))  # residuals of a fitted line are smaller than the noise
    scale = np.where(events, np.maximum(scale, np.sqrt(np.maximum(np.abs(level), 1))), scale)
    middle = np.where(known, at, 0).sum(axis=1) / number
    spread = np.where(known, (at - middle[:, None]) ** 2, 0).sum(axis=1)
    return level, scale * np.sqrt(1 + 1 / number + (index - middle) ** 2 / spread)


def _of_counts(series: Floats, general: _Limits, threshold: float) -> _Limits:
    """Give each count's limits: those of chance where the others vary by chance, else the wider of two scales."""
    by_chance, quiet = _by_chance(series)
    logs = _by_line(np.log(series + _ADDED), threshold, np.zeros(len(series), bool))
    low, high = np.exp(logs.low) - _ADDED, np.exp(logs.high) - _ADDED
    wider = _Limits(general.expected, np.fmin(general.low, low), np.fmax(general.high, high))
    return by_chance.where(quiet, wider)


def _by_chance(series: Floats) -> tuple[_Limits, NDArray[np.bool_]]:
    """Give the limits of Poisson numbers, and tell where the others vary no more than such numbers do."""
    limits, quiet = _none(series), np.zeros(series.shape, bool)
    skewness = (_BY_CHANCE**2 - 1) / 6  # of a Poisson number, in the expansion of Cornish and Fisher
    for index in range(series.shape[1]):
        others = np.delete(series, index, axis=1)
        number = (~np.isnan(others)).sum(axis=1)
        first, second = np.triu_indices(others.shape[1])
        level = _median((others[:, first] + others[:, second]) / 2)  # Hodges and Lehmann's: robust, and nearly a mean
        residuals = np.abs(others - level[:, None])
        chance = np.maximum(level, 1)
        reach = _BY_CHANCE * np.sqrt(chance * (1 + 1 / number))
        apart = _APART * np.nanmax(residuals, axis=1)
        quiet[:, index] = _scale(residuals, number) ** 2 * number / (number - 1) <= _OVERDISPERSED * chance
        limits.expected[:, index] = level
        limits.low[:, index] = level - np.maximum(reach - skewness, apart)
        limits.high[:, index] = level + np.maximum(reach + skewness, apart)
    return limits, quiet


def _scale(residuals: Floats, number: NDArray[np.int64]) -> Floats:
    """Estimate the standard deviation from absolute residuals, not to be fooled by a few that are nearly 0."""
    mean: Floats = np.nansum(residuals, axis=1) / number
    return np.maximum(MEDIAN_TO_DEVIATION * _median(residuals), MEAN_TO_DEVIATION * mean)


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
