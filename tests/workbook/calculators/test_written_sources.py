"""Written sources: what formulas say of the cells that they see, and where they do not say it."""

import pytest

from kpi_excel.workbook.calculators.calculation import Sources
from kpi_excel.workbook.calculators.written_sources import WrittenSources
from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import read_structure
from tests.workbook.calculators.books import sheet_of


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> WrittenSources:
    """Those of a book with a table t in G1:H4, the names first_three (A1:A3) and as_long_as_its_data (OFFSET)."""
    with open_package(sheet_of(tmp_path_factory.mktemp("written") / "book.xlsx")) as package:
        return WrittenSources(package.read(package.workbook_part), read_structure(package))


@pytest.mark.parametrize(
    ("formula", "areas"),
    [
        ("SUM(A1:$B$3)+S!C4*'S'!D5:D6", ["A1:B3", "C4", "D5:D6"]),
        ("SUM(A:C,$2:$3)", ["A1:C1048576", "A2:XFD3"]),
        ("SUM(t[a])+t[[#This Row],[b c]]+t[@a]", ["G2:G4", "H3", "G3"]),
        ("SUM(t[[a]:[b c]])+t[#All]+COUNTA(t)", ["G1:H4"]),
        ("SUM(t[[#Headers],[a]])", ["G1:H4"]),  # more than it sees, never less
        ("SUM(first_three)*S!first_three", ["A1:A3"]),
        ("\"A1\"&[1]Other!B2&'[2]My book'!C3&#REF!", []),
        ("_xlfn.LET(_xlpm.x,A1,_xlpm.x*2)", ["A1"]),
        ("A1:A3 A2:B2", ["A1:A3", "A2:B2"]),
        ("ROWS(A$1:A3)*TRUE", ["A1:A3"]),
        ("_xlfn.ANCHORARRAY(C1)+SUM(@A1:A3)", ["C1", "A1:A3"]),
    ],
)
def test_what_is_written_is_read(sources: WrittenSources, formula: str, areas: list[str]) -> None:
    found = sources.of("S", 3, 5, formula)
    assert found == Sources(tuple(("S", Area.parse(one)) for one in areas))


@pytest.mark.parametrize(
    "formula",
    [
        "no_such_name+A1",
        "A1:INDEX(B1:B9,3)",
        "OTHER(A1):B2",
        "SUM(S:T!A1)",
        "Elsewhere!A1",
        "nothing[a]",
        "SUM(C1#)",  # how far it spills is not written
    ],
)
def test_what_is_not_written_is_not_certain(sources: WrittenSources, formula: str) -> None:
    assert sources.of("S", 3, 5, formula) == Sources((), certain=False)


@pytest.mark.parametrize("formula", ["OFFSET(A1,A1,0)", 'INDIRECT("A"&B1)', "SUM(as_long_as_its_data)"])
def test_what_other_values_would_make_other_cells_is_not_certain(sources: WrittenSources, formula: str) -> None:
    found = sources.of("S", 3, 5, formula)
    assert not found.certain
    assert found.areas == ()
    assert found.dynamic is ("(A" in formula or "T(" in formula)
