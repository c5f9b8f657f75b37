"""Which KPIs a dashboard lists: those with data or a target, unless settings show more or hide some."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from kpi_excel.model.kpi import Kpi
from kpi_excel.model.settings import EVERY_KPI, Settings


def visible_kpis(
    kpis: Mapping[str, Kpi], slices: pd.DataFrame, asked: Iterable[str], settings: Settings
) -> tuple[Kpi, ...]:
    """Give the KPIs of the Scorecard, the cards, the lists and the Glossary, in the given order.

    A KPI is there if any slice has a value of it, if a target asks for it, or if settings show it; never if settings
    hide it. Where nothing would be left, what settings hide is there too; and without any data every KPI.

    Args:
        kpis: every KPI by name.
        slices: their values, a column per KPI.
        asked: names of the KPIs that targets are about.
        settings: what is shown and hidden.
    """
    values = slices[list(kpis)]
    wanted = {str(name) for name in values.columns[values.notna().any()]}
    wanted |= set(asked) | set(settings.kpis_shown)
    if EVERY_KPI in settings.kpis_shown:
        wanted |= set(kpis)
    kept = wanted - set(settings.kpis_hidden)
    for names in (kept, wanted):
        if found := tuple(kpi for name, kpi in kpis.items() if name in names):
            return found
    return tuple(kpis.values())
