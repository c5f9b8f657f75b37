"""Fields: single values that a template may show in cells named ``kpi_<field>``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from kpi_excel.engine.results import Results
from kpi_excel.language.dates import period_label
from kpi_excel.language.texts import Texts, texts
from kpi_excel.model.front import CARDS, TRENDS
from kpi_excel.model.settings import ALL_PLACEMENTS, ALL_PLATFORMS
from kpi_excel.report.cards import charted_kpi, chosen_kpis, compared_kpi, trended_kpis
from kpi_excel.workbook.filling.filled import Choice, Field
from kpi_excel.workbook.vocabulary import kpis_called


def _report_period(results: Results, words: Texts) -> Field:
    return period_label(results.periods.report, words)


_FIELDS: Mapping[str, Callable[[Results, Texts], Field]] = {
    "brand": lambda results, words: results.inputs.settings.brand or words.text("dashboard", "titles", "no_brand"),
    "report_period": _report_period,
    "period": _report_period,
    "platform": lambda _results, words: words.platform(ALL_PLATFORMS),
    "placement": lambda _results, words: words.text("dashboard", "placements", ALL_PLACEMENTS),
    "comparison": lambda results, words: words.text("options", "comparison", results.inputs.settings.comparison),
    "as_of": lambda results, _words: results.periods.as_of,
    "calendar": lambda results, _words: results.periods.calendar.name,
    "currency": lambda results, _words: results.inputs.settings.currency,
    "source": lambda results, _words: results.inputs.source,
    "issue_count": lambda results, _words: sum(1 for issue in results.issues if issue.severity != "note"),
    "rows_left_out": lambda results, _words: sum(summary.left_out for summary in results.inputs.summaries),
}
_CARDS = tuple(f"card_{number}" for number in CARDS)
_TRENDS = tuple(f"trend_choice_{number}" for number in TRENDS)
_CHART, _COMPARED = "chart", "platform_choice"


def dashboard_fields(results: Results, words: Texts) -> dict[str, Field]:
    """Give the single values a template may show."""
    given = {name: maker(results, words) for name, maker in _FIELDS.items()}
    return {**given, **_choices(results, words), **words.marks}  # with the marks formulas write numbers into sentences


@cache
def field_names() -> frozenset[str]:
    """Name them, whatever is computed."""
    return frozenset((*_FIELDS, *_CARDS, *_TRENDS, _CHART, _COMPARED, *texts().marks))


def _choices(results: Results, words: Texts) -> dict[str, Field]:
    """Give the KPIs of the first page and of the Trends; what a reader chose before stays."""
    called = kpis_called(results.kpis.values())
    visible = {kpi.name for kpi in results.visible}
    allowed = {word: words.label(results.kpis[name]) for word, name in called.items() if name in visible}
    cards, trends = chosen_kpis(results), trended_kpis(results)
    shown = dict.fromkeys((*_CARDS, *_TRENDS), "")
    shown |= dict(zip(_CARDS, cards, strict=False)) | dict(zip(_TRENDS, trends, strict=False))
    shown |= {_CHART: charted_kpi(results, cards), _COMPARED: compared_kpi(results, cards)}
    return {name: Choice(words.label(results.kpis[kpi]) if kpi else "", allowed) for name, kpi in shown.items()}
