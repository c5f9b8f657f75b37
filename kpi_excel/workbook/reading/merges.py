"""Merges: what merged cells say about the rows that they reach over.

People merge a day or a platform over the rows that it holds for, so its value counts for each of them. A number that is
merged over rows cannot be theirs each, and nobody knows how it is to be shared out: that is one fault.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kpi_excel.errors import Severity
from kpi_excel.model.table import Column
from kpi_excel.workbook.cells import Area, cell
from kpi_excel.workbook.reading.columns import NUMBERS
from kpi_excel.workbook.reading.converted import Converted, show
from kpi_excel.workbook.reading.locate import Located


class Merges:
    """The merged cells of a located table.

    Args:
        located: the table.
        merged: the sheet's merged ranges of several rows.
    """

    def __init__(self, located: Located, merged: Sequence[Area]) -> None:
        self._located = located
        self._spans: dict[int, list[tuple[int, int]]] = {}  # rows from, and up to, by column
        for area in merged:
            first, last = area.top - located.top, min(area.bottom - located.top + 1, located.size)
            if 0 <= first < last - 1:
                self._spans.setdefault(area.left, []).append((first, last))
        self._filled: dict[str, NDArray[np.bool_]] = {}
        self._shown: dict[tuple[str, int], str] = {}
        self._numbers: list[tuple[str, int, int, str]] = []

    def fill(self, column: Column, cells: list[Any]) -> None:
        """Give the value of a merged cell to all its rows; a number is noted instead."""
        for first, last in self._spans.get(self._located.columns[column.name], ()):
            if cells[first] == "":
                continue
            if column.type in NUMBERS:
                self._numbers.append((column.name, first, last, show(cells[first])))
                continue
            cells[first:last] = [cells[first]] * (last - first)
            self._shown |= {(column.name, row): show(cells[first]) for row in range(first, last)}
            filled = self._filled.setdefault(column.name, np.zeros(self._located.size, bool))
            filled[first + 1 : last] = True

    def filled(self, column: Column) -> NDArray[np.bool_]:
        """Tell which rows of a column have their value from a row above."""
        return self._filled.get(column.name, np.zeros(self._located.size, bool))

    def tell(self, columns: Mapping[str, Converted], rows: NDArray[np.bool_]) -> None:
        """Note the rows that have their value from a row above, and the numbers that nobody can share out.

        Args:
            columns: the table's columns.
            rows: those that hold something.
        """
        for name, filled in self._filled.items():
            for row in np.flatnonzero(filled & rows).tolist():
                found, label = self._shown[name, row], self._located.labels[name]
                columns[name].add(row, "merged-value", Severity.NOTE, column=label, found=found)
        for name, first, last, found in self._numbers:
            if rows[first:last].sum() > 1:
                number, top = self._located.columns[name], self._located.top
                cells = f"{cell(top + first, number)}:{cell(top + last - 1, number)}"
                label = self._located.labels[name]
                columns[name].refuse_rows(first, last - first, "merged-number", column=label, found=found, cells=cells)
