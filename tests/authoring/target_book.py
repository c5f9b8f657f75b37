"""A workbook of targets: each case's row with every quantity as a formula, judged on a day of its own."""

import io
import math
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import xlsxwriter

from kpi_excel.authoring.dashboard.marks import write_marks
from kpi_excel.authoring.dashboard.target_formulas import SEASON, target_formulas
from kpi_excel.authoring.dashboard.target_texts import target_texts
from kpi_excel.engine.targets.figures import Reading, spans_of
from kpi_excel.language.numbers import rounding, scale
from kpi_excel.language.texts import Texts, texts
from kpi_excel.model.calendar import GREGORIAN, Calendar
from kpi_excel.model.formula import Formula
from kpi_excel.model.kpi import Category, Kind, Kpi, Unit
from kpi_excel.model.period import Period
from kpi_excel.model.target import BaselineFrom, Target
from kpi_excel.report.calendar_rows import months_of
from kpi_excel.report.target_rows import NEVER
from kpi_excel.report.target_texts import Phrases
from kpi_excel.report.values import shown_day
from tests.engine.target_cases import Case

FIRST_DAY = date(1990, 1, 1)  # of the data: every case has all that it names
TOP = 1  # the first body row, from 0
_UNITS = {Kind.FLOW: Unit.MONEY, Kind.STOCK: Unit.COUNT, Kind.RATE: Unit.PERCENT}


def kpi_of(case: Case) -> Kpi:
    """Give a KPI of the case's kind, named after it so that every case has readings of its own."""
    kind, direction = case.kind, case.direction
    unit = _UNITS[kind]
    return Kpi(case.name, "", Category.REACH, Formula("1"), unit, direction, kind, label="Link clicks")


def target_book(cases: Iterable[Case], language: str = "en", calendar: str = GREGORIAN) -> tuple[bytes, dict[str, int]]:
    """Write the workbook, with days as a dashboard of that calendar has them.

    Returns:
        The file, and the column of each key from 1; case n stands in row n + 2.
    """
    words, cases = texts(language, calendar=calendar), list(cases)

    def column(key: str) -> str:
        return f"kpi_targets[[#This Row],[{key}]]"

    formulas = target_formulas(column, words) | target_texts(column, words)
    rows = [_given(case, words) for case in cases]
    headers = [*rows[0], *formulas]
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("Targets")
        sheet.add_table(0, 0, len(rows), len(headers) - 1, {
            "name": "kpi_targets",
            "columns": [
                {"header": key, **({"formula": formulas[key]} if key in formulas else {})} for key in headers
            ],
        })  # fmt: skip
        for number, row in enumerate(rows, TOP):
            for position, value in enumerate(row.values()):
                _write(sheet, number, position, value)
        write_marks(book, book.add_worksheet("Marks"), 0, 0, words)
        _write_readings(book, cases)
        write_calendar(book, words)
    return stream.getvalue(), {key: number for number, key in enumerate(headers, 1)}


def _given(case: Case, words: Any) -> Mapping[str, Any]:
    target, figures, kpi = case.target, case.figures, kpi_of(case)
    judged_on = words.text("options", "judged_on", target.judged_on) if target.judged_on else None
    phrases, baseline = Phrases(words, "USD"), target.baseline
    if isinstance(baseline, BaselineFrom):
        baseline = words.text("options", "baseline", baseline)
    rounded, unit, gap = rounding(kpi.unit, "USD"), phrases.around(kpi), phrases.around_gap(kpi)
    return {
        "kpi": kpi.name, "phrase": phrases.kpi(kpi), "where": phrases.where(target), "platform": target.platform,
        "placement": target.placement, "kind_key": str(kpi.kind), "unit_key": str(kpi.unit),
        "direction_key": str(kpi.direction), "by_placement": float(case.by_placement), "blocked": 0.0,
        "incomplete": 0.0, "fault_reason": "", "platform_known": 1.0, "unit_before": unit.before,
        "unit_after": unit.after, "unit_after_one": unit.after_one, "gap_before": gap.before,
        "gap_after": gap.after, "gap_after_one": gap.after_one, "unit_scale": scale(kpi.unit),
        "whole_from": min(rounded.whole_from, NEVER),
        "tenths_from": rounded.tenths_from, "cents": float(rounded.cents), "best": figures.best,
        "trend": figures.trend, "benchmark": figures.benchmark,
        "goal_kind": words.text("options", "goal_kind", target.goal_kind), "goal": target.goal,
        "baseline_from": baseline, "start": shown_day(target.start, words),
        "due": shown_day(target.due, words), "objective": target.objective,
        "evidence": target.evidence, "review_every": target.review_every, "as_of": case.as_of,
        "judged_on": judged_on, "fiscal_year_start": 1.0, "first_day": FIRST_DAY,
        **dict(zip(SEASON, figures.season or (None,) * len(SEASON), strict=True)),
    }  # fmt: skip


def _write(sheet: Any, row: int, column: int, value: Any) -> None:
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return
    if isinstance(value, date):
        sheet.write_datetime(row, column, value)
    else:
        sheet.write(row, column, value)


def write_calendar(book: Any, words: Texts) -> None:
    """Write the months, and the name of the calendar."""
    columns = months_of(Calendar(words.calendar), words)
    sheet = book.add_worksheet("Calendar")
    rows = list(zip(*columns.values(), strict=True))
    sheet.add_table(0, 0, len(rows), len(columns) - 1, {
        "name": "kpi_months", "columns": [{"header": key} for key in columns], "data": rows,
    })  # fmt: skip
    sheet.write_string(0, len(columns), words.calendar)
    book.define_name("kpi_calendar", "=Calendar!$D$1")


def _write_readings(book: Any, cases: list[Case]) -> None:
    rows = []
    for case in cases:
        spans = spans_of(case.target, case.kind, case.as_of, FIRST_DAY)
        last_year = zip(spans.last_year, ("last_year", "last_year_to_date"), strict=False)
        named = ((spans.value, "value"), (spans.start, "start_value"), (spans.baseline, "baseline"))
        figures = (*named, (spans.latest, "latest"), *last_year)
        rows += [
            (_key(case.name, period, case.target), getattr(case.figures, name), case.figures.latest_rows)
            for period, name in figures
            if period
        ]
    sheet = book.add_worksheet("Readings")
    columns = [{"header": "reading"}, {"header": "value"}, {"header": "rows"}]
    sheet.add_table(0, 0, len(rows), 2, {"name": "kpi_readings", "columns": columns})
    for number, (key, value, behind) in enumerate(rows, TOP):
        _write(sheet, number, 2, behind)
        sheet.write_string(number, 0, key)
        if math.isnan(value):
            sheet.write_formula(number, 1, "=NA()")
        else:
            sheet.write_number(number, 1, value)


def _key(kpi: str, period: Period, target: Target) -> str:
    return Reading(kpi, period, target.platform, target.placement).key
