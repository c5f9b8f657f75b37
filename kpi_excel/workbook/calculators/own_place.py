"""Own place: counts of rows or columns up to a formula's own cell, written as numbers that move along with it.

``ROWS(A$2:A2)`` in A2 numbers a list. Excel looks at no cell for that; the engine takes it for a circle.
"""

from __future__ import annotations

import re

from kpi_excel.workbook.cells import Area, column_number

_REFERENCE = r"(\$?)([A-Z]{1,3})(\$?)([0-9]{1,7})"
COUNTS = re.compile(
    rf'"(?:[^"]|"")*"|(?<![\w.])(ROWS?|COLUMNS?)\(\s*{_REFERENCE}(?::{_REFERENCE})?\s*\)', re.IGNORECASE
)
"""Calls that may count so; texts, too, in which there are none."""


def counted(formula: str, row: int, column: int) -> str:
    """Write a cell's formula with the rows and columns that it counts up to itself.

    Example:
        >>> counted("SMALL(t[n],ROWS(A$2:A5))", 5, 1), counted("ROWS(A$2:A5)", 9, 9)
        ('SMALL(t[n],(ROW()-1))', 'ROWS(A$2:A5)')
    """
    return COUNTS.sub(lambda found: _number(found, row, column) or found[0], formula)


def _number(match: re.Match[str], row: int, column: int) -> str:
    """Write one such call; empty for others."""
    kind = (match[1] or "").upper()
    if not kind or (match[7] and not kind.endswith("S")):  # the number of each row of a range
        return ""
    _, _, column_fixed, left, row_fixed, top, last_column_fixed, right, last_row_fixed, bottom = match.group(*range(10))
    if right is None:
        last_column_fixed, right, last_row_fixed, bottom = column_fixed, left, row_fixed, top
    columns, rows = (column_number(left.upper()), column_number(right.upper())), (int(top), int(bottom))
    if (
        columns[0] > columns[1]
        or rows[0] > rows[1]
        or not Area(rows[0], columns[0], rows[1], columns[1]).holds(row, column)
    ):
        return ""
    along_rows = kind.startswith("ROW")
    place, call = (row, "ROW()") if along_rows else (column, "COLUMN()")
    first, last = rows if along_rows else columns
    fixed = (row_fixed, last_row_fixed) if along_rows else (column_fixed, last_column_fixed)
    if not kind.endswith("S"):
        return str(first) if fixed[0] else _sum(call, first - place)
    if bool(fixed[0]) == bool(fixed[1]):
        return str(last - first + 1)
    return _sum(call, last - place - first + 1) if fixed[0] else f"({last - first + place + 1}-{call})"


def _sum(call: str, number: int) -> str:
    return f"({call}{number:+d})" if number else call
