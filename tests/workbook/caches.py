"""A workbook whose caches hold rows that no cell shows, in every part that is known for it."""

import re
from pathlib import Path

import xlsxwriter

from tests.workbook.rich import parts, write_parts

FORMER = "FORMER-CUSTOMER"
NOW = "Rina Wijaya"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MICROSOFT = "http://schemas.microsoft.com/office"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_X14, _X15 = f"{_MICROSOFT}/spreadsheetml/2009/9/main", f"{_MICROSOFT}/spreadsheetml/2010/11/main"
_RICH = f"{_MICROSOFT}/spreadsheetml/2017/richdata"


def with_caches(path: Path) -> Path:
    """Write a workbook with a pivot table over its own table, and one over a table that is filled.

    The first shows two customers of four that its cache holds; the second shows one that the table held before.
    """
    plain = path.with_name("plain-caches.xlsx")
    with xlsxwriter.Workbook(plain) as book:
        sheet = book.add_worksheet("Own")
        columns = [{"header": "platform"}, {"header": "engagements"}]
        sheet.add_table("A1:B2", {"name": "kpi_platforms", "columns": columns})
        sheet.add_table(
            "E1:G3", {"name": "Customers", "columns": [{"header": name} for name in ("who", "paid", "day")]}
        )
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for row, (who, paid, when) in enumerate([(NOW, 12, 46204), ("Sari", 7.5, 46205)], 1):
            sheet.write_row(row, 4, (who, paid))
            sheet.write(row, 6, when, day)
        pivots = book.add_worksheet("Pivots")
        for row, cells in enumerate(
            [("Row Labels", "Sum of paid"), (NOW, 12), ("Sari", 7.5), ("Grand Total", 19.5)], 4
        ):
            pivots.write_row(row, 0, cells)
        stale = book.add_worksheet("Stale")
        stale.write_row(2, 0, ("platform", f"{FORMER} page"))
        for row, former in enumerate([("Row Labels", "Sum"), (f"{FORMER} cell", 99), ("Grand Total", 99)], 4):
            stale.write_row(row, 0, former)
        stale.write("E5", "beside it")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"categories": "=Stale!$A$6:$A$7", "values": "=Stale!$B$6:$B$7"})
        stale.insert_chart("E9", chart)
        stale.protect("secret")
    content = dict(parts(plain))
    own = (
        f'<s v="{NOW}"/><s v="{FORMER} item"/><s v="Sari"/><s v="{FORMER} other"/>',
        '<n v="12"/><n v="88213.5"/><n v="7.5"/>',
        '<d v="2026-07-01T00:00:00"/><d v="1971-03-04T00:00:00"/>',
    )
    _pivot(content, 1, "xl/worksheets/sheet2.xml", "Customers", "A5:B8", own)
    filled = (f'<s v="{FORMER} platform"/>', '<n v="99"/>', '<d v="1971-03-04T00:00:00"/>')
    _pivot(
        content, 2, "xl/worksheets/sheet3.xml", "kpi_platforms", "A5:B7", filled, ' rowPageCount="1" colPageCount="1"'
    )
    content["xl/workbook.xml"] = content["xl/workbook.xml"].replace(b"</workbook>", _book_end())
    source = b'<c:pivotSource><c:name>[own.xlsx]Stale!Pivot2</c:name><c:fmtId val="0"/></c:pivotSource><c:chart>'
    chart_part = content["xl/charts/chart1.xml"].replace(b"<c:chart>", source)
    point = f'<c:pt idx="0"><c:v>{FORMER} point</c:v></c:pt>'.encode()
    content["xl/charts/chart1.xml"] = re.sub(rb'<c:pt idx="0">.*?</c:pt>', point, chart_part, count=1)
    _slicers(content)
    _query(content)
    _rich_values(content)
    return write_parts(path, content)


def _pivot(
    content: dict[str, bytes], number: int, sheet: str, source: str, where: str, items: tuple[str, ...], pages: str = ""
) -> None:
    texts, numbers, dates = items
    count = texts.count("<s ")
    fields = (
        f'<cacheField name="who" numFmtId="0"><sharedItems count="{count}">{texts}</sharedItems></cacheField>'
        '<cacheField name="paid" numFmtId="0"><sharedItems containsSemiMixedTypes="0" containsString="0" '
        f'containsNumber="1" minValue="7.5" maxValue="88213.5" count="{numbers.count("<n ")}">{numbers}</sharedItems>'
        '</cacheField><cacheField name="day" numFmtId="14"><sharedItems containsSemiMixedTypes="0" '
        'containsNonDate="0" containsDate="1" containsString="0" minDate="1971-03-04T00:00:00" '
        f'maxDate="2026-07-02T00:00:00" count="{dates.count("<d ")}">{dates}</sharedItems></cacheField>'
    )
    cache = f"xl/pivotCache/pivotCacheDefinition{number}.xml"
    _add(
        content, "xl/workbook.xml", cache, f"{_OFFICE}/pivotCacheDefinition", "pivotCacheDefinition+xml",
        f'<pivotCacheDefinition xmlns="{_MAIN}" xmlns:r="{_OFFICE}" r:id="rId1" refreshedBy="{FORMER} by" '
        f'refreshedDate="46000" createdVersion="6" refreshedVersion="6" minRefreshableVersion="3" recordCount="1">'
        f'<cacheSource type="worksheet"><worksheetSource name="{source}"/></cacheSource><cacheFields count="3">'
        f"{fields}</cacheFields></pivotCacheDefinition>",
    )  # fmt: skip
    _add(
        content, cache, f"xl/pivotCache/pivotCacheRecords{number}.xml", f"{_OFFICE}/pivotCacheRecords",
        "pivotCacheRecords+xml",
        f'<pivotCacheRecords xmlns="{_MAIN}" count="1"><r><s v="{FORMER} record"/><n v="88213.5"/>'
        '<x v="0"/></r></pivotCacheRecords>',
    )  # fmt: skip
    shown = "".join(f'<item x="{index}"/>' for index in range(count)).replace("/>", f' n="{FORMER} caption"/>', 1)
    table = f"xl/pivotTables/pivotTable{number}.xml"
    _add(
        content, sheet, table, f"{_OFFICE}/pivotTable", "pivotTable+xml",
        f'<pivotTableDefinition xmlns="{_MAIN}" name="Pivot{number}" cacheId="{number}" dataCaption="Values">'
        f'<location ref="{where}" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"{pages}/><pivotFields count="3">'
        f'<pivotField axis="axisRow" showAll="0"><items count="{count + 1}">{shown}<item t="default"/></items>'
        '</pivotField><pivotField dataField="1" showAll="0"/><pivotField showAll="0"/></pivotFields>'
        '<rowFields count="1"><field x="0"/></rowFields><rowItems count="2"><i><x/></i><i t="grand"><x/></i></rowItems>'
        '<colItems count="1"><i/></colItems><dataFields count="1"><dataField name="Sum of paid" fld="1" baseField="0" '
        'baseItem="0"/></dataFields></pivotTableDefinition>',
    )  # fmt: skip
    _add(content, table, cache, f"{_OFFICE}/pivotCacheDefinition", "", "")


def _book_end() -> bytes:
    return (
        f'<pivotCaches><pivotCache cacheId="1" r:id="rIdCpivotCacheDefinition1"/><pivotCache cacheId="2" '
        f'r:id="rIdCpivotCacheDefinition2"/></pivotCaches><extLst><ext uri="{{BBE1A952-AA13-448e-AADC-164F8A28A991}}" '
        f'xmlns:x14="{_X14}"><x14:slicerCaches><x14:slicerCache r:id="rIdCslicerCache1"/></x14:slicerCaches></ext><ext '
        f'uri="{{D0CA8CA8-9F24-4464-BF8E-62219DCF47F9}}" xmlns:x15="{_X15}"><x15:timelineCacheRefs>'
        '<x15:timelineCacheRef r:id="rIdCtimelineCache1"/></x15:timelineCacheRefs></ext></extLst></workbook>'
    ).encode()


def _slicers(content: dict[str, bytes]) -> None:
    """Add a slicer's and a timeline's cache, which name items by number and dates only."""
    pivot = '<pivotTables><pivotTable tabId="2" name="Pivot1"/></pivotTables>'
    items = "".join(f'<i x="{index}" s="1"/>' for index in range(4))
    _add(
        content, "xl/workbook.xml", "xl/slicerCaches/slicerCache1.xml", f"{_MICROSOFT}/2007/relationships/slicerCache",
        "application/vnd.ms-excel.slicerCache+xml",
        f'<slicerCacheDefinition xmlns="{_X14}" name="Slicer_who" sourceName="who">{pivot}<data><tabular '
        f'pivotCacheId="1"><items count="4">{items}</items></tabular></data></slicerCacheDefinition>',
    )  # fmt: skip
    _add(
        content, "xl/workbook.xml", "xl/timelineCaches/timelineCache1.xml",
        f"{_MICROSOFT}/2011/relationships/timelineCache", "application/vnd.ms-excel.timelineCache+xml",
        f'<timelineCacheDefinition xmlns="{_X15}" name="NativeTimeline_day" sourceName="day">{pivot}'
        '<state minimalRefreshVersion="6" lastRefreshVersion="6" pivotCacheId="1" filterType="unknown">'
        '<selection startDate="2026-07-01T00:00:00" endDate="2026-07-02T00:00:00"/>'
        '<bounds startDate="2026-01-01T00:00:00" endDate="2027-01-01T00:00:00"/></state></timelineCacheDefinition>',
    )  # fmt: skip


def _query(content: dict[str, bytes]) -> None:
    """Add a connection with a query for the table Customers, and what Power Query keeps in custom XML."""
    table = next(name for name, data in content.items() if b'name="Customers"' in data and "tables/" in name)
    changed = content[table].replace(b"<table ", b'<table tableType="queryTable" ')
    for number in (1, 2, 3):
        changed = changed.replace(
            b'<tableColumn id="%d"' % number, b'<tableColumn queryTableFieldId="%d" id="%d"' % (number, number)
        )
    content[table] = changed
    _add(
        content, table, "xl/queryTables/queryTable1.xml", f"{_OFFICE}/queryTable", "queryTable+xml",
        f'<queryTable xmlns="{_MAIN}" name="{FORMER} query" connectionId="1"><queryTableRefresh nextId="5">'
        f'<queryTableFields count="1"><queryTableField id="1" name="{FORMER}"/></queryTableFields>'
        f'<queryTableDeletedFields count="1"><deletedField name="{FORMER} field"/></queryTableDeletedFields>'
        "</queryTableRefresh></queryTable>",
    )  # fmt: skip
    _add(
        content, "xl/workbook.xml", "xl/connections.xml", f"{_OFFICE}/connections", "connections+xml",
        f'<connections xmlns="{_MAIN}"><connection id="1" name="{FORMER} connection" type="5" refreshedVersion="6">'
        f'<dbPr connection="Provider=X" command="SELECT * WHERE who=\'{FORMER}\'"/></connection></connections>',
    )  # fmt: skip
    _add(
        content, "xl/workbook.xml", "customXml/item1.xml", f"{_OFFICE}/customXml", "application/xml",
        f"<DataMashup>{FORMER} mashup</DataMashup>",
    )  # fmt: skip


def _rich_values(content: dict[str, bytes]) -> None:
    """Put a rich value behind the cell E2, which leads to a second and to an array; a third is behind no cell."""
    sheet = "xl/worksheets/sheet1.xml"
    content[sheet] = content[sheet].replace(b'<c r="E2"', b'<c r="E2" vm="1"')
    rich = f"{_MICROSOFT}/2017/06/relationships"
    book, kind = "xl/workbook.xml", "application/vnd.ms-excel.{}+xml"
    _add(
        content, book, "xl/metadata.xml", f"{_OFFICE}/sheetMetadata", "sheetMetadata+xml",
        f'<metadata xmlns="{_MAIN}" xmlns:xlrd="{_RICH}"><metadataTypes count="1"><metadataType name="XLRICHVALUE" '
        'minSupportedVersion="120000" copy="1"/></metadataTypes><futureMetadata name="XLRICHVALUE" count="1"><bk>'
        '<extLst><ext uri="{3e2802c4-a4d2-4d8b-9148-e3be6c30e623}"><xlrd:rvb i="1"/></ext></extLst></bk>'
        '</futureMetadata><valueMetadata count="1"><bk><rc t="1" v="0"/></bk></valueMetadata></metadata>',
    )  # fmt: skip
    _add(
        content, book, "xl/richData/rdrichvalue.xml", f"{rich}/rdRichValue", kind.format("rdrichvalue"),
        f'<rvData xmlns="{_RICH}" count="3"><rv s="1"><v>Jakarta</v><v>3</v></rv><rv s="0"><v>{NOW}</v><v>0</v><v>0</v>'
        f"</rv><rv s=\"1\"><fb t=\"s\">{FORMER} fallback</fb><v>{FORMER} place</v><v>88213</v></rv></rvData>",
    )  # fmt: skip
    _add(
        content, book, "xl/richData/rdrichvaluestructure.xml", f"{rich}/rdRichValueStructure",
        kind.format("rdrichvaluestructure"),
        f'<rvStructures xmlns="{_RICH}" count="2"><s t="_entity"><k n="_DisplayString" t="s"/><k n="home" t="r"/>'
        '<k n="list" t="a"/></s><s t="_entity"><k n="_DisplayString" t="s"/><k n="size"/></s></rvStructures>',
    )  # fmt: skip
    _add(
        content, book, "xl/richData/rdarray.xml", f"{rich}/rdArray", kind.format("rdarray"),
        f'<arrayData xmlns="{_RICH}2" count="2"><a r="1" c="1"><v t="s">kept</v></a><a r="1" c="1"><v t="s">'
        f"{FORMER} array</v></a></arrayData>",
    )  # fmt: skip


def _add(content: dict[str, bytes], source: str, part: str, link: str, kind: str, xml: str) -> None:
    """Add a part with its content type and the link from another one; without XML, only the link."""
    folder, _, name = source.rpartition("/")
    links = f"{folder}/_rels/{name}.rels"
    empty = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    stem = part.rpartition("/")[2].partition(".")[0]
    identifier = "rId1" if stem.startswith("pivotCacheRecords") else f"rIdC{stem}"
    element = f'<Relationship Id="{identifier}" Type="{link}" Target="/{part}"/></Relationships>'
    content[links] = content.get(links, empty).replace(b"</Relationships>", element.encode())
    if xml:
        content[part] = (_HEAD + xml).encode()
        full = kind if kind.startswith("application/") else f"{_SPREADSHEET}.{kind}"
        override = f'<Override PartName="/{part}" ContentType="{full}"/></Types>'
        types = "[Content_Types].xml"
        content[types] = content[types].replace(b"</Types>", override.encode())
