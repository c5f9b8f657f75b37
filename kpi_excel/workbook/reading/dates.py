"""Dates: what a text or a number can mean by itself. What only its column can tell, `date_columns` decides."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from kpi_excel.model.calendar import JALALI_YEARS, calendar_of
from kpi_excel.model.text import visible
from kpi_excel.workbook.reading.calendar_names import CalendarNames, all_names, jalali_names, key, usual_names
from kpi_excel.workbook.reading.clocks import Clock, split_clock

FIRST_DAY, LAST_DAY = datetime(1990, 1, 1), datetime(2100, 12, 31, 23, 59, 59)
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_SERIALS = (32_874.0, 73_416.0)  # 1990-01-01 to the end of 2100, as Excel counts days
_LONG_AGO = (-220_000.0, -145_000.0)  # the years from 1300 to 1499, and a little more
_DIGITS = (1e7, 1e11)  # numbers between them have 8 to 11 digits
_LONGEST = 100  # characters; no written date is longer
_ALIKE = str.maketrans("−‐‑–／．", "----/.", "\u200c")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,4})(\s?[/.-]\s?)(\d{1,2})\2(\d{1,4})(?!\d)\.?")
_COMPACT = re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})(\d{2})?(?!\d)")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*\.?")
_NUMBER = re.compile(r"(\d+)(?:st|nd|rd|th|er|η|[ºª°])?(?![^\W\d_])", re.IGNORECASE)
_BESIDE = " ,،.-/·"


class Order(StrEnum):
    """In which order day and month stand; of some dates it does not matter or can only be one."""

    CLEAR = "clear"
    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


@dataclass(frozen=True)
class ParsedDate:
    """What a written date can mean.

    Args:
        days: the days by the order that gives them, with their time of day; none for a text that is no date. A single
            one that is not clear proves its order.
        offset: how far its clock is ahead of UTC; None if it does not say.
        without_year: the month and the day of a date that says no year.
        time: since midnight.
        jalali: whether its year is one of the Jalali calendar; the days are Gregorian all the same.
    """

    days: Mapping[Order, datetime] = field(default_factory=dict)
    offset: timedelta | None = None
    without_year: tuple[int, int] | None = None
    time: timedelta = timedelta()
    jalali: bool = False

    @property
    def proves(self) -> Order | None:
        """Give the order in which this text must have been written, if it tells."""
        order = next(iter(self.days), Order.CLEAR)
        return order if len(self.days) == 1 and order is not Order.CLEAR else None


NO_DATE = ParsedDate()


@lru_cache(4096)  # days repeat, row for row
def parse_date(text: str) -> ParsedDate:
    """Read a date, with or without a time, from text.

    Example:
        >>> {str(order): f"{day:%d %b %Y}" for order, day in parse_date("03/04/2026").days.items()}
        {'day_first': '03 Apr 2026', 'month_first': '04 Mar 2026'}
        >>> parse_date("Thu Mar 20 2025").days[Order.CLEAR], parse_date("8 de marzo").without_year
        (datetime.datetime(2025, 3, 20, 0, 0), (3, 8))
        >>> parse_date("۲۴ شهریور ۱۴۰۵") == parse_date("1405/06/24"), parse_date("1405/06/24").days[Order.CLEAR]
        (True, datetime.datetime(2026, 9, 15, 0, 0))
    """
    if len(text) > _LONGEST:
        return NO_DATE
    split = split_clock(_plain(text))
    if split is None:
        return NO_DATE
    rest, clock = split
    return next(filter(None, (reader(rest, clock) for reader in _READERS)), NO_DATE)


def read_date(text: str) -> list[datetime]:
    """Give every moment that a text can mean by itself; none for a text that is no date.

    Example:
        >>> read_date("2026-07-31 18:30"), len(read_date("03/04/2026")), read_date("31.07.2026")
        ([datetime.datetime(2026, 7, 31, 18, 30)], 2, [datetime.datetime(2026, 7, 31, 0, 0)])
    """
    return list(parse_date(text).days.values())


def date_of_serial(number: object, date_1904: bool = False) -> list[datetime]:
    """Read a number as Excel's count of days from 1990 to 2100, or as digits such as 20260930: one date, or none.

    Example:
        >>> date_of_serial(46295) == date_of_serial(20260930), date_of_serial(12)
        (True, [])
    """
    if not isinstance(number, (int, float)):
        return []
    epoch = _EPOCH_1904 if date_1904 else _EPOCH
    shift = 1462 if date_1904 else 0
    if _SERIALS[0] <= number + shift <= _SERIALS[1]:
        return [epoch + timedelta(days=float(number))]
    return list(parse_digits(number).days.values())


def parse_digits(number: float) -> ParsedDate:
    """Read a number whose digits are a year, a month and a day, such as 20260930 or 14050708.

    Example:
        >>> parse_digits(14050708) == parse_date("1405/07/08"), parse_digits(46295).days
        (True, {})
    """
    return parse_date(str(int(number))) if _DIGITS[0] <= number < _DIGITS[1] else NO_DATE


def typed_long_ago(number: float) -> str:
    """Give the day that was typed where a program keeps 1405-06-24 as a day of the Middle Ages, which LibreOffice does.

    Args:
        number: days counted from Excel's first one; those before it are negative.

    Returns:
        The day as typed, if its year is one of the Jalali calendar; else an empty text.

    Example:
        >>> typed_long_ago(-180610), typed_long_ago(46280)
        ('1405-06-24', '')
    """
    if not _LONG_AGO[0] < number < _LONG_AGO[1]:
        return ""
    # days before October 1582 are those of the Julian calendar: the usual way from a Julian day number to its date
    count = int(number) + _EPOCH.toordinal() + 1_721_425 + 32_082
    year = (4 * count + 3) // 1461
    of_year = count - 1461 * year // 4
    month = (5 * of_year + 2) // 153
    day, year = of_year - (153 * month + 2) // 5 + 1, year - 4800 + month // 10
    return f"{year}-{month + 3 - 12 * (month // 10):02}-{day:02}" if year in JALALI_YEARS else ""


def _plain(text: str) -> str:
    """Give a text with western digits, plain signs and single spaces, without invisible characters."""
    shown = unicodedata.normalize("NFC", visible(text)).translate(_ALIKE)  # half-spaces join parts of Persian names
    shown = "".join(one for one in shown if unicodedata.category(one) != "Mn")
    return "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in shown)


def _compact(rest: str, clock: Clock) -> ParsedDate | None:
    """Read ``20260731``, and ``2026073118`` with its hour."""
    found = _COMPACT.fullmatch(rest)
    if found is None:
        return None
    hour = int(found[4] or 0)
    if hour >= _HOURS:
        return None
    return _one(int(found[1]), int(found[2]), int(found[3]), Clock(clock.time + timedelta(hours=hour), clock.offset))


def _numeric(rest: str, clock: Clock) -> ParsedDate | None:
    """Read dates of numbers: the year first, or last and then in one of two orders."""
    found = _NUMERIC.search(rest)
    if found is None or not _means_nothing(rest[: found.start()] + " " + rest[found.end() :]):
        return None
    first, second, third = int(found[1]), int(found[3]), int(found[4])
    if len(found[1]) == 4:
        return _one(first, second, third, clock) if len(found[4]) <= 2 else None
    if len(found[4]) != 4 or len(found[1]) > 2:
        return None
    if third in JALALI_YEARS:  # nobody who counts by it writes the month before the day
        return _one(third, second, first, clock)
    days = {
        order: day + clock.time
        for order, day in (
            (Order.DAY_FIRST, day_of(third, second, first)),
            (Order.MONTH_FIRST, day_of(third, first, second)),
        )
        if day is not None
    }
    if len(set(days.values())) == 1 and len(days) == 2:
        days = {Order.CLEAR: next(iter(days.values()))}
    return ParsedDate(days, clock.offset, time=clock.time) if days else None


def _named(rest: str, clock: Clock) -> ParsedDate | None:
    """Read days with a month's name, in whichever order its parts stand."""
    numbers = [found[1] for found in _NUMBER.finditer(rest)]
    words = [key(word) for word in _WORD.findall(_NUMBER.sub(" ", rest))]
    if not words or not 1 <= len(numbers) <= 2 or re.search(r"[^\w\s,،.'’/-]", rest.translate(_NO_ORDINALS)):
        return None
    years = [int(number) for number in numbers if len(number) == 4]
    jalali = bool(years) and years[0] in JALALI_YEARS
    month = _month(words, jalali_names() if jalali else usual_names())
    if month is None and not jalali:
        month = _month(words, all_names())
    days = [int(number) for number in numbers if len(number) <= 2]
    if month is None or len(days) != 1 or len(years) != len(numbers) - 1:
        return None
    if years:
        return _one(years[0], month, days[0], clock)
    exists = day_of(_LEAP_YEAR, month, days[0]) is not None
    return ParsedDate(offset=clock.offset, without_year=(month, days[0]), time=clock.time) if exists else None


_HOURS = 24
_LEAP_YEAR = 2024
_NO_ORDINALS = dict.fromkeys(map(ord, "ºª°"))


def _month(words: list[str], names: CalendarNames) -> int | None:
    """Give the month that is named among words which are else weekdays or mean nothing; None if not exactly one is."""
    months = [word for word in words if word in names.months and word not in names.between]
    if len({names.months[word] for word in months}) > 1 or len(months) > 1:
        months = [word for word in months if word not in names.weekdays] or months[:1]
    others = list(words)
    for word in months[:1]:
        others.remove(word)
    if len(months) != 1 or any(word and word not in names.weekdays | names.between for word in others):
        return None
    return names.months[months[0]]


def _means_nothing(beside: str) -> bool:
    """Tell whether what stands beside a date is only a weekday's name, a joining word or a sign."""
    left = _WORD.sub(" ", beside)
    if left.strip(_BESIDE):
        return False
    words = {key(word) for word in _WORD.findall(beside)} - {""}
    return any(words <= names().weekdays | names().between for names in (usual_names, all_names))


def _one(year: int, month: int, day: int, clock: Clock) -> ParsedDate | None:
    """Give the one day that is meant; None if there is no such day."""
    found = day_of(year, month, day)
    if found is None:
        return None
    return ParsedDate({Order.CLEAR: found + clock.time}, clock.offset, time=clock.time, jalali=year in JALALI_YEARS)


def day_of(year: int, month: int, day: int) -> datetime | None:
    """Give a day of the calendar that the year tells; None if there is no such day."""
    try:
        found = calendar_of(year).day(year, month, day)
    except ValueError:
        return None
    return datetime(found.year, found.month, found.day)


_READERS: tuple[Callable[[str, Clock], ParsedDate | None], ...] = (_compact, _numeric, _named)
