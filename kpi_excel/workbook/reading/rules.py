"""Rules over a table's rows: required cells, duplicates, and numbers that cannot both be right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kpi_excel.errors import Severity
from kpi_excel.model.settings import Settings
from kpi_excel.model.table import ColumnType, Table
from kpi_excel.workbook.reading.columns import Converted, show
from kpi_excel.workbook.reading.numbers import read_number
from kpi_excel.workbook.vocabulary import allowed_words, fold, option_names

Mask = NDArray[np.bool_]
_SPANS = ("previous", "last_year")
_NUMBERS = (
    ColumnType.COUNT,
    ColumnType.AMOUNT,
    ColumnType.SIGNED_AMOUNT,
    ColumnType.NUMBER,
    ColumnType.YEAR,
    ColumnType.YES_NO,
)


def is_missing(converted: Converted) -> Mask:
    """Tell for each row whether it gives no value."""
    values = converted.values
    if isinstance(values, np.ndarray):
        return np.isnat(values) if values.dtype.kind == "M" else np.isnan(values)
    if all(values):
        return np.zeros(len(values), bool)
    return np.array([value is None or value == "" for value in values], bool)


def require(table: Table, columns: Mapping[str, Converted], blank: Mask, labels: Mapping[str, str]) -> None:
    """Find rows that lack what every row needs. Cells with another fault are not named twice."""
    for column in table.columns:
        if not column.required or column.name not in columns:
            continue
        converted = columns[column.name]
        faulty = {remark.row for remark in converted.remarks if remark.severity is Severity.FAULT}
        for row in np.flatnonzero(is_missing(converted) & ~blank):
            if int(row) not in faulty:
                converted.add(int(row), "missing-value", column=labels[column.name])


def compare(table: Table, columns: Mapping[str, Converted], labels: Mapping[str, str]) -> None:
    """Find rows in which a part is larger than its whole, such as clicks above impressions."""
    for low, high in table.at_most:
        if low in columns and high in columns:
            smaller, larger = columns[low].values, columns[high].values
            with np.errstate(invalid="ignore"):
                rows = np.flatnonzero(smaller > larger)
            for row in rows:
                columns[low].add(
                    int(row),
                    "above",
                    Severity.WARNING,
                    column=labels[low],
                    found=show(float(smaller[row])),
                    other=labels[high],
                    limit=show(float(larger[row])),
                )


def find_duplicates(
    table: Table, columns: Mapping[str, Converted], faulty: Mask, top: int, labels: Mapping[str, str]
) -> None:
    """Find rows that repeat an earlier row's key. IDs are compared with case: some platforms' IDs differ in it only.

    A row without an ID cannot be compared; but an account may have no name, and then "no name" is the name.
    """
    names = [name for name in table.key if name in columns]
    last = table.column(table.key[-1]) if table.key else None
    if last is None or len(names) < len(table.key) - 1 or (last.name not in names and last.name != "account"):
        return
    lists = [_hashable(columns[name].values) for name in names]
    if not lists or len(set(lists[-1])) == len(faulty) or len(set(zip(*lists, strict=True))) == len(faulty):
        return  # the usual case, and by far the fastest to tell
    may_be_empty = last.required or last.name == "account"
    seen: dict[tuple[object, ...], int] = {}
    for row, key in enumerate(zip(*lists, strict=True)):
        if faulty[row] or (not may_be_empty and key[-1] is None):
            continue
        first = seen.setdefault(key, row)
        if first != row:
            found = ", ".join(_part_text(part) for part in key if part is not None)
            columns[names[-1]].add(row, "duplicate-row", column=labels[names[-1]], found=found, first=str(top + first))


def _hashable(values: Any) -> list[Any]:
    cells = values.tolist() if isinstance(values, np.ndarray) else values
    return [None if cell != cell else cell for cell in cells]  # noqa: PLR0124 - NaN equals nothing, no value itself


def _part_text(part: object) -> str:
    return f"{part:%Y-%m-%d}" if isinstance(part, datetime) else show(part)


def check_requests(columns: Mapping[str, Converted], labels: Mapping[str, str]) -> None:
    """Find answers given before the question."""
    if "first_response" in columns and "received" in columns:
        answered, received = columns["first_response"], columns["received"]
        for row in np.flatnonzero(answered.values < received.values):
            found, limit = (str(one.values[row].astype("datetime64[m]")) for one in (answered, received))
            if found == limit:
                found, limit = (str(one.values[row].astype("datetime64[s]")) for one in (answered, received))
            found, limit = found.replace("T", " "), limit.replace("T", " ")
            answered.add(int(row), "response-before-request", column=labels["first_response"], found=found, limit=limit)


def check_targets(columns: Mapping[str, Converted], labels: Mapping[str, str], language: str) -> None:
    """Read goals and baselines: numbers, percentages typed as text, and the words for where a baseline is taken."""
    if "goal" in columns:
        _read_numbers(columns["goal"], labels["goal"])
    if "baseline" in columns:
        names = option_names("baseline")
        words = {text: names[fold(text)] for text in columns["baseline"].values if fold(text) in names}
        _read_numbers(columns["baseline"], labels["baseline"], words, allowed_words("baseline", _SPANS, language))


def check_benchmarks(columns: Mapping[str, Converted], labels: Mapping[str, str]) -> None:
    """Read published figures: numbers, and percentages typed as text."""
    if "value" in columns:
        _read_numbers(columns["value"], labels["value"])


def _read_numbers(converted: Converted, label: str, words: Mapping[Any, str] | None = None, allowed: str = "") -> None:
    values = converted.values
    for row, value in enumerate(values):
        if value is None or value == "" or (isinstance(value, (int, float)) and not isinstance(value, bool)):
            continue
        if words and value in words:
            values[row] = words[value]
            continue
        parsed = read_number(value) if isinstance(value, str) else None
        values[row] = parsed.values[0] if parsed and len(parsed.values) == 1 else None
        if values[row] is not None:
            found = show(values[row])
            converted.add(row, "text-as-number", Severity.NOTE, column=label, found=show(value), value=found)
        elif allowed:
            converted.add(row, "not-a-baseline", column=label, found=show(value), allowed=allowed)
        else:
            converted.add(row, "not-a-number", column=label, found=show(value))


def check_surveys(columns: Mapping[str, Converted], labels: Mapping[str, str], settings: Settings) -> None:
    """Find scores above the highest possible one."""
    if "kind" not in columns or "score" not in columns:
        return
    highest = {"csat": settings.csat_scale, "nps": 10.0, "review": settings.review_scale}
    kinds, scores = columns["kind"].values, columns["score"].values
    scales = columns["scale"].values if "scale" in columns else np.full(len(scores), np.nan)
    for row, kind in enumerate(kinds):
        if kind is None:
            continue
        top = highest[kind] if kind == "nps" or np.isnan(scales[row]) else float(scales[row])
        if scores[row] > top:
            columns["score"].add(
                row, "score-above-scale", column=labels["score"], found=show(float(scores[row])), limit=show(top)
            )
