"""Input tables: what the input workbook holds, as data."""

from dataclasses import dataclass
from enum import StrEnum

SHEET, ROW = ORIGIN = ("sheet", "row")
"""Columns of every frame that was read: where each row stands, since frames promise no order."""

FAULT, CELL = FAULTS = ("fault", "cell")
"""Columns of tables whose rows stay in spite of their faults: the first fault's code, and the row's first cell."""


class ColumnType(StrEnum):
    """What a column's cells hold."""

    TEXT = "text"
    DATE = "date"
    TIME = "time"  # date and time of day
    COUNT = "count"  # a whole number from 0
    SIGNED_COUNT = "signed_count"  # a whole number, may be negative
    AMOUNT = "amount"  # money from 0
    SIGNED_AMOUNT = "signed_amount"  # money, may be negative
    NUMBER = "number"  # any number from 0
    YEAR = "year"
    YES_NO = "yes_no"
    OPTION = "option"  # one of the column's options
    PLATFORM = "platform"  # free text with suggestions
    KPI = "kpi"
    TABLE = "table"  # one of the input tables that have a kind, by any of its names
    CURRENCY = "currency"  # three letters
    FORMULA = "formula"
    ANY = "any"  # a number, a date or text (settings' values, baselines)


class TableKind(StrEnum):
    """What a row is, and so what a period without rows means."""

    EVENT = "event"  # a thing that happened: no row means that nothing did
    REPORT = "report"  # a day that somebody reported: no row means that nobody knows
    PLAN = ""  # neither: settings, targets, benchmarks and the like


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an input table.

    Args:
        name: the data frame's column name.
        type: what its cells hold.
        required: whether a row without it is a fault.
        options: allowed values, for `ColumnType.OPTION`.
        suggestions: values offered in the drop-down where other text is allowed too.
        word_list: name of the list of words for options and suggestions; the column's own name unless given.
        part_of: the column of the same table whose numbers it is a part of, such as new followers of followers.
        empty_means: the value that an empty cell stands for; empty if it is not known.
        unless: for a required column, the yes-or-no column whose no makes it optional in that row.
        folded: whether it stays out of sight in a new workbook until something uses it.
        waits: whether it is read and checked while nothing is calculated from it yet.
    """

    name: str
    type: ColumnType
    required: bool = False
    options: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    word_list: str = ""
    part_of: str = ""
    empty_means: str = ""
    unless: str = ""
    folded: bool = False
    waits: bool = False

    @property
    def words(self) -> str:
        """Name the list of words that options and suggestions are shown with."""
        return self.word_list or self.name


@dataclass(frozen=True, slots=True)
class Table:
    """An input table.

    Args:
        name: Excel table name, the sheet name in lower case.
        columns: in the order in which the input workbook shows them.
        kind: what a row is.
        key: columns that no two rows may share; empty, without `id`, if rows may repeat. An empty cell is a value.
        id: columns of which the first that is given names a row beside its key; a row without any is like none.
        takes_back: the column in which an amount below 0 takes an earlier row back, so that it may bear its key.
        at_most: pairs of columns of which the first should not be above the second.
        plans: whether rows may be plans, so that a day to come is no fault.
        keeps_faulty: whether rows with faults stay, marked by the columns ``fault`` and ``cell``.
        placement: what all rows are, such as paid; empty if a column says it, or nothing does.
        parts: columns by whose values a change is explained.
        folded: whether its sheet stays out of sight in a new workbook until something uses it.
        waits: whether it is read and checked while nothing is calculated from it yet.
    """

    name: str
    columns: tuple[Column, ...]
    kind: TableKind = TableKind.PLAN
    key: tuple[str, ...] = ()
    id: tuple[str, ...] = ()
    takes_back: str = ""
    at_most: tuple[tuple[str, str], ...] = ()
    plans: bool = False
    keeps_faulty: bool = False
    placement: str = ""
    parts: tuple[str, ...] = ()
    folded: bool = False
    waits: bool = False

    def column(self, name: str) -> Column:
        """Give the column of that name."""
        return next(column for column in self.columns if column.name == name)

    @property
    def events(self) -> bool:
        """Tell whether a period without rows is a known zero rather than a missing report."""
        return self.kind is TableKind.EVENT

    @property
    def date_column(self) -> str:
        """Give the column that places a row in time; empty for tables without time."""
        return next((c.name for c in self.columns if c.required and c.type in (ColumnType.DATE, ColumnType.TIME)), "")

    @property
    def by_platform(self) -> bool:
        """Tell whether every row names its platform."""
        return any(column.name == "platform" and column.required for column in self.columns)

    @property
    def by_placement(self) -> bool:
        """Tell whether rows name their placement, each its own."""
        return self.has("placement")

    def has(self, name: str) -> bool:
        """Tell whether the table has a column of that name."""
        return any(column.name == name for column in self.columns)
