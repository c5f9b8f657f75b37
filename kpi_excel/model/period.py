"""Periods: weeks, months, quarters, years and free ranges of a calendar, with comparisons of equal length."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from kpi_excel.errors import InputError
from kpi_excel.model.calendar import GREGORIAN_CALENDAR, JALALI, JALALI_YEARS, Calendar, read_day


class Grain(StrEnum):
    """The length of a period."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    CUSTOM = "custom"


_DAY = timedelta(days=1)
_MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}
_WEEK = re.compile(r"(\d{4})-?[Ww](\d{1,2})")
_QUARTER = re.compile(r"(\d{4})[ -]?[Qq]([1-4])")
_QUARTER_FIRST = re.compile(r"[Qq]([1-4])[ -]?(\d{4})")
_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})")
_YEAR = re.compile(r"(\d{4})")
_RANGE = re.compile(r"(\d{4}[-/]\d{2}[-/]\d{2})\s*(?:\.\.|–|to)\s*(\d{4}[-/]\d{2}[-/]\d{2})")


@dataclass(frozen=True)
class Period:
    """Days from `start` to `end`, both included.

    Args:
        start: first day.
        end: last day.
        grain: what kind of period it is.
        calendar: whose weeks, months, quarters and years it is one of; free ranges are compared by its months.
        whole_end: the last day of the whole period, later than `end` if the period is cut because it is unfinished.

    A fiscal year carries the year in which it ends: with April as first month, ``2026-Q1`` is April to June 2025.

    Example:
        >>> quarter = Period.parse("2026-Q3")
        >>> quarter.start, quarter.end, quarter.name
        (datetime.date(2026, 7, 1), datetime.date(2026, 9, 30), '2026-Q3')
        >>> quarter.previous().name, quarter.last_year().name
        ('2026-Q2', '2025-Q3')
        >>> cut = quarter.cut(date(2026, 8, 15))
        >>> cut.name, cut.days, cut.previous().name
        ('2026-Q3', 46, '2026-04-01..2026-05-16')
        >>> autumn = Period.parse("1405-Q3", Calendar(JALALI))
        >>> autumn.start, autumn.end, autumn.last_year().name
        (datetime.date(2026, 9, 23), datetime.date(2026, 12, 21), '1404-Q3')
    """

    start: date
    end: date
    grain: Grain = Grain.CUSTOM
    calendar: Calendar = GREGORIAN_CALENDAR
    whole_end: date | None = None

    def __post_init__(self) -> None:
        if self.end < self.start:
            start, end = (self.calendar.written(day) for day in (self.start, self.end))
            raise InputError("period-backwards", start=start, end=end)

    @classmethod
    def of(cls, day: date, grain: Grain, calendar: Calendar = GREGORIAN_CALENDAR) -> Period:
        """Give the week, month, quarter or year that holds a day."""
        if grain is Grain.CUSTOM:
            return cls(day, day, grain, calendar.plain)
        if grain is Grain.WEEK:
            start = calendar.week_start(day)
            return cls(start, start + 6 * _DAY, grain, calendar.plain)
        months = _MONTHS[grain]
        start = calendar.part_start(day, months)
        own = calendar.plain if grain is Grain.MONTH else calendar
        return cls(start, calendar.month_start(start, months) - _DAY, grain, own)

    @classmethod
    def parse(cls, text: str, calendar: Calendar = GREGORIAN_CALENDAR) -> Period:
        """Read ``2026-Q3`` or ``Q3 2026``, ``2026-09``, ``2026-W37``, ``2026`` or ``2026-07-01..2026-09-15``.

        Names are those of the calendar's own periods; the days of a range are told by their years.

        Raises:
            InputError: if the text is none of these, or a period of another calendar.
        """
        text = text.strip()
        try:
            if found := _RANGE.fullmatch(text):
                return cls(read_day(found[1]), read_day(found[2]), calendar=calendar.plain)
            if found := _QUARTER_FIRST.fullmatch(text):
                text = f"{found[2]}-Q{found[1]}"
            if named := cls._named(text, calendar):
                return named
        except (ValueError, OverflowError):
            pass
        year = re.match(r"\d{4}", text)
        example = "1405-Q3, 1405-06, 1405-W26, 1405, 1405-04-01..1405-06-15"
        if calendar.name != JALALI:
            example = "2026-Q3, 2026-09, 2026-W37, 2026, 2026-07-01..2026-09-15"
        other = year and (int(year[0]) in JALALI_YEARS) != (calendar.name == JALALI)
        code = "not-a-period-of-the-calendar" if other else "not-a-period"
        raise InputError(code, text=text, examples=example)

    @classmethod
    def _named(cls, text: str, calendar: Calendar) -> Period | None:
        """Read the name of a week, month, quarter or year; None if the text is none.

        Raises:
            ValueError: if the calendar has no such period.
        """
        for pattern, grain in _NAMES.items():
            if not (found := pattern.fullmatch(text)):
                continue
            year, number = int(found[1]), int(found[2]) if found.lastindex == 2 else 1
            if not calendar.knows(year):
                raise ValueError("a year of another calendar")
            if grain is Grain.WEEK:
                if not 1 <= number <= calendar.weeks(year):
                    raise ValueError("no such week")
                return cls.of(calendar.first_week(year) + (number - 1) * 7 * _DAY, grain, calendar)
            if grain is Grain.MONTH:
                return cls.of(calendar.day(year, number, 1), grain, calendar)
            start = calendar.month_start(calendar.year_start(year), (number - 1) * _MONTHS[grain])
            return cls.of(start, grain, calendar)
        return None

    @property
    def name(self) -> str:
        """Give the period's stable name, as `parse` reads it.

        A week, month, quarter or year keeps its name when it is cut; a free range is named by its days.
        """
        match self.grain:
            case Grain.WEEK:
                year, week = self.calendar.week(self.start)
                return f"{year}-W{week:02d}"
            case Grain.MONTH:
                return self.calendar.written(self.start)[:-3]
            case Grain.QUARTER:
                number = self.calendar.part_number(self.start, _MONTHS[Grain.QUARTER])
                return f"{self.calendar.year(self.start)}-Q{number}"
            case Grain.YEAR:
                return f"{self.calendar.year(self.start)}"
            case _:
                return f"{self.calendar.written(self.start)}..{self.calendar.written(self.end)}"

    @property
    def days(self) -> int:
        """Count the days, both ends included."""
        return (self.end - self.start).days + 1

    @property
    def whole_months(self) -> int:
        """Count the calendar's months that it covers from a first to a last day; 0 if it begins or ends within one."""
        after = self.end + _DAY
        if not (self.calendar.starts_month(self.start) and self.calendar.starts_month(after)):
            return 0
        return self.calendar.month_number(after) - self.calendar.month_number(self.start)

    @property
    def unfinished(self) -> bool:
        """Tell whether the period is cut before its end."""
        return self.whole_end is not None and self.whole_end > self.end

    @property
    def whole(self) -> Period:
        """Give the period without its cut."""
        return replace(self, end=self.whole_end, whole_end=None) if self.whole_end else self

    def cut(self, as_of: date) -> Period:
        """Cut an unfinished period at a day; a period that ends before it stays as it is."""
        if self.start <= as_of < self.end:
            return replace(self, end=as_of, whole_end=self.whole_end or self.end)
        return self

    def next(self) -> Period:
        """Give the whole period that follows."""
        whole = self.whole
        if whole.grain is Grain.CUSTOM:
            return whole._free(whole.end + _DAY, whole.end + whole.days * _DAY)
        return Period.of(whole.end + _DAY, whole.grain, whole.calendar)

    def previous(self) -> Period:
        """Give the period before it, cut to the same number of days if this one is unfinished.

        A free range of whole months follows as many whole months; any other follows as many days.
        """
        whole = self.whole
        if whole.grain is Grain.CUSTOM:
            months = whole.whole_months
            start = whole.calendar.add_months(whole.start, -months) if months else whole.start - whole.days * _DAY
            return self._to_date(whole._free(start, whole.start - _DAY))
        return self._to_date(Period.of(whole.start - _DAY, whole.grain, whole.calendar))

    def last_year(self) -> Period:
        """Give the same period a year earlier, cut to the same number of days if this one is unfinished."""
        whole, calendar = self.whole, self.calendar
        if whole.grain is Grain.WEEK:
            year, week = calendar.week(whole.start)
            same = calendar.first_week(year - 1) + (min(week, calendar.weeks(year - 1)) - 1) * 7 * _DAY
            return self._to_date(Period.of(same, Grain.WEEK, calendar))
        start = calendar.add_months(whole.start, -12)
        if whole.grain is Grain.CUSTOM:
            last = calendar.starts_month(whole.end + _DAY)  # the last day of its month, and so it stays
            end = calendar.add_months(whole.end + _DAY, -12) - _DAY if last else calendar.add_months(whole.end, -12)
            return self._to_date(whole._free(start, end))
        return self._to_date(Period.of(start, whole.grain, calendar))

    def _free(self, start: date, end: date) -> Period:
        """Give a free range of the same calendar."""
        return Period(start, end, calendar=self.calendar.plain)

    def _to_date(self, other: Period) -> Period:
        """Cut another whole period to this one's number of days if this one is unfinished."""
        if not self.unfinished or self.days >= other.days:
            return other
        return self._free(other.start, other.start + (self.days - 1) * _DAY)


_NAMES = {_WEEK: Grain.WEEK, _MONTH: Grain.MONTH, _QUARTER: Grain.QUARTER, _YEAR: Grain.YEAR}
