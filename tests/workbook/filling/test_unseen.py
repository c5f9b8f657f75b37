"""Unseen sheets: a sheet counts as unseen only where no formula and no name can lead to it."""

from pathlib import Path

import pytest
import xlsxwriter

from kpi_excel.workbook.filling.filled import Filled
from kpi_excel.workbook.filling.unseen import unseen_sheets
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import read_structure


def unseen(path: Path, formula: str = "1+1", name: str = "", own: str = "", column: str = "") -> frozenset[str]:
    """Write a sheet with a formula and one with a table, and tell which of the two no formula sees."""
    with xlsxwriter.Workbook(str(path)) as book:
        first, second = book.add_worksheet("First"), book.add_worksheet("It's mine")
        first.write_formula("A1", formula)
        columns = [{"header": "key"}, {"header": "number", **({"formula": column} if column else {})}]
        second.add_table(0, 0, 1, 1, {"name": "kpi_apart", "columns": columns})
        second.print_area("A1:B2")
        if own:
            second.write_formula("D1", own)
        if name:
            book.define_name("a_name", name)
    with open_package(path) as package:
        return unseen_sheets(Filled(Edit(package), read_structure(package)))


def test_nobody_sees_a_sheet_that_is_not_mentioned(tmp_path: Path) -> None:
    assert unseen(tmp_path / "book.xlsx") == {"It's mine"}
    assert unseen(tmp_path / "text.xlsx", '"It\'s mine"&1') == {"It's mine"}
    assert unseen(tmp_path / "name.xlsx", name="=First!$A$1") == {"It's mine"}


@pytest.mark.parametrize(
    "formula",
    [
        "SUM('It''s mine'!B2)",
        "SUM('IT''S MINE'!B2)",
        "ROWS(KPI_Apart[key])",
        "SUM('First:It''s mine'!B2)",
        "SUM(First:Last!B2)",
        'INDIRECT("B"&2)',
    ],
)
def test_formulas_that_may_see_it_are_found(tmp_path: Path, formula: str) -> None:
    assert unseen(tmp_path / "book.xlsx", formula) == frozenset()


def test_names_and_formulas_of_its_own_are_found(tmp_path: Path) -> None:
    assert unseen(tmp_path / "name.xlsx", name="='It''s mine'!$B$2") == frozenset()
    assert unseen(tmp_path / "table.xlsx", name="=kpi_apart[number]") == frozenset()
    assert unseen(tmp_path / "own.xlsx", own="1+1") == frozenset()
    assert unseen(tmp_path / "column.xlsx", column="=1+1") == frozenset()
