"""Names: what cells call a workbook's KPIs, periods, platforms and placements, in whatever words they ask for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from kpi_excel.engine.figures import Figures
from kpi_excel.errors import UsageError
from kpi_excel.errors.exceptions import alike
from kpi_excel.model.kpi import Kpi
from kpi_excel.model.settings import ALL_PLACEMENTS, ALL_PLATFORMS, LAST_YEAR, PREVIOUS
from kpi_excel.model.slice import Slice
from kpi_excel.workbook.vocabulary import fold, kpis_called, option_names, platform_names, words_for_all

_FEW = 6  # names listed in a sentence
MOST_REMEMBERED = 8  # workbooks


@dataclass(frozen=True)
class Names:
    """Understands what cells ask for.

    Args:
        figures: the workbook's figures.
        kpis: the KPIs by folded name, function's name and label in any shipped language.
        periods: names of periods by what is folded, and by their relation to the selected one.
        platforms: the platforms that have figures, folded.
    """

    figures: Figures
    kpis: Mapping[str, Kpi]
    periods: Mapping[str, str]
    platforms: Mapping[str, str]

    def kpi(self, name: object) -> Kpi:
        """Give the KPI of a name, a function's name or a label in any shipped language."""
        kpi = self.kpis.get(fold(name))
        if kpi is None:
            raise UsageError("no-kpi", alike(fold(name), self.kpis), name=name)
        return kpi

    def slice(self, platform: object, period: object, placement: object) -> Slice:
        """Give the slice that a cell asks for; what it leaves open is as selected."""
        return Slice(self._period(period), self._platform(platform), self._placement(placement))

    def comparison(self, asked: object) -> str:
        """Give what a cell wants a change to be counted from."""
        if asked is None:
            return self.figures.comparison
        names = {**option_names("comparison"), PREVIOUS: PREVIOUS, fold(LAST_YEAR): LAST_YEAR}
        if meant := names.get(fold(asked)):
            return meant
        raise UsageError("unknown-comparison", text=asked)

    def _period(self, asked: object) -> str:
        if asked is None:
            return self.figures.selected.period
        text = _period_text(asked)
        if meant := self.periods.get(fold(text)):
            return meant
        known = [one.name for one in self.figures.periods[:_FEW]]
        raise UsageError("no-figures-of-period", text=text, known=known)

    def _platform(self, asked: object) -> str:
        if asked is None:
            return self.figures.selected.platform
        if fold(asked) in words_for_all():
            return ALL_PLATFORMS
        if meant := self.platforms.get(fold(platform_names().get(fold(asked), asked))):
            return meant
        known = list(self.platforms.values())[:_FEW]
        raise UsageError("no-figures-of-platform", text=asked, known=known)

    def _placement(self, asked: object) -> str:
        if asked is None:
            return self.figures.selected.placement
        if fold(asked) in words_for_all():
            return ALL_PLACEMENTS
        if meant := option_names("placement").get(fold(asked)):
            return meant
        raise UsageError("unknown-placement", text=asked)


@lru_cache(maxsize=MOST_REMEMBERED)
def names_of(figures: Figures) -> Names:
    """Collect the names of a workbook's figures, once for all cells that ask."""
    platforms = {fold(one.platform): one.platform for one in figures.rows}
    called = kpis_called(figures.kpis.values())
    kpis = {word: figures.kpis[name] for word, name in called.items()}
    return Names(figures, kpis, _period_names(figures), platforms)


def _period_names(figures: Figures) -> Mapping[str, str]:
    now = next((one for one in figures.periods if one.name == figures.selected.period), None)
    relative = {"current": now.name, "previous": now.previous, "last year": now.last_year} if now else {}
    labels = {fold(one.label): one.name for one in figures.periods if one.label}
    computed = {fold(one.period): one.period for one in figures.rows}
    return relative | labels | computed | {fold(one.name): one.name for one in figures.periods}


def _period_text(asked: object) -> str:
    if isinstance(asked, datetime | date):
        return f"{asked:%Y-%m}"  # Excel turns a typed 2026-09 into a date
    if isinstance(asked, float) and asked.is_integer():
        return str(int(asked))
    return str(asked).strip()
