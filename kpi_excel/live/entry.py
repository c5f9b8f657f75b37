"""Where Excel comes in: the functions that the buttons' macros call.

The command line belongs to xlwings, which finds the calling workbook by it. What stops the work is printed as a
sentence and ends the program with an error: xlwings shows that in a box.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from kpi_excel.errors import KpiExcelError

if TYPE_CHECKING:
    import xlwings

_NOT_FOUND = (
    "Excel did not say which workbook the button belongs to.\n"
    "Fix: press it in the workbook itself; its file name must have no “=”. `kpi-excel doctor` finds out more."
)


def refresh() -> None:
    """Update the dashboard of the calling workbook."""
    from kpi_excel.live.refresh import refresh_dashboard  # noqa: PLC0415 - pandas, which the doctor need not load

    _run(refresh_dashboard)


def check() -> None:
    """Check the calling workbook."""
    from kpi_excel.live.refresh import check_workbook  # noqa: PLC0415

    _run(check_workbook)


def _run(action: Callable[[xlwings.Book], object]) -> None:
    import xlwings  # noqa: PLC0415

    try:
        book = xlwings.Book.caller()
    except Exception:  # COM, AppleScript and xlwings each have their own
        sys.exit(_NOT_FOUND)
    try:
        action(book)
    except KpiExcelError as error:
        sys.exit(str(error))
