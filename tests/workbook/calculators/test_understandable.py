"""What the engine would misread, it is given in another way: values are Excel's."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from kpi_excel.workbook.calculators.cures import CELLRUNE_CURES
from kpi_excel.workbook.calculators.understandable import understandable
from kpi_excel.workbook.calculators.with_cellrune import CELLRUNE
from kpi_excel.workbook.cells import Area
from tests.workbook.books import change_part, rewrite

DAY = date(2026, 9, 30)


def book(path: Path, header: str = "Cost", formula: str = "SUM(Mine[Cost])") -> Path:
    """Write a table of two rows with 1 and 2, and a formula in E1."""
    with xlsxwriter.Workbook(str(path)) as file:
        sheet = file.add_worksheet("Own")
        sheet.add_table("A1:B3", {"name": "Mine", "columns": [{"header": "k"}, {"header": header}]})
        sheet.write_column("B2", [1, 2])
        sheet.write_formula("E1", f"={formula}")
    return path


def value(path: Path) -> object:
    return CELLRUNE.calculate(path.read_bytes(), DAY).formulas["Own", 1, 5]


def test_a_workbook_without_any_such_thing_is_given_as_it_is(tmp_path: Path) -> None:
    data = book(tmp_path / "book.xlsx").read_bytes()
    assert understandable(data, CELLRUNE_CURES) is data


@pytest.mark.parametrize(
    "sorting",
    [
        b'<sortState ref="A1:B3"><sortCondition ref="B1:B3"/></sortState>',  # as Excel stores a click on the arrow
        b'<sortState ref="A2:B3"><sortCondition descending="1" ref="B1:B3"/></sortState>',
        b'<sortState ref="A2:B3"><sortCondition sortBy="cellColor" ref="B1:B3" dxfId="0"/></sortState>',
        b'<sortState ref="A2:B3"/>',
    ],
)
def test_a_sorted_table_is_read(sorting: bytes, tmp_path: Path) -> None:
    change = change_part("xl/tables/table1.xml", b"<tableColumns", sorting + b"<tableColumns")
    path = rewrite(book(tmp_path / "book.xlsx"), tmp_path / "sorted.xlsx", change)
    assert value(path) == 3.0  # 1 + 2


@pytest.mark.parametrize("header", ["Cost ", " Cost", "Cost  "])
def test_outer_spaces_of_a_column_are_no_matter(header: str, tmp_path: Path) -> None:
    assert value(book(tmp_path / "book.xlsx", header, f"SUM(Mine[{header}])")) == 3.0


def test_an_array_spills_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as file:
        sheet = file.add_worksheet("Own")
        sheet.write_column("A1", [3, 1, 2, 4])
        sheet.write_dynamic_array_formula("E1:E2", "=SORT(A1:A4)")
        sheet.write("E2", 99)  # where it spilled to as long as there were two
        sheet.write_dynamic_array_formula("G1:G2", "=SORT(A1:A4)")
        sheet.write("G4", "in the way")
    calculation = CELLRUNE.calculate(path.read_bytes(), DAY)
    assert calculation.arrays["Own", 1, 5] == Area(1, 5, 4, 5)
    assert calculation.read("Own", Area(1, 5, 4, 5)) == [[1.0], [2.0], [3.0], [4.0]]
    assert calculation.formulas["Own", 1, 7] == "#SPILL!"


@pytest.mark.parametrize("kind", [b"template.main+xml", b"sheet.main+xml"])
def test_a_template_is_read_as_a_workbook(kind: bytes, tmp_path: Path) -> None:
    change = change_part("[Content_Types].xml", rb"sheet\.main\+xml", kind)
    path = rewrite(book(tmp_path / "book.xlsx"), tmp_path / "template.xlsx", change)
    assert value(path) == 3.0
