"""Periods: weeks, months, quarters, years and free ranges, with fiscal years and comparisons of equal length."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from kpi_excel.errors import InputError


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
_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_YEAR = re.compile(r"\d{4}")
_RANGE = re.compile(r"(\d{4}-\d{2}-\d{2})\s*(?:\.\.|–|to)\s*(\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True)
class Period:
    """Days from `start` to `end`, both included.

    Args:
        start: first day.
        end: last day.
        grain: what kind of period it is.
        fiscal_year_start: the month in which years and quarters begin to count.
        whole_end: the last day of the whole period, later than `end` if the period is cut because it is unfinished.

    A fiscal year carries the calendar year in which it ends, as most companies call it: with April as first month,
    ``2026-Q1`` is April to June 2025.

    Example:
        >>> quarter = Period.parse("2026-Q3")
        >>> quarter.start, quarter.end, quarter.name
        (datetime.date(2026, 7, 1), datetime.date(2026, 9, 30), '2026-Q3')
        >>> quarter.previous().name, quarter.last_year().name
        ('2026-Q2', '2025-Q3')
        >>> cut = quarter.cut(date(2026, 8, 15))
        >>> cut.name, cut.days, cut.previous().name
        ('2026-Q3', 46, '2026-04-01..2026-05-16')
    """

    start: date
    end: date
    grain: Grain = Grain.CUSTOM
    fiscal_year_start: int = 1
    whole_end: date | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.fiscal_year_start <= 12:
            raise ValueError("a fiscal year starts in month 1 to 12")
        if self.end < self.start:
            raise InputError(
                f"The period {self.start}..{self.end} ends before it starts.", "Swap the two dates of the period."
            )

    @classmethod
    def of(cls, day: date, grain: Grain, fiscal_year_start: int = 1) -> Period:
        """Give the week, month, quarter or year that holds a day."""
        if grain is Grain.WEEK:
            start = day - timedelta(days=day.weekday())
            return cls(start, start + 6 * _DAY, grain)
        if grain is Grain.CUSTOM:
            return cls(day, day)
        months = _MONTHS[grain]
        ahead = (day.month - fiscal_year_start) % 12 % months  # months since the period began
        start = _add_months(day.replace(day=1), -ahead)
        fiscal = 1 if grain is Grain.MONTH else fiscal_year_start
        return cls(start, _add_months(start, months) - _DAY, grain, fiscal)

    @classmethod
    def parse(cls, text: str, fiscal_year_start: int = 1) -> Period:
        """Read ``2026-Q3`` or ``Q3 2026``, ``2026-09``, ``2026-W37``, ``2026`` or ``2026-07-01..2026-09-15``.

        Raises:
            InputError: if the text is none of these.
        """
        text = text.strip()
        try:
            if found := _RANGE.fullmatch(text):
                return cls(date.fromisoformat(found[1]), date.fromisoformat(found[2]))
            if found := _WEEK.fullmatch(text):
                start = date.fromisocalendar(int(found[1]), int(found[2]), 1)
                return cls(start, start + 6 * _DAY, Grain.WEEK)
            if found := _MONTH.fullmatch(text):
                return cls.of(date(int(found[1]), int(found[2]), 1), Grain.MONTH)
            if found := _QUARTER.fullmatch(text):
                year = cls._fiscal_year(int(found[1]), fiscal_year_start)
                return cls.of(_add_months(year.start, 3 * int(found[2]) - 3), Grain.QUARTER, fiscal_year_start)
            if found := _QUARTER_FIRST.fullmatch(text):
                return cls.parse(f"{found[2]}-Q{found[1]}", fiscal_year_start)
            if _YEAR.fullmatch(text):
                return cls._fiscal_year(int(text), fiscal_year_start)
        except InputError:
            raise
        except (ValueError, OverflowError):
            pass
        raise InputError(
            f"“{text}” is not a period.",
            "Write 2026-Q3, 2026-09, 2026-W37, 2026, 2026-07-01..2026-09-15 or latest.",
        )

    @classmethod
    def _fiscal_year(cls, year: int, fiscal_year_start: int) -> Period:
        first = date(year if fiscal_year_start == 1 else year - 1, fiscal_year_start, 1)
        return cls.of(first, Grain.YEAR, fiscal_year_start)

    @property
    def name(self) -> str:
        """Give the period's stable name, as `parse` reads it.

        A week, month, quarter or year keeps its name when it is cut; a free range is named by its days.
        """
        match self.grain:
            case Grain.WEEK:
                year, week, _ = self.start.isocalendar()
                return f"{year}-W{week:02d}"
            case Grain.MONTH:
                return f"{self.start:%Y-%m}"
            case Grain.QUARTER:
                return f"{self._year}-Q{(self.start.month - self.fiscal_year_start) % 12 // 3 + 1}"
            case Grain.YEAR:
                return f"{self._year}"
            case _:
                return f"{self.start}..{self.end}"

    @property
    def _year(self) -> int:
        first = self.start.month >= self.fiscal_year_start
        starts_in = self.start.year if first else self.start.year - 1
        return starts_in if self.fiscal_year_start == 1 else starts_in + 1

    @property
    def days(self) -> int:
        """Count the days, both ends included."""
        return (self.end - self.start).days + 1

    @property
    def whole_months(self) -> int:
        """Count the calendar months that it covers from a first to a last day; 0 if it begins or ends within one."""
        after = self.end + _DAY
        if self.start.day != 1 or after.day != 1:
            return 0
        return (after.year - self.start.year) * 12 + after.month - self.start.month

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
            return Period(whole.end + _DAY, whole.end + whole.days * _DAY)
        return Period.of(whole.end + _DAY, whole.grain, whole.fiscal_year_start)

    def previous(self) -> Period:
        """Give the period before it, cut to the same number of days if this one is unfinished.

        A free range of whole months follows as many whole months; any other follows as many days.
        """
        whole = self.whole
        if whole.grain is Grain.CUSTOM:
            months = whole.whole_months
            start = _add_months(whole.start, -months) if months else whole.start - whole.days * _DAY
            return self._to_date(Period(start, whole.start - _DAY))
        return self._to_date(Period.of(whole.start - _DAY, whole.grain, whole.fiscal_year_start))

    def last_year(self) -> Period:
        """Give the same period a year earlier, cut to the same number of days if this one is unfinished."""
        whole = self.whole
        if whole.grain is Grain.WEEK:
            year, week, _ = whole.start.isocalendar()
            last_week = date(year - 1, 12, 28).isocalendar().week  # 28 December is always in the last week
            monday = date.fromisocalendar(year - 1, min(week, last_week), 1)
            return self._to_date(Period.of(monday, Grain.WEEK))
        start = _add_months(whole.start, -12)
        if whole.grain is Grain.CUSTOM:
            last = (whole.end + _DAY).day == 1  # of its month, and so it stays
            end = _add_months(whole.end + _DAY, -12) - _DAY if last else _add_months(whole.end, -12)
            return self._to_date(Period(start, end))
        return self._to_date(Period.of(start, whole.grain, whole.fiscal_year_start))

    def _to_date(self, other: Period) -> Period:
        """Cut another whole period to this one's number of days if this one is unfinished."""
        if not self.unfinished or self.days >= other.days:
            return other
        return Period(other.start, other.start + (self.days - 1) * _DAY)


def _add_months(day: date, months: int) -> date:
    """Move a day by whole months; the day of the month is kept within the month's length."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - _DAY).day))
