"""Inputs: the tables a workbook gave, checked and typed, with what was found wrong on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kpi_excel.errors import Issue
from kpi_excel.model.kpi import Kpi
from kpi_excel.model.settings import Settings


@dataclass(frozen=True)
class TableSummary:
    """What was read of one table.

    Args:
        table: the table's name.
        sheet: the sheet it stands on.
        rows: rows that count.
        left_out: rows left out because of faults.
        first: first day, None without rows or dates.
        last: last day.
        platforms: platforms that occur, sorted.
    """

    table: str
    sheet: str
    rows: int
    left_out: int = 0
    first: date | None = None
    last: date | None = None
    platforms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Inputs:
    """Everything the engine needs.

    Args:
        tables: a data frame (pandas, Polars or DuckDB) per input table that has rows. Columns carry the names of
            the input tables; absent columns are no value. Dates are datetimes, numbers floats, yes and no 1 and 0.
        settings: the settings, with defaults.
        custom_kpis: KPIs of the custom_kpis table, formulas over measures.
        issues: faults, warnings and notes.
        summaries: what was read, table by table.
        source: name of the file, for titles and messages.
    """

    tables: Mapping[str, Any]
    settings: Settings = field(default_factory=Settings)
    custom_kpis: Mapping[str, Kpi] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    summaries: tuple[TableSummary, ...] = ()
    source: str = ""
