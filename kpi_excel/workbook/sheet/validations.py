"""Validations: what a sheet's cells take, and what is said when one is selected."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.sheet.sheet_data import SheetData

_EACH = re.compile(rb"<dataValidation\s[^>]*?(?:/>|>.*?</dataValidation>)", re.DOTALL)
_CELLS = re.compile(rb'\ssqref="([^"]*)"')
_ALL = re.compile(rb"<dataValidations\b[^>]*>")
_END = b"</dataValidations>"
_BEHIND = re.compile(
    rb"<(?:hyperlinks|printOptions|pageMargins|pageSetup|headerFooter|rowBreaks|colBreaks|customProperties|cellWatches|"
    rb"ignoredErrors|smartTags|drawing|legacyDrawing|legacyDrawingHF|picture|oleObjects|controls|webPublishItems|"
    rb"tableParts)\b|</worksheet>"
)


def validation_of(data: SheetData, row: int, column: int) -> bytes:
    """Give the validation of a cell, as the file writes it; empty if it has none."""
    for found in _EACH.findall(data.after):
        cells = _CELLS.search(found)
        if cells and any(Area.parse(one).holds(row, column) for one in cells[1].decode().split()):
            return bytes(found)
    return b""


def cells_of(validation: bytes) -> Area:
    """Give the first cells of a validation."""
    cells = _CELLS.search(validation)
    return Area.parse(cells[1].decode().split()[0] if cells else "A1")


def over(validation: bytes, area: Area) -> bytes:
    """Give a validation over other cells."""
    return _CELLS.sub(b' sqref="%b"' % str(area).encode(), validation, count=1)


def add_validations(data: SheetData, validations: Sequence[bytes]) -> None:
    """Add validations to those that a sheet has; a sheet whose elements carry a prefix stays without."""
    new = b"".join(validations)
    if not new or data.prefix:
        return
    if _END in data.after:
        data.after = data.after.replace(_END, new + _END, 1)
        total = len(_EACH.findall(data.after))
        data.after = _ALL.sub(b'<dataValidations count="%d">' % total, data.after, count=1)
        return
    behind = _BEHIND.search(data.after)
    if behind is not None:
        block = b'<dataValidations count="%d">%b</dataValidations>' % (len(validations), new)
        data.after = data.after[: behind.start()] + block + data.after[behind.start() :]
