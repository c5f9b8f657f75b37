"""What stands in a table's way is named, and nothing is moved."""

from pathlib import Path

import pytest

from kpi_excel.errors import InputError
from tests.workbook.filling.odd import filled, headers, table, workbook


def test_tables_one_below_the_other_are_both_named(tmp_path: Path) -> None:
    rows = f'<row r="1">{headers(1)}</row><row r="4">{headers(4)}</row>'
    other = table("B4:D5", name="kpi_other", id="2")
    path = workbook(tmp_path / "a.xlsx", f"<sheetData>{rows}</sheetData>", table("B1:D2"), other)
    with pytest.raises(
        InputError, match=r"table kpi_platforms on sheet 'Data' .* table kpi_other \(B4:D5\) stands below"
    ):
        filled(path)


@pytest.mark.parametrize("area", ["B2:C2", "C4:D5", "B3:B4"])
def test_merged_cells_in_a_body_are_refused(area: str, tmp_path: Path) -> None:
    rest = f'<sheetData><row r="1">{headers(1)}</row></sheetData>'
    rest += f'<mergeCells count="1"><mergeCell ref="{area}"/></mergeCells>'
    with pytest.raises(InputError, match=f"the merged cells {area} are in its way"):
        filled(workbook(tmp_path / "a.xlsx", rest, table("B1:D2")))
