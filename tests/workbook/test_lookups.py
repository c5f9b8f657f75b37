"""Lookups: what the engine is not given changes no value, and whatever is not certain is given in full."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from kpi_excel.workbook.calculate import calculate
from kpi_excel.workbook.edit import Edit
from kpi_excel.workbook.fill import Dataset, fill
from kpi_excel.workbook.filled import Filled
from kpi_excel.workbook.lookups import MIN_CELLS, Lookup, calculate_filled, find_lookups
from kpi_excel.workbook.package import open_package
from kpi_excel.workbook.structure import read_structure

TODAY = date(2026, 9, 30)
ROWS = MIN_CELLS // 4 + 10
DATA = Dataset(
    {
        "key": [f"k{number}" for number in range(ROWS)],
        "reach": [float(number) for number in range(ROWS)],
        "likes": [float("nan") if number % 2 else 1.5 * number for number in range(ROWS)],
        "text": ["a & b"] * ROWS,
    }
)
FORMULAS = {
    "row": "MATCH(view[[#This Row],[key]],kpi_data[key],0)",
    "reach": "INDEX(kpi_data[reach],view[[#This Row],[row]])",
    "likes": "IFERROR(INDEX(kpi_data[likes],view[[#This Row],[row]]),NA())",
}
KEYS = ("k3", "k500", "k1001", "nowhere")


def template(path: Path, formula: str = "1+1", on_data: str = "", name: str = "", row: str = FORMULAS["row"]) -> Path:
    """Write a large table, one that looks rows up in it, and a formula beside that."""
    with xlsxwriter.Workbook(str(path)) as book:
        data, view = book.add_worksheet("The data"), book.add_worksheet("View")
        data.add_table(2, 1, 3, 4, {"name": "kpi_data", "columns": [{"header": one} for one in DATA.columns]})
        columns = [{"header": "key"}, *({"header": one, "formula": text} for one, text in FORMULAS.items())]
        view.add_table(0, 0, len(KEYS), 3, {"name": "view", "columns": columns})
        for number, key in enumerate(KEYS, 1):
            view.write_string(number, 0, key)
            view.write_formula(number, 1, row)
        view.write_formula("F2", formula)
        if on_data:
            data.write_formula("G1", on_data)
        if name:
            book.define_name("seen", name)
    return path


def filled_template(path: Path) -> Filled:
    with open_package(path) as package:
        filled = fill(Edit(package), read_structure(package), {"data": DATA})
        filled.write_sheets()
    return filled


def values(filled: Filled, lookups: list[Lookup]) -> list[object]:
    places = [("View", row, column) for row in range(2, len(KEYS) + 2) for column in (1, 2, 3, 4, 6)]
    found = calculate_filled(filled, lookups, TODAY).at(places)
    return [repr(found[place]) for place in places]


def all_values(filled: Filled) -> list[object]:
    return values(filled, [])


@pytest.mark.parametrize(
    ("formula", "columns"),
    [
        ("1+1", {2}),
        ("SUM(kpi_data[reach])", {2, 3}),
        ("INDEX(kpi_data[reach],4)", {2, 3}),
        ('SUMIF(kpi_data[key],"k1*",kpi_data[likes])+COUNTA(kpi_data[text])', {2, 4, 5}),
    ],
)
def test_looked_up_rows_and_whole_columns_are_enough(tmp_path: Path, formula: str, columns: set[int]) -> None:
    filled = filled_template(template(tmp_path / "book.xlsx", formula))
    (lookup,) = find_lookups(filled)
    assert lookup.columns == columns
    assert lookup.places == {("View", row, 2) for row in range(2, len(KEYS) + 2)}
    assert values(filled, [lookup]) == all_values(filled)
    given = filled.sheet_data(lookup.part).serialize_only(lookup.body, lookup.columns, {7})
    assert b'r="C7"' in given
    assert (b'r="C8"' in given) == (3 in columns)


@pytest.mark.parametrize(
    "formula",
    [
        "SUM(kpi_data[[reach]:[likes]])",
        "SUM(kpi_data[reach]:kpi_data[likes])",
        "ROWS(kpi_data[])",
        "COUNT('The data'!C4:C9)",
        'SUM(INDIRECT("\'The"&" data\'!C4"))',
        "SUM(OFFSET(kpi_data[key],0,1))",
        "SUM('The data:View'!C4)",
        "INDEX(kpi_data[reach],other[[#This Row],[row]])+SUM(kpi_data[no such column])",
    ],
)
def test_other_ways_of_seeing_a_table_are_found(tmp_path: Path, formula: str) -> None:
    lookups = find_lookups(filled_template(template(tmp_path / "book.xlsx", formula)))
    assert lookups == []


def test_names_and_formulas_on_the_tables_own_sheet_are_found(tmp_path: Path) -> None:
    assert find_lookups(filled_template(template(tmp_path / "own.xlsx", on_data="C4+1"))) == []
    assert find_lookups(filled_template(template(tmp_path / "name.xlsx", name="='The data'!$C$4"))) == []
    assert find_lookups(filled_template(template(tmp_path / "other.xlsx", name="=View!$A$1"))) != []


@pytest.mark.parametrize("row", ["0", '"3"', "F9", "1=1"])
def test_rows_that_are_no_row_numbers_are_calculated_in_full(tmp_path: Path, row: str) -> None:
    filled = filled_template(template(tmp_path / "book.xlsx", row=row))
    assert values(filled, find_lookups(filled)) == all_values(filled)


def test_rows_that_depend_on_what_was_looked_up_are_calculated_in_full(tmp_path: Path) -> None:
    filled = filled_template(template(tmp_path / "book.xlsx", row="IF(COUNT(kpi_data[key],F2)=0,1,2)"))
    lookups = find_lookups(filled)
    for one in lookups:
        one.columns.clear()  # as if MATCH had not been seen
    assert values(filled, lookups) == all_values(filled)


def test_small_tables_are_left_alone(tmp_path: Path) -> None:
    path = template(tmp_path / "book.xlsx")
    with open_package(path) as package:
        filled = fill(Edit(package), read_structure(package), {})
        assert find_lookups(filled) == []
        assert calculate(filled.edit.save(compress=False), TODAY).formulas == 3 * len(KEYS) + 1
