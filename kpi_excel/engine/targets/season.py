"""The season of an amount: which share of a year each month brings, from two full years before a target begins."""

from __future__ import annotations

import math
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate

from kpi_excel.model.period import Grain, Period

MONTHS = 12
YEARS = 2  # one year cannot tell season from growth, a third is rarely there
_MOST = 2.0  # times the calendar's share: a month of one large campaign is no season
_COMMON_YEAR = 2025  # whose months have the calendar's share of 365 days

Season = tuple[float, ...]
"""The share of a year that is over at the end of each calendar month, the last one 1; empty if there is none."""


def months_before(start: date) -> tuple[Period, ...]:
    """Give the months of the two years that end before a day's month, oldest first.

    Example:
        >>> [month.name for month in months_before(date(2026, 7, 15))][::23]
        ['2024-07-01..2024-07-31', '2026-06-01..2026-06-30']
    """
    month, found = Period.of(start, Grain.MONTH), list[Period]()
    for _ in range(YEARS * MONTHS):
        month = Period.of(month.start - timedelta(days=1), Grain.MONTH)
        found.append(Period(month.start, month.end))
    return tuple(reversed(found))


def season_of(values: Sequence[float], first_month: int) -> Season:
    """Find the season in two years of monthly amounts.

    The growth from one year to the next is taken to be the same from each month to the next, and taken out; so the
    same month of both years decides, and a year that grows does not look like one that ends in a season. A month's
    share is the mean of both years', at most twice what the calendar gives it.

    Args:
        values: 24 months' amounts, oldest first; NaN is no value.
        first_month: the calendar month of the first one, 1 to 12.

    Returns:
        Nothing where a month is missing or negative, or a year brought nothing.

    Example:
        Half as much in summer as else, and twice as much a year later:

        >>> year = [3.0] * 5 + [1.5] * 2 + [3.0] * 5
        >>> grown = [amount * 2 ** (at / 12) for at, amount in enumerate(year * 2)]
        >>> found = season_of(grown, 1)
        >>> round(found[4], 12), round(found[5] - found[4], 12)  # 15 of 33, and 1.5 of 33
        (0.454545454545, 0.045454545455)
    """
    years = [values[:MONTHS], values[MONTHS:]]
    if len(values) != YEARS * MONTHS or not all(value >= 0 for value in values) or not all(map(sum, years)):
        return ()
    growth = (math.fsum(years[1]) / math.fsum(years[0])) ** (1 / MONTHS)
    level = [[value / growth**at for at, value in enumerate(year)] for year in years]
    shares = [math.fsum(year[at] / math.fsum(year) for year in level) / YEARS for at in range(MONTHS)]
    by_month = [shares[(month - first_month) % MONTHS] for month in range(1, MONTHS + 1)]
    capped = [min(share, _MOST * _calendar(month)) for month, share in enumerate(by_month, 1)]
    return tuple(over / math.fsum(capped) for over in accumulate(capped))


def season_share(season: Season, start: date, until: date, due: date) -> float:
    """Give the share of a span's amount that a season expects by a day; within a month its days are alike.

    Returns:
        NaN without a season, or where it expects nothing of the span.

    Example:
        >>> even = tuple(month / 12 for month in range(1, 13))
        >>> season_share(even, date(2026, 7, 1), date(2026, 8, 31), date(2026, 9, 30))
        0.6666666666666665
    """
    if not season:
        return math.nan
    before, now, end = (_over(season, day, start.year) for day in (start - timedelta(days=1), until, due))
    return (now - before) / (end - before) if end != before else math.nan


def _calendar(month: int) -> float:
    return monthrange(_COMMON_YEAR, month)[1] / 365


def _over(season: Season, day: date, since: int) -> float:
    """Give how many years' amounts are over at the end of a day, counted from the beginning of a year."""
    before = season[day.month - 2] if day.month > 1 else 0.0
    return day.year - since + before + (season[day.month - 1] - before) * day.day / monthrange(day.year, day.month)[1]
