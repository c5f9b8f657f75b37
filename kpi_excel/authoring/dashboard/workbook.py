"""The dashboard template: what a reader sees, and the look-ups that make it follow the reader's selection."""

from collections.abc import Callable, Mapping
from pathlib import Path

from xlsxwriter import Workbook

from kpi_excel.authoring.dashboard.calc_compared import COMPARED_SHEET, write_compared
from kpi_excel.authoring.dashboard.calc_front import FRONT_SHEET, write_front_calculation
from kpi_excel.authoring.dashboard.calc_lists import LISTS_SHEET, ListTables, choices, write_lists
from kpi_excel.authoring.dashboard.calc_scores import SCORES_SHEET, write_scores
from kpi_excel.authoring.dashboard.calc_sheets import SHEETS, write_calculation
from kpi_excel.authoring.dashboard.content import content_tables, write_content
from kpi_excel.authoring.dashboard.data_sheet import write_data
from kpi_excel.authoring.dashboard.front import write_front
from kpi_excel.authoring.dashboard.hidden_sheet import NUMBERS_SHEET, write_finding_numbers
from kpi_excel.authoring.dashboard.platforms import best_formulas, platforms_table, write_platforms
from kpi_excel.authoring.dashboard.scorecard import scorecard_table, write_scorecard
from kpi_excel.authoring.dashboard.table_sheet import write_table_sheet
from kpi_excel.authoring.dashboard.targets import READINGS_SHEET, targets_table, write_readings, write_targets
from kpi_excel.authoring.dashboard.trends import trend_table, write_trends
from kpi_excel.authoring.lambda_names import define_lambdas
from kpi_excel.authoring.style import Style, workbook_bytes
from kpi_excel.catalogue.datasets import DATASETS
from kpi_excel.language.texts import texts
from kpi_excel.model.front import TRENDS
from kpi_excel.model.settings import LANGUAGES

_FRONT = "dashboard"
VISIBLE = tuple(dict.fromkeys((_FRONT, *(dataset.sheet for dataset in DATASETS.values() if dataset.sheet))))
HIDDEN = (FRONT_SHEET, SCORES_SHEET, *SHEETS.values(), COMPARED_SHEET, READINGS_SHEET, NUMBERS_SHEET, LISTS_SHEET)


def build_dashboard(language: str) -> bytes:
    """Build the dashboard template of one language; the same bytes on every run.

    Args:
        language: ``en``, ``id`` or ``fa``.

    Returns:
        A workbook whose ``kpi_`` tables have one body row each, for filling to multiply, and whose cells named
        ``kpi_<field>`` are empty.

    Raises:
        UsageError: if the language is not one of those shipped.
        UserWarning: if XlsxWriter skips something that it was told to write.
    """
    words = texts(language)
    return workbook_bytes(words, words.text("dashboard", "titles", "workbook"), _write_sheets, own_digits=True)


def write_dashboards(folder: Path) -> list[Path]:
    """Write ``dashboard.<language>.xlsx`` for every language into a folder, and give their paths."""
    paths = []
    for language in LANGUAGES:
        path = folder / f"dashboard.{language}.xlsx"
        path.write_bytes(build_dashboard(language))
        paths.append(path)
    return paths


def _write_sheets(workbook: Workbook, style: Style) -> None:
    scorecard, lists = scorecard_table(style.texts), ListTables()
    platforms = platforms_table(style.texts)
    names = choices(style, scorecard) | best_formulas(platforms)
    titles = [f"trend_title_{number}" for number in TRENDS]
    by_hand: Mapping[str, Callable[[], None]] = {
        _FRONT: lambda: write_front(workbook, style, scorecard, lists),
        "scorecard": lambda: write_scorecard(workbook, style, scorecard),
        "targets": lambda: write_targets(workbook, style, targets_table(style.texts)),
        "trends": lambda: write_trends(workbook, style, trend_table(style.texts), scorecard, titles),
        "platforms": lambda: write_platforms(workbook, style, platforms, scorecard),
        "content": lambda: write_content(workbook, style, content_tables(style.texts)),
        "data": lambda: write_data(workbook, style),
    }
    declared = {dataset.sheet: dataset for dataset in DATASETS.values()}
    for name in VISIBLE:
        if name in by_hand:
            by_hand[name]()
        else:
            write_table_sheet(workbook, style, declared[name])
    write_front_calculation(workbook, style, scorecard)
    write_scores(workbook, style, scorecard)
    for name in SHEETS:
        write_calculation(workbook, style, name)
    write_compared(workbook, style)
    write_readings(workbook, style)
    write_finding_numbers(workbook, style)
    write_lists(workbook, style, lists, names)
    define_lambdas(workbook, style.texts, selection=True)
