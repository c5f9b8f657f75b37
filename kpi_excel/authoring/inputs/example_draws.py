"""Chance and the calendar of the example brand: the same draws on every run, as its demand goes."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate, pairwise
from random import Random
from statistics import NormalDist
from typing import TypeVar

from kpi_excel.authoring.inputs.example_data import DATA, END, START, Row

_T = TypeVar("_T")
DAYS = (END - START).days + 1
MONTHS = (END.year - START.year) * 12 + END.month - START.month + 1
QUARTERS = MONTHS // 3


def random_of(table: str) -> Random:
    """Give each table its own stream, so that a change in one leaves the others alone."""
    return Random(f"{table} 71")


def deal(rng: Random, items: Sequence[_T], shares: Sequence[float], n: int) -> list[_T]:
    """Deal n items in just these shares, in random order: less luck than independent draws."""
    bounds, start = list(accumulate(shares)), rng.random()
    dealt = [items[min(bisect_right(bounds, (i + start) / n * bounds[-1]), len(items) - 1)] for i in range(n)]
    rng.shuffle(dealt)
    return dealt


def scatter(rng: Random, n: int, sigma: float) -> list[float]:
    """Deal n log-normal factors with mean 1, evenly over their distribution, in random order."""
    normal = NormalDist(-sigma * sigma / 2, sigma)
    factors = [math.exp(normal.inv_cdf((i + 0.5) / n)) for i in range(n)]
    rng.shuffle(factors)
    return factors


def by_date(rows: Iterable[Row]) -> list[Row]:
    """Sort rows by date."""
    return sorted(rows, key=lambda row: str(row["date"]))


def whole(rng: Random, value: float) -> int:
    """Round up or down at random, so that small counts keep their mean."""
    return int(value + rng.random())


@lru_cache(maxsize=1024)
def demand(day: date) -> float:
    """Give a day's demand: December peak, lively evenings of Ramadan, closed doors at Lebaran."""
    season = DATA["season"]
    if in_season("lebaran", day):
        return float(season["lebaran"]["demand"])
    evenings = season["ramadan"]["demand"] if in_season("ramadan", day) else 1.0
    return float(season["by_month"][day.month - 1] * evenings)


def in_season(season: str, day: date) -> bool:
    """Tell whether a day lies in one of the named seasons."""
    return any(first <= day <= last for first, last in DATA["season"][season]["days"])


def progress(day: date) -> float:
    """Say how much of the two years is gone."""
    return (day - START).days / (DAYS - 1)


def quarter_of(day: date) -> int:
    """Count the quarters before that of a day."""
    return (day.year * 12 + day.month - 1 - (START.year * 12 + START.month - 1)) // 3


def months() -> list[date]:
    """Give the first day of every month."""
    first = START.year * 12 + START.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(first, first + MONTHS)]


def reports() -> tuple[tuple[date, int], ...]:
    """Give the report days and the days each covers: four a month, so that months are whole and comparable."""
    reports = []
    for first in months():
        length = ((first + timedelta(days=31)).replace(day=1) - first).days
        ends = (0, *DATA["reports_on"], length)
        reports += [(first.replace(day=end), end - before) for before, end in pairwise(ends)]
    return tuple(reports)


def demand_days(rng: Random, n: int, growth: float) -> list[date]:
    """Give n days in order, as demand spreads them over the two years."""
    days = [START + timedelta(days=i) for i in range(DAYS)]
    return sorted(deal(rng, days, [demand(day) * growth ** progress(day) for day in days], n))


def flow(rng: Random, weekly: float, growth: float, report: tuple[date, int]) -> int:
    """Give a report's count from what an average week brought at the start."""
    day, days = report
    return whole(rng, weekly * days / 7 * growth ** progress(day) * demand(day) * rng.uniform(*DATA["flow"]["spread"]))
