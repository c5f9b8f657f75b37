"""Days and periods: in sentences with the words of the language, in cells and drop-downs as short labels."""

from __future__ import annotations

from datetime import date

from kpi_excel.language.numbers import whole
from kpi_excel.language.texts import Texts
from kpi_excel.model.period import Grain, Period


def date_text(day: date, words: Texts) -> str:
    """Say a day.

    Example:
        >>> from kpi_excel.language.texts import texts
        >>> date_text(date(2026, 9, 30), texts("fa"))
        '۳۰ سپتامبر ۲۰۲۶'
    """
    month = words.months()[day.month - 1]
    form = words.text("words", "dates", "day")
    return form.format(day=whole(day.day, words), month=month, year=whole(day.year, words))


def period_text(period: Period, words: Texts) -> str:
    """Say a period.

    Example:
        >>> from kpi_excel.language.texts import texts
        >>> [period_text(Period.parse("2026-Q3"), texts(language)) for language in ("en", "id")]
        ['Q3 2026', 'kuartal III 2026']
    """
    forms = words.section("words", "periods")
    if period.grain is Grain.CUSTOM:
        return _range(period.start, period.end, words)
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
            month = words.months()[period.start.month - 1]
            return str(forms["month"]).format(month=month, year=year)
        case Grain.QUARTER:
            return str(forms["quarter"]).format(number=forms["quarters"][int(part[1:]) - 1], year=year)
        case _:
            return str(forms["year"]).format(year=year)


def _range(start: date, end: date, words: Texts) -> str:
    """Say days from one to another, without repeating the month or year they share."""
    form = words.text("words", "dates", "range")
    if start == end:
        return date_text(end, words)
    if (start.year, start.month) == (end.year, end.month):
        return form.format(start=whole(start.day, words), end=date_text(end, words))
    form = words.text("words", "dates", "long_range")
    first = date_text(start, words)
    if start.year == end.year:
        first = first.removesuffix(f" {whole(start.year, words)}")
    return form.format(start=first, end=date_text(end, words))


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


def _day(day: date, words: Texts) -> str:
    form = words.text("words", "labels_of_periods", "day")
    return form.format(year=day.year, month=f"{day.month:02d}", day=f"{day.day:02d}")


def _period_label(period: Period, words: Texts) -> str:
    patterns = words.section("words", "labels_of_periods")
    month = words.months("abbreviated")[period.start.month - 1]
    name = period.name
    year, _, part = name.partition("-")
    if period.calendar.fiscal:
        year = f"FY{year}"
    match period.grain:
        case Grain.MONTH:
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
            return str(patterns["custom"]).format(start=_day(period.start, words), end=_day(period.end, words))
