"""Targets as their rows give them."""

from dataclasses import replace
from datetime import date

import pytest

from kpi_excel.model.calendar import JALALI, Calendar
from kpi_excel.model.period import Period
from kpi_excel.model.target import BaselineFrom, GoalKind, Reason, Target

Q3 = date(2026, 7, 1), date(2026, 9, 30)


def target(
    start: date | None = Q3[0], due: date | None = Q3[1], baseline: float | BaselineFrom | None = None
) -> Target:
    return Target("reach", GoalKind.VALUE, 100.0, start, due, "X", "organic", baseline)


def test_goals_that_are_to_be_kept() -> None:
    assert [kind for kind in GoalKind if kind.stays] == [GoalKind.AT_LEAST, GoalKind.AT_MOST]


def test_rows_that_are_at_fault_themselves() -> None:
    assert {reason for reason in Reason if reason.in_row} == {Reason.DUPLICATE, Reason.FAULT, Reason.UNKNOWN_KPI}


def test_the_span_and_where_the_baseline_is_taken_from() -> None:
    assert target().span == Period(*Q3)
    assert target(baseline=BaselineFrom.PREVIOUS).baseline_span == Period(date(2026, 4, 1), date(2026, 6, 30))
    assert target(baseline=BaselineFrom.LAST_YEAR).baseline_span == Period(date(2025, 7, 1), date(2025, 9, 30))
    assert target(baseline=90.0).baseline_span is None


@pytest.mark.parametrize(("start", "due"), [(None, Q3[1]), (Q3[0], None), (Q3[1], Q3[0])])
def test_dates_that_make_no_span(start: date | None, due: date | None) -> None:
    other = target(start, due, BaselineFrom.PREVIOUS)
    assert not other.dated
    assert other.baseline_span is None


def test_a_target_without_dates_has_no_span() -> None:
    with pytest.raises(ValueError, match="no dates"):
        _ = target(None).span


def test_a_target_is_known_by_what_it_asks_of_whom_by_when() -> None:
    assert target().name == "reach|X|organic|2026-07-01|2026-09-30"


# Parts of the span

YEAR = Target("reach", GoalKind.VALUE, 1, date(2026, 1, 1), date(2026, 12, 31))
WITHIN = Target("reach", GoalKind.VALUE, 1, date(2026, 1, 15), date(2026, 3, 20))


@pytest.mark.parametrize(
    ("target", "as_of", "first", "last"),
    [
        (YEAR, date(2026, 8, 15), date(2026, 7, 1), date(2026, 7, 31)),
        (YEAR, date(2026, 7, 31), date(2026, 7, 1), date(2026, 7, 31)),  # its last day counts
        (YEAR, date(2026, 7, 30), date(2026, 6, 1), date(2026, 6, 30)),
        (YEAR, date(2026, 2, 27), date(2026, 1, 1), date(2026, 1, 31)),
        (YEAR, date(2026, 2, 28), date(2026, 2, 1), date(2026, 2, 28)),
        (YEAR, date(2027, 3, 5), date(2026, 12, 1), date(2026, 12, 31)),  # nothing after the due day
        (YEAR, date(2026, 1, 20), date(2026, 1, 1), date(2026, 1, 20)),  # no month is over
        (WITHIN, date(2026, 2, 10), date(2026, 1, 15), date(2026, 2, 10)),  # January began before the target
        (WITHIN, date(2026, 2, 28), date(2026, 2, 1), date(2026, 2, 28)),
        (WITHIN, date(2026, 5, 1), date(2026, 2, 1), date(2026, 2, 28)),  # March is cut by the due day
    ],
)
def test_the_latest_whole_month(target: Target, as_of: date, first: date, last: date) -> None:
    assert target.latest_span(as_of) == Period(first, last)


def test_the_same_days_of_last_year() -> None:
    whole = Period(date(2025, 1, 1), date(2025, 12, 31))
    assert YEAR.same_days_last_year(date(2026, 8, 15)) == (whole, Period(date(2025, 1, 1), date(2025, 8, 15)))
    assert YEAR.same_days_last_year(date(2026, 2, 28)) == (whole, Period(date(2025, 1, 1), date(2025, 2, 28)))
    assert YEAR.same_days_last_year(date(2027, 5, 1)) == (whole, whole)


def test_before_the_start_and_without_dates_there_are_none() -> None:
    undated = Target("reach", GoalKind.VALUE, 1, None, date(2026, 12, 31))
    for target, as_of in ((YEAR, date(2025, 12, 31)), (undated, date(2026, 8, 15))):
        assert target.latest_span(as_of) is None
        assert target.same_days_last_year(as_of) is None


@pytest.mark.parametrize(
    ("due", "calendar", "ends"),
    [
        (date(2026, 12, 31), Calendar(), True),
        (date(2026, 12, 30), Calendar(), False),
        (date(2026, 9, 30), Calendar(), False),
        (date(2026, 9, 30), Calendar(fiscal_year_start=10), True),
        (date(2026, 12, 31), Calendar(fiscal_year_start=10), False),
        (date(2026, 3, 20), Calendar(JALALI), True),  # 29 Esfand 1404
        (date(2026, 12, 31), Calendar(JALALI), False),
        (None, Calendar(), False),
    ],
)
def test_whether_the_due_day_ends_a_year(due: date | None, calendar: Calendar, ends: bool) -> None:
    assert replace(YEAR, due=due, calendar=calendar).due_ends_year is ends


def test_the_latest_month_of_a_jalali_year() -> None:
    # 1405 runs from 21 March 2026 to 20 March 2027; Tir, its fourth month, ends on 22 July 2026
    jalali = replace(YEAR, start=date(2026, 3, 21), due=date(2027, 3, 20), calendar=Calendar(JALALI))
    latest = jalali.latest_span(date(2026, 8, 15))
    assert latest is not None
    assert (latest.start, latest.end) == (date(2026, 6, 22), date(2026, 7, 22))
