"""Slices as rows of a workbook: the numbers by period, platform and placement, every KPI, and what may be chosen."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from kpi_excel.engine.coverage.compared import BETWEEN
from kpi_excel.engine.results import Results
from kpi_excel.engine.targets.judgement import Judgement
from kpi_excel.language.dates import period_label
from kpi_excel.language.names import listed, platform
from kpi_excel.language.texts import Texts
from kpi_excel.model.kpi import Kpi
from kpi_excel.model.settings import ALL_PLACEMENTS, ALL_PLATFORMS, PLACEMENTS
from kpi_excel.report.reference_rows import unit_label
from kpi_excel.report.values import FrameRows, Rows


def slices_rows(results: Results, words: Texts) -> Rows:
    """Give the slices; below them those of the days that targets are about, and those that are compared in part."""
    plain = pd.concat([results.slices, results.review.slices], ignore_index=True)
    plain = plain.assign(**dict.fromkeys(("against", "tables", "without"), ""))
    compared = results.compared.slices
    if compared.empty:
        return FrameRows(plain)
    names = [tuple(filter(None, text.split(BETWEEN))) for text in compared["without"]]
    without = [listed([platform(name, words) for name in one], words) if one else "" for one in names]
    return FrameRows(pd.concat([plain, compared.assign(without=without)], ignore_index=True))


def trend_rows(results: Results, words: Texts) -> Rows:
    """Give the trend that ends with the report period, numbered from the oldest period on."""
    periods = results.periods.trend(results.periods.report)
    labels = [period_label(period, words) for period in periods]
    return FrameRows(
        results.trend.assign(
            position=range(1, len(results.trend) + 1),
            period_label=labels,
            period=[period.name for period in periods],
        )
    )


def platforms_rows(results: Results, words: Texts) -> Rows:
    """Give all platforms together, then each of them."""
    return _labelled(results.platforms, words)


def each_platform_rows(results: Results, words: Texts) -> Rows:
    """Give each platform, without the row of all."""
    return _labelled(results.platforms.iloc[1:], words)


def _labelled(platforms: pd.DataFrame, words: Texts) -> Rows:
    return FrameRows(platforms.assign(label=[words.platform(one) for one in platforms["platform"]]))


def scorecard_rows(results: Results, words: Texts) -> Rows:
    """Give every KPI that the data give, with its values, its changes and its target."""
    kpis = results.visible
    rows = results.scorecard.set_index("kpi", drop=False).loc[[kpi.name for kpi in kpis]]
    return dict(FrameRows(rows.reset_index(drop=True))) | {
        "category": [words.text("terms", "categories", kpi.category) for kpi in kpis],
        "unit": [unit_label(kpi, results, words) for kpi in kpis],
        "direction": [words.text("terms", "directions", kpi.direction) for kpi in kpis],
        "formula": [words.formula(kpi) for kpi in kpis],
        **_targets_of(kpis, results, words),
    }


def _targets_of(kpis: Iterable[Kpi], results: Results, words: Texts) -> Rows:
    """Give each KPI's target for all platforms and placements, the first one if there are several."""
    first: dict[str, Judgement] = {}
    for target, judgement in zip(results.review.targets, results.review.judgements, strict=True):
        if (target.platform, target.placement) == (ALL_PLATFORMS, ALL_PLACEMENTS):
            first.setdefault(target.kpi, judgement)
    judged = [first.get(kpi.name) for kpi in kpis]
    return {
        "target_goal": [one.goal_value if one else None for one in judged],
        "target_progress": [one.progress if one else None for one in judged],
        "target_status": [words.text("targets", "statuses", one.status) if one else None for one in judged],
    }


def periods_rows(results: Results, words: Texts) -> Rows:
    """Give the periods that may be chosen, and those they are compared with."""
    periods = results.periods.selectable
    return {
        "label": [period_label(period, words) for period in periods],
        "period": [period.name for period in periods],
        "start": [period.start for period in periods],
        "end": [period.end for period in periods],
        "previous_start": [period.previous().start for period in periods],
        "previous_end": [period.previous().end for period in periods],
        "last_year_start": [period.last_year().start for period in periods],
        "last_year_end": [period.last_year().end for period in periods],
        "grain": [str(period.grain) for period in periods],
        "previous": [period.previous().name for period in periods],
        "last_year": [period.last_year().name for period in periods],
        "trend_end": [results.periods.trend_end(period).name for period in periods],
    }


def platform_names_rows(results: Results, words: Texts) -> Rows:
    """Give the platforms that may be chosen."""
    platforms = results.axes.platforms
    return {"platform": list(platforms), "label": [words.platform(one) for one in platforms]}


def placement_names_rows(_results: Results, words: Texts) -> Rows:
    """Give the placements that may be chosen."""
    placements = (ALL_PLACEMENTS, *PLACEMENTS)
    return {
        "placement": list(placements),
        "label": [words.text("dashboard", "placements", one) for one in placements],
    }
