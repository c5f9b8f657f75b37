"""Merging: rows of several files that mean the same thing are one row; the newest figures count, none is added."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kpi_excel.model.table import ColumnType, Table
from kpi_excel.workbook.vocabulary import fold

TAKEN = "taken"
"""The column with the day on which a row's figures were taken, as far as anybody knows."""
ORIGIN = ("file", "folder", "line", TAKEN)
"""Columns that rows of exports have besides their table's."""
_BETWEEN = "\x1f"


def merged(table: Table, parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put rows together, each thing once.

    Of rows that mean the same thing the one whose figures were taken last counts; what it does not tell is taken from
    the others. Of those taken on one day it is the one of the file whose name comes last, so that the order in which
    files are given never matters.

    Args:
        table: the input table.
        parts: rows with columns of the table, and those of `ORIGIN`.
    """
    rows = pd.concat(parts, ignore_index=True)
    order = [name for name in (TAKEN, "file", "folder", "line") if name in rows]
    rows = rows.sort_values(order, kind="stable", na_position="first").reset_index(drop=True)
    keys = row_keys(table, rows)
    known = keys.notna()
    if not known.any():
        return _in_order(table, rows)
    latest = rows[known].groupby(keys[known], sort=False).last()
    return _in_order(table, pd.concat([latest.reset_index(drop=True), rows[~known]], ignore_index=True))


def row_keys(table: Table, rows: pd.DataFrame) -> pd.Series:
    """Give what tells each row from others, as text; missing where nothing does.

    Example:
        >>> from kpi_excel.catalogue import TABLES
        >>> frame = pd.DataFrame({"platform": ["X", "x "], "post_id": ["12", "12"]})
        >>> row_keys(TABLES["posts"], frame).nunique()
        1
    """
    names = [*table.key, *(["date_to"] if table.has("date_to") and "date" in table.key else [])]
    parts = [_texts(rows, name, table) for name in names]
    given = [_texts(rows, name, table) for name in table.id]
    if not (names or given):
        return _numbered(table, rows)
    keys: list[str | None] = []
    for number in range(len(rows)):
        identity = next((texts[number] for texts in given if texts[number]), "")
        known = bool(identity or (names and not table.id))
        keys.append(_BETWEEN.join([*(texts[number] for texts in parts), identity]) if known else None)
    return pd.Series(keys, index=rows.index, dtype=object)


def _numbered(table: Table, rows: pd.DataFrame) -> pd.Series:
    """Number rows that say the same, file by file: the second of two equal answers is the second one anywhere."""
    names = [one.name for one in table.columns if one.type is not ColumnType.COUNT and one.name != "imported"]
    texts = [_texts(rows, name, table) for name in names]
    said = pd.Series([_BETWEEN.join(row) for row in zip(*texts, strict=True)], index=rows.index, dtype=object)
    origin = [rows[name] for name in ("file", "folder") if name in rows]
    return said + _BETWEEN + said.groupby([said, *origin]).cumcount().astype(str)


def _texts(rows: pd.DataFrame, name: str, table: Table) -> list[str]:
    """Write a column's values as they are compared; an empty cell means what its column says."""
    if name not in rows:
        return [table.column(name).empty_means] * len(rows)
    return [table.column(name).empty_means if pd.isna(value) else fold(str(value)) for value in rows[name].tolist()]


def _in_order(table: Table, rows: pd.DataFrame) -> pd.DataFrame:
    names = [column.name for column in table.columns if column.name in rows]
    rows = rows[[*names, *(name for name in ORIGIN if name in rows)]]
    by = [name for name in (table.date_column, *table.key) if name in rows]
    return rows.sort_values(list(dict.fromkeys(by)), kind="stable", na_position="first").reset_index(drop=True)
