"""Which periods are computed: the report's, the trend's, what they are compared with."""

from datetime import date
from typing import Any

import pytest

from kpi_excel.catalogue import TABLES
from kpi_excel.engine.periods import Periods, choose_periods, data_range
from kpi_excel.engine.slices.derive import prepare
from kpi_excel.errors import InputError
from kpi_excel.model.period import Grain, Period
from tests.support import frame, settings


def choose(*days: str, **values: Any) -> Periods:
    rows = [{"date": day, "platform": "X", "sessions": 1} for day in days]
    given = settings({"as_of": None, "trend_period": Grain.MONTH, "trend_length": 3, **values})
    return choose_periods(prepare({"traffic": frame("traffic", rows)}, TABLES, given), given)


def names(periods: Any) -> list[str]:
    return [period.name for period in periods]


def test_the_last_day_is_the_last_in_the_data_unless_the_settings_say_it() -> None:
    assert choose("2025-01-05", "2026-09-30").as_of == date(2026, 9, 30)
    assert choose("2025-01-05", "2026-11-30", as_of=date(2026, 9, 15)).as_of == date(2026, 9, 15)


def test_latest_is_the_trend_s_period_of_the_last_day() -> None:
    assert choose("2026-09-14", report_period="latest").report.name == "2026-09"
    assert choose("2026-09-14", report_period=" Latest ", trend_period=Grain.WEEK).report.name == "2026-W38"
    assert choose("2026-09-14", report_period="", trend_period=Grain.QUARTER).report.name == "2026-Q3"


def test_an_unfinished_period_is_cut_and_compared_with_as_many_days() -> None:
    periods = choose("2024-01-01", "2026-08-15", report_period="2026-Q3")
    report = periods.report
    assert (report.name, report.end, report.days) == ("2026-Q3", date(2026, 8, 15), 46)
    assert (report.previous().start, report.previous().days) == (date(2026, 4, 1), 46)
    assert (report.last_year().start, report.last_year().days) == (date(2025, 7, 1), 46)
    assert {report.name, report.previous().name, report.last_year().name} <= set(names(periods.every))


def test_previous_and_last_year_of_every_selectable_period_have_slices() -> None:
    periods = choose("2024-01-01", "2026-09-30", report_period="2026-Q3")
    every = set(names(periods.every))
    for period in periods.selectable:
        assert period.name in every
        for other in (period.previous(), period.last_year()):
            assert other.name in every or other.end < date(2024, 1, 1), (period.name, other.name)


def test_the_trend_ends_with_the_report_s_last_month() -> None:
    periods = choose("2025-01-01", "2026-09-30", report_period="2026-Q2")
    assert names(periods.trend(periods.report)) == ["2026-04", "2026-05", "2026-06"]
    assert periods.trend_end(Period.parse("2026-Q1")).name == "2026-03"
    assert set(names(periods.trend(periods.report))) <= set(names(periods.every))


def test_the_trend_of_an_unfinished_period_ends_with_a_cut_month() -> None:
    periods = choose("2025-01-01", "2026-08-15", report_period="2026-Q3")
    last = periods.trend(periods.report)[-1]
    assert (last.name, last.end) == ("2026-08", date(2026, 8, 15))


def test_selectable_periods_come_latest_first_the_report_s_grain_ahead() -> None:
    periods = choose("2026-01-01", "2026-09-30", report_period="2026-Q3", trend_length=2)
    chosen = names(periods.selectable)
    assert chosen[:3] == ["2026-Q3", "2026-Q2", "2026-Q1"]
    assert chosen[3:6] == ["2026-09", "2026-08", "2026-07"]
    assert len(chosen) == len(set(chosen))


def test_fiscal_quarters_carry_the_year_in_which_they_end() -> None:
    periods = choose("2025-01-01", "2026-09-30", report_period="2027-Q2", fiscal_year_start=4)
    assert (periods.report.start, periods.report.end) == (date(2026, 7, 1), date(2026, 9, 30))
    assert periods.report.last_year().name == "2026-Q2"
    assert names(periods.trend(periods.report)) == ["2026-07", "2026-08", "2026-09"]


def test_weeks_and_free_ranges() -> None:
    weeks = choose("2025-06-01", "2026-09-30", report_period="2026-W37", trend_period=Grain.WEEK)
    assert names(weeks.trend(weeks.report)) == ["2026-W35", "2026-W36", "2026-W37"]
    assert weeks.report.last_year().name == "2025-W37"
    free = choose("2025-06-01", "2026-09-30", report_period="2026-08-01..2026-08-10")
    assert free.report.previous().name == "2026-07-22..2026-07-31"
    assert {free.report.name, "2026-07-22..2026-07-31", "2025-08-01..2025-08-10"} <= set(names(free.every))


def test_names_of_slices_are_unique() -> None:
    for as_of in (date(2026, 8, 15), date(2026, 9, 30), date(2026, 1, 1)):
        periods = choose("2024-01-01", "2026-09-30", report_period="latest", as_of=as_of, trend_length=13)
        assert len(names(periods.every)) == len(set(names(periods.every)))


def test_nothing_dated_is_said_with_a_remedy() -> None:
    with pytest.raises(InputError, match="no dated rows"):
        choose()


def test_a_report_after_the_data_is_said_with_a_remedy() -> None:
    with pytest.raises(InputError, match="begins after"):
        choose("2026-06-30", report_period="2026-Q3")


def test_the_range_of_the_data_spans_all_tables() -> None:
    tables = {
        "traffic": frame("traffic", [{"date": "2026-03-01", "platform": "X"}]),
        "requests": frame("requests", [{"received": "2026-09-30 23:59", "platform": "X"}]),
    }
    assert data_range(prepare(tables, TABLES, settings({}))) == (date(2026, 3, 1), date(2026, 9, 30))
    assert data_range({}) is None


def test_jalali_periods_have_jalali_names_and_their_own_comparisons() -> None:
    # 2026-09-20 is 29 Shahrivar 1405, the third month of the second quarter; data from 1 Farvardin 1404 on
    periods = choose("2025-03-21", "2026-09-20", report_period="1405-Q2", calendar="jalali")
    assert (periods.report.name, periods.report.start, periods.report.end) == (
        "1405-Q2",
        date(2026, 6, 22),
        date(2026, 9, 20),
    )
    assert names(periods.selectable)[:3] == ["1405-Q2", "1405-Q1", "1404-Q4"]
    assert names(periods.trend(periods.report)) == ["1405-04", "1405-05", "1405-06"]
    # 91 days of the quarter are over: 31 + 31 + 29
    assert "1405-01-01..1405-03-29" in names(periods.every)
    assert choose("2025-03-21", "2026-09-20", report_period="latest", calendar="jalali").report.name == "1405-06"


def test_a_jalali_trend_of_weeks_begins_on_saturdays() -> None:
    weeks = choose("2026-03-01", "2026-04-03", report_period="latest", trend_period=Grain.WEEK, calendar="jalali")
    trend = weeks.trend(weeks.report)
    assert names(trend) == ["1404-W53", "1405-W01", "1405-W02"]
    assert [week.start for week in trend] == [date(2026, 3, 14), date(2026, 3, 21), date(2026, 3, 28)]
