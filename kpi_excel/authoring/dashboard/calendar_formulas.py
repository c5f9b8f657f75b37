"""Days in worksheet formulas, by the calendar of the settings: the first days of its months stand in a table.

So one formula serves both calendars, and every program works it out: ``kpi_months`` says where months begin, how their
year and number are written (140506 is the sixth month of 1405), and what they are called.
"""

from collections.abc import Callable

from kpi_excel.authoring.dashboard.marks import in_western_digits, joined, localized
from kpi_excel.language.texts import Texts
from kpi_excel.model.calendar import JALALI

_STARTS, _KEYS, _NAMES = (f"kpi_months[{key}]" for key in ("month_start", "month_key", "month_name"))
_YEAR = 12  # months
_WIDE = 20  # spaces between the parts of a typed day, so that each part is found in as many characters
_NO_DAY = '"–"'


def said(day: str, words: Texts) -> str:
    """Write a day as sentences say it: `language.dates.date_text`."""
    year, _, number = _parts(day)
    parts = {"day": number, "month": f"INDEX({_NAMES},{_row(day)})", "year": year}
    return localized(joined(words.text("words", "dates", "day"), parts.__getitem__), words)


def written(day: str, words: Texts) -> str:
    """Write a day as labels do: `language.dates.day_label`.

    The letters of TEXT's date formats differ between languages of Excel, so that numbers are written.
    """
    return localized(joined(words.text("words", "labels_of_periods", "day"), _digits(day).__getitem__), words)


def shown(day: str, words: Texts) -> str:
    """Show a day in a cell: itself, or in the Jalali calendar, which number formats lack, as it is typed there."""
    text = localized(joined("{year}/{month}/{day}", _digits(day).__getitem__), words)
    return f'IF(kpi_calendar="{JALALI}",IF(ISNUMBER({day}),{text},{day}),{day})'


def typed(key: str, c: Callable[[str], str], words: Texts) -> dict[str, str]:
    """Read a day from a cell that holds a date, or a text of year, month and day in the calendar.

    Args:
        key: the column of the cell.
        c: refers to a column of the row.
        words: the language, whose digits may be typed.

    Returns:
        Formulas by column key: a text's parts, the row of its month, and ``<key>_day``, a dash if there is none.
    """
    cell, parts, row = c(key), c(f"{key}_parts"), c(f"{key}_row")
    apart = f'SUBSTITUTE(SUBSTITUTE({in_western_digits(cell, words)},"/","-"),"-",REPT(" ",{_WIDE}))'
    year, month, number = (
        f"VALUE(TRIM({part}))"
        for part in (f"LEFT({parts},{_WIDE})", f"MID({parts},{_WIDE},{_WIDE})", f"MID({parts},{2 * _WIDE},{_WIDE})")
    )
    first, following = f"INDEX({_STARTS},{row})", f"INDEX({_STARTS},{row}+1)"
    of_text = f"IF({row}=0,{_NO_DAY},IF(AND({number}>=1,{number}<={following}-{first}),{first}+{number}-1,{_NO_DAY}))"
    inside = f"AND({cell}>=MIN({_STARTS}),{cell}<MAX({_STARTS}))"
    return {
        f"{key}_parts": f'IF(ISNUMBER({cell}),"",{apart})',
        f"{key}_row": f"IFERROR(MATCH({year}*100+{month},{_KEYS},0),0)",
        f"{key}_day": f"IFERROR(IF(ISNUMBER({cell}),IF({inside},INT({cell}),{_NO_DAY}),{of_text}),{_NO_DAY})",
    }


def previous_start(start: str, end: str) -> str:
    """Write where the span before one begins: `Period.previous` of a free range.

    A span of whole months follows as many whole months, any other as many days.
    """
    whole = f"MAX(1,2*MATCH({start},{_STARTS},0)-MATCH({end}+1,{_STARTS},0))"
    return f"IFERROR(INDEX({_STARTS},{whole}),{start}-({end}-{start}+1))"


def year_before(day: str) -> str:
    """Write the same day a year earlier; the day of the month is kept within the month's length."""
    row = _row(day)
    then, following = (f"INDEX({_STARTS},{row}-{months})" for months in (_YEAR, _YEAR - 1))
    return f"({then}+MIN({day}-INDEX({_STARTS},{row}),{following}-{then}-1))"


def year_before_end(end: str) -> str:
    """Write the last day of a span a year earlier: the last day of a month stays one."""
    return f"IFERROR(INDEX({_STARTS},MATCH({end}+1,{_STARTS},0)-{_YEAR})-1,{year_before(end)})"


def month_over(day: str) -> tuple[str, str]:
    """Write the first and the last day of the latest month that is over at the end of a day."""
    row = _row(f"{day}+1")
    return f"INDEX({_STARTS},{row}-1)", f"(INDEX({_STARTS},{row})-1)"


def starts_year(day: str, month: str) -> str:
    """Write 1 if a day is the first of a year that begins with a month, else 0."""
    return f"IFERROR(IF(MOD(INDEX({_KEYS},MATCH({day},{_STARTS},0)),100)={month},1,0),0)"


def _row(day: str) -> str:
    return f"MATCH({day},{_STARTS},1)"


def _parts(day: str) -> tuple[str, str, str]:
    key = f"INDEX({_KEYS},{_row(day)})"
    return f"INT({key}/100)", f"MOD({key},100)", f"({day}-INDEX({_STARTS},{_row(day)})+1)"


def _digits(day: str) -> dict[str, str]:
    """Write year, month and day of the month, the last two with two digits."""
    year, month, number = _parts(day)
    return {"year": year, "month": f'TEXT({month},"00")', "day": f'TEXT({number},"00")'}
