"""Recalculating: what the engine is not given changes no value, and what is not certain is calculated in full."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter

from kpi_excel.workbook.calculating import recalculate as module
from kpi_excel.workbook.calculating.calculate import calculate
from kpi_excel.workbook.calculating.charts import update_caches
from kpi_excel.workbook.calculating.lookups import Lookup, find_lookups
from kpi_excel.workbook.calculating.recalculate import recalculate
from kpi_excel.workbook.filling.fill import Dataset, Filling, fill
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import read_structure
from tests.workbook.calculating.test_lookups import DATA, KEYS, TODAY, filling_of, template

PLACES = [("View", row, column) for row in range(2, len(KEYS) + 2) for column in (1, 2, 3, 4, 6)]
LIKELY = replace(DATA, likely=(3, 500, 1001))


def values_of(path: Path, data: Dataset = DATA) -> tuple[list[str], list[int]]:
    """Give the values of a template's formulas, and how many bytes the engine was given each time it was asked."""
    filling = filling_of(path, {"data": data})
    sizes = []

    def watched(given: bytes, *arguments: object) -> object:
        sizes.append(len(given))
        return calculate(given, *arguments)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "calculate", watched)
        found = recalculate(filling, TODAY, lambda: rest(filling)).at(PLACES)
    return [repr(found[place]) for place in PLACES], sizes


def rest(filling: Filling) -> None:
    filling.fill_rest()
    filling.filled.write_sheets()


def all_values(path: Path) -> tuple[list[str], int]:
    """Give the values of all formulas of a template that is filled at once, and the size of the file."""
    with open_package(path) as package:
        filled = fill(Edit(package), read_structure(package), {"data": DATA})
        filled.write_sheets()
        data = filled.edit.save(compress=False)
    found = calculate(data, TODAY).at(PLACES)
    return [repr(found[place]) for place in PLACES], len(data)


@pytest.mark.parametrize("data", [DATA, LIKELY, replace(DATA, likely=(7,))], ids=["unknown", "right", "wrong"])
@pytest.mark.parametrize(
    "formula",
    ["1+1", "SUM(kpi_data[reach])", 'SUMIF(kpi_data[key],"k1*",kpi_data[likes])+COUNTA(kpi_data[text])'],
)
def test_looked_up_rows_and_whole_columns_are_enough(tmp_path: Path, formula: str, data: Dataset) -> None:
    path = template(tmp_path / "book.xlsx", formula)
    expected, size = all_values(path)
    values, sizes = values_of(path, data)
    assert values == expected
    assert sizes[-1] < size * 0.9  # at least the column of rates that nobody sees is left out
    assert len(sizes) == (2 if data.likely == (7,) else 1)  # a wrong guess is found out


@pytest.mark.parametrize("row", ["0", '"3"', "F9", "1=1"])
def test_rows_that_are_no_row_numbers_are_calculated_in_full(tmp_path: Path, row: str) -> None:
    path = template(tmp_path / "book.xlsx", row=row)
    assert values_of(path)[0] == all_values(path)[0]


def test_rows_that_depend_on_what_was_looked_up_are_calculated_in_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = template(tmp_path / "book.xlsx", row="IF(COUNT(kpi_data[key],F2)=0,1,2)")

    def as_if_match_had_not_been_seen(filling: Filling) -> list[Lookup]:
        found = find_lookups(filling)
        for one in found:
            one.columns.clear()
        return found

    monkeypatch.setattr(module, "find_lookups", as_if_match_had_not_been_seen)
    assert values_of(path)[0] == all_values(path)[0]


def test_a_wrong_hint_without_lookups_is_of_no_account(tmp_path: Path) -> None:
    path = template(tmp_path / "book.xlsx", "SUM(OFFSET(kpi_data[key],0,1))")
    assert values_of(path, replace(DATA, likely=(7,)))[0] == all_values(path)[0]


def book_with_a_sheet_apart(path: Path) -> Path:
    """Write a table that a formula sees, and one that only a chart draws."""
    with xlsxwriter.Workbook(str(path)) as book:
        seen, apart = book.add_worksheet("Seen"), book.add_worksheet("Apart")
        seen.add_table(0, 0, 1, 1, {"name": "kpi_seen", "columns": [{"header": "key"}, {"header": "number"}]})
        seen.write_formula("D1", "SUM(kpi_seen[number])")
        apart.add_table(0, 0, 1, 1, {"name": "kpi_apart", "columns": [{"header": "key"}, {"header": "number"}]})
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"categories": "=Apart!$A$2:$A$2", "values": "=Apart!$B$2:$B$2"})
        seen.insert_chart("F2", chart)
    return path


def rows(numbers: list[float], formulas: Mapping[str, list[str]] | None = None) -> Dataset:
    return Dataset({"key": [f"k{one:g}" for one in numbers], "number": numbers}, formulas=formulas or {})


def test_a_sheet_that_no_formula_sees_is_filled_meanwhile(tmp_path: Path) -> None:
    with open_package(book_with_a_sheet_apart(tmp_path / "book.xlsx")) as package:
        structure = read_structure(package)
        filling = Filling(Edit(package), structure, {"seen": rows([1.0, 2.0]), "apart": rows([3.0, float("nan"), 5.0])})
        filling.fill_seen()
        filling.filled.write_sheets()
        assert filling.filled.tables == ["kpi_seen"]
        calculation = recalculate(filling, TODAY, lambda: rest(filling))
        assert filling.filled.tables == ["kpi_seen", "kpi_apart"]
        assert calculation.at([("Seen", 1, 4)]) == {("Seen", 1, 4): 3.0}
        at = calculation.at([("Apart", row, column) for row in (2, 3, 4) for column in (1, 2)])
        assert list(map(repr, at.values())) == ["'k3'", "3.0", "'knan'", "nan", "'k5'", "5.0"]
        update_caches(filling.filled.edit, structure, calculation)
        chart = filling.filled.edit.read("xl/charts/chart1.xml").decode()
    assert "Apart!$B$2:$B$4" in chart
    assert "<c:v>5</c:v>" in chart or "<c:v>5.0</c:v>" in chart


def test_formulas_that_filling_brings_to_such_a_sheet_are_calculated(tmp_path: Path) -> None:
    apart = rows([3.0, 4.0], {"number": ["1+2", "SUM(kpi_seen[number])+1"]})
    with open_package(book_with_a_sheet_apart(tmp_path / "book.xlsx")) as package:
        filling = Filling(Edit(package), read_structure(package), {"seen": rows([1.0, 2.0]), "apart": apart})
        filling.fill_seen()
        filling.filled.write_sheets()
        calculation = recalculate(filling, TODAY, lambda: rest(filling))
    assert list(calculation.at([("Apart", 2, 2), ("Apart", 3, 2)]).values()) == [3.0, 4.0]


def test_formulas_that_filling_brings_see_tables_that_no_formula_saw_before(tmp_path: Path) -> None:
    seen = rows([7.0, 3.0], {"number": ["SUM(kpi_apart[number])", "INDEX(kpi_apart[number],1)"]})
    with open_package(book_with_a_sheet_apart(tmp_path / "book.xlsx")) as package:
        filling = Filling(Edit(package), read_structure(package), {"seen": seen, "apart": rows([3.0, 4.0])})
        assert filling.unseen == {"Apart"}
        filling.fill_seen()
        filling.filled.write_sheets()
        assert filling.unseen == frozenset()
        calculation = recalculate(filling, TODAY, lambda: rest(filling))
    assert list(calculation.at([("Seen", 1, 4), ("Seen", 2, 2), ("Seen", 3, 2)]).values()) == [10.0, 7.0, 3.0]


def test_filling_in_two_steps_is_filling(tmp_path: Path) -> None:
    path = book_with_a_sheet_apart(tmp_path / "book.xlsx")
    datasets = {"seen": rows([1.0, 2.0]), "apart": rows([3.0, 4.0])}
    with open_package(path) as package:
        filled = fill(Edit(package), read_structure(package), datasets)
        filled.write_sheets()
        filling = Filling(Edit(package), read_structure(package), datasets)
        filling.fill_seen()
        filling.filled.write_sheets()
        rest(filling)
        assert filling.filled.edit.save() == filled.edit.save()
