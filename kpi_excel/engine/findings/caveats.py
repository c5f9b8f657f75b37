"""Caveats: what a reader should know before trusting the findings."""

from __future__ import annotations

from collections.abc import Sequence

from kpi_excel.engine.coverage.warnings import GAPS
from kpi_excel.engine.findings.importance import FEW, relative
from kpi_excel.engine.findings.targets import kpi_names
from kpi_excel.engine.results import Results
from kpi_excel.errors import Severity
from kpi_excel.model.finding import Finding, Tone
from kpi_excel.model.kpi import Kpi, Unit
from kpi_excel.model.measure import GIVEN, Aggregation

CAVEATS = (
    *("period_without_data", "data_end_early", "data_begin_late", "data_leave_out_days", "rows_left_out"),
    *("unfinished_period", "coverage", "few_cases", "added_reach"),
    *("average_and_median", "target_no_data"),
)
"""Kinds of caveats, the gravest first."""
MANY_LEFT_OUT = "many_rows_left_out"
_MANY = 0.1  # of a table's rows: with more left out, its numbers are in doubt
_FOREMOST = 100.0  # before everything else, the summary of the targets included
_FEW_FOR_SHARES = 100  # cases: with fewer a share may be off by 10 points
_MOST_FEW = 2  # of a kind: more of the same is not read
_SKEWED = 0.1  # an average this far from its median is told with it: a tenth is what people call a difference
_GRAVEST, _STEP = 0.9, 0.07  # caveats keep their order, below every target and the largest change


def caveats(results: Results, told: Sequence[str]) -> list[Finding]:
    """Give the caveats of a report.

    Args:
        results: what was computed.
        told: KPIs that the report's findings are about, the first one first; some caveats matter only for them.
    """
    found = [*_of_issues(results), *_left_out(results), *_unfinished(results)]
    found += [*_few_cases(results, told), *_added_reach(results, told), *_median(results, told)]
    return found


def _caveat(
    results: Results, kind: str, kpi: str = "", numbers: dict[str, float] | None = None, **names: str
) -> Finding:
    known = kpi_names(results, kpi) if kpi else {}
    importance = _GRAVEST - _STEP * CAVEATS.index(kind)
    return Finding(
        kind, kpi, period=results.periods.report.name, numbers=numbers or {}, names=known | names, importance=importance
    )


def _of_issues(results: Results) -> list[Finding]:
    found = []
    for issue in results.issues:
        if issue.code == "period-without-data":
            found.append(
                _caveat(results, "period_without_data", first=issue.values["first"], last=issue.values["last"])
            )
        elif issue.code == "coverage":
            missing, platforms = issue.values["missing"], issue.values["platforms"]
            found.append(_caveat(results, "coverage", issue.values["kpi"], missing=missing, platforms=platforms))
        elif issue.code in GAPS and issue.severity is Severity.WARNING:
            told = {name: issue.values[name] for name in ("table", "platforms", "day")}
            found.append(_caveat(results, GAPS[issue.code], numbers={"days": float(issue.values["days"])}, **told))
    return found


def _left_out(results: Results) -> list[Finding]:
    rows = sum(summary.left_out for summary in results.inputs.summaries)
    tables = ", ".join(summary.table for summary in results.inputs.summaries if summary.left_out)
    return [_caveat(results, "rows_left_out", numbers={"rows": rows}, tables=tables)] if rows else []


def many_rows_left_out(results: Results) -> list[Finding]:
    """Say first of all that so many rows of a table were left out that its numbers are in doubt."""
    shares = {one.table: one.left_out / (one.rows + one.left_out) for one in results.inputs.summaries if one.left_out}
    table = max(shares, key=lambda name: shares[name], default="")
    if not table or shares[table] <= _MANY:
        return []
    period = results.periods.report.name
    numbers, names = {"share": shares[table]}, {"table": table}
    return [Finding(MANY_LEFT_OUT, period=period, numbers=numbers, names=names, importance=_FOREMOST, tone=Tone.BAD)]


def _unfinished(results: Results) -> list[Finding]:
    report = results.periods.report
    if not report.unfinished:
        return []
    return [_caveat(results, "unfinished_period", until=report.end.isoformat(), against=results.against.name)]


def _few_cases(results: Results, told: Sequence[str]) -> list[Finding]:
    """Tell KPIs whose denominator counts few rows, such as survey answers; each denominator once."""
    found: dict[str, Finding] = {}
    for name in told:
        kpi = results.kpis.get(name)
        if kpi is None or not kpi.formula.divides:
            continue
        few = _FEW_FOR_SHARES if kpi.unit is Unit.PERCENT else FEW
        for measure in (results.measures[one] for one in kpi.measures):
            cases = _now(results, measure.name)
            if measure.aggregation is Aggregation.COUNT and cases < few:
                caveat = _caveat(results, "few_cases", name, {"cases": cases}, measure=measure.base)
                found.setdefault(measure.base, caveat)
    return list(found.values())[:_MOST_FEW]


def _added_reach(results: Results, told: Sequence[str]) -> list[Finding]:
    """Say once that reach is added up over posts, if a finding rests on it."""
    rests = [name for name, kpi in results.kpis.items() if name in told and _uses(kpi, "reach")]
    return [_caveat(results, "added_reach", rests[0])] if rests else []


def _now(results: Results, column: str) -> float:
    """Give one number of the report period; NaN is no value."""
    return float(results.view[column].to_numpy(float)[0])


def _uses(kpi: Kpi, base: str) -> bool:
    return any(name.split(GIVEN)[0] == base for name in kpi.measures)


def _median(results: Results, told: Sequence[str]) -> list[Finding]:
    """Tell the median beside an average that a few long waits pull up."""
    names = ("average_response_time", "median_response_time")
    if names[0] not in told or not set(names) <= set(results.kpis):
        return []
    average, median = (_now(results, name) for name in names)
    if relative(average, median) < _SKEWED:
        return []
    return [_caveat(results, "average_and_median", names[0], {"value": average, "median": median})]
