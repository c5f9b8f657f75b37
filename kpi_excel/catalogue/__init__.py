"""The catalogue: every KPI, measure and input table, defined once as TOML and checked at import.

Example:
    >>> from kpi_excel.catalogue import kpi
    >>> kpi("engagement_rate").function
    'ENGAGEMENT_RATE'
"""

from collections.abc import Iterable, Mapping

from kpi_excel.catalogue.loader import check_kpis, load_kpis, load_measures, load_tables, read_toml, restrict
from kpi_excel.errors import UsageError
from kpi_excel.errors.exceptions import alike
from kpi_excel.model.kpi import Kpi
from kpi_excel.model.measure import Measure
from kpi_excel.model.table import Table

__all__ = ["BASE_MEASURES", "KPIS", "TABLES", "kpi", "measures_of"]

TABLES: Mapping[str, Table] = load_tables(read_toml("tables.toml"))
BASE_MEASURES: Mapping[str, Measure] = load_measures(read_toml("measures.toml"))
KPIS: Mapping[str, Kpi] = load_kpis(read_toml("kpis.toml"))
check_kpis(KPIS, BASE_MEASURES, TABLES)


def kpi(name: str, kpis: Mapping[str, Kpi] = KPIS) -> Kpi:
    """Give the KPI of a name or worksheet function name, in any case.

    Raises:
        UsageError: if there is none; the message lists close matches.
    """
    key = name.strip().casefold().replace(" ", "_").replace("-", "_")
    for candidate in kpis.values():
        if key in (candidate.name, candidate.function.casefold()):
            return candidate
    raise UsageError("no-kpi-named", alike(key, [*kpis, *(one.function for one in kpis.values())]), name=name)


def measures_of(kpis: Iterable[Kpi]) -> Mapping[str, Measure]:
    """Give every measure that some KPIs need, restricted ones included, after all base measures.

    Base measures come first and always, so that a workbook built for some KPIs can serve others later.
    """
    measures = dict(BASE_MEASURES)
    for kpi in kpis:
        for name in kpi.measures:
            measure = restrict(name, BASE_MEASURES, TABLES)
            if measure is None:
                raise AssertionError(f"{kpi.name} was not checked: {name}")
            measures.setdefault(name, measure)
    return measures
