"""Datasets: what fills a dashboard's tables, each declared once; sheets, matching, checks and reference follow."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

PREFIX = "kpi_"
"""With what the name begins of a table that is filled, and of a cell."""
KPI_COLUMN = "kpi"
KPI_FACTS = ("label", "change_unit")
"""What stands in every row in which a KPI stands, so that people can read it and a template can show its change."""


class Every(StrEnum):
    """Columns that follow from the catalogue: nobody lists them."""

    MEASURES = "measures"
    KPIS = "kpis"
    POST_MEASURES = "post_measures"  # those that one post has
    POST_RATES = "post_rates"  # the KPIs that posts alone decide


class Number(StrEnum):
    """What the numbers of a shown column are."""

    COUNT = "count"
    BY_UNIT = "by_unit"  # of the KPI in the row
    EFFECT = "effect"  # on the KPI in the row; on percentages in percentage points
    CHANGE = "change"  # in the change unit of the row
    SHARE = "share"
    PERCENT = "percent"  # small ones with two decimals
    WHOLE_PERCENT = "whole_percent"
    SCORE = "score"
    WHOLE = "whole"  # without separators: years, ranks
    PER_POST = "per_post"


class Look(StrEnum):
    """How the cells of a shown column look."""

    TOP = "top"
    WRAP = "wrap"
    BOLD = "bold"
    INDENT = "indent"
    WIDE_INDENT = "wide_indent"
    SMALL = "small"
    MUTED = "muted"
    CODE = "code"  # from left to right in every language
    DATE = "date"
    TEXT = "text"  # stays as it was typed
    GENERAL = "general"
    CENTRE = "centre"
    SHRINK = "shrink"
    OWN_DIRECTION = "own_direction"  # that of the text itself


class Colour(StrEnum):
    """What a colour says; there is always a word or a sign beside it."""

    ACCENT = "accent"
    MUTED = "muted"
    BETTER = "better"
    WORSE = "worse"
    RISK = "risk"


@dataclass(frozen=True, slots=True)
class Highlight:
    """When the cells of a column stand out, and how.

    Args:
        by: the column that decides; the column itself unless given.
        equals: the value it must have.
        word: keys of the text that it must be, by file, section and key; instead of `equals`.
        above: the number that it must exceed; instead of both.
        colour: of its text; None leaves it.
        bold: whether it is bold.
    """

    by: str = ""
    equals: str | int | None = None
    word: str = ""
    above: int | None = None
    colour: Colour | None = None
    bold: bool = False


@dataclass(frozen=True, slots=True)
class DatasetColumn:
    """A column that the dataset's own sheet shows, which may be a hidden one.

    Args:
        name: the column's key.
        label: the key of its label; the column's own key unless given.
        width: of the worksheet column; 0 where tables share their columns.
        number: what its numbers are; None for texts and dates.
        look: how its cells look, beside the look of all of the dataset's cells.
        highlights: when its cells stand out.
        bars: whether its numbers are drawn, too.
    """

    name: str
    label: str = ""
    width: float = 0
    number: Number | None = None
    look: tuple[Look, ...] = ()
    highlights: tuple[Highlight, ...] = ()
    bars: bool = False


@dataclass(frozen=True)
class DeclaredDataset:
    """A dataset, as it is declared.

    Args:
        name: a table called ``kpi_<name>`` is filled with it.
        key: columns that tell its rows apart from one filling to the next: what is typed beside a row follows them.
        columns: what its sheet shows, from left to right.
        hidden: columns that stand hidden on the sheet, for formulas and rules.
        more: columns that the sheet does not need; templates of users' own may, and sheets that are written by hand.
        every: columns that follow from the catalogue.
        sheet: the key of the dashboard's sheet that shows it; empty if none does.
        sort: what its rows are sorted by; a column that begins with ``-`` from the highest down.
        most: how many rows it has at most; 0 for any number.
        typed: columns that readers of a dashboard may change.
        choices: columns of words that readers choose from, which formulas compare.
        look: of all shown cells.
        facts: cells above the table, by their names.
        frozen: how many columns stay in sight.
        row_height: of the first body row, which filling repeats; 0 leaves it.
    """

    name: str
    key: tuple[str, ...]
    columns: tuple[DatasetColumn, ...] = ()
    hidden: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    every: tuple[Every, ...] = ()
    sheet: str = ""
    sort: tuple[str, ...] = ()
    most: int = 0
    typed: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    look: tuple[Look, ...] = ()
    facts: tuple[str, ...] = ()
    frozen: int = 0
    row_height: float = 0

    @property
    def table(self) -> str:
        """Name the table that it fills."""
        return f"{PREFIX}{self.name}"

    @property
    def names(self) -> tuple[str, ...]:
        """Name the columns, without those that follow from the catalogue."""
        return (*(column.name for column in self.columns), *self.hidden, *self.more)

    @property
    def label_keys(self) -> dict[str, str]:
        """Give the key of each column's label, by column."""
        return {name: name for name in self.names} | {one.name: one.label for one in self.columns if one.label}

    @property
    def order(self) -> tuple[tuple[str, ...], tuple[bool, ...]]:
        """Give the columns that rows are sorted by, and whether from the lowest up.

        Example:
            >>> DeclaredDataset("formats", ("format",), sort=("-posts", "format")).order
            (('posts', 'format'), (False, True))
        """
        return tuple(one.lstrip("-") for one in self.sort), tuple(not one.startswith("-") for one in self.sort)

    @property
    def ranked_by(self) -> str:
        """Name the column whose values the rows are in the order of; empty if there is none."""
        return self.order[0][0] if self.sort else ""
