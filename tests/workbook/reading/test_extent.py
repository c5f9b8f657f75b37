"""What a reader would hold for a sheet, however its cells are written."""

import re
from pathlib import Path

import pytest

from kpi_excel.errors import FileError
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.reading import extent
from kpi_excel.workbook.reading.extent import Extent, measure
from tests.workbook.books import book, rewrite

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
FAR = Extent(1_048_576, 16_384, 2)  # 17,179,869,184 cells
NEAR = '<row r="1"><c r="A1"><v>1</v></c></row>'


def of_xml(folder: Path, xml: str, encoding: str = "utf-8") -> Path:
    """Make a workbook whose only sheet is this part."""
    source = book(folder / "source.xlsx", {"Posts": [[1]]})
    data = xml.encode(encoding)
    return rewrite(source, folder / "made.xlsx", lambda name, old: data if name == SHEET else old)


def sheet(body: str, head: str = "", declared: str = "") -> str:
    return f'{declared}<worksheet xmlns="{MAIN}" xmlns:x="{MAIN}">{head}<sheetData>{body}</sheetData></worksheet>'


def measured(path: Path) -> Extent:
    with open_package(path) as package:
        return measure(package, SHEET)


FAR_CELLS = {
    "as Excel writes it": '<c r="XFD1048576"><v>1</v></c>',
    "another order": '<c t="n" s="0" r="XFD1048576"><v>1</v></c>',
    "other quotes": "<c r='XFD1048576'><v>1</v></c>",
    "mixed quotes": """<c s='r="A1"' r="XFD1048576"><v>1</v></c>""",
    "spaces": '<c  r = "XFD1048576" ><v>1</v></c>',
    "line breaks": '<c\n r\n=\n"XFD1048576"\n><v>1</v></c>',
    "a bracket in an attribute": '<c r="XFD1048576" s="/>"><v>1</v></c>',
    "small letters": '<c r="xfd1048576"><v>1</v></c>',
    "a prefix": '<x:c r="XFD1048576"><x:v>1</x:v></x:c>',
    "a text": '<c r="XFD1048576" t="inlineStr"><is><t>1</t></is></c>',
    "another attribute": '<c r="XFD1048576" cm="1"><v>1</v></c>',
}


@pytest.mark.parametrize("name", FAR_CELLS)
def test_a_far_cell_is_seen_however_it_is_written(tmp_path: Path, name: str) -> None:
    body = f'{NEAR}<row r="1048576">{FAR_CELLS[name]}</row>'
    for head in ('<dimension ref="A1:B2"/>', '<dimension ref="?"/>', ""):
        assert measured(of_xml(tmp_path, sheet(body, head))) == FAR


def test_a_far_cell_in_another_encoding(tmp_path: Path) -> None:
    body = f'{NEAR}<row r="1048576">{FAR_CELLS["as Excel writes it"]}</row>'
    declared = '<?xml version="1.0" encoding="UTF-16"?>'
    assert measured(of_xml(tmp_path, sheet(body, declared=declared), "utf-16")) == FAR


def test_cells_without_addresses_follow_each_other(tmp_path: Path) -> None:
    cells = "<c><v>1</v></c>" * 3
    # a row without a number follows the one before it: 7 and 8
    body = f'<row r="7">{cells}</row><row><c r="D8"><v>1</v></c>{cells}</row>'
    assert measured(of_xml(tmp_path, sheet(body))) == Extent(8, 7, 7)  # D is the fourth column, and three more


def test_what_a_near_sheet_spans_is_not_searched_for(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"Posts": [[1, 2, 3]] * 5})
    assert measured(path) == Extent(99_999, 26, 15)  # Z99999: 2,599,974 cells, which is under 4,000,000
    assert not measured(path).is_too_large


def test_formats_without_values_take_no_room(tmp_path: Path) -> None:
    for empty in ('<c r="XFD1048576" s="1"/>', '<c s="1" r="XFD1048576"/>', '<c s="1" r="XFD1048576"></c>'):
        found = measured(of_xml(tmp_path, sheet(f'{NEAR}<row r="1048576">{empty}</row>')))
        assert not found.is_too_large, empty


@pytest.mark.parametrize("reference", ["A1048577", "A99999999", "A4294967297", "XFE1", "AAAAAAAAAA1", "A0x10", ""])
@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_cell_outside_every_sheet_is_a_damaged_part(tmp_path: Path, reference: str, quote: str) -> None:
    path = of_xml(tmp_path, sheet(f"<row><c r={quote}{reference}{quote}><v>1</v></c></row>"))
    with pytest.raises(FileError, match=re.escape(f"made.xlsx is damaged: its part {SHEET} cannot be understood.")):
        measured(path)


def test_a_part_that_hides_a_cell_behind_what_is_no_xml(tmp_path: Path) -> None:
    for body in ('<row><c r="A1" r="XFD1048576"><v>1</v></c></row>', '<row><c x="<" r="XFD9"><v>1</v></c></row>'):
        with pytest.raises(FileError, match="is damaged"):
            measured(of_xml(tmp_path, sheet(body)))


def test_entities_are_refused_wherever_they_are_defined(tmp_path: Path) -> None:
    declared = f'<!-- {"x" * 4000} --><!DOCTYPE a [<!ENTITY e "x">]>'
    with pytest.raises(FileError, match="is damaged"):
        measured(of_xml(tmp_path, sheet("<row><c r='A1'><v>&e;</v></c></row>", declared=declared)))


def test_a_sheet_that_is_mostly_filled_may_be_larger() -> None:
    assert not Extent(4_000_000, 1, 1).is_too_large
    assert Extent(4_000_001, 1, 1).is_too_large
    assert not Extent(1_000_000, 16, 4_000_000).is_too_large  # a quarter of 16,000,000 is filled
    assert Extent(1_000_000, 17, 4_000_000).is_too_large
    assert Extent(1_048_576, 40, 41_943_040).is_too_large  # full, but over 40,000,000


def test_a_cell_on_the_seam_of_two_chunks_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = of_xml(tmp_path, sheet(f'{NEAR * 5}<row r="1048576">{FAR_CELLS["as Excel writes it"]}</row>'))
    for size in range(180, 260):
        monkeypatch.setattr(extent, "_CHUNK", size)
        assert measured(path).last == "XFD1048576", size
