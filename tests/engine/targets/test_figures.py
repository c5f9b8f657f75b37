"""What targets are and what the data say about them: rows as targets, spans, the best, the trend, the benchmark."""

import math
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pandas as pd
import polars as pl
import pytest

import kpi_excel as kx
from kpi_excel.catalogue import kpi
from kpi_excel.engine.inputs import Inputs
from kpi_excel.engine.targets.figures import (
    EARLIER_SPANS,
    Reading,
    Spans,
    benchmark_of,
    best_of,
    read_targets,
    spans_of,
    trend_of,
)
from kpi_excel.model.calendar import JALALI, Calendar
from kpi_excel.model.kpi import Direction, Kind
from kpi_excel.model.period import Period
from kpi_excel.model.target import BaselineFrom, GoalKind, Target
from tests.support import frame, settings

NAN = float("nan")
LONG_AGO = date(2000, 1, 1)
START, DUE = date(2026, 7, 1), date(2026, 9, 30)
QUARTER = Period(START, DUE)
TARGET = Target("reach", GoalKind.VALUE, 1000, START, DUE)
ROW = {
    "kpi": "reach", "platform": "X", "placement": "paid", "goal_kind": "at_least", "goal": 5, "baseline": 4,
    "start": datetime(2026, 7, 1), "due": datetime(2026, 9, 30), "owner": "Ann", "objective": "sales",
    "evidence": "a test", "review_every": 14, "fault": "missing-value", "cell": "A7",
}  # fmt: skip


# Rows as targets


def test_every_column_of_a_row_is_kept() -> None:
    (target,) = read_targets(pd.DataFrame([ROW]))
    assert target == Target(
        "reach", GoalKind.AT_LEAST, 5.0, START, DUE, "X", "paid", 4.0, "Ann", "sales", "a test", 14.0,
        "missing-value", "A7",
    )  # fmt: skip


def test_polars_gives_the_same_targets_as_pandas() -> None:
    rows = [ROW, {**ROW, "platform": None, "placement": None, "goal": 0.5, "review_every": None, "evidence": None}]
    for one in rows:
        one["baseline"] = "previous"
    assert repr(read_targets(pl.DataFrame(rows))) == repr(read_targets(pd.DataFrame(rows)))
    assert repr(read_targets(pl.DataFrame(rows).lazy())) == repr(read_targets(pd.DataFrame(rows)))


@pytest.mark.parametrize("blank", [None, NAN, pd.NA, ""])
def test_blank_cells_are_no_value_and_never_zero(blank: Any) -> None:
    texts = dict.fromkeys(("platform", "placement", "baseline", "owner", "objective", "evidence", "goal"), blank)
    (target,) = read_targets(pd.DataFrame([{**ROW, **texts}], dtype=object))
    assert (target.platform, target.placement, target.baseline) == ("All", "all", None)
    assert (target.owner, target.objective, target.evidence) == ("", "", "")
    assert math.isnan(target.goal)


@pytest.mark.parametrize("blank", [None, NAN, pd.NA, pd.NaT])
def test_blank_days_are_none(blank: Any) -> None:
    (target,) = read_targets(pd.DataFrame([{**ROW, "start": blank, "due": blank}], dtype=object))
    assert (target.start, target.due, target.dated) == (None, None, False)
    with pytest.raises(ValueError, match="no dates"):
        _ = target.span


def test_missing_columns_are_blank_ones() -> None:
    (target,) = read_targets(pd.DataFrame({"kpi": ["reach"], "goal": [7]}))
    assert (target.kpi, target.goal, target.goal_kind) == ("reach", 7.0, GoalKind.VALUE)
    assert (target.start, target.platform, target.baseline, target.fault, target.cell) == (None, "All", None, "", "")
    assert math.isnan(target.review_every)


def test_no_table_and_no_rows_are_no_targets() -> None:
    assert read_targets(None) == ()
    assert read_targets(pd.DataFrame()) == ()
    assert read_targets(pd.DataFrame(columns=list(ROW))) == ()


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (0, 0.0),
        (4.5, 4.5),
        ("4.5", 4.5),
        ("previous", BaselineFrom.PREVIOUS),
        ("last_year", BaselineFrom.LAST_YEAR),
        ("yesterday", None),
        (None, None),
    ],
)
def test_baselines(typed: object, read: object) -> None:
    (target,) = read_targets(pd.DataFrame([{**ROW, "baseline": typed}]))
    assert target.baseline == read


def test_the_frame_is_left_as_it_was() -> None:
    given = pd.DataFrame([ROW, {**ROW, "goal": None}])
    before = given.copy(deep=True)
    read_targets(given)
    pd.testing.assert_frame_equal(given, before)


def test_a_target_is_named_by_what_tells_it_apart() -> None:
    assert read_targets(pd.DataFrame([ROW]))[0].name == "reach|X|paid|2026-07-01|2026-09-30"


# Spans


def test_the_value_runs_up_to_the_last_day_that_counts() -> None:
    assert spans_of(TARGET, Kind.FLOW, date(2026, 8, 15), LONG_AGO).value == Period(START, date(2026, 8, 15))
    assert spans_of(TARGET, Kind.FLOW, START, LONG_AGO).value == Period(START, START)
    assert spans_of(TARGET, Kind.FLOW, DUE, LONG_AGO).value == QUARTER
    assert spans_of(TARGET, Kind.FLOW, date(2027, 1, 1), LONG_AGO).value == QUARTER


def test_before_the_start_there_is_no_value_yet() -> None:
    found = spans_of(TARGET, Kind.FLOW, date(2026, 6, 30), LONG_AGO)
    assert found.value is None
    assert found.shown == ()
    assert found.earlier[0] == Period(date(2026, 4, 1), date(2026, 6, 30))  # over by then


def test_only_a_count_has_a_day_before_the_start() -> None:
    before = Period(date(2026, 6, 30), date(2026, 6, 30))
    assert spans_of(TARGET, Kind.STOCK, date(2026, 8, 15), LONG_AGO).start == before
    assert spans_of(TARGET, Kind.STOCK, date(2026, 6, 30), LONG_AGO).start == before
    assert spans_of(TARGET, Kind.STOCK, date(2026, 6, 29), LONG_AGO).start is None  # not there yet
    for kind in (Kind.FLOW, Kind.RATE):
        assert spans_of(TARGET, kind, date(2026, 8, 15), LONG_AGO).start is None


def test_a_baseline_is_taken_from_a_whole_span() -> None:
    previous = replace(TARGET, baseline=BaselineFrom.PREVIOUS)
    last_year = replace(TARGET, baseline=BaselineFrom.LAST_YEAR)
    second, year_ago = Period(date(2026, 4, 1), date(2026, 6, 30)), Period(date(2025, 7, 1), date(2025, 9, 30))
    assert spans_of(previous, Kind.FLOW, date(2026, 8, 15), LONG_AGO).baseline == second
    assert spans_of(last_year, Kind.FLOW, date(2026, 8, 15), LONG_AGO).baseline == year_ago
    assert spans_of(replace(TARGET, baseline=5.0), Kind.FLOW, date(2026, 8, 15), LONG_AGO).baseline is None


def test_a_baseline_span_still_going_on_gives_none() -> None:
    previous = replace(TARGET, baseline=BaselineFrom.PREVIOUS)
    assert spans_of(previous, Kind.FLOW, date(2026, 6, 29), LONG_AGO).baseline is None
    assert spans_of(previous, Kind.FLOW, date(2026, 6, 30), LONG_AGO).baseline is not None
    two_years = Target("reach", GoalKind.VALUE, 1, date(2026, 1, 1), date(2027, 12, 31))
    two_years = replace(two_years, baseline=BaselineFrom.LAST_YEAR)  # 2025 and 2026, of which 2026 is not over
    assert spans_of(two_years, Kind.FLOW, date(2026, 8, 15), LONG_AGO).baseline is None
    assert spans_of(two_years, Kind.FLOW, date(2026, 12, 31), LONG_AGO).baseline is not None


def test_eight_earlier_spans_at_most_latest_first() -> None:
    found = spans_of(TARGET, Kind.FLOW, date(2026, 8, 15), LONG_AGO).earlier
    assert len(found) == EARLIER_SPANS == 8
    assert found[0] == Period(date(2026, 4, 1), date(2026, 6, 30))
    assert found[1] == Period(date(2026, 1, 1), date(2026, 3, 31))
    assert found[7] == Period(date(2024, 7, 1), date(2024, 9, 30))


def test_spans_that_the_data_do_not_cover_are_left_out() -> None:
    # data from 10 January: the first quarter would be cut short, but a count at its end is a whole one
    flow = spans_of(TARGET, Kind.FLOW, date(2026, 8, 15), date(2026, 1, 10)).earlier
    stock = spans_of(TARGET, Kind.STOCK, date(2026, 8, 15), date(2026, 1, 10)).earlier
    assert [period.start for period in flow] == [date(2026, 4, 1)]
    assert [period.start for period in stock] == [date(2026, 4, 1), date(2026, 1, 1)]
    assert len(spans_of(TARGET, Kind.FLOW, date(2026, 8, 15), date(2026, 1, 1)).earlier) == 2


def test_a_target_without_sound_dates_has_no_spans() -> None:
    for one in (replace(TARGET, start=None), replace(TARGET, due=None), replace(TARGET, start=DUE, due=START)):
        assert spans_of(one, Kind.STOCK, date(2026, 8, 15), LONG_AGO) == Spans()
        assert Spans().every == ()


def test_at_the_first_days_of_the_calendar_nothing_overflows() -> None:
    first = replace(TARGET, start=date(1990, 1, 1), due=date(2100, 12, 31))
    assert spans_of(first, Kind.STOCK, date(2026, 8, 15), LONG_AGO).earlier == ()


# The best, the trend, the benchmark


@pytest.mark.parametrize(
    ("values", "direction", "goal_kind", "expected"),
    [
        ([3, 9, 6], Direction.UP, GoalKind.VALUE, 9),
        ([3, 9, 6], Direction.DOWN, GoalKind.VALUE, 3),
        ([3, 9, 6], Direction.NEUTRAL, GoalKind.CHANGE, 9),
        ([3, 9, 6], Direction.UP, GoalKind.AT_MOST, 3),  # what one asks decides before what is good
        ([3, 9, 6], Direction.DOWN, GoalKind.AT_LEAST, 9),
        ([NAN, 4, NAN], Direction.UP, GoalKind.VALUE, 4),
        ([0, NAN], Direction.UP, GoalKind.VALUE, 0),
        ([-3, -9], Direction.UP, GoalKind.VALUE, -3),
        ([NAN], Direction.UP, GoalKind.VALUE, NAN),
        ([], Direction.DOWN, GoalKind.VALUE, NAN),
    ],
)
def test_the_best(values: list[float], direction: Direction, goal_kind: GoalKind, expected: float) -> None:
    target = replace(TARGET, goal_kind=goal_kind)
    found = best_of(values, target, replace(kpi("reach"), direction=direction), NAN)
    assert found == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(
    ("goal_kind", "goal", "baseline", "expected"),
    [
        (GoalKind.VALUE, 4, 8, 3),  # down to 4: the lowest was the best
        (GoalKind.VALUE, 8, 4, 9),
        (GoalKind.CHANGE, -0.1, 8, 3),
        (GoalKind.CHANGE, 0.1, 8, 9),
        (GoalKind.AT_LEAST, 4, 8, 9),  # to stay above a value asks for more
        (GoalKind.VALUE, 4, NAN, 9),
    ],
)
def test_the_best_of_a_neutral_kpi_lies_where_its_goal_does(
    goal_kind: GoalKind, goal: float, baseline: float, expected: float
) -> None:
    target = replace(TARGET, goal_kind=goal_kind, goal=goal)
    assert best_of([3, 9, 6], target, replace(kpi("reach"), direction=Direction.NEUTRAL), baseline) == expected


@pytest.mark.parametrize(
    ("latest_first", "expected", "arithmetic"),
    [
        ([30, 20, 10], 40, "10 more each time"),
        ([7, 7, 7], 7, "level"),
        # at -3, -2, -1 stand 10, 20, 60. Slopes 10, 40 and (60 - 10) / 2 = 25: the middle one is 25.
        # Levels at 0: 10 + 75 = 85, 20 + 50 = 70, 60 + 25 = 85; the middle one is 85.
        ([60, 20, 10], 85, "slope 25"),
        # at -4 .. -1 stand 10, 12, 100, 16: slopes 2, 45, 2, 88, 2, -84, sorted -84, 2, 2, 2, 45, 88: median 2.
        # Levels at 0: 10 + 8 = 18, 12 + 6 = 18, 100 + 4 = 104, 16 + 2 = 18; median 18: an outlier moves nothing.
        ([16, 100, 12, 10], 18, "an outlier"),
        # -2 is missing: at -4, -3, -1 stand 8, 6, 2: 2 less each time, through the gap
        ([2, NAN, 6, 8], 0, "a gap"),
        ([30, 20], NAN, "two points are no trend"),
        ([30, NAN, NAN, 20], NAN, "two points are no trend"),
        ([], NAN, "nothing"),
    ],
)
def test_the_trend(latest_first: list[float], expected: float, arithmetic: str) -> None:
    assert trend_of(latest_first) == pytest.approx(expected, nan_ok=True), arithmetic


def benchmarks(*rows: tuple[str, str, str, float, float, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["kpi", "platform", "name", "value", "year", "caveat"])


def test_the_industrys_figure_goes_before_a_competitors_and_the_latest_before_earlier_ones() -> None:
    table = benchmarks(
        ("reach", "All", "Rival", 9, 2026, ""),
        ("reach", "All", "industry", 5, 2024, ""),
        ("reach", "All", "industry", 6, 2025, ""),
        ("reach", "X", "industry", 7, 2026, ""),
        ("likes", "All", "industry", 8, 2026, ""),
    )
    assert benchmark_of(table, TARGET, "industry") == 6
    assert benchmark_of(table, replace(TARGET, platform="X"), "industry") == 7
    assert benchmark_of(table[table["name"] == "Rival"], TARGET, "industry") == 9
    assert math.isnan(benchmark_of(table, replace(TARGET, platform="TikTok"), "industry"))


def test_a_benchmark_with_another_denominator_does_not_count() -> None:
    table = benchmarks(
        ("reach", "All", "industry", 5, 2026, "basis_differs"), ("reach", "All", "Rival", 9, 2020, "basis_unknown")
    )
    assert benchmark_of(table, TARGET, "industry") == 9
    assert math.isnan(benchmark_of(table[:1], TARGET, "industry"))
    assert math.isnan(benchmark_of(table[:0], TARGET, "industry"))


def test_years_that_are_not_known_come_last() -> None:
    table = benchmarks(("reach", "All", "industry", 5, NAN, ""), ("reach", "All", "industry", 6, 2019, ""))
    assert benchmark_of(table, TARGET, "industry") == 6


# Readings: what workbooks show


def test_a_reading_is_named_by_what_formulas_know() -> None:
    reading = Reading("followers", Period(date(2026, 6, 30), date(2026, 6, 30)), "پلتفرم", "organic")
    assert reading.key == "followers|20260630|20260630|پلتفرم|organic"


def test_readings_are_values_starts_and_baselines_in_the_order_of_the_targets() -> None:
    accounts = [
        {"date": date(2026, 6, 20), "platform": "X", "account": "me", "followers": 900},
        {"date": date(2026, 8, 1), "platform": "X", "account": "me", "followers": 1000},
    ]
    posts = [
        {"published": datetime(2026, 5, 1), "platform": "X", "reach": 30},
        {"published": datetime(2026, 7, 1), "platform": "X", "reach": 50},
    ]
    common = {"start": START, "due": DUE, "goal_kind": "value", "goal": 99, "platform": "X"}
    rows = [
        {"kpi": "followers", **common},
        {"kpi": "reach", **common, "baseline": "previous"},
        {"kpi": "reach", **common, "baseline": "previous", "goal": 98},  # the same figures: told once
        {"kpi": "reach", **common, "fault": "duplicate-row"},  # not measured
    ]
    tables = {"accounts": frame("accounts", accounts), "posts": frame("posts", posts), "targets": pd.DataFrame(rows)}
    results = kx.compute(Inputs(tables, settings({"as_of": date(2026, 8, 15)})))
    found = results.review.readings
    assert dict(zip(found["reading"], found["value"], strict=True)) == {
        "followers|20260701|20260815|X|all": 1000,
        "followers|20260630|20260630|X|all": 900,
        "reach|20260701|20260815|X|all": 50,
        "reach|20260401|20260630|X|all": 30,
    }
    assert list(found) == ["reading", "slice", "kpi", "start", "end", "platform", "placement", "value"]
    assert set(results.review.slices["slice"]) == set(found["slice"])  # each is read from a slice that is there
    assert results.targets["value"].tolist()[:3] == [1000, 50, 50]
    assert results.targets["baseline"].tolist()[:3] == [900, 30, 30]
    assert math.isnan(results.targets["value"].tolist()[3])


def test_the_spans_of_a_jalali_target_are_compared_by_jalali_months() -> None:
    row = {**ROW, "start": pd.Timestamp("2026-06-22"), "due": pd.Timestamp("2026-09-22"), "baseline": "previous"}
    (target,) = read_targets(pd.DataFrame([row]), Calendar(JALALI))  # Tir to Shahrivar 1405
    spans = spans_of(target, Kind.FLOW, date(2026, 12, 1), date(2020, 1, 1))
    assert spans.baseline is not None
    assert (spans.baseline.start, spans.baseline.end) == (date(2026, 3, 21), date(2026, 6, 21))
    assert [one.name for one in spans.earlier[1:3]] == ["1404-10-01..1404-12-29", "1404-07-01..1404-09-30"]
