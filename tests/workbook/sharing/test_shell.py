"""A worksheet's shell is changed without its rows."""

import pytest

from kpi_excel.workbook.sharing.shell import read_shell, write_shell
from kpi_excel.workbook.sheet.sheet_data import SheetData
from kpi_excel.workbook.xml import parse

MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def test_a_shell_is_changed_around_its_rows() -> None:
    rows = b'<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>'
    data = SheetData(
        b'<x:worksheet xmlns:x="%b"><x:sheetViews/><x:sheetData>%b</x:sheetData><x:legacyDrawing/></x:worksheet>'
        % (MAIN, rows)
    )
    root = read_shell(data)
    assert [node.tag.rpartition("}")[2] for node in root] == ["sheetViews", "sheetData", "legacyDrawing"]
    assert len(root[1]) == 0
    root.remove(root[2])
    write_shell(data, root)
    whole = parse(data.serialize())
    assert [node.tag.rpartition("}")[2] for node in whole] == ["sheetViews", "sheetData"]
    assert rows in data.serialize()


def test_a_shell_without_a_place_for_rows_is_a_mistake() -> None:
    data = SheetData(b'<worksheet xmlns="%b"><sheetData/></worksheet>' % MAIN)
    root = read_shell(data)
    root.remove(root[0])
    with pytest.raises(ValueError, match="sheetData"):
        write_shell(data, root)
