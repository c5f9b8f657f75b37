"""Coverage: from when until when data are complete, as sets of days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

ENOUGH = 0.8  # of a span's days: four weeks of five still hold every weekday several times


class Origin(StrEnum):
    """What says that days are covered; the later wins."""

    ROWS = "rows"
    IMPORT = "import"
    TYPED = "typed"


@dataclass(frozen=True, slots=True)
class Days:
    """A set of days.

    Args:
        spans: first and last ordinals of its stretches, rising and apart from each other; see `Days.of`.

    Example:
        >>> january = Days.between(date(2026, 1, 1), date(2026, 1, 31))
        >>> mended = Days.of([(january.first, january.first + 3), (january.first + 4, january.last)])
        >>> mended == january, len(january), len(january & january.moved(10))
        (True, 31, 21)
    """

    spans: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, spans: Iterable[tuple[int, int]]) -> Days:
        """Give the days of some spans, each from its first to its last ordinal; a span that ends first has none."""
        joined: list[tuple[int, int]] = []
        for first, last in sorted(spans):
            if last < first:
                continue
            if joined and first <= joined[-1][1] + 1:
                joined[-1] = (joined[-1][0], max(joined[-1][1], last))
            else:
                joined.append((first, last))
        return cls(tuple(joined))

    @classmethod
    def between(cls, first: date, last: date) -> Days:
        """Give the days from one to another, both included."""
        return cls.of([(first.toordinal(), last.toordinal())])

    def __len__(self) -> int:
        return sum(last - first + 1 for first, last in self.spans)

    def __iter__(self) -> Iterator[int]:
        return (day for first, last in self.spans for day in range(first, last + 1))

    def __and__(self, other: Days) -> Days:
        """Give the days that are in both."""
        found, left, right = [], list(self.spans), list(other.spans)
        while left and right:
            first, last = max(left[0][0], right[0][0]), min(left[0][1], right[0][1])
            if first <= last:
                found.append((first, last))
            (left if left[0][1] <= right[0][1] else right).pop(0)
        return Days(tuple(found))

    def __or__(self, other: Days) -> Days:
        """Give the days that are in one of them or in both."""
        return Days.of([*self.spans, *other.spans])

    def __sub__(self, other: Days) -> Days:
        """Give the days that are in this one only."""
        found, start = [], self.spans[0][0] if self.spans else 0
        for first, last in (self & other).spans:
            found.append((start, first - 1))
            start = last + 1
        return Days.of([*found, (start, self.spans[-1][1])]) & self if self.spans else self

    def moved(self, days: int) -> Days:
        """Give the days that lie so many days later; earlier if negative."""
        return Days(tuple((first + days, last + days) for first, last in self.spans))

    def covers(self, other: Days) -> bool:
        """Tell whether every day of the other one is in this one."""
        return all(any(mine <= first and last <= end for mine, end in self.spans) for first, last in other.spans)

    @property
    def first(self) -> int:
        """Give the first day's ordinal; only where there is one."""
        return self.spans[0][0]

    @property
    def last(self) -> int:
        """Give the last day's ordinal; only where there is one."""
        return self.spans[-1][1]


def enough(known: Days, wanted: Days) -> bool:
    """Tell whether enough of some days is known for them to speak for all of them."""
    return known.covers(wanted) or len(known & wanted) >= ENOUGH * len(wanted)


@dataclass(frozen=True, slots=True, order=True)
class Feed:
    """Where rows come from: a table, a platform and an account, both empty where rows name none."""

    table: str
    platform: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is known of a feed.

    Args:
        days: the days whose data are complete.
        origin: what says so.
        rows: how many rows it has.
    """

    days: Days
    origin: Origin = Origin.ROWS
    rows: int = 0

    @property
    def said(self) -> bool:
        """Tell whether it was said, by a person or a file, so that an absent report is a zero, too."""
        return self.origin is not Origin.ROWS


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is known, and until when.

    Args:
        known: every feed that has rows or was named.
        horizon: the days that the workbook is about: from its first day to the last one that counts.
    """

    known: Mapping[Feed, Stretch]
    horizon: Days

    def of(self, tables: Iterable[str], platform: str | None = None) -> dict[Feed, Stretch]:
        """Give the feeds of some tables, of one platform or (None) of all.

        Rows without a platform belong to all platforms together, those of tables that know no platforms to each.
        """
        wanted = set(tables)
        return {
            feed: stretch
            for feed, stretch in self.known.items()
            if feed.table in wanted and platform in (None, feed.platform)
        }
