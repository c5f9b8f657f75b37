"""KPI functions: one worksheet function per KPI, made from its block in the catalogue."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial

from kpi_excel.catalogue import KPIS
from kpi_excel.catalogue.declarations import caveat, declaration_of
from kpi_excel.errors import KpiExcelError
from kpi_excel.language.texts import texts
from kpi_excel.live.arguments import Cells, Result, compute_kpi
from kpi_excel.live.declare import for_cells
from kpi_excel.live.selection import calling_book, figures
from kpi_excel.model.declaration import Declaration
from kpi_excel.model.kpi import Kpi

_ALONE = "Without arguments: the value for this workbook's selection."


def kpi_functions() -> Mapping[Declaration, Callable[..., Result]]:
    """Give what each KPI's worksheet function calls, by its declaration for cells."""
    words = texts("en")
    calls = {}
    for kpi in KPIS.values():
        declaration = declaration_of(kpi, words)
        said = (declaration.help, f"Formula: {words.formula(kpi)}.", _ALONE, caveat(kpi, words))
        calls[for_cells(declaration, *said)] = partial(_call, kpi, declaration)
    return calls


def _call(kpi: Kpi, declaration: Declaration, *cells: Cells | None) -> Result:
    if all(one is None for one in cells):
        return selected_value(kpi)
    return compute_kpi(kpi, declaration, dict(zip(kpi.arguments, cells, strict=True)))


def selected_value(kpi: Kpi) -> Result:
    """Give a KPI's value for the calling workbook's selection; an empty text if there is none."""
    try:
        known = figures(calling_book())
    except KpiExcelError as error:
        return sentence(error)
    value = known.value(kpi, known.selected)
    return [["" if math.isnan(value) else value]]


def sentence(error: KpiExcelError) -> str:
    """Write an error for a cell."""
    return f"{error.message} {error.fix}".strip()
