"""Columns: the cells of one column, as a values-only reader gives them, to typed values and remarks.

A column that holds what it should is converted in one go. Only cells of another type are looked at one by one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kpi_excel.errors import Severity
from kpi_excel.errors.exceptions import alike
from kpi_excel.model.table import Column, ColumnType
from kpi_excel.model.text import is_empty
from kpi_excel.workbook.reading.converted import Context, Converted, is_blank, show, text_of
from kpi_excel.workbook.reading.date_columns import convert_dates
from kpi_excel.workbook.reading.dates import FIRST_DAY, LAST_DAY
from kpi_excel.workbook.reading.identifiers import is_cut
from kpi_excel.workbook.reading.numbers import BLANKS, read_number
from kpi_excel.workbook.reading.spellings import one_spelling
from kpi_excel.workbook.reading.values import DatedNumber
from kpi_excel.workbook.vocabulary import (
    PLATFORMS,
    allowed_words,
    currency_code,
    fold,
    option_names,
    platform_names,
    suggested_name,
    table_names,
    table_words,
    timed_tables,
    words_for_all,
)

_AMOUNTS = (ColumnType.AMOUNT, ColumnType.SIGNED_AMOUNT, ColumnType.NUMBER)
_COUNTS = (ColumnType.COUNT, ColumnType.SIGNED_COUNT)
_SIGNED = (ColumnType.SIGNED_COUNT, ColumnType.SIGNED_AMOUNT)
NUMBERS = (*_COUNTS, *_AMOUNTS, ColumnType.YEAR)
DATES = (ColumnType.DATE, ColumnType.TIME)


def convert(column: Column, cells: Sequence[Any], context: Context) -> Converted:
    """Convert a column.

    Args:
        column: what the cells should hold.
        cells: numbers, texts, dates, booleans; "" is an empty cell.
        context: header, date system, language.

    Returns:
        A value per cell: an array of floats or datetimes, or a list of texts; NaN, NaT or None is no value.
    """
    if column.type in NUMBERS:
        return _numbers(column, cells, context)
    if column.type in DATES:
        return convert_dates({column.name: column}, {column.name: cells}, {column.name: context})[column.name]
    return _TEXTS[column.type](column, cells, context)


def _numbers(column: Column, cells: Sequence[Any], context: Context) -> Converted:
    kinds = set(map(type, cells))
    plain = cells if kinds == {float} else [cell if type(cell) is float else np.nan for cell in cells]
    result = Converted(np.array(plain, float))
    values: NDArray[np.float64] = result.values
    for row, cell in _others(cells, np.isnan(values)):
        value = _number(column, cell, row, result, context)
        values[row] = np.nan if value is None else value
    for row in np.flatnonzero(np.isinf(values)).tolist():  # beyond what a computer's numbers reach
        result.add(row, "not-a-number", column=context.label, found=show(cells[row]))
        values[row] = np.nan
    if column.type not in _SIGNED:
        for row in np.flatnonzero(values < 0).tolist():
            result.add(row, "negative-count", column=context.label, found=show(float(values[row])))
    if column.type in _COUNTS:
        for row in np.flatnonzero(np.abs(values - np.floor(values)) > 0).tolist():
            found = show(float(values[row]))
            result.add(row, "fractional-count", Severity.WARNING, column=context.label, found=found)
    if column.type is ColumnType.YEAR:
        for row in np.flatnonzero((values < FIRST_DAY.year) | (values > LAST_DAY.year)).tolist():
            result.add(row, "year-out-of-range", column=context.label, found=show(float(values[row])))
    return result


def _number(column: Column, cell: Any, row: int, result: Converted, context: Context) -> float | None:
    """Read a number from a cell that is no plain number."""
    if isinstance(cell, DatedNumber):
        found, value = show(cell.shown), show(float(cell))
        result.warn_once(row, "date-as-number", column=context.label, found=found, value=value)
        return float(cell)
    if isinstance(cell, str):
        if fold(cell) in BLANKS or is_blank(cell):
            if not is_blank(cell):
                result.add(row, "dash-as-blank", Severity.NOTE, column=context.label, found=cell.strip())
            return None
        parsed = read_number(cell, column.type in (*_COUNTS, ColumnType.YEAR), context.language)
        if len(parsed.values) == 1 and not parsed.percent:
            found, value = show(cell), show(parsed.values[0])
            result.add(row, "text-as-number", Severity.NOTE, column=context.label, found=found, value=value)
            return parsed.values[0]
        if len(parsed.values) > 1:
            first, second = show(parsed.values[0]), show(parsed.values[-1])
            result.add(row, "ambiguous-number", column=context.label, found=show(cell), first=first, second=second)
            return None
    elif isinstance(cell, int) and not isinstance(cell, bool):
        return float(cell)
    result.add(row, "not-a-number", column=context.label, found=show(cell))
    return None


def _text(column: Column, cells: Sequence[Any], context: Context) -> Converted:
    kinds = set(map(type, cells))
    result = Converted([])
    texts: Iterable[str] = cells
    if kinds != {str}:
        texts = [cell if type(cell) is str else text_of(cell) for cell in cells]
        for row, cell in enumerate(cells):
            if isinstance(cell, float) and not math.isfinite(cell):
                result.add(row, "not-a-number", column=context.label, found=show(cell))
    result.values = [None if is_empty(text) else text.strip() for text in texts]
    if spelled := one_spelling(result.values):
        result.values = [spelled.get(text, text) for text in result.values]
    cut = {cell for cell in set(cells) if is_cut(cell)}
    for row in [row for row, cell in enumerate(cells) if cell in cut] if cut else ():
        result.warn_once(row, "long-number", column=context.label, found=show(cells[row]).upper())  # as Excel shows it
        result.values[row] = context.address(row) if column.required else None  # a row of its own, and no other's
    return result


def _platform(column: Column, cells: Sequence[Any], context: Context) -> Converted:
    result = _text(column, cells, context)
    texts = result.values
    names = dict(platform_names())
    names |= {typed: names.get(fold(name), name) for typed, name in context.other_names.items()}
    known: dict[str | None, str | None] = {}
    for cell in dict.fromkeys(texts):  # each spelling once, in the order of the rows
        key = fold(cell)
        if cell is None or key in words_for_all():
            known[cell] = None
            if cell is not None and column.required:
                _refuse(texts, cell, ", ".join(PLATFORMS), result, context)
            continue
        if key not in names:
            names[key] = cell
            row = texts.index(cell)
            meant = alike(cell, PLATFORMS)
            result.add(row, "unknown-platform", Severity.WARNING, column=context.label, found=cell, meant=meant)
        known[cell] = names[key]
    result.values = [known[cell] for cell in texts]
    return result


def _refuse(texts: Sequence[str | None], text: str, allowed: str, result: Converted, context: Context) -> None:
    """Note every cell that holds a text which is not allowed."""
    for row, cell in enumerate(texts):
        if cell == text:
            result.add(row, "not-an-option", column=context.label, found=show(text), allowed=allowed)


def _option(column: Column, cells: Sequence[Any], context: Context) -> Converted:
    result = _text(column, cells, context)
    names = table_names() if column.type is ColumnType.TABLE else option_names(column.words)
    options = timed_tables() if column.type is ColumnType.TABLE else column.options
    texts = result.values
    known: dict[str | None, str | None] = {}
    for cell in dict.fromkeys(texts):
        name = names.get(fold(cell)) if cell is not None else None
        known[cell] = name if name in options else None
        if cell is not None and known[cell] is None and (column.required or fold(cell) not in words_for_all()):
            _refuse(texts, cell, _allowed(column, context), result, context)
    result.values = [known[cell] for cell in texts]
    return result


def _allowed(column: Column, context: Context) -> str:
    if column.type is ColumnType.TABLE:
        return table_words(timed_tables(), context.language)
    return allowed_words(column.words, column.options, context.language)


def _currency(column: Column, cells: Sequence[Any], context: Context) -> Converted:
    result = _text(column, cells, context)
    codes = {cell: currency_code(cell) for cell in set(result.values) if cell is not None}
    for row, cell in enumerate(result.values):
        if cell is not None and not codes[cell]:
            result.add(row, "not-a-currency", column=context.label, found=show(cell))
    result.values = [codes.get(cell) or None for cell in result.values]
    return result


def _yes_no(column: Column, cells: Sequence[Any], context: Context) -> Converted:
    names = option_names("yes_no")
    answers: dict[str, float] = {"1": 1.0, "0": 0.0, "true": 1.0, "false": 0.0}
    result = Converted(np.full(len(cells), np.nan))
    for row, cell in enumerate(cells):
        if is_blank(cell):
            continue
        key = fold(text_of(cell) if isinstance(cell, float) else cell)
        answer = {"yes": 1.0, "no": 0.0}.get(names.get(key, ""), answers.get(key))
        if answer is None:
            allowed = allowed_words("yes_no", ("yes", "no"), context.language)
            result.add(row, "not-an-option", column=context.label, found=show(cell), allowed=allowed)
        else:
            result.values[row] = answer
    del column
    return result


def _any(column: Column, cells: Sequence[Any], context: Context) -> Converted:
    """Keep numbers and dates as they are; texts are read by whoever knows what they mean."""
    del column, context
    return Converted([(None if is_blank(cell) else cell.strip()) if isinstance(cell, str) else cell for cell in cells])


def _suggested(column: Column, cells: Sequence[Any], context: Context) -> Converted:
    """Read text, giving suggested words, and what the owner calls them, one name in every language."""
    result = _text(column, cells, context)
    if column.suggestions:
        meant = {cell: context.other_names.get(fold(cell), cell) for cell in set(result.values) if cell is not None}
        keys = {cell: suggested_name(name, column.words) for cell, name in meant.items()}
        result.values = [keys.get(cell) for cell in result.values]
    return result


def _others(cells: Sequence[Any], missing: NDArray[np.bool_]) -> list[tuple[int, Any]]:
    """Give the cells that are not empty and yet gave no value. In most columns there are none, which counting tells."""
    if int(missing.sum()) == cells.count(""):
        return []
    return [(row, cells[row]) for row in np.flatnonzero(missing).tolist() if cells[row] != ""]


_TEXTS: dict[ColumnType, Callable[[Column, Sequence[Any], Context], Converted]] = {
    ColumnType.TEXT: _suggested,
    ColumnType.KPI: _text,
    ColumnType.FORMULA: _text,
    ColumnType.PLATFORM: _platform,
    ColumnType.OPTION: _option,
    ColumnType.TABLE: _option,
    ColumnType.CURRENCY: _currency,
    ColumnType.YES_NO: _yes_no,
    ColumnType.ANY: _any,
}
