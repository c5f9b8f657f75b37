"""Reports: what files of exports gave, and what became of each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd

from kpi_excel.errors import Issue
from kpi_excel.importers.files import ExportFile
from kpi_excel.importers.format import Format


@dataclass(frozen=True)
class TableReport:
    """A table that was found in a file.

    Args:
        format: what it is.
        sheet: the sheet it stands on; empty in a file of text.
        table: the input table that it fills; empty if it holds nothing for us.
        platforms: the platforms of its rows.
        accounts: their accounts.
        rows: rows that count.
        first: the first day that they tell of.
        last: the last one.
        skipped: how many rows were left out, by code of the reason.
        ignored: headers that mean nothing to us.
        lost: headers that have no column in our tables.
        unknown: headers that the format does not know.
    """

    format: Format
    sheet: str
    table: str
    platforms: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    rows: int = 0
    first: date | None = None
    last: date | None = None
    skipped: Mapping[str, int] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    def without_unknown_but(self, names: Collection[str]) -> TableReport:
        """Give it with only those of its unknown headers."""
        return replace(self, unknown=tuple(name for name in self.unknown if name in names))


@dataclass(frozen=True)
class FileReport:
    """What became of a file.

    Args:
        name: its name.
        folder: where it was found.
        digest: what tells its content from any other.
        tables: the tables that were found in it.
        questions: what only a person can say before its rows count, by code: ``platform``, ``days``, ``period``,
            ``question``, ``format``.
        issues: why it cannot be taken, or rows of it; and what is worth a word.
        is_known: whether it was imported before, so that it is not read again.
    """

    name: str
    folder: str
    digest: str
    tables: tuple[TableReport, ...] = ()
    questions: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()
    is_known: bool = False

    @property
    def is_taken(self) -> bool:
        """Tell whether it was understood and nothing is left to ask."""
        return self.is_known or (bool(self.tables) and not self.questions)

    @property
    def rows(self) -> int:
        """Count its rows that count."""
        return sum(table.rows for table in self.tables)


def known_file(file: ExportFile) -> FileReport:
    """Give the report of a file that was imported before."""
    return FileReport(file.name, file.folder, file.digest, is_known=True)


@dataclass(frozen=True)
class Exports:
    """What files gave.

    Args:
        tables: typed rows by input table, each row once and as the newest file tells it; columns ``file``, ``folder``
            and ``line`` tell where it stood, ``taken`` the day on which its figures were taken.
        files: a report of each file.
    """

    tables: Mapping[str, pd.DataFrame]
    files: tuple[FileReport, ...]
