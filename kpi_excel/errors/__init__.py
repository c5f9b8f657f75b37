"""What can go wrong, in words a marketer understands.

`exceptions` stop the work (each knows its exit code); `issues` are faults in the data that are collected with their
place and shown all at once. This package is the bottom layer: it knows nothing of KPIs or workbooks.
"""

from kpi_excel.errors.exceptions import (
    CatalogueError,
    Either,
    FileError,
    FormulaError,
    InputError,
    KpiExcelError,
    NothingToComputeError,
    Phrase,
    UsageError,
)
from kpi_excel.errors.issue import Issue, Severity, by_kind
from kpi_excel.errors.place import Place

__all__ = [
    "CatalogueError",
    "Either",
    "FileError",
    "FormulaError",
    "InputError",
    "Issue",
    "KpiExcelError",
    "NothingToComputeError",
    "Phrase",
    "Place",
    "Severity",
    "UsageError",
    "by_kind",
]
