"""Plain books: what Excel's references to tables mean, written as ranges."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from kpi_excel.workbook.calculators.calculation import UNAVAILABLE, Calculated
from tests.peers.plain_book import Content, DropDown, PlainTable, plain_references, read_plain_book, typed

# Header in C4, data in rows 5 to 9, a row of totals in 10.
TABLE = PlainTable("It's here", 3, 4, 9, 10, ("No.", "Reach", "Cost per day"))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("SUM(t[Reach])", "SUM('It''s here'!$D$5:$D$9)"),
        ("T[[#This Row],[Reach]]*2", "'It''s here'!$D$7*2"),
        ("t[[#This Row],[No.]:[Reach]]", "'It''s here'!$C$7:$D$7"),
        ("ROWS(t[#Data])", "ROWS('It''s here'!$C$5:$E$9)"),
        ("MATCH(A1,t[#Headers],0)", "MATCH(A1,'It''s here'!$C$4:$E$4,0)"),
        ("t[[#All],[Cost per day]]", "'It''s here'!$E$4:$E$10"),
        ("t[[#Headers],[Reach]]", "'It''s here'!$D$4"),
        ("ROW(t[[No.]])", "ROW('It''s here'!$C$5:$C$9)"),
        ('"t[Reach]"&t[[#This Row],[Reach]]', "\"t[Reach]\"&'It''s here'!$D$7"),
        ('"say ""t[Reach]"""', '"say ""t[Reach]"""'),
        ("Page!A1+'Other page'!B2", "'Page'!A1+'Other page'!B2"),
        ("داشبورد!$B$5", "'داشبورد'!$B$5"),
        ("IF(A1>1.5,A1:B2,0)", "IF(A1>1.5,A1:B2,0)"),
    ],
)
def test_references_to_tables_become_ranges(formula: str, expected: str) -> None:
    assert plain_references(formula, 7, {"t": TABLE}) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("All", "'All"),
        ("=1", "'=1"),
        ("#coffee", "'#coffee"),
        ("#VALUE!", "#VALUE!"),
        (float("nan"), "#N/A"),
        (date(1900, 3, 1), 61.0),  # Excel counts a 29 February in 1900
        (2.5, 2.5),
        (True, True),
        (None, None),
    ],
)
def test_what_is_typed_holds_the_value(value: Calculated, expected: Content) -> None:
    assert typed(value) == expected


def test_a_value_that_is_not_known_is_never_typed() -> None:
    with pytest.raises(ValueError, match="no value is known"):
        typed(UNAVAILABLE)


def test_cells_names_and_drop_downs_are_read(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page, lists = book.add_worksheet("Page"), book.add_worksheet("Lists")
        page.write_string("A1", "=no formula")
        page.write_formula("B1", "=SUM(t[n])", None, 3)
        page.write_datetime("C1", date(2026, 9, 30), book.add_format({"num_format": "yyyy-mm-dd"}))
        page.write_boolean("D1", True)
        page.data_validation("A2", {"validate": "list", "source": ["x", "y"]})
        page.data_validation("B2", {"validate": "list", "source": "=Lists!$A$2:$A$3"})
        page.data_validation("A3:A9", {"validate": "list", "source": ["in a table"]})
        lists.add_table("A1:A3", {"name": "t", "columns": [{"header": "n"}], "data": [[1], [2]]})
        book.define_name("chosen", "=Page!$B$2")
        book.define_name("TWICE", "=_xlfn.LAMBDA(_xlpm.x,2*_xlpm.x)")
    found = read_plain_book(path)
    assert found.sheets["Page"][0] == ["'=no formula", "=SUM('Lists'!$A$2:$A$3)", 46295.0, True]
    assert found.sheets["Lists"] == [["'n"], [1], [2]]
    assert found.formulas == {("Page", 1, 2): "=SUM('Lists'!$A$2:$A$3)"}
    assert found.names == {"TRUE": "=TRUE()", "FALSE": "=FALSE()", "chosen": "='Page'!$B$2"}
    assert found.drop_downs == (DropDown(("Page", 2, 1), ("x", "y")), DropDown(("Page", 2, 2), ("1", "2")))
