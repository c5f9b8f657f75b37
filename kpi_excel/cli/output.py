"""What the commands print: issues, summaries, and where files are."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING

from kpi_excel.cli import voice
from kpi_excel.cli.terminal import echo, style
from kpi_excel.errors import Issue, KpiExcelError, UsageError, by_kind
from kpi_excel.language import errors
from kpi_excel.language.issues import fix, message
from kpi_excel.language.names import joined, listed
from kpi_excel.language.numbers import counted, number
from kpi_excel.language.places import place
from kpi_excel.language.texts import Texts
from kpi_excel.model.kpi import Unit
from kpi_excel.workbook.parts.kinds import PLAIN, WITH_MACROS, refuse_other_endings
from kpi_excel.workbook.parts.package import TEMPLATES, WORKBOOKS

if TYPE_CHECKING:
    from kpi_excel.engine.inputs import Inputs, TableSummary
    from kpi_excel.live.doctor import Check
    from kpi_excel.live.macros import Upgrade
    from kpi_excel.report.build import Report
    from kpi_excel.workbook.filling.filled import Loss
    from kpi_excel.workbook.upgrading.upgrade import Upgraded

_COLOURS = {"fault": "red", "warning": "yellow", "note": "blue"}
_MARKS = {"good": ("ok", "green"), "warning": ("!!", "yellow"), "fault": ("XX", "red"), "unknown": ("??", "blue")}
_FIRST_CELLS = 8  # of a kind of issue
_EXAMPLES, _SHORT = 3, 80  # of what is left out, and characters of each
_ORDER = ("fault", "warning", "note")


def shown(path: Path) -> str:
    """Write a path as the user would type it."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # another drive on Windows
        return str(path)
    return relative if not relative.startswith("..") else str(path)


def quoted(path: Path) -> str:
    """Write a path as a command takes it."""
    text = shown(path)
    return f'"{text}"' if any(character in text for character in " '()&;") else text


def print_error(error: KpiExcelError, err: bool = True) -> None:
    """Say what stopped the work, and its remedy."""
    words = voice.words()
    said, remedy = words.section("commands", "error"), errors.fix(error, words)
    echo(f"{style(said['error'], fg='red', bold=True)} {errors.message(error, words)}", err=err)
    if remedy:
        echo(f"{style(said['fix'], bold=True)} {remedy}", err=err, lines=True)


def refuse_existing(path: Path, force: bool) -> None:
    """Refuse to replace a file that somebody may have filled, and names that are no workbook's."""
    if path.exists() and not force:
        raise UsageError("not-replaced", name=shown(path))
    refuse_other_endings(path)


def refuse_as_output(output: Path, path: Path, template: Path | None, into: Path | None, share: bool = False) -> None:
    """Refuse to write a dashboard over its own input or template, or under a name that is no workbook's.

    Args:
        output: the file to write.
        path: the input.
        template: what is filled.
        into: the dashboard that is filled again.
        share: whether the output is a copy to hand out, which has no macros.
    """
    if output.is_dir():
        raise UsageError("output-is-folder", name=shown(output), example=shown(output / "dashboard.xlsx"))
    if into and into.suffix.lower() in TEMPLATES:
        raise UsageError("into-is-template", name=shown(into), quoted=quoted(into))
    refuse_other_endings(output, (PLAIN,) if share else WORKBOOKS)
    for other, code in ((path, "output-is-input"), (template, "output-is-template")):
        if other is not None and _same_file(output, other):
            raise UsageError(code, name=shown(output))


def _same_file(one: Path, other: Path) -> bool:
    """Tell whether two names lead to one file, through links of every kind."""
    try:
        return os.path.samefile(one, other)
    except (OSError, ValueError):  # one of them is not there
        return os.path.realpath(one) == os.path.realpath(other)


def print_issues(issues: Iterable[Issue], words: Texts, quiet: bool = False, every: bool = False) -> None:
    """Print issues, faults first; empty tables are left to the summary.

    Args:
        issues: what was found.
        words: the language.
        quiet: whether notes are left out.
        every: whether each issue is printed; else one of each kind, with the first cells of the others.
    """
    printed = 0
    told = [one for one in issues if one.code != "empty-table" and not (quiet and one.severity == "note")]
    for group in [(issue,) for kind in by_kind(told) for issue in kind] if every else by_kind(told):
        issue, *others = group
        severity = words.text("dashboard", "severities", issue.severity)
        head = style(f"{severity} [{issue.code}]", fg=_COLOURS[issue.severity], bold=True)
        where = place(issue.place, words)
        echo(f"{head} {where + ': ' if where else ''}{message(issue, words)}")
        echo(f"  {words.text('commands', 'error', 'fix')} {fix(issue, words)}")
        if others:
            echo(f"  {_also(others, words)}")
        printed += 1
    if printed:
        echo()


def _also(others: Sequence[Issue], words: Texts) -> str:
    """Say which other cells or rows have the same fault: the first ones, and how many more."""
    cells = joined((issue.place.rows or issue.place.cell for issue in others[:_FIRST_CELLS]), words)
    rest = len(others) - _FIRST_CELLS
    said = words.section("commands", "check")
    if rest <= 0:
        return str(said["also"]).format(cells=cells)
    return str(said["also_more"]).format(cells=cells, number=number(rest, Unit.COUNT, words))


def print_summary(inputs: Inputs, issues: Iterable[Issue], words: Texts) -> None:
    """Print a line per table, and the totals."""
    counts = Counter(str(issue.severity) for issue in issues if issue.code != "empty-table")
    said = words.section("commands", "check")
    rows = [_row(summary, words) for summary in inputs.summaries]
    if rows:
        header = tuple(said["header"])
        widths = [max(len(row[index]) for row in (header, *rows)) for index in range(5)]
        for index, row in enumerate((header, *rows)):
            cells = [
                row[column].rjust(width) if column in (1, 2) else row[column].ljust(width)
                for column, width in enumerate(widths)
            ]
            line = "  ".join([*cells, row[5]]).rstrip()
            echo(style(line, bold=True) if index == 0 else line)
        echo()
    faults, warnings, notes = (counted(counts.get(kind, 0), kind, words) for kind in _ORDER)
    rows_out = counted(sum(summary.left_out for summary in inputs.summaries), "row", words)
    verdict = said["faults"].format(faults=faults, rows=rows_out) if counts.get("fault") else said["no_faults"]
    echo(f"{verdict} {said['others'].format(warnings=warnings, notes=notes)}")


def _row(summary: TableSummary, words: Texts) -> tuple[str, str, str, str, str, str]:
    return (
        summary.sheet,
        number(summary.rows, Unit.COUNT, words),
        number(summary.left_out, Unit.COUNT, words) if summary.left_out else "–",
        words.digital(summary.first or "–"),
        words.digital(summary.last or "–"),
        joined(summary.platforms, words),
    )


def print_report(report: Report, source: Path, verbose: bool = False) -> None:
    """Print what was built and what to look at, in the dashboard's language.

    Args:
        report: what was built.
        source: the input workbook.
        verbose: whether formulas are counted, and everything is listed that is not in the dashboard any more.
    """
    words = report.words
    said = words.section("commands", "build")
    echo(said["wrote"].format(path=shown(report.path)))
    if report.compared:
        echo(f"  {said['agree']}")
    formulas = counted(report.formulas, "formula", words)
    if verbose and report.formulas:
        compared = number(report.compared, Unit.COUNT, words)
        echo(f"  {said['formulas'].format(formulas=formulas, compared=compared)}")
    if report.unavailable:
        echo(f"  {counted(report.unavailable, 'without_value', words, formulas=formulas)}")
    if report.macros_left_out:
        echo(f"  {said['macros_left_out']}")
        echo(f"  {said['keep_macros'].format(path=quoted(report.path.with_suffix(WITH_MACROS)))}")
    for line in _losses(report.losses, verbose, words):
        echo(f"  {line}")
    for table in report.cleared_filters:
        echo(f"  {said['filter_cleared'].format(table=table)}")
    for table in report.shown_rows:
        echo(f"  {said['rows_shown'].format(table=table)}")
    print_issues(report.notices, words)
    if found := _found(report):
        told = said["found_on_sheet" if report.issues_sheet else "found"]
        command = f"kpi-excel check {quoted(source)}"
        echo(f"  {told.format(found=found, path=shown(source), sheet=report.issues_sheet, command=command)}")


def _found(report: Report) -> str:
    """Say how much is wrong with the input; nothing if nothing is."""
    words = report.words
    counts = Counter(str(issue.severity) for issue in report.issues)
    found = [counted(counts[kind], kind, words) for kind in ("fault", "warning") if counts[kind]]
    if counts["fault"] and report.left_out:
        rows = counted(report.left_out, "row", words)
        found[0] = words.text("commands", "build", "left_out").format(faults=found[0], rows=rows)
    return listed(found, words) if found else ""


def _losses(losses: Sequence[Loss], every: bool, words: Texts) -> Iterator[str]:
    """Say what stood beside rows that are gone, by table and column."""
    said = words.section("commands", "build")
    groups: dict[tuple[str, str], list[Loss]] = {}
    for loss in losses:
        groups.setdefault((loss.table, loss.column), []).append(loss)
    for (table, column), group in groups.items():
        yield counted(len(group), "gone", words, column=column, table=table)
        first = group if every else group[:_EXAMPLES]
        for loss in first:
            text = loss.text if every else shorten(loss.text, _SHORT, placeholder="…")
            yield f"  {said['gone_entry'].format(text=text, row=loss.key or said['nameless_row'])}"
        if len(group) > len(first):
            yield f"  {said['more'].format(number=number(len(group) - len(first), Unit.COUNT, words))}"


def print_new(path: Path) -> None:
    """Say how to go on with an empty input workbook."""
    said = voice.words().section("commands", "new")
    echo(said["wrote"].format(path=shown(path), command=f"kpi-excel check {quoted(path)}"))
    if path.suffix.lower() != WITH_MACROS:
        return
    echo(said["buttons"])
    if sys.platform not in ("win32", "darwin"):
        echo(said["no_excel"].format(command=f"kpi-excel upgrade-macros {quoted(path)}"))


def print_upgrade(done: Upgrade) -> None:
    """Say which macros were written anew."""
    said = voice.words().section("commands", "upgrade")
    names = {"path": shown(done.path), "version": done.after, "before": done.before}
    if not done.changed:
        echo(said["current"].format_map(names))
    else:
        another = done.before and done.before != done.after
        echo(said["wrote_instead" if another else "wrote"].format_map(names))
        echo(f"  {', '.join(done.changed)}")
    if done.interpreter:
        echo(f"  {said['interpreter'].format(path=done.interpreter)}")
    if done.signature_lost:
        echo(f"  {said['signature_lost']}")


def print_upgraded(done: Upgraded) -> None:
    """Say what an input workbook got, and what was in the way of more."""
    words = voice.words()
    said, path = words.section("commands", "upgraded"), shown(done.path)
    if done.has_changed:
        echo(said["added"].format(path=path))
    elif not done.blocked:
        echo(said["complete"].format(path=path))
    if done.sheets:
        echo(f"  {said['sheets'].format(names=joined(done.sheets, words))}")
    for sheet, columns in done.columns.items():
        echo(f"  {said['columns'].format(sheet=sheet, names=joined(columns, words))}")
    if done.settings:
        echo(f"  {said['settings'].format(names=joined(done.settings, words))}")
    if done.choices:
        echo(f"  {said['choices'].format(names=joined(done.choices, words))}")
    for sheet, where in done.blocked.items():
        echo(said["blocked" if where else "own_sheet"].format(sheet=sheet, where=where))


def print_checks(checks: Iterable[Check]) -> int:
    """Print what the doctor found, and count what would stop Excel."""
    words = voice.words()
    counts: Counter[str] = Counter()
    for one in checks:
        counts[one.state] += 1
        mark, colour = _MARKS[one.state]
        echo(f"{style(mark, fg=colour, bold=True)} {style(one.subject, bold=True)}: {one.found}")
        if one.fix:
            echo(f"  {words.text('commands', 'error', 'fix')} {one.fix}")
    stopping = counts["fault"]
    echo(counted(stopping, "stopping", words) if stopping else words.text("commands", "doctor", "well"))
    return stopping


def print_demo(example: Path, report: Report) -> None:
    """Print where the demo's workbooks are."""
    said = report.words.section("commands", "demo")
    echo(said["wrote"].format(path=shown(example)))
    print_report(report, example)
    echo(said["open"])
