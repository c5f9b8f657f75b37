"""Datasets that fill tables, and what filling did with a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.filling.widen import Extra
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.marks import FilledTable
from kpi_excel.workbook.parts.structure import Structure
from kpi_excel.workbook.sheet.cell_reader import CellReader
from kpi_excel.workbook.sheet.cell_text import CellTexts
from kpi_excel.workbook.sheet.cell_xml import Value
from kpi_excel.workbook.sheet.references import Move
from kpi_excel.workbook.sheet.sheet_data import SheetData
from kpi_excel.workbook.vocabulary import fold


@dataclass(frozen=True)
class Dataset:
    """Rows for a table.

    Args:
        columns: values by column key, all of one length.
        headers: column key by folded header, for headers that are not the key itself.
        extra: columns that a complete table takes beside its own; the first whose table is complete counts.
        keys: columns that tell the rows apart and stay the same from one filling to the next; the first column
            unless given. What an owner typed beside a row follows its key.
        formulas: for columns whose rows have different formulas, the formula of each row; a column is filled with its
            values instead where the workbook lacks a table that its formulas name.
        meanings: for columns of words that users choose from, what each folded word means, in every language and of
            every version. A word is written as the table's own formulas read it.
    """

    columns: Mapping[str, Sequence[Value]]
    headers: Mapping[str, str] = field(default_factory=dict)
    extra: tuple[Extra, ...] = ()
    keys: tuple[str, ...] = ()
    formulas: Mapping[str, Sequence[str]] = field(default_factory=dict)
    meanings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Count the rows."""
        return len(next(iter(self.columns.values()), ()))

    @property
    def key_columns(self) -> tuple[str, ...]:
        """Name the columns that tell the rows apart."""
        return self.keys or tuple(self.columns)[:1]

    def key(self, header: str) -> str:
        """Give the column that a header means; empty if it means none."""
        folded = fold(header)
        return self._keys.get(folded) or self._keys.get(fold(self.headers.get(folded, "")), "")

    def keys_of(self, headers: Iterable[str]) -> list[str]:
        """Give the column that each of a table's headers means; of two that mean the same, the first one does.

        The second one may be its owner's own, and what is typed in it must not be lost.
        """
        seen: set[str] = set()
        keys = []
        for header in headers:
            key = self.key(header)
            keys.append("" if key in seen else key)
            seen.add(key)
        return keys

    @cached_property
    def _keys(self) -> dict[str, str]:
        return {fold(key): key for key in self.columns}


@dataclass(frozen=True)
class Choice:
    """A value for a cell in which a reader chooses: what was chosen before stays, if it may still be chosen.

    Args:
        value: what is chosen unless something is.
        allowed: what may be chosen, by every folded word that means it, also those of other versions and languages.
    """

    value: str
    allowed: Mapping[str, str]

    def after(self, before: Value) -> str:
        """Give what is chosen where this stood before."""
        return self.allowed.get(fold(before), self.value) if isinstance(before, str) else self.value


Field = Value | Choice


@dataclass(frozen=True)
class Loss:
    """Something an owner typed beside a row that is no longer there.

    Args:
        table: the table's name.
        key: what told the row apart, as text.
        column: the header of the column it stood in.
        text: what it said.
    """

    table: str
    key: str
    column: str
    text: str


@dataclass(frozen=True)
class RowMap:
    """Where the rows of a table's body went.

    Args:
        table: the table's name.
        part: its sheet's part.
        body: the body before.
        rows: new row by old row; an old row that is absent is no longer there.
        keys: text of the key of each old row that is no longer there, by old row.
        columns: header by column number.
    """

    table: str
    part: str
    body: Area
    rows: Mapping[int, int]
    keys: Mapping[int, str]
    columns: Mapping[int, str]

    def holds(self, row: int, column: int) -> bool:
        """Tell whether a cell lay in the body."""
        body = self.body
        return body.top <= row <= body.bottom and body.left <= column <= body.right


@dataclass
class Filled:
    """What filling did.

    Args:
        edit: the package with its changes.
        structure: the workbook's sheets and tables before.
        sheets: changed sheets' data by part; written into `edit` by `write_sheets`.
        known: the engine's value of each formula cell it knows, by sheet part and address.
        moves: tables' bodies before and after.
        tables: the names of the tables that were filled.
        areas: all cells of each filled table as they are now, by its part.
        named: cells that were filled by their names, and their sheets' names.
        pivots: cells of pivot tables over filled ones, which show the former rows until a program refreshes them.
        row_maps: where each filled table's rows went.
        losses: what was typed beside rows that are no longer there; it is kept nowhere, so users should be told.
        cleared_filters: tables whose filter was cleared, because it had hidden rows that are others now.
        shown_rows: tables whose hidden rows were shown, because other rows stand there now.
        marks: which columns of which tables were filled, for the next filling to know.
    """

    edit: Edit
    structure: Structure
    sheets: dict[str, SheetData] = field(default_factory=dict)
    known: dict[tuple[str, int, int], Value] = field(default_factory=dict)
    moves: list[Move] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    areas: dict[str, Area] = field(default_factory=dict)
    named: list[tuple[str, Area]] = field(default_factory=list)
    pivots: list[tuple[str, Area]] = field(default_factory=list)
    row_maps: list[RowMap] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    cleared_filters: list[str] = field(default_factory=list)
    shown_rows: list[str] = field(default_factory=list)
    marks: list[FilledTable] = field(default_factory=list)

    @cached_property
    def reader(self) -> CellReader:
        """Give what reads cells of this workbook."""
        return CellReader(self.edit.package)

    @property
    def cells(self) -> list[tuple[str, Area]]:
        """Give the cells that were filled or emptied, with their sheets' names."""
        return [*((one.sheet, one.cells) for one in self.moves), *self.named]

    @cached_property
    def texts(self) -> CellTexts:
        """Give what writes what stands in this workbook's cells."""
        return CellTexts(self.edit.package, self.reader, self.structure.date_1904)

    def sheet_data(self, part: str) -> SheetData:
        """Give a sheet's data to read or change."""
        if part not in self.sheets:
            self.sheets[part] = SheetData(self.edit.read(part))
        return self.sheets[part]

    def write_sheets(self) -> None:
        """Put the changed sheets into the package."""
        for part, data in self.sheets.items():
            self.edit.write(part, data.serialize())
