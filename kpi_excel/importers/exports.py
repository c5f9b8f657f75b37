"""Exports: files in any of the known formats become rows of the input tables, with a report of each file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from kpi_excel.catalogue import TABLES
from kpi_excel.errors import Issue, Place, Severity
from kpi_excel.importers.answers import Answers
from kpi_excel.importers.convert import Taken, TakenRow, convert
from kpi_excel.importers.days import before_snapshots, with_order
from kpi_excel.importers.figures import with_figures
from kpi_excel.importers.files import ExportFile, export_files
from kpi_excel.importers.format import Format, Grain, formats
from kpi_excel.importers.grids import Cell, read_grids
from kpi_excel.importers.merge import merged
from kpi_excel.importers.recognise import Block, find_blocks, nearest, with_platforms
from kpi_excel.importers.refusal import RefusedError
from kpi_excel.importers.steps import STEPS, Circumstances
from kpi_excel.importers.typed import TypedRows, typed
from kpi_excel.model.settings import Settings


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


@dataclass(frozen=True)
class FileReport:
    """What became of a file.

    Args:
        name: its name.
        folder: where it was found.
        digest: what tells its content from any other.
        tables: the tables that were found in it.
        questions: what only a person can say before its rows count, by code: ``platform``, ``days``, ``format``.
        issues: why it cannot be taken, or rows of it; and what is worth a word.
    """

    name: str
    folder: str
    digest: str
    tables: tuple[TableReport, ...] = ()
    questions: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()

    @property
    def is_taken(self) -> bool:
        """Tell whether it was understood and nothing is left to ask."""
        return bool(self.tables) and not self.questions


@dataclass(frozen=True)
class Exports:
    """What files gave.

    Args:
        tables: typed rows by input table, each row once and as the newest file tells it; a column ``file`` and one
            ``line`` tell where it stood.
        files: a report of each file.
    """

    tables: Mapping[str, pd.DataFrame]
    files: tuple[FileReport, ...]


def read_exports(
    paths: Iterable[str | Path],
    answers: Answers = Answers(),  # noqa: B008 - frozen
    settings: Settings = Settings(),  # noqa: B008 - as above
    today: date | None = None,
) -> Exports:
    """Read platforms' exports.

    Args:
        paths: files, folders and zip files.
        answers: what a person says of all of them.
        settings: of the workbook that they are for.
        today: the last day that a date without a year can be, unless the answers name it.

    Raises:
        FileError: if a path cannot be read.
    """
    last = answers.as_of or today or date.today()
    reports: list[FileReport] = []
    rows: dict[str, list[pd.DataFrame]] = {}
    for file in export_files(paths):
        report, found = _read_file(file, answers, settings, last)
        reports.append(report)
        for part in found if report.is_taken else ():
            rows.setdefault(part.table, []).append(part.frame.assign(file=file.name))
    tables = {name: merged(TABLES[name], rows[name]) for name in TABLES if name in rows}
    return Exports(tables, tuple(reports))


def _read_file(
    file: ExportFile, answers: Answers, settings: Settings, last: date
) -> tuple[FileReport, list[TypedRows]]:
    report = FileReport(file.name, file.folder, file.digest)
    try:
        grids = read_grids(file)
    except RefusedError as refused:
        return replace(report, issues=(_issue(file, refused.code, refused.values),)), []
    known = _headed(formats().values())
    blocks = with_platforms([block for grid in grids for block in find_blocks(grid, file.name, known)])
    if not blocks:
        close = nearest(grids, known)
        values = (
            {"label": close.format.label, "missing": ", ".join(_headers_of(close.format, close.missing))}
            if close
            else {}
        )
        return replace(report, issues=(_issue(file, "near-format" if close else "unknown-format", values),)), []
    tables: list[TableReport] = []
    found: list[TypedRows] = []
    questions: dict[str, None] = {}
    issues: list[Issue] = []
    for block in blocks:
        if len(block.formats) > 1:
            questions["format"] = None
        for declared in _with_others(block.formats[0]):
            taken = convert(block, declared)
            rows, left_out = _settled(taken, block, file, answers, last)
            questions |= dict.fromkeys(_questions(declared, rows))
            part = None
            if declared.table and rows and "platform" not in questions and "days" not in questions:
                part = typed(rows, TABLES[declared.table], file.name, block.grid.sheet, settings, last)
                issues += [issue for issue in part.issues if issue.code != "unknown-platform" or not declared.platform]
                found.append(part)
            tables.append(_table_report(declared, block, taken, part, left_out))
    told = tuple(issue for issue in issues if issue.severity is not Severity.NOTE)
    return replace(report, tables=tuple(tables), questions=tuple(questions), issues=told), [
        part for part in found if len(part.frame)
    ]


def _headed(every: Iterable[Format]) -> list[Format]:
    """Leave out formats that only other formats name."""
    return [declared for declared in every if declared.required or declared.headers or declared.titles]


def _with_others(declared: Format) -> Iterator[Format]:
    yield declared
    if declared.also:
        yield formats()[declared.also]


def _settled(
    taken: Taken, block: Block, file: ExportFile, answers: Answers, last: date
) -> tuple[list[TakenRow], Mapping[str, int]]:
    """Give rows with what the format's step, the person and the figures' day say of them, and what was left out."""
    declared = taken.format
    if not declared.table:
        return [], {}
    table = TABLES[declared.table]
    rows: Sequence[TakenRow] = taken.rows
    if declared.step:
        rows = STEPS[declared.step](rows, Circumstances(block, file.name, (*table.key, *table.id)))
    rows = with_order(rows, table, declared.order or answers.order)
    rows, left_out = with_figures(before_snapshots(rows, table.date_column, last), table, declared.decimal)
    return [replace(row, cells=_told(row.cells, declared, answers)) for row in rows], left_out


def _told(cells: Mapping[str, Cell], declared: Format, answers: Answers) -> dict[str, Cell]:
    """Add what a person says to what a row says itself."""
    table, told = TABLES[declared.table], dict(cells)
    if table.has("account") and answers.account:
        told.setdefault("account", answers.account)
    if table.has("platform") and answers.platform:
        told.setdefault("platform", answers.platform)
    if declared.grain is Grain.SPAN and answers.period is not None:
        names = ("figures_from", "figures_to") if table.has("figures_from") else ("date", "date_to")
        told.setdefault(names[0], _midnight(answers.period.start))
        told.setdefault(names[1], _midnight(answers.period.end))
    if table.has("snapshot") and answers.as_of is not None:
        told.setdefault("snapshot", _midnight(answers.as_of))
    return told


def _questions(declared: Format, rows: Sequence[TakenRow]) -> Iterator[str]:
    if not declared.table or not rows:
        return
    table = TABLES[declared.table]
    if table.by_platform and not any("platform" in row.cells for row in rows) and "from_social" not in rows[0].cells:
        yield "platform"
    if not any(table.date_column in row.cells for row in rows):
        yield "days"


def _table_report(
    declared: Format, block: Block, taken: Taken, part: TypedRows | None, left_out: Mapping[str, int]
) -> TableReport:
    skipped = Counter(taken.skipped) + Counter(left_out)
    report = TableReport(
        declared, block.grid.sheet, declared.table, skipped=skipped, ignored=taken.ignored, lost=taken.lost,
        unknown=taken.unknown,
    )  # fmt: skip
    if part is None or not len(part.frame):
        return report
    if part.left_out:
        skipped["faulty"] += part.left_out
    days = part.frame[TABLES[declared.table].date_column].dropna()
    return replace(
        report,
        platforms=_names(part.frame, "platform"),
        accounts=_names(part.frame, "account"),
        rows=len(part.frame),
        first=days.min().date() if len(days) else None,
        last=days.max().date() if len(days) else None,
    )


def _names(frame: pd.DataFrame, column: str) -> tuple[str, ...]:
    return tuple(sorted(map(str, frame[column].dropna().unique()))) if column in frame else ()


def _headers_of(declared: Format, names: Iterable[str]) -> list[str]:
    """Give the first spelling of the headers that give some columns."""
    mapped = [declared.columns[name] for name in names]
    return [next(iter((*one.headers, *(spellings[0] for spellings in one.added))), "") for one in mapped]


def _issue(file: ExportFile, code: str, values: Mapping[str, str]) -> Issue:
    return Issue(code, Severity.FAULT, Place(file.name), dict(values))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)
