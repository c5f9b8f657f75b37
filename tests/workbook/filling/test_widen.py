"""A table that takes more columns takes along what stands above it."""

from pathlib import Path

import pytest

from kpi_excel.errors import InputError
from kpi_excel.workbook.filling.fill import Dataset
from kpi_excel.workbook.filling.widen import Extra
from tests.workbook.filling.odd import SHEET, filled, headers, table, text, values, workbook
from tests.workbook.rich import THREE


def test_a_widened_table_takes_its_merged_title_and_print_area_along(tmp_path: Path) -> None:
    extra = Extra(
        frozenset(("platform", "reach")), {"saves": None, "rate": lambda name: f"{name}[[#This Row],[saves]]/2"}
    )
    wide = Dataset({**THREE.columns, "saves": [1.0, 2.0, 3.0], "rate": [0.5, 1.0, 1.5]}, extra=(extra,))
    rows = f'<row r="1">{text("B1", "Title")}</row><row r="2">{headers(2)}</row>'
    merged = '<mergeCells count="1"><mergeCell ref="B1:D1"/></mergeCells>'
    name = '<definedName name="_xlnm.Print_Area" localSheetId="0">Data!$B$2:$D$3</definedName>'
    names = f"<definedNames>{name}</definedNames>"
    path = workbook(tmp_path / "a.xlsx", f"<sheetData>{rows}</sheetData>{merged}", table("B2:D3"), names=names)
    after, result = filled(path, wide)
    assert [values(after[SHEET])[one] for one in ("E2", "E5", "F4")] == [
        "saves",
        "3",
        "=kpi_platforms[[#This Row],[saves]]/2",
    ]
    assert 'mergeCell ref="B1:F1"' in after[SHEET]
    assert "Data!$B$2:$F$5<" in after["xl/workbook.xml"]
    assert list(result.known.values()) == [0.5, 1.0, 1.5]
    taken = (
        rows.replace(text("B1", "Title"), text("B1", "Title") + text("F1", "mine"))
        + f'<row r="3">{text("F3", "mine")}</row>'
    )
    path = workbook(tmp_path / "b.xlsx", f"<sheetData>{taken}</sheetData>", table("B2:D3"))
    with pytest.raises(
        InputError, match=r"kpi_platforms on sheet 'Data' needs columns as far as .*, but cell F3 beside"
    ):
        filled(path, wide)
