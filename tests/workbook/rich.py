"""Workbooks for tests of preservation: one with everything that Excel knows, and any with a table to fill added."""

import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path

import xlsxwriter

from kpi_excel.errors import KpiExcelError
from kpi_excel.workbook.calculating.up_to_date import bring_up_to_date
from kpi_excel.workbook.calculators.with_cellrune import CELLRUNE
from kpi_excel.workbook.filling.fill import Dataset, Filled, fill, fill_names
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import Package, open_package
from kpi_excel.workbook.parts.structure import read_structure
from kpi_excel.workbook.xml import Element, parse

SHEET_PART, TABLE_PART = "xl/worksheets/kpis.xml", "xl/tables/kpis.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEADERS = ("platform", "reach", "Twice", "Note")
DOUBLE = "kpi_platforms[[#This Row],[reach]]*2"
Parts = Mapping[str, bytes]

THREE = Dataset({"platform": ["Instagram", "X", "TikTok"], "reach": [0.5, float("nan"), 2.0]})
TWO = Dataset({"platform": ["TikTok", "Instagram"], "reach": [7.0, 8.0]})
NONE = Dataset({"platform": [], "reach": []})


def parts(path: Path) -> dict[str, bytes]:
    """Read every part of a package."""
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def packed(path: Path) -> dict[str, bytes]:
    """Give the compressed bytes of every part."""
    data = path.read_bytes()
    with zipfile.ZipFile(path) as file:
        found = {}
        for info in file.infolist():
            name, extra = struct.unpack_from("<HH", data, info.header_offset + 26)
            start = info.header_offset + 30 + name + extra
            found[info.filename] = data[start : start + info.compress_size]
        return found


def write_parts(path: Path, content: Parts) -> Path:
    """Write a package."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in content.items():
            file.writestr(zipfile.ZipInfo(name, (2026, 1, 2, 3, 4, 6)), data, zipfile.ZIP_DEFLATED)
    return path


def add_table(source: Path, target: Path, sheet: str = "KPIs added") -> Path:
    """Copy a workbook, adding a sheet with a table ``kpi_platforms`` in B4:E5 and a cell beside it."""
    content = parts(source)
    with open_package(source) as package:
        part = package.workbook_part
        taken = {one.id for one in package.relationships(part)}
    root = parse(content[part])
    namespace = STRICT if root.tag.startswith(f"{{{STRICT}}}") else MAIN
    number = max(int(node.get("sheetId")) for node in root.iter("{*}sheet")) + 1
    identifier = next(f"rId{index}" for index in range(900, 2000) if f"rId{index}" not in taken)
    _add_sheet_to_workbook(content, part, root, sheet, number, identifier)
    content[SHEET_PART], content[TABLE_PART] = _sheet(namespace), _table(namespace, _table_id(content))
    relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    content["xl/worksheets/_rels/kpis.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{relationships}/table" Target="../tables/kpis.xml"/></Relationships>'
    ).encode()
    return write_parts(target, content)


def _add_sheet_to_workbook(
    content: dict[str, bytes], part: str, root: Element, sheet: str, number: int, identifier: str
) -> None:
    """Name the new sheet in the workbook, its relationships and the content types."""
    prefix = next(key for key, uri in root.nsmap.items() if uri and uri.endswith("officeDocument/2006/relationships"))
    element = f'<sheet name="{sheet}" sheetId="{number}" {prefix}:id="{identifier}"/></sheets>'.encode()
    content[part] = content[part].replace(b"</sheets>", element)
    folder, _, name = part.rpartition("/")
    relationships = f"{folder}/_rels/{name}.rels"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    added = f'<Relationship Id="{identifier}" Type="{kind}" Target="/{SHEET_PART}"/></Relationships>'.encode()
    content[relationships] = content[relationships].replace(b"</Relationships>", added)
    types = "".join(
        f'<Override PartName="/{one}" ContentType="{TYPES}.{kind}+xml"/>'
        for one, kind in ((SHEET_PART, "worksheet"), (TABLE_PART, "table"))
    )
    content["[Content_Types].xml"] = content["[Content_Types].xml"].replace(b"</Types>", f"{types}</Types>".encode())


def _table_id(content: Parts) -> int:
    found = [int(parse(data).get("id")) for name, data in content.items() if name.startswith("xl/tables/table")]
    return max(found, default=0) + 1


def _sheet(namespace: str) -> bytes:
    headers = "".join(
        f'<c r="{column}4" t="inlineStr"><is><t>{header}</t></is></c>'
        for column, header in zip("BCDE", HEADERS, strict=True)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{namespace}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<dimension ref="B4:G5"/><sheetViews><sheetView workbookViewId="0"><selection activeCell="C5" sqref="C5"/>'
        '</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols><col min="2" max="2" width="23" '
        f'customWidth="1"/></cols><sheetData><row r="4">{headers}</row>'
        '<row r="5" ht="24" customHeight="1"><c r="B5"/><c r="C5"/><c r="D5"/><c r="E5"/><c r="G5"><v>42</v></c></row>'
        '</sheetData><conditionalFormatting sqref="C5"><cfRule type="cellIs" priority="1" operator="greaterThan">'
        '<formula>1</formula></cfRule></conditionalFormatting><pageMargins left="0.7" right="0.7" top="0.75" '
        'bottom="0.75" header="0.3" footer="0.3"/><tableParts count="1"><tablePart r:id="rId1"/></tableParts>'
        "</worksheet>"
    ).encode()


def _table(namespace: str, number: int) -> bytes:
    columns = "".join(
        f'<tableColumn id="{index}" name="{name}"'
        + (f"><calculatedColumnFormula>{DOUBLE}</calculatedColumnFormula></tableColumn>" if name == "Twice" else "/>")
        for index, name in enumerate(HEADERS, 1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<table xmlns="{namespace}" id="{number}" name="kpi_platforms" displayName="kpi_platforms" ref="B4:E5" '
        f'totalsRowShown="0"><autoFilter ref="B4:E5"/><tableColumns count="4">{columns}</tableColumns>'
        '<tableStyleInfo name="TableStyleMedium2" showFirstColumn="0" showLastColumn="0" showRowStripes="1" '
        'showColumnStripes="0"/></table>'
    ).encode()


def rich(path: Path) -> Path:
    """Write a workbook with everything that load-and-save programs lose, and a table to fill with its followers."""
    book = xlsxwriter.Workbook(str(path))
    data = book.add_worksheet("Data")
    columns = [{"header": header} for header in HEADERS]
    columns[2]["formula"] = f"={DOUBLE}"
    data.add_table("B4:E5", {"name": "kpi_platforms", "columns": columns})
    data.set_column("B:B", 23)
    data.set_row(4, 24)
    data.write_comment("E2", "a note beside the table", {"x_scale": 2})
    data.conditional_format("C5:C5", {"type": "data_bar", "data_bar_2010": True, "bar_solid": True})
    data.conditional_format("D5:D5", {"type": "icon_set", "icon_style": "3_flags"})
    data.data_validation("E5:E5", {"validate": "list", "source": ["good", "bad"]})
    data.write("G2", "Trend")
    data.add_sparkline("G3", {"range": "Data!$C$5:$C$5", "type": "column", "markers": True})
    data.add_sparkline("E5", {"range": "Data!C5:D5"})
    data.print_area("B4:E5")
    data.repeat_rows(3)
    page = book.add_worksheet("Dashboard")
    page.right_to_left()
    page.write_dynamic_array_formula("A1", "=_xlfn.SEQUENCE(3)")
    page.write_formula("C1", "=SUM(Data!$C$5:$C$5)")
    page.write_formula("C2", "=COUNTA(kpi_platforms[platform])")
    page.insert_checkbox("C4", True)
    page.insert_button("E2", {"macro": "press", "caption": "Press"})
    page.insert_textbox("E6", "words in a box", {"font": {"bold": True}})
    page.insert_textbox("E14", "", {"textlink": "=Data!$G$2"})
    page.insert_image("H2", "logo.png", {"image_data": BytesIO(_png())})
    page.set_header("&L&G", {"image_left": "logo.png", "image_data_left": BytesIO(_png())})
    page.set_background(BytesIO(_png()))
    page.write_rich_string("A6", "plain ", book.add_format({"bold": True}), "bold")
    page.write_comment("A7", "typed by somebody", {"author": "Sari"})
    page.write_url("A8", "https://example.org/report")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"categories": "=Data!$B$5:$B$5", "values": "=Data!$C$5:$C$5"})
    page.insert_chart("E20", chart)
    sheet = book.add_chartsheet("Chart sheet")
    line = book.add_chart({"type": "line"})
    line.add_series({"categories": "=Data!$B$5:$B$5", "values": "=Data!$D$5:$D$5"})
    sheet.set_chart(line)
    book.define_name("reaches", "=Data!$C$5:$C$5")
    hidden = book.add_worksheet("Hidden")
    hidden.write("A1", 1)
    hidden.hide()
    hidden.protect("secret")
    book.close()
    return path


def _png() -> bytes:
    """Write a picture of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixel = zlib.compress(b"\0\x20\x60\xa0")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")


def fill_file(source: Path, target: Path, datasets: Mapping[str, Dataset] | None = None, build: bool = False) -> Filled:
    """Fill a workbook; with `build`, calculate it too, as building a dashboard does."""
    with open_package(source) as package:
        edit = Edit(package)
        structure = read_structure(package)
        filled = fill(edit, structure, datasets or {"platforms": THREE})
        fill_names(filled, {"brand": "Senja"})
        if build:
            bring_up_to_date(filled, date(2026, 9, 30), CELLRUNE)
        else:
            filled.write_sheets()
        target.write_bytes(edit.save())
    return filled


def can_be_calculated(path: Path) -> bool:
    """Tell whether the spreadsheet engine takes a file."""
    try:
        CELLRUNE.calculate(path.read_bytes(), date(2026, 9, 30))
    except (KpiExcelError, ValueError, RuntimeError):
        return False
    return True


def without(xml: bytes, area: str, followers: bool = True, values: bool = False) -> list[str]:
    """Write a sheet's elements one a line, without the cells of an area and the rows that hold nothing else.

    Args:
        xml: the sheet.
        area: the filled cells, such as ``B5:E9``.
        followers: whether ranges that may follow a table are left out too.
        values: whether the values of formulas are left out.
    """
    found = re.fullmatch(r"([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)", area)
    assert found
    left, top, right, bottom = found[1], int(found[2]), found[3], int(found[4])
    lines = []
    for node in parse(xml).iter():
        name, attributes = node.tag.rpartition("}")[2], dict(node.attrib)
        if (
            name in ("dimension", "sheetData")
            or (followers and "}sparkline>" in _path(node))
            or _is_inside(node, left, top, right, bottom)
        ):
            continue
        attributes.pop("spans", None)
        if name == "row" and not [one for one in node if not _is_inside(one, left, top, right, bottom)]:
            continue
        if followers and name in ("conditionalFormatting", "dataValidation"):
            attributes.pop("sqref", None)
        text = node.text or ""
        if followers and name in ("sqref", "f") and "spreadsheetml" not in node.tag:
            text = ""
        if (
            values
            and name in ("v", "c")
            and (node.find("{*}f") is not None or node.getparent().find("{*}f") is not None)
        ):
            text, attributes = "", {key: value for key, value in attributes.items() if key != "t"}
            if name == "v":
                continue
        lines.append(f"{node.tag} {sorted(attributes.items())} {text}")
    return lines


def _path(node: Element) -> str:
    return "".join(f"{one.tag}>" for one in [node, *node.iterancestors()])


def _is_inside(node: Element, left: str, top: int, right: str, bottom: int) -> bool:
    while node is not None:
        if node.tag.endswith("}c"):
            found = re.fullmatch(r"([A-Z]+)([0-9]+)", node.get("r", ""))
            inside = found and (len(left), left) <= (len(found[1]), found[1]) <= (len(right), right)
            return bool(inside and found and top <= int(found[2]) <= bottom)
        node = node.getparent()
    return False


def package_of(path: Path) -> Package:
    """Open a package that stays open, for programs that take one."""
    return Package(path.read_bytes(), path.name)
