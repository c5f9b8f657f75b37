"""Measures: what is added up, counted or looked up in the input tables. KPIs do arithmetic over them."""

from dataclasses import dataclass
from enum import StrEnum


class Aggregation(StrEnum):
    """How the rows of a slice become one number."""

    SUM = "sum"
    COUNT = "count"  # rows, or rows that give a value in the column
    COUNT_DISTINCT = "count_distinct"  # different values over all platforms: computed from rows for every slice
    COUNT_DISTINCT_PER_PLATFORM = "count_distinct_per_platform"  # different values per platform, added
    MEDIAN = "median"  # computed from rows for every slice
    LAST_PER_ACCOUNT = "last_per_account"  # the last count on or before the slice's end, added over accounts
    FIRST_PER_ACCOUNT = "first_per_account"  # the count at the slice's start: the last less the change, added
    CHANGE_PER_ACCOUNT = "change_per_account"  # new minus lost where both are given, else the change of the count
    POSTS_AND_ADS = "posts_and_ads"  # added over both tables, what stands in both once; see `engine.slices.once`
    SETTING = "setting"  # a number from the settings table
    DAYS = "days"  # days of the slice


GIVEN = "_given_"
IN_A_YEAR = "_in_12_months"


@dataclass(frozen=True, slots=True)
class Source:
    """A column of a table; no column means the row itself."""

    table: str
    column: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """One number per slice.

    Args:
        name: the base name; ``<base>_in_12_months`` for the year that ends with the slice, ``<base>_given_<other>`` for
            a restricted measure.
        aggregation: how rows combine.
        sources: where the values come from; several sources are added (cost: ad spend and the costs table).
        given: a column of the same table that must give a value for the row to count; empty if every row counts.
        in_a_year: whether the days that count are the 12 months that end with the slice; no value if less is known.
    """

    name: str
    aggregation: Aggregation
    sources: tuple[Source, ...] = ()
    given: str = ""
    in_a_year: bool = False

    @property
    def base(self) -> str:
        """Give the name without its restriction to some rows, as functions call it."""
        return self.name.split(GIVEN)[0]

    @property
    def tables(self) -> tuple[str, ...]:
        """Give the tables that the measure is read from."""
        return tuple(source.table for source in self.sources)
