"""Comparisons as rows of a workbook: each KPI's values on both sides, over the days that both know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kpi_excel.engine.coverage.common import Extent
from kpi_excel.engine.coverage.compared import BETWEEN
from kpi_excel.engine.results import Results
from kpi_excel.language.texts import Texts
from kpi_excel.model.settings import COMPARISONS
from kpi_excel.report.values import Rows
from kpi_excel.workbook.formulas import kpi_cell_of_slice

SIDES = ("now", "then")
_CHANGES = {"previous": "change", "last_year": "change_last_year"}


def compared_rows(results: Results, _words: Texts) -> Rows:
    """Give every KPI that the data give with its sides, its changes and how much of the periods they rest on."""
    kpis = results.visible
    card = results.scorecard.set_index("kpi").loc[[kpi.name for kpi in kpis]]
    columns: dict[str, Sequence[float | str]] = {
        "kpi": [kpi.name for kpi in kpis],
        "tables": [BETWEEN.join(results.compared.bases[kpi.name]) for kpi in kpis],
    }
    for name in COMPARISONS:
        sides = [results.comparisons[name][kpi.name] for kpi in kpis]
        columns |= {f"{name}_now": [one.now for one in sides], f"{name}_then": [one.then for one in sides]}
        columns[f"{name}_extent"] = [str(one.common.extent if one.common else Extent.WHOLE) for one in sides]
        columns[_CHANGES[name]] = card[_CHANGES[name]].tolist()
    return columns


def compared_formulas(results: Results) -> Mapping[str, Sequence[str]]:
    """Write each side as its KPI's formula over the slice that it is read from."""
    return {
        f"{name}_{side}": [
            kpi_cell_of_slice(kpi.formula, "kpi_compared", f"{name}_{side}_row") for kpi in results.visible
        ]
        for name in COMPARISONS
        for side in SIDES
    }
