"""Findings: what is worth saying about the report period, the most important first, as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isnan

from kpi_excel.engine.findings.caveats import CAVEATS, caveats, many_rows_left_out
from kpi_excel.engine.findings.changes import change_findings
from kpi_excel.engine.findings.platform_changes import platform_changes
from kpi_excel.engine.findings.standouts import standout_findings
from kpi_excel.engine.findings.targets import JUDGED, NEED_ATTENTION, SUMMARY, target_findings, targets_summary
from kpi_excel.engine.results import Results
from kpi_excel.model.finding import Finding

MOST = 6  # findings beside the headline: what fits on a page, and what a reader keeps
MOST_CAVEATS = 5  # who is warned of more does not read them
_ATTENTION = frozenset(f"target_{status}" for status in NEED_ATTENTION)
_TARGETS = frozenset(f"target_{status}" for status in JUDGED)
_CHANGES = frozenset({"change_up", "change_down"})
_CONTENT = frozenset({"unusual_post", "best_content"})
_GROUPS = (  # kinds of one sort, and how many of them a summary tells; changes so many good and so many bad ones
    (_TARGETS, 2),
    (_CHANGES, 2),
    (frozenset({"unusual_period"}), 1),
    (_CONTENT, 1),
    (frozenset({"benchmark_ahead", "benchmark_behind"}), 1),
    (frozenset({"rank", "voice"}), 1),
)
_RELATIVES = 2  # findings about one family of KPIs: the number and one that explains it


@dataclass(frozen=True)
class Selection:
    """The findings that a summary tells, each once.

    Args:
        headline: the one to say first; None if nothing was found.
        findings: up to six more, the most important first, no more than two about relatives.
        attention: targets that are missed, off track or at risk, the worst first.
        caveats: what to know before trusting them, the gravest first.
    """

    headline: Finding | None
    findings: tuple[Finding, ...]
    attention: tuple[Finding, ...]
    caveats: tuple[Finding, ...]


def findings(results: Results) -> tuple[Finding, ...]:
    """Find what is worth saying about the report period, for all platforms and placements.

    Importance is the size of what happened, times the reliability of the data behind it, times the weight of the kind:
    a missed or off-track target stands above everything else of its size.

    Args:
        results: what was computed; compared is with the period that the settings name.

    Returns:
        Every finding, the most important first. A target tells the change of its KPI, so that no other finding does,
        neither of this KPI nor of one that is made of the same column, such as growth beside followers.
    """
    changes = change_findings(results)
    targets = target_findings(results, {finding.kpi: finding for finding in changes})
    judged = [finding for finding in targets if finding.kind in _TARGETS]
    absorbed = {name for finding in judged for name in (finding.kpi, finding.name("roots"))}
    every = [*changes, *platform_changes(results, {finding.kpi: finding for finding in changes})]
    own = [
        finding for finding in every if finding.importance > 0 and not {finding.kpi, finding.name("roots")} & absorbed
    ]
    lost = many_rows_left_out(results)
    found = [*lost, *targets_summary(results, judged), *targets, *own, *standout_findings(results)]
    if not any(finding.kind not in CAVEATS for finding in found):
        found.append(Finding("no_findings", period=results.periods.report.name))
    told = [finding.kpi for part in _told(select(tuple(_ordered(found)))) for finding in part]
    return tuple(_ordered([*found, *caveats(results, told)]))


def select(found: Sequence[Finding]) -> Selection:
    """Choose what a summary tells: nothing twice, and not three times of the same family.

    Args:
        found: findings, the most important first.
    """
    attention = tuple(finding for finding in found if finding.kind in _ATTENTION)
    telling = [finding for finding in found if finding.kind not in CAVEATS]
    headline = telling[0] if telling else None
    if headline in attention:
        attention = tuple(finding for finding in attention if finding is not headline)
    chosen: list[Finding] = []
    for finding in telling:
        if finding is headline or finding in attention or len(chosen) == MOST:
            continue
        said = [*([headline] if headline and headline.kind != SUMMARY else []), *attention, *chosen]
        if _adds(finding, chosen, said):
            chosen.append(finding)
    warnings = tuple(finding for finding in found if finding.kind in CAVEATS)
    return Selection(headline, tuple(chosen), attention, warnings[:MOST_CAVEATS])


def _adds(finding: Finding, chosen: Sequence[Finding], said: Sequence[Finding]) -> bool:
    """Tell whether a finding adds something to those already said.

    A change is not told beside the target or the change of a relative, and no family of KPIs three times; what is
    about content rather than a KPI is left out of that count.
    """
    for kinds, most in _GROUPS:
        alike = [one for one in chosen if one.kind in kinds and (kinds is not _CHANGES or one.tone == finding.tone)]
        if finding.kind in kinds and len(alike) >= most:
            return False
    if finding.kind in _CONTENT:
        return True
    relatives = [one for one in said if one.kind not in _CONTENT and _related(finding, one)]
    if finding.kind in _CHANGES and any(one.kind in _CHANGES | _TARGETS for one in relatives):
        return False
    return len(relatives) < _RELATIVES


def _related(finding: Finding, other: Finding) -> bool:
    own, others = (set(one.name("roots").split()) for one in (finding, other))
    return bool(own & others)


def _ordered(found: Sequence[Finding]) -> list[Finding]:
    def key(finding: Finding) -> tuple[float, str, str, str, str]:
        importance = 0.0 if isnan(finding.importance) else finding.importance
        return (-importance, finding.kind, finding.kpi, finding.platform, finding.placement)

    return sorted(found, key=key)


def _told(selection: Selection) -> Iterator[Sequence[Finding]]:
    headline = (selection.headline,) if selection.headline else ()
    yield from (headline, selection.attention, selection.findings)
