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
from kpi_excel.model.target import BaselineFrom, Basis, GoalKind, JudgedOn, Status, Target
from tests.support import frame, inputs, settings

NAN = float("nan")
LONG_AGO = date(2000, 1, 1)
START, DUE = date(2026, 7, 1), date(2026, 9, 30)
QUARTER = Period(START, DUE)
TARGET = Target("reach", GoalKind.VALUE, 1000, START, DUE)
ROW = {
    "kpi": "reach", "platform": "X", "placement": "paid", "goal_kind": "at_least", "goal": 5, "baseline": 4,
    "start": datetime(2026, 7, 1), "due": datetime(2026, 9, 30), "owner": "Ann", "objective": "sales",
    "evidence": "a test", "review_every": 14, "fault": "missing-value", "cell": "A7", "judged_on": "latest",
}  # fmt: skip


# Rows as targets


def test_every_column_of_a_row_is_kept() -> None:
    (target,) = read_targets(pd.DataFrame([ROW]))
    assert target == Target(
        "reach", GoalKind.AT_LEAST, 5.0, START, DUE, "X", "paid", 4.0, "Ann", "sales", "a test", 14.0,
        "missing-value", "A7", judged_on=JudgedOn.LATEST,
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
    assert target.judged_on is JudgedOn.AUTO


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


def test_a_rate_has_a_latest_month_and_no_other_kind_does() -> None:
    found = spans_of(TARGET, Kind.RATE, date(2026, 8, 15), LONG_AGO)
    assert found.latest == Period(START, date(2026, 7, 31))
    assert found.latest in found.shown
    for kind in (Kind.FLOW, Kind.STOCK):
        assert spans_of(TARGET, kind, date(2026, 8, 15), LONG_AGO).latest is None
    assert spans_of(TARGET, Kind.RATE, date(2026, 6, 30), LONG_AGO).latest is None


def test_an_amount_has_last_years_same_days_where_the_data_hold_them() -> None:
    whole, to_date = Period(date(2025, 7, 1), date(2025, 9, 30)), Period(date(2025, 7, 1), date(2025, 8, 15))
    assert spans_of(TARGET, Kind.FLOW, date(2026, 8, 15), LONG_AGO).last_year == (whole, to_date)
    assert spans_of(TARGET, Kind.FLOW, date(2026, 8, 15), date(2025, 7, 1)).last_year == (whole, to_date)
    assert spans_of(TARGET, Kind.FLOW, date(2026, 8, 15), date(2025, 7, 2)).last_year == ()  # cut short
    assert spans_of(TARGET, Kind.RATE, date(2026, 8, 15), LONG_AGO).last_year == ()
    assert spans_of(TARGET, Kind.FLOW, date(2026, 6, 30), LONG_AGO).last_year == ()
    two_years = Target("reach", GoalKind.VALUE, 1, date(2026, 1, 1), date(2027, 12, 31))
    assert spans_of(two_years, Kind.FLOW, date(2026, 8, 15), LONG_AGO).last_year == ()  # 2026 is not over


def test_an_amount_has_the_months_of_two_years_where_the_data_hold_all_of_them() -> None:
    months = spans_of(TARGET, Kind.FLOW, date(2026, 8, 15), date(2024, 7, 1)).months
    assert (len(months), months[0].start, months[-1].end) == (24, date(2024, 7, 1), date(2026, 6, 30))
    assert spans_of(TARGET, Kind.FLOW, date(2026, 8, 15), date(2024, 7, 2)).months == ()
    assert spans_of(TARGET, Kind.FLOW, date(2026, 6, 29), LONG_AGO).months == ()  # June is not over
    assert spans_of(TARGET, Kind.RATE, date(2026, 8, 15), LONG_AGO).months == ()


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
    assert list(found) == ["reading", "slice", "kpi", "start", "end", "platform", "placement", "value", "rows"]
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


# From rows to what is judged

CTR = {
    "kpi": "click_through_rate", "goal_kind": "change", "goal": 0.2, "baseline": 0.02, "start": date(2026, 1, 1),
    "due": date(2026, 12, 31),
}  # fmt: skip


def rising_posts(posts_a_month: int) -> list[dict[str, Any]]:
    """Give the posts of 2026: clicks rise by the same number each month, from 2.033 % to 2.4 % of impressions."""
    return [
        {
            "published": f"2026-{month:02d}-{1 + post % 28:02d} 10:00",
            "platform": "X",
            "impressions": 1_000_000,
            "clicks": 20_000 + 4_000 * month / 12,
        }
        for month in range(1, 13)
        for post in range(posts_a_month)
    ]


def judged(as_of: date, posts_a_month: int = 40, **cells: Any) -> Any:
    given = inputs({"posts": rising_posts(posts_a_month)}, as_of=as_of, report_period="2026")
    results = kx.compute(replace(given, tables={**given.tables, "targets": pd.DataFrame([{**CTR, **cells}])}))
    (judgement,) = results.review.judgements
    return judgement


def test_a_rate_that_rises_evenly_is_on_track_in_july_and_achieved_in_december() -> None:
    # July has 0.02 + 0.004 x 7/12 = 0.022333, while its end, day 212 of 365, asks for 0.02 + 0.004 x 212/365 = 0.022323
    july = judged(date(2026, 8, 15))
    assert (july.status, july.basis) == (Status.ON_TRACK, Basis.LATEST)
    assert july.value == pytest.approx(0.02 + 0.004 * 7 / 12, rel=1e-12)
    assert july.expected == pytest.approx(0.02 + 0.004 * 212 / 365, rel=1e-12)
    # January to July as a whole, and the posts of 1 to 15 August: 40 of each month, 22 of August (days 1 to 15, then
    # 29 to 40 on days 1 to 12, without the 13th to 15th: 15 + 12 = 27)
    total = sum(40 * (0.02 + 0.004 * month / 12) for month in range(1, 8)) + 27 * (0.02 + 0.004 * 8 / 12)
    assert july.whole_value == pytest.approx(total / (7 * 40 + 27), rel=1e-12)
    december = judged(date(2026, 12, 31))
    assert (december.status, december.value) == (Status.ACHIEVED, pytest.approx(0.024, rel=1e-12))
    # the mean of 1/12 to 12/12 of the way is 6.5/12 of it
    assert december.whole_value == pytest.approx(0.02 + 0.004 * 6.5 / 12, rel=1e-12)


def test_judged_on_the_whole_the_same_rate_is_missed() -> None:
    december = judged(date(2026, 12, 31), judged_on="whole")
    assert (december.status, december.basis) == (Status.MISSED, Basis.GOAL)
    assert december.value == pytest.approx(0.02 + 0.004 * 6.5 / 12, rel=1e-12)


@pytest.mark.parametrize(("posts", "basis"), [(30, Basis.LATEST), (29, Basis.FEW_ROWS)])
def test_a_month_of_fewer_than_30_rows_is_not_judged_alone(posts: int, basis: Basis) -> None:
    assert judged(date(2026, 8, 15), posts).basis is basis


@pytest.mark.parametrize(
    ("starts", "due", "basis"),
    [
        (1, date(2026, 12, 31), Basis.LATEST),
        (1, date(2026, 12, 30), Basis.GOAL),
        (1, date(2026, 9, 30), Basis.GOAL),
        (10, date(2026, 9, 30), Basis.LATEST),  # a fiscal year's end
        (10, date(2026, 12, 31), Basis.GOAL),
    ],
)
def test_a_years_end_is_that_of_the_settings(starts: int, due: date, basis: Basis) -> None:
    given = inputs(
        {"posts": rising_posts(40)}, as_of=date(2026, 8, 15), report_period="2026-08", fiscal_year_start=starts
    )
    results = kx.compute(replace(given, tables={**given.tables, "targets": pd.DataFrame([{**CTR, "due": due}])}))
    assert [one.basis for one in results.review.judgements] == [basis]


def test_rows_that_give_one_side_only_do_not_count() -> None:
    # 40 posts a month, of which every second one has no clicks: 20 rows give both sides
    posts = rising_posts(40)
    for post in posts[::2]:
        del post["clicks"]
    given = inputs({"posts": posts}, as_of=date(2026, 8, 15), report_period="2026")
    results = kx.compute(replace(given, tables={**given.tables, "targets": pd.DataFrame([CTR])}))
    assert [one.latest_rows for one in results.review.figures] == [20]
    assert results.review.readings["rows"].dropna().tolist() == [20]


def test_a_season_comes_from_the_months_before() -> None:
    # 2024 and 2025 alike: 70 a month up to October, 140 in November, 160 in December, of 1000 a year
    rows: list[dict[str, Any]] = [
        {"date": date(year, month, 10), "platform": "X", "order_id": f"{year}-{month}", "revenue": amount}
        for year in (2024, 2025)
        for month, amount in enumerate([70] * 10 + [140, 160], 1)
    ]
    rows.insert(0, {"date": date(2024, 1, 1), "platform": "X", "order_id": "first", "revenue": 0})
    rows += [
        {"date": date(2026, month, 10), "platform": "X", "order_id": f"2026-{month}", "revenue": 85}
        for month in range(1, 10)
    ]
    target = {
        "kpi": "revenue", "goal_kind": "value", "goal": 1200, "start": date(2026, 1, 1), "due": date(2026, 12, 31),
    }  # fmt: skip

    def judge(orders: list[dict[str, Any]]) -> Any:
        given = inputs({"orders": orders}, report_period="2026")
        results = kx.compute(replace(given, tables={**given.tables, "targets": pd.DataFrame([target])}))
        return results.review.judgements[0]

    # 9 x 85 = 765 of 1200 x 0.63 = 756; last year 630 of 1000 had come by then
    found = judge(rows)
    assert (found.status, found.basis) == (Status.ON_TRACK, Basis.SEASON)
    assert found.expected == pytest.approx(756, rel=1e-12)
    assert found.forecast == pytest.approx(765 / 0.63, rel=1e-12)
    # without 2024: 1200 x 273/365 = 897.5 expected
    one_year = judge([row for row in rows if row["date"].year > 2024])
    assert (one_year.status, one_year.basis) == (Status.OFF_TRACK, Basis.CALENDAR)
    assert one_year.expected == pytest.approx(1200 * 273 / 365, rel=1e-12)
