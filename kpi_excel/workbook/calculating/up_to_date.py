"""Up to date: what follows from what was filled: formulas, arrays, charts, and what only Excel can refresh."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kpi_excel.errors import Issue
from kpi_excel.workbook.calculating.charts import update_caches
from kpi_excel.workbook.calculating.recalculate import recalculate
from kpi_excel.workbook.calculating.refreshing import refresh_on_load
from kpi_excel.workbook.calculating.write_values import write_values
from kpi_excel.workbook.calculators.calculator import BuildCalculator
from kpi_excel.workbook.filling.filled import Filled


@dataclass(frozen=True)
class UpToDate:
    """What bringing a workbook up to date came to.

    Args:
        formulas: how many formula cells it has.
        unavailable: how many of them carry no value, because it could not be computed.
        waiting: what shows earlier rows until Excel opens the file.
    """

    formulas: int
    unavailable: int
    waiting: tuple[Issue, ...]


def bring_up_to_date(filled: Filled, today: date, calculator: BuildCalculator | None) -> UpToDate:
    """Give every cell and every chart that a filling reaches its value.

    Args:
        filled: what was filled; its package is changed.
        today: the day that TODAY and NOW mean.
        calculator: what calculates; None to calculate nothing.

    Raises:
        CalculatorMissingError: if formulas are to be calculated, but what does that is not installed.
        CalculatorRefusedError: if what calculates formulas cannot read the workbook.
        DisagreementError: if a formula gives another value than the engine of KPIs.
    """
    filled.edit.recalculate_on_load()
    filled.write_sheets()
    recalculated = recalculate(filled, today, calculator)
    unavailable = write_values(filled, recalculated)
    filled.write_sheets()
    waiting = refresh_on_load(filled, recalculated)
    update_caches(filled, recalculated)
    return UpToDate(len(recalculated.cells), unavailable, waiting)
