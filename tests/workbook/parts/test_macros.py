"""Macros: found wherever a workbook has them, and what calls them stays as it looks."""

from pathlib import Path

import pytest

from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.macros import has_macros, is_macro_name, leave_out_macros
from kpi_excel.workbook.xml import parse
from tests.workbook.rich import package_of, parts, rich, write_parts

SHEET = "xl/worksheets/sheet2.xml"
KINDS = "http://schemas.microsoft.com/office/"


@pytest.mark.parametrize(
    ("links", "kind", "expected"),
    [
        ("xl/_rels/workbook.xml.rels", "2006/relationships/vbaProject", True),
        ("_rels/.rels", "2006/relationships/ui/extensibility", True),
        ("_rels/.rels", "2007/relationships/ui/extensibility", True),
        ("_rels/.rels", "2006/relationships/ui/userCustomization", True),
        ("xl/_rels/workbook.xml.rels", "2017/10/relationships/person", False),
    ],
)
def test_whether_there_are_macros(tmp_path: Path, links: str, kind: str, expected: bool) -> None:
    path = rich(tmp_path / "a.xlsx")  # it has a button that calls a macro, but none
    assert not has_macros(package_of(path))
    content = parts(path)
    added = f'<Relationship Id="rIdM" Type="{KINDS}{kind}" Target="macros.bin"/></Relationships>'
    content[links] = content[links].replace(b"</Relationships>", added.encode())
    assert has_macros(package_of(write_parts(path, content))) is expected


def test_what_calls_macros_stays_as_it_looks(tmp_path: Path) -> None:
    content = parts(rich(tmp_path / "a.xlsx"))
    control = (
        b'<controls><control shapeId="1" r:id="rId1"><controlPr macro="[0]!press" autoFill="0"/></control></controls>'
    )
    text = b'<row r="99"><c r="A99" t="inlineStr"><is><t>say macro="x" here</t></is></c></row></sheetData>'
    content[SHEET] = (
        content[SHEET]
        .replace(b"</sheetData>", text)
        .replace(b"</worksheet>", b"<controls>%b</controls></worksheet>" % control)
    )
    edit = Edit(package_of(write_parts(tmp_path / "b.xlsx", content)))
    leave_out_macros(edit)
    assert b'<controlPr autoFill="0"/>' in edit.read(SHEET)
    assert b'say macro="x" here' in edit.read(SHEET)
    drawing = next(part for part in content if part.endswith("vml") and b"press" in content[part])
    assert b"press" not in edit.read(drawing).replace(b"Press", b"")
    assert edit.read(drawing).count(b"<v:shape ") == content[drawing].count(b"<v:shape ")


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [('vbProcedure="1"', True), ('function="true"', True), ('xlm="1" hidden="1"', True), ('hidden="1"', False)],
)
def test_names_of_macros(attributes: str, expected: bool) -> None:
    assert is_macro_name(parse(f'<definedName name="one" {attributes}>Own!A1</definedName>'.encode())) is expected
