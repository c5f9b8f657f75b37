"""Calendars: where years, quarters, months and weeks begin, by the Gregorian calendar or the Jalali one of Iran.

Days themselves are Python's dates throughout; a calendar only says which of them begin something, and what they are
called. Everything that depends on a calendar asks it here: periods, labels, and the months that a workbook's formulas
look up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

GREGORIAN, JALALI = CALENDARS = ("gregorian", "jalali")
JALALI_YEARS = range(1300, 1500)
"""The years that nobody means in the Gregorian calendar: a date in one of them is Jalali, whatever the setting says."""

_DAY = timedelta(days=1)
_WEEK = 7
_MONTHS = 12
_WRITTEN = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")


@dataclass(frozen=True, slots=True)
class _Reckoning:
    """How a calendar counts.

    Args:
        parts: gives a day's year, month and day.
        day: gives the day of a year, month and day; a ValueError if there is none.
        first_weekday: with which weeks begin, as `date.weekday` counts.
        in_first_week: the day of the first month that the first week of a year holds.
    """

    parts: Callable[[date], tuple[int, int, int]]
    day: Callable[[int, int, int], date]
    first_weekday: int
    in_first_week: int


def _gregorian_parts(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.day


def _jalali_parts(day: date) -> tuple[int, int, int]:
    from persiantools.jdatetime import JalaliDate  # noqa: PLC0415 - only who needs it waits for it

    found = JalaliDate(day)  # type: ignore[no-untyped-call]  # only what it gives is typed
    return found.year, found.month, found.day


def _jalali_day(year: int, month: int, day: int) -> date:
    from persiantools.jdatetime import JalaliDate  # noqa: PLC0415 - as above

    return JalaliDate(year, month, day).to_gregorian()  # type: ignore[no-untyped-call]  # as above


_RECKONINGS = {
    GREGORIAN: _Reckoning(_gregorian_parts, date, first_weekday=0, in_first_week=4),  # ISO 8601
    JALALI: _Reckoning(_jalali_parts, _jalali_day, first_weekday=5, in_first_week=1),
}


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar, with the month in which a brand's years begin.

    Args:
        name: one of `CALENDARS`.
        fiscal_year_start: the month in which years and quarters begin to count, from 1 to 12.

    A fiscal year carries the year in which it ends, as most companies call it.

    Example:
        >>> jalali = Calendar(JALALI)
        >>> jalali.parts(date(2026, 9, 15)), jalali.day(1405, 6, 24)
        ((1405, 6, 24), datetime.date(2026, 9, 15))
        >>> jalali.add_months(jalali.day(1403, 12, 30), 12)  # 1404 ends with 29 Esfand
        datetime.date(2026, 3, 20)
    """

    name: str = GREGORIAN
    fiscal_year_start: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.fiscal_year_start <= _MONTHS:
            raise ValueError("a fiscal year starts in month 1 to 12")

    @property
    def plain(self) -> Calendar:
        """Give the calendar itself, whose years begin with its first month."""
        return Calendar(self.name)

    @property
    def fiscal(self) -> bool:
        """Tell whether the years are not those of the calendar itself."""
        return self.fiscal_year_start != 1

    @property
    def first_weekday(self) -> int:
        """Give the weekday with which weeks begin, as `date.weekday` counts."""
        return _RECKONINGS[self.name].first_weekday

    def knows(self, year: int) -> bool:
        """Tell whether a year's number is one of this calendar's: a number means one calendar only."""
        return (year in JALALI_YEARS) == (self.name == JALALI)

    def parts(self, day: date) -> tuple[int, int, int]:
        """Give a day's year, month and day of the month."""
        return _RECKONINGS[self.name].parts(day)

    def day(self, year: int, month: int, day: int) -> date:
        """Give the day of a year, month and day of the month.

        Raises:
            ValueError: if there is no such day.
        """
        return _RECKONINGS[self.name].day(year, month, day)

    def written(self, day: date) -> str:
        """Write a day as ISO 8601 does, in this calendar: 1405-06-24."""
        year, month, number = self.parts(day)
        return f"{year:04d}-{month:02d}-{number:02d}"

    def add_months(self, day: date, months: int) -> date:
        """Move a day by whole months; the day of the month is kept within the month's length."""
        first = self.month_start(day, months)
        length = (self.month_start(first, 1) - first).days
        return first + _DAY * (min(self.parts(day)[2], length) - 1)

    def month_start(self, day: date, months: int = 0) -> date:
        """Give the first day of the month that lies some months after a day's own."""
        year, month = divmod(self.month_number(day) + months, _MONTHS)
        return self.day(year, month + 1, 1)

    def starts_month(self, day: date) -> bool:
        """Tell whether a day is the first of a month."""
        return self.parts(day)[2] == 1

    def month_number(self, day: date) -> int:
        """Number a day's month through the years: the difference of two says how many months lie between."""
        year, month, _ = self.parts(day)
        return year * _MONTHS + month - 1

    def months(self, first: date, last: date) -> Iterator[date]:
        """Give the first days of the months from a day's own to another's."""
        for number in range(self.month_number(last) - self.month_number(first) + 1):
            yield self.month_start(first, number)

    def part_start(self, day: date, months: int) -> date:
        """Give the first day of the part of the fiscal year that holds a day, if a part has so many months."""
        into_the_year = (self.parts(day)[1] - self.fiscal_year_start) % _MONTHS
        return self.month_start(day, -(into_the_year % months))

    def part_number(self, day: date, months: int) -> int:
        """Number the part of the fiscal year that holds a day from 1 on, if a part has so many months."""
        return (self.parts(day)[1] - self.fiscal_year_start) % _MONTHS // months + 1

    def year(self, day: date) -> int:
        """Give the number of the fiscal year that holds a day: that of the year in which it ends."""
        year, month, _ = self.parts(day)
        return year + 1 if self.fiscal and month >= self.fiscal_year_start else year

    def year_start(self, year: int) -> date:
        """Give the first day of a fiscal year.

        Raises:
            ValueError: if there is no such year.
        """
        return self.day(year - 1 if self.fiscal else year, self.fiscal_year_start, 1)

    def week_start(self, day: date) -> date:
        """Give the first day of a day's week."""
        return day - _DAY * ((day.weekday() - self.first_weekday) % _WEEK)

    def first_week(self, year: int) -> date:
        """Give the first day of a year's first week, which may lie in the year before.

        Raises:
            ValueError: if there is no such year.
        """
        return self.week_start(self.day(year, 1, _RECKONINGS[self.name].in_first_week))

    def weeks(self, year: int) -> int:
        """Count a year's weeks: 52 or 53."""
        return (self.first_week(year + 1) - self.first_week(year)).days // _WEEK

    def week(self, day: date) -> tuple[int, int]:
        """Give the year and the number of a day's week; days beside the turn of a year may count to the other year."""
        start = self.week_start(day)
        year = self.parts(day)[0] + 1
        while self.first_week(year) > start:
            year -= 1
        return year, (start - self.first_week(year)).days // _WEEK + 1


GREGORIAN_CALENDAR = Calendar()


def calendar_of(year: int) -> Calendar:
    """Give the calendar that a date's year means."""
    return Calendar(JALALI if year in JALALI_YEARS else GREGORIAN)


def read_day(text: str) -> date:
    """Read a day as `Calendar.written` writes it; its year tells the calendar.

    Raises:
        ValueError: if the text is no day.

    Example:
        >>> read_day("1405-06-24"), read_day("2026-09-15")
        (datetime.date(2026, 9, 15), datetime.date(2026, 9, 15))
    """
    found = _WRITTEN.fullmatch(text.strip())
    if not found:
        raise ValueError("no day")
    year, month, day = (int(part) for part in found.groups())
    return calendar_of(year).day(year, month, day)
