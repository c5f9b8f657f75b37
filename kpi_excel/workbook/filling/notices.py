"""Notices: what an owner did to a workbook that keeps a filling from bringing something up to date, said beforehand.

What an earlier filling wrote and this one does not would stand unchanged under a new period. The workbook's marks
(`parts.marks`) say what was written then; where there are none, headers and names that look like a dataset's tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from kpi_excel.errors import Issue, Place, Severity
from kpi_excel.errors.exceptions import BETWEEN, alike
from kpi_excel.model.dataset import PREFIX
from kpi_excel.workbook.cells import Area, cell
from kpi_excel.workbook.filling.asked import asked, copied_dataset_of, dataset_of
from kpi_excel.workbook.filling.filled import Dataset
from kpi_excel.workbook.filling.table_part import TableColumn, read_columns
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.marks import (
    FORMULA,
    FilledColumn,
    FilledTable,
    Maker,
    read_filled,
    read_maker,
    short,
)
from kpi_excel.workbook.parts.package import Package
from kpi_excel.workbook.parts.structure import ExcelTable, Sheet, Structure
from kpi_excel.workbook.sheet.cell_reader import CellReader
from kpi_excel.workbook.sheet.sheet_data import SheetData
from kpi_excel.workbook.vocabulary import fold

_PROTECTED = re.compile(rb'<(?:\w+:)?sheetProtection\b[^>]*\ssheet="(?:1|true)"')
_LIKE = 0.75  # how alike a header and a dataset's column must be for the one to be taken for the other


def examine(edit: Edit, structure: Structure, datasets: Mapping[str, Dataset], maker: Maker) -> tuple[Issue, ...]:
    """Say what a filling will not bring up to date, and what it fills against expectation.

    Args:
        edit: the workbook that is about to be filled.
        structure: its sheets and tables.
        datasets: what fills its tables.
        maker: who fills it.
    """
    workbook = _Workbook(edit, structure, datasets)
    return (
        *_other_maker(edit.package, maker),
        *(issue for sheet, table in workbook.tables for issue in _table_notices(workbook, sheet, table)),
        *(issue for mark in workbook.marks.values() if mark.table.casefold() not in workbook.names
          for issue in _missing_table(workbook, mark)),
    )  # fmt: skip


def left_over(edit: Edit, structure: Structure, datasets: Mapping[str, Dataset]) -> tuple[FilledTable, ...]:
    """List what earlier fillings wrote that is still there, is not filled now and will be no next time unless mended.

    The next filling is told of it, too, until it is filled, emptied, given a formula or deleted.
    """
    workbook = _Workbook(edit, structure, datasets)
    issues = []
    for sheet, table in workbook.tables:
        stale = tuple(FilledColumn(now.id, then.key, short(now.header)) for then, now in workbook.stale(sheet, table))
        if stale:
            issues.append(FilledTable(table.name, sheet.name, stale))
    return tuple(issues)


class _Workbook:
    """A workbook with what an earlier filling wrote in it and what this one will.

    Args:
        edit: its parts.
        structure: its sheets and tables.
        datasets: what fills its tables.
    """

    def __init__(self, edit: Edit, structure: Structure, datasets: Mapping[str, Dataset]) -> None:
        self.edit, self.structure, self.datasets = edit, structure, datasets
        self.file = edit.package.name
        self.marks = {mark.table.casefold(): mark for mark in read_filled(edit.package)}
        self.tables = [(sheet, table) for sheet in structure.sheets for table in sheet.tables]
        self.names = {table.name.casefold() for _, table in self.tables}
        self._sheets: dict[str, SheetData] = {}
        self._columns: dict[str, list[TableColumn]] = {}

    @cached_property
    def reader(self) -> CellReader:
        """Give what reads cells."""
        return CellReader(self.edit.package)

    def data(self, sheet: Sheet) -> SheetData:
        """Give a sheet's cells."""
        if sheet.part not in self._sheets:
            self._sheets[sheet.part] = SheetData(self.edit.read(sheet.part))
        return self._sheets[sheet.part]

    def columns(self, table: ExcelTable) -> list[TableColumn]:
        """Give a table's columns."""
        if table.part not in self._columns:
            self._columns[table.part] = read_columns(self.edit.read(table.part))
        return self._columns[table.part]

    def dataset(self, table: ExcelTable) -> Dataset | None:
        """Give what fills a table; None if nothing does."""
        return self.datasets.get(asked(table, self.datasets))

    def keys(self, table: ExcelTable) -> list[str]:
        """Give by column what fills it; empty for an owner's own."""
        dataset = self.dataset(table)
        return dataset.keys_of(table.columns) if dataset else [""] * len(table.columns)

    def typed(self, sheet: Sheet, table: ExcelTable, header: str) -> list[object]:
        """List what is typed in a column."""
        number = table.area.left + table.columns.index(header)
        data, area = self.data(sheet), table.area
        rows = range(area.top + table.header_rows, area.bottom - table.totals_rows + 1)
        values = (self.reader.value(data.cell(row, number)) for row in rows)
        return [value for value in values if value is not None]

    def stale(self, sheet: Sheet, table: ExcelTable) -> Iterator[tuple[FilledColumn, TableColumn]]:
        """Give the columns that an earlier filling kept up to date and this one does not, as they were and as they are.

        A renamed column has the number it had; LibreOffice numbers columns by their places.
        """
        mark = self.marks.get(table.name.casefold())
        if mark is None:
            return
        typed = [
            one for one, key in zip(self.columns(table), self.keys(table), strict=True) if not (key or one.formula)
        ]
        by_header = {_folded(one.header): one for one in typed}
        by_id = {one.id: one for one in typed}
        known = {fold(one.header) for one in mark.columns}
        every = {_folded(one.header) for one in self.columns(table)}
        for then in mark.columns:
            now = by_header.get(fold(then.header))
            if now is None and fold(then.header) not in every:
                renamed = by_id.get(then.id)
                now = renamed if renamed and _folded(renamed.header) not in known else None
            if now is not None and self.typed(sheet, table, now.header):
                yield then, now


def _other_maker(package: Package, maker: Maker) -> Iterator[Issue]:
    before, place = read_maker(package), Place(package.name)
    if before is None:
        return
    if before.version != maker.version:
        values = {"found": before.version, "version": maker.version}
        yield Issue("made-by-other-version", Severity.NOTE, place, values)
    if before.language != maker.language:
        yield Issue("made-in-other-language", Severity.NOTE, place, {"found": before.language, "other": maker.language})


def _table_notices(workbook: _Workbook, sheet: Sheet, table: ExcelTable) -> Iterator[Issue]:
    place = Place(workbook.file, sheet.name, str(table.area))
    if workbook.dataset(table) is None:
        yield from _unfilled_table(workbook, table, place)
        return
    yield from _twice(workbook, table, place)
    for then, now in workbook.stale(sheet, table):
        yield _stale_column(table, then, now, place)
    yield from _missing_columns(workbook, table, place)
    yield from _looking_alike(workbook, sheet, table, place)
    if _PROTECTED.search(workbook.edit.read(sheet.part)):
        yield Issue("sheet-protected", Severity.NOTE, Place(workbook.file, sheet.name), {"table": table.name})


def _unfilled_table(workbook: _Workbook, table: ExcelTable, place: Place) -> Iterator[Issue]:
    """Tell of a table that nothing fills, though its name asks for something or an earlier filling filled it."""
    copied = copied_dataset_of(table.name)
    if copied in workbook.datasets:
        yield Issue("copy-not-filled", Severity.WARNING, place, {"table": table.name, "other": f"{PREFIX}{copied}"})
    elif dataset_of(table.name) or table.name.casefold() in workbook.marks:
        meant = alike(dataset_of(table.name), workbook.datasets)
        yield Issue("no-such-dataset", Severity.WARNING, place, {"table": table.name, "meant": meant})


def _twice(workbook: _Workbook, table: ExcelTable, place: Place) -> Iterator[Issue]:
    """Tell of columns that mean what another one means already."""
    dataset, keys = workbook.dataset(table), workbook.keys(table)
    for header, key, formula in zip(table.columns, keys, table.formulas, strict=True):
        meant = dataset.key(header) if dataset and not key and not formula else ""
        if meant:
            values = {"table": table.name, "column": short(header), "other": short(table.columns[keys.index(meant)])}
            yield Issue("column-means-the-same", Severity.WARNING, place, values)


def _stale_column(table: ExcelTable, then: FilledColumn, now: TableColumn, place: Place) -> Issue:
    values = {"table": table.name, "column": short(now.header)}
    if then.key == FORMULA:
        return Issue("formula-became-values", Severity.WARNING, place, values)
    if _folded(now.header) == fold(then.header):
        return Issue("column-no-longer-filled", Severity.WARNING, place, values)
    return Issue("column-renamed", Severity.WARNING, place, {**values, "other": then.header})


def _missing_columns(workbook: _Workbook, table: ExcelTable, place: Place) -> Iterator[Issue]:
    """Tell which of the filled columns are no longer there under any name."""
    mark = workbook.marks.get(table.name.casefold())
    columns = workbook.columns(table)
    headers, numbers = {_folded(one.header) for one in columns}, {one.id for one in columns}
    for then in mark.columns if mark else ():
        if fold(then.header) not in headers and then.id not in numbers and then.key != FORMULA:
            values = {"table": table.name, "column": then.header}
            yield Issue("column-deleted", Severity.NOTE, place, values)


def _looking_alike(workbook: _Workbook, sheet: Sheet, table: ExcelTable, place: Place) -> Iterator[Issue]:
    """Tell of columns that hold values such as one of the dataset's and look like it; marks tell of others surely."""
    dataset, keys = workbook.dataset(table), workbook.keys(table)
    if dataset is None or table.name.casefold() in workbook.marks:
        return
    free = [key for key in dataset.columns if key not in keys]
    for header, key, formula in zip(table.columns, keys, table.formulas, strict=True):
        likely = "" if key or formula or dataset.key(header) else likely_column(header, free)
        kinds = _kinds(dataset.columns[likely.split(BETWEEN)[0]]) if likely else frozenset()
        if kinds & _kinds(workbook.typed(sheet, table, header)):
            values = {"table": table.name, "column": short(header), "meant": likely}
            yield Issue("column-looks-alike", Severity.NOTE, place, values)


def _kinds(values: Iterable[object]) -> frozenset[str]:
    """Tell whether there are texts and numbers among values; a missing number is one that a column may hold."""
    return frozenset("text" if isinstance(one, str) else "number" for one in values if one is not None)


def likely_column(header: str, columns: Sequence[str]) -> str:
    """Give the columns that a header may mean: those that are spelt alike, or whose words it holds.

    Example:
        >>> likely_column("Likes this month", ["likes", "reach"]), likely_column("engagment rate", ["engagement_rate"])
        ('likes', 'engagement_rate')
        >>> likely_column("My own note", ["likes", "reach"])
        ''
    """
    words = set(fold(header).split())
    holding = [column for column in columns if set(fold(column).split()) <= words]
    longest = max((len(fold(one).split()) for one in holding), default=0)
    likely = next((one for one in holding if len(fold(one).split()) == longest), "")
    return likely or alike(fold(header).replace(" ", "_"), columns, _LIKE)


def _missing_table(workbook: _Workbook, mark: FilledTable) -> Iterator[Issue]:
    """Say what became of a table that was filled and is no longer there under its name."""
    file, values = workbook.file, {"table": mark.table}
    headers = [fold(one.header) for one in mark.columns]
    renamed = _tables_like(workbook, headers)
    for sheet, table in renamed:
        if workbook.dataset(table) is None:
            place = Place(file, sheet.name, str(table.area))
            yield Issue("table-renamed", Severity.WARNING, place, {**values, "other": table.name})
            return
    for sheet in workbook.structure.sheets:
        area = _header_row(workbook, sheet, headers)
        if area is not None:
            yield Issue("table-became-range", Severity.WARNING, Place(file, sheet.name, str(area)), values)
            return
    if not renamed:  # else it has another name under which it is filled
        yield Issue("table-deleted", Severity.NOTE, Place(file), {**values, "other": mark.sheet})


def _tables_like(workbook: _Workbook, headers: Sequence[str]) -> list[tuple[Sheet, ExcelTable]]:
    """List the tables with the columns of one that is no longer there, among those that were not there then."""
    return [
        (sheet, table)
        for sheet, table in workbook.tables
        if table.name.casefold() not in workbook.marks and _are_most(headers, map(_folded, table.columns))
    ]


def _header_row(workbook: _Workbook, sheet: Sheet, headers: Sequence[str]) -> Area | None:
    """Find headers in cells outside of tables, as a table leaves them that was turned into a range."""
    data, wanted = workbook.data(sheet), set(headers)
    for row in data.rows() if wanted else ():
        texts = {
            number: _folded(value)
            for number, content in data.row(row).cells.items()
            if isinstance(value := workbook.reader.value(content), str)
        }
        rows = [number for number, text in texts.items() if text in wanted]
        if _are_most(headers, texts.values()) and not _in_table(sheet, row, rows[0]):
            return Area.parse(f"{cell(row, min(rows))}:{cell(row, max(rows))}")
    return None


def _are_most(headers: Sequence[str], seen: Iterable[str]) -> bool:
    return 2 * len({*headers}.intersection(seen)) > len(headers)


def _folded(header: str) -> str:
    return fold(short(header))


def _in_table(sheet: Sheet, row: int, column: int) -> bool:
    areas = (table.area for table in sheet.tables)
    return any(area.top <= row <= area.bottom and area.left <= column <= area.right for area in areas)
