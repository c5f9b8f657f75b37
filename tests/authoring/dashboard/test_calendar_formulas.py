"""Days in worksheet formulas, in both calendars: against hand-computed days and against Python, in three engines."""

import io
import random
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from kpi_excel.authoring.dashboard.calendar_formulas import (
    previous_start,
    said,
    shown,
    typed,
    written,
    year_before,
    year_before_end,
)
from kpi_excel.authoring.dashboard.marks import write_marks
from kpi_excel.language.dates import date_text, day_label
from kpi_excel.language.texts import texts
from kpi_excel.model.calendar import CALENDARS, GREGORIAN, JALALI, Calendar
from kpi_excel.model.period import Period
from kpi_excel.report.values import shown_day
from kpi_excel.workbook.calculators.with_cellrune import CELLRUNE
from kpi_excel.workbook.calculators.with_ironcalc import IRONCALC
from kpi_excel.workbook.cells import Area
from tests.authoring.target_book import write_calendar
from tests.rings import recalculate

pytestmark = pytest.mark.slow

EPOCH = date(1899, 12, 30)
LANGUAGE = {GREGORIAN: "id", JALALI: "fa"}
# Spans of the Jalali calendar, with the first day of the span before, and first and last day a year earlier.
# 1 Farvardin is 20 March 2024, 21 March 2025 and 2026; the days before Tir are 93, before Mehr 186, before Esfand 336.
BY_HAND = {
    ("2026-06-22", "2026-09-22"): ("2026-03-21", "2025-06-22", "2025-09-22"),  # Tir to Shahrivar: 3 whole months
    ("2025-02-19", "2025-03-20"): ("2025-01-20", "2024-02-20", "2024-03-19"),  # Esfand 1403 has 30 days, 1402 has 29
    ("2025-03-20", "2025-03-22"): ("2025-03-17", "2024-03-19", "2024-03-21"),  # from 30 Esfand on; 3 days
    ("2026-09-23", "2026-10-01"): ("2026-09-14", "2025-09-23", "2025-10-01"),  # 1 to 9 Mehr: 9 days
}
TYPED = {  # what stands in a cell of each calendar, and the day it is
    JALALI: {
        "1405/07/01": "2026-09-23", "۱۴۰۵/۷/۱": "2026-09-23", "1405-06-31": "2026-09-22", " 1403/12/30 ": "2025-03-20",
        "1404/12/30": None, "1405/00/10": None, "1405/13/01": None, "1405/07/31": None, "2026/07/01": None,
        "1405/07": None, "soon": None,
    },
    GREGORIAN: {"2026-07-01": "2026-07-01", "2024/2/29": "2024-02-29", "2026-02-29": None, "1405/07/01": None},
}  # fmt: skip


def spans(calendar: str) -> list[tuple[date, date]]:
    """Give those by hand, and others by chance: of whole months and of any days."""
    chance, own = random.Random(1405), Calendar(calendar)
    found = [(date.fromisoformat(start), date.fromisoformat(end)) for start, end in BY_HAND]
    for _ in range(60):
        start = date(1991, 1, 1) + timedelta(chance.randrange(39_000))
        first = own.month_start(start)
        found.append((start, start + timedelta(chance.randrange(400))))
        found.append((first, own.month_start(first, chance.randrange(1, 13)) - timedelta(1)))
    return found


@cache
def made(calendar: str) -> tuple[bytes, tuple[str, ...], int]:
    """Write a table of spans with every formula; give the file, the columns and the number of rows."""
    words = texts(LANGUAGE[calendar], calendar=calendar)

    def column(key: str) -> str:
        return f"days[[#This Row],[{key}]]"

    start, end = column("start"), column("end")
    formulas = {
        "previous": previous_start(start, end), "start_before": year_before(start), "end_before": year_before_end(end),
        "said": said(start, words), "written": written(start, words), "shown": shown(start, words),
        **typed("cell", column, words),
    }  # fmt: skip
    cells = [*TYPED[calendar], None]
    rows = [(*span, cells[number % len(cells)]) for number, span in enumerate(spans(calendar))]
    headers = ("start", "end", "cell", *formulas)
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("Days")
        columns = [{"header": key} | ({"formula": formulas[key]} if key in formulas else {}) for key in headers]
        sheet.add_table(0, 0, len(rows), len(headers) - 1, {"name": "days", "columns": columns, "data": rows})
        write_marks(book, book.add_worksheet("Marks"), 0, 0, words)
        write_calendar(book, words)
    return stream.getvalue(), headers, len(rows)


def _by_cellrune(data: bytes, size: tuple[int, int], _folder: Path) -> Callable[[int, int], Any]:
    grid = CELLRUNE.calculate(data, date(2026, 9, 30)).read("Days", Area(1, 1, *size))
    return lambda row, column: grid[row - 1][column - 1]


def _by_ironcalc(data: bytes, size: tuple[int, int], folder: Path) -> Callable[[int, int], Any]:
    path = folder / "days.xlsx"
    path.write_bytes(data)
    every = [("Days", row, column) for row in range(2, size[0] + 1) for column in range(1, size[1] + 1)]
    values = IRONCALC.values(path, every, date(2026, 9, 30))
    return lambda row, column: values["Days", row, column]


def _by_libreoffice(data: bytes, _size: tuple[int, int], folder: Path) -> Callable[[int, int], Any]:
    path = folder / "days.xlsx"
    path.write_bytes(data)
    sheet = openpyxl.load_workbook(recalculate(path, folder / "out"), data_only=True)["Days"]
    return lambda row, column: sheet.cell(row, column).value


ENGINES = {"cellrune": _by_cellrune, "IronCalc": _by_ironcalc, "LibreOffice": _by_libreoffice}
EACH_ENGINE = pytest.mark.parametrize(
    "engine", ["cellrune", "IronCalc", pytest.param("LibreOffice", marks=pytest.mark.libreoffice)]
)


@EACH_ENGINE
@pytest.mark.parametrize("calendar", CALENDARS)
def test_days_of_formulas_are_those_of_the_calendar(calendar: str, engine: str, tmp_path: Path) -> None:
    data, headers, count = made(calendar)
    value = ENGINES[engine](data, (count + 1, len(headers)), tmp_path)
    words, own = texts(LANGUAGE[calendar], calendar=calendar), Calendar(calendar)
    cells = [*TYPED[calendar], None]
    for number, (start, end) in enumerate(spans(calendar)):
        found: Mapping[str, Any] = {key: value(number + 2, at) for at, key in enumerate(headers, 1)}
        span = Period(start, end, calendar=own)
        days = {key: _day(found[key]) for key in ("previous", "start_before", "end_before", "cell_day")}
        before, earlier = span.previous(), span.last_year()
        typed_day = TYPED[calendar].get(cells[number % len(cells)] or "")
        assert days == {
            "previous": before.start,
            "start_before": earlier.start,
            "end_before": earlier.end,
            "cell_day": date.fromisoformat(typed_day) if typed_day else None,
        }, (start, end, cells[number % len(cells)])
        assert (found["said"], found["written"]) == (date_text(start, words), day_label(start, words))
        assert (_day(found["shown"]) or found["shown"]) == shown_day(start, words)


@pytest.mark.parametrize("span", BY_HAND)
def test_python_gives_the_spans_that_were_worked_out_by_hand(span: tuple[str, str]) -> None:
    start, end = map(date.fromisoformat, span)
    period = Period(start, end, calendar=Calendar(JALALI))
    found = (period.previous().start, period.last_year().start, period.last_year().end)
    assert tuple(map(str, found)) == BY_HAND[span]


def test_a_date_that_no_month_of_the_table_holds_is_no_day() -> None:
    words = texts("en")
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("Days")
        formulas = typed("cell", lambda key: f"days[[#This Row],[{key}]]", words)
        columns = [{"header": "cell"}, *({"header": key, "formula": formula} for key, formula in formulas.items())]
        rows = [[date(1950, 1, 1)], [date(2026, 7, 1)], [46204.75], [99_999]]
        sheet.add_table(0, 0, len(rows), len(columns) - 1, {"name": "days", "columns": columns, "data": rows})
        write_calendar(book, words)
    grid = CELLRUNE.calculate(stream.getvalue(), date(2026, 9, 30)).read(
        "Days", Area(2, 1, len(rows) + 1, len(columns))
    )
    assert [row[-1] for row in grid] == ["–", 46204, 46204, "–"]  # 46,204 is 1 July 2026, with or without an hour


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return EPOCH + timedelta(days=value) if isinstance(value, (int, float)) else None
