"""Writing input workbooks: the empty one to fill, and one filled with data frames."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from kpi_excel.catalogue import TABLES
from kpi_excel.errors import UsageError
from kpi_excel.errors.exceptions import alike
from kpi_excel.language.texts import Texts, texts
from kpi_excel.model.settings import EVERYDAY
from kpi_excel.model.table import FAULTS, ORIGIN, Column, ColumnType, Table
from kpi_excel.workbook.atomic import write_atomically
from kpi_excel.workbook.filling.fill import Dataset, Filled, fill
from kpi_excel.workbook.filling.reveal import reveal
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.kinds import set_kind
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import read_structure
from kpi_excel.workbook.sheet.outline import close_rows
from kpi_excel.workbook.sheet.sheet_data import Value
from kpi_excel.workbook.shipped import template_path
from kpi_excel.workbook.vocabulary import header_names

Rows = pd.DataFrame | Sequence[Mapping[str, Any]]


def write_input(tables: Mapping[str, Rows], path: str | Path, language: str = "en") -> Path:
    """Write an input workbook filled with tables.

    Args:
        tables: rows per input table (``posts``, ``ads``, ...), as data frames or dictionaries with the tables' column
            names; None and NaN are empty cells, texts are written as texts. ``settings`` may be a plain mapping of
            names to values, or rows of name and value; settings not named keep their place, empty.
        path: the file to write, ``.xlsx`` or ``.xlsm``.
        language: of sheets, headers and options: ``en``, ``id`` or ``fa``.

    Returns:
        The path.

    Raises:
        UsageError: if a table or column is unknown, or the path's ending is no workbook's.
        FileError: if the file cannot be written.

    Example:
        >>> from tempfile import mkdtemp
        >>> rows = [{"date": date(2026, 7, 1), "platform": "X", "spend": 12.5}]
        >>> write_input({"ads": rows}, Path(mkdtemp()) / "ads.xlsx").name
        'ads.xlsx'
    """
    words = texts(language)
    datasets = {name: _dataset(_known_table(name), rows, words) for name, rows in tables.items()}
    with open_package(template_path("input", language)) as package:
        edit = Edit(package)
        set_kind(edit, Path(path))
        filled = fill(edit, read_structure(package), datasets, by_name=True)
        _close_settings(filled)  # which filling has opened
        reveal(filled, [name for name, dataset in datasets.items() if _uses_what_is_folded(name, dataset)])
        filled.write_sheets()
        write_atomically(path, edit.save())
    return Path(path)


def _close_settings(filled: Filled) -> None:
    for sheet in filled.structure.sheets:
        for table in sheet.tables:
            if table.name == "settings":
                close_rows(filled.sheet_data(sheet.part), table.area)


def _uses_what_is_folded(name: str, dataset: Dataset) -> bool:
    """Tell whether a table has rows, columns or settings that a new workbook keeps out of sight."""
    if name == "settings":
        return any(value is not None for value in dataset.columns["value"][len(EVERYDAY) :])
    folded = [column.name for column in TABLES[name].columns if column.folded or TABLES[name].folded]
    return any(value is not None for column in folded for value in dataset.columns[column])


def _known_table(name: str) -> Table:
    if name not in TABLES:
        raise UsageError("no-input-table", alike(name, TABLES), name=name, tables=[*TABLES])
    return TABLES[name]


def _dataset(table: Table, rows: Rows, words: Texts) -> Dataset:
    if table.name == "settings":
        return _settings(rows, words)
    frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows))
    known = [column.name for column in table.columns]
    read_with = (*ORIGIN, *FAULTS) if table.keeps_faulty else ORIGIN
    for name in frame.columns:
        if not table.has(str(name)) and name not in read_with:
            raise UsageError("no-input-column", alike(str(name), known), table=table.name, name=name)
    empty: list[Value] = [None] * len(frame)
    columns = {
        one.name: cells_of(frame[one.name].tolist(), one, words) if one.name in frame else empty
        for one in table.columns
    }
    return Dataset(columns, header_names(table.name))


def _settings(rows: Any, words: Texts) -> Dataset:
    """Keep a row per setting, as in the empty workbook."""
    if isinstance(rows, Mapping):
        given = dict(rows)
    else:
        frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows))
        given = dict(zip(frame["name"], frame["value"], strict=True))
    known = words.files["settings"]
    for name in given:
        if name not in known:
            raise UsageError("no-setting", alike(str(name), known), name=name)
    given.setdefault("language", words.language)
    values: list[Value] = [_setting(name, given.get(name), words) for name in known]
    return Dataset({"name": [block["label"] for block in known.values()], "value": values}, header_names("settings"))


def _setting(name: str, value: Any, words: Texts) -> Value:
    if _is_nothing(value) or value == "":
        return None
    options = words.files["options"].get(name, {})
    return str(options[value]) if value in options else _plain(value)


def cells_of(values: Sequence[Any], column: Column, words: Texts) -> list[Value]:
    """Turn a data frame's column into what its cells show.

    Args:
        values: the column's values; no value becomes an empty cell.
        column: the column.
        words: the language of options, platforms, KPIs and tables.
    """
    show = _plain
    if column.type is ColumnType.YES_NO:
        yes, no = words.text("options", "yes_no", "yes"), words.text("options", "yes_no", "no")
        show = lambda value: yes if value else no  # noqa: E731 - one of four ways to show a value
    elif column.type in (ColumnType.OPTION, ColumnType.ANY) or column.suggestions:
        options = words.files["options"].get(column.words, {})
        show = lambda value: options.get(value, value) if isinstance(value, str) else _plain(value)  # noqa: E731
    elif column.type is ColumnType.TABLE:
        show = lambda value: words.text("tables", value, "label") if value in TABLES else _plain(value)  # noqa: E731
    elif column.type is ColumnType.KPI:
        known = words.files["kpis"]
        show = lambda value: words.label(value) if value in known else _plain(value)  # noqa: E731
    return [None if _is_nothing(value) else show(value) for value in values]


def _is_nothing(value: Any) -> bool:
    return value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and math.isnan(value))


def _plain(value: Any) -> Value:
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    if isinstance(value, (str, bool, int, float, date, datetime)):
        return value
    return value.item() if hasattr(value, "item") else str(value)
