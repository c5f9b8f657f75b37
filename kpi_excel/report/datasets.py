"""Datasets: results as columns that a template's tables take, with labels in the dashboard's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial

from kpi_excel.catalogue import BASE_MEASURES, KPIS, measures_of
from kpi_excel.catalogue.datasets import DATASETS
from kpi_excel.engine.analysis.content import without_bases
from kpi_excel.engine.findings.findings import findings
from kpi_excel.engine.results import Results
from kpi_excel.errors import Issue
from kpi_excel.language.texts import Texts
from kpi_excel.model.dataset import DeclaredDataset, Every
from kpi_excel.report import (
    calendar_rows,
    compared_rows,
    content_rows,
    coverage_rows,
    judgement_rows,
    reference_rows,
    slice_rows,
    target_rows,
)
from kpi_excel.report.declared import columns_of, completed, headers
from kpi_excel.report.texts import Summary, sentences
from kpi_excel.report.values import FrameRows, Maker, Rows
from kpi_excel.workbook.filling.fill import Dataset
from kpi_excel.workbook.filling.widen import Extra, FormulaFor
from kpi_excel.workbook.formulas import kpi_cell, kpi_cell_of_slice
from kpi_excel.workbook.vocabulary import option_names

MAKERS: Mapping[str, Maker] = {
    "scorecard": slice_rows.scorecard_rows,
    "targets": target_rows.target_rows,
    "trend": slice_rows.trend_rows,
    "platforms": slice_rows.platforms_rows,
    "top_posts": content_rows.top_posts_rows,
    "bottom_posts": content_rows.bottom_posts_rows,
    "posting_hours": content_rows.posting_hours_rows,
    "hashtags_top": content_rows.hashtags_rows,
    "formats": content_rows.formats_rows,
    "drivers": judgement_rows.drivers_rows,
    "benchmarks": judgement_rows.benchmarks_rows,
    "unusual": judgement_rows.unusual_rows,
    "glossary": reference_rows.glossary_rows,
    "issues": lambda results, words: reference_rows.issue_rows(results.issues, words),
    "summary": reference_rows.summary_rows,
    "slices": slice_rows.slices_rows,
    "view": lambda results, _words: FrameRows(results.view),
    "each_platform": slice_rows.each_platform_rows,
    "content": lambda results, _words: FrameRows(without_bases(results.content)),
    "posting_times": lambda results, _words: FrameRows(without_bases(results.posting_times)),
    "hashtags": lambda results, _words: FrameRows(without_bases(results.hashtags)),
    "share_of_voice": lambda results, _words: FrameRows(results.share_of_voice),
    "coverage": coverage_rows.coverage_rows,
    "compared": compared_rows.compared_rows,
    "readings": target_rows.readings_rows,
    "periods": slice_rows.periods_rows,
    "platform_names": slice_rows.platform_names_rows,
    "placement_names": slice_rows.placement_names_rows,
    "months": calendar_rows.months_rows,
}
"""What gives each dataset its rows."""
TELLERS: Mapping[str, Callable[[Summary, Texts], Rows]] = {
    "findings": judgement_rows.findings_rows,
    "finding_numbers": judgement_rows.finding_numbers_rows,
}
"""What gives those that rest on the sentences of the report, which are made once for all of them."""
ROW_FORMULAS: Mapping[str, Callable[[Results], Mapping[str, Sequence[str]]]] = {
    "compared": compared_rows.compared_formulas,
    "readings": target_rows.reading_formulas,
}
"""What gives the formulas of columns in which every row has its own."""


def dashboard_datasets(results: Results, words: Texts) -> Mapping[str, Dataset]:
    """Give every dataset a dashboard template may ask for, by name; each is made when it is asked for.

    Args:
        results: what was computed.
        words: the dashboard's language.
    """
    return _Datasets(results, words)


class _Datasets(Mapping[str, Dataset]):
    """Datasets by name, made when they are first asked for: most templates ask for few."""

    def __init__(self, results: Results, words: Texts) -> None:
        self._results, self._words = results, words
        self._made: dict[str, Dataset] = {}

    def __getitem__(self, name: str) -> Dataset:
        if name not in self._made:
            declared, results = DATASETS[name], self._results
            rows = completed(declared, self._rows(name), results, self._words)
            formulas = ROW_FORMULAS[name](results) if name in ROW_FORMULAS else {}
            self._made[name] = _filling(declared, rows, _extras(declared, results), formulas)
        return self._made[name]

    def _rows(self, name: str) -> Rows:
        if name in TELLERS:
            return TELLERS[name](self._summary, self._words)
        return MAKERS[name](self._results, self._words)

    @cached_property
    def _summary(self) -> Summary:
        return sentences(findings(self._results), self._words, self._results.inputs.settings)

    def __contains__(self, name: object) -> bool:
        return name in DATASETS  # without making it

    def __iter__(self) -> Iterator[str]:
        return iter(DATASETS)

    def __len__(self) -> int:
        return len(DATASETS)


def _filling(
    declared: DeclaredDataset,
    rows: Rows,
    extra: tuple[Extra, ...] = (),
    formulas: Mapping[str, Sequence[str]] | None = None,
) -> Dataset:
    meanings = {name: option_names(name) for name in declared.choices}
    return Dataset(rows, headers(declared.name), extra, declared.key, formulas or {}, meanings)


def _extras(declared: DeclaredDataset, results: Results) -> tuple[Extra, ...]:
    """Give the columns that custom KPIs need in tables that hold all measures or all KPIs.

    Tables of all measures take the measures that custom KPIs use, and the KPIs over them. Tables of all KPIs take the
    KPIs over the slices. The slices themselves take measures only.
    """
    if not {Every.MEASURES, Every.KPIS} <= set(declared.every):
        return ()
    shipped = measures_of(KPIS.values())
    columns: dict[str, FormulaFor | None] = {name: None for name in results.measures if name not in shipped}
    if declared.name == "slices":
        return (Extra(frozenset(BASE_MEASURES), columns),)
    custom = results.inputs.custom_kpis
    over_measures = columns | {name: partial(kpi_cell, kpi.formula) for name, kpi in custom.items()}
    straight: dict[str, FormulaFor | None] = {
        name: partial(kpi_cell_of_slice, kpi.formula) for name, kpi in custom.items()
    }
    return Extra(frozenset(BASE_MEASURES), over_measures), Extra(frozenset({*KPIS, "slice_row"}), straight)


def issues_dataset(issues: Iterable[Issue], words: Texts) -> Dataset:
    """Make the dataset of issues alone, for an input that gives no results."""
    return _filling(DATASETS["issues"], reference_rows.issue_rows(issues, words))


def empty_datasets() -> Mapping[str, Dataset]:
    """Give every dataset as it is declared, without rows: what a template may ask for, whatever the input."""
    measures = measures_of(KPIS.values())
    return {
        name: _filling(declared, dict.fromkeys(columns_of(declared, KPIS, measures), ()))
        for name, declared in DATASETS.items()
    }
