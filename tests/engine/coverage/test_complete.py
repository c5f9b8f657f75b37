"""Unusual points rest on no gap: what is missing or not ripe has no value in the trend that is judged."""

from datetime import date
from typing import Any

import numpy as np

from kpi_excel.engine.coverage.compared import Work
from kpi_excel.engine.coverage.complete import complete_slices
from kpi_excel.engine.results import Results
from tests.engine.coverage.test_compared import orders, posts, run


def trend_of(results: Results, kpi: str, platform: str = "All") -> list[float]:
    work = Work(
        results.frames, results.measures, results.kpis, results.tables, results.inputs.settings, results.coverage,
        results.ripeness, results.axes,
    )  # fmt: skip
    trend = results.periods.trend(results.periods.report)
    found: Any = complete_slices(work, results.slices, trend)
    found = found[(found["platform"] == platform) & (found["placement"] == "all")].set_index("period")
    return [float(found.loc[one.name, kpi]) for one in trend]


def test_months_of_which_days_are_missing_have_no_value() -> None:
    """Orders end on 10 August: July is whole, of August 21 days are missing, of September all."""
    results = run(
        {"orders": orders("2026-01-01", "2026-08-10", 10), "posts": posts("2026-01-01", "2026-09-30", 1, "X")}
    )
    np.testing.assert_array_equal(trend_of(results, "revenue"), [310, np.nan, np.nan])
    np.testing.assert_array_equal(trend_of(results, "average_order_value"), [10, np.nan, np.nan])
    assert results.slices.set_index("slice").loc["2026-08|All|all", "revenue"] == 100  # what is shown stays


def test_a_large_platform_that_is_missing_takes_all_with_it_and_a_small_one_does_not() -> None:
    """LinkedIn's September is missing: 243 of its posts of 516 are nearly half, 24 posts of 297 a twelfth."""
    large = [*posts("2026-01-01", "2026-09-30", 3, "X"), *posts("2026-01-01", "2026-08-31", 1, "LinkedIn")]
    assert np.isnan(trend_of(run({"posts": large}), "posts")[-1])
    small = [*posts("2026-01-01", "2026-09-30", 3, "X"), *posts("2026-08-08", "2026-08-31", 1, "LinkedIn")]
    assert trend_of(run({"posts": small}), "posts")[-1] == 30


def test_young_posts_have_no_figures_yet_but_count() -> None:
    results = run({"posts": posts("2026-01-01", "2026-09-30", 3, "X")})  # 7 of September's 30 are younger than a week
    np.testing.assert_array_equal(trend_of(results, "likes"), [93, 93, np.nan])
    assert trend_of(results, "posts") == [31, 31, 30]


def test_rates_of_posts_are_those_of_the_ripe_ones() -> None:
    """September's first 23 posts have 3 likes of 100 people, the young ones 1: 3 %, not (69 + 7) of 3,000."""
    rows = [*posts("2026-01-01", "2026-09-23", 3, "X"), *posts("2026-09-24", "2026-09-30", 1, "X")]
    found = trend_of(run({"posts": rows}), "engagement_rate_by_reach")
    np.testing.assert_allclose(found, [0.03, 0.03, 0.03], rtol=1e-12)


def test_a_whole_trend_is_left_as_it_is() -> None:
    results = run({"orders": orders("2026-01-01", "2026-09-30", 10)})
    work: Any = Work(
        results.frames, results.measures, results.kpis, results.tables, results.inputs.settings, results.coverage,
        results.ripeness, results.axes,
    )  # fmt: skip
    assert complete_slices(work, results.slices, results.periods.trend(results.periods.report)) is results.slices
    assert results.periods.as_of == date(2026, 9, 30)
