"""What the declarations of the datasets ask for: columns, headers, what stands beside every KPI, and no more rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from kpi_excel.catalogue.datasets import DATASETS
from kpi_excel.engine.analysis.content import post_kpis, shown_post_measures
from kpi_excel.engine.change import change_unit
from kpi_excel.engine.results import Results
from kpi_excel.language.texts import Texts
from kpi_excel.model.dataset import KPI_COLUMN, DeclaredDataset, Every
from kpi_excel.model.kpi import Kpi
from kpi_excel.model.measure import Measure
from kpi_excel.report.values import Rows
from kpi_excel.workbook.sheet.sheet_data import Value
from kpi_excel.workbook.vocabulary import dashboard_headers

_EVERY: Mapping[Every, Callable[[Mapping[str, Kpi], Mapping[str, Measure]], Iterable[str]]] = {
    Every.MEASURES: lambda _kpis, measures: measures,
    Every.KPIS: lambda kpis, _measures: kpis,
    Every.POST_MEASURES: lambda _kpis, measures: shown_post_measures(measures),
    Every.POST_RATES: lambda kpis, measures: (kpi.name for kpi in post_kpis(kpis.values(), measures)),
}
_KPI_FACTS: Mapping[str, Callable[[Kpi, Texts], str]] = {
    "label": lambda kpi, words: words.label(kpi),
    "unit_key": lambda kpi, _words: str(kpi.unit),
    "direction_key": lambda kpi, _words: str(kpi.direction),
    "change_unit": lambda kpi, _words: str(change_unit(kpi)),
}


def columns_of(dataset: DeclaredDataset, kpis: Mapping[str, Kpi], measures: Mapping[str, Measure]) -> tuple[str, ...]:
    """Name a dataset's columns, those that follow from the catalogue included.

    Args:
        dataset: its declaration.
        kpis: every KPI, custom ones included.
        measures: every measure they need.
    """
    following = (name for one in dataset.every for name in _EVERY[one](kpis, measures))
    return tuple(dict.fromkeys((*dataset.names, *following)))


@cache
def headers(name: str) -> Mapping[str, str]:
    """Give a dataset's columns by folded header, in every language."""
    renamed = {label: column for column, label in DATASETS[name].label_keys.items() if label != column}
    return {header: renamed.get(key, key) for header, key in dashboard_headers().items()}


def completed(dataset: DeclaredDataset, rows: Rows, results: Results, words: Texts) -> Rows:
    """Add to rows what stands beside every KPI, and see that they are what is declared.

    Args:
        dataset: the declaration.
        rows: what the dataset's maker gave.
        results: what was computed.
        words: the dashboard's language.

    Raises:
        AssertionError: if a column is missing or one too many, or there are more rows than there may be.
    """
    if KPI_COLUMN in dataset.names:
        facts = [name for name in _KPI_FACTS if name in dataset.names and name not in rows]
        rows = {**rows, **{name: _fact(name, rows[KPI_COLUMN], results, words) for name in facts}}
    declared = columns_of(dataset, results.kpis, results.measures)
    if wrong := set(rows) ^ set(declared):
        raise AssertionError(f"{dataset.name} is declared with other columns: {', '.join(sorted(wrong))}")
    if dataset.most and len(rows[declared[0]]) > dataset.most:
        raise AssertionError(f"{dataset.name} is declared with at most {dataset.most} rows")
    return rows


def _fact(name: str, kpis: Sequence[Value], results: Results, words: Texts) -> Sequence[Value]:
    """Give a fact of each row's KPI; of one that is not known the label is what was written, and all else is empty."""
    known = {kpi.name: _KPI_FACTS[name](kpi, words) for kpi in results.kpis.values()}
    return [known.get(str(one), str(one) if name == "label" else "") for one in kpis]
