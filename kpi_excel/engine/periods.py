"""Which periods a set of inputs is computed for: the report's, the trend's, and what they are compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from kpi_excel.engine.frames import Frame, first_and_last_day
from kpi_excel.errors import NothingToComputeError
from kpi_excel.model.calendar import Calendar
from kpi_excel.model.period import Grain, Period
from kpi_excel.model.settings import Settings

_PER_YEAR = {Grain.WEEK: 53, Grain.MONTH: 12, Grain.QUARTER: 4, Grain.YEAR: 1, Grain.CUSTOM: 1}


@dataclass(frozen=True)
class Periods:
    """The periods of a computation.

    Args:
        report: the period the report is about, cut at the last day that counts.
        selectable: periods a reader may choose, latest first, the report's included.
        every: all periods with slices: the selectable ones and what they are compared with.
        trend_grain: grain of the trend.
        trend_length: number of periods in a trend.
        first_day: the first day of the data.
        as_of: the last day that counts.
        calendar: whose periods they are.
    """

    report: Period
    selectable: tuple[Period, ...]
    every: tuple[Period, ...]
    trend_grain: Grain
    trend_length: int
    first_day: date
    as_of: date
    calendar: Calendar

    def trend_end(self, until: Period) -> Period:
        """Give the trend's period that holds a period's last day."""
        return Period.of(until.end, self.trend_grain, self.calendar).cut(self.as_of)

    def trend(self, until: Period) -> tuple[Period, ...]:
        """Give the trend's periods that end with the one holding a period's last day, oldest first."""
        found = [self.trend_end(until)]
        while len(found) < self.trend_length:
            whole = found[-1].whole
            found.append(Period.of(date.fromordinal(whole.start.toordinal() - 1), whole.grain, self.calendar))
        return tuple(reversed(found))


def data_range(frames: Mapping[str, Frame], until: date | None = None) -> tuple[date, date] | None:
    """Give the first and last day of all dated tables, up to a day if one is given; None if there is no dated row."""
    ranges = [found for frame in frames.values() if (found := first_and_last_day(frame, until))]
    return (min(first for first, _ in ranges), max(last for _, last in ranges)) if ranges else None


def choose_periods(frames: Mapping[str, Frame], settings: Settings, today: date | None = None) -> Periods:
    """Choose the periods for these inputs and settings.

    Args:
        frames: the prepared input tables.
        settings: the settings.
        today: rows of later days do not move the last day that counts, unless there are no others; None is no limit.

    Raises:
        InputError: if the report period is not one.
        NothingToComputeError: if no table has a dated row, or none up to the last day that counts.
    """
    found = data_range(frames, today) or data_range(frames)
    if found is None:
        raise NothingToComputeError("no-dated-rows")
    first, last = found
    as_of = settings.as_of or last
    report = report_period(settings, as_of)
    if report.start > as_of:
        last_day = settings.own_calendar.written(as_of)
        raise NothingToComputeError("period-ahead", period=report.name, last=last_day)
    selectable = {report.name: report}
    for grain in dict.fromkeys((report.grain, settings.trend_period)):
        for period in _back_to(first, as_of, grain, settings):
            selectable.setdefault(period.name, period)
    grain, length = settings.trend_period, settings.trend_length
    periods = Periods(report, (), (), grain, length, first, as_of, settings.own_calendar)
    for period in periods.trend(report):
        selectable.setdefault(period.name, period)
    every = dict.fromkeys(selectable.values())
    for period in selectable.values():
        for other in (period.previous(), period.last_year()):
            if other.end >= first or period == report:
                every.setdefault(other)
    by_name = {period.name: period for period in reversed(every)}  # a selectable period wins over a namesake
    order = sorted(selectable.values(), key=lambda period: (period.grain != report.grain, -period.start.toordinal()))
    return replace(periods, selectable=tuple(order), every=tuple(sorted(by_name.values(), key=_by_day)))


def report_period(settings: Settings, as_of: date) -> Period:
    """Give the settings' report period, cut at the last day that counts; ``latest`` is the trend period of that day."""
    text = settings.report_period.strip()
    if text.casefold() in ("", "latest"):
        return Period.of(as_of, settings.trend_period, settings.own_calendar).cut(as_of)
    return Period.parse(text, settings.own_calendar).cut(as_of)


def _back_to(first: date, as_of: date, grain: Grain, settings: Settings) -> list[Period]:
    """List a grain's periods from the last day back to the first, at most the trend and a year before it."""
    if grain is Grain.CUSTOM:
        return []
    length = settings.trend_length if grain is settings.trend_period else _PER_YEAR[grain]
    most = max(length, _PER_YEAR[grain]) + _PER_YEAR[grain]
    found = [Period.of(as_of, grain, settings.own_calendar).cut(as_of)]
    while len(found) < most and found[-1].start > first:
        day = date.fromordinal(found[-1].start.toordinal() - 1)
        found.append(Period.of(day, grain, settings.own_calendar))
    return found


def _by_day(period: Period) -> tuple[date, date]:
    return period.start, period.end
