"""Datasets: results as columns that a template's tables take, with labels in the dashboard's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial

import pandas as pd

from kpi_excel.catalogue import BASE_MEASURES, KPIS, measures_of
from kpi_excel.engine.findings.findings import findings
from kpi_excel.engine.results import Results
from kpi_excel.engine.targets.judgement import Judgement
from kpi_excel.errors import Issue
from kpi_excel.language.dates import period_label
from kpi_excel.language.texts import Texts, texts
from kpi_excel.model.kpi import Kpi
from kpi_excel.model.settings import ALL_PLACEMENTS, ALL_PLATFORMS, LANGUAGES, PLACEMENTS
from kpi_excel.report import content_rows, judgement_rows, reference_rows
from kpi_excel.report.cards import CARDS, TRENDS, charted_kpi, chosen_kpis, compared_kpi, trended_kpis
from kpi_excel.report.reference_rows import issue_rows, unit_label
from kpi_excel.report.target_rows import reading_formulas, readings_rows, target_rows
from kpi_excel.report.texts import Summary, sentences
from kpi_excel.report.values import Rows, cell_value
from kpi_excel.workbook.filling.fill import Dataset
from kpi_excel.workbook.filling.filled import Choice, Field
from kpi_excel.workbook.filling.widen import Extra, FormulaFor
from kpi_excel.workbook.formulas import kpi_cell, kpi_cell_of_slice
from kpi_excel.workbook.sheet.sheet_data import Value
from kpi_excel.workbook.vocabulary import aliases, fold, option_names

KEYS: Mapping[str, tuple[str, ...]] = {
    "slices": ("period", "platform", "placement"),
    "view": ("view",),
    "trend": ("period",),
    "platforms": ("platform",),
    "each_platform": ("platform",),
    "content": ("platform", "post_id"),
    "posting_times": ("weekday", "hour"),
    "hashtags": ("hashtag",),
    "share_of_voice": ("brand",),
    "scorecard": ("kpi",),
    "targets": ("target",),
    "readings": ("reading",),
    "periods": ("period",),
    "platform_names": ("platform",),
    "placement_names": ("placement",),
    **judgement_rows.KEYS,
    **content_rows.KEYS,
    **reference_rows.KEYS,
}
"""What tells a dataset's rows apart from one filling to the next: what is typed beside a row follows these."""
HEADER_FILES = ("dashboard", "targets", "findings", "content")
"""Which files of texts label the columns of datasets."""
_FEW_ROWS = 1000
_MAKERS = {**judgement_rows.MAKERS, **content_rows.MAKERS, **reference_rows.MAKERS}


def dashboard_datasets(results: Results, words: Texts) -> Mapping[str, Dataset]:
    """Give every dataset a dashboard template may ask for, by name; each is made when it is asked for.

    Args:
        results: what was computed.
        words: the dashboard's language.
    """
    said = cache(lambda: sentences(findings(results), words, results.inputs.settings))
    return _Datasets(
        {
            "slices": lambda: _Frame(_with_target_slices(results)),
            "view": lambda: _Frame(results.view),
            "trend": lambda: _Frame(_positioned(results.trend, results, words)),
            "platforms": lambda: _Frame(_labelled(results.platforms, words)),
            "each_platform": lambda: _Frame(_labelled(results.platforms.iloc[1:], words)),
            "content": lambda: _Frame(results.content),
            "posting_times": lambda: _Frame(results.posting_times),
            "hashtags": lambda: _Frame(results.hashtags),
            "share_of_voice": lambda: _Frame(results.share_of_voice),
            "scorecard": lambda: _scorecard(results, words),
            **{name: partial(maker, results, words) for name, maker in _MAKERS.items()},
            **{name: partial(_tell, teller, results, words, said) for name, teller in judgement_rows.TELLERS.items()},
            "targets": lambda: target_rows(results, words),
            "readings": lambda: readings_rows(results),
            "periods": lambda: _periods(results, words),
            "platform_names": lambda: _platform_names(results, words),
            "placement_names": lambda: _placement_names(words),
        },
        {name: _extras(results, formulas=name != "slices") for name in ("slices", "view", "trend", "platforms")},
        {"readings": partial(reading_formulas, results)},
    )


def _tell(
    teller: Callable[[Results, Texts, Summary], Rows], results: Results, words: Texts, said: Callable[[], Summary]
) -> Rows:
    return teller(results, words, said())


_CHOSEN = {"targets": ("goal_kind",)}  # columns of words that formulas compare


class _Datasets(Mapping[str, Dataset]):
    """Datasets by name, made when they are first asked for: most templates ask for few."""

    def __init__(
        self,
        makers: Mapping[str, Callable[[], Rows]],
        extra: Mapping[str, tuple[Extra, ...]],
        row_formulas: Mapping[str, Callable[[], Mapping[str, Sequence[str]]]],
    ) -> None:
        self._makers = makers
        self._extra = extra
        self._row_formulas = row_formulas
        self._made: dict[str, Dataset] = {}

    def __getitem__(self, name: str) -> Dataset:
        if name not in self._made:
            columns = self._makers[name]()
            extra, formulas = self._extra.get(name, ()), self._formulas(name)
            meanings = {one: option_names(one) for one in _CHOSEN.get(name, ())}
            self._made[name] = Dataset(columns, header_keys(), extra, KEYS[name], formulas, meanings)
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._makers  # without making it

    def _formulas(self, name: str) -> Mapping[str, Sequence[str]]:
        return self._row_formulas[name]() if name in self._row_formulas else {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


class _Frame(Mapping[str, Sequence[Value]]):
    """A data frame's columns as cell values, each converted when it is first asked for; numbers of few rows at once."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame
        self._converted: dict[str, Sequence[Value]] = {}

    def __getitem__(self, name: str) -> Sequence[Value]:
        if not self._converted and len(self._frame) < _FEW_ROWS:
            numbers = self._frame.select_dtypes("float64")  # one column after the other takes ten times as long
            self._converted.update(zip(numbers.columns, numbers.to_numpy().T.tolist(), strict=True))
        if name not in self._converted:
            column = self._frame[name]
            values, is_number = column.tolist(), column.dtype.kind in "fi"
            self._converted[name] = values if is_number else [cell_value(one) for one in values]
        return self._converted[name]

    def __iter__(self) -> Iterator[str]:
        return map(str, self._frame.columns)

    def __len__(self) -> int:
        return len(self._frame.columns)


def dashboard_fields(results: Results, words: Texts) -> dict[str, Field]:
    """Give the single values a template may show in cells named ``kpi_<field>``."""
    settings = results.inputs.settings
    report = period_label(results.periods.report, words)
    faults = sum(1 for issue in results.issues if issue.severity != "note")
    return {
        "brand": settings.brand or words.text("dashboard", "titles", "no_brand"),
        "report_period": report,
        "period": report,
        "platform": words.platform("All"),
        "placement": words.text("dashboard", "placements", ALL_PLACEMENTS),
        "comparison": words.text("options", "comparison", settings.comparison),
        **_choices(results, words),
        **words.marks,  # with which formulas write numbers into sentences
        "as_of": results.periods.as_of,
        "currency": settings.currency,
        "source": results.inputs.source,
        "issue_count": faults,
        "rows_left_out": sum(summary.left_out for summary in results.inputs.summaries),
    }


def _choices(results: Results, words: Texts) -> dict[str, Field]:
    """Give the KPIs of the first page and of the Trends; what a reader chose before stays."""
    allowed = frozenset(words.label(kpi) for kpi in results.visible)
    cards, trends = chosen_kpis(results), trended_kpis(results)
    shown = dict.fromkeys([f"card_{number}" for number in range(1, CARDS + 1)], "")
    shown |= dict.fromkeys([f"trend_choice_{number}" for number in range(1, TRENDS + 1)], "")
    shown |= {f"card_{number}": kpi for number, kpi in enumerate(cards, 1)}
    shown |= {f"trend_choice_{number}": kpi for number, kpi in enumerate(trends, 1)}
    shown |= {"chart": charted_kpi(results, cards), "platform_choice": compared_kpi(results, cards)}
    return {name: Choice(words.label(results.kpis[kpi]) if kpi else "", allowed) for name, kpi in shown.items()}


def _extras(results: Results, formulas: bool) -> tuple[Extra, ...]:
    """Give the columns that custom KPIs need in the calculation tables.

    Tables of all measures take the measures that custom KPIs use, and the KPIs over them. Tables of all KPIs take the
    KPIs over the slices.
    """
    shipped = measures_of(KPIS.values())
    columns: dict[str, FormulaFor | None] = {name: None for name in results.measures if name not in shipped}
    custom = results.inputs.custom_kpis
    if not formulas:
        return (Extra(frozenset(BASE_MEASURES), columns),)
    over_measures = columns | {name: partial(kpi_cell, kpi.formula) for name, kpi in custom.items()}
    straight: dict[str, FormulaFor | None] = {
        name: partial(kpi_cell_of_slice, kpi.formula) for name, kpi in custom.items()
    }
    return Extra(frozenset(BASE_MEASURES), over_measures), Extra(frozenset({*KPIS, "slice_row"}), straight)


@cache
def header_keys() -> Mapping[str, str]:
    """Give column keys by folded label, in every language; file by file, because two may label a key differently."""
    return dict(aliases("dashboard_columns")) | {
        fold(label): key
        for language in LANGUAGES
        for file in HEADER_FILES
        for key, label in texts(language).columns(file).items()
    }


def _with_target_slices(results: Results) -> pd.DataFrame:
    """Give the slices, and below them those of the days that targets are about."""
    return pd.concat([results.slices, results.review.slices], ignore_index=True)


def _labelled(platforms: pd.DataFrame, words: Texts) -> pd.DataFrame:
    return platforms.assign(label=[words.platform(one) for one in platforms["platform"]])


def _positioned(trend: pd.DataFrame, results: Results, words: Texts) -> pd.DataFrame:
    periods = results.periods.trend(results.periods.report)
    labels = [period_label(period, words) for period in periods]
    return trend.assign(
        position=range(1, len(trend) + 1), period_label=labels, period=[period.name for period in periods]
    )


def _scorecard(results: Results, words: Texts) -> Rows:
    kpis = results.visible
    rows = results.scorecard.set_index("kpi", drop=False).loc[[kpi.name for kpi in kpis]]
    columns = dict(_Frame(rows.reset_index(drop=True)))
    return columns | {
        "label": [words.label(kpi) for kpi in kpis],
        "category": [words.text("terms", "categories", kpi.category) for kpi in kpis],
        "unit": [unit_label(kpi, results, words) for kpi in kpis],
        "unit_key": [str(kpi.unit) for kpi in kpis],
        "direction": [words.text("terms", "directions", kpi.direction) for kpi in kpis],
        "direction_key": [str(kpi.direction) for kpi in kpis],
        "formula": [words.formula(kpi) for kpi in kpis],
        **_targets_of(kpis, results, words),
    }


def _targets_of(kpis: Iterable[Kpi], results: Results, words: Texts) -> Rows:
    """Give each KPI's target for all platforms and placements, the first one if there are several."""
    found: dict[str, Judgement] = {}
    for target, judgement in zip(results.review.targets, results.review.judgements, strict=True):
        if (target.platform, target.placement) == (ALL_PLATFORMS, ALL_PLACEMENTS):
            found.setdefault(target.kpi, judgement)
    judged = [found.get(kpi.name) for kpi in kpis]
    return {
        "target_goal": [one.goal_value if one else None for one in judged],
        "target_progress": [one.progress if one else None for one in judged],
        "target_status": [words.text("targets", "statuses", one.status) if one else None for one in judged],
    }


def _periods(results: Results, words: Texts) -> Rows:
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


def _platform_names(results: Results, words: Texts) -> Rows:
    platforms = results.axes.platforms
    return {"platform": list(platforms), "label": [words.platform(one) for one in platforms]}


def _placement_names(words: Texts) -> Rows:
    placements = (ALL_PLACEMENTS, *PLACEMENTS)
    return {
        "placement": list(placements),
        "label": [words.text("dashboard", "placements", one) for one in placements],
    }


def issues_dataset(issues: Iterable[Issue], words: Texts) -> Dataset:
    """Make the dataset of issues alone, for an input that gives no results."""
    return Dataset(issue_rows(issues, words), header_keys(), (), reference_rows.KEYS["issues"])
