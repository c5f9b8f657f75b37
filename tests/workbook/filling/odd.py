"""Packages that are legal and odd, written by hand: other programs' XML, several tables, filters, notes."""

from collections.abc import Sequence
from pathlib import Path

from kpi_excel.workbook.checking.lint import lint
from kpi_excel.workbook.filling.fill import Dataset, Filled
from kpi_excel.workbook.xml import CONTENT_TYPES, PACKAGE_RELATIONSHIPS, parse
from tests.workbook.rich import MAIN, THREE, fill_file, package_of, parts, write_parts

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


SHEET = "xl/worksheets/sheet1.xml"


def table(
    area: str, columns: Sequence[str] = ("platform", "reach", "Note"), inside: str = "", **attributes: str
) -> str:
    """Write a table part; a column may be ``name=formula``."""
    nodes = []
    for number, column in enumerate(columns, 1):
        name, _, formula = column.partition("=")
        child = f"<calculatedColumnFormula>{formula}</calculatedColumnFormula>" if formula else ""
        nodes.append(f'<tableColumn id="{number}" name="{name}">{child}</tableColumn>')
    values = {"id": "1", "name": "kpi_platforms", "displayName": "kpi_platforms", "ref": area, **attributes}
    values["displayName"] = values["name"]
    written = " ".join(f'{name}="{value}"' for name, value in values.items())
    inside += f'<tableColumns count="{len(nodes)}">{"".join(nodes)}</tableColumns>'
    return f'<table xmlns="{MAIN}" {written}>{inside}</table>'


def relationships(*targets: tuple[str, str]) -> str:
    """Write a relationships part from types and targets."""
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE_RELATIONSHIPS}">{links}</Relationships>'


def workbook(
    path: Path, sheet: str | bytes, *tables: str, names: str = "", properties: str = "", name: str = "Data", **more: str
) -> Path:
    """Write a package with one sheet; `more` are parts under ``xl`` by name with ``__`` for ``/`` and their suffix."""
    ids = "".join(f'<tablePart r:id="rId{number}"/>' for number in range(1, len(tables) + 1))
    if isinstance(sheet, str):
        ending = f'<tableParts count="{len(tables)}">{ids}</tableParts></worksheet>'
        sheet = f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">{sheet}{ending}'.encode()
    overrides = "".join(
        f'<Override PartName="/xl/charts/{one}.xml" ContentType="application/vnd.{kind}+xml"/>'
        for one, kind in (
            ("chart1", "openxmlformats-officedocument.drawingml.chart"),
            ("chartEx1", "ms-office.chartex"),
        )
    )
    sheets = f'<sheets><sheet name="{name}" sheetId="1" r:id="rId1"/></sheets>'
    links = [("table", f"../tables/table{number}.xml") for number in range(1, len(tables) + 1)]
    string = '<si><r><t>Tik</t></r><r><t>Tok</t></r><rPh sb="0" eb="1"><t>no</t></rPh></si>'
    content = {
        "[Content_Types].xml": f'<Types xmlns="{CONTENT_TYPES}">{overrides}</Types>',
        "_rels/.rels": relationships(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{properties}{sheets}{names}</workbook>',
        "xl/_rels/workbook.xml.rels": relationships(
            ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")
        ),
        "xl/worksheets/_rels/sheet1.xml.rels": relationships(*links),
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{string}</sst>',
    }
    content |= {f"xl/tables/table{number}.xml": one for number, one in enumerate(tables, 1)}
    content |= {f"xl/{part.replace('__', '/')}.xml": text for part, text in more.items()}
    encoded = {part: text.encode() for part, text in content.items()}
    return write_parts(path, encoded | {SHEET: sheet})


def text(address: str, value: str, attributes: str = "") -> str:
    return f'<c r="{address}"{attributes} t="inlineStr"><is><t>{value}</t></is></c>'


def headers(row: int, first: str = "B", names: Sequence[str] = ("platform", "reach", "Note")) -> str:
    return "".join(text(f"{chr(ord(first) + index)}{row}", name) for index, name in enumerate(names))


def filled(path: Path, dataset: Dataset = THREE, **others: Dataset) -> tuple[dict[str, str], Filled]:
    target = path.with_name("filled.xlsx")
    result = fill_file(path, target, {"platforms": dataset, **others})
    found = [str(one) for one in lint(package_of(target))]
    assert found == []
    return {name: data.decode() for name, data in parts(target).items()}, result


def values(xml: str) -> dict[str, str]:
    """Give what cells hold by address, formulas with ``=``."""
    found = {}
    for node in parse(xml.encode()).iter("{*}c"):
        formula = node.findtext("{*}f")
        content = f"={formula}" if formula else "".join(node.itertext())
        if content:
            found[node.get("r")] = content
    return found
