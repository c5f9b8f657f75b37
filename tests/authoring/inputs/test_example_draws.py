"""Chance in the example brand: the same draws every time, in just the shares that are asked for."""

from collections import Counter
from datetime import date
from statistics import fmean

import pytest

from kpi_excel.authoring.inputs.example_draws import (
    deal,
    demand,
    demand_days,
    months,
    quarter_of,
    random_of,
    reports,
    scatter,
    whole,
)


def test_items_are_dealt_in_their_shares() -> None:
    dealt = deal(random_of("test"), ("reel", "photo", "story"), (0.5, 0.3, 0.2), 100)
    assert Counter(dealt) == {"reel": 50, "photo": 30, "story": 20}
    assert dealt != sorted(dealt)
    assert dealt == deal(random_of("test"), ("reel", "photo", "story"), (0.5, 0.3, 0.2), 100)


def test_scattered_factors_leave_the_mean_alone() -> None:
    factors = scatter(random_of("test"), 2000, 0.3)
    assert fmean(factors) == pytest.approx(1, abs=0.005)
    assert min(factors) > 0
    rng = random_of("test")
    assert fmean(whole(rng, 0.25) for _ in range(2000)) == pytest.approx(0.25, abs=0.03)


def test_reports_split_months_into_four() -> None:
    february = [(day.day, days) for day, days in reports() if (day.year, day.month) == (2026, 2)]
    assert february == [(7, 7), (15, 8), (23, 8), (28, 5)]
    assert sum(days for _, days in reports()) == 730  # October 2024 to September 2026
    assert (len(months()), months()[0], months()[-1]) == (24, date(2024, 10, 1), date(2026, 9, 1))
    assert [quarter_of(day) for day in (date(2024, 10, 1), date(2025, 1, 1), date(2026, 9, 30))] == [0, 1, 7]


def test_demand_follows_months_and_seasons() -> None:
    assert demand(date(2025, 12, 5)) == pytest.approx(1.28)
    assert demand(date(2025, 3, 10)) == pytest.approx(1.04 * 1.12)  # March, in Ramadan
    assert demand(date(2025, 4, 1)) == pytest.approx(0.6)  # Lebaran
    days = Counter(day.month for day in demand_days(random_of("test"), 5000, 1.0))
    # days in December 62, in January 62: 1.28 / 0.92 = 1.39 times as much
    assert days[12] / days[1] == pytest.approx(1.28 / 0.92, rel=0.03)
