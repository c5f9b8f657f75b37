"""Which KPIs a dashboard lists: those with data or a target, unless settings show more or hide some."""

from __future__ import annotations

from kpi_excel.engine.compute import Results
from kpi_excel.model.kpi import Kpi
from kpi_excel.model.settings import EVERY_KPI


def visible_kpis(results: Results) -> tuple[Kpi, ...]:
    """Give the KPIs of the Scorecard, the cards, the lists and the Glossary, in the results' order.

    A KPI is there if any slice has a value of it, if a target asks for it, or if settings show it; never if settings
    hide it. Where nothing would be left, what settings hide is there too; and without any data every KPI.
    """
    settings = results.inputs.settings
    values = results.slices[list(results.kpis)]
    wanted = {str(name) for name in values.columns[values.notna().any()]}
    wanted |= {target.kpi for target in results.review.targets} | set(settings.kpis_shown)
    if EVERY_KPI in settings.kpis_shown:
        wanted |= set(results.kpis)
    kept = wanted - set(settings.kpis_hidden)
    for names in (kept, wanted):
        if found := tuple(kpi for name, kpi in results.kpis.items() if name in names):
            return found
    return tuple(results.kpis.values())
