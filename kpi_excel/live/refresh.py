"""Refreshing: the buttons' work, between a workbook that is open in Excel and what the command line does with files.

The open workbook is saved as a copy in a temporary folder, unsaved changes included, and the copy is read like any
file. A dashboard that is open is copied and filled the same way, and what filling changed is then done to it in Excel;
one that is closed is filled again as a file. So below this module there is one way in which inputs are read and tables
are filled.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kpi_excel.api import build, dashboard_path, every_issue, read
from kpi_excel.engine.inputs import Inputs
from kpi_excel.errors import FileError, InputError, Issue, UsageError
from kpi_excel.language.texts import Texts, texts, texts_for
from kpi_excel.live.mirror import mirror
from kpi_excel.live.wrappers import MAX_STATUS
from kpi_excel.report.build import Report
from kpi_excel.report.datasets import issues_dataset
from kpi_excel.report.ownership import refuse_to_replace
from kpi_excel.workbook.filling.fill import fill
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.parts.package import Package, open_package
from kpi_excel.workbook.parts.structure import read_structure

if TYPE_CHECKING:
    import xlwings

_QUIET = {"enable_events": False, "screen_updating": False, "calculation": "manual"}
_ISSUES_TABLE, _ISSUES = "kpi_issues", "issues"


@dataclass(frozen=True)
class Outcome:
    """What a button did.

    Args:
        message: as the status bar says it.
        issues: found in the input.
        dashboard: the dashboard that was updated; None for a check.
    """

    message: str
    issues: tuple[Issue, ...]
    dashboard: Path | None = None


def refresh_dashboard(book: xlwings.Book) -> Outcome:
    """Read an open input workbook, check it, and update and show its dashboard.

    Raises:
        FileError: if the workbook has no place yet, or a file cannot be read or written.
        InputError: if there is nothing to compute; the issues stand on their sheet nevertheless.
    """
    place = place_of(book)
    target = dashboard_path(place)
    with _at_work(book.app) as say, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        dashboard = open_book(book.app, target)
        copy, inputs, words = _read(book, folder, say)
        try:
            report = _update(dashboard, inputs, target, Path(folder), say)
        except InputError:
            show_issues(book, copy, inputs.issues, words)
            raise
        issues = (*report.notices, *report.issues)
        sheet = show_issues(book, copy, issues, words)
        message = _message(words, "refreshed", target.name, inputs, issues, sheet)
    (dashboard or book.app.books.open(str(target))).activate()
    book.app.status_bar = message
    return Outcome(message, issues, target)


def check_workbook(book: xlwings.Book) -> Outcome:
    """Check an open input workbook, and show what is found.

    Raises:
        FileError: if it cannot be read.
        InputError: if it holds none of the input tables.
    """
    with _at_work(book.app) as say, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        copy, inputs, words = _read(book, folder, say)
        say("compute")
        issues = every_issue(inputs)
        sheet = show_issues(book, copy, issues, words)
        message = _message(words, "checked", copy.name, inputs, issues, sheet)
    if sheet and any(issue.severity != "note" for issue in issues):
        book.sheets[sheet].activate()
    book.app.status_bar = message
    return Outcome(message, issues)


def _read(book: xlwings.Book, folder: str, say: Callable[[str], None]) -> tuple[Path, Inputs, Texts]:
    say("read")
    copy = save_copy(book, Path(folder))
    inputs = read(copy)
    return copy, inputs, texts_for(inputs.settings)


def _update(
    dashboard: xlwings.Book | None, inputs: Inputs, target: Path, folder: Path, say: Callable[[str], None]
) -> Report:
    """Fill the dashboard, in Excel if it is open there."""
    if dashboard is None:
        return build(inputs, target, target if target.exists() else None, progress=say)
    before = save_copy(dashboard, folder)
    refuse_to_replace(before, before)
    filled = folder / f"filled-{before.name}"
    report = build(inputs, filled, before, progress=say, calculate=False)
    _refuse_protected(report)
    say("write")
    for table in report.cleared_filters:
        _show_all_rows(dashboard, table)
    with open_package(before) as old, open_package(filled) as new:
        mirror(dashboard, old, new)
    dashboard.app.calculate()
    return report


def _refuse_protected(report: Report) -> None:
    """Refuse to write to a protected sheet, which Excel would stop in the middle of.

    Raises:
        InputError: if a table that is filled stands on one.
    """
    sheet = next((issue.place.sheet for issue in report.notices if issue.code == "sheet-protected"), "")
    if sheet:
        raise InputError("sheet-protected", sheet=sheet)


def _show_all_rows(book: xlwings.Book, name: str) -> None:
    """Clear a table's filter, which would hide other rows than those it was set for."""
    for sheet in book.sheets:
        if name in [table.name for table in sheet.tables]:
            table: Any = sheet.tables[name]
            table.show_autofilter = False
            table.show_autofilter = True


def place_of(book: xlwings.Book) -> Path:
    """Give the file of an open workbook on this computer.

    Raises:
        FileError: if it was never saved, or lies in a cloud folder that this computer does not have.
    """
    import xlwings  # noqa: PLC0415 - loaded only where Excel is

    try:
        place = str(book.fullname)
    except xlwings.XlwingsError:
        place = "://"
    if "://" in place:
        raise FileError("only-in-the-cloud", name=book.name)
    if not Path(place).is_absolute():
        raise FileError("never-saved", name=book.name)
    return Path(place)


def open_book(app: xlwings.App, path: Path) -> xlwings.Book | None:
    """Find a file among the open workbooks; None if it is not open.

    Raises:
        UsageError: if another file of that name is open, beside which Excel opens no second one.
    """
    for book in app.books:
        if book.name.casefold() == path.name.casefold():
            if _same_folder(book, path):
                return book
            raise UsageError("same-name-open", name=path.name)
    return None


def _same_folder(book: xlwings.Book, path: Path) -> bool:
    other = place_of(book)
    return other.resolve() == path.resolve() or str(other).casefold() == str(path).casefold()


def save_copy(book: xlwings.Book, folder: Path) -> Path:
    """Save a copy of an open workbook as it is now, unsaved changes included, under its own name.

    On a Mac Excel lets no program save a copy, so the workbook itself is saved.
    """
    copy = folder / book.name
    if sys.platform == "darwin":
        book.save()
        shutil.copyfile(place_of(book), copy)
    else:
        book.api.SaveCopyAs(str(copy))
    return copy


def show_issues(book: xlwings.Book, copy: Path, issues: Iterable[Issue], words: Texts) -> str:
    """Write issues into an open workbook's table of them.

    Args:
        book: the workbook.
        copy: its file as it is now.
        issues: to be listed.
        words: in which language.

    Returns:
        The name of the sheet; empty if the workbook has no such table.
    """
    with open_package(copy) as before:
        structure = read_structure(before)
        sheet = next(
            (one.name for one in structure.sheets if any(table.name == _ISSUES_TABLE for table in one.tables)), ""
        )
        if sheet:
            edit = Edit(before)
            filled = fill(edit, structure, {_ISSUES: issues_dataset(issues, words)})
            filled.write_sheets()
            mirror(book, before, Package(edit.save(compress=False), copy.name))
    return sheet


@contextmanager
def _at_work(app: xlwings.App) -> Iterator[Callable[[str], None]]:
    """Keep Excel still while it is written to, and say in its status bar what is being done.

    Whatever happens, everything is as it was afterwards: each setting is put back even if another one resists.
    """
    with ExitStack() as stack:
        stack.callback(setattr, app, "status_bar", False)
        for name, value in _QUIET.items():
            before = getattr(app, name)
            stack.callback(setattr, app, name, before)
            setattr(app, name, value)

        def say(step: str) -> None:
            app.status_bar = texts("en").text("live", "working", step)

        yield say


def _message(words: Texts, key: str, file: str, inputs: Inputs, issues: Iterable[Issue], sheet: str) -> str:
    counts = Counter(str(issue.severity) for issue in issues)
    if not counts["fault"] + counts["warning"]:
        return words.text("live", f"{key}_clean").format(file=file)[:MAX_STATUS]
    message = words.text("live", key).format(
        file=file,
        faults=counts["fault"],
        warnings=counts["warning"],
        left_out=sum(summary.left_out for summary in inputs.summaries),
        sheet=sheet or words.text("dashboard", "sheets", "issues"),
    )
    return message[:MAX_STATUS]
