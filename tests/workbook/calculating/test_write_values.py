"""Formula cells carry their values; where two ways to compute one differ, nothing is written."""

import math
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from kpi_excel.workbook.calculating.write_values import DisagreementError, agree
from kpi_excel.workbook.calculators.calculation import Calculated
from tests.workbook.rich import TWO, fill_file


@pytest.mark.parametrize(
    ("known", "calculated", "agreed"),
    [
        (0.1 + 0.2, 0.3, True),
        (1.0, 1.0 + 2e-9, False),  # the two ways agree to 1e-9
        (0.0, 1e-13, True),
        (math.nan, math.nan, True),
        (math.nan, "", True),
        (math.nan, None, True),
        (math.nan, "–", True),  # a template's own words for no value
        (math.nan, 0.0, False),
        (0.3, "–", False),
        (0.3, math.nan, False),
        ("on track", "Auf Kurs", True),  # words may be the owner's
        ("on track", 1.0, False),
    ],
)
def test_agreement(known: Calculated, calculated: Calculated, agreed: bool) -> None:
    assert agree(known, calculated) is agreed


def template(path: Path, formula: str) -> Path:
    """Write a table of platforms and a cell beside it with a formula over it."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Data")
        columns = [{"header": "platform"}, {"header": "reach", "formula": formula} if formula else {"header": "reach"}]
        sheet.add_table("A1:B2", {"name": "kpi_platforms", "columns": columns})
        sheet.write_formula("D1", "=SUM(kpi_platforms[reach])", None, 0)
        sheet.write_formula("D2", "=1+1", None, 2)
    return path


def test_what_follows_from_the_rows_is_written_anew(tmp_path: Path) -> None:
    target = tmp_path / "filled.xlsx"
    fill_file(template(tmp_path / "a.xlsx", ""), target, {"platforms": TWO}, build=True)
    sheet = openpyxl.load_workbook(target, data_only=True)["Data"]
    assert (sheet["D1"].value, sheet["D2"].value) == (15, 2)  # 7 + 8


def test_a_formula_that_gives_another_value_than_the_engine_stops_the_work(tmp_path: Path) -> None:
    path = template(tmp_path / "a.xlsx", "=LEN(kpi_platforms[[#This Row],[platform]])")
    with pytest.raises(DisagreementError, match=r"cell B2: the engine computed 7\.0, but .* gives 6\.0") as stopped:
        fill_file(path, tmp_path / "filled.xlsx", {"platforms": TWO}, build=True)  # TikTok has six letters
    assert "--language" in stopped.value.fix
    assert not (tmp_path / "filled.xlsx").exists()
