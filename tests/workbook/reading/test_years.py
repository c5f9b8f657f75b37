from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_excel.workbook.reading.years import with_years

TODAY = date(2026, 11, 28)


def named(*days: date) -> list[tuple[int, int]]:
    return [(day.month, day.day) for day in days]


def test_a_list_in_the_order_of_time_is_counted_back_from_its_newest_day() -> None:
    rising = [date(2025, 2, 28) + timedelta(days) for days in range(365)]  # to 27 February 2026
    assert with_years(named(*rising), TODAY) == rising
    falling = rising[::-1]
    assert with_years(named(*falling), TODAY) == falling


def test_a_list_in_no_order_is_counted_back_day_by_day() -> None:
    days = [(7, 16), (9, 3), (1, 23), (12, 1), (2, 1), (11, 28)]
    assert with_years(days, TODAY) == [
        date(2026, 7, 16),
        date(2026, 9, 3),
        date(2026, 1, 23),
        date(2025, 12, 1),  # 1 December 2026 is still to come
        date(2026, 2, 1),
        date(2026, 11, 28),
    ]


def test_29_february_is_of_a_leap_year() -> None:
    assert with_years([(2, 28), (2, 29), (3, 1)], date(2026, 1, 1)) == [
        date(2024, 2, 28),
        date(2024, 2, 29),
        date(2024, 3, 1),
    ]


@pytest.mark.parametrize("days", [[(5, 25), (6, 25), (7, 25)], [(1, 26), (2, 26)]])
def test_months_of_a_year_are_no_days(days: list[tuple[int, int]]) -> None:
    assert with_years(days, TODAY) == []


@settings(deadline=None)
@given(st.dates(date(2000, 3, 1), TODAY), st.integers(2, 300))
def test_no_day_is_in_the_future(first: date, count: int) -> None:
    days = named(*[first + timedelta(one) for one in range(count)])
    assert max(with_years(days, TODAY)) <= TODAY
