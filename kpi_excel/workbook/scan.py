"""Scan: what a values-only reader cannot see in a sheet, namely errors and formulas that carry no value.

A reader gives both as blanks, and a blank is "not known" here. So the sheet's XML is searched as it streams out of the
zip; only a sheet that has such cells is parsed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.sax.saxutils import unescape

from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.package import Package

_CHUNK = 1 << 20
_OVERLAP = 16
_MARKS = (b"<f", b't="e"')
_CELL = re.compile(rb"<c [^>]*?(?:/>|>.*?</c>)", re.DOTALL)
_REFERENCE = re.compile(rb'\br="([A-Z]+[0-9]+)"')
_VALUE = re.compile(rb"<v>([^<]+)</v>")
_DIMENSION = re.compile(rb'<(?:x:)?dimension ref="([A-Z0-9:]+)"')
MAX_CELLS = 40_000_000  # a used range that a reader may hold in memory


@dataclass(frozen=True)
class Scan:
    """What was found.

    Args:
        errors: error values by cell, such as ``{"F17": "#DIV/0!"}``.
        without_value: cells that hold a formula without a stored value.
    """

    errors: dict[str, str]
    without_value: frozenset[str]


def is_too_large(package: Package, part: str) -> bool:
    """Tell whether a sheet's used range is too large to be read as a rectangle: two cells can span 17 billion."""
    with package.open(part) as stream:
        found = _DIMENSION.search(stream.read(4096))
    return found is not None and Area.parse(found[1].decode()).size > MAX_CELLS


def scan_sheet(package: Package, part: str) -> Scan:
    """Search one sheet."""
    tail = b""
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            seam = tail + chunk[:_OVERLAP]
            if any(mark in text for text in (seam, chunk) for mark in _MARKS):
                return _cells(package.read(part))
            tail = chunk[-_OVERLAP:]
    return Scan({}, frozenset())


def _cells(data: bytes) -> Scan:
    errors, without_value = {}, set()
    for found in _CELL.finditer(data):
        text = found[0]
        is_error, is_formula = b't="e"' in text, b"<f" in text
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
    return Scan(errors, frozenset(without_value))
