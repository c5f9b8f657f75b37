"""Years: of dates that say none, as TikTok writes them. Its lists end on the day on which they were taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from kpi_excel.workbook.reading.dates import day_of

_LONGEST = 366  # days of a list without years
_LEAP = 8  # years from one 29 February to the next at most

MonthDay = tuple[int, int]


def with_years(days: Sequence[MonthDay], last: date) -> list[date]:
    """Give each day its year, so that none is after the last possible day.

    Rows in the order of time are taken together: the newest is the last such day that is possible, and each further
    one the last such day before its neighbour. Rows in no order are taken one by one.

    Args:
        days: months and days in the order of the rows, each of which some year has.
        last: the last possible day.

    Returns:
        The dates; none at all where the texts may as well be months and years, such as ``May 25`` and ``Jun 25``.

    Example:
        >>> [f"{day:%Y-%m-%d}" for day in with_years([(12, 30), (12, 31), (1, 1)], date(2026, 3, 1))]
        ['2025-12-30', '2025-12-31', '2026-01-01']
    """
    if len({day for _, day in days}) == 1 and len({month for month, _ in days}) > 1:
        return []
    earlier = [date(last.year - back, 12, 31) for back in range(1, _LEAP)] if (2, 29) in days else []
    for limit in (last, *earlier):
        rising = _walked(list(reversed(days)), limit)[::-1]
        ordered = min([rising, _walked(days, limit)], key=_span)
        if _span(ordered) <= _LONGEST:
            return ordered
    return _each(days, lambda _: last)


def _walked(days: Sequence[MonthDay], last: date) -> list[date]:
    return _each(days, lambda found: found[-1] if found else last)


def _each(days: Sequence[MonthDay], limit: Callable[[list[date]], date]) -> list[date]:
    found: list[date] = []
    for month, day in days:
        found.append(_latest(month, day, limit(found)))
    return found


def _latest(month: int, day: int, limit: date) -> date:
    """Give the last day of that name which is not after the limit."""
    years = range(limit.year, limit.year - _LEAP - 1, -1)
    every = (found.date() for year in years if (found := day_of(year, month, day)) is not None)
    return next(found for found in every if found <= limit)


def _span(days: Sequence[date]) -> int:
    return (max(days) - min(days)).days
