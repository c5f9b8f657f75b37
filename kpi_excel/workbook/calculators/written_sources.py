"""Written sources: which cells a formula sees, as far as that is written in it.

For calculators that do not say it. Ranges, tables and names are read as they stand; where another function makes the
reference, as OFFSET and INDIRECT do, nobody knows the cells without calculating, and nothing is certain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token, TokenizerError

from kpi_excel.workbook.calculators.calculation import SheetArea, Sources
from kpi_excel.workbook.calculators.relative_names import relative_names, written_out
from kpi_excel.workbook.cells import MAX_COLUMN, MAX_ROW, Area
from kpi_excel.workbook.parts.structure import ExcelTable, Structure
from kpi_excel.workbook.sheet.references import area_of, read_ranges, sheet_name
from kpi_excel.workbook.xml import parse

_MOVING = frozenset({"OFFSET(", "INDIRECT("})
_LINES = re.compile(r"(?P<sheet>(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)?\$?(?:(?P<columns>[A-Z]{1,3}:\$?[A-Z]{1,3})"
                    r"|(?P<rows>[0-9]{1,7}:\$?[0-9]{1,7}))")  # fmt: skip
_TABLE = re.compile(r"([\w.\\]+)\[(.*)\]", re.DOTALL)
_ONE_COLUMN = re.compile(r"(?:\[#This Row\],|\[#Data\],|@)?\[?((?:[^\[\]#@']|'.)+)\]?", re.IGNORECASE)
_THIS_ROW = re.compile(r"\[#This Row\]|^@", re.IGNORECASE)
_ELSEWHERE = re.compile(r"(?:\[|'[^'\[]*\[)[^\[\]]*\][^!]*!.*", re.DOTALL)  # in another workbook
_ARGUMENT = re.compile(r"_xlpm\.\w+", re.IGNORECASE)
_DEEPEST = 20  # names within names


class _UnclearError(Exception):
    """A formula's text does not say which cells it sees."""


class WrittenSources:
    """Says what formulas see.

    Args:
        workbook: the workbook's main part, for its names.
        structure: its sheets and tables.
    """

    def __init__(self, workbook: bytes, structure: Structure) -> None:
        self._tables = {table.name.casefold(): (one.name, table) for one in structure.sheets for table in one.tables}
        self._sheets = {sheet.name.casefold(): sheet.name for sheet in structure.sheets}
        self._relative = relative_names(workbook)
        self._names: dict[str, set[str]] = {}
        for node in parse(workbook).iter("{*}definedName"):
            self._names.setdefault(node.get("name", "").casefold(), set()).add(node.text or "")

    def of(self, sheet: str, row: int, column: int, formula: str) -> Sources:
        """Say what a formula sees that stands in some cell.

        Args:
            sheet: the cell's sheet.
            row: its row.
            column: its column.
            formula: without ``=``.
        """
        text = written_out(formula, self._relative, row, column)
        try:
            areas = dict.fromkeys(self._areas(sheet, row, text, 0))
        except _UnclearError:
            return Sources((), certain=False, dynamic=any(one in formula.upper() for one in _MOVING))
        return Sources(tuple(areas))

    def _areas(self, sheet: str, row: int, formula: str, depth: int) -> Iterator[SheetArea]:
        for token in _tokens(formula):
            if token.type == Token.FUNC and (token.value.upper() in _MOVING or ":" in token.value):
                raise _UnclearError  # also a range that a function begins or ends
            if token.type == Token.OPERAND and token.subtype == Token.RANGE:
                yield from self._area(sheet, row, token.value.removeprefix("@"), depth)

    def _area(self, sheet: str, row: int, text: str, depth: int) -> Iterator[SheetArea]:
        """Give the cells of a reference, or of what a name stands for."""
        if _ELSEWHERE.fullmatch(text) or _ARGUMENT.fullmatch(text) or text == "#REF!":
            return
        if table := _TABLE.fullmatch(text):
            yield self._in_table(table[1], table[2], row)
        elif lines := _LINES.fullmatch(text):
            yield self._sheet(lines["sheet"], sheet), _whole(lines)
        elif ranges := read_ranges(text):
            yield from ((self._sheet(named, sheet), area) for named, area in ranges)
        else:
            meanings = self._names.get(text.rpartition("!")[2].casefold(), set())
            if not meanings and text.casefold() in self._tables:
                yield self._in_table(text, "", row)
            elif not meanings or depth > _DEEPEST:
                raise _UnclearError
            for meaning in meanings:
                yield from self._areas(sheet, row, meaning, depth + 1)

    def _sheet(self, named: str | None, sheet: str) -> str:
        name = self._sheets.get(sheet_name(named or sheet).casefold())
        if name is None:  # a row of sheets, or one that is not there
            raise _UnclearError
        return name

    def _in_table(self, name: str, inside: str, row: int) -> SheetArea:
        """Give a column of a table, or its cell in a formula's own row; the whole table where more is named."""
        if name.casefold() not in self._tables:
            raise _UnclearError
        sheet, table = self._tables[name.casefold()]
        top, bottom = table.area.top + table.header_rows, table.area.bottom - table.totals_rows
        if _THIS_ROW.search(inside):
            top = bottom = row
        column = _column(table, inside)
        if column is None:
            return sheet, table.area
        return sheet, Area(top, column, bottom, column)


def _column(table: ExcelTable, inside: str) -> int | None:
    """Give the column that brackets name; None if they name something else."""
    found = _ONE_COLUMN.fullmatch(inside)
    names = [name.strip().casefold() for name in table.columns]
    name = re.sub(r"'(.)", r"\1", found[1]).strip().casefold() if found else ""
    return table.area.left + names.index(name) if name in names else None


def _whole(lines: re.Match[str]) -> Area:
    """Give whole rows or columns."""
    first, last = (lines["columns"] or lines["rows"]).replace("$", "").split(":")
    if lines["rows"]:
        return Area(int(first), 1, int(last), MAX_COLUMN)
    return area_of(f"{first}1:{last}{MAX_ROW}")


@lru_cache(maxsize=4_096)
def _tokens(formula: str) -> list[Token]:
    """Take a formula apart; those of a column are often alike."""
    try:
        return list(Tokenizer(f"={formula}").items)
    except (TokenizerError, IndexError):
        raise _UnclearError from None
