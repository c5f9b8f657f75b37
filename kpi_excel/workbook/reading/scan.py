"""Scan: what a values-only reader cannot see in a sheet, namely errors and formulas that carry no value.

A reader gives both as blanks, and a blank is "not known" here. So the sheet's XML is searched as it streams out of the
zip; only a sheet that has such cells is parsed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kpi_excel.workbook.cells import Area, column_number
from kpi_excel.workbook.parts.package import Package
from kpi_excel.workbook.xml import unescape

_CHUNK = 1 << 18  # bytes; what stays in the processor's cache
_OVERLAP = 256  # bytes; longer than the opening of any cell
_ERROR = b't="e"'
_CELL = re.compile(rb"<(?:\w+:)?c [^>]*?(?:/>|>.*?</(?:\w+:)?c>)", re.DOTALL)
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_PREFIXED = re.compile(rb"<\w+:worksheet")
_REFERENCE = re.compile(rb'\br="([A-Z]+[0-9]+)"')
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]+)</")
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension ref="([A-Z0-9:]+)"')
_FILLED = re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3})([0-9]{1,7})"(?:[^>]*[^/>])?>')
_HEAD = 4096  # bytes in which a sheet says what it is
_SMALL = 2_000_000  # bytes of a sheet that are searched in no time
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


NOTHING = Scan({}, frozenset())


def is_too_large(package: Package, part: str) -> bool:
    """Tell whether a sheet's filled cells span more than a reader may hold: two cells can span 17 billion.

    What a large sheet says about its own size is believed; a small one, or one that says nothing, is searched.
    """
    with package.open(part) as stream:
        found = _DIMENSION.search(stream.read(_HEAD))
    try:
        said = Area.parse(found[1].decode()).size if found else 0
    except ValueError:
        said = 0
    if 0 < said <= MAX_CELLS and package.size(part) > _SMALL:
        return False
    return _span(package, part) > MAX_CELLS


def _span(package: Package, part: str) -> int:
    """Count the cells between A1 and the last filled row and column."""
    row = column = 0
    tail = b""
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            found = set(_FILLED.findall(tail + chunk))
            column = max([column, *map(column_number, {letters.decode() for letters, _ in found})])
            row = max([row, *(int(number) for _, number in found)])
            tail = chunk[-_OVERLAP:]
    return row * column


def scan_sheet(package: Package, part: str) -> Scan:
    """Search one sheet."""
    tail, formula = b"", b""
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            if not formula:
                formula = b":f" if _PREFIXED.search(chunk[:_HEAD]) else b"<f"
            seam = tail + chunk[:_OVERLAP]
            for text in (seam, chunk):  # plain searches first: they are ten times as fast
                if _ERROR in text or (formula in text and _FORMULA.search(text)):
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
    return Scan(errors, frozenset(without_value))
