"""Mirroring: what filling did to a copy of a workbook's file is done to the workbook that is open in Excel.

All decisions (which columns, which row keeps what was typed beside it, whether there is room) are the file layer's.
What differs between the copy before and after is written through xlwings, in few large blocks; what does not differ is
left alone.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kpi_excel.workbook.cells import Area, cell, column_letters
from kpi_excel.workbook.parts.marks import marks
from kpi_excel.workbook.parts.package import Package
from kpi_excel.workbook.parts.structure import ExcelTable, Sheet, read_structure
from kpi_excel.workbook.sheet.cell_formulas import formula_text
from kpi_excel.workbook.sheet.cell_reader import CellReader
from kpi_excel.workbook.sheet.sheet_data import SheetData
from kpi_excel.workbook.xml import parse

if TYPE_CHECKING:
    import xlwings

TEXT_FORMAT = "@"
_ROUNDING = 1e-15  # relative; what is lost where a program writes 16 digits
_ERROR = re.compile(rb'^[^>]*\st="e"')
_ARRAY = re.compile(rb'<(?:\w+:)?f\s[^>]*t="(?:array|dataTable)"')
_ENTERED = re.compile(r"[0-9]|^[=+\-@'#/]|^(?:true|false)$", re.IGNORECASE)
_PRINT_AREA = "_xlnm.Print_Area"
_HIDDEN = re.compile(rb'\shidden="(?:1|true)"')
_HEIGHT = re.compile(rb'\sht="([0-9.]+)"')
_DEFAULT_HEIGHT = re.compile(rb'\sdefaultRowHeight="([0-9.]+)"')
_USUAL_HEIGHT = 15.0  # points


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell's formula, without ``=``; empty if it is written in another cell."""

    text: str


@dataclass(frozen=True, slots=True)
class Error:
    """An error value such as #N/A."""

    text: str


@dataclass(frozen=True, slots=True)
class Own:
    """What only Excel may write: formulas over several cells."""


CellContent = float | str | bool | Formula | Error | Own | None


def mirror(book: xlwings.Book, before: Package, after: Package) -> None:
    """Do to an open workbook what was done to a copy of its file.

    Args:
        book: the workbook as Excel has it; the copy was made of its present state.
        before: the copy.
        after: the copy filled.
    """
    were = {sheet.part: sheet for sheet in read_structure(before).sheets}
    for sheet in read_structure(after).sheets:
        was = were.get(sheet.part)
        if was is not None and (was.tables != sheet.tables or before.read(sheet.part) != after.read(sheet.part)):
            _SheetMirror(book, was, sheet, _Cells(before, was), _Cells(after, sheet)).write()
    _mirror_names(book, before, after)


class _Cells:
    """The contents of a sheet's cells in a package."""

    def __init__(self, package: Package, sheet: Sheet) -> None:
        self.data = SheetData(package.read(sheet.part))
        self._reader = CellReader(package)

    def content(self, row: int, column: int) -> CellContent:
        """Read what a cell holds."""
        data = self.data.cell(row, column)
        if not data:
            return None
        if _ARRAY.search(data):
            return Own()
        formula = formula_text(data)
        if formula is not None:
            return Formula(formula)
        value = self._reader.value(data)
        return Error(str(value)) if _ERROR.match(data) else value

    def column(self, number: int, top: int, bottom: int) -> list[CellContent]:
        """Read a column's cells from one row to another."""
        return [self.content(row, number) for row in range(top, bottom + 1)]


class _SheetMirror:
    """Writes one sheet."""

    def __init__(self, book: xlwings.Book, was: Sheet, sheet: Sheet, old: _Cells, new: _Cells) -> None:
        self.target: Any = book.sheets[sheet.name]
        self.was, self.sheet, self.old, self.new = was, sheet, old, new

    def write(self) -> None:
        """Write the tables, then single cells beside them."""
        were = {table.name: table for table in self.was.tables}
        for table in self.sheet.tables:
            self._write_table(were[table.name], table)
            self._show_rows(table)
        self._write_cells([table.area for table in (*self.was.tables, *self.sheet.tables)])

    def _write_table(self, was: ExcelTable, table: ExcelTable) -> None:
        old, new = body_of(was), body_of(table)
        if was.area != table.area:
            self._resize(was, table)
        if table.header_rows:
            self._write_header(was, table)
        for block in self._blocks(old, new):
            block.write(self.target)

    def _show_rows(self, table: ExcelTable) -> None:
        """Show the rows that are hidden no longer: Excel shows a row that gets a height."""
        body = body_of(table)
        for row in range(body.top, body.bottom + 1):
            is_shown = row in self.new.data and not _HIDDEN.search(self.new.data.row(row).attributes)
            if is_shown and row in self.old.data and _HIDDEN.search(self.old.data.row(row).attributes):
                height = _HEIGHT.search(self.new.data.row(row).attributes) or _DEFAULT_HEIGHT.search(
                    self.new.data.before
                )
                shown = self._range(Area(row, body.left, row, body.left))
                shown.row_height = float(height[1]) if height else _USUAL_HEIGHT

    def _resize(self, was: ExcelTable, table: ExcelTable) -> None:
        """Resize a table; new rows take over the looks of the first, rows left over are emptied."""
        excel_table = self.target.tables[table.name]
        old, new, area = body_of(was), body_of(table), table.area
        if table.totals_rows:  # Excel moves the totals itself
            excel_table.show_totals = False
            area = Area(area.top, area.left, area.bottom - table.totals_rows, area.right)
        excel_table.resize(self._range(area))
        if new.bottom > old.bottom:
            first = self._range(Area(old.top, old.left, old.top, old.right))
            added = self._range(Area(old.bottom + 1, old.left, new.bottom, old.right))
            first.copy(added)
            added.row_height = first.row_height
        elif new.bottom < old.bottom:
            self._range(Area(new.bottom + 1, old.left, old.bottom, old.right)).clear()
        if table.totals_rows:
            excel_table.show_totals = True

    def _write_header(self, was: ExcelTable, table: ExcelTable) -> None:
        row, known = table.area.top, was.columns if was.area.left == table.area.left else ()
        for position, name in enumerate(table.columns):
            if position >= len(known) or known[position] != name:
                self._write_single(row, table.area.left + position, name)

    def _blocks(self, old: Area, new: Area) -> Iterator[_Block]:
        """Give the columns to write, neighbours with constants together."""
        together: list[_Column] = []
        for column in self._columns(old, new):
            last = together[-1] if together else None
            if last and not (last.number == column.number - 1 and last.is_constant and column.is_constant):
                yield _Block(new.top, together)
                together = []
            together.append(column)
        if together:
            yield _Block(new.top, together)

    def _columns(self, old: Area, new: Area) -> Iterator[_Column]:
        """Give the columns whose cells differ; those that only Excel may write are left to it."""
        rows = range(new.top, max(old.bottom, new.bottom) + 1)
        for number in range(new.left, new.right + 1):
            pairs = [(self.old.data.cell(row, number), self.new.data.cell(row, number)) for row in rows]
            if old.bottom == new.bottom and all(was == now for was, now in pairs):
                continue
            contents = self.new.column(number, new.top, new.bottom)
            before = self.old.column(number, old.top, old.bottom)
            if any(isinstance(one, Own) for one in (*contents, *before)):
                continue
            if len(contents) != len(before) or not all(map(_is_same, before, contents)):
                yield _Column(number, contents)

    def _write_cells(self, tables: Sequence[Area]) -> None:
        """Write constants outside tables, such as the brand's name; formulas follow by themselves."""
        for row in self.new.data.rows():
            for column, data in sorted(self.new.data.row(row).cells.items()):
                if data == self.old.data.cell(row, column) or any(area.holds(row, column) for area in tables):
                    continue
                content, before = self.new.content(row, column), self.old.content(row, column)
                if content != before and not isinstance(content, (Formula, Own)):
                    self._write_single(row, column, content)

    def _write_single(self, row: int, column: int, content: CellContent) -> None:
        _Block(row, [_Column(column, [content])]).write(self.target)

    def _range(self, area: Area) -> Any:
        return self.target.range(str(area))


@dataclass(frozen=True)
class _Column:
    """Cells of one column to be written."""

    number: int
    contents: Sequence[CellContent]

    @property
    def is_constant(self) -> bool:
        return not any(isinstance(one, Formula) for one in self.contents)


@dataclass(frozen=True)
class _Block:
    """Neighbouring columns to be written at once."""

    top: int
    columns: Sequence[_Column]

    def write(self, sheet: Any) -> None:
        rows = len(self.columns[0].contents)
        place = f"{cell(self.top, self.columns[0].number)}:{cell(self.top + rows - 1, self.columns[-1].number)}"
        target = sheet.range(place)
        first = self.columns[0].contents[0]
        if isinstance(first, Formula) and all(one == first for one in self.columns[0].contents):
            target.formula = f"={first.text}"  # Excel lets its references move along
            return
        columns = [self._entered(sheet, column) for column in self.columns]
        values = [list(row) for row in zip(*columns, strict=True)]
        if self.columns[0].is_constant:
            target.value = values
        else:
            target.formula = values

    def _entered(self, sheet: Any, column: _Column) -> list[Any]:
        """Give what must be entered so that Excel takes a column's texts as texts."""
        is_text = False
        if any(isinstance(one, str) and looks_entered(one) for one in column.contents):
            letters = column_letters(column.number)
            span = f"{letters}{self.top}:{letters}{self.top + len(column.contents) - 1}"
            is_text = sheet.range(span).number_format == TEXT_FORMAT
        return [_entry(one, is_text) for one in column.contents]


def _entry(content: CellContent, is_text: bool) -> Any:
    if isinstance(content, Formula):
        return f"={content.text}"
    if isinstance(content, Error):
        return content.text  # Excel takes the word for the error
    if isinstance(content, str) and not is_text and looks_entered(content):
        return f"'{content}"
    return content


def looks_entered(text: str) -> bool:
    """Tell whether Excel might take a text for a number, a date, a formula or an error when it is entered.

    Example:
        >>> looks_entered("2026-09"), looks_entered("=1+1"), looks_entered("Instagram")
        (True, True, False)
    """
    return _ENTERED.search(text) is not None


def _is_same(before: CellContent, after: CellContent) -> bool:
    if isinstance(before, Formula) and isinstance(after, Formula):
        return after.text in ("", before.text)
    if isinstance(before, float) and isinstance(after, float):
        return math.isclose(before, after, rel_tol=_ROUNDING)
    if before in (None, "") and after in (None, ""):  # entering an empty text leaves an empty cell
        return True
    return type(before) is type(after) and before == after


def body_of(table: ExcelTable) -> Area:
    """Give the area of a table's body, which has a row at least."""
    area, top = table.area, table.area.top + table.header_rows
    return Area(top, area.left, max(area.bottom - table.totals_rows, top), area.right)


def _mirror_names(book: xlwings.Book, before: Package, after: Package) -> None:
    """Let defined names and print areas lead where those of the filled copy do, and leave the marks of the filling."""
    _mirror_marks(book, marks(before), marks(after))
    were = _names(before)
    sheets = [node.get("name", "") for node in parse(after.read(after.workbook_part)).iter("{*}sheet")]
    for (name, sheet), text in _names(after).items():
        if were.get((name, sheet), text) == text:
            continue
        if not sheet:
            book.names[name].refers_to = f"={text}"
        elif name == _PRINT_AREA:
            book.sheets[sheets[int(sheet)]].page_setup.print_area = text.rpartition("!")[2]


def _mirror_marks(book: xlwings.Book, were: Mapping[str, str], now: Mapping[str, str]) -> None:
    for name in were.keys() - now.keys():
        book.names[name].delete()
    for name in now.keys() - were.keys():
        added: Any = book.names.add(name=name, refers_to=f"={now[name]}")
        if sys.platform == "darwin":
            added.api.visible.set(False)
        else:
            added.api.Visible = False


def _names(package: Package) -> dict[tuple[str, str], str]:
    nodes = parse(package.read(package.workbook_part)).iter("{*}definedName")
    return {(node.get("name", ""), node.get("localSheetId", "")): node.text or "" for node in nodes}
