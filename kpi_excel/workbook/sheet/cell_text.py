"""Texts of cells: what stands in a cell, as its owner would say it; dates as dates, whole numbers as such."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import cached_property

from kpi_excel.workbook.parts.package import Package
from kpi_excel.workbook.sheet.cell_reader import CellReader
from kpi_excel.workbook.sheet.cell_xml import style_of, text_inside
from kpi_excel.workbook.xml import parse

_BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_NOT_A_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_OF_DATE = re.compile("[ymdhs]", re.IGNORECASE)
_FIRST = datetime(1899, 12, 30)
_FIRST_1904 = datetime(1904, 1, 1)
_LAST = 2_958_465  # 9999-12-31, after which Excel counts no days


class CellTexts:
    """Writes what stands in cells.

    Args:
        package: the workbook, whose number formats say which numbers are dates.
        reader: reads its cells.
        date_1904: whether it counts days from 1904.
    """

    def __init__(self, package: Package, reader: CellReader, date_1904: bool = False) -> None:
        self._package = package
        self._reader = reader
        self._first = _FIRST_1904 if date_1904 else _FIRST

    def text(self, data: bytes) -> str:
        """Write a cell's value; of a formula without one, the formula. Empty if the cell holds nothing."""
        value = self._reader.value(data)
        if value is None:
            formula = text_inside(data, "f")
            return f"={formula}" if formula else ""
        if isinstance(value, bool):
            return str(value).upper()
        if isinstance(value, str):
            return value
        if style_of(data) in self._dates and 0 <= value <= _LAST:
            return self._date(value)
        return f"{value:.15g}"

    def _date(self, days: float) -> str:
        moment = self._first + timedelta(seconds=round(days * 86_400))
        return f"{moment:%Y-%m-%d}" if days == int(days) else f"{moment:%Y-%m-%d %H:%M}"

    @cached_property
    def _dates(self) -> frozenset[str]:
        """Give the numbers of the cell formats that show dates."""
        links = self._package.relationships(self._package.workbook_part)
        part = next((one.target for one in links if one.type == "styles" and one.target in self._package), "")
        if not part:
            return frozenset()
        root = parse(self._package.read(part))
        codes = {node.get("numFmtId"): node.get("formatCode", "") for node in root.iterfind("{*}numFmts/{*}numFmt")}
        formats = [node.get("numFmtId", "0") for node in root.iterfind("{*}cellXfs/{*}xf")]
        return frozenset(str(index) for index, one in enumerate(formats) if _is_date(one, codes.get(one, "")))


def _is_date(number: str, code: str) -> bool:
    """Tell whether a number format shows a date or a time, by its number or the signs of its first section."""
    if not code:
        return number.isdigit() and int(number) in _BUILT_IN_DATES
    return bool(_OF_DATE.search(_NOT_A_CODE.sub("", code).split(";")[0]))
