"""Where input tables stand, in which language, and what is in the way beside them."""

from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter

from kpi_excel.model.settings import LANGUAGES
from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.filling.filled import Filled
from kpi_excel.workbook.filling.write_input import write_input
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import read_structure
from kpi_excel.workbook.upgrading.homes import homes, in_the_way, language_of


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_is_that_of_sheets_and_headers(tmp_path: Path, language: str) -> None:
    path = write_input({}, tmp_path / "a.xlsx", language)
    with open_package(path) as package:
        filled = Filled(Edit(package), read_structure(package))
        assert language_of(filled, homes(filled).values()) == language


def test_an_excel_table_counts_before_a_sheet_of_its_name(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Costs").write_row(0, 0, ["Date", "Amount"])
        other = book.add_worksheet("Other")
        columns = [{"header": "Amount"}, {"header": "Date"}]
        other.add_table(1, 1, 3, 2, {"name": "costs", "columns": columns})
        other.write_number(2, 4, 5)
        other.merge_range(5, 3, 5, 4, "merged")
    with open_package(path) as package:
        filled = Filled(Edit(package), read_structure(package))
        home = homes(filled)["costs"]
        assert (home.sheet.name, home.area, home.columns) == ("Other", Area(2, 2, 4, 3), {"amount": 2, "date": 3})
        assert in_the_way(filled, home, replace(home.area, left=4, right=4)) == ""
        assert in_the_way(filled, home, replace(home.area, left=4, right=5)) == "E3"
        assert in_the_way(filled, home, Area(6, 5, 6, 5)) == "D6:E6"
