"""Where Excel comes in: the functions that the buttons' macros call.

The command line belongs to xlwings, which finds the calling workbook by it. What stops the work is printed as a
sentence and ends the program with an error: xlwings shows that in a box. Each is called with the numbers of the xlwings
version that the workbook's macros are for; the installed one must be the same, because the functions in cells need it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from kpi_excel.errors import KpiExcelError
from kpi_excel.errors.unforeseen import unforeseen
from kpi_excel.live.wrappers import MAX_STATUS, version_numbers
from kpi_excel.workbook.native import is_failure

if TYPE_CHECKING:
    import xlwings

_NOT_FOUND = (
    "Excel did not say which workbook the button belongs to.\n"
    "Fix: press it in the workbook itself; its file name must have no “=”. `kpi-excel doctor` finds out more."
)
_FAILED = (
    "A step failed: Excel refused it, or it is an error of kpi_excel. What had been written stays.\n"
    "Fix: finish the cell that is being edited, unprotect protected sheets, and press the button again; or save the "
    "workbook and use `kpi-excel build`.\n{report}"
)
_OTHER_VERSION = (
    "This workbook's macros are for xlwings {macros}, but {installed} is installed: close it and run "
    "kpi-excel upgrade-macros “{book}”."
)


def refresh(*macros: int) -> None:
    """Update the dashboard of the calling workbook.

    Args:
        macros: numbers of the xlwings version that the workbook's macros are for.
    """
    from kpi_excel.live.refresh import refresh_dashboard  # noqa: PLC0415 - pandas, which the doctor need not load

    _run(refresh_dashboard, macros)


def check(*macros: int) -> None:
    """Check the calling workbook; see `refresh`."""
    from kpi_excel.live.refresh import check_workbook  # noqa: PLC0415

    _run(check_workbook, macros)


def _run(action: Callable[[xlwings.Book], object], macros: tuple[int, ...]) -> None:
    import xlwings  # noqa: PLC0415

    try:
        book = xlwings.Book.caller()
    except Exception:  # COM, AppleScript and xlwings each have their own
        sys.exit(_NOT_FOUND)
    try:
        action(book)
        if macros and macros != version_numbers(xlwings.__version__):
            said = _OTHER_VERSION.format(
                macros=".".join(map(str, macros)), installed=xlwings.__version__, book=book.name
            )
            book.app.status_bar = f"{said} {book.app.status_bar}"[:MAX_STATUS]
    except KpiExcelError as error:
        sys.exit(str(error))
    except BaseException as error:  # as above; what exactly stands in the report, for whoever is asked for help
        if not is_failure(error):
            raise
        sys.exit(_FAILED.format(report=unforeseen(error, action.__name__).fix))
