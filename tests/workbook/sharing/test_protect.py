"""Protection: formats that open a cell, and elements where the format wants them."""

from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.sharing.protect import Formats, drop_downs, protect_sheet, protect_structure, unlock
from kpi_excel.workbook.sharing.shell import read_shell, write_shell
from kpi_excel.workbook.sheet.sheet_data import SheetData
from kpi_excel.workbook.xml import MAIN, parse, serialize

STYLES = (
    f'<styleSheet xmlns="{MAIN}"><cellXfs count="4"><xf numFmtId="0" fontId="1"/>'
    '<xf numFmtId="9" fontId="2"><alignment horizontal="left"/><extLst/></xf>'
    '<xf numFmtId="0"><protection locked="0"/></xf>'
    '<xf numFmtId="4"><alignment/><protection hidden="1"/></xf></cellXfs><cellStyles/></styleSheet>'
).encode()
SHEET = (
    f'<worksheet xmlns="{MAIN}"><cols><col min="2" max="3" width="9" style="1"/></cols>'
    '<sheetData><row r="1"><c r="A1" s="1" t="str"><f>B1</f><v>x</v></c><c r="B1" s="3" t="b"><v>1</v></c></row>'
    '<row r="2" s="3" customFormat="1"/></sheetData><sheetCalcPr/>'
    '<sheetProtection password="CAFE" sheet="1"/><protectedRanges><protectedRange name="Sari" sqref="A1"/>'
    '</protectedRanges><autoFilter ref="A1:B2"/></worksheet>'
).encode()


def names(root: object) -> list[str]:
    return [node.tag.rpartition("}")[2] for node in root]  # type: ignore[attr-defined]


def test_an_open_format_differs_in_protection_only_and_is_made_once() -> None:
    formats = Formats(STYLES)
    assert [formats.unlocked(one) for one in ("1", "1", "", "2", "3", "0", "4")] == ["4", "4", "5", "2", "6", "5", "4"]
    xfs = parse(formats.serialize()).find("{*}cellXfs")
    assert xfs.get("count") == "7" == str(len(xfs))
    assert dict(xfs[4].attrib) == {"numFmtId": "9", "fontId": "2", "applyProtection": "1"}
    assert names(xfs[4]) == ["alignment", "protection", "extLst"]
    assert names(xfs[5]) == ["protection"]
    assert dict(xfs[6].find("{*}protection").attrib) == {"hidden": "1", "locked": "0"}
    assert [serialize(one) for one in xfs[:4]] == [serialize(one) for one in parse(STYLES).find("{*}cellXfs")]


def test_formats_that_are_open_or_do_not_exist_change_nothing() -> None:
    formats = Formats(STYLES)
    assert (formats.unlocked("2"), formats.unlocked("77")) == ("2", "77")
    assert formats.serialize() is STYLES


def test_cells_are_opened_but_not_those_with_a_formula() -> None:
    data = SheetData(SHEET)
    unlock(data, read_shell(data), Area(1, 1, 3, 2), Formats(STYLES))
    assert data.cell(1, 1) == b'<c r="A1" s="1" t="str"><f>B1</f><v>x</v></c>'
    assert data.cell(1, 2) == b'<c r="B1" t="b" s="4"><v>1</v></c>'
    # cells that were not there look as before: as their row, else as their column
    assert (data.cell(2, 1), data.cell(2, 2)) == (b'<c r="A2" s="4"/>', b'<c r="B2" s="4"/>')
    assert (data.cell(3, 1), data.cell(3, 2)) == (b'<c r="A3" s="5"/>', b'<c r="B3" s="6"/>')


def test_a_sheet_is_protected_without_a_password_in_the_place_of_its_old_protection() -> None:
    data = SheetData(SHEET)
    shell = read_shell(data)
    protect_sheet(shell)
    protect_sheet(shell)
    write_shell(data, shell)
    root = parse(data.serialize())
    assert names(root) == ["cols", "sheetData", "sheetCalcPr", "sheetProtection", "autoFilter"]
    assert dict(root.find("{*}sheetProtection").attrib) == {
        "sheet": "1", "objects": "1", "scenarios": "1",
        "formatColumns": "0", "sort": "0", "autoFilter": "0", "pivotTables": "0",
    }  # fmt: skip
    assert len(root.findall(".//{*}c")) == 2


def test_a_chart_sheet_is_protected() -> None:
    root = parse(f'<chartsheet xmlns="{MAIN}"><sheetPr/><sheetViews/><pageMargins/></chartsheet>'.encode())
    protect_sheet(root)
    assert names(root) == ["sheetPr", "sheetViews", "sheetProtection", "pageMargins"]


def test_the_structure_is_protected_in_its_place() -> None:
    root = parse(
        f'<workbook xmlns="{MAIN}"><workbookPr/><workbookProtection workbookPassword="CAFE" lockWindows="1"/>'
        "<bookViews/><sheets/></workbook>".encode()
    )
    protect_structure(root)
    assert names(root) == ["workbookPr", "workbookProtection", "bookViews", "sheets"]
    assert dict(root.find("{*}workbookProtection").attrib) == {"lockStructure": "1"}


def test_drop_downs_are_lists_of_either_form() -> None:
    root = parse(
        f'<worksheet xmlns="{MAIN}" xmlns:x="u:x14" xmlns:m="u:xm"><dataValidations>'
        '<dataValidation type="list" sqref="B2 C3:C4"/><dataValidation type="whole" sqref="D5"/></dataValidations>'
        '<extLst><x:dataValidation type="list"><m:sqref>E6</m:sqref></x:dataValidation></extLst></worksheet>'.encode()
    )
    assert [str(one) for one in drop_downs(root)] == ["B2", "C3:C4", "E6"]
