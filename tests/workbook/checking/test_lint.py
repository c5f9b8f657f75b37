"""Each flaw is planted into a sound workbook and found, by name and place; sound workbooks have none."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from kpi_excel.workbook.checking.lint import lint
from kpi_excel.workbook.parts.package import open_package

SHEET, TABLE, BOOK = "xl/worksheets/sheet1.xml", "xl/tables/table1.xml", "xl/workbook.xml"


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "sound.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Data")
    columns = [{"header": "a"}, {"header": "b c"}, {"header": "sum", "formula": "=sales[[#This Row],[a]]+1"}]
    sheet.add_table("A3:C5", {"name": "sales", "columns": columns})
    sheet.write("E1", 5)
    sheet.write_formula("E2", '=SUMIFS(sales[a],sales[[b c]],">0")+first_a+_xlfn.XLOOKUP(1,Data!$A:$A,A1:B2)', None, 1)
    sheet.write_formula("E3", '=IF(E1>0,"it""s (fine",\'Data\'!E1%)', None, 1)
    sheet.merge_range("E8:F9", "x")
    sheet.conditional_format("A4:A5", {"type": "formula", "criteria": "=$A4>0"})
    sheet.data_validation("B4:B5", {"validate": "list", "source": "=$E$1:$E$2"})
    book.define_name("first_a", "=Data!$A$4")
    book.close()
    return path


def flaws(path: Path) -> list[str]:
    with open_package(path) as package:
        return [str(flaw) for flaw in lint(package)]


def plant(path: Path, part: str, before: bytes, after: bytes) -> Path:
    target = path.with_name("flawed.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as file:
        for name in source.namelist():
            data = source.read(name)
            if name == part:
                assert before in data, (part, data)
                data = data.replace(before, after, 1)
            file.writestr(name, data)
    return target


def test_a_sound_workbook_has_no_flaw(sound: Path) -> None:
    assert flaws(sound) == []


def test_workbooks_saved_by_excel_have_no_flaw(shared_data: Path) -> None:
    for path in sorted((shared_data / "excel_saved").glob("*.xls[xm]")):
        assert flaws(path) == [], path.name


@pytest.mark.parametrize(
    ("part", "before", "after", "flaw"),
    [
        (TABLE, b'name="b c"', b'name="A"', "table sales: 2 columns are named a."),
        (TABLE, b'name="b c"', b'name="other"', "table sales: its header cell B3 says 'b c', but its column is named"),
        (TABLE, b'ref="A3:C5"', b'ref="A3:D5"', "table sales: it has 3 columns, but its range A3:D5 has 4."),
        (TABLE, b'"sales" ref="A3:C5"', b'"sales" ref="A3:C3"', "table sales: its range A3:C3 leaves no row for data."),
        (TABLE, b'<autoFilter ref="A3:C5"', b'<autoFilter ref="A3:B5"', "table sales: its filter A3:B5 does not fit"),
        (TABLE, b'id="2" name="b c"', b'id="1" name="b c"', "table sales: two columns share an id."),
        (TABLE, b"sales[[#This Row],[a]]", b"sales[[#This Row],[z]]", "table sales: the table sales has no column z."),
        (TABLE, b'displayName="sales"', b'displayName="ABC1"', "table abc1: the name looks like a cell"),
        (TABLE, b'displayName="sales"', b'displayName="first_A"', "table first_a: a defined name has the same name."),
        (SHEET, b'<v>5</v>', b"<v>five</v>", "sheet 'Data', cell E1: the number holds the text 'five'."),
        (SHEET, b'<row r="2"', b'<row r="1"', "sheet 'Data', row 1: the row stands twice or out of order."),
        (SHEET, b'r="B3"', b'r="D3"', "sheet 'Data', cell C3: the cell stands twice, out of order"),
        (SHEET, b"<mergeCell ref", b'<mergeCell ref="F9:G9"/><mergeCell ref', "merged cells F9:G9 and E8:F9 overlap."),
        (SHEET, b"_xlfn.XLOOKUP", b"XLOOKUP", "cell E2: the function XLOOKUP lacks the prefix _xlfn."),
        (SHEET, b"_xlfn.XLOOKUP", b"PHI", "cell E2: the function PHI lacks the prefix _xlfn."),
        (SHEET, b"_xlfn.XLOOKUP", b"_xlfn.SORT", "cell E2: the function SORT lacks the prefix _xlfn._xlws."),
        (SHEET, b"+first_a", b"+last_a", "cell E2: there is no name last_a."),
        (SHEET, b"SUMIFS(sales[a]", b"SUMIFS(sells[a]", "cell E2: there is no table sells."),
        (SHEET, b"Data!$A:$A", b"Dada!$A:$A", "cell E2: there is no sheet 'Dada'"),
        (SHEET, b"<f>IF(E1", b"<f>IF((E1", "cell E3: the formula “IF((E1"),
        (SHEET, b"<formula>$A4", b"<formula>$A4)", "conditionalFormatting A4:A5: the formula “$A4)"),
        (SHEET, b"<formula1>$E$1:$E$2", b"<formula1>nowhere", "dataValidation B4:B5: there is no name nowhere."),
        (BOOK, b">Data!$A$4<", b">Data!#REF!<", "name first_a: it leads nowhere (#REF!)."),
        (BOOK, b">Data!$A$4<", b">=Data!$A$4<", "name first_a: its formula begins with =."),
        (BOOK, b'name="first_a"', b'name="R1C1"', "name R1C1: the name looks like a cell"),
    ],
)  # fmt: skip
def test_each_flaw_is_found(sound: Path, part: str, before: bytes, after: bytes, flaw: str) -> None:
    found = flaws(plant(sound, part, before, after))
    assert any(flaw in one for one in found), found


def test_two_tables_that_overlap_or_share_a_name(tmp_path: Path) -> None:
    path = tmp_path / "two.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Data")
    sheet.add_table("A1:B3", {"name": "one"})
    sheet.add_table("D1:E3", {"name": "two"})
    book.close()
    twice: Callable[[bytes, bytes], Path] = lambda before, after: plant(path, "xl/tables/table2.xml", before, after)  # noqa: E731
    assert "sheet 'Data': the tables one and two overlap." in flaws(twice(b'ref="D1:E3"', b'ref="B1:C3"'))
    assert "table one: 2 tables share this name." in flaws(twice(b'displayName="two"', b'displayName="ONE"'))
