"""Figures: a workbook's numbers by KPI, period, platform and placement, in whatever words a cell asks for them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from kpi_excel.catalogue import KPIS
from kpi_excel.engine.change import change, change_unit
from kpi_excel.errors import UsageError
from kpi_excel.errors.exceptions import close_matches
from kpi_excel.model.kpi import Kpi
from kpi_excel.model.settings import ALL_PLACEMENTS, ALL_PLATFORMS
from kpi_excel.workbook.vocabulary import fold, kpis_called, option_names, platform_names, words_for_all

PREVIOUS, LAST_YEAR = "previous", "last_year"
_FEW = 6  # names listed in a sentence


@dataclass(frozen=True)
class PeriodFigures:
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
class TargetFigures:
    """A target's goal and status; NaN and an empty text are none."""

    kpi: str
    platform: str
    placement: str
    start: date | None
    due: date | None
    goal: float
    status: str


@dataclass(frozen=True)
class Choice:
    """A period, a platform and a placement, by their names."""

    period: str
    platform: str = ALL_PLATFORMS
    placement: str = ALL_PLACEMENTS


@dataclass(frozen=True)
class Figures:
    """A workbook's figures.

    Args:
        selected: what is selected.
        columns: a column per measure or KPI, a row per slice.
        rows: the row of each slice.
        periods: those with figures, latest first.
        targets: in the workbook's order.
        kpis: the KPIs, custom ones included.
        as_of: the last day that counts, if the workbook says.
        comparison: what changes are counted from unless a cell says otherwise.
    """

    selected: Choice
    columns: Mapping[str, Sequence[Any]]
    rows: Mapping[Choice, int]
    periods: Sequence[PeriodFigures]
    targets: Sequence[TargetFigures] = ()
    kpis: Mapping[str, Kpi] = field(default_factory=lambda: KPIS)
    as_of: date | None = None
    comparison: str = PREVIOUS

    def value(self, kpi: Kpi, choice: Choice) -> float:
        """Give a KPI's value; NaN if there is none."""
        row = self.rows.get(choice)
        if row is None:
            return math.nan
        if kpi.name in self.columns:
            return _number(self.columns[kpi.name][row])
        if not set(kpi.measures) <= set(self.columns):
            return math.nan
        return float(kpi.formula.evaluate({name: _number(self.columns[name][row]) for name in kpi.measures}))

    def change(self, kpi: Kpi, choice: Choice, comparison: str) -> float:
        """Give a KPI's change as the Scorecard does: a fraction of an amount, points of a rate; NaN if there is none.

        From 3.0 % to 3.4 % is 0.4, from 100 to 120 is 0.2.
        """
        period = next((one for one in self.periods if one.name == choice.period), PeriodFigures(choice.period))
        earlier = period.last_year if comparison == LAST_YEAR else period.previous
        then = self.value(kpi, Choice(earlier, choice.platform, choice.placement))
        return float(change(self.value(kpi, choice), then, change_unit(kpi)))

    def target(self, kpi: Kpi, choice: Choice) -> TargetFigures | None:
        """Give a KPI's target: the one under way on the last day that counts, else the one due last."""
        wanted = (kpi.name, choice.platform, choice.placement)
        found = [one for one in self.targets if (one.kpi, one.platform, one.placement) == wanted]
        day = self.as_of
        now = [one for one in found if day and one.start and one.due and one.start <= day <= one.due]
        return max(now or found, key=lambda one: one.due or date.min, default=None)

    def kpi(self, name: object) -> Kpi:
        """Give the KPI of a name, a function's name or a label in any shipped language."""
        found = self._kpi_names.get(fold(name))
        if found is None:
            hint = close_matches(fold(name), self._kpi_names)
            raise UsageError(f"There is no KPI “{name}”.", hint or "The Glossary lists them all.")
        return found

    def choice(self, platform: object, period: object, placement: object) -> Choice:
        """Give what a cell asks for; what it leaves open is as selected."""
        return Choice(self._period(period), self._platform(platform), self._placement(placement))

    def compared(self, comparison: object) -> str:
        """Give what a cell wants a change to be counted from."""
        if comparison is None:
            return self.comparison
        names = {**option_names("comparison"), PREVIOUS: PREVIOUS, fold(LAST_YEAR): LAST_YEAR}
        if found := names.get(fold(comparison)):
            return found
        raise UsageError(f"comparison: “{comparison}” is not known.", "Write previous or last_year.")

    def _period(self, asked: object) -> str:
        if asked is None:
            return self.selected.period
        text = _period_text(asked)
        if found := self._period_names.get(fold(text)):
            return found
        known = ", ".join(one.name for one in self.periods[:_FEW])
        raise UsageError(f"period: there are no figures for “{text}”.", f"There are some for {known}.")

    def _platform(self, asked: object) -> str:
        if asked is None:
            return self.selected.platform
        if fold(asked) in words_for_all():
            return ALL_PLATFORMS
        if found := self._platform_names.get(fold(platform_names().get(fold(asked), asked))):
            return found
        known = ", ".join(list(self._platform_names.values())[:_FEW])
        raise UsageError(f"platform: there are no figures for “{asked}”.", f"There are some for {known}.")

    def _placement(self, asked: object) -> str:
        if asked is None:
            return self.selected.placement
        if fold(asked) in words_for_all():
            return ALL_PLACEMENTS
        if found := option_names("placement").get(fold(asked)):
            return found
        raise UsageError(f"placement: “{asked}” is not known.", "Write organic, paid or all.")

    @cached_property
    def _kpi_names(self) -> Mapping[str, Kpi]:
        return {word: self.kpis[name] for word, name in kpis_called(self.kpis.values()).items()}

    @cached_property
    def _period_names(self) -> Mapping[str, str]:
        now = next((one for one in self.periods if one.name == self.selected.period), None)
        names = {fold(one.label): one.name for one in self.periods if one.label}
        names |= {fold(one.period): one.period for one in self.rows} | {
            fold(one.name): one.name for one in self.periods
        }
        relative = {"current": now.name, "previous": now.previous, "last year": now.last_year} if now else {}
        return relative | names

    @cached_property
    def _platform_names(self) -> Mapping[str, str]:
        return {fold(one.platform): one.platform for one in self.rows}


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else math.nan


def _period_text(asked: object) -> str:
    if isinstance(asked, datetime | date):
        return f"{asked:%Y-%m}"  # Excel turns a typed 2026-09 into a date
    if isinstance(asked, float) and asked.is_integer():
        return str(int(asked))
    return str(asked).strip()
