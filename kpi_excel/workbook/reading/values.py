"""Values: what the reader of values (calamine) gives for a sheet, and what it must not be asked."""

from __future__ import annotations

import io
import re
from typing import Any

from python_calamine import CalamineWorkbook

from kpi_excel.workbook.native import PanicError, catching_panics
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import Package
from kpi_excel.workbook.parts.structure import Sheet
from kpi_excel.workbook.xml import BrokenPartError, parse, serialize

_COUNT = re.compile(rb"uniqueCount\s*=\s*[\"']\s*([0-9]+)")
_LAST_DAY = 2_958_465  # 9999-12-31, beyond which Excel has no dates


class ValueReader:
    """Reads the values of a workbook's sheets.

    Args:
        package: the workbook; nothing of it is read from the disk again.

    Raises:
        BrokenPartError: if it says impossible things about its texts.
        CalamineError: if the reader does not understand it.
    """

    def __init__(self, package: Package) -> None:
        self._package = package
        _refuse_boasts(package)
        self._workbook = _open(package.data)

    def rows(self, sheet: Sheet) -> list[list[Any]]:
        """Read a sheet's values from its first cell on; its extent must have been measured.

        A number that no date can be ends the reader where the cell's format is a date's; such a sheet is read again
        with those numbers as texts, so that their column names the cell as for any other text that is no date.

        Raises:
            CalamineError: if the reader does not understand the sheet.
            PanicError: if it stumbles over it.
        """
        try:
            return _rows(self._workbook, sheet)
        except PanicError:
            return _rows(_open(_without_far_days(self._package, sheet.part)), sheet)


def _open(data: bytes) -> CalamineWorkbook:
    with catching_panics():
        return CalamineWorkbook.from_filelike(io.BytesIO(data))


def _rows(workbook: CalamineWorkbook, sheet: Sheet) -> list[list[Any]]:
    with catching_panics():
        return workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)


def _refuse_boasts(package: Package) -> None:
    """Refuse a workbook that promises more texts than its part has bytes: the reader makes room for them all.

    What the reader takes of a workbook beside its sheets is read here, because it does not heed how long a part says
    that it is.
    """
    for part in package.parts():
        if part.casefold().endswith("styles.xml"):
            package.read(part)
        if part.casefold().endswith("sharedstrings.xml"):
            text = package.read(part).replace(b"\0", b"")  # in UTF-16 every other byte is a zero
            if any(int(number) > len(text) for number in _COUNT.findall(text)):
                raise BrokenPartError


def _without_far_days(package: Package, part: str) -> bytes:
    """Give a workbook with the numbers of one sheet that are no days written as texts."""
    root = parse(package.read(part))
    for cell in root.iter("{*}c"):
        value = cell.find("{*}v")
        if value is not None and cell.get("t", "n") == "n" and _is_far(value.text):
            cell.set("t", "str")
    edit = Edit(package)
    edit.write(part, serialize(root))
    return edit.save(compress=False)


def _is_far(text: str | None) -> bool:
    try:
        return not abs(float(text or 0)) <= _LAST_DAY
    except ValueError:
        return False
