"""The reader of one file: its tables recognised, converted, completed by what a person says, and typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from kpi_excel.catalogue import TABLES
from kpi_excel.errors import Issue, Place, Severity
from kpi_excel.importers.answers import Answers
from kpi_excel.importers.convert import Taken, TakenRow, convert
from kpi_excel.importers.days import before_snapshots, midnight, with_order, with_zeros
from kpi_excel.importers.figures import with_figures
from kpi_excel.importers.files import ExportFile
from kpi_excel.importers.format import Format, Grain, formats, header
from kpi_excel.importers.grids import Cell, read_grids
from kpi_excel.importers.merge import TAKEN
from kpi_excel.importers.names import platform_of, span_of
from kpi_excel.importers.recognise import Block, find_blocks, nearest, with_platforms
from kpi_excel.importers.refusal import RefusedError
from kpi_excel.importers.reports import FileReport, TableReport
from kpi_excel.importers.steps import STEPS, Circumstances
from kpi_excel.importers.typed import TypedRows, typed
from kpi_excel.model.settings import Settings

_SNAPSHOT = "snapshot"


@dataclass(frozen=True)
class FileReader:
    """Reads files of exports, each by itself.

    Args:
        answers: what a person says of all files.
        settings: of the workbook that they are for.
        last: the last day that a date without a year can be.
    """

    answers: Answers
    settings: Settings
    last: date

    def read(self, file: ExportFile) -> tuple[FileReport, list[TypedRows]]:
        """Read a file.

        Returns:
            Its report, and its rows by table; none while a question is left.
        """
        report = FileReport(file.name, file.folder, file.digest)
        try:
            blocks = _blocks(file)
        except RefusedError as refused:
            issue = Issue(refused.code, Severity.FAULT, Place(file.name), refused.values)
            return replace(report, issues=(issue,)), []
        parts = [part for block in blocks for part in self._parts(file, block)]
        questions = dict.fromkeys(question for part in parts for question in part.questions)
        if any(len(block.formats) > 1 for block in blocks):
            questions = {"format": None, **questions}
        found = [part.typed for part in parts if part.typed is not None]
        issues: list[Issue] = []
        for issue in (issue for part in parts for issue in part.issues):
            issues += [issue] if issue not in issues else []  # one row may fill two tables
        report = replace(
            report,
            tables=tuple(part.report for part in parts),
            questions=tuple(questions),
            issues=tuple(issue for issue in issues if issue.severity is not Severity.NOTE),
        )
        return report, [] if questions else self._dated(file, [part for part in found if len(part.frame)])

    def _parts(self, file: ExportFile, block: Block) -> list[_Part]:
        """Read a table by its format, and by the one by which it fills another table."""
        parts = [self._part(file, block, declared) for declared in _with_others(block.formats[0])]
        unknown = set.intersection(*(set(part.report.unknown) for part in parts))
        return [replace(part, report=part.report.without_unknown_but(unknown)) for part in parts]

    def _part(self, file: ExportFile, block: Block, declared: Format) -> _Part:
        declared = _asked(declared, self.answers)
        taken = convert(block, declared)
        rows, left_out = self._settled(taken, block, file)
        questions = tuple(self._questions(declared, block, rows))
        part = None
        if declared.table and rows and not questions:
            part = typed(rows, TABLES[declared.table], file.name, block.grid.sheet, self.settings, self.last)
        return _Part(_report(declared, block, taken, part, left_out), questions, part)

    def _settled(self, taken: Taken, block: Block, file: ExportFile) -> tuple[list[TakenRow], Mapping[str, int]]:
        """Give rows with what steps, the person and the figures' day say of them, and what was left out."""
        declared = taken.format
        if not declared.table:
            return [], {}
        table = TABLES[declared.table]
        rows: Sequence[TakenRow] = taken.rows
        for step in declared.steps:
            rows = STEPS[step](rows, Circumstances(block, file.name, (*table.key, *table.id)))
        rows = with_order(rows, table, declared.order or self.answers.order)
        if declared.zeros:
            rows = with_zeros(rows, table.date_column)
        rows, left_out = with_figures(before_snapshots(rows, table.date_column, self.last), table, declared.decimal)
        said = self._said(declared, file)
        return [replace(row, cells={**said, **row.cells}) for row in rows], left_out

    def _said(self, declared: Format, file: ExportFile) -> dict[str, Cell]:
        """Give what a person, or else a name, says of rows that do not say it themselves."""
        table, said = TABLES[declared.table], dict[str, Cell]()
        if table.has("account") and self.answers.account:
            said["account"] = self.answers.account
        platform = self.answers.platform or platform_of((file.name, file.folder))
        if table.by_platform and platform and "from_social" not in declared.constants:
            said["platform"] = platform
        span = (self.answers.period.start, self.answers.period.end) if self.answers.period else None
        span = span or span_of(file.name, file.folder)
        if declared.grain is Grain.SPAN and span and not self.answers.lifetime:
            names = ("figures_from", "figures_to") if table.has("figures_from") else (table.date_column, "date_to")
            said |= {name: midnight(day) for name, day in zip(names, span, strict=True) if table.has(name)}
        if table.has(_SNAPSHOT) and self.answers.as_of is not None:
            said[_SNAPSHOT] = midnight(self.answers.as_of)
        return said

    def _questions(self, declared: Format, block: Block, rows: Sequence[TakenRow]) -> Iterator[str]:
        if declared.asks and not (self.answers.kind and block.headers.gives(declared.columns["score"])):
            yield "question"
        if not declared.table or not rows:
            return
        table = TABLES[declared.table]
        if table.by_platform and not any("platform" in row.cells or "from_social" in row.cells for row in rows):
            yield "platform"
        if not any(table.date_column in row.cells for row in rows):
            yield "days"
        counts_a_span = declared.grain is Grain.SPAN and table.has("figures_from") and not self.answers.lifetime
        if counts_a_span and not any("figures_from" in row.cells for row in rows):
            yield "period"

    def _dated(self, file: ExportFile, found: Sequence[TypedRows]) -> list[TypedRows]:
        """Say of every row on which day its figures were taken at the earliest.

        It is the day that the row or a person tells; else the last day of the span in the file's name, or of its rows.
        """
        span = span_of(file.name, file.folder)
        days = [part.frame[TABLES[part.table].date_column].max() for part in found]
        told = [pd.Timestamp(span[1])] if span else []
        latest = max([*told, *(day.normalize() for day in days if day == day)], default=None)  # noqa: PLR0124 - NaT
        if self.answers.as_of is not None:
            latest = pd.Timestamp(self.answers.as_of)
        elif latest is not None:
            latest = min(latest, pd.Timestamp(self.last))
        return [replace(part, frame=_taken(part, latest)) for part in found]


@dataclass(frozen=True)
class _Part:
    """A table of a file by one of the formats that its rows are read by.

    Args:
        report: what became of it.
        questions: what only a person can say of it.
        typed: its rows; None if there are none, or a question is left.
    """

    report: TableReport
    questions: tuple[str, ...]
    typed: TypedRows | None

    @property
    def issues(self) -> tuple[Issue, ...]:
        """Give what is wrong with its rows; a platform that its format names is known."""
        found = self.typed.issues if self.typed is not None else ()
        return tuple(issue for issue in found if issue.code != "unknown-platform" or not self.report.format.platform)


def _blocks(file: ExportFile) -> list[Block]:
    """Find a file's tables.

    Raises:
        RefusedError: if it has none of a known format.
    """
    grids = read_grids(file)
    known = [declared for declared in formats().values() if declared.is_recognised]
    blocks = with_platforms([block for grid in grids for block in find_blocks(grid, file.name, known)])
    if any(block.grid.is_cut and block.bottom == len(block.grid.rows) for block in blocks):
        raise RefusedError("cut-off")
    if blocks:
        return blocks
    close = nearest(grids, known)
    if close is None:
        raise RefusedError("unknown-format")
    missing = ", ".join(close.format.columns[name].shown for name in close.missing)
    raise RefusedError("near-format", label=close.format.label, missing=missing)


def _with_others(declared: Format) -> Iterable[Format]:
    return (declared, formats()[declared.also]) if declared.also else (declared,)


def _asked(declared: Format, answers: Answers) -> Format:
    """Give a format of surveys the question that a person names."""
    if not declared.asks:
        return declared
    score = replace(declared.columns["score"], headers=(header(answers.question),) if answers.question else ())
    return replace(
        declared, columns={**declared.columns, "score": score}, constants={**declared.constants, "kind": answers.kind}
    )


def _taken(part: TypedRows, latest: pd.Timestamp | None) -> pd.DataFrame:
    frame = part.frame.assign(**{TAKEN: pd.Series(latest, index=part.frame.index, dtype="datetime64[us]")})
    if not TABLES[part.table].has(_SNAPSHOT):
        return frame
    if _SNAPSHOT in frame:
        frame[TAKEN] = frame[_SNAPSHOT].fillna(frame[TAKEN])
    return frame.assign(**{_SNAPSHOT: frame[TAKEN]})


def _report(
    declared: Format, block: Block, taken: Taken, part: TypedRows | None, left_out: Mapping[str, int]
) -> TableReport:
    skipped = Counter(taken.skipped) + Counter(left_out)
    if part is not None and part.left_out:
        skipped["faulty"] += part.left_out
    report = TableReport(
        declared, block.grid.sheet, declared.table, skipped=skipped, ignored=taken.ignored, lost=taken.lost,
        unknown=taken.unknown,
    )  # fmt: skip
    if part is None or not len(part.frame):
        return report
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
