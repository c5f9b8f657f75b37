"""Reading: an input workbook to checked tables.

Faults are collected with sheet and cell, never raised one at a time.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from kpi_excel.catalogue import KPIS, TABLES
from kpi_excel.engine.inputs import Inputs
from kpi_excel.errors import InputError, Issue, Place, Severity
from kpi_excel.language.texts import texts
from kpi_excel.model.kpi import Category, Kpi
from kpi_excel.model.settings import LANGUAGES, Settings
from kpi_excel.workbook.parts.package import Package, open_package
from kpi_excel.workbook.parts.structure import read_structure
from kpi_excel.workbook.reading.columns import DATES, NUMBERS
from kpi_excel.workbook.reading.copies import copies, count_rows
from kpi_excel.workbook.reading.dates import typed_long_ago
from kpi_excel.workbook.reading.extent import Extent, measure
from kpi_excel.workbook.reading.locate import Located, locate, unknown_sheet, wanted_tables
from kpi_excel.workbook.reading.read_settings import read_kpi_lists, read_settings
from kpi_excel.workbook.reading.scan import scan_sheet
from kpi_excel.workbook.reading.spellings import unify
from kpi_excel.workbook.reading.table_reader import Circumstances, Source, TableReader
from kpi_excel.workbook.reading.values import DatedNumber, ValueReader
from kpi_excel.workbook.vocabulary import aliases, fold, kpis_called

_JOINED = ("account", "campaign")
_DATED = {date, datetime, time, timedelta}
_ONCE = ("jalali-dates",)  # notes that are told once for a workbook


def read(path: str | Path, today: date | None = None) -> Inputs:
    """Read and check an input workbook; the file is never changed.

    Args:
        path: an .xlsx or .xlsm file.
        today: the day on which it is read; the system's unless given.

    Returns:
        Tables as pandas data frames, settings, custom KPIs, issues, and a summary per table. Rows with faults are
        left out and counted. Tables without rows are absent.

    Raises:
        FileError: if the file cannot be read as a workbook.
        InputError: if it holds none of the input tables.
    """
    with open_package(path) as package, no_garbage_collection():
        sources, notes, date_1904 = _locate_all(package)
    if not sources and not any(issue.severity is Severity.FAULT for issue in notes):
        raise _nothing_known(Path(path).name, notes)
    with no_garbage_collection():
        return read_located(sources, notes, Path(path).name, date_1904, today)


def _nothing_known(file: str, notes: Sequence[Issue]) -> InputError:
    """Say that there is no input table, which sheets there are, and what to do."""
    known: dict[str, Any] = {"name": file, "tables": [*map(_shown, ("posts", "accounts", "ads"))]}
    meant: dict[str, list[str]] = {}
    for issue in notes:
        if issue.code == "looks-like-table":
            meant.setdefault(issue.values["table"], []).append(f"{issue.place.sheet} ({issue.values['rows']})")
    seen = [*dict.fromkeys(issue.place.sheet for issue in notes)]
    if meant:
        parts = [f"{' + '.join(sheets)} → {_shown(name)}" for name, sheets in meant.items()]
        return InputError("input-tables-in-parts", **known, sheets=seen, parts=parts)
    if seen:
        return InputError("no-input-tables-but-sheets", **known, sheets=seen)
    return InputError("no-input-tables", **known)


def _shown(table: str) -> str:
    return table.replace("_", " ").capitalize()


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """Spare the collector from walking millions of cell values that are all in use; it saves a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _locate_all(package: Package) -> tuple[dict[str, Source], list[Issue], bool]:
    structure = read_structure(package)
    sources: dict[str, Source] = {}
    issues: list[Issue] = []
    extents = {sheet.part: measure(package, sheet.part) for sheet in structure.sheets}
    small = [sheet for sheet in structure.sheets if not extents[sheet.part].is_too_large]
    reader = ValueReader(package, small, structure.date_1904)
    wanted = [(sheet, wanted_tables(sheet)) for sheet in structure.sheets]
    homes = {name: sheet for sheet, tables in reversed(wanted) for name, excel_table in tables if excel_table}
    for sheet, tables in wanted:
        if sheet not in small:
            if tables:
                issues.append(_too_large(extents[sheet.part], Place(package.name, sheet.name)))
            continue
        with ThreadPoolExecutor(1) as beside:  # the reader works without the interpreter's lock, so this costs no time
            scan = beside.submit(scan_sheet, package, sheet.part)
            rows = reader.rows(sheet)
        alike = list(copies(sheet, rows, package.name))
        issues.extend(alike)
        if not tables and not alike:
            issues.extend(filter(None, [unknown_sheet(sheet, rows, package.name)]))
        for name, excel_table in tables:
            home = sources[name].located.sheet if name in sources else homes.get(name, sheet)
            if name in sources or home is not sheet:
                values = {"table": name, "other": home.name, "rows": str(count_rows(name, rows))}
                issues.append(Issue("table-twice", Severity.WARNING, Place(package.name, sheet.name), values))
                continue
            located, found = locate(name, sheet, excel_table, rows, package.name)
            if located is None:
                issues.extend(found)
            else:
                _take_numbers(located, reader)
                sources[name] = Source(located, scan.result(), tuple(found))
    return sources, issues, structure.date_1904


def _take_numbers(located: Located, reader: ValueReader) -> None:
    """Put what is stored in the place of what is no date, or none of Excel's, where cells have a date's format.

    Numbers in columns of numbers are those. In columns of dates the reader gives a time for each day before Excel's
    first one; where such a day is one of the Jalali calendar, it is given as it was typed.
    """
    rows: list[list[Any]] = []
    for name, cells in located.body.items():
        kind = TABLES[located.table].column(name).type
        wanted = _DATED if kind in NUMBERS else {time} if kind in DATES else set()
        if not set(map(type, cells)) & wanted:
            continue
        rows = rows or reader.numbers(located.sheet)
        for index, shown in enumerate(cells):
            if type(shown) in wanted:
                number = rows[located.top - 1 + index][located.columns[name] - 1]
                cells[index] = DatedNumber(number, shown) if kind in NUMBERS else typed_long_ago(number) or shown


def _too_large(extent: Extent, place: Place) -> Issue:
    values = {"last": extent.last, "cells": f"{extent.rows * extent.columns:,}", "most": f"{extent.limit:,}"}
    return Issue("sheet-too-large", Severity.FAULT, place, values)


def read_located(
    sources: Mapping[str, Source],
    notes: Sequence[Issue],
    file: str,
    date_1904: bool = False,
    today: date | None = None,
) -> Inputs:
    """Check located tables, wherever they stand.

    Args:
        sources: the tables by name; their cells are taken out.
        notes: issues about what is no table.
        file: name of what they were read from, for messages.
        date_1904: whether days are counted from 1904.
        today: the day on which they are read; the system's unless given.
    """
    issues = list(notes)
    settings = Settings()
    if "settings" in sources:
        source = sources["settings"]
        settings, found = read_settings(source.located, file, source.scan, date_1904)
        issues += [*source.issues, *found]
    zone = ZoneInfo(settings.time_zone) if settings.time_zone else None
    circumstances = Circumstances(file, date_1904, settings, zone, settings.as_of or today or datetime.now(zone).date())
    kpis: Mapping[str, Kpi] = KPIS
    tables: dict[str, pd.DataFrame] = {}
    summaries = []
    order = [name for name in ("custom_kpis", *TABLES) if name in sources and name != "settings"]
    for name in dict.fromkeys(order):
        reader = TableReader(TABLES[name], sources[name], circumstances, kpis)
        frame = reader.read()
        if name == "custom_kpis":
            kpis = reader.custom_kpis(frame)
        issues += reader.issues
        if len(frame) or reader.left_out or not TABLES[name].folded:  # nobody misses what was never in sight
            summaries.append(reader.summary(frame))
        if len(frame):
            tables[name] = frame
    unify(tables, _JOINED)
    if "settings" in sources:
        settings, found = read_kpi_lists(settings, sources["settings"].located, file, _kpis_meant(kpis))
        issues += found
    custom = {name: kpi for name, kpi in kpis.items() if name not in KPIS}
    return Inputs(tables, settings, custom, _told_once(issues), tuple(summaries), file)


def _told_once(issues: Sequence[Issue]) -> tuple[Issue, ...]:
    """Let the first note that is told once for a workbook speak of all like it."""
    counts = Counter[str]()
    for issue in issues:
        counts[issue.code] += int(issue.values["count"]) if issue.code in _ONCE else 0
    first = {code: next(issue for issue in issues if issue.code == code) for code in _ONCE if counts[code]}
    told = [replace(issue, values={**issue.values, "count": str(counts[code])}) for code, issue in first.items()]
    return (*(issue for issue in issues if issue.code not in _ONCE), *told)


def _kpis_meant(kpis: Mapping[str, Kpi]) -> dict[str, tuple[str, ...]]:
    """Give the KPIs that a folded word means: one by its name, or those of a category."""
    found: dict[str, tuple[str, ...]] = {}
    for category in Category:
        members = tuple(kpi.name for kpi in kpis.values() if kpi.category == category)
        words = (category, *(texts(language).text("terms", "categories", category) for language in LANGUAGES))
        found |= {fold(word): members for word in words}
    found |= {word: found[fold(category)] for word, category in aliases("categories").items()}
    return found | {word: (name,) for word, name in kpis_called(kpis.values()).items()}
