"""Measures: a second implementation over all slices, and the laws that hold for any data."""

import copy
import math
import random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_excel.catalogue import KPIS, TABLES, measures_of
from kpi_excel.engine.compute import compute
from kpi_excel.engine.results import Results
from kpi_excel.model.measure import Aggregation
from kpi_excel.model.period import Grain
from tests.engine.naive import MEASURES, Naive
from tests.engine.rows import Rows, few, tables
from tests.support import inputs

ALL = measures_of(KPIS.values())
PLACES = ("all", "organic", "paid")
ADDED = [
    name
    for name, measure in ALL.items()
    if measure.aggregation in (Aggregation.SUM, Aggregation.COUNT, Aggregation.COUNT_DISTINCT_PER_PLATFORM)
    and not measure.in_a_year  # a platform may be younger than its year
]
CHOICES: list[dict[str, Any]] = [
    {},
    {"engagement_includes": "likes, comments, shares, saves, clicks", "customer_lifespan_years": 3},
    {"csat_satisfied_from": 3, "csat_scale": 10, "review_scale": 10, "brand": "rival"},
]
PAIRED = [  # weighted means: numerator and denominator over the same rows, so All lies between the platforms
    kpi
    for kpi in KPIS.values()
    if kpi.formula.divides and len(kpi.measures) == 2 and all("_given_" in name for name in kpi.measures)
]


def run(rows: Rows, **values: Any) -> Results:
    return compute(inputs(rows, **{"trend_length": 3, **values}), KPIS, ALL, TABLES)


def missing(value: float | None) -> float:
    return math.nan if value is None else value


@pytest.mark.slow
@few(8)
@given(rows=tables(), choice=st.sampled_from(CHOICES))
def test_every_measure_of_every_slice_equals_a_second_implementation(rows: Rows, choice: dict[str, Any]) -> None:
    given_inputs = inputs(rows, trend_length=3, **choice)
    results = compute(given_inputs, KPIS, ALL, TABLES)
    naive = Naive(rows, given_inputs.settings)
    assert set(results.axes.platforms) == {"All"} | naive.platforms()
    slices = results.slices
    every = [(p, one, other) for p in results.axes.periods for one in results.axes.platforms for other in PLACES]
    assert [f"{period.name}|{one}|{other}" for period, one, other in every] == slices["slice"].tolist()
    for name in ALL:
        expected = [missing(naive.measure(name, period, one, other)) for period, one, other in every]
        np.testing.assert_allclose(slices[name], expected, rtol=1e-12, err_msg=name)
    for kpi in KPIS.values():
        values = {name: slices[name].to_numpy() for name in kpi.measures}
        np.testing.assert_array_equal(slices[kpi.name], kpi.formula.evaluate(values))


def test_the_second_implementation_knows_every_measure() -> None:
    apart = {"cost", "days", "orders", "customers", "followers", "followers_at_start", "net_new_followers"}
    apart |= {"median_response_minutes", "customer_lifespan_years", "traffic_clicks"}
    apart |= {"orders_in_12_months", "customers_in_12_months"}
    assert {measure.base for measure in ALL.values()} <= apart | set(MEASURES)


@pytest.mark.slow
@few(8)
@given(rows=tables())
def test_totals_are_the_sums_of_their_parts(rows: Rows) -> None:
    rows["costs"] = [row for row in rows.get("costs", []) if row["platform"]]  # the others count in All only
    results = run({name: some for name, some in rows.items() if some})
    slices = results.slices.set_index(["period", "placement", "platform"])
    platforms = [one for one in results.axes.platforms if one != "All"]
    by_platform = [name for name in ADDED if name != "site_sessions"]
    parts = slices.loc[(slice(None), slice(None), platforms), by_platform].groupby(level=[0, 1]).sum(min_count=1)
    whole = slices.loc[(slice(None), slice(None), ["All"]), by_platform].droplevel("platform").sort_index()
    pd.testing.assert_frame_equal(whole, parts.sort_index())
    posts = [name for name in by_platform if ALL[name].tables == ("posts",)]
    three = [results.select(placement=one)[posts].to_numpy() for one in PLACES]
    both = np.where(np.isnan(three[1]) & np.isnan(three[2]), np.nan, np.nansum(three[1:], axis=0))
    np.testing.assert_allclose(three[0], both, rtol=1e-12)


@few(8)
@given(rows=tables())
def test_months_add_up_to_their_quarter(rows: Rows) -> None:
    results = run(rows, trend_length=3)
    slices = results.slices.set_index("period")
    quarter = slices.loc["2026-Q3"].reset_index(drop=True)
    months = [slices.loc[f"2026-{month:02d}"].reset_index(drop=True) for month in (7, 8, 9)]
    flows = [name for name in ADDED if ALL[name].aggregation is not Aggregation.COUNT_DISTINCT_PER_PLATFORM]
    added = np.nansum([month[flows].to_numpy() for month in months], axis=0)
    # no value adds nothing: a month without rows is a known zero where a quarter with other rows has no value
    np.testing.assert_allclose(np.nan_to_num(quarter[flows].to_numpy()), added, rtol=1e-12)


@few(8)
@given(rows=tables("posts", "accounts", "traffic", "ads", "requests"))
def test_a_paired_rate_of_all_lies_between_the_platforms(rows: Rows) -> None:
    results = run(rows)
    slices = results.slices.set_index(["period", "placement"])
    whole = slices[slices["platform"] == "All"]
    parts = slices[slices["platform"] != "All"]
    for kpi in PAIRED:
        over, under = kpi.measures
        has_rate = parts[under] > 0
        apart = parts[over].where(~has_rate).groupby(level=[0, 1]).sum()  # engagements over a reach of zero
        rates = parts[kpi.name].where(has_rate).groupby(level=[0, 1]).agg(["min", "max"])
        rates = rates[(apart == 0) & rates["min"].notna()]
        found = whole.loc[rates.index, kpi.name]
        assert (found >= rates["min"] * (1 - 1e-12)).all(), kpi.name
        assert (found <= rates["max"] * (1 + 1e-12)).all(), kpi.name


@pytest.mark.parametrize("column", ["likes", "reach", "impressions", "video_views", "clicks"])
@few(3)
@given(rows=tables("posts"))
def test_a_column_that_nobody_fills_has_no_value_anywhere(rows: Rows, column: str) -> None:
    for row in rows["posts"]:
        row[column] = None
    results = run(rows)
    assert results.slices[column].isna().all()
    for kpi in KPIS.values():
        if {column, f"{column}_given_engagements"} & set(kpi.measures):
            assert results.slices[kpi.name].isna().all(), kpi.name


@few(6)
@given(rows=tables("posts", "accounts"))
def test_a_platform_that_does_not_report_a_number_changes_no_paired_rate(rows: Rows) -> None:
    before = run(rows).select(platform="All")
    silent = {"published": rows["posts"][-1]["published"], "platform": "Threads", "likes": 900, "comments": 40}
    after = run({**rows, "posts": [*rows["posts"], silent]}).select(platform="All")
    for kpi in PAIRED:
        merged = before[["slice", kpi.name]].merge(after[["slice", kpi.name]], on="slice", suffixes=("", "_after"))
        np.testing.assert_allclose(merged[kpi.name], merged[f"{kpi.name}_after"], rtol=1e-12, err_msg=kpi.name)


@few(6)
@given(rows=tables(), seed=st.integers(0, 99))
def test_inputs_are_not_changed_and_the_order_of_rows_does_not_matter(rows: Rows, seed: int) -> None:
    given_inputs = inputs(rows, trend_length=3)
    copies = {name: table.copy(deep=True) for name, table in given_inputs.tables.items()}
    first = compute(given_inputs, KPIS, ALL, TABLES)
    datasets = [first.slices, first.content, first.formats, first.hashtags, first.posting_times, first.share_of_voice]
    for name, table in given_inputs.tables.items():
        pd.testing.assert_frame_equal(table, copies[name])
    shuffled = copy.deepcopy(rows)
    for some in shuffled.values():
        random.Random(seed).shuffle(some)
    second = run(shuffled)
    others = [second.slices, second.content, second.formats, second.hashtags, second.posting_times]
    for one, other in zip(datasets, [*others, second.share_of_voice], strict=True):
        pd.testing.assert_frame_equal(one, other, rtol=1e-12)


def test_a_week_a_year_and_a_free_range_are_slices_like_any_other() -> None:
    rows: Rows = {"posts": [{"published": day, "platform": "X", "likes": likes} for day, likes in (
        ("2026-09-07 00:00", 1), ("2026-09-13 23:59", 10), ("2026-09-14 00:00", 100), ("2026-01-01 12:00", 1000),
    )]}  # fmt: skip
    for period, likes in (("2026-W37", 11), ("2026", 1111), ("2026-09-13..2026-09-14", 110)):
        results = run(rows, report_period=period, trend_period=Grain.WEEK)
        assert results.select(period, "All", "all")["likes"].tolist() == [likes]
