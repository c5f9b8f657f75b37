"""Templates: what a workbook's tables would take, before anything is filled."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kpi_excel.catalogue.datasets import DATASETS
from kpi_excel.errors import InputError, Issue
from kpi_excel.errors.exceptions import alike
from kpi_excel.model.dataset import PREFIX
from kpi_excel.report.datasets import empty_datasets
from kpi_excel.report.fields import field_names
from kpi_excel.workbook.cells import row_and_column
from kpi_excel.workbook.filling.asked import asked, dataset_of
from kpi_excel.workbook.filling.filled import Dataset
from kpi_excel.workbook.filling.notices import examine, likely_column
from kpi_excel.workbook.filling.restore import restore
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.marks import Kind, Maker, read_maker
from kpi_excel.workbook.parts.package import Package, open_package
from kpi_excel.workbook.parts.structure import ExcelTable, Structure, read_structure
from kpi_excel.workbook.sheet.references import sheet_name
from kpi_excel.workbook.sheet.sheet_data import SheetData, text_inside
from kpi_excel.workbook.xml import parse

_SINGLE_CELL = re.compile(r"\$?[A-Z]{1,3}\$?[0-9]{1,7}")


_TABLE_IS_GONE = frozenset(("table-renamed", "table-became-range", "table-deleted", "copy-not-filled"))
_SAID_OTHERWISE = frozenset(
    # of tables, which say so themselves; and only the input says which KPIs of the user's own there are
    ("no-such-dataset", "column-looks-alike", "column-no-longer-filled")
)


@dataclass(frozen=True)
class TableReport:
    """What one table of a template takes.

    Args:
        table: the table's name.
        sheet: the sheet it stands on.
        dataset: the dataset it is filled with; empty if its name asks for an unknown one.
        hint: close matches of an unknown dataset.
        values: headers whose columns take values.
        formulas: headers whose columns keep their formula, its results compared with the engine's.
        own: headers of the owner's columns.
        hints: by header of the owner's columns without a formula, dataset columns that look like it.
    """

    table: str
    sheet: str
    dataset: str
    hint: str = ""
    values: tuple[str, ...] = ()
    formulas: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    hints: Mapping[str, str] | None = None


@dataclass(frozen=True)
class TemplateReport:
    """What a template takes.

    Args:
        tables: its tables whose names begin with kpi_.
        fields: names of single cells that are filled, kpi_<field>.
        unknown_fields: close matches by name, for single cells whose names look like a field's.
        unused: datasets that no table asks for.
        notices: what filling would not bring up to date, or would fill against expectation.
    """

    tables: tuple[TableReport, ...]
    fields: tuple[str, ...]
    unknown_fields: Mapping[str, str]
    unused: tuple[str, ...]
    notices: tuple[Issue, ...] = ()


def report_template(path: str | Path) -> TemplateReport:
    """Say what would be filled in a workbook; nothing is changed.

    Raises:
        FileError: if the file cannot be read as a workbook.
    """
    with open_package(path) as package:
        edit, datasets = Edit(package), empty_datasets()
        structure = restore(edit, read_structure(package), datasets)
        before = read_maker(package)
        notices = examine(edit, structure, datasets, Maker(Kind.DASHBOARD, before.language if before else "en"))
        tables = tuple(
            _table(sheet.name, table, datasets)
            for sheet in structure.sheets
            for table in sheet.tables
            if table.name.casefold().startswith(PREFIX)
        )
        names = _constant_cells(package, structure)
    known = {f"{PREFIX}{name}" for name in field_names()}
    looking_alike = {name: hint for name in sorted(names - known) if (hint := alike(name, known, 0.85))}
    return TemplateReport(
        tables,
        tuple(sorted(names & known)),
        looking_alike,
        tuple(sorted(set(DATASETS) - {table.dataset for table in tables})),
        tuple(issue for issue in notices if issue.code not in _SAID_OTHERWISE),
    )


def refuse_without_tables(path: str | Path, filled: Sequence[str], notices: Sequence[Issue] = ()) -> None:
    """Refuse a template that has nothing to fill, saying what became of what it had, or what it could hold.

    Args:
        path: the template.
        filled: the tables that are filled.
        notices: what is not filled, and why.

    Raises:
        InputError: if no table is filled.
    """
    if filled:
        return
    why = next((issue for issue in notices if issue.code in _TABLE_IS_GONE), None)
    if why is not None:
        raise InputError(why.code, where=why.place, **why.values)
    lines = [f"  {DATASETS[name].table}: {_some(tuple(one.columns))}" for name, one in sorted(empty_datasets().items())]
    raise InputError("template-without-tables", name=Path(path).name, datasets="\n".join(lines))


def _some(columns: tuple[str, ...], most: int = 8) -> str:
    shown = ", ".join(columns[:most])
    return f"{shown}, …" if len(columns) > most else shown


def _table(sheet: str, table: ExcelTable, datasets: Mapping[str, Dataset]) -> TableReport:
    name = asked(table, datasets)
    if not name:
        hint = alike(dataset_of(table.name), datasets)
        return TableReport(table.name, sheet, "", hint, own=table.columns)
    dataset = datasets[name]
    values: list[str] = []
    formulas: list[str] = []
    own: list[str] = []
    hints: dict[str, str] = {}
    keys = dataset.keys_of(table.columns)
    for header, key, formula in zip(table.columns, keys, table.formulas, strict=True):
        if key:
            (formulas if formula else values).append(header)
            continue
        own.append(header)
        likely = likely_column(header, tuple(dataset.columns))
        hint = alike(header, dataset.columns) or likely
        if hint and not formula:
            hints[header] = hint
    return TableReport(table.name, sheet, name, "", tuple(values), tuple(formulas), tuple(own), hints)


def _constant_cells(package: Package, structure: Structure) -> set[str]:
    """Give the names kpi_<field> of single cells that hold no formula."""
    parts = {sheet.name.casefold(): sheet.part for sheet in structure.sheets}
    found = set()
    for node in parse(package.read(package.workbook_part)).iter("{*}definedName"):
        name, (sheet, _, reference) = node.get("name", "").casefold(), (node.text or "").rpartition("!")
        part = parts.get(sheet_name(sheet).casefold())
        if name.startswith(PREFIX) and part and _SINGLE_CELL.fullmatch(reference):
            content = SheetData(package.read(part)).cell(*row_and_column(reference))
            if text_inside(content, "f") is None:
                found.add(name)
    return found
