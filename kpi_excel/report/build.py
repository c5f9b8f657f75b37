"""Building: results into a dashboard template, each formula cell with its value, each KPI computed twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from kpi_excel.engine.results import Results
from kpi_excel.errors import Issue
from kpi_excel.language.texts import Texts, texts, texts_for
from kpi_excel.model.settings import LANGUAGES
from kpi_excel.report.datasets import dashboard_datasets
from kpi_excel.report.fields import dashboard_fields
from kpi_excel.report.share import refuse_shared, share_path, share_title, shareable
from kpi_excel.report.share import share as shared_copy
from kpi_excel.report.template import refuse_without_tables
from kpi_excel.workbook.atomic import write_atomically
from kpi_excel.workbook.calculating.charts import fold_charts
from kpi_excel.workbook.calculating.up_to_date import bring_up_to_date
from kpi_excel.workbook.calculators.at_hand import chosen
from kpi_excel.workbook.filling.asked import asked
from kpi_excel.workbook.filling.fill import fill, fill_names
from kpi_excel.workbook.filling.filled import Dataset, Loss
from kpi_excel.workbook.filling.notices import examine, left_over
from kpi_excel.workbook.filling.restore import restore
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.kinds import set_kind, set_main_type
from kpi_excel.workbook.parts.marks import Kind, Maker, read_maker, together, write_marks
from kpi_excel.workbook.parts.number_formats import set_currency, set_digits
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import Structure, read_structure
from kpi_excel.workbook.shipped import template_path

Progress = Callable[[str], None]


def no_progress(_step: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Report:
    """What was built.

    Args:
        path: the dashboard.
        tables: names of the tables that were filled.
        formulas: formula cells in the workbook.
        compared: formula cells whose value the engine knows too, if formulas were calculated; all of them agree.
        unavailable: formula cells without a cached value, because no engine could compute them.
        issues: what was found in the input.
        left_out: rows left out because of faults.
        losses: what an owner had typed beside rows that are no longer there.
        cleared_filters: tables whose filters were cleared, because they would have hidden the wrong rows.
        shown_rows: tables whose hidden rows were shown, because other rows stand there now.
        notices: what was not brought up to date in the template, or against expectation, and why.
        words: the language in which to speak of the dashboard.
        issues_sheet: name of the sheet that lists the issues; empty if the dashboard has none.
        macros_left_out: whether the template has macros that the dashboard, by its name, cannot have.
        calculator: what calculated the formulas; empty if they were not calculated.
    """

    path: Path
    tables: tuple[str, ...]
    formulas: int
    compared: int
    unavailable: int
    issues: tuple[Issue, ...]
    left_out: int
    losses: tuple[Loss, ...] = ()
    cleared_filters: tuple[str, ...] = ()
    shown_rows: tuple[str, ...] = ()
    notices: tuple[Issue, ...] = ()
    words: Texts = field(default_factory=texts)
    issues_sheet: str = ""
    macros_left_out: bool = False
    calculator: str = ""

    @property
    def language(self) -> str:
        """Give the dashboard's language."""
        return self.words.language


def build_dashboard(
    results: Results,
    output: str | Path,
    template: str | Path | None = None,
    language: str | None = None,
    progress: Progress = no_progress,
    calculate: bool = True,
    share: bool = False,
    calculator: str | None = None,
) -> Report:
    """Fill a template with results and write the dashboard.

    Args:
        results: what was computed.
        output: the file to write, ``.xlsx`` or ``.xlsm``; an earlier one is replaced only once the new one is complete.
        template: any workbook with ``kpi_`` tables; the shipped dashboard unless given.
        language: of labels and texts; the settings' language unless given. A dashboard that is filled again keeps its
            own, because its formulas read the words of it.
        progress: told each step's name as it begins.
        calculate: whether formulas are recalculated and compared with the engine's values. Without that, formula
            cells whose value the engine does not know carry none until a spreadsheet program opens the file.
        share: whether to make the copy to hand out; see `report.share`. If the output is a folder, the file in it is
            named after brand and period.
        calculator: what calculates formulas, ``cellrune`` or ``ironcalc``; the first of them at hand unless given.

    Raises:
        CalculatorMissingError: if formulas are to be calculated, but what does that is not installed.
        CalculatorRefusedError: if what calculates formulas cannot read the template.
        FileError: if the template cannot be read or the output cannot be written.
        InputError: if the template has no table that can be filled, or a table has no room to grow; if it is a copy
            to hand out itself; or if something in it must not be handed out and cannot be taken out.
        UsageError: if the output's name says no workbook, or a file to hand out would replace another one by the name
            it gets.
        DisagreementError: if a KPI's value and its formula disagree.
    """
    calculating = chosen(calculator) if calculate else None
    language = language or results.inputs.settings.language
    source = Path(template) if template else template_path("dashboard", language)
    output = share_path(Path(output), results, source) if share else Path(output)
    with open_package(source) as package:
        if not share:
            refuse_shared(package, source)
        edit = Edit(package)
        macros_left_out = not share and set_kind(edit, output)
        if share:
            set_main_type(edit)  # what calculates reads no templates; macros go with all that is not handed out
        progress("fill")
        asked_for = Maker(Kind.DASHBOARD, language, day=results.periods.as_of)
        maker = _keeping_its_language(asked_for, read_maker(package))
        words = texts_for(results.inputs.settings, maker.language)
        datasets = dashboard_datasets(shareable(results) if share else results, words)
        structure = restore(edit, read_structure(package), datasets)
        notices = examine(edit, structure, datasets, asked_for)
        stale = left_over(edit, structure, datasets)
        filled = fill(edit, structure, datasets)
        refuse_without_tables(source, filled.tables, notices)
        fill_names(filled, dashboard_fields(results, words))
        set_currency(edit, results.inputs.settings.shown_currency)
        if words.right_to_left:
            set_digits(edit, words.digits)
        if calculate:
            progress("calculate")
        done = bring_up_to_date(filled, results.periods.as_of, calculating)
        fold_charts(edit, known=calculate)
        write_marks(edit, maker, together(filled.marks, stale))
        progress("write")
        data = edit.save()
        write_atomically(output, shared_copy(data, source.name, datasets, share_title(results)) if share else data)
    return Report(
        path=output,
        tables=tuple(filled.tables),
        formulas=done.formulas,
        compared=len(filled.known) if calculate else 0,
        unavailable=done.unavailable,
        issues=results.issues,
        left_out=sum(summary.left_out for summary in results.inputs.summaries),
        losses=tuple(filled.losses),
        cleared_filters=tuple(filled.cleared_filters),
        shown_rows=tuple(filled.shown_rows),
        notices=(*notices, *done.waiting),
        words=words,
        issues_sheet=_issues_sheet(structure, datasets),
        macros_left_out=macros_left_out,
        calculator=calculating.name if calculating else "",
    )


def _keeping_its_language(maker: Maker, before: Maker | None) -> Maker:
    """Let a dashboard that is filled again keep the language in whose words its formulas read."""
    return replace(maker, language=before.language) if before and before.language in LANGUAGES else maker


def _issues_sheet(structure: Structure, datasets: Mapping[str, Dataset]) -> str:
    """Name the sheet on which a reader finds the issues; empty if there is none."""
    tables = ((sheet, table) for sheet in structure.sheets for table in sheet.tables if not sheet.hidden)
    return next((sheet.name for sheet, table in tables if asked(table, datasets) == "issues"), "")
