"""Digits of Persian dashboards: in sentences of Python's and of formulas, in periods, in cells and in charts."""

import re
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import kpi_excel as kx
from kpi_excel.authoring.inputs.example import example_tables
from kpi_excel.engine.results import Results
from kpi_excel.language.dates import period_label
from kpi_excel.language.texts import texts
from kpi_excel.model.period import Period
from kpi_excel.report.build import build_dashboard
from kpi_excel.report.target_texts import Phrases, advice, lacking, statement

pytestmark = pytest.mark.slow

PERSIAN, WESTERN = re.compile("[۰-۹٫٬٪]"), re.compile("[0-9]")
NUMERALS = {"persian": b"-3000429]", "western": b"-1000409]"}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Results]:
    folder, found = tmp_path_factory.mktemp("digits"), {}
    for digits in NUMERALS:
        tables = example_tables("fa")
        tables["settings"] = [row | {"value": digits} if row["name"] == "digits" else row for row in tables["settings"]]
        found[digits] = kx.compute(kx.read(kx.write_input(tables, folder / f"{digits}.xlsx", "fa")))
    return found


@pytest.fixture(scope="module")
def built(results: dict[str, Results], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("built")
    return {digits: build_dashboard(one, folder / f"{digits}.xlsx").path for digits, one in results.items()}


@cache
def workbook(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path, data_only=True)


def table_rows(path: Path, name: str) -> list[dict[str, Any]]:
    sheet = next(sheet for sheet in workbook(path).worksheets if name in sheet.tables)
    header, *rows = [[cell.value for cell in row] for row in sheet[sheet.tables[name].ref]]
    return [dict(zip(header, row, strict=True)) for row in rows]


def numerals(path: Path) -> set[bytes]:
    with zipfile.ZipFile(path) as package:
        shown = [
            package.read(name) for name in package.namelist() if "/charts/chart" in name or name.endswith("styles.xml")
        ]
    return {found for one in shown for found in re.findall(rb"-[13]0004[02]9\]", one)}


@pytest.mark.parametrize("digits", NUMERALS)
def test_formulas_and_python_write_the_same_digits(
    digits: str, results: dict[str, Results], built: dict[str, Path]
) -> None:
    found, words = results[digits], texts("fa", digits)
    phrases, review = Phrases(words, found.inputs.settings.currency), found.review
    rows = table_rows(built[digits], "kpi_targets")
    columns = words.columns("targets")
    assert len(rows) == len(review.targets)
    for row, target, kpi, judgement in zip(rows, review.targets, review.kpis, review.judgements, strict=True):
        assert kpi is not None
        assert row[columns["statement"]] == statement(target, kpi, judgement, phrases)
        assert (row[columns["what_to_do"]] or "") == advice(kpi, judgement, phrases)
        assert (row[columns["lacking"]] or "") == lacking(judgement, phrases)


@pytest.mark.parametrize(("digits", "other"), [("persian", WESTERN), ("western", PERSIAN)])
def test_no_number_has_other_digits(digits: str, other: re.Pattern[str], built: dict[str, Path]) -> None:
    words = texts("fa", digits)
    labels = words.columns("targets", "findings", "dashboard")
    said = [row[labels["sentence"]] for row in table_rows(built[digits], "kpi_findings")]
    said += [row["label"] for row in table_rows(built[digits], "kpi_periods")]
    said += [row[labels["statement"]] for row in table_rows(built[digits], "kpi_targets")]
    assert len(said) > 40
    assert [one for one in said if other.search(str(one))] == []
    assert numerals(built[digits]) == {NUMERALS[digits]}


def test_filling_again_changes_the_digits_and_changes_them_back(
    results: dict[str, Results], built: dict[str, Path], tmp_path: Path
) -> None:
    path = built["persian"]
    for digits in ("western", "persian"):
        path = build_dashboard(results[digits], tmp_path / f"{digits}.xlsx", template=path).path
        assert numerals(path) == {NUMERALS[digits]}
        (first, *_) = table_rows(path, "kpi_periods")
        assert first["label"] == period_label(results[digits].periods.selectable[0], texts("fa", digits))


def test_periods() -> None:
    words = {digits: texts("fa", digits) for digits in NUMERALS}
    quarter, days = Period.parse("2026-Q3"), Period.parse("2026-07-05..2026-08-01")
    assert period_label(quarter, words["persian"]) == "سه‌ماهه سوم ۲۰۲۶"
    assert period_label(quarter, words["western"]) == "سه‌ماهه سوم 2026"
    assert period_label(days, words["persian"]) == "۲۰۲۶/۰۷/۰۵ – ۲۰۲۶/۰۸/۰۱"
    assert period_label(days, texts("en")) == "2026-07-05 – 2026-08-01"
