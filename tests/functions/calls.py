"""The KPIs' functions as tests call them, and the cases that they are called with."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from kpi_excel import functions
from kpi_excel.catalogue import KPIS
from kpi_excel.model.kpi import Kpi
from tests.support import load_cases

KPI_LIST = list(KPIS.values())


FORMULAS = [kpi for kpi in KPI_LIST if not kpi.answers]


CASES = [case for case in load_cases() if case.arguments is not None]


NINE = datetime(2026, 7, 1, 9)


def function_of(kpi: Kpi) -> Callable[..., Any]:
    found: Callable[..., Any] = getattr(functions, kpi.function)
    return found


WAITS = (20, 40, 300)  # mean 120, median 40


RECEIVED = [NINE, NINE, NINE, NINE]


RESPONSES: Sequence[datetime | None] = [*(NINE + timedelta(minutes=wait) for wait in WAITS), None]
