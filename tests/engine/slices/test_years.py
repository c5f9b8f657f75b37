"""Years: the 12 months that end with a period, and whether known days tell all of them."""

from datetime import date

import pytest

from kpi_excel.engine.slices.years import tells_year, year_until
from kpi_excel.model.calendar import JALALI, Calendar
from kpi_excel.model.coverage import Days
from kpi_excel.model.period import Period


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        (Period.parse("2026"), date(2026, 1, 1), date(2026, 12, 31)),
        (Period.parse("2026-W37"), date(2025, 9, 14), date(2026, 9, 13)),
        (Period.parse("2024-02"), date(2023, 3, 1), date(2024, 2, 29)),
        (Period.parse("2026-Q3").cut(date(2026, 8, 15)), date(2025, 8, 16), date(2026, 8, 15)),
        (Period.parse("1405-06", Calendar(JALALI)), date(2025, 9, 23), date(2026, 9, 22)),  # 1 Mehr 1404 on
    ],
)
def test_a_year_ends_with_its_period(period: Period, start: date, end: date) -> None:
    year = year_until(period)
    assert (year.start, year.end) == (start, end)


@pytest.mark.parametrize(
    ("first", "last", "tells"),
    [
        (date(2024, 5, 1), date(2027, 1, 1), True),
        (
            date(2025, 7, 14),
            date(2026, 6, 17),
            True,
        ),  # two weeks of July end on the 14th, two of June begin on the 17th
        (date(2025, 7, 15), date(2026, 6, 30), False),
        (date(2025, 7, 1), date(2026, 6, 16), False),
    ],
)
def test_a_year_is_told_but_for_two_weeks_at_its_ends(first: date, last: date, tells: bool) -> None:
    assert tells_year(Days.between(first, last), year_until(Period.parse("2026-06"))) is tells


def test_a_gap_within_leaves_a_year_untold() -> None:
    spring, autumn = (
        Days.between(date(2026, 1, 1), date(2026, 5, 31)),
        Days.between(date(2026, 6, 2), date(2026, 12, 31)),
    )
    assert not tells_year(spring | autumn, year_until(Period.parse("2026")))
