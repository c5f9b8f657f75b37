"""Targets as rows of a workbook: what the engine knows of each, in the words of one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kpi_excel.engine.results import Results
from kpi_excel.engine.targets.review import by_placement
from kpi_excel.engine.targets.season import MONTHS, Season
from kpi_excel.language.numbers import Affixes, rounding, scale
from kpi_excel.language.texts import Texts
from kpi_excel.model.kpi import Kpi, Unit
from kpi_excel.model.target import BaselineFrom, Target
from kpi_excel.report.target_texts import Phrases
from kpi_excel.report.values import Rows, columns_of, known_value, shown_day
from kpi_excel.workbook.formulas import kpi_cell_of_slice
from kpi_excel.workbook.sheet.sheet_data import Value

NEVER = 1e99  # a size that no number has; cells hold no infinity


def target_rows(results: Results, words: Texts) -> Rows:
    """Give the targets dataset: a row per target.

    Columns with ``_key`` and the codes (status, reason, advice, smart_*) are keys for formulas, the same in every
    language; what people read stands beside them.
    """
    review, phrases = results.review, Phrases(words, results.inputs.settings.currency)
    columns = columns_of(results.targets.drop(columns=["goal_kind", "judged_on"]))
    kpis, targets = review.kpis, review.targets
    reasons = [judgement.reason for judgement in review.judgements]
    columns["status_key"] = columns.pop("status")
    for name in ("goal", "review_every"):
        columns[name] = [known_value(one) for one in columns[name]]
    for name in ("start", "due", "next_review"):
        columns[name] = [shown_day(one, words) for one in columns[name]]
    return columns | {
        "phrase": [phrases.kpi(kpi) if kpi else target.kpi for kpi, target in zip(kpis, targets, strict=True)],
        "where": [phrases.where(target) for target in targets],
        "platform_label": [words.platform(target.platform) for target in targets],
        "placement_label": [words.text("dashboard", "placements", target.placement) for target in targets],
        "slot": [f"{target.kpi}|{target.platform}|{target.placement}" for target in targets],
        "goal_kind": [words.text("options", "goal_kind", target.goal_kind) for target in targets],
        "judged_on": [
            words.text("options", "judged_on", target.judged_on) if target.judged_on else None for target in targets
        ],
        "first_day": [results.periods.first_day] * len(targets),
        "fiscal_year_start": [results.periods.calendar.fiscal_year_start] * len(targets),
        **_seasons([figures.season for figures in review.figures]),
        "baseline_from": [_baseline(target, words) for target in targets],
        "kind_key": [str(kpi.kind) if kpi else "" for kpi in kpis],
        "by_placement": [float(bool(kpi and by_placement(kpi, results.measures, results.tables))) for kpi in kpis],
        "blocked": [float(reason.in_row) for reason in reasons],
        "fault_reason": [str(reason) if reason.in_row else "" for reason in reasons],
        "as_of": [as_of for as_of, _ in review.known],
        "incomplete": [float(incomplete) for _, incomplete in review.known],
        "platform_known": [float(target.platform in results.axes.platforms) for target in targets],
        **_affixes("unit", [phrases.around(kpi) for kpi in kpis]),
        **_affixes("gap", [phrases.around_gap(kpi) for kpi in kpis]),
        **_roundings(kpis, phrases.currency),
    }


def _seasons(seasons: Sequence[Season]) -> dict[str, Sequence[Value]]:
    """Give what of a year is over at the end of each month, where an amount has a season."""
    return {
        f"season_{month}": [season[month - 1] if season else None for season in seasons]
        for month in range(1, MONTHS + 1)
    }


def _affixes(what: str, around: Sequence[Affixes]) -> dict[str, Sequence[Value]]:
    return {
        f"{what}_before": [one.before for one in around],
        f"{what}_after": [one.after for one in around],
        f"{what}_after_one": [one.after_one for one in around],
    }


def _roundings(kpis: Sequence[Kpi | None], currency: str) -> dict[str, Sequence[Value]]:
    """Give what formulas need to write a KPI's numbers."""
    units = [kpi.unit if kpi else Unit.COUNT for kpi in kpis]
    found = [rounding(unit, currency) for unit in units]
    return {
        "unit_scale": [scale(unit) for unit in units],
        "whole_from": [min(one.whole_from, NEVER) for one in found],
        "tenths_from": [one.tenths_from for one in found],
        "cents": [float(one.cents) for one in found],
    }


def readings_rows(results: Results, _words: Texts) -> Rows:
    """Give the readings dataset: the figures that targets are judged by; see `target_review.Review`."""
    return columns_of(results.review.readings)


def reading_formulas(results: Results) -> Mapping[str, Sequence[str]]:
    """Write each reading's value as its KPI's formula over the slice that it is read from."""
    names = results.review.readings["kpi"]
    return {"value": [kpi_cell_of_slice(results.kpis[name].formula, "kpi_readings") for name in names]}


def _baseline(target: Target, words: Texts) -> Value:
    if isinstance(target.baseline, BaselineFrom):
        return words.text("options", "baseline", target.baseline)
    return target.baseline
