"""Outliers of a series: the method by hand, its false alarms and what it finds by simulation."""

import math
from collections.abc import Mapping

import numpy as np
import pytest
from numpy.typing import NDArray

from kpi_excel.engine.analysis import outliers
from kpi_excel.engine.analysis.outliers import THRESHOLD, seasonal_points, unusual_points

Floats = NDArray[np.float64]
SERIES, POINTS = 1000, 13


def test_one_point_by_hand() -> None:
    # Six points; the last is judged by 0, 2, 1, 3, 2 at x = 0..4.
    # Slopes of the 10 pairs: 2, 1/2, 1, 1/2, -1, 1/2, 0, 2, 1/2, -1; sorted -1 -1 0 .5 .5 .5 .5 1 2 2: median 1/2.
    # y - x/2: 0, 1.5, 0, 1.5, 0: median 0, so the line is x/2 and expects 2.5 at x = 5.
    # Residuals 0, 1.5, 0, 1.5, 0: median 0, mean 0.6; noise 1.2533 * 0.6 = 0.75198, times sqrt(5/3) = 0.970802.
    # Widened at x = 5 (mean 2, spread 4+1+0+1+4 = 10): sqrt(1 + 1/5 + 9/10) = sqrt(2.1) -> scale 1.406829.
    # Value 52.5 is 50 above: t = 35.5409 with 5 - 2 = 3 degrees; Wallace: 25/27 * sqrt(3 ln(1 + t^2/3)).
    judged = unusual_points([0, 2, 1, 3, 2, 52.5])
    scale = 1.2533 * 0.6 * math.sqrt(5 / 3) * math.sqrt(2.1)
    score = 25 / 27 * math.sqrt(3 * math.log(1 + (50 / scale) ** 2 / 3))
    assert judged.expected[5] == pytest.approx(2.5, rel=1e-12)
    assert judged.score[5] == pytest.approx(score, rel=1e-12)
    assert judged.score[5] == pytest.approx(3.9432, abs=1e-4)
    # The limit is where the score is 3.5: t = sqrt(3 (exp((3.5 * 27/25)^2 / 3) - 1)) = sqrt(3 (e^4.7628 - 1)) = 18.66
    assert judged.high[5] == pytest.approx(2.5 + scale * math.sqrt(3 * math.expm1((3.5 * 27 / 25) ** 2 / 3)), rel=1e-12)
    assert judged.low[5] == pytest.approx(5 - judged.high[5], rel=1e-12)
    assert judged.flagged.tolist() == [False] * 5 + [True]
    assert set(judged.points.tolist()) == {6}


@pytest.mark.parametrize(
    "values",
    [
        [1, 2, 1, 2, 1000],  # five points
        [1, math.nan, 2, 1, 2, 1000, math.nan],
        [],
        [math.nan] * 13,
        [5] * 13,  # constant
        [7.1 + 0.3 * index for index in range(13)],  # a straight line, with rounding
        [1e6 * index for index in range(13)],  # steep
        [1e6 * index + (-1) ** index * 2e4 for index in range(13)],  # steep, with noise
        [5] * 12 + [9],  # how much it varies is not known
        [1, 2, 1, 2, 1, math.inf],
    ],
)
def test_never_a_flag(values: list[float]) -> None:
    assert not unusual_points(values).flagged.any()


@pytest.mark.parametrize("at", [0, 6, 12])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_planted_outlier_is_found_and_nothing_else(at: int, sign: int) -> None:
    values = np.array([100, 103, 104, 108, 107, 112, 113, 112, 118, 119, 120, 121, 126], float)
    values[at] += sign * 40
    judged = unusual_points(values)
    assert judged.flagged.nonzero()[0].tolist() == [at]
    assert math.copysign(1, judged.score[at]) == sign
    assert judged.low[at] < judged.expected[at] < judged.high[at]
    assert not judged.low[at] <= values[at] <= judged.high[at]


def test_two_outliers_do_not_hide_each_other() -> None:
    values = np.array([100, 103, 104, 108, 107, 112, 113, 112, 118, 119, 120, 121, 126], float)
    values[[3, 9]] += 90
    assert unusual_points(values).flagged.nonzero()[0].tolist() == [3, 9]


def test_counts_vary_by_their_square_root_at_least() -> None:
    # All others 4: the noise is sqrt(4) = 2 at least, so 6 is one deviation above and 30 is thirteen.
    assert not unusual_points([4] * 12 + [6], counted=True).flagged.any()
    assert unusual_points([4] * 12 + [30], counted=True).flagged.nonzero()[0].tolist() == [12]
    stacked = unusual_points([[4] * 12 + [30], [4] * 12 + [30]], counted=[True, False])
    assert stacked.flagged[:, 12].tolist() == [True, False]


@pytest.mark.parametrize("size", [6, 8, 10, 13])
def test_false_alarms_are_as_rare_as_stated(size: int) -> None:
    # 3.5 deviations of a normal distribution: 0.00047 on both sides together.
    judged = unusual_points(np.random.default_rng(size).standard_normal((8000, size)))
    assert judged.flagged.mean() < 0.0008
    ends, middle = judged.flagged[:, [0, -1]].mean(), judged.flagged[:, size // 2].mean()
    assert abs(ends - middle) < 0.0012  # the line is less certain at the ends, and the limits are wider there


def test_stacked_series_are_judged_as_each_one_alone() -> None:
    series = np.random.default_rng(5).normal(50, 9, (40, 13))
    series[np.random.default_rng(6).random(series.shape) < 0.2] = np.nan
    together = unusual_points(series)
    for index, one in enumerate(series):
        np.testing.assert_array_equal(together.score[index], unusual_points(one).score)


def test_an_order_or_a_unit_changes_nothing() -> None:
    values = np.random.default_rng(7).normal(20, 3, 13)
    score = unusual_points(values).score
    np.testing.assert_allclose(unusual_points(values[::-1]).score[::-1], score, rtol=1e-9)
    np.testing.assert_allclose(unusual_points(-1000 * values + 7).score, -score, rtol=1e-9)


# Counts


def test_a_count_by_hand() -> None:
    # The others are 9 four times, 10 four times and 11 four times. Of their 78 pairs (each with itself, too) 10 lie
    # below 9.5, 16 at 9.5, 26 at 10, 16 at 10.5 and 10 above: the middle one, the level, is 10.
    # They vary by less than chance: by chance counts of 10 vary by sqrt(10), for one more of them by
    # sqrt(10 x 13/12) = 3.2914. 3.6 of that are 11.849, and the skewness adds (3.6^2 - 1) / 6 = 1.9933 above and takes
    # as much below: from 10 - 9.856 = 0.144 to 10 + 13.842 = 23.842.
    values = [9.0] * 4 + [10.0] * 4 + [11.0] * 4
    reach, skewness = 3.6 * math.sqrt(10 * 13 / 12), (3.6**2 - 1) / 6
    judged = unusual_points([*values, 23], counted=True)
    assert judged.expected[12] == 10
    assert judged.high[12] == pytest.approx(10 + reach + skewness, rel=1e-12)
    assert judged.low[12] == pytest.approx(10 - reach + skewness, rel=1e-12)
    assert not judged.flagged.any()
    assert unusual_points([*values, 24], counted=True).flagged.nonzero()[0].tolist() == [12]
    assert unusual_points([*values, 0], counted=True).flagged.nonzero()[0].tolist() == [12]


def test_a_count_that_is_outside_must_stand_apart() -> None:
    # Level 100, chance sqrt(100 x 13/12) = 10.41: the limit lies 37.47 + 1.99 = 39.46 above. One other is 26 above:
    # 1.6 x 26 = 41.6 is further, so 141 is no outlier and 142 is.
    values = [100.0] * 11 + [126.0]
    assert unusual_points([*values, 141.5], counted=True).high[12] == pytest.approx(100 + 1.6 * 26, rel=1e-12)
    assert not unusual_points([*values, 141.5], counted=True).flagged.any()
    assert unusual_points([*values, 142], counted=True).flagged.nonzero()[0].tolist() == [12]


@pytest.mark.parametrize(("spread", "known"), [(2.2, True), (2.3, False)])
def test_the_noise_is_known_only_where_counts_vary_by_chance(spread: float, known: bool) -> None:
    # Six others at the level of 100, three above and three below by 10 x spread: the median of the sizes is 5 x spread,
    # as is their mean. The deviation is taken as 1.4826 x 5 x spread, times sqrt(12/11) = 7.743 x spread; three times
    # the level are 300, whose root is 17.32: known up to a spread of 2.237.
    values = [100.0] * 6 + [100 + 10 * spread] * 3 + [100 - 10 * spread] * 3
    judged = unusual_points([*values, 100], counted=True)
    poisson = max(3.6 * math.sqrt(100 * 13 / 12) + (3.6**2 - 1) / 6, 1.6 * 10 * spread)
    assert bool(judged.high[12] == pytest.approx(100 + poisson, rel=1e-12)) is known


def test_numbers_below_zero_are_no_counts_of_events() -> None:
    # A net change is a count, too, but not of events that can be told apart: the general method judges it.
    values = [3, -2, 4, 1, 0, 2, -1, 3, 2, 1, 0, 2, 90]
    judged = unusual_points(values, counted=True)
    assert judged.flagged.nonzero()[0].tolist() == [12]
    assert judged.expected[12] == unusual_points(values).expected[12]


# The season

MONTHS = [100, 103, 101, 104, 102, 105, 103, 106, 104, 107, 105, 108]


def test_a_month_as_high_as_a_year_before_is_no_outlier() -> None:
    peak = [150.0, *MONTHS[1:], 160.0, *[one + 10.0 for one in MONTHS[1:]], 172.0]
    assert unusual_points(peak[12:]).flagged[[0, 12]].tolist() == [True, True]
    assert not seasonal_points(peak).flagged.any()


def test_a_season_excuses_and_does_not_accuse() -> None:
    # last year's month was high, this year's is like any other
    lone = [*MONTHS, 160.0, *[one + 10.0 for one in MONTHS[1:]], 120.0]
    assert seasonal_points(lone).flagged.nonzero()[0].tolist() == [0]


@pytest.mark.parametrize(("before", "flagged"), [(102.0, True), (160.0, False), (80.0, True)])
def test_only_the_same_side_and_half_as_far_explains(before: float, flagged: bool) -> None:
    values = [before, *MONTHS[1:], 110.0, *[one + 10.0 for one in MONTHS[1:]], 121.0]
    values[12] = 170.0  # the same month as the first
    assert bool(seasonal_points(values).flagged[0]) is flagged


def test_with_24_points_there_is_no_season() -> None:
    peak = [math.nan, *MONTHS[1:], 160.0, *[one + 10.0 for one in MONTHS[1:]], 172.0]
    np.testing.assert_array_equal(seasonal_points(peak).flagged, unusual_points(peak[12:]).flagged)


def test_what_an_excuse_leaves_is_still_judged() -> None:
    peak = [150.0, *MONTHS[1:], 160.0, *[one + 10.0 for one in MONTHS[1:]], 172.0]
    higher = [*peak[:24], 400.0]
    assert seasonal_points(higher).flagged.nonzero()[0].tolist() == [12]
    judged = seasonal_points(higher)
    assert judged.score[12] > THRESHOLD
    assert judged.high[12] > unusual_points(higher[12:]).high[12]


# False alarms, and what is found

STATIONARY = ("normal(100, 10)", "Poisson(3)", "log-normal(0, 0.6)", "random walk")


def stationary(seed: int = 1) -> Mapping[str, Floats]:
    """Give series in which nothing happens."""
    random, shape = np.random.default_rng(seed), (SERIES, POINTS)
    return {
        "normal(100, 10)": random.normal(100, 10, shape),
        "Poisson(3)": random.poisson(3, shape).astype(float),
        "log-normal(0, 0.6)": random.lognormal(0, 0.6, shape),
        "random walk": 100 + random.normal(0, 5, shape).cumsum(axis=1),
        "log-normal, x 1000": 1000 * random.lognormal(0, 0.6, shape),
        "twice Poisson's variance": random.negative_binomial(100, 0.5, shape).astype(float),
    }


def planted(seed: int = 2) -> Mapping[str, tuple[Floats, NDArray[np.int64]]]:
    """Give series with a peak somewhere, and where it is."""
    random, shape = np.random.default_rng(seed), (SERIES, POINTS)
    at, row = random.integers(0, POINTS, SERIES), np.arange(SERIES)
    normal, skewed = random.normal(100, 10, shape), random.lognormal(0, 0.6, shape)
    found = {name: normal.copy() for name in ("mean + 5 deviations", "a draw + 5 deviations")}
    found |= {name: skewed.copy() for name in ("12 medians", "a draw x 12")}
    found["Poisson(30) x 2.5"] = random.poisson(30, shape).astype(float)
    found["mean + 5 deviations"][row, at] = 150
    found["a draw + 5 deviations"][row, at] += 50
    found["12 medians"][row, at] = 12
    found["a draw x 12"][row, at] *= 12
    found["Poisson(30) x 2.5"][row, at] *= 2.5
    return {name: (series, at) for name, series in found.items()}


def by_the_line(series: Floats) -> NDArray[np.bool_]:
    """Flag points as the method for all kinds of numbers does, which judged counts, too, before they had their own."""
    limits = outliers._by_line(series, THRESHOLD, np.ones(len(series), bool))
    return (series < limits.low) | (series > limits.high)


def by_counts(series: Floats) -> NDArray[np.bool_]:
    return unusual_points(series, counted=True).flagged


def alarms(seed: int = 1) -> Mapping[str, tuple[float, float]]:
    """Give the share of series with a false alarm, before and now."""
    return {
        name: (float(by_the_line(one).any(axis=1).mean()), float(by_counts(one).any(axis=1).mean()))
        for name, one in stationary(seed).items()
    }


def finds(seed: int = 2) -> Mapping[str, tuple[float, float]]:
    """Give the share of peaks that are found, before and now."""
    row = np.arange(SERIES)
    return {
        name: (float(by_the_line(one)[row, at].mean()), float(by_counts(one)[row, at].mean()))
        for name, (one, at) in planted(seed).items()
    }


@pytest.mark.parametrize("seed", [1, 11, 12, 13])
def test_under_one_percent_of_series_have_a_false_alarm(seed: int) -> None:
    found = alarms(seed)
    assert {name: found[name][1] for name in STATIONARY if found[name][1] >= 0.01} == {}


@pytest.mark.parametrize("seed", [2, 21])
def test_nine_of_ten_planted_peaks_are_found(seed: int) -> None:
    found = finds(seed)
    wanted = ("mean + 5 deviations", "Poisson(30) x 2.5", "12 medians")
    assert {name: found[name][1] for name in wanted if found[name][1] < 0.9} == {}


def test_no_rule_finds_nine_of_ten_draws_times_12_with_so_few_false_alarms() -> None:
    # Who knows the distribution flags what is above a limit (Neyman and Pearson). 1 % of series of 13 are
    # 1 - 0.99^(1/13) = 0.000773 of points: 3.168 deviations above. ln 12 / 0.6 = 4.1415 deviations are planted, on a
    # draw of their own: Phi(4.1415 - 3.168) = Phi(0.9735) = 0.8348 of them lie above the limit.
    limit = math.exp(0.6 * 3.168)
    draws = np.random.default_rng(3).lognormal(0, 0.6, 200_000)
    assert (draws > limit).mean() == pytest.approx(0.000773, abs=0.0002)
    assert (12 * draws > limit).mean() == pytest.approx(0.8348, abs=0.003)
    assert finds()["a draw x 12"][1] > 0.8348 - 0.05


def test_the_module_says_what_the_simulation_gives() -> None:
    told = {
        name.strip(): (float(before), float(now))
        for line in (outliers.__doc__ or "").splitlines()
        if line.count("|") == 4
        for _, name, before, now, _ in [line.replace("%", "").split("|")]
        if before.strip() not in ("before", "---")
    }
    computed = {name: tuple(round(100 * one, 1) for one in pair) for name, pair in {**alarms(), **finds()}.items()}
    assert told == computed
