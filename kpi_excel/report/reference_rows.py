"""What readers look things up in, as rows of a workbook: the glossary, the issues, and what was read from where."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from kpi_excel.engine.results import Results
from kpi_excel.errors import Issue, by_kind
from kpi_excel.language.issues import fix, message
from kpi_excel.language.texts import Texts
from kpi_excel.model.kpi import Kpi, Unit
from kpi_excel.report.values import Rows, shown_day
from kpi_excel.workbook.sheet.sheet_data import Value


def glossary_rows(results: Results, words: Texts) -> Rows:
    """Give the glossary dataset: what each KPI that the data give is, and how it is worked out."""
    kpis = results.visible
    return {
        "kpi": [kpi.name for kpi in kpis],
        "category": [words.text("terms", "categories", kpi.category) for kpi in kpis],
        "formula": [words.formula(kpi) for kpi in kpis],
        "unit": [unit_label(kpi, results, words) for kpi in kpis],
        "direction": [words.text("terms", "directions", kpi.direction) for kpi in kpis],
        "kind": [words.text("terms", "kinds", kpi.kind) for kpi in kpis],
        "meaning": [words.meaning(kpi) for kpi in kpis],
        "function": [f"{kpi.function}({', '.join(kpi.arguments)})" for kpi in kpis],
        "source": [words.origin(kpi) for kpi in kpis],
    }


def unit_label(kpi: Kpi, results: Results, words: Texts) -> str:
    """Name a KPI's unit; money's is the currency, if the settings give one."""
    return (kpi.unit is Unit.MONEY and results.inputs.settings.shown_currency) or words.text("terms", "units", kpi.unit)


def issue_rows(issues: Iterable[Issue], words: Texts) -> Rows:
    """Give the issues dataset, the worst first, those of a kind together."""
    told = [issue for issue in issues if issue.code != "empty-table"]  # the summary shows it
    found = [issue for group in by_kind(told) for issue in group]
    return {
        "severity": [words.text("dashboard", "severities", issue.severity) for issue in found],
        "code": [issue.code for issue in found],
        "place_sheet": [issue.place.sheet or None for issue in found],
        "place_cell": [issue.place.cell or None for issue in found],
        "message": [message(issue, words) for issue in found],
        "fix": [as_sentence(fix(issue, words)) for issue in found],
    }


def summary_rows(results: Results, words: Texts) -> Rows:
    """Give the summary dataset: what was read from each table."""
    summaries = results.inputs.summaries
    return {
        "table": [summary.table for summary in summaries],
        "table_label": [words.text("tables", summary.table, "label") for summary in summaries],
        "rows": [summary.rows for summary in summaries],
        "left_out": [summary.left_out for summary in summaries],
        "first": [shown_day(_moment(summary.first), words) for summary in summaries],
        "last": [shown_day(_moment(summary.last), words) for summary in summaries],
        "platforms": [", ".join(summary.platforms) or None for summary in summaries],
    }


def as_sentence(text: str) -> str:
    """Begin what follows a colon elsewhere with a capital."""
    return text[:1].upper() + text[1:]


def _moment(day: Any) -> Value:
    return datetime(day.year, day.month, day.day) if day else None
