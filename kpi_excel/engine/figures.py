"""Figures: single numbers by KPI and slice, whether they were computed or stand in a workbook."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pandas as pd

from kpi_excel.engine.change import change, change_unit
from kpi_excel.engine.coverage.compared import BETWEEN, Basis
from kpi_excel.engine.results import Results
from kpi_excel.model.kpi import Kpi
from kpi_excel.model.settings import LAST_YEAR, PREVIOUS
from kpi_excel.model.slice import Slice

SLICE_KEYS = ("period", "platform", "placement", "against", "tables")
"""The columns that name a slice, in the order of `Slice`."""


@dataclass(frozen=True)
class PeriodNames:
    """A period that has figures.

    Args:
        name: such as 2026-Q3.
        label: as the workbook shows it.
        previous: name of the one before.
        last_year: name of the same one a year earlier.
    """

    name: str
    label: str = ""
    previous: str = ""
    last_year: str = ""


@dataclass(frozen=True)
class Standing:
    """A target's goal and status; NaN and an empty text are none."""

    kpi: str
    platform: str
    placement: str
    start: date | None
    due: date | None
    goal: float
    status: str


@dataclass(frozen=True, eq=False)
class Figures:
    """All figures of a report.

    Args:
        selected: the slice that is selected.
        columns: a column per measure or KPI, a row per slice.
        rows: the row of each slice.
        periods: those with figures, latest first.
        kpis: the KPIs, custom ones included.
        standings: the targets', in their order.
        as_of: the last day that counts, if it is known.
        comparison: what changes are counted from unless another one is asked for.
        bases: the tables that decide on which days a KPI is compared, where that is not all of them.
    """

    selected: Slice
    columns: Mapping[str, Sequence[Any]]
    rows: Mapping[Slice, int]
    periods: Sequence[PeriodNames]
    kpis: Mapping[str, Kpi]
    standings: Sequence[Standing] = ()
    as_of: date | None = None
    comparison: str = PREVIOUS
    bases: Mapping[str, Basis] = field(default_factory=dict)

    def value(self, kpi: Kpi, asked: Slice) -> float:
        """Give a KPI's value; NaN if there is none."""
        row = self.rows.get(asked)
        if row is None:
            return math.nan
        if kpi.name in self.columns:
            return _number(self.columns[kpi.name][row])
        if not set(kpi.measures) <= set(self.columns):
            return math.nan
        return float(kpi.formula.evaluate({name: _number(self.columns[name][row]) for name in kpi.measures}))

    def change(self, kpi: Kpi, asked: Slice, comparison: str) -> float:
        """Give a KPI's change as the scorecard does: a fraction of an amount, points of a rate; NaN if there is none.

        From 3.0 % to 3.4 % is 0.4, from 100 to 120 is 0.2.
        """
        period = next((one for one in self.periods if one.name == asked.period), PeriodNames(asked.period))
        earlier = period.last_year if comparison == LAST_YEAR else period.previous
        before = replace(asked, period=earlier)
        basis = BETWEEN.join(self.bases.get(kpi.name, ()))
        parts = replace(asked, against=earlier, basis=basis), replace(before, against=asked.period, basis=basis)
        now, then = parts if parts[0] in self.rows else (asked, before)
        return float(change(self.value(kpi, now), self.value(kpi, then), change_unit(kpi)))

    def standing(self, kpi: Kpi, asked: Slice) -> Standing | None:
        """Give how a KPI's target stands: the one under way on the last day that counts, else the one due last."""
        wanted = (kpi.name, asked.platform, asked.placement)
        found = [one for one in self.standings if (one.kpi, one.platform, one.placement) == wanted]
        day = self.as_of
        now = [one for one in found if day and one.start and one.due and one.start <= day <= one.due]
        return max(now or found, key=lambda one: one.due or date.min, default=None)


def figures_of(results: Results, statuses: Mapping[str, str]) -> Figures:
    """Give the figures of results: the report period, all platforms and placements are selected.

    Args:
        results: what was computed.
        statuses: the words for targets' statuses.
    """
    slices, periods = results.slices.assign(against="", tables=""), results.periods
    if len(results.compared.slices):
        slices = pd.concat([slices, results.compared.slices], ignore_index=True)
    keys = zip(*(slices[name] for name in SLICE_KEYS), strict=True)
    targets = zip(results.review.targets, results.review.judgements, strict=True)
    return Figures(
        Slice(periods.report.name),
        {str(column): slices[column].tolist() for column in slices.select_dtypes("float64").columns},
        {Slice(*key): number for number, key in enumerate(keys)},
        [PeriodNames(one.name, "", one.previous().name, one.last_year().name) for one in periods.selectable],
        results.kpis,
        [
            Standing(
                target.kpi,
                target.platform,
                target.placement,
                target.start,
                target.due,
                judgement.goal_value,
                str(statuses[judgement.status]),
            )
            for target, judgement in targets
        ],
        periods.as_of,
        results.inputs.settings.comparison,
        results.compared.bases,
    )


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else math.nan
