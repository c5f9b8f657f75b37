"""Workbooks of exports are measured before they are read."""

import io
import zipfile

import openpyxl
import pytest

from kpi_excel.importers.files import ExportFile
from kpi_excel.importers.refusal import RefusedError
from kpi_excel.importers.sheets import read_old_sheets, read_sheets


def saved(address: str) -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet[address] = "Date", 5
    book.save(stream)
    return stream.getvalue()


def test_values_by_sheet() -> None:
    assert read_sheets(ExportFile("a.xlsx", "", saved("B2"))) == {"Sheet": [["Date", ""], ["", 5.0]]}


def test_a_sheet_that_spans_too_much_is_refused_unread() -> None:
    with pytest.raises(RefusedError) as refused:
        read_sheets(ExportFile("a.xlsx", "", saved("XFD1048576")))
    assert (refused.value.code, refused.value.values["last"]) == ("sheet-too-large", "XFD1048576")


def test_a_zip_file_that_is_no_workbook() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(RefusedError, match="damaged-workbook"):
        read_sheets(ExportFile("a.xlsx", "", stream.getvalue()))
    with pytest.raises(RefusedError, match="damaged-workbook"):
        read_old_sheets(ExportFile("a.xls", "", b"\xd0\xcf\x11\xe0"))
