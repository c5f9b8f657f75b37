"""What the engine would misread, it is given in another way: values are Excel's."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from kpi_excel.workbook.calculating.calculate import calculate
from kpi_excel.workbook.calculating.understandable import qualified, understandable, with_lookups
from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.parts.structure import ExcelTable
from tests.workbook.books import change_part, rewrite

DAY = date(2026, 9, 30)
TABLE = ExcelTable("Mine", "", Area(1, 1, 4, 3), ("k", "Cost", "Twice"), ("", "", ""))


def book(path: Path, header: str = "Cost", formula: str = "SUM(Mine[Cost])") -> Path:
    """Write a table of two rows with 1 and 2, and a formula in E1."""
    with xlsxwriter.Workbook(str(path)) as file:
        sheet = file.add_worksheet("Own")
        sheet.add_table("A1:B3", {"name": "Mine", "columns": [{"header": "k"}, {"header": header}]})
        sheet.write_column("B2", [1, 2])
        sheet.write_formula("E1", f"={formula}")
    return path


def value(path: Path) -> object:
    return calculate(path.read_bytes(), DAY).formulas["Own", 1, 5]


def test_a_workbook_without_any_such_thing_is_given_as_it_is(tmp_path: Path) -> None:
    data = book(tmp_path / "book.xlsx").read_bytes()
    assert understandable(data) is data


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


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("SUBTOTAL(109,[Cost])", "SUBTOTAL(109,Mine[Cost])"),
        ("[Cost]*2", "Mine[Cost]*2"),
        ("[[#This Row],[Cost]]*[@k]", "Mine[[#This Row],[Cost]]*Mine[@k]"),
        ("SUM([[#Totals],[Cost]],[k])", "SUM(Mine[[#Totals],[Cost]],Mine[k])"),
        ("Mine[[#This Row],[Cost]]+Other[k]", "Mine[[#This Row],[Cost]]+Other[k]"),
        ("[1]Sheet1!A1+'[2]My sheet'!B2", "[1]Sheet1!A1+'[2]My sheet'!B2"),
        ('"[Cost]"&[Cost]', '"[Cost]"&Mine[Cost]'),
        ("IF([Cost]>1,[k],'it''s [x]'!A1)", "IF(Mine[Cost]>1,Mine[k],'it''s [x]'!A1)"),
    ],
)
def test_references_get_the_name_of_their_table(text: str, written: str) -> None:
    assert qualified(text, TABLE) == written
    assert qualified(text, None) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("MATCH(A1,B1:B9,0)", "MATCH(A1,B1:B9,0)"),
        ("XMATCH(A1,B1:B9)", "XMATCH(A1,B1:B9)"),
        ("MATCH(A1,B1:B9,-1)", "MATCH(A1,B1:B9,-1)"),
        ("VLOOKUP(A1,t,2,FALSE)", "VLOOKUP(A1,t,2,FALSE)"),
        ("VLOOKUP(A1,t,{2,3})", "VLOOKUP(A1,t,{2,3})"),
        ('VLOOKUP("a,b(",t,COLUMNS(t),1)', 'LOOKUP("a,b(",INDEX(t,0,1),INDEX(t,0,COLUMNS(t)))'),
        ("HLOOKUP(A1,t,2)", "LOOKUP(A1,INDEX(t,1,0),INDEX(t,2,0))"),
        (
            "VLOOKUP(VLOOKUP(1,t,2),u,2)+1",
            "LOOKUP(LOOKUP(1,INDEX(t,0,1),INDEX(t,0,2)),INDEX(u,0,1),INDEX(u,0,2))+1",
        ),
        ('"MATCH(1,2)"', '"MATCH(1,2)"'),
        ("VLOOKUP(A1", "VLOOKUP(A1"),
    ],
)
def test_how_lookups_are_written(text: str, written: str) -> None:
    assert with_lookups(text) == written


@pytest.mark.parametrize(
    ("formula", "excel"),
    [
        ('MATCH("zz",A1:A5,1)', None),  # a text among numbers only: #N/A
        ('VLOOKUP("3",A1:B5,2)', None),
        ('MATCH("z",B1:B5)', 4.0),  # texts are compared with texts: "5", "a", "b"
        ("MATCH(8,B1:B5)", 3.0),  # and numbers with numbers: 7, 9
        ("VLOOKUP(3.5,A1:B5,2)", 7.0),
        ("HLOOKUP(3,A1:B1,1)", 1.0),
        ("MATCH(3,A1:A5,0)", 3.0),
    ],
)
def test_texts_and_numbers_are_looked_up_apart(formula: str, excel: float | None, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as file:
        sheet = file.add_worksheet("Own")
        sheet.write_column("A1", [1, 2, 3, 4, 5])
        sheet.write_column("B1", ["5", "a", 7, "b", 9])
        sheet.write_formula("E1", f"={formula}")
    found = value(path)
    assert found == excel if excel is not None else found != found  # noqa: PLR0124 - NaN is #N/A


def test_an_array_spills_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as file:
        sheet = file.add_worksheet("Own")
        sheet.write_column("A1", [3, 1, 2, 4])
        sheet.write_dynamic_array_formula("E1:E2", "=SORT(A1:A4)")
        sheet.write("E2", 99)  # where it spilled to as long as there were two
        sheet.write_dynamic_array_formula("G1:G2", "=SORT(A1:A4)")
        sheet.write("G4", "in the way")
    calculation = calculate(path.read_bytes(), DAY)
    assert calculation.arrays["Own", 1, 5] == Area(1, 5, 4, 5)
    assert calculation.read("Own", Area(1, 5, 4, 5)) == [[1.0], [2.0], [3.0], [4.0]]
    assert calculation.formulas["Own", 1, 7] == "#SPILL!"


@pytest.mark.parametrize("kind", [b"template.main+xml", b"sheet.main+xml"])
def test_a_template_is_read_as_a_workbook(kind: bytes, tmp_path: Path) -> None:
    change = change_part("[Content_Types].xml", rb"sheet\.main\+xml", kind)
    path = rewrite(book(tmp_path / "book.xlsx"), tmp_path / "template.xlsx", change)
    assert value(path) == 3.0
