"""Lookups: what the engine is not given changes no value, and whatever is not certain is given in full."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from kpi_excel.workbook.calculating.lookups import Lookup, find_lookups
from kpi_excel.workbook.filling.fill import MIN_CELLS, Dataset, Filling
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import read_structure

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


def filling_of(path: Path, datasets: Mapping[str, Dataset] | None = None) -> Filling:
    """Fill what formulas see of a template; its large table waits for its rows."""
    with open_package(path) as package:
        filling = Filling(Edit(package), read_structure(package), {"data": DATA} if datasets is None else datasets)
        filling.fill_seen()
        filling.filled.write_sheets()
    return filling


def lookups_of(path: Path) -> list[Lookup]:
    return find_lookups(filling_of(path))


@pytest.mark.parametrize(
    ("formula", "columns"),
    [
        ("1+1", {2}),
        ("SUM(kpi_data[reach])", {2, 3}),
        ("INDEX(kpi_data[reach],4)", {2, 3}),
        ('SUMIF(kpi_data[key],"k1*",kpi_data[likes])+COUNTA(kpi_data[text])', {2, 4, 5}),
    ],
)
def test_looked_up_rows_and_whole_columns_are_found(tmp_path: Path, formula: str, columns: set[int]) -> None:
    (lookup,) = lookups_of(template(tmp_path / "book.xlsx", formula))
    assert lookup.columns == columns
    assert lookup.places == {("View", row, 2) for row in range(2, len(KEYS) + 2)}


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
        "SUMIF(view[],1,kpi_data[key])",
        'AVERAGEIF(view[key],"k*",INDEX(kpi_data[reach],view[[#This Row],[row]]))',
        "INDEX(kpi_data[reach],other[[#This Row],[row]])+SUM(kpi_data[no such column])",
    ],
)
def test_other_ways_of_seeing_a_table_are_found(tmp_path: Path, formula: str) -> None:
    assert lookups_of(template(tmp_path / "book.xlsx", formula)) == []


def test_names_and_formulas_on_the_tables_own_sheet_are_found(tmp_path: Path) -> None:
    assert lookups_of(template(tmp_path / "own.xlsx", on_data="C4+1")) == []
    assert lookups_of(template(tmp_path / "name.xlsx", name="='The data'!$C$4")) == []
    assert lookups_of(template(tmp_path / "other.xlsx", name="=View!$A$1")) != []


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ('=INDIRECT("\'The "&"data\'!$C$4:$C$9")', False),
        ("=SUM('First:Last one'!$C$4)", False),
        ("=_xlfn.LAMBDA(_xlpm.x,SUM(OFFSET(_xlpm.x,0,1)))", False),
        ("=_xlfn.LAMBDA(_xlpm.x,SUM(_xlpm.x:INDEX(_xlpm.x,9)))", False),
        ('=_xlfn.LAMBDA(_xlpm.x,IF(_xlpm.x,1,"no: offset()"))', True),
    ],
)
def test_names_that_may_see_beside_what_they_are_given_are_found(tmp_path: Path, name: str, found: bool) -> None:
    assert bool(lookups_of(template(tmp_path / "book.xlsx", "SUM(seen(kpi_data[key]))", name=name))) is found


def test_small_tables_are_left_alone(tmp_path: Path) -> None:
    few = Dataset({name: list(values)[:100] for name, values in DATA.columns.items()})
    assert find_lookups(filling_of(template(tmp_path / "book.xlsx"), {"data": few})) == []


def test_tables_with_columns_of_their_owners_own_are_left_alone(tmp_path: Path) -> None:
    known = Dataset({name: values for name, values in DATA.columns.items() if name != "text"})
    assert find_lookups(filling_of(template(tmp_path / "book.xlsx"), {"data": known})) == []
