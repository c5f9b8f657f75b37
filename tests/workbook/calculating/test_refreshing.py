"""Pivots, queries and data models that take in filled cells by way of others load anew when Excel opens the file."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from kpi_excel.errors import Issue
from kpi_excel.language.issues import message
from kpi_excel.workbook.calculating.recalculate import recalculate
from kpi_excel.workbook.calculating.refreshing import refresh_on_load
from kpi_excel.workbook.filling.fill import fill
from kpi_excel.workbook.filling.filled import Dataset
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import read_structure
from kpi_excel.workbook.xml import parse
from tests.workbook.excel_acts import MAIN, RELS, TYPE, WORKBOOK, Workbook

CACHE = "xl/pivotCache/pivotCacheDefinition1.xml"
CONNECTIONS = "xl/connections.xml"
DATASETS = {"platforms": Dataset({"platform": ["Instagram", "X"], "reach": [1.0, 2.0]})}


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """Write a table to fill, a sheet whose formulas see it, and one that sees nothing of it."""
    book = xlsxwriter.Workbook(tmp_path / "plain.xlsx")
    data, sees, other = (book.add_worksheet(name) for name in ("Data", "Sees", "Other"))
    data.add_table("A1:B2", {"name": "kpi_platforms", "columns": [{"header": "platform"}, {"header": "reach"}]})
    for sheet, formula in ((sees, "=SUM(kpi_platforms[reach])"), (other, "=1+1")):
        sheet.write_row("A1", ["name", "value"])
        sheet.write("A2", "all")
        sheet.write_formula("B2", formula, None, 2)
    sees.add_table("D1:E2", {"name": "Mine", "columns": [{"header": "a"}, {"header": "b", "formula": "=Sees!$B$2"}]})
    book.define_name("seen", "=Sees!$A$1:$B$2")
    book.close()
    return tmp_path / "plain.xlsx"


def filled(book: Workbook) -> tuple[Edit, tuple[Issue, ...]]:
    path = book.save(book.path.with_name("changed.xlsx"))
    with open_package(path) as package:
        edit = Edit(package)
        done = fill(edit, read_structure(package), DATASETS)
        done.write_sheets()
        return edit, refresh_on_load(done, recalculate(done, date(2026, 9, 30)))


def with_cache(path: Path, source: str) -> Workbook:
    book = Workbook(path, "kpi_platforms")
    xml = (
        f'<pivotCacheDefinition xmlns="{MAIN}" recordCount="1">{source}<cacheFields count="0"/></pivotCacheDefinition>'
    )
    kind = f"{TYPE}.pivotCacheDefinition+xml"
    book.add_part(CACHE, xml.encode(), kind, WORKBOOK, f"{RELS}/pivotCacheDefinition")
    return book


def worksheet(attributes: str) -> str:
    return f'<cacheSource type="worksheet"><worksheetSource {attributes}/></cacheSource>'


@pytest.mark.parametrize(
    ("attributes", "refreshed"),
    [
        ('ref="A1:B2" sheet="Sees"', True),
        ('name="seen"', True),
        ('name="Mine"', True),
        ('ref="A1:B1" sheet="Sees"', False),  # the header alone
        ('ref="A1:B2" sheet="Other"', False),
    ],
)
def test_a_pivot_that_sees_filled_cells_through_formulas(plain: Path, attributes: str, refreshed: bool) -> None:
    book = with_cache(plain, worksheet(attributes))
    edit, said = filled(book)
    assert said == ()
    assert parse(edit.read(CACHE)).get("refreshOnLoad") == ("1" if refreshed else None)
    if not refreshed:
        assert edit.read(CACHE) == book.parts[CACHE]


MASHUP = "Provider=Microsoft.Mashup.OleDb.1;Data Source=$Workbook$;Location=Reaches"
ELSEWHERE = "Provider=SQLOLEDB;Data Source=server;Initial Catalog=sales"


def test_queries_of_the_workbook_and_pivots_over_them_load_anew_and_are_said(plain: Path) -> None:
    book = with_cache(plain, '<cacheSource type="external" connectionId="1"/>')
    connections = "".join(
        f'<connection id="{number}" name="{name}" type="5"><dbPr connection="{text}" command=""/></connection>'
        for number, name, text in ((1, "Query - Reaches", MASHUP), (2, "Sales", ELSEWHERE))
    )
    xml = f'<connections xmlns="{MAIN}">{connections}</connections>'
    book.add_part(CONNECTIONS, xml.encode(), f"{TYPE}.connections+xml", WORKBOOK, f"{RELS}/connections")
    edit, said = filled(book)
    assert [one.get("refreshOnLoad") for one in parse(edit.read(CONNECTIONS))] == ["1", None]
    assert parse(edit.read(CACHE)).get("refreshOnLoad") == "1"
    assert [message(issue) for issue in said] == [
        "Queries and the data model take the new rows when Excel refreshes them upon opening: Query - Reaches. Until "
        "then they show earlier ones."
    ]
