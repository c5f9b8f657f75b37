"""Days and periods: in sentences with the words of the language, in cells and drop-downs as short labels."""

from __future__ import annotations

from datetime import date

from kpi_excel.language.numbers import whole
from kpi_excel.language.texts import Texts
from kpi_excel.model.calendar import Calendar
from kpi_excel.model.period import Grain, Period


def date_text(day: date, words: Texts) -> str:
    """Say a day in the calendar of the words.

    Example:
        >>> from kpi_excel.language.texts import texts
        >>> date_text(date(2026, 9, 30), texts("fa")), date_text(date(2026, 9, 30), texts("fa", calendar="jalali"))
        ('۳۰ سپتامبر ۲۰۲۶', '۸ مهر ۱۴۰۵')
    """
    return _day_text(day, Calendar(words.calendar), words)


def _day_text(day: date, calendar: Calendar, words: Texts) -> str:
    year, month, number = calendar.parts(day)
    name = words.months(calendar=calendar.name)[month - 1]
    form = words.text("words", "dates", "day")
    return form.format(day=whole(number, words), month=name, year=whole(year, words))


def period_text(period: Period, words: Texts) -> str:
    """Say a period.

    Example:
        >>> from kpi_excel.language.texts import texts
        >>> [period_text(Period.parse("2026-Q3"), texts(language)) for language in ("en", "id")]
        ['Q3 2026', 'kuartal III 2026']
    """
    forms = words.section("words", "periods")
    if period.grain is Grain.CUSTOM:
        return _range(period, words)
    name, _, part = period.name.partition("-")
    year = whole(int(name), words)
    if period.calendar.fiscal:
        year = str(forms["fiscal_year"]).format(year=year)
        if period.grain is Grain.YEAR:
            return year
    match period.grain:
        case Grain.WEEK:
            return str(forms["week"]).format(number=whole(int(part[1:]), words), year=year)
        case Grain.MONTH:
            month = words.months(calendar=period.calendar.name)[int(part) - 1]
            return str(forms["month"]).format(month=month, year=year)
        case Grain.QUARTER:
            return str(forms["quarter"]).format(number=forms["quarters"][int(part[1:]) - 1], year=year)
        case _:
            return str(forms["year"]).format(year=year)


def _range(period: Period, words: Texts) -> str:
    """Say days from one to another, without repeating the month or year they share."""
    form = words.text("words", "dates", "range")
    first, last = (_day_text(day, period.calendar, words) for day in (period.start, period.end))
    (year, month, day), end = (period.calendar.parts(day) for day in (period.start, period.end))
    if period.start == period.end:
        return last
    if (year, month) == end[:2]:
        return form.format(start=whole(day, words), end=last)
    form = words.text("words", "dates", "long_range")
    if year == end[0]:
        first = first.removesuffix(f" {whole(year, words)}")
    return form.format(start=first, end=last)


def period_label(period: Period, words: Texts) -> str:
    """Write a period for people; a fiscal year is marked as one and carries the year in which it ends.

    Example:
        >>> from kpi_excel.language.texts import texts
        >>> period_label(Period.parse("2026-Q3"), texts("en"))
        'Q3 2026'
    """
    return words.digital(_period_label(period, words))


def day_format(words: Texts) -> str:
    """Give the number format of days in cells.

    Example:
        >>> from kpi_excel.language.texts import texts
        >>> day_format(texts("en")), day_format(texts("id"))
        ('yyyy-mm-dd', 'dd/mm/yyyy')
    """
    return words.text("words", "labels_of_periods", "day").format(year="yyyy", month="mm", day="dd")


def day_label(day: date, words: Texts) -> str:
    """Write a day as cells show it, in the calendar of the words.

    Example:
        >>> from kpi_excel.language.texts import texts
        >>> day_label(date(2026, 9, 30), texts("id")), day_label(date(2026, 9, 30), texts("fa", calendar="jalali"))
        ('30/09/2026', '۱۴۰۵/۰۷/۰۸')
    """
    return words.digital(_day(day, Calendar(words.calendar), words))


def _day(day: date, calendar: Calendar, words: Texts) -> str:
    year, month, number = calendar.parts(day)
    form = words.text("words", "labels_of_periods", "day")
    return form.format(year=year, month=f"{month:02d}", day=f"{number:02d}")


def _period_label(period: Period, words: Texts) -> str:
    patterns = words.section("words", "labels_of_periods")
    name, calendar = period.name, period.calendar
    year, _, part = name.partition("-")
    if calendar.fiscal:
        year = f"FY{year}"
    match period.grain:
        case Grain.MONTH:
            month = words.months("abbreviated", calendar.name)[int(part) - 1]
            return str(patterns["month"]).format(month=month, year=year)
        case Grain.QUARTER:
            return str(patterns["quarter"]).format(
                quarter=part[1:], ordinal=words.section("words", "periods")["quarters"][int(part[1:]) - 1], year=year
            )
        case Grain.WEEK:
            return str(patterns["week"]).format(week=int(part[1:]), year=year)
        case Grain.YEAR:
            return str(patterns["year"]).format(year=year)
        case _:
            start, end = (_day(day, calendar, words) for day in (period.start, period.end))
            return str(patterns["custom"]).format(start=start, end=end)
