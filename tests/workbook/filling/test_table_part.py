"""The part of a table: its filter is cleared, and hidden rows are shown, both said."""

from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from tests.workbook.filling.odd import SHEET, filled, headers, table, text, workbook
from tests.workbook.rich import THREE, fill_file


def test_filters_are_cleared_and_their_rows_shown(tmp_path: Path) -> None:
    rows = f'<row r="1">{headers(1)}</row><row r="2" hidden="1" outlineLevel="1">{text("B2", "X")}</row>'
    rows += '<row r="9" hidden="1"/>'
    filters = (
        '<autoFilter ref="B1:D2"><filterColumn colId="0"><filters><filter val="Y"/></filters></filterColumn>'
        '<filterColumn colId="1" hiddenButton="1"/></autoFilter>'
        '<sortState ref="B2:D2"><sortCondition ref="C2:C2"/></sortState>'
    )
    path = workbook(
        tmp_path / "a.xlsx", f"<sheetData>{rows}</sheetData>", table("B1:D2", inside=filters, insertRow="1")
    )
    after, result = filled(path)
    assert result.cleared_filters == ["kpi_platforms"]
    assert after[SHEET].count('hidden="1"') == 1
    assert after[SHEET].count('outlineLevel="1"') == 3
    part = after["xl/tables/table1.xml"]
    assert '<autoFilter ref="B1:D4"><filterColumn colId="1" hiddenButton="1"/></autoFilter>' in part
    assert '<sortState ref="B2:D4"><sortCondition ref="C2:C4"/></sortState>' in part
    assert "insertRow" not in part


@pytest.mark.parametrize("hidden", [[2], [3], [2, 3]])
def test_hidden_rows_of_a_filled_table_are_shown_and_said(tmp_path: Path, hidden: list[int]) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet("Data")
    columns = [{"header": "platform"}, {"header": "reach"}]
    sheet.add_table("A1:B3", {"name": "kpi_platforms", "columns": columns, "data": [["X", 1], ["TikTok", 2]]})
    for row in (*hidden, 9):
        sheet.set_row(row - 1, None, None, {"hidden": True})
    book.close()
    filled = fill_file(tmp_path / "a.xlsx", tmp_path / "b.xlsx", {"platforms": THREE})
    assert filled.shown_rows == ["kpi_platforms"]
    rows = openpyxl.load_workbook(tmp_path / "b.xlsx")["Data"].row_dimensions
    assert [number for number in range(1, 10) if rows[number].hidden] == [
        9
    ]  # below the table: not the filling's matter
