"""Look-ups: worksheet functions that ask the calling workbook for a KPI's value, change, target or status by name."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from kpi_excel.errors import KpiExcelError, UsageError
from kpi_excel.live.arguments import Cells, Result, each, flat_values, one_value
from kpi_excel.live.declare import for_cells
from kpi_excel.live.kpi_functions import sentence
from kpi_excel.live.names import Names, names_of
from kpi_excel.live.selection import calling_book, figures
from kpi_excel.model.declaration import Argument, Declaration
from kpi_excel.model.kpi import Kpi
from kpi_excel.model.slice import Slice

_HELP = {
    "name": "KPI by its name, such as engagement_rate, its function's name or its label.",
    "names": "Cells with KPIs by name, function or label.",
    "platform": "Such as Instagram, or All. If left out: the selected one.",
    "period": "Such as 2026-Q3, 2026-09, previous or last_year. If left out: the selected one.",
    "periods": "Cells with periods, such as 2026-Q3, previous or last_year. If left out: the selected one.",
    "placement": "organic, paid or all. If left out: the selected one.",
    "comparison": "previous or last_year. If left out: the selected one, else previous.",
}


def lookups() -> Mapping[Declaration, Callable[..., Result]]:
    """Give what each look-up calls, by its declaration for cells.

    Excel calculates them after every change, as they depend on the whole workbook.
    """
    return {for_cells(one, one.help): compute for one, compute in _LOOKUPS.items()}


def kpi_value(*cells: Cells | None) -> Result:
    """Give values by name, platform, period and placement."""

    def value(names: Names, kpi: Kpi, platform: Any, period: Any, placement: Any) -> Any:
        return names.figures.value(kpi, names.slice(platform, period, placement))

    return _each(value, *cells)


def kpi_change(*cells: Cells | None) -> Result:
    """Give changes by name, platform, period, placement and comparison."""

    def change(names: Names, kpi: Kpi, platform: Any, period: Any, placement: Any, comparison: Any) -> Any:
        return names.figures.change(kpi, names.slice(platform, period, placement), names.comparison(comparison))

    return _each(change, *cells)


def kpi_target(*cells: Cells | None) -> Result:
    """Give targets' goals by name, platform and placement."""

    def goal(names: Names, kpi: Kpi, platform: Any, placement: Any) -> Any:
        target = names.figures.standing(kpi, names.slice(platform, None, placement))
        return target.goal if target else None

    return _each(goal, *cells)


def kpi_status(*cells: Cells | None) -> Result:
    """Give targets' statuses by name, platform and placement."""

    def status(names: Names, kpi: Kpi, platform: Any, placement: Any) -> Any:
        target = names.figures.standing(kpi, names.slice(platform, None, placement))
        return target.status if target else None

    return _each(status, *cells)


def kpi_table(names: Cells | None, platform: Cells | None, periods: Cells | None) -> Result:
    """Give a table: KPIs down, periods across, both as headings."""
    try:
        known = names_of(figures(calling_book()))
        wanted = flat_values(names)
        if not wanted:
            return "names is missing: =KPI_TABLE(names, [platform], [periods])"
        slices = [known.slice(one_value(platform), one, None) for one in flat_values(periods) or [None]]
    except KpiExcelError as error:
        return sentence(error)
    head = ["", *(one.period for one in slices)]
    return [head, *([name, *_row(known, name, slices)] for name in wanted)]


def _row(known: Names, name: Any, slices: list[Slice]) -> list[Any]:
    try:
        kpi = known.kpi(name)
    except UsageError as error:
        return [sentence(error), *[""] * (len(slices) - 1)]
    return [_shown(known.figures.value(kpi, one)) for one in slices]


def _each(compute: Callable[..., Any], names: Cells | None, *cells: Cells | None) -> Result:
    if names is None:
        return 'name is missing: write a KPI, such as "engagement_rate".'
    try:
        known = names_of(figures(calling_book()))
    except KpiExcelError as error:
        return sentence(error)

    def one(name: Any, *values: Any) -> Any:
        if name is None:
            return ""
        try:
            return _shown(compute(known, known.kpi(name), *values))
        except UsageError as error:
            return sentence(error)

    return each(one, names, *cells)


def _shown(value: Any) -> Any:
    """Give what a cell shows: nothing where there is no value."""
    return "" if value is None or (isinstance(value, float) and math.isnan(value)) else value


def _lookup(name: str, arguments: str, help: str) -> Declaration:  # noqa: A002 - as the declaration calls it
    given = tuple(Argument(one, _HELP[one]) for one in arguments.split())
    return Declaration(name, given, help, "this workbook", volatile=True)


_LOOKUPS: Mapping[Declaration, Callable[..., Result]] = {
    _lookup("KPI", "name platform period placement", "A KPI's value in this workbook, by the KPI's name."): kpi_value,
    _lookup(
        "KPI_CHANGE",
        "name platform period placement comparison",
        "A KPI's change from the period before or a year ago: a fraction of an amount, points of a rate.",
    ): kpi_change,
    _lookup(
        "KPI_TARGET",
        "name platform placement",
        "The goal of a KPI's target in this workbook: the target under way, else the one due last.",
    ): kpi_target,
    _lookup(
        "KPI_STATUS",
        "name platform placement",
        "The status of a KPI's target in this workbook: the target under way, else the one due last.",
    ): kpi_status,
    _lookup(
        "KPI_TABLE",
        "names platform periods",
        "A table of KPIs' values with headings: KPIs down, periods across. It spills over the cells beside and below.",
    ): kpi_table,
}
