"""The body of a table: its cells written for the rows of a dataset, with everything its owner put beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby, repeat

from kpi_excel.workbook.cells import Area, column_letters
from kpi_excel.workbook.filling.collisions import check_collisions, has_content
from kpi_excel.workbook.filling.filled import Dataset, Filled, Loss, RowMap
from kpi_excel.workbook.filling.table_part import TableColumn, clear_filter, read_columns, resized
from kpi_excel.workbook.filling.widen import widen, widen_merged_headers
from kpi_excel.workbook.parts.marks import FORMULA, FilledColumn, FilledTable, short
from kpi_excel.workbook.parts.structure import ExcelTable, Sheet
from kpi_excel.workbook.sheet.cell_formulas import (
    formula_text,
    is_relative,
    same_formula,
    translated,
    with_formula,
    write_out_shared,
)
from kpi_excel.workbook.sheet.cell_xml import (
    Value,
    constant_end,
    constant_ends,
    excel_date,
    formula_end,
    moved,
    style_attribute,
    style_of,
)
from kpi_excel.workbook.sheet.references import Move
from kpi_excel.workbook.sheet.row_keys import Key, key_part, match_rows
from kpi_excel.workbook.sheet.sheet_data import SheetData
from kpi_excel.workbook.vocabulary import fold

_TABLE_NAME = re.compile(r"\b(\w+)\[")
_ROW = "\0"  # stands for the row's number, and in no cell
_BLOCK = 512  # rows written at a time, so that the cells of few are held as texts of their own
_HIDDEN = re.compile(rb'\s+hidden="(?:1|true)"')
_NOT_LENT = re.compile(rb'\s+(?:r|spans|collapsed|hidden)="[^"]*"')


def fill_table(filled: Filled, sheet: Sheet, table: ExcelTable, dataset: Dataset) -> None:
    """Give a table the size that it takes, and fill its rows.

    Raises:
        InputError: if it would grow over something.
    """
    data = filled.sheet_data(sheet.part)
    narrow = table.area
    others = [(one.name, filled.areas.get(one.part, one.area)) for one in sheet.tables if one.part != table.part]
    if dataset.extra:
        table = widen(filled.edit, data, sheet.name, table, dataset.extra, others)
        widen_merged_headers(data, narrow, table.area)
    top = table.area.top + table.header_rows
    old = Area(top, table.area.left, max(table.area.bottom - table.totals_rows, top), table.area.right)
    new = replace(old, bottom=top + max(dataset.rows, 1) - 1)
    whole = Area(table.area.top, old.left, new.bottom + table.totals_rows, old.right)
    check_collisions(data, sheet.name, table, whole, others)
    if b'"shared"' in filled.edit.read(sheet.part):
        write_out_shared(data, replace(old, bottom=max(old.bottom, new.bottom)))
    xml, was_filtered = clear_filter(filled.edit.read(table.part))
    # other rows stand there now: what hid some of them would hide the wrong ones
    if was_filtered:
        filled.cleared_filters.append(table.name)
    if _show_rows(data, Area(top, old.left, max(old.bottom, new.bottom), old.right)) and not was_filtered:
        filled.shown_rows.append(table.name)
    move = Move(sheet.name, old, new, table.header_rows, table.totals_rows)
    filled.moves.append(replace(move, old=replace(old, right=narrow.right)))
    filled.tables.append(table.name)
    filled.areas[table.part] = whole
    filled.edit.write(table.part, resized(xml, move, has_rows=dataset.rows > 0))
    columns = read_columns(xml)
    filled.marks.append(_mark(sheet, table, columns, dataset))
    Body(filled, sheet.part, data, table.name, move, columns, dataset).fill()


def _mark(sheet: Sheet, table: ExcelTable, columns: Sequence[TableColumn], dataset: Dataset) -> FilledTable:
    """Note which columns hold the dataset's values, and which follow by a formula."""
    keys = zip(columns, dataset.keys_of(one.header for one in columns), strict=True)
    noted = ((one, FORMULA if one.formula else key) for one, key in keys)
    filled = tuple(FilledColumn(one.id, what, short(one.header)) for one, what in noted if what)
    return FilledTable(table.name, sheet.name, filled)


def _show_rows(data: SheetData, area: Area) -> bool:
    """Show the hidden rows of an area; tell whether there was one."""
    rows = [row for row in data.rows() if area.top <= row <= area.bottom]
    hidden = [row for row in rows if _HIDDEN.search(data.row(row).attributes)]
    for row in hidden:
        data.row(row).attributes = _HIDDEN.sub(b"", data.row(row).attributes)
    return bool(hidden)


@dataclass(frozen=True)
class _Column:
    """A column while it is filled.

    Args:
        number: its number on the sheet.
        header: its name.
        key: the dataset's column; empty for a column of the owner's own.
        formula: its formula as in the first row; empty if it has none.
        is_array: whether the formula is an array formula of each cell.
        style: the style number that new rows take.
        values: the dataset's values, dates as the workbook counts them.
        formulas: each row's own formula, where rows have different ones.
    """

    number: int
    header: str
    key: str
    formula: str
    is_array: bool
    style: str
    values: Sequence[Value]
    formulas: Sequence[str] = ()


class Body:
    """Fills a body; a new row that continues an old one takes over its owner's cells and all its styles.

    That is how Excel sorts: what was typed or coloured in a row stays with that row's key. Heights stay where they are.
    """

    def __init__(
        self,
        filled: Filled,
        part: str,
        data: SheetData,
        table: str,
        move: Move,
        columns: Sequence[TableColumn],
        dataset: Dataset,
    ) -> None:
        self.filled, self.part, self.data, self.table, self.move, self.dataset = (
            filled, part, data, table, move, dataset,
        )  # fmt: skip
        self.date_1904 = filled.structure.date_1904
        self.prefix = data.prefix.decode()
        self.is_empty = dataset.rows == 0
        keys = dataset.keys_of(one.header for one in columns)
        self.formulas = "\n".join(one.formula for one in columns)
        self.columns = [
            self._column(number, column, key)
            for number, (column, key) in enumerate(zip(columns, keys, strict=True), move.old.left)
        ]
        self.before: list[dict[int, bytes]] = []

    def _column(self, number: int, column: TableColumn, key: str) -> _Column:
        values: Sequence[Value] = self.dataset.columns[key] if key else ()
        if {date, datetime} & set(map(type, values)):
            values = [excel_date(one, self.date_1904) if isinstance(one, date) else one for one in values]
        if key in self.dataset.meanings:
            values = in_words_of(self.formulas, column.header, values, self.dataset.meanings[key])
        style = style_of(self.data.cell(self.move.old.top, number))
        typed = self._own_formulas(key) if not column.formula else ()
        return _Column(number, column.header, key, column.formula, column.is_array, style, values, typed)

    def _own_formulas(self, key: str) -> Sequence[str]:
        """Give the formulas of a column's rows, if the workbook has every table that they name."""
        formulas = self.dataset.formulas.get(key, ())
        named = {name for formula in formulas for name in _TABLE_NAME.findall(formula)}
        return formulas if named <= self.filled.structure.table_names else ()

    def fill(self) -> None:
        """Write every row, and what becomes of the rows that are too many."""
        old, new = self.move.old, self.move.new
        numbers = range(old.left, old.right + 1)
        for row in range(old.top, old.bottom + 1):
            cells = self.data.row(row).cells if row in self.data else {}
            self.before.append({number: cells.pop(number) for number in numbers if number in cells})
        lent = _NOT_LENT.sub(b"", self.data.row(old.top).attributes)
        old_keys = self._old_keys()
        matched = match_rows(old_keys, self._new_keys())
        self._move_totals(numbers)
        for block in _blocks(matched):
            olds = [one for one in matched[block.start : block.stop] if one is not None]
            rows = range(new.top + block.start, new.top + block.stop)
            written = self._continued_rows(rows, olds) if olds else self._new_rows(rows)
            for row, xml in zip(rows, written, strict=True):
                self.data.put(row, numbers, xml, lent if row > old.bottom else b"")
        for row in range(new.bottom + 1, old.bottom + 1):
            self.data.drop(row)
        self._note_where_rows_went(matched)

    def _key_columns(self) -> list[_Column]:
        """Give the columns that tell rows apart: of a table without any of them, the first one that is filled."""
        keys = self.dataset.key_columns
        telling = [column for column in self.columns if column.key in keys]
        return telling or [column for column in self.columns if column.key][:1]

    def _old_keys(self) -> list[Key]:
        read, columns = self.filled.reader.value, self._key_columns()
        return [tuple(key_part(read(cells.get(one.number, b""))) for one in columns) for cells in self.before]

    def _new_keys(self) -> list[Key]:
        columns = [self.dataset.columns[one.key] for one in self._key_columns()]
        if self.is_empty:
            return [(None,) * len(columns)]
        if not columns:
            return [()] * self.dataset.rows
        parts = ([key_part(value, self.date_1904) for value in column] for column in columns)
        return list(zip(*parts, strict=True))

    def _new_rows(self, rows: range) -> Iterable[str]:
        """Write the cells of rows that continue no old ones."""
        columns = [one for one in self.columns if one.key or one.style or one.formula]
        if not columns:
            return [""] * len(rows)
        starts = (
            f'<{self.prefix}c r="{column_letters(column.number)}{_ROW}"{style_attribute(column.style)}%s'
            for column in columns
        )
        pattern = "".join(starts)
        ends = zip(*(self._ends(one, rows) for one in columns), strict=False)
        return [pattern.replace(_ROW, str(row)) % row_ends for row, row_ends in zip(rows, ends, strict=False)]

    def _continued_rows(self, rows: range, olds: Sequence[int]) -> Iterable[str]:
        """Write the cells of rows, each of which continues an old one."""
        return map("".join, zip(*(self._cells(one, rows, olds) for one in self.columns), strict=True))

    def _cells(self, column: _Column, rows: range, olds: Sequence[int]) -> Sequence[str]:
        """Write the cells of one column in some rows, each of which continues an old row."""
        were = [self.before[old].get(column.number) for old in olds]
        if not column.key and not (column.style or column.formula or any(were)):
            return [""] * len(rows)
        letters, plain = column_letters(column.number), style_attribute(column.style)
        start = f'<{self.prefix}c r="{letters}'
        styles = [style_attribute(style_of(was)) if was else plain for was in were] if any(were) else repeat(plain)
        ends = self._ends(column, rows)
        cells = [f'{start}{row}"{style}{end}' for row, style, end in zip(rows, styles, ends, strict=False)]
        if not column.key and any(were):
            for index, (was, old) in enumerate(zip(were, olds, strict=True)):
                if was and self._is_typed(column, was, old):
                    cells[index] = self._moved(was, column, old, rows[index]).decode("utf-8", "surrogateescape")
                elif not (was or column.style or column.formula):
                    cells[index] = ""
        return cells

    def _ends(self, column: _Column, rows: range) -> Iterable[str]:
        """Write the cells of a column from behind their styles to their ends."""
        if self.is_empty or not (column.key or column.formula):
            return repeat(constant_end(None))
        first = rows.start - self.move.new.top
        values = column.values[first : first + len(rows)] if column.key else [None] * len(rows)
        if not column.formula and not column.formulas:
            return constant_ends(values, self.prefix)
        if column.key:
            places = ((self.part, row, column.number) for row in rows)
            self.filled.known.update(zip(places, values, strict=True))
        formulas: Iterable[str] = repeat(column.formula)
        if column.formulas:
            formulas = column.formulas[first : first + len(rows)]
        elif is_relative(column.formula):
            origin = (self.move.new.top, column.number)
            formulas = (translated(column.formula, origin, (row, column.number)) for row in rows)
        letters = column_letters(column.number)
        arrays = (f"{letters}{row}" for row in rows) if column.is_array else repeat("")
        return map(formula_end, values, formulas, repeat(self.prefix), arrays)

    def _is_typed(self, column: _Column, data: bytes, index: int) -> bool:
        """Tell whether an owner's cell holds its own content rather than its column's formula."""
        if not has_content(data):
            return False
        text = formula_text(data)
        if text is None or not column.formula:
            return True
        origin, row = self.move.old.top, self.move.old.top + index
        return not same_formula(text, translated(column.formula, (origin, column.number), (row, column.number)))

    def _moved(self, data: bytes, column: _Column, index: int, row: int) -> bytes:
        """Give an owner's cell in its new row; the references of a formula of its own move along."""
        old = (self.move.old.top + index, column.number)
        if old[0] == row:
            return data
        return with_moved_formula(data, old, (row, column.number))

    def _move_totals(self, numbers: range) -> None:
        old, new = self.move.old, self.move.new
        row, target = old.bottom + 1, new.bottom + 1
        if not self.move.totals or row == target or row not in self.data:
            return
        source, destination = self.data.row(row), self.data.row(target)
        taken = {number: source.cells.pop(number) for number in numbers if number in source.cells}
        attributes = _NOT_LENT.sub(b"", source.attributes)
        if not source.cells:
            source.attributes = b""
        # a row's height is its own unless something beside the table stands in it, too
        if not destination.cells:
            destination.attributes = attributes
        for number, content in taken.items():
            destination.cells[number] = moved(content, target, number)
        self.data.drop(row)

    def _note_where_rows_went(self, matched: list[int | None]) -> None:
        top = self.move.old.top
        rows = {top + old: top + index for index, old in enumerate(matched) if old is not None}
        texts, keys = self.filled.texts.text, self._key_columns()
        gone = {top + index: cells for index, cells in enumerate(self.before) if top + index not in rows}
        names = {
            row: ", ".join(filter(None, (texts(cells.get(one.number, b"")) for one in keys)))
            for row, cells in gone.items()
        }
        headers = {column.number: column.header for column in self.columns}
        self.filled.row_maps.append(RowMap(self.table, self.part, self.move.old, rows, names, headers))
        for row, cells in gone.items():
            for column in self.columns:
                was = cells.get(column.number, b"")
                if was and not column.key and self._is_typed(column, was, row - top):
                    self.filled.losses.append(Loss(self.table, names[row], column.header, texts(was)))


def in_words_of(formulas: str, header: str, values: Sequence[Value], meanings: Mapping[str, str]) -> Sequence[Value]:
    """Write words as formulas read them, which may be those of another version or language.

    Args:
        formulas: the formulas of the table.
        header: the column with which they compare words.
        values: the words.
        meanings: what each folded word means.

    Example:
        >>> meanings = {"stay below": "at_most", "at most": "at_most"}
        >>> in_words_of('IF(t[[#This Row],[Kind]]="stay below",1,2)', "Kind", ["at most", "other"], meanings)
        ['stay below', 'other']
    """
    compared = re.findall(rf'\[{re.escape(header)}\]\]="([^"]+)"', formulas)
    words = {meanings[fold(text)]: text for text in compared if fold(text) in meanings}
    return [words.get(meanings.get(fold(value), ""), value) for value in values]


def _blocks(matched: Sequence[int | None]) -> Iterator[range]:
    """Cut rows into blocks that are written at a time: of new rows, or of rows that continue old ones."""
    start = 0
    for _, run in groupby(one is None for one in matched):
        stop = start + sum(1 for _ in run)
        yield from (range(at, min(at + _BLOCK, stop)) for at in range(start, stop, _BLOCK))
        start = stop


def with_moved_formula(data: bytes, old: tuple[int, int], new: tuple[int, int]) -> bytes:
    """Give a cell at another address, with its formula's relative references moved along."""
    data = moved(data, *new)
    return with_formula(data, lambda text: translated(text, old, new))
