"""A dashboard of the Jalali calendar: what it says and shows is Jalali throughout, and live formulas agree."""

import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import kpi_excel as kx
from kpi_excel.authoring.dashboard.workbook import build_dashboard as build_template
from kpi_excel.authoring.inputs.example import example_tables
from kpi_excel.engine.results import Results
from kpi_excel.language.texts import texts_for
from kpi_excel.live import selection
from kpi_excel.report.build import build_dashboard
from kpi_excel.report.target_texts import Phrases, advice, statement
from kpi_excel.workbook.calculators.with_cellrune import CELLRUNE
from tests.live.calling import OpenBook
from tests.report.test_parity import assert_parity
from tests.workbook.books import change_part, rewrite, structure

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:.*extension is not supported"),  # openpyxl, about data bars
]
GREGORIAN_YEAR = re.compile("20[0-9]{2}|۲۰[۰-۹]{2}")
SETTINGS = {"calendar": "jalali", "report_period": "1405-Q2", "currency": "تومان", "currency_name": "هزار تومان"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Results, Path]:
    folder = tmp_path_factory.mktemp("jalali")
    tables = example_tables("fa")
    tables["settings"] = [row | {"value": SETTINGS.get(str(row["name"]), row["value"])} for row in tables["settings"]]
    results = kx.compute(kx.read(kx.write_input(tables, folder / "input.xlsx", "fa")))
    template = folder / "template.xlsx"
    template.write_bytes(build_template("fa"))
    return results, build_dashboard(results, folder / "dashboard.xlsx", template).path


@cache
def workbook(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path, data_only=True)


def rows(path: Path, name: str) -> list[dict[str, Any]]:
    sheet = next(sheet for sheet in workbook(path).worksheets if name in sheet.tables)
    header, *body = [[cell.value for cell in row] for row in sheet[sheet.tables[name].ref]]
    return [dict(zip(header, row, strict=True)) for row in body]


def named(path: Path, name: str) -> Any:
    ((sheet, cell),) = workbook(path).defined_names[name].destinations
    return workbook(path)[sheet][cell].value


def test_the_selectors_offer_jalali_periods(built: tuple[Results, Path]) -> None:
    results, path = built
    every = rows(path, "kpi_periods")
    assert [(row["label"], row["period"]) for row in every[:2]] == [
        ("سه‌ماهه سوم ۱۴۰۵", "1405-Q3"),  # of which the data have eight days
        ("سه‌ماهه دوم ۱۴۰۵", "1405-Q2"),
    ]
    found = every[1:]
    # Tir to Shahrivar 1405 are 22 June to 22 September 2026
    assert (found[0]["start"], found[0]["end"]) == (datetime(2026, 6, 22), datetime(2026, 9, 22))
    assert (found[0]["previous"], found[0]["last_year"]) == ("1405-Q1", "1404-Q2")
    assert named(path, "kpi_period") == "سه‌ماهه دوم ۱۴۰۵"
    assert named(path, "dates_value") == "۱۴۰۵/۰۴/۰۱ – ۱۴۰۵/۰۶/۳۱"
    assert named(path, "dates_last_year") == "۱۴۰۴/۰۴/۰۱ – ۱۴۰۴/۰۶/۳۱"
    assert results.periods.report.name == "1405-Q2"


def test_the_axis_has_jalali_months(built: tuple[Results, Path]) -> None:
    labels = [row["time"] for row in rows(built[1], "kpi_trend__front")]
    assert (labels[0], labels[6], labels[-1]) == ("شهریور ۱۴۰۴", "اسفند ۱۴۰۴", "شهریور ۱۴۰۵")


def test_nothing_that_is_shown_has_a_gregorian_year(built: tuple[Results, Path]) -> None:
    _, path = built
    data = rows(path, "kpi_slices")[0]
    assert isinstance(data["start"], datetime)  # the data themselves stay dates, with which formulas can count
    found = []  # Excel 2024 is a product, and the year of Brewline's figures is that of their source
    for sheet in workbook(path).worksheets:
        if sheet.sheet_state != "visible" or "kpi_slices" in sheet.tables:
            continue
        groups = [one for one in sheet.column_dimensions.values() if one.hidden]
        hidden = {column for group in groups for column in range(int(group.min or 0), int(group.max or 0) + 1)}
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.column not in hidden):
            said = isinstance(cell.value, str) and not re.search("://|اکسل|Brewline", cell.value)
            if isinstance(cell.value, datetime) or (said and GREGORIAN_YEAR.search(str(cell.value))):
                found.append((sheet.title, cell.coordinate, cell.value))
    assert found == []


def test_days_are_shown_as_they_are_typed(built: tuple[Results, Path]) -> None:
    results, path = built
    words = texts_for(results.inputs.settings)
    columns = words.columns("dashboard", "targets")
    first, target = rows(path, "kpi_targets")[0], results.review.targets[0]
    # the example's first target runs from 1 July to 30 September 2026: 10 Tir to 8 Mehr 1405
    assert (first[columns["start"]], first[columns["due"]]) == ("۱۴۰۵/۰۴/۱۰", "۱۴۰۵/۰۷/۰۸")
    assert (first["start_day"], first["due_day"]) == (datetime(2026, 7, 1), datetime(2026, 9, 30))
    assert str(target.due) == "2026-09-30"
    assert named(path, "kpi_as_of") == datetime(2026, 9, 30)
    front = workbook(path)[words.text("dashboard", "sheets", "dashboard")]
    assert "۱۴۰۵/۰۷/۰۸" in [cell.value for row in front["A1:AZ8"] for cell in row]
    assert all(re.fullmatch("۱۴۰۵/[۰-۹]{2}/[۰-۹]{2}", row[_published(row)]) for row in rows(path, "kpi_top_posts"))


def _published(row: dict[str, Any]) -> str:
    return next(header for header, value in row.items() if isinstance(value, str) and value.startswith("۱۴۰۵/"))


def test_targets_say_in_formulas_what_python_says(built: tuple[Results, Path]) -> None:
    results, path = built
    words = texts_for(results.inputs.settings)
    phrases, review, columns = Phrases(words, "IRT"), results.review, words.columns("targets")
    found = rows(path, "kpi_targets")
    assert len(found) == len(review.targets) > 5
    for row, target, kpi, judgement in zip(found, review.targets, review.kpis, review.judgements, strict=True):
        assert kpi is not None
        assert row[columns["statement"]] == statement(target, kpi, judgement, phrases)
        assert (row[columns["what_to_do"]] or "") == advice(kpi, judgement, phrases)
    assert "هزار تومان" in str(next(row for row in found if row["kpi"] == "revenue")[columns["statement"]])


def test_a_due_day_typed_in_the_dashboard_counts(built: tuple[Results, Path], tmp_path: Path) -> None:
    _, path = built
    columns = texts_for(built[0].inputs.settings).columns("dashboard", "targets")
    sheet = next(sheet for sheet in workbook(path).worksheets if "kpi_targets" in sheet.tables)
    headers = [cell.value for cell in sheet[sheet.tables["kpi_targets"].ref][0]]
    first = sheet[sheet.tables["kpi_targets"].ref][1]
    due = first[headers.index(columns["due"])]
    days_left = first[headers.index(columns["days_left"])]
    part = next(one.part for one in structure(path).sheets if one.name == sheet.title)
    place = due.coordinate.encode()
    typed = rb'<c r="%b"\1 t="inlineStr"><is><t>1405/7/18</t></is></c>' % place
    change = change_part(part, rb'<c r="%b"( s="\d+")?[^>]*>.*?</c>' % place, typed)
    changed = rewrite(path, tmp_path / "changed.xlsx", change)
    values = CELLRUNE.calculate(changed.read_bytes(), built[0].periods.as_of).formulas
    # data until 8 Mehr, due on 18 Mehr: 10 days
    assert values[sheet.title, days_left.row, days_left.column] == 10


def test_functions_in_cells_know_the_days_of_targets(built: tuple[Results, Path]) -> None:
    results, path = built
    selection.forget()
    standings = selection.figures(OpenBook(path)).standings
    selection.forget()
    assert [(one.start, one.due) for one in standings] == [(one.start, one.due) for one in results.review.targets]


def test_every_engine_gives_what_is_stored(built: tuple[Results, Path]) -> None:
    assert_parity(built[1], built[0].periods.as_of)
