"""Findings about targets: which are missed, off track, at risk, on track or achieved, and how many of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from kpi_excel.engine.findings.importance import counts_of, magnitude, records, reliability, roots, sample_size
from kpi_excel.engine.results import Results
from kpi_excel.engine.targets.judgement import better_way
from kpi_excel.engine.targets.thresholds import VALUES
from kpi_excel.model.finding import Finding, Tone
from kpi_excel.model.kpi import Direction
from kpi_excel.model.settings import ALL_PLACEMENTS, ALL_PLATFORMS
from kpi_excel.model.target import GoalKind, Status

SUMMARY = "targets_summary"
NEED_ATTENTION = (Status.MISSED, Status.OFF_TRACK, Status.AT_RISK)
DOING_WELL = (Status.ACHIEVED, Status.ON_TRACK)
JUDGED = (*DOING_WELL, *NEED_ATTENTION)
_FIRST = 10.0  # the summary of all targets stands before any single one
_WEIGHTS = {  # bad news about what was agreed stands above all, good news about it above most
    Status.MISSED: 3.0,
    Status.OFF_TRACK: 3.0,
    Status.AT_RISK: 2.0,
    Status.ACHIEVED: 1.2,
    Status.ON_TRACK: 0.8,
}
_BY_STATUS, _BY_SIZE = 0.4, 0.6  # a target that is just missed is missed, and one far off is looked at first
_BY_VERDICT, _BY_DATA = 0.5, 0.5  # who set a goal wants its verdict, of however few data
_UNJUDGED = 0.3  # a caveat beside others: below what makes numbers wrong
_NUMBERS = (
    *("goal", "value", "start_value", "baseline", "goal_value", "time_share", "expected", "progress", "pace"),
    *("forecast", "gap", "needed_per_day", "days_left", "whole_value", "last_year_share"),
)
_NAMES = ("target", "goal_kind", "baseline_from", "owner", "forecast_method", "status", "reason", "advice", "basis")


def target_findings(results: Results, changes: Mapping[str, Finding]) -> list[Finding]:
    """Tell every judged target, and one that cannot be judged as a caveat.

    Args:
        results: what was computed.
        changes: what changed in the report period, by KPI; a target of the same slice tells it too.
    """
    found = []
    for row in records(results.targets):
        status = str(row["status"])
        if status == Status.NO_DATA:
            found.append(_unjudged(results, row))
        elif status in JUDGED and row["kpi"] in results.kpis:
            found.append(_judged(results, row, Status(status), changes))
    return found


def target_counts(targets: pd.DataFrame) -> dict[str, int]:
    """Count targets by status.

    Returns:
        A count per status, ``total`` (every row), ``judged`` (those with a verdict), ``well`` (achieved or on track)
        and ``attention`` (missed, off track or at risk).
    """
    statuses = targets["status"].astype(str).tolist()
    counts = {str(status): statuses.count(str(status)) for status in Status}
    groups = {"judged": JUDGED, "well": DOING_WELL, "attention": NEED_ATTENTION}
    return {"total": len(statuses), **counts, **{name: sum(counts[one] for one in of) for name, of in groups.items()}}


def targets_summary(results: Results, found: list[Finding]) -> list[Finding]:
    """Sum up all targets and name the one that is worst; nothing with fewer than two to judge.

    Args:
        results: what was computed.
        found: the findings about single targets.
    """
    counts = target_counts(results.targets)
    if counts["judged"] < 2:
        return []
    bad = [finding for finding in found if finding.tone is Tone.BAD]
    worst = max(bad, key=lambda finding: finding.importance, default=None)
    tone = Tone.BAD if 2 * counts["attention"] > counts["judged"] else Tone.GOOD if not bad else Tone.NEUTRAL
    told = ("unit", "direction", "label", "target")
    names = {} if worst is None else {"worst": worst.kind, **{key: worst.name(key) for key in told}}
    kpi, platform, placement = (worst.kpi, worst.platform, worst.placement) if worst else ("", "All", "all")
    period = results.periods.report.name
    numbers = {name: float(count) for name, count in counts.items()}
    return [Finding(SUMMARY, kpi, platform, placement, period, numbers, names, _FIRST, tone)]


def _judged(results: Results, row: Mapping[str, Any], status: Status, changes: Mapping[str, Finding]) -> Finding:
    kpi = results.kpis[row["kpi"]]
    platform, placement = str(row["platform"]), str(row["placement"])
    report = results.periods.report.name
    observations = sample_size(results, kpi, counts_of(results, [report], platform, placement))
    aim = row["expected"] if status in (Status.OFF_TRACK, Status.AT_RISK, Status.ON_TRACK) else row["goal_value"]
    importance = _WEIGHTS[status] * (_BY_STATUS + _BY_SIZE * magnitude(row["value"], aim))
    importance *= _BY_VERDICT + _BY_DATA * reliability(observations)
    expects = row["forecast_method"] != "level" and row["expected"] != row["goal_value"]
    names = {
        **{name: _text(row[name]) for name in _NAMES},
        **{name: _day(row[name]) for name in ("start", "due", "until", "latest_start", "latest_end")},
        **kpi_names(results, str(row["kpi"])),
        "aim": _aim(row, kpi.direction),
        "shape": "expected" if expects else "level",
    }
    finding = Finding(
        f"target_{status}",
        kpi.name,
        platform,
        placement,
        report,
        {name: float(row[name]) for name in _NUMBERS}
        | {"observations": observations, "enough_rows": VALUES["enough_rows"]},
        names,
        importance,
        Tone.BAD if status in NEED_ATTENTION else Tone.GOOD,
    )
    change = changes.get(kpi.name)
    if change is None or not _tells(results, row):
        return finding
    numbers = {name: change.number(name) for name in ("before", "change", "compared_days") if name in change.numbers}
    told = {name: change.name(name) for name in ("against", "change_unit", "without")}
    return finding.with_more({**numbers, "now": change.number("value")}, {**told, "change_kind": change.kind})


def _tells(results: Results, row: Mapping[str, Any]) -> bool:
    """Tell whether the report's change is one of the target's own slice and time."""
    here = (str(row["platform"]), str(row["placement"])) == (ALL_PLATFORMS, ALL_PLACEMENTS)
    report, until = results.periods.report, pd.Timestamp(row["until"]).date()
    return here and report.start <= until <= report.end


def _aim(row: Mapping[str, Any], direction: Direction) -> GoalKind:
    """Tell whether the goal is a floor or a ceiling."""
    better = better_way(GoalKind(row["goal_kind"]), direction, row["goal_value"], row["baseline"])
    return GoalKind.AT_LEAST if better > 0 else GoalKind.AT_MOST


def _unjudged(results: Results, row: Mapping[str, Any]) -> Finding:
    names = {"target": _text(row["target"]), "reason": _text(row["reason"]), **kpi_names(results, _text(row["kpi"]))}
    return Finding(
        "target_no_data",
        _text(row["kpi"]),
        _text(row["platform"]),
        _text(row["placement"]),
        results.periods.report.name,
        {},
        names,
        _UNJUDGED,
        Tone.NEUTRAL,
    )


def kpi_names(results: Results, name: str) -> dict[str, str]:
    """Give what a sentence about a KPI needs to know; a KPI that is not known has only its name."""
    kpi = results.kpis.get(name)
    if kpi is None:
        return {"label": name}
    return {
        "unit": str(kpi.unit),
        "direction": str(kpi.direction),
        "label": kpi.label,
        "roots": " ".join(sorted(roots(results, kpi))),
    }


def _text(value: object) -> str:
    return "" if value is None or value != value else str(value)  # noqa: PLR0124 - NaN


def _day(value: Any) -> str:
    return "" if value is None or pd.isna(value) else pd.Timestamp(value).date().isoformat()
