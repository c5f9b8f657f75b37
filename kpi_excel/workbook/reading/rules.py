"""Rules over a table's rows: required cells, duplicates, and numbers that cannot both be right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kpi_excel.errors import Severity
from kpi_excel.model.kpi import Kpi, Unit
from kpi_excel.model.settings import Settings
from kpi_excel.model.table import Table
from kpi_excel.workbook.reading.converted import Converted, show
from kpi_excel.workbook.reading.numbers import read_number
from kpi_excel.workbook.vocabulary import allowed_words, fold, option_names

Mask = NDArray[np.bool_]
_TRIPLED = 2.0  # a change by 200 %
_ADDRESS = re.compile(r"\S+@\S+\.\S+")
_SPANS = ("previous", "last_year")


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
        spared = columns[column.unless].values == 0 if column.unless in columns else np.zeros(len(blank), bool)
        faulty = {row for one in converted.remarks if one.severity is Severity.FAULT for row in one.of_rows}
        for row in np.flatnonzero(is_missing(converted) & ~blank & ~spared):
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

    A row without an ID cannot be compared; but an account may have no name, and then "no name" is the name. A refund
    may bear the number of its order.
    """
    names = [name for name in table.key if name in columns]
    ids = [name for name in table.id if name in columns]
    if not (ids if table.id else names):
        return
    cells = {name: hashable(columns[name].values) for name in (*names, *ids)}
    parts = [_with_default(cells[name], table.column(name).empty_means) for name in names]
    if ids:
        parts.append([next(filter(None, row), None) for row in zip(*(cells[name] for name in ids), strict=True)])
    if len(set(parts[-1])) == len(faulty) or len(set(zip(*parts, strict=True))) == len(faulty):
        return  # the usual case, and by far the fastest to tell
    spared = faulty | (columns[table.takes_back].values < 0) if table.takes_back in columns else faulty
    seen: dict[tuple[object, ...], int] = {}
    for row, key in enumerate(zip(*parts, strict=True)):
        if spared[row] or (ids and key[-1] is None):
            continue
        first = seen.setdefault(key, row)
        if first != row:
            given = [name for name in (*names, *ids) if cells[name][row] is not None]
            where = next((name for name in ids if name in given), names[-1] if names else "")
            shown = [name for name in given if name in (*names, where)]
            found = ", ".join(_part_text(cells[name][row]) for name in shown)
            columns[where].add(row, "duplicate-row", column=labels[where], found=found, first=str(top + first))


def _with_default(cells: list[Any], default: str) -> list[Any]:
    return [default if cell is None else cell for cell in cells] if default else cells


def hashable(values: Any) -> list[Any]:
    """Give a column's values as a list, None where there is none, so that rows can be compared."""
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


def check_orders(columns: Mapping[str, Converted], labels: Mapping[str, str]) -> None:
    """Find customers who are named by their mail address, which a report has no need to hold and never quotes."""
    if "customer_id" in columns:
        for row, customer in enumerate(columns["customer_id"].values):
            if customer is not None and _ADDRESS.fullmatch(customer):
                columns["customer_id"].warn_once(row, "mail-address", column=labels["customer_id"])


def check_targets(columns: Mapping[str, Converted], labels: Mapping[str, str], language: str) -> None:
    """Read goals and baselines: numbers, percentages typed as text, and the words for where a baseline is taken."""
    if "goal" in columns:
        _read_numbers(columns["goal"], labels["goal"], language)
    if "baseline" in columns:
        names = option_names("baseline")
        words = {text: names[fold(text)] for text in columns["baseline"].values if fold(text) in names}
        allowed = allowed_words("baseline", _SPANS, language)
        _read_numbers(columns["baseline"], labels["baseline"], language, words, allowed)


def check_benchmarks(columns: Mapping[str, Converted], labels: Mapping[str, str], language: str) -> None:
    """Read published figures: numbers, and percentages typed as text."""
    if "value" in columns:
        _read_numbers(columns["value"], labels["value"], language)


def ask_about_percentages(
    column: str, columns: Mapping[str, Converted], labels: Mapping[str, str], kpis: Mapping[str, Kpi]
) -> None:
    """Ask about numbers above 1 for a rate, which are hundreds of percent: 5 is typed more often for 5 %.

    A rate that takes something off, such as return on investment, may well be above 1. A percentage that was typed as
    text is meant as it is.

    Args:
        column: holds the numbers, of targets or benchmarks.
        columns: all columns of the table.
        labels: their headers.
        kpis: by name.
    """
    if column not in columns or "kpi" not in columns:
        return
    converted = columns[column]
    meant = {remark.row for remark in converted.remarks}
    kinds = columns["goal_kind"].values if "goal_kind" in columns else [""] * len(converted.values)
    for row, (name, kind, value) in enumerate(zip(columns["kpi"].values, kinds, converted.values, strict=True)):
        kpi = kpis.get(name)
        if kpi is None or row in meant or not isinstance(value, float):
            continue
        is_share = kpi.unit is Unit.PERCENT and "-" not in kpi.formula.text
        if value > _TRIPLED if kind == "change" else is_share and value > 1:
            found, percent = show(value), f"{100 * value:.4g}%"
            small = f"{value:.4g}%"
            converted.add(
                row, "asks-for-much", Severity.WARNING, column=labels[column], found=found, percent=percent, small=small
            )


def _read_numbers(
    converted: Converted, label: str, language: str, words: Mapping[Any, str] | None = None, allowed: str = ""
) -> None:
    values = converted.values
    for row, value in enumerate(values):
        if value is None or value == "" or (isinstance(value, (int, float)) and not isinstance(value, bool)):
            continue
        if words and value in words:
            values[row] = words[value]
            continue
        meant = read_number(value, language=language).values if isinstance(value, str) else ()
        values[row] = meant[0] if len(meant) == 1 else None
        if values[row] is not None:
            found = show(values[row])
            converted.add(row, "text-as-number", Severity.NOTE, column=label, found=show(value), value=found)
        elif meant:
            first, second = show(meant[0]), show(meant[-1])
            converted.add(row, "ambiguous-number", column=label, found=show(value), first=first, second=second)
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
