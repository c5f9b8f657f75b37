"""Workbooks with sparklines and charts, right and wrong ones, and what is said of them."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from kpi_excel.workbook.checking.drawn import Drawn, check_drawn
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import read_structure
from tests.rings import SHARED_DATA

FOLDER = SHARED_DATA / "excel_saved"


SAVED = sorted(path.name for path in FOLDER.iterdir()) if FOLDER.is_dir() else ["absent.xlsx"]


KPIS = ("reach", "likes", "clicks")


RIGHT = ("calc!B5:D5", "calc!B3:D3", "calc!B4:D4")  # the calculation lists likes, clicks, reach


def checked(path: Path) -> Drawn:
    with open_package(path) as package:
        return check_drawn(package, read_structure(package))


def said(path: Path) -> list[str]:
    return [str(one) for one in checked(path).wrong]


def board(path: Path, drawn: Sequence[str], place: str = "C", table: bool = True) -> Path:
    """Write three KPIs whose sparklines, in rows 4 to 6 of a column, draw rows of another sheet in another order."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet, calc = book.add_worksheet("Board"), book.add_worksheet("calc")
        if table:
            sheet.add_table("A3:C6", {"columns": [{"header": name} for name in ("KPI", "Value", "Trend")]})
        sheet.write_column("A4", KPIS)
        calc.write_row("A2", ["KPI", "July", "August", "September"])
        for row, name in enumerate(("likes", "clicks", "reach"), 2):
            calc.write_row(row, 0, [name, row, row + 1, row + 2])
        for column, name in enumerate(KPIS, 6):
            calc.write_column(0, column, [name, 1, 2, 3])
        for row, formula in enumerate(drawn, 4):
            sheet.add_sparkline(f"{place}{row}", {"range": formula})
    return path


def charted(path: Path, *series: Mapping[str, Any], kind: str = "column", second: str = "") -> Path:
    """Write a table of three months, one of them hidden, and a chart with the given series at F2.

    Columns: A month (a date), B reach, C likes; D holds dates shown as months.
    """
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Months")
        month = book.add_format({"num_format": "mmm yyyy"})
        columns = [{"header": name} for name in ("month", "reach", "likes", "day")]
        sheet.add_table("A1:D4", {"columns": columns})
        for row in range(1, 4):
            sheet.write_row(row, 0, [f"month {row}", row * 10, row * 100])
            sheet.write_datetime(row, 3, date(2026, 6 + row, 1), month)
        chart = book.add_chart({"type": kind})
        for one in series:
            chart.add_series({"categories": "=Months!$A$2:$A$4", **one})
        if second:
            other = book.add_chart({"type": "line"})
            other.add_series(
                {"categories": "=Months!$A$2:$A$4", "values": "=Months!$C$2:$C$4", "name": "likes", "y2_axis": True}
            )
            chart.combine(other)
            chart.set_x_axis({"reverse": True})
            if second == "same":
                other.set_x2_axis({"reverse": True})
        sheet.insert_chart("F2", chart)
    return path


REACH, LIKES = {"values": "=Months!$B$2:$B$4"}, {"values": "=Months!$C$2:$C$4"}


CHART = "xl/charts/chart1.xml"
