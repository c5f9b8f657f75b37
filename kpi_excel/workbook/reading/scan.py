"""Scan: what a values-only reader cannot see in a sheet, namely errors, formulas that carry no value, and merged cells.

A reader gives all of them as blanks, and a blank is "not known" here. So the sheet's XML is searched as it streams out
of the zip; only a sheet that has such cells is parsed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.parts.package import Package
from kpi_excel.workbook.xml import unescape

_CHUNK = 1 << 18  # bytes; what stays in the processor's cache
_OVERLAP = 256  # bytes; longer than the opening of any cell
_ERROR = b't="e"'
_MERGED = b"mergeCell "
_RANGE = re.compile(rb"<(?:\w+:)?mergeCell [^>]*?\bref=[\"']([A-Z]+[0-9]+:[A-Z]+[0-9]+)[\"']")
_CELL = re.compile(rb"<(?:\w+:)?c [^>]*?(?:/>|>.*?</(?:\w+:)?c>)", re.DOTALL)
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_PREFIXED = re.compile(rb"<\w+:worksheet")
_REFERENCE = re.compile(rb'\br="([A-Z]+[0-9]+)"')
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]+)</")
_HEAD = 4096  # bytes in which a sheet says what it is


@dataclass(frozen=True)
class Scan:
    """What was found.

    Args:
        errors: error values by cell, such as ``{"F17": "#DIV/0!"}``.
        without_value: cells that hold a formula without a stored value.
        merged: ranges of merged cells that reach over several rows.
    """

    errors: dict[str, str]
    without_value: frozenset[str]
    merged: tuple[Area, ...] = ()


NOTHING = Scan({}, frozenset())


def scan_sheet(package: Package, part: str) -> Scan:
    """Search one sheet."""
    tail, formula = b"", b""
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            if not formula:
                formula = b":f" if _PREFIXED.search(chunk[:_HEAD]) else b"<f"
            seam = tail + chunk[:_OVERLAP]
            for text in (seam, chunk):  # plain searches first: they are ten times as fast
                if _ERROR in text or _MERGED in text or (formula in text and _FORMULA.search(text)):
                    return _cells(package.read(part))
            tail = chunk[-_OVERLAP:]
    return NOTHING


def _cells(data: bytes) -> Scan:
    errors, without_value = {}, set()
    for found in _CELL.finditer(data):
        text = found[0]
        is_error, is_formula = _ERROR in text, _FORMULA.search(text) is not None
        if not (is_error or is_formula):
            continue
        reference = _REFERENCE.search(text)
        if reference is None:
            continue
        value = _VALUE.search(text)
        if is_error:
            errors[reference[1].decode()] = unescape(value[1].decode()) if value else "#N/A"
        elif value is None and b't="str"' not in text:
            without_value.add(reference[1].decode())
    areas = (Area.parse(reference.decode()) for reference in _RANGE.findall(data))
    return Scan(errors, frozenset(without_value), tuple(area for area in areas if area.bottom > area.top))
