"""Findings about changes: which KPIs changed much against the comparison, and the part that did most of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

from kpi_excel.engine.change import change, change_unit
from kpi_excel.engine.coverage.compared import Sides
from kpi_excel.engine.coverage.ripeness import growing
from kpi_excel.engine.findings.importance import (
    counts_of,
    records,
    relative,
    reliability,
    sample_size,
    size,
    usual_changes,
    weight,
)
from kpi_excel.engine.findings.targets import kpi_names
from kpi_excel.engine.results import Results
from kpi_excel.model.coverage import Days
from kpi_excel.model.finding import Finding, Tone
from kpi_excel.model.kpi import ChangeUnit, Direction, Kind, Kpi
from kpi_excel.model.period import Period
from kpi_excel.model.settings import ALL_PLACEMENTS, ALL_PLATFORMS, LAST_YEAR

LEAST = 0.05  # of the larger value: nobody acts on less, so a smaller change is no finding of its own
LEAST_TOLD = 0.02  # less reads as "the same", so it is not told beside a target either
BEYOND_USUAL = 2.0  # times the usual change: by chance one change in 20 is larger, of a dozen KPIs hardly one
_UNDONE = 0.5  # of a change: where an earlier peak or dip makes half of it, it is a return rather than a change
_WORSE = 1.25  # bad news is looked at first: a quarter more, so that it passes good news of the same size and no more
_MAIN = 0.4  # a part with this share of a change is named: there are two such parts at most, and the larger is meant
_OWN_WEIGHT = {"platform": 1.0, "format": 0.9, "campaign": 0.8}  # readers ask for platforms first: ties are theirs
_OTHER_WEIGHT = 0.5  # of a dimension of one's own: named where no other explains it half as well


def change_findings(results: Results) -> list[Finding]:
    """Tell every change against the period that the settings name.

    Returns:
        ``change_up`` and ``change_down`` with ``value``, ``before``, ``change`` (in the unit ``change_unit``; absent
        from zero) and, if one part made most of it, the numbers of that driver. The importance is 0 where the change
        is small for the value or far below the KPI's usual one, so that it is no finding of its own. Where not all
        days count, ``compared_days`` says how many do; ``without`` names the platforms that do not count; ``unripe``
        is the share of posts whose figures still grow, where that is much.
    """
    comparison = results.inputs.settings.comparison
    before, changed = ("last_year", "change_last_year") if comparison == LAST_YEAR else ("previous", "change")
    report, against = results.periods.report, results.against
    both = counts_of(results, [report.name, against.name], ALL_PLATFORMS, ALL_PLACEMENTS)
    days = Days.between(report.start, report.end)
    young = growing(results.kpis.values(), results.measures) if results.ripeness.too_young(days) else frozenset()
    usual, drivers = usual_changes(results), _by(records(results.drivers), "kpi")
    found = []
    for row in records(results.scorecard):
        kpi, sides = results.kpis[row["kpi"]], results.comparisons[comparison][row["kpi"]]
        now, then = (sides.now, sides.then) if sides.common else (float(row["value"]), float(row[before]))
        if relative(now, then) < LEAST_TOLD:
            continue
        unit = change_unit(kpi)
        tone = tone_of(kpi, now > then)
        observations = sample_size(results, kpi, both)
        driver_numbers, driver_names = main_driver(drivers.get(kpi.name, []))
        back = returns_to_usual(results, kpi, ALL_PLATFORMS, now, then)
        importance = size_beyond(now, then, unit, usual[kpi.name], BEYOND_USUAL)
        importance *= reliability(observations) * weight(results, kpi) * (_WORSE if tone is Tone.BAD else 1.0)
        numbers = {"value": now, "before": then, "change": row[changed], "observations": observations}
        names = {**kpi_names(results, kpi.name), "change_unit": str(unit), "against": against.name, "back": back}
        cut_numbers, cut_names = cut_of(sides, report)
        if kpi.name in young:
            cut_numbers["unripe"] = results.ripeness.unripe(days)
        found.append(
            Finding(
                "change_up" if now > then else "change_down",
                kpi.name,
                ALL_PLATFORMS,
                ALL_PLACEMENTS,
                report.name,
                numbers | cut_numbers | driver_numbers,
                names | cut_names | driver_names,
                importance,
                Tone.NEUTRAL if back else tone,
            )
        )
    return found


def cut_of(sides: Sides, report: Period) -> tuple[dict[str, float], dict[str, str]]:
    """Say on what a comparison rests that is not over everything."""
    if sides.common is None:
        return {}, {}
    days = len(sides.common.now)
    numbers = {"compared_days": float(days)} if days < report.days else {}
    return numbers, {"without": ", ".join(sides.common.without)} if sides.common.without else {}


def tone_of(kpi: Kpi, up: bool) -> Tone:
    """Tell whether a rise or a fall is good."""
    if kpi.direction is Direction.NEUTRAL:
        return Tone.NEUTRAL
    return Tone.GOOD if up == (kpi.direction is Direction.UP) else Tone.BAD


def size_beyond(now: float, before: float, unit: ChangeUnit, usual: float, beyond: float) -> float:
    """Measure how large a change is; 0 where it is small for the value or no more than chance may bring.

    Args:
        now: the value.
        before: what it is compared with.
        unit: what changes of the KPI are counted in.
        usual: the KPI's usual change; NaN if it is not known.
        beyond: how many times the usual change it must be.
    """
    step = abs(float(change(now, before, unit)))
    if relative(now, before) < LEAST or step < beyond * usual:
        return 0.0
    return size(now, before, unit, usual)


def returns_to_usual(results: Results, kpi: Kpi, platform: str, now: float, then: float) -> str:
    """Tell whether a change undoes what was unusual about the period compared with.

    Returns:
        ``peak`` or ``dip``, what it comes back from; empty if at least half of the change is its own.
    """
    own = results.unusual[(results.unusual["kpi"] == kpi.name) & (results.unusual["platform"] == platform)]
    periods = {name: Period.parse(name, results.periods.calendar) for name in own[own["scope"] == "period"]["period"]}
    within = [name for name, one in periods.items() if _lies_in(one, results.against, kpi)]
    rows = own[own["period"].isin(within)]
    excess = float((rows["value"] - rows["expected"]).sum())
    undone = excess * (then - now) > 0 and abs(excess) >= _UNDONE * abs(then - now)
    return "" if not undone else "peak" if excess > 0 else "dip"


def _lies_in(one: Period, whole: Period, kpi: Kpi) -> bool:
    """Tell whether a period's excess is one of a whole: the whole itself, or a part of it that adds up to it."""
    part = kpi.kind is Kind.FLOW and whole.start <= one.start and one.end <= whole.end
    return part or (one.start, one.end) == (whole.start, whole.end)


def main_driver(drivers: Sequence[Mapping[str, Any]]) -> tuple[dict[str, float], dict[str, str]]:
    """Give the part that made most of a KPI's change.

    Args:
        drivers: the drivers dataset's rows of one KPI.

    Returns:
        Numbers (``share``, ``contribution``, ``mix_effect``, ``rate_effect``, ``part_before``, ``part_after``) and
        names (``dimension``, ``part``, ``effect``); both empty if no part made most of it. ``effect`` is ``amount``
        for sums; for rates ``rate`` or ``mix``, or ``simpson`` if the KPI of every part moved against the whole.
    """
    candidates = []
    for dimension, parts in _by(drivers, "dimension").items():
        reversal = _reversal(parts)
        named = [part for part in parts if part["part"] and isfinite(part["share"])]
        if not named or len(parts) < 2:
            continue
        sign = 1 if parts[0]["change"] > 0 else -1
        main = max(named, key=lambda part: sign * part["mix_effect"] if reversal else part["share"])
        if reversal or main["share"] >= _MAIN:
            candidates.append((reversal, main["share"] * _OWN_WEIGHT.get(dimension, _OTHER_WEIGHT), main))
    if not candidates:
        return {}, {}
    reversal, _, main = max(candidates, key=lambda candidate: candidate[:2])
    numbers = {name: float(main[name]) for name in ("share", "contribution", "mix_effect", "rate_effect")}
    numbers |= {"part_before": float(main["before"]), "part_after": float(main["after"])}
    effect = "simpson" if reversal else _effect(numbers["mix_effect"], numbers["rate_effect"])
    return numbers, {"dimension": str(main["dimension"]), "part": str(main["part"]), "effect": effect}


def _by(rows: Sequence[Mapping[str, Any]], column: str) -> dict[str, list[Mapping[str, Any]]]:
    grouped: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        grouped.setdefault(str(row[column]), []).append(row)
    return grouped


def _effect(mix: float, rate: float) -> str:
    if not (isfinite(mix) and isfinite(rate)):
        return "amount"
    return "mix" if abs(mix) > abs(rate) else "rate"


def _reversal(parts: Sequence[Mapping[str, Any]]) -> bool:
    """Tell Simpson's paradox: the rate of every part moved against the whole, so that only the mix explains it."""
    if not isfinite(parts[0]["mix_effect"]):
        return False
    steps = [part["after"] - part["before"] for part in parts]
    known = [step for step in steps if isfinite(step)]
    return len(known) > 1 and all(step * parts[0]["change"] < 0 for step in known)
