"""Into: files of exports fill an input workbook, a new one or one that people work in."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from kpi_excel.catalogue import TABLES
from kpi_excel.errors import InputError
from kpi_excel.importers.answers import Answers
from kpi_excel.importers.exports import read_exports
from kpi_excel.importers.plan import Plan, planned
from kpi_excel.importers.reports import Exports, FileReport
from kpi_excel.language.texts import texts
from kpi_excel.model.settings import Settings
from kpi_excel.workbook.atomic import write_atomically
from kpi_excel.workbook.filling.attachments import move_attachments
from kpi_excel.workbook.filling.filled import Filled
from kpi_excel.workbook.filling.follow import follow_moves
from kpi_excel.workbook.filling.reveal import reveal
from kpi_excel.workbook.filling.write_input import write_input
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import read_structure
from kpi_excel.workbook.reading.read import read
from kpi_excel.workbook.upgrading.homes import homes, language_of
from kpi_excel.workbook.upgrading.rows import write_rows
from kpi_excel.workbook.upgrading.upgrade import upgrade

LOG = "imports"
"""The table that says which files were imported."""
_KEPT = 3  # workbooks as they were before the last imports
_UNASKED: Callable[[Imported], bool] = lambda _plan: True  # noqa: E731 - what nobody is asked about is done


@dataclass(frozen=True)
class Imported:
    """What an import does, or would do.

    Args:
        path: the workbook.
        exports: the rows of the files, and a report of each.
        plans: what happens to each table that the files fill.
        known: names of files that were imported before, and change nothing.
        is_new: whether the workbook is made by the import.
        language: of the workbook.
        is_written: whether it was written.
    """

    path: Path
    exports: Exports
    plans: tuple[Plan, ...]
    known: tuple[str, ...]
    is_new: bool
    language: str
    is_written: bool = False

    @property
    def has_changes(self) -> bool:
        """Tell whether a row is new or changes."""
        return any(plan.new or plan.changes for plan in self.plans)

    @property
    def is_complete(self) -> bool:
        """Tell whether every file was taken."""
        return all(report.is_taken for report in self.exports.files)


def import_exports(
    paths: Iterable[str | Path],
    into: str | Path,
    answers: Answers = Answers(),  # noqa: B008 - frozen
    *,
    language: str = "en",
    now: datetime | None = None,
    progress: Callable[[str], None] = lambda _name: None,
    agrees: Callable[[Imported], bool] = _UNASKED,
) -> Imported:
    """Import platforms' exports into an input workbook.

    Rows that are new are added below the others; figures of rows that were imported before, and not edited since, take
    newer ones; what a person typed stays; nothing is deleted. A workbook that exists is kept as it was beside the new
    one, for the last three imports. A file that was imported before changes nothing.

    Args:
        paths: files, folders and zip files.
        into: the input workbook; made if there is none, for the brand whose account or folder the files name.
        answers: what a person says that files cannot.
        language: of a workbook that is made.
        now: when this happens; the system's time unless given.
        progress: told each file's name as it is read.
        agrees: asked before anything is written.

    Returns:
        What happened, with a report of each file. Without a row that is new or changes, nothing is written.

    Raises:
        FileError: if a path cannot be read, or the workbook cannot be read or written.
        InputError: if the workbook holds no input table, or a table would grow over something.
    """
    path, now = Path(into), now or datetime.now()
    with TemporaryDirectory() as folder:
        copy = Path(folder, path.name)
        is_new = not path.exists()
        if not is_new:
            shutil.copy(path, copy)
            upgrade(copy)
        inputs = None if is_new else read(copy, now.date())
        tables = inputs.tables if inputs else {}
        settings = inputs.settings if inputs else Settings(language=language)
        hashes = set(tables[LOG]["hash"].dropna()) if LOG in tables and "hash" in tables[LOG] else set[str]()
        exports = read_exports(paths, answers, settings, now.date(), progress, hashes)
        plans = tuple(planned(TABLES[name], rows, tables.get(name)) for name, rows in exports.tables.items())
        known = tuple(report.name for report in exports.files if report.is_known)
        done = Imported(path, exports, plans, known, is_new, settings.language)
        if not done.has_changes or not agrees(done):
            return done
        if is_new:
            brand = {"name": "brand", "value": _brand(exports, answers)}
            write_input({"settings": [brand]}, copy, language)
        data = _written(copy, [*plans, _log(exports.files, now)])
        if not is_new:
            _keep(path)
        write_atomically(path, data)
    return Imported(path, exports, plans, known, is_new, settings.language, is_written=True)


def _written(path: Path, plans: Sequence[Plan]) -> bytes:
    with open_package(path) as package:
        filled = Filled(Edit(package), read_structure(package))
        found = homes(filled)
        words = texts(language_of(filled, found.values()))
        for plan in plans:
            if plan.table.name not in found:
                raise InputError("table-not-there", table=plan.table.name, name=path.name)
            write_rows(filled, found[plan.table.name], plan.changes, plan.new, words)
        move_attachments(filled)
        follow_moves(filled)
        reveal(filled, [plan.table.name for plan in plans if _uses_what_is_folded(plan)])
        filled.write_sheets()
        return filled.edit.save()


def _uses_what_is_folded(plan: Plan) -> bool:
    """Tell whether rows hold something that a new workbook keeps out of sight; marks and the log stay there."""
    names = {name for row in (*plan.new, *plan.changes.values()) for name in row}
    folded = {column.name for column in plan.table.columns if column.folded and column.name != "imported"}
    return plan.table.name != LOG and bool(names) and (plan.table.folded or bool(names & folded))


def _log(files: Iterable[FileReport], now: datetime) -> Plan:
    rows: list[Mapping[str, Any]] = [
        {
            "file": report.name,
            "hash": report.digest,
            "format": ", ".join(dict.fromkeys(table.format.name for table in report.tables)),
            "rows": report.rows,
            "imported": now,
        }
        for report in files
        if report.is_taken and not report.is_known
    ]
    return Plan(TABLES[LOG], tuple(rows), {}, 0, ())


def _brand(exports: Exports, answers: Answers) -> str:
    """Give the account that a person or most rows name, else the folder of the first file that was taken."""
    if answers.account:
        return answers.account
    names: Counter[str] = Counter()
    for rows in exports.tables.values():
        if "account" in rows:
            names.update(map(str, rows["account"].dropna()))
    if names:
        return names.most_common(1)[0][0]
    return next((PurePosixPath(report.folder).stem for report in exports.files if report.rows), "")


def _keep(path: Path) -> None:
    """Keep the workbook as it is beside itself; of those that were kept before, the last ones."""
    kept = [path.with_name(f"{path.stem}-before-import-{number}{path.suffix}") for number in range(1, _KEPT + 1)]
    for older, newer in zip(reversed(kept[1:]), reversed(kept[:-1]), strict=True):
        if newer.exists():
            newer.replace(older)
    shutil.copy(path, kept[0])
