"""Building: results into a dashboard template, each formula cell with its value, each KPI computed twice."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from kpi_excel.catalogue.texts import texts
from kpi_excel.engine.compute import Results
from kpi_excel.errors import Issue, KpiExcelError
from kpi_excel.report.datasets import dashboard_datasets, dashboard_fields
from kpi_excel.report.share import refuse_shared, share_path, share_title, shareable
from kpi_excel.report.share import share as shared_copy
from kpi_excel.report.template import refuse_without_tables
from kpi_excel.workbook.atomic import write_atomically
from kpi_excel.workbook.calculating.calculate import UNAVAILABLE, Calculated, Calculation, Unavailable, not_calculated
from kpi_excel.workbook.calculating.charts import fold_charts, update_caches
from kpi_excel.workbook.calculating.recalculate import recalculate
from kpi_excel.workbook.cells import cell
from kpi_excel.workbook.filling.fill import Filling, fill_names
from kpi_excel.workbook.filling.filled import Filled, Loss
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.number_formats import set_currency, set_digits
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import read_structure
from kpi_excel.workbook.sheet.sheet_data import Value, with_cached_value
from kpi_excel.workbook.shipped import template_path

TOLERANCE = 1e-9  # relative; two engines add in different orders
Progress = Callable[[str], None]
Places = Mapping[str, Sequence[tuple[int, int]]]
"""Rows and columns of formula cells, by their sheets' parts."""


def no_progress(_step: str) -> None:
    """Tell nobody."""


class DisagreementError(KpiExcelError):
    """The engine and the workbook's own formulas give different values."""


@dataclass(frozen=True)
class Report:
    """What was built.

    Args:
        path: the dashboard.
        tables: names of the tables that were filled.
        formulas: formula cells in the workbook.
        compared: formula cells whose value the engine knows too; all of them agree.
        unavailable: formula cells without a cached value, because no engine could compute them.
        issues: what was found in the input.
        left_out: rows left out because of faults.
        losses: what an owner had typed beside rows that are no longer there.
        cleared_filters: tables whose filters were cleared, because they would have hidden the wrong rows.
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


def build_dashboard(
    results: Results,
    output: str | Path,
    template: str | Path | None = None,
    language: str | None = None,
    progress: Progress = no_progress,
    calculate: bool = True,
    share: bool = False,
) -> Report:
    """Fill a template with results and write the dashboard.

    Args:
        results: what was computed.
        output: the file to write; an earlier one is replaced only once the new one is complete.
        template: any workbook with ``kpi_`` tables; the shipped dashboard unless given.
        language: of labels and texts; the settings' language unless given.
        progress: told each step's name as it begins.
        calculate: whether formulas are recalculated and compared with the engine's values. Without that, formula
            cells whose value the engine does not know carry none until a spreadsheet program opens the file.
        share: whether to make the copy to hand out; see `report.share`. If the output is a folder, the file in it is
            named after brand and period.

    Raises:
        EngineMissingError: if formulas are to be calculated, but what does that is not installed.
        EngineRefusedError: if what calculates formulas cannot read the template.
        FileError: if the template cannot be read or the output cannot be written.
        InputError: if the template has no table that can be filled, or a table has no room to grow; if it is a copy
            to hand out itself; or if something in it must not be handed out and cannot be taken out.
        UsageError: if a file to hand out would replace another one by the name it gets.
        DisagreementError: if a KPI's value and its formula disagree.
    """
    language = language or results.inputs.settings.language
    words = texts(language, results.inputs.settings.digits)
    source = Path(template) if template else template_path("dashboard", language)
    output = share_path(Path(output), results, source) if share else Path(output)
    with open_package(source) as package:
        if not share:
            refuse_shared(package, source)
        edit = Edit(package)
        structure = read_structure(package)
        progress("fill")
        datasets = dashboard_datasets(shareable(results) if share else results, words)
        filling = Filling(edit, structure, datasets)
        refuse_without_tables(source, filling.tables)
        filling.fill_seen()
        filled = filling.filled
        fill_names(filled, dashboard_fields(results, words))
        set_currency(edit, results.inputs.settings.currency)
        if words.right_to_left:
            set_digits(edit, words.digits)
        edit.recalculate_on_load()
        filled.write_sheets()
        places = cache(partial(formula_places, filled))

        def finish() -> None:
            filling.fill_rest()
            filled.write_sheets()

        def meanwhile() -> None:
            finish()
            places()
            edit.compress()  # most parts will not change any more

        if calculate:
            progress("calculate")
            calculation = recalculate(filling, results.periods.as_of, meanwhile)
        else:
            finish()
            calculation = not_calculated()
        formulas, unavailable = write_cached_values(filled, calculation, places())
        filled.write_sheets()
        update_caches(edit, structure, calculation)
        fold_charts(edit, known=calculate)
        progress("write")
        data = edit.save()
        write_atomically(output, shared_copy(data, source.name, datasets, share_title(results)) if share else data)
    left_out = sum(summary.left_out for summary in results.inputs.summaries)
    return Report(
        output,
        tuple(filled.tables),
        formulas,
        len(filled.known),
        unavailable,
        results.issues,
        left_out,
        tuple(filled.losses),
        tuple(filled.cleared_filters),
    )


def formula_places(filled: Filled) -> Places:
    """List the formula cells of a filled workbook."""
    sheets = {sheet.part: filled.sheet_data(sheet.part) for sheet in filled.structure.sheets}
    return {part: [(row, column) for row, column, _ in data.formula_cells()] for part, data in sheets.items()}


def write_cached_values(filled: Filled, calculation: Calculation, places: Places) -> tuple[int, int]:
    """Give every formula cell its value: the engine's where it is known, else the recalculated one.

    Filling has written the engine's values; a formula's words, such as a dash, stand in for one that is not there.

    Returns:
        How many formula cells there are, and how many have no value because it could not be computed.

    Raises:
        DisagreementError: if a known value and the recalculated one differ.
    """
    unavailable = 0
    for sheet in filled.structure.sheets:
        if not places[sheet.part]:
            continue
        data = filled.sheet_data(sheet.part)
        written: dict[tuple[int, int], Value] = {}
        for (row, column), value in calculation.values(sheet.name, places[sheet.part]).items():
            known = filled.known.get((sheet.part, row, column), UNAVAILABLE)
            if known is not UNAVAILABLE and value is not UNAVAILABLE and not agree(known, value):
                raise DisagreementError(
                    f"Sheet '{sheet.name}', cell {cell(row, column)}: the engine computed {known!r}, "
                    f"but the workbook's formula gives {value!r}.",
                    "This is a fault of the template or of kpi-excel; please report it with the workbook.",
                )
            if known is UNAVAILABLE or (isinstance(value, str) and value != known):
                unavailable += value is UNAVAILABLE
                written[row, column] = None if isinstance(value, Unavailable) else value
        data.change_formula_cells(partial(_with_value, written, data.prefix), {row for row, _ in written})
    return sum(map(len, places.values())), unavailable


def _with_value(values: Mapping[tuple[int, int], Value], prefix: bytes, row: int, column: int, content: bytes) -> bytes:
    place = row, column
    return with_cached_value(content, values[place], prefix) if place in values else content


def agree(known: Calculated, calculated: Calculated) -> bool:
    """Tell whether a formula gives what the engine knows.

    Numbers agree within the tolerance. Where the engine has no value, a formula may give #N/A, nothing, or words of
    its template's own such as a dash, but no number. Words may differ: a template may be older, or of its owner's own.

    Example:
        >>> agree(0.1 + 0.2, 0.3), agree(float("nan"), "–"), agree(float("nan"), 0.0), agree(0.3, "–")
        (True, True, False, False)
    """
    if _is_nothing(known):
        return _is_nothing(calculated) or isinstance(calculated, str)
    if isinstance(known, (int, float)) and isinstance(calculated, (int, float)):
        return math.isclose(known, calculated, rel_tol=TOLERANCE, abs_tol=1e-12)
    return isinstance(known, str) and isinstance(calculated, str)


def _is_nothing(value: Calculated) -> bool:
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))
