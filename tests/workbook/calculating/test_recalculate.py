"""Recalculating: which stored values stay, which are calculated, and which go, because nobody knows them any more."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from kpi_excel.workbook.calculating.up_to_date import bring_up_to_date
from kpi_excel.workbook.calculators.with_cellrune import CELLRUNE
from kpi_excel.workbook.cells import row_and_column
from kpi_excel.workbook.filling.fill import Dataset, fill
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import read_structure
from kpi_excel.workbook.sheet.cell_reader import CellReader
from kpi_excel.workbook.sheet.sheet_data import SheetData
from tests.workbook.books import Formula, change_part, rewrite
from tests.workbook.caches import with_caches

DAY = date(2026, 9, 30)
SERIAL = 46295.0  # 30 September 2026
MANY = Dataset({"platform": ["X", "TikTok", "LinkedIn", "Facebook"], "likes": [5.0, 7.0, 1.0, 3.0]})
ONE = Dataset({"platform": ["X"], "likes": [5.0]})
NOT_ON_LOAD = change_part("xl/workbook.xml", b' fullCalcOnLoad="1"', b"")


class Spilling(Formula):
    """A formula that spills, with what its cells held when the workbook was saved."""

    def __init__(self, text: str, *values: Any) -> None:
        super().__init__(text, values[0])
        self.values = values


def template(path: Path, own: dict[str, Any], rows: Sequence[tuple[str, float]] = (("A", 1.0), ("B", 2.0))) -> Path:
    """Write a table kpi_platforms with rows on a sheet, and own cells on another, as Excel would have saved them."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        data = book.add_worksheet("Data")
        columns = [{"header": "platform"}, {"header": "likes"}]
        data.add_table(0, 0, len(rows), 1, {"name": "kpi_platforms", "columns": columns})
        for number, cells in enumerate(rows, 1):
            data.write_row(number, 0, cells)
        sheet = book.add_worksheet("Own")
        for reference, value in own.items():
            row, column = row_and_column(reference)
            if isinstance(value, Spilling):
                first, last = row - 1, row - 2 + len(value.values)
                sheet.write_dynamic_array_formula(
                    first, column - 1, last, column - 1, f"={value.text}", None, value.value
                )
                for below, one in enumerate(value.values[1:], row):
                    sheet.write(below, column - 1, one)
            elif isinstance(value, Formula):
                sheet.write_formula(row - 1, column - 1, f"={value.text}", None, value.value)
            else:
                sheet.write(row - 1, column - 1, value)
    return path


def values_of(path: Path, name: str = "Own") -> dict[str, Any]:
    """Read every cell of a sheet that holds something, of the own one unless named."""
    with open_package(path) as package:
        reader = CellReader(package)
        sheet = next(one for one in read_structure(package).sheets if one.name == name)
        data = SheetData(package.read(sheet.part))
        cells = ((row, column, data.row(row).cells[column]) for row in data.rows() for column in data.row(row).cells)
        found = {(row, column): reader.value(content) for row, column, content in cells}
    letters = "ABCDEFGH"
    return {f"{letters[column - 1]}{row}": value for (row, column), value in found.items() if value is not None}


def filled(path: Path, dataset: Dataset = MANY) -> tuple[dict[str, Any], int]:
    """Fill a template, calculate, and give the own sheet's values and how many formulas have none."""
    with open_package(path) as package:
        edit = Edit(package)
        done = fill(edit, read_structure(package), {"platforms": dataset})
        unavailable = bring_up_to_date(done, DAY, CELLRUNE).unavailable
        output = path.with_name("filled.xlsx")
        output.write_bytes(edit.save())
    return values_of(output), unavailable


NOT_SEEN = {
    "A1": Formula("RANDBETWEEN(1,6)", 4),
    "A2": Formula("A1*2", 8),
    "A3": Formula('GETPIVOTDATA("Sales",$D$1)', 1234),
    "A4": Formula('CUBEVALUE("ThisWorkbookDataModel","[Measures].[Sales]")', 77),
    "A5": Formula("SUM(A1:A4)", 1323),
    "A6": Formula('INFO("osversion")', "Windows"),
    "A7": Formula('CELL("filename")', "[x.xlsx]Own"),
    "A8": Formula("MY_OWN_MACRO(D1)", 3),
    "A9": Formula("1+1", 5),  # not what it gives; yet it is what stands there, and nothing it sees was filled
    "D1": 1,
}


def test_what_the_filling_does_not_reach_stays(tmp_path: Path) -> None:
    path = template(tmp_path / "own.xlsx", NOT_SEEN)
    assert filled(path) == (values_of(path), 0)


def test_what_sees_both_is_calculated_from_what_stays(tmp_path: Path) -> None:
    own = {
        "A1": Formula('CUBEVALUE("ThisWorkbookDataModel","[Measures].[Sales]")', 77),
        "A2": Formula("A1+SUM(kpi_platforms[likes])", 80),
        "A3": Formula('IF(A2>0,CUBEVALUE("model","x"),0)', 9),
    }
    values, unavailable = filled(template(tmp_path / "own.xlsx", own))
    assert values == {"A1": 77.0, "A2": 93.0}  # 77 + 5 + 7 + 1 + 3; what nobody knows any more is gone
    assert unavailable == 1


def test_the_clock_shows_the_day_of_the_report(tmp_path: Path) -> None:
    own = {
        "A1": Formula("TODAY()", 44000),
        "A2": Formula("A1+1", 44001),
        "A3": Formula('"TODAY()"', "TODAY()"),
        "A4": Formula("INT(NOW())", 44000),
    }
    assert filled(template(tmp_path / "own.xlsx", own))[0] == {
        "A1": SERIAL,
        "A2": SERIAL + 1,
        "A3": "TODAY()",
        "A4": SERIAL,
    }


def test_formulas_without_a_value_get_one(tmp_path: Path) -> None:
    own = {"A1": Formula("1+2", ""), "A2": Formula('CUBEVALUE("a","b")', ""), "A3": Formula("1+1", 0)}
    assert filled(template(tmp_path / "own.xlsx", own)) == ({"A1": 3.0, "A2": "", "A3": 0.0}, 0)


def test_what_follows_the_day_alone_and_nobody_can_compute_stays(tmp_path: Path) -> None:
    own = {
        "A1": Formula('STOCKHISTORY("X",TODAY())', 12),
        "A2": Formula("A1*2", 24),
        "A3": Formula("A2+SUM(kpi_platforms[likes])", 27),
        "A4": Formula('STOCKHISTORY("X",TODAY()-Data!B2)', 12),
    }
    values, unavailable = filled(template(tmp_path / "own.xlsx", own))
    assert values == {"A1": 12.0, "A2": 24.0, "A3": 40.0}  # 24 + 16
    assert unavailable == 1


def test_other_cells_of_an_array_are_no_formulas_whatever_excel_writes_in_them(tmp_path: Path) -> None:
    """Of a volatile array Excel writes an empty formula into each of them."""
    own = {"A2": Spilling("OFFSET(D1,0,0,F1)", "x", "y"), "B2": Formula("A3", "y"), "D1": "x", "D2": "y", "F1": 2}
    source = template(tmp_path / "own.xlsx", own)
    change = change_part(
        "xl/worksheets/sheet2.xml", rb'<c r="A3" t="s"><v>[0-9]+</v></c>', b'<c r="A3" t="str"><f ca="1"/><v>y</v></c>'
    )
    path = rewrite(source, tmp_path / "excel.xlsx", change)
    assert filled(path) == (values_of(path), 0)


def test_a_formula_that_the_engine_misunderstood_before_is_not_believed(tmp_path: Path) -> None:
    own = {
        "A1": Formula("SUM(kpi_platforms[likes])", 4),  # Excel had stored 4, where 1 and 2 are added
        "A2": Formula("A1*10", 40),
        "A3": Formula("COUNT(kpi_platforms[likes])", 2),
        "A4": Formula('TEXT(SUM(kpi_platforms[likes]),"0.0")', "3,0"),  # of another region
        "A5": Formula("TODAY()-SUM(kpi_platforms[likes])", 40000),  # of another day
    }
    values, unavailable = filled(template(tmp_path / "own.xlsx", own))
    assert values == {"A3": 4.0, "A4": "16.0", "A5": SERIAL - 16}
    assert unavailable == 2


def test_formulas_over_a_table_that_the_engine_did_not_take_in_are_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = {
        "A1": Formula("IFERROR(SUM(kpi_platforms[likes]),0)", 3),
        "A2": Formula("A1+1", 4),
        "A3": Formula("COUNT(Data!B2:B9)", 2),
    }
    path = template(tmp_path / "own.xlsx", own)
    assert filled(path) == ({"A1": 16.0, "A2": 17.0, "A3": 4.0}, 0)
    whole = CELLRUNE.calculate
    without = lambda _self, data, today: replace(whole(data, today), tables=frozenset())  # noqa: E731
    monkeypatch.setattr(type(CELLRUNE), "calculate", without)
    assert filled(path) == ({"A3": 4.0}, 2)


@pytest.mark.parametrize(
    ("dataset", "names", "total"),
    [(MANY, ["Facebook", "LinkedIn", "TikTok", "X"], 16.0), (ONE, ["X"], 5.0)],
)
def test_spilled_values_follow(dataset: Dataset, names: list[str], total: float, tmp_path: Path) -> None:
    own = {
        "A2": Spilling("SORT(kpi_platforms[platform])", "A", "B"),
        "C2": Formula("COUNTA(A2:A9)", 2),
        "D2": Spilling("COUNTA(ANCHORARRAY(A2))", 2),
        "E2": Formula("SUM(kpi_platforms[likes])", 3),
        "A20": "below",
    }
    values, unavailable = filled(template(tmp_path / "own.xlsx", own))
    assert [values[f"A{row}"] for row in range(2, 6)] == ["Facebook", "LinkedIn", "TikTok", "X"]
    again, _ = filled(tmp_path / "filled.xlsx", dataset)
    column = {f"A{row}": name for row, name in enumerate(names, 2)}
    assert again == {**column, "C2": len(names), "D2": len(names), "E2": total, "A20": "below"}
    assert unavailable == 0
    with open_package(tmp_path / "filled.xlsx") as package:
        reference = f"A2:A{1 + len(names)}" if len(names) > 1 else "A2"
        assert f'ref="{reference}"'.encode() in package.read("xl/worksheets/sheet2.xml")


def test_only_what_is_in_the_way_stops_a_spill(tmp_path: Path) -> None:
    own = {"A2": Spilling("SORT(kpi_platforms[platform])", "A", "B"), "A4": "in the way", "C2": Formula("A2", "A")}
    values, _ = filled(template(tmp_path / "own.xlsx", own))
    assert values == {"A2": "#SPILL!", "A4": "in the way", "C2": "#SPILL!"}
    again, _ = filled(tmp_path / "filled.xlsx", Dataset({"platform": ["Y", "X"], "likes": [1.0, 2.0]}))
    assert again == {"A2": "X", "A3": "Y", "A4": "in the way", "C2": "X"}


def test_an_array_of_the_old_kind_fills_its_cells(tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    template(path, {"A2": 0, "A3": 0, "A4": 0})
    cells = b'<c r="A2"><f t="array" ref="A2:A4">kpi_platforms[likes]*2</f><v>2</v></c>'
    array = rewrite(
        path, tmp_path / "array.xlsx", change_part("xl/worksheets/sheet2.xml", rb'<c r="A2"><v>0</v></c>', cells)
    )
    assert filled(array)[0] == {"A2": 10.0, "A3": 14.0, "A4": 2.0}  # 2 x 5, 2 x 7, 2 x 1


def test_a_data_table_changes_with_what_it_sees(tmp_path: Path) -> None:
    """The engine knows no data tables: their values stay or go."""
    data_table = b'<c r="B3"><f t="dataTable" ref="B3:B4" dt2D="0" dtr="0" r1="D1"/><v>7</v></c>'

    def written(formula: str, name: str) -> Path:
        own = {"D1": 1, "B2": Formula(formula, 6), "A3": 1, "A4": 2, "B3": 0, "B4": 8}
        path = template(tmp_path / f"{name}.xlsx", own)
        change = change_part("xl/worksheets/sheet2.xml", rb'<c r="B3"><v>0</v></c>', data_table)
        return rewrite(path, tmp_path / f"{name}-table.xlsx", change)

    kept, _ = filled(written("D1*6", "kept"))
    assert (kept["B3"], kept["B4"]) == (7.0, 8.0)
    gone, _ = filled(written("D1*SUM(kpi_platforms[likes])", "gone"))
    assert "B3" not in gone
    assert "B4" not in gone


def test_what_sees_a_pivot_over_a_filled_table_waits_for_its_refresh(tmp_path: Path) -> None:
    own = (
        b'<row r="20"><c r="A20"><f>SUM(B6:B7)</f><v>198</v></c><c r="B20"><f>GETPIVOTDATA("Sum",$A$5)</f><v>99</v></c>'
        b'<c r="C20"><f>B20/2</f><v>49.5</v></c><c r="D20"><f>Pivots!B8*2</f><v>39</v></c></row></sheetData>'
    )
    with_formulas = change_part("xl/worksheets/sheet3.xml", b"</sheetData>", own)
    path = rewrite(with_caches(tmp_path / "caches.xlsx"), tmp_path / "own.xlsx", with_formulas)
    _, unavailable = filled(path, Dataset({"platform": ["X"], "engagements": [5.0]}))
    after = values_of(path.with_name("filled.xlsx"), "Stale")
    assert {name: after.get(name) for name in ("A20", "B20", "C20", "D20")} == {
        "A20": None,
        "B20": None,
        "C20": None,
        "D20": 39.0,  # a pivot over a table that was not filled
    }
    assert unavailable == 3
