"""Exports: files in any of the known formats become rows of the input tables, with a report of each file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date
from pathlib import Path

import pandas as pd

from kpi_excel.catalogue import TABLES
from kpi_excel.importers.accounts import with_accounts
from kpi_excel.importers.answers import Answers
from kpi_excel.importers.files import export_files
from kpi_excel.importers.merge import merged
from kpi_excel.importers.reader import FileReader
from kpi_excel.importers.reports import Exports, FileReport, known_file
from kpi_excel.model.clock import day_in
from kpi_excel.model.settings import Settings


def read_exports(
    paths: Iterable[str | Path],
    answers: Answers = Answers(),  # noqa: B008 - frozen
    settings: Settings = Settings(),  # noqa: B008 - as above
    today: date | None = None,
    progress: Callable[[str], None] = lambda _name: None,
    known: Collection[str] = (),
) -> Exports:
    """Read platforms' exports.

    Args:
        paths: files, folders and zip files.
        answers: what a person says of all of them.
        settings: of the workbook that they are for.
        today: the last day that a date without a year can be, unless the answers name it.
        progress: told each file's name as it is read.
        known: digests of files that were imported before; they are named, and give no rows.

    Returns:
        Rows by input table, and a report of each file; a file that cannot be taken says why there, and the others are
        taken.

    Raises:
        FileError: if a path that was named cannot be read.
    """
    reader = FileReader(answers, settings, answers.as_of or today or day_in(settings.time_zone))
    reports: list[FileReport] = []
    parts: dict[str, list[pd.DataFrame]] = {}
    for file in export_files(paths):
        progress(file.name)
        report, found = reader.read(file) if file.digest not in known else (known_file(file), [])
        reports.append(report)
        for part in found:
            parts.setdefault(part.table, []).append(part.frame.assign(file=file.name, folder=file.folder))
    parts = with_accounts(parts)
    tables = {name: merged(TABLES[name], parts[name]) for name in TABLES if name in parts}
    return Exports(tables, tuple(reports))
