"""Lookups: large tables in which formulas only look rows up, of which the engine needs only the rows looked up.

A table of thousands of rows takes the engine longer to load than all formulas take to calculate, though a dashboard
shows few of its rows. Where each formula that names the table says ``INDEX(table[column],other[[#This Row],[row]])``,
the workbook is calculated with those rows alone. Which ones they are is guessed, or else found by calculating first the
cells that say which row; either way those cells must say so again in the end. Columns that formulas see otherwise, such
as those in which MATCH searches, stay whole. What is not certain is calculated in full.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kpi_excel.workbook.calculating.calculate import Calculated, Place
from kpi_excel.workbook.cells import Area
from kpi_excel.workbook.filling.body import Body
from kpi_excel.workbook.filling.fill import Filling
from kpi_excel.workbook.filling.filled import Filled
from kpi_excel.workbook.filling.unseen import casefolded, may_see_anything, named, sheet_marks
from kpi_excel.workbook.parts.structure import ExcelTable, Sheet, chart_parts

MAX_PLACES = 1_000  # cells that say which row to look up; more of them see most rows anyway
_UNCLEAR = re.compile(rb"<(?:\w+:)?f\s")  # array formulas, and shared ones, which stand in other rows, too
_BESIDE = re.compile(r":|offset\(")
_TEXT = re.compile(r'"[^"]*"')
_RESIZING = re.compile(r"(?<![\w.])(?:sumif|averageif)\(")  # see as many cells from a first one as they compare
_COLUMN = r"\[([^\[\]#@':]+)\]"


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


def find_lookups(filling: Filling) -> list[Lookup]:
    """List those of the tables that wait for their rows of which formulas see looked-up rows and whole columns only."""
    filled = filling.filled
    if not filling.waiting:
        return []
    formulas = {sheet.name: filled.sheet_data(sheet.part).formulas() for sheet in filled.structure.sheets}
    texts, names = {name: casefolded(b"\n".join(found)) for name, found in formulas.items()}, named(filled.edit)
    if any(map(may_see_anything, (*texts.values(), *names))) or any(map(_sees_beside, names)):
        return []
    charts = [casefolded(filled.edit.read(part)) for part in chart_parts(filled.edit.package)]
    bodies = filling.waiting
    seers = [_Seer(filled, sheet, bodies[sheet.part]) for sheet in filled.structure.sheets if sheet.part in bodies]
    found = [one.lookup for one in seers if one.is_certain(formulas, texts, [*names, *charts])]
    return [one for one in found if len(one.places) <= MAX_PLACES]


def _sees_beside(name: str) -> bool:
    """Tell whether a name is a function that may see cells beside those that it is given."""
    return "lambda(" in name and _BESIDE.search(_TEXT.sub("", name)) is not None


class _Own:
    """The rows of a table's body, and its columns' numbers by casefolded header."""

    def __init__(self, table: ExcelTable, area: Area) -> None:
        self.rows = range(area.top + table.header_rows, area.bottom - table.totals_rows + 1)
        self.columns = {column.casefold(): number for number, column in enumerate(table.columns, area.left)}


class _Seer:
    """Finds out what formulas see of a table, whose sheet has no formulas itself."""

    def __init__(self, filled: Filled, sheet: Sheet, body: Body) -> None:
        table = sheet.tables[0]
        name = re.escape(table.name.casefold())
        self.lookup = Lookup(sheet.part, body.move.new, body.likely)
        self.filled, self.name, self.sheet_marks = filled, table.name.casefold(), sheet_marks(sheet.name)
        self.columns = _Own(table, filled.areas[table.part]).columns
        self.others = {
            (other.name, one.name.casefold()): _Own(one, filled.areas.get(one.part, one.area))
            for other in filled.structure.sheets
            for one in other.tables
        }
        self.column = re.compile(name + _COLUMN)
        self.compared = re.compile(rf"{_RESIZING.pattern}{name}{_COLUMN},")
        self.index = re.compile(rf"(?<![\w.])index\({name}{_COLUMN},([\w.]+)\[\[#this row\],{_COLUMN}\]\)")

    def is_certain(
        self,
        formulas: Mapping[str, Mapping[bytes, Sequence[int]]],
        texts: Mapping[str, str],
        elsewhere: Sequence[str],
    ) -> bool:
        """Note what is seen, and tell whether that is all.

        Args:
            formulas: by the sheets' names, their formulas as they stand, and the rows in which each stands.
            texts: by the sheets' names, their casefolded formulas.
            elsewhere: names and charts.
        """
        if any(mark in text for mark in self.sheet_marks for text in (*elsewhere, *texts.values())):
            return False
        if any(self.name in text for text in elsewhere):
            return False
        return all(
            self._is_certain_on(sheet, formulas[sheet.name])
            for sheet in self.filled.structure.sheets
            if self.name in texts[sheet.name]
        )

    def _is_certain_on(self, sheet: Sheet, formulas: Mapping[bytes, Sequence[int]]) -> bool:
        if _UNCLEAR.search(self.filled.edit.read(sheet.part)):
            return False
        plain = ((casefolded(text), rows) for text, rows in formulas.items())
        return all(self._note(sheet.name, rows, text) for text, rows in plain if self.name in text)

    def _note(self, sheet: str, rows: Iterable[int], formula: str) -> bool:
        """Note what a formula sees that stands in some rows; tell whether that is certain."""
        if _BESIDE.search(formula):  # sees cells beside those it names
            return False
        cells: dict[tuple[str, str], None] = {}

        def note(found: re.Match[str]) -> str:
            cells[found[2], found[3]] = None
            return ""

        rest = self.index.sub(note, formula)
        places = [self._place(sheet, row, *one) for one in cells for row in rows]
        resizing = len(_RESIZING.findall(formula))
        if None in places or (resizing and (cells or resizing != len(self.compared.findall(formula)))):
            return False
        self.lookup.places.update(place for place in places if place)
        if self.name not in rest:
            return True
        whole = self.column.findall(rest)
        self.lookup.columns.update(self.columns[column] for column in whole if column in self.columns)
        return set(whole) <= set(self.columns) and len(whole) == rest.count(self.name)

    def _place(self, sheet: str, row: int, table: str, column: str) -> Place | None:
        """Give the cell that ``table[[#This Row],[column]]`` means in a row of a sheet; None if there is none."""
        one = self.others.get((sheet, table))
        if one is None or row not in one.rows or column not in one.columns:
            return None
        return sheet, row, one.columns[column]
