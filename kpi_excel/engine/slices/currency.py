"""Currencies: amounts in others than the settings' are converted by the table of rates, or have no value.

A rate holds from its day until the next one of its currency. An amount of a day before the first rate, or in a currency
without any, is unknown: added up as it stands it would be worth something else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from kpi_excel.engine.frames import Frame, conform, distinct, floats, ordinals, to_pandas
from kpi_excel.engine.inputs import Inputs
from kpi_excel.errors import Issue, Place, Severity
from kpi_excel.model.settings import Settings
from kpi_excel.model.table import ColumnType, Table

_MONEY = (ColumnType.AMOUNT, ColumnType.SIGNED_AMOUNT)
_CODE, _FACTOR = "currency", "currency_factor"


@dataclass(frozen=True)
class Rates:
    """What one unit of a currency is worth.

    Args:
        home: the currency that all amounts are shown in; empty if none is set.
        days: by currency, the ordinals of the days from which its rates hold, rising.
        worth: by currency, the rates of those days.
    """

    home: str
    days: Mapping[str, NDArray[np.int64]]
    worth: Mapping[str, NDArray[np.float64]]

    def on(self, code: str, days: NDArray[np.int64]) -> NDArray[np.float64]:
        """Give what one unit is worth on some days in the home currency; NaN where nobody says."""
        if code in ("", self.home):
            return np.ones(len(days))
        if code not in self.days:
            return np.full(len(days), np.nan)
        index = np.searchsorted(self.days[code], days, "right") - 1
        return np.where(index >= 0, self.worth[code][index], np.nan)


def read_rates(native: Any, table: Table, settings: Settings, frames: Mapping[str, Frame]) -> Rates:
    """Read the table of rates.

    Without a currency in the settings, the only one that the tables name is the one they are kept in.

    Args:
        native: the table's frame; None without one.
        table: its definition.
        settings: the home currency.
        frames: the tables of amounts.
    """
    home = _folded(settings.currency)
    if not home:
        codes = {code for frame in frames.values() for code in _codes(frame).values()}
        home = codes.pop() if len(codes) == 1 else ""
    if native is None:
        return Rates(home, {}, {})
    rows = to_pandas(conform(native, table)).dropna(subset=[_CODE, "from", "rate"])
    rows = rows.sort_values("from", kind="stable")
    rows = rows[rows["rate"] > 0]
    groups = {str(code): own for code, own in rows.groupby(rows[_CODE].map(_folded))}
    return Rates(
        home,
        {code: ordinals(own["from"]) for code, own in groups.items()},
        {code: floats(own["rate"]) for code, own in groups.items()},
    )


def converted(frame: Frame, table: Table, rates: Rates) -> Frame:
    """Give a prepared table with its amounts in the home currency; null where no rate is known."""
    codes = _codes(frame)
    if all(code == rates.home for code in codes.values()):
        return frame
    if frame.implementation.is_duckdb():
        frame = frame.collect("pandas").lazy()  # relations of different connections cannot be joined
    keys = frame.select(_CODE, "day").unique().drop_nulls().collect()
    named = [codes.get(one, "") for one in keys[_CODE].to_list()]
    worth = _worth(named, ordinals(keys.select("day").to_pandas()["day"]), rates)
    column = nw.new_series(_FACTOR, worth.tolist(), nw.Float64, backend=keys.implementation)
    joined = frame.join(keys.with_columns(column).lazy(), on=[_CODE, "day"], how="left")
    factor = nw.when(nw.col(_CODE).is_null()).then(nw.lit(1.0)).otherwise(nw.col(_FACTOR).fill_nan(None))
    amounts = [one.name for one in table.columns if one.type in _MONEY]
    return joined.with_columns(*((nw.col(name) * factor).alias(name) for name in amounts)).drop(_FACTOR)


def rate_issues(frames: Mapping[str, Frame], rates: Rates, inputs: Inputs) -> Iterator[Issue]:
    """Name the amounts that have no value because no rate is known.

    Args:
        frames: the prepared tables, as they were before amounts were converted.
        rates: the rates.
        inputs: for the names of the file and its sheets.
    """
    sheets = {one.table: one.sheet for one in inputs.summaries}
    for name, frame in frames.items():
        codes = {one: code for one, code in _codes(frame).items() if code != rates.home}
        if not codes:
            continue
        rows = to_pandas(frame.select(_CODE, "day").filter(nw.col(_CODE).is_in(list(codes)))).dropna()
        named = rows[_CODE].map(codes)
        days = ordinals(rows["day"])
        lacking = np.isnan(_worth(named.tolist(), days, rates))
        for code, own in rows[lacking].groupby(named[lacking], sort=True):
            values = {
                "table": "rates",
                "rows": str(len(own)),
                "currency": str(code),
                "home": rates.home,
                "day": own["day"].min().date().isoformat(),
            }
            place = Place(inputs.source, sheets.get(name, ""))
            if rates.home:
                yield Issue("no-rate", Severity.FAULT, place, values)
            else:
                yield Issue("no-currency", Severity.FAULT, place, values)


def _worth(codes: list[str], days: NDArray[np.int64], rates: Rates) -> NDArray[np.float64]:
    """Give what one unit is worth for each of some rows."""
    worth = np.full(len(codes), np.nan)
    for code in set(codes):
        own = np.array([one == code for one in codes])
        worth[own] = rates.on(code, days[own])
    return worth


def _codes(frame: Frame) -> dict[str, str]:
    """Give the currencies of a table as they are compared, by how they are written; none without such a column."""
    if _CODE not in frame.collect_schema():
        return {}
    written = (one for one in distinct(frame, _CODE) if isinstance(one, str))
    return {one: code for one in written if (code := _folded(one))}


def _folded(code: str) -> str:
    """Give a currency's code as it is compared: without case and outer spaces."""
    return code.strip().upper()
