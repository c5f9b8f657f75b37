"""The months of the settings' calendar as rows of a workbook, from which its formulas tell days."""

from __future__ import annotations

from datetime import date, datetime

from kpi_excel.engine.results import Results
from kpi_excel.language.texts import Texts
from kpi_excel.model.calendar import Calendar
from kpi_excel.report.values import Rows

_FIRST, _LAST = date(1980, 1, 1), date(2105, 12, 31)
"""Around the days that inputs may hold, with room for what they are compared with."""


def months_rows(results: Results, words: Texts) -> Rows:
    """Give the months dataset."""
    return months_of(results.periods.calendar.plain, words)


def months_of(calendar: Calendar, words: Texts) -> Rows:
    """Give a calendar's months: each one's first day, its year and number, and its name."""
    names = words.months(calendar=calendar.name)
    starts = list(calendar.months(_FIRST, _LAST))
    parts = [calendar.parts(start) for start in starts]
    return {
        "month_start": [datetime(start.year, start.month, start.day) for start in starts],
        "month_key": [year * 100 + month for year, month, _ in parts],
        "month_name": [names[month - 1] for _, month, _ in parts],
    }
