"""Findings about changes on one platform, which the others hide when all are added up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kpi_excel.engine.change import change, change_unit
from kpi_excel.engine.coverage.compared import Sides, sides_of
from kpi_excel.engine.findings.changes import cut_of, returns_to_usual, size_beyond, tone_of
from kpi_excel.engine.findings.importance import counts_of, reliability, sample_size, usual_changes, weight
from kpi_excel.engine.findings.targets import kpi_names
from kpi_excel.engine.results import Results
from kpi_excel.model.finding import Finding, Tone
from kpi_excel.model.kpi import Kpi
from kpi_excel.model.settings import ALL_PLACEMENTS

BEYOND_USUAL = 3.0  # times the usual change: more than for all platforms together, as there are several to look at
_ONE_OF_SEVERAL = 0.8  # what one platform does counts less than what all do


def platform_changes(results: Results, told: Mapping[str, Finding]) -> list[Finding]:
    """Tell the changes of single platforms, where there are several.

    Args:
        results: what was computed.
        told: the changes of all platforms together, by KPI; one that names a platform as its main part tells its
            change.

    Returns:
        ``change_up`` and ``change_down`` with numbers and names as in `changes.change_findings`, without a driver.
    """
    platforms = results.axes.platforms[1:]
    if len(platforms) < 2:
        return []
    return [finding for platform in platforms for finding in _of_platform(results, platform, told)]


def _of_platform(results: Results, platform: str, told: Mapping[str, Finding]) -> Iterator[Finding]:
    report, against = results.periods.report, results.against
    compared = sides_of(results.compared, results.slices, (report, against), platform)
    counts = counts_of(results, [report.name, against.name], platform, ALL_PLACEMENTS)
    usual = usual_changes(results, platform)
    for kpi in results.kpis.values():
        sides = compared[kpi.name]
        size = size_beyond(sides.now, sides.then, change_unit(kpi), usual[kpi.name], BEYOND_USUAL)
        main = told.get(kpi.name)
        named = main is not None and main.importance > 0 and main.name("part") == platform
        if size > 0 and usual[kpi.name] > 0 and not named:
            factor = _ONE_OF_SEVERAL * reliability(sample_size(results, kpi, counts)) * weight(results, kpi)
            yield _finding(results, kpi, platform, sides, size * factor)


def _finding(results: Results, kpi: Kpi, platform: str, sides: Sides, importance: float) -> Finding:
    now, then, unit = sides.now, sides.then, change_unit(kpi)
    cut_numbers, cut_names = cut_of(sides, results.periods.report)
    back = returns_to_usual(results, kpi, platform, now, then)
    names = {"change_unit": str(unit), "against": results.against.name, "back": back}
    return Finding(
        "change_up" if now > then else "change_down",
        kpi.name,
        platform,
        ALL_PLACEMENTS,
        results.periods.report.name,
        {"value": now, "before": then, "change": float(change(now, then, unit)), **cut_numbers},
        {**kpi_names(results, kpi.name), **names, **cut_names},
        importance,
        Tone.NEUTRAL if back else tone_of(kpi, now > then),
    )
