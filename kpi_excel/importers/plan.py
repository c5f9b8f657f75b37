"""Plan: what an import does to the rows of an input table, decided before anything is written.

New rows are added. Figures that came from an earlier import and that nobody has edited since take newer ones. What a
person typed or edited stays, and is told where the export says otherwise. Nothing is deleted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from kpi_excel.importers.marks import COLUMN, Mark, digest, mark_of
from kpi_excel.importers.merge import TAKEN, row_keys
from kpi_excel.model.table import ROW, Table

Cells = Mapping[str, Any]


@dataclass(frozen=True)
class Conflict:
    """A cell that a person typed or edited, where an export says otherwise.

    Args:
        row: the sheet's row.
        column: the column's name.
    """

    row: int
    column: str


@dataclass(frozen=True)
class Plan:
    """What happens to a table.

    Args:
        table: the table.
        new: rows to add.
        changes: cells to write into rows that are there, by the sheet's row.
        unchanged: how many rows say what stands there.
        conflicts: cells that stay as a person left them.
    """

    table: Table
    new: tuple[Cells, ...]
    changes: Mapping[int, Cells]
    unchanged: int
    conflicts: tuple[Conflict, ...]

    @property
    def changed(self) -> int:
        """Count the rows of which a figure changes."""
        return sum(set(cells) != {COLUMN} for cells in self.changes.values())


def planned(table: Table, rows: pd.DataFrame, existing: pd.DataFrame | None) -> Plan:
    """Decide what becomes of imported rows.

    Args:
        table: the input table.
        rows: the imported rows, each once.
        existing: the rows of the workbook as they were read; None if there are none.
    """
    there = {} if existing is None else _by_key(table, existing)
    names = [column.name for column in table.columns if column.name in rows and column.name != COLUMN]
    new: list[Cells] = []
    changes: dict[int, Cells] = {}
    conflicts: list[Conflict] = []
    unchanged = 0
    columns = [rows[name].tolist() for name in names]
    for key, taken, *values in zip(row_keys(table, rows), rows[TAKEN], *columns, strict=True):
        cells = {name: value for name, value in zip(names, values, strict=True) if not pd.isna(value)}
        old = there.get(key) if isinstance(key, str) else None
        if old is None:
            new.append({**cells, COLUMN: str(mark_of(cells, taken))})
            continue
        changed, kept = _compared(old, cells, taken)
        conflicts += kept
        if changed:
            changes[int(old[ROW])] = changed
        unchanged += not changed and not kept
    return Plan(table, tuple(new), changes, unchanged, tuple(conflicts))


def _by_key(table: Table, existing: pd.DataFrame) -> dict[str, Cells]:
    records = existing.to_dict("records")
    found: dict[str, Cells] = {}
    for key, record in zip(row_keys(table, existing), records, strict=True):
        if isinstance(key, str):
            found.setdefault(key, {str(name): value for name, value in record.items()})
    return found


def _compared(old: Cells, cells: Cells, taken: Any) -> tuple[Cells, list[Conflict]]:
    """Give the cells that change, with the row's new mark, and those that stay as a person left them.

    Figures that were taken before those that stand there only fill gaps.
    """
    mark, new = Mark.parse(old.get(COLUMN)), mark_of(cells, taken)
    is_older = bool(new.taken) and new.taken < mark.taken
    changed: dict[str, Any] = {}
    conflicts: list[Conflict] = []
    for name, value in cells.items():
        stands = old.get(name)
        if digest(stands) == new.digests[name] or (is_older and digest(stands)):
            continue
        if mark.is_untouched(name, stands):
            changed[name] = value
        else:
            conflicts.append(Conflict(int(old[ROW]), name))
    if not changed:
        return {}, conflicts
    written = {name: new.digests[name] for name in changed}
    day = max(mark.taken, new.taken) if mark.digests else new.taken
    return {**changed, COLUMN: str(Mark(day, {**mark.digests, **written}))}, conflicts
