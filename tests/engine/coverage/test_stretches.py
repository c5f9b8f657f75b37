from datetime import date, timedelta

import numpy as np
import pytest

from kpi_excel.engine.coverage.stretches import event_days, report_days
from kpi_excel.model.coverage import Days

YEAR = Days.between(date(2026, 1, 1), date(2026, 12, 31))


def ordinals(days: list[date]) -> np.ndarray:
    return np.array([day.toordinal() for day in days], np.int64)


def steps(first: date, *gaps: int) -> list[date]:
    days = [first]
    for gap in gaps:
        days.append(days[-1] + timedelta(gap))
    return days


def of_events(days: list[date], horizon: Days = YEAR, rows: int | None = None) -> list[tuple[date, date]]:
    return shown(event_days(ordinals(days), len(days) if rows is None else rows, horizon))


def of_reports(days: list[date], horizon: Days = YEAR, ends: list[date] | None = None) -> list[tuple[date, date]]:
    return shown(report_days(ordinals(days), ordinals(ends or days), horizon))


def shown(days: Days) -> list[tuple[date, date]]:
    return [(date.fromordinal(first), date.fromordinal(last)) for first, last in days.spans]


def test_events_go_on_while_their_silence_is_no_longer_than_an_earlier_one() -> None:
    """Posts every three days, with a pause of 31 days six times a year: a real account that never stopped."""
    days = steps(date(2026, 1, 1), *([3] * 8 + [31]) * 6)  # 6 x (24 + 31) = 330 days: the last one is 27 November
    assert days[-1] == date(2026, 11, 27)
    after_31 = Days.between(date(2026, 1, 1), date(2026, 12, 28))
    assert of_events(days, after_31) == [(date(2026, 1, 1), date(2026, 12, 28))]
    after_32 = Days.between(date(2026, 1, 1), date(2026, 12, 29))
    assert of_events(days, after_32) == [(date(2026, 1, 1), date(2026, 11, 27))]


def test_events_may_be_silent_for_two_weeks_whatever_they_did_before() -> None:
    daily = steps(date(2026, 1, 1), *[1] * 30)  # to 31 January
    assert of_events(daily, Days.between(date(2026, 1, 1), date(2026, 2, 14))) == [
        (date(2026, 1, 1), date(2026, 2, 14))
    ]
    assert of_events(daily, Days.between(date(2026, 1, 1), date(2026, 2, 15))) == [
        (date(2026, 1, 1), date(2026, 1, 31))
    ]


def test_nine_rows_do_not_tell_that_events_stopped_and_ten_do() -> None:
    nine = steps(date(2026, 1, 1), *[1] * 8)
    assert of_events(nine) == [(date(2026, 1, 1), date(2026, 12, 31))]
    assert of_events([*nine, date(2026, 1, 10)]) == [(date(2026, 1, 1), date(2026, 1, 10))]
    assert of_events(nine, rows=10) == [(date(2026, 1, 1), date(2026, 1, 9))]  # two of them on one day


def test_events_begin_with_the_workbook_if_their_pauses_allow() -> None:
    """The first post on 4 March, in a workbook from 1 March: a brand that posts every three days was there before."""
    march = Days.between(date(2026, 3, 1), date(2026, 3, 31))
    assert of_events(steps(date(2026, 3, 4), *[3] * 9), march)[0][0] == date(2026, 3, 1)
    assert of_events(steps(date(2026, 3, 5), *[3] * 8), march)[0][0] == date(2026, 3, 5)
    assert of_events([date(2026, 3, 2)], march)[0][0] == date(2026, 3, 2)


def test_a_day_without_a_report_is_unknown_where_reports_are_daily() -> None:
    days = [day for day in steps(date(2026, 3, 1), *[1] * 24) if not date(2026, 3, 10) <= day <= date(2026, 3, 12)]
    march = Days.between(date(2026, 3, 1), date(2026, 3, 31))
    assert of_reports(days, march) == [(date(2026, 3, 1), date(2026, 3, 9)), (date(2026, 3, 13), date(2026, 3, 25))]


def test_a_report_stands_for_the_days_since_the_one_before() -> None:
    """Weekly, on Mondays from 5 January to 28 December 2026; the next one is due on 4 January 2027."""
    mondays = steps(date(2026, 1, 5), *[7] * 51)
    assert of_reports(mondays) == [(date(2026, 1, 1), date(2026, 12, 31))]


def test_reports_end_when_the_next_one_is_due_and_missing() -> None:
    mondays = steps(date(2026, 1, 5), *[7] * 37)  # to 21 September
    due = Days.between(date(2026, 1, 1), date(2026, 9, 28))
    assert of_reports(mondays, due)[-1][1] == date(2026, 9, 21)
    not_yet = Days.between(date(2026, 1, 1), date(2026, 9, 27))
    assert of_reports(mondays, not_yet)[-1][1] == date(2026, 9, 27)


def test_reports_of_working_days_have_weekends() -> None:
    """Fridays are followed by Mondays: one pause in five is of three days, so that it is no gap."""
    days = [day for day in steps(date(2026, 3, 2), *[1] * 25) if day.weekday() < 5]
    march = Days.between(date(2026, 3, 2), date(2026, 3, 28))  # a Saturday
    assert of_reports(days, march) == [(date(2026, 3, 2), date(2026, 3, 28))]


def test_rows_on_the_first_of_months_stand_for_these_months() -> None:
    firsts = [date(2026, month, 1) for month in (1, 2, 3, 5)]
    assert of_reports(firsts, Days.between(date(2026, 1, 1), date(2026, 12, 31))) == [
        (date(2026, 1, 1), date(2026, 5, 31))  # of three pauses the longest is no gap
    ]
    assert of_reports([date(2025, 12, 1)], YEAR) == [(date(2025, 12, 1), date(2025, 12, 31))]


def test_a_row_that_names_its_last_day_stands_for_its_days() -> None:
    starts, ends = [date(2026, 3, 1), date(2026, 3, 8)], [date(2026, 3, 7), date(2026, 3, 14)]
    march = Days.between(date(2026, 3, 1), date(2026, 3, 31))
    assert of_reports(starts, march, ends) == [(date(2026, 3, 1), date(2026, 3, 14))]


@pytest.mark.parametrize("gap", [2, 7, 31])
def test_of_few_reports_any_pause_is_their_rhythm(gap: int) -> None:
    days = steps(date(2026, 1, 1), gap, gap)
    assert of_reports(days, Days.between(days[0], days[-1])) == [(days[0], days[-1])]
