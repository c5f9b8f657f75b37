"""A table: its located cells to a data frame of the rows that count, and an issue for whatever is wrong with others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from kpi_excel.catalogue.custom import add_custom_kpis
from kpi_excel.engine.inputs import TableSummary
from kpi_excel.errors import CatalogueError, FormulaError, Issue, Place, Severity
from kpi_excel.errors.exceptions import alike
from kpi_excel.language.texts import texts
from kpi_excel.model.kpi import Kpi
from kpi_excel.model.settings import Settings
from kpi_excel.model.table import CELL, FAULT, ORIGIN, ROW, SHEET, Column, ColumnType, Table
from kpi_excel.workbook.cells import row_and_column
from kpi_excel.workbook.reading import rules
from kpi_excel.workbook.reading.columns import DATES, convert
from kpi_excel.workbook.reading.converted import Context, Converted, is_blank
from kpi_excel.workbook.reading.date_columns import convert_dates
from kpi_excel.workbook.reading.identifiers import take_from_links
from kpi_excel.workbook.reading.locate import Located
from kpi_excel.workbook.reading.merges import Merges
from kpi_excel.workbook.reading.repeats import find_repeats
from kpi_excel.workbook.reading.scan import Scan
from kpi_excel.workbook.vocabulary import fold, kpis_called

_SAMPLE = 1000  # rows that tell whether a column repeats a few texts


@dataclass(frozen=True)
class Source:
    """A located table with what the scan of its sheet found."""

    located: Located
    scan: Scan
    issues: tuple[Issue, ...]


@dataclass(frozen=True)
class Circumstances:
    """What all tables of a workbook are read with.

    Args:
        file: its name, for messages.
        date_1904: whether it counts days from 1904.
        settings: its settings.
        zone: the time zone of the settings; None if they name none.
        last_day: the last day that a date without a year can be.
    """

    file: str
    date_1904: bool
    settings: Settings
    zone: ZoneInfo | None
    last_day: date


class TableReader:
    """Reads one located table, collecting its issues."""

    def __init__(self, table: Table, source: Source, circumstances: Circumstances, kpis: Mapping[str, Kpi]) -> None:
        self.table = table
        self.located = source.located
        self.scan = source.scan
        self.circumstances = circumstances
        self.file = circumstances.file
        self.settings = circumstances.settings
        self.kpis = kpis
        self.issues = list(source.issues)
        self.left_out = 0
        self.refused = 0  # custom KPIs
        self.scanned = self._scanned_cells()
        self.kept: np.ndarray = np.zeros(0, bool)

    def read(self) -> pd.DataFrame:
        """Convert the columns, apply the rules, leave out rows with faults."""
        known = [column for column in self.table.columns if column.name in self.located.columns]
        given = {column.name for column in known}
        if any(
            column.required and column.name not in given and column.unless not in given for column in self.table.columns
        ):
            return self._nothing()
        size = self.located.size
        labels = self.located.labels
        merges = Merges(self.located, self.scan.merged)
        blank = np.ones(size, bool)
        columns = self._convert_dates(known, merges, blank)
        for column in known:
            if column.name not in columns:
                cells = self.located.body.pop(column.name)  # their memory is free for the next column's values
                merges.fill(column, cells)
                columns[column.name] = self._convert(column, cells)
                self._leave_blank(blank, column, columns[column.name], cells, merges)
                del cells
        if blank.all():
            return self._nothing()
        take_from_links(self.table, columns, labels)
        merges.tell(columns, ~blank)
        rules.require(self.table, columns, blank, labels)
        rules.compare(self.table, columns, labels)
        if self.table.name == "requests":
            rules.check_requests(columns, labels)
        if self.table.name == "orders":
            rules.check_orders(columns, labels)
        if self.table.name == "surveys":
            rules.check_surveys(columns, labels, self.settings)
        if self.table.name == "targets":
            rules.check_targets(columns, labels, self.settings.language)
            rules.ask_about_percentages("goal", columns, labels, self.kpis)
        if self.table.name == "benchmarks":
            rules.check_benchmarks(columns, labels, self.settings.language)
            rules.ask_about_percentages("value", columns, labels, self.kpis)
        faulty = _faulty(columns.values(), size)
        rules.find_duplicates(self.table, columns, faulty | blank, self.located.top, labels)
        faulty = _faulty(columns.values(), size) & ~blank
        find_repeats(self.table, columns, faulty | blank, self.located.top)
        self._collect(columns)
        self.left_out = int(faulty.sum())
        if self.table.keeps_faulty:
            self.kept = ~blank
            return self._with_faults(self._frame(columns), columns)
        self.kept = ~(faulty | blank)
        return self._frame(columns)

    def _frame(self, columns: Mapping[str, Converted]) -> pd.DataFrame:
        """Give the rows that count, each with its sheet and its number there."""
        numbers = self.located.top + np.flatnonzero(self.kept)
        sheets = pd.array([self.located.sheet.name], dtype="str").take(np.zeros(len(numbers), int))
        frame = _frame(self.table, columns, self.kept)
        frame[SHEET], frame[ROW] = sheets, numbers
        return frame

    def _with_faults(self, frame: pd.DataFrame, columns: Mapping[str, Converted]) -> pd.DataFrame:
        """Mark each row with its first fault's code, if it has one, and with its first cell."""
        codes = np.full(self.located.size, "", object)
        for converted in columns.values():
            for remark in converted.remarks:
                if remark.severity is Severity.FAULT and not codes[remark.row]:
                    codes[list(remark.of_rows)] = remark.code
        first = min(self.located.columns, key=self.located.columns.__getitem__)
        cells = [self.located.place("", int(row), first).cell for row in np.flatnonzero(self.kept)]
        return frame.assign(**{FAULT: codes[self.kept].tolist(), CELL: cells})

    def _nothing(self) -> pd.DataFrame:
        if not self.table.folded and not any(issue.code == "column-missing" for issue in self.issues):
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

    def _convert_dates(self, known: Sequence[Column], merges: Merges, blank: np.ndarray) -> dict[str, Converted]:
        """Convert the date columns, which explain each other."""
        dates = {column.name: column for column in known if column.type in DATES}
        cells = {name: self.located.body.pop(name) for name in dates}
        for name, column in dates.items():
            merges.fill(column, cells[name])
        columns = convert_dates(dates, cells, {name: self._context(column) for name, column in dates.items()})
        for name, column in dates.items():
            self._add_scanned(column, columns[name])
            self._leave_blank(blank, column, columns[name], cells[name], merges)
        return columns

    def _leave_blank(
        self, blank: np.ndarray, column: Column, converted: Converted, cells: Sequence[Any], merges: Merges
    ) -> None:
        """Leave only rows marked that are empty in this column too; what stands beside the known columns is no row."""
        if not blank.any():
            return
        blank &= rules.is_missing(converted) | merges.filled(column)
        blank[[row for row, _ in self.scanned.get(column.name, ())]] = False
        for row in np.flatnonzero(blank).tolist():
            blank[row] = merges.filled(column)[row] or is_blank(cells[row])

    def _convert(self, column: Column, cells: Sequence[Any]) -> Converted:
        context = self._context(column)
        converted = convert(column, cells, context)
        self._add_scanned(column, converted)
        if column.type is ColumnType.KPI:
            self._resolve_kpis(converted, context)
        return converted

    def _context(self, column: Column) -> Context:
        return Context(
            self.located.labels[column.name],
            self.circumstances.date_1904,
            self.settings.language,
            self.circumstances.zone,
            self.circumstances.last_day,
            self.located.top,
            self.located.columns[column.name],
            self.located.has_cells,
            {fold(typed): name for typed, name in self.settings.other_names},
        )

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
        """Turn remarks into issues with their cells, in the order of the rows; those told per column are counted."""
        placed = [
            (remark.row, self.located.columns[name], name, remark)
            for name, converted in columns.items()
            for remark in converted.remarks
        ]
        counts = Counter((number, remark.code) for _, number, _, remark in placed if remark.once)
        told: set[tuple[int, str]] = set()
        for row, number, name, remark in sorted(placed, key=lambda one: one[:2]):
            values = remark.values
            if remark.once:
                if (number, remark.code) in told:
                    continue
                told.add((number, remark.code))
                values = {**values, "count": str(counts[number, remark.code])}
            place = self.located.place(self.file, row, name, 1 if remark.once else remark.rows)
            self.issues.append(Issue(remark.code, remark.severity, place, values))

    def custom_kpis(self, frame: pd.DataFrame) -> Mapping[str, Kpi]:
        """Add the workbook's own KPIs; each that is refused is named with its cell and left out."""
        rows = frame.to_dict("records") if len(frame) else []
        numbers = np.flatnonzero(self.kept)
        blocks, places = {}, {}
        for row, number in zip(rows, numbers, strict=True):
            name = str(row["name"]).lower()
            facts = {str(key): value for key, value in row.items() if isinstance(value, str)}
            blocks[name] = {key: value for key, value in facts.items() if key not in ("name", *ORIGIN)}
            places[name] = self.located.place(self.file, int(number), "name")
        while True:
            try:
                return add_custom_kpis(blocks, "custom KPIs")
            except (CatalogueError, FormulaError) as error:
                name = error.about
                del blocks[name]
                self.refused += 1
                self.issues.append(Issue("bad-kpi", Severity.FAULT, places[name], {"kpi": name}, error))

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
                faulty[list(remark.of_rows)] = True
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
