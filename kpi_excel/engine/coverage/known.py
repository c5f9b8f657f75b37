"""What is known: the coverage of every feed, from its rows and from what is said of it.

What a person types wins over what an import covered, and that over what the rows alone let expect. An import speaks
only of the days of its file: rows before and after it still speak for themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from kpi_excel.engine.coverage.claims import Claim, strongest
from kpi_excel.engine.coverage.row_days import RowDays
from kpi_excel.engine.coverage.stretches import event_days, report_days
from kpi_excel.model.coverage import Coverage, Days, Feed, Origin, Stretch
from kpi_excel.model.table import Table

FORGOTTEN = 92  # days, the longest quarter: with no row for longer, whoever fills the table has left it alone


def known(found: Sequence[RowDays], claims: Sequence[Claim], tables: Mapping[str, Table], horizon: Days) -> Coverage:
    """Give the coverage of every feed that has rows, or that a claim names.

    Args:
        found: the days on which feeds have rows.
        claims: the rows of the coverage table.
        tables: the input tables' definitions.
        horizon: the workbook's first day to the last one that counts; rows outside it count for nothing.
    """
    inside = [one for days in found if len((one := days.since_opening().within(horizon)).days)]
    spans = _spans_of_tables(inside, tables, horizon, _last_rows(found))
    stretches = {}
    for one in inside:
        own = _from_rows(one, tables[one.feed.table], spans[one.feed.table])
        stretches[one.feed] = _said(own, strongest(claims, one.feed), one, horizon)
    for claim in claims:
        named = Feed(claim.table, claim.platform, claim.account)
        if claim.platform and claim.table in tables and not any(claim.about(feed) for feed in stretches):
            nobody = RowDays(named, *(np.empty(0, np.int64),) * 3)
            stretches[named] = _said(Days(), strongest(claims, named), nobody, horizon)
    return Coverage(stretches, horizon)


def _from_rows(one: RowDays, table: Table, horizon: Days) -> Days:
    if table.events:
        return event_days(one.days, int(one.rows.sum()), horizon)
    return report_days(one.days, one.ends, horizon)


def _spans_of_tables(
    found: Sequence[RowDays], tables: Mapping[str, Table], horizon: Days, ever: Mapping[str, int]
) -> Mapping[str, Days]:
    """Give the days from when until when each table is filled at all.

    Args:
        found: the days of its feeds within the horizon.
        tables: the input tables' definitions.
        horizon: the workbook's first day to the last one that counts.
        ever: the day of each table's last row, within the horizon or after it.

    Its platforms begin with it, if their pauses allow, and where all of a table of events falls silent, no platform
    goes on: few rows do not tell how long its pauses are, but of a table that was left alone for a quarter nobody knows
    whether nothing happened. Reports end each on its own.
    """
    by_table: dict[str, list[RowDays]] = defaultdict(list)
    for one in found:
        by_table[one.feed.table].append(one)
    spans = {}
    for name, own in by_table.items():
        days = np.unique(np.concatenate([one.days for one in own]))
        whole = RowDays(Feed(name), days, days, np.array([sum(one.rows.sum() for one in own)], np.int64))
        filled = _from_rows(whole, tables[name], horizon)
        last = filled.last if tables[name].events else horizon.last
        if tables[name].events and horizon.last - ever[name] > FORGOTTEN:
            last = min(last, ever[name])
        spans[name] = Days.of([(filled.first, last)])
    return spans


def _last_rows(found: Sequence[RowDays]) -> Mapping[str, int]:
    last: dict[str, int] = {}
    for one in found:
        if len(one.days):
            last[one.feed.table] = max(last.get(one.feed.table, 0), int(one.days[-1]))
    return last


def _said(own: Days, claims: Sequence[Claim], found: RowDays, horizon: Days) -> Stretch:
    """Let what is said of a feed win over what its rows let expect."""
    rows = int(found.rows.sum())
    said = Days.of([span for claim in claims for span in claim.days.spans]) & horizon
    if not said.spans:
        return Stretch(own, Origin.ROWS, rows)
    if claims[0].origin is Origin.TYPED:
        return Stretch(said, Origin.TYPED, rows)
    before = Days.of([(horizon.first, said.first - 1)])
    goes_on = len(found.days) and found.days[-1] > said.last
    after = Days.of([(said.last + 1, horizon.last)]) if goes_on else Days()
    return Stretch(said | own & (before | after), Origin.IMPORT, rows)
