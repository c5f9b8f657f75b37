"""Knowledge: whether enough is known of a span for its number to be judged, and until when.

A number is judged on what is known: where those platforms that know at least 80 % of the days have at least 80 % of
the rows of each table that its KPI needs. So a small platform that stopped holds nothing up, and a large one that is
missing does not pass unseen. A platform counts from its first day on, if it was still known not long before the span.
Fewer than ten rows do not tell what is missing beside them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kpi_excel.engine.coverage.stretches import FEWEST_ROWS
from kpi_excel.model.coverage import ENOUGH, Coverage, Days, Feed, Stretch, enough
from kpi_excel.model.period import Period
from kpi_excel.model.settings import ALL_PLATFORMS
from kpi_excel.model.table import Table


@dataclass(frozen=True)
class Knowledge:
    """What is known of a KPI on a platform.

    Args:
        coverage: what is known.
        basis: the tables that the KPI is made of.
        platform: the platform, or All.
        tables: the input tables' definitions.
        stands: whether the KPI is a count that stands at a day, so that it does not matter since when it is known.
    """

    coverage: Coverage
    basis: Sequence[str]
    platform: str
    tables: Mapping[str, Table]
    stands: bool = False

    def covers(self, span: Period, since: date | None = None, *, wholly: bool = False) -> bool:
        """Tell whether enough is known of a span; of a KPI without any rows nothing is missing.

        Args:
            span: the days.
            since: the day from which a platform must have been known to be missed now; as many days before the span
                as it has unless given.
            wholly: whether all of the days must be known.
        """
        days = _days(span)
        missed_from = since.toordinal() if since else days.first - len(days)
        rows: dict[str, list[int]] = {feed.table: [0, 0] for feed in self._feeds()}
        for feed, stretch in self._feeds().items():
            known = self._known(stretch, days)
            if missed_from <= stretch.days.last and stretch.days.first <= days.last:
                rows[feed.table][known.covers(days) if wholly else enough(known, days)] += max(stretch.rows, 1)
        return all(known > 0 and known >= ENOUGH * (unknown + known) for unknown, known in rows.values())

    def until(self, span: Period) -> date:
        """Give the day up to which a span is known, of which enough is."""
        days = _days(span)
        known = [one.days & days for one in self._feeds().values() if enough(self._known(one, days), days)]
        return min((date.fromordinal(one.last) for one in known), default=span.end)

    def _known(self, stretch: Stretch, days: Days) -> Days:
        if not stretch.said and stretch.rows < FEWEST_ROWS:
            return days
        since = Days.of([(days.first, stretch.days.first)])
        return stretch.days | since if self.stands else stretch.days

    def _feeds(self) -> dict[Feed, Stretch]:
        feeds = self.coverage.of(self.basis, None if self.platform == ALL_PLATFORMS else self.platform)
        if self.platform != ALL_PLATFORMS:
            feeds |= self.coverage.of((name for name in self.basis if not self.tables[name].has("platform")), "")
        return {feed: stretch for feed, stretch in feeds.items() if stretch.days.spans}


def _days(span: Period) -> Days:
    return Days.between(span.start, span.end)
