"""Relative names: what they mean in each cell, and that the engine gives it."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from kpi_excel.workbook.calculators.relative_names import relative_names, written_out
from kpi_excel.workbook.calculators.with_cellrune import CELLRUNE
from kpi_excel.workbook.parts.package import open_package

NAMES = {"left": "Data!XFD1", "above": "Data!A1048576", "column_a": "Data!$A1", "twice": "2*column_a"}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("left", "(Data!B5)"),
        ("above+1", "(Data!C4)+1"),
        ("SUM(Column_A:Data!C9)", "SUM((Data!$A5):Data!C9)"),
        ("twice", "(2*(Data!$A5))"),
        ('"left"&left', '"left"&(Data!B5)'),
        (
            "t[left]+'left'!A1+left!A1+Data!left+left(1)+leftover",
            "t[left]+'left'!A1+left!A1+Data!left+left(1)+leftover",
        ),
    ],
)
def test_a_name_is_written_out_where_it_stands(formula: str, expected: str) -> None:
    assert written_out(formula, NAMES, 5, 3) == expected  # C5


def template(path: Path) -> Path:
    """Write 1 to 3 in A1:A3, and names that mean cells beside those that use them."""
    with xlsxwriter.Workbook(path) as book:
        sheet, other = book.add_worksheet("Data"), book.add_worksheet("Other")
        sheet.write_column("A1", [1, 2, 3])
        for name, text in (NAMES | {"fixed": "Data!$A$1", "share": "column_a/SUM(Data!$A$1:$A$3)"}).items():
            book.define_name(name, f"={text}")
        book.define_name("Data!here", "=Data!A1")
        book.define_name("Other!here", "=Other!A1")
        book.define_name("RATIO", "=_xlfn.LAMBDA(_xlpm.x,_xlpm.x/Data!A1)")
        for row, formula in enumerate(("left", "twice", "share"), 1):
            sheet.write_formula(row - 1, 1, f"={formula}")
        other.write_formula("B3", "=column_a+fixed")
    return path


def test_names_that_move_are_told_from_others(tmp_path: Path) -> None:
    with open_package(template(tmp_path / "names.xlsx")) as package:
        found = relative_names(package.read(package.workbook_part))
    assert set(found) == {"left", "above", "column_a", "twice", "share"}


def test_the_engine_gives_what_excel_gives(tmp_path: Path) -> None:
    found = CELLRUNE.calculate(template(tmp_path / "names.xlsx").read_bytes(), date(2026, 9, 30)).formulas
    assert found == {
        ("Data", 1, 2): 1,  # A1, to the left of B1
        ("Data", 2, 2): 4,  # twice A2
        ("Data", 3, 2): 0.5,  # A3 of 1 + 2 + 3
        ("Other", 3, 2): 4,  # A3 on Data, and A1
    }
