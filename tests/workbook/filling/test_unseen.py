"""Unseen sheets: a sheet counts as unseen only where no formula and no name can lead to it."""

from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.workbook.defined_name import DefinedName

from kpi_excel.workbook.filling.filled import Filled
from kpi_excel.workbook.filling.unseen import unseen_sheets
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import read_structure
from tests.workbook.rich import parts


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
    return unseen_of(path)


def unseen_of(path: Path) -> frozenset[str]:
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


@pytest.mark.parametrize("last", ["Last one", "Last (2)", "A,B", "It's last"])
def test_sheets_between_two_others_are_found(tmp_path: Path, last: str) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        view, *_ = [book.add_worksheet(name) for name in ("View", "First", "Between", last)]
        view.write_formula("A1", "SUM('First:{}'!B2)".format(last.replace("'", "''")))
    assert unseen_of(path) == frozenset()


def test_sheets_are_found_whose_names_are_written_as_numbers_of_characters(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("View", 0)["A1"] = "=SUM(Отчёт!B2)"
    for name in ("Отчёт", "Другой", "Österreich"):
        book.create_sheet(name)
    book.defined_names["a_name"] = DefinedName("a_name", attr_text="'Österreich'!$B$2")
    book.save(tmp_path / "book.xlsx")
    assert b"&#1054;" in parts(tmp_path / "book.xlsx")["xl/worksheets/sheet1.xml"]
    assert unseen_of(tmp_path / "book.xlsx") == {"Sheet", "Другой"}


def test_a_name_of_excels_own_that_formulas_see_is_found(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        view, data = book.add_worksheet("View"), book.add_worksheet("Data")
        view.write_formula("A1", "ROWS(_xlnm.Database)")
        data.write("A1", 1)
        book.define_name("_xlnm.Database", "=Data!$A$1:$A$2")
    assert unseen_of(path) == frozenset()


def test_names_and_formulas_of_its_own_are_found(tmp_path: Path) -> None:
    assert unseen(tmp_path / "name.xlsx", name="='It''s mine'!$B$2") == frozenset()
    assert unseen(tmp_path / "table.xlsx", name="=kpi_apart[number]") == frozenset()
    assert unseen(tmp_path / "own.xlsx", own="1+1") == frozenset()
    assert unseen(tmp_path / "column.xlsx", column="=1+1") == frozenset()
