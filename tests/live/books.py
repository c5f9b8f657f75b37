"""Small workbooks for the buttons: an input workbook with macros and some posts, and a dashboard of somebody's own."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import xlsxwriter

import kpi_excel as kx
from kpi_excel.live import macros
from kpi_excel.workbook.filling.fill import Dataset, fill
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import Package
from kpi_excel.workbook.parts.structure import read_structure
from kpi_excel.workbook.vocabulary import header_names

POSTS = [
    {"published": datetime(2026, 8, 1), "platform": "X", "likes": 3, "impressions": 40},
    {"published": datetime(2026, 8, 2), "platform": "Instagram", "likes": 9, "impressions": 60},
]
FAULTY = {"published": datetime(2026, 8, 3), "platform": "X", "likes": -12}


@cache
def macro_workbook(language: str = "en") -> bytes:
    return macros.macro_workbook(language, macros.default_settings("win32", r"C:\Python\python.exe"))


def input_book(folder: Path, posts: Sequence[Mapping[str, Any]] = POSTS, language: str = "en") -> Path:
    """Write kpis.xlsm with posts."""
    package = Package(macro_workbook(language), "kpis.xlsm")
    edit = Edit(package)
    columns = sorted({name for row in posts for name in row})
    rows = {name: [row.get(name) for row in posts] for name in columns}
    filled = fill(edit, read_structure(package), {"posts": Dataset(rows, header_names("posts"))}, by_name=True)
    filled.write_sheets()
    path = folder / "kpis.xlsm"
    path.write_bytes(edit.save())
    return path


def own_template(folder: Path) -> Path:
    """Write a dashboard template: two tables, a typed column, a formula of its own, a named cell, a total beside."""
    path = folder / "template.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Mine")
        bold = book.add_format({"bold": True, "num_format": "0.0%"})
        sheet.write("A1", "a brand")
        book.define_name("kpi_brand", "=Mine!$A$1")
        book.define_name("all_impressions", "=Mine!$C$4:$C$4")
        columns = [
            {"header": "platform"},
            {"header": "impressions"},
            {"header": "likes"},
            {"header": "Mine", "formula": "=kpi_platforms[[#This Row],[likes]]*2"},
            {"header": "Remark"},
        ]
        sheet.add_table("B3:F4", {"name": "kpi_platforms", "columns": columns})
        sheet.set_row(3, 21)
        sheet.write_blank("D4", None, bold)
        sheet.write("H3", "total")
        sheet.write_formula("H4", "=SUM(kpi_platforms[likes])")
        trend = book.add_worksheet("Trend")
        trend.add_table("A1:B2", {"name": "kpi_trend", "columns": [{"header": "period"}, {"header": "likes"}]})
    return path


def books(folder: Path, posts: Sequence[Mapping[str, Any]] = POSTS) -> tuple[Path, Path]:
    """Write an input workbook and the dashboard built from it, with a remark typed beside a platform."""
    path = input_book(folder, posts)
    dashboard = kx.build(path, folder / "kpis-dashboard.xlsx", own_template(folder)).path
    return path, dashboard
