"""Styles of one workbook in another: each is added once, and those that are there stay."""

from pathlib import Path

import xlsxwriter
from openpyxl import load_workbook

from kpi_excel.workbook.atomic import write_atomically
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.styles import TakenStyles
from kpi_excel.workbook.sheet.cell_xml import style_of, write_cell
from kpi_excel.workbook.sheet.sheet_data import SheetData

SHEET = "xl/worksheets/sheet1.xml"


def book(path: Path, **looks: object) -> Path:
    with xlsxwriter.Workbook(path) as file:
        file.add_worksheet().write_string(0, 0, "x", file.add_format(looks))
    return path


def test_a_style_looks_the_same_and_is_added_once(tmp_path: Path) -> None:
    looks = {"num_format": "0.0000", "bold": True, "bg_color": "#DBEAFE", "border": 1, "align": "right"}
    mine, theirs = book(tmp_path / "a.xlsx", num_format="0.00000"), book(tmp_path / "b.xlsx", **looks)
    with open_package(mine) as package, open_package(theirs) as source:
        edit = Edit(package)
        styles = TakenStyles(edit, source)
        number = style_of(SheetData(source.read(SHEET)).cell(1, 1))
        first = styles.take(number)
        assert styles.take(number) == first
        assert styles.take("") == ""
        data = SheetData(edit.read(SHEET))
        data.row(2).cells[1] = write_cell(2, 1, 5.0, first)
        styles.write()
        edit.write(SHEET, data.serialize())
        write_atomically(tmp_path / "c.xlsx", edit.save())
    sheet = load_workbook(tmp_path / "c.xlsx").worksheets[0]
    own, taken = sheet["A1"], sheet["A2"]
    assert own.number_format == "0.00000"
    assert (taken.number_format, taken.font.bold, taken.fill.fgColor.rgb) == ("0.0000", True, "FFDBEAFE")
    assert (taken.border.left.style, taken.alignment.horizontal) == ("thin", "right")


def test_a_style_that_is_there_already_is_not_added(tmp_path: Path) -> None:
    mine = book(tmp_path / "a.xlsx", num_format="0.0000")
    with open_package(mine) as package, open_package(mine) as source:
        edit = Edit(package)
        styles = TakenStyles(edit, source)
        number = style_of(SheetData(source.read(SHEET)).cell(1, 1))
        before = edit.read("xl/styles.xml").count(b"<xf ")
        assert styles.take(number) == number
        styles.write()
        assert edit.read("xl/styles.xml").count(b"<xf ") == before
