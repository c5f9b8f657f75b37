"""Social media KPIs in Excel: fill a workbook, get a dashboard whose every number is right and live.

Example:
    >>> import kpi_excel as kx
    >>> kx.kpi("engagement_rate").function
    'ENGAGEMENT_RATE'
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kpi_excel.errors.exceptions import KpiExcelError as _Error

if TYPE_CHECKING:
    from kpi_excel.api import build, compute, import_exports, read, read_exports, read_tables, write_input
    from kpi_excel.catalogue import KPIS, kpi
    from kpi_excel.engine.inputs import Inputs
    from kpi_excel.engine.results import Results
    from kpi_excel.errors import FileError, InputError, Issue, KpiExcelError, Place, Severity, UsageError
    from kpi_excel.importers.answers import Answers
    from kpi_excel.importers.into import Imported
    from kpi_excel.importers.reports import Exports
    from kpi_excel.report.build import Report

__version__ = "0.1.0"

_HOMES = {
    "KPIS": "catalogue",
    "kpi": "catalogue",
    "read": "api",
    "read_tables": "api",
    "read_exports": "api",
    "import_exports": "api",
    "Answers": "importers.answers",
    "Exports": "importers.reports",
    "Imported": "importers.into",
    "compute": "api",
    "build": "api",
    "write_input": "api",
    "Inputs": "engine.inputs",
    "Results": "engine.results",
    "Report": "report.build",
    **dict.fromkeys(("FileError", "InputError", "Issue", "KpiExcelError", "Place", "Severity", "UsageError"), "errors"),
}

__all__ = [
    "KPIS",
    "Answers",
    "Exports",
    "FileError",
    "Imported",
    "InputError",
    "Inputs",
    "Issue",
    "KpiExcelError",
    "Place",
    "Report",
    "Results",
    "Severity",
    "UsageError",
    "build",
    "compute",
    "import_exports",
    "kpi",
    "read",
    "read_exports",
    "read_tables",
    "write_input",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used, so that importing the package costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'kpi_excel' has no attribute {name!r}")
    return getattr(import_module(f"kpi_excel.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])


def _in_english(error: _Error) -> tuple[str, str]:
    from kpi_excel.language.errors import fix, message  # noqa: PLC0415 - as above, only when it is needed

    return message(error), fix(error)


_Error.speaker = staticmethod(_in_english)
