"""Values behind cells: those that a cell leads to stay, the others are emptied in their place."""

from pathlib import Path

from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import read_structure
from kpi_excel.workbook.sharing.rich_values import scrub_rich_values
from kpi_excel.workbook.xml import parse
from tests.workbook.rich import parts, rich, write_parts

RICH = "http://schemas.microsoft.com/office/spreadsheetml/2017/richdata"
FROM = "http://schemas.microsoft.com/office/2017/06/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def with_values(path: Path) -> Path:
    """Write a workbook of which one cell leads to the first of three values, and that one to the third."""
    content = parts(rich(path))
    content["xl/richData/rdrichvaluestructure.xml"] = (
        f'<rvStructures xmlns="{RICH}" count="1">'
        '<s t="_e"><k n="a" t="s"/><k n="b" t="r"/><k n="c"/></s></rvStructures>'
    ).encode()
    values = "".join(
        f'<rv s="0"><v>{text}</v><v>{other}</v><v>{number}</v></rv>'
        for text, other, number in (("Jakarta", 2, 10.5), ("Secret", 1, 99), ("Java", 2, 3))
    )
    content["xl/richData/rdrichvalue.xml"] = f'<rvData xmlns="{RICH}" count="3">{values}</rvData>'.encode()
    content["xl/metadata.xml"] = (
        f'<metadata xmlns="{MAIN}" xmlns:xlrd="{RICH}"><metadataTypes count="1"><metadataType name="XLRICHVALUE"/>'
        '</metadataTypes><futureMetadata name="XLRICHVALUE" count="1"><bk><extLst><ext><xlrd:rvb i="0"/></ext></extLst>'
        '</bk></futureMetadata><valueMetadata count="1"><bk><rc t="1" v="0"/></bk></valueMetadata></metadata>'
    ).encode()
    links = "xl/_rels/workbook.xml.rels"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    more = (
        f'<Relationship Id="r1" Type="{FROM}/rdRichValue" Target="richData/rdrichvalue.xml"/>'
        f'<Relationship Id="r2" Type="{FROM}/rdRichValueStructure" Target="richData/rdrichvaluestructure.xml"/>'
        f'<Relationship Id="r3" Type="{office}/sheetMetadata" Target="metadata.xml"/>'
    )
    content[links] = content[links].replace(b"</Relationships>", f"{more}</Relationships>".encode())
    sheet = next(name for name in content if name.startswith("xl/worksheets/sheet"))
    content[sheet] = content[sheet].replace(b"<c r=", b'<c vm="1" r=', 1)
    return write_parts(path.with_name("values.xlsx"), content)


def test_what_no_cell_leads_to_is_emptied(tmp_path: Path) -> None:
    with open_package(with_values(tmp_path / "rich.xlsx")) as package:
        edit = Edit(package)
        scrub_rich_values(edit, read_structure(package))
        root = parse(edit.read("xl/richData/rdrichvalue.xml"))
    assert [[node.text or "" for node in value] for value in root] == [
        ["Jakarta", "2", "10.5"],
        ["", "1", "0"],
        ["Java", "2", "3"],
    ]


def test_a_workbook_without_such_values_stays(tmp_path: Path) -> None:
    with open_package(rich(tmp_path / "rich.xlsx")) as package:
        edit = Edit(package)
        scrub_rich_values(edit, read_structure(package))
        assert edit.changed() == []
