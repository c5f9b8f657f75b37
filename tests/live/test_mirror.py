"""Mirroring: what Excel would take for something else is guarded, and what only Excel may write is left to it."""

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.formula import ArrayFormula

from kpi_excel.live.mirror import looks_entered, mirror
from kpi_excel.workbook.filling.fill import Dataset, fill, fill_names
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import Package, open_package
from kpi_excel.workbook.parts.structure import read_structure
from kpi_excel.workbook.sheet.cell_xml import Value
from tests.live import excel
from tests.live.excel import ExcelError, entered_value

TEXTS = [
    "2026-09",
    "0012",
    "=1+1",
    "-",
    "+62 21",
    "@senja",
    "'quoted",
    "TRUE",
    "1/2",
    "#N/A is no value",
    "10 %",
    "Plain",
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "mine.xlsx"
    with xlsxwriter.Workbook(path) as book:
        text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet("Mine")
        columns = [{"header": name} for name in ("key", "value", "written")]
        sheet.add_table("A1:C2", {"name": "kpi_mine", "columns": columns})
        sheet.write_blank("C2", None, text)
        sheet.write_array_formula("F1:F2", "{=TRANSPOSE(A2:B2)}")
        sheet.write("H1", 5)
        book.define_name("kpi_brand", "=Mine!$H$1")
        sheet.print_area("A1:C2")
        totals = book.add_worksheet("Totals")
        totals.add_table(
            "A1:B3",
            {
                "name": "kpi_sums",
                "total_row": True,
                "columns": [{"header": "key", "total_string": "All"}, {"header": "value", "total_function": "sum"}],
            },
        )
    return path


def mirrored(path: Path, datasets: dict[str, Dataset], brand: str = "Senja") -> tuple[openpyxl.Workbook, excel.Excel]:
    made = excel.install()
    book = made.open(path)
    with open_package(path) as before:
        edit = Edit(before)
        filled = fill(edit, read_structure(before), datasets)
        fill_names(filled, {"brand": brand})
        filled.write_sheets()
        mirror(book, before, Package(edit.save(), path.name))
    return made.app.books(path.name).model, made


def test_texts_stay_texts(path: Path) -> None:
    columns: dict[str, Sequence[Value]] = {"key": list(TEXTS), "value": [None] * len(TEXTS), "written": list(TEXTS)}
    model, _ = mirrored(path, {"mine": Dataset(columns)}, brand="2026-01-02")
    found = [[cell.value for cell in row] for row in model["Mine"]["A2:C13"]]
    assert [row[0] for row in found] == TEXTS
    assert [row[2] for row in found] == TEXTS
    assert model["Mine"]["H1"].value == "2026-01-02"
    assert model["Mine"]["C13"].number_format == "@"


@pytest.mark.parametrize("text", TEXTS)
def test_what_excel_would_take_for_something_else_is_guarded(text: str) -> None:
    try:
        taken = entered_value(text, "General") != (text, "s")
    except ExcelError:
        taken = True
    assert looks_entered(text) or not taken


def test_numbers_errors_and_nothing(path: Path) -> None:
    values = [1.5, float("nan"), None, True, 7]
    model, _ = mirrored(path, {"mine": Dataset({"key": list("abcde"), "value": values})})
    cells = [model["Mine"].cell(row, 2) for row in range(2, 7)]
    assert [cell.value for cell in cells] == [1.5, "#N/A", None, True, 7]
    assert cells[1].data_type == "e"


def test_array_formulas_are_left_to_excel(path: Path) -> None:
    model, made = mirrored(path, {"mine": Dataset({"key": ["a", "b"], "value": [1, 2]})})
    assert isinstance(model["Mine"]["F1"].value, ArrayFormula)
    assert made.calls.count("resize") == 1


def test_print_areas_follow(path: Path) -> None:
    model, made = mirrored(path, {"mine": Dataset({"key": ["a", "b", "c"], "value": [1, 2, 3]})})
    with_area = "set print_area" in made.calls
    assert ("$C$4" in str(model["Mine"].print_area)) == with_area


def test_a_totals_row_is_moved_by_excel(path: Path) -> None:
    _, made = mirrored(path, {"sums": Dataset({"key": ["a", "b", "c"], "value": [1, 2, 3]})})
    assert [call for call in made.calls if call in ("set show_totals", "resize")] == [
        "set show_totals",
        "resize",
        "set show_totals",
    ]
