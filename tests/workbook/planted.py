"""A workbook that carries everything that must not leave the house, in every place that is known for it."""

import re
import zipfile
from pathlib import Path

from tests.workbook.rich import parts, rich

AUTHOR = "Budi Santoso"
EMAIL = "budi.santoso@example.net"
COMPANY = "Rumah Angka"
FOLDER = r"C:\Users\bsantoso\Clients"
REMARK = "ask the customer CUST-88213 again"
SECRETS = ("santoso", EMAIL, COMPANY, "Users", "bsantoso", "88213", "]!press", "vba", "typed by somebody")

_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MICROSOFT = "http://schemas.microsoft.com/office"
_TYPES = "[Content_Types].xml"
_COMPATIBILITY = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def plant(path: Path) -> Path:
    """Write the rich workbook as an .xlsm with secrets planted; their parts need not be right beyond being found."""
    content = dict(parts(rich(path)))
    _plant_properties(content)
    _plant_in_workbook(content)
    _plant_in_sheets(content)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in content.items():
            info = zipfile.ZipInfo(name, (2026, 1, 2, 3, 4, 6))
            info.comment = EMAIL.encode()
            file.writestr(info, data, zipfile.ZIP_DEFLATED)
        file.comment = AUTHOR.encode()
    return path


def _plant_properties(content: dict[str, bytes]) -> None:
    core = content["docProps/core.xml"]
    content["docProps/core.xml"] = re.sub(rb"<dc:creator>[^<]*", f"<dc:creator>{AUTHOR}".encode(), core)
    extended = content["docProps/app.xml"]
    content["docProps/app.xml"] = extended.replace(
        b"<Company></Company>", f"<Manager>{AUTHOR}</Manager><Company>{COMPANY}</Company>".encode()
    )
    _add(content, "", "docProps/custom.xml", "custom-properties", f"<p>{EMAIL}</p>")
    _add(content, "", "docMetadata/LabelInfo.xml", f"{_MICROSOFT}/2020/02/relationships/classificationlabels", COMPANY)
    _add(content, "", "docProps/thumbnail.wmf", "metadata/thumbnail", AUTHOR)
    content["xl/forgotten.xml"] = f"<t>{REMARK}</t>".encode()
    content[_TYPES] = content[_TYPES].replace(
        b"</Types>", b'<Default Extension="wmf" ContentType="image/wmf"/></Types>'
    )


def _plant_in_workbook(content: dict[str, bytes]) -> None:
    workbook = "xl/workbook.xml"
    content[_TYPES] = content[_TYPES].replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    for part, kind in (
        ("xl/vbaProject.bin", f"{_MICROSOFT}/2006/relationships/vbaProject"),
        ("xl/persons/person.xml", f"{_MICROSOFT}/2017/10/relationships/person"),
        ("customXml/item1.xml", "customXml"),
        ("xl/connections.xml", "connections"),
        ("xl/xmlMaps.xml", "xmlMaps"),
        ("xl/revisions/userNames.xml", "usernames"),
    ):
        _add(content, workbook, part, kind, f"<t>{AUTHOR} {EMAIL} {FOLDER}</t>")
    old = content[workbook].replace(
        b"<workbookPr",
        f'<fileSharing userName="{AUTHOR}"/><workbookPr codeName="vbaBook"'.encode(),
    )
    path = (
        f'<mc:AlternateContent {_COMPATIBILITY}><mc:Choice Requires="x15"><x15ac:absPath url="{FOLDER}" '
        'xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac"/></mc:Choice></mc:AlternateContent>'
    )
    old = old.replace(b"<bookViews>", path.encode() + b"<bookViews>")
    old = old.replace(
        b"<definedNames>",
        f'<definedNames><definedName name="Macro1" xlm="1" vbProcedure="1" comment="{AUTHOR}">vbaMacro</definedName>'
        f'<definedName name="rate" comment="{REMARK}">0.11</definedName>'.encode(),
    )
    views = f'<customWorkbookViews><customWorkbookView name="{AUTHOR}" guid="{{0}}"/></customWorkbookViews>'
    content[workbook] = re.sub(rb"(<calcPr[^>]*/>)", rb"\1" + views.encode(), old)


def _plant_in_sheets(content: dict[str, bytes]) -> None:
    sheet = "xl/worksheets/sheet2.xml"
    printer = _add(content, sheet, "xl/printerSettings/printerSettings1.bin", "printerSettings", FOLDER)
    threads = f"{_MICROSOFT}/2017/10/relationships/threadedComment"
    _add(content, sheet, "xl/threadedComments/threadedComment1.xml", threads, f"<t>{REMARK}</t>")
    old = content[sheet]
    assert b"<hyperlinks>" in old
    target = _add(content, sheet, "", "hyperlink", r"file:///C:\Users\bsantoso\plan.docx")
    link = f'<hyperlink ref="A9" r:id="{target}"/></hyperlinks>'
    scenarios = f'<scenarios><scenario name="best" user="{AUTHOR}"/></scenarios>'
    old = old.replace(b"</hyperlinks>", link.encode()).replace(b"</sheetData>", b"</sheetData>" + scenarios.encode())
    content[sheet] = re.sub(rb"(<pageMargins[^>]*/>)", rb'\1<pageSetup r:id="%b"/>' % printer.encode(), old)
    strings = content["xl/sharedStrings.xml"].replace(b"</sst>", f"<si><t>{REMARK}</t></si></sst>".encode())
    content["xl/sharedStrings.xml"] = strings
    drawing = content["xl/drawings/drawing1.xml"]
    found = re.sub(
        rb'(<xdr:cNvPr [^>]*?)descr="[^"]*"',
        rf'\1descr="{FOLDER}\\logo.png"'.replace("\\", "\\\\").replace("\\\\1", "\\1").encode(),
        drawing,
    )
    assert found != drawing
    content["xl/drawings/drawing1.xml"] = found


def _add(content: dict[str, bytes], source: str, part: str, kind: str, text: str) -> str:
    """Add a part, or a link to a file if the part has no name; give the relationship's id."""
    folder, _, name = source.rpartition("/")
    links = f"{folder}/_rels/{name}.rels" if source else "_rels/.rels"
    identifier = f"rIdSecret{len(content[links])}"
    kind = kind if kind.startswith("http") else f"{_RELATIONSHIPS}/{kind}"
    target = f'Target="/{part}"' if part else f'Target="{text}" TargetMode="External"'
    element = f'<Relationship Id="{identifier}" Type="{kind}" {target}/></Relationships>'
    content[links] = content[links].replace(b"</Relationships>", element.encode())
    if part:
        content[part] = text.encode()
        override = f'<Override PartName="/{part}" ContentType="application/x-secret+xml"/></Types>'
        content[_TYPES] = content[_TYPES].replace(b"</Types>", override.encode())
    return identifier


def found_in(path: Path, *secrets: str) -> list[str]:
    """Search every part of a file, and what stands between its parts, for texts in any spelling and encoding."""
    everything: dict[str, bytes] = {"the zip file itself": path.read_bytes(), **parts(path)}
    return [
        f"{secret} in {name}"
        for name, data in everything.items()
        for secret in secrets
        for spelled in {secret.casefold(), secret.casefold().replace("\\", "/")}
        if any(spelled.encode(encoding) in data.lower() for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
        or spelled in name.casefold()
    ]
