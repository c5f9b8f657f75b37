"""KPI functions: one worksheet function per KPI, made from its block in the catalogue."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from kpi_excel.catalogue import KPIS
from kpi_excel.catalogue.reference import argument_help, caveat, meaning, optional_arguments
from kpi_excel.errors import KpiExcelError
from kpi_excel.language.texts import Texts, texts
from kpi_excel.live.arguments import Cells, Result, compute_kpi
from kpi_excel.live.declare import Argument, fitting, worksheet_function
from kpi_excel.live.selection import calling_book, figures
from kpi_excel.model.kpi import Kpi

CATEGORY = "KPI: {}"
_ALONE = "Without arguments: the value for this workbook's selection."


def kpi_functions(module: str) -> Mapping[str, Callable[..., Any]]:
    """Make every KPI's worksheet function, by name.

    Args:
        module: where they will be found.
    """
    words = texts("en")
    return {kpi.function: _kpi_function(kpi, words, module) for kpi in KPIS.values()}


def _kpi_function(kpi: Kpi, words: Texts, module: str) -> Callable[..., Any]:
    return worksheet_function(
        kpi.function,
        partial(_call, kpi),
        [Argument(name, _help(kpi, name, words)) for name in kpi.arguments],
        fitting([meaning(kpi, words), f"Formula: {words.formula(kpi)}.", _ALONE, caveat(kpi, words)]),
        CATEGORY.format(words.text("terms", "categories", kpi.category)),
        module,
    )


def _help(kpi: Kpi, argument: str, words: Texts) -> str:
    default = optional_arguments(kpi).get(argument)
    return fitting([argument_help(argument, words), "" if default is None else f"Default: {default:g}."])


def _call(kpi: Kpi, *cells: Cells | None) -> Result:
    if all(one is None for one in cells):
        return selected_value(kpi)
    return compute_kpi(kpi, dict(zip(kpi.arguments, cells, strict=True)))


def selected_value(kpi: Kpi) -> Result:
    """Give a KPI's value for the calling workbook's selection; an empty text if there is none."""
    try:
        found = figures(calling_book())
    except KpiExcelError as error:
        return sentence(error)
    value = found.value(kpi, found.selected)
    return [["" if math.isnan(value) else value]]


def sentence(error: KpiExcelError) -> str:
    """Write an error for a cell."""
    return f"{error.message} {error.fix}".strip()
