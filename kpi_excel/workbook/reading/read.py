"""Reading: an input workbook to checked tables.

Faults are collected with sheet and cell, never raised one at a time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from kpi_excel.catalogue import KPIS, TABLES
from kpi_excel.catalogue.custom import add_custom_kpis
from kpi_excel.engine.inputs import Inputs, TableSummary
from kpi_excel.errors import CatalogueError, FormulaError, InputError, Issue, Place, Severity
from kpi_excel.errors.exceptions import alike
from kpi_excel.language.texts import texts
from kpi_excel.model.kpi import Category, Kpi
from kpi_excel.model.settings import LANGUAGES, Settings
from kpi_excel.model.table import Column, ColumnType, Table
from kpi_excel.workbook.cells import cell, row_and_column
from kpi_excel.workbook.parts.package import Package, open_package
from kpi_excel.workbook.parts.structure import read_structure
from kpi_excel.workbook.reading import rules
from kpi_excel.workbook.reading.columns import Context, Converted, convert
from kpi_excel.workbook.reading.extent import Extent, measure
from kpi_excel.workbook.reading.locate import Located, locate, unknown_sheet, wanted_tables
from kpi_excel.workbook.reading.read_settings import read_kpi_lists, read_settings
from kpi_excel.workbook.reading.scan import Scan, scan_sheet
from kpi_excel.workbook.reading.values import ValueReader
from kpi_excel.workbook.vocabulary import aliases, fold, kpis_called

_SAMPLE = 1000  # rows that tell whether a column repeats a few texts


@dataclass(frozen=True)
class _Source:
    """A located table with what the scan of its sheet found."""

    located: Located
    scan: Scan
    issues: tuple[Issue, ...]


def read(path: str | Path) -> Inputs:
    """Read and check an input workbook; the file is never changed.

    Args:
        path: an .xlsx or .xlsm file.

    Returns:
        Tables as pandas data frames, settings, custom KPIs, issues, and a summary per table. Rows with faults are
        left out and counted. Tables without rows are absent.

    Raises:
        FileError: if the file cannot be read as a workbook.
        InputError: if it holds none of the input tables.
    """
    with open_package(path) as package, no_garbage_collection():
        sources, notes, date_1904 = _locate_all(package)
    if not sources and not any(issue.severity is Severity.FAULT for issue in notes):
        names = ", ".join(name.replace("_", " ").capitalize() for name in ("posts", "accounts", "ads"))
        raise InputError(
            f"{Path(path).name} has no sheet or table that kpi-excel knows, such as {names}.",
            "Start with `kpi-excel new kpis.xlsx` and fill that workbook, or name your sheets and headers like it.",
        )
    with no_garbage_collection():
        return _read_tables(sources, notes, Path(path).name, date_1904)


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """Spare the collector from walking millions of cell values that are all in use; it saves a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _locate_all(package: Package) -> tuple[dict[str, _Source], list[Issue], bool]:
    structure = read_structure(package)
    sources: dict[str, _Source] = {}
    issues: list[Issue] = []
    extents = {sheet.part: measure(package, sheet.part) for sheet in structure.sheets}
    small = [sheet for sheet in structure.sheets if not extents[sheet.part].is_too_large]
    reader = ValueReader(package, small, structure.date_1904)
    wanted = [(sheet, wanted_tables(sheet)) for sheet in structure.sheets]
    homes = {name: sheet for sheet, tables in reversed(wanted) for name, excel_table in tables if excel_table}
    for sheet, tables in wanted:
        if sheet not in small:
            if tables:
                issues.append(_too_large(extents[sheet.part], Place(package.name, sheet.name)))
            continue
        with ThreadPoolExecutor(1) as beside:  # the reader works without the interpreter's lock, so this costs no time
            scan = beside.submit(scan_sheet, package, sheet.part)
            rows = reader.rows(sheet)
        if not tables:
            issues.extend(filter(None, [unknown_sheet(sheet, rows, package.name)]))
        for name, excel_table in tables:
            home = sources[name].located.sheet if name in sources else homes.get(name, sheet)
            if name in sources or home is not sheet:
                values = {"table": name, "other": home.name}
                issues.append(Issue("table-twice", Severity.WARNING, Place(package.name, sheet.name), values))
                continue
            located, found = locate(name, sheet, excel_table, rows, package.name)
            if located is None:
                issues.extend(found)
            else:
                sources[name] = _Source(located, scan.result(), tuple(found))
    return sources, issues, structure.date_1904


def _too_large(extent: Extent, place: Place) -> Issue:
    values = {"last": extent.last, "cells": f"{extent.rows * extent.columns:,}", "most": f"{extent.limit:,}"}
    return Issue("sheet-too-large", Severity.FAULT, place, values)


def _read_tables(sources: Mapping[str, _Source], notes: list[Issue], file: str, date_1904: bool) -> Inputs:
    issues = list(notes)
    settings = Settings()
    if "settings" in sources:
        source = sources["settings"]
        settings, found = read_settings(source.located, file, source.scan, date_1904)
        issues += [*source.issues, *found]
    kpis: Mapping[str, Kpi] = KPIS
    tables: dict[str, pd.DataFrame] = {}
    summaries = []
    order = [name for name in ("custom_kpis", *TABLES) if name in sources and name != "settings"]
    for name in dict.fromkeys(order):
        reader = _TableReader(TABLES[name], sources[name], file, date_1904, settings, kpis)
        frame = reader.read()
        if name == "custom_kpis":
            kpis = reader.custom_kpis(frame)
        issues += reader.issues
        summaries.append(reader.summary(frame))
        if len(frame):
            tables[name] = frame
    if "settings" in sources:
        settings, found = read_kpi_lists(settings, sources["settings"].located, file, _kpis_meant(kpis))
        issues += found
    custom = {name: kpi for name, kpi in kpis.items() if name not in KPIS}
    return Inputs(tables, settings, custom, tuple(issues), tuple(summaries), file)


class _TableReader:
    """Reads one located table, collecting its issues."""

    def __init__(
        self, table: Table, source: _Source, file: str, date_1904: bool, settings: Settings, kpis: Mapping[str, Kpi]
    ) -> None:
        self.table = table
        self.located = source.located
        self.scan = source.scan
        self.file = file
        self.date_1904 = date_1904
        self.settings = settings
        self.kpis = kpis
        self.issues = list(source.issues)
        self.left_out = 0
        self.refused = 0  # custom KPIs
        self.scanned = self._scanned_cells()
        self.kept: np.ndarray = np.zeros(0, bool)

    def read(self) -> pd.DataFrame:
        """Convert the columns, apply the rules, leave out rows with faults."""
        known = [column for column in self.table.columns if column.name in self.located.columns]
        if any(column.required and column not in known for column in self.table.columns):
            return self._nothing()
        size = self.located.size
        labels = self.located.labels
        columns: dict[str, Converted] = {}
        blank = np.ones(size, bool)
        for column in known:
            cells = self.located.body.pop(column.name)  # their memory is free for the next column's values
            columns[column.name] = self._convert(column, cells)
            self._leave_blank(blank, column, columns[column.name], cells)
            del cells
        if blank.all():
            return self._nothing()
        rules.require(self.table, columns, blank, labels)
        rules.compare(self.table, columns, labels)
        if self.table.name == "requests":
            rules.check_requests(columns, labels)
        if self.table.name == "surveys":
            rules.check_surveys(columns, labels, self.settings)
        if self.table.name == "targets":
            rules.check_targets(columns, labels, self.settings.language)
        if self.table.name == "benchmarks":
            rules.check_benchmarks(columns, labels)
        faulty = _faulty(columns.values(), size)
        rules.find_duplicates(self.table, columns, faulty | blank, self.located.top, labels)
        faulty = _faulty(columns.values(), size) & ~blank
        self._collect(columns)
        self.left_out = int(faulty.sum())
        if self.table.keeps_faulty:
            self.kept = ~blank
            return self._with_faults(_frame(self.table, columns, self.kept), columns)
        self.kept = ~(faulty | blank)
        return _frame(self.table, columns, self.kept)

    def _with_faults(self, frame: pd.DataFrame, columns: Mapping[str, Converted]) -> pd.DataFrame:
        """Mark each row with its first fault's code, if it has one, and with its first cell."""
        codes = np.full(self.located.size, "", object)
        for converted in columns.values():
            for remark in converted.remarks:
                if remark.severity is Severity.FAULT and not codes[remark.row]:
                    codes[remark.row] = remark.code
        first = min(self.located.columns.values())
        cells = [cell(self.located.top + int(row), first) for row in np.flatnonzero(self.kept)]
        return frame.assign(fault=codes[self.kept].tolist(), cell=cells)

    def _nothing(self) -> pd.DataFrame:
        if not any(issue.code == "column-missing" for issue in self.issues):
            place = Place(self.file, self.located.sheet.name)
            self.issues.append(Issue("empty-table", Severity.NOTE, place, {"table": self.table.name}))
        return pd.DataFrame()

    def _scanned_cells(self) -> dict[str, list[tuple[int, str]]]:
        """Give per column the positions of its cells without a value, each with its error or an empty text."""
        names = {number: name for name, number in self.located.columns.items()}
        found: dict[str, list[tuple[int, str]]] = {}
        for reference in sorted({*self.scan.errors, *self.scan.without_value}, key=row_and_column):
            row, number = row_and_column(reference)
            position = row - self.located.top
            if number in names and 0 <= position < self.located.size:
                found.setdefault(names[number], []).append((position, self.scan.errors.get(reference, "")))
        return found

    def _leave_blank(self, blank: np.ndarray, column: Column, converted: Converted, cells: Sequence[Any]) -> None:
        """Leave only rows marked that are empty in this column too; what stands beside the known columns is no row."""
        if not blank.any():
            return
        blank &= rules.is_missing(converted)
        blank[[row for row, _ in self.scanned.get(column.name, ())]] = False
        for row in np.flatnonzero(blank).tolist():
            blank[row] = isinstance(cells[row], str) and not cells[row].strip()

    def _convert(self, column: Column, cells: Sequence[Any]) -> Converted:
        context = Context(self.located.labels[column.name], self.date_1904, self.settings.language)
        converted = convert(column, cells, context)
        self._add_scanned(column, converted)
        if column.type is ColumnType.KPI:
            self._resolve_kpis(converted, context)
        return converted

    def _add_scanned(self, column: Column, converted: Converted) -> None:
        label = self.located.labels[column.name]
        for row, error in self.scanned.get(column.name, ()):
            if error:
                converted.add(row, "cell-error", column=label, found=error)
            else:
                converted.add(row, "formula-without-value", column=label)

    def _resolve_kpis(self, converted: Converted, context: Context) -> None:
        names = kpis_called(self.kpis.values())
        words = texts(context.language)
        labels = [*(words.label(kpi) for kpi in self.kpis.values()), *words.files["aliases"]["kpis"]]
        for row, value in enumerate(converted.values):
            if value is None:
                continue
            name = names.get(fold(value))
            converted.values[row] = name or (value if self.table.keeps_faulty else None)
            if name is None:
                meant = alike(str(value), labels) or alike(str(value), self.kpis)
                converted.add(row, "unknown-kpi", column=context.label, found=value, meant=meant)

    def _collect(self, columns: Mapping[str, Converted]) -> None:
        """Turn remarks into issues with their cells, in the order of the rows; notes are gathered per column."""
        placed = [
            (remark.row, self.located.columns[name], remark)
            for name, converted in columns.items()
            for remark in converted.remarks
        ]
        notes: dict[tuple[int, str], int] = {}
        for row, number, remark in sorted(placed, key=lambda one: one[:2]):
            reference = cell(self.located.top + row, number)
            values = remark.values
            if remark.severity is Severity.NOTE:
                notes[number, remark.code] = notes.get((number, remark.code), 0) + 1
                if notes[number, remark.code] > 1:
                    continue
                count = sum(1 for _, n, f in placed if n == number and f.code == remark.code)
                values = {**values, "count": str(count)}
            place = Place(self.file, self.located.sheet.name, reference)
            self.issues.append(Issue(remark.code, remark.severity, place, values))

    def custom_kpis(self, frame: pd.DataFrame) -> Mapping[str, Kpi]:
        """Add the workbook's own KPIs; each that is refused is named with its cell and left out."""
        rows = frame.to_dict("records") if len(frame) else []
        numbers = self.located.top + np.flatnonzero(self.kept)
        blocks, places = {}, {}
        for row, number in zip(rows, numbers, strict=True):
            name = str(row["name"]).lower()
            blocks[name] = {str(key): value for key, value in row.items() if key != "name" and isinstance(value, str)}
            places[name] = Place(self.file, self.located.sheet.name, cell(int(number), self.located.columns["name"]))
        while True:
            try:
                return add_custom_kpis(blocks, "custom KPIs")
            except (CatalogueError, FormulaError) as error:
                name = error.about
                del blocks[name]
                self.refused += 1
                values = {"kpi": name, "found": error.message, "hint": error.fix}
                self.issues.append(Issue("bad-kpi", Severity.FAULT, places[name], values))

    def summary(self, frame: pd.DataFrame) -> TableSummary:
        """Say what was read."""
        name, sheet = self.table.name, self.located.sheet.name
        days = frame[self.table.date_column].dropna() if self.table.date_column in frame else pd.Series(dtype=object)
        platforms: Iterable[Any] = frame["platform"].dropna().unique() if "platform" in frame else []
        return TableSummary(
            name,
            sheet,
            len(frame) - self.refused - (self.left_out if self.table.keeps_faulty else 0),
            self.left_out + self.refused,
            days.min().date() if len(days) else None,
            days.max().date() if len(days) else None,
            tuple(sorted(map(str, platforms), key=str.casefold)),
        )


def _faulty(columns: Iterable[Converted], size: int) -> np.ndarray:
    faulty = np.zeros(size, bool)
    for converted in columns:
        for remark in converted.remarks:
            if remark.severity is Severity.FAULT:
                faulty[remark.row] = True
    return faulty


def _frame(table: Table, columns: Mapping[str, Converted], keep: np.ndarray) -> pd.DataFrame:
    """Build the data frame of the rows that count."""
    every = bool(keep.all())
    data: dict[str, Any] = {}
    for column in table.columns:
        if column.name not in columns:
            continue
        values = columns[column.name].values
        if isinstance(values, np.ndarray):
            data[column.name] = values if every else values[keep]
        else:
            kept = values if every else [value for value, kept_row in zip(values, keep, strict=True) if kept_row]
            data[column.name] = pd.array(kept, dtype="object") if column.type is ColumnType.ANY else _texts(kept)
    return pd.DataFrame(data)


def _texts(values: Sequence[str | None]) -> Any:
    """Build a column of texts; a few different ones in many rows are converted once each."""
    if len(set(values[:_SAMPLE])) > _SAMPLE // 2:
        return pd.array(values, dtype="str")
    codes, different = pd.factorize(np.array(values, dtype=object))
    return pd.array(different, dtype="str").take(codes, allow_fill=True)


def _kpis_meant(kpis: Mapping[str, Kpi]) -> dict[str, tuple[str, ...]]:
    """Give the KPIs that a folded word means: one by its name, or those of a category."""
    found: dict[str, tuple[str, ...]] = {}
    for category in Category:
        members = tuple(kpi.name for kpi in kpis.values() if kpi.category == category)
        words = (category, *(texts(language).text("terms", "categories", category) for language in LANGUAGES))
        found |= {fold(word): members for word in words}
    found |= {word: found[fold(category)] for word, category in aliases("categories").items()}
    return found | {word: (name,) for word, name in kpis_called(kpis.values()).items()}
