"""Selection: the figures of the workbook that calls, kept for as long as the workbook stays as it is.

Excel has no number that grows with every edit, and looking at the cells for each of thousands of calls would take
minutes. So a workbook's state is found in two steps:

1. Calls that follow each other within `PAUSE` seconds belong to one calculation. Excel lets nobody type while it
   calculates, so the figures of the first call hold for all.
2. The first call of a calculation takes the cells that decide and compares them with the last ones. Only if one differs
   is anything computed again. They are selectors and data, not formulas: these may not be calculated yet. Only targets'
   goals and statuses, and the view of a template without slices, are formulas, which a call may see one change late.

So a sheet of thousands of calls costs one look at the cells, and a selection that has changed always counts. What
edits and calculates without a pause, such as a macro's loop, may see the figures of the calculation before.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlwings as xw

from kpi_excel.api import compute
from kpi_excel.catalogue import KPIS, TABLES, measures_of
from kpi_excel.engine.coverage.compared import bases_of
from kpi_excel.engine.figures import SLICE_KEYS, Figures, PeriodNames, Standing, figures_of
from kpi_excel.errors import InputError
from kpi_excel.language.texts import texts
from kpi_excel.live.names import MOST_REMEMBERED
from kpi_excel.live.open_inputs import read_open
from kpi_excel.model.calendar import read_day
from kpi_excel.model.settings import ALL_PLACEMENTS, ALL_PLATFORMS, LAST_YEAR, PREVIOUS
from kpi_excel.model.slice import Slice
from kpi_excel.workbook.vocabulary import dashboard_headers, fold, option_names, table_names

PAUSE = 0.1  # seconds; people take longer from one edit to the next, and calls of one calculation much less

_SELECTORS = ("kpi_period", "kpi_platform", "kpi_placement", "kpi_comparison", "kpi_as_of")
_LISTS = ("kpi_slices", "kpi_periods", "kpi_platform_names", "kpi_placement_names", "kpi_targets")
_BASES = bases_of(KPIS.values(), measures_of(KPIS.values()), TABLES)
_VIEW = "kpi_view"

Table = Mapping[str, Sequence[Any]]


@dataclass
class _State:
    """What is remembered of a workbook."""

    cells: Mapping[str, Any]
    figures: Figures | InputError
    looked: float


_states: dict[str, _State] = {}


def calling_book() -> Any:
    """Give the workbook of the cell that calls; else the one that holds the macros.

    A function of an add-in, or of another open workbook, is asked about the workbook in which its formula stands.
    """
    book = xw.Book.caller()
    try:
        name = book.app.api.Caller.Worksheet.Parent.Name
        return book if name == book.name else book.app.books[name]
    except Exception:  # Excel says in many ways that no cell calls
        return book


def figures(book: Any, now: Callable[[], float] = time.monotonic) -> Figures:
    """Give a workbook's figures.

    Args:
        book: an xlwings book.
        now: seconds of a clock.

    Raises:
        InputError: if it has neither ``kpi_`` tables nor input tables with something to compute.
    """
    key = book.name  # Excel opens no two of a name, and the path of one on OneDrive may not be found
    state = _states.get(key)
    if state is None or now() - state.looked > PAUSE:
        tables = _tables_of(book)
        cells = _deciding_cells(book, tables)
        if state is None or cells != state.cells:
            while len(_states) >= MOST_REMEMBERED:
                _states.pop(next(iter(_states)))
            _states[key] = state = _State(cells, _computed(book, tables, cells), 0)
    state.looked = now()
    if isinstance(state.figures, InputError):
        raise state.figures
    return state.figures


def forget() -> None:
    """Forget every workbook."""
    _states.clear()


def _tables_of(book: Any) -> Mapping[str, Any]:
    """Give the Excel tables that matter, by name."""
    tables = {table.name: table for sheet in book.sheets for table in sheet.tables}
    ours = {name: tables[name] for name in (*_LISTS, _VIEW) if name in tables}
    if ours.keys() & {"kpi_slices", _VIEW}:
        return ours
    names = table_names()
    return {names[fold(name)]: table for name, table in tables.items() if fold(name) in names}


def _deciding_cells(book: Any, tables: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take the raw values of what the figures follow from; a view only where there are no slices."""
    cells = {name: _named(book, name) for name in _SELECTORS}
    return cells | {
        name: table.range.raw_value for name, table in tables.items() if name != _VIEW or "kpi_slices" not in tables
    }


def _named(book: Any, name: str) -> Any:
    return book.names[name].refers_to_range.value if name in book.names else None


def _computed(book: Any, tables: Mapping[str, Any], cells: Mapping[str, Any]) -> Figures | InputError:
    if not tables:
        return InputError("nothing-selected")
    if "kpi_slices" not in tables and _VIEW not in tables:
        rows = {name: table.range.options(ndim=2, err_to_str=True).value for name, table in tables.items()}
        try:
            return _of_inputs(rows, book.name)
        except InputError as error:
            return error
    lists = {name: _columns(table.range.options(ndim=2).value) for name, table in tables.items()}
    return _of_slices(lists, cells) if "kpi_slices" in lists else _of_view(lists[_VIEW])


def _columns(rows: Sequence[Sequence[Any]]) -> Table:
    """Turn a table's rows into columns by header."""
    body = list(zip(*rows[1:], strict=True)) or [()] * len(rows[0])
    return {str(header): column for header, column in zip(rows[0], body, strict=True)}


# A dashboard


def _of_slices(lists: Mapping[str, Table], cells: Mapping[str, Any]) -> Figures:
    slices, periods = lists["kpi_slices"], lists.get("kpi_periods", {})
    keys = [
        Slice(*("" if name is None else str(name) for name in names))
        for names in zip(*(_column(slices, name) for name in SLICE_KEYS), strict=True)
    ]
    slice_keys = [
        PeriodNames(*(str(one or "") for one in row))
        for row in zip(*(_column(periods, name) for name in ("period", "label", "previous", "last_year")), strict=True)
        if row[0] is not None
    ]
    selected = Slice(
        _key_of(cells["kpi_period"], periods, "period")
        or (slice_keys[0].name if slice_keys else keys[0].period if keys else ""),
        _key_of(cells["kpi_platform"], lists.get("kpi_platform_names", {}), "platform") or ALL_PLATFORMS,
        _key_of(cells["kpi_placement"], lists.get("kpi_placement_names", {}), "placement") or ALL_PLACEMENTS,
    )
    comparison = option_names("comparison").get(fold(cells["kpi_comparison"]), PREVIOUS)
    rows = {key: number for number, key in enumerate(keys)}
    as_of = _day(cells["kpi_as_of"])
    return Figures(
        selected, slices, rows, slice_keys, KPIS, _standings(lists.get("kpi_targets", {})), as_of, comparison, _BASES
    )


def _key_of(label: Any, table: Table, key: str) -> str:
    """Give the key that a selector's word stands for; the word itself if the list does not say."""
    if label is None:
        return ""
    pairs = zip(_column(table, "label"), _column(table, key), strict=True)
    return next((str(one) for shown, one in pairs if shown is not None and fold(shown) == fold(label)), str(label))


def _column(table: Table, name: str) -> Sequence[Any]:
    """Give a column; one without values if the table lacks it."""
    return table.get(name) or [None] * max(map(len, table.values()), default=0)


def _standings(table: Table) -> tuple[Standing, ...]:
    labels = dashboard_headers()
    named = {labels.get(fold(header), header): column for header, column in table.items()}
    wanted = ("kpi", "platform", "placement", "start", "due", "goal_value", "status_text")
    return tuple(
        Standing(
            str(kpi),
            str(platform or ALL_PLATFORMS),
            str(placement or ALL_PLACEMENTS),
            _day(start),
            _day(due),
            float(goal) if isinstance(goal, int | float) else math.nan,
            str(status or ""),
        )
        for kpi, platform, placement, start, due, goal, status in zip(
            *(_column(named, name) for name in wanted), strict=True
        )
        if kpi is not None
    )


def _day(value: Any) -> date | None:
    if isinstance(value, str):  # as Jalali dashboards show days
        with suppress(ValueError):
            return read_day(value)
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None


def _of_view(view: Table) -> Figures:
    """Take the rows current, previous and last_year as they are calculated: a template without slices has no others."""
    names = [str(one) for one in _column(view, "view")]
    rows = {Slice(name): number for number, name in enumerate(names)}
    return Figures(Slice("current"), view, rows, [PeriodNames("current", "", PREVIOUS, LAST_YEAR)], KPIS)


# An input workbook


def _of_inputs(rows: Mapping[str, Sequence[Sequence[Any]]], name: str) -> Figures:
    results = compute(read_open(rows, name))
    return figures_of(results, texts(results.inputs.settings.language).section("targets", "statuses"))
