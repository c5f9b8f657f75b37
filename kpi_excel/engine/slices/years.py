"""Years: the 12 months that end with a period, for what depends on how long one looks.

How often a customer buys in a year is seen in a year: in a week hardly anybody buys twice.
"""

from __future__ import annotations

from datetime import timedelta

from kpi_excel.model.coverage import Days
from kpi_excel.model.period import Period

_DAY = timedelta(days=1)
_MARGIN = 13 * _DAY  # at both ends: not every day has a row, and the first and last may be two weeks in


def year_until(period: Period) -> Period:
    """Give the 12 months that end with a period.

    Example:
        >>> year = year_until(Period.parse("2026-Q3"))
        >>> year.start, year.end
        (datetime.date(2025, 10, 1), datetime.date(2026, 9, 30))
    """
    start = period.calendar.add_months(period.end + _DAY, -12)
    return Period(start, period.end, calendar=period.calendar.plain)


def tells_year(known: Days, year: Period) -> bool:
    """Tell whether days whose data are known make up a year, up to two weeks at each end.

    Example:
        >>> from datetime import date
        >>> year = year_until(Period.parse("2026"))
        >>> [tells_year(Days.between(date(2026, 1, day), date(2026, 12, 31)), year) for day in (1, 14, 15)]
        [True, True, False]
    """
    return known.covers(Days.between(year.start + _MARGIN, year.end - _MARGIN))
