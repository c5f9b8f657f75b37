"""Input tables: what the input workbook holds, as data."""

from dataclasses import dataclass
from enum import StrEnum


class ColumnType(StrEnum):
    """What a column's cells hold."""

    TEXT = "text"
    DATE = "date"
    TIME = "time"  # date and time of day
    COUNT = "count"  # a whole number from 0
    AMOUNT = "amount"  # money from 0
    SIGNED_AMOUNT = "signed_amount"  # money, may be negative
    NUMBER = "number"  # any number from 0
    YEAR = "year"
    YES_NO = "yes_no"
    OPTION = "option"  # one of the column's options
    PLATFORM = "platform"  # free text with suggestions
    KPI = "kpi"
    FORMULA = "formula"
    ANY = "any"  # a number, a date or text (settings' values, baselines)


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
    """

    name: str
    type: ColumnType
    required: bool = False
    options: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    word_list: str = ""
    part_of: str = ""

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
        key: columns that no two rows may share; empty if rows may repeat.
        at_most: pairs of columns of which the first should not be above the second.
        events: whether rows are things that happened (a period without rows is a known zero) rather than
            reports (a period without rows is unknown).
        keeps_faulty: whether rows with faults stay, marked by the columns ``fault`` and ``cell``.
        placement: what all rows are, such as paid; empty if a column says it, or nothing does.
        parts: columns by whose values a change is explained.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    at_most: tuple[tuple[str, str], ...] = ()
    events: bool = False
    keeps_faulty: bool = False
    placement: str = ""
    parts: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """Give the column of that name."""
        return next(column for column in self.columns if column.name == name)

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
