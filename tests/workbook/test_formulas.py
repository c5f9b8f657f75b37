"""Every hand-computed case as a worksheet formula, recalculated by two spreadsheet programs."""

import io
import math
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from kpi_excel.catalogue import KPIS
from kpi_excel.workbook.calculators.with_cellrune import CELLRUNE
from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.formulas import kpi_cell, this_row
from tests.rings import recalculate
from tests.support import load_cases

CASES = load_cases()
MEASURES = sorted({name for kpi in KPIS.values() for name in kpi.measures})
LAST = len(MEASURES)  # the column of the KPI's formula, from 0


def cases_workbook() -> bytes:
    """Write a table with a row per case: its measures, and its KPI's formula in the catalogue's words."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("cases")
    headers = [{"header": name} for name in [*MEASURES, "value"]]
    sheet.add_table(0, 0, len(CASES), LAST, {"name": "kpi_view", "columns": headers, "autofilter": False})
    for row, case in enumerate(CASES, 1):
        for name, value in case.measures.items():
            if math.isnan(value):
                sheet.write_formula(row, MEASURES.index(name), "=NA()", None, "#N/A")
            else:
                sheet.write_number(row, MEASURES.index(name), value)
        sheet.write_formula(row, LAST, f"={kpi_cell(KPIS[case.kpi].formula, 'kpi_view')}", None, 0)
    book.close()
    return stream.getvalue()


def by_cellrune(_folder: Path) -> list[object]:
    area = Area(2, LAST + 1, len(CASES) + 1, LAST + 1)
    return [row[0] for row in CELLRUNE.calculate(cases_workbook(), date(2026, 9, 30)).read("cases", area)]


def by_libreoffice(folder: Path) -> list[object]:
    path = folder / "cases.xlsx"
    path.write_bytes(cases_workbook())
    sheet = openpyxl.load_workbook(recalculate(path, folder / "out"), data_only=True)["cases"]
    return [sheet.cell(row, LAST + 1).value for row in range(2, len(CASES) + 2)]


@pytest.mark.parametrize(
    "recalculated",
    [
        pytest.param(by_cellrune, id="cellrune"),
        pytest.param(by_libreoffice, id="libreoffice", marks=pytest.mark.libreoffice),
    ],
)
def test_formulas_give_the_hand_computed_values(recalculated: Callable[[Path], list[object]], tmp_path: Path) -> None:
    values = recalculated(tmp_path)
    assert len(values) == len(CASES)
    for case, value in zip(CASES, values, strict=True):
        if math.isnan(case.expected):
            assert value == "#N/A" or (isinstance(value, float) and math.isnan(value)), str(case)
        else:
            assert value == pytest.approx(case.expected, rel=1e-12), f"{case}: {case.arithmetic}"


def test_references_are_written_in_full() -> None:
    assert this_row("kpi_view", "reach") == "kpi_view[[#This Row],[reach]]"
    assert kpi_cell(KPIS["frequency"].formula, "t") == (
        "IFERROR(t[[#This Row],[impressions_given_reach]]/t[[#This Row],[reach_given_impressions]],NA())"
    )
