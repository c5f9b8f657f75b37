from pathlib import Path

import pytest

from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.reading import scan
from kpi_excel.workbook.reading.scan import NOTHING, Scan, scan_sheet
from tests.workbook.books import Formula, book, openpyxl_book, rewrite

SHEET = "xl/worksheets/sheet1.xml"
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def scanned(path: Path) -> Scan:
    with open_package(path) as package:
        return scan_sheet(package, SHEET)


def of_xml(folder: Path, body: str, head: str = "", prefix: str = "") -> Path:
    """Make a workbook whose only sheet has this XML."""
    source = book(folder / "source.xlsx", {"Posts": [[1]]})
    start = f"<{prefix}worksheet xmlns{':' + prefix[:-1] if prefix else ''}=".encode() + b'"' + MAIN + b'">'
    data = f"{head}<{prefix}sheetData>{body}</{prefix}sheetData></{prefix}worksheet>".encode()
    return rewrite(source, folder / "made.xlsx", lambda name, old: start + data if name == SHEET else old)


def test_a_sheet_of_values_has_nothing_to_find(tmp_path: Path) -> None:
    assert scanned(book(tmp_path / "a.xlsx", {"Posts": [["=1+1", 2], ["<f>", True]]})) == NOTHING


def test_formulas_without_values_and_errors(tmp_path: Path) -> None:
    assert scanned(openpyxl_book(tmp_path / "a.xlsx", {"Posts": [["x", "=1/0"], [3, "=SUM(A2)"]]})) == Scan(
        {}, frozenset({"B1", "B2"})
    )
    cells = [[Formula("=1/0", "#DIV/0!"), Formula("=A2", "#N/A")], [Formula("=1+1", 2), Formula("=1=1", True)]]
    assert scanned(book(tmp_path / "b.xlsx", {"Posts": cells})) == Scan({"A1": "#DIV/0!", "B1": "#N/A"}, frozenset())


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_merged_cells_of_several_rows(tmp_path: Path, prefix: str) -> None:
    merges = "".join(f'<{prefix}mergeCell ref="{one}"/>' for one in ("B2:B4", "C1:D1", "E5:F6"))
    path = of_xml(tmp_path, "", prefix=prefix)
    tail = f"</{prefix}sheetData><{prefix}mergeCells>{merges}</{prefix}mergeCells>".encode()
    path = rewrite(path, tmp_path / "b.xlsx", lambda _, data: data.replace(f"</{prefix}sheetData>".encode(), tail))
    assert scanned(path).merged == (Area.parse("B2:B4"), Area.parse("E5:F6"))


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_cells_as_any_program_writes_them(tmp_path: Path, prefix: str) -> None:
    body = (
        (
            '<row r="1"><c r="A1" s="3"/><c t="e" r="B1"><f>1/0</f><v>#DIV/0!</v></c><c r="C1" t="e"/>'
            '<c r="D1"><f t="shared" si="0"/></c><c r="E1"><f>1</f><v/></c><c r="F1" t="str"><f>""</f></c>'
            '<c r="G1"><f>A1&amp;"x"</f><v>1</v></c></row>'
        )
        .replace("<", f"<{prefix}")
        .replace(f"<{prefix}/", f"</{prefix}")
    )
    assert scanned(of_xml(tmp_path, body, prefix=prefix)) == Scan(
        {"B1": "#DIV/0!", "C1": "#N/A"}, frozenset({"D1", "E1"})
    )


def test_a_mark_on_the_seam_of_two_chunks_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = of_xml(tmp_path, f'<row r="1">{"<c/>" * 200}<c r="B1"><f>A1</f></c></row>')
    for size in range(900, 1000, 7):
        monkeypatch.setattr(scan, "_CHUNK", size)
        assert scanned(path).without_value == {"B1"}, size


def test_validations_and_filters_are_no_formulas_of_cells(tmp_path: Path) -> None:
    assert scanned(of_xml(tmp_path, '<row r="1"><c r="A1"><v>1</v></c></row><formula1>A1</formula1>')) == NOTHING
