"""Claims: what the input table `coverage` says, row by row, and which of it cannot be so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw
import pandas as pd

from kpi_excel.engine.coverage.row_days import RowDays
from kpi_excel.engine.frames import to_pandas
from kpi_excel.errors import Issue, Place, Severity
from kpi_excel.model.coverage import Days, Feed, Origin
from kpi_excel.model.table import Table, TableKind

_CODES = {
    "no_table": "coverage-no-table",
    "backwards": "coverage-backwards",
    "rows_outside": "coverage-rows-outside",
    "to_come": "coverage-days-to-come",
}
CLAIMS = tuple(_CODES.values())
"""The codes of what may be wrong with a claim."""
_TEXTS = ("table", "platform", "account", "source")


@dataclass(frozen=True, slots=True)
class Claim:
    """A row of the table: from when until when some data are complete.

    Args:
        table: the table's name.
        platform: empty if it holds for every platform.
        account: empty if it holds for every account.
        first: the first day whose data are complete.
        last: the last one.
        origin: who says so.
    """

    table: str
    platform: str
    account: str
    first: date
    last: date
    origin: Origin = Origin.TYPED

    def about(self, feed: Feed) -> bool:
        """Tell whether it speaks of a feed."""
        same = self.table == feed.table and self.platform in ("", feed.platform)
        return same and self.account in ("", feed.account)

    @property
    def days(self) -> Days:
        """Give the days that it says are complete."""
        return Days.between(self.first, self.last)

    @property
    def weight(self) -> tuple[int, bool, bool]:
        """Give what decides between two of them: who says so, then which is more particular."""
        return list(Origin).index(self.origin), bool(self.account), bool(self.platform)


def read_claims(native: Any) -> tuple[Claim, ...]:
    """Turn the coverage table into claims; rows without a table or a day say nothing, as reading has told.

    Args:
        native: a frame with the table's columns; never changed. None is no claim.
    """
    if native is None:
        return ()
    frame = to_pandas(nw.from_native(native).lazy())
    rows = ({str(name): value for name, value in row.items()} for row in frame.to_dict("records"))
    found = []
    for row in rows:
        table, platform, account, said = ("" if pd.isna(row.get(name)) else str(row[name]).strip() for name in _TEXTS)
        first, last = row.get("from"), row.get("to")
        if table and not pd.isna(first) and not pd.isna(last):
            origin = Origin(said) if said in set(Origin) else Origin.TYPED
            found.append(Claim(table, platform, account, pd.Timestamp(first).date(), pd.Timestamp(last).date(), origin))
    return tuple(found)


def strongest(claims: Iterable[Claim], feed: Feed) -> tuple[Claim, ...]:
    """Give what counts for a feed: all claims of the greatest weight that speak of it and can be so."""
    about = [one for one in claims if one.about(feed) and one.first <= one.last and one.origin is not Origin.ROWS]
    most = max((one.weight for one in about), default=None)
    return tuple(one for one in about if one.weight == most)


def claim_issues(
    claims: Sequence[Claim], found: Sequence[RowDays], tables: Mapping[str, Table], as_of: date, sheet: str
) -> list[Issue]:
    """Name the claims that cannot be so: of no table, backwards, of days to come, or against the rows.

    Args:
        claims: the rows of the coverage table.
        found: the days on which feeds have rows.
        tables: the input tables' definitions.
        as_of: the last day that counts.
        sheet: the name of the sheet on which the claims stand.
    """
    issues = []
    for one in claims:
        own = [days for days in found if one.about(days.feed) and one in strongest(claims, days.feed)]
        outside = _outside(one, own, as_of)
        kind = _fault(one, tables, as_of, outside)
        if kind:
            values = {"table": one.table, "platforms": one.platform, "rows": str(outside), "until": as_of.isoformat()}
            values |= {"first": one.first.isoformat(), "last": one.last.isoformat()}
            severity = Severity.NOTE if kind == "to_come" else Severity.WARNING
            issues.append(Issue(_CODES[kind], severity, Place(sheet=sheet), values))
    return issues


def _fault(claim: Claim, tables: Mapping[str, Table], as_of: date, outside: int) -> str:
    """Give the gravest of what is wrong with a claim; empty if nothing is, or if it only repeats the rows."""
    if claim.origin is Origin.ROWS:
        return ""
    if claim.table not in tables or tables[claim.table].kind is TableKind.PLAN:
        return "no_table"
    if claim.last < claim.first:
        return "backwards"
    if outside:
        return "rows_outside"
    return "to_come" if claim.origin is Origin.TYPED and claim.last > as_of else ""


def _outside(claim: Claim, found: Sequence[RowDays], as_of: date) -> int:
    """Count the rows that a claim speaks of and that lie outside its days."""
    if claim.origin is not Origin.TYPED:
        return 0
    horizon = Days.of([(1, as_of.toordinal())])
    return sum(one.within(horizon).count(horizon - claim.days) for one in found)
