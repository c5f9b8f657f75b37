"""Formulas in cells: read, moved as Excel moves them, and written out where several cells share one."""

import pytest

from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.sheet.cell_formulas import (
    Array,
    array_of,
    formula_text,
    is_relative,
    same_formula,
    shared_group,
    translated,
    with_array_area,
    with_formula,
    write_out_shared,
)
from kpi_excel.workbook.sheet.sheet_data import SheetData

SPILL = b'<c r="A2" cm="1"><f t="array" ref="A2:A5">SORT(B2:B5)</f><v>1</v></c>'
OLD = b'<c r="A2"><f t="array" ref="A2:B3">TRANSPOSE(D2:E3)</f><v>1</v></c>'
DATA_TABLE = b'<c r="B2"><f t="dataTable" ref="B2:B4" dt2D="0" dtr="0" r1="D1"/><v>1</v></c>'
PLAIN = b'<c r="A2"><f>B2&amp;"&lt;"</f><v>1</v></c>'


@pytest.mark.parametrize(
    ("cell", "array"),
    [
        (SPILL, Array(Area.parse("A2:A5"), spills=True)),
        (OLD, Array(Area.parse("A2:B3"))),
        (DATA_TABLE, Array(Area.parse("B2:B4"), inputs=(Area.parse("D1"),))),
        (PLAIN, None),
        (b'<c r="A2"><v>1</v></c>', None),
    ],
)
def test_arrays(cell: bytes, array: Array | None) -> None:
    assert array_of(cell) == array


def test_an_array_takes_other_cells() -> None:
    assert with_array_area(SPILL, Area.parse("A2:A9")) == SPILL.replace(b"A2:A5", b"A2:A9")
    assert with_array_area(b"<c/>", Area.parse("A2:A9")) == b"<c/>"


def test_texts_and_groups() -> None:
    shared = b'<c r="A3"><f t="shared" si="12"/><v>1</v></c>'
    assert [formula_text(cell) for cell in (PLAIN, shared, b"<c/>")] == ['B2&"<"', "", None]
    assert [shared_group(cell) for cell in (shared, PLAIN)] == ["12", ""]


def test_a_change_that_changes_nothing_leaves_the_bytes() -> None:
    assert with_formula(PLAIN, lambda text: text) is PLAIN
    assert with_formula(PLAIN, lambda text: f"({text})") == b'<c r="A2"><f>(B2&amp;"&lt;")</f><v>1</v></c>'


@pytest.mark.parametrize(
    ("formula", "relative"),
    [
        ("A1", True),
        ("$A1", True),
        ("A$1+1", True),
        ("$A$1", False),
        ("3:4", True),
        ("$3:4", True),
        ("SUM(A:A)", True),
        ("SUM($A:B)", True),
        ("SUM($A:$B)", False),
        ("$3:$4", False),
        ("t[[#This Row],[Q1]]", False),
        ("LOG10(2)", False),
        ("Sheet1!B2", True),
        ("my.A1", False),
    ],
)
def test_which_references_move(formula: str, relative: bool) -> None:
    assert is_relative(formula) is relative


def test_formulas_move_as_in_excel() -> None:
    assert translated("SUM(B5:C5)*$C$1", (5, 4), (8, 5)) == "SUM(C8:D8)*$C$1"
    assert translated("A1", (1, 2), (1, 1)) in ("A1", "#REF!")  # there is no column left of A
    assert translated("$A$1", (1, 1), (9, 9)) == "$A$1"
    assert translated("A$1*2", (2, 1), (2, 3)) == "C$1*2"


def test_spaces_and_case_are_no_difference() -> None:
    assert same_formula("sum( A1 )", "SUM(A1)")
    assert not same_formula("SUM(A1)", "SUM(A2)")


def test_shared_formulas_are_written_out_where_a_cell_of_theirs_is_filled() -> None:
    sheet = (
        b'<worksheet><sheetData><row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1*2</f><v>2</v></c>'
        b'<c r="D1"><f t="shared" ref="D1:D2" si="1">B1*3</f><v>3</v></c></row>'
        b'<row r="2"><c r="A2"><f t="shared" si="0"/><v>4</v></c><c r="D2"><f t="shared" si="1"/><v>6</v></c></row>'
        b'<row r="3"><c r="A3"><f t="shared" si="0"/><v>6</v></c></row></sheetData></worksheet>'
    )
    data = SheetData(sheet)
    write_out_shared(data, Area.parse("A1:B1"))
    assert [formula_text(data.cell(row, 1)) for row in (1, 2, 3)] == ["B1*2", "B2*2", "B3*2"]
    assert shared_group(data.cell(2, 4)) == "1"  # the other group has no cell there
