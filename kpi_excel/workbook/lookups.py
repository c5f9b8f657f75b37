"""Lookups: large tables in which formulas only look rows up, of which the engine needs only the rows looked up.

A table of thousands of rows takes the engine longer to load than all formulas take to calculate, though a dashboard
shows few of its rows. Where each formula that names the table says ``INDEX(table[column],other[[#This Row],[row]])``,
the workbook is calculated with those rows alone. Which ones they are is guessed, or else found by calculating first the
cells that say which row; either way those cells must say so again in the end. Columns that formulas see otherwise, such
as those in which MATCH searches, stay whole. What is not certain is calculated in full.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kpi_excel.workbook.calculate import Calculated, Calculation, Place, calculate, calculate_cells, no_work
from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.filled import Filled
from kpi_excel.workbook.follow import chart_parts
from kpi_excel.workbook.structure import ExcelTable, Sheet
from kpi_excel.workbook.xml import escape, unescape

MIN_CELLS = 5_000  # of a table that is worth a second, smaller load
MAX_PLACES = 1_000  # cells that say which row to look up; more of them see most rows anyway
# patterns of casefolded XML
_CELL = re.compile(r'<c r="[a-z]+([0-9]+)"[^>]*><f>([^<]*)</f>')
_NAME = re.compile(r'<(?:\w+:)?definedname\s(?![^>]*\bname="_xlnm\.)[^>]*>([^<]*)<')
_COLUMN = r"\[([^\[\]#@':]+)\]"
_SEVERAL_SHEETS = re.compile(r":[^\s,()!:<>]*!")


@dataclass
class Lookup:
    """A table in which rows are looked up.

    Args:
        part: its sheet's part.
        body: its cells below the header.
        likely: the rows that are likely to be looked up.
        columns: numbers of the columns that formulas see whole.
        places: cells that say which row is looked up, counted from 1.
    """

    part: str
    body: Area
    likely: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    places: set[Place] = field(default_factory=set)

    def rows(self, values: Mapping[Place, Calculated]) -> set[int] | None:
        """Give the rows that are looked up; None if that is not certain."""
        found = set()
        for place in self.places:
            value = values[place]
            if value != value or (isinstance(value, str) and value.startswith("#")):  # noqa: PLR0124 - NaN is #N/A
                continue
            if not isinstance(value, float) or value < 1:  # row 0 means the whole column
                return None
            found.add(self.body.top + int(value) - 1)
        return found


def calculate_filled(
    filled: Filled, lookups: list[Lookup], today: date, meanwhile: Callable[[], None] = no_work
) -> Calculation:
    """Calculate a filled workbook.

    Args:
        filled: what filling did; its sheets must have been written.
        lookups: its tables in which rows are looked up.
        today: the day that TODAY and NOW mean.
        meanwhile: what else there is to do, while the engine is at work.
    """
    places = {place for one in lookups for place in one.places}
    for guess in (_likely, _looked_up) if lookups else ():
        rows = guess(filled, lookups, today)
        if rows is not None:
            calculation = calculate(_saved(filled, lookups, rows), today, meanwhile)
            meanwhile = no_work
            seen = _rows(lookups, calculation.at(places))
            if seen is not None and all(seen[part] <= rows[part] for part in seen):
                return calculation
    return calculate(filled.edit.save(compress=False), today, meanwhile)


def _likely(_filled: Filled, lookups: Iterable[Lookup], _today: date) -> dict[str, set[int]] | None:
    """Guess which rows are looked up; None without a hint."""
    if any(one.places and not one.likely for one in lookups):
        return None
    return {one.part: one.likely for one in lookups}


def _looked_up(filled: Filled, lookups: Sequence[Lookup], today: date) -> dict[str, set[int]] | None:
    """Calculate which rows are looked up; None if that is not certain."""
    places = sorted({place for one in lookups for place in one.places})
    saved = _saved(filled, lookups, {one.part: set() for one in lookups})
    return _rows(lookups, calculate_cells(saved, today, places))


def _rows(lookups: Iterable[Lookup], values: Mapping[Place, Calculated]) -> dict[str, set[int]] | None:
    found = {}
    for one in lookups:
        rows = one.rows(values)
        if rows is None:
            return None
        found[one.part] = rows
    return found


def _saved(filled: Filled, lookups: Iterable[Lookup], rows: Mapping[str, set[int]]) -> bytes:
    """Save the workbook with only the looked-up rows of the tables."""
    parts = {
        one.part: filled.sheet_data(one.part).serialize_only(one.body, one.columns, rows[one.part]) for one in lookups
    }
    return filled.edit.save(compress=False, instead=parts)


def find_lookups(filled: Filled) -> list[Lookup]:
    """List the large tables of which formulas see looked-up rows and whole columns only."""
    large = [
        (sheet, sheet.tables[0])
        for sheet in filled.structure.sheets
        if len(sheet.tables) == 1 and _area(filled, sheet.tables[0]).size >= MIN_CELLS
    ]
    formulas = {sheet.name: _formulas(filled, sheet) for sheet in filled.structure.sheets} if large else {}
    if any("indirect(" in xml or _SEVERAL_SHEETS.search(xml) for xml in formulas.values()):
        return []
    parts = [_text(filled.edit.read(part)) for part in chart_parts(filled.edit.package)] if large else []
    names = _NAME.findall(_text(filled.edit.read(filled.edit.package.workbook_part)))
    seers = [_Seer(filled, sheet, table) for sheet, table in large if not formulas[sheet.name]]
    found = [one.lookup for one in seers if one.is_certain(formulas, [*names, *parts])]
    return [one for one in found if len(one.places) <= MAX_PLACES]


def _text(xml: bytes) -> str:
    return xml.decode("utf-8", "surrogateescape").casefold()


def _formulas(filled: Filled, sheet: Sheet) -> str:
    """Give the rows of a sheet that has formulas as casefolded XML; nothing for other sheets."""
    if next(filled.sheet_data(sheet.part).formula_cells(), None) is None:
        return ""
    return _text(filled.edit.read(sheet.part).rpartition(b"sheetData>")[0])


def _area(filled: Filled, table: ExcelTable) -> Area:
    return filled.areas.get(table.part, table.area)


class _Own:
    """The rows of a table's body, and its columns' numbers by casefolded header."""

    def __init__(self, table: ExcelTable, area: Area) -> None:
        self.rows = range(area.top + table.header_rows, area.bottom - table.totals_rows + 1)
        self.columns = {column.casefold(): number for number, column in enumerate(table.columns, area.left)}


class _Seer:
    """Finds out what formulas see of a table, whose sheet has no formulas itself."""

    def __init__(self, filled: Filled, sheet: Sheet, table: ExcelTable) -> None:
        area, name = _area(filled, table), re.escape(table.name.casefold())
        body = Area(area.top + table.header_rows, area.left, area.bottom - table.totals_rows, area.right)
        self.lookup = Lookup(sheet.part, body, filled.likely.get(table.part, set()))
        self.name, self.sheet = table.name.casefold(), escape(sheet.name).replace("'", "''").casefold()
        self.columns = _Own(table, area).columns
        self.others = {
            (other.name, one.name.casefold()): _Own(one, _area(filled, one))
            for other in filled.structure.sheets
            for one in other.tables
        }
        self.column = re.compile(name + _COLUMN)
        self.index = re.compile(rf"(?<![\w.])index\({name}{_COLUMN},([\w.]+)\[\[#this row\],{_COLUMN}\]\)")

    def is_certain(self, formulas: Mapping[str, str], elsewhere: Iterable[str]) -> bool:
        """Note what is seen, and tell whether that is all.

        Args:
            formulas: rows of the sheets that have formulas, by the sheets' names.
            elsewhere: names and charts.
        """
        own = (f"{self.sheet}!", f"{self.sheet}'!")
        if any(one in xml for one in own for xml in (*formulas.values(), *elsewhere)):
            return False
        if any(self.name in xml for xml in elsewhere):
            return False
        for sheet, xml in formulas.items():
            mentions = xml.count(self.name)
            rows: dict[str, list[int]] = {}  # by formula: a table's rows have the same ones
            for row, formula in _CELL.findall(xml) if mentions else ():
                rows.setdefault(formula, []).append(int(row))
            for formula, numbers in rows.items():
                if self.name in formula:
                    mentions -= formula.count(self.name) * len(numbers)
                    if not self._note(sheet, numbers, formula):
                        return False
            if mentions:  # in a text, a shared formula ...
                return False
        return True

    def _note(self, sheet: str, rows: Iterable[int], formula: str) -> bool:
        """Note what a formula sees that stands in some rows; tell whether that is certain."""
        if ":" in formula or "offset(" in formula:  # sees cells beside those it names
            return False
        cells: dict[tuple[str, str], None] = {}

        def note(found: re.Match[str]) -> str:
            cells[found[2], unescape(found[3])] = None
            return ""

        rest = self.index.sub(note, formula)
        places = [self._place(sheet, row, *one) for one in cells for row in rows]
        if None in places:
            return False
        self.lookup.places.update(place for place in places if place)
        if self.name not in rest:
            return True
        whole = [unescape(column) for column in self.column.findall(rest)]
        self.lookup.columns.update(self.columns[column] for column in whole if column in self.columns)
        return set(whole) <= set(self.columns) and len(whole) == rest.count(self.name)

    def _place(self, sheet: str, row: int, table: str, column: str) -> Place | None:
        """Give the cell that ``table[[#This Row],[column]]`` means in a row of a sheet; None if there is none."""
        one = self.others.get((sheet, table))
        if one is None or row not in one.rows or column not in one.columns:
            return None
        return sheet, row, one.columns[column]
