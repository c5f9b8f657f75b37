"""Pivots, queries and data models that take in filled cells by way of others load anew when Excel opens the file."""

import base64
import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from lxml import etree

from kpi_excel.errors import Issue
from kpi_excel.language.issues import message
from kpi_excel.workbook.calculating.recalculate import recalculate
from kpi_excel.workbook.calculating.refreshing import refresh_on_load
from kpi_excel.workbook.calculators.with_cellrune import CELLRUNE
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
        return edit, refresh_on_load(done, recalculate(done, date(2026, 9, 30), CELLRUNE))


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


def mashup(formulas: str) -> bytes:
    """Write a workbook's queries as Excel keeps them: a version, a length, and a zip file with the formulas."""
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as file:
        file.writestr("Formulas/Section1.m", formulas)
    data = (0).to_bytes(4, "little") + len(package.getvalue()).to_bytes(4, "little") + package.getvalue() + b"rest"
    return b'<DataMashup xmlns="http://schemas.microsoft.com/DataMashup">%b</DataMashup>' % base64.b64encode(data)


def query(name: str) -> str:
    return f'shared Reaches = let Source = Excel.CurrentWorkbook(){{[Name="{name}"]}}[ColumnType] in Source;'


@pytest.mark.parametrize(
    ("custom", "refreshed"),
    [
        (mashup(query("kpi_platforms")), True),
        (mashup(query("seen")), True),  # a name for cells that see filled ones
        (mashup(query("Others")), False),
        (mashup("shared All = Excel.CurrentWorkbook();"), True),
        (mashup('shared Web = Web.Contents("x");'), False),
        (b"<DataMashup>%%%</DataMashup>", True),  # nobody knows
    ],
)
def test_a_query_loads_anew_if_it_takes_in_what_was_filled(plain: Path, custom: bytes, refreshed: bool) -> None:
    book = Workbook(plain, "kpi_platforms")
    xml = f'<connections xmlns="{MAIN}"><connection id="1" name="Q" type="5"><dbPr connection="{MASHUP}"/></connection>'
    book.add_part(
        CONNECTIONS, f"{xml}</connections>".encode(), f"{TYPE}.connections+xml", WORKBOOK, f"{RELS}/connections"
    )
    book.parts["customXml/item1.xml"] = custom
    edit, said = filled(book)
    assert [one.get("refreshOnLoad") for one in parse(edit.read(CONNECTIONS))] == ["1" if refreshed else None]
    assert len(said) == refreshed


@pytest.mark.parametrize(
    ("stands_for", "refreshed"),
    [("kpi_platforms[]", True), ("kpi_platforms", True), ("Sees!$A$1:$B$2", True), ("Other!$A$1:$B$2", False)],
)
def test_a_range_in_the_data_model_loads_anew_if_it_was_reached(plain: Path, stands_for: str, refreshed: bool) -> None:
    book = Workbook(plain, "kpi_platforms")
    x15 = "http://schemas.microsoft.com/office/spreadsheetml/2010/11/main"
    loaded = f'<x15:connection xmlns:x15="{x15}" id="R"><x15:rangePr sourceName="_xlcn.R"/></x15:connection>'
    extension = f'<extLst><ext uri="{{DE250136-89BD-433C-8126-D09CA5730AF9}}">{loaded}</ext></extLst>'
    xml = f'<connections xmlns="{MAIN}"><connection id="2" name="R" type="102">{extension}</connection></connections>'
    book.add_part(CONNECTIONS, xml.encode(), f"{TYPE}.connections+xml", WORKBOOK, f"{RELS}/connections")
    node = etree.SubElement(book.book.find("{*}definedNames"), f"{{{MAIN}}}definedName", name="_xlcn.R", hidden="1")
    node.text = stands_for
    edit, _ = filled(book)
    assert [one.get("refreshOnLoad") for one in parse(edit.read(CONNECTIONS))] == ["1" if refreshed else None]
