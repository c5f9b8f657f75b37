"""Settings: rows of name and value, read into the settings' types with their defaults."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import available_timezones

from kpi_excel.errors import InputError, Issue, Place, Severity
from kpi_excel.errors.exceptions import alike
from kpi_excel.model.calendar import CALENDARS, JALALI, JALALI_YEARS
from kpi_excel.model.period import Grain, Period
from kpi_excel.model.settings import (
    ACTIVITY,
    COMPARISONS,
    DIGITS,
    ENGAGEMENT_PARTS,
    EVERY_KPI,
    LANGUAGES,
    PAPERS,
    Settings,
)
from kpi_excel.workbook.cells import cell
from kpi_excel.workbook.reading.converted import show, text_of
from kpi_excel.workbook.reading.dates import FIRST_DAY, LAST_DAY, date_of_serial, read_date
from kpi_excel.workbook.reading.locate import Located
from kpi_excel.workbook.reading.numbers import read_number
from kpi_excel.workbook.reading.scan import NOTHING, Scan
from kpi_excel.workbook.vocabulary import currency_code, fold, option_names, setting_names, words_for_all

_COMMA = re.compile(r"[,،;؛\n]")
_LONGEST_NAME = 20  # characters of a currency: it stands beside every amount
_OF_FORMATS = frozenset('[]-"\n')  # signs that end a currency's name within a number format
_COLOUR = re.compile("#?[0-9A-F]{6}")
KPI_LISTS = ("kpis_shown", "kpis_hidden")


class _BadValueError(Exception):
    """A value that a setting does not take.

    Args:
        takes: what it takes, as a key of the messages' phrases.
        values: what that phrase needs, and ``meant``.
    """

    def __init__(self, takes: str, **values: str) -> None:
        super().__init__(takes)
        self.values = {"takes": takes, **values}


def read_settings(
    located: Located, file: str, scan: Scan = NOTHING, date_1904: bool = False
) -> tuple[Settings, list[Issue]]:
    """Read the settings table.

    Args:
        located: its cells.
        file: file name for messages.
        scan: errors and formulas without a value on its sheet.
        date_1904: whether the workbook counts days from 1904.

    Returns:
        The settings, defaults where nothing or nothing sensible is given; and the issues. Lists of KPIs are as typed;
        see `read_kpi_lists`.
    """
    settings = Settings()
    issues: list[Issue] = []
    seen: set[str] = set()
    if "name" not in located.columns:
        return settings, issues  # the missing column is an issue already
    if "value" not in located.columns:
        place = Place(file, located.sheet.name, cell(located.top - 1, located.columns["name"]))
        return settings, [Issue("column-missing", Severity.FAULT, place, {"column": "value", "table": "settings"})]
    readers: dict[str, Callable[[Any, Settings], Any]] = {**_READERS, "as_of": partial(_date, date_1904=date_1904)}
    for index, name_cell, value in _in_order(located):
        if name_cell == "":
            continue
        name = setting_names().get(fold(name_cell))
        if name is None:
            place = located.place(file, index, "name")
            values = {"found": show(name_cell), "meant": alike(str(name_cell), setting_names())}
            issues.append(Issue("unknown-setting", Severity.WARNING, place, values))
            continue
        place = located.place(file, index, "value")
        if name in seen:
            issues.append(Issue("setting-twice", Severity.WARNING, place, {"setting": str(name_cell)}))
            continue
        seen.add(name)
        if place.cell in scan.errors:
            found = {"column": str(name_cell), "found": scan.errors[place.cell]}
            issues.append(Issue("cell-error", Severity.FAULT, place, found))
            continue
        if place.cell in scan.without_value:
            issues.append(Issue("formula-without-value", Severity.FAULT, place, {"column": str(name_cell)}))
            continue
        if value == "" or (isinstance(value, str) and not value.strip()):
            continue
        try:
            settings = replace(settings, **{name: readers[name](value, settings)})
        except _BadValueError as error:
            found = {"setting": str(name_cell), "found": show(value), **error.values}
            issues.append(Issue("bad-setting", Severity.FAULT, place, found))
    return settings, issues


def _in_order(located: Located) -> list[tuple[int, Any, Any]]:
    """Give the rows' positions, names and values; the report period last, which is one of the calendar's."""
    rows = enumerate(zip(located.body["name"], located.body["value"], strict=True))
    found = [(index, name, value) for index, (name, value) in rows]
    return sorted(found, key=lambda row: setting_names().get(fold(row[1])) == "report_period")


def read_kpi_lists(
    settings: Settings, located: Located, file: str, names: Mapping[str, Sequence[str]]
) -> tuple[Settings, list[Issue]]:
    """Read the settings that list KPIs, once the workbook's own KPIs are known.

    Args:
        settings: what `read_settings` gave.
        located: the settings table's cells.
        file: file name for messages.
        names: the KPIs that each folded name or label means; that of a category means several.

    Returns:
        The settings with names of KPIs, the default for a list in which something is no KPI; and the issues.
    """
    issues: list[Issue] = []
    read: dict[str, Any] = {}
    for setting in KPI_LISTS:
        typed: tuple[str, ...] = getattr(settings, setting)
        if not typed:
            continue
        index = next(i for i, one in enumerate(located.body["name"]) if setting_names().get(fold(one)) == setting)
        try:
            read[setting] = _kpis(typed[0], names, with_all=setting == "kpis_shown")
        except _BadValueError as error:
            place = located.place(file, index, "value")
            values = {"setting": str(located.body["name"][index]), "found": show(typed[0]), **error.values}
            issues.append(Issue("bad-setting", Severity.FAULT, place, values))
            read[setting] = ()
    return replace(settings, **read), issues


def _kpis(text: str, names: Mapping[str, Sequence[str]], with_all: bool) -> tuple[str, ...]:
    """Read names with commas between them; a label may have commas of its own, so the longest name counts."""
    pieces = [piece for piece in _COMMA.split(text) if piece.strip()]
    found: dict[str, None] = {}
    while pieces:
        ends = (end for end in range(len(pieces), 0, -1) if fold(",".join(pieces[:end])) in names)
        end = next(ends, 1)
        word, pieces = fold(",".join(pieces[:end])), pieces[end:]
        if with_all and word in words_for_all():
            return (EVERY_KPI,)
        if word not in names:
            raise _BadValueError("kpis_or_all" if with_all else "kpis", meant=alike(word, names, 0.8))
        found |= dict.fromkeys(names[word])
    return tuple(found)


def _text(value: Any, _settings: Settings) -> str:
    return text_of(value).strip()


def _as_typed(value: Any, settings: Settings) -> tuple[str, ...]:
    return (_text(value, settings),)


def _period(value: Any, settings: Settings) -> str:
    typed = isinstance(value, date)  # Excel turns a typed 2026-09 into one
    text = f"{value:%Y-%m}" if typed else text_of(value).strip()
    if text.casefold() != "latest":
        try:
            Period.parse(text, settings.own_calendar)
        except InputError:
            raise _BadValueError(_period_wanted(text, settings)) from None
    return text


def _period_wanted(text: str, settings: Settings) -> str:
    """Tell what a report period that is none should have been, as a key of the messages' phrases."""
    if settings.calendar == JALALI:
        return "period_jalali"
    year = re.search(r"\d{4}", text)
    return "period_is_jalali" if year and int(year[0]) in JALALI_YEARS else "period"


def _choice(vocabulary: str, allowed: tuple[str, ...]) -> Callable[[Any, Settings], str]:
    def read(value: Any, _settings: Settings) -> str:
        key = option_names(vocabulary).get(fold(value), fold(value))
        if key not in allowed:
            raise _BadValueError("one_of", options=", ".join(allowed), vocabulary=vocabulary)
        return key

    return read


def _grain(value: Any, settings: Settings) -> Grain:
    return Grain(_choice("trend_period", ("week", "month", "quarter"))(value, settings))


def _number(low: float, high: float, whole: bool = False) -> Callable[[Any, Settings], Any]:
    def read(value: Any, _settings: Settings) -> float:
        parsed = read_number(value).values if isinstance(value, str) else (value,)
        number = parsed[0] if len(parsed) == 1 else None
        if (
            isinstance(number, bool)
            or not isinstance(number, (int, float))
            or not low <= number <= high
            or (whole and number != int(number))
        ):
            raise _BadValueError("whole_number" if whole else "number", low=f"{low:g}", high=f"{high:g}")
        return int(number) if whole else float(number)

    return read


def _currency(value: Any, _settings: Settings) -> str:
    code = currency_code(text_of(value))
    if not code:
        raise _BadValueError("currency")
    return code


def _currency_name(value: Any, _settings: Settings) -> str:
    name = _text(value, _settings)
    if len(name) > _LONGEST_NAME or set(name) & _OF_FORMATS:
        raise _BadValueError("currency_name", most=str(_LONGEST_NAME))
    return name


def _zone(value: Any, _settings: Settings) -> str:
    typed = text_of(value).strip().replace(" ", "_")
    name = next((name for name in available_timezones() if name.casefold() == typed.casefold()), "")
    if not name:
        raise _BadValueError("time_zone", meant=alike(typed, sorted(available_timezones())))
    return name


def _pairs(value: Any, _settings: Settings) -> tuple[tuple[str, str], ...]:
    """Read names with an equals sign between each and what it stands for, and commas between the pairs."""
    pairs = [tuple(map(str.strip, pair.split("="))) for pair in _COMMA.split(text_of(value)) if pair.strip()]
    if not all(len(pair) == 2 and all(pair) for pair in pairs):
        raise _BadValueError("pairs")
    return tuple((pair[0], pair[1]) for pair in pairs)


def _colour(value: Any, _settings: Settings) -> str:
    typed = text_of(value).strip().upper()
    if not _COLOUR.fullmatch(typed):
        raise _BadValueError("colour")
    return f"#{typed.removeprefix('#')}"


def _parts(value: Any, _settings: Settings) -> tuple[str, ...]:
    words = [word for word in text_of(value).replace("،", ",").replace(";", ",").split(",") if word.strip()]
    keys = [option_names("engagement_part").get(fold(word), fold(word)) for word in words]
    if not keys or not set(keys) <= set(ENGAGEMENT_PARTS):
        raise _BadValueError("some_of", options=", ".join(ENGAGEMENT_PARTS), vocabulary="engagement_part")
    return tuple(dict.fromkeys(keys))


def _date(value: Any, _settings: Settings, date_1904: bool = False) -> date:
    if isinstance(value, datetime):
        found = value.date()
    elif isinstance(value, date):
        found = value
    else:
        parsed = read_date(value) if isinstance(value, str) else date_of_serial(value, date_1904)
        if len(parsed) != 1:
            raise _BadValueError("date")
        found = parsed[0].date()
    if not FIRST_DAY.date() <= found <= LAST_DAY.date():
        raise _BadValueError("date_range")
    return found


_READERS: dict[str, Callable[[Any, Settings], Any]] = {
    "brand": _text,
    "report_period": _period,
    "comparison": _choice("comparison", COMPARISONS),
    "trend_period": _grain,
    "trend_length": _number(2, 60, whole=True),
    "currency": _currency,
    "currency_name": _currency_name,
    "language": _choice("language", LANGUAGES),
    "digits": _choice("digits", DIGITS),
    "calendar": _choice("calendar", CALENDARS),
    "fiscal_year_start": _number(1, 12, whole=True),
    "engagement_includes": _parts,
    "csat_scale": _number(2, 100),
    "csat_satisfied_from": _number(1, 100),
    "review_scale": _number(2, 100),
    "customer_lifespan_years": _number(0.01, 100),
    "as_of": _date,
    "time_zone": _zone,
    "activity_from": _choice("activity_from", ACTIVITY),
    "response_within": _number(1, 99_999),
    "smallest_base": _number(1, 99_999, whole=True),
    "brand_colour": _colour,
    "logo": _text,
    "paper": _choice("paper", PAPERS),
    "other_names": _pairs,
    **dict.fromkeys(KPI_LISTS, _as_typed),
}
