"""The worksheet formulas of targets against the hand-computed cases, in two engines and in LibreOffice."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kpi_excel.engine.targets.figures import spans_of
from kpi_excel.language.texts import texts
from kpi_excel.model.calendar import CALENDARS, JALALI, Calendar
from kpi_excel.model.settings import LANGUAGES
from kpi_excel.report.target_texts import Phrases, advice, judged_by, lacking, statement
from kpi_excel.workbook.calculators.calculation import UNAVAILABLE
from kpi_excel.workbook.calculators.with_cellrune import CELLRUNE
from kpi_excel.workbook.calculators.with_ironcalc import IRONCALC
from kpi_excel.workbook.cells import Area
from tests.authoring.target_book import FIRST_DAY, kpi_of, target_book
from tests.engine.target_cases import CODES, DAYS, NUMBERS, STATED, Case, differences, read_cases
from tests.rings import recalculate

pytestmark = pytest.mark.slow

CASES = read_cases()
EPOCH = date(1899, 12, 30)
TODAY = date(2026, 9, 30)  # no formula asks for it


def judged(row: Mapping[str, Any]) -> dict[str, Any]:
    """Read a row's values as `Judgement` names them; the dash and #N/A are no value."""
    found: dict[str, Any] = {name: _number(row[name]) for name in (*NUMBERS, *STATED)}
    for name in (*CODES, "basis"):
        value = row["status_key" if name == "status" else name]
        found[name] = value if isinstance(value, str) else None
    for name in DAYS:
        number = _number(row["next_review_day" if name == "next_review" else name])
        found[name] = None if math.isnan(number) else EPOCH + timedelta(days=number)
    days = _number(row["days_left"])
    return found | {"days_left": None if math.isnan(days) else int(days)}


def _number(value: Any) -> float:
    if isinstance(value, datetime):
        return (value.date() - EPOCH).days
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else math.nan


def wrong(rows: Iterable[Mapping[str, Any]], calendar: str) -> dict[str, list[str]]:
    """Give what is not as computed by hand, of cases that hold in a calendar: months that are judged are Gregorian."""
    found = {
        case.name: differences(case.expected, judged(row))
        for case, row in zip(CASES, rows, strict=True)
        if calendar != JALALI or math.isnan(case.figures.latest)
    }
    return {name: one for name, one in found.items() if one}


@cache
def english_book() -> tuple[bytes, Mapping[str, int]]:
    return target_book(CASES)


@cache
def jalali_cases() -> tuple[Case, ...]:
    """Give the same cases, whose days are typed in the Jalali calendar, by whose months spans are compared."""
    return tuple(jalali(case) for case in CASES)


def jalali(case: Case) -> Case:
    """Give a case in the Jalali calendar; where none of its months is over, the days so far have one figure."""
    target, figures = replace(case.target, calendar=Calendar(JALALI)), case.figures
    spans = spans_of(target, case.kind, case.as_of, FIRST_DAY)
    if spans.latest == spans.value and not math.isnan(figures.latest):
        figures = replace(figures, latest=figures.value)
    return replace(case, target=target, figures=figures)


@cache
def persian_book() -> tuple[bytes, Mapping[str, int]]:
    return target_book(jalali_cases(), "fa", JALALI)


def book(calendar: str) -> tuple[bytes, Mapping[str, int]]:
    return persian_book() if calendar == JALALI else english_book()


EACH_BOOK = pytest.mark.parametrize("calendar", CALENDARS)


def by_key(columns: Mapping[str, int], value: Any) -> list[dict[str, Any]]:
    return [{key: value(row, number) for key, number in columns.items()} for row in range(2, len(CASES) + 2)]


@EACH_BOOK
def test_cellrune_gives_what_was_computed_by_hand(calendar: str) -> None:
    data, columns = book(calendar)
    calculation = CELLRUNE.calculate(data, TODAY)
    assert UNAVAILABLE not in calculation.formulas.values()
    grid = calculation.read("Targets", Area(1, 1, len(CASES) + 1, max(columns.values())))
    assert wrong(by_key(columns, lambda row, number: grid[row - 1][number - 1]), calendar) == {}


@EACH_BOOK
def test_ironcalc_gives_what_was_computed_by_hand(tmp_path: Path, calendar: str) -> None:
    data, columns = book(calendar)
    path = tmp_path / "targets.xlsx"
    path.write_bytes(data)
    places = [("Targets", row, number) for row in range(2, len(CASES) + 2) for number in columns.values()]
    values = IRONCALC.values(path, places, TODAY)
    assert wrong(by_key(columns, lambda row, number: values["Targets", row, number]), calendar) == {}


@EACH_BOOK
@pytest.mark.libreoffice
def test_libreoffice_gives_what_was_computed_by_hand(tmp_path: Path, calendar: str) -> None:
    data, columns = book(calendar)
    path = tmp_path / "targets.xlsx"
    path.write_bytes(data)
    sheet = openpyxl.load_workbook(recalculate(path, tmp_path / "out"), data_only=True)["Targets"]
    assert wrong(by_key(columns, lambda row, number: sheet.cell(row, number).value), calendar) == {}


@pytest.mark.libreoffice
def test_sentences_have_the_marks_of_the_program_that_shows_them(tmp_path: Path) -> None:
    data, columns = english_book()
    path = tmp_path / "targets.xlsx"
    path.write_bytes(data)
    sheet = openpyxl.load_workbook(recalculate(path, tmp_path / "out", "de-DE"), data_only=True)["Targets"]
    phrases, marked = Phrases(texts("en"), "USD"), 0
    for row, case in enumerate(CASES, 2):
        expected = said(case, phrases)["statement"]
        german = re.sub(r"(?<=\d)[.,](?=\d)", lambda mark: {".": ",", ",": "."}[mark[0]], expected)
        assert sheet.cell(row, columns["statement"]).value == german, case.name
        marked += german != expected
    assert marked > 10


@pytest.mark.parametrize("calendar", CALENDARS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_formulas_say_what_python_says(language: str, calendar: str) -> None:
    cases = jalali_cases() if calendar == JALALI else CASES
    data, columns = target_book(cases, language, calendar)
    words = texts(language, calendar=calendar)
    phrases = Phrases(words, "USD")
    values = CELLRUNE.calculate(data, TODAY).formulas
    names = ("statement", "what_to_do", "lacking", "status_text", "judged_by", "foreseen")
    for row, case in enumerate(cases, 2):
        found = {name: values["Targets", row, columns[name]] or "" for name in names}
        assert found == said(case, phrases), case.name


def said(case: Case, phrases: Phrases) -> dict[str, str]:
    judgement, kpi = case.judgement(), kpi_of(case)
    return {
        "statement": statement(case.target, kpi, judgement, phrases),
        "what_to_do": advice(kpi, judgement, phrases),
        "lacking": lacking(judgement, phrases),
        "judged_by": judged_by(kpi, judgement, phrases),
        "status_text": phrases.words.text("targets", "statuses", judgement.status),
        "foreseen": phrases.words.text("targets", "methods", judgement.forecast_method),
    }
