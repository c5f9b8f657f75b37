"""Cures: the engine gives what Excel gives, with formulas in other words; or it is not believed."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from kpi_excel.workbook.calculators.cures import CELLRUNE_CURES, IRONCALC_CURES, qualified
from kpi_excel.workbook.calculators.with_cellrune import CELLRUNE
from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.parts.structure import ExcelTable

DAY = date(2026, 9, 30)
TABLE = ExcelTable("Mine", "", Area(1, 1, 4, 3), ("k", "Cost", "Twice"), ("", "", ""))


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
        ("ROW(A5)+ROW()+ROW(t[[#This Row],[k]])+ROW(t[#Headers])",) * 2,
        ("ROW(t[k])-ROW(t[[#Headers],[k]])", "_xlfn.SEQUENCE(ROWS(t[k]),1,ROW(t[k]))-ROW(t[[#Headers],[k]])"),
        ("COLUMN('My sheet'!A1:C1)", "_xlfn.SEQUENCE(1,COLUMNS('My sheet'!A1:C1),COLUMN('My sheet'!A1:C1))"),
        ("SUMIF(A1:A9,B1,C1:C9)", "SUMIF(A1:A9,IF(ISBLANK(B1),0,B1),C1:C9)"),
        ('COUNTIFS(A1:A9,"x",B1:B9,$D$2)', 'COUNTIFS(A1:A9,"x",B1:B9,IF(ISBLANK($D$2),0,$D$2))'),
        ('COUNTIF(t[k],t[[#This Row],[k]]&"")', 'COUNTIF(t[k],t[[#This Row],[k]]&"")'),
        ("_xlfn.MAXIFS(a,b,'S'!C1)", "_xlfn.MAXIFS(a,b,IF(ISBLANK('S'!C1),0,'S'!C1))"),
        ("YEARFRAC(A1,B1,1)", "YEARFRAC(IF(A1>B1,B1,A1),IF(A1>B1,A1,B1),1)"),
        ("YEARFRAC(A1:A3,B1)", "YEARFRAC(A1:A3,B1)"),
        ("YEARFRAC(t[@d],1)", "YEARFRAC(IF(t[@d]>1,1,t[@d]),IF(t[@d]>1,t[@d],1))"),
    ],
)
def test_how_lookups_are_written(text: str, written: str) -> None:
    assert CELLRUNE_CURES.written(text) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("MATCH(A1,B1:B9,0)", "MATCH(A1,B1:B9,0)"),
        ("MATCH(A1,B1:B9)", "IF(ISTEXT(A1),_no_value(),MATCH(A1,B1:B9))"),
        ('"MATCH(1,2)"&LOOKUP(1,t)', '"MATCH(1,2)"&IF(ISTEXT(1),_no_value(),LOOKUP(1,t))'),
        ("SUMIF(A1:A9,B1,C1:C9)", "SUMIF(A1:A9,B1,C1:C9)"),
    ],
)
def test_how_lookups_are_written_for_a_calculator_that_compares_texts_with_numbers(text: str, written: str) -> None:
    assert IRONCALC_CURES.written(text) == written


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
        ("SUMPRODUCT(ROW(A4:A6))", 15.0),  # 4 + 5 + 6
        ("SUMPRODUCT((A1:A5>3)*ROW(A1:A5))", 9.0),  # rows 4 and 5
        ("SUMPRODUCT(COLUMN(A1:C1))", 6.0),
        ("INDEX(A1:A5,SMALL(IF(A1:A5>2,ROW(A1:A5)),2))", 4.0),  # the second of those over 2
        ("COUNTIF(A1:A9,G1)", 0.0),  # an empty cell as criterion means 0, and none is
        ("SUMIF(A1:A5,B2,A1:A5)", 0.0),
        ("YEARFRAC(DATE(2026,7,1),DATE(2026,1,1))", 0.5),
        ("SUM(YEARFRAC(DATE(2026,{1,7},1),DATE(2026,4,1)))", 0.5),  # a quarter before and one after
        ("IFERROR(SUM(YEARFRAC(A1:A3,DATE(2026,1,1))),-1)", -1.0),  # #VALUE!
    ],
)
def test_the_engine_gives_what_excel_gives(formula: str, excel: float | None, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as file:
        sheet = file.add_worksheet("Own")
        sheet.write_column("A1", [1, 2, 3, 4, 5])
        sheet.write_column("B1", ["5", "a", 7, "b", 9])
        sheet.write_formula("E1", f"={formula}")
    found: Any = CELLRUNE.calculate(path.read_bytes(), DAY).formulas["Own", 1, 5]
    assert found == excel if excel is not None else found != found  # noqa: PLR0124 - NaN is #N/A


@pytest.mark.parametrize(
    ("text", "doubted"),
    [
        ("SUM(OFFSET(A9,0,0,-7))", True),
        ("SUM(OFFSET(A9,0,0,1,-B1))", True),
        ("OFFSET(A9,-1,0)", False),
        ("OFFSET(A9,-1,-1,B2)", False),
        ('_xlfn.XLOOKUP("*x",A1:A9,B1:B9,,2)', True),
        ('_xlfn.XLOOKUP("x",A1:A9,B1:B9,,0)', False),
        ("_xlfn.XMATCH(3,A1:A9,2)", True),
        ('"OFFSET(A9,0,0,-7)"', False),
    ],
)
def test_what_nothing_cures_is_not_believed(text: str, doubted: bool) -> None:
    assert CELLRUNE.misreads(text) is doubted
