"""The public functions: read, read_exports, compute, build, write_input."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from kpi_excel.catalogue import KPIS, TABLES, measures_of
from kpi_excel.engine.compute import compute as compute_results
from kpi_excel.engine.inputs import Inputs
from kpi_excel.engine.results import Results
from kpi_excel.errors import Issue, NothingToComputeError, Place, Severity
from kpi_excel.importers.exports import read_exports
from kpi_excel.importers.into import import_exports
from kpi_excel.model.clock import day_in
from kpi_excel.model.kpi import Category
from kpi_excel.report.build import Progress, Report, build_dashboard, no_progress
from kpi_excel.report.ownership import refuse_to_replace
from kpi_excel.sources.frames import read_tables
from kpi_excel.workbook.filling.write_input import write_input
from kpi_excel.workbook.reading.read import read

__all__ = ["build", "compute", "every_issue", "import_exports", "read", "read_exports", "read_tables", "write_input"]


def compute(inputs: Inputs, today: date | None = None) -> Results:
    """Compute every KPI of every slice.

    Args:
        inputs: what `read` or `read_tables` gave, or tables of your own as data frames.
        today: rows of later days count for nothing yet; the day that it is in the settings' time zone unless given.

    Returns:
        Data frames: slices, view, trend, platforms, scorecard, content and more; NaN is no value.

    Raises:
        InputError: if there is no dated row, or the report period is not one.
    """
    order = list(Category)
    every = [*KPIS.values(), *inputs.custom_kpis.values()]
    kpis = {kpi.name: kpi for kpi in sorted(every, key=lambda kpi: order.index(kpi.category))}
    return compute_results(inputs, kpis, measures_of(kpis.values()), TABLES, today or day_in(inputs.settings.time_zone))


def every_issue(inputs: Inputs) -> tuple[Issue, ...]:
    """Give the issues of the inputs, and those that only computing shows, such as platforms that give one side.

    What would keep a dashboard from being built is one of them, a fault.

    Raises:
        InputError: if the report period is not one.
    """
    try:
        return compute(inputs).issues
    except NothingToComputeError as error:
        values = {name: str(value) for name, value in error.values.items()}
        return (*inputs.issues, Issue(error.code, Severity.FAULT, Place(inputs.source), values))


def dashboard_path(input: str | Path) -> Path:  # noqa: A002 - as everywhere in this module
    """Give the path of the dashboard that stands beside an input workbook unless another one is named.

    Example:
        >>> dashboard_path("kpis.xlsm").name
        'kpis-dashboard.xlsx'
    """
    path = Path(input)
    return path.with_name(f"{path.stem}-dashboard.xlsx")


def build(
    input: str | Path | Inputs,  # noqa: A002 - the public name
    output: str | Path,
    template: str | Path | None = None,
    language: str | None = None,
    progress: Progress = no_progress,
    calculate: bool = True,
    share: bool = False,
    force: bool = False,
    calculator: str | None = None,
) -> Report:
    """Build a dashboard from an input workbook.

    Args:
        input: path of an input workbook, or inputs already read.
        output: the dashboard to write; an earlier one of that name is replaced, another file only if `force` says so.
        template: a workbook with ``kpi_`` tables; the shipped dashboard unless given.
        language: ``en``, ``id`` or ``fa``; the settings' language unless given.
        progress: told each step's name as it begins.
        calculate: whether formulas are recalculated and compared with the engine's values; without that, formula cells
            whose value the engine does not know carry none until a spreadsheet program opens the file.
        share: whether to make the copy to hand out: selectors, comments and goals open, all else protected without a
            password; no macros, links to files, authors or words of the input's cells in it. If the output is a
            folder, the file in it is named after brand and period.
        force: whether the output is replaced even if it is not a dashboard of ours.
        calculator: what calculates formulas, ``cellrune`` or ``ironcalc``; the first of them at hand unless given.

    Returns:
        What was built, with the issues found in the input.

    Raises:
        CalculatorMissingError: if formulas are to be calculated, but what does that is not installed.
        FileError: if a file could not be read or written.
        InputError: if the input has nothing to compute, or the template nothing to fill.
        UsageError: if another file would be replaced.
    """
    if not force:
        refuse_to_replace(Path(output), Path(template) if template else None)
    progress("read")
    inputs = input if isinstance(input, Inputs) else read(input)
    progress("compute")
    return build_dashboard(compute(inputs), output, template, language, progress, calculate, share, calculator)
